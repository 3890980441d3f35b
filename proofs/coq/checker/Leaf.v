(** Leaves over a box of directions, where slabs may be as narrow as they like (sections 9
    and 10): families all, sparse and directions. *)

From Coq Require Import ZArith QArith List Bool Arith.
From Doublecheck Require Import Integers Target Certificate Box CaseTree.
Import ListNotations.
Open Scope Z_scope.

(** The projections of a point over the box, and its weight. *)
Record range := { lower : Z; upper : Z; load : Z }.

Definition range_of (C R : vectorZ) (p : wpoint) : range :=
  {| lower := low C R (fst p); upper := high C R (fst p); load := snd p |}.

Definition ranges (b : box) (g : list wpoint) : list range :=
  map (range_of (centres b) (radii b)) g.

Definition load_of (A : range -> bool) (rs : list range) : Z :=
  sumZ (map load (filter A rs)).

(** h = (kappa - 1)/2 in lowest terms. *)
Definition h_of (kappa : Q) : Q := Qred ((kappa - 1) / 2).

(** At most U: the weight of a slab whose ends are in the cell of [a] = hi_(s) and
    [b] = lo_(t). *)
Definition cell_inner (rs : list range) (a b : Z) : Z :=
  load_of (fun _ => true) rs - load_of (fun r => upper r <? a) rs
  - load_of (fun r => b <? lower r) rs.

(** At least L: the weight of its dilation [A,B]; here A and B times h's denominator. *)
Definition cell_outer (h : Q) (rs : list range) (a b : Z) : Z :=
  let n := Qnum h in
  let d := QDen h in
  load_of (fun r => d * upper r <=? (d + n) * b - n * a) rs
  - load_of (fun r => d * lower r <? (d + n) * a - n * b) rs.

Definition cell_passes (t : target) (h : Q) (W : Z) (rs : list range) (a b : Z) : bool :=
  passes t W (cell_inner rs a b) (cell_outer h rs a b).

(** The cells that count: all, or those at least [least] wide. *)
Definition wide (least : option Z) (a b : Z) : bool :=
  match least with None => true | Some w => w <=? b - a end.

Definition cells_hold (t : target) (h : Q) (W : Z) (least : option Z) (rs : list range) :
    bool :=
  forallb (fun r => forallb (fun r' =>
    let a := upper r in
    let b := lower r' in
    negb (wide least a b) || cell_passes t h W rs a b) rs) rs.

(** ** Pairs *)

Definition point_at (g : list wpoint) (k : nat) : vectorZ := fst (nth (k - 1) g ([], 0)).

(** The four forms of point k for the tight slab of (i,j). *)
Definition pair_form (h : Q) (g : list wpoint) (i j k : nat) (x : letter) : vectorZ :=
  let n := Qnum h in
  let d := QDen h in
  let yi := point_at g i in
  let yj := point_at g j in
  let yk := point_at g k in
  match x with
  | InnerLow => subZ yk yi
  | InnerHigh => subZ yj yk
  | OuterLow => addZ (subZ (scaleZ d yk) (scaleZ (d + n) yi)) (scaleZ n yj)
  | OuterHigh => subZ (subZ (scaleZ (d + n) yj) (scaleZ n yi)) (scaleZ d yk)
  end.

Definition pair_setting (h : Q) (g : list wpoint) (b : box) (i j : nat) : setting := {|
  box_centres := centres b;
  box_radii := radii b;
  form := pair_form h g i j;
  row0 := Some (subZ (point_at g j) (point_at g i))
|}.

Definition listed (items : list item) (i j : nat) : bool :=
  existsb (fun x => match x with
                    | Pair i' j' _ => Nat.eqb i i' && Nat.eqb j j'
                    | Stretch _ _ _ => false
                    end) items.

(** All pairs (i,j), numbered from 1, with a property of their ranges. *)
Definition for_pairs (rs : list range) (holds : nat -> range -> nat -> range -> bool)
    : bool :=
  let numbered := combine (seq 1 (length rs)) rs in
  forallb (fun x => forallb (fun y => holds (fst x) (snd x) (fst y) (snd y)) numbered)
    numbered.

Definition holds_in (x : Z) (r : range) : bool := (lower r <=? x) && (x <=? upper r).

(** Each pair that reaches an unsafe cell is listed. *)
Definition pairs_listed (t : target) (h : Q) (W : Z) (least : option Z) (rs : list range)
    (items : list item) : bool :=
  forallb (fun r => forallb (fun r' =>
    let a := upper r in
    let b := lower r' in
    negb (wide least a b) || cell_passes t h W rs a b ||
    for_pairs rs (fun i ri j rj =>
      negb (holds_in a ri && holds_in b rj) || listed items i j)) rs) rs.

Definition is_point (g : list wpoint) (i : nat) : bool :=
  (1 <=? i)%nat && (i <=? length g)%nat.

Definition item_holds (t : target) (h : Q) (g : list wpoint) (b : box) (x : item)
    : bool :=
  match x with
  | Pair i j c =>
      is_point g i && is_point g j && cases_hold t g (pair_setting h g b i j) [] c
  | Stretch _ _ _ => false
  end.

(** A leaf, counted or with cases. *)
Definition leaf_holds (t : target) (kappa : Q) (g : list wpoint) (b : box)
    (items : option (list item)) : bool :=
  let h := h_of kappa in
  let rs := ranges b g in
  match items with
  | None => cells_hold t h (totalZ g) None rs
  | Some l =>
      pairs_listed t h (totalZ g) None rs l && forallb (item_holds t h g b) l
  end.

(** The trees of the [d] charts. *)
Fixpoint charts_hold (holds : box -> option (list item) -> bool) (d q : nat)
    (trees : list tree) : bool :=
  match trees with
  | [] => Nat.eqb q (S d)
  | x :: trees' => tree_holds holds (chart d q) x && charts_hold holds d (S q) trees'
  end.

(** All slabs over points with [d] coordinates pass. *)
Definition slabs_hold (t : target) (kappa : Q) (d : nat) (g : list wpoint)
    (trees : list tree) : bool :=
  forallb (fun p => Nat.eqb (length (fst p)) d) g && forallb (fun p => 0 <=? snd p) g &&
  charts_hold (leaf_holds t kappa g) d 1 trees.
