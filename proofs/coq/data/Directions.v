(** B8 of proofs/theory.md, section 11: two classes, and the directions of the parameters
    covered by boxes, in none of which a classifier within the budget errs much. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced DataFloor.
Import ListNotations.
Open Scope R_scope.

(** * Two classes: one direction

    Vectors of the d-dimensional space of parameters are functions of l = 0 .. d-1. *)

Definition product (d : nat) (u v : nat -> R) : R :=
  sum (map (fun l => u l * v l) (seq 0 d)).

(** The coordinates z_{s,l}, and sigma_s = 1 for class 1, -1 for class 2. *)
Definition coords (z : point -> vector) (s : point) : nat -> R := fun l => nth l (z s) 0.
Definition sigma (s : point) : R := if Nat.eqb (class s) 1 then 1 else -1.

(** The parameter theta_1 - theta_2 of [X] is [v]: m_s = sigma_s <v,z_s>. *)
Definition has_direction (d : nat) (z : point -> vector) (T : points) (X : classifier)
    (v : nat -> R) : Prop :=
  forall s, In s T -> margin X s (rival s) = sigma s * product d v (coords z s).

Definition difference (theta : nat -> vector) : nat -> R :=
  fun l => nth l (theta 1%nat) 0 - nth l (theta 2%nat) 0.

Lemma rivals_two s : (1 <= class s <= 2)%nat -> rivals 2 s = [rival s].
Proof.
  intros Hy. change (rivals 2 s) with (others 2 (class s)). now apply others_two.
Qed.

Lemma dot_prod d v x : (length x <= d)%nat ->
  dot v x = product d (fun l => nth l v 0) (fun l => nth l x 0).
Proof.
  unfold product. revert v x. induction d as [|d IH]; intros v x Hx.
  - destruct x; [|simpl in Hx; lia]. now rewrite dot_nil_r.
  - cbn [seq]. rewrite sum_map_cons, <- seq_shift, map_map. destruct v as [|a v].
    + simpl. rewrite sum_zero; [ring|]. intros l _. destruct l; ring.
    + destruct x as [|t x].
      * rewrite sum_zero; [simpl; ring|]. intros l _. destruct l; simpl; ring.
      * simpl. rewrite IH by (simpl in Hx; lia). reflexivity.
Qed.

Lemma prod_difference d theta x : (length x <= d)%nat ->
  product d (difference theta) (fun l => nth l x 0)
    = dot (theta 1%nat) x - dot (theta 2%nat) x.
Proof.
  intros Hx. rewrite !(dot_prod d) by easy. unfold product, difference.
  rewrite (sum_ext _ (fun l => nth l (theta 1%nat) 0 * nth l x 0
    + -1 * (nth l (theta 2%nat) 0 * nth l x 0))) by (intros; ring).
  rewrite sum_plus, sum_scale. ring.
Qed.

Lemma prod_scale d t v x : product d (fun l => t * v l) x = t * product d v x.
Proof. unfold product. rewrite <- sum_scale. apply sum_ext. intros. ring. Qed.

Lemma class_two s : (1 <= class s <= 2)%nat ->
  (class s = 1%nat /\ rival s = 2%nat /\ sigma s = 1) \/
  (class s = 2%nat /\ rival s = 1%nat /\ sigma s = -1).
Proof.
  intros Hy. unfold rival, sigma. assert (E : class s = 1%nat \/ class s = 2%nat) by lia.
  destruct E as [-> | ->]; [left|right]; repeat split; reflexivity.
Qed.

(** Each affine classifier has a direction. *)
Lemma theta_direction d z T X theta :
  labelled 2 T -> (forall s, In s T -> (length (z s) <= d)%nat) ->
  (forall s l, In s T -> In l (rivals 2 s) ->
     margin X s l = dot (theta (class s)) (z s) - dot (theta l) (z s)) ->
  has_direction d z T X (difference theta).
Proof.
  intros HL Hz H s Hs. pose proof (labelled_in 2 T s HL Hs) as Hy.
  rewrite H by (easy || (rewrite rivals_two by easy; now left)).
  unfold coords. rewrite prod_difference by now apply Hz.
  destruct (class_two s Hy) as [(-> & -> & ->)|(-> & -> & ->)]; ring.
Qed.

Lemma correct_two X s : (1 <= class s <= 2)%nat ->
  correct 2 X s = Rltb 0 (margin X s (rival s)).
Proof.
  intros Hy. unfold correct. rewrite rivals_two by easy. simpl. apply andb_true_r.
Qed.

(** * B8 (1): lengths do not matter *)

Lemma Rltb_scale t u : 0 < t -> Rltb 0 (t * u) = Rltb 0 u.
Proof.
  intros Ht. destruct (Rltb 0 u) eqn:E.
  - apply Rltb_true in E. apply Rltb_true. now apply Rmult_lt_0_compat.
  - apply Rltb_false in E. apply Rltb_false.
    pose proof (Rmult_le_compat_l t u 0 (Rlt_le _ _ Ht) E). lra.
Qed.

(** A positive multiple of a parameter misclassifies the same points. *)
Theorem B8_1_scaling d z T X X' v t :
  labelled 2 T -> 0 < t ->
  has_direction d z T X v -> has_direction d z T X' (fun l => t * v l) ->
  forall s, In s T -> correct 2 X' s = correct 2 X s.
Proof.
  intros HL Ht H H' s Hs. pose proof (labelled_in 2 T s HL Hs).
  rewrite !correct_two, (H s Hs), (H' s Hs), prod_scale by easy.
  rewrite <- (Rltb_scale t (sigma s * product d v (coords z s)) Ht). f_equal. ring.
Qed.

Definition is_zero_direction (d : nat) (v : nat -> R) : Prop :=
  forall l, (l < d)%nat -> v l = 0.

Lemma prod_zero d v x : is_zero_direction d v -> product d v x = 0.
Proof.
  intros H. apply sum_zero. intros l Hl. apply in_seq in Hl. rewrite H by lia. ring.
Qed.

(** The parameter 0 misclassifies all points, *)
Theorem B8_1_zero_is_wrong d z T X v :
  labelled 2 T -> has_direction d z T X v -> is_zero_direction d v ->
  forall s, In s T -> correct 2 X s = false.
Proof.
  intros HL H H0 s Hs. rewrite correct_two by now apply (labelled_in 2 T).
  rewrite (H s Hs), prod_zero by easy. apply Rltb_false. lra.
Qed.

(** and its loss is log 2. *)
Theorem B8_1_zero_loss n d z T X v :
  training_set n T -> labelled 2 T -> has_direction d z T X v -> is_zero_direction d v ->
  loss 2 X T = ln 2.
Proof.
  intros HT HL H H0. rewrite loss_paid. unfold paid.
  rewrite (sum_ext _ (fun s => ln 2 * share T s)).
  - rewrite sum_scale. change (fun x => share T x) with (share T).
    rewrite (sum_share n T HT). ring.
  - intros s Hs. unfold cross_entropy. rewrite rivals_two by now apply (labelled_in 2 T).
    cbn [map]. rewrite (H s Hs), prod_zero by easy. unfold sum. cbn [fold_right].
    rewrite Rmult_0_r, Ropp_0, exp_0, Rplus_0_r. replace (1 + 1) with 2 by ring. ring.
Qed.

(** * B8 (2): cuts *)

(** rho = sum of w_s a_s sigma_s z_s, a_s being the rival's number. *)
Definition rho (w : point -> R) (z : point -> vector) (ev : list evidence) : nat -> R :=
  fun l => imbalance w ev 1 (fun s => coords z s l).

Lemma rho_rival s a :
  (1 <= class s <= 2)%nat -> is_vector 2 a ->
  indicator s 1 - a 1%nat = a (rival s) * sigma s.
Proof.
  intros Hy Ha. unfold is_vector, sum in Ha. simpl in Ha. unfold indicator.
  destruct (class_two s Hy) as [(-> & -> & ->)|(-> & -> & ->)]; simpl; lra.
Qed.

Lemma proper_vector_ext K a b :
  (forall j, (1 <= j <= K)%nat -> a j = b j) -> proper_vector K b -> proper_vector K a.
Proof.
  intros H [Hb Hpos]. split.
  - unfold is_vector in *. rewrite <- Hb. apply sum_ext. intros j Hj. apply H.
    now apply in_classes.
  - intros j Hj. rewrite H by easy. now apply Hpos.
Qed.

Lemma entropy_ext K a b :
  (forall j, (1 <= j <= K)%nat -> a j = b j) -> entropy K a = entropy K b.
Proof.
  intros H. apply sum_ext. intros j Hj. rewrite H; [easy|]. now apply in_classes.
Qed.

(** A vector of two classes raised at the rival. *)
Lemma raise_two s a j :
  (1 <= class s <= 2)%nat -> (1 <= j <= 2)%nat ->
  raise (class s) (rival s) (two (class s) a) j = two (class s) (Rmax a (1 / 2)) j.
Proof.
  intros Hy Hj. assert (E : j = 1%nat \/ j = 2%nat) by lia.
  unfold raise, average, two, Rmax.
  destruct (class_two s Hy) as [(-> & -> & _)|(-> & -> & _)]; simpl;
    destruct (Rlt_dec a (1 - a)), (Rle_dec a (1 / 2)), E as [-> | ->]; simpl; lra.
Qed.

Lemma h_lost_max a : h_lost a = binary_entropy (Rmax a (1 / 2)).
Proof.
  unfold h_lost, Rmax. destruct (Rle_dec a (1 / 2)); [|easy].
  now rewrite binary_entropy_half.
Qed.

(** The numbers min { H(a_s), h_lost(a_s) - gamma } for points that are not decided. *)
Theorem B8_open_point s gamma a e :
  (1 <= class s <= 2)%nat -> 0 <= a <= 1 ->
  e <= binary_entropy a -> e <= h_lost a - gamma ->
  allowed 2 [] gamma s (two (class s) a) e.
Proof.
  intros Hy Ha He He'. pose proof (Rmax_l a (1 / 2)). pose proof (Rmax_r a (1 / 2)).
  pose proof (Rmax_lub a (1 / 2) 1 (proj2 Ha)).
  apply (Allowed_not_lost _ _ _ _ _ _ (two (class s) a)).
  - unfold lost. rewrite rivals_two by easy. reflexivity.
  - now left.
  - now apply two_proper.
  - now rewrite two_entropy.
  - rewrite rivals_two by easy. intros l [<-|[]] _. split.
    + apply (proper_vector_ext _ _ (two (class s) (Rmax a (1 / 2)))).
      * intros j Hj. now apply raise_two.
      * apply two_proper; [easy|lra].
    + rewrite (entropy_ext _ _ (two (class s) (Rmax a (1 / 2)))).
      * now rewrite two_entropy, <- h_lost_max.
      * intros j Hj. now apply raise_two.
Qed.

Lemma imbalance_two w ev f :
  vectors 2 ev -> imbalance w ev 2 f = - imbalance w ev 1 f.
Proof.
  intros Hev. pose proof (imbalance_classes 2 w ev f Hev) as H.
  unfold sum in H. simpl in H. lra.
Qed.

Lemma prod_rho d w z ev v :
  product d (rho w z ev) v = imbalance w ev 1 (fun s => product d v (coords z s)).
Proof.
  unfold product, rho, imbalance.
  rewrite (sum_ext (fun l => _ * v l) (fun l => sum (map (fun e => v l * (w (about e) *
    (indicator (about e) 1 - vector_of e 1%nat) * coords z (about e) l)) ev)))
    by (intros; rewrite sum_scale; ring).
  rewrite <- sum_exchange. apply sum_ext. intros e _. rewrite <- sum_scale.
  apply sum_ext. intros. ring.
Qed.

(** The sum of w_s <a_s,m_s> is <rho,theta>. *)
Lemma along_direction d z T X v s a :
  has_direction d z T X v -> In s T -> (1 <= class s <= 2)%nat -> is_vector 2 a ->
  along 2 (class s) a (margin X s)
    = (indicator s 1 - a 1%nat) * product d v (coords z s).
Proof.
  intros H Hs Hy Ha. rewrite (rho_rival s a Hy Ha). unfold along.
  rewrite others_two by easy. unfold sum. cbn [map fold_right].
  change (3 - class s)%nat with (rival s). rewrite (H s Hs). ring.
Qed.

(** With (1) at all points, the loss is at least the numbers, the price of what is
    misclassified, and less <rho,theta>. *)
Lemma direction_pays d z w T X v gamma ev :
  (forall s, In s T -> 0 <= w s) -> map about ev = T -> vectors 2 ev ->
  has_direction d z T X v ->
  Forall (fun e => pays 2 X gamma (about e) (vector_of e) (value e)) ev ->
  values w ev + gamma * wrong 2 X w T - product d (rho w z ev) v <= paid 2 X w T.
Proof.
  intros Hw HT Hev Hv Hp. rewrite prod_rho. unfold vectors in Hev.
  rewrite Forall_forall in Hp, Hev. unfold imbalance.
  enough (values w ev + (gamma * wrong 2 X w T + -1 * imbalance w ev 1
    (fun s => product d v (coords z s))) <= paid 2 X w T) by (unfold imbalance in *; lra).
  unfold values, wrong, paid, imbalance. rewrite !(sum_about _ T ev HT).
  rewrite <- !sum_scale, <- !sum_plus. apply sum_le. intros e He.
  pose proof (about_in T ev e HT He) as Hs. destruct (Hev e He) as [Hy Ha].
  pose proof (Rmult_le_compat_l _ _ _ (Hw _ Hs) (Hp e He)) as H.
  rewrite (along_direction d z T X v) in H by easy.
  destruct (correct 2 X (about e)); lra.
Qed.

(** What a cut of a certificate has: numbers that B3 and B4 allow without decisions, which
    exceed the budget with the price of a misclassified weight [quota]. *)
Definition cut (T : points) (w : point -> R) (quota budget gamma : R)
    (ev : list evidence) : Prop :=
  0 <= gamma /\ justified_evidence 2 T [] gamma ev /\
  budget < values w ev + gamma * quota.

(** The direction of a classifier within the budget that misclassifies as much as [quota]
    has a positive product with rho. *)
Theorem B8_2_cut d z w T X v quota budget gamma ev :
  labelled 2 T -> (forall s, In s T -> 0 <= w s) -> has_direction d z T X v ->
  cut T w quota budget gamma ev -> paid 2 X w T <= budget -> quota <= wrong 2 X w T ->
  0 < product d (rho w z ev) v.
Proof.
  intros HL Hw Hv (Hg & Hev & Hlt) Hpaid Hq.
  pose proof (evidence_vectors 2 T [] gamma ev HL Hev) as Hvec.
  pose proof (evidence_pays 2 T [] gamma ev X HL Hev (Forall_nil _)) as Hp.
  pose proof (direction_pays d z w T X v gamma ev Hw (proj1 Hev) Hvec Hv Hp).
  pose proof (Rmult_le_compat_l _ _ _ Hg Hq). lra.
Qed.

(** With gamma = 0, that of each classifier within the budget has. *)
Theorem B8_2_cut_for_all d z w T X v quota budget ev :
  labelled 2 T -> (forall s, In s T -> 0 <= w s) -> has_direction d z T X v ->
  cut T w quota budget 0 ev -> paid 2 X w T <= budget -> 0 < product d (rho w z ev) v.
Proof.
  intros HL Hw Hv (Hg & Hev & Hlt) Hpaid.
  apply (B8_2_cut d z w T X v 0 budget 0 ev); try easy.
  - split; [easy|]. split; [easy|lra].
  - now apply wrong_nonneg.
Qed.

(** * B8 (3): boxes *)

Record box := { middle : nat -> R; half : nat -> R }.

Definition in_box (d : nat) (b : box) (v : nat -> R) : Prop :=
  forall l, (l < d)%nat -> Rabs (v l - middle b l) <= half b l.

(** The boundary of the cube |v|_inf <= 1. *)
Definition on_cube (d : nat) (v : nat -> R) : Prop :=
  (forall l, (l < d)%nat -> Rabs (v l) <= 1) /\
  exists l, (l < d)%nat /\ Rabs (v l) = 1.

Definition cover (d : nat) (boxes : list box) : Prop :=
  forall v, on_cube d v -> exists b, In b boxes /\ in_box d b v.

(** The weight of the points outside a set. *)
Definition others_weigh (w : point -> R) (T : points) (A : point -> bool) : R :=
  sum (map (fun s => w s * (if A s then 0 else 1)) T).

(** A box is done if a cut's rho has no positive product with any of its directions, or if
    the points other than some that have positive margins on all of it are too light. *)
Definition box_done (d : nat) (z : point -> vector) (w : point -> R) (T : points)
    (quota budget : R) (b : box) : Prop :=
  (exists gamma ev, cut T w quota budget gamma ev /\
     forall v, in_box d b v -> product d (rho w z ev) v <= 0) \/
  (exists A, others_weigh w T A < quota /\
     forall s, In s T -> A s = true ->
       forall v, in_box d b v -> 0 < sigma s * product d v (coords z s)).

(** A direction in a box that is done. *)
Lemma done_bounds_wrong d z w T quota budget b X v :
  labelled 2 T -> (forall s, In s T -> 0 <= w s) ->
  box_done d z w T quota budget b -> in_box d b v ->
  (exists t, 0 < t /\ has_direction d z T X (fun l => t * v l)) ->
  paid 2 X w T <= budget -> wrong 2 X w T < quota.
Proof.
  intros HL Hw Hb Hv (t & Ht & Hdir) Hpaid.
  destruct Hb as [(gamma & ev & Hcut & H)|(A & HA & H)].
  - apply Rnot_le_lt. intros Hq.
    pose proof (B8_2_cut d z w T X _ quota budget gamma ev HL Hw Hdir Hcut Hpaid Hq)
      as Hpos.
    specialize (H v Hv). unfold product in Hpos.
    rewrite (sum_ext _ (fun l => t * (rho w z ev l * v l))) in Hpos by (intros; ring).
    rewrite sum_scale in Hpos. fold (product d (rho w z ev) v) in Hpos.
    pose proof (Rmult_le_compat_l t _ _ (Rlt_le _ _ Ht) H). lra.
  - apply Rle_lt_trans with (2 := HA). apply sum_le. intros s Hs.
    apply Rmult_le_compat_l; [auto|].
    destruct (A s) eqn:E; [|destruct (correct 2 X s); lra].
    rewrite correct_two by now apply (labelled_in 2 T).
    rewrite (Hdir s Hs), prod_scale. specialize (H s Hs E v Hv).
    replace (sigma s * _) with (t * (sigma s * product d v (coords z s))) by ring.
    rewrite Rltb_scale, (proj2 (Rltb_true _ _) H) by easy. lra.
Qed.

(** ** Each parameter that is not 0 is a positive multiple of one on the cube *)

Lemma largest_entry d (v : nat -> R) :
  exists m, 0 <= m /\ (forall l, (l < d)%nat -> Rabs (v l) <= m) /\
    (0 < m -> exists l, (l < d)%nat /\ Rabs (v l) = m).
Proof.
  induction d as [|d (m & Hm & Hle & Hex)].
  - exists 0. repeat split; [lra|lia|lra].
  - exists (Rmax m (Rabs (v d))). pose proof (Rmax_l m (Rabs (v d))).
    pose proof (Rmax_r m (Rabs (v d))). repeat split; [lra| |].
    + intros l Hl. destruct (Nat.eq_dec l d) as [->|]; [easy|].
      apply Rle_trans with m; [apply Hle; lia|easy].
    + intros Hpos. unfold Rmax in *. destruct (Rle_dec m (Rabs (v d))).
      * exists d. split; [lia|easy].
      * destruct (Hex Hpos) as (l & Hl & E). exists l. split; [lia|easy].
Qed.

Lemma scaled_to_cube d v :
  ~ is_zero_direction d v ->
  exists t u, 0 < t /\ on_cube d u /\ forall l, v l = t * u l.
Proof.
  intros Hne. destruct (largest_entry d v) as (m & Hm & Hle & Hex).
  assert (Hpos : 0 < m).
  { apply Rnot_le_lt. intros H. apply Hne. intros l Hl. specialize (Hle l Hl).
    pose proof (Rabs_pos (v l)). destruct (Req_dec (v l) 0) as [|Hl0]; [easy|].
    pose proof (Rabs_pos_lt (v l) Hl0). lra. }
  assert (Habs : forall l, Rabs (v l / m) = Rabs (v l) / m).
  { intros l. unfold Rdiv. rewrite Rabs_mult. f_equal. apply Rabs_right.
    apply Rle_ge, Rlt_le, Rinv_0_lt_compat. easy. }
  exists m, (fun l => v l / m). split; [easy|]. split; [split|].
  - intros l Hl. rewrite Habs. apply (Rmult_le_reg_r m); [easy|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l by lra. now apply Hle.
  - destruct (Hex Hpos) as (l & Hl & E). exists l. split; [easy|].
    rewrite Habs, E. field. lra.
  - intros l. field. lra.
Qed.

(** If boxes that are done cover the boundary of the cube, no classifier within the budget
    whose parameter is not 0 misclassifies as much as [quota]. *)
Theorem B8_3_boxes d z w T quota budget boxes X v :
  labelled 2 T -> (forall s, In s T -> 0 <= w s) -> cover d boxes ->
  Forall (box_done d z w T quota budget) boxes ->
  has_direction d z T X v -> ~ is_zero_direction d v -> paid 2 X w T <= budget ->
  wrong 2 X w T < quota.
Proof.
  intros HL Hw Hcover Hdone Hdir Hne Hpaid. rewrite Forall_forall in Hdone.
  destruct (scaled_to_cube d v Hne) as (t & u & Ht & Hu & Hv).
  destruct (Hcover u Hu) as (b & Hb & Hin).
  apply (done_bounds_wrong d z w T quota budget b X u); auto.
  exists t. split; [easy|]. intros s Hs. rewrite (Hdir s Hs). f_equal.
  apply sum_ext. intros. now rewrite Hv.
Qed.

(** * B8 (4): numbers for a box *)

Lemma Rabs_between x r : Rabs x <= r -> - r <= x <= r.
Proof. unfold Rabs. destruct (Rcase_abs x); lra. Qed.

Lemma mult_bounds x y a b : Rabs x <= a -> Rabs y <= b -> Rabs (x * y) <= a * b.
Proof. intros. rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. Qed.

(** One coordinate: the product of what is within [rad] of [r] and within [g] of [c]. *)
Lemma product_upper c g r rad p v :
  Rabs (v - c) <= g -> Rabs (p - r) <= rad ->
  p * v <= c * r + g * Rabs r + (Rabs c + g) * rad.
Proof.
  intros Hv Hp.
  pose proof (Rabs_between _ _ (mult_bounds (v - c) r g (Rabs r) Hv (Rle_refl _))).
  assert (Hvabs : Rabs v <= Rabs c + g).
  { replace v with (c + (v - c)) by ring. pose proof (Rabs_triang c (v - c)). lra. }
  pose proof (Rabs_between _ _ (mult_bounds v (p - r) _ rad Hvabs Hp)).
  replace (p * v) with (c * r + (v - c) * r + v * (p - r)) by ring. lra.
Qed.

(** The value that a certificate's leaf has for a box, a vector [r] and its errors. *)
Definition box_upper (d : nat) (b : box) (r rad : nat -> R) : R :=
  sum (map (fun l => middle b l * r l + half b l * Rabs (r l)
    + (Rabs (middle b l) + half b l) * rad l) (seq 0 d)).

Definition within (d : nat) (p r rad : nat -> R) : Prop :=
  forall l, (l < d)%nat -> Rabs (p l - r l) <= rad l.

(** Where rho is known within [rad], it has no positive product on a box if the upper
    bound is not positive. *)
Theorem B8_4_cut d b p r rad v :
  within d p r rad -> box_upper d b r rad <= 0 -> in_box d b v -> product d p v <= 0.
Proof.
  intros Hp Hle Hv. apply Rle_trans with (2 := Hle). apply sum_le.
  intros l Hl. apply in_seq in Hl. apply product_upper; [apply Hv|apply Hp]; lia.
Qed.

Definition box_lower (d : nat) (b : box) (sign : R) (u e : nat -> R) : R :=
  sum (map (fun l => sign * middle b l * u l - half b l * Rabs (u l)
    - (Rabs (middle b l) + half b l) * e l) (seq 0 d)).

Lemma product_lower sign c g u e p v :
  sign = 1 \/ sign = -1 -> Rabs (v - c) <= g -> Rabs (p - u) <= e ->
  sign * c * u - g * Rabs u - (Rabs c + g) * e <= sign * (v * p).
Proof.
  intros Hs Hv Hp. destruct Hs as [-> | ->].
  - pose proof (product_upper c g (- u) e (- p) v Hv) as H. rewrite Rabs_Ropp in H.
    replace (- p - - u) with (- (p - u)) in H by ring. rewrite Rabs_Ropp in H.
    specialize (H Hp). lra.
  - pose proof (product_upper c g u e p v Hv Hp). lra.
Qed.

(** Where the coordinates are known within [e], a point's margin is positive on all of a
    box if the lower bound is. *)
Theorem B8_4_margin d b s z u e v :
  within d (coords z s) u e -> 0 < box_lower d b (sigma s) u e -> in_box d b v ->
  0 < sigma s * product d v (coords z s).
Proof.
  intros Hz Hlt Hv. apply Rlt_le_trans with (1 := Hlt).
  unfold product. rewrite <- sum_scale. apply sum_le. intros l Hl. apply in_seq in Hl.
  apply product_lower; [|apply Hv; lia|apply Hz; lia].
  unfold sigma. destruct (Nat.eqb (class s) 1); auto.
Qed.

(** The error of the sums of coordinates that are known within [err]. *)
Lemma imbalance_within w ev j f g err :
  (forall e, In e ev -> 0 <= w (about e)) ->
  (forall e, In e ev -> Rabs (f (about e) - g (about e)) <= err) ->
  Rabs (imbalance w ev j f - imbalance w ev j g)
    <= err * sum (map (fun e => w (about e)
         * Rabs (indicator (about e) j - vector_of e j)) ev).
Proof.
  unfold imbalance. induction ev as [|e ev IH]; intros Hw Hf.
  - unfold sum. simpl. rewrite Rminus_0_r, Rabs_R0, Rmult_0_r. lra.
  - rewrite !sum_map_cons. specialize (IH (fun x H => Hw x (or_intror H))
      (fun x H => Hf x (or_intror H))).
    set (S := sum _) in IH at 1. set (S' := sum _) in IH at 1.
    pose proof (Hw e (or_introl eq_refl)) as H0.
    pose proof (Hf e (or_introl eq_refl)) as H1.
    set (a := indicator (about e) j - vector_of e j) in *.
    pose proof (Rabs_triang (w (about e) * a * (f (about e) - g (about e))) (S - S'))
      as Ht.
    replace (_ + (S - S')) with (w (about e) * a * f (about e) + S
      - (w (about e) * a * g (about e) + S')) in Ht by ring.
    rewrite Rabs_mult, Rabs_mult, (Rabs_right (w (about e))) in Ht by lra.
    assert (0 <= w (about e) * Rabs a) by (apply Rmult_le_pos; [easy|apply Rabs_pos]).
    pose proof (Rmult_le_compat_l _ _ _ H H1). unfold S, S' in *. lra.
Qed.

(** A leaf of a certificate, with approximate coordinates [u] of the points: a cut whose
    approximate rho, with its errors, has an upper bound of at most 0; or enough points
    with positive lower bounds. *)
Definition leaf_done (d : nat) (u : point -> vector) (err : nat -> R) (w : point -> R)
    (T : points) (quota budget : R) (b : box) : Prop :=
  (exists gamma ev, cut T w quota budget gamma ev /\
     box_upper d b (rho w u ev) (fun l => err l * sum (map (fun e => w (about e)
       * Rabs (indicator (about e) 1 - vector_of e 1%nat)) ev)) <= 0) \/
  (exists A, others_weigh w T A < quota /\
     forall s, In s T -> A s = true -> 0 < box_lower d b (sigma s) (coords u s) err).

Theorem B8_4_leaf d z u err w T quota budget b :
  (forall s, In s T -> 0 <= w s) ->
  (forall s, In s T -> within d (coords z s) (coords u s) err) ->
  leaf_done d u err w T quota budget b -> box_done d z w T quota budget b.
Proof.
  intros Hw Hz [(gamma & ev & Hcut & H)|(A & HA & H)]; [left|right].
  - exists gamma, ev. split; [easy|]. intros v Hv.
    destruct Hcut as (_ & [HT _] & _).
    eapply B8_4_cut; [|exact H|exact Hv]. intros l Hl. apply imbalance_within.
    + intros e He. apply Hw. now apply (about_in T ev).
    + intros e He. apply Hz; [now apply (about_in T ev)|easy].
  - exists A. split; [easy|]. intros s Hs Hin v Hv.
    apply (B8_4_margin d b s z (coords u s) err v); auto.
Qed.

(** * Charts

    The boundary of the cube is covered by 2 d boxes, with v_l = 1 or v_l = -1, each of
    which may be halved. *)

Inductive halvings :=
| Unhalved
| Halve (l : nat) (lower upper : halvings).

(** The part of a box on one side ([side] = -1 or 1) of the middle of edge [l]. *)
Definition half_box (b : box) (l : nat) (side : R) : box :=
  {| middle := fun k => if Nat.eqb k l then middle b k + side * (half b k / 2)
                        else middle b k;
     half := fun k => if Nat.eqb k l then half b k / 2 else half b k |}.

Fixpoint parts (b : box) (t : halvings) : list box :=
  match t with
  | Unhalved => [b]
  | Halve l t1 t2 => parts (half_box b l (-1)) t1 ++ parts (half_box b l 1) t2
  end.

Lemma in_half_box d b l v : in_box d b v ->
  in_box d (half_box b l (-1)) v \/ in_box d (half_box b l 1) v.
Proof.
  intros Hv. destruct (Rle_lt_dec (v l) (middle b l)) as [H|H]; [left|right];
    intros k Hk; specialize (Hv k Hk); apply Rabs_between in Hv; simpl;
    (destruct (Nat.eqb_spec k l) as [->|]; [|apply Rabs_le; lra]); apply Rabs_le; lra.
Qed.

Lemma in_parts d t : forall b v, in_box d b v ->
  exists b', In b' (parts b t) /\ in_box d b' v.
Proof.
  induction t as [|l t1 IH1 t2 IH2]; intros b v Hv.
  - exists b. split; [now left|easy].
  - simpl. destruct (in_half_box d b l v Hv) as [H|H].
    + destruct (IH1 _ v H) as (b' & Hb & Hv'). exists b'.
      split; [apply in_or_app; now left|easy].
    + destruct (IH2 _ v H) as (b' & Hb & Hv'). exists b'.
      split; [apply in_or_app; now right|easy].
Qed.

Definition chart (l : nat) (side : R) : box :=
  {| middle := fun k => if Nat.eqb k l then side else 0;
     half := fun k => if Nat.eqb k l then 0 else 1 |}.

(** Two trees of halvings for each l, for the charts with v_l = 1 and with v_l = -1. *)
Definition chart_parts (d : nat) (trees : nat -> halvings * halvings) : list box :=
  flat_map (fun l => parts (chart l 1) (fst (trees l))
                     ++ parts (chart l (-1)) (snd (trees l))) (seq 0 d).

Lemma in_chart d l v : on_cube d v -> (l < d)%nat -> Rabs (v l) = 1 ->
  in_box d (chart l 1) v \/ in_box d (chart l (-1)) v.
Proof.
  intros [Hv _] Hl H1. assert (E : v l = 1 \/ v l = -1).
  { unfold Rabs in H1. destruct (Rcase_abs (v l)); lra. }
  destruct E as [E|E]; [left|right]; intros k Hk; specialize (Hv k Hk);
    apply Rabs_between in Hv; simpl;
    (destruct (Nat.eqb_spec k l) as [->|]; apply Rabs_le; lra).
Qed.

Theorem B8_charts_cover d trees : cover d (chart_parts d trees).
Proof.
  intros v Hv. destruct (proj2 Hv) as (l & Hl & H1).
  assert (Hin : forall b, In b (parts (chart l 1) (fst (trees l))
    ++ parts (chart l (-1)) (snd (trees l))) -> In b (chart_parts d trees)).
  { intros b Hb. apply in_flat_map. exists l. split; [apply in_seq; lia|easy]. }
  destruct (in_chart d l v Hv Hl H1) as [H|H].
  - destruct (in_parts d (fst (trees l)) _ v H) as (b & Hb & Hvb).
    exists b. split; [apply Hin, in_or_app; now left|easy].
  - destruct (in_parts d (snd (trees l)) _ v H) as (b & Hb & Hvb).
    exists b. split; [apply Hin, in_or_app; now right|easy].
Qed.

(** T9, proof by directions, as a certificate states it: with rounded weights, coordinates
    [z] of which (1,x_s) is a linear function, and [u] that differ from them by at most
    [err]. If all parts of the charts are done, every classifier with affine scores and a
    loss of at most Lbar < log 2 has at least the accuracy alpha. *)
Theorem T9_certificate_directions n T (z u : point -> vector) d err B Lbar alpha Q
    trees X :
  training_set n T -> labelled 2 T -> affine 2 with_one X T ->
  loss 2 X T <= Lbar -> Lbar < ln 2 ->
  (forall s, In s T -> with_one s = map (fun row => dot row (z s)) B) ->
  (forall s, In s T -> length (z s) = d) ->
  (forall s, In s T -> within d (coords z s) (coords u s) err) -> (0 < Q)%Z ->
  Forall (leaf_done d u err (as_reals (rounded T Q)) T
    (IZR (threshold T Q (rounded T Q) alpha)) (Lbar * IZR Q)) (chart_parts d trees) ->
  alpha <= accuracy 2 X T.
Proof.
  intros HT HL HX Hloss H2 Hz Hd Hu HQ Hdone.
  pose proof (rounded_below n T Q HT HQ) as HW.
  assert (Hw : forall s, In s T -> 0 <= as_reals (rounded T Q) s)
    by (intros s Hs; apply IZR_le, HW, Hs).
  apply (affine_other_coordinates 2 with_one z B X T Hz) in HX. destruct HX as [theta HX].
  assert (Hdir : has_direction d z T X (difference theta)).
  { apply theta_direction; [easy| |easy]. intros s Hs. rewrite Hd by easy. lia. }
  apply (B9_accuracy n 2 X T Q (rounded T Q)); [easy|easy|].
  apply (B8_3_boxes d z _ T _ (Lbar * IZR Q) (chart_parts d trees) X (difference theta));
    try easy.
  - apply B8_charts_cover.
  - apply Forall_impl with (2 := Hdone). intros b. now apply B8_4_leaf.
  - intros H0. pose proof (B8_1_zero_loss n d z T X _ HT HL Hdir H0). lra.
  - apply Rle_trans with (1 := B9_paid 2 X T Q _ HW).
    apply Rmult_le_compat_r; [|easy]. now apply IZR_le, Z.lt_le_incl.
Qed.
