(** Integer vectors and weighted integer points, as the checker computes with them. *)

From Coq Require Import ZArith QArith List Bool.
Import ListNotations.
Open Scope Z_scope.

Definition vectorZ := list Z.

Fixpoint dotZ (v x : vectorZ) : Z :=
  match v, x with
  | a :: v', b :: x' => a * b + dotZ v' x'
  | _, _ => 0
  end.

Definition scaleZ (t : Z) (x : vectorZ) : vectorZ := map (Z.mul t) x.

(** Of vectors of one length. *)
Fixpoint addZ (x y : vectorZ) : vectorZ :=
  match x, y with
  | a :: x', b :: y' => a + b :: addZ x' y'
  | _, _ => []
  end.

Definition subZ (x y : vectorZ) : vectorZ := addZ x (scaleZ (-1) y).

(** The vector of length [d] with [t] at the place [q] (from 1) and 0 elsewhere. *)
Definition unitZ (d q : nat) (t : Z) : vectorZ :=
  map (fun l => if Nat.eqb l q then t else 0) (seq 1 d).

Definition zerosZ (d : nat) : vectorZ := repeat 0 d.

Definition sumZ (l : list Z) : Z := fold_right Z.add 0 l.

Definition Qltb (x y : Q) : bool := negb (Qle_bool y x).

(** A point of a problem, and its weight. *)
Definition wpoint : Type := vectorZ * Z.

Definition totalZ (g : list wpoint) : Z := sumZ (map snd g).

Definition weightZ (g : list wpoint) (A : vectorZ -> bool) : Z :=
  totalZ (filter (fun p => A (fst p)) g).
