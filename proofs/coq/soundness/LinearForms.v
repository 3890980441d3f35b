(** Linear forms: scalar products under sums, multiples and appending, and the norm. *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool.
From Doublecheck Require Import Definitions Masses Integers Coordinates Rationals.
Import ListNotations.
Open Scope R_scope.

(** Of vectors of one length. *)
Fixpoint plus (u v : vector) : vector :=
  match u, v with
  | a :: u', b :: v' => a + b :: plus u' v'
  | _, _ => []
  end.

Lemma plus_length u v : length u = length v -> length (plus u v) = length v.
Proof.
  revert v. induction u as [|a u IH]; intros [|b v] H; try easy. simpl in *.
  rewrite IH; lia.
Qed.

Lemma dot_plus u v x : length u = length v -> dot (plus u v) x = dot u x + dot v x.
Proof.
  revert v x. induction u as [|a u IH]; intros [|b v] x H; try easy; simpl.
  - lra.
  - destruct x as [|y x]; [lra|]. rewrite IH by (simpl in H; lia). lra.
Qed.

Lemma dot_nil v : dot v [] = 0.
Proof. now destruct v. Qed.

Lemma dot_multiple t v x : dot (map (Rmult t) v) x = t * dot v x.
Proof.
  revert x. induction v as [|a v IH]; intros [|b x]; simpl; try lra.
  rewrite IH. lra.
Qed.

Lemma dot_zeros d x : dot (repeat 0 d) x = 0.
Proof.
  revert x. induction d as [|d IH]; intros [|b x]; simpl; try lra. rewrite IH. lra.
Qed.

Lemma dot_zero v x : is_zero v -> dot v x = 0.
Proof.
  intros H. revert x. induction H as [|a v -> _ IH]; intros [|b x]; simpl; try lra.
  rewrite IH. lra.
Qed.

Lemma dot_app u v x y :
  length u = length x -> dot (u ++ v) (x ++ y) = dot u x + dot v y.
Proof.
  revert x. induction u as [|a u IH]; intros [|b x] H; try easy; simpl.
  - lra.
  - rewrite IH by (simpl in H; lia). lra.
Qed.

(** What is behind the end of [u] does not count. *)
Lemma dot_short u x y : (length u <= length x)%nat -> dot u (x ++ y) = dot u x.
Proof.
  revert x. induction u as [|a u IH]; intros [|b x] H; simpl in *; try easy; try lia.
  rewrite IH by lia. reflexivity.
Qed.

Lemma dot_integers v x : IZR (dotZ v x) = dot (map IZR v) (map IZR x).
Proof.
  revert x. induction v as [|a v IH]; intros [|b x]; try easy. simpl.
  now rewrite plus_IZR, mult_IZR, IH.
Qed.

Lemma dot_rationals v x : Q2R (dotQ v x) = dot (map IZR v) (map Q2R x).
Proof.
  revert x. induction v as [|a v IH]; intros [|b x]; simpl; try apply Q2R_zero.
  now rewrite Q2R_plus, Q2R_mult, Q2R_inject, IH.
Qed.

Lemma is_zero_dec v : is_zero v \/ ~ is_zero v.
Proof.
  destruct (Forall_dec (fun t => t = 0) (fun t => Req_EM_T t 0) v);
    [now left | now right].
Qed.

(** ** The norm *)

Lemma norm_cons a v : norm (a :: v) = Rmax (Rabs a) (norm v).
Proof. reflexivity. Qed.

Lemma norm_nonneg v : 0 <= norm v.
Proof.
  induction v as [|a v IH]; [unfold norm; simpl; lra|].
  rewrite norm_cons. eapply Rle_trans; [exact IH | apply Rmax_r].
Qed.

Lemma norm_entry v t : In t v -> Rabs t <= norm v.
Proof.
  induction v as [|a v IH]; [easy|]. rewrite norm_cons. intros [->|H].
  - apply Rmax_l.
  - eapply Rle_trans; [now apply IH | apply Rmax_r].
Qed.

Lemma norm_least v m : 0 <= m -> (forall t, In t v -> Rabs t <= m) -> norm v <= m.
Proof.
  intros Hm. induction v as [|a v IH]; intros H; [exact Hm|].
  rewrite norm_cons. apply Rmax_lub.
  - apply H. now left.
  - apply IH. intros t Ht. apply H. now right.
Qed.

Lemma nth_norm v k : Rabs (nth k v 0) <= norm v.
Proof.
  destruct (nth_in_or_default k v 0) as [H | ->].
  - now apply norm_entry.
  - rewrite Rabs_R0. apply norm_nonneg.
Qed.
