(** T7 of proofs/theory.md, section 10, continued: how V_g is bounded for each group,
    and the doubling floor for K classes. The bound is the number of section 6 of
    docs/floor-certificate.md, the sum that of its section 7. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario Doubling.
From Doublecheck Require Import Groups Covered Classes.
Import ListNotations.
Open Scope R_scope.

(** The most that a unit of mass in ring i brings, assigned, correct, or free; there is no
    free mass for K = 2. *)
Definition gain_K (K : nat) (y z : R) (a b : nat -> R) (i : nat) : R :=
  let assigned := 1 - (y + z) * a i in
  let right := - ((y / (INR K - 1) + z) * b i) in
  let free := - (z * a 0%nat) in
  if (2 <? K)%nat then Rmax (Rmax assigned right) free else Rmax assigned right.

(** lambda + z L + the rows' ends, where L is at least Lbar / w_g. *)
Definition bound_K (K : nat) (sigma : R) (G : grid) (a b : nat -> R) (y L : R)
    (A : rows) (z : R) (M : multipliers) : R :=
  lambda sigma G A M (gain_K K y z a b) + z * L + ends G A M.

(** Every scenario that is not passed over lies in a box of the list, which has a bound
    of at most [V] from multipliers of its own. *)
Definition group_proved (K : nat) (sigma delta m0 : R) (G : grid) (a b : nat -> R)
    (y L V : R) (boxes : list (box * R * multipliers)) : Prop :=
  (forall i k, scenario sigma delta m0 G i k ->
     exists B z M, In (B, z, M) boxes /\ holds B i k) /\
  (forall B z M, In (B, z, M) boxes ->
     0 <= z /\ non_negative M /\
     bound_K K sigma G a b y L (rows_of sigma delta m0 G B) z M <= V).

(** * One group *)

Section Group.

Variables (K : nat) (g : points) (u : point -> R) (h : point -> fate) (L y : R).
Hypothesis HK : (2 <= K)%nat.
Hypothesis Hg : weighted g.
Hypothesis Hne : g <> [].
Hypothesis Hu : forall s, In s g -> 0 <= u s.
Hypothesis Hfree : K = 2%nat -> forall s, In s g -> h s <> Free.
Hypothesis Hy : 0 <= y.
Hypothesis Halone : mean g (fun s => pays_alone (h s) (u s)) <= L.

Lemma gain_assigned z a b i : 1 - (y + z) * a i <= gain_K K y z a b i.
Proof.
  unfold gain_K. destruct (2 <? K)%nat.
  - apply Rle_trans with (2 := Rmax_l _ _), Rmax_l.
  - apply Rmax_l.
Qed.

Lemma gain_correct z a b i : - ((y / (INR K - 1) + z) * b i) <= gain_K K y z a b i.
Proof.
  unfold gain_K. destruct (2 <? K)%nat.
  - apply Rle_trans with (2 := Rmax_l _ _), Rmax_r.
  - apply Rmax_r.
Qed.

Lemma gain_free z a b i : K <> 2%nat -> - (z * a 0%nat) <= gain_K K y z a b i.
Proof.
  intros H. unfold gain_K. destruct (Nat.ltb_spec 2 K); [apply Rmax_r|lia].
Qed.

(** Assigned mass 1 or 0, less y times what is shared and z times what is paid alone. *)
Lemma gain_K_point G a b z s :
  logs_below G a b -> 0 <= z -> In s g ->
  counts (is_assigned (h s)) - y * pays_shared K (h s) (u s) - z * pays_alone (h s) (u s)
  <= gain_K K y z a b (ring G (u s)).
Proof.
  intros Hl Hz Hs. destruct (h s) eqn:E; unfold counts; cbn.
  - apply Rle_trans with (2 := gain_assigned z a b (ring G (u s))).
    pose proof (ring_pays_wrong G a b (u s) Hl (Hu s Hs)). nra.
  - apply Rle_trans with (2 := gain_correct z a b (ring G (u s))).
    pose proof (ring_pays_right G a b (u s) Hl) as Hb. apply le_INR in HK. simpl in HK.
    assert (Hf : 0 <= y / (INR K - 1) + z).
    { apply Rplus_le_le_0_compat; [|easy]. apply Rmult_le_pos; [easy|].
      apply Rlt_le, Rinv_0_lt_compat. lra. }
    pose proof (Rmult_le_compat_l _ _ _ Hf Hb). unfold Rdiv in *. lra.
  - assert (HK2 : K <> 2%nat) by (intros H; exact (Hfree H s Hs E)).
    apply Rle_trans with (2 := gain_free z a b (ring G (u s)) HK2).
    destruct Hl as [H0 _]. nra.
Qed.

(** T7 for one group and given rows: lambda + z L + the ends bounds the assigned mass
    less y times what is shared, whatever the multipliers. *)
Theorem T7_bound kappa r0 sigma G a b A z M :
  grid_from kappa r0 G -> logs_below G a b -> 0 <= z -> non_negative M ->
  keeps sigma G A (fun j => D g u (rho G j)) ->
  mass g (fun s => is_assigned (h s)) - y * mean g (fun s => pays_shared K (h s) (u s)) <=
  bound_K K sigma G a b y L A z M.
Proof.
  intros HG Hl Hz HM HA. rewrite mass_mean. unfold bound_K.
  pose proof (weak_duality kappa r0 sigma G A M g u (gain_K K y z a b)
    (fun s => counts (is_assigned (h s)) - y * pays_shared K (h s) (u s) -
              z * pays_alone (h s) (u s)) Hg Hne HG HM HA
    (fun s Hs => gain_K_point G a b z s Hl Hz Hs)) as H.
  rewrite !mean_minus, !mean_scale in H.
  pose proof (Rmult_le_compat_l z _ _ Hz Halone). lra.
Qed.

(** Scenario by scenario: V_g. *)
Theorem T7_group kappa sigma delta m0 r0 G a b V boxes :
  constants kappa sigma delta -> grid_from kappa r0 G -> logs_below G a b ->
  doubles kappa sigma delta m0 r0 (D g u) ->
  group_proved K sigma delta m0 G a b y L V boxes ->
  mass g (fun s => is_assigned (h s)) - y * mean g (fun s => pays_shared K (h s) (u s))
  <= V.
Proof.
  intros Hc HG Hl Hd [Hcover Hbound]. pose proof (D_increases g u Hg Hne) as Hmono.
  pose proof (scenario_exists kappa sigma delta m0 r0 G (D g u) Hc HG Hmono Hd) as Hs.
  apply Hcover in Hs as [B [z [M [HB Hin]]]].
  destruct (Hbound B z M HB) as [Hz [HM Hq]].
  apply Rle_trans with (2 := Hq). apply (T7_bound kappa r0); auto.
  now apply (F1_box kappa sigma delta m0 r0 G (D g u) Hc HG Hmono Hd).
Qed.

End Group.

(** For K = 2 and y = 0 the bound is that of T6. *)
Lemma bound_K_2 sigma G a b L A z M :
  bound_K 2 sigma G a b 0 L A z M = bound2 sigma G a b L A z M.
Proof.
  unfold bound_K, bound2. do 2 f_equal. apply largest_ext. intros i _. f_equal.
  unfold gain_K, gain2. simpl. f_equal; field.
Qed.

(** * All groups *)

Lemma no_free_2 X l s :
  (1 <= class s <= 2)%nat -> In l (rivals 2 s) -> fate_of 2 X l s <> Free.
Proof.
  intros Hs Hl. unfold fate_of. destruct (correct 2 X s) eqn:H; [easy|].
  destruct (strongest_spec 2 X s H) as [Hin _].
  destruct (Nat.eqb_spec l (strongest 2 X s)) as [_|Hne]; [easy|].
  apply filter_In in Hl as [Hl1 Hl2]. apply filter_In in Hin as [Hi1 Hi2].
  rewrite in_seq in *. rewrite negb_true_iff, Nat.eqb_neq in *. lia.
Qed.

(** T7. If in each group the masses D(r) double from the radius r0 on, and a share w of at
    most the group's own and boxes that hold every scenario prove the bound V_g, then a
    classifier whose loss is at most [Lbar] has misclassified mass at most
    y Lbar + sum of w_g V_g. *)
Theorem T7_doubling_floor K X T groups Lbar kappa sigma delta m0 r0 G a b y V :
  (2 <= K)%nat -> weighted T -> T <> [] -> labelled K T -> grouping K T groups ->
  loss K X T <= Lbar ->
  constants kappa sigma delta -> grid_from kappa r0 G -> logs_below G a b -> 0 <= y ->
  (forall g, In g groups -> members g <> [] ->
     doubles kappa sigma delta m0 r0 (D (members g) (gap_in X g)) /\
     exists w boxes, 0 < w <= share T (members g) /\
       group_proved K sigma delta m0 G a b y (Lbar / w) (V g) boxes) ->
  mass T (wrong K X) <=
  y * Lbar + by_shares T groups V.
Proof.
  intros HK HT Hne Hlab Hgr HL Hc HG Hl Hy H.
  apply (T7_accounting K X T groups Lbar HK HT Hne Hlab Hgr HL y V Hy).
  intros g Hg Hm. destruct (H g Hg Hm) as [Hd [w [boxes [Hw Hp]]]].
  apply (T7_group K (members g) (gap_in X g) (fate_in K X g) (Lbar / w) y) with
    (kappa := kappa) (sigma := sigma) (delta := delta) (m0 := m0) (r0 := r0) (G := G)
    (a := a) (b := b) (boxes := boxes); auto.
  - now apply (member_weighted K T groups HT Hgr).
  - intros s _. apply Rabs_pos.
  - intros -> s Hs. apply no_free_2; [|now apply (member_rival 2 T groups Hgr)].
    apply (class_of 2 T Hlab). now apply (member_in 2 T groups Hgr g).
  - apply Rle_trans with (Lbar / share T (members g)).
    + now apply (F2_alone K X T groups Lbar HT Hne Hgr HL).
    + pose proof (loss_nonneg K X T HT Hne). apply Rmult_le_compat_l; [lra|].
      apply Rinv_le_contravar; lra.
Qed.
