(** The end of T6 in proofs/theory.md, section 10: the bound of a box of scenarios is the
    bound of each of its scenarios, once multipliers of D_{i-1}, D_{i'} and D_{k-1} are
    taken as those of the scenario's own D_{j0-1}, D_{j0} and D_{j1-1}. Certificates list
    multipliers so. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario.
Import ListNotations.
Open Scope R_scope.

(** 1 where a condition on indices holds. *)
Definition at_most (x j : nat) : R := if (x <=? j)%nat then 1 else 0.

Lemma at_most_le x j j' : (j <= j')%nat -> at_most x j <= at_most x j'.
Proof.
  intros H. unfold at_most. destruct (Nat.leb_spec x j), (Nat.leb_spec x j'); lra || lia.
Qed.

Lemma over_radii_zero G f :
  (forall j, (j < count G)%nat -> f j = 0) -> over_radii G f = 0.
Proof. intros H. apply sum_zero. intros j Hj. apply in_seq in Hj. apply H. lia. Qed.

Lemma largest_mono n f h :
  (forall i, (i <= n)%nat -> f i <= h i) -> largest n f <= largest n h.
Proof.
  induction n as [|n IH]; intros H; simpl; [now apply H|].
  apply Rmax_lub.
  - apply Rle_trans with (2 := Rmax_l _ _). apply IH. auto.
  - apply Rle_trans with (2 := Rmax_r _ _). now apply H.
Qed.

(** Sums over the ends that rows give, with something of j and of the end. *)
Definition over_greatest (G : grid) (A : rows) (M : multipliers) (f : nat -> R -> R) :=
  over_radii G (fun j =>
    match greatest A j with Some v => ts M j * f j v | None => 0 end).

Definition over_least (G : grid) (A : rows) (M : multipliers) (f : nat -> R -> R) :=
  over_radii G (fun j =>
    match least A j with Some v => ls M j * f j v | None => 0 end).

Lemma ends_over G A M :
  ends G A M = over_greatest G A M (fun _ v => v) - over_least G A M (fun _ v => v).
Proof. reflexivity. Qed.

Lemma s_over sigma G A M x :
  s_of sigma G A M x =
  over_greatest G A M (fun j _ => at_most x j) -
  over_least G A M (fun j _ => at_most x j) +
  over_radii G (fun j => g_used A M j *
    ((1 + sigma) * at_most x j - at_most x (j + period G))).
Proof.
  unfold s_of, over_greatest, over_least.
  rewrite <- !over_radii_minus, <- over_radii_plus.
  apply over_radii_ext. intros j _. unfold t_used, l_used, at_most.
  destruct (greatest A j), (least A j), (x <=? j)%nat, (x <=? j + period G)%nat; ring.
Qed.

Section Box.

Variables (sigma delta m0 : R) (G : grid) (M : multipliers).

Let J := count G.

(** The multipliers of D_{i-1}, D_{k-1} and D_{i'}, 0 where there is no such row. *)
Definition t_first (B : box) : R :=
  match i_low B with S x => if (x <? J)%nat then ts M x else 0 | O => 0 end.

Definition t_full (B : box) : R :=
  if (i_high B <? k_low B)%nat
  then match k_low B with S x => if (x <? J)%nat then ts M x else 0 | O => 0 end
  else 0.

Definition l_first (B : box) : R := if (i_high B <? J)%nat then ls M (i_high B) else 0.

(** Whether D_j has the least value delta in the box. *)
Definition heavy (B : box) (j : nat) : bool :=
  ((k_high B + period G <=? j) && negb (j =? i_high B))%nat.

Lemma greatest_sum B f :
  (i_low B <= i_high B)%nat ->
  over_greatest G (rows_of sigma delta m0 G B) M f =
  t_first B * f (pred (i_low B)) m0 + t_full B * f (pred (k_low B)) (full sigma delta).
Proof.
  intros HB.
  transitivity (
    over_radii G (fun j => if (S j =? i_low B)%nat then ts M j * f j m0 else 0) +
    over_radii G (fun j => if ((i_high B <? k_low B) && (S j =? k_low B))%nat
                           then ts M j * f j (full sigma delta) else 0)).
  - rewrite <- over_radii_plus. apply over_radii_ext. intros j _.
    cbn [greatest rows_of]. destruct (Nat.eqb_spec (S j) (i_low B)).
    + destruct (Nat.ltb_spec (i_high B) (k_low B)), (Nat.eqb_spec (S j) (k_low B));
        cbn [andb]; lra || lia.
    + destruct (_ && _)%bool; ring.
  - unfold t_first, t_full. f_equal.
    + destruct (i_low B) as [|x]; [rewrite over_radii_zero by easy; ring|].
      etransitivity; [apply (over_radii_single G (fun j => ts M j * f j m0) x)|].
      fold J. destruct (x <? J)%nat; cbn [pred]; ring.
    + destruct (i_high B <? k_low B)%nat; cbn [andb];
        [|rewrite over_radii_zero by easy; ring].
      destruct (k_low B) as [|x]; [rewrite over_radii_zero by easy; ring|].
      etransitivity;
        [apply (over_radii_single G (fun j => ts M j * f j (full sigma delta)) x)|].
      fold J. destruct (x <? J)%nat; cbn [pred]; ring.
Qed.

Lemma least_sum B f :
  over_least G (rows_of sigma delta m0 G B) M f =
  l_first B * f (i_high B) m0 +
  over_radii G (fun j => if heavy B j then ls M j * f j delta else 0).
Proof.
  transitivity (
    over_radii G (fun j => if (j =? i_high B)%nat then ls M j * f j m0 else 0) +
    over_radii G (fun j => if heavy B j then ls M j * f j delta else 0)).
  - rewrite <- over_radii_plus. apply over_radii_ext. intros j _.
    cbn [least rows_of]. unfold heavy.
    destruct (j =? i_high B)%nat, (k_high B + period G <=? j)%nat; simpl; ring.
  - f_equal. unfold l_first.
    etransitivity; [apply (over_radii_single G (fun j => ls M j * f j m0))|].
    fold J. destruct (i_high B <? J)%nat; ring.
Qed.

End Box.

(** The multipliers of a box as those of one of its scenarios. *)
Definition moved (sigma delta m0 : R) (G : grid) (B : box) (i k : nat)
    (M : multipliers) : multipliers :=
  {| gs := g_used (rows_of sigma delta m0 G B) M;
     ls := fun j => if (j =? i)%nat then l_first G M B
                    else if heavy G B j then ls M j else 0;
     ts := fun j => if (S j =? i)%nat then t_first G M B
                    else if (S j =? k)%nat then t_full G M B else 0 |}.

Section Moved.

Variables (sigma delta m0 : R) (G : grid) (M : multipliers) (B : box) (i k : nat).
Hypothesis HM : non_negative M.
Hypothesis Hp : (1 <= period G)%nat.
Hypothesis Hik : (i <= k <= count G)%nat.
Hypothesis HB : holds B i k.

Notation M' := (moved sigma delta m0 G B i k M).
Notation rows_B := (rows_of sigma delta m0 G B).
Notation rows_1 := (rows_of sigma delta m0 G (single i k)).

Lemma t_first_nonneg : 0 <= t_first G M B.
Proof.
  unfold t_first. destruct (i_low B) as [|x]; [lra|].
  destruct (x <? count G)%nat; [apply HM|lra].
Qed.

Lemma t_full_nonneg : 0 <= t_full G M B.
Proof.
  unfold t_full. destruct (i_high B <? k_low B)%nat; [|lra].
  destruct (k_low B) as [|x]; [lra|]. destruct (x <? count G)%nat; [apply HM|lra].
Qed.

Lemma l_first_nonneg : 0 <= l_first G M B.
Proof. unfold l_first. destruct (i_high B <? count G)%nat; [apply HM|lra]. Qed.

Lemma moved_nonneg : non_negative M'.
Proof.
  pose proof t_first_nonneg. pose proof t_full_nonneg. pose proof l_first_nonneg.
  intros j. destruct (HM j) as [Hg [Hl Ht]]. cbn [gs ls ts moved]. split; [|split].
  - unfold g_used. destruct (grows _ j); [easy|lra].
  - destruct (j =? i)%nat; [easy|]. destruct (heavy G B j); [easy|lra].
  - destruct (S j =? i)%nat; [easy|]. destruct (S j =? k)%nat; [easy|lra].
Qed.

Lemma moved_t_first : t_first G M' (single i k) = t_first G M B.
Proof.
  destruct HB as [HBi _]. unfold t_first at 1. cbn [i_low single ts moved].
  destruct i as [|x].
  - unfold t_first. now replace (i_low B) with O by lia.
  - rewrite Nat.eqb_refl. destruct (Nat.ltb_spec x (count G)); [easy|lia].
Qed.

Lemma moved_t_full : t_full G M' (single i k) = t_full G M B.
Proof.
  destruct HB as [HBi HBk]. unfold t_full at 1. cbn [i_high k_low single ts moved].
  destruct (Nat.ltb_spec i k).
  - destruct k as [|x]; [lia|]. destruct (Nat.ltb_spec x (count G)); [|lia].
    destruct (Nat.eqb_spec (S x) i); [lia|]. now rewrite Nat.eqb_refl.
  - unfold t_full. destruct (Nat.ltb_spec (i_high B) (k_low B)); [lia|easy].
Qed.

Lemma moved_l_first : l_first G M' (single i k) = l_first G M B.
Proof.
  destruct HB as [HBi _]. unfold l_first at 1. cbn [i_high single ls moved].
  rewrite Nat.eqb_refl. destruct (Nat.ltb_spec i (count G)); [easy|].
  unfold l_first. destruct (Nat.ltb_spec (i_high B) (count G)); [lia|easy].
Qed.

Lemma moved_heavy (f : nat -> R) :
  over_radii G (fun j => if heavy G (single i k) j then ls M' j * f j else 0) =
  over_radii G (fun j => if heavy G B j then ls M j * f j else 0).
Proof.
  destruct HB as [_ HBk]. apply over_radii_ext. intros j _. cbn [ls moved].
  unfold heavy. cbn [single k_high i_high].
  destruct (Nat.leb_spec (k_high B + period G) j), (Nat.leb_spec (k + period G) j),
    (Nat.eqb_spec j i), (Nat.eqb_spec j (i_high B)); simpl; lra || lia.
Qed.

Lemma moved_growth j : g_used rows_1 M' j = g_used rows_B M j.
Proof.
  destruct HB as [HBi HBk]. unfold g_used at 1. cbn [gs moved].
  unfold g_used. cbn [grows rows_of single i_high k_low].
  destruct (Nat.leb_spec (i_high B) j), (Nat.ltb_spec j (k_low B)),
    (Nat.leb_spec i j), (Nat.ltb_spec j k), (j + period G <? count G)%nat;
    simpl; lra || lia.
Qed.

Lemma moved_ends : ends G rows_1 M' = ends G rows_B M.
Proof.
  destruct HB as [HBi _].
  rewrite !ends_over, !greatest_sum, !least_sum by (simpl; lia).
  now rewrite moved_t_first, moved_t_full, moved_l_first,
    (moved_heavy (fun _ => delta)).
Qed.

Lemma moved_s x : s_of sigma G rows_B M x <= s_of sigma G rows_1 M' x.
Proof.
  destruct HB as [HBi HBk].
  rewrite !s_over, !greatest_sum, !least_sum by (simpl; lia).
  rewrite moved_t_first, moved_t_full, moved_l_first.
  rewrite (moved_heavy (fun j => at_most x j)).
  rewrite (over_radii_ext G (fun j => g_used rows_1 M' j * _)
    (fun j => g_used rows_B M j * ((1 + sigma) * at_most x j - at_most x (j + period G))))
    by (intros; now rewrite moved_growth).
  cbn [single i_low i_high k_low].
  pose proof (at_most_le x (pred (i_low B)) (pred i) ltac:(lia)).
  pose proof (at_most_le x (pred (k_low B)) (pred k) ltac:(lia)).
  pose proof (at_most_le x i (i_high B) ltac:(lia)).
  pose proof t_first_nonneg. pose proof t_full_nonneg. pose proof l_first_nonneg. nra.
Qed.

(** The multipliers of a box prove its bound for each of its scenarios. *)
Theorem T6_box_scenario gain :
  non_negative M' /\
  lambda sigma G rows_1 M' gain + ends G rows_1 M' <=
  lambda sigma G rows_B M gain + ends G rows_B M.
Proof.
  split; [apply moved_nonneg|]. rewrite moved_ends. apply Rplus_le_compat_r.
  apply largest_mono. intros x _. pose proof (moved_s x). lra.
Qed.

End Moved.
