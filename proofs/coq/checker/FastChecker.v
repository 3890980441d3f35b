(** The checker of Checker.v made faster: [fast_check] is what is extracted, and it gives
    the same answers as [check]. *)

From Coq Require Import ZArith QArith List Bool Arith.
From Doublecheck Require Import Integers Target Certificate Box CaseTree Leaf WideLeaf.
From Doublecheck Require Import Coordinates Checker WeightIndex FastLeaf FastCases.
Import ListNotations.
Open Scope Z_scope.

(** ** Items of a leaf *)

Definition fast_cases (t : target) (g : list wpoint) (s : setting)
    (form_of : vectorZ -> letter -> vectorZ) (c : case_tree) : bool :=
  fast_cases_hold t (length g) (totalZ g) s [] (known_first s form_of g) c.

(** The forms of [pair_form] for the points [yi] and [yj]. *)
Definition pair_forms (h : Q) (yi yj yk : vectorZ) (x : letter) : vectorZ :=
  let n := Qnum h in
  let d := QDen h in
  match x with
  | InnerLow => subZ yk yi
  | InnerHigh => subZ yj yk
  | OuterLow => addZ (subZ (scaleZ d yk) (scaleZ (d + n) yi)) (scaleZ n yj)
  | OuterHigh => subZ (subZ (scaleZ (d + n) yj) (scaleZ n yi)) (scaleZ d yk)
  end.

(** Those of [stretch_form], for the forms w_n e_q and k_n w_n e_q. *)
Definition stretch_forms (kappa w : Q) (inner outer y : vectorZ) (x : letter) : vectorZ :=
  let m := 2 * QDen w in
  let m' := 2 * QDen kappa * QDen w in
  match x with
  | InnerLow => addZ (scaleZ m y) inner ++ [- m]
  | InnerHigh => addZ (scaleZ (- m) y) inner ++ [m]
  | OuterLow => addZ (scaleZ m' y) outer ++ [- m']
  | OuterHigh => addZ (scaleZ (- m') y) outer ++ [m']
  end.

Definition fast_item_holds (t : target) (h : Q) (g : list wpoint) (b : box) (x : item) :
    bool :=
  match x with
  | Pair i j c =>
      is_point g i && is_point g j &&
      fast_cases t g (pair_setting h g b i j)
        (pair_forms h (point_at g i) (point_at g j)) c
  | Stretch _ _ _ => false
  end.

Definition fast_wide_item_holds (t : target) (kappa w : Q) (g : list wpoint) (b : box)
    (x : item) : bool :=
  match x with
  | Pair i j c =>
      is_point g i && is_point g j &&
      fast_cases t g (wide_pair_setting (h_of kappa) w g b i j)
        (pair_forms (h_of kappa) (point_at g i) (point_at g j)) c
  | Stretch m r c =>
      (0 <=? r) &&
      fast_cases t g (stretch_setting kappa w g b m r)
        (stretch_forms kappa w (one_form b (Qnum w)) (one_form b (Qnum kappa * Qnum w))) c
  end.

Lemma fast_item_holds_same t h g b x : fast_item_holds t h g b x = item_holds t h g b x.
Proof.
  destruct x; [|reflexivity]. simpl. f_equal. apply fast_cases_hold_same.
  intros k []; reflexivity.
Qed.

Lemma fast_wide_item_holds_same t kappa w g b x :
  fast_wide_item_holds t kappa w g b x = wide_item_holds t kappa w g b x.
Proof.
  destruct x; simpl; f_equal; apply fast_cases_hold_same; intros k []; reflexivity.
Qed.

(** ** Leaves *)

Definition fast_leaf_holds (t : target) (kappa : Q) (g : list wpoint) (b : box)
    (items : option (list item)) : bool :=
  let h := h_of kappa in
  let rs := ranges b g in
  let e := ends_of rs in
  match items with
  | None => fast_cells_hold t h (totalZ g) None rs e
  | Some l =>
      fast_pairs_listed t h (totalZ g) None rs e l && forallb (fast_item_holds t h g b) l
  end.

Definition fast_wide_leaf_holds (t : target) (kappa w : Q) (g : list wpoint) (b : box)
    (items : option (list item)) : bool :=
  let h := h_of kappa in
  let rs := ranges b g in
  let e := ends_of rs in
  let W := totalZ g in
  let least := Some (ceiling w b) in
  match items with
  | None => fast_cells_hold t h W least rs e && fast_centres_hold t kappa w W b rs []
  | Some l =>
      fast_pairs_listed t h W least rs e l && fast_centres_hold t kappa w W b rs l &&
      forallb (fast_wide_item_holds t kappa w g b) l
  end.

Lemma fast_leaf_holds_same t kappa g b items :
  fast_leaf_holds t kappa g b items = leaf_holds t kappa g b items.
Proof.
  destruct items as [l|]; unfold fast_leaf_holds, leaf_holds; cbv zeta.
  - rewrite fast_pairs_listed_same. f_equal.
    apply forallb_same. intros x. apply fast_item_holds_same.
  - apply fast_cells_hold_same.
Qed.

Lemma fast_wide_leaf_holds_same t kappa w g b items :
  fast_wide_leaf_holds t kappa w g b items = wide_leaf_holds t kappa w g b items.
Proof.
  destruct items as [l|]; unfold fast_wide_leaf_holds, wide_leaf_holds; cbv zeta.
  - rewrite fast_pairs_listed_same, fast_centres_hold_same. f_equal.
    apply forallb_same. intros x. apply fast_wide_item_holds_same.
  - now rewrite fast_cells_hold_same, fast_centres_hold_same.
Qed.

(** ** Trees *)

Lemma tree_holds_same f f' : (forall b l, f b l = f' b l) ->
  forall x b, tree_holds f b x = tree_holds f' b x.
