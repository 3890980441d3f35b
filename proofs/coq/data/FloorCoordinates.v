(** The coordinates of docs/data-floor-certificate.md, section 3: every affine function of
    the features is a linear function of them on the points, and the integers of a
    certificate differ from them by at most e_l. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced.
From Doublecheck Require Import DataFloor Directions LinearEquations ExactBalance.
Import ListNotations.
Open Scope R_scope.

(** * Linear functions of coordinates, on the points *)

Definition linear (z : point -> vector) (T : points) (f : point -> R) : Prop :=
  exists v, forall s, In s T -> f s = dot v (z s).

Lemma linear_ext z T f g :
  (forall s, In s T -> f s = g s) -> linear z T g -> linear z T f.
Proof. intros H [v Hv]. exists v. intros s Hs. rewrite (H s Hs). auto. Qed.

Lemma linear_zero z T : linear z T (fun _ => 0).
Proof. now exists []. Qed.

Lemma linear_scale z T c f : linear z T f -> linear z T (fun s => c * f s).
Proof.
  intros [v Hv]. exists (map (Rmult c) v). intros s Hs. rewrite dot_scale, (Hv s Hs).
  reflexivity.
Qed.

Lemma linear_plus z T f g :
  linear z T f -> linear z T g -> linear z T (fun s => f s + g s).
Proof.
  intros [v Hv] [u Hu]. exists (add_vectors v u). intros s Hs.
  rewrite dot_add, (Hv s Hs), (Hu s Hs). reflexivity.
Qed.

Lemma linear_sum {A} z T (f : A -> point -> R) l :
  (forall x, In x l -> linear z T (f x)) ->
  linear z T (fun s => sum (map (fun x => f x s) l)).
Proof.
  induction l as [|x l IH]; intros H; [apply linear_zero|].
  apply (linear_ext _ _ _ (fun s => f x s + sum (map (fun x => f x s) l)));
    [reflexivity|].
  apply linear_plus; [apply H; now left|]. apply IH. intros. apply H. now right.
Qed.

Lemma linear_coordinate z T l : linear z T (fun s => nth l (z s) 0).
Proof. exists (unit_vector l). intros. now rewrite dot_unit. Qed.

Lemma linear_of_linear z z' T f :
  (forall l, linear z' T (fun s => nth l (z s) 0)) -> linear z T f -> linear z' T f.
Proof.
  intros H [v Hv].
  apply (linear_ext _ _ _ (fun s => sum (map (fun l => nth l v 0 * nth l (z s) 0)
    (seq 0 (length v))))).
  - intros s Hs. now rewrite (Hv s Hs), dot_coordinates.
  - apply linear_sum. intros l _. now apply linear_scale.
Qed.

(** Rows of a matrix, for finitely many linear functions. *)
Lemma linear_rows z T (fs : list (point -> R)) :
  Forall (linear z T) fs ->
  exists B, forall s, In s T -> map (fun f => f s) fs = map (fun row => dot row (z s)) B.
Proof.
  induction 1 as [|f fs [v Hv] _ [B HB]]; [now exists []|].
  exists (v :: B). intros s Hs. simpl. now rewrite (Hv s Hs), (HB s Hs).
Qed.

(** * Kept and dropped features *)

(** The feature with this number, from 0. *)
Definition feature (f : nat) (s : point) : R := nth f (coordinates s) 0.

Record kept_feature := { number : nat; shift_by : R; scale_by : R }.

(** A dropped feature: q_0 + sum of q_i x_(f_i). *)
Record dropped_feature := { dropped_number : nat; constant : R; factors : vector }.

Definition kept_values (kept : list kept_feature) (s : point) : vector :=
  map (fun k => feature (number k) s) kept.

(** z_s0 = 2^20, z_si = (x_(s,f_i) - c_i) r_i. *)
Definition unit_size : R := 1048576.

Definition scaled (kept : list kept_feature) (s : point) : vector :=
  unit_size :: map (fun k => (feature (number k) s - shift_by k) * scale_by k) kept.

(** Each feature is kept, with a scale that is not 0, or dropped, being that function of
    the kept ones on the points. *)
Definition all_features (n : nat) (T : points) (kept : list kept_feature)
    (dropped : list dropped_feature) : Prop :=
  Forall (fun k => 0 < scale_by k) kept /\
  Forall (fun f => forall s, In s T -> feature (dropped_number f) s
    = constant f + dot (factors f) (kept_values kept s)) dropped /\
  forall f, (f < n)%nat -> In f (map number kept) \/ In f (map dropped_number dropped).

Lemma linear_one kept T : linear (scaled kept) T (fun _ => 1).
Proof.
  exists [/ unit_size]. intros s _. unfold scaled, unit_size.
  destruct (map _ kept); simpl; field.
Qed.

Lemma linear_constant kept T c : linear (scaled kept) T (fun _ => c).
Proof.
  apply (linear_ext _ _ _ (fun _ => c * 1)); [intros; ring|].
  apply linear_scale, linear_one.
Qed.

Lemma linear_kept kept T k :
  Forall (fun k => 0 < scale_by k) kept -> In k kept ->
  linear (scaled kept) T (feature (number k)).
Proof.
  intros Hr Hk. rewrite Forall_forall in Hr. specialize (Hr k Hk).
  destruct (In_nth kept k k Hk) as (i & Hi & E).
  apply (linear_ext _ _ _ (fun s => / scale_by k * nth (S i) (scaled kept s) 0
    + shift_by k)).
  - intros s _. unfold scaled. cbn [nth].
    rewrite (nth_indep _ 0 ((feature (number k) s - shift_by k) * scale_by k))
      by now rewrite map_length.
    rewrite (map_nth (fun k => (feature (number k) s - shift_by k) * scale_by k)), E.
    field. lra.
  - apply (linear_plus _ _ _ (fun _ => shift_by k)); [|apply linear_constant].
    apply linear_scale, linear_coordinate.
Qed.

Lemma linear_combination z T (fs : list (point -> R)) q :
  Forall (linear z T) fs -> linear z T (fun s => dot q (map (fun f => f s) fs)).
Proof.
  intros H. revert q. induction H as [|f fs Hf _ IH]; intros q.
  - apply (linear_ext _ _ _ (fun _ => 0)); [intros; apply dot_nil_r|apply linear_zero].
  - destruct q as [|c q]; [apply linear_zero|]. simpl.
    apply (linear_plus _ _ (fun s => c * f s)); [now apply linear_scale|apply IH].
Qed.

(** All features are linear functions of the scaled coordinates. *)
Lemma linear_feature n T kept dropped f :
  all_features n T kept dropped -> (f < n)%nat -> linear (scaled kept) T (feature f).
Proof.
  intros (Hr & Hd & Hall) Hf. destruct (Hall f Hf) as [H|H].
  - apply in_map_iff in H. destruct H as (k & <- & Hk). now apply linear_kept.
  - apply in_map_iff in H. destruct H as (g & <- & Hg). rewrite Forall_forall in Hd.
    apply (linear_ext _ _ _ _ (Hd g Hg)).
    apply (linear_plus _ _ (fun _ => constant g)); [apply linear_constant|].
    apply (linear_ext _ _ _ (fun s => dot (factors g)
      (map (fun f => f s) (map (fun k => feature (number k)) kept)))).
    + intros s _. unfold kept_values. now rewrite map_map.
    + apply linear_combination, Forall_map, Forall_forall. intros k Hk.
      now apply linear_kept.
Qed.

(** * A triangular matrix *)

(** Row l of M times x: the sum of M_lj x_j over j <= l. *)
Definition triangular (d : nat) (M : nat -> nat -> R) (x : vector) : vector :=
  map (fun l => sum (map (fun j => M l j * nth j x 0) (seq 0 (S l)))) (seq 0 d).

Lemma nth_triangular d M x l : (l < d)%nat ->
  nth l (triangular d M x) 0 = sum (map (fun j => M l j * nth j x 0) (seq 0 (S l))).
Proof.
  intros Hl. unfold triangular. set (g := fun l => sum _).
  rewrite (nth_indep _ 0 (g 0%nat)) by now rewrite map_length, seq_length.
  rewrite map_nth, seq_nth by easy. reflexivity.
Qed.

(** It can be inverted, row by row. *)
Lemma linear_triangular z T d M :
  (forall s, In s T -> length (z s) = d) -> (forall l, (l < d)%nat -> 0 < M l l) ->
  forall l, linear (fun s => triangular d M (z s)) T (fun s => nth l (z s) 0).
Proof.
  intros Hz HM l. induction l as [l IH] using (well_founded_induction lt_wf).
  destruct (Nat.lt_ge_cases l d) as [Hl|Hl].
  - pose proof (HM l Hl) as Hpos.
    apply (linear_ext _ _ _ (fun s => / M l l * (nth l (triangular d M (z s)) 0
      + -1 * sum (map (fun j => M l j * nth j (z s) 0) (seq 0 l))))).
    + intros s _. rewrite nth_triangular, seq_S, map_app, sum_app by easy.
      unfold sum at 2. cbn [map fold_right]. rewrite Nat.add_0_l. field. lra.
    + apply linear_scale, linear_plus; [apply linear_coordinate|]. apply linear_scale.
      apply linear_sum. intros j Hj. apply in_seq in Hj. apply linear_scale, IH. lia.
  - apply (linear_ext _ _ _ (fun _ => 0)); [|apply linear_zero].
    intros s Hs. apply nth_overflow. now rewrite Hz.
Qed.

(** * The coordinates of a certificate *)

(** floor(t + 1/2). *)
Definition nearest (t : R) : R := IZR (Int_part (t + 1 / 2)).

Lemma nearest_within t : Rabs (t - nearest t) <= 1 / 2.
Proof.
  unfold nearest. pose proof (base_Int_part (t + 1 / 2)) as [H1 H2].
  apply Rabs_le. lra.
Qed.

Definition near (kept : list kept_feature) (s : point) : vector :=
  unit_size :: map nearest (tl (scaled kept s)).

Definition exact_coordinates (d : nat) (M : nat -> nat -> R) kept (s : point) : vector :=
  triangular d M (scaled kept s).

(** u_sl and e_l. *)
Definition integer_coordinates (d : nat) (M : nat -> nat -> R) kept (s : point)
    : vector :=
  triangular d M (near kept s).

Definition coordinate_error (M : nat -> nat -> R) (l : nat) : R :=
  1 / 2 * sum (map (fun j => Rabs (M l j)) (seq 1 l)).

Lemma near_within kept s j :
  Rabs (nth (S j) (scaled kept s) 0 - nth (S j) (near kept s) 0) <= 1 / 2.
Proof.
  unfold near. cbn [nth scaled tl]. revert j.
  induction (map _ kept) as [|t x IH]; intros [|j]; simpl;
    try (rewrite Rminus_0_r, Rabs_R0; lra).
  - apply nearest_within.
  - apply IH.
Qed.

Theorem certificate_coordinates_known d M kept T :
  known d (exact_coordinates d M kept) (integer_coordinates d M kept)
    (coordinate_error M) T.
Proof.
  intros s _ l Hl. unfold coords, exact_coordinates, integer_coordinates.
  rewrite !nth_triangular by easy. cbn [seq]. rewrite !sum_map_cons.
  change (nth 0 (scaled kept s) 0) with unit_size.
  change (nth 0 (near kept s) 0) with unit_size.
  replace (_ + _ - _) with (sum (map (fun j => M l j *
    (nth j (scaled kept s) 0 - nth j (near kept s) 0)) (seq 1 l))).
  - apply Rle_trans with (1 := Rabs_sum_le _ _). unfold coordinate_error.
    rewrite <- sum_scale. apply sum_le. intros [|j] Hj; apply in_seq in Hj; [lia|].
    rewrite Rabs_mult, Rmult_comm. apply Rmult_le_compat_r; [apply Rabs_pos|].
    apply near_within.
  - rewrite (sum_ext _ (fun j => M l j * nth j (scaled kept s) 0
      + -1 * (M l j * nth j (near kept s) 0))) by (intros; ring).
    rewrite sum_plus, sum_scale. ring.
Qed.

(** (1,x_s) is a linear function of the exact coordinates. *)
Theorem certificate_coordinates_linear n T kept dropped M :
  training_set n T -> all_features n T kept dropped ->
  (forall l, (l < S (length kept))%nat -> 0 < M l l) ->
  exists B, forall s, In s T ->
    with_one s
      = map (fun row => dot row (exact_coordinates (S (length kept)) M kept s)) B.
Proof.
  intros HT Hall HM. set (z := exact_coordinates (S (length kept)) M kept).
  assert (Hlen : forall s, In s T -> length (scaled kept s) = S (length kept)).
  { intros s _. unfold scaled. simpl. now rewrite map_length. }
  pose proof (linear_triangular (scaled kept) T _ M Hlen HM) as Htri.
  destruct (linear_rows z T ((fun _ => 1) :: map feature (seq 0 n))) as [B HB].
  - constructor; [|apply Forall_map, Forall_forall; intros f Hf; apply in_seq in Hf];
      apply (linear_of_linear (scaled kept)); try apply Htri.
    + apply linear_one.
    + apply (linear_feature n T kept dropped); [easy|lia].
  - exists B. intros s Hs. rewrite <- (HB s Hs). unfold with_one. cbn [map]. f_equal.
    rewrite map_map. unfold feature. destruct HT as [_ HT]. rewrite Forall_forall in HT.
    destruct (HT s Hs) as [Hn _]. rewrite <- Hn. clear.
    induction (coordinates s) as [|t x IH]; [reflexivity|]. cbn [length seq map].
    now rewrite <- seq_shift, map_map, IH at 1.
Qed.

(** * T9 with these coordinates *)

(** The claim of a certificate whose proof is by points. *)
Theorem T9_certified_by_points n K T kept dropped M Lbar alpha Q t X :
  training_set n T -> labelled K T -> affine K with_one X T -> loss K X T <= Lbar ->
  all_features n T kept dropped -> (forall l, (l <= length kept)%nat -> 0 < M l l) ->
  (0 < Q)%Z ->
  let d := S (length kept) in
  every_leaf (certified_leaf K d (integer_coordinates d M kept) (coordinate_error M)
    (as_reals (rounded T Q)) T (IZR (threshold T Q (rounded T Q) alpha)) (Lbar * IZR Q))
    [] t ->
  alpha <= accuracy K X T.
Proof.
  intros HT HK HX Hloss Hall HM HQ d Ht.
  destruct (certificate_coordinates_linear n T kept dropped M HT Hall) as [B HB];
    [intros; apply HM; lia|].
  apply (T9_certificate_points n K T (exact_coordinates d M kept)
    (integer_coordinates d M kept) d (coordinate_error M) B Lbar alpha Q t X); try easy.
  - intros s _. unfold exact_coordinates, triangular. now rewrite map_length, seq_length.
  - apply certificate_coordinates_known.
Qed.

(** The claim [vacuous]. *)
Theorem T9_certified_vacuous n K T kept dropped M Lbar Q t X :
  training_set n T -> labelled K T -> affine K with_one X T ->
  all_features n T kept dropped -> (forall l, (l <= length kept)%nat -> 0 < M l l) ->
  (0 < Q)%Z ->
  let d := S (length kept) in
  every_leaf (certified_leaf K d (integer_coordinates d M kept) (coordinate_error M)
    (as_reals (rounded T Q)) T 0 (Lbar * IZR Q)) [] t ->
  ~ loss K X T <= Lbar.
Proof.
  intros HT HK HX Hall HM HQ d Ht.
  destruct (certificate_coordinates_linear n T kept dropped M HT Hall) as [B HB];
    [intros; apply HM; lia|].
  apply (T9_certificate_points_vacuous n K T (exact_coordinates d M kept)
    (integer_coordinates d M kept) d (coordinate_error M) B Lbar Q t X); try easy.
  - intros s _. unfold exact_coordinates, triangular. now rewrite map_length, seq_length.
  - apply certificate_coordinates_known.
Qed.

(** The claim of a certificate whose proof is by directions. *)
Theorem T9_certified_by_directions n T kept dropped M Lbar alpha Q trees X :
  training_set n T -> labelled 2 T -> affine 2 with_one X T -> loss 2 X T <= Lbar ->
  Lbar < ln 2 ->
  all_features n T kept dropped -> (forall l, (l <= length kept)%nat -> 0 < M l l) ->
  (0 < Q)%Z ->
  let d := S (length kept) in
  Forall (leaf_done d (integer_coordinates d M kept) (coordinate_error M)
    (as_reals (rounded T Q)) T (IZR (threshold T Q (rounded T Q) alpha)) (Lbar * IZR Q))
    (chart_parts d trees) ->
  alpha <= accuracy 2 X T.
Proof.
  intros HT HK HX Hloss H2 Hall HM HQ d Ht.
  destruct (certificate_coordinates_linear n T kept dropped M HT Hall) as [B HB];
    [intros; apply HM; lia|].
  apply (T9_certificate_directions n T (exact_coordinates d M kept)
    (integer_coordinates d M kept) d (coordinate_error M) B Lbar alpha Q trees X);
    try easy.
  - intros s _. unfold exact_coordinates, triangular. now rewrite map_length, seq_length.
  - apply certificate_coordinates_known.
Qed.
