(** What the checks of a problem's trees prove: slabs with real directions and ends over
    points with integer coordinates. *)

From Coq Require Import Reals QArith Qreals ZArith List Bool.
From Doublecheck Require Import Definitions Integers Target.
Import ListNotations.
Open Scope R_scope.

(** The projection of an integer point is from [a] to [b]. *)
Definition between (v : vector) (a b : R) (y : vectorZ) : bool :=
  let p := dot v (map IZR y) in Rleb a p && Rleb p b.

(** The slab [a,b] of direction [v] and its dilation are as the target [t] asks. *)
Definition slab_passes (t : target) (kappa : Q) (g : list wpoint) (v : vector) (a b : R) :
    Prop :=
  let h := (Q2R kappa - 1) / 2 in
  passes t (totalZ g) (weightZ g (between v a b))
    (weightZ g (between v (a - h * (b - a)) (b + h * (b - a)))) = true.

(** The ranges of the numbers in a target. *)
Definition target_fits (t : target) : Prop :=
  match t with
  | AtMost b sigma delta => (0 <= b /\ 0 < sigma /\ 0 < delta)%Q
  | Gains m0 delta b =>
      (0 < m0 /\ 0 < delta)%Q /\ match b with Some b => (0 <= b)%Q | None => True end
  end.
