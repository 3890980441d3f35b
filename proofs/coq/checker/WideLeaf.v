(** Leaves for family width (sections 9 and 10): slabs are at least [w] wide where |v|_inf
    = 1, as it is in the charts; those of width [w] are looked at centre by centre. *)

From Coq Require Import ZArith QArith List Bool Arith Mergesort Orders.
From Doublecheck Require Import Integers Target Certificate Box CaseTree Leaf.
Import ListNotations.
Open Scope Z_scope.

Module ZOrder <: TotalLeBool.
  Definition t := Z.
  Definition leb := Z.leb.
  Lemma leb_total : forall x y, leb x y = true \/ leb y x = true.
  Proof.
    intros x y. unfold leb. rewrite !Z.leb_le. destruct (Z.le_ge_cases x y); auto.
  Qed.
End ZOrder.
Module ZSort := Sort ZOrder.

(** Lengths in units of 1/unit of a projection over the box: w/2 and kappa w/2 are
    integers then, and so are midpoints between two lengths. *)
Section Units.
  Variable kappa w : Q.
  Variable b : box.

  Definition unit : Z := 4 * QDen kappa * QDen w.
  Definition half_w : Z := 2 * QDen kappa * Qnum w * power (exponent b).
  Definition half_dilated : Z := 2 * Qnum kappa * Qnum w * power (exponent b).
  (** A number of a stretch, which is in units of 2^-K. *)
  Definition in_units (c : Z) : Z := unit * c.
  Definition scaled (r : range) : range :=
    {| lower := unit * lower r; upper := unit * upper r; load := load r |}.

  (** At most U(c), at least L(c); all lengths in units. *)
  Definition centre_inner (rs : list range) (c : Z) : Z :=
    load_of (fun _ => true) rs - load_of (fun r => upper r <? c - half_w) rs
    - load_of (fun r => c + half_w <? lower r) rs.

  Definition centre_outer (rs : list range) (c : Z) : Z :=
    load_of (fun r => upper r <=? c + half_dilated) rs
    - load_of (fun r => lower r <? c - half_dilated) rs.

  (** Where anything that is asked of a centre can change. *)
  Definition breaks (rs : list range) (items : list item) : list Z :=
    flat_map (fun r => [lower r - half_w; lower r + half_w; upper r - half_w;
                        upper r + half_w; lower r + half_dilated;
                        upper r - half_dilated]) rs ++
    flat_map (fun x => match x with
                       | Pair _ _ _ => []
                       | Stretch c r _ => [in_units (c - r); in_units (c + r)]
                       end) items.
End Units.

