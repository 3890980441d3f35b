(** F1 of proofs/theory.md, section 10: the rows that the doubling condition gives,
    scenario by scenario, and those of a box of scenarios. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Rings.
Import ListNotations.
Open Scope R_scope.

(** ( * ) of section 10, for masses above m0 only: D(r) > m0 implies
    D(kappa r) >= min{ delta, (1+sigma) D(r) } for all r >= r0. *)
Definition doubles (kappa sigma delta m0 r0 : R) (D : R -> R) : Prop :=
  forall r, r0 <= r -> m0 < D r -> Rmin delta ((1 + sigma) * D r) <= D (kappa * r).

Lemma doubles_at_least kappa sigma delta m0 r0 D :
  (forall r, r0 <= r -> m0 <= D r -> Rmin delta ((1 + sigma) * D r) <= D (kappa * r)) ->
  doubles kappa sigma delta m0 r0 D.
Proof. intros H r Hr Hm. apply H; lra. Qed.

(** The mass from which a slab has to grow to delta only. *)
Definition full (sigma delta : R) : R := delta / (1 + sigma).

(** * Scenarios

    (j0,j1): j0 is the first j with D_j > m0, j1 the larger of j0 and the first j with
    D_j >= delta / (1+sigma); J where there is none. *)
Definition j0 (m0 : R) (G : grid) (D : R -> R) : nat :=
  first (fun j => Rltb m0 (D (rho G j))) (count G).

Definition j1 (sigma delta m0 : R) (G : grid) (D : R -> R) : nat :=
  Nat.max (j0 m0 G D)
    (first (fun j => Rleb (full sigma delta) (D (rho G j))) (count G)).

(** Scenarios that are not passed over. *)
Definition scenario (sigma delta m0 : R) (G : grid) (i k : nat) : Prop :=
  (i <= k <= count G)%nat /\ (i = k \/ m0 <= full sigma delta).

(** The scenarios (j0,j1) with i <= j0 <= i' and k <= j1 <= k'. *)
Record box := { i_low : nat; i_high : nat; k_low : nat; k_high : nat }.

Definition holds (B : box) (i k : nat) : Prop :=
  (i_low B <= i <= i_high B)%nat /\ (k_low B <= k <= k_high B)%nat.

(** A box of one scenario. *)
Definition single (i k : nat) : box :=
  {| i_low := i; i_high := i; k_low := k; k_high := k |}.

(** D_{i-1} <= m0 <= D_{i'}; (1+sigma) D_j <= D_{j+p} for i' <= j < k;
    D_{k-1} <= delta/(1+sigma) if i' < k; D_j >= delta for j >= k'+p. *)
Definition rows_of (sigma delta m0 : R) (G : grid) (B : box) : rows := {|
  grows := fun j =>
    ((i_high B <=? j) && (j <? k_low B) && (j + period G <? count G))%nat;
  least := fun j =>
    if (j =? i_high B)%nat then Some m0
    else if (k_high B + period G <=? j)%nat then Some delta else None;
  greatest := fun j =>
    if (S j =? i_low B)%nat then Some m0
    else if ((i_high B <? k_low B) && (S j =? k_low B))%nat
    then Some (full sigma delta) else None
|}.

(** * F1 *)

Definition monotone (D : R -> R) : Prop := forall r r', r <= r' -> D r <= D r'.

Section Rows.

Variables (kappa sigma delta m0 r0 : R) (G : grid) (D : R -> R).
Hypothesis Hc : constants kappa sigma delta.
Hypothesis HG : grid_from kappa r0 G.
Hypothesis Hmono : monotone D.
Hypothesis Hdoubles : doubles kappa sigma delta m0 r0 D.

Let J := count G.
Let i0 := j0 m0 G D.
Let i1 := j1 sigma delta m0 G D.
Let D_ j := D (rho G j).
Let f1 := first (fun j => Rleb (full sigma delta) (D_ j)) J.

Lemma j1_max : i1 = Nat.max i0 f1.
Proof. reflexivity. Qed.

Lemma D_monotone i j : (i <= j < J)%nat -> D_ i <= D_ j.
Proof. intros H. apply Hmono. now apply (radii_increase kappa r0). Qed.

Lemma full_delta : (1 + sigma) * full sigma delta = delta.
Proof. unfold full. destruct Hc as [_ [Hs _]]. field. lra. Qed.

Lemma before_j0 j : (j < i0)%nat -> D_ j <= m0.
Proof.
  intros H. apply Rltb_false.
  exact (first_before (fun j => Rltb m0 (D_ j)) J j H).
Qed.

Lemma from_j0 j : (i0 <= j < J)%nat -> m0 < D_ j.
Proof.
  intros H. apply Rlt_le_trans with (D_ i0); [|now apply D_monotone].
  apply Rltb_true. apply (first_holds (fun j => Rltb m0 (D_ j)) J).
  change (i0 < J)%nat. lia.
Qed.

(** Between j0 and j1 no mass has reached delta/(1+sigma). *)
Lemma before_j1 j : (i0 <= j < i1)%nat -> D_ j < full sigma delta.
Proof.
  intros H. apply Rleb_false.
  apply (first_before (fun j => Rleb (full sigma delta) (D_ j)) J).
  change (j < f1)%nat. rewrite j1_max in H. lia.
Qed.

Lemma from_j1 j : (i1 <= j < J)%nat -> full sigma delta <= D_ j.
Proof.
  intros H. rewrite j1_max in H.
  apply Rle_trans with (D_ f1); [|apply D_monotone; lia].
  apply Rleb_true. apply (first_holds (fun j => Rleb (full sigma delta) (D_ j)) J).
  change (f1 < J)%nat. lia.
Qed.

Lemma doubled j :
  (i0 <= j)%nat -> (j + period G < J)%nat ->
  Rmin delta ((1 + sigma) * D_ j) <= D_ (j + period G).
Proof.
  intros H Hp. destruct HG as [_ [_ [Hr [_ Hk]]]].
  unfold D_ at 2. rewrite (Hk j Hp). apply Hdoubles.
  - apply Rle_trans with (rho G 0); [easy|]. apply (radii_increase kappa r0); [easy|].
    fold J. lia.
  - apply from_j0. lia.
Qed.

(** F1. The rows that the doubling condition gives the masses D_j of a distribution, whose
    scenario is (j0,j1); rows whose indices leave 0..J-1 are left out. *)
Theorem F1_rows :
  (i0 <= i1 <= J)%nat /\
  (forall j, (S j = i0)%nat -> D_ j <= m0) /\
  ((i0 < J)%nat -> m0 <= D_ i0) /\
  (forall j, (i0 <= j < i1)%nat -> (j + period G < J)%nat ->
     (1 + sigma) * D_ j <= D_ (j + period G)) /\
  (forall j, (i0 < i1)%nat -> (S j = i1)%nat -> D_ j <= full sigma delta) /\
  (forall j, (i1 <= j)%nat -> (j + period G < J)%nat -> delta <= D_ (j + period G)) /\
  ((i0 < i1)%nat -> m0 < full sigma delta).
Proof.
  destruct Hc as [_ [Hs _]]. pose proof full_delta as Hfull.
  assert (Hle : (i0 <= i1 <= J)%nat).
  { pose proof (first_le (fun j => Rltb m0 (D_ j)) J) as H. change (i0 <= J)%nat in H.
    pose proof (first_le (fun j => Rleb (full sigma delta) (D_ j)) J) as H1.
    change (f1 <= J)%nat in H1. rewrite j1_max. lia. }
  split; [easy|]. repeat split.
  - intros j Hj. apply before_j0. lia.
  - intros H. apply Rlt_le, from_j0. lia.
  - intros j Hj Hp. apply Rle_trans with (2 := doubled j (proj1 Hj) Hp).
    pose proof (before_j1 j Hj). apply Rmin_glb; [|lra].
    rewrite <- Hfull. apply Rmult_le_compat_l; lra.
  - intros j Hi Hj. apply Rlt_le, before_j1. lia.
  - intros j Hj Hp. apply Rle_trans with (2 := doubled j ltac:(lia) Hp).
    assert (full sigma delta <= D_ j) by (apply from_j1; lia).
    apply Rmin_glb; [lra|]. rewrite <- Hfull. apply Rmult_le_compat_l; lra.
  - intros H. apply Rlt_trans with (D_ i0); [apply from_j0; lia|apply before_j1; lia].
Qed.

(** A distribution has a scenario that is not passed over. *)
Lemma scenario_exists : scenario sigma delta m0 G i0 i1.
Proof.
  destruct F1_rows as [Hle [_ [_ [_ [_ [_ H]]]]]]. split; [easy|].
  destruct (Nat.eq_dec i0 i1) as [E|E]; [now left|right]. apply Rlt_le, H. lia.
Qed.

Lemma some_eq {A} (x y : A) : Some x = Some y -> x = y.
Proof. congruence. Qed.

(** One bound serves many scenarios: the distribution keeps the rows of each box that
    holds its scenario. *)
Theorem F1_box B :
  holds B i0 i1 -> keeps sigma G (rows_of sigma delta m0 G B) (fun j => D (rho G j)).
Proof.
  intros [Hi Hk] j Hj. destruct F1_rows as [Hle [Hm0 [Hm [Hg [Hf [Hd _]]]]]].
  change (D (rho G j)) with (D_ j). fold J in Hj.
  split; [|split]; cbn [grows least greatest rows_of].
  - intros H. apply andb_true_iff in H as [H Hp]. apply andb_true_iff in H as [H1 H2].
    apply Nat.leb_le in H1. apply Nat.ltb_lt in H2. apply Nat.ltb_lt in Hp.
    split; [easy|]. apply Hg; [lia|easy].
  - intros v. destruct (Nat.eqb_spec j (i_high B)) as [->|_].
    + intros <-%some_eq. apply Rlt_le, from_j0. lia.
    + destruct (Nat.leb_spec (k_high B + period G) j); [|easy]. intros <-%some_eq.
      replace j with (j - period G + period G)%nat by lia. apply Hd; fold J; lia.
  - intros v. destruct (Nat.eqb_spec (S j) (i_low B)) as [E|_].
    + intros <-%some_eq. apply before_j0. lia.
    + destruct (Nat.ltb_spec (i_high B) (k_low B)); [|easy].
      destruct (Nat.eqb_spec (S j) (k_low B)); [|easy]. intros <-%some_eq.
      destruct (le_lt_dec i0 j) as [Hij|Hij]; [apply Rlt_le, before_j1; lia|].
      apply Rle_trans with (D_ i0); [apply D_monotone; lia|].
      apply Rlt_le, before_j1. lia.
Qed.

End Rows.