Proof.
  intros H. induction x as [| |l x1 IH1 x2 IH2]; intros b; simpl; auto.
  destruct (half b l (-1)); [|reflexivity]. destruct (half b l 1); [|reflexivity].
  now rewrite IH1, IH2.
Qed.

Lemma charts_hold_same f f' d : (forall b l, f b l = f' b l) ->
  forall trees q, charts_hold f d q trees = charts_hold f' d q trees.
Proof.
  intros H. induction trees as [|x trees IH]; intros q; simpl; [reflexivity|].
  now rewrite IH, (tree_holds_same f f' H).
Qed.

Definition fast_slabs_hold (t : target) (kappa : Q) (d : nat) (g : list wpoint)
    (trees : list tree) : bool :=
  forallb (fun p => Nat.eqb (length (fst p)) d) g && forallb (fun p => 0 <=? snd p) g &&
  charts_hold (fast_leaf_holds t kappa g) d 1 trees.

Definition fast_wide_slabs_hold (t : target) (kappa w : Q) (d : nat) (g : list wpoint)
    (trees : list tree) : bool :=
  forallb (fun p => Nat.eqb (length (fst p)) d) g && forallb (fun p => 0 <=? snd p) g &&
  charts_hold (fast_wide_leaf_holds t (Qred kappa) (Qred w) g) d 1 trees.

Lemma fast_slabs_hold_same t kappa d g trees :
  fast_slabs_hold t kappa d g trees = slabs_hold t kappa d g trees.
Proof.
  unfold fast_slabs_hold, slabs_hold. f_equal. apply charts_hold_same.
  apply fast_leaf_holds_same.
Qed.

Lemma fast_wide_slabs_hold_same t kappa w d g trees :
  fast_wide_slabs_hold t kappa w d g trees = wide_slabs_hold t kappa w d g trees.
Proof.
  unfold fast_wide_slabs_hold, wide_slabs_hold. f_equal. apply charts_hold_same.
  apply fast_wide_leaf_holds_same.
Qed.

(** ** Problems, groups, the whole: as in Checker.v, with these checks of trees *)

Definition fast_group_holds := group_holds_by fast_slabs_hold fast_wide_slabs_hold.
Definition fast_check := check_by fast_slabs_hold fast_wide_slabs_hold.

Lemma fast_trees_hold_same c t d s g trees :
  trees_hold_by fast_slabs_hold fast_wide_slabs_hold c t d s g trees =
  trees_hold c t d s g trees.
Proof.
  unfold trees_hold, trees_hold_by. destruct (width_of (family_of c)).
  - now rewrite fast_wide_slabs_hold_same.
  - apply fast_slabs_hold_same.
Qed.

Lemma fast_problem_holds_same c t g ls p :
  problem_holds_by fast_slabs_hold fast_wide_slabs_hold c t g ls p =
  problem_holds c t g ls p.
Proof.
  unfold problem_holds, problem_holds_by. cbv zeta. f_equal.
  destruct (coordinates_of p); [|reflexivity]. f_equal.
  destruct (map_option _ g); [|reflexivity]. apply fast_trees_hold_same.
Qed.

Lemma forallb2_same {A B} (f f' : A -> B -> bool) : (forall x y, f x y = f' x y) ->
  forall l l', forallb2 f l l' = forallb2 f' l l'.
Proof.
  intros H. induction l as [|x l IH]; intros [|y l']; simpl; try reflexivity.
  now rewrite H, IH.
Qed.

Lemma fast_group_holds_same c n g claim :
  fast_group_holds c n g claim = group_holds c n g claim.
Proof.
  unfold fast_group_holds, group_holds, group_holds_by. cbv zeta. f_equal.
  destruct (target_of c (bound_of claim)); [|reflexivity].
  destruct (proof_of claim); [reflexivity|]. simpl. f_equal. apply forallb2_same.
  intros q p. apply fast_problem_holds_same.
Qed.

(** What is extracted gives the answers of the checker that is proved right. *)
Theorem fast_check_is_check n T c : fast_check n T c = check n T c.
Proof.
  unfold fast_check, check, check_by. f_equal. apply forallb2_same.
  apply fast_group_holds_same.
Qed.
