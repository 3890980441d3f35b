(** The parts of a certificate (docs/certificate-format.md), as they are read from the
    file.

    Numbers count from 1, as in the file: features, points, coordinates. *)

From Coq Require Import ZArith QArith List.

(** A leaf or a node of a case tree (section 10). *)
Inductive letter := InnerLow | InnerHigh | OuterLow | OuterHigh.   (* a, b, A, B *)

Inductive case_tree :=
| Counted
| Infeasible (terms : list (nat * Z))                   (* row, multiplier *)
| Decision (first_positive : bool) (point : nat) (form : letter) (t1 t2 : case_tree).

Inductive item :=
| Pair (i j : nat) (t : case_tree)
| Stretch (centre half : Z) (t : case_tree).

(** A tree of boxes (section 7). *)
Inductive tree :=
| Leaf
| Cases (items : list item)
| Split (coordinate : nat) (lower upper : tree).

(** Sections 5 and 6. A relation is D and c_1 .. c_d. *)
Record space := { scale : list Z; origin : list Z; transform : list (list Z) }.

Record problem := {
  keep : list nat;
  relations : list (Z * list Z);
  coordinates_of : option space;
  trees : list tree
}.

Inductive proof :=
| Given
| Problems (constant : list nat) (problems : list problem).

(** Section 4. *)
Record slab_claim := {
  value : Q;
  normal : list Z;
  middle : Q;
  half_width : Q
}.

Inductive bound :=
| Finite (b : Q)
| Infinite.

Record group_claim := {
  slab_of : option slab_claim;
  bound_of : bound;
  proof_of : proof
}.

Inductive family_name :=
| All
| Width (w : Q)
| Sparse (k : nat)                                      (* axes: 1 *)
| Directions (vs : list (list Z)).

Inductive question :=
| CriticalMass (sigma : Q)
| Sigma.

Inductive grouping := Whole | Pairs | Cells.

Record certificate := {
  asked : question;
  kappa_of : Q;
  delta_of : Q;
  m0_of : Q;
  family_of : family_name;
  grouping_of : grouping;
  claims : list group_claim
}.

(** A point of the data file: features, class and cell (0 if there is none), weight. *)
Record data_point := {
  features : list Q;
  label_number : nat;
  cell_number : nat;
  point_weight : Q
}.
