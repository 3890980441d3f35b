(** Rational and integer comparisons of the checker, as facts about real numbers; and what
    a target asks of two weights. *)

From Coq Require Import Reals Lra QArith Qreals ZArith Bool.
From Doublecheck Require Import Integers Target.
Open Scope R_scope.

Lemma Q2R_inject z : Q2R (inject_Z z) = IZR z.
Proof. unfold Q2R, inject_Z. simpl. field. Qed.

Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Q2R_one : Q2R 1 = 1.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Q2R_two : Q2R 2 = 2.
Proof. unfold Q2R. simpl. lra. Qed.

Lemma Qle_bool_real x y : Qle_bool x y = true <-> Q2R x <= Q2R y.
Proof.
  rewrite Qle_bool_iff. split; [apply Qle_Rle | apply Rle_Qle].
Qed.

Lemma Qltb_real x y : Qltb x y = true <-> Q2R x < Q2R y.
Proof.
  unfold Qltb. rewrite negb_true_iff, <- not_true_iff_false, Qle_bool_real.
  split; intros; lra.
Qed.

Lemma Qeq_bool_real x y : Qeq_bool x y = true <-> Q2R x = Q2R y.
Proof.
  rewrite Qeq_bool_iff. split; [apply Qeq_eqR | apply eqR_Qeq].
Qed.

Lemma Qlt_real x y : (x < y)%Q <-> Q2R x < Q2R y.
Proof. split; [apply Qlt_Rlt | apply Rlt_Qlt]. Qed.

Lemma Qle_real x y : (x <= y)%Q <-> Q2R x <= Q2R y.
Proof. split; [apply Qle_Rle | apply Rle_Qle]. Qed.

(** The conditions of [passes], over the reals. *)
Definition agrees (t : target) (W U L : R) : Prop :=
  match t with
  | AtMost b sigma delta =>
      U <= Q2R b * W \/ Q2R delta * W <= L \/ (1 + Q2R sigma) * U <= L
  | Gains m0 delta b =>
      U < Q2R m0 * W \/ Q2R delta * W <= L \/
      match b with Some b => (1 + Q2R b) * U <= L | None => False end
  end.

Lemma passes_real t W U L : passes t W U L = true <-> agrees t (IZR W) (IZR U) (IZR L).
Proof.
  destruct t as [b sigma delta | m0 delta [b|]]; unfold passes, agrees;
    rewrite !orb_true_iff, ?Qltb_real, ?Qle_bool_real, ?Q2R_mult, ?Q2R_plus,
      ?Q2R_inject, ?Q2R_one; intuition congruence.
Qed.

(** delta of a target. *)
Definition target_delta (t : target) : Q :=
  match t with AtMost _ _ delta => delta | Gains _ delta _ => delta end.
