(** What all proofs use about sums, weights and masses. *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions.
Import ListNotations.
Open Scope R_scope.

(** All weights of [g] are positive. *)
Definition weighted (g : points) : Prop := Forall (fun s => 0 < weight s) g.

Lemma training_set_weighted n T : training_set n T -> weighted T.
Proof.
  intros [_ H]. eapply Forall_impl; [|exact H]. intros s Hs. apply Hs.
Qed.

Lemma weighted_filter A g : weighted g -> weighted (filter A g).
Proof.
  unfold weighted. rewrite !Forall_forall. intros H s Hs.
  apply filter_In in Hs. now apply H.
Qed.

Lemma Rleb_true x y : Rleb x y = true <-> x <= y.
Proof. unfold Rleb. destruct (Rle_dec x y); split; intros; congruence || easy. Qed.

Lemma Rleb_false x y : Rleb x y = false <-> y < x.
Proof.
  unfold Rleb. destruct (Rle_dec x y); split; intros; try congruence; lra.
Qed.

Lemma Rltb_true x y : Rltb x y = true <-> x < y.
Proof. unfold Rltb. destruct (Rlt_dec x y); split; intros; congruence || easy. Qed.

Lemma Rltb_false x y : Rltb x y = false <-> y <= x.
Proof.
  unfold Rltb. destruct (Rlt_dec x y); split; intros; try congruence; lra.
Qed.

Lemma sum_cons x l : sum (x :: l) = x + sum l.
Proof. reflexivity. Qed.

Lemma sum_app l l' : sum (l ++ l') = sum l + sum l'.
Proof. induction l; unfold sum in *; simpl; lra. Qed.

Lemma sum_le {A} (f g : A -> R) l :
  (forall x, In x l -> f x <= g x) -> sum (map f l) <= sum (map g l).
Proof.
  induction l as [|x l IH]; simpl; intros H; [lra|].
  pose proof (H x (or_introl eq_refl)).
  assert (sum (map f l) <= sum (map g l)) by (apply IH; auto).
  unfold sum in *. simpl. lra.
Qed.

Lemma sum_scale {A} c (f : A -> R) l :
  sum (map (fun x => c * f x) l) = c * sum (map f l).
Proof. induction l; unfold sum in *; simpl; lra. Qed.

Lemma sum_plus {A} (f g : A -> R) l :
  sum (map (fun x => f x + g x) l) = sum (map f l) + sum (map g l).
Proof. induction l; unfold sum in *; simpl; lra. Qed.

Lemma total_nonneg g : weighted g -> 0 <= total g.
Proof.
  unfold total. induction 1 as [|s g Hs _ IH]; [unfold sum; simpl; lra|].
  unfold sum in *. simpl. lra.
Qed.

Lemma total_positive g : weighted g -> g <> [] -> 0 < total g.
Proof.
  intros Hg Hne. destruct g as [|s g]; [easy|].
  inversion_clear Hg. pose proof (total_nonneg g H0).
  unfold total, sum in *. simpl. lra.
Qed.

Lemma weight_of_nonneg g A : weighted g -> 0 <= weight_of g A.
Proof. intros Hg. apply total_nonneg. now apply weighted_filter. Qed.

Lemma weight_of_cons s g A :
  weight_of (s :: g) A = (if A s then weight s else 0) + weight_of g A.
Proof. unfold weight_of, total, sum. simpl. destruct (A s); simpl; lra. Qed.

Lemma weight_of_le g A B :
  weighted g -> (forall s, In s g -> A s = true -> B s = true) ->
  weight_of g A <= weight_of g B.
Proof.
  induction 1 as [|s g Hs Hg IH]; intros H; [unfold weight_of, total, sum; simpl; lra|].
  rewrite !weight_of_cons.
  assert (weight_of g A <= weight_of g B) by (apply IH; intros; apply H; simpl; auto).
  pose proof (H s (or_introl eq_refl)).
  destruct (A s), (B s); intuition (try congruence); lra.
Qed.

Lemma weight_of_ext g A B :
  (forall s, In s g -> A s = B s) -> weight_of g A = weight_of g B.
Proof.
  induction g as [|s g IH]; intros H; [reflexivity|].
  rewrite !weight_of_cons, (H s (or_introl eq_refl)), IH; [reflexivity|].
  intros; apply H; simpl; auto.
Qed.

Lemma weight_of_true g : weight_of g (fun _ => true) = total g.
Proof.
  induction g as [|s g IH]; [reflexivity|].
  rewrite weight_of_cons, IH. reflexivity.
Qed.

Lemma weight_of_false g : weight_of g (fun _ => false) = 0.
Proof.
  induction g as [|s g IH]; [reflexivity|]. rewrite weight_of_cons, IH. lra.
Qed.

Lemma weight_of_le_total g A : weighted g -> weight_of g A <= total g.
Proof. intros. rewrite <- weight_of_true. now apply weight_of_le. Qed.

(** What has a property and what has not make up everything. *)
Lemma weight_of_negb g A : weight_of g A + weight_of g (fun s => negb (A s)) = total g.
Proof.
  induction g as [|s g IH]; [unfold weight_of, total, sum; simpl; lra|].
  rewrite !weight_of_cons. unfold total, sum in *. simpl.
  destruct (A s); simpl; lra.
Qed.

Lemma mass_le g A B :
  weighted g -> g <> [] -> (forall s, In s g -> A s = true -> B s = true) ->
  mass g A <= mass g B.
Proof.
  intros Hg Hne H. unfold mass, Rdiv. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat. now apply total_positive.
  - now apply weight_of_le.
Qed.

Lemma mass_ext g A B : (forall s, In s g -> A s = B s) -> mass g A = mass g B.
Proof. intros H. unfold mass. now rewrite (weight_of_ext g A B H). Qed.

Lemma mass_nonneg g A : weighted g -> g <> [] -> 0 <= mass g A.
Proof.
  intros Hg Hne. unfold mass, Rdiv. apply Rmult_le_pos.
  - now apply weight_of_nonneg.
  - apply Rlt_le, Rinv_0_lt_compat. now apply total_positive.
Qed.

Lemma mass_le_1 g A : weighted g -> g <> [] -> mass g A <= 1.
Proof.
  intros Hg Hne. pose proof (total_positive g Hg Hne).
  unfold mass, Rdiv. apply (Rmult_le_reg_r (total g)); [easy|].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l; [|lra].
  now apply weight_of_le_total.
Qed.
