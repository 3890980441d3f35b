(** Square systems of linear equations, as far as B10 of proofs/theory.md, section 11,
    needs them: if only 0 is mapped to 0, everything is a value. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts.
Import ListNotations.
Open Scope R_scope.

(** * Linear equations: more vectors than coordinates are dependent *)

Lemma length_without I p :
  NoDup I -> In p I -> S (length (filter (fun j => negb (Nat.eqb j p)) I)) = length I.
Proof.
  induction 1 as [|x I Hx HI IH]; intros Hp; [easy|]. cbn [filter length].
  destruct (Nat.eqb_spec x p) as [->|Hxp]; cbn [negb length].
  - f_equal. f_equal. clear - Hx. induction I as [|y I IH]; [easy|]. simpl in *.
    destruct (Nat.eqb_spec y p); [tauto|]. simpl. f_equal. tauto.
  - destruct Hp as [Hp|Hp]; [easy|]. now rewrite <- IH.
Qed.

Lemma in_without I p i :
  In i (filter (fun j => negb (Nat.eqb j p)) I) <-> In i I /\ i <> p.
Proof. now rewrite filter_In, negb_true_iff, Nat.eqb_neq. Qed.

(** [c] gives a linear combination of the vectors v_i, i in [I], that is 0. *)
Definition relation (n : nat) (v : nat -> nat -> R) (I : list nat)
    (c : nat -> R) : Prop :=
  (exists i, In i I /\ c i <> 0) /\
  forall l, (l < n)%nat -> sum (map (fun i => c i * v i l) I) = 0.

(** Eliminating the last coordinate with v_p. *)
Lemma eliminate n v I p c :
  NoDup I -> In p I -> v p n <> 0 ->
  let I' := filter (fun j => negb (Nat.eqb j p)) I in
  relation n (fun i l => v i l - v i n / v p n * v p l) I' c ->
  exists c', relation (S n) v I c'.
Proof.
  intros HI Hp Hv I' [(i & Hi & Hci) Hc].
  set (q := sum (map (fun i => c i * v i n) I')).
  exists (fun k => if Nat.eqb k p then - (q / v p n) else c k). split.
  - apply in_without in Hi. exists i. split; [apply Hi|].
    now rewrite (proj2 (Nat.eqb_neq i p) (proj2 Hi)).
  - intros l Hl. rewrite (sum_without I _ p HI Hp), Nat.eqb_refl. fold I'.
    rewrite (sum_ext _ (fun i => c i * v i l)).
    + destruct (Nat.eq_dec l n) as [->|Hne].
      * fold q. field. easy.
      * assert (Hc' := Hc l ltac:(lia)).
        rewrite (sum_ext _ (fun i => c i * v i l + - (v p l / v p n) * (c i * v i n)))
          in Hc' by (intros; field; easy).
        rewrite sum_plus, sum_scale in Hc'. fold q in Hc'.
        apply Rplus_eq_compat_l with (r := - (q / v p n) * v p l) in Hc'.
        rewrite Rplus_0_r in Hc'. transitivity (- (q / v p n) * v p l
          + (q * (v p l / v p n))); [|field; easy].
        rewrite <- Hc'. lra.
    + intros k Hk. apply in_without in Hk.
      now rewrite (proj2 (Nat.eqb_neq k p) (proj2 Hk)).
Qed.

Lemma dependent n : forall v I,
  NoDup I -> (n < length I)%nat -> exists c, relation n v I c.
Proof.
  induction n as [|n IH]; intros v I HI Hn.
  - destruct I as [|i I]; [simpl in Hn; lia|]. exists (fun _ => 1). split; [|lia].
    exists i. split; [now left|lra].
  - destruct (Forall_Exists_dec (fun i => v i n = 0) (fun i => Req_EM_T (v i n) 0) I)
      as [H0|Hex].
    + destruct (IH v I HI ltac:(lia)) as (c & Hne & Hc). exists c. split; [easy|].
      intros l Hl. destruct (Nat.eq_dec l n) as [->|]; [|apply Hc; lia].
      rewrite Forall_forall in H0. apply sum_zero. intros i Hi. rewrite (H0 i Hi). ring.
    + apply Exists_exists in Hex. destruct Hex as (p & Hp & Hv).
      destruct (IH (fun i l => v i l - v i n / v p n * v p l)
        (filter (fun j => negb (Nat.eqb j p)) I)) as (c & Hc).
      * now apply NoDup_filter.
      * pose proof (length_without I p HI Hp). lia.
      * now apply (eliminate n v I p c).
Qed.

(** M x, for a matrix of d columns. *)
Definition apply_matrix (d : nat) (M : nat -> nat -> R) (x : nat -> R) (l : nat) : R :=
  sum (map (fun k => M l k * x k) (seq 0 d)).

(** A square matrix that maps only 0 to 0 maps something to each vector. *)
Lemma injective_surjective d M r :
  (forall x, (forall l, (l < d)%nat -> apply_matrix d M x l = 0) ->
     forall k, (k < d)%nat -> x k = 0) ->
  exists t, forall l, (l < d)%nat -> apply_matrix d M t l = r l.
Proof.
  intros Hinj.
  destruct (dependent d (fun i l => if Nat.eqb i d then r l else M l i) (seq 0 (S d)))
    as (c & (i & Hi & Hci) & Hc); [apply seq_NoDup|rewrite seq_length; lia|].
  assert (E : forall l, (l < d)%nat -> apply_matrix d M c l + c d * r l = 0).
  { intros l Hl. specialize (Hc l Hl). rewrite seq_S, map_app, sum_app in Hc.
    rewrite Nat.add_0_l in Hc. cbn [map] in Hc. rewrite sum_cons, Nat.eqb_refl in Hc.
    change (sum []) with 0 in Hc.
    rewrite (sum_ext _ (fun k => M l k * c k)) in Hc; [unfold apply_matrix; lra|].
    intros k Hk. apply in_seq in Hk.
    rewrite (proj2 (Nat.eqb_neq k d)) by lia. ring. }
  destruct (Req_dec (c d) 0) as [H0|H0].
  - exfalso. apply Hci. apply in_seq in Hi. destruct (Nat.eq_dec i d) as [->|]; [easy|].
    apply Hinj; [|lia]. intros l Hl. specialize (E l Hl). rewrite H0 in E. lra.
  - exists (fun k => - / c d * c k). intros l Hl. specialize (E l Hl).
    unfold apply_matrix in *.
    rewrite (sum_ext _ (fun k => - / c d * (M l k * c k))) by (intros; ring).
    rewrite sum_scale. apply (Rmult_eq_reg_l (c d)); [|easy]. field_simplify; lra.
Qed.
