(** The density argument of T3 (proofs/theory.md, section 4): a face of an arrangement of
    rational forms that is not empty holds an integer vector.

    The entries of a real vector are rational combinations of numbers that are independent
    over the rationals. A rational form is 0 at the vector iff its coefficients in these
    numbers are; so the numbers may be replaced by rational ones near them. *)

From Coq Require Import Reals Lra Lia List Bool Arith ZArith QArith Qreals Classical.
From Doublecheck Require Import Definitions Linear Finite.
Import ListNotations.
Open Scope R_scope.

(** * Rational and integer numbers *)

Definition rational (x : R) : Prop := exists q : Q, x = Q2R q.
Definition integer (x : R) : Prop := exists z : Z, x = IZR z.

Lemma rational_integer x : integer x -> rational x.
Proof.
  intros [z ->]. exists (inject_Z z). unfold Q2R. simpl. field.
Qed.

Lemma rational_0 : rational 0.
Proof. apply rational_integer. now exists 0%Z. Qed.

Lemma rational_1 : rational 1.
Proof. apply rational_integer. now exists 1%Z. Qed.

Lemma rational_plus x y : rational x -> rational y -> rational (x + y).
Proof. intros [p ->] [q ->]. exists (p + q)%Q. now rewrite Q2R_plus. Qed.

Lemma rational_mult x y : rational x -> rational y -> rational (x * y).
Proof. intros [p ->] [q ->]. exists (p * q)%Q. now rewrite Q2R_mult. Qed.

Lemma rational_opp x : rational x -> rational (- x).
Proof. intros [p ->]. exists (- p)%Q. now rewrite Q2R_opp. Qed.

Lemma rational_minus x y : rational x -> rational y -> rational (x - y).
Proof. intros Hx Hy. now apply rational_plus, rational_opp. Qed.

Lemma rational_inv x : rational x -> rational (/ x).
Proof.
  intros [p ->]. destruct (Qeq_dec p 0) as [E|E].
  - exists 0%Q. rewrite (Qeq_eqR _ _ E), RMicromega.Q2R_0. apply Rinv_0.
  - exists (/ p)%Q. now rewrite Q2R_inv.
Qed.

Lemma rational_div x y : rational x -> rational y -> rational (x / y).
Proof. intros Hx Hy. now apply rational_mult, rational_inv. Qed.

Definition rational_vector (v : vector) : Prop := Forall rational v.
Definition integer_vector (v : vector) : Prop := Forall integer v.

Lemma rational_add v w :
  rational_vector v -> rational_vector w -> rational_vector (add v w).
Proof.
  intros Hv. revert w. induction Hv as [|a v Ha _ IH]; intros w Hw; [constructor|].
  destruct Hw as [|b w Hb Hw]; constructor; [now apply rational_plus | now apply IH].
Qed.

Lemma rational_scale t v : rational t -> rational_vector v -> rational_vector (scale t v).
Proof.
  intros Ht Hv. unfold rational_vector, scale. rewrite Forall_map.
  eapply Forall_impl; [|exact Hv]. intros a Ha. now apply rational_mult.
Qed.

Lemma rational_zeros n : rational_vector (zeros n).
Proof. induction n; constructor; trivial. apply rational_0. Qed.

Lemma rational_unit n l : rational_vector (unit n l).
Proof.
  revert l. induction n as [|n IH]; intros [|l]; simpl; constructor.
  - apply rational_1.
  - apply rational_zeros.
  - apply rational_0.
  - apply IH.
Qed.

Lemma rational_dot v w : rational_vector v -> rational_vector w -> rational (dot v w).
Proof.
  intros Hv. revert w. induction Hv as [|a v Ha _ IH]; intros w Hw; [apply rational_0|].
  destruct Hw as [|b w Hb Hw]; simpl; [apply rational_0|].
  apply rational_plus; [now apply rational_mult | now apply IH].
Qed.

