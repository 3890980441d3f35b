(** The checks of leaves (sections 9 and 10), faster: the same answers as those of Leaf.v
    and WideLeaf.v, from sorted ends of ranges. *)

From Coq Require Import ZArith QArith List Bool Lia.
From Doublecheck Require Import Integers Target Certificate Box CaseTree Leaf WideLeaf.
From Doublecheck Require Import WeightIndex.
Import ListNotations.
Open Scope Z_scope.

Lemma below_quotient d y x : 0 < d -> (d * y <=? x) = (y <=? x / d).
Proof.
  intros Hd. apply eq_true_iff_eq. rewrite !Z.leb_le. split; intros H.
  - apply Z.div_le_lower_bound; lia.
  - pose proof (Z.mul_div_le x d Hd). nia.
Qed.

Lemma below_ceiling d y x : 0 < d -> (d * y <? x) = (y <? - (- x / d)).
Proof.
  intros Hd. apply eq_true_iff_eq. rewrite !Z.ltb_lt.
  pose proof (Z.div_mod (- x) d). pose proof (Z.mod_pos_bound (- x) d Hd). nia.
Qed.

(** ** What passes, in integers *)

(** U and L pass if U <= most, L >= enough, or, if there is a share n/d, n U <= d L. *)
Record rule := { most : Z; enough : Z; share : option (Z * Z) }.

Definition share_of (q : Q) : Z * Z := (Qnum (1 + q), QDen (1 + q)).

(** The greatest integer that is at most, the least that is at least, q W. *)
Definition part_below (q : Q) (W : Z) : Z := (Qnum q * W) / QDen q.
Definition part_above (q : Q) (W : Z) : Z := - (- (Qnum q * W) / QDen q).

Definition rule_of (t : target) (W : Z) : rule :=
  match t with
  | AtMost b sigma delta =>
      {| most := part_below b W; enough := part_above delta W;
         share := Some (share_of sigma) |}
  | Gains m0 delta b =>
      {| most := part_above m0 W - 1; enough := part_above delta W;
         share := option_map share_of b |}
  end.

(** For a U that does not pass by itself. *)
Definition heavy_passes (r : rule) (U L : Z) : bool :=
  (enough r <=? L) ||
  match share r with Some (n, d) => n * U <=? d * L | None => false end.

Lemma part_below_right q W U :
  Qle_bool (inject_Z U) (q * inject_Z W) = (U <=? part_below q W).
Proof.
  unfold Qle_bool, part_below. rewrite <- below_quotient; [|reflexivity].
  cbn [Qnum Qden Qmult inject_Z]. f_equal; lia.
Qed.

Lemma part_above_right q W L :
  Qle_bool (q * inject_Z W) (inject_Z L) = (part_above q W <=? L).
Proof.
  unfold Qle_bool, part_above.
  rewrite (Z.leb_antisym L), <- below_ceiling; [|reflexivity].
  rewrite <- Z.leb_antisym. cbn [Qnum Qden Qmult inject_Z]. f_equal; lia.
Qed.

Lemma share_right q U L :
  Qle_bool ((1 + q) * inject_Z U) (inject_Z L) =
  (fst (share_of q) * U <=? snd (share_of q) * L).
Proof.
  unfold Qle_bool, share_of. cbn [Qnum Qden Qmult inject_Z fst snd]. f_equal; lia.
Qed.

Lemma rule_right t W U L :
  (U <=? most (rule_of t W)) || heavy_passes (rule_of t W) U L = passes t W U L.
Proof.
  assert (E : forall x, (U <=? x - 1) = negb (x <=? U)).
  { intros x. rewrite <- Z.ltb_antisym. apply eq_true_iff_eq.
    rewrite Z.leb_le, Z.ltb_lt. lia. }
  destruct t as [b sigma delta|m0 delta [b|]]; unfold passes, Qltb, heavy_passes;
    rewrite ?share_right, ?part_below_right, !part_above_right;
    unfold rule_of, share_of; cbn [most enough share option_map fst snd];
    rewrite ?E, ?orb_assoc, ?orb_false_r; reflexivity.
Qed.

(** ** The weight of ranges, by their ends *)

Record ends := { all_lower : index; all_upper : index }.

Definition ends_of (rs : list range) : ends := {|
  all_lower := index_of (map (fun r => (lower r, load r)) rs);
  all_upper := index_of (map (fun r => (upper r, load r)) rs)
|}.

(** The weight that ends at [b] or later begins at [b] or before: a slab's inside and its
    dilation, both from [a] to [b]. *)
Definition fast_inner (e : ends) (a b : Z) : Z :=
  ask (all_lower e) b - ask (all_upper e) (a - 1).

Definition fast_outer (e : ends) (a b : Z) : Z :=
  ask (all_upper e) b - ask (all_lower e) (a - 1).

Lemma load_of_cons A r rs :
  load_of A (r :: rs) = (if A r then load r else 0) + load_of A rs.
