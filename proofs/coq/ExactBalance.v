(** B10 of proofs/theory.md, section 11: vectors that are balanced for approximate
    coordinates can be changed a little so that they are balanced for the exact ones; and
    how a certificate's leaf then applies B5. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced Directions.
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

(** * One block of a basis *)

(** E = 1 - A B. *)
Definition defect (d : nat) (A B : nat -> nat -> R) (i k : nat) : R :=
  (if Nat.eqb i k then 1 else 0) - sum (map (fun l => A i l * B l k) (seq 0 d)).

Lemma sum_at (f : nat -> R) d i : (i < d)%nat ->
  sum (map (fun k => (if Nat.eqb i k then 1 else 0) * f k) (seq 0 d)) = f i.
Proof.
  intros Hi. rewrite (sum_without (seq 0 d) _ i).
  - rewrite Nat.eqb_refl, sum_zero; [ring|]. intros k Hk. apply in_without in Hk.
    rewrite (proj2 (Nat.eqb_neq i k)); [ring|]. intros E. now apply (proj2 Hk).
  - apply seq_NoDup.
  - apply in_seq. lia.
Qed.

(** A (B x) = x - E x. *)
Lemma apply_defect d A B x i : (i < d)%nat ->
  apply_matrix d A (apply_matrix d B x) i = x i - apply_matrix d (defect d A B) x i.
Proof.
  intros Hi. unfold apply_matrix at 3. unfold defect.
  rewrite (sum_ext (fun k => (_ - _) * x k) (fun k => (if Nat.eqb i k then 1 else 0) * x k
    + -1 * (sum (map (fun l => A i l * B l k) (seq 0 d)) * x k))) by (intros; ring).
  rewrite sum_plus, sum_scale, sum_at by easy.
  enough (apply_matrix d A (apply_matrix d B x) i
    = sum (map (fun k => sum (map (fun l => A i l * B l k) (seq 0 d)) * x k) (seq 0 d)))
    by lra.
  unfold apply_matrix.
  rewrite (sum_ext (fun k => sum _ * x k)
    (fun k => sum (map (fun l => A i l * (B l k * x k)) (seq 0 d)))).
  - rewrite <- sum_exchange. apply sum_ext. intros l _. now rewrite sum_scale.
  - intros k _. rewrite Rmult_comm, <- sum_scale. apply sum_ext. intros. ring.
Qed.

Lemma Rabs_sum_le {A} (f : A -> R) l :
  Rabs (sum (map f l)) <= sum (map (fun x => Rabs (f x)) l).
Proof.
  induction l as [|x l IH]; [unfold sum; simpl; rewrite Rabs_R0; lra|].
  rewrite !sum_map_cons. pose proof (Rabs_triang (f x) (sum (map f l))). lra.
Qed.

Definition row_sum (d : nat) (E : nat -> nat -> R) (i : nat) : R :=
  sum (map (fun k => Rabs (E i k)) (seq 0 d)).

(** |E x| <= phi |x| in the largest entry. *)
Lemma apply_small d E phi m x i :
  row_sum d E i <= phi -> 0 <= m ->
  (forall k, (k < d)%nat -> Rabs (x k) <= m) -> Rabs (apply_matrix d E x i) <= phi * m.
Proof.
  intros Hphi Hm Hx. apply Rle_trans with (1 := Rabs_sum_le _ _).
  apply Rle_trans with (sum (map (fun k => m * Rabs (E i k)) (seq 0 d))).
  - apply sum_le. intros k Hk. apply in_seq in Hk. rewrite Rabs_mult, Rmult_comm.
    apply Rmult_le_compat_r; [apply Rabs_pos|apply Hx; lia].
  - rewrite sum_scale, Rmult_comm. now apply Rmult_le_compat_r.
Qed.

(** x - E x is not smaller than (1 - phi) |x|. *)
Lemma bounded_by_difference d E phi (x tau : nat -> R) M :
  0 <= phi < 1 -> (forall i, (i < d)%nat -> row_sum d E i <= phi) ->
  (forall i, (i < d)%nat -> x i - apply_matrix d E x i = tau i) ->
  (forall i, (i < d)%nat -> Rabs (tau i) <= M) -> 0 <= M ->
  forall i, (i < d)%nat -> (1 - phi) * Rabs (x i) <= M.
Proof.
  intros Hphi HE Hx Htau HM. destruct (largest_entry d x) as (m & Hm & Hle & Hex).
  assert (H : (1 - phi) * m <= M).
  { destruct (Req_dec m 0) as [->|Hne]; [lra|].
    destruct Hex as (l & Hl & E'); [lra|].
    pose proof (apply_small d E phi m x l (HE l Hl) Hm Hle) as Hs.
    pose proof (Rabs_triang (tau l) (apply_matrix d E x l)) as Ht.
    rewrite <- (Hx l Hl) in Ht at 1.
    replace (x l - _ + _) with (x l) in Ht by ring. specialize (Htau l Hl). lra. }
  intros i Hi. apply Rle_trans with (2 := H). apply Rmult_le_compat_l; [lra|auto].
Qed.

(** Let AB differ from the unit matrix by at most phi < 1/2 in each row, and let A rho be
    known within dev. Then B t = rho has a solution within dev + 2 phi M of it, M being a
    bound of the entries of A rho. *)
Theorem B10_block d A B rho mid dev phi M :
  0 <= phi < 1 / 2 ->
  (forall i, (i < d)%nat -> row_sum d (defect d A B) i <= phi) ->
  (forall i, (i < d)%nat -> Rabs (apply_matrix d A rho i - mid i) <= dev i) ->
  (forall i, (i < d)%nat -> Rabs (mid i) + dev i <= M) -> 0 <= M ->
  exists t, (forall l, (l < d)%nat -> apply_matrix d B t l = rho l) /\
    forall i, (i < d)%nat -> Rabs (t i - mid i) <= dev i + 2 * phi * M.
Proof.
  intros Hphi HE Hmid HM HM0.
  destruct (injective_surjective d B rho) as [t Ht].
  - intros x Hx k Hk. enough (Rabs (x k) = 0).
    { destruct (Req_dec (x k) 0) as [|Hne]; [easy|]. now apply Rabs_no_R0 in Hne. }
    pose proof (bounded_by_difference d (defect d A B) phi x (fun _ => 0) 0) as H.
    enough ((1 - phi) * Rabs (x k) <= 0) by (pose proof (Rabs_pos (x k)); nra).
    apply H; try easy; try lra; [|intros; rewrite Rabs_R0; lra].
    intros i Hi. rewrite <- apply_defect by easy. apply sum_zero. intros l Hl.
    apply in_seq in Hl. rewrite Hx by lia. ring.
  - exists t. split; [easy|]. intros i Hi.
    set (tau := apply_matrix d A rho).
    assert (Htau : forall k, (k < d)%nat ->
      t k - apply_matrix d (defect d A B) t k = tau k).
    { intros k Hk. rewrite <- apply_defect by easy. apply sum_ext. intros l Hl.
      apply in_seq in Hl. rewrite Ht by lia. reflexivity. }
    assert (Hb : forall k, (k < d)%nat -> Rabs (t k) <= 2 * M).
    { intros k Hk. enough ((1 - phi) * Rabs (t k) <= M)
        by (pose proof (Rabs_pos (t k)); nra).
      apply (bounded_by_difference d (defect d A B) phi t tau M); try easy; try lra.
      intros l Hl. apply Rle_trans with (2 := HM l Hl).
      pose proof (Rabs_triang (tau l - mid l) (mid l)) as H.
      replace (tau l - mid l + mid l) with (tau l) in H by ring.
      specialize (Hmid l Hl). unfold tau in *. lra. }
    assert (HM2 : 0 <= 2 * M) by lra.
    pose proof (apply_small d (defect d A B) phi (2 * M) t i (HE i Hi) HM2 Hb) as Hs.
    specialize (Htau i Hi). specialize (Hmid i Hi).
    pose proof (Rabs_triang (t i - tau i) (tau i - mid i)) as H.
    replace (t i - tau i + (tau i - mid i)) with (t i - mid i) in H by ring.
    replace (t i - tau i) with (apply_matrix d (defect d A B) t i) in H by lra.
    unfold tau in *. lra.
Qed.
