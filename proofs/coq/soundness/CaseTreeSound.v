(** A1: where a case tree holds, every slab in question passes. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Target
  TargetSound Slabs Box BoxSound CaseTree.
Import ListNotations.
Open Scope R_scope.

(** ** Weights of sets of numbers *)

Lemma weight_at_le k g A B :
  weights_fit g ->
  (forall l, (k <= l < k + length g)%nat -> A l = true -> B l = true) ->
  (weight_at k g A <= weight_at k g B)%Z.
Proof.
  intros Hg. revert k. induction Hg as [|p g Hp Hg IH]; intros k H; simpl; [lia|].
  assert (weight_at (S k) g A <= weight_at (S k) g B)%Z.
  { apply IH. intros l Hl. apply H. simpl. lia. }
  assert (Hk : A k = true -> B k = true) by (apply H; simpl; lia).
  destruct (A k); [rewrite Hk by easy|destruct (B k)]; lia.
Qed.

Lemma weight_at_negb k g A :
  (weight_at k g A + weight_at k g (fun l => negb (A l)) = totalZ g)%Z.
Proof.
  revert k. unfold totalZ. induction g as [|p g IH]; intros k; simpl; [easy|].
  specialize (IH (S k)). destruct (A k); simpl; lia.
Qed.

(** ** What is known at a node *)

Section Known.
  Variable s : setting.
  Variable z : vector.
  Hypothesis in_set : in_scaled (box_centres s) (box_radii s) z.
  Hypothesis row0_holds : forall f, row0 s = Some f -> 0 <= value z f.

  Definition form_at (k : nat) (x : letter) : R := value z (form s k x).

  (** [z] decides as the path does. *)
  Definition decides (d : decision) : Prop :=
    if positive d then 0 <= form_at (of_point d) (of_form d)
    else form_at (of_point d) (of_form d) < 0.

  Definition follows (path : list decision) : Prop := Forall decides path.

  Lemma same_letter_eq x y : same_letter x y = true -> x = y.
  Proof. now destruct x, y. Qed.

  Lemma decided_decides path k x sign :
    follows path -> decided path k x sign = true ->
    if sign then 0 <= form_at k x else form_at k x < 0.
  Proof.
    unfold follows, decided. rewrite Forall_forall, existsb_exists.
    intros H (d & Hd & E). apply H in Hd. unfold decides in Hd.
    apply andb_true_iff in E as [E E3]. apply andb_true_iff in E as [E1 E2].
    apply Nat.eqb_eq in E1. apply same_letter_eq in E2. apply eqb_prop in E3.
    now subst k x sign.
  Qed.

  Lemma known_positive_true path k x :
    follows path -> known_positive s path k x = true -> 0 <= form_at k x.
  Proof.
    intros Hp. unfold known_positive. rewrite orb_true_iff, Z.leb_le. intros [H|H].
    - exact (decided_decides path k x true Hp H).
    - apply IZR_le in H. pose proof (value_in_range _ _ _ (form s k x) in_set).
      unfold form_at. lra.
  Qed.

  Lemma known_negative_true path k x :
    follows path -> known_negative s path k x = true -> form_at k x < 0.
  Proof.
    intros Hp. unfold known_negative. rewrite orb_true_iff, Z.ltb_lt. intros [H|H].
    - exact (decided_decides path k x false Hp H).
    - apply IZR_lt in H. pose proof (value_in_range _ _ _ (form s k x) in_set).
      unfold form_at. lra.
  Qed.

  (** *** Rows *)

  Lemma row_of_holds path r w :
    follows path -> row_of s path r = Some w ->
    0 <= value z (row_form w) /\ (strict w = true -> 0 < value z (row_form w)).
  Proof.
    intros Hp. destruct r as [|r]; simpl.
    - destruct (row0 s) as [f|] eqn:E; [|easy]. intros H. injection H as <-. simpl.
      split; [now apply row0_holds|easy].
    - destruct (nth_error path r) as [d|] eqn:E; [|easy]. intros H. injection H as <-.
      apply nth_error_In in E. unfold follows in Hp. rewrite Forall_forall in Hp.
      specialize (Hp d E). unfold decides, form_at in Hp.
      destruct (positive d); simpl; [easy|]. rewrite value_scaleZ. split; intros; lra.
  Qed.

  Lemma add_rows_holds path terms f b :
    follows path -> add_rows s path terms = Some (f, b) ->
    0 <= value z f /\ (b = true -> 0 < value z f).
  Proof.
    intros Hp. revert f b. induction terms as [|[r x] terms IH]; simpl; intros f b H.
    - injection H as <- <-. rewrite value_zerosZ. split; [lra|easy].
    - destruct (row_of s path r) as [w|] eqn:E; [|easy].
      destruct (add_rows s path terms) as [[f' b']|]; [|easy].
      destruct ((0 <? x)%Z && Nat.eqb (length (row_form w)) (length f')) eqn:C; [|easy].
      injection H as <- <-. apply andb_true_iff in C as [Hx Hl].
      apply Z.ltb_lt, IZR_lt in Hx. apply Nat.eqb_eq in Hl.
      destruct (IH _ _ eq_refl) as [F F'], (row_of_holds _ _ _ Hp E) as [W W'].
      rewrite value_addZ, value_scaleZ by now rewrite length_scaleZ.
      split; [nra|]. rewrite orb_true_iff. intros [H|H].
      + specialize (F' H). nra.
      + specialize (W' H). nra.
  Qed.

  Lemma infeasible_false path terms : follows path -> infeasible s path terms = false.
  Proof.
    intros Hp. unfold infeasible.
    destruct (add_rows s path terms) as [[f b]|] eqn:E; [|easy].
    destruct (add_rows_holds _ _ _ _ Hp E) as [F F'].
    pose proof (proj2 (value_in_range _ _ _ f in_set)) as M. apply not_true_iff_false.
    rewrite orb_true_iff, andb_true_iff, Z.ltb_lt, Z.eqb_eq. intros [H|[H Hb]].
    - apply IZR_lt in H. lra.
    - rewrite H in M. specialize (F' Hb). lra.
  Qed.
End Known.

(** ** Slabs *)

(** The forms at [z] decide which points are in a slab and in its dilation, which holds at
    least as much. *)
Record decides_slab (s : setting) (z : vector) (n : nat)
    (in_slab in_dilation : nat -> bool) : Prop := {
  slab_forms : forall k, (1 <= k <= n)%nat -> in_slab k = true ->
    0 <= form_at s z k InnerLow /\ 0 <= form_at s z k InnerHigh;
  dilation_forms : forall k, (1 <= k <= n)%nat ->
    0 <= form_at s z k OuterLow -> 0 <= form_at s z k OuterHigh -> in_dilation k = true;
  low_forms : forall k, (1 <= k <= n)%nat ->
    0 <= form_at s z k InnerLow -> 0 <= form_at s z k OuterLow;
  high_forms : forall k, (1 <= k <= n)%nat ->
    0 <= form_at s z k InnerHigh -> 0 <= form_at s z k OuterHigh
}.

Section Counted.
  Variables (s : setting) (z : vector) (n : nat) (in_slab in_dilation : nat -> bool).
  Hypothesis in_set : in_scaled (box_centres s) (box_radii s) z.
  Hypothesis decided_slab : decides_slab s z n in_slab in_dilation.
  Variables (path : list decision) (k : nat).
  Hypothesis followed : follows s z path.
  Hypothesis is_point : (1 <= k <= n)%nat.

  Lemma out_not_in_slab : is_out s path k = true -> in_slab k = false.
  Proof.
    unfold is_out. rewrite existsb_exists. intros (x & _ & H).
    apply (known_negative_true s z in_set path k x followed) in H.
    apply not_true_iff_false. intros S.
    destruct (slab_forms _ _ _ _ _ decided_slab k is_point S) as [L R].
    pose proof (low_forms _ _ _ _ _ decided_slab k is_point L).
    pose proof (high_forms _ _ _ _ _ decided_slab k is_point R).
    destruct x; lra.
  Qed.

  Lemma in_is_in_dilation : is_in s path k = true -> in_dilation k = true.
  Proof.
    unfold is_in. rewrite andb_true_iff, !orb_true_iff.
    pose proof (fun x => known_positive_true s z in_set path k x followed) as P.
    pose proof (low_forms _ _ _ _ _ decided_slab k is_point) as L.
    pose proof (high_forms _ _ _ _ _ decided_slab k is_point) as R.
    intros [HL HR]. apply (dilation_forms _ _ _ _ _ decided_slab k is_point).
    - destruct HL as [H|H]; apply P in H; auto.
    - destruct HR as [H|H]; apply P in H; auto.
  Qed.
End Counted.

Lemma counted_passes t g s z in_slab in_dilation path :
  target_fits t -> weights_fit g -> in_scaled (box_centres s) (box_radii s) z ->
  decides_slab s z (length g) in_slab in_dilation -> follows s z path ->
  cases_hold t g s path Counted = true ->
  passes t (totalZ g) (weight_at 1 g in_slab) (weight_at 1 g in_dilation) = true.
Proof.
  intros Ht Hg Hz D Hp. apply passes_monotone; [easy| |].
  - rewrite <- (weight_at_negb 1 g (is_out s path)).
    enough (weight_at 1 g in_slab <= weight_at 1 g (fun k => negb (is_out s path k)))%Z
      by lia.
    apply weight_at_le; [easy|]. intros k Hk S. destruct (is_out s path k) eqn:E; [|easy].
    rewrite (out_not_in_slab s z _ _ _ Hz D path k Hp) in S; [easy|lia|easy].
  - apply weight_at_le; [easy|]. intros k Hk.
    apply (in_is_in_dilation s z _ _ _ Hz D); [easy|lia].
Qed.

(** A1 (second reading): let [z] be in the box and satisfy row 0, and let the forms at [z]
    decide which points are in a slab and in its dilation. If the case tree holds, this
    slab passes. *)
Theorem A1_cases_sound t g s c z in_slab in_dilation :
  target_fits t ->
  weights_fit g ->
  in_scaled (box_centres s) (box_radii s) z ->
  (forall f, row0 s = Some f -> 0 <= value z f) ->
  decides_slab s z (length g) in_slab in_dilation ->
  cases_hold t g s [] c = true ->
  passes t (totalZ g) (weight_at 1 g in_slab) (weight_at 1 g in_dilation) = true.
Proof.
  intros Ht Hg Hz H0 D. assert (Hp : follows s z []) by constructor. revert Hp.
  generalize (@nil decision) as path. induction c as [|terms|first k x c1 IH1 c2 IH2];
    intros path Hp H.
  - now apply (counted_passes t g s z _ _ path).
  - simpl in H. rewrite (infeasible_false s z) in H; easy.
  - simpl in H. rewrite !andb_true_iff in H. destruct H as [[_ H1] H2].
    assert (N : forall sign : bool,
      (if sign then 0 <= form_at s z k x else form_at s z k x < 0) ->
      follows s z (path ++ [{| of_point := k; of_form := x; positive := sign |}])).
    { intros sign E. apply Forall_app. split; [easy|]. constructor; [easy|constructor]. }
    destruct (Rle_lt_dec 0 (form_at s z k x)) as [E|E];
      [specialize (N true E)|specialize (N false E)];
      destruct first; (exact (IH1 _ N H1) || exact (IH2 _ N H2)).
Qed.
