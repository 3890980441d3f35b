(** Definitions D1 to D8 of proofs/theory.md, over the real numbers.

    Points, weights and constants are real here; that those of a data set are rational
    plays no part in what the theorems say. Everything is a list: a vector is the list of
    its entries, a training set the list of its points. *)

From Coq Require Import Reals List Bool Arith.
Import ListNotations.
Open Scope R_scope.

(** * Vectors *)

Definition vector := list R.

(** The scalar product <v,x>. *)
Fixpoint dot (v x : vector) : R :=
  match v, x with
  | a :: v', b :: x' => a * b + dot v' x'
  | _, _ => 0
  end.

(** |v|_inf, the largest absolute value of an entry. *)
Definition norm (v : vector) : R := fold_right Rmax 0 (map Rabs v).

Definition is_zero (v : vector) : Prop := Forall (fun t => t = 0) v.

Definition sum (l : list R) : R := fold_right Rplus 0 l.

Definition Rleb (x y : R) : bool := if Rle_dec x y then true else false.
Definition Rltb (x y : R) : bool := if Rlt_dec x y then true else false.

(** * D1: training sets and groups

    Classes and cells are numbered 1, 2, ...; 0 stands for "has none". *)

Record point := {
  coordinates : vector;
  class : nat;
  cell : nat;
  weight : R
}.

Definition points := list point.

(** [T] is a training set, or a group of one, of points with [n] features. *)
Definition training_set (n : nat) (T : points) : Prop :=
  T <> [] /\ Forall (fun s => length (coordinates s) = n /\ 0 < weight s) T.

Definition total (g : points) : R := sum (map weight g).

(** The weight of the points of [g] that have a property, and its share mu_g. *)
Definition weight_of (g : points) (A : point -> bool) : R := total (filter A g).
Definition mass (g : points) (A : point -> bool) : R := weight_of g A / total g.

(** * D2: slabs *)

Record slab := { direction : vector; centre : R; radius : R }.

(** A slab of an [n]-dimensional space. *)
Definition proper (n : nat) (S : slab) : Prop :=
  length (direction S) = n /\ ~ is_zero (direction S) /\ 0 <= radius S.

Definition inside (S : slab) (s : point) : bool :=
  Rleb (Rabs (dot (direction S) (coordinates s) - centre S)) (radius S).

Definition dilate (kappa : R) (S : slab) : slab :=
  {| direction := direction S; centre := centre S; radius := kappa * radius S |}.

(** mu_g(S) and mu_g(kappa S). *)
Definition mu (g : points) (S : slab) : R := mass g (inside S).
Definition mu_dilated (kappa : R) (g : points) (S : slab) : R := mu g (dilate kappa S).

(** * D3: the uniform doubling condition *)

Definition family := slab -> Prop.

Definition constants (kappa sigma delta : R) : Prop :=
  1 < kappa /\ 0 < sigma /\ 0 < delta <= 1.

Definition group_satisfies (kappa sigma delta m0 : R) (F : family) (g : points) : Prop :=
  forall S, F S -> m0 <= mu g S ->
    Rmin delta ((1 + sigma) * mu g S) <= mu_dilated kappa g S.

(** A training set, given by its groups, satisfies it when each of its groups does. *)
Definition UDC (kappa sigma delta m0 : R) (F : family) (groups : list points) : Prop :=
  Forall (group_satisfies kappa sigma delta m0 F) groups.

(** * D4: families of slabs in an [n]-dimensional space *)

Definition all (n : nat) : family := proper n.

Definition width (n : nat) (w : R) : family := fun S =>
  proper n S /\ w * norm (direction S) <= 2 * radius S.

Definition non_zeros (v : vector) : nat :=
  length (filter (fun t => if Req_EM_T t 0 then false else true) v).

Definition sparse (n k : nat) : family := fun S =>
  proper n S /\ (non_zeros (direction S) <= k)%nat.

(** A multiple of a listed vector gives the same slabs. *)
Definition directions (n : nat) (vs : list vector) : family := fun S =>
  proper n S /\ exists v t, In v vs /\ direction S = map (Rmult t) v.