(** Rational numbers are dense. *)
Lemma rational_near x eps : 0 < eps -> exists y, rational y /\ Rabs (x - y) < eps.
Proof.
  intros He. set (k := up (/ eps)). destruct (archimed (/ eps)) as [Hk _].
  assert (H0 : 0 < / eps) by now apply Rinv_0_lt_compat. fold k in Hk.
  assert (Hk0 : 0 < IZR k) by lra.
  exists (IZR (up (x * IZR k)) / IZR k). split.
  - apply rational_div; apply rational_integer; eexists; reflexivity.
  - destruct (archimed (x * IZR k)) as [Ha Hb]. set (z := IZR (up (x * IZR k))) in *.
    assert (E : x - z / IZR k = - ((z - x * IZR k) / IZR k)) by (field; lra).
    assert (Hq : 0 < (z - x * IZR k) / IZR k <= / IZR k).
    { split; [apply Rdiv_lt_0_compat; lra|]. unfold Rdiv.
      rewrite <- (Rmult_1_l (/ IZR k)) at 2. apply Rmult_le_compat_r; [|lra].
      now apply Rlt_le, Rinv_0_lt_compat. }
    assert (/ IZR k < eps).
    { rewrite <- (Rinv_inv eps). apply Rinv_lt_contravar; [|lra].
      now apply Rmult_lt_0_compat. }
    rewrite E, Rabs_Ropp, Rabs_pos_eq; lra.
Qed.

(** A positive multiple of a rational vector is an integer vector. *)
Lemma common_denominator v :
  rational_vector v -> exists t, integer t /\ 0 < t /\ integer_vector (scale t v).
Proof.
  induction 1 as [|x v [q ->] _ (t & [z ->] & Ht & Hv)].
  - exists 1. repeat split; [now exists 1%Z | lra | constructor].
  - set (d := Z.pos (Qden q)). exists (IZR (d * z)). rewrite mult_IZR.
    assert (Hd : 0 < IZR d) by now apply IZR_lt.
    repeat split; [exists (d * z)%Z; now rewrite mult_IZR
                  | now apply Rmult_lt_0_compat | constructor].
    + exists (z * Qnum q)%Z. rewrite mult_IZR. unfold Q2R. fold d. field. lra.
    + apply Forall_map. unfold integer_vector, scale in Hv. rewrite Forall_map in Hv.
      eapply Forall_impl; [|exact Hv]. intros a [y Hy]. exists (d * y)%Z.
      rewrite mult_IZR, <- Hy. lra.
Qed.

(** * Independence over the rational numbers *)

Definition independent (b : list R) : Prop :=
  forall q, rational_vector q -> length q = length b -> dot q b = 0 -> is_zero q.

Definition combination_of (b : list R) (x : R) : Prop :=
  exists q, rational_vector q /\ length q = length b /\ x = dot q b.

Lemma independent_cons x b :
  independent b -> ~ combination_of b x -> independent (x :: b).
