(** B10 of proofs/theory.md, section 11: vectors that are balanced for approximate
    coordinates can be changed a little so that they are balanced for the exact ones; and
    how a certificate's leaf then applies B5. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced.
From Doublecheck Require Import DataFloor Directions LinearEquations.
Import ListNotations.
Open Scope R_scope.

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
    assert (Hhalf : 0 <= (1 / 2 - phi) * Rabs (x k))
      by (apply Rmult_le_pos; [lra|apply Rabs_pos]).
    enough ((1 - phi) * Rabs (x k) <= 0) by (pose proof (Rabs_pos (x k)); lra).
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
    { intros k Hk.
      assert (Hhalf : 0 <= (1 / 2 - phi) * Rabs (t k))
        by (apply Rmult_le_pos; [lra|apply Rabs_pos]).
      enough ((1 - phi) * Rabs (t k) <= M) by lra.
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

(** * Moving the vectors of chosen points *)

(** A list by its positions, 0 .. N-1. *)
Definition blank : evidence :=
  {| about := {| coordinates := []; class := 0; cell := 0; weight := 0 |};
     vector_of := fun _ => 0; value := 0 |}.

Definition line (ev : list evidence) (q : nat) : evidence := nth q ev blank.

Lemma map_positions {A B} (f : A -> B) (l : list A) x :
  map f l = map (fun q => f (nth q l x)) (seq 0 (length l)).
Proof.
  induction l as [|y l IH]; [reflexivity|]. cbn [map length seq].
  now rewrite <- seq_shift, map_map, IH.
Qed.

Lemma map_line {A} (f : evidence -> A) ev :
  map f ev = map (fun q => f (line ev q)) (seq 0 (length ev)).
Proof. apply map_positions. Qed.

Lemma line_in ev q : (q < length ev)%nat -> In (line ev q) ev.
Proof. intros. now apply nth_In. Qed.

(** A sum of which one term at most is not 0. *)
Lemma sum_single (l : list nat) (f : nat -> R) x :
  NoDup l -> In x l -> (forall y, In y l -> y <> x -> f y = 0) -> sum (map f l) = f x.
Proof.
  intros Hl Hx Hf. rewrite (sum_without l f x Hl Hx), sum_zero; [ring|].
  intros y Hy. apply in_without in Hy. now apply Hf.
Qed.

Definition kronecker (i k : nat) : R := if Nat.eqb i k then 1 else 0.

Lemma kronecker_same i : kronecker i i = 1.
Proof. unfold kronecker. now rewrite Nat.eqb_refl. Qed.

Lemma kronecker_other i k : i <> k -> kronecker i k = 0.
Proof. intros H. unfold kronecker. now rewrite (proj2 (Nat.eqb_neq i k) H). Qed.

(** t is added to a_j and subtracted from a_K. *)
Definition move (K j : nat) (t : R) (a : class_vector) : class_vector :=
  fun c => a c + t * (kronecker c j - kronecker c K).

(** [p j i] is the position of the i-th point that is chosen for class j < K, i < d; no
    position is chosen twice. *)
Definition basis (K d N : nat) (p : nat -> nat -> nat) : Prop :=
  (forall j i, (1 <= j < K)%nat -> (i < d)%nat -> (p j i < N)%nat) /\
  (forall j i j' i', (1 <= j < K)%nat -> (i < d)%nat ->
     (1 <= j' < K)%nat -> (i' < d)%nat -> p j i = p j' i' -> j = j' /\ i = i').

(** What is added to the vector at position q. *)
Definition shift (K d : nat) (p : nat -> nat -> nat) (t : nat -> nat -> R)
    (q c : nat) : R :=
  sum (map (fun j => sum (map (fun i =>
    kronecker (p j i) q * (t j i * (kronecker c j - kronecker c K))) (seq 0 d)))
    (seq 1 (K - 1))).

Definition moved (K d : nat) (p : nat -> nat -> nat) (t : nat -> nat -> R)
    (ev : list evidence) : list evidence :=
  map (fun q => {| about := about (line ev q);
                   vector_of := fun c => vector_of (line ev q) c + shift K d p t q c;
                   value := value (line ev q) |}) (seq 0 (length ev)).

Lemma in_block_classes K j : In j (seq 1 (K - 1)) <-> (1 <= j < K)%nat.
Proof. rewrite in_seq. lia. Qed.

Lemma shift_chosen K d N p t j i c :
  basis K d N p -> (1 <= j < K)%nat -> (i < d)%nat ->
  shift K d p t (p j i) c = t j i * (kronecker c j - kronecker c K).
Proof.
  intros [_ Hp] Hj Hi. unfold shift. rewrite (sum_single _ _ j).
  - rewrite (sum_single _ _ i); [rewrite kronecker_same; ring|apply seq_NoDup| |].
    + apply in_seq. lia.
    + intros k Hk Hne. apply in_seq in Hk. rewrite kronecker_other; [ring|].
      intros E. apply Hp in E; [|easy|lia|easy|easy]. now apply Hne.
  - apply seq_NoDup.
  - now apply in_block_classes.
  - intros k Hk Hne. apply in_block_classes in Hk. apply sum_zero. intros l Hl.
    apply in_seq in Hl. rewrite kronecker_other; [ring|].
    intros E. apply Hp in E; [|easy|lia|easy|easy]. now apply Hne.
Qed.

Lemma shift_not_chosen K d p t q c :
  (forall j i, (1 <= j < K)%nat -> (i < d)%nat -> p j i <> q) -> shift K d p t q c = 0.
Proof.
  intros Hq. apply sum_zero. intros j Hj. apply in_block_classes in Hj.
  apply sum_zero. intros i Hi. apply in_seq in Hi.
  rewrite kronecker_other; [ring|]. apply Hq; [easy|lia].
Qed.

(** What is added has the sum 0. *)
Lemma shift_sum K d p t q :
  sum (map (shift K d p t q) (seq 1 K)) = 0.
Proof.
  unfold shift. rewrite sum_exchange. apply sum_zero. intros j Hj.
  apply in_block_classes in Hj. rewrite sum_exchange. apply sum_zero. intros i _.
  rewrite (sum_ext _ (fun c => kronecker (p j i) q * t j i * kronecker c j
    + - (kronecker (p j i) q * t j i) * kronecker c K)) by (intros; ring).
  rewrite sum_plus, !sum_scale.
  assert (E : forall k, (1 <= k <= K)%nat ->
    sum (map (fun c => kronecker c k) (seq 1 K)) = 1).
  { intros k Hk. rewrite (sum_single _ _ k); [apply kronecker_same|apply seq_NoDup| |].
    - now apply in_classes.
    - intros c _ Hc. now apply kronecker_other. }
  rewrite !E by lia. ring.
Qed.

Lemma moved_vector K d p t q a :
  is_vector K a -> is_vector K (fun c => a c + shift K d p t q c).
Proof.
  unfold is_vector. intros Ha. rewrite sum_plus. change (fun x => a x) with a.
  rewrite Ha. change (fun x => shift K d p t q x) with (shift K d p t q).
  rewrite shift_sum. ring.
Qed.

Lemma moved_about K d p t ev : map about (moved K d p t ev) = map about ev.
Proof. unfold moved. rewrite map_map. cbn. symmetry. apply (map_line about). Qed.

Lemma moved_values K d p t w ev : values w (moved K d p t ev) = values w ev.
Proof.
  unfold values, moved. rewrite map_map. cbn.
  now rewrite (map_line (fun e => w (about e) * value e)).
Qed.

(** The component of a class c < K is changed by its own block only. *)
Lemma shift_class K d p t q c : (1 <= c < K)%nat ->
  shift K d p t q c = sum (map (fun i => kronecker (p c i) q * t c i) (seq 0 d)).
Proof.
  intros Hc. unfold shift. rewrite (sum_single _ _ c).
  - apply sum_ext. intros. rewrite kronecker_same, (kronecker_other c K) by lia. ring.
  - apply seq_NoDup.
  - now apply in_block_classes.
  - intros j Hj Hne. apply in_block_classes in Hj. apply sum_zero. intros i _.
    rewrite (kronecker_other c j), (kronecker_other c K) by lia. ring.
Qed.

(** The matrix B of a block: B_{l,i} = w_{s_i} z_{s_i,l}. *)
Definition block_matrix (w : point -> R) (z : point -> vector) (ev : list evidence)
    (chosen : nat -> nat) : nat -> nat -> R :=
  fun l i => let s := about (line ev (chosen i)) in w s * coords z s l.

(** Moving t_i subtracts w_{s_i} t_i z_{s_i} from the imbalance of the block's class. *)
Lemma moved_imbalance K d p t w z ev c l :
  basis K d (length ev) p -> (1 <= c < K)%nat ->
  imbalance w (moved K d p t ev) c (fun s => coords z s l)
    = imbalance w ev c (fun s => coords z s l)
      - apply_matrix d (block_matrix w z ev (p c)) (t c) l.
Proof.
  intros [Hp _] Hc. unfold imbalance, moved. rewrite map_map. cbn [about vector_of].
  rewrite (map_line (fun e => w (about e) * _ * _)).
  set (f := fun q => w (about (line ev q)) * coords z (about (line ev q)) l).
  rewrite (sum_ext _ (fun q => w (about (line ev q)) * (indicator (about (line ev q)) c
    - vector_of (line ev q) c) * coords z (about (line ev q)) l
    + -1 * sum (map (fun i => f q * (kronecker (p c i) q * t c i)) (seq 0 d)))).
  - rewrite sum_plus, sum_scale, sum_exchange.
    enough (E : sum (map (fun i => sum (map (fun q => f q * (kronecker (p c i) q * t c i))
      (seq 0 (length ev)))) (seq 0 d))
      = apply_matrix d (block_matrix w z ev (p c)) (t c) l) by (rewrite E; ring).
    apply sum_ext. intros i Hi. apply in_seq in Hi. rewrite (sum_single _ _ (p c i)).
    + rewrite kronecker_same. unfold f, block_matrix. ring.
    + apply seq_NoDup.
    + apply in_seq. specialize (Hp c i Hc ltac:(lia)). lia.
    + intros q _ Hq. rewrite kronecker_other by congruence. ring.
  - intros q _. rewrite shift_class, sum_scale by easy. unfold f. ring.
Qed.

(** * B10 *)

(** The sum of w_s |[y_s = j] - a_{s,j}|; times err_l it is rad_{j,l}. *)
Definition spread (w : point -> R) (ev : list evidence) (j : nat) : R :=
  sum (map (fun e => w (about e) * Rabs (indicator (about e) j - vector_of e j)) ev).

(** mid_i, dev_i, and the sum over k of which phi is the largest, with coordinates [u]
    that are known within [err]. *)
Definition block_rho (w : point -> R) (u : point -> vector) (ev : list evidence)
    (j l : nat) : R :=
  imbalance w ev j (fun s => coords u s l).

Definition block_mid (d : nat) w u ev (j : nat) (A : nat -> nat -> R) : nat -> R :=
  apply_matrix d A (block_rho w u ev j).

Definition block_dev (d : nat) err w ev (j : nat) (A : nat -> nat -> R) (i : nat) : R :=
  sum (map (fun l => Rabs (A i l) * (err l * spread w ev j)) (seq 0 d)).

Definition block_defect (d : nat) u err w ev (chosen : nat -> nat) (A : nat -> nat -> R)
    (i : nat) : R :=
  sum (map (fun k => Rabs (defect d A (block_matrix w u ev chosen) i k)
    + w (about (line ev (chosen k)))
      * sum (map (fun l => Rabs (A i l) * err l) (seq 0 d))) (seq 0 d)).

(** Bounds of a block: [phi] < 1/2, and [M] for the |mid_k| + dev_k. *)
Definition block_bounds (d : nat) u err w ev (chosen : nat -> nat) (j : nat)
    (A : nat -> nat -> R) (phi M : R) : Prop :=
  0 <= phi < 1 / 2 /\ 0 <= M /\ forall i, (i < d)%nat ->
    block_defect d u err w ev chosen A i <= phi /\
    Rabs (block_mid d w u ev j A i) + block_dev d err w ev j A i <= M.

Definition block_wide (d : nat) err w ev (j : nat) A phi M (i : nat) : R :=
  block_dev d err w ev j A i + 2 * phi * M.

(** The points that are chosen and all others have approximate coordinates. *)
Definition known (d : nat) (z u : point -> vector) (err : nat -> R) (T : points) : Prop :=
  forall s, In s T -> within d (coords z s) (coords u s) err.

Lemma true_defect d z u err w ev chosen A i :
  (forall e, In e ev -> 0 <= w (about e)) -> known d z u err (map about ev) ->
  (forall k, (k < d)%nat -> (chosen k < length ev)%nat) ->
  row_sum d (defect d A (block_matrix w z ev chosen)) i
    <= block_defect d u err w ev chosen A i.
Proof.
  intros Hw Hz Hc. apply sum_le. intros k Hk. apply in_seq in Hk.
  pose proof (line_in ev (chosen k) (Hc k ltac:(lia))) as He.
  set (s := about (line ev (chosen k))). specialize (Hw _ He). fold s in Hw.
  specialize (Hz s (in_map about _ _ He)).
  assert (E : defect d A (block_matrix w z ev chosen) i k
    = defect d A (block_matrix w u ev chosen) i k
      + w s * sum (map (fun l => A i l * (coords u s l - coords z s l)) (seq 0 d))).
  { unfold defect, block_matrix. fold s.
    rewrite (sum_ext (fun l => A i l * (w s * coords z s l)) (fun l =>
      A i l * (w s * coords u s l) + - w s * (A i l * (coords u s l - coords z s l))))
      by (intros; ring).
    rewrite sum_plus, sum_scale. ring. }
  rewrite E. apply Rle_trans with (1 := Rabs_triang _ _). apply Rplus_le_compat_l.
  rewrite Rabs_mult, (Rabs_right (w s)) by lra. apply Rmult_le_compat_l; [easy|].
  apply Rle_trans with (1 := Rabs_sum_le _ _). apply sum_le. intros l Hl.
  apply in_seq in Hl. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|].
  rewrite Rabs_minus_sym. apply Hz. lia.
Qed.

Lemma true_mid d z u err w ev j A i :
  (forall e, In e ev -> 0 <= w (about e)) -> known d z u err (map about ev) ->
  Rabs (apply_matrix d A (block_rho w z ev j) i - block_mid d w u ev j A i)
    <= block_dev d err w ev j A i.
Proof.
  intros Hw Hz. unfold block_mid, apply_matrix.
  replace (_ - _) with (sum (map (fun l =>
    A i l * (block_rho w z ev j l - block_rho w u ev j l)) (seq 0 d))).
  - apply Rle_trans with (1 := Rabs_sum_le _ _). apply sum_le. intros l Hl.
    apply in_seq in Hl. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|].
    apply imbalance_within; [easy|]. intros e He. apply Hz; [now apply in_map|lia].
  - rewrite (sum_ext _ (fun l => A i l * block_rho w z ev j l
      + -1 * (A i l * block_rho w u ev j l))) by (intros; ring).
    rewrite sum_plus, sum_scale. ring.
Qed.

Lemma finite_choice {A} (a : A) n (P : nat -> A -> Prop) :
  (forall j, (j < n)%nat -> exists x, P j x) ->
  exists f, forall j, (j < n)%nat -> P j (f j).
Proof.
  induction n as [|n IH]; intros H; [exists (fun _ => a); lia|].
  destruct IH as [f Hf]; [intros; apply H; lia|]. destruct (H n) as [x Hx]; [lia|].
  exists (fun j => if Nat.eqb j n then x else f j). intros j Hj.
  destruct (Nat.eqb_spec j n) as [->|]; [easy|]. apply Hf. lia.
Qed.

(** Near vectors whose blocks have such bounds there are vectors that are balanced for the
    exact coordinates: those of chosen points are moved by t_i within wide_i of mid_i. *)
Theorem B10_exact_balance K d z u err w T ev p A phi M :
  map about ev = T -> (forall s, In s T -> 0 <= w s) ->
  (forall s, In s T -> length (z s) = d) -> known d z u err T ->
  basis K d (length ev) p ->
  (forall j, (1 <= j < K)%nat ->
     block_bounds d u err w ev (p j) j (A j) (phi j) (M j)) ->
  exists t, balanced K w z (moved K d p t ev) /\
    forall j i, (1 <= j < K)%nat -> (i < d)%nat ->
      Rabs (t j i - block_mid d w u ev j (A j) i)
        <= block_wide d err w ev j (A j) (phi j) (M j) i.
Proof.
  intros HT Hw Hd Hz Hp Hb.
  assert (Hwe : forall e, In e ev -> 0 <= w (about e))
    by (intros e He; apply Hw; now apply (about_in T ev)).
  rewrite <- HT in Hz.
  destruct (finite_choice (fun _ => 0) K (fun j t => (1 <= j)%nat ->
    (forall l, (l < d)%nat ->
       apply_matrix d (block_matrix w z ev (p j)) t l = block_rho w z ev j l) /\
    forall i, (i < d)%nat -> Rabs (t i - block_mid d w u ev j (A j) i)
      <= block_wide d err w ev j (A j) (phi j) (M j) i)) as [t Ht].
  - intros j HjK. destruct (Nat.eq_dec j 0) as [->|Hj0]; [exists (fun _ => 0); lia|].
    destruct (Hb j ltac:(lia)) as (Hphi & HM & H).
    destruct (B10_block d (A j) (block_matrix w z ev (p j)) (block_rho w z ev j)
      (block_mid d w u ev j (A j)) (block_dev d err w ev j (A j)) (phi j) (M j))
      as [t Ht]; try easy.
    + intros i Hi. apply Rle_trans with (2 := proj1 (H i Hi)).
      apply true_defect; [easy|easy|]. intros k Hk. apply Hp; [lia|easy].
    + intros i _. now apply true_mid.
    + intros i Hi. apply (H i Hi).
    + now exists t.
  - exists t. split.
    + apply (balanced_coordinates K w z d).
      * unfold moved. apply Forall_map, Forall_forall. intros q Hq. apply in_seq in Hq.
        cbn. apply Hd. apply (about_in T ev); [easy|]. apply line_in. lia.
      * intros j l Hj Hl. destruct (Ht j ltac:(lia) ltac:(lia)) as [E _].
        fold (coords z). change (fun s => nth l (z s) 0) with (fun s => coords z s l).
        rewrite moved_imbalance, E by easy. unfold block_rho. ring.
    + intros j i Hj Hi. now apply Ht.
Qed.

(** * A certificate's leaf *)

(** A vector moved by t, lo <= t <= hi, lies between those moved by lo and by hi. *)
Lemma moved_between K j a lo hi t : lo <= t <= hi ->
  exists tau, 0 <= tau <= 1 /\
    forall c, move K j t a c = between tau (move K j lo a) (move K j hi a) c.
Proof.
  intros Ht. destruct (Req_dec lo hi) as [E|Hne].
  - exists 0. split; [lra|]. intros c. unfold move, between.
    replace t with lo by lra. ring.
  - exists ((t - lo) / (hi - lo)). split.
    + split.
      * apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat. lra.
      * apply (Rmult_le_reg_r (hi - lo)); [lra|]. field_simplify; lra.
    + intros c. unfold move, between. field. lra.
Qed.

(** What a leaf shows for B5: a vector and a number for each point, a basis with its
    bounds, and numbers [lo] and [hi] around the moves t, for both of which B3 allows the
    number of the chosen point. *)
Definition basis_leaf (K d : nat) (u : point -> vector) (err : nat -> R) (w : point -> R)
    (T : points) (quota budget : R) (D : list decision) : Prop :=
  exists gamma ev p A phi M lo hi,
    0 <= gamma /\ map about ev = T /\ Forall (fun e => is_vector K (vector_of e)) ev /\
    basis K d (length ev) p /\
    (forall j, (1 <= j < K)%nat ->
       block_bounds d u err w ev (p j) j (A j) (phi j) (M j)) /\
    (forall j i, (1 <= j < K)%nat -> (i < d)%nat ->
       let e := line ev (p j i) in
       lo j i <= block_mid d w u ev j (A j) i
                 - block_wide d err w ev j (A j) (phi j) (M j) i /\
       block_mid d w u ev j (A j) i
         + block_wide d err w ev j (A j) (phi j) (M j) i <= hi j i /\
       allowed K D gamma (about e) (move K j (lo j i) (vector_of e)) (value e) /\
       allowed K D gamma (about e) (move K j (hi j i) (vector_of e)) (value e)) /\
    (forall q, (q < length ev)%nat ->
       (forall j i, (1 <= j < K)%nat -> (i < d)%nat -> p j i <> q) ->
       let e := line ev q in allowed K D gamma (about e) (vector_of e) (value e)) /\
    budget < values w ev + gamma * quota.

(** A position is chosen or not. *)
Lemma chosen_dec K d (p : nat -> nat -> nat) q :
  (exists j i, (1 <= j < K)%nat /\ (i < d)%nat /\ p j i = q) \/
  (forall j i, (1 <= j < K)%nat -> (i < d)%nat -> p j i <> q).
Proof.
  destruct (Exists_dec (fun j => Exists (fun i => p j i = q) (seq 0 d)) (seq 1 (K - 1)))
    as [H|H].
  - intros j. apply Exists_dec. intros i. apply Nat.eq_dec.
  - left. apply Exists_exists in H. destruct H as (j & Hj & H).
    apply Exists_exists in H. destruct H as (i & Hi & H). exists j, i.
    apply in_block_classes in Hj. apply in_seq in Hi. repeat split; (lia || easy).
  - right. intros j i Hj Hi E. apply H. apply Exists_exists. exists j.
    split; [now apply in_block_classes|]. apply Exists_exists. exists i.
    split; [apply in_seq; lia|easy].
Qed.

(** The leaf's numbers are right for the vectors that B10 moves. *)
Theorem B10_leaf K d z u err w T quota budget D :
  (forall s, In s T -> 0 <= w s) -> (forall s, In s T -> length (z s) = d) ->
  known d z u err T -> basis_leaf K d u err w T quota budget D ->
  leaf_excludes K z w T quota budget D.
Proof.
  intros Hw Hd Hz (gamma & ev & p & A & phi & M & lo & hi & Hg & HT & Hv & Hp & Hb
    & Hchosen & Hother & Hlt).
  destruct (B10_exact_balance K d z u err w T ev p A phi M HT Hw Hd Hz Hp Hb)
    as (t & Hbal & Ht).
  right. left. exists gamma, (moved K d p t ev). rewrite moved_values.
  split; [easy|]. split; [|easy]. split; [|easy]. split; [now rewrite moved_about|].
  unfold moved. apply Forall_map, Forall_forall. intros q Hq. apply in_seq in Hq.
  cbn [about vector_of value]. rewrite Forall_forall in Hv. split.
  - apply moved_vector, Hv, line_in. lia.
  - destruct (chosen_dec K d p q) as [(j & i & Hj & Hi & <-)|Hno].
    + destruct (Hchosen j i Hj Hi) as (Hlo & Hhi & H1 & H2).
      specialize (Ht j i Hj Hi). apply Rabs_between in Ht.
      destruct (moved_between K j (vector_of (line ev (p j i))) (lo j i) (hi j i) (t j i))
        as (tau & Htau & E); [lra|].
      apply (By_B4 _ _ _ _ _ _ _ _ tau (By_B3 _ _ _ _ _ _ H1) (By_B3 _ _ _ _ _ _ H2));
        [easy|].
      intros c. rewrite (shift_chosen K d (length ev)) by easy. apply E.
    + pose proof (By_B3 _ _ _ _ _ _ (Hother q ltac:(lia) Hno)) as H.
      apply (By_B4 _ _ _ _ _ _ _ _ 0 H H); [lra|].
      intros c. rewrite shift_not_chosen by easy. unfold between. ring.
Qed.

(** A leaf of a certificate's tree. *)
Definition certified_leaf (K d : nat) (u : point -> vector) (err : nat -> R)
    (w : point -> R) (T : points) (quota budget : R) (D : list decision) : Prop :=
  not_kept K D w T < quota \/ basis_leaf K d u err w T quota budget D \/ contradictory D.

Lemma certified_leaf_excludes K d z u err w T quota budget D :
  (forall s, In s T -> 0 <= w s) -> (forall s, In s T -> length (z s) = d) ->
  known d z u err T -> certified_leaf K d u err w T quota budget D ->
  leaf_excludes K z w T quota budget D.
Proof.
  intros Hw Hd Hz [H|[H|H]]; [now left| |now right; right].
  now apply (B10_leaf K d z u err).
Qed.

(** T9, proof by points, as a certificate states it: with rounded weights, coordinates [z]
    of which (1,x_s) is a linear function, and [u] that differ from them by at most [err].
    If each leaf of the tree is done, every classifier with affine scores and a loss of at
    most Lbar has at least the accuracy alpha. *)
Theorem T9_certificate_points n K T (z u : point -> vector) d err B Lbar alpha Q t X :
  training_set n T -> labelled K T -> affine K with_one X T -> loss K X T <= Lbar ->
  (forall s, In s T -> with_one s = map (fun row => dot row (z s)) B) ->
  (forall s, In s T -> length (z s) = d) -> known d z u err T -> (0 < Q)%Z ->
  every_leaf (certified_leaf K d u err (as_reals (rounded T Q)) T
    (IZR (threshold T Q (rounded T Q) alpha)) (Lbar * IZR Q)) [] t ->
  alpha <= accuracy K X T.
Proof.
  intros HT HK HX Hloss Hz Hd Hu HQ Ht. pose proof (rounded_below n T Q HT HQ) as HW.
  apply (T9_certificate n K T z B Lbar alpha Q t X); try easy.
  revert Ht. apply every_leaf_impl. intros D. apply certified_leaf_excludes; try easy.
  intros s Hs. apply IZR_le, HW, Hs.
Qed.

(** The same with the threshold 0: no classifier has such a loss. *)
Theorem T9_certificate_points_vacuous n K T (z u : point -> vector) d err B Lbar Q t X :
  training_set n T -> labelled K T -> affine K with_one X T ->
  (forall s, In s T -> with_one s = map (fun row => dot row (z s)) B) ->
  (forall s, In s T -> length (z s) = d) -> known d z u err T -> (0 < Q)%Z ->
  every_leaf (certified_leaf K d u err (as_reals (rounded T Q)) T 0 (Lbar * IZR Q))
    [] t ->
  ~ loss K X T <= Lbar.
Proof.
  intros HT HK HX Hz Hd Hu HQ Ht. pose proof (rounded_below n T Q HT HQ) as HW.
  apply (T9_certificate_vacuous n K T z B Lbar Q t X); try easy.
  revert Ht. apply every_leaf_impl. intros D. apply certified_leaf_excludes; try easy.
  intros s Hs. apply IZR_le, HW, Hs.
Qed.
