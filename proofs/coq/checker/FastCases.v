(** Case trees (section 10), faster: the same answers as those of CaseTree.v, but what is
    known of each point's forms is kept on the way from the root instead of being found
    anew. *)

From Coq Require Import ZArith QArith List Bool Arith Lia.
From Doublecheck Require Import Integers Target Certificate Box CaseTree.
Import ListNotations.
Open Scope Z_scope.

(** For each of the forms a, b, A, B whether it is known to be >= 0, and to be < 0. *)
Record facts := {
  inner_low : bool * bool;
  inner_high : bool * bool;
  outer_low : bool * bool;
  outer_high : bool * bool
}.

Definition facts_of (f : letter -> bool * bool) : facts := {|
  inner_low := f InnerLow;
  inner_high := f InnerHigh;
  outer_low := f OuterLow;
  outer_high := f OuterHigh
|}.

Definition add_fact (x : letter) (sign : bool) (k : facts) : facts :=
  let add (p : bool * bool) :=
    if sign then (true, snd p) else (fst p, true) in
  {| inner_low := (if same_letter InnerLow x then add else fun p => p) (inner_low k);
     inner_high := (if same_letter InnerHigh x then add else fun p => p) (inner_high k);
     outer_low := (if same_letter OuterLow x then add else fun p => p) (outer_low k);
     outer_high :=
        (if same_letter OuterHigh x then add else fun p => p) (outer_high k) |}.

Definition facts_out (k : facts) : bool :=
  snd (inner_low k) || snd (inner_high k) || snd (outer_low k) || snd (outer_high k).

Definition facts_in (k : facts) : bool :=
  (fst (outer_low k) || fst (inner_low k)) && (fst (outer_high k) || fst (inner_high k)).

(** The points' numbers, weights and facts. *)
Definition known_points : Type := list (nat * Z * facts).

Definition decide (k : nat) (x : letter) (sign : bool) (ps : known_points)
    : known_points :=
  map (fun p =>
    if Nat.eqb (fst (fst p)) k then (fst p, add_fact x sign (snd p)) else p) ps.

Definition weight_known (A : facts -> bool) (ps : known_points) : Z :=
  sumZ (map (fun p => if A (snd p) then snd (fst p) else 0) ps).

(** Beginning with what the ranges say; [form_of] has a point's forms. *)
Definition known_at (C R : vectorZ) (form_of : letter -> vectorZ) : facts :=
  facts_of (fun x =>
    let f := form_of x in (0 <=? low C R f, high C R f <? 0)).

Definition known_first (s : setting) (form_of : vectorZ -> letter -> vectorZ)
    (g : list wpoint) : known_points :=
  map (fun p => (fst p, snd (snd p),
                 known_at (box_centres s) (box_radii s) (form_of (fst (snd p)))))
    (combine (seq 1 (length g)) g).

Fixpoint fast_cases_hold (t : target) (n : nat) (W : Z) (s : setting)
    (path : list CaseTree.decision) (ps : known_points) (c : case_tree) : bool :=
  match c with
  | Counted =>
      passes t W (W - weight_known facts_out ps) (weight_known facts_in ps)
  | Infeasible terms => infeasible s path terms
  | Decision first k x c1 c2 =>
      let next sign := path ++ [{| of_point := k; of_form := x; positive := sign |}] in
      (1 <=? k)%nat && (k <=? n)%nat &&
      negb (decided path k x true || decided path k x false) &&
      fast_cases_hold t n W s (next first) (decide k x first ps) c1 &&
      fast_cases_hold t n W s (next (negb first)) (decide k x (negb first) ps) c2
  end.

(** ** The same answers *)

(** What is known on the way [path]. *)
Definition facts_on (s : setting) (path : list CaseTree.decision) (k : nat) : facts :=
  facts_of (fun x => (known_positive s path k x, known_negative s path k x)).

Fixpoint known_on (s : setting) (path : list CaseTree.decision) (k : nat)
    (g : list wpoint) :
    known_points :=
  match g with
  | [] => []
  | p :: g' => (k, snd p, facts_on s path k) :: known_on s path (S k) g'
  end.

Lemma facts_out_same s path k : facts_out (facts_on s path k) = is_out s path k.
Proof. unfold is_out. simpl. now rewrite orb_false_r, !orb_assoc. Qed.

Lemma weight_known_same s path (A : facts -> bool) B g k :
  (forall k, A (facts_on s path k) = B k) ->
  weight_known A (known_on s path k g) = weight_at k g B.
Proof.
  intros H. revert k. induction g as [|p g IH]; intros k; [reflexivity|].
  unfold weight_known in *. simpl. now rewrite H, IH.
Qed.

Lemma decided_next path k x sign k' x' sign' :
  decided (path ++ [{| of_point := k; of_form := x; positive := sign |}]) k' x' sign' =
  decided path k' x' sign' || (Nat.eqb k k' && same_letter x x' && Bool.eqb sign sign').
Proof. unfold decided. rewrite existsb_app. simpl. now rewrite orb_false_r. Qed.

Lemma facts_on_next s path k x sign k' :
  facts_on s (path ++ [{| of_point := k; of_form := x; positive := sign |}]) k' =
  if Nat.eqb k' k then add_fact x sign (facts_on s path k') else facts_on s path k'.
