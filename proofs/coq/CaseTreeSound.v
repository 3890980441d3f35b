(** A1: where a case tree holds, every slab in question passes. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Target
  TargetSound Slabs Box BoxSound CaseTree.
Import ListNotations.
Open Scope R_scope.

(** A1 (second reading): [z] satisfies row 0 and lies in the box; the points' membership in a
    slab and in its dilation is decided by their forms at [z]. If the case tree holds, the two
    weights pass. *)
Theorem A1_cases_sound t g s c z in_slab in_dilation :
  target_fits t ->
  Forall (fun p => (0 <= snd p)%Z) g ->
  in_scaled (box_centres s) (box_radii s) z ->
  (forall f, row0 s = Some f -> 0 <= value z f) ->
  (forall k, (1 <= k <= length g)%nat -> in_slab k = true ->
    0 <= value z (form s k InnerLow) /\ 0 <= value z (form s k InnerHigh)) ->
  (forall k, (1 <= k <= length g)%nat ->
    0 <= value z (form s k OuterLow) -> 0 <= value z (form s k OuterHigh) ->
    in_dilation k = true) ->
  (forall k, (1 <= k <= length g)%nat ->
    0 <= value z (form s k InnerLow) -> 0 <= value z (form s k OuterLow)) ->
  (forall k, (1 <= k <= length g)%nat ->
    0 <= value z (form s k InnerHigh) -> 0 <= value z (form s k OuterHigh)) ->
  cases_hold t g s [] c = true ->
  passes t (totalZ g) (weight_at 1 g in_slab) (weight_at 1 g in_dilation) = true.
Admitted.
