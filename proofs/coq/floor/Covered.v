(** From the uniform doubling condition to the masses D(r) of a covered classifier
    (proofs/theory.md, D8 and ( * ) of section 10), and which radii families cover (T8).
    *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Rings Scenario.
Import ListNotations.
Open Scope R_scope.

(** No slab of [F] that violates is heavier than [m0]: what m* <= m0 says (D5). *)
Definition critical_at_most (kappa sigma delta m0 : R) (F : family) (g : points) : Prop :=
  forall S, F S -> violates kappa sigma delta g S -> mu g S <= m0.

Lemma satisfies_critical kappa sigma delta m0 F g :
  group_satisfies kappa sigma delta m0 F g -> critical_at_most kappa sigma delta m0 F g.
Proof.
  intros H S HS Hv. unfold violates in Hv. apply Rnot_lt_le. intros Hm.
  specialize (H S HS (Rlt_le _ _ Hm)). lra.
Qed.

Lemma critical_mass_critical kappa sigma delta m0 m F g :
  critical_mass kappa sigma delta F g m -> m <= m0 ->
  critical_at_most kappa sigma delta m0 F g.
Proof. intros [H _] Hm S HS Hv. apply Rle_trans with m; [now apply H|easy]. Qed.

(** |f| for the pair of classes a and b. *)
Definition gap (X : classifier) (a b : nat) (s : point) : R := Rabs (X s a - X s b).

Lemma dot_zero v x : is_zero v -> dot v x = 0.
Proof.
  intros H. revert x. induction H as [|t v Ht _ IH]; intros [|y x]; simpl; auto.
  rewrite Ht, IH. ring.
Qed.

(** Where |f| is constant, D(r) is 0 or 1. *)
Lemma D_constant g c u r : weighted g -> g <> [] -> (forall s, In s g -> u s = c) ->
  D g u r = if Rleb c r then 1 else 0.
Proof.
  intros Hg Hne H. unfold D. rewrite mass_mean.
  rewrite (mean_ext g _ (fun _ => counts (Rleb c r))); [now rewrite mean_const|].
  intros s Hs. now rewrite (H s Hs).
Qed.

Lemma constant_doubles kappa sigma delta m0 r0 g u c :
  weighted g -> g <> [] -> constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  (forall s, In s g -> u s = c) -> doubles kappa sigma delta m0 r0 (D g u).
Proof.
  intros Hg Hne [Hk [Hs Hd]] Hm Hr0 Hu r Hr.
  rewrite !(D_constant g c u) by easy.
  destruct (Rleb c r) eqn:E; [|intros; lra]. intros _.
  apply Rleb_true in E. replace (Rleb c (kappa * r)) with true.
  - apply Rle_trans with (1 := Rmin_l _ _). lra.
  - symmetry. apply Rleb_true. nra.
Qed.

Lemma gap_inside X a b g v c r :
  (forall s, In s g -> X s a - X s b = dot v (coordinates s) - c) ->
  D g (gap X a b) r = mu g {| direction := v; centre := c; radius := r |}.
Proof.
  intros Hf. apply mass_ext. intros s Hs. unfold gap, inside. simpl.
  now rewrite (Hf s Hs).
Qed.

(** ( * ): on a group whose critical mass is at most [m0] the masses of a covered
    classifier double, from the radius r0 on. *)
Theorem covered_doubles kappa sigma delta m0 F r0 X a b g :
  weighted g -> g <> [] -> constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  critical_at_most kappa sigma delta m0 F g -> covered F r0 X a b g ->
  doubles kappa sigma delta m0 r0 (D g (gap X a b)).
Proof.
  intros Hg Hne Hc Hm Hr0 Hcrit [v [c [Hf [Hv|HF]]]].
  - apply (constant_doubles kappa sigma delta m0 r0 g _ (Rabs (0 - c))); auto.
    intros s Hs. unfold gap. now rewrite (Hf s Hs), dot_zero.
  - intros r Hr. rewrite !(gap_inside X a b g v c) by easy. intros Hmass.
    set (S := {| direction := v; centre := c; radius := r |}) in *.
    change (mu g _) with (mu_dilated kappa g S) at 2.
    apply Rnot_lt_le. intros Hviol.
    specialize (Hcrit S (HF r Hr) Hviol). lra.
Qed.

(** * Radii *)

(** X_a - X_b is affine on [g], with a [v] of which something is known. *)
Definition affine (n : nat) (P : vector -> Prop) (X : classifier) (a b : nat)
    (g : points) : Prop :=
  exists v c, length v = n /\ P v /\
    forall s, In s g -> X s a - X s b = dot v (coordinates s) - c.

Lemma zero_or_not v : is_zero v \/ ~ is_zero v.
Proof.
  destruct (Forall_dec (fun t => t = 0) (fun t => Req_EM_T t 0) v); [now left|now right].
Qed.

(** T8, the radius for the family of all slabs: 0. *)
Theorem T8_radius_all n X a b g :
  affine n (fun _ => True) X a b g -> covered (all n) 0 X a b g.
Proof.
  intros [v [c [Hn [_ Hf]]]]. exists v, c. split; [easy|].
  destruct (zero_or_not v) as [Hz|Hz]; [now left|right].
  intros r Hr. repeat split; simpl; auto.
Qed.

Lemma norm_nonneg v : 0 <= norm v.
Proof.
  unfold norm. induction v as [|t v IH]; simpl; [lra|].
  apply Rle_trans with (1 := IH). apply Rmax_r.
Qed.

(** T8, the radius for slabs of width w where |v|_inf <= V: w V / 2. *)
Theorem T8_radius_width n w V X a b g :
  0 < w -> affine n (fun v => norm v <= V) X a b g ->
  covered (width n w) (w * V / 2) X a b g.
Proof.
  intros Hw [v [c [Hn [HV Hf]]]]. exists v, c. split; [easy|].
  destruct (zero_or_not v) as [Hz|Hz]; [now left|right].
  pose proof (norm_nonneg v). assert (w * norm v <= w * V) by nra.
  assert (0 <= w * norm v) by nra.
  intros r Hr. repeat split; simpl; auto; lra.
Qed.
