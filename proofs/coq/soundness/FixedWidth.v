(** A1 for slabs of width exactly [w]: the forms of stretches, linear in the direction and
    the centre (proofs/theory.md, section 9; docs/certificate-format.md, section 10). *)

From Coq Require Import Reals ZArith QArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Target
  Slabs Box BoxSound CaseTree CaseTreeSound Leaf CellSound PairSound LeafSound WideLeaf
      Units.
Import ListNotations.
Open Scope R_scope.

(** ** The form v_q, for the coordinate that is 1 in the box *)

Lemma value_zero_before z t q k d :
  (q < k)%nat -> value z (map (fun l => if Nat.eqb l q then t else 0%Z) (seq k d)) = 0.
Proof.
  unfold value. revert z k. induction d as [|d IH]; intros [|x z] k H; simpl; try easy.
  destruct (Nat.eqb_spec k q); [lia|]. rewrite IH by lia. lra.
Qed.

Lemma value_unit z t q k d :
  (k <= q < k + d)%nat ->
  value z (map (fun l => if Nat.eqb l q then t else 0%Z) (seq k d))
  = IZR t * nth (q - k) z 0.
Proof.
  revert z k. induction d as [|d IH]; intros [|x z] k H; try lia.
  - unfold value. simpl. destruct (q - k)%nat; lra.
  - unfold value. simpl.
    destruct (Nat.eqb_spec k q) as [->|N].
    + pose proof (value_zero_before z t q (S q) d (Nat.lt_succ_diag_r q)) as E.
      unfold value in E. rewrite E, Nat.sub_diag. lra.
    + pose proof (IH z (S k) ltac:(lia)) as E. unfold value in E. rewrite E.
      replace (q - k)%nat with (S (q - S k)) by lia. lra.
Qed.

Lemma place_of_one_entry b v :
  In One b -> in_box b v ->
  exists q, place_of_one b = S q /\ (q < length b)%nat /\ nth q v 0 = 1.
Proof.
  intros H. induction 1 as [|s x b v Hs _ IH]; [easy|].
  destruct s as [|c k]; [exists O; simpl; repeat split; [lia|exact Hs]|].
  destruct H as [H|H]; [easy|]. destruct (IH H) as (q & E & L & V).
  exists (S q). simpl. rewrite E. repeat split; [lia|exact V].
Qed.

Lemma nth_enlarged b v q :
  nth q (enlarged b v) 0 = IZR (power (exponent b)) * nth q v 0.
Proof.
  unfold enlarged. rewrite <- map_nth with (f := Rmult _). now rewrite Rmult_0_r.
Qed.

Lemma one_form_value b v t :
  In One b -> in_box b v ->
  value (enlarged b v) (one_form b t) = IZR t * IZR (power (exponent b)).
Proof.
  intros Ho Hv. destruct (place_of_one_entry b v Ho Hv) as (q & E & L & V).
  unfold one_form, unitZ. rewrite E, value_unit by lia. simpl (S q - 1)%nat.
  now rewrite Nat.sub_0_r, nth_enlarged, V, Rmult_1_r.
Qed.

Lemma one_form_length b t : length (one_form b t) = length b.
Proof. unfold one_form, unitZ. now rewrite map_length, seq_length. Qed.

(** ** The forms of a stretch *)

Lemma value_snoc z c f a :
  length z = length f -> value (z ++ [c]) (f ++ [a]) = value z f + c * IZR a.
Proof.
  unfold value. revert f. induction z as [|x z IH]; intros [|y f] H; simpl in *; try easy.
  - lra.
  - rewrite IH by lia. lra.
Qed.

Lemma enlarged_length b v : in_box b v -> length (enlarged b v) = length b.
Proof. intros H. unfold enlarged. rewrite map_length. now apply in_box_length. Qed.

