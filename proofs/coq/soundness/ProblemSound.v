(** If a problem holds, all slabs whose direction is 0 outside its features pass, given
    that the checks of trees are sound for slabs over integer coordinates. *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Integers Target Certificate Slabs Leaf
  WideLeaf Coordinates Checker Rationals WeightsSound LinearForms Projections
  CoordinatesSound RelationsSound.
Import ListNotations.
Open Scope R_scope.

(** What the checks of trees have to show: in the families all, sparse and directions, *)
Definition trees_sound : Prop := forall t kappa d g trees,
  (1 < kappa)%Q -> target_fits t -> (0 < totalZ g)%Z ->
  slabs_hold t kappa d g trees = true ->
  forall v a b, length v = d -> ~ is_zero v -> a <= b -> slab_passes t kappa g v a b.

(** and in family width. *)
Definition wide_trees_sound : Prop := forall t kappa w d g trees,
  (1 < kappa)%Q -> (0 < w)%Q -> target_fits t -> (0 < totalZ g)%Z ->
  wide_slabs_hold t kappa w d g trees = true ->
  forall v a b, length v = d -> ~ is_zero v -> Q2R w * norm v <= b - a ->
    slab_passes t kappa g v a b.

(** What a problem takes for granted: the numbers of the condition and of the target are
    in their ranges, and the points have [n] features and positive total weight. *)
Record proper_problem (c : certificate) (t : target) (n : nat) (g : list qpoint) : Prop
:= {
  kappa_proper : 1 < Q2R (kappa_of c);
  width_proper : forall w, width_of (family_of c) = Some w -> 0 < Q2R w;
  target_is_proper : target_proper t;
  points_qproper : qproper n g;
  weight_positive : (0 < weight_total g)%Z
}.

(** The slab [a,b] is at least as wide as family width wants it. *)
Definition wide_enough (c : certificate) (ls : list nat) (coef : nat -> R) (a b : R)
    : Prop :=
  forall w l, width_of (family_of c) = Some w -> In l ls ->
    Q2R w * Rabs (coef l) <= b - a.

Lemma map_option_all {A B} (f : A -> option B) l l' p :
  map_option f l = Some l' -> In p l -> exists y, f p = Some y.
Proof.
  revert l'. induction l as [|x l IH]; intros l' H; [easy|]. simpl in H.
  destruct (f x) as [y|] eqn:E; [|easy].
  destruct (map_option f l) as [z|]; [|easy]. intros [->|Hp].
  - now exists y.
  - now apply (IH z).
Qed.

Lemma merged_positive g s kept placed :
  map_option (place s kept) g = Some placed -> (0 < weight_total g)%Z ->
  (0 < totalZ (merge placed))%Z.
Proof.
  intros Hp HW. rewrite totalZ_weight, P3_merge.
  rewrite <- (placed_weight _ _ _ (fun _ => true) _ Hp); [now rewrite qweight_true|].
  intros p y _ Hy. split; [|easy]. now apply place_parts in Hy as [x [_ [_ Hw]]].
Qed.

Lemma norm_bounded w v m : 0 < w -> 0 <= m ->
  (forall t, In t v -> w * Rabs t <= m) -> w * norm v <= m.
Proof.
  intros Hw Hm. induction v as [|a v IH]; intros H.
  - unfold norm. simpl. lra.
  - rewrite norm_cons, <- RmaxRmult by lra. apply Rmax_lub.
    + apply H. now left.
    + apply IH. intros t Ht. apply H. now right.
Qed.

Section Problems.
  Hypothesis plain : trees_sound.
  Hypothesis wide : wide_trees_sound.
  Variables (c : certificate) (t : target) (n : nat) (g : list qpoint).
  Hypothesis proper : proper_problem c t n g.

  (** A form of the coordinates instead of one of the kept features. *)
  Lemma placed_sound s kept placed f v e a b :
    map_option (place s kept) g = Some placed ->
    (forall p y, place s kept p = Some y -> f (fst p) = dot v (map IZR (fst y)) + e) ->
    a <= b ->
    (~ is_zero v -> slab_passes t (kappa_of c) (merge placed) v (a - e) (b - e)) ->
    projection_passes t (kappa_of c) g f a b.
  Proof.
    intros Hp Hf Hab H. destruct (is_zero_dec v) as [Hz|Hz].
    - apply (P4_no_direction n t _ g f e); try apply proper; [easy|].
      intros p Hin. destruct (map_option_all _ _ _ p Hp Hin) as [y Hy].
      rewrite (Hf p y Hy), dot_zero by easy. lra.
    - apply (P2_placed t _ g s kept placed f v e); auto.
  Qed.

  Lemma plain_sound s kept placed d ts u a b :
    map_option (place s kept) g = Some placed -> space_fits d s = true -> length u = d ->
    slabs_hold t (kappa_of c) d (merge placed) ts = true -> a <= b ->
    projection_passes t (kappa_of c) g (fun x => dot u (map Q2R (select kept x))) a b.
  Proof.
    intros Hp Hs Hu Ht Hab. destruct (P5_coordinates d s kept u Hs Hu) as [v [e [Hv He]]].
    apply (placed_sound s kept placed _ v e); try easy. intros Hz.
    apply (plain t _ d _ ts); try easy.
    - apply Qlt_real. rewrite Q2R_one. apply proper.
    - apply proper.
    - apply (merged_positive g s kept); [easy | apply proper].
    - lra.
  Qed.

  Lemma wide_sound w s kept placed d ts u a b :
    0 < Q2R w ->
    map_option (place s kept) g = Some placed -> space_fits d s = true ->
    uniform s = true -> length u = d -> d <> O ->
    wide_slabs_hold t (kappa_of c) (w * inject_Z (hd 0%Z (scale s))) d (merge placed) ts
    = true ->
    Q2R w * norm u <= b - a ->
    projection_passes t (kappa_of c) g (fun x => dot u (map Q2R (select kept x))) a b.
  Proof.
    intros Hw Hp Hs Hun Hu Hd Ht Hab.
    destruct (P7_coordinates d s kept u Hs Hun Hu) as [e He].
    pose proof (space_fits_parts d s Hs) as [Hl [_ [Hpos _]]].
    assert (H0 : 0 < IZR (hd 0%Z (scale s))).
    { apply IZR_lt. destruct (scale s); [simpl in Hl; congruence | now inversion Hpos]. }
    pose proof (norm_nonneg u).
    apply (placed_sound s kept placed _ (map (fun t => t / IZR (hd 0%Z (scale s))) u) e);
      try easy; [nra|]. intros Hz.
    apply (wide t _ (w * inject_Z (hd 0%Z (scale s)))%Q d _ ts); try easy.
    - apply Qlt_real. rewrite Q2R_one. apply proper.
    - apply Qlt_real. rewrite Q2R_mult, Q2R_inject, Q2R_zero. nra.
    - apply proper.
    - apply (merged_positive g s kept); [easy | apply proper].
    - now rewrite map_length.
    - rewrite norm_divided, Q2R_mult, Q2R_inject by easy.
      replace (Q2R w * _ * _) with (Q2R w * norm u) by (field; lra). lra.
  Qed.

  (** P6: a form of the problem's features is one of the kept features. *)
  Lemma kept_form ls kept rs coef :
    NoDup ls -> NoDup kept -> incl kept ls ->
    relations_hold g kept (without ls kept) rs = true ->
    exists u e, length u = length kept /\
      (forall p, In p g ->
         form_of ls coef (fst p) = dot u (map Q2R (select kept (fst p))) + e) /\
      (without ls kept = [] -> u = map coef kept).
  Proof.
    intros H1 H2 H3 H. unfold form_of.
    destruct (without ls kept) as [|l out] eqn:E.
    - exists (map coef kept), 0. split; [apply map_length|]. split; [|easy].
      intros p _. rewrite (sum_over_without ls kept), E by easy.
      rewrite <- form_kept. reflexivity.
    - rewrite <- E in *. destruct (P6_relations g kept _ rs coef H) as [u [e [Hu He]]].
      exists (plus (map coef kept) u), e.
      assert (length (map coef kept) = length u) by (rewrite map_length; congruence).
      split; [rewrite plus_length; congruence|]. split; [|congruence].
      intros p Hp. rewrite (sum_over_without ls kept) by easy.
      specialize (He p Hp). unfold form_of in He.
      rewrite He, dot_plus, <- form_kept by easy. unfold form_of. lra.
  Qed.

  Lemma trees_hold_sound ls kept s placed ts u coef a b :
    (width_of (family_of c) <> None -> u = map coef kept) -> incl kept ls ->
    map_option (place s kept) g = Some placed -> space_fits (length kept) s = true ->
    length kept <> O -> length u = length kept ->
    trees_hold c t (length kept) s (merge placed) ts = true ->
    a <= b -> wide_enough c ls coef a b ->
    projection_passes t (kappa_of c) g (fun x => dot u (map Q2R (select kept x))) a b.
  Proof.
    unfold trees_hold, trees_hold_by, wide_enough. intros Hwu Hincl Hp Hs Hd Hu Ht Hab Hwide.
    destruct (width_of (family_of c)) as [w|] eqn:Ew.
    - apply andb_true_iff in Ht as [Hun Ht].
      pose proof (width_proper c t n g proper w Ew) as Hw.
      apply (wide_sound w s kept placed (length kept) ts); try easy.
      rewrite Hwu by easy. apply norm_bounded; [easy | lra |].
      intros x Hx. apply in_map_iff in Hx as [l [<- Hl]].
      now apply (Hwide w l eq_refl), Hincl.
    - now apply (plain_sound s kept placed (length kept) ts).
  Qed.

  Theorem problem_sound ls p coef a b :
    NoDup ls -> problem_holds c t g ls p = true -> a <= b -> wide_enough c ls coef a b ->
    projection_passes t (kappa_of c) g (form_of ls coef) a b.
  Proof.
    intros HN H Hab Hwide. unfold problem_holds, problem_holds_by in H.
    rewrite !andb_true_iff in H. destruct H as [[[[H1 H2] H3] H4] H].
    apply kept_incl in H2.
    destruct (kept_form ls (keep p) (relations p) coef) as [u [e [Hu [He Hk]]]];
      [easy | now apply increasing_NoDup | easy | easy |].
    destruct (coordinates_of p) as [s|].
    - rewrite !andb_true_iff, negb_true_iff, Nat.eqb_neq in H. destruct H as [[Hd Hs] H].
      destruct (map_option (place s (keep p)) g) as [placed|] eqn:Ep; [|easy].
      pose (f := fun x => dot u (map Q2R (select (keep p) x))).
      apply (P2_translation t _ g _ f e _ _ He).
      apply (trees_hold_sound ls (keep p) s placed (trees p) u coef); try easy; [|lra|].
      + intros Hw. apply Hk. destruct (width_of (family_of c)); [|easy].
        apply Nat.eqb_eq in H4. now destruct (without ls (keep p)).
      + intros w l Ew Hl. specialize (Hwide w l Ew Hl). lra.
    - rewrite andb_true_iff, Nat.eqb_eq in H. destruct H as [Hd _].
      apply (P4_no_direction n t _ g _ e); try apply proper; [easy|].
      intros q Hq. rewrite (He q Hq). destruct u; [simpl; lra | simpl in Hu; lia].
  Qed.
End Problems.
