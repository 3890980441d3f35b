(** Of one group: a slab that is found to hold is as claimed, and a bound whose proof
    holds is true, in the masses of D1 and D2. *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Integers Target Certificate Slabs
  Coordinates Checker Claims Rationals GroupsSound WeightsSound LinearForms Projections
  RelationsSound ProblemSound FamiliesSound.
Import ListNotations.
Open Scope R_scope.

(** ** Masses of slabs from integer weights *)

Lemma Rabs_le_iff x r : Rabs x <= r <-> - r <= x <= r.
Proof.
  split; [|apply Rabs_le]. intros H. pose proof (Rle_abs x). pose proof (Rle_abs (- x)).
  rewrite Rabs_Ropp in *. lra.
Qed.

Lemma Rleb_iff x y x' y' : (x <= y <-> x' <= y') -> Rleb x y = Rleb x' y'.
Proof.
  intros H. unfold Rleb. do 2 destruct (Rle_dec _ _); (reflexivity || tauto).
Qed.

Lemma inside_within S s :
  inside S (point_of s) =
  within (projection (direction S)) (centre S - radius S) (centre S + radius S)
    (features s).
Proof.
  unfold inside, within, projection. simpl.
  apply eq_true_iff_eq. rewrite andb_true_iff, !Rleb_true, Rabs_le_iff. lra.
Qed.

Lemma dilated_within kappa S s :
  inside (dilate kappa S) (point_of s) =
  within (projection (direction S))
    (centre S - radius S -
     (kappa - 1) / 2 * (centre S + radius S - (centre S - radius S)))
    (centre S + radius S +
     (kappa - 1) / 2 * (centre S + radius S - (centre S - radius S))) (features s).
Proof. rewrite inside_within. simpl. f_equal; field. Qed.

(** The weights [U] of a slab and [L] of its dilation, of [W]. *)
Definition slab_weights (kappa : R) (g : list data_point) (S : slab) (W U L : R) : Prop :=
  0 < W /\ mu (points_of g) S = U / W /\ mu_dilated kappa (points_of g) S = L / W.

Lemma group_slab_weights n kappa g S : group_proper n g ->
  let a := centre S - radius S in
  let b := centre S + radius S in
  let weight A := IZR (qweight (weigh g) A) in
  slab_weights kappa g S (IZR (weight_total (weigh g)))
    (weight (within (projection (direction S)) a b))
    (weight (within (projection (direction S)) (a - (kappa - 1) / 2 * (b - a))
       (b + (kappa - 1) / 2 * (b - a)))).
Proof.
  intros Hg. repeat split.
  - now apply IZR_lt, (weigh_positive n).
  - apply (D1_mass n); [easy|]. intros s _. apply inside_within.
  - apply (D1_mass n); [easy|]. intros s _. apply dilated_within.
Qed.

(** ** Bounds *)

(** What [agrees] says of masses instead of weights. *)
Lemma agrees_masses t W U L : 0 < W -> agrees t W U L -> agrees t 1 (U / W) (L / W).
Proof.
  intros HW. assert (H0 : 0 < / W) by now apply Rinv_0_lt_compat.
  assert (HI : W * / W = 1) by (apply Rinv_r; lra).
  assert (Hle : forall x y, x <= y -> x / W <= y / W)
    by (intros; apply Rmult_le_compat_r; lra).
  assert (Hlt : forall x y, x < y -> x / W < y / W)
    by (intros; apply Rmult_lt_compat_r; lra).
  assert (Hx : forall x, x * W / W = x * 1) by (intros; field; lra).
  assert (Hm : forall x y, x * y / W = x * (y / W)) by (intros; field; lra).
  destruct t as [b sigma delta | m0 delta [b|]]; simpl; rewrite <- ?Hx, <- ?Hm;
    intuition auto.
Qed.

Lemma Rmin_not_above x y z : z <= x -> z <= y -> z <= Rmin x y.
Proof. intros. now apply Rmin_glb. Qed.

(** A slab that passes does not break the bound. *)
Lemma bound_from_slabs c n g b t :
  target_of c b = Some t ->
  (forall S, slabs_of n (family_of c) S ->
     agrees t 1 (mu g S) (mu_dilated (Q2R (kappa_of c)) g S)) ->
  bound_true c n g b.
Proof.
  unfold target_of, bound_true. destruct (asked c) as [sigma|], b as [b|]; try easy;
    intros Ht H; injection Ht as <-; simpl in H.
  - intros S HS Hv. unfold violates in Hv. destruct (H S HS) as [Hb|[Hd|Hs]]; [lra| |].
    + pose proof (Rmin_l (Q2R (delta_of c)) ((1 + Q2R sigma) * mu g S)). lra.
    + pose proof (Rmin_r (Q2R (delta_of c)) ((1 + Q2R sigma) * mu g S)). lra.
  - intros S HS [Hm Hd]. destruct (H S HS) as [Hb|[Hd'|Hs]]; lra.
  - intros S HS [Hm Hd]. destruct (H S HS) as [Hb|[Hd'|Hs]]; lra.
Qed.

(** ** The claimed slab *)

Lemma Qabs_le_real x r : Qabs_le x r = true <-> Rabs (Q2R x) <= Q2R r.
Proof.
  unfold Qabs_le. rewrite andb_true_iff, !Qle_bool_real, Q2R_opp, Rabs_le_iff. lra.
Qed.

(** The slab of the integers [v] with rational [c] and [r]. *)
Definition integer_slab (v : list Z) (c r : Q) : slab :=
  {| direction := map IZR v; centre := Q2R c; radius := Q2R r |}.

Lemma slab_mass n g v c r : group_proper n g ->
  mu (points_of g) (integer_slab v c r) =
  IZR (slab_weight (weigh g) v c r) / IZR (weight_total (weigh g)).
Proof.
  intros Hg. apply (D1_mass n g (fun x => Qabs_le (dotQ v x - c) r)); [easy|].
  intros s _. unfold inside. simpl. apply eq_true_iff_eq.
  now rewrite Rleb_true, Qabs_le_real, Q2R_minus, dot_rationals.
Qed.

Lemma slab_mass_dilated n g v c r kappa : group_proper n g ->
  mu_dilated (Q2R kappa) (points_of g) (integer_slab v c r) =
  IZR (slab_weight (weigh g) v c (kappa * r)) / IZR (weight_total (weigh g)).
Proof.
  intros Hg. rewrite <- (slab_mass n) by easy.
  unfold mu_dilated, dilate, integer_slab. simpl. now rewrite Q2R_mult.
Qed.

(** ** Its family *)

Lemma is_zeroZ_real v : is_zeroZ v = false -> ~ is_zero (map IZR v).
Proof.
  intros H Hz. apply not_true_iff_false in H. apply H. apply forallb_forall.
  intros x Hx. apply Z.eqb_eq. unfold is_zero in Hz. rewrite Forall_forall in Hz.
  apply eq_IZR. symmetry. apply Hz. now apply in_map.
Qed.

Lemma greatest_entry_real v : norm (map IZR v) = IZR (greatest_entry v).
Proof.
  induction v as [|a v IH]; [reflexivity|]. cbn [map]. rewrite norm_cons, IH.
  unfold greatest_entry. cbn [map fold_right]. rewrite <- abs_IZR.
  generalize (fold_right Z.max 0%Z (map Z.abs v)). intros m.
  destruct (Z.max_spec (Z.abs a) m) as [[H ->]|[H ->]].
  - apply Rmax_right, IZR_le. lia.
  - apply Rmax_left, IZR_le. lia.
Qed.

Lemma non_zeros_integers v :
  length (filter (fun t => negb (t =? 0)%Z) v) = non_zeros (map IZR v).
Proof.
  unfold non_zeros. induction v as [|a v IH]; [reflexivity|]. simpl.
  destruct (Req_EM_T (IZR a) 0) as [E|E], (Z.eqb_spec a 0) as [E'|E']; simpl; try easy.
  - now apply eq_IZR in E.
  - now subst a.
  - now rewrite IH.
Qed.

Lemma combine_entries {A B} (v : list A) (u : list B) x y i a b :
  length v = length u -> (i < length v)%nat -> nth i v x = a -> nth i u y = b ->
  In (a, b) (List.combine v u).
Proof.
  intros Hl Hi <- <-. rewrite <- (combine_nth v u i x y Hl). apply nth_In.
  rewrite combine_length. lia.
Qed.

Lemma non_zero_entry v : is_zeroZ v = false ->
  exists i, (i < length v)%nat /\ nth i v 0%Z <> 0%Z.
Proof.
  induction v as [|a v IH]; [easy|]. unfold is_zeroZ in *. cbn [forallb length]. intros H.
  destruct (Z.eqb_spec 0 a) as [E|E].
  - destruct (IH H) as [i [Hi Hn]]. exists (S i). split; [lia | easy].
  - exists O. split; [lia|]. intros E'. now apply E.
Qed.

Lemma multiple_entries v u i j : multiple v u = true ->
  (i < length v)%nat -> (j < length v)%nat ->
  (nth i v 0 * nth j u 0 = nth j v 0 * nth i u 0)%Z.
Proof.
  unfold multiple. rewrite andb_true_iff, Nat.eqb_eq. intros [Hl H] Hi Hj.
  rewrite forallb_forall in H.
  specialize (H _ (combine_entries v u 0%Z 0%Z i _ _ Hl Hi eq_refl eq_refl)).
  rewrite forallb_forall in H.
  specialize (H _ (combine_entries v u 0%Z 0%Z j _ _ Hl Hj eq_refl eq_refl)).
  now apply Z.eqb_eq.
Qed.

(** A multiple of a vector that is not zero, also over the reals. *)
Lemma multiple_real v u : multiple v u = true -> is_zeroZ u = false ->
  exists t, map IZR v = map (Rmult t) (map IZR u).
Proof.
  intros H Hu. pose proof H as H'. unfold multiple in H'.
  rewrite andb_true_iff, Nat.eqb_eq in H'. destruct H' as [Hl _].
  destruct (non_zero_entry u Hu) as [i [Hi Hn]]. apply not_0_IZR in Hn.
  exists (IZR (nth i v 0%Z) / IZR (nth i u 0%Z)). rewrite map_map.
  apply nth_ext with (d := IZR 0) (d' := IZR (nth i v 0%Z) / IZR (nth i u 0%Z) * IZR 0).
  { now rewrite !map_length. }
  intros j Hj. rewrite map_length in Hj. rewrite map_nth.
  rewrite (map_nth (fun x => IZR (nth i v 0%Z) / IZR (nth i u 0%Z) * IZR x)).
  pose proof (multiple_entries v u j i H Hj) as E.
  assert (E' : (nth j v 0 * nth i u 0 = nth i v 0 * nth j u 0)%Z) by (apply E; lia).
  apply (f_equal IZR) in E'. rewrite !mult_IZR in E'.
  apply (Rmult_eq_reg_r (IZR (nth i u 0%Z))); [|easy]. rewrite E'. field. easy.
Qed.

(** The directions of the family are proper. *)
Definition family_proper (n : nat) (f : family_name) : Prop :=
  match f with
  | Directions us => directions_proper n us = true
  | _ => True
  end.

Lemma in_family_real n f v c r :
  family_proper n f -> in_family f v r = true -> proper n (integer_slab v c r) ->
  slabs_of n f (integer_slab v c r).
Proof.
  intros Hf H Hp. destruct f as [| w | k | us]; simpl in *.
  - exact Hp.
  - split; [exact Hp|]. simpl. rewrite greatest_entry_real.
    now rewrite Qle_bool_real, !Q2R_mult, Q2R_inject, Q2R_two in H.
  - split; [exact Hp|]. simpl. rewrite <- non_zeros_integers. now apply Nat.leb_le.
  - split; [exact Hp|]. apply existsb_exists in H as [u [Hu Hm]].
    unfold directions_proper in Hf. rewrite forallb_forall in Hf. specialize (Hf u Hu).
    rewrite andb_true_iff, negb_true_iff in Hf.
    destruct (multiple_real v u Hm) as [t Ht]; [apply Hf|].
    exists (map IZR u), t. split; [now apply in_map | exact Ht].
Qed.

(** ** The slab is as claimed *)

Lemma divided_lt x y W : 0 < W -> x < y * W -> x / W < y.
Proof.
  intros HW H. apply (Rmult_lt_reg_r W); [easy|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. easy.
Qed.

Lemma divided_le x y W : 0 < W -> y * W <= x -> y <= x / W.
Proof.
  intros HW H. apply (Rmult_le_reg_r W); [easy|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. easy.
Qed.

Theorem slab_sound c n g s :
  group_proper n g -> family_proper n (family_of c) ->
  slab_holds c n (weigh g) s = true -> slab_true c n (points_of g) s.
Proof.
  intros Hg Hf H. unfold slab_holds in H. rewrite !andb_true_iff in H.
  destruct H as [[[[[Hl Hz] Hr] HF] Hd] H].
  apply Nat.eqb_eq in Hl. apply negb_true_iff in Hz.
  apply Qle_bool_real in Hr. rewrite Q2R_zero in Hr.
  pose proof (IZR_lt _ _ (weigh_positive n g Hg)) as HW.
  apply Qltb_real in Hd. rewrite Q2R_mult, !Q2R_inject in Hd.
  unfold slab_true. change (slab_named s) with
    (integer_slab (normal s) (middle s) (half_width s)).
  split.
  - apply in_family_real; try easy.
    split; [simpl; now rewrite map_length|]. split; [now apply is_zeroZ_real | easy].
  - destruct (asked c) as [sigma|]; apply andb_true_iff in H as [H1 H2];
      unfold violates, limits; rewrite (slab_mass n), (slab_mass_dilated n) by easy;
      rewrite Qeq_bool_real, !Q2R_mult, !Q2R_inject in H2.
    + rewrite Qltb_real, Q2R_mult, Q2R_plus, Q2R_one, !Q2R_inject in H1.
      split; [|rewrite <- H2; field; lra].
      apply Rmin_glb_lt; apply divided_lt; try easy.
      replace (_ * _ * _) with ((1 + Q2R sigma) *
        IZR (slab_weight (weigh g) (normal s) (middle s) (half_width s))) by (field; lra).
      easy.
    + rewrite Qle_bool_real, Q2R_mult, !Q2R_inject in H1.
      rewrite Q2R_plus, Q2R_one in H2.
      repeat split; [now apply divided_le | now apply divided_lt |].
      rewrite <- H2. field. lra.
Qed.