Section Forms.
  Variables (kappa w : Q) (g : list wpoint) (b : box) (v : vector) (c : R) (k : nat).
  Hypothesis direction : in_box b v.
  Hypothesis one : In One b.
  Hypothesis lengths : of_length (length b) g.
  Hypothesis k_numbered : numbered g k.

  Let p := value (enlarged b v) (point_at g k).
  Let e := half_width w b.

  (** A form s (y_k - c) + t v_q *)
  Lemma centred_form s t :
    value (enlarged b v ++ [c]) (addZ (scaleZ s (point_at g k)) (one_form b t) ++ [- s]%Z)
    = IZR s * (p - c) + IZR t * IZR (power (exponent b)).
  Proof.
    pose proof (point_length (length b) g k lengths k_numbered) as L.
    pose proof (one_form_length b t). pose proof (length_scaleZ s (point_at g k)).
    rewrite value_snoc by (rewrite length_addZ; rewrite ?enlarged_length; congruence).
    rewrite value_addZ, value_scaleZ, one_form_value, opp_IZR by (easy || congruence).
    unfold p. lra.
  Qed.

  Lemma stretch_form_value x :
    value (enlarged b v ++ [c]) (stretch_form kappa w g b k x) =
    match x with
    | InnerLow => 2 * IZR (QDen w) * (p - (c - e))
    | InnerHigh => 2 * IZR (QDen w) * (c + e - p)
    | OuterLow => 2 * IZR (QDen kappa) * IZR (QDen w) * (p - (c - hR kappa * e))
    | OuterHigh => 2 * IZR (QDen kappa) * IZR (QDen w) * (c + hR kappa * e - p)
    end.
  Proof.
    pose proof (denominator_positive w). pose proof (denominator_positive kappa).
    unfold e, half_width, hR. destruct x; unfold stretch_form.
    - rewrite centred_form, !mult_IZR. field. lra.
    - rewrite <- (Z.opp_involutive (2 * QDen w)) at 2.
      rewrite centred_form, opp_IZR, !mult_IZR. field. lra.
    - rewrite centred_form, !mult_IZR. field. lra.
    - rewrite <- (Z.opp_involutive (2 * QDen kappa * QDen w)) at 2.
      rewrite centred_form, opp_IZR, !mult_IZR. field. lra.
  Qed.
End Forms.

(** ** A1 *)

Lemma stretch_decides kappa w g b v c m r :
  in_box b v -> In One b -> of_length (length b) g ->
  0 <= half_width w b -> 1 <= hR kappa ->
  let p := value (enlarged b v) in
  let e := half_width w b in
  decides_slab (stretch_setting kappa w g b m r) (enlarged b v ++ [c]) (length g)
    (fun k => window p (c - e) (c + e) (point_at g k))
    (fun k => window p (c - hR kappa * e) (c + hR kappa * e) (point_at g k)).
Proof.
  intros Hv Ho Hl He Hk p e. assert (e <= hR kappa * e) by (unfold e; nra).
  pose proof (denominator_positive w) as D. pose proof (denominator_positive kappa) as D'.
  assert (0 < IZR (QDen kappa) * IZR (QDen w)) by now apply Rmult_lt_0_compat.
  pose proof (fun k N x => stretch_form_value kappa w g b v c k Hv Ho Hl N x) as V.
  split; intros k N; rewrite ?window_true; unfold form_at; cbn [form stretch_setting];
    rewrite !(V k N); fold p e.
  - intros Hp. split; apply Rmult_le_pos; lra.
  - intros H1 H2. split; nra.
  - intros H1. apply Rmult_le_pos; nra.
  - intros H1. apply Rmult_le_pos; nra.
Qed.

(** A1: where the case tree of a stretch holds, slabs of width [w] with their centre in
    the stretch pass. *)
Theorem A1_stretch t kappa w g b v m r tr c :
  target_fits t -> weights_fit g -> in_box b v -> In One b -> of_length (length b) g ->
  0 <= half_width w b -> 1 <= hR kappa -> IZR (m - r) <= c <= IZR (m + r) ->
  cases_hold t g (stretch_setting kappa w g b m r) [] tr = true ->
  let p := value (enlarged b v) in
  let e := half_width w b in
  passes t (totalZ g) (weightZ g (window p (c - e) (c + e)))
    (weightZ g (window p (c - hR kappa * e) (c + hR kappa * e))) = true.
Proof.
  intros Ht Hg Hv Ho Hl He Hk Hc H p e. rewrite <- !weight_at_points.
  eapply (A1_cases_sound t g _ tr (enlarged b v ++ [c])); try eassumption.
  - apply in_scaled_snoc; [now apply in_box_scaled|easy].
  - easy.
  - now apply stretch_decides.
Qed.