Proof. unfold load_of. simpl. destruct (A r); reflexivity. Qed.

Lemma load_of_ext A B rs : (forall r, A r = B r) -> load_of A rs = load_of B rs.
Proof.
  intros H. induction rs as [|r rs IH]; [reflexivity|].
  now rewrite !load_of_cons, H, IH.
Qed.

Lemma load_of_rest A B rs :
  (forall r, B r = negb (A r)) ->
  load_of (fun _ => true) rs - load_of B rs = load_of A rs.
Proof.
  intros H. induction rs as [|r rs IH]; [reflexivity|].
  rewrite !load_of_cons, H. destruct (A r); simpl; lia.
Qed.

Lemma ask_load_of f rs x :
  ask (index_of (map (fun r => (f r, load r)) rs)) x = load_of (fun r => f r <=? x) rs.
Proof.
  rewrite ask_right. induction rs as [|r rs IH]; [reflexivity|].
  rewrite load_of_cons. simpl map. rewrite weight_up_to_cons, IH. reflexivity.
Qed.

Lemma ask_lower rs x :
  ask (all_lower (ends_of rs)) x = load_of (fun r => lower r <=? x) rs.
Proof. apply (ask_load_of lower). Qed.

Lemma ask_upper rs x :
  ask (all_upper (ends_of rs)) x = load_of (fun r => upper r <=? x) rs.
Proof. apply (ask_load_of upper). Qed.

Lemma fast_inner_right rs a b :
  fast_inner (ends_of rs) a b =
  load_of (fun _ => true) rs - load_of (fun r => upper r <? a) rs
  - load_of (fun r => b <? lower r) rs.
Proof.
  unfold fast_inner. rewrite ask_lower, ask_upper.
  rewrite <- (load_of_rest (fun r => lower r <=? b) (fun r => b <? lower r)).
  - rewrite (load_of_ext (fun r => upper r <=? a - 1) (fun r => upper r <? a)); [lia|].
    intros r. apply eq_true_iff_eq. rewrite Z.leb_le, Z.ltb_lt. lia.
  - intros r. apply Z.ltb_antisym.
Qed.

Lemma fast_outer_right rs a b :
  fast_outer (ends_of rs) a b =
  load_of (fun r => upper r <=? b) rs - load_of (fun r => lower r <? a) rs.
Proof.
  unfold fast_outer. rewrite ask_lower, ask_upper.
  rewrite (load_of_ext (fun r => lower r <=? a - 1) (fun r => lower r <? a)); [lia|].
  intros r. apply eq_true_iff_eq. rewrite Z.leb_le, Z.ltb_lt. lia.
Qed.

(** ** Cells *)

(** The ends of the dilation are fractions; keys are integers. *)
Definition fast_cell_outer (h : Q) (e : ends) (a b : Z) : Z :=
  let n := Qnum h in
  let d := QDen h in
  fast_outer e (- (- ((d + n) * a - n * b) / d)) (((d + n) * b - n * a) / d).

Lemma fast_cell_outer_right h rs a b :
  fast_cell_outer h (ends_of rs) a b = cell_outer h rs a b.
Proof.
  unfold fast_cell_outer, cell_outer. rewrite fast_outer_right.
  f_equal; apply load_of_ext; intros r; symmetry.
  - now apply below_quotient.
  - now apply below_ceiling.
Qed.

(** The weight [wa] ends before [a], and [wb] begins at [b] or before. *)
Definition fast_cell_passes (r : rule) (h : Q) (e : ends) (wa wb a b : Z) : bool :=
  (wb - wa <=? most r) || heavy_passes r (wb - wa) (fast_cell_outer h e a b).

Definition before (e : ends) (a : Z) : Z := ask (all_upper e) (a - 1).

(** The lower ends, and the weight that begins at each or before. *)
Definition columns (rs : list range) (e : ends) : list (Z * Z) :=
  map (fun r => (lower r, ask (all_lower e) (lower r))) rs.

Lemma fast_cell_passes_same t h W rs a b :
  fast_cell_passes (rule_of t W) h (ends_of rs) (before (ends_of rs) a)
    (ask (all_lower (ends_of rs)) b) a b = cell_passes t h W rs a b.
Proof.
  unfold fast_cell_passes. rewrite rule_right, fast_cell_outer_right.
  unfold cell_passes, cell_inner. now rewrite <- fast_inner_right.
Qed.

Lemma forallb_same {A} (f g : A -> bool) l :
  (forall x, f x = g x) -> forallb f l = forallb g l.
Proof. intros H. induction l; simpl; now rewrite ?H, ?IHl. Qed.

Lemma forallb_map {A B} (f : B -> bool) (g : A -> B) l :
  forallb f (map g l) = forallb (fun x => f (g x)) l.
Proof. induction l as [|x l IH]; [reflexivity|]. simpl. now rewrite IH. Qed.

