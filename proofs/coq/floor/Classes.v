(** F2 and T7 of proofs/theory.md, section 10: the doubling floor for K classes. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario Doubling.
From Doublecheck Require Import Groups Covered.
Import ListNotations.
Open Scope R_scope.

(** * Assigned, correct and free points *)

(** The first of the classes with the least value. *)
Fixpoint least_at (m : nat -> R) (l : list nat) : nat :=
  match l with
  | [] => O
  | [x] => x
  | x :: r => if Rleb (m x) (m (least_at m r)) then x else least_at m r
  end.

(** The strongest competitor of a point's class: the least margin. *)
Definition strongest (K : nat) (X : classifier) (s : point) : nat :=
  least_at (margin X s) (rivals K s).

Inductive fate := Assigned | Correct | Free.

(** A misclassified point is assigned to the group of its class and its strongest
    competitor; in the other groups that hold it, it is free. [l] is its rival. *)
Definition fate_of (K : nat) (X : classifier) (l : nat) (s : point) : fate :=
  if correct K X s then Correct
  else if (l =? strongest K X s)%nat then Assigned else Free.

Definition fate_in (K : nat) (X : classifier) (g : pair_group) (s : point) : fate :=
  fate_of K X (rival_in g s) s.

(** |f| on the group. *)
Definition gap_in (X : classifier) (g : pair_group) : point -> R := gap X (one g) (two g).

Definition is_assigned (h : fate) : bool :=
  match h with Assigned => true | _ => false end.

(** The integrands of F2 (2) and (3): what counts of a point's loss in a group when the
    whole loss is shared among the groups, and what it pays at least in the group alone.
    *)
Definition pays_shared (K : nat) (h : fate) (u : R) : R :=
  match h with
  | Assigned => cost u
  | Correct => / (INR K - 1) * cost (- u)
  | Free => 0
  end.

Definition pays_alone (h : fate) (u : R) : R :=
  match h with Assigned => cost u | Correct => cost (- u) | Free => ln 2 end.

Definition shared_of (K : nat) (X : classifier) (g : pair_group) (s : point) : R :=
  pays_shared K (fate_in K X g s) (gap_in X g s).

Definition alone_of (K : nat) (X : classifier) (g : pair_group) (s : point) : R :=
  pays_alone (fate_in K X g s) (gap_in X g s).

Definition assigned_in (K : nat) (X : classifier) (g : pair_group) (s : point) : bool :=
  is_assigned (fate_in K X g s).

(** * One point *)

Lemma least_at_spec m l :
  l <> [] -> In (least_at m l) l /\ forall x, In x l -> m (least_at m l) <= m x.
Proof.
  induction l as [|x r IH]; [easy|]. intros _. destruct r as [|y r].
  - simpl. split; [auto|]. intros z [<-|[]]. lra.
  - destruct IH as [Hin Hle]; [easy|].
    change (least_at m (x :: y :: r)) with
      (if Rleb (m x) (m (least_at m (y :: r))) then x else least_at m (y :: r)).
    destruct (Rleb _ _) eqn:E; split.
    + now left.
    + apply Rleb_true in E. intros z [<-|Hz]; [lra|]. specialize (Hle z Hz). lra.
    + now right.
    + apply Rleb_false in E. intros z [<-|Hz]; [lra|]. now apply Hle.
Qed.

(** The strongest competitor of a misclassified point is a rival with a margin <= 0. *)
Lemma strongest_spec K X s :
  correct K X s = false ->
  In (strongest K X s) (rivals K s) /\ margin X s (strongest K X s) <= 0.
Proof.
  intros H. assert (Hw : wrong K X s = true) by (unfold wrong; now rewrite H).
  apply wrong_rival in Hw as [l [Hl Hm]].
  destruct (least_at_spec (margin X s) (rivals K s)) as [Hin Hle].
  { intros E. now rewrite E in Hl. }
  split; [easy|]. specialize (Hle l Hl). unfold strongest. lra.
Qed.

Lemma correct_margin K X s l :
  correct K X s = true -> In l (rivals K s) -> 0 < margin X s l.
Proof.
  unfold correct. rewrite forallb_forall. intros H Hl. now apply Rltb_true, H.
Qed.

Lemma rivals_NoDup K s : NoDup (rivals K s).
Proof. apply NoDup_filter, seq_NoDup. Qed.

(** F2 (1) for a point: a misclassified one is assigned once. *)
Lemma point_assigned K X s :
  sum (map (fun l => counts (is_assigned (fate_of K X l s))) (rivals K s)) =
  counts (wrong K X s).
Proof.
  unfold fate_of, wrong. destruct (correct K X s) eqn:H.
  - now apply sum_zero.
  - destruct (strongest_spec K X s H) as [Hin _].
    transitivity (sum (map (fun l => if (l =? strongest K X s)%nat then 1 else 0)
                        (rivals K s))).
    + apply sum_ext. intros l _. now destruct (l =? strongest K X s)%nat.
    + apply (sum_single (fun _ => 1)); [apply rivals_NoDup|easy].
Qed.

(** F2 (2) for a point: all that it pays in its groups is at most its cross-entropy. *)
Lemma point_shared K X s :
  (2 <= K)%nat -> (1 <= class s <= K)%nat ->
  sum (map (fun l => pays_shared K (fate_of K X l s) (Rabs (margin X s l)))
           (rivals K s)) <= cross_entropy K X s.
Proof.
  intros HK Hs. unfold fate_of. destruct (correct K X s) eqn:H.
  - apply le_INR in HK. simpl in HK.
    apply Rle_trans with
      (sum (map (fun _ => / (INR K - 1) * cross_entropy K X s) (rivals K s))).
    + apply sum_le. intros l Hl. cbn [pays_shared]. apply Rmult_le_compat_l.
      * apply Rlt_le, Rinv_0_lt_compat. lra.
      * pose proof (correct_margin K X s l H Hl). rewrite Rabs_pos_eq by lra.
        now apply cost_rival.
    + rewrite sum_const, rivals_count by easy. right. field. lra.
  - destruct (strongest_spec K X s H) as [Hin Hm].
    rewrite (sum_ext _ (fun l => if (l =? strongest K X s)%nat
                                 then cost (Rabs (margin X s l)) else 0)).
    + rewrite sum_single by (easy || apply rivals_NoDup).
      rewrite <- Rabs_Ropp, Rabs_pos_eq by lra. now apply cost_rival.
    + intros l _. now destruct (l =? strongest K X s)%nat.
Qed.

(** F2 (3) for a point: in one group alone it pays at most its cross-entropy. *)
Lemma point_alone K X s l :
  In l (rivals K s) ->
  pays_alone (fate_of K X l s) (Rabs (margin X s l)) <= cross_entropy K X s.
Proof.
  intros Hl. unfold fate_of. destruct (correct K X s) eqn:H; cbn [pays_alone].
  - pose proof (correct_margin K X s l H Hl). rewrite Rabs_pos_eq by lra.
    now apply cost_rival.
  - destruct (Nat.eqb_spec l (strongest K X s)) as [->|_]; cbn [pays_alone].
    + destruct (strongest_spec K X s H) as [Hin Hm].
      rewrite <- Rabs_Ropp, Rabs_pos_eq by lra. now apply cost_rival.
    + apply wrong_pays_ln2. unfold wrong. now rewrite H.
Qed.

(** On a group |f| is the absolute margin against the rival. *)
Lemma gap_margin X g s :
  of_pair (one g) (two g) s = true -> gap_in X g s = Rabs (margin X s (rival_in g s)).
Proof.
  unfold gap_in, gap, margin, rival_in, other, of_pair, of_class.
  destruct (Nat.eqb_spec (class s) (one g)) as [<-|Hne]; [easy|]. simpl.
  intros H. apply Nat.eqb_eq in H as <-. apply Rabs_minus_sym.
Qed.

(** * F2 *)

Section All_groups.

Variables (K : nat) (X : classifier) (T : points) (groups : list pair_group) (Lbar : R).
Hypothesis HK : (2 <= K)%nat.
Hypothesis HT : weighted T.
Hypothesis Hne : T <> [].
Hypothesis Hlab : labelled K T.
Hypothesis Hgroups : grouping K T groups.
Hypothesis Hloss : loss K X T <= Lbar.

Lemma class_of s : In s T -> (1 <= class s <= K)%nat.
Proof. unfold labelled in Hlab. rewrite Forall_forall in Hlab. apply Hlab. Qed.

Lemma member_in g s : In g groups -> In s (members g) -> In s T.
Proof.
  intros Hg. destruct Hgroups as [H _]. destruct (H g Hg) as [[A ->] _].
  intros Hs. now apply filter_In in Hs.
Qed.

Lemma member_weighted g : In g groups -> weighted (members g).
Proof.
  intros Hg. destruct Hgroups as [H _]. destruct (H g Hg) as [[A ->] _].
  now apply weighted_filter.
Qed.

Lemma member_rival g s :
  In g groups -> In s (members g) -> In (rival_in g s) (rivals K s).
Proof. intros Hg. destruct Hgroups as [H _]. now apply H. Qed.

Lemma member_pair g s :
  In g groups -> In s (members g) -> of_pair (one g) (two g) s = true.
Proof. intros Hg. destruct Hgroups as [H _]. now apply H. Qed.

Lemma share_mean g f :
  In g groups ->
  share T (members g) * mean (members g) f = weighed (members g) f / total T.
Proof.
  intros Hg. pose proof (total_positive T HT Hne). unfold share, mean.
  destruct (members g) as [|s r] eqn:E.
  - unfold weighed, total, sum. simpl. unfold Rdiv. ring.
  - assert (0 < total (s :: r)); [|field; lra].
    rewrite <- E. apply total_positive; [now apply member_weighted|now rewrite E].
Qed.

(** Sum of w_g times the mean over g, for what a point brings in each group. *)
Lemma shares_added phi :
  by_shares T groups (fun g => mean (members g) (fun s => phi s (rival_in g s))) =
  mean T (fun s => sum (map (phi s) (rivals K s))).
Proof.
  destruct Hgroups as [_ H]. unfold by_shares, mean at 2, Rdiv.
  rewrite <- H, Rmult_comm, <- sum_scale. apply sum_ext. intros g Hg.
  rewrite share_mean by easy. unfold Rdiv. ring.
Qed.

(** F2 (1): the sum of w_g M_g is the misclassified mass. *)
Lemma F2_assigned :
  by_shares T groups (fun g => mass (members g) (assigned_in K X g)) =
  mass T (wrong K X).
Proof.
  rewrite mass_mean. transitivity (by_shares T groups (fun g => mean (members g)
    (fun s => counts (is_assigned (fate_of K X (rival_in g s) s))))).
  - apply sum_ext. intros g _. now rewrite mass_mean.
  - rewrite (shares_added (fun s l => counts (is_assigned (fate_of K X l s)))).
    apply mean_ext. intros s _. apply point_assigned.
Qed.

(** F2 (2): what the groups pay when the loss is shared is at most the loss. *)
Lemma F2_shared :
  by_shares T groups (fun g => mean (members g) (shared_of K X g)) <= Lbar.
Proof.
  apply Rle_trans with (2 := Hloss). rewrite loss_mean.
  apply Rle_trans with (by_shares T groups (fun g => mean (members g) (fun s =>
    pays_shared K (fate_of K X (rival_in g s) s) (Rabs (margin X s (rival_in g s)))))).
  - right. apply sum_ext. intros g Hg. f_equal. apply mean_ext. intros s Hs.
    unfold shared_of. rewrite gap_margin by now apply member_pair. reflexivity.
  - rewrite (shares_added (fun s l =>
      pays_shared K (fate_of K X l s) (Rabs (margin X s l)))).
    apply mean_le; auto. intros s Hs. apply point_shared; auto. now apply class_of.
Qed.

(** F2 (3): what a group pays alone is at most the loss over its share. *)
Lemma F2_alone g :
  In g groups -> members g <> [] ->
  mean (members g) (alone_of K X g) <= Lbar / share T (members g).
Proof.
  intros Hg Hm. pose proof (total_positive T HT Hne) as HW.
  pose proof (total_positive _ (member_weighted g Hg) Hm) as Hw.
  assert (H : weighed (members g) (alone_of K X g) <= weighed T (cross_entropy K X)).
  { apply Rle_trans with (weighed (members g) (cross_entropy K X)).
    - apply weighed_le; [now apply member_weighted|]. intros s Hs. unfold alone_of.
      rewrite gap_margin by now apply member_pair.
      apply point_alone. now apply member_rival.
    - destruct Hgroups as [H _]. destruct (H g Hg) as [[A ->] _].
      rewrite weighed_filter. apply weighed_le; auto. intros s _.
      pose proof (cross_entropy_nonneg K X s). destruct (A s); lra. }
  assert (HL : weighed T (cross_entropy K X) <= Lbar * total T).
  { apply (Rmult_le_reg_r (/ total T)); [now apply Rinv_0_lt_compat|].
    rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hloss. }
  unfold mean, share. apply (Rmult_le_reg_r (total (members g))); [easy|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rle_trans with (Lbar * total T); [lra|]. right. field. lra.
Qed.

(** * T7 *)

(** T7. If in each group V_g is at least the assigned mass M_g less y times the loss
    that is shared, then the misclassified mass is at most y Lbar + sum of w_g V_g. *)
Theorem T7_accounting y (V : pair_group -> R) :
  0 <= y ->
  (forall g, In g groups -> members g <> [] ->
     mass (members g) (assigned_in K X g) -
     y * mean (members g) (shared_of K X g) <= V g) ->
  mass T (wrong K X) <= y * Lbar + by_shares T groups V.
Proof.
  intros Hy HV. rewrite <- F2_assigned.
  pose proof (Rmult_le_compat_l y _ _ Hy F2_shared) as Hs.
  apply Rle_trans with (2 := Rplus_le_compat_r _ _ _ Hs).
  unfold by_shares. rewrite <- sum_scale, <- sum_plus. apply sum_le. intros g Hg.
  pose proof (total_positive T HT Hne).
  destruct (members g) as [|s r] eqn:E.
  - rewrite share_nil. lra.
  - rewrite <- E in *. assert (Hm : members g <> []) by now rewrite E.
    specialize (HV g Hg Hm).
    assert (0 <= share T (members g)).
    { apply Rmult_le_pos; [|now apply Rlt_le, Rinv_0_lt_compat].
      now apply total_nonneg, member_weighted. }
    nra.
Qed.

End All_groups.
