(** Slabs of width [w], centre by centre: what holds at the places that are looked at holds at
    every real centre (proofs/theory.md, section 8, W1 (b)). *)

From Coq Require Import Reals ZArith QArith Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Certificate Integers IntegersSound Target
  TargetSound Slabs Box CaseTree Leaf CellSound WideLeaf Pieces.
Import ListNotations.
Open Scope R_scope.

Section Centres.
  Variables (kappa w : Q) (b : box) (rs : list range) (items : list item).

  Let e : R := IZR (half_w kappa w b).
  Let e' : R := IZR (half_dilated kappa w b).

  (** ** All breaks are even *)

  Lemma even_double x : Z.Even (2 * x).
  Proof. now exists x. Qed.

  Lemma even_sub x y : Z.Even x -> Z.Even y -> Z.Even (x - y).
  Proof. intros [m ->] [n ->]. exists (m - n)%Z. lia. Qed.

  Lemma even_add x y : Z.Even x -> Z.Even y -> Z.Even (x + y).
  Proof. intros [m ->] [n ->]. exists (m + n)%Z. lia. Qed.

  Lemma even_unit c : Z.Even (unit kappa w * c).
  Proof. exists (2 * QDen kappa * QDen w * c)%Z. unfold unit. ring. Qed.

  Lemma even_half_w : Z.Even (half_w kappa w b).
  Proof. exists (QDen kappa * Qnum w * power (exponent b))%Z. unfold half_w. ring. Qed.

  Lemma even_half_dilated : Z.Even (half_dilated kappa w b).
  Proof. exists (Qnum kappa * Qnum w * power (exponent b))%Z. unfold half_dilated. ring. Qed.

  Lemma breaks_even : Forall Z.Even (breaks kappa w b (map (scaled kappa w) rs) items).
  Proof.
    unfold breaks. rewrite Forall_app, !Forall_flat_map, Forall_map. split.
    - apply Forall_forall. intros r _. unfold scaled. cbn [lower upper].
      repeat constructor; auto using even_sub, even_add, even_unit, even_half_w,
        even_half_dilated.
    - apply Forall_forall. intros [i j c|m r c] _; repeat constructor; apply even_unit.
  Qed.
End Centres.

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
    In y [lower r - e; lower r + e; upper r - e; upper r + e; lower r + e'; upper r - e']%Z ->
    agrees c x y.
  Proof.
    intros Hr Hy. rewrite Forall_forall in stands. apply stands. unfold breaks.
    apply in_or_app. left. apply in_flat_map. eauto.
  Qed.

  Lemma stretch_break m r t y :
    In (Stretch m r t) items -> In y [in_units kappa w (m - r); in_units kappa w (m + r)] ->
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
End Place.
