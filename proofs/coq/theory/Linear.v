(** Vectors as lists: sums, multiples, unit vectors, and the scalar product. Used for T3
    and T4 of proofs/theory.md. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions.
Import ListNotations.
Open Scope R_scope.

Fixpoint add (x y : vector) : vector :=
  match x, y with
  | a :: x', b :: y' => (a + b) :: add x' y'
  | _, _ => []
  end.

Definition scale (t : R) (x : vector) : vector := map (Rmult t) x.

Definition zeros (n : nat) : vector := repeat 0 n.

(** The unit vector number [l], counted from 0. *)
Fixpoint unit (n l : nat) : vector :=
  match n, l with
  | O, _ => []
  | S n', O => 1 :: zeros n'
  | S n', S l' => 0 :: unit n' l'
  end.

Lemma add_length x y : length x = length y -> length (add x y) = length x.
Proof.
  revert y. induction x as [|a x IH]; intros [|b y] H; try discriminate; [easy|].
  simpl. f_equal. apply IH. now injection H.
Qed.

Lemma scale_length t x : length (scale t x) = length x.
Proof. apply map_length. Qed.

Lemma zeros_length n : length (zeros n) = n.
Proof. apply repeat_length. Qed.

Lemma unit_length n l : length (unit n l) = n.
Proof.
  revert l. induction n as [|n IH]; intros [|l]; simpl; trivial; f_equal;
    [apply zeros_length | apply IH].
Qed.

Lemma dot_nil_r v : dot v [] = 0.
Proof. now destruct v. Qed.

Lemma dot_comm v x : dot v x = dot x v.
Proof.
  revert x. induction v as [|a v IH]; intros [|b x]; trivial. simpl. rewrite IH. lra.
Qed.

Lemma dot_add_r v x y : length x = length y -> dot v (add x y) = dot v x + dot v y.
Proof.
  revert x y. induction v as [|c v IH]; intros [|a x] [|b y] H; simpl in *;
    try discriminate; try lra.
  rewrite IH; [lra|]. now injection H.
Qed.

Lemma dot_add_l v w x : length v = length w -> dot (add v w) x = dot v x + dot w x.
Proof. intros H. now rewrite !(dot_comm _ x), dot_add_r. Qed.

Lemma dot_scale_r v t x : dot v (scale t x) = t * dot v x.
Proof.
  revert x. induction v as [|a v IH]; intros [|b x]; simpl; try lra. rewrite IH. lra.
Qed.

Lemma dot_scale_l t v x : dot (scale t v) x = t * dot v x.
Proof. now rewrite !(dot_comm _ x), dot_scale_r. Qed.

Lemma dot_zeros_l n x : dot (zeros n) x = 0.
Proof.
  revert x. induction n as [|n IH]; intros [|b x]; simpl; try lra. rewrite IH. lra.
Qed.

Lemma dot_zeros_r v n : dot v (zeros n) = 0.
Proof. now rewrite dot_comm, dot_zeros_l. Qed.

Lemma dot_is_zero v x : is_zero v -> dot v x = 0.
Proof.
  intros H. revert x. induction H as [|a v Ha _ IH]; intros [|b x]; simpl; trivial.
  rewrite IH, Ha. lra.
Qed.

(** <v, e_l> is the entry v_l. *)
Lemma dot_unit_r n l v : length v = n -> dot v (unit n l) = nth l v 0.
Proof.
  intros <-. revert l. induction v as [|a v IH]; intros [|l]; simpl; trivial.
  - rewrite dot_zeros_r. lra.
  - rewrite IH. lra.
Qed.

Lemma is_zero_zeros n : is_zero (zeros n).
Proof. induction n; simpl; constructor; trivial. Qed.

Lemma is_zero_nth v : is_zero v <-> forall l, nth l v 0 = 0.
Proof.
  split.
  - intros H. induction H as [|a v Ha _ IH]; intros [|l]; simpl; trivial.
  - induction v as [|a v IH]; intros H; constructor.
    + exact (H O).
    + apply IH. intros l. exact (H (S l)).
Qed.

(** A vector that is orthogonal to all is zero. *)
Lemma is_zero_dot v : (forall x, length x = length v -> dot v x = 0) -> is_zero v.
Proof.
  intros H. apply is_zero_nth. intros l. rewrite <- (dot_unit_r (length v)); trivial.
  apply H, unit_length.
Qed.
