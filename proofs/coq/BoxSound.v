(** Boxes of directions: what they mean, that halving leaves nothing out, the ranges of linear
    forms over them, and P1: the charts hold all directions up to a factor. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Box Leaf.
Import ListNotations.
Open Scope R_scope.

(** ** The directions of a box *)

Definition in_side (s : side) (x : R) : Prop :=
  match s with
  | One => x = 1
  | Halved c k => (IZR c - 1) / IZR (power k) <= x <= (IZR c + 1) / IZR (power k)
  end.

Definition in_box (b : box) (v : vector) : Prop := Forall2 in_side b v.

(** Which coordinates are 1. *)
Definition is_one (s : side) : bool := match s with One => true | Halved _ _ => false end.
Definition ones (b : box) : list bool := map is_one b.

Lemma in_box_length b v : in_box b v -> length v = length b.
Proof. induction 1; simpl; congruence. Qed.

Lemma ones_length b b' : ones b' = ones b -> length b' = length b.
Proof.
  intros H. apply (f_equal (@length bool)) in H. unfold ones in H. now rewrite !map_length in H.
Qed.

(** ** Halving *)

Lemma half_ones b l t b' : half b l t = Some b' -> ones b' = ones b.
Admitted.

(** The two halves make up the box. *)
Lemma half_covers b l b1 b2 v :
  half b l (-1) = Some b1 -> half b l 1 = Some b2 -> in_box b v ->
  in_box b1 v \/ in_box b2 v.
Admitted.

(** Each direction of the box is in a leaf of the tree. *)
Lemma tree_holds_leaf holds t b v :
  tree_holds holds b t = true -> in_box b v ->
  exists b' items, holds b' items = true /\ in_box b' v /\ ones b' = ones b.
Admitted.

(** ** Ranges *)

(** The entries of [x] are from [C - R] to [C + R]. *)
Fixpoint in_scaled (C R : vectorZ) (x : vector) : Prop :=
  match C, R, x with
  | [], [], [] => True
  | c :: C', r :: R', t :: x' => IZR (c - r) <= t <= IZR (c + r) /\ in_scaled C' R' x'
  | _, _, _ => False
  end.

(** Of a box times 2^K. *)
Lemma in_box_scaled b v :
  in_box b v ->
  in_scaled (centres b) (radii b) (map (Rmult (IZR (power (exponent b)))) v).
Admitted.

(** One coordinate more. *)
Lemma in_scaled_snoc C R x c r t :
  in_scaled C R x -> IZR (c - r) <= t <= IZR (c + r) ->
  in_scaled (C ++ [c]) (R ++ [r]) (x ++ [t]).
Admitted.

(** The range of a form holds its values. *)
Lemma value_in_range C R x f :
  in_scaled C R x -> IZR (low C R f) <= value x f <= IZR (high C R f).
Admitted.

(** ** Charts *)

(** P1: every direction is in a chart, up to a factor. *)
Lemma P1_in_some_chart d v :
  length v = d -> ~ is_zero v ->
  exists q s, (1 <= q <= d)%nat /\ s <> 0 /\ in_box (chart d q) (map (Rmult s) v).
Admitted.

(** The largest entry of a direction in a chart is 1. *)
Lemma chart_norm d q v : (1 <= q <= d)%nat -> in_box (chart d q) v -> norm v = 1.
Admitted.

Lemma charts_hold_tree holds d trees q :
  charts_hold holds d 1 trees = true -> (1 <= q <= d)%nat ->
  exists x, tree_holds holds (chart d q) x = true.
Admitted.

(** So a leaf holds for each direction. *)
Lemma charts_hold_leaf holds d trees v :
  charts_hold holds d 1 trees = true -> length v = d -> ~ is_zero v ->
  exists q s b items,
    (1 <= q <= d)%nat /\ s <> 0 /\ norm (map (Rmult s) v) = 1 /\
    holds b items = true /\ in_box b (map (Rmult s) v) /\ ones b = ones (chart d q).
Admitted.
