(** The trees of a problem, for family width: if they hold, every slab of the family
    passes. *)

From Coq Require Import Reals ZArith QArith Qreals Lra Lia List Bool.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Target
  Slabs Box BoxSound Leaf CellSound PairSound LeafSound ScaleSound WideLeaf Units
  WideLeafSound.
Import ListNotations.
Open Scope R_scope.

Lemma norm_multiple s v : norm (map (Rmult s) v) = Rabs s * norm v.
Proof.
  unfold norm. induction v as [|x v IH]; simpl; [lra|].
  rewrite IH, Rabs_mult. apply RmaxRmult, Rabs_pos.
Qed.

(** If the slabs at least |s| W wide with a multiple of [v] pass, so do those with [v] at
    least W wide. *)
Lemma multiple_passes_wide t h g v s W :
  s <> 0 ->
  (forall a b, Rabs s * W <= b - a ->
    interval_passes t h g (value (map (Rmult s) v)) a b) ->
  forall a b, W <= b - a -> interval_passes t h g (value v) a b.
Proof.
  intros Hs H a b Hab. destruct (Rdichotomy _ _ Hs) as [N|P].
  - apply interval_passes_turned, (interval_passes_scaled _ _ _ _ _ _ (- s)); [lra|].
    rewrite multiple_twice. replace (- s * -1) with s by lra. apply H.
    rewrite Rabs_left by easy. apply (Rmult_le_compat_l (- s)) in Hab; lra.
  - apply (interval_passes_scaled _ _ _ _ _ _ s); [easy|]. apply H.
    rewrite Rabs_pos_eq by lra. apply (Rmult_le_compat_l s) in Hab; lra.
Qed.

Lemma ones_one b b' : ones b = ones b' -> In One b' -> In One b.
Proof.
  unfold ones. intros E H. apply (in_map is_one) in H. rewrite <- E in H.
  apply in_map_iff in H as (s & Hs & Hi). now destruct s.
Qed.

Lemma wide_slabs_hold_points t kappa w d g trees :
  wide_slabs_hold t kappa w d g trees = true ->
  of_length d g /\ weights_fit g /\
  charts_hold (wide_leaf_holds t (Qred kappa) (Qred w) g) d 1 trees = true.
Proof.
  unfold wide_slabs_hold, of_length, weights_fit.
  rewrite !andb_true_iff, !forallb_forall, !Forall_forall. intros [[Hl Hg] H].
  repeat split; [| |easy]; intros y Hy.
  - now apply Nat.eqb_eq, Hl.
  - now apply Z.leb_le, Hg.
Qed.

Lemma slab_passes_Qred t kappa g v a b :
  slab_passes t (Qred kappa) g v a b <-> slab_passes t kappa g v a b.
Proof. unfold slab_passes. now rewrite (Qeq_eqR _ _ (Qred_correct kappa)). Qed.

Lemma half_width_Qred w b :
  2 * half_width (Qred w) b = IZR (power (exponent b)) * Q2R w.
Proof.
  unfold half_width. change (hR (Qred w)) with (Q2R (Qred w)).
  rewrite (Qeq_eqR _ _ (Qred_correct w)). lra.
Qed.

(** The checker accepts only trees that prove the target for family width: if the trees of
    the charts hold, every slab [a,b] of every direction v with b - a >= w |v|_inf
    passes. *)
Theorem wide_slabs_hold_sound : forall t kappa w d g trees,
  (1 < kappa)%Q -> (0 < w)%Q -> target_fits t -> (0 < totalZ g)%Z ->
  wide_slabs_hold t kappa w d g trees = true ->
  forall v a b, length v = d -> ~ is_zero v -> Q2R w * norm v <= b - a ->
    slab_passes t kappa g v a b.
Proof.
  intros t kappa w d g trees Hk Hw Ht HW H v a b Hd Hv Hab.
  destruct (wide_slabs_hold_points _ _ _ _ _ _ H) as (Hl & Hg & Hc).
  destruct (charts_hold_leaf _ _ _ v Hc Hd Hv)
    as (q & s & box & items & Hq & Hs & Hn & Hi & Hb & E).
  apply (slab_passes_Qred t kappa), slab_passes_interval. revert a b Hab.
  apply (multiple_passes_wide t _ g v s _ Hs). intros a b.
  rewrite norm_multiple in Hn.
  replace (Rabs s * (Q2R w * norm v)) with (Q2R w * (Rabs s * norm v)) by ring.
  rewrite Hn, Rmult_1_r.
  revert a b. pose proof (power_positive (exponent box)) as P.
  apply (multiple_passes_wide t _ g _ (IZR (power (exponent box)))); [lra|].
  intros a b. rewrite Rabs_pos_eq by lra. rewrite <- half_width_Qred.
  assert (L : length box = d).
  { apply in_box_length in Hb. rewrite <- Hb, map_length. easy. }
  apply (wide_leaf_holds_sound t (Qred kappa) (Qred w) g box _ items); auto.
  - now rewrite Qred_correct.
  - now rewrite Qred_correct.
  - now rewrite L.
  - apply (ones_one _ _ E). now apply chart_one.
Qed.