(** * D5: the critical mass *)

Definition violates (kappa sigma delta : R) (g : points) (S : slab) : Prop :=
  mu_dilated kappa g S < Rmin delta ((1 + sigma) * mu g S).

(** [m] is the greatest mass of a slab of [F] that violates, 0 if none does. *)
Definition critical_mass (kappa sigma delta : R) (F : family) (g : points) (m : R)
    : Prop :=
  (forall S, F S -> violates kappa sigma delta g S -> mu g S <= m) /\
  ((m = 0 /\ forall S, F S -> ~ violates kappa sigma delta g S) \/
   (exists S, F S /\ violates kappa sigma delta g S /\ mu g S = m)).

(** A slab that limits sigma: at least as heavy as [m0], its dilation lighter than
    [delta]. *)
Definition limits (kappa delta m0 : R) (g : points) (S : slab) : Prop :=
  m0 <= mu g S /\ mu_dilated kappa g S < delta.

(** * D6: groups *)

Definition whole (T : points) : list points := [T].

Definition of_class (a : nat) (s : point) : bool := Nat.eqb (class s) a.
Definition of_pair (a b : nat) (s : point) : bool := of_class a s || of_class b s.

(** The pairs (a,b), a < b, of the classes 1..K: (1,2), (1,3), ..., (2,3), ... *)
Definition class_pairs (K : nat) : list (nat * nat) :=
  flat_map (fun a => map (fun b => (a, b)) (seq (a + 1) (K - a))) (seq 1 K).

Definition not_empty (g : points) : bool := match g with [] => false | _ => true end.

Definition pairs (K : nat) (T : points) : list points :=
  filter not_empty
    (map (fun ab => filter (of_pair (fst ab) (snd ab)) T) (class_pairs K)).

Definition of_cell (i : nat) (s : point) : bool := Nat.eqb (cell s) i.

(** One group for each of the cells 1..M and each pair of classes that holds a point. *)
Definition cell_pairs (K M : nat) (T : points) : list points :=
  flat_map (fun i => pairs K (filter (of_cell i) T)) (seq 1 M).

(** Without labels, one for each cell. *)
Definition cells (M : nat) (T : points) : list points :=
  filter not_empty (map (fun i => filter (of_cell i) T) (seq 1 M)).

(** * D7: classifiers

    [X s l] is the score of class l, one of 1..K, at point s. *)

Definition classifier := point -> nat -> R.

Definition margin (X : classifier) (s : point) (l : nat) : R := X s (class s) - X s l.

(** The classes other than the point's own. *)
Definition rivals (K : nat) (s : point) : list nat :=
  filter (fun l => negb (Nat.eqb l (class s))) (seq 1 K).

(** Ties count against the classifier. *)
Definition correct (K : nat) (X : classifier) (s : point) : bool :=
  forallb (fun l => Rltb 0 (margin X s l)) (rivals K s).

Definition cross_entropy (K : nat) (X : classifier) (s : point) : R :=
  ln (1 + sum (map (fun l => exp (- margin X s l)) (rivals K s))).

Definition loss (K : nat) (X : classifier) (T : points) : R :=
  sum (map (fun s => weight s * cross_entropy K X s) T) / total T.

Definition accuracy (K : nat) (X : classifier) (T : points) : R := mass T (correct K X).

(** Every point has one of the classes 1..K. *)
Definition labelled (K : nat) (T : points) : Prop :=
  Forall (fun s => (1 <= class s <= K)%nat) T.

(** * D8: classifiers that the doubling floor covers

    On the group [g] of classes a and b the difference of their scores is affine in the
    features, and its slabs from the radius [r0] on belong to [F]; or it is constant. *)
Definition covered (F : family) (r0 : R) (X : classifier) (a b : nat) (g : points)
    : Prop :=
  exists v c,
    (forall s, In s g -> X s a - X s b = dot v (coordinates s) - c) /\
    (is_zero v \/
     forall r, r0 <= r -> F {| direction := v; centre := c; radius := r |}).
