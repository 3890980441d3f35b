(** The checker: [check T c] is true only if what the certificate [c] claims is true of
    the points [T] (docs/certificate-format.md). *)

From Coq Require Import ZArith QArith List Bool Arith.
From Doublecheck Require Import Integers Target Certificate Coordinates Leaf WideLeaf.
Import ListNotations.
Open Scope Q_scope.

(** ** Groups *)

Definition is_pair (a b : nat) (s : data_point) : bool :=
  Nat.eqb (label_number s) a || Nat.eqb (label_number s) b.

Definition some_points (g : list data_point) : bool :=
  match g with [] => false | _ => true end.

Definition greatest (l : list nat) : nat := fold_right Nat.max O l.

Definition pairs_of_classes (K : nat) : list (nat * nat) :=
  flat_map (fun a => map (fun b => (a, b)) (seq (a + 1) (K - a))) (seq 1 K).

Definition pair_groups (K : nat) (T : list data_point) : list (list data_point) :=
  filter some_points
    (map (fun ab => filter (is_pair (fst ab) (snd ab)) T) (pairs_of_classes K)).

(** Without labels (K = 0) the cells are not divided. *)
Definition cell_groups (K M : nat) (T : list data_point) : list (list data_point) :=
  flat_map (fun i =>
    let g := filter (fun s => Nat.eqb (cell_number s) i) T in
    match K with
    | O => if some_points g then [g] else []
    | _ => pair_groups K g
    end) (seq 1 M).

Definition groups_of (p : grouping) (T : list data_point) : list (list data_point) :=
  let K := greatest (map label_number T) in
  match p with
  | Whole => [T]
  | Pairs => pair_groups K T
  | Cells => cell_groups K (greatest (map cell_number T)) T
  end.

(** ** The claimed slab (section 4) *)

Definition Qabs_le (x r : Q) : bool := Qle_bool x r && Qle_bool (- x) r.

Definition slab_weight (g : list qpoint) (v : list Z) (c r : Q) : Z :=
  sumZ (map snd (filter (fun p => Qabs_le (dotQ v (fst p) - c) r) g)).

Definition greatest_entry (v : list Z) : Z := fold_right Z.max 0%Z (map Z.abs v).

Definition multiple (v u : list Z) : bool :=
  Nat.eqb (length v) (length u) &&
  forallb (fun p => forallb (fun q =>
    (fst p * snd q =? fst q * snd p)%Z) (List.combine v u)) (List.combine v u).

Definition is_zeroZ (v : list Z) : bool := forallb (Z.eqb 0) v.

Definition in_family (f : family_name) (v : list Z) (r : Q) : bool :=
  match f with
  | All => true
  | Width w => Qle_bool (w * inject_Z (greatest_entry v)) (2 * r)
  | Sparse k => (length (filter (fun t => negb (t =? 0)%Z) v) <=? k)%nat
  | Directions us => existsb (multiple v) us
  end.

Definition weight_total (g : list qpoint) : Z := sumZ (map snd g).

Definition slab_holds (c : certificate) (n : nat) (g : list qpoint) (s : slab_claim)
    : bool :=
  let v := normal s in
  let W := inject_Z (weight_total g) in
  let inner := inject_Z (slab_weight g v (middle s) (half_width s)) in
  let outer := inject_Z (slab_weight g v (middle s) (kappa_of c * half_width s)) in
  Nat.eqb (length v) n && negb (is_zeroZ v) && Qle_bool 0 (half_width s) &&
  in_family (family_of c) v (half_width s) && Qltb outer (delta_of c * W) &&
  match asked c with
  | CriticalMass sigma =>
      Qltb outer ((1 + sigma) * inner) && Qeq_bool (value s * W) inner
  | Sigma =>
      Qle_bool (m0_of c * W) inner && Qeq_bool ((value s + 1) * inner) outer
  end.

(** A slab and a bound that contradict each other. *)
Definition contradict (q : question) (s : slab_claim) (b : bound) : bool :=
  match q, b with
  | CriticalMass _, Finite b => Qltb b (value s)
  | Sigma, Finite b => Qltb (value s) b
  | _, Infinite => true
  end.

