(** What a certificate claims (docs/certificate-format.md, section 4), in terms of D1 to
    D6. *)

From Coq Require Import Reals QArith Qreals List Bool.
From Doublecheck Require Import Definitions Certificate Checker.
Import ListNotations.
Open Scope R_scope.

Definition point_of (s : data_point) : point := {|
  coordinates := map Q2R (features s);
  class := label_number s;
  cell := cell_number s;
  weight := Q2R (point_weight s)
|}.

Definition points_of (T : list data_point) : points := map point_of T.

Definition classes_of (T : points) : nat := greatest (map class T).
Definition cells_of (T : points) : nat := greatest (map cell T).

(** D6 for a training set: with labels, cells are divided into pairs of classes. *)
Definition grouped (p : grouping) (T : points) : list points :=
  match p with
  | Whole => whole T
  | Pairs => pairs (classes_of T) T
  | Cells =>
      match classes_of T with
      | O => cells (cells_of T) T
      | K => cell_pairs K (cells_of T) T
      end
  end.

Definition slabs_of (n : nat) (f : family_name) : family :=
  match f with
  | All => all n
  | Width w => width n (Q2R w)
  | Sparse k => sparse n k
  | Directions us => directions n (map (map IZR) us)
  end.

Definition slab_named (s : slab_claim) : slab := {|
  direction := map IZR (normal s);
  centre := Q2R (middle s);
  radius := Q2R (half_width s)
|}.

(** The bound of a group: m* <= b, or sigma* >= b. *)
Definition bound_true (c : certificate) (n : nat) (g : points) (b : bound) : Prop :=
  let F := slabs_of n (family_of c) in
  let kappa := Q2R (kappa_of c) in
  let delta := Q2R (delta_of c) in
  match asked c, b with
  | CriticalMass sigma, Finite b =>
      forall S, F S -> violates kappa (Q2R sigma) delta g S -> mu g S <= Q2R b
  | CriticalMass _, Infinite => False
  | Sigma, Finite b =>
      forall S, F S -> limits kappa delta (Q2R (m0_of c)) g S ->
        (1 + Q2R b) * mu g S <= mu_dilated kappa g S
  | Sigma, Infinite =>
      forall S, F S -> ~ limits kappa delta (Q2R (m0_of c)) g S
  end.

(** The slab of a group: m* >= value, or sigma* <= value. *)
Definition slab_true (c : certificate) (n : nat) (g : points) (s : slab_claim) : Prop :=
  let S := slab_named s in
  let kappa := Q2R (kappa_of c) in
  let delta := Q2R (delta_of c) in
  slabs_of n (family_of c) S /\
  match asked c with
  | CriticalMass sigma =>
      violates kappa (Q2R sigma) delta g S /\ mu g S = Q2R (value s)
  | Sigma =>
      limits kappa delta (Q2R (m0_of c)) g S /\
      mu_dilated kappa g S = (1 + Q2R (value s)) * mu g S
  end.

Definition claim_true (c : certificate) (n : nat) (g : points) (claim : group_claim)
    : Prop :=
  bound_true c n g (bound_of claim) /\
  match slab_of claim with None => True | Some s => slab_true c n g s end.
