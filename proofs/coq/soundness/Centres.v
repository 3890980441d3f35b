(** Slabs of width [w], centre by centre: what holds at the places that are looked at
    holds at every real centre (proofs/theory.md, section 8, W1 (b)). *)

From Coq Require Import Reals ZArith QArith Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Certificate Target TargetSound Slabs
  Box Leaf CellSound LeafSound WideLeaf Pieces.
Import ListNotations.
Open Scope R_scope.

(** ** All breaks are even *)

Lemma even_sub x y : Z.Even x -> Z.Even y -> Z.Even (x - y).
Proof. intros [m ->] [n ->]. exists (m - n)%Z. lia. Qed.

Lemma even_add x y : Z.Even x -> Z.Even y -> Z.Even (x + y).
Proof. intros [m ->] [n ->]. exists (m + n)%Z. lia. Qed.

Lemma even_unit kappa w c : Z.Even (unit kappa w * c).
Proof. exists (2 * QDen kappa * QDen w * c)%Z. unfold unit. ring. Qed.

Lemma even_half_w kappa w b : Z.Even (half_w kappa w b).
Proof. exists (QDen kappa * Qnum w * power (exponent b))%Z. unfold half_w. ring. Qed.

Lemma even_half_dilated kappa w b : Z.Even (half_dilated kappa w b).
Proof.
  exists (Qnum kappa * Qnum w * power (exponent b))%Z. unfold half_dilated. ring.
Qed.

Lemma breaks_even kappa w b rs items :
  Forall Z.Even (breaks kappa w b (map (scaled kappa w) rs) items).
Proof.
  unfold breaks. rewrite Forall_app, !Forall_flat_map, Forall_map. split.
  - apply Forall_forall. intros r _. unfold scaled. cbn [lower upper].
    repeat constructor; auto using even_sub, even_add, even_unit, even_half_w,
      even_half_dilated.
  - apply Forall_forall. intros [i j c|m r c] _; repeat constructor; apply even_unit.
Qed.

(** ** Comparisons of the real number [c] and of the place [x] that stands for it *)

