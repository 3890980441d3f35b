(** T8 of proofs/theory.md, section 10: stability of the accuracy. The doubling
    condition of the data (D3), a covered classifier (D8) and its loss bound its
    accuracy. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario Doubling.
From Doublecheck Require Import Covered Groups Classes ClassesFloor.
Import ListNotations.
Open Scope R_scope.

(** * Two classes *)

Lemma rivals_2 s :
  (1 <= class s <= 2)%nat ->
  (class s = 1%nat /\ rivals 2 s = [2%nat]) \/ (class s = 2%nat /\ rivals 2 s = [1%nat]).
Proof.
  intros H. unfold rivals. simpl.
  destruct (class s) as [|[|[|]]]; simpl; auto; lia.
Qed.

(** A point of two classes pays log(1+e^u) if it is misclassified, log(1+e^-u) if not. *)
Lemma cross_entropy_2 X s :
  (1 <= class s <= 2)%nat -> cross_entropy 2 X s = pays (wrong 2 X s) (gap X 1 2 s).
Proof.
  intros H. unfold pays, cost, cross_entropy, gap, wrong, correct, margin.
  destruct (rivals_2 s H) as [[-> ->]|[-> ->]]; unfold sum; simpl;
    rewrite andb_true_r; destruct (Rltb _ _) eqn:E; simpl;
    (apply Rltb_true in E || apply Rltb_false in E);
    rewrite Rplus_0_r; do 3 f_equal; unfold Rabs; destruct (Rcase_abs _); lra.
Qed.

(** For two classes, pairs and whole are the same. *)
Lemma pairs_2 T : T <> [] -> labelled 2 T -> pairs 2 T = whole T.
Proof.
  intros Hne HT. unfold pairs, whole. simpl.
  replace (filter (of_pair 1 2) T) with T; [now destruct T|].
  symmetry. unfold labelled in HT. rewrite Forall_forall in HT.
  assert (H : forall s, In s T -> of_pair 1 2 s = true).
  { intros s Hs. specialize (HT s Hs). unfold of_pair, of_class.
    destruct (class s) as [|[|[|]]]; simpl; auto; lia. }
  clear Hne HT. induction T as [|s T IH]; [easy|]. cbn [filter].
  rewrite H by now left. f_equal. apply IH. intros. apply H. now right.
Qed.

(** T8 for two classes, at one time. If no slab of [F] that violates is heavier than
    [m0], the difference of the scores is affine in the features, with slabs of [F] from
    the radius r0 on, and the loss is at most [Lbar], then the accuracy is at least 1
    less the bound [q] of the scenarios. *)
Theorem T8_two_classes kappa sigma delta m0 F r0 X T Lbar G a b q boxes :
  weighted T -> T <> [] -> labelled 2 T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  critical_at_most kappa sigma delta m0 F T -> covered F r0 X 1 2 T ->
  loss 2 X T <= Lbar ->
  grid_from kappa r0 G -> logs_below G a b ->
  floor_proved sigma delta m0 G a b Lbar q boxes ->
  1 - q <= accuracy 2 X T.
Proof.
  intros HT Hne Hlab Hc Hm Hr0 Hcrit Hcov HL HG Hl Hp.
  rewrite accuracy_wrong by easy.
  enough (mass T (wrong 2 X) <= q) by lra.
  apply (T6_doubling_floor T (gap X 1 2) (wrong 2 X) Lbar HT Hne) with
    (kappa := kappa) (sigma := sigma) (delta := delta) (m0 := m0) (r0 := r0) (G := G)
    (a := a) (b := b) (boxes := boxes); auto.
  - intros s _. apply Rabs_pos.
  - apply Rle_trans with (2 := HL), Req_le. apply mean_ext. intros s Hs.
    symmetry. apply cross_entropy_2. unfold labelled in Hlab.
    rewrite Forall_forall in Hlab. now apply Hlab.
  - now apply (covered_doubles kappa sigma delta m0 F).
Qed.

(** * K classes *)

(** Groups whose critical mass is at most [m0], a classifier covered on each, and the
    bounds of T7: the accuracy is at least 1 - (y Lbar + sum of w_g V_g). *)
Lemma accuracy_of_groups kappa sigma delta m0 F r0 K X T Lbar G a b y V groups :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T -> grouping K T groups ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  grid_from kappa r0 G -> logs_below G a b -> 0 <= y -> loss K X T <= Lbar ->
  (forall g, In g groups -> members g <> [] ->
     critical_at_most kappa sigma delta m0 F (members g) /\
     covered F r0 X (one g) (two g) (members g) /\
     exists w boxes, 0 < w <= share T (members g) /\
       group_proved K sigma delta m0 G a b y (Lbar / w) (V (members g)) boxes) ->
  1 - (y * Lbar + by_shares T groups (fun g => V (members g))) <= accuracy K X T.
Proof.
  intros HK HT Hne Hlab Hgr Hc Hm Hr0 HG Hl Hy HL H.
  rewrite accuracy_wrong by easy.
  enough (mass T (wrong K X) <=
    y * Lbar + by_shares T groups (fun g => V (members g))) by lra.
  apply (T7_doubling_floor K X T groups Lbar kappa sigma delta m0 r0 G a b y
    (fun g => V (members g))); auto.
  intros g Hg Hgne. destruct (H g Hg Hgne) as [Hcrit [Hcov Hp]]. split; [|easy].
  apply (covered_doubles kappa sigma delta m0 F); auto.
  now apply (member_weighted K T groups HT Hgr).
Qed.

(** What certifies the bound V_g of a group: a share w of at most its own, and boxes. *)
Definition share_proved (K : nat) (sigma delta m0 : R) (G : grid) (a b : nat -> R)
    (y Lbar : R) (T : points) (V : points -> R) (g : points) : Prop :=
  exists w boxes, 0 < w <= share T g /\
    group_proved K sigma delta m0 G a b y (Lbar / w) (V g) boxes.

(** The floor of T7: 1 - (y Lbar + sum of w_g V_g). *)
Definition floor_of (T : points) (Lbar y : R) (V : points -> R) (groups : list points) :=
  1 - (y * Lbar + sum (map (fun g => share T g * V g) groups)).

Lemma not_empty_true g : g <> [] -> not_empty g = true.
Proof. now destruct g. Qed.

(** T8 at one time, for groups by pairs. If no slab of [F] that violates in a group is
    heavier than [m0], the difference of two classes' scores is affine on the points of
    both, with slabs of [F] from the radius r0 on, and the loss is at most [Lbar], then
    the accuracy is at least 1 - (y Lbar + sum of w_g V_g). *)
Theorem T8_pairs kappa sigma delta m0 F r0 K X T Lbar G a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  Forall (critical_at_most kappa sigma delta m0 F) (pairs K T) ->
  (forall c d, In (c, d) (class_pairs K) ->
     covered F r0 X c d (filter (of_pair c d) T)) ->
  loss K X T <= Lbar ->
  grid_from kappa r0 G -> logs_below G a b -> 0 <= y ->
  Forall (share_proved K sigma delta m0 G a b y Lbar T V) (pairs K T) ->
  floor_of T Lbar y V (pairs K T) <= accuracy K X T.
Proof.
  intros HK HT Hne Hlab Hc Hm Hr0 Hcrit Hcov HL HG Hl Hy Hp.
  rewrite Forall_forall in Hcrit, Hp. unfold floor_of. rewrite pair_shares.
  apply (accuracy_of_groups kappa sigma delta m0 F r0 K X T Lbar G a b y V); auto.
  - now apply pairs_grouping.
  - intros g Hg Hgne.
    assert (Hin : In (members g) (pairs K T)).
    { rewrite pairs_members. apply filter_In. split; [now apply in_map|].
      now apply not_empty_true. }
    split; [now apply Hcrit|]. split; [|now apply Hp].
    apply in_map_iff in Hg as [[c d] [<- Hcd]]. now apply Hcov.
Qed.

(** T8 at one time, for groups by cells and pairs: the same, with one group for each
    cell and each pair of classes that holds a point. *)
Theorem T8_cells kappa sigma delta m0 F r0 K M X T Lbar G a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T -> in_cells M T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  Forall (critical_at_most kappa sigma delta m0 F) (cell_pairs K M T) ->
  (forall i c d, (1 <= i <= M)%nat -> In (c, d) (class_pairs K) ->
     covered F r0 X c d (filter (of_pair c d) (filter (of_cell i) T))) ->
  loss K X T <= Lbar ->
  grid_from kappa r0 G -> logs_below G a b -> 0 <= y ->
  Forall (share_proved K sigma delta m0 G a b y Lbar T V) (cell_pairs K M T) ->
  floor_of T Lbar y V (cell_pairs K M T) <= accuracy K X T.
Proof.
  intros HK HT Hne Hlab HM Hc Hm Hr0 Hcrit Hcov HL HG Hl Hy Hp.
  rewrite Forall_forall in Hcrit, Hp. unfold floor_of. rewrite cell_shares.
  apply (accuracy_of_groups kappa sigma delta m0 F r0 K X T Lbar G a b y V); auto.
  - now apply cells_grouping.
  - intros g Hg Hgne.
    assert (Hin : In (members g) (cell_pairs K M T)).
    { rewrite cell_pairs_members. apply filter_In. split; [now apply in_map|].
      now apply not_empty_true. }
    split; [now apply Hcrit|]. split; [|now apply Hp].
    apply in_flat_map in Hg as [i [Hi Hg]]. apply in_seq in Hi.
    apply in_map_iff in Hg as [[c d] [<- Hcd]]. apply Hcov; [lia|easy].
Qed.

(** * In the course of training *)

(** T8. Let the loss be at most [Lbar] at all times t >= t0, let every group by pairs
    satisfy the uniform doubling condition, and let the classifier of each time t >= t0
    be covered. Then its accuracy is at least the floor at every t >= t0. *)
Theorem T8_stability kappa sigma delta m0 F r0 K (X : R -> classifier) t0 T Lbar
    G a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  UDC kappa sigma delta m0 F (pairs K T) ->
  (forall t, t0 <= t -> loss K (X t) T <= Lbar /\
     forall c d, In (c, d) (class_pairs K) ->
       covered F r0 (X t) c d (filter (of_pair c d) T)) ->
  grid_from kappa r0 G -> logs_below G a b -> 0 <= y ->
  Forall (share_proved K sigma delta m0 G a b y Lbar T V) (pairs K T) ->
  forall t, t0 <= t ->
  floor_of T Lbar y V (pairs K T) <= accuracy K (X t) T.
Proof.
  intros HK HT Hne Hlab Hc Hm Hr0 HU Ht HG Hl Hy Hp t Htt.
  destruct (Ht t Htt) as [HL Hcov].
  apply (T8_pairs kappa sigma delta m0 F r0 K (X t) T Lbar G a b y V); auto.
  apply Forall_impl with (2 := HU). intros g. apply satisfies_critical.
Qed.

(** T8 for cells. *)
Theorem T8_stability_cells kappa sigma delta m0 F r0 K M (X : R -> classifier) t0 T Lbar
    G a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T -> in_cells M T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  UDC kappa sigma delta m0 F (cell_pairs K M T) ->
  (forall t, t0 <= t -> loss K (X t) T <= Lbar /\
     forall i c d, (1 <= i <= M)%nat -> In (c, d) (class_pairs K) ->
       covered F r0 (X t) c d (filter (of_pair c d) (filter (of_cell i) T))) ->
  grid_from kappa r0 G -> logs_below G a b -> 0 <= y ->
  Forall (share_proved K sigma delta m0 G a b y Lbar T V) (cell_pairs K M T) ->
  forall t, t0 <= t ->
  floor_of T Lbar y V (cell_pairs K M T) <= accuracy K (X t) T.
Proof.
  intros HK HT Hne Hlab HM Hc Hm Hr0 HU Ht HG Hl Hy Hp t Htt.
  destruct (Ht t Htt) as [HL Hcov].
  apply (T8_cells kappa sigma delta m0 F r0 K M (X t) T Lbar G a b y V); auto.
  apply Forall_impl with (2 := HU). intros g. apply satisfies_critical.
Qed.

(** T8 for the family of all slabs: every classifier whose scores' differences are
    affine in the features on each group is covered, from the radius 0 on. *)
Corollary T8_all kappa sigma delta m0 n K (X : R -> classifier) t0 T Lbar G a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T ->
  constants kappa sigma delta -> 0 <= m0 ->
  UDC kappa sigma delta m0 (all n) (pairs K T) ->
  (forall t, t0 <= t -> loss K (X t) T <= Lbar /\
     forall c d, In (c, d) (class_pairs K) ->
       affine n (fun _ => True) (X t) c d (filter (of_pair c d) T)) ->
  grid_from kappa 0 G -> logs_below G a b -> 0 <= y ->
  Forall (share_proved K sigma delta m0 G a b y Lbar T V) (pairs K T) ->
  forall t, t0 <= t ->
  floor_of T Lbar y V (pairs K T) <= accuracy K (X t) T.
Proof.
  intros HK HT Hne Hlab Hc Hm HU Ht.
  apply (T8_stability kappa sigma delta m0 (all n) 0 K X t0 T Lbar G a b y V);
    auto; [lra|].
  intros t Htt. destruct (Ht t Htt) as [HL Ha]. split; [easy|].
  intros c d Hcd. now apply T8_radius_all, Ha.
Qed.

(** T8 for slabs of width w: the same where |v|_inf <= v_max for all pairs, from the
    radius w v_max / 2 on. *)
Corollary T8_width kappa sigma delta m0 n w v_max K (X : R -> classifier) t0 T Lbar G
    a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 < w -> 0 <= v_max ->
  UDC kappa sigma delta m0 (width n w) (pairs K T) ->
  (forall t, t0 <= t -> loss K (X t) T <= Lbar /\
     forall c d, In (c, d) (class_pairs K) ->
       affine n (fun v => norm v <= v_max) (X t) c d (filter (of_pair c d) T)) ->
  grid_from kappa (w * v_max / 2) G -> logs_below G a b -> 0 <= y ->
  Forall (share_proved K sigma delta m0 G a b y Lbar T V) (pairs K T) ->
  forall t, t0 <= t ->
  floor_of T Lbar y V (pairs K T) <= accuracy K (X t) T.
Proof.
  intros HK HT Hne Hlab Hc Hm Hw Hv HU Ht.
  apply (T8_stability kappa sigma delta m0 (width n w) (w * v_max / 2) K X t0 T Lbar G
    a b y V); auto; [nra|].
  intros t Htt. destruct (Ht t Htt) as [HL Ha]. split; [easy|].
  intros c d Hcd. now apply T8_radius_width, Ha.
Qed.
