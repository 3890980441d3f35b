(** B5 and B6 of proofs/theory.md, section 11: balanced vectors, which exclude classifiers
    that misclassify much for a small loss, and trees of decisions. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts Decisions.
Import ListNotations.
Open Scope R_scope.

(** * Classifiers whose scores are affine in the features *)

(** z_s = (1,x_s). *)
Definition with_one (s : point) : vector := 1 :: coordinates s.

(** The scores are linear in the coordinates [z] of the points, with parameters theta. *)
Definition affine_scores (K : nat) (z : point -> vector) (X : classifier) (T : points) :=
  exists theta : nat -> vector,
    forall s j, In s T -> (1 <= j <= K)%nat -> X s j = dot (theta j) (z s).

(** It is enough that their differences are. *)
Definition affine (K : nat) (z : point -> vector) (X : classifier) (T : points) : Prop :=
  exists theta : nat -> vector, forall s l, In s T -> In l (rivals K s) ->
    margin X s l = dot (theta (class s)) (z s) - dot (theta l) (z s).

Lemma affine_scores_affine K z X T :
  labelled K T -> affine_scores K z X T -> affine K z X T.
Proof.
  intros HK [theta H]. exists theta. intros s l Hs Hl.
  apply in_others in Hl. unfold margin. rewrite !H; [reflexivity|easy|easy|easy|].
  now apply (labelled_in K T).
Qed.

(** ** Other coordinates of the same points *)

Definition unit_vector (i : nat) : vector := repeat 0 i ++ [1].

Lemma dot_nil_r v : dot v [] = 0.
Proof. now destruct v. Qed.

Lemma dot_unit i x : dot (unit_vector i) x = nth i x 0.
Proof.
  revert x. induction i as [|i IH]; intros [|t x]; try reflexivity.
  - simpl. lra.
  - simpl. unfold unit_vector in IH. rewrite IH. lra.
Qed.

Fixpoint add_vectors (u v : vector) : vector :=
  match u, v with
  | a :: u', b :: v' => a + b :: add_vectors u' v'
  | [], _ => v
  | _, [] => u
  end.

Lemma dot_add u v x : dot (add_vectors u v) x = dot u x + dot v x.
Proof.
  revert v x. induction u as [|a u IH]; intros [|b v] [|t x]; simpl; try lra.
  rewrite IH. ring.
Qed.

Lemma dot_scale c v x : dot (map (Rmult c) v) x = c * dot v x.
Proof.
  revert x. induction v as [|a v IH]; intros [|t x]; simpl; try lra. rewrite IH. ring.
Qed.

(** The linear functions of [map (fun row => dot row x) B] are linear functions of x. *)
Fixpoint pull_back (v : vector) (B : list vector) : vector :=
  match v, B with
  | a :: v', row :: B' => add_vectors (map (Rmult a) row) (pull_back v' B')
  | _, _ => []
  end.

Lemma dot_pull_back v B x : dot v (map (fun row => dot row x) B) = dot (pull_back v B) x.
Proof.
  revert B. induction v as [|a v IH]; intros [|row B]; try reflexivity.
  simpl. now rewrite dot_add, dot_scale, IH.
Qed.

(** Where (1,x_s) is a linear function of coordinates [z'], an invertible transform of it,
    say, or the kept features of which the dropped ones are affine functions, the scores
    are linear in [z'], too. *)
Theorem affine_other_coordinates K z z' B X T :
  (forall s, In s T -> z s = map (fun row => dot row (z' s)) B) ->
  affine K z X T -> affine K z' X T.
Proof.
  intros HB [theta H]. exists (fun j => pull_back (theta j) B). intros s l Hs Hl.
  now rewrite (H s l Hs Hl), (HB s Hs), !dot_pull_back.
Qed.

(** * Balanced vectors *)

(** The sum over the points of w_s ([y_s = j] - a_{s,j}) f(s). *)
Definition indicator (s : point) (j : nat) : R := if Nat.eqb (class s) j then 1 else 0.

Definition imbalance (w : point -> R) (ev : list evidence) (j : nat)
    (f : point -> R) : R :=
  sum (map (fun e => w (about e) * (indicator (about e) j - vector_of e j)
                     * f (about e)) ev).

(** d equations for each class j < K, one for each coordinate (beyond the d coordinates
    they say nothing). *)
Definition balanced (K : nat) (w : point -> R) (z : point -> vector)
    (ev : list evidence) : Prop :=
  forall j i, (1 <= j < K)%nat -> imbalance w ev j (fun s => nth i (z s) 0) = 0.

Lemma balanced_coordinates K w z d ev :
  Forall (fun e => length (z (about e)) = d) ev ->
  (forall j i, (1 <= j < K)%nat -> (i < d)%nat ->
     imbalance w ev j (fun s => nth i (z s) 0) = 0) ->
  balanced K w z ev.
Proof.
  intros Hd H j i Hj. destruct (Nat.lt_ge_cases i d) as [Hi|Hi]; [now apply H|].
  apply sum_zero. intros e He. rewrite Forall_forall in Hd.
  rewrite nth_overflow; [ring|]. now rewrite (Hd e He).
Qed.

(** ** Balanced vectors cancel the margins *)

Lemma sum_exchange {A B} (f : A -> B -> R) l l' :
  sum (map (fun x => sum (map (f x) l')) l)
    = sum (map (fun y => sum (map (fun x => f x y) l)) l').
Proof.
  induction l as [|x l IH].
  - symmetry. now apply sum_zero.
  - rewrite sum_map_cons, IH, <- sum_plus. reflexivity.
Qed.

Lemma dot_coordinates v x :
  dot v x = sum (map (fun i => nth i v 0 * nth i x 0) (seq 0 (length v))).
Proof.
  revert x. induction v as [|a v IH]; intros x; [reflexivity|].
  cbn [length seq]. rewrite sum_map_cons, <- seq_shift, map_map.
  destruct x as [|t x].
  - rewrite sum_zero; [simpl; ring|]. intros i _. destruct (S i); simpl; ring.
  - simpl. now rewrite IH.
Qed.

Lemma imbalance_dot w ev j z v :
  imbalance w ev j (fun s => dot v (z s))
    = sum (map (fun i => nth i v 0 * imbalance w ev j (fun s => nth i (z s) 0))
        (seq 0 (length v))).
Proof.
  unfold imbalance.
  rewrite (sum_ext (fun i => _ * _) (fun i => sum (map (fun e => nth i v 0 *
    (w (about e) * (indicator (about e) j - vector_of e j) * nth i (z (about e)) 0))
    ev))).
  - rewrite <- sum_exchange. apply sum_ext. intros e _.
    rewrite dot_coordinates, <- sum_scale. apply sum_ext. intros. ring.
  - intros i _. now rewrite sum_scale.
Qed.

(** The sum of w_s <a_s,m_s(theta)>. *)
Definition margins_at (K : nat) (z : point -> vector) (theta : nat -> vector)
    (w : point -> R) (ev : list evidence) : R :=
  sum (map (fun e => let s := about e in w s * along K (class s) (vector_of e)
    (fun l => dot (theta (class s)) (z s) - dot (theta l) (z s))) ev).

(** <a,m_s> = sum over all j of ([y = j] - a_j) X_j(s), as the a_j add up to 1. *)
Lemma along_scores K s a (x : nat -> R) :
  (1 <= class s <= K)%nat -> is_vector K a ->
  along K (class s) a (fun l => x (class s) - x l)
    = sum (map (fun j => (indicator s j - a j) * x j) (seq 1 K)).
Proof.
  intros Hy Ha. unfold is_vector in Ha. rewrite (sum_classes K (class s)) in Ha by easy.
  rewrite (sum_classes K (class s)) by easy. unfold indicator at 1. rewrite Nat.eqb_refl.
  rewrite (sum_ext (fun j => (indicator s j - a j) * x j) (fun j => -1 * (a j * x j))).
  - unfold along. rewrite (sum_ext _ (fun l => x (class s) * a l + -1 * (a l * x l))).
    + rewrite sum_plus, !sum_scale.
      replace (a (class s)) with (1 - sum (map a (others K (class s)))) by lra. ring.
    + intros. ring.
  - intros j Hj. apply in_others in Hj. unfold indicator.
    rewrite (proj2 (Nat.eqb_neq (class s) j)) by (intros E; now apply (proj2 Hj)). ring.
Qed.

(** Evidence about points of the classes 1..K, with vectors. *)
Definition vectors (K : nat) (ev : list evidence) : Prop :=
  Forall (fun e => (1 <= class (about e) <= K)%nat /\ is_vector K (vector_of e)) ev.

Lemma margins_at_imbalance K z theta w ev :
  vectors K ev ->
  margins_at K z theta w ev
    = sum (map (fun j => imbalance w ev j (fun s => dot (theta j) (z s))) (seq 1 K)).
Proof.
  intros Hev. unfold vectors in Hev. rewrite Forall_forall in Hev.
  unfold imbalance. rewrite <- sum_exchange. apply sum_ext. intros e He.
  destruct (Hev e He) as [Hy Ha]. cbv zeta.
  rewrite (along_scores K _ _ (fun l => dot (theta l) (z (about e)))) by easy.
  rewrite <- sum_scale. apply sum_ext. intros. ring.
Qed.

(** The components [y = j] - a_j of a point add up to 0. *)
Lemma indicator_minus_vector K s a :
  (1 <= class s <= K)%nat -> is_vector K a ->
  sum (map (fun j => indicator s j - a j) (seq 1 K)) = 0.
Proof.
  intros Hy Ha. pose proof (along_scores K s a (fun _ => 1) Hy Ha) as H.
  rewrite (sum_ext (fun j => _ * 1) (fun j => indicator s j - a j)) in H
    by (intros; ring).
  rewrite <- H. apply sum_zero. intros. ring.
Qed.

Lemma imbalance_classes K w ev f :
  vectors K ev -> sum (map (fun j => imbalance w ev j f) (seq 1 K)) = 0.
Proof.
  intros Hev. unfold vectors in Hev. rewrite Forall_forall in Hev.
  unfold imbalance. rewrite <- sum_exchange. apply sum_zero. intros e He.
  destruct (Hev e He) as [Hy Ha].
  rewrite (sum_ext _ (fun j => w (about e) * f (about e)
    * (indicator (about e) j - vector_of e j))) by (intros; ring).
  rewrite sum_scale, indicator_minus_vector by easy. ring.
Qed.

(** The equations for the last class follow from the others. *)
Lemma balanced_all_classes K w z ev :
  vectors K ev -> balanced K w z ev ->
  forall j v, (1 <= j <= K)%nat -> imbalance w ev j (fun s => dot v (z s)) = 0.
Proof.
  intros Hev Hb j v Hj.
  assert (Hlt : forall k, (1 <= k < K)%nat ->
    imbalance w ev k (fun s => dot v (z s)) = 0).
  { intros k Hk. rewrite imbalance_dot. apply sum_zero. intros i _.
    rewrite (Hb k i Hk). ring. }
  destruct (Nat.eq_dec j K) as [->|Hne]; [|apply Hlt; lia].
  pose proof (imbalance_classes K w ev (fun s => dot v (z s)) Hev) as H.
  rewrite (sum_classes K K), sum_zero in H by
    (lia || (intros l Hl; apply in_others in Hl; apply Hlt; lia)). lra.
Qed.

(** Vectors are balanced exactly if the sum of w_s <a_s,m_s(theta)> is 0 for all theta. *)
Theorem B5_balanced_identically K z w ev :
  vectors K ev ->
  (balanced K w z ev <-> forall theta, margins_at K z theta w ev = 0).
Proof.
  intros Hev. split.
  - intros Hb theta. rewrite margins_at_imbalance by easy. apply sum_zero.
    intros j Hj. apply in_classes in Hj. now apply (balanced_all_classes K).
  - intros H j i Hj.
    specialize (H (fun k => if Nat.eqb k j then unit_vector i else [])).
    rewrite margins_at_imbalance in H by easy.
    rewrite (sum_classes K j) in H by lia.
    rewrite (sum_zero _ (others K j)), Nat.eqb_refl in H.
    + rewrite Rplus_0_r in H. etransitivity; [|exact H].
      apply sum_ext. intros. now rewrite dot_unit.
    + intros l Hl. apply in_others in Hl. rewrite (proj2 (Nat.eqb_neq l j) (proj2 Hl)).
      apply sum_zero. intros. simpl. ring.
Qed.

(** * B5 *)

(** The weight of the misclassified points. *)
Definition wrong (K : nat) (X : classifier) (w : point -> R) (T : points) : R :=
  sum (map (fun s => w s * (if correct K X s then 0 else 1)) T).

(** With (1) at all points, a classifier pays at least the sum of w_s e_s, and gamma times
    the weight of the points that it misclassifies, less the sum of w_s <a_s,m_s>. *)
Lemma vectors_pay K z w X T gamma ev theta :
  (forall s, In s T -> 0 <= w s) -> map about ev = T ->
  (forall s l, In s T -> In l (rivals K s) ->
     margin X s l = dot (theta (class s)) (z s) - dot (theta l) (z s)) ->
  Forall (fun e => pays K X gamma (about e) (vector_of e) (value e)) ev ->
  values w ev + gamma * wrong K X w T - margins_at K z theta w ev <= paid K X w T.
Proof.
  intros Hw HT Htheta Hp. rewrite Forall_forall in Hp.
  enough (values w ev + (gamma * wrong K X w T + -1 * margins_at K z theta w ev)
          <= paid K X w T) by lra.
  unfold values, wrong, paid, margins_at. rewrite !(sum_about _ T ev HT).
  rewrite <- !sum_scale, <- !sum_plus. apply sum_le. intros e He.
  pose proof (about_in T ev e HT He) as Hs. cbv zeta.
  replace (along _ _ _ _)
    with (along K (class (about e)) (vector_of e) (margin X (about e)))
    by (apply sum_ext; intros l Hl; now rewrite (Htheta (about e) l Hs Hl)).
  pose proof (Rmult_le_compat_l _ _ _ (Hw _ Hs) (Hp e He)) as H.
  destruct (correct K X (about e)); lra.
Qed.

(** Balanced vectors leave no margins. *)
Lemma balanced_pays K z w X T gamma ev :
  (forall s, In s T -> 0 <= w s) -> affine K z X T ->
  map about ev = T -> vectors K ev -> balanced K w z ev ->
  Forall (fun e => pays K X gamma (about e) (vector_of e) (value e)) ev ->
  values w ev + gamma * wrong K X w T <= paid K X w T.
Proof.
  intros Hw [theta Htheta] HT Hev Hb Hp.
  pose proof (vectors_pay K z w X T gamma ev theta Hw HT Htheta Hp) as H.
  rewrite (proj1 (B5_balanced_identically K z w ev Hev) Hb theta) in H. lra.
Qed.

(** Let balanced vectors and numbers satisfy (1) for all classifiers that are as decided,
    and let them exceed the budget with the price of a misclassified weight [quota]: no
    classifier within the budget is as decided and misclassifies so much. *)
Theorem B5_balanced_vectors K z w T D gamma quota budget ev :
  (forall s, In s T -> 0 <= w s) -> 0 <= gamma ->
  map about ev = T -> vectors K ev -> balanced K w z ev ->
  (forall X, affine K z X T -> consistent X D ->
     Forall (fun e => pays K X gamma (about e) (vector_of e) (value e)) ev) ->
  budget < values w ev + gamma * quota ->
  forall X, affine K z X T -> paid K X w T <= budget -> consistent X D ->
    wrong K X w T < quota.
Proof.
  intros Hw Hg HT Hev Hb Hp Hbudget X HX Hpaid HD.
  pose proof (balanced_pays K z w X T gamma ev Hw HX HT Hev Hb (Hp X HX HD)) as H.
  apply Rnot_le_lt. intros Hq. pose proof (Rmult_le_compat_l _ _ _ Hg Hq). lra.
Qed.

(** The evidence of a certificate's leaf: one line for each point, in order, with a vector
    and a number that B3 and B4 allow; balanced together. *)
Definition justified_evidence (K : nat) (T : points) (D : list decision) (gamma : R)
    (ev : list evidence) : Prop :=
  map about ev = T /\
  Forall (fun e => is_vector K (vector_of e) /\
                   justified K D gamma (about e) (value e) (vector_of e)) ev.

Definition balanced_evidence (K : nat) (z : point -> vector) (w : point -> R) (T : points)
    (D : list decision) (gamma : R) (ev : list evidence) : Prop :=
  justified_evidence K T D gamma ev /\ balanced K w z ev.

Lemma evidence_vectors K T D gamma ev :
  labelled K T -> justified_evidence K T D gamma ev -> vectors K ev.
Proof.
  intros HK (HT & H). unfold vectors. rewrite Forall_forall in *. intros e He.
  split; [|apply (H e He)]. apply (labelled_in K T); [easy|]. now apply (about_in T ev).
Qed.

Lemma evidence_pays K T D gamma ev X :
  labelled K T -> justified_evidence K T D gamma ev -> consistent X D ->
  Forall (fun e => pays K X gamma (about e) (vector_of e) (value e)) ev.
Proof.
  intros HK Hev HD. pose proof (evidence_vectors K T D gamma ev HK Hev) as Hv.
  destruct Hev as (_ & H). unfold vectors in Hv. rewrite Forall_forall in *.
  intros e He. apply (B4_justified_pays K X D); [apply (Hv e He)|easy|apply (H e He)].
Qed.

(** B5 for numbers that B3 and B4 allow. *)
Theorem B5_evidence K z w T D gamma quota budget ev :
  labelled K T -> (forall s, In s T -> 0 <= w s) -> 0 <= gamma ->
  balanced_evidence K z w T D gamma ev -> budget < values w ev + gamma * quota ->
  forall X, affine K z X T -> paid K X w T <= budget -> consistent X D ->
    wrong K X w T < quota.
Proof.
  intros HK Hw Hg [Hev Hb] Hbudget.
  apply (B5_balanced_vectors K z w T D gamma quota budget ev); try easy.
  - apply Hev.
  - now apply (evidence_vectors K T D gamma).
  - intros X _ HD. now apply (evidence_pays K T D gamma).
Qed.

(** * Special cases of B5 *)

(** [X] belongs to C: its scores are affine, its loss is at most Lbar. *)
Definition in_C (K : nat) (z : point -> vector) (T : points) (Lbar : R)
    (X : classifier) : Prop :=
  affine K z X T /\ loss K X T <= Lbar.

Lemma wrong_nonneg K X w T : (forall s, In s T -> 0 <= w s) -> 0 <= wrong K X w T.
Proof.
  intros Hw. apply sum_nonneg. intros s Hs. specialize (Hw s Hs).
  destruct (correct K X s); lra.
Qed.

Lemma wrong_scaled K X c T :
  wrong K X (fun s => weight s / c) T = / c * weight_of T (fun s => negb (correct K X s)).
Proof.
  unfold wrong. induction T as [|s T IH].
  - unfold weight_of, total, sum. simpl. ring.
  - rewrite sum_map_cons, weight_of_cons, IH.
    destruct (correct K X s); unfold Rdiv; simpl; ring.
Qed.

(** The accuracy is 1 less the share of the misclassified points. *)
Lemma accuracy_wrong n K X T :
  training_set n T -> accuracy K X T = 1 - wrong K X (share T) T.
Proof.
  intros HT.
  pose proof (total_positive T (training_set_weighted n T HT) (proj1 HT)) as Ht.
  pose proof (weight_of_negb T (correct K X)) as Hsum.
  unfold share. rewrite wrong_scaled. unfold accuracy, mass, Rdiv.
  apply (Rmult_eq_reg_r (total T)); [|lra]. field_simplify; lra.
Qed.

(** The vector with 1 for the own class [y]. *)
Definition own (y : nat) : class_vector := fun j => if Nat.eqb y j then 1 else 0.

Lemma own_vector K y : (1 <= y <= K)%nat -> proper_vector K (own y).
Proof.
  intros Hy. split; [|intros j _; unfold own; destruct (Nat.eqb y j); lra].
  unfold is_vector. rewrite (sum_classes K y) by easy. unfold own at 1.
  rewrite Nat.eqb_refl, sum_zero; [lra|]. intros l Hl. apply in_others in Hl.
  unfold own. rewrite (proj2 (Nat.eqb_neq y l)); [easy|]. intros E. now apply (proj2 Hl).
Qed.

Lemma eta_0 : eta 0 = 0.
Proof. unfold eta. ring. Qed.

Lemma eta_1 : eta 1 = 0.
Proof. unfold eta. rewrite ln_1. ring. Qed.

Lemma own_entropy K y : entropy K (own y) = 0.
Proof.
  apply sum_zero. intros j _. unfold own.
  destruct (Nat.eqb y j); [apply eta_1|apply eta_0].
Qed.

(** Sums over the classes other than [y] and its rival [l]. *)
Lemma sum_two_classes K y l (g : nat -> R) :
  (1 <= y <= K)%nat -> In l (others K y) ->
  (forall j, j <> y -> j <> l -> g j = 0) -> sum (map g (seq 1 K)) = g y + g l.
Proof.
  intros Hy Hl Hg. rewrite (sum_classes K y), (sum_without _ g l) by
    (easy || apply NoDup_filter, seq_NoDup).
  rewrite (sum_zero g (filter _ _)); [ring|]. intros j Hj.
  apply filter_In in Hj. rewrite negb_true_iff, Nat.eqb_neq, in_others in Hj.
  apply Hg; apply Hj.
Qed.

(** Raised at a rival, it has 1/2 for both, and entropy log 2. *)
Lemma raise_own K y l :
  In l (others K y) -> forall j, raise y l (own y) j
    = if (Nat.eqb j y || Nat.eqb j l)%bool then 1 / 2 else 0.
Proof.
  intros Hl j. apply in_others in Hl. unfold raise, average, own. rewrite Nat.eqb_refl.
  rewrite (proj2 (Nat.eqb_neq y l)) by (intros E; now apply (proj2 Hl)).
  destruct (Rlt_dec 0 1); [|lra].
  destruct (Nat.eqb_spec j y) as [->|]; simpl; [lra|].
  destruct (Nat.eqb_spec j l); [lra|].
  now rewrite (proj2 (Nat.eqb_neq y j)) by (intros E; now symmetry in E).
Qed.

Lemma raise_own_proper K y l :
  (1 <= y <= K)%nat -> In l (others K y) ->
  proper_vector K (raise y l (own y)) /\ entropy K (raise y l (own y)) = ln 2.
Proof.
  intros Hy Hl. pose proof (raise_own K y l Hl) as R. pose proof Hl as Hl'.
  apply in_others in Hl'.
  assert (R0 : forall j, j <> y -> j <> l -> raise y l (own y) j = 0).
  { intros j H H'. rewrite R, (proj2 (Nat.eqb_neq j y) H). simpl.
    now rewrite (proj2 (Nat.eqb_neq j l) H'). }
  assert (Ry : raise y l (own y) y = 1 / 2) by (rewrite R, Nat.eqb_refl; reflexivity).
  assert (Rl : raise y l (own y) l = 1 / 2).
  { rewrite R, (Nat.eqb_refl l), orb_true_r. reflexivity. }
  split; [split|].
  - unfold is_vector. rewrite (sum_two_classes K y l) by easy. lra.
  - intros j _. rewrite R. destruct (_ || _)%bool; lra.
  - unfold entropy. rewrite (sum_two_classes K y l), Ry, Rl; [|easy|easy|].
    + rewrite <- binary_entropy_half. unfold binary_entropy. do 2 f_equal. lra.
    + intros j H H'. rewrite R0 by easy. apply eta_0.
Qed.

(** The evidence of T5: the own class's vector and the number 0 for each point. *)
Definition trivial_evidence (s : point) : evidence :=
  {| about := s; vector_of := own (class s); value := 0 |}.

Lemma trivial_evidence_balanced K z w T :
  labelled K T -> balanced_evidence K z w T [] (ln 2) (map trivial_evidence T).
Proof.
  intros HK. split; [split|].
  - rewrite map_map. apply map_id.
  - apply Forall_map, Forall_forall. intros s Hs. cbn.
    pose proof (labelled_in K T s HK Hs) as Hy. split; [now apply own_vector|].
    apply By_B3, (Allowed_not_lost _ _ _ _ _ _ (own (class s))).
    + unfold lost. clear. induction (rivals K s); [reflexivity|easy].
    + now left.
    + now apply own_vector.
    + rewrite own_entropy. lra.
    + intros l Hl _. destruct (raise_own_proper K (class s) l Hy Hl) as [Hp ->].
      split; [easy|lra].
  - intros j i _. unfold imbalance. rewrite map_map. apply sum_zero. intros s _. cbn.
    unfold indicator, own. ring.
Qed.

(** T5 as a case of B5: no decision, gamma = log 2, the own class's vectors. *)
Theorem B5_gives_T5 n K z X T Lbar :
  training_set n T -> labelled K T -> in_C K z T Lbar X ->
  1 - Lbar / ln 2 <= accuracy K X T.
Proof.
  intros HT HK [HX Hloss]. rewrite (accuracy_wrong n) by easy.
  pose proof ln_lt_2 as H2. rewrite loss_paid in Hloss.
  apply Rnot_lt_le. intros Hlt. apply (Rlt_irrefl (wrong K X (share T) T)).
  apply (B5_evidence K z (share T) T [] (ln 2) _ Lbar (map trivial_evidence T));
    try easy; try lra.
  - apply (share_nonneg n T HT).
  - now apply trivial_evidence_balanced.
  - unfold values. rewrite map_map, sum_zero by (intros; cbn; ring).
    assert (H : Lbar / ln 2 < wrong K X (share T) T) by lra.
    apply (Rmult_lt_compat_l (ln 2)) in H; [|lra]. field_simplify in H; lra.
  - constructor.
Qed.

(** gamma = 0 and no decision: no classifier has so small a loss. *)
Theorem B5_empty n K z T Lbar ev :
  training_set n T -> labelled K T ->
  balanced_evidence K z (share T) T [] 0 ev -> Lbar < values (share T) ev ->
  forall X, ~ in_C K z T Lbar X.
Proof.
  intros HT HK Hev Hlt X [HX Hloss]. rewrite loss_paid in Hloss.
  pose proof (share_nonneg n T HT) as Hw. pose proof (wrong_nonneg K X _ _ Hw).
  enough (wrong K X (share T) T < 0) by lra.
  apply (B5_evidence K z (share T) T [] 0 0 Lbar ev); try easy; try lra. constructor.
Qed.

(** gamma = 0 and the only decision m_{k,l} <= 0: that margin is positive on C. *)
Theorem B5_positive_margin n K z T Lbar ev k l :
  training_set n T -> labelled K T ->
  balanced_evidence K z (share T) T
    [{| whose := k; against := l; sign_of := Negative |}] 0 ev ->
  Lbar < values (share T) ev ->
  forall X, in_C K z T Lbar X -> 0 < margin X k l.
Proof.
  intros HT HK Hev Hlt X [HX Hloss]. rewrite loss_paid in Hloss.
  pose proof (share_nonneg n T HT) as Hw. pose proof (wrong_nonneg K X _ _ Hw).
  apply Rnot_le_lt. intros Hm. enough (wrong K X (share T) T < 0) by lra.
  apply (B5_evidence K z (share T) T _ 0 0 Lbar ev HK Hw (Rle_refl 0) Hev); try easy.
  - lra.
  - constructor; [exact Hm|constructor].
Qed.

(** A point is safe if all of C classifies it correctly; it is, if each of its margins is
    positive on C. *)
Definition safe (K : nat) (z : point -> vector) (T : points) (Lbar : R)
    (k : point) : Prop :=
  forall X, in_C K z T Lbar X -> correct K X k = true.

Theorem B5_safe_point n K z T Lbar k :
  training_set n T -> labelled K T ->
  (forall l, In l (rivals K k) -> exists ev,
     balanced_evidence K z (share T) T
       [{| whose := k; against := l; sign_of := Negative |}] 0 ev /\
     Lbar < values (share T) ev) ->
  safe K z T Lbar k.
Proof.
  intros HT HK H X HX. apply correct_true. intros l Hl.
  destruct (H l Hl) as (ev & Hev & Hlt).
  now apply (B5_positive_margin n K z T Lbar ev).
Qed.

(** The safe floor: the accuracy on C is at least the mass of safe points. *)
Theorem B5_safe_floor n K z T Lbar (points_safe : point -> bool) :
  training_set n T ->
  (forall s, In s T -> points_safe s = true -> safe K z T Lbar s) ->
  forall X, in_C K z T Lbar X -> mass T points_safe <= accuracy K X T.
Proof.
  intros HT H X HX. apply mass_le.
  - now apply (training_set_weighted n).
  - apply HT.
  - intros s Hs Hsafe. now apply (H s Hs Hsafe).
Qed.

(** * B6: trees of decisions *)

Inductive decision_tree :=
| Leaf
| Decide (s : point) (l : nat) (negative positive : decision_tree).

(** The weight of the points that are not kept. *)
Definition not_kept (K : nat) (D : list decision) (w : point -> R) (T : points) : R :=
  sum (map (fun s => w s * (if kept K D s then 0 else 1)) T).

(** Decisions against each other. (A tree may have them: about two equal points.) *)
Definition contradictory (D : list decision) : Prop :=
  exists s l, decided D Negative s l = true /\ decided D Positive s l = true.

(** A leaf is done if the points that are not kept are too light, or by B5, or if nothing
    is as decided. *)
Definition leaf_excludes (K : nat) (z : point -> vector) (w : point -> R) (T : points)
    (quota budget : R) (D : list decision) : Prop :=
  not_kept K D w T < quota \/
  (exists gamma ev, 0 <= gamma /\ balanced_evidence K z w T D gamma ev /\
     budget < values w ev + gamma * quota) \/
  contradictory D.

(** Each leaf is done, with the decisions on the way to it: one subtree has the decision
    m_{s,l} <= 0, the other m_{s,l} > 0. *)
Fixpoint every_leaf (done : list decision -> Prop) (D : list decision)
    (t : decision_tree) : Prop :=
  match t with
  | Leaf => done D
  | Decide s l t1 t2 =>
      every_leaf done ({| whose := s; against := l; sign_of := Negative |} :: D) t1 /\
      every_leaf done ({| whose := s; against := l; sign_of := Positive |} :: D) t2
  end.

Lemma every_leaf_impl (P Q : list decision -> Prop) t :
  (forall D, P D -> Q D) -> forall D, every_leaf P D t -> every_leaf Q D t.
Proof.
  intros H. induction t as [|s l t1 IH1 t2 IH2]; intros D; [apply H|].
  intros [H1 H2]. split; auto.
Qed.

Definition excludes (K : nat) (z : point -> vector) (w : point -> R) (T : points)
    (quota budget : R) (D : list decision) (t : decision_tree) : Prop :=
  every_leaf (leaf_excludes K z w T quota budget) D t.

Lemma wrong_le_not_kept K X D w T :
  (forall s, In s T -> 0 <= w s) -> consistent X D -> wrong K X w T <= not_kept K D w T.
Proof.
  intros Hw HX. apply sum_le. intros s Hs. apply Rmult_le_compat_l; [auto|].
  destruct (kept K D s) eqn:Hk; [|destruct (correct K X s); lra].
  rewrite (kept_correct K X D s) by easy. lra.
Qed.

Lemma leaf_bounds_wrong K z w T quota budget D X :
  labelled K T -> (forall s, In s T -> 0 <= w s) ->
  leaf_excludes K z w T quota budget D -> affine K z X T -> paid K X w T <= budget ->
  consistent X D -> wrong K X w T < quota.
Proof.
  intros HK Hw [H|[(gamma & ev & Hg & Hev & H)|(s & l & Hn & Hp)]] HX Hpaid HD.
  - pose proof (wrong_le_not_kept K X D w T Hw HD). lra.
  - now apply (B5_evidence K z w T D gamma quota budget ev).
  - apply (decided_negative X D) in Hn; [|easy].
    apply (decided_positive X D) in Hp; [|easy]. lra.
Qed.

(** If each leaf of the tree is done, no classifier within the budget that is as decided
    above the root misclassifies as much as [quota]. *)
Theorem B6_tree K z w T quota budget t D X :
  labelled K T -> (forall s, In s T -> 0 <= w s) ->
  excludes K z w T quota budget D t -> affine K z X T -> paid K X w T <= budget ->
  consistent X D -> wrong K X w T < quota.
Proof.
  intros HK Hw H HX Hpaid. revert D H. induction t as [|s l t1 IH1 t2 IH2]; intros D H HD.
  - now apply (leaf_bounds_wrong K z w T quota budget D).
  - destruct H as [H1 H2]. destruct (Rle_lt_dec (margin X s l) 0) as [Hm|Hm].
    + apply (IH1 _ H1). now constructor.
    + apply (IH2 _ H2). now constructor.
Qed.
