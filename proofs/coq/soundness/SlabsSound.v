(** The trees of a problem, for families all, sparse and directions: if they hold, every
    slab passes. *)

From Coq Require Import Reals ZArith QArith Lra Lia List Bool.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Target
  Slabs Box BoxSound Leaf CellSound PairSound LeafSound ScaleSound.
Import ListNotations.
Open Scope R_scope.

Lemma slabs_hold_points t kappa d g trees :
  slabs_hold t kappa d g trees = true ->
  of_length d g /\ weights_fit g /\ charts_hold (leaf_holds t kappa g) d 1 trees = true.
Proof.
  unfold slabs_hold, of_length, weights_fit.
  rewrite !andb_true_iff, !forallb_forall, !Forall_forall. intros [[Hl Hg] H].
  repeat split; [| |easy]; intros y Hy.
  - now apply Nat.eqb_eq, Hl.
  - now apply Z.leb_le, Hg.
Qed.

(** The checker accepts only trees that prove the target for all slabs: if the trees of
    the charts hold, every slab of every direction passes. *)
Theorem slabs_hold_sound t kappa d g trees :
  (1 < kappa)%Q -> target_fits t -> (0 < totalZ g)%Z ->
  slabs_hold t kappa d g trees = true ->
  forall v a b, length v = d -> ~ is_zero v -> a <= b -> slab_passes t kappa g v a b.
Proof.
  intros Hk Ht HW H v a b Hd Hv Hab. apply slab_passes_interval.
  destruct (slabs_hold_points _ _ _ _ _ H) as (Hl & Hg & Hc).
  destruct (charts_hold_leaf _ _ _ v Hc Hd Hv)
    as (q & s & box & items & _ & Hs & _ & Hi & Hb & _).
  revert a b Hab. apply (multiple_passes t _ g v s Hs).
  apply (multiple_passes t _ g _ (IZR (power (exponent box)))).
  - apply Rgt_not_eq, power_positive.
  - intros a b Hab. apply (leaf_holds_sound t kappa d g box _ items a b); auto.
    apply Rlt_le. now apply hR_positive.
Qed.