(** All cells that count pass, or [otherwise] holds of them. *)
Definition fast_cells (t : target) (h : Q) (W : Z) (least : option Z) (rs : list range)
    (e : ends) (otherwise : Z -> Z -> bool) : bool :=
  let rule := rule_of t W in
  let cs := columns rs e in
  forallb (fun r =>
    let a := upper r in
    let wa := before e a in
    forallb (fun c =>
      negb (wide least a (fst c)) || fast_cell_passes rule h e wa (snd c) a (fst c) ||
      otherwise a (fst c)) cs) rs.

Lemma fast_cells_same t h W least rs otherwise :
  fast_cells t h W least rs (ends_of rs) otherwise =
  forallb (fun r => forallb (fun r' =>
    negb (wide least (upper r) (lower r')) || cell_passes t h W rs (upper r) (lower r') ||
    otherwise (upper r) (lower r')) rs) rs.
Proof.
  apply forallb_same. intros r. unfold columns. rewrite forallb_map.
  apply forallb_same. intros r'. simpl. now rewrite fast_cell_passes_same.
Qed.

Definition fast_cells_hold (t : target) (h : Q) (W : Z) (least : option Z)
    (rs : list range) (e : ends) : bool :=
  fast_cells t h W least rs e (fun _ _ => false).

Lemma fast_cells_hold_same t h W least rs :
  fast_cells_hold t h W least rs (ends_of rs) = cells_hold t h W least rs.
Proof.
  unfold fast_cells_hold. rewrite fast_cells_same.
  apply forallb_same. intros r. apply forallb_same. intros r'. apply orb_false_r.
Qed.

(** ** Pairs *)

Lemma forallb_filter {A} (p f : A -> bool) l :
  forallb f (filter p l) = forallb (fun x => negb (p x) || f x) l.
Proof.
  induction l as [|x l IH]; [reflexivity|].
  simpl. destruct (p x); simpl; now rewrite IH.
Qed.

(** The numbers of the ranges that hold [x]. *)
Definition reached (numbered : list (nat * range)) (x : Z) : list nat :=
  map fst (filter (fun y => holds_in x (snd y)) numbered).

(** The pairs of numbers whose ranges hold [a] and [b] are listed. *)
Definition reached_listed (numbered : list (nat * range)) (items : list item) (a b : Z) :
    bool :=
  let js := reached numbered b in
  forallb (fun i => forallb (listed items i) js) (reached numbered a).

Definition numbered_from_1 (rs : list range) : list (nat * range) :=
  combine (seq 1 (length rs)) rs.

Lemma forallb_true {A} (l : list A) : forallb (fun _ => true) l = true.
Proof. now induction l. Qed.

Lemma reached_listed_same rs items a b :
  reached_listed (numbered_from_1 rs) items a b =
  for_pairs rs (fun i ri j rj =>
    negb (holds_in a ri && holds_in b rj) || listed items i j).
Proof.
  unfold reached_listed, reached, for_pairs. rewrite forallb_map, forallb_filter.
  apply forallb_same. intros x. rewrite forallb_map, forallb_filter.
  destruct (holds_in a (snd x)); simpl; [reflexivity|]. now rewrite forallb_true.
Qed.

Definition fast_pairs_listed (t : target) (h : Q) (W : Z) (least : option Z)
    (rs : list range) (e : ends) (items : list item) : bool :=
  let numbered := numbered_from_1 rs in
  fast_cells t h W least rs e (reached_listed numbered items).

Lemma fast_pairs_listed_same t h W least rs items :
  fast_pairs_listed t h W least rs (ends_of rs) items = pairs_listed t h W least rs items.
Proof.
  unfold fast_pairs_listed. cbv zeta. rewrite fast_cells_same.
  apply forallb_same. intros r. apply forallb_same. intros r'.
  now rewrite reached_listed_same.
Qed.

(** ** Centres *)

Definition fast_centres_hold (t : target) (kappa w : Q) (W : Z) (b : box)
    (rs : list range) (items : list item) : bool :=
  let rs := map (scaled kappa w) rs in
  let e := ends_of rs in
  let numbered := numbered_from_1 rs in
  let inner := half_w kappa w b in
  let outer := half_dilated kappa w b in
  let rule := rule_of t W in
  forallb (fun p =>
    let c := fst p in
    let U := fast_inner e (c - inner) (c + inner) in
    (U <=? most rule) || heavy_passes rule U (fast_outer e (c - outer) (c + outer)) ||
    forallb (fun c => stretched kappa w items c &&
                      reached_listed numbered items (c - inner) (c + inner)) (snd p))
    (pieces (ZSort.sort (breaks kappa w b rs items))).

Lemma fast_centres_hold_same t kappa w W b rs items :
  fast_centres_hold t kappa w W b rs items = centres_hold t kappa w W b rs items.
Proof.
  apply forallb_same. intros p. cbv zeta.
  rewrite rule_right, fast_inner_right, fast_outer_right. f_equal.
  apply forallb_same. intros c. now rewrite reached_listed_same.
Qed.
