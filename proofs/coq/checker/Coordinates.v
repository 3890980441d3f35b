(** From the features of a file to the integer coordinates of a problem (sections 5 and
    6). *)

From Coq Require Import ZArith QArith List Bool Arith.
From Doublecheck Require Import Integers Certificate.
Import ListNotations.
Open Scope Q_scope.

(** A point with rational features and an integer weight. *)
Definition qpoint : Type := list Q * Z.

(** ** Weights: coprime integers *)

Definition common_denominator (l : list Q) : Z :=
  fold_right (fun q m => Z.lcm (QDen (Qred q)) m) 1%Z l.

Definition integer_of (q : Q) : Z := (Qnum q / QDen q)%Z.

Definition integer_weights (l : list Q) : list Z :=
  let m := common_denominator l in
  let multiples := map (fun q => integer_of (q * inject_Z m)) l in
  let g := fold_right Z.gcd 0%Z multiples in
  map (fun z => (z / g)%Z) multiples.

Definition weigh (g : list data_point) : list qpoint :=
  List.combine (map features g) (integer_weights (map point_weight g)).

(** ** Features *)

Definition feature (x : list Q) (l : nat) : Q := nth (l - 1) x 0.

(** The features [ls] (from 1) of a point. *)
Definition select (ls : list nat) (x : list Q) : list Q := map (feature x) ls.

Definition same (g : list qpoint) (f : list Q -> Q) : bool :=
  match g with
  | [] => true
  | p :: g' => forallb (fun p' => Qeq_bool (f (fst p')) (f (fst p))) g'
  end.

Definition increasing (ls : list nat) : bool :=
  (fix go (least : nat) l :=
     match l with
     | [] => true
     | x :: l' => (least <? x)%nat && go x l'
     end) O ls.

Definition all_features (n : nat) : list nat := seq 1 n.

Definition without (ls out : list nat) : list nat :=
  filter (fun l => negb (existsb (Nat.eqb l) out)) ls.

(** All lists of [k] elements in the order of [ls], lexicographically. *)
Fixpoint choices (k : nat) (ls : list nat) : list (list nat) :=
  match k, ls with
  | O, _ => [[]]
  | S _, [] => []
  | S k', l :: ls' => map (cons l) (choices k' ls') ++ choices k ls'
  end.

(** ** Relations: what is left out is affine in what is kept *)

Fixpoint dotQ (v : list Z) (x : list Q) : Q :=
  match v, x with
  | a :: v', b :: x' => inject_Z a * b + dotQ v' x'
  | _, _ => 0
  end.

(** D (x - x_1) = sum of c_j (x_j - x_1j) at each point. *)
Definition relation_holds (g : list qpoint) (kept : list nat) (l : nat)
    (r : Z * list Z) : bool :=
  negb (fst r =? 0)%Z && Nat.eqb (length (snd r)) (length kept) &&
  same g (fun x => inject_Z (fst r) * feature x l - dotQ (snd r) (select kept x)).

Fixpoint relations_hold (g : list qpoint) (kept left_out : list nat)
    (rs : list (Z * list Z)) : bool :=
  match left_out, rs with
  | [], [] => true
  | l :: left_out', r :: rs' =>
      relation_holds g kept l r && relations_hold g kept left_out' rs'
  | _, _ => false
  end.

(** ** The space: y = T (s x - o) *)

Definition is_integer (q : Q) : bool := (QDen (Qred q) =? 1)%Z.

(** s x - o for the kept features x of a point; None if it is not all integers. *)
Fixpoint scale_point (s o : list Z) (x : list Q) : option vectorZ :=
  match s, o, x with
  | [], [], [] => Some []
  | a :: s', b :: o', t :: x' =>
      let z := inject_Z a * t in
      if is_integer z then
        option_map (cons (Qnum (Qred z) - b)%Z) (scale_point s' o' x')
      else None
  | _, _, _ => None
  end.

(** Row i of a lower triangular matrix has i entries, the last not 0. *)
Fixpoint triangular (i : nat) (rows : list (list Z)) : bool :=
  match rows with
  | [] => true
  | r :: rows' =>
      Nat.eqb (length r) i && negb (last r 0 =? 0)%Z && triangular (S i) rows'
  end.

Definition transform_point (rows : list (list Z)) (x : vectorZ) : vectorZ :=
  map (fun r => dotZ r x) rows.

Fixpoint map_option {A B} (f : A -> option B) (l : list A) : option (list B) :=
  match l with
  | [] => Some []
  | x :: l' =>
      match f x, map_option f l' with
      | Some y, Some l'' => Some (y :: l'')
      | _, _ => None
      end
  end.

Definition space_fits (d : nat) (s : space) : bool :=
  Nat.eqb (length (scale s)) d && Nat.eqb (length (origin s)) d &&
  Nat.eqb (length (transform s)) d && forallb (fun a => 0 <? a)%Z (scale s) &&
  triangular 1 (transform s).

Definition place (s : space) (kept : list nat) (p : qpoint) : option wpoint :=
  option_map (fun x => (transform_point (transform s) x, snd p))
    (scale_point (scale s) (origin s) (select kept (fst p))).

Definition same_vector (x y : vectorZ) : bool :=
  Nat.eqb (length x) (length y) &&
  forallb (fun p => (fst p =? snd p)%Z) (List.combine x y).

(** Adds a point to those that are there, its weight to that of its equal. *)
Fixpoint merge_one (g : list wpoint) (p : wpoint) : list wpoint :=
  match g with
  | [] => [p]
  | p' :: g' =>
      if same_vector (fst p') (fst p) then (fst p', (snd p' + snd p)%Z) :: g'
      else p' :: merge_one g' p
  end.

(** Equal points become one, in the order of first appearance. *)
Definition merge (g : list wpoint) : list wpoint := fold_left merge_one g [].

(** For family width: all scales the same, T the identity. *)
Definition identity_row (i : nat) (r : list Z) : bool :=
  same_vector r (zerosZ (i - 1) ++ [1%Z]).

Fixpoint identity (i : nat) (rows : list (list Z)) : bool :=
  match rows with
  | [] => true
  | r :: rows' => identity_row i r && identity (S i) rows'
  end.

Definition uniform (s : space) : bool :=
  match scale s with
  | [] => false
  | a :: l => forallb (Z.eqb a) l && identity 1 (transform s)
  end.
