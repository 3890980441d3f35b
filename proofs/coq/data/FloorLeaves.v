(** Sections 6 and 7 of docs/data-floor-certificate.md: the leaves of both kinds of
    proofs, in the integers of a certificate, and T9 for certificates that consist of
    them. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith FunctionalExtensionality.
From Coq Require Import Classical_Prop.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced.
From Doublecheck Require Import DataFloor Directions LinearEquations ExactBalance.
From Doublecheck Require Import FloorCoordinates FloorNumbers.
Import ListNotations.
Open Scope R_scope.

(** * A certificate's vector: for each point P_s, and the e_s that it contributes *)

Record integer_line := { of_point : point; entries : integer_vector; contribution : Z }.

Definition to_evidence (U : Z) (x : integer_line) : evidence :=
  {| about := of_point x; vector_of := as_vector U (entries x);
     value := IZR (contribution x) / log_unit |}.

Definition blank_line : integer_line :=
  {| of_point := about blank; entries := fun _ => 0%Z; contribution := 0%Z |}.

Definition integer_line_at (xs : list integer_line) (q : nat) : integer_line :=
  nth q xs blank_line.

Lemma line_to_evidence U xs q : (q < length xs)%nat ->
  line (map (to_evidence U) xs) q = to_evidence U (integer_line_at xs q).
Proof.
  intros Hq. unfold line, integer_line_at.
  rewrite (nth_indep _ blank (to_evidence U blank_line)) by now rewrite map_length.
  apply map_nth.
Qed.

(** sum of W_s e_s + k T. *)
Definition leaf_sum (W : point -> Z) (xs : list integer_line) (k quota : Z) : Z :=
  (sum_Z (map (fun x => W (of_point x) * contribution x) xs) + k * quota)%Z.

Lemma leaf_sum_values W U xs k quota :
  values (as_reals W) (map (to_evidence U) xs) + IZR k / log_unit * IZR quota
    = IZR (leaf_sum W xs k quota) / log_unit.
Proof.
  unfold leaf_sum. rewrite plus_IZR, mult_IZR. unfold values. rewrite map_map.
  assert (E : sum (map (fun x => as_reals W (about (to_evidence U x))
      * value (to_evidence U x)) xs)
    = IZR (sum_Z (map (fun x => W (of_point x) * contribution x)%Z xs)) / log_unit).
  { induction xs as [|x xs IH].
    - unfold sum. simpl. unfold Rdiv. ring.
    - rewrite sum_map_cons, IH. simpl. unfold as_reals, Rdiv.
      rewrite plus_IZR, mult_IZR. ring. }
  rewrite E. unfold Rdiv. ring.
Qed.

(** 2^48 loss Q < sum of W_s e_s + k T. *)
Lemma leaf_inequality W U xs k quota budget :
  log_unit * budget < IZR (leaf_sum W xs k quota) ->
  budget < values (as_reals W) (map (to_evidence U) xs) + IZR k / log_unit * IZR quota.
Proof.
  intros H. rewrite leaf_sum_values.
  assert (HL : 0 < log_unit) by (unfold log_unit; lra).
  apply (Rmult_lt_reg_l log_unit); [easy|]. field_simplify; lra.
Qed.

Lemma price_nonneg k : (0 <= k)%Z -> 0 <= IZR k / log_unit.
Proof.
  intros Hk. apply IZR_le in Hk. unfold Rdiv. apply Rmult_le_pos; [easy|].
  unfold log_unit. lra.
Qed.

(** * rho and rad *)

(** 2^b [y_s = j] - P_sj. *)
Definition entry (U : Z) (x : integer_line) (j : nat) : R :=
  IZR (U * (if Nat.eqb (class (of_point x)) j then 1 else 0) - entries x j).

Definition leaf_rho (U : Z) (w : point -> R) (u : point -> vector)
    (xs : list integer_line) (j l : nat) : R :=
  sum (map (fun x => w (of_point x) * entry U x j * coords u (of_point x) l) xs).

Definition leaf_rad (U : Z) (err : nat -> R) (w : point -> R)
    (xs : list integer_line) (j l : nat) : R :=
  err l * sum (map (fun x => w (of_point x) * Rabs (entry U x j)) xs).

Lemma entry_scaled U x j : (0 < U)%Z ->
  entry U x j = IZR U * (indicator (of_point x) j - as_vector U (entries x) j).
Proof.
  intros HU. apply IZR_lt in HU. unfold entry, indicator, as_vector.
  rewrite minus_IZR, mult_IZR. destruct (Nat.eqb _ _); field; lra.
Qed.

Lemma leaf_rho_scaled U w u xs j l : (0 < U)%Z ->
  leaf_rho U w u xs j l = IZR U * block_rho w u (map (to_evidence U) xs) j l.
Proof.
  intros HU. unfold leaf_rho, block_rho, imbalance. rewrite map_map, <- sum_scale.
  apply sum_ext. intros x _. rewrite entry_scaled by easy. cbn. ring.
Qed.

Lemma leaf_rad_scaled U err w xs j l : (0 < U)%Z ->
  leaf_rad U err w xs j l = IZR U * (err l * spread w (map (to_evidence U) xs) j).
Proof.
  intros HU. unfold leaf_rad, spread. rewrite map_map.
  rewrite (sum_ext _ (fun x => IZR U * (w (of_point x)
    * Rabs (indicator (of_point x) j - as_vector U (entries x) j)))).
  - rewrite sum_scale. cbn. ring.
  - intros x _. rewrite entry_scaled, Rabs_mult by easy. apply IZR_lt in HU.
    rewrite (Rabs_right (IZR U)) by lra. ring.
Qed.

(** * Section 6: a block of a basis, with integers [R] in units of 1 / V, V = 2^r *)

Definition basis_matrix (V : Z) (R0 : nat -> nat -> Z) : nat -> nat -> R :=
  fun i l => IZR (R0 i l) / IZR V.

(** The sum over k of F_ik. *)
Definition leaf_defect (d : nat) (V : Z) (R0 : nat -> nat -> Z) u err (w : point -> R)
    (xs : list integer_line) (chosen : nat -> nat) (i : nat) : R :=
  sum (map (fun k => let s := of_point (integer_line_at xs (chosen k)) in
    Rabs (IZR V * kronecker i k
          - sum (map (fun l => IZR (R0 i l) * (w s * coords u s l)) (seq 0 d)))
    + w s * sum (map (fun l => Rabs (IZR (R0 i l)) * err l) (seq 0 d))) (seq 0 d)).

Definition leaf_mid (d : nat) (V : Z) (R0 : nat -> nat -> Z) (rho : nat -> R)
    (i : nat) : R :=
  / IZR V * sum (map (fun l => IZR (R0 i l) * rho l) (seq 0 d)).

Definition leaf_dev (d : nat) (V : Z) (R0 : nat -> nat -> Z) (rad : nat -> R)
    (i : nat) : R :=
  / IZR V * sum (map (fun l => Rabs (IZR (R0 i l)) * rad l) (seq 0 d)).

Lemma leaf_mid_scaled d U V R0 w u xs j i : (0 < U)%Z ->
  leaf_mid d V R0 (leaf_rho U w u xs j) i
    = IZR U * block_mid d w u (map (to_evidence U) xs) j (basis_matrix V R0) i.
Proof.
  intros HU. unfold leaf_mid, block_mid, apply_matrix, basis_matrix.
  rewrite <- !sum_scale. apply sum_ext. intros l _. rewrite leaf_rho_scaled by easy.
  unfold Rdiv. ring.
Qed.

Lemma Rabs_over a V : (0 < V)%Z -> Rabs (a / IZR V) = Rabs a / IZR V.
Proof.
  intros HV. apply IZR_lt in HV. unfold Rdiv. rewrite Rabs_mult. f_equal.
  apply Rabs_right, Rle_ge, Rlt_le, Rinv_0_lt_compat. easy.
Qed.

Lemma leaf_dev_scaled d U V R0 err w xs j i : (0 < U)%Z -> (0 < V)%Z ->
  leaf_dev d V R0 (leaf_rad U err w xs j) i
    = IZR U * block_dev d err w (map (to_evidence U) xs) j (basis_matrix V R0) i.
Proof.
  intros HU HV. unfold leaf_dev, block_dev, basis_matrix. rewrite <- !sum_scale.
  apply sum_ext. intros l _. rewrite leaf_rad_scaled, Rabs_over by easy.
  unfold Rdiv. ring.
Qed.

Lemma leaf_defect_scaled d U V R0 u err w xs chosen i : (0 < V)%Z ->
  (forall k, (k < d)%nat -> (chosen k < length xs)%nat) ->
  block_defect d u err w (map (to_evidence U) xs) chosen (basis_matrix V R0) i
    = / IZR V * leaf_defect d V R0 u err w xs chosen i.
Proof.
  intros HV Hc. unfold block_defect, leaf_defect. rewrite <- sum_scale. apply sum_ext.
  intros k Hk. apply in_seq in Hk. cbv zeta. unfold defect, block_matrix.
  rewrite line_to_evidence by (apply Hc; lia). cbn [about to_evidence].
  set (s := of_point (integer_line_at xs (chosen k))).
  pose proof HV as HV'. apply IZR_lt in HV'.
  rewrite Rmult_plus_distr_l. f_equal.
  - rewrite <- (Rabs_right (/ IZR V)) at 1 by
      (apply Rle_ge, Rlt_le, Rinv_0_lt_compat; easy).
    rewrite <- Rabs_mult. f_equal. rewrite Rmult_minus_distr_l. f_equal.
    + unfold kronecker. field. lra.
    + rewrite <- sum_scale. apply sum_ext. intros l _. unfold basis_matrix, Rdiv. ring.
  - rewrite <- Rmult_assoc, (Rmult_comm (/ IZR V)), Rmult_assoc. f_equal.
    rewrite <- sum_scale. apply sum_ext. intros l _. unfold basis_matrix.
    rewrite Rabs_over by easy. unfold Rdiv. ring.
Qed.

(** P_sj + t and P_sK - t. *)
Definition move_Z (K j : nat) (t : Z) (P : integer_vector) : integer_vector :=
  fun c => (P c + t * ((if Nat.eqb c j then 1 else 0)
                       - (if Nat.eqb c K then 1 else 0)))%Z.

Lemma as_vector_move K U j t P : (0 < U)%Z ->
  as_vector U (move_Z K j t P) = move K j (IZR t / IZR U) (as_vector U P).
Proof.
  intros HU. apply functional_extensionality. intros c. apply IZR_lt in HU.
  unfold as_vector, move_Z, move, kronecker. rewrite plus_IZR, mult_IZR, minus_IZR.
  destruct (Nat.eqb c j), (Nat.eqb c K); field; lra.
Qed.

Lemma sum_Z_plus (f g : nat -> Z) l :
  sum_Z (map (fun c => f c + g c)%Z l) = (sum_Z (map f l) + sum_Z (map g l))%Z.
Proof. induction l as [|c l IH]; [reflexivity|]. simpl. rewrite IH. ring. Qed.

Lemma sum_Z_delta K j : (1 <= j <= K)%nat ->
  sum_Z (map (fun c => if Nat.eqb c j then 1 else 0)%Z (seq 1 K)) = 1%Z.
Proof.
  intros Hj. apply eq_IZR. transitivity (sum (map (fun c => kronecker c j) (seq 1 K))).
  - generalize (seq 1 K). induction l as [|c l IH]; [reflexivity|].
    rewrite sum_map_cons, <- IH. simpl. rewrite plus_IZR. unfold kronecker.
    now destruct (Nat.eqb c j).
  - rewrite (sum_single _ _ j); [apply kronecker_same|apply seq_NoDup| |].
    + now apply in_classes.
    + intros c _ Hc. now apply kronecker_other.
Qed.

Lemma adds_up_move K U j t P : (1 <= j < K)%nat ->
  adds_up K U P -> adds_up K U (move_Z K j t P).
Proof.
  intros Hj. unfold adds_up, move_Z. intros <-. rewrite sum_Z_plus.
  enough (E : sum_Z (map (fun c => t * ((if Nat.eqb c j then 1 else 0)
    - (if Nat.eqb c K then 1 else 0)))%Z (seq 1 K)) = 0%Z) by (rewrite E; ring).
  pose proof (sum_Z_delta K j ltac:(lia)) as H1.
  pose proof (sum_Z_delta K K ltac:(lia)) as H2.
  revert H1 H2. generalize (seq 1 K).
  assert (G : forall l, sum_Z (map (fun c => t * ((if Nat.eqb c j then 1 else 0)
    - (if Nat.eqb c K then 1 else 0)))%Z l)
    = (t * (sum_Z (map (fun c => if Nat.eqb c j then 1 else 0)%Z l)
      - sum_Z (map (fun c => if Nat.eqb c K then 1 else 0)%Z l)))%Z).
  { induction l as [|c l IH]; [simpl; ring|]. simpl. rewrite IH. ring. }
  intros l H1 H2. rewrite G, H1, H2. ring.
Qed.

(** ** Decisions about points by their numbers (from 0) *)

Record numbered_decision := { which : nat; rival_class : nat; its_sign : sign }.

Definition numbered_decision_eq_dec : forall x y : numbered_decision, {x = y} + {x <> y}.
Proof. repeat decide equality. Defined.

Definition marked (ND : list numbered_decision) (g : sign) (q l : nat) : bool :=
  if in_dec numbered_decision_eq_dec {| which := q; rival_class := l; its_sign := g |} ND
  then true else false.

Definition point_at (T : points) (q : nat) : point := nth q T (about blank).

Definition to_decisions (T : points) (ND : list numbered_decision) : list decision :=
  map (fun x => {| whose := point_at T (which x); against := rival_class x;
                   sign_of := its_sign x |}) ND.

Lemma marked_decided T ND g q l :
  marked ND g q l = true -> decided (to_decisions T ND) g (point_at T q) l = true.
Proof.
  unfold marked. destruct (in_dec _ _ _) as [H|H]; [intros _|discriminate].
  apply decided_true. apply (in_map (fun x => {| whose := point_at T (which x);
    against := rival_class x; sign_of := its_sign x |})) in H. exact H.
Qed.

Lemma marked_among T ND q : ~ contradictory (to_decisions T ND) ->
  among (to_decisions T ND) (marked ND Negative q) (marked ND Positive q) (point_at T q).
Proof. intros H. split; [|split; [|easy]]; intros l; apply marked_decided. Qed.

(** The leaf [b] of section 6. *)
Definition b_leaf (K d : nat) (U : Z) (eta_Z : Z -> Z) u err (W : point -> Z) (T : points)
    (quota : Z) (budget : R) (ND : list numbered_decision) : Prop :=
  exists k xs p V (R0 : nat -> nat -> nat -> Z) (phi M : nat -> R) lo hi,
    let w := as_reals W in
    let mid j := leaf_mid d V (R0 j) (leaf_rho U w u xs j) in
    let dev j := leaf_dev d V (R0 j) (leaf_rad U err w xs j) in
    let wide j i := dev j i + 2 * phi j * M j in
    let right q P := contributes K eta_Z (marked ND Negative q) (marked ND Positive q) k
      (point_at T q) P (contribution (integer_line_at xs q)) in
    (0 <= k)%Z /\ (0 < V)%Z /\ map of_point xs = T /\
    Forall (fun x => adds_up K U (entries x)) xs /\ basis K d (length T) p /\
    (forall j, (1 <= j < K)%nat ->
       0 <= phi j < 1 / 2 /\ 0 <= M j /\
       forall i, (i < d)%nat ->
         / IZR V * leaf_defect d V (R0 j) u err w xs (p j) i <= phi j /\
         Rabs (mid j i) + dev j i <= M j) /\
    (forall j i, (1 <= j < K)%nat -> (i < d)%nat ->
       let P := entries (integer_line_at xs (p j i)) in
       IZR (lo j i) <= mid j i - wide j i /\ mid j i + wide j i <= IZR (hi j i) /\
       right (p j i) (move_Z K j (lo j i) P) /\ right (p j i) (move_Z K j (hi j i) P)) /\
    (forall q, (q < length T)%nat ->
       (forall j i, (1 <= j < K)%nat -> (i < d)%nat -> p j i <> q) ->
       right q (entries (integer_line_at xs q))) /\
    log_unit * budget < IZR (leaf_sum W xs k quota).

Lemma scaled_le U a b : (0 < U)%Z -> IZR U * a <= b -> a <= b / IZR U.
Proof.
  intros HU H. apply IZR_lt in HU. apply (Rmult_le_reg_l (IZR U)); [easy|].
  field_simplify; lra.
Qed.

Lemma b_leaf_bounds d U V R0 u err w xs chosen j phi M :
  (0 < U)%Z -> (0 < V)%Z -> 0 <= phi < 1 / 2 -> 0 <= M ->
  (forall k, (k < d)%nat -> (chosen k < length xs)%nat) ->
  (forall i, (i < d)%nat ->
     / IZR V * leaf_defect d V R0 u err w xs chosen i <= phi /\
     Rabs (leaf_mid d V R0 (leaf_rho U w u xs j) i)
       + leaf_dev d V R0 (leaf_rad U err w xs j) i <= M) ->
  block_bounds d u err w (map (to_evidence U) xs) chosen j (basis_matrix V R0) phi
    (M / IZR U).
Proof.
  intros HU HV Hphi HM Hc H. split; [easy|]. pose proof (IZR_lt _ _ HU) as HU'. split.
  - unfold Rdiv. apply Rmult_le_pos; [easy|]. now apply Rlt_le, Rinv_0_lt_compat.
  - intros i Hi. destruct (H i Hi) as [H1 H2]. split.
    + now rewrite leaf_defect_scaled.
    + apply scaled_le; [easy|]. rewrite leaf_mid_scaled, leaf_dev_scaled in H2 by easy.
      rewrite Rabs_mult, (Rabs_right (IZR U)) in H2 by lra. lra.
Qed.

Lemma line_contributes K U eta_Z D neg pos k s P e T :
  (0 < U)%Z -> rounded_down U eta_Z -> labelled K T -> In s T ->
  adds_up K U P -> among D neg pos s -> contributes K eta_Z neg pos k s P e ->
  allowed K D (IZR k / log_unit) s (as_vector U P) (IZR e / log_unit).
Proof.
  intros HU He HK Hs HP HD H. apply (B3_contributes K U eta_Z D neg pos); try easy.
  now apply (labelled_in K T).
Qed.

Lemma of_point_at T xs q : (q < length xs)%nat -> map of_point xs = T ->
  of_point (integer_line_at xs q) = point_at T q.
Proof.
  intros Hq <-. unfold point_at, integer_line_at.
  rewrite (nth_indep _ (about blank) (of_point blank_line)) by now rewrite map_length.
  now rewrite map_nth.
Qed.

(** Integers around a number, in units of 1 / U. *)
Lemma scaled_between U lo hi m v : (0 < U)%Z ->
  IZR lo <= IZR U * m - IZR U * v -> IZR U * m + IZR U * v <= IZR hi ->
  IZR lo / IZR U <= m - v /\ m + v <= IZR hi / IZR U.
Proof.
  intros HU Hlo Hhi. apply IZR_lt in HU.
  split; apply (Rmult_le_reg_l (IZR U)); try easy; field_simplify; lra.
Qed.

(** It is a leaf of B10, if the decisions are not against each other. *)
Theorem b_leaf_basis_leaf K d U eta_Z u err W T quota budget ND :
  (0 < U)%Z -> rounded_down U eta_Z -> labelled K T ->
  ~ contradictory (to_decisions T ND) ->
  b_leaf K d U eta_Z u err W T quota budget ND ->
  basis_leaf K d u err (as_reals W) T (IZR quota) budget (to_decisions T ND).
Proof.
  intros HU He HK Hno (k & xs & p & V & R0 & phi & M & lo & hi & H). cbv zeta in H.
  destruct H as (Hk & HV & HT & Hsum & Hp & Hb & Hchosen & Hother & Hlt).
  assert (Hlen : length T = length xs) by (rewrite <- HT; apply map_length).
  rewrite Hlen in *. rewrite Forall_forall in Hsum. pose proof (IZR_lt _ _ HU) as HU'.
  assert (Hin : forall q, (q < length xs)%nat -> In (integer_line_at xs q) xs)
    by (intros; now apply nth_In).
  assert (HinT : forall q, (q < length xs)%nat -> In (point_at T q) T)
    by (intros; apply nth_In; lia).
  exists (IZR k / log_unit), (map (to_evidence U) xs), p,
    (fun j => basis_matrix V (R0 j)), phi, (fun j => M j / IZR U),
    (fun j i => IZR (lo j i) / IZR U), (fun j i => IZR (hi j i) / IZR U).
  rewrite map_length. split; [now apply price_nonneg|]. split; [now rewrite map_map|].
  split; [|split; [easy|split; [|split; [|split; [|now apply leaf_inequality]]]]].
  - apply Forall_map, Forall_forall. intros x Hx. apply adds_up_vector; auto.
  - intros j Hj. destruct (Hb j Hj) as (H1 & H2 & H3). apply b_leaf_bounds; try easy.
    intros i Hi. now apply Hp.
  - intros j i Hj Hi. pose proof (proj1 Hp j i Hj Hi) as Hq. cbv zeta.
    rewrite line_to_evidence by easy. cbn [about vector_of value to_evidence].
    rewrite <- !as_vector_move, (of_point_at T) by easy.
    destruct (Hchosen j i Hj Hi) as (Hlo & Hhi & H1 & H2).
    rewrite leaf_mid_scaled, leaf_dev_scaled in Hlo, Hhi by easy. unfold block_wide.
    set (bm := block_mid _ _ _ _ _ _ _) in *. set (bd := block_dev _ _ _ _ _ _ _) in *.
    assert (E : IZR U * bd + 2 * phi j * M j
      = IZR U * (bd + 2 * phi j * (M j / IZR U))) by (field; lra).
    rewrite E in Hlo, Hhi. pose proof (marked_among T ND (p j i) Hno) as Hmarks.
    destruct (scaled_between U (lo j i) (hi j i) bm _ HU Hlo Hhi) as [Hlo' Hhi'].
    split; [exact Hlo'|]. split; [exact Hhi'|].
    split; (eapply (line_contributes K U eta_Z _ _ _ k); eauto; apply adds_up_move; auto).
  - intros q Hq Hq'. cbv zeta. rewrite line_to_evidence by easy.
    cbn [about vector_of value to_evidence]. rewrite (of_point_at T) by easy.
    pose proof (marked_among T ND q Hno) as Hmarks.
    eapply (line_contributes K U eta_Z _ _ _ k); eauto.
Qed.

(** The leaf [n]: the points that are not kept are too light. *)
Definition kept_at (K : nat) (T : points) (ND : list numbered_decision) (q : nat)
    : bool :=
  forallb (marked ND Positive q) (rivals K (point_at T q)).

Definition n_leaf (K : nat) (W : point -> Z) (T : points) (quota : Z)
    (ND : list numbered_decision) : Prop :=
  (sum_Z (map (fun q => if kept_at K T ND q then 0 else W (point_at T q))
     (seq 0 (length T))) < quota)%Z.

Lemma kept_at_kept K T ND q :
  kept_at K T ND q = true -> kept K (to_decisions T ND) (point_at T q) = true.
Proof.
  unfold kept_at, kept. rewrite !forallb_forall. intros H l Hl.
  now apply marked_decided, H.
Qed.

Lemma sum_Z_as_sum {A} (f : A -> Z) l :
  IZR (sum_Z (map f l)) = sum (map (fun x => IZR (f x)) l).
Proof.
  induction l as [|x l IH]; [reflexivity|]. rewrite sum_map_cons, <- IH. simpl.
  now rewrite plus_IZR.
Qed.

Lemma n_leaf_not_kept K W T quota ND :
  (forall s, In s T -> (0 <= W s)%Z) -> n_leaf K W T quota ND ->
  not_kept K (to_decisions T ND) (as_reals W) T < IZR quota.
Proof.
  intros HW H. apply IZR_lt in H. apply Rle_lt_trans with (2 := H).
  rewrite sum_Z_as_sum. unfold not_kept. rewrite (map_positions _ T (about blank)).
  apply sum_le. intros q Hq. apply in_seq in Hq. fold (point_at T q).
  assert (Hs : 0 <= as_reals W (point_at T q)).
  { apply IZR_le, HW, nth_In. lia. }
  destruct (kept_at K T ND q) eqn:E.
  - rewrite (kept_at_kept K T ND q E). lra.
  - unfold as_reals in *. destruct (kept K _ _); lra.
Qed.

Definition integer_leaf (K d : nat) (U : Z) (eta_Z : Z -> Z) u err (W : point -> Z)
    (T : points) (quota : Z) (budget : R) (ND : list numbered_decision) : Prop :=
  n_leaf K W T quota ND \/ b_leaf K d U eta_Z u err W T quota budget ND.

Lemma integer_leaf_certified K d U eta_Z u err W T quota budget ND :
  (0 < U)%Z -> rounded_down U eta_Z -> labelled K T ->
  (forall s, In s T -> (0 <= W s)%Z) ->
  integer_leaf K d U eta_Z u err W T quota budget ND ->
  certified_leaf K d u err (as_reals W) T (IZR quota) budget (to_decisions T ND).
Proof.
  intros HU He HK HW [H|H]; [left; now apply n_leaf_not_kept|right].
  destruct (classic (contradictory (to_decisions T ND))); [now right|left].
  now apply (b_leaf_basis_leaf K d U eta_Z).
Qed.

(** Trees that name points by their numbers. *)
Inductive numbered_tree :=
| Numbered_leaf
| Numbered (q l : nat) (negative positive : numbered_tree).

Fixpoint every_numbered_leaf (done : list numbered_decision -> Prop)
    (ND : list numbered_decision) (t : numbered_tree) : Prop :=
  match t with
  | Numbered_leaf => done ND
  | Numbered q l t1 t2 =>
      every_numbered_leaf done
        ({| which := q; rival_class := l; its_sign := Negative |} :: ND) t1 /\
      every_numbered_leaf done
        ({| which := q; rival_class := l; its_sign := Positive |} :: ND) t2
  end.

Fixpoint to_tree (T : points) (t : numbered_tree) : decision_tree :=
  match t with
  | Numbered_leaf => Leaf
  | Numbered q l t1 t2 => Decide (point_at T q) l (to_tree T t1) (to_tree T t2)
  end.

Lemma every_leaf_to_tree T (P : list numbered_decision -> Prop)
    (Q : list decision -> Prop) :
  (forall ND, P ND -> Q (to_decisions T ND)) ->
  forall t ND, every_numbered_leaf P ND t ->
    every_leaf Q (to_decisions T ND) (to_tree T t).
Proof.
  intros H. induction t as [|q l t1 IH1 t2 IH2]; intros ND Ht; [now apply H|].
  destruct Ht as [H1 H2]. split; [now apply IH1 in H1|now apply IH2 in H2].
Qed.

(** * Section 7: boxes *)

(** A cut. *)
Definition integer_cut (U : Z) (eta_Z : Z -> Z) (W : point -> Z) (T : points) (quota : Z)
    (budget : R) (k : Z) (xs : list integer_line) : Prop :=
  (0 <= k)%Z /\ map of_point xs = T /\
  Forall (fun x => adds_up 2 U (entries x) /\
    contributes 2 eta_Z (fun _ => false) (fun _ => false) k (of_point x) (entries x)
      (contribution x)) xs /\
  log_unit * budget < IZR (leaf_sum W xs k quota).

Lemma integer_cut_cut U eta_Z W T quota budget k xs :
  (0 < U)%Z -> rounded_down U eta_Z -> labelled 2 T ->
  integer_cut U eta_Z W T quota budget k xs ->
  cut T (as_reals W) (IZR quota) budget (IZR k / log_unit) (map (to_evidence U) xs).
Proof.
  intros HU He HK (Hk & HT & Hx & Hlt). split; [now apply price_nonneg|].
  split; [split; [now rewrite map_map|]|now apply leaf_inequality].
  rewrite Forall_forall in Hx. apply Forall_map, Forall_forall. intros x Hin.
  destruct (Hx x Hin) as [Hsum Hc]. split; [now apply adds_up_vector|].
  cbn [about vector_of value to_evidence]. set (none := fun _ : nat => false) in Hc.
  apply By_B3, (line_contributes 2 U eta_Z [] none none k _ _ _ T); try easy.
  - rewrite <- HT. now apply in_map.
  - split; [easy|split; [easy|]]. now intros (s & l & H & _).
Qed.

(** The margin is positive on all of the box. *)
Definition surely_right (d : nat) u err (b : box) (s : point) : bool :=
  Rltb 0 (box_lower d b (sigma s) (coords u s) err).

Lemma outside_as_reals (A : point -> bool) W T :
  sum (map (fun s => as_reals W s * (if A s then 0 else 1)) T)
    = IZR (sum_Z (map (fun s => if A s then 0 else W s)%Z T)).
Proof.
  rewrite sum_Z_as_sum. apply sum_ext. intros s _. unfold as_reals.
  destruct (A s); ring.
Qed.

(** The leaves [c] and [n] of a chart. *)
Definition box_leaf (d : nat) (U : Z) (eta_Z : Z -> Z) u err (W : point -> Z) (T : points)
    (quota : Z) (budget : R) (b : box) : Prop :=
  (exists k xs, integer_cut U eta_Z W T quota budget k xs /\
     box_upper d b (leaf_rho U (as_reals W) u xs 1) (leaf_rad U err (as_reals W) xs 1)
       <= 0) \/
  (sum_Z (map (fun s => if surely_right d u err b s then 0 else W s) T) < quota)%Z.

Lemma box_upper_scaled d b c r rad :
  0 <= c ->
  box_upper d b (fun l => c * r l) (fun l => c * rad l) = c * box_upper d b r rad.
Proof.
  intros Hc. unfold box_upper. rewrite <- sum_scale. apply sum_ext. intros l _.
  rewrite Rabs_mult, (Rabs_right c) by lra. ring.
Qed.

Theorem box_leaf_done d U eta_Z u err W T quota budget b :
  (0 < U)%Z -> rounded_down U eta_Z -> labelled 2 T ->
  box_leaf d U eta_Z u err W T quota budget b ->
  leaf_done d u err (as_reals W) T (IZR quota) budget b.
Proof.
  intros HU He HK [(k & xs & Hcut & H)|H]; [left|right].
  - exists (IZR k / log_unit), (map (to_evidence U) xs).
    split; [now apply (integer_cut_cut U eta_Z)|]. pose proof (IZR_lt _ _ HU) as HU'.
    replace (leaf_rho U (as_reals W) u xs 1) with (fun l => IZR U
      * rho (as_reals W) u (map (to_evidence U) xs) l) in H
      by (apply functional_extensionality; intros l; now rewrite leaf_rho_scaled).
    replace (leaf_rad U err (as_reals W) xs 1) with (fun l => IZR U
      * (err l * spread (as_reals W) (map (to_evidence U) xs) 1)) in H
      by (apply functional_extensionality; intros l; now rewrite leaf_rad_scaled).
    rewrite box_upper_scaled in H by lra. unfold spread in H.
    apply (Rmult_le_reg_l (IZR U)); [easy|]. rewrite Rmult_0_r. exact H.
  - exists (surely_right d u err b). split.
    + unfold others_weigh. rewrite outside_as_reals. now apply IZR_lt.
    + intros s _. apply Rltb_true.
Qed.

(** loss 2^48 < 2 eta(2^b): the loss is less than log 2. *)
Lemma loss_below_log_2 U eta_Z Lbar : (0 < U)%Z ->
  rounded_down U eta_Z -> Lbar * log_unit < 2 * IZR (eta_Z U) -> Lbar < ln 2.
Proof.
  intros HU He H. specialize (He U ltac:(lia)). apply IZR_lt in HU.
  replace (IZR U / IZR (2 * U)) with (1 / 2) in He by (rewrite mult_IZR; field; lra).
  unfold eta in He. rewrite ln_div, ln_1 in He by lra.
  apply (Rmult_lt_reg_r log_unit); [unfold log_unit; lra|]. lra.
Qed.

(** * What certificates prove *)

(** T9, proof by points: if each leaf of the tree is right, then every classifier whose
    scores are affine in the features and whose loss is at most Lbar has at least the
    accuracy alpha. *)
Theorem T9_proof_by_points n K T kept dropped M U eta_Z Lbar alpha Q t X :
  training_set n T -> labelled K T -> affine K with_one X T ->
  all_features n T kept dropped -> (forall l, (l <= length kept)%nat -> 0 < M l l) ->
  (0 < U)%Z -> rounded_down U eta_Z -> (0 < Q)%Z ->
  let d := S (length kept) in
  let W := rounded T Q in
  every_numbered_leaf (integer_leaf K d U eta_Z (integer_coordinates d M kept)
    (coordinate_error M) W T (threshold T Q W alpha) (Lbar * IZR Q)) [] t ->
  loss K X T <= Lbar -> alpha <= accuracy K X T.
Proof.
  intros HT HK HX Hall HM HU He HQ d W Ht Hloss.
  apply (T9_certified_by_points n K T kept dropped M Lbar alpha Q (to_tree T t) X);
    try easy.
  revert Ht. apply (every_leaf_to_tree T) with (ND := []). intros ND.
  apply integer_leaf_certified; try easy. apply (rounded_below n T Q HT HQ).
Qed.

(** With [vacuous]: if each leaf is right for the threshold 0, no such classifier has a
    loss of at most Lbar. *)
Theorem T9_proof_by_points_vacuous n K T kept dropped M U eta_Z Lbar Q t X :
  training_set n T -> labelled K T -> affine K with_one X T ->
  all_features n T kept dropped -> (forall l, (l <= length kept)%nat -> 0 < M l l) ->
  (0 < U)%Z -> rounded_down U eta_Z -> (0 < Q)%Z ->
  let d := S (length kept) in
  every_numbered_leaf (integer_leaf K d U eta_Z (integer_coordinates d M kept)
    (coordinate_error M) (rounded T Q) T 0 (Lbar * IZR Q)) [] t ->
  ~ loss K X T <= Lbar.
Proof.
  intros HT HK HX Hall HM HU He HQ d Ht.
  apply (T9_certified_vacuous n K T kept dropped M Lbar Q (to_tree T t) X); try easy.
  revert Ht. apply (every_leaf_to_tree T) with (ND := []). intros ND.
  apply integer_leaf_certified; try easy. apply (rounded_below n T Q HT HQ).
Qed.

(** T9, proof by directions: if each part of each chart is right, then every classifier
    whose two scores are affine in the features and whose loss is at most Lbar has at
    least the accuracy alpha. *)
Theorem T9_proof_by_directions n T kept dropped M U eta_Z Lbar alpha Q trees X :
  training_set n T -> labelled 2 T -> affine 2 with_one X T ->
  all_features n T kept dropped -> (forall l, (l <= length kept)%nat -> 0 < M l l) ->
  (0 < U)%Z -> rounded_down U eta_Z -> (0 < Q)%Z ->
  Lbar * log_unit < 2 * IZR (eta_Z U) ->
  let d := S (length kept) in
  let W := rounded T Q in
  Forall (box_leaf d U eta_Z (integer_coordinates d M kept) (coordinate_error M)
    W T (threshold T Q W alpha) (Lbar * IZR Q)) (chart_parts d trees) ->
  loss 2 X T <= Lbar -> alpha <= accuracy 2 X T.
Proof.
  intros HT HK HX Hall HM HU He HQ H2 d W Hdone Hloss.
  apply (T9_certified_by_directions n T kept dropped M Lbar alpha Q trees X); try easy.
  - now apply (loss_below_log_2 U eta_Z).
  - apply Forall_impl with (2 := Hdone). intros b. now apply box_leaf_done.
Qed.
