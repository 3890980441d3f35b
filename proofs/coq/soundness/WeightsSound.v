(** The integer weights of a group are its weights, up to one positive factor; so masses
    are quotients of integer weights. *)

From Coq Require Import Reals Lra Lia QArith Qreals Qreduction ZArith List Bool.
From Doublecheck Require Import Definitions Masses Integers Certificate Coordinates
  Checker Claims Rationals GroupsSound.
Import ListNotations.
Open Scope Z_scope.

(** ** Common denominators and divisors *)

Lemma common_denominator_positive l : 0 < common_denominator l.
Proof.
  induction l as [|q l IH]; simpl; [lia|].
  pose proof (Z.lcm_nonneg (QDen (Qred q)) (common_denominator l)) as H.
  pose proof (Z.lcm_eq_0 (QDen (Qred q)) (common_denominator l)).
  unfold common_denominator in *. lia.
Qed.

Lemma common_denominator_divides l q :
  In q l -> (QDen (Qred q) | common_denominator l).
Proof.
  induction l as [|x l IH]; simpl; [easy|]. intros [->|Hin].
  - apply Z.divide_lcm_l.
  - apply (Z.divide_trans _ (common_denominator l)); [now apply IH|].
    apply Z.divide_lcm_r.
Qed.

Lemma Qden_divides q m : (QDen (Qred q) | m) -> (QDen q | Qnum q * m).
Proof.
  intros [k ->]. exists (Qnum (Qred q) * k).
  pose proof (Qred_correct q) as H. unfold Qeq in H.
  replace (Qnum q * (k * QDen (Qred q))) with (k * (Qnum q * QDen (Qred q))) by ring.
  rewrite <- H. ring.
Qed.

Lemma integer_of_exact q m :
  (QDen (Qred q) | m) -> IZR (integer_of (q * inject_Z m)) = (Q2R q * IZR m)%R.
Proof.
  intros H. apply Qden_divides in H as [k Hk].
  unfold integer_of, Qmult, inject_Z. simpl. rewrite Pos.mul_1_r, Hk.
  rewrite Z.div_mul by lia. unfold Q2R.
  assert (IZR (Qnum q) * IZR m = IZR k * IZR (QDen q))%R as E
    by now rewrite <- !mult_IZR, Hk.
  assert (IZR (QDen q) <> 0)%R by (apply not_0_IZR; lia).
  apply (Rmult_eq_reg_r (IZR (QDen q))); [|easy].
  rewrite <- E. now field.
Qed.

Definition gcd_of (l : list Z) : Z := fold_right Z.gcd 0 l.

Lemma gcd_of_divides l z : In z l -> (gcd_of l | z).
Proof.
  induction l as [|x l IH]; simpl; [easy|]. intros [->|Hin].
  - apply Z.gcd_divide_l.
  - apply (Z.divide_trans _ (gcd_of l)); [apply Z.gcd_divide_r | now apply IH].
Qed.

Lemma gcd_of_positive l z : In z l -> 0 < z -> 0 < gcd_of l.
Proof.
  intros Hin Hz. pose proof (gcd_of_divides l z Hin) as [k Hk].
  assert (0 <= gcd_of l) by (destruct l; [easy | apply Z.gcd_nonneg]).
  destruct (Z.eq_dec (gcd_of l) 0) as [E|]; [rewrite E in Hk|]; lia.
Qed.

Lemma divide_exact z g : 0 < g -> (g | z) -> IZR (z / g) = (IZR z / IZR g)%R.
Proof.
  intros Hg [k ->]. rewrite Z.div_mul by lia. rewrite mult_IZR. field.
  apply not_0_IZR. lia.
Qed.

(** ** Weights *)

Definition multiples (l : list Q) : list Z :=
  map (fun q => integer_of (q * inject_Z (common_denominator l))) l.

Lemma multiple_exact l q : In q l ->
  IZR (integer_of (q * inject_Z (common_denominator l))) =
  (Q2R q * IZR (common_denominator l))%R.
Proof. intros H. apply integer_of_exact. now apply common_denominator_divides. Qed.

Lemma multiples_gcd_positive l :
  l <> [] -> Forall (fun q => 0 < Q2R q)%R l -> 0 < gcd_of (multiples l).
Proof.
  intros Hne Hl. destruct l as [|q l]; [easy|].
  apply (gcd_of_positive _ (integer_of (q * inject_Z (common_denominator (q :: l)))));
    [now left|].
  apply lt_IZR. rewrite multiple_exact by now left.
  apply Rmult_lt_0_compat; [now inversion Hl|].
  apply IZR_lt, common_denominator_positive.
Qed.

Theorem integer_weights_proportional l :
  l <> [] -> Forall (fun q => 0 < Q2R q)%R l ->
  exists f, (0 < f)%R /\ map IZR (integer_weights l) = map (fun q => f * Q2R q)%R l.
Proof.
  intros Hne Hl. pose proof (multiples_gcd_positive l Hne Hl) as Hg.
  set (m := common_denominator l). set (g := gcd_of (multiples l)).
  exists (IZR m / IZR g)%R. split.
  - apply Rdiv_lt_0_compat; apply IZR_lt; [apply common_denominator_positive | easy].
  - change (integer_weights l) with (map (fun z => z / g) (multiples l)).
    unfold multiples. rewrite !map_map.
    apply map_ext_in. intros q Hin.
    rewrite divide_exact; [|easy|].
    + unfold m. rewrite multiple_exact by easy. field. apply not_0_IZR. lia.
    + apply gcd_of_divides. apply in_map_iff. now exists q.
Qed.

(** ** Weights of groups *)

Open Scope R_scope.