(** Each break, and the middle of each interval between two: the place that is looked at,
    and the places of the interval's closure at which pairs must be listed if it fails. *)
Fixpoint pieces (sorted : list Z) : list (Z * list Z) :=
  match sorted with
  | x :: (y :: _) as rest =>
      (x, [x]) :: ((x + y) / 2, [x; (x + y) / 2; y]) :: pieces rest
  | [x] => [(x, [x])]
  | [] => []
  end.

Definition stretched (kappa w : Q) (items : list item) (c : Z) : bool :=
  existsb (fun x => match x with
                    | Pair _ _ _ => false
                    | Stretch m r _ =>
                        (in_units kappa w (m - r) <=? c) &&
                        (c <=? in_units kappa w (m + r))
                    end) items.

(** What is asked at a place: it is in a stretch, and the pairs that it asks for are
    listed. *)
Definition answered (kappa w : Q) (b : box) (rs : list range) (items : list item)
    (c : Z) : bool :=
  let e := half_w kappa w b in
  stretched kappa w items c &&
  for_pairs rs (fun i ri j rj =>
    negb (holds_in (c - e) ri && holds_in (c + e) rj) || listed items i j).

Definition centres_hold (t : target) (kappa w : Q) (W : Z) (b : box) (rs : list range)
    (items : list item) : bool :=
  let rs := map (scaled kappa w) rs in
  forallb (fun p =>
    passes t W (centre_inner kappa w b rs (fst p)) (centre_outer kappa w b rs (fst p)) ||
    forallb (answered kappa w b rs items) (snd p))
    (pieces (ZSort.sort (breaks kappa w b rs items))).

(** ** Pairs at least [w] wide, and stretches *)

(** The place of the coordinate that is 1 in the box; 0 if there is none. *)
Fixpoint place_of_one (b : box) : nat :=
  match b with
  | [] => O
  | One :: _ => 1%nat
  | Halved _ _ :: b' => match place_of_one b' with O => O | S q => S (S q) end
  end.

Definition one_form (b : box) (t : Z) : vectorZ := unitZ (length b) (place_of_one b) t.

Definition wide_pair_setting (h w : Q) (g : list wpoint) (b : box) (i j : nat)
    : setting := {|
  box_centres := centres b;
  box_radii := radii b;
  form := pair_form h g i j;
  row0 := Some (subZ (scaleZ (QDen w) (subZ (point_at g j) (point_at g i)))
                  (one_form b (Qnum w)))
|}.

(** The four forms of point k, linear in (v,c), for the slab of width [w] and centre c. *)
Definition stretch_form (kappa w : Q) (g : list wpoint) (b : box) (k : nat) (x : letter) :
    vectorZ :=
  let y := point_at g k in
  let m := 2 * QDen w in
  let m' := 2 * QDen kappa * QDen w in
  let n' := Qnum kappa * Qnum w in
  match x with
  | InnerLow => addZ (scaleZ m y) (one_form b (Qnum w)) ++ [- m]
  | InnerHigh => addZ (scaleZ (- m) y) (one_form b (Qnum w)) ++ [m]
  | OuterLow => addZ (scaleZ m' y) (one_form b n') ++ [- m']
  | OuterHigh => addZ (scaleZ (- m') y) (one_form b n') ++ [m']
  end.

Definition stretch_setting (kappa w : Q) (g : list wpoint) (b : box) (c r : Z)
    : setting := {|
  box_centres := centres b ++ [c];
  box_radii := radii b ++ [r];
  form := stretch_form kappa w g b;
  row0 := None
|}.

Definition wide_item_holds (t : target) (kappa w : Q) (g : list wpoint) (b : box)
    (x : item) : bool :=
  match x with
  | Pair i j c =>
      is_point g i && is_point g j &&
      cases_hold t g (wide_pair_setting (h_of kappa) w g b i j) [] c
  | Stretch m r c =>
      (0 <=? r) && cases_hold t g (stretch_setting kappa w g b m r) [] c
  end.

(** A leaf, counted or with cases. A counted one is one without cases. The cells that
    count are those as wide as w; [ceiling] is the least integer width of such a cell. *)
Definition ceiling (w : Q) (b : box) : Z :=
  - ((- (Qnum w * power (exponent b))) / QDen w).

Definition wide_leaf_holds (t : target) (kappa w : Q) (g : list wpoint) (b : box)
    (items : option (list item)) : bool :=
  let h := h_of kappa in
  let rs := ranges b g in
  let W := totalZ g in
  let least := Some (ceiling w b) in
  match items with
  | None => cells_hold t h W least rs && centres_hold t kappa w W b rs []
  | Some l =>
      pairs_listed t h W least rs l && centres_hold t kappa w W b rs l &&
      forallb (wide_item_holds t kappa w g b) l
  end.

(** All slabs at least [w] wide over points with [d] coordinates pass. *)
Definition wide_slabs_hold (t : target) (kappa w : Q) (d : nat) (g : list wpoint)
    (trees : list tree) : bool :=
  forallb (fun p => Nat.eqb (length (fst p)) d) g && forallb (fun p => 0 <=? snd p) g &&
  charts_hold (wide_leaf_holds t (Qred kappa) (Qred w) g) d 1 trees.
