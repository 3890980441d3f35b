(** The integers of docs/data-floor-certificate.md, sections 3 to 7: vectors in units of
    2^-b, logarithms rounded down in units of 2^-48, and what they mean for B3. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts Decisions Balanced.
From Doublecheck Require Import DataFloor Directions LinearEquations ExactBalance.
From Doublecheck Require Import FloorCoordinates.
Import ListNotations.
Open Scope R_scope.

(** * Vectors in units of 1 / U, U = 2^b, and their doubles *)

Definition integer_vector := nat -> Z.

Definition as_vector (U : Z) (P : integer_vector) : class_vector :=
  fun j => IZR (P j) / IZR U.

(** 2 P; 2 P^l and 2 P_l of section 5, for a point of class y. *)
Definition double (P : integer_vector) : integer_vector := fun j => (2 * P j)%Z.

Definition double_average (y l : nat) (P : integer_vector) : integer_vector :=
  fun j => if (Nat.eqb j y || Nat.eqb j l)%bool then (P y + P l)%Z else (2 * P j)%Z.

Definition double_raise (y l : nat) (P : integer_vector) : integer_vector :=
  if Z.ltb (P l) (P y) then double_average y l P else double P.

Definition double_lower (y l : nat) (P : integer_vector) : integer_vector :=
  if Z.ltb (P y) (P l) then double_average y l P else double P.

Lemma as_vector_double U P j : (0 < U)%Z ->
  as_vector (2 * U) (double P) j = as_vector U P j.
Proof.
  intros HU. apply IZR_lt in HU. unfold as_vector, double. rewrite !mult_IZR. field. lra.
Qed.

Lemma as_vector_average U P y l j : (0 < U)%Z ->
  as_vector (2 * U) (double_average y l P) j = average y l (as_vector U P) j.
Proof.
  intros HU. apply IZR_lt in HU. unfold as_vector, double_average, average.
  destruct (Nat.eqb j y || Nat.eqb j l)%bool;
    rewrite ?mult_IZR, ?plus_IZR; field; lra.
Qed.

Lemma as_vector_lt U P i j : (0 < U)%Z ->
  as_vector U P i < as_vector U P j <-> (P i < P j)%Z.
Proof.
  intros HU. apply IZR_lt in HU. unfold as_vector, Rdiv. split; intros H.
  - apply lt_IZR. apply Rmult_lt_reg_r in H; [easy|]. now apply Rinv_0_lt_compat.
  - apply Rmult_lt_compat_r; [now apply Rinv_0_lt_compat|]. now apply IZR_lt.
Qed.

Lemma as_vector_raise U P y l j : (0 < U)%Z ->
  raise y l (as_vector U P) j = as_vector (2 * U) (double_raise y l P) j.
Proof.
  intros HU. unfold raise, double_raise.
  destruct (Rlt_dec (as_vector U P l) (as_vector U P y)) as [H|H];
    destruct (Z.ltb_spec (P l) (P y)) as [H'|H'].
  - now rewrite as_vector_average.
  - apply as_vector_lt in H; [lia|easy].
  - exfalso. apply H. now apply as_vector_lt.
  - now rewrite as_vector_double.
Qed.

Lemma as_vector_lower U P y l j : (0 < U)%Z ->
  lower y l (as_vector U P) j = as_vector (2 * U) (double_lower y l P) j.
Proof.
  intros HU. unfold lower, double_lower.
  destruct (Rlt_dec (as_vector U P y) (as_vector U P l)) as [H|H];
    destruct (Z.ltb_spec (P y) (P l)) as [H'|H'].
  - now rewrite as_vector_average.
  - apply as_vector_lt in H; [lia|easy].
  - exfalso. apply H. now apply as_vector_lt.
  - now rewrite as_vector_double.
Qed.

(** All K components add up to U. *)
Definition adds_up (K : nat) (U : Z) (P : integer_vector) : Prop :=
  sum_Z (map P (seq 1 K)) = U.

Lemma adds_up_vector K U P : (0 < U)%Z -> adds_up K U P -> is_vector K (as_vector U P).
Proof.
  intros HU HP. apply IZR_lt in HU. unfold is_vector, as_vector.
  rewrite (sum_ext _ (fun j => / IZR U * IZR (P j))) by (intros; unfold Rdiv; ring).
  rewrite sum_scale. unfold adds_up in HP.
  assert (E : forall l, sum (map (fun j => IZR (P j)) l) = IZR (sum_Z (map P l))).
  { clear. induction l as [|j l IH]; [reflexivity|]. rewrite sum_map_cons, IH. simpl.
    now rewrite plus_IZR. }
  rewrite E, HP. field. lra.
Qed.

Lemma average_vector K y l a :
  (1 <= y <= K)%nat -> In l (others K y) -> is_vector K a -> is_vector K (average y l a).
Proof.
  intros Hy Hl. unfold is_vector. rewrite !(sum_classes K y) by easy.
  rewrite !(sum_without (others K y) _ l) by (easy || apply NoDup_filter, seq_NoDup).
  intros Ha. unfold average at 1 2. rewrite !Nat.eqb_refl, orb_true_r. cbn [orb].
  rewrite (sum_ext (average y l a) a); [lra|]. intros j Hj. apply in_without in Hj.
  destruct Hj as [Hj Hne]. rewrite (average_rival K) by easy.
  now rewrite (proj2 (Nat.eqb_neq j l) Hne).
Qed.

Lemma raise_vector K y l a :
  (1 <= y <= K)%nat -> In l (others K y) -> is_vector K a -> is_vector K (raise y l a).
Proof.
  intros Hy Hl Ha. unfold raise. destruct (Rlt_dec _ _); [now apply average_vector|easy].
Qed.

Lemma lower_vector K y l a :
  (1 <= y <= K)%nat -> In l (others K y) -> is_vector K a -> is_vector K (lower y l a).
Proof.
  intros Hy Hl Ha. unfold lower. destruct (Rlt_dec _ _); [now apply average_vector|easy].
Qed.

(** * Logarithms rounded down *)

(** 2^48. *)
Definition log_unit : R := 281474976710656.

(** [eta_Z j] is eta(j) of section 4, or less: at most 2^48 times -x log x, where x is
    j / (2 U). *)
Definition rounded_down (U : Z) (eta_Z : Z -> Z) : Prop :=
  forall j, (0 <= j <= 2 * U)%Z -> IZR (eta_Z j) <= log_unit * eta (IZR j / IZR (2 * U)).

(** h, for a vector given by its double. *)
Definition h (K : nat) (eta_Z : Z -> Z) (P2 : integer_vector) : Z :=
  sum_Z (map (fun j => eta_Z (P2 j)) (seq 1 K)).

Definition not_negative (K : nat) (P : integer_vector) : Prop :=
  forall j, (1 <= j <= K)%nat -> (0 <= P j)%Z.

Lemma proper_as_vector K U P : (0 < U)%Z ->
  is_vector K (as_vector U P) -> not_negative K P -> proper_vector K (as_vector U P).
Proof.
  intros HU Hv HP. split; [easy|]. intros j Hj. apply IZR_lt in HU.
  unfold as_vector, Rdiv. apply Rmult_le_pos; [now apply IZR_le, HP|].
  now apply Rlt_le, Rinv_0_lt_compat.
Qed.

Lemma proper_le_1 K a j : proper_vector K a -> (1 <= j <= K)%nat -> a j <= 1.
Proof.
  intros [Hv Ha] Hj. rewrite <- Hv. apply (sum_term_le a); [|now apply in_classes].
  intros i Hi. now apply Ha, in_classes.
Qed.

(** h is at most 2^48 times the entropy. *)
Lemma h_le_entropy K U eta_Z P2 : (0 < U)%Z ->
  rounded_down U eta_Z -> proper_vector K (as_vector (2 * U) P2) ->
  IZR (h K eta_Z P2) <= log_unit * entropy K (as_vector (2 * U) P2).
Proof.
  intros HU He Hp. unfold h, entropy. rewrite <- sum_scale.
  assert (E : forall l, IZR (sum_Z (map (fun j => eta_Z (P2 j)) l))
    = sum (map (fun j => IZR (eta_Z (P2 j))) l)).
  { clear. induction l as [|j l IH]; [reflexivity|]. rewrite sum_map_cons, <- IH. simpl.
    now rewrite plus_IZR. }
  rewrite E. apply sum_le. intros j Hj. apply in_classes in Hj. apply He.
  pose proof (proj2 Hp j Hj) as H0. pose proof (proper_le_1 K _ j Hp Hj) as H1.
  assert (HU2 : 0 < IZR (2 * U)) by (apply IZR_lt; lia).
  unfold as_vector in H0, H1.
  apply (Rmult_le_compat_r (IZR (2 * U))) in H0, H1; try lra.
  unfold Rdiv in H0, H1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H0, H1 by lra.
  split; apply le_IZR; lra.
Qed.

(** * Section 5: what a point contributes *)

(** [neg l] and [pos l] tell whether the rival l is negative, or positive. *)
Inductive contributes (K : nat) (eta_Z : Z -> Z) (neg pos : nat -> bool) (k : Z)
    (s : point) (P : integer_vector) (e : Z) : Prop :=
| Contributes_lost (l : nat) :
    In l (rivals K s) -> neg l = true ->
    not_negative K (double_raise (class s) l P) ->
    (e <= h K eta_Z (double_raise (class s) l P) - k)%Z ->
    contributes K eta_Z neg pos k s P e
| Contributes_not_lost (P2 : integer_vector) :
    (forall l, In l (rivals K s) -> neg l = false) ->
    P2 = double P \/ (exists l, In l (rivals K s) /\ pos l = true
                                /\ P2 = double_lower (class s) l P) ->
    not_negative K P2 -> (e <= h K eta_Z P2)%Z ->
    (forall l, In l (rivals K s) -> pos l = false ->
       not_negative K (double_raise (class s) l P) /\
       (e <= h K eta_Z (double_raise (class s) l P) - k)%Z) ->
    contributes K eta_Z neg pos k s P e.

(** A vector equal to one whose double is not negative. *)
Lemma integer_bound K U eta_Z a P2 e k :
  (0 < U)%Z -> rounded_down U eta_Z -> is_vector K a ->
  (forall j, a j = as_vector (2 * U) P2 j) -> not_negative K P2 ->
  (e <= h K eta_Z P2 - k)%Z ->
  proper_vector K a /\ IZR e / log_unit <= entropy K a - IZR k / log_unit.
Proof.
  intros HU He Ha E HP Hle.
  assert (Hp : proper_vector K (as_vector (2 * U) P2)).
  { apply proper_as_vector; [lia| |easy]. unfold is_vector in *. rewrite <- Ha.
    apply sum_ext. intros. now rewrite E. }
  split; [now apply (proper_vector_ext K _ (as_vector (2 * U) P2))|].
  rewrite (entropy_ext K a (as_vector (2 * U) P2)) by auto.
  pose proof (h_le_entropy K U eta_Z P2 HU He Hp) as Hh.
  apply IZR_le in Hle. rewrite minus_IZR in Hle.
  assert (HL : 0 < log_unit) by (unfold log_unit; lra).
  apply (Rmult_le_reg_l log_unit); [easy|]. field_simplify; lra.
Qed.

(** What a certificate knows of a point is among the decisions, which are not against
    each other. (There may be more of them, about a point that is equal to this one.) *)
Definition among (D : list decision) (neg pos : nat -> bool) (s : point) : Prop :=
  (forall l, neg l = true -> decided D Negative s l = true) /\
  (forall l, pos l = true -> decided D Positive s l = true) /\
  ~ contradictory D.

Lemma integer_raise K U eta_Z s l P e k :
  (0 < U)%Z -> rounded_down U eta_Z -> (1 <= class s <= K)%nat -> adds_up K U P ->
  In l (rivals K s) -> not_negative K (double_raise (class s) l P) ->
  (e <= h K eta_Z (double_raise (class s) l P) - k)%Z ->
  proper_vector K (raise (class s) l (as_vector U P)) /\
  IZR e / log_unit
    <= entropy K (raise (class s) l (as_vector U P)) - IZR k / log_unit.
Proof.
  intros HU He Hy HP Hl Hn Hle. pose proof (adds_up_vector K U P HU HP) as Hv.
  apply (integer_bound K U eta_Z _ (double_raise (class s) l P)); try easy.
  - now apply raise_vector.
  - intros j. now apply as_vector_raise.
Qed.

(** The vector P, or P lowered at a positive rival. *)
Lemma integer_first_option K U (pos : nat -> bool) s P P2 :
  (0 < U)%Z -> (1 <= class s <= K)%nat -> adds_up K U P ->
  P2 = double P \/ (exists l, In l (rivals K s) /\ pos l = true
                              /\ P2 = double_lower (class s) l P) ->
  exists b, (b = as_vector U P \/ (exists l, In l (rivals K s) /\ pos l = true
                                            /\ b = lower (class s) l (as_vector U P))) /\
    is_vector K b /\ forall j, b j = as_vector (2 * U) P2 j.
Proof.
  intros HU Hy HP. pose proof (adds_up_vector K U P HU HP) as Hv.
  intros [->|(l & Hl & Hd & ->)].
  - exists (as_vector U P). split; [now left|]. split; [easy|].
    intros j. now rewrite as_vector_double.
  - exists (lower (class s) l (as_vector U P)). split; [right; now exists l|].
    split; [now apply lower_vector|]. intros j. now apply as_vector_lower.
Qed.

(** In units: what section 5 allows, B3 allows. *)
Theorem B3_contributes K U eta_Z D neg pos k s P e :
  (0 < U)%Z -> rounded_down U eta_Z -> (1 <= class s <= K)%nat -> adds_up K U P ->
  among D neg pos s -> contributes K eta_Z neg pos k s P e ->
  allowed K D (IZR k / log_unit) s (as_vector U P) (IZR e / log_unit).
Proof.
  intros HU He Hy HP (Hneg & Hpos & Hno) [l Hl Hd Hn Hle|P2 Hopen HP2 Hn Hle Hraise].
  - destruct (integer_raise K U eta_Z s l P e k) as [H1 H2]; try easy.
    apply (Allowed_lost _ _ _ _ _ _ l); auto.
  - destruct (lost K D s) eqn:Hlost.
    + unfold lost in Hlost. apply existsb_exists in Hlost.
      destruct Hlost as (l & Hl & Hd).
      destruct (pos l) eqn:Hpl; [exfalso; apply Hno; exists s, l; auto|].
      destruct (Hraise l Hl Hpl) as [H1 H2].
      destruct (integer_raise K U eta_Z s l P e k) as [H3 H4]; try easy.
      now apply (Allowed_lost _ _ _ _ _ _ l).
    + destruct (integer_first_option K U pos s P P2 HU Hy HP HP2) as (b & Hb & Hbv & E).
      destruct (integer_bound K U eta_Z b P2 e 0) as [H1 H2]; try easy; [lia|].
      apply (Allowed_not_lost _ _ _ _ _ _ b); [easy| |easy|lra|].
      * destruct Hb as [Hb|(l & Hl & Hd & Hb)]; [now left|right; exists l; auto].
      * intros l Hl Hol. unfold open in Hol.
        apply andb_true_iff in Hol. destruct Hol as [_ Hol]. apply negb_true_iff in Hol.
        destruct (pos l) eqn:Hpl; [rewrite (Hpos l Hpl) in Hol; discriminate|].
        destruct (Hraise l Hl Hpl) as [H3 H4]. now apply (integer_raise K U eta_Z).
Qed.