(** The weight of the points of [g] whose features have a property. *)
Definition qweight (g : list qpoint) (A : list Q -> bool) : Z :=
  weight_total (filter (fun p => A (fst p)) g).

Lemma qweight_cons p g A :
  qweight (p :: g) A = ((if A (fst p) then snd p else 0) + qweight g A)%Z.
Proof. unfold qweight. simpl. now destruct (A (fst p)). Qed.

Lemma qweight_true g : qweight g (fun _ => true) = weight_total g.
Proof.
  induction g as [|p g IH]; [reflexivity|]. now rewrite qweight_cons, IH.
Qed.

Lemma qweight_false g : qweight g (fun _ => false) = 0%Z.
Proof. induction g as [|p g IH]; [reflexivity|]. now rewrite qweight_cons, IH. Qed.

Lemma qweight_ext g A B :
  (forall p, In p g -> A (fst p) = B (fst p)) -> qweight g A = qweight g B.
Proof.
  intros H. unfold qweight. f_equal. apply filter_ext_in. exact H.
Qed.

(** The points have [n] features each; weights are not negative. *)
Definition qproper (n : nat) (g : list qpoint) : Prop :=
  Forall (fun p => length (fst p) = n /\ (0 <= snd p)%Z) g.

Lemma qweight_le n g A B : qproper n g ->
  (forall x, A x = true -> B x = true) -> (qweight g A <= qweight g B)%Z.
Proof.
  intros Hg H. induction Hg as [|p g [_ Hp] _ IH]; [easy|].
  rewrite !qweight_cons. specialize (H (fst p)).
  destruct (A (fst p)), (B (fst p)); lia.
Qed.

Lemma qweight_nonneg n g A : qproper n g -> (0 <= qweight g A)%Z.
Proof. intros Hg. rewrite <- (qweight_false g). now apply (qweight_le n). Qed.

(** Integer weights [zs] that are the weights of [g] times [f]. *)
Definition proportional (f : R) (g : list data_point) (zs : list Z) : Prop :=
  map IZR zs = map (fun s => f * Q2R (point_weight s)) g.

Lemma proportional_qweight f g zs A B :
  proportional f g zs -> (forall s, In s g -> B (point_of s) = A (features s)) ->
  IZR (qweight (List.combine (map features g) zs) A) = f * weight_of (points_of g) B.
Proof.
  unfold proportional. revert zs. induction g as [|s g IH]; intros zs Hf H.
  - cbv -[IZR Rmult]. ring.
  - destruct zs as [|z zs]; [easy|]. injection Hf as Hz Hf.
    simpl points_of. rewrite weight_of_cons, (H s (or_introl eq_refl)).
    simpl. rewrite qweight_cons, plus_IZR, (IH zs Hf) by (intros; apply H; simpl; auto).
    simpl. unfold points_of. destruct (A (features s)); rewrite ?Hz; simpl; lra.
Qed.

Lemma group_weights n g : group_proper n g ->
  exists f, 0 < f /\ proportional f g (integer_weights (map point_weight g)).
Proof.
  intros [Hne Hg].
  destruct (integer_weights_proportional (map point_weight g)) as [f [Hf E]].
  - now destruct g.
  - rewrite Forall_map. eapply Forall_impl; [|exact Hg]. intros s Hs. apply Hs.
  - exists f. split; [easy|]. unfold proportional. now rewrite E, map_map.
Qed.

(** The masses of D1 are quotients of integer weights. *)
Theorem D1_weights n g : group_proper n g ->
  exists f, 0 < f /\
    forall A B, (forall s, In s g -> B (point_of s) = A (features s)) ->
      IZR (qweight (weigh g) A) = f * weight_of (points_of g) B.
Proof.
  intros Hg. destruct (group_weights n g Hg) as [f [Hf E]].
  exists f. split; [easy|]. intros A B H. now apply proportional_qweight.
Qed.

Lemma weigh_proper n g : group_proper n g -> qproper n (weigh g).
Proof.
  intros Hg. destruct (group_weights n g Hg) as [f [Hf E]]. destruct Hg as [_ Hg].
  unfold weigh. unfold proportional in E. revert E.
  generalize (integer_weights (map point_weight g)).
  induction Hg as [|s g [Hl Hw] _ IH]; intros zs E; [constructor|].
  destruct zs as [|z zs]; [constructor|]. injection E as Ez E.
  constructor; [|now apply IH]. split; [easy|]. simpl. apply le_IZR. rewrite Ez. nra.
Qed.

Lemma weigh_positive n g : group_proper n g -> (0 < weight_total (weigh g))%Z.
Proof.
  intros Hg. destruct (D1_weights n g Hg) as [f [Hf H]].
  apply lt_IZR. rewrite <- qweight_true, (H _ (fun _ => true)) by easy.
  rewrite weight_of_true. apply Rmult_lt_0_compat; [easy|].
  pose proof (group_proper_training_set n g Hg) as Ht.
  apply total_positive; [now apply (training_set_weighted n) | apply Ht].
Qed.

(** A mass, from integer weights. *)
Theorem D1_mass n g A B : group_proper n g ->
  (forall s, In s g -> B (point_of s) = A (features s)) ->
  mass (points_of g) B = IZR (qweight (weigh g) A) / IZR (weight_total (weigh g)).
Proof.
  intros Hg H. destruct (D1_weights n g Hg) as [f [Hf E]].
  rewrite (E A B H). rewrite <- qweight_true, (E _ (fun _ => true)) by easy.
  rewrite weight_of_true. unfold mass. field. split; [|lra].
  pose proof (group_proper_training_set n g Hg) as Ht. apply Rgt_not_eq.
  apply total_positive; [now apply (training_set_weighted n) | apply Ht].
Qed.