Lemma agrees_sub c x l e : agrees c x (l + e) -> agrees (c - IZR e) (x - e) l.
Proof.
  unfold agrees. rewrite plus_IZR. intros [H H']. split.
  - transitivity (IZR l + IZR e <= c); [lra|]. rewrite H. lia.
  - transitivity (c <= IZR l + IZR e); [lra|]. rewrite H'. lia.
Qed.

Lemma agrees_add c x l e : agrees c x (l - e) -> agrees (c + IZR e) (x + e) l.
Proof.
  unfold agrees. rewrite minus_IZR. intros [H H']. split.
  - transitivity (IZR l - IZR e <= c); [lra|]. rewrite H. lia.
  - transitivity (c <= IZR l - IZR e); [lra|]. rewrite H'. lia.
Qed.

Lemma agrees_before c x b : agrees c x b -> (b <? x)%Z = Rltb (IZR b) c.
Proof.
  intros [_ H]. apply eq_true_iff_eq. rewrite Rltb_true, Z.ltb_lt, Z.lt_nge, <- H. lra.
Qed.

Lemma agrees_behind c x b : agrees c x b -> (x <? b)%Z = Rltb c (IZR b).
Proof.
  intros [H _]. apply eq_true_iff_eq. rewrite Rltb_true, Z.ltb_lt, Z.lt_nge, <- H. lra.
Qed.

Lemma agrees_from c x b : agrees c x b -> (b <=? x)%Z = Rleb (IZR b) c.
Proof. intros [H _]. apply eq_true_iff_eq. now rewrite Rleb_true, Z.leb_le, H. Qed.

Lemma agrees_to c x b : agrees c x b -> (x <=? b)%Z = Rleb c (IZR b).
Proof. intros [_ H]. apply eq_true_iff_eq. now rewrite Rleb_true, Z.leb_le, H. Qed.

(** ** What is asked of a centre has the same answer at its place *)

Section Place.
  Variables (kappa w : Q) (b : box) (rs : list range) (items : list item) (c : R) (x : Z).
  Hypothesis stands : Forall (agrees c x) (breaks kappa w b rs items).

  Let e := half_w kappa w b.
  Let e' := half_dilated kappa w b.

  Lemma range_break r y :
    In r rs ->
    In y [lower r - e; lower r + e; upper r - e; upper r + e;
          lower r + e'; upper r - e']%Z ->
    agrees c x y.
  Proof.
    intros Hr Hy. rewrite Forall_forall in stands. apply stands. unfold breaks.
    apply in_or_app. left. apply in_flat_map. eauto.
  Qed.

  Lemma stretch_break m r t y :
    In (Stretch m r t) items ->
    In y [in_units kappa w (m - r); in_units kappa w (m + r)] ->
    agrees c x y.
  Proof.
    intros Hr Hy. rewrite Forall_forall in stands. apply stands. unfold breaks.
    apply in_or_app. right. apply in_flat_map. eauto.
  Qed.

  Ltac break r := apply (range_break r); [easy|simpl; auto 7].

  Lemma low_end_lower r : In r rs -> agrees (c - IZR e) (x - e) (lower r).
  Proof. intros H. apply agrees_sub. break r. Qed.

  Lemma low_end_upper r : In r rs -> agrees (c - IZR e) (x - e) (upper r).
  Proof. intros H. apply agrees_sub. break r. Qed.

  Lemma high_end_lower r : In r rs -> agrees (c + IZR e) (x + e) (lower r).
  Proof. intros H. apply agrees_add. break r. Qed.

  Lemma high_end_upper r : In r rs -> agrees (c + IZR e) (x + e) (upper r).
  Proof. intros H. apply agrees_add. break r. Qed.

  Lemma dilated_low_end r : In r rs -> agrees (c - IZR e') (x - e') (lower r).
  Proof. intros H. apply agrees_sub. break r. Qed.

  Lemma dilated_high_end r : In r rs -> agrees (c + IZR e') (x + e') (upper r).
  Proof. intros H. apply agrees_add. break r. Qed.

  (** U(c) and L(c) *)
  Lemma centre_inner_place :
    centre_inner kappa w b rs x = inner_at rs (c - IZR e) (c + IZR e).
  Proof.
    unfold centre_inner, inner_at. f_equal; [f_equal|]; apply load_of_ext; intros r Hr.
    - now apply agrees_before, low_end_upper.
    - now apply agrees_behind, high_end_lower.
  Qed.

  Lemma centre_outer_place :
    centre_outer kappa w b rs x = outer_at rs (c - IZR e') (c + IZR e').
  Proof.
    unfold centre_outer, outer_at. f_equal; apply load_of_ext; intros r Hr.
    - now apply agrees_from, dilated_high_end.
    - now apply agrees_before, dilated_low_end.
  Qed.

  (** The stretches and the pairs that reach the slab of width w with the centre c *)
  Lemma stretched_place :
    stretched kappa w items x = true ->
    exists m r t, In (Stretch m r t) items /\
      IZR (in_units kappa w (m - r)) <= c <= IZR (in_units kappa w (m + r)).
  Proof.
    unfold stretched. rewrite existsb_exists. intros ([|m r t] & Hi & H); [easy|].
    exists m, r, t. split; [easy|]. apply andb_true_iff in H as [H1 H2].
    pose proof (fun y => stretch_break m r t y Hi) as B.
    rewrite (agrees_from c x) in H1 by (apply B; simpl; auto).
    rewrite (agrees_to c x) in H2 by (apply B; simpl; auto).
    now rewrite Rleb_true in H1, H2.
  Qed.

  Lemma low_end_place r :
    In r rs -> IZR (lower r) <= c - IZR e <= IZR (upper r) -> holds_in (x - e) r = true.
  Proof.
    intros Hr H. unfold holds_in.
    rewrite (agrees_from _ _ _ (low_end_lower r Hr)),
      (agrees_to _ _ _ (low_end_upper r Hr)).
    now rewrite andb_true_iff, !Rleb_true.
  Qed.

  Lemma high_end_place r :
    In r rs -> IZR (lower r) <= c + IZR e <= IZR (upper r) -> holds_in (x + e) r = true.
  Proof.
    intros Hr H. unfold holds_in.
    rewrite (agrees_from _ _ _ (high_end_lower r Hr)),
      (agrees_to _ _ _ (high_end_upper r Hr)).
    now rewrite andb_true_iff, !Rleb_true.
  Qed.
End Place.

(** ** Every real centre *)

(** U(c) and L(c) pass; [e] is half the width, [e'] half that of the dilation. *)
Definition centre_passes (t : target) (W : Z) (rs : list range) (e e' c : R) : Prop :=
  passes t W (inner_at rs (c - e) (c + e)) (outer_at rs (c - e') (c + e')) = true.

(** The pairs whose ranges hold the ends of the slab with the centre [c] are listed. *)
Definition centre_listed (rs : list range) (items : list item) (e c : R) : Prop :=
  forall i ri j rj, range_at rs i ri -> range_at rs j rj ->
    IZR (lower ri) <= c - e <= IZR (upper ri) ->
    IZR (lower rj) <= c + e <= IZR (upper rj) -> listed items i j = true.

Lemma listed_place kappa w b rs items c x :
  Forall (agrees c x) (breaks kappa w b rs items) ->
  for_pairs rs (fun i ri j rj =>
    negb (holds_in (x - half_w kappa w b) ri && holds_in (x + half_w kappa w b) rj)
    || listed items i j) = true ->
  centre_listed rs items (IZR (half_w kappa w b)) c.
Proof.
  intros Hx H i ri j rj Hi Hj Ai Aj.
  apply (for_pairs_at _ _ i ri j rj) in H; auto. cbv beta in H.
  rewrite (low_end_place _ _ _ _ _ _ _ Hx ri (range_at_in _ _ _ Hi) Ai) in H.
  now rewrite (high_end_place _ _ _ _ _ _ _ Hx rj (range_at_in _ _ _ Hj) Aj) in H.
Qed.

(** Beyond all breaks U(c) is 0. *)
Lemma beyond_empty kappa w b rs items c :
  loads_fit rs -> beyond (breaks kappa w b rs items) c ->
  let e := IZR (half_w kappa w b) in (inner_at rs (c - e) (c + e) <= 0)%Z.
Proof.
  intros Hl H e. unfold inner_at. pose proof (fun A => load_of_nonneg A rs Hl) as N.
  assert (B : forall P, Forall P (breaks kappa w b rs items) -> forall r, In r rs ->
    P (lower r - half_w kappa w b)%Z /\ P (upper r + half_w kappa w b)%Z).
  { intros P HP r Hr. apply Forall_app, proj1 in HP. rewrite Forall_flat_map in HP.
    rewrite Forall_forall in HP. specialize (HP r Hr). rewrite Forall_forall in HP.
    split; apply HP; simpl; auto. }
  destruct H as [H|H]; specialize (B _ H); cbv beta in B.
  - rewrite (load_of_ext (fun r => Rltb (c + e) (IZR (lower r))) (fun _ => true)).
    + specialize (N (fun r => Rltb (IZR (upper r)) (c - e))). lia.
    + intros r Hr. apply B, proj1 in Hr. rewrite minus_IZR in Hr. apply Rltb_true.
      unfold e. lra.
  - rewrite (load_of_ext (fun r => Rltb (IZR (upper r)) (c - e)) (fun _ => true)).
    + specialize (N (fun r => Rltb (c + e) (IZR (lower r)))). lia.
    + intros r Hr. apply B, proj2 in Hr. rewrite plus_IZR in Hr. apply Rltb_true.
      unfold e. lra.
Qed.

(** In units: each centre passes, or is in a stretch and the pairs it asks for are
    listed. *)
Lemma centres_hold_units t kappa w W b rs items c :
  target_fits t -> (0 < W)%Z -> loads_fit (map (scaled kappa w) rs) ->
  centres_hold t kappa w W b rs items = true ->
  let rs := map (scaled kappa w) rs in
  let e := IZR (half_w kappa w b) in
  centre_passes t W rs e (IZR (half_dilated kappa w b)) c \/
  (exists m r t, In (Stretch m r t) items /\
     IZR (in_units kappa w (m - r)) <= c <= IZR (in_units kappa w (m + r))) /\
  centre_listed rs items e c.
Proof.
  intros Ht HW Hl H rs' e. unfold centres_hold in H. fold rs' in H, Hl.
  rewrite forallb_forall in H.
  destruct (sampling_sorted (breaks kappa w b rs' items) c)
    as [B|([x cl] & Hp & Hin & Hx)]; [apply breaks_even| |].
  - left. apply passes_empty; auto. exact (beyond_empty kappa w b rs' items c Hl B).
  - specialize (H _ Hp). cbn [fst snd] in *. apply orb_true_iff in H as [H|H].
    + left. unfold centre_passes, e.
      rewrite <- (centre_inner_place _ _ _ _ _ _ _ Hx).
      now rewrite <- (centre_outer_place _ _ _ _ _ _ _ Hx).
    + right. rewrite forallb_forall in H. specialize (H x Hin).
      apply andb_true_iff in H as [H1 H2]. split.
      * exact (stretched_place _ _ _ _ _ _ _ Hx H1).
      * exact (listed_place _ _ _ _ _ _ _ Hx H2).
Qed.
