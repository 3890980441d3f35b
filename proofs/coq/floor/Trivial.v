(** T5 of proofs/theory.md, section 10: the trivial floor. *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions Masses Means.
Import ListNotations.
Open Scope R_scope.

Definition wrong (K : nat) (X : classifier) (s : point) : bool := negb (correct K X s).

(** A misclassified point has a rival whose margin is at most 0. *)
Lemma wrong_rival K X s :
  wrong K X s = true <-> exists l, In l (rivals K s) /\ margin X s l <= 0.
Proof.
  unfold wrong, correct. rewrite negb_true_iff. split.
  - induction (rivals K s) as [|l r IH]; simpl; intros H; [easy|].
    apply andb_false_iff in H as [H|H].
    + exists l. apply Rltb_false in H. auto.
    + destruct (IH H) as [l' [Hl' Hm]]. eauto.
  - intros [l [Hl Hm]]. apply not_true_iff_false. rewrite forallb_forall. intros H.
    specialize (H l Hl). apply Rltb_true in H. lra.
Qed.

Lemma ln_le_compat x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros Hx [H|<-]; [left; now apply ln_increasing|right; reflexivity]. Qed.

Lemma exp_le_compat x y : x <= y -> exp x <= exp y.
Proof. intros [H|<-]; [left; now apply exp_increasing|right; reflexivity]. Qed.

(** log(1 + e^m), what a margin of -m alone costs. *)
Definition cost (m : R) : R := ln (1 + exp m).

Lemma cost_nonneg m : 0 <= cost m.
Proof.
  unfold cost. rewrite <- ln_1. pose proof (exp_pos m). apply ln_le_compat; lra.
Qed.

Lemma cost_le m m' : m <= m' -> cost m <= cost m'.
Proof.
  intros H. unfold cost. pose proof (exp_pos m). pose proof (exp_le_compat m m' H).
  apply ln_le_compat; lra.
Qed.

Lemma cost_0 : cost 0 = ln 2.
Proof. unfold cost. now rewrite exp_0. Qed.

(** A point pays for each rival alone at most what it pays. *)
Lemma cost_rival K X s l :
  In l (rivals K s) -> cost (- margin X s l) <= cross_entropy K X s.
Proof.
  intros Hl. unfold cost, cross_entropy. pose proof (exp_pos (- margin X s l)).
  apply ln_le_compat; [lra|]. apply Rplus_le_compat_l.
  apply (sum_member (fun l => exp (- margin X s l))); [|easy].
  intros. apply Rlt_le, exp_pos.
Qed.

Lemma cross_entropy_nonneg K X s : 0 <= cross_entropy K X s.
Proof.
  unfold cross_entropy. rewrite <- ln_1 at 1. apply ln_le_compat; [lra|].
  assert (0 <= sum (map (fun l => exp (- margin X s l)) (rivals K s))); [|lra].
  apply sum_nonneg. intros. apply Rlt_le, exp_pos.
Qed.

Lemma wrong_pays_ln2 K X s : wrong K X s = true -> ln 2 <= cross_entropy K X s.
Proof.
  intros H. apply wrong_rival in H as [l [Hl Hm]].
  apply Rle_trans with (cost (- margin X s l)); [|now apply cost_rival].
  rewrite <- cost_0. apply cost_le. lra.
Qed.

Lemma loss_mean K X T : loss K X T = mean T (cross_entropy K X).
Proof. reflexivity. Qed.

Lemma loss_nonneg K X T : weighted T -> T <> [] -> 0 <= loss K X T.
Proof.
  intros HT Hne. rewrite loss_mean. apply mean_nonneg; auto.
  intros. apply cross_entropy_nonneg.
Qed.

Lemma accuracy_wrong K X T :
  weighted T -> T <> [] -> accuracy K X T = 1 - mass T (wrong K X).
Proof.
  intros HT Hne. pose proof (weight_of_negb T (correct K X)) as H.
  pose proof (total_positive T HT Hne).
  unfold accuracy, mass, wrong.
  replace (weight_of T (correct K X)) with
    (total T - weight_of T (fun s => negb (correct K X s))) by lra.
  field. lra.
Qed.

(** The misclassified mass times log 2 is at most the loss. *)
Lemma wrong_mass_ln2 K X T :
  weighted T -> T <> [] -> mass T (wrong K X) * ln 2 <= loss K X T.
Proof.
  intros HT Hne. rewrite mass_mean, loss_mean, Rmult_comm, <- mean_scale.
  apply mean_le; auto. intros s _. unfold counts.
  destruct (wrong K X s) eqn:H.
  - rewrite Rmult_1_r. now apply wrong_pays_ln2.
  - rewrite Rmult_0_r. apply cross_entropy_nonneg.
Qed.

Lemma ln2_positive : 0 < ln 2.
Proof. rewrite <- ln_1. apply ln_increasing; lra. Qed.

(** T5. If the cross-entropy of a classifier on a training set is at most [Lbar], its
    accuracy there is at least 1 - Lbar / log 2. *)
Theorem T5_trivial_floor K X T Lbar :
  weighted T -> T <> [] -> loss K X T <= Lbar -> 1 - Lbar / ln 2 <= accuracy K X T.
Proof.
  intros HT Hne HL. rewrite accuracy_wrong by easy.
  pose proof (wrong_mass_ln2 K X T HT Hne). pose proof ln2_positive.
  enough (mass T (wrong K X) <= Lbar / ln 2) by lra.
  apply (Rmult_le_reg_r (ln 2)); [easy|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** T5 as it is checked, with a number [a0] that is at most log 2: the floor is any
    [alpha] for which [Lbar] is at most (1 - alpha) a0. *)
Theorem T5_checked K X T Lbar a0 alpha :
  weighted T -> T <> [] -> loss K X T <= Lbar -> a0 <= ln 2 -> alpha <= 1 ->
  Lbar <= (1 - alpha) * a0 -> alpha <= accuracy K X T.
Proof.
  intros HT Hne HL Ha H1 H. rewrite accuracy_wrong by easy.
  pose proof (wrong_mass_ln2 K X T HT Hne). pose proof ln2_positive.
  assert ((1 - alpha) * a0 <= (1 - alpha) * ln 2) by (apply Rmult_le_compat_l; lra).
  enough (mass T (wrong K X) <= 1 - alpha) by lra.
  apply (Rmult_le_reg_r (ln 2)); lra.
Qed.
