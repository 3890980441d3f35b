(** T8 of proofs/theory.md, section 10: stability of the accuracy. The doubling condition of
    the data (D3), a covered classifier (D8) and its loss bound its accuracy. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario Doubling.
From Doublecheck Require Import Covered.
Import ListNotations.
Open Scope R_scope.

(** * Two classes *)

Lemma rivals_2 s :
  (1 <= class s <= 2)%nat ->
  (class s = 1%nat /\ rivals 2 s = [2%nat]) \/ (class s = 2%nat /\ rivals 2 s = [1%nat]).
Proof.
  intros H. unfold rivals. simpl.
  destruct (class s) as [|[|[|]]]; simpl; auto; lia.
Qed.

(** A point of two classes pays log(1+e^u) if it is misclassified, log(1+e^-u) if not. *)
Lemma cross_entropy_2 X s :
  (1 <= class s <= 2)%nat -> cross_entropy 2 X s = pays (wrong 2 X s) (gap X 1 2 s).
Proof.
  intros H. unfold pays, cost, cross_entropy, gap, wrong, correct, margin.
  destruct (rivals_2 s H) as [[-> ->]|[-> ->]]; unfold sum; simpl;
    rewrite andb_true_r; destruct (Rltb _ _) eqn:E; simpl;
    (apply Rltb_true in E || apply Rltb_false in E);
    rewrite Rplus_0_r; do 3 f_equal; unfold Rabs; destruct (Rcase_abs _); lra.
Qed.

(** T8 for two classes, at one time. If no slab of [F] that violates is heavier than [m0], the
    difference of the scores is affine in the features, with slabs of [F] from the radius r0
    on, and the loss is at most [Lbar], then the accuracy is at least 1 less the bound [q] of
    the scenarios. *)
Theorem T8_two_classes kappa sigma delta m0 F r0 X T Lbar G a b q boxes :
  weighted T -> T <> [] -> labelled 2 T ->
  constants kappa sigma delta -> 0 <= m0 -> 0 <= r0 ->
  critical_at_most kappa sigma delta m0 F T -> covered F r0 X 1 2 T ->
  loss 2 X T <= Lbar ->
  grid_from kappa r0 G -> logs_below G a b ->
  floor_proved sigma delta m0 G a b Lbar q boxes ->
  1 - q <= accuracy 2 X T.
Proof.
  intros HT Hne Hlab Hc Hm Hr0 Hcrit Hcov HL HG Hl Hp.
  rewrite accuracy_wrong by easy.
  enough (mass T (wrong 2 X) <= q) by lra.
  apply (T6_doubling_floor T (gap X 1 2) (wrong 2 X) Lbar HT Hne) with
    (kappa := kappa) (sigma := sigma) (delta := delta) (m0 := m0) (r0 := r0) (G := G)
    (a := a) (b := b) (boxes := boxes); auto.
  - intros s _. apply Rabs_pos.
  - apply Rle_trans with (2 := HL), Req_le. apply mean_ext. intros s Hs.
    symmetry. apply cross_entropy_2. unfold labelled in Hlab.
    rewrite Forall_forall in Hlab. now apply Hlab.
  - now apply (covered_doubles kappa sigma delta m0 F).
Qed.
