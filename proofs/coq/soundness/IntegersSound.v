(** Integer vectors at real ones: the scalar product of a real and an integer vector is
    linear, and weights of sets of integer points are monotone. *)

From Coq Require Import Reals ZArith Lra Lia List Bool.
From Doublecheck Require Import Definitions Integers.
Import ListNotations.
Open Scope R_scope.

(** The value of the integer form [f] at [x]. *)
Definition value (x : vector) (f : vectorZ) : R := dot x (map IZR f).

Lemma value_addZ x f g :
  length f = length g -> value x (addZ f g) = value x f + value x g.
Proof.
  unfold value. revert f g.
  induction x as [|t x IH]; intros [|a f] [|b g] H; simpl in *; try easy; try lra.
  rewrite plus_IZR, IH by lia. lra.
Qed.

Lemma value_scaleZ x t f : value x (scaleZ t f) = IZR t * value x f.
Proof.
  unfold value. revert f. induction x as [|s x IH]; intros [|a f]; simpl; try lra.
  rewrite mult_IZR, IH. lra.
Qed.

Lemma length_scaleZ t f : length (scaleZ t f) = length f.
Proof. apply map_length. Qed.

Lemma length_addZ f g : length f = length g -> length (addZ f g) = length f.
Proof.
  revert g. induction f as [|a f IH]; intros [|b g] H; simpl in *; try easy.
  rewrite IH; lia.
Qed.

Lemma length_subZ f g : length f = length g -> length (subZ f g) = length f.
Proof. intros H. apply length_addZ. now rewrite length_scaleZ. Qed.

Lemma value_subZ x f g :
  length f = length g -> value x (subZ f g) = value x f - value x g.
Proof.
  intros H. unfold subZ. rewrite value_addZ by now rewrite length_scaleZ.
  rewrite value_scaleZ. lra.
Qed.

Lemma value_zerosZ x d : value x (zerosZ d) = 0.
Proof.
  unfold value, zerosZ. revert d. induction x as [|t x IH]; intros [|d]; simpl; try lra.
  rewrite IH. lra.
Qed.

(** A multiple of [x]. *)
Lemma value_multiple s x f : value (map (Rmult s) x) f = s * value x f.
Proof.
  unfold value. revert f. induction x as [|t x IH]; intros [|a f]; simpl; try lra.
  rewrite IH. lra.
Qed.

(** ** Weights *)

Definition weights_fit (g : list wpoint) : Prop := Forall (fun p => (0 <= snd p)%Z) g.

Lemma weightZ_cons p g A :
  weightZ (p :: g) A = ((if A (fst p) then snd p else 0) + weightZ g A)%Z.
Proof. unfold weightZ, totalZ. simpl. now destruct (A (fst p)). Qed.

Lemma weightZ_ext g A B : (forall y, A y = B y) -> weightZ g A = weightZ g B.
Proof.
  intros H. induction g as [|p g IH]; [easy|]. now rewrite !weightZ_cons, IH, H.
Qed.

Lemma weightZ_le g A B :
  weights_fit g -> (forall p, In p g -> A (fst p) = true -> B (fst p) = true) ->
  (weightZ g A <= weightZ g B)%Z.
Proof.
  induction 1 as [|p g Hp _ IH]; intros H; [easy|]. rewrite !weightZ_cons.
  assert (weightZ g A <= weightZ g B)%Z by (apply IH; intros; apply H; simpl; auto).
  pose proof (H p (or_introl eq_refl)) as Hp'.
  destruct (A (fst p)); [rewrite Hp' by easy|destruct (B (fst p))]; lia.
Qed.

Lemma weightZ_nothing g A :
  (forall p, In p g -> A (fst p) = false) -> weightZ g A = 0%Z.
Proof.
  induction g as [|p g IH]; intros H; [easy|].
  rewrite weightZ_cons, IH, H; simpl; auto. intros. apply H. simpl. auto.
Qed.