Proof.
  unfold facts_on, facts_of, known_positive, known_negative.
  rewrite !decided_next, (Nat.eqb_sym k' k).
  destruct (Nat.eqb k k'); simpl; [|now rewrite !orb_false_r].
  destruct x, sign; unfold add_fact; simpl; now rewrite ?orb_false_r, ?orb_true_r.
Qed.

Lemma decide_same s path k x sign g k' :
  decide k x sign (known_on s path k' g) =
  known_on s (path ++ [{| of_point := k; of_form := x; positive := sign |}]) k' g.
Proof.
  revert k'. induction g as [|p g IH]; intros k'; [reflexivity|].
  simpl. rewrite IH, facts_on_next. destruct (Nat.eqb k' k); reflexivity.
Qed.

Lemma fast_cases_hold_on t g s path c :
  fast_cases_hold t (length g) (totalZ g) s path (known_on s path 1 g) c =
  cases_hold t g s path c.
Proof.
  revert path. induction c as [|terms|first k x c1 IH1 c2 IH2]; intros path; simpl.
  - rewrite (weight_known_same s path facts_out (is_out s path)).
    + now rewrite (weight_known_same s path facts_in (is_in s path)).
    + apply facts_out_same.
  - reflexivity.
  - now rewrite !decide_same, IH1, IH2.
Qed.

(** The forms that are given point by point are those of the setting. *)
Definition forms_right (s : setting) (form_of : vectorZ -> letter -> vectorZ)
    (g : list wpoint) : Prop :=
  forall k x, form s k x = form_of (fst (nth (k - 1) g ([], 0))) x.

Lemma known_first_from s form_of g g0 k :
  (forall i x, form s (k + i) x = form_of (fst (nth i g ([], 0))) x) ->
  g0 = length g ->
  map (fun p => (fst p, snd (snd p),
                 known_at (box_centres s) (box_radii s) (form_of (fst (snd p)))))
    (combine (seq k g0) g) = known_on s [] k g.
Proof.
  intros H ->. revert k H. induction g as [|p g IH]; intros k H; [reflexivity|].
  simpl. f_equal.
  - unfold facts_on, known_at, facts_of, known_positive, known_negative. simpl.
    pose proof (fun x => H O x) as H0. simpl in H0. rewrite Nat.add_0_r in H0.
    now rewrite !H0.
  - apply IH. intros i x. replace (S k + i)%nat with (k + S i)%nat by lia. apply H.
Qed.

Lemma fast_cases_hold_same t g s form_of c :
  forms_right s form_of g ->
  fast_cases_hold t (length g) (totalZ g) s [] (known_first s form_of g) c =
  cases_hold t g s [] c.
Proof.
  intros H. rewrite <- fast_cases_hold_on. f_equal. unfold known_first.
  apply known_first_from; [|reflexivity].
  intros i x. rewrite H. do 2 f_equal. f_equal. lia.
Qed.