(** ** The bound (sections 5 to 10) *)

Definition target_of (c : certificate) (b : bound) : option target :=
  match asked c, b with
  | CriticalMass sigma, Finite b => Some (AtMost b sigma (delta_of c))
  | CriticalMass _, Infinite => None
  | Sigma, Finite b => Some (Gains (m0_of c) (delta_of c) (Some b))
  | Sigma, Infinite => Some (Gains (m0_of c) (delta_of c) None)
  end.

Definition ceil (q : Q) : Z := (- (- Qnum q / QDen q))%Z.

(** Weights are integers: what is lighter than x is at most ceil(x) - 1 heavy. *)
Definition given_holds (t : target) (W : Z) : bool :=
  match t with
  | AtMost b _ delta =>
      Qle_bool (inject_Z (ceil (delta * inject_Z W) - 1)) (b * inject_Z W)
  | Gains m0 delta b =>
      match b with Some b => Qeq_bool b 0 | None => false end ||
      (ceil (delta * inject_Z W) <=? ceil (m0 * inject_Z W))%Z
  end.

(** The least width of the family's slabs, if they have one. *)
Definition width_of (f : family_name) : option Q :=
  match f with Width w => Some w | _ => None end.

(** ** Problems, groups, the whole

    What checks the trees of a problem is left open: [slabs], where slabs may be as narrow
    as they like, and [wide_slabs], where they have a least width. *)

Section Trees.

Variable slabs : target -> Q -> nat -> list wpoint -> list tree -> bool.
Variable wide_slabs : target -> Q -> Q -> nat -> list wpoint -> list tree -> bool.

(** The trees of a problem in its integer coordinates. For family width the features stay
    as they are, up to one scale. *)
Definition trees_hold_by (c : certificate) (t : target) (d : nat) (s : space)
    (g : list wpoint) (trees : list tree) : bool :=
  match width_of (family_of c) with
  | None => slabs t (kappa_of c) d g trees
  | Some w =>
      uniform s &&
      wide_slabs t (kappa_of c) (w * inject_Z (hd 0%Z (scale s))) d g trees
  end.

(** A problem about the features [ls] of the points. *)
Definition problem_holds_by (c : certificate) (t : target) (g : list qpoint) (ls : list nat)
    (p : problem) : bool :=
  let kept := keep p in
  let left_out := without ls kept in
  let d := length kept in
  increasing kept && forallb (fun l => existsb (Nat.eqb l) ls) kept &&
  relations_hold g kept left_out (relations p) &&
  match width_of (family_of c) with
  | None => true
  | Some _ => Nat.eqb (length left_out) 0
  end &&
  match coordinates_of p with
  | None => Nat.eqb d 0 && Nat.eqb (length (trees p)) 0
  | Some s =>
      negb (Nat.eqb d 0) && space_fits d s &&
      match map_option (place s kept) g with
      | None => false
      | Some placed => trees_hold_by c t d s (merge placed) (trees p)
      end
  end.

(** The problems of a group: the points and the features of each. *)
Definition questions (f : family_name) (n : nat) (constant : list nat) (g : list qpoint) :
    list (list qpoint * list nat) :=
  let free := without (all_features n) constant in
  match f with
  | All | Width _ => match free with [] => [] | _ => [(g, free)] end
  | Sparse k =>
      match free with
      | [] => []
      | _ => map (fun ls => (g, ls)) (choices (Nat.min k (length free)) free)
      end
  | Directions us =>
      map (fun v => (map (fun p => ([dotQ v (fst p)], snd p)) g, [1%nat])) us
  end.

Fixpoint forallb2 {A B} (f : A -> B -> bool) (l : list A) (l' : list B) : bool :=
  match l, l' with
  | [], [] => true
  | x :: l, y :: l' => f x y && forallb2 f l l'
  | _, _ => false
  end.

Definition constants_hold (c : certificate) (n : nat) (g : list qpoint)
    (constant : list nat) : bool :=
  increasing constant && forallb (fun l => (l <=? n)%nat) constant &&
  forallb (fun l => same g (fun x => feature x l)) constant &&
  match family_of c with
  | Directions _ => Nat.eqb (length constant) 0
  | _ => true
  end.

Definition bound_holds_by (c : certificate) (n : nat) (g : list qpoint) (t : target)
    (p : proof) : bool :=
  match p with
  | Given => given_holds t (weight_total g)
  | Problems constant ps =>
      constants_hold c n g constant &&
      forallb2 (fun q p => problem_holds_by c t (fst q) (snd q) p)
        (questions (family_of c) n constant g) ps
  end.

Definition bound_positive (b : bound) : bool :=
  match b with Finite b => Qle_bool 0 b | Infinite => true end.

Definition group_holds_by (c : certificate) (n : nat) (g : list data_point)
    (claim : group_claim) : bool :=
  let points := weigh g in
  match slab_of claim with
  | None => true
  | Some s => slab_holds c n points s && negb (contradict (asked c) s (bound_of claim))
  end &&
  bound_positive (bound_of claim) &&
  match target_of c (bound_of claim) with
  | None => false
  | Some t => bound_holds_by c n points t (proof_of claim)
  end.

(** ** The whole *)

Definition directions_proper (n : nat) (us : list (list Z)) : bool :=
  forallb (fun v => Nat.eqb (length v) n && negb (is_zeroZ v)) us.

Definition condition_holds (c : certificate) (n : nat) : bool :=
  Qltb 1 (kappa_of c) && Qltb 0 (m0_of c) && Qltb (m0_of c) (delta_of c) &&
  Qle_bool (delta_of c) 1 &&
  match asked c with CriticalMass sigma => Qltb 0 sigma | Sigma => true end &&
  match family_of c with
  | All => true
  | Width w => Qltb 0 w
  | Sparse k => (1 <=? k)%nat && (k <=? n)%nat
  | Directions us => directions_proper n us
  end.

Definition points_proper (n : nat) (T : list data_point) : bool :=
  (1 <=? n)%nat && some_points T &&
  forallb (fun s => Nat.eqb (length (features s)) n && Qltb 0 (point_weight s)) T.

(** Labels and cells are there where the groups need them, two classes where pairs do. *)
Definition numbered (p : grouping) (T : list data_point) : bool :=
  let K := greatest (map label_number T) in
  let labelled := (2 <=? K)%nat && forallb (fun s => 1 <=? label_number s)%nat T in
  match p with
  | Whole => true
  | Pairs => labelled
  | Cells => forallb (fun s => 1 <=? cell_number s)%nat T && (Nat.eqb K 0 || labelled)
  end.

(** [n] is the number of features. *)
Definition check_by (n : nat) (T : list data_point) (c : certificate) : bool :=
  points_proper n T && condition_holds c n && numbered (grouping_of c) T &&
  forallb2 (group_holds_by c n) (groups_of (grouping_of c) T) (claims c).

End Trees.

(** With the checks of Leaf.v and WideLeaf.v. *)
Definition trees_hold := trees_hold_by slabs_hold wide_slabs_hold.
Definition problem_holds := problem_holds_by slabs_hold wide_slabs_hold.
Definition bound_holds := bound_holds_by slabs_hold wide_slabs_hold.
Definition group_holds := group_holds_by slabs_hold wide_slabs_hold.
Definition check := check_by slabs_hold wide_slabs_hold.

Inductive verdict := Holds | Violated | Undecided.

Definition bound_decides (c : certificate) (claim : group_claim) : bool :=
  match asked c, bound_of claim with
  | CriticalMass _, Finite b => Qltb b (m0_of c)
  | CriticalMass _, Infinite => false
  | Sigma, Finite b => Qltb 0 b
  | Sigma, Infinite => true
  end.

Definition slab_decides (c : certificate) (claim : group_claim) : bool :=
  match slab_of claim with
  | None => false
  | Some s =>
      match asked c with
      | CriticalMass _ => Qle_bool (m0_of c) (value s)
      | Sigma => Qeq_bool (value s) 0
      end
  end.

Definition verdict_of (c : certificate) : verdict :=
  if forallb (bound_decides c) (claims c) then Holds
  else if existsb (slab_decides c) (claims c) then Violated
  else Undecided.
