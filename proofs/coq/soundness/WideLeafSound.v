(** W1 and A4 for family width: the leaves of a tree (proofs/theory.md, sections 3, 8
    and 9). *)

From Coq Require Import Reals ZArith QArith Qreals Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Certificate Integers IntegersSound
  Target TargetSound Slabs Box BoxSound CaseTree Leaf CellSound PairSound LeafSound
  ScaleSound WideLeaf Centres Units FixedWidth.
Import ListNotations.
Open Scope R_scope.

(** ** Narrow corners *)

(** A slab whose ends are between those of another and the corner of its cell is in the
    same cell. *)
Lemma cell_of_within rs a b a' b' r r' :
  cell_of rs a b r r' -> a <= a' <= IZR (upper r) -> IZR (lower r') <= b' <= b ->
  cell_of rs a' b' r r'.
Proof.
  intros [Hr Hr' Ha Hb La Lb] A B. split; try easy.
  - intros s Hs H. apply La; [easy|lra].
  - intros s Hs H. apply Lb; [easy|lra].
Qed.

(** If the corner is narrower than 2e, a slab of width 2e is between [a,b] and it. *)
Lemma narrow_corner rs a b r r' e :
  cell_of rs a b r r' -> 2 * e <= b - a -> IZR (lower r') - IZR (upper r) < 2 * e ->
  exists c, a <= c - e <= IZR (upper r) /\ IZR (lower r') <= c + e <= b.
Proof.
  intros [_ _ Ha Hb _ _] Hab Hn. exists (Rmax (a + e) (IZR (lower r') - e)).
  unfold Rmax. destruct (Rle_dec (a + e) (IZR (lower r') - e)); lra.
Qed.

Lemma outer_at_le rs A B A' B' :
  loads_fit rs -> A' <= A -> B <= B' -> (outer_at rs A B <= outer_at rs A' B')%Z.
Proof.
  intros Hl HA HB. unfold outer_at.
  apply Z.sub_le_mono; apply load_of_le; try easy; intros r _.
  - rewrite !Rleb_true. lra.
  - rewrite !Rltb_true. lra.
Qed.

(** The ceiling decides which corners are as wide as w. *)
Lemma ceiling_narrow w b x y :
  wide (Some (ceiling w b)) x y = false -> IZR y - IZR x < 2 * half_width w b.
Proof.
  unfold wide, ceiling, half_width, hR. rewrite Z.leb_gt. intros H.
  set (N := (Qnum w * power (exponent b))%Z) in *.
  assert (QDen w * (y - x) < N)%Z.
  { pose proof (Z.mul_succ_div_gt (- N) (QDen w) eq_refl). nia. }
  apply IZR_lt in H0. rewrite mult_IZR, minus_IZR in H0. unfold N in H0.
  rewrite mult_IZR in H0. pose proof (denominator_positive w) as D.
  apply (Rmult_lt_reg_l (IZR (QDen w))); [easy|]. field_simplify; lra.
Qed.

Section Leaf.
  Variables (t : target) (kappa w : Q) (g : list wpoint) (b : box) (v : vector)
    (items : list item).

  Let rs := ranges b g.
  Let p := value (enlarged b v).
  Let e := half_width w b.
  Let h := hR (h_of kappa).
  Let least := Some (ceiling w b).

  Hypothesis kappa_fits : (1 < kappa)%Q.
  Hypothesis w_fits : (0 < w)%Q.
  Hypothesis fits : target_fits t.
  Hypothesis weights : weights_fit g.
  Hypothesis some_weight : (0 < totalZ g)%Z.
  Hypothesis lengths : of_length (length b) g.
  Hypothesis direction : in_box b v.
  Hypothesis one : In One b.
  Hypothesis pairs_hold : pairs_listed t (h_of kappa) (totalZ g) least rs items = true.
  Hypothesis every_centre : centres_hold t kappa w (totalZ g) b rs items = true.
  Hypothesis every_item : forallb (wide_item_holds t kappa w g b) items = true.

  Lemma h_positive : 0 < h.
  Proof. now apply hR_positive. Qed.

  (** The dilation's half width is e + 2he. *)
  Lemma hR_kappa : hR kappa = 1 + 2 * h.
  Proof. unfold h. rewrite hR_h_of. change (hR kappa) with (Q2R kappa). lra. Qed.

  Lemma half_width_positive : 0 < e.
  Proof.
    unfold e, half_width. pose proof (power_positive (exponent b)).
    apply Qlt_Rlt in w_fits. change (Q2R w) with (hR w) in w_fits.
    replace (Q2R 0) with 0 in w_fits by (unfold Q2R; simpl; lra). nra.
  Qed.

  Lemma rs_ranged : ranged p g rs.
  Proof. apply ranged_over. now apply in_box_scaled. Qed.

  Lemma rs_loads : loads_fit rs.
  Proof. exact (ranged_loads p g rs weights rs_ranged). Qed.

  Lemma centre_dilation c :
    c - e - h * (c + e - (c - e)) = c - hR kappa * e /\
    c + e + h * (c + e - (c - e)) = c + hR kappa * e.
  Proof. rewrite hR_kappa. split; lra. Qed.

  (** *** Slabs of width w *)

  (** C1 for such a slab, and A1 if it is in a stretch. *)
  Lemma width_passes c : interval_passes t h g p (c - e) (c + e).
  Proof.
    unfold interval_passes. destruct (centre_dilation c) as [-> ->].
    pose proof half_width_positive.
    destruct (W1_every_centre _ _ _ _ _ _ _ c fits some_weight rs_loads every_centre)
      as [H'|[(m & r & tr & Hi & Hc) _]].
    - revert H'. apply passes_monotone; [easy| |].
      + apply C1_inner; [easy|exact rs_ranged|fold e; lra].
      + apply C1_outer; [easy|exact rs_ranged].
    - rewrite forallb_forall in every_item. specialize (every_item _ Hi).
      simpl in every_item. apply andb_true_iff in every_item as [_ T].
      eapply A1_stretch; try eassumption; [fold e; lra|].
      rewrite hR_kappa. pose proof h_positive. lra.
  Qed.

  (** *** Tight slabs at least w wide *)

  Lemma wide_row0 i j f :
    numbered g i -> numbered g j -> 2 * e <= p (point_at g j) - p (point_at g i) ->
    row0 (wide_pair_setting (h_of kappa) w g b i j) = Some f ->
    0 <= value (enlarged b v) f.
  Proof.
    intros Hi Hj Hij H. injection H as <-.
    pose proof (point_length _ g i lengths Hi) as Li.
    pose proof (point_length _ g j lengths Hj) as Lj.
    assert (L : length (subZ (point_at g j) (point_at g i)) = length b).
    { rewrite length_subZ; congruence. }
    rewrite value_subZ, value_scaleZ, value_subZ, one_form_value by
      (rewrite ?length_scaleZ, ?one_form_length; congruence || easy).
    fold p. unfold e, half_width, hR in Hij. pose proof (denominator_positive w) as D.
    apply (Rmult_le_compat_l (IZR (QDen w))) in Hij; [|lra].
    field_simplify in Hij; lra.
  Qed.

  (** A1 for a pair that is listed. *)
  Lemma listed_passes i j :
    numbered g i -> numbered g j -> 2 * e <= p (point_at g j) - p (point_at g i) ->
    listed items i j = true ->
    interval_passes t h g p (p (point_at g i)) (p (point_at g j)).
  Proof.
    intros Hi Hj Hij H. apply listed_in in H as [c Hc]. pose proof half_width_positive.
    rewrite forallb_forall in every_item. specialize (every_item _ Hc).
    simpl in every_item. apply andb_true_iff in every_item as [_ T].
    apply (A1_pair t (length b) g (h_of kappa)
      (wide_pair_setting (h_of kappa) w g b i j) (enlarged b v) i j c); auto.
    - apply Rlt_le, h_positive.
    - fold p. lra.
    - now apply in_box_scaled.
    - intros f. now apply wide_row0.
  Qed.

  (** W1: a slab passes if one of width w in the same cell, and within it, does. *)
  Lemma narrow_passes a b' r r' c :
    cell_of rs a b' r r' ->
    a <= c - e <= IZR (upper r) -> IZR (lower r') <= c + e <= b' ->
    centre_passes t (totalZ g) rs e (hR kappa * e) c -> interval_passes t h g p a b'.
  Proof.
    intros Hc Ha Hb. pose proof half_width_positive. pose proof h_positive.
    apply passes_monotone; [easy| |].
    - rewrite (inner_of_cell _ _ _ _ _ (cell_of_within _ _ _ _ _ _ _ Hc Ha Hb)).
      rewrite <- (inner_of_cell _ _ _ _ _ Hc).
      apply C1_inner; [easy|exact rs_ranged|lra].
    - etransitivity; [|apply C1_outer; [easy|exact rs_ranged]].
      destruct (centre_dilation c) as [<- <-].
      apply outer_at_le; [exact rs_loads|nra|nra].
  Qed.

  (** The pair reaches the centre [c]. *)
  Lemma centre_reached i j r r' c :
    numbered g i -> numbered g j ->
    cell_of rs (p (point_at g i)) (p (point_at g j)) r r' ->
    p (point_at g i) <= c - e <= IZR (upper r) ->
    IZR (lower r') <= c + e <= p (point_at g j) ->
    centre_listed rs items e c -> listed items i j = true.
  Proof.
    intros Hi Hj Hc Ha Hb H.
    destruct (ranged_at p g rs i rs_ranged Hi) as (ri & Ri & Pi).
    destruct (ranged_at p g rs j rs_ranged Hj) as (rj & Rj & Pj).
    pose proof (upper_least _ _ _ _ _ Hc ri (range_at_in _ _ _ Ri) (proj2 Pi)).
    pose proof (lower_greatest _ _ _ _ _ Hc rj (range_at_in _ _ _ Rj) (proj1 Pj)).
    apply (H i ri j rj Ri Rj); lra.
  Qed.

  (** In a cell with a wide corner: the cell passes, or the pair is listed. *)
  Lemma wide_corner_passes i j r r' :
    numbered g i -> numbered g j -> 2 * e <= p (point_at g j) - p (point_at g i) ->
    cell_of rs (p (point_at g i)) (p (point_at g j)) r r' ->
    wide least (upper r) (lower r') = true ->
    interval_passes t h g p (p (point_at g i)) (p (point_at g j)).
  Proof.
    intros Hi Hj Hij Hc Hw. pose proof half_width_positive. pose proof h_positive.
    destruct (pairs_listed_cell _ _ _ _ _ _ r r' pairs_hold (upper_in _ _ _ _ _ Hc)
      (lower_in _ _ _ _ _ Hc) Hw) as [C|C].
    - apply (C2_cell t (h_of kappa) g rs p _ _ r r'); auto using rs_ranged; fold h; lra.
    - apply listed_passes; auto.
      destruct (ranged_at p g rs i rs_ranged Hi) as (ri & Ri & Pi).
      destruct (ranged_at p g rs j rs_ranged Hj) as (rj & Rj & Pj).
      destruct (cell_reached _ _ _ _ _ ri rj Hc (range_at_in _ _ _ Ri)
        (range_at_in _ _ _ Rj) Pi Pj) as [Ai Aj].
      now apply (C i ri j rj).
  Qed.

  (** A4 for family width, by W1: tight slabs. *)
  Lemma wide_tight_passes i j :
    numbered g i -> numbered g j -> 2 * e <= p (point_at g j) - p (point_at g i) ->
    interval_passes t h g p (p (point_at g i)) (p (point_at g j)).
  Proof.
    intros Hi Hj Hij. pose proof half_width_positive.
    destruct (empty_or_cell rs (p (point_at g i)) (p (point_at g j)) rs_loads)
      as [E|(r & r' & Hc)].
    { apply (C1_empty t h g rs p); auto using rs_ranged; lra. }
    destruct (wide least (upper r) (lower r')) eqn:Hw.
    - now apply (wide_corner_passes i j r r').
    - apply ceiling_narrow in Hw.
      destruct (narrow_corner _ _ _ _ _ e Hc Hij Hw) as (c & Ha & Hb).
      destruct (W1_every_centre _ _ _ _ _ _ _ c fits some_weight rs_loads every_centre)
        as [P|[_ L]].
      + now apply (narrow_passes _ _ r r' c).
      + apply listed_passes; auto. now apply (centre_reached i j r r' c).
  Qed.

  (** *** T2 for family width *)

  (** A slab of width w that holds the same points, and is within [a,b]. *)
  Lemma T2_centre a b' x y :
    2 * e <= b' - a -> a <= x -> x <= y -> y <= b' -> y - x < 2 * e ->
    exists c, a <= c - e /\ c - e <= x /\ y <= c + e /\ c + e <= b'.
  Proof.
    intros. exists (Rmax (y - e) (a + e)). unfold Rmax.
    destruct (Rle_dec (y - e) (a + e)); lra.
  Qed.

  Lemma T2_width a b' : 2 * e <= b' - a -> interval_passes t h g p a b'.
  Proof.
    intros Hab. pose proof half_width_positive. pose proof h_positive.
    destruct (existsb (fun y => window p a b' (fst y)) g) eqn:E.
    - apply existsb_exists in E as (y & Hy & Py). apply window_true in Py.
      destruct (tight_slab p g a b') as (i & j & Hi & Hj & Ha & Hij & Hb & HI); [eauto|].
      destruct (Rle_lt_dec (2 * e) (p (point_at g j) - p (point_at g i))) as [W|N].
      + apply (interval_passes_shrunk t h g p a b' (p (point_at g i)) (p (point_at g j)));
          auto using wide_tight_passes; lra.
      + destruct (T2_centre a b' _ _ Hab Ha Hij Hb N) as (c & H1 & H2 & H3 & H4).
        apply (interval_passes_shrunk t h g p a b' (c - e) (c + e));
          auto using width_passes; try lra.
        intros x Hx Px. specialize (HI x Hx Px). lra.
    - apply passes_empty; auto. rewrite weightZ_nothing; [easy|]. intros y Hy.
      apply not_true_iff_false. intros Py. apply not_true_iff_false in E. apply E.
      apply existsb_exists. eauto.
  Qed.
End Leaf.

(** ** Leaves *)

Lemma cells_hold_pairs_listed t h W least rs :
  cells_hold t h W least rs = true -> pairs_listed t h W least rs [] = true.
Proof.
  unfold cells_hold, pairs_listed. rewrite !forallb_forall. intros H r Hr.
  specialize (H r Hr). rewrite forallb_forall in *. intros r' Hr'.
  specialize (H r' Hr'). cbv beta zeta in *. now rewrite H.
Qed.

(** A leaf that holds: each slab at least [w] wide, with direction in the box, passes. *)
Theorem wide_leaf_holds_sound t kappa w g b v items a a' :
  (1 < kappa)%Q -> (0 < w)%Q -> target_fits t -> weights_fit g -> (0 < totalZ g)%Z ->
  of_length (length b) g -> In One b -> in_box b v ->
  wide_leaf_holds t kappa w g b items = true ->
  2 * half_width w b <= a' - a ->
  interval_passes t (hR (h_of kappa)) g (value (enlarged b v)) a a'.
Proof.
  intros Hk Hw Ht Hg HW Hl Ho Hv H Ha. destruct items as [items|]; simpl in H.
  - rewrite !andb_true_iff in H. destruct H as [[Hp Hc] Hi].
    now apply (T2_width t kappa w g b v items).
  - apply andb_true_iff in H as [Hp Hc]. apply cells_hold_pairs_listed in Hp.
    now apply (T2_width t kappa w g b v []).
Qed.
