(** What passes: smaller [U] and larger [L] pass as well, and so does a slab without
    weight (C7, 1 and 2). *)

From Coq Require Import ZArith QArith Lqa Lia List Bool.
From Doublecheck Require Import Integers Target Slabs.
Open Scope Q_scope.

Lemma Qltb_true x y : Qltb x y = true <-> x < y.
Proof.
  unfold Qltb. rewrite negb_true_iff, <- not_true_iff_false, Qle_bool_iff.
  split; [apply Qnot_le_lt|apply Qlt_not_le].
Qed.

Lemma factor_monotone s U U' L L' :
  0 <= s -> inject_Z U' <= inject_Z U -> inject_Z L <= inject_Z L' ->
  s * inject_Z U <= inject_Z L -> s * inject_Z U' <= inject_Z L'.
Proof. intros. nra. Qed.

Lemma passes_monotone t W U L U' L' :
  target_fits t -> (U' <= U)%Z -> (L <= L')%Z ->
  passes t W U L = true -> passes t W U' L' = true.
Proof.
  intros Ht HU HL. rewrite Zle_Qle in HU, HL.
  destruct t as [b s d|m d b]; simpl in Ht |- *.
  - rewrite !orb_true_iff, !Qle_bool_iff. intros [[H|H]|H].
    + left; left. lra.
    + left; right. lra.
    + right. apply (factor_monotone _ U U' L L'); lra.
  - rewrite !orb_true_iff, !Qle_bool_iff, !Qltb_true. intros [[H|H]|H].
    + left; left. lra.
    + left; right. lra.
    + right. destruct b as [b|]; [|easy]. rewrite Qle_bool_iff in *.
      apply (factor_monotone _ U U' L L'); lra.
Qed.

Lemma passes_empty t W U L :
  target_fits t -> (0 < W)%Z -> (U <= 0)%Z -> passes t W U L = true.
Proof.
  intros Ht HW HU. apply (passes_monotone t W 0 L U L); auto; [lia|].
  rewrite Zlt_Qlt in HW. change (inject_Z 0) with 0 in HW.
  destruct t as [b s d|m d b]; simpl in Ht |- *; rewrite !orb_true_iff; left; left.
  - apply Qle_bool_iff. change (inject_Z 0) with 0. nra.
  - apply Qltb_true. change (inject_Z 0) with 0. nra.
Qed.
