(** T9 and B9 of proofs/theory.md, section 11: the data floor, the accuracy that a loss
    guarantees on one data set for all classifiers with affine scores, and its proof by a
    tree of decisions, with weights as they are or rounded down to integers. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith Classical_Prop.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced.
Import ListNotations.
Open Scope R_scope.

(** * The floor that a tree proves *)

(** T9, proof by points. If each leaf of a tree is done for the budget Lbar, every affine
    classifier of a loss of at most Lbar misclassifies less than [quota] of the weight. *)
Theorem T9_floor_by_points n K T Lbar quota t X :
  training_set n T -> labelled K T -> affine K with_one X T -> loss K X T <= Lbar ->
  excludes K with_one (share T) T quota Lbar [] t ->
  1 - quota < accuracy K X T.
Proof.
  intros HT HK HX Hloss Ht. rewrite (accuracy_wrong n) by easy.
  rewrite loss_paid in Hloss.
  enough (wrong K X (share T) T < quota) by lra.
  apply (B6_tree K with_one (share T) T quota Lbar t []); try easy.
  - apply (share_nonneg n T HT).
  - constructor.
Qed.

(** With nothing left to misclassify, no classifier has so small a loss. *)
Theorem T9_vacuous n K T Lbar quota t X :
  training_set n T -> labelled K T -> affine K with_one X T -> quota <= 0 ->
  excludes K with_one (share T) T quota Lbar [] t -> ~ loss K X T <= Lbar.
Proof.
  intros HT HK HX Hq Ht Hloss.
  pose proof (T9_floor_by_points n K T Lbar quota t X HT HK HX Hloss Ht).
  pose proof (mass_le_1 T (correct K X) (training_set_weighted n T HT) (proj1 HT)).
  unfold accuracy in *. lra.
Qed.

(** * B9: weights rounded down *)

Definition sum_Z (l : list Z) : Z := fold_right Z.add 0%Z l.

(** Integer weights, of all of which [Q] would be the sum without rounding. *)
Definition below_shares (T : points) (Q : Z) (W : point -> Z) : Prop :=
  (0 < Q)%Z /\ forall s, In s T -> (0 <= W s)%Z /\ IZR (W s) <= share T s * IZR Q.

Definition as_reals (W : point -> Z) : point -> R := fun s => IZR (W s).

(** W_s = floor(w_s Q). *)
Definition rounded (T : points) (Q : Z) (s : point) : Z := Int_part (share T s * IZR Q).

Lemma rounded_below n T Q :
  training_set n T -> (0 < Q)%Z -> below_shares T Q (rounded T Q).
Proof.
  intros HT HQ. split; [easy|]. intros s Hs. unfold rounded.
  pose proof (base_Int_part (share T s * IZR Q)) as [H1 H2]. split; [|easy].
  apply IZR_lt in HQ. pose proof (share_nonneg n T HT s Hs).
  assert (0 <= share T s * IZR Q) by (apply Rmult_le_pos; lra).
  apply Z.lt_succ_r. apply lt_IZR. rewrite succ_IZR. lra.
Qed.

(** What is paid with the rounded weights is at most Q times the loss. *)
Theorem B9_paid K X T Q W :
  below_shares T Q W -> paid K X (as_reals W) T <= loss K X T * IZR Q.
Proof.
  intros [_ HW]. rewrite loss_paid, Rmult_comm. unfold paid. rewrite <- sum_scale.
  apply sum_le. intros s Hs. rewrite <- Rmult_assoc. apply Rmult_le_compat_r.
  - apply cross_entropy_nonneg.
  - rewrite Rmult_comm. now apply HW.
Qed.

(** The threshold floor((1 - alpha) Q) - R + 1, R = Q - sum of the W_s. *)
Definition threshold (T : points) (Q : Z) (W : point -> Z) (alpha : R) : Z :=
  (Int_part ((1 - alpha) * IZR Q) - (Q - sum_Z (map W T)) + 1)%Z.

(** The shares add up to 1. *)
Lemma sum_share n T : training_set n T -> sum (map (share T) T) = 1.
Proof.
  intros HT. pose proof (total_positive T (training_set_weighted n T HT) (proj1 HT)).
  unfold share, Rdiv. rewrite (sum_ext _ (fun s => / total T * weight s)) by
    (intros; ring). rewrite sum_scale. fold (total T). field. lra.
Qed.

Lemma sum_Z_IZR W T : IZR (sum_Z (map W T)) = sum (map (as_reals W) T).
Proof.
  induction T as [|s T IH]; [reflexivity|]. rewrite sum_map_cons, <- IH.
  simpl. now rewrite plus_IZR.
Qed.

(** The misclassified weight, rounded, is an integer. *)
Lemma wrong_integer K X W T : exists m, wrong K X (as_reals W) T = IZR m.
Proof.
  unfold wrong. induction T as [|s T [m IH]]; [now exists 0%Z|].
  exists ((if correct K X s then 0 else W s) + m)%Z.
  rewrite sum_map_cons, IH, plus_IZR. unfold as_reals.
  destruct (correct K X s); ring.
Qed.

(** Rounding takes no more from the misclassified points than from all. *)
Lemma wrong_rounded n K X T Q W :
  training_set n T -> below_shares T Q W ->
  wrong K X (share T) T * IZR Q - IZR (Q - sum_Z (map W T)) <= wrong K X (as_reals W) T.
Proof.
  intros HT [_ HW]. rewrite minus_IZR, sum_Z_IZR.
  pose proof (sum_share n T HT) as H1.
  enough (IZR Q * wrong K X (share T) T + sum (map (as_reals W) T)
    <= IZR Q * sum (map (share T) T) + wrong K X (as_reals W) T)
    by (rewrite H1 in *; lra).
  unfold wrong. rewrite <- !sum_scale, <- !sum_plus. apply sum_le. intros s Hs.
  destruct (HW s Hs) as [_ H]. unfold as_reals. destruct (correct K X s); lra.
Qed.

(** If the rounded weight of the misclassified points is below the threshold, the accuracy
    is at least alpha. *)
Theorem B9_accuracy n K X T Q W alpha :
  training_set n T -> below_shares T Q W ->
  wrong K X (as_reals W) T < IZR (threshold T Q W alpha) -> alpha <= accuracy K X T.
Proof.
  intros HT HW H. apply Rnot_lt_le. intros Hlt. rewrite (accuracy_wrong n) in Hlt by easy.
  pose proof (wrong_rounded n K X T Q W HT HW) as Hr. destruct HW as [HQ _].
  apply IZR_lt in HQ.
  destruct (wrong_integer K X W T) as [m Hm]. rewrite Hm in *. apply lt_IZR in H.
  unfold threshold in H. set (R := (Q - sum_Z (map W T))%Z) in *.
  assert (Hi : (m <= Int_part ((1 - alpha) * IZR Q) - R)%Z) by lia.
  apply IZR_le in Hi. rewrite minus_IZR in Hi.
  pose proof (base_Int_part ((1 - alpha) * IZR Q)) as [Hf _].
  assert ((1 - alpha) * IZR Q < wrong K X (share T) T * IZR Q)
    by (apply Rmult_lt_compat_r; lra). lra.
Qed.

(** T9 as a certificate states it. The weights are rounded down to W_s, the coordinates
    [z] of the points are any of which (1,x_s) is a linear function. If each leaf of the
    tree is done, every classifier with affine scores whose loss is at most Lbar has at
    least the accuracy alpha. *)
Theorem T9_certificate n K T (z : point -> vector) B Lbar alpha Q t X :
  training_set n T -> labelled K T -> affine K with_one X T -> loss K X T <= Lbar ->
  (forall s, In s T -> with_one s = map (fun row => dot row (z s)) B) ->
  (0 < Q)%Z ->
  excludes K z (as_reals (rounded T Q)) T (IZR (threshold T Q (rounded T Q) alpha))
    (Lbar * IZR Q) [] t ->
  alpha <= accuracy K X T.
Proof.
  intros HT HK HX Hloss Hz HQ Ht. pose proof (rounded_below n T Q HT HQ) as HW.
  apply (B9_accuracy n K X T Q (rounded T Q)); [easy|easy|].
  apply (B6_tree K z _ T _ (Lbar * IZR Q) t []); try easy.
  - intros s Hs. apply IZR_le, HW, Hs.
  - now apply (affine_other_coordinates K with_one z B).
  - apply Rle_trans with (1 := B9_paid K X T Q _ HW).
    apply Rmult_le_compat_r; [|easy]. now apply IZR_le, Z.lt_le_incl.
  - constructor.
Qed.

(** With the threshold 0 nothing has so small a loss. *)
Theorem T9_certificate_vacuous n K T (z : point -> vector) B Lbar Q t X :
  training_set n T -> labelled K T -> affine K with_one X T ->
  (forall s, In s T -> with_one s = map (fun row => dot row (z s)) B) ->
  (0 < Q)%Z ->
  excludes K z (as_reals (rounded T Q)) T 0 (Lbar * IZR Q) [] t ->
  ~ loss K X T <= Lbar.
Proof.
  intros HT HK HX Hz HQ Ht Hloss. pose proof (rounded_below n T Q HT HQ) as HW.
  assert (Hw : forall s, In s T -> 0 <= as_reals (rounded T Q) s)
    by (intros s Hs; apply IZR_le, HW, Hs).
  pose proof (wrong_nonneg K X _ T Hw).
  enough (wrong K X (as_reals (rounded T Q)) T < 0) by lra.
  apply (B6_tree K z _ T _ (Lbar * IZR Q) t []); try easy.
  - now apply (affine_other_coordinates K with_one z B).
  - apply Rle_trans with (1 := B9_paid K X T Q _ HW).
    apply Rmult_le_compat_r; [|easy]. now apply IZR_le, Z.lt_le_incl.
  - constructor.
Qed.

(** * The data floor *)

(** The least accuracy in C. *)
Definition data_floor (K : nat) (z : point -> vector) (T : points) (Lbar f : R) : Prop :=
  (forall X, in_C K z T Lbar X -> f <= accuracy K X T) /\
  exists X, in_C K z T Lbar X /\ accuracy K X T = f.

(** ** It is attained: accuracies are finitely many *)

Fixpoint sublists (T : points) : list points :=
  match T with
  | [] => [[]]
  | s :: T' => sublists T' ++ map (cons s) (sublists T')
  end.

Lemma filter_sublist A T : In (filter A T) (sublists T).
Proof.
  induction T as [|s T IH]; [now left|]. simpl. apply in_or_app.
  destruct (A s); [right; now apply in_map|now left].
Qed.

Lemma finite_minimum (P : R -> Prop) (L : list R) :
  (forall v, P v -> In v L) -> (exists v, P v) ->
  exists v, P v /\ forall u, P u -> v <= u.
Proof.
  revert P. induction L as [|x L IH]; intros P HL [v Hv]; [now destruct (HL v Hv)|].
  destruct (classic (exists u, P u /\ u <> x)) as [Hex|Hno].
  - destruct (IH (fun u => P u /\ u <> x)) as (m & [Hm _] & Hmin); [|easy|].
    { intros u [Hu Hne]. destruct (HL u Hu) as [E|E]; [congruence|exact E]. }
    destruct (classic (P x)) as [Hx|Hx].
    + exists (Rmin x m). split; [unfold Rmin; now destruct (Rle_dec x m)|].
      intros u Hu. pose proof (Rmin_l x m). pose proof (Rmin_r x m).
      destruct (Req_dec u x) as [->|Hne]; [easy|]. specialize (Hmin u (conj Hu Hne)). lra.
    + exists m. split; [easy|]. intros u Hu. apply Hmin. split; [easy|congruence].
  - exists v. split; [easy|]. intros u Hu.
    assert (E : forall u, P u -> u = x) by
      (intros w Hw; destruct (Req_dec w x); [easy|exfalso; apply Hno; now exists w]).
    rewrite (E v Hv), (E u Hu). lra.
Qed.

(** Where C is not empty, there is a data floor: all of C has at least this accuracy, and
    some classifier of C no more. *)
Theorem T9_data_floor_exists K z T Lbar :
  (exists X, in_C K z T Lbar X) -> exists f, data_floor K z T Lbar f.
Proof.
  intros [X0 H0].
  pose (P := fun v => exists X, in_C K z T Lbar X /\ accuracy K X T = v).
  destruct (finite_minimum P (map (fun g => total g / total T) (sublists T)))
    as (f & Hf & Hmin).
  - intros v (X & _ & <-). apply in_map_iff. exists (filter (correct K X) T).
    split; [reflexivity|apply filter_sublist].
  - now exists (accuracy K X0 T), X0.
  - exists f. split; [|exact Hf]. intros X HX. apply Hmin. now exists X.
Qed.

Theorem T9_data_floor_unique K z T Lbar f f' :
  data_floor K z T Lbar f -> data_floor K z T Lbar f' -> f = f'.
Proof.
  intros [H (X & HX & E)] [H' (X' & HX' & E')].
  specialize (H X' HX'). specialize (H' X HX). lra.
Qed.

(** T9 (1). While a classifier with affine scores is trained, and its loss is at most Lbar
    for all t >= t0, its accuracy is at least the data floor for all t >= t0. *)
Theorem T9_training K z T Lbar f (X : R -> classifier) t0 :
  data_floor K z T Lbar f ->
  (forall t, t0 <= t -> affine K z (X t) T /\ loss K (X t) T <= Lbar) ->
  forall t, t0 <= t -> f <= accuracy K (X t) T.
Proof. intros [H _] HX t Ht. apply H. now apply HX. Qed.

(** T9 (1) and (2). No number that is right for all of C is more than the data floor. *)
Theorem T9_no_larger_floor K z T Lbar f alpha :
  data_floor K z T Lbar f ->
  (forall X, in_C K z T Lbar X -> alpha <= accuracy K X T) -> alpha <= f.
Proof. intros [_ (X & HX & <-)] H. now apply H. Qed.

(** The data floor is not less than the floor of T5. *)
Theorem T9_not_below_T5 n K z T Lbar f :
  training_set n T -> labelled K T -> data_floor K z T Lbar f -> 1 - Lbar / ln 2 <= f.
Proof.
  intros HT HK Hf. apply (T9_no_larger_floor K z T Lbar f _ Hf).
  intros X HX. now apply (B5_gives_T5 n K z).
Qed.

(** Nor less than the safe floor, the mass of safe points. *)
Theorem T9_not_below_safe_floor n K z T Lbar f points_safe :
  training_set n T ->
  (forall s, In s T -> points_safe s = true -> safe K z T Lbar s) ->
  data_floor K z T Lbar f -> mass T points_safe <= f.
Proof.
  intros HT Hs Hf. apply (T9_no_larger_floor K z T Lbar f _ Hf).
  now apply (B5_safe_floor n).
Qed.

(** A vector of exactly n entries with the same products. *)
Definition fit (n : nat) (v : vector) : vector := map (fun i => nth i v 0) (seq 0 n).

Lemma dot_fit n v x : length x = n -> dot (fit n v) x = dot v x.
Proof.
  unfold fit. revert v x. induction n as [|n IH]; intros v [|t x] Hx; try discriminate.
  - symmetry. apply dot_nil_r.
  - cbn [seq map dot]. rewrite <- seq_shift, map_map.
    destruct v as [|a v]; cbn [nth dot].
    + rewrite (map_ext _ (fun i => nth i [] 0)) by (intros []; reflexivity).
      rewrite IH by (simpl in Hx; lia). simpl. ring.
    + rewrite IH by (simpl in Hx; lia). reflexivity.
Qed.

Lemma dot_with_one v s :
  dot v (with_one s) = nth 0 v 0 + dot (tl v) (coordinates s).
Proof. destruct v as [|a v]; simpl; ring. Qed.

(** D8 holds for every affine classifier, where F = all and the groups are those of pairs
    without cells. *)
Theorem T9_covered n K X T a b r0 :
  training_set n T -> affine K with_one X T ->
  (1 <= a <= K)%nat -> (1 <= b <= K)%nat -> a <> b -> 0 <= r0 ->
  covered (all n) r0 X a b (filter (of_pair a b) T).
Proof.
  intros [_ HT] [theta Htheta] Ha Hb Hab Hr0. rewrite Forall_forall in HT.
  set (v := fit n (add_vectors (tl (theta a)) (map (Rmult (-1)) (tl (theta b))))).
  exists v, (nth 0 (theta b) 0 - nth 0 (theta a) 0). split.
  - intros s Hs. apply filter_In in Hs. destruct Hs as [Hs Hclass].
    unfold v. rewrite dot_fit, dot_add, dot_scale by apply (HT s Hs).
    apply orb_true_iff in Hclass. unfold of_class in Hclass.
    rewrite !Nat.eqb_eq in Hclass.
    destruct Hclass as [E|E].
    + assert (Hl : In b (rivals K s)) by (apply in_others; rewrite E; auto).
      pose proof (Htheta s b Hs Hl) as H. unfold margin in H.
      rewrite E, !dot_with_one in H. lra.
    + assert (Hl : In a (rivals K s)) by (apply in_others; rewrite E; auto).
      pose proof (Htheta s a Hs Hl) as H. unfold margin in H.
      rewrite E, !dot_with_one in H. lra.
  - destruct (Forall_dec (fun t => t = 0) (fun t => Req_EM_T t 0) v) as [H|H];
      [now left|right].
    intros r Hr. split; [|split; [exact H|simpl; lra]].
    simpl. unfold v, fit. now rewrite map_length, seq_length.
Qed.

(** So the data floor is not less than a number that is right for all classifiers of D8
    whose loss is at most Lbar: the floors of T6 and T7. *)
Theorem T9_not_below_doubling_floors n K T Lbar f alpha r0 :
  training_set n T -> 0 <= r0 ->
  (forall X, (forall a b, In (a, b) (class_pairs K) ->
       covered (all n) r0 X a b (filter (of_pair a b) T)) ->
     loss K X T <= Lbar -> alpha <= accuracy K X T) ->
  data_floor K with_one T Lbar f -> alpha <= f.
Proof.
  intros HT Hr0 H Hf. apply (T9_no_larger_floor K with_one T Lbar f _ Hf).
  intros X [HX Hloss]. apply H; [|easy]. intros a b Hab.
  unfold class_pairs in Hab. apply in_flat_map in Hab. destruct Hab as (c & Hc & Hab).
  apply in_map_iff in Hab. destruct Hab as (e & E & He). injection E as -> ->.
  apply in_seq in Hc, He. apply (T9_covered n K); (easy || lia).
Qed.

(** ** The other side: a witness *)

Definition linear_classifier (z : point -> vector) (theta : nat -> vector) : classifier :=
  fun s j => dot (theta j) (z s).

Lemma linear_classifier_affine K z theta T : affine K z (linear_classifier z theta) T.
Proof. exists theta. reflexivity. Qed.

(** A classifier theta with a loss of at most Lbar shows that the data floor is not more
    than its accuracy; nor is any number that is right for all of C. *)
Theorem T9_witness K z T Lbar f theta :
  loss K (linear_classifier z theta) T <= Lbar -> data_floor K z T Lbar f ->
  f <= accuracy K (linear_classifier z theta) T.
Proof.
  intros Hloss [H _]. apply H. split; [apply linear_classifier_affine|easy].
Qed.

(** A tree for the accuracy alpha and a witness that has it: alpha is the data floor. *)
Theorem T9_both_sides n K T (z : point -> vector) B Lbar alpha Q t theta :
  training_set n T -> labelled K T ->
  (forall s, In s T -> with_one s = map (fun row => dot row (z s)) B) ->
  (0 < Q)%Z ->
  excludes K z (as_reals (rounded T Q)) T (IZR (threshold T Q (rounded T Q) alpha))
    (Lbar * IZR Q) [] t ->
  loss K (linear_classifier with_one theta) T <= Lbar ->
  accuracy K (linear_classifier with_one theta) T = alpha ->
  data_floor K with_one T Lbar alpha.
Proof.
  intros HT HK Hz HQ Ht Hloss Hacc. split.
  - intros X [HX HXloss]. now apply (T9_certificate n K T z B Lbar alpha Q t).
  - exists (linear_classifier with_one theta).
    split; [split; [apply linear_classifier_affine|easy]|easy].
Qed.

(** ** T9 (3): steps *)

(** As a function of Lbar the data floor does not grow. *)
Theorem T9_does_not_grow K z T Lbar Lbar' f f' :
  Lbar <= Lbar' -> data_floor K z T Lbar f -> data_floor K z T Lbar' f' -> f' <= f.
Proof.
  intros HL Hf [H' _]. apply (T9_no_larger_floor K z T Lbar f _ Hf).
  intros X [HX Hloss]. apply H'. split; [easy|lra].
Qed.

(** [X] misclassifies all points of the set [M]. *)
Definition misclassifies (K : nat) (X : classifier) (T : points) (M : point -> bool) :=
  forall s, In s T -> M s = true -> correct K X s = false.

(** p(M), the infimum of the loss over all classifiers that misclassify M. *)
Definition least_loss (K : nat) (z : point -> vector) (T : points) (M : point -> bool)
    (p : R) : Prop :=
  (forall X, affine K z X T -> misclassifies K X T M -> p <= loss K X T) /\
  (forall q, p < q ->
     exists X, affine K z X T /\ misclassifies K X T M /\ loss K X T < q).

Definition all_zero : classifier := fun _ _ => 0.

Lemma all_zero_affine K z T : affine K z all_zero T.
Proof. exists (fun _ => []). intros. unfold margin, all_zero. simpl. ring. Qed.

Lemma all_zero_misclassifies K T M :
  (2 <= K)%nat -> labelled K T -> misclassifies K all_zero T M.
Proof.
  intros HK HT s Hs _. pose proof (labelled_in K T s HT Hs).
  apply not_true_iff_false. rewrite correct_true. intros H1.
  assert (E : exists l, In l (rivals K s)).
  { destruct (Nat.eq_dec (class s) 1) as [E|E].
    - exists 2%nat. apply in_others. lia.
    - exists 1%nat. apply in_others. lia. }
  destruct E as [l Hl]. specialize (H1 l Hl). unfold margin, all_zero in H1. lra.
Qed.

Lemma loss_nonneg n K X T : training_set n T -> 0 <= loss K X T.
Proof.
  intros HT. rewrite loss_paid. apply sum_nonneg. intros s Hs.
  apply Rmult_le_pos; [now apply (share_nonneg n)|apply cross_entropy_nonneg].
Qed.

(** p(M) exists for each set M. *)
Theorem T9_least_loss_exists n K z T M :
  training_set n T -> (2 <= K)%nat -> labelled K T -> exists p, least_loss K z T M p.
Proof.
  intros HT HK HL.
  pose (E := fun v =>
    exists X, affine K z X T /\ misclassifies K X T M /\ v = - loss K X T).
  destruct (completeness E) as [p [Hub Hleast]].
  - exists 0. intros v (X & _ & _ & ->). pose proof (loss_nonneg n K X T HT). lra.
  - exists (- loss K all_zero T), all_zero. split; [apply all_zero_affine|].
    split; [now apply all_zero_misclassifies|reflexivity].
  - exists (- p). split.
    + intros X HX HM. enough (- loss K X T <= p) by lra. apply Hub. now exists X.
    + intros q Hq. apply NNPP. intros Hno. enough (p <= - q) by lra.
      apply Hleast. intros v (X & HX & HM & ->). apply Ropp_le_contravar, Rnot_lt_le.
      intros Hlt. apply Hno. now exists X.
Qed.

(** For each Lbar that is none of the p(M), the data floor is 1 - max of w(M) over the
    sets M with p(M) < Lbar: so it has steps at the p(M) only. *)
Theorem T9_steps n K z T Lbar f :
  training_set n T -> (2 <= K)%nat -> labelled K T ->
  (forall M p, least_loss K z T M p -> p <> Lbar) -> data_floor K z T Lbar f ->
  (forall M p, least_loss K z T M p -> p < Lbar -> mass T M <= 1 - f) /\
  (exists M p, least_loss K z T M p /\ p < Lbar /\ mass T M = 1 - f).
Proof.
  intros HT HK HL Hne [H (X & [HX Hloss] & Hacc)].
  assert (Hneg : forall X, mass T (fun s => negb (correct K X s)) = 1 - accuracy K X T).
  { intros Y. pose proof (total_positive T (training_set_weighted n T HT) (proj1 HT)).
    pose proof (weight_of_negb T (correct K Y)) as Hsum.
    unfold accuracy, mass. rewrite <- Hsum in *. field. lra. }
  split.
  - intros M p [_ Hp] Hlt. destruct (Hp Lbar Hlt) as (Y & HY & HM & HYloss).
    specialize (H Y (conj HY (Rlt_le _ _ HYloss))).
    enough (mass T M <= 1 - accuracy K Y T) by lra. rewrite <- Hneg.
    apply mass_le; [now apply (training_set_weighted n)|apply HT|].
    intros s Hs Hm. now rewrite (HM s Hs Hm).
  - pose (M := fun s => negb (correct K X s)).
    destruct (T9_least_loss_exists n K z T M HT HK HL) as [p Hp].
    exists M, p. split; [easy|]. split; [|unfold M; rewrite Hneg; lra].
    enough (p <= Lbar) by (pose proof (Hne M p Hp); lra).
    enough (p <= loss K X T) by lra. apply Hp; [easy|].
    intros s _ Hs. now apply negb_true_iff.
Qed.

(** C is empty for Lbar < p(no point), and not for Lbar > p(no point). *)
Theorem T9_empty K z T Lbar p :
  least_loss K z T (fun _ => false) p ->
  (Lbar < p -> forall X, ~ in_C K z T Lbar X) /\
  (p < Lbar -> exists X, in_C K z T Lbar X).
Proof.
  intros [Hp Hq]. split.
  - intros Hlt X [HX Hloss]. assert (p <= loss K X T) by (apply Hp; easy). lra.
  - intros Hlt. destruct (Hq Lbar Hlt) as (X & HX & _ & Hloss). exists X.
    split; [easy|lra].
Qed.