Proof.
  intros Hb Hx [|t q] Hq Hl H; [discriminate|]. inversion_clear Hq as [|? ? Ht Hq'].
  simpl in H. injection Hl as Hl. destruct (Req_dec t 0) as [E|E].
  - constructor; [easy|]. apply Hb; trivial. rewrite E in H. lra.
  - destruct Hx. exists (scale (- / t) q). repeat split.
    + apply rational_scale; [now apply rational_opp, rational_inv | easy].
    + now rewrite scale_length.
    + rewrite dot_scale_l. apply (Rmult_eq_reg_l t); [|easy]. field_simplify; lra.
Qed.

Lemma combination_cons x b y : combination_of b y -> combination_of (x :: b) y.
Proof.
  intros (q & Hq & Hl & ->). exists (0 :: q). repeat split.
  - constructor; [apply rational_0 | easy].
  - simpl. now rewrite Hl.
  - simpl. lra.
Qed.

Lemma combination_head x b : combination_of (x :: b) x.
Proof.
  exists (1 :: zeros (length b)). repeat split.
  - constructor; [apply rational_1 | apply rational_zeros].
  - simpl. now rewrite zeros_length.
  - simpl. rewrite dot_zeros_l. lra.
Qed.

(** The entries of a vector are rational combinations of independent numbers. *)
Lemma independent_generators v : exists b, independent b /\ Forall (combination_of b) v.
Proof.
  induction v as [|x v (b & Hb & Hv)].
  - exists []. split; [|constructor]. intros [|t q] _ Hl _; [constructor|discriminate].
  - destruct (classic (combination_of b x)) as [Hx|Hx].
    + exists b. split; [easy|]. now constructor.
    + exists (x :: b). split; [now apply independent_cons|].
      constructor; [apply combination_head|].
      eapply Forall_impl; [|exact Hv]. intros y. apply combination_cons.
Qed.

(** * Replacing the generators *)

(** The vector whose entries are the combinations of [b] with the rows of [M]. *)
Definition image (M : list vector) (b : list R) : vector := map (fun q => dot q b) M.

(** The sum of the rows of [M] with the coefficients [u]. *)
Fixpoint row_sum (m : nat) (M : list vector) (u : vector) : vector :=
  match M, u with
  | q :: M', a :: u' => add (scale a q) (row_sum m M' u')
  | _, _ => zeros m
  end.

Definition rows (m : nat) (M : list vector) : Prop :=
  Forall (fun q => rational_vector q /\ length q = m) M.

Lemma row_sum_length m M u : rows m M -> length (row_sum m M u) = m.
Proof.
  intros H. revert u. induction H as [|q M [_ Hq] _ IH]; intros [|a u]; simpl;
    rewrite ?zeros_length; trivial.
  rewrite add_length; rewrite scale_length; [easy|]. now rewrite IH.
Qed.

Lemma row_sum_rational m M u :
  rows m M -> rational_vector u -> rational_vector (row_sum m M u).
Proof.
  intros H. revert u. induction H as [|q M [Hq _] _ IH]; intros [|a u] Hu; simpl;
    try apply rational_zeros.
  inversion_clear Hu. apply rational_add; [now apply rational_scale | now apply IH].
Qed.

Lemma dot_image m M b u : rows m M -> dot (image M b) u = dot (row_sum m M u) b.
Proof.
  intros H. revert u. induction H as [|q M [_ Hq] HM IH]; intros [|a u]; simpl;
    rewrite ?dot_zeros_l; trivial.
  rewrite dot_add_l, dot_scale_l, IH; [lra|].
  now rewrite scale_length, row_sum_length.
Qed.

Lemma generated_image b v :
  Forall (combination_of b) v -> exists M, rows (length b) M /\ v = image M b.
Proof.
  induction 1 as [|x v (q & Hq & Hl & ->) _ (M & HM & ->)].
  - exists []. split; [constructor|easy].
  - exists (q :: M). split; [now constructor|easy].
Qed.

(** [b'] is near [b]. *)
Definition near (eps : R) (b b' : list R) : Prop :=
  Forall2 (fun x y => Rabs (x - y) < eps) b b'.

Definition absolute_sum (r : vector) : R := sum (map Rabs r).

Lemma absolute_sum_nonneg r : 0 <= absolute_sum r.
Proof.
  unfold absolute_sum, sum. induction r as [|a r IH]; simpl; [lra|].
  pose proof (Rabs_pos a). lra.
Qed.

Lemma near_dot eps r b b' :
  0 < eps -> near eps b b' -> Rabs (dot r b - dot r b') <= absolute_sum r * eps.
Proof.
  intros He H. revert r. induction H as [|x y b b' Hxy H IH]; intros r.
  - rewrite !dot_nil_r, Rminus_0_r, Rabs_R0. apply Rmult_le_pos; [|lra].
    apply absolute_sum_nonneg.
  - destruct r as [|a r]; unfold absolute_sum, sum in *; simpl.
    + rewrite Rminus_0_r, Rabs_R0. lra.
    + replace (a * x + dot r b - (a * y + dot r b'))
        with (a * (x - y) + (dot r b - dot r b')) by lra.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. specialize (IH r).
      pose proof (Rmult_le_compat_l (Rabs a) _ _ (Rabs_pos a) (Rlt_le _ _ Hxy)). lra.
Qed.

Lemma near_smaller eps eps' b b' : eps <= eps' -> near eps b b' -> near eps' b b'.
Proof.
  intros He H. induction H; constructor; [lra|easy].
Qed.

(** Near [b] a form that is not 0 at [b] keeps its sign. *)
Lemma near_same_sign r b :
  dot r b <> 0 ->
  exists eps, 0 < eps /\ forall b', near eps b b' -> same_sign (dot r b) (dot r b').
Proof.
  intros H. pose proof (absolute_sum_nonneg r) as Hs. set (s := absolute_sum r) in *.
  assert (Hp : 0 < Rabs (dot r b)) by now apply Rabs_pos_lt.
  exists (Rabs (dot r b) / (1 + s)).
  assert (He : 0 < Rabs (dot r b) / (1 + s)) by (apply Rdiv_lt_0_compat; lra).
  split; [easy|]. intros b' Hb. pose proof (near_dot _ r b b' He Hb) as Hd. fold s in Hd.
  assert (Hlt : s * (Rabs (dot r b) / (1 + s)) < Rabs (dot r b)).
  { apply (Rmult_lt_reg_r (1 + s)); [lra|]. field_simplify; [|lra]. lra. }
  unfold same_sign, Rabs in *.
  destruct (Rcase_abs (dot r b)), (Rcase_abs (dot r b - dot r b')); lra.
Qed.

(** Near independent numbers every rational form keeps its sign, 0 included. *)
Lemma near_same_signs b rs :
  independent b -> Forall (fun r => rational_vector r /\ length r = length b) rs ->
  exists eps, 0 < eps /\ forall b', near eps b b' ->
    Forall (fun r => same_sign (dot r b) (dot r b')) rs.
Proof.
  intros Hb H. induction H as [|r rs [Hr Hl] _ (eps & He & IH)].
  - exists 1. split; [lra|]. constructor.
  - destruct (Req_dec (dot r b) 0) as [E|E].
    + exists eps. split; [easy|]. intros b' Hn. constructor; [|now apply IH].
      assert (Hz : is_zero r) by now apply Hb.
      rewrite !dot_is_zero; trivial. unfold same_sign. lra.
    + destruct (near_same_sign r b E) as (eps' & He' & H').
      exists (Rmin eps eps'). split; [now apply Rmin_pos|]. intros b' Hn. constructor.
      * apply H', (near_smaller (Rmin eps eps')); [apply Rmin_r | easy].
      * apply IH, (near_smaller (Rmin eps eps')); [apply Rmin_l | easy].
Qed.

Lemma near_rational eps b : 0 < eps -> exists b', rational_vector b' /\ near eps b b'.
Proof.
  intros He. induction b as [|x b (b' & Hb & Hn)].
  - exists []. split; constructor.
  - destruct (rational_near x eps He) as (y & Hy & Hxy). exists (y :: b').
    split; now constructor.
Qed.

Lemma image_rational m M b : rows m M -> rational_vector b -> rational_vector (image M b).
Proof.
  intros HM Hb. unfold rational_vector, image. rewrite Forall_map.
  eapply Forall_impl; [|exact HM]. intros q [Hq _]. now apply rational_dot.
Qed.

Lemma same_face_rational us v :
  Forall rational_vector us ->
  exists v', rational_vector v' /\ length v' = length v /\ same_face us v v'.
Proof.
  intros Hus. destruct (independent_generators v) as (b & Hb & Hv).
  destruct (generated_image b v Hv) as (M & HM & ->).
  destruct (near_same_signs b (map (row_sum (length b) M) us) Hb) as (eps & He & Hs).
  { rewrite Forall_map. eapply Forall_impl; [|exact Hus]. intros u Hu.
    split; [now apply row_sum_rational | now apply row_sum_length]. }
  destruct (near_rational eps b He) as (b' & Hb' & Hn).
  exists (image M b'). split; [now apply (image_rational (length b))|].
  split; [unfold image; now rewrite !map_length|]. intros u Hu.
  specialize (Hs b' Hn). rewrite Forall_map, Forall_forall in Hs.
  rewrite !(dot_image (length b)); trivial. now apply Hs.
Qed.

Lemma same_face_trans us v v' v'' :
  same_face us v v' -> same_face us v' v'' -> same_face us v v''.
Proof.
  intros H H' u Hu. specialize (H u Hu). specialize (H' u Hu).
  unfold same_sign in *. tauto.
Qed.

(** Whatever signs rational forms have at a real vector, they have at an integer one. *)
Theorem T3_integer_vector us v :
  Forall rational_vector us ->
  exists v', integer_vector v' /\ length v' = length v /\ same_face us v v'.
Proof.
  intros Hus. destruct (same_face_rational us v Hus) as (v' & Hr & Hl & Hs).
  destruct (common_denominator v' Hr) as (t & _ & Ht & Hi).
  exists (scale t v'). split; [easy|]. rewrite scale_length. split; [easy|].
  apply (same_face_trans us v v'); [easy|]. intros u Hu.
  destruct (multiple_same_face us t v' Ht u Hu). unfold same_sign. tauto.
Qed.
