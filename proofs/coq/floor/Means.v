(** Sums and means of a quantity over the points of a group, each with its weight.
    Preparation for sections 10 and 11 of proofs/theory.md. *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions Masses.
Import ListNotations.
Open Scope R_scope.

Definition weighed (g : points) (f : point -> R) : R :=
  sum (map (fun s => weight s * f s) g).

Definition mean (g : points) (f : point -> R) : R := weighed g f / total g.

(** 1 where a property holds, 0 elsewhere. *)
Definition counts (b : bool) : R := if b then 1 else 0.

Lemma sum_ext {A} (f h : A -> R) l :
  (forall x, In x l -> f x = h x) -> sum (map f l) = sum (map h l).
Proof. intros H. f_equal. now apply map_ext_in. Qed.

Lemma sum_zero {A} (f : A -> R) l :
  (forall x, In x l -> f x = 0) -> sum (map f l) = 0.
Proof.
  intros H. rewrite (sum_ext f (fun x => 0 * f x)), sum_scale; [lra|].
  intros x Hx. rewrite (H x Hx). lra.
Qed.

Lemma sum_nonneg {A} (f : A -> R) l :
  (forall x, In x l -> 0 <= f x) -> 0 <= sum (map f l).
Proof.
  intros H. rewrite <- (sum_zero (fun _ : A => 0) l) by reflexivity. now apply sum_le.
Qed.

(** No term of a sum of non-negative ones exceeds the sum. *)
Lemma sum_member {A} (f : A -> R) l x :
  (forall y, In y l -> 0 <= f y) -> In x l -> f x <= sum (map f l).
Proof.
  induction l as [|y l IH]; intros H Hx; [easy|]. cbn [map]. rewrite sum_cons.
  assert (0 <= sum (map f l)) by (apply sum_nonneg; intros; apply H; simpl; auto).
  pose proof (H y (or_introl eq_refl)). destruct Hx as [<-|Hx]; [lra|].
  assert (f x <= sum (map f l)) by (apply IH; auto; intros; apply H; simpl; auto). lra.
Qed.

Lemma sum_swap {A B} (f : A -> B -> R) l l' :
  sum (map (fun x => sum (map (f x) l')) l) =
  sum (map (fun y => sum (map (fun x => f x y) l)) l').
Proof.
  induction l as [|x l IH]; cbn [map].
  - symmetry. now apply sum_zero.
  - rewrite sum_cons, IH, <- sum_plus. apply sum_ext. intros. now rewrite sum_cons.
Qed.

Lemma sum_flat_map {A B} (f : B -> R) (h : A -> list B) l :
  sum (map f (flat_map h l)) = sum (map (fun x => sum (map f (h x))) l).
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [flat_map map].
  now rewrite map_app, sum_app, IH, sum_cons.
Qed.

Lemma sum_filter {A} (P : A -> bool) (f : A -> R) l :
  sum (map f (filter P l)) = sum (map (fun x => if P x then f x else 0) l).
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [filter map].
  rewrite sum_cons, <- IH. destruct (P x); cbn [map]; rewrite ?sum_cons; lra.
Qed.

(** The one term of a sum that is not 0. *)
Lemma sum_single (f : nat -> R) l y :
  NoDup l -> In y l -> sum (map (fun x => if (x =? y)%nat then f x else 0) l) = f y.
Proof.
  induction 1 as [|x l Hx Hl IH]; intros Hy; [easy|]. cbn [map]. rewrite sum_cons.
  destruct (Nat.eqb_spec x y) as [->|Hne].
  - rewrite sum_zero; [lra|]. intros z Hz. destruct (Nat.eqb_spec z y); congruence.
  - destruct Hy as [->|Hy]; [easy|]. rewrite IH by easy. lra.
Qed.

Lemma weighed_ext g f h :
  (forall s, In s g -> f s = h s) -> weighed g f = weighed g h.
Proof. intros H. apply sum_ext. intros s Hs. now rewrite H. Qed.

Lemma weighed_le g f h :
  weighted g -> (forall s, In s g -> f s <= h s) -> weighed g f <= weighed g h.
Proof.
  intros Hg H. apply sum_le. intros s Hs. apply Rmult_le_compat_l; [|now apply H].
  apply Rlt_le. unfold weighted in Hg. rewrite Forall_forall in Hg. now apply Hg.
Qed.

Lemma weighed_plus g f h : weighed g (fun s => f s + h s) = weighed g f + weighed g h.
Proof.
  unfold weighed. rewrite <- sum_plus. apply sum_ext. intros. ring.
Qed.

Lemma weighed_scale g c f : weighed g (fun s => c * f s) = c * weighed g f.
Proof. unfold weighed. rewrite <- sum_scale. apply sum_ext. intros. ring. Qed.

Lemma weighed_minus g f h : weighed g (fun s => f s - h s) = weighed g f - weighed g h.
Proof.
  rewrite (weighed_ext g _ (fun s => f s + (-1) * h s)) by (intros; ring).
  rewrite weighed_plus, weighed_scale. ring.
Qed.

Lemma weighed_const g c : weighed g (fun _ => c) = c * total g.
Proof.
  unfold weighed, total. rewrite <- sum_scale. apply sum_ext. intros. ring.
Qed.

Lemma weighed_sum {A} g (f : A -> point -> R) l :
  weighed g (fun s => sum (map (fun x => f x s) l)) =
  sum (map (fun x => weighed g (f x)) l).
Proof.
  unfold weighed. rewrite <- sum_swap. apply sum_ext. intros. now rewrite sum_scale.
Qed.

Lemma weighed_nonneg g f :
  weighted g -> (forall s, In s g -> 0 <= f s) -> 0 <= weighed g f.
Proof.
  intros Hg H. apply Rle_trans with (weighed g (fun _ => 0)).
  - rewrite weighed_const. lra.
  - now apply weighed_le.
Qed.

(** The points of [g] with a property: what remains when the others count 0. *)
Lemma weighed_filter g A f :
  weighed (filter A g) f = weighed g (fun s => if A s then f s else 0).
Proof.
  unfold weighed. rewrite sum_filter. apply sum_ext. intros s _. destruct (A s); ring.
Qed.

Lemma weight_of_weighed g A : weight_of g A = weighed g (fun s => counts (A s)).
Proof.
  unfold weight_of, total, weighed. rewrite sum_filter. apply sum_ext.
  intros s _. unfold counts. destruct (A s); ring.
Qed.

Lemma mass_mean g A : mass g A = mean g (fun s => counts (A s)).
Proof. unfold mass, mean. now rewrite weight_of_weighed. Qed.

Lemma mean_ext g f h : (forall s, In s g -> f s = h s) -> mean g f = mean g h.
Proof. intros H. unfold mean. now rewrite (weighed_ext g f h). Qed.

Lemma mean_le g f h :
  weighted g -> g <> [] -> (forall s, In s g -> f s <= h s) -> mean g f <= mean g h.
Proof.
  intros Hg Hne H. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat. now apply total_positive.
  - now apply weighed_le.
Qed.

Lemma mean_plus g f h : mean g (fun s => f s + h s) = mean g f + mean g h.
Proof. unfold mean, Rdiv. rewrite weighed_plus. ring. Qed.

Lemma mean_minus g f h : mean g (fun s => f s - h s) = mean g f - mean g h.
Proof. unfold mean, Rdiv. rewrite weighed_minus. ring. Qed.

Lemma mean_scale g c f : mean g (fun s => c * f s) = c * mean g f.
Proof. unfold mean, Rdiv. rewrite weighed_scale. ring. Qed.

Lemma mean_const g c : weighted g -> g <> [] -> mean g (fun _ => c) = c.
Proof.
  intros Hg Hne. unfold mean. rewrite weighed_const. field.
  apply Rgt_not_eq. now apply total_positive.
Qed.

Lemma mean_sum {A} g (f : A -> point -> R) l :
  mean g (fun s => sum (map (fun x => f x s) l)) = sum (map (fun x => mean g (f x)) l).
Proof.
  unfold mean, Rdiv. rewrite weighed_sum, Rmult_comm, <- sum_scale.
  apply sum_ext. intros. ring.
Qed.

Lemma mean_nonneg g f :
  weighted g -> g <> [] -> (forall s, In s g -> 0 <= f s) -> 0 <= mean g f.
Proof.
  intros Hg Hne H. rewrite <- (mean_const g 0 Hg Hne). now apply mean_le.
Qed.
