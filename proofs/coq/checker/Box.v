(** Boxes of directions (section 7): one coordinate is 1, each other one is in an interval
    that halving has left of [-1,1]. *)

From Coq Require Import ZArith List Bool Arith.
From Doublecheck Require Import Integers Certificate.
Import ListNotations.
Open Scope Z_scope.

(** [Halved c k] is the interval from (c-1)/2^k to (c+1)/2^k; [One] is 1. *)
Inductive side := One | Halved (c : Z) (k : nat).

Definition box := list side.

(** Chart [q] of the [d] charts. *)
Definition chart (d q : nat) : box :=
  map (fun l => if Nat.eqb l q then One else Halved 0 0) (seq 1 d).

Definition halvings (s : side) : nat := match s with One => 0 | Halved _ k => k end.

(** K: the factor that makes all ends integers is 2^K. *)
Definition exponent (b : box) : nat := fold_right Nat.max O (map halvings b).

Definition power (k : nat) : Z := 2 ^ Z.of_nat k.

Definition centres (b : box) : vectorZ :=
  map (fun s => match s with
                | One => power (exponent b)
                | Halved c k => c * power (exponent b - k)
                end) b.

Definition radii (b : box) : vectorZ :=
  map (fun s => match s with
                | One => 0
                | Halved _ k => power (exponent b - k)
                end) b.

(** The least and the greatest value of a linear form over the box, times 2^K. *)
Definition low (C R f : vectorZ) : Z := dotZ C f - dotZ R (map Z.abs f).
Definition high (C R f : vectorZ) : Z := dotZ C f + dotZ R (map Z.abs f).

(** The half of the box in the coordinate [l] (from 1) with the centre moved by [t], -1 or
    1; None across the coordinate that is 1, or where there is none. *)
Fixpoint half (b : box) (l : nat) (t : Z) : option box :=
  match b, l with
  | Halved c k :: b', 1%nat => Some (Halved (2 * c + t) (S k) :: b')
  | s :: b', S l' => option_map (cons s) (half b' l' t)
  | _, _ => None
  end.

(** All leaves of a tree over a box hold. *)
Fixpoint tree_holds (holds : box -> option (list item) -> bool) (b : box) (t : tree)
    : bool :=
  match t with
  | Leaf => holds b None
  | Cases items => holds b (Some items)
  | Split l lower upper =>
      match half b l (-1), half b l 1 with
      | Some b1, Some b2 => tree_holds holds b1 lower && tree_holds holds b2 upper
      | _, _ => false
      end
  end.
