(** T6 of proofs/theory.md, section 10: the doubling floor of one group of two classes. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario.
Import ListNotations.
Open Scope R_scope.

(** What a point with |f| = u pays: log(1+e^u) if it is misclassified, log(1+e^-u) if
    not. *)
Definition pays (bad : bool) (u : R) : R := if bad then cost u else cost (- u).

(** The most that a unit of mass in ring i brings: max{ 1 - y a_i, -y b_i }. *)
Definition gain2 (y : R) (a b : nat -> R) (i : nat) : R :=
  Rmax (1 - y * a i) (- (y * b i)).

(** lambda + y Lbar + sum of t_j (greatest) - sum of l_j (least). *)
Definition bound2 (sigma : R) (G : grid) (a b : nat -> R) (Lbar : R)
    (A : rows) (y : R) (M : multipliers) : R :=
  lambda sigma G A M (gain2 y a b) + y * Lbar + ends G A M.

(** Every scenario that is not passed over lies in a box of the list, which has a bound
    of at most [q] from multipliers of its own. *)
Definition floor_proved (sigma delta m0 : R) (G : grid) (a b : nat -> R) (Lbar q : R)
    (boxes : list (box * R * multipliers)) : Prop :=
  (forall i k, scenario sigma delta m0 G i k ->
     exists B y M, In (B, y, M) boxes /\ holds B i k) /\
  (forall B y M, In (B, y, M) boxes ->
     0 <= y /\ non_negative M /\
     bound2 sigma G a b Lbar (rows_of sigma delta m0 G B) y M <= q).

Section Distribution.

Variables (g : points) (u : point -> R) (bad : point -> bool) (Lbar : R).
Hypothesis Hg : weighted g.
Hypothesis Hne : g <> [].
Hypothesis Hu : forall s, In s g -> 0 <= u s.
Hypothesis Hloss : mean g (fun s => pays (bad s) (u s)) <= Lbar.

Lemma D_increases : monotone (D g u).
Proof.
  intros r r' Hr. apply mass_le; auto. intros s _ H.
  apply Rleb_true in H. apply Rleb_true. lra.
Qed.

(** For a misclassified point 1 less y times what it pays is at most the gain of its
    ring, and so is for a correct one 0 less that. *)
Lemma gain2_point G a b y s :
  logs_below G a b -> 0 <= y -> In s g ->
  counts (bad s) - y * pays (bad s) (u s) <= gain2 y a b (ring G (u s)).
Proof.
  intros Hl Hy Hs. unfold gain2, counts, pays. destruct (bad s).
  - apply Rle_trans with (2 := Rmax_l _ _).
    pose proof (ring_pays_wrong G a b (u s) Hl (Hu s Hs)). nra.
  - apply Rle_trans with (2 := Rmax_r _ _).
    pose proof (ring_pays_right G a b (u s) Hl). nra.
Qed.

(** T6 for given rows: whatever the multipliers, a distribution that keeps the rows and
    whose loss is at most [Lbar] has misclassified mass at most lambda + y Lbar + sum of
    t_j (greatest) - sum of l_j (least). *)
Theorem T6_bound kappa r0 sigma G a b A y M :
  grid_from kappa r0 G -> logs_below G a b -> 0 <= y -> non_negative M ->
  keeps sigma G A (fun j => D g u (rho G j)) ->
  mass g bad <= bound2 sigma G a b Lbar A y M.
Proof.
  intros HG Hl Hy HM HA. rewrite mass_mean. unfold bound2.
  pose proof (weak_duality kappa r0 sigma G A M g u (gain2 y a b)
    (fun s => counts (bad s) - y * pays (bad s) (u s)) Hg Hne HG HM HA
    (fun s Hs => gain2_point G a b y s Hl Hy Hs)) as H.
  rewrite mean_minus, mean_scale in H.
  pose proof (Rmult_le_compat_l y _ _ Hy Hloss). lra.
Qed.

(** T6. If the masses D(r) = mu{|f| <= r} double from the radius r0 on, the loss is at
    most [Lbar], and boxes that hold every scenario have bounds of at most [q], then the
    misclassified mass is at most [q]. *)
Theorem T6_doubling_floor kappa sigma delta m0 r0 G a b q boxes :
  constants kappa sigma delta -> grid_from kappa r0 G -> logs_below G a b ->
  doubles kappa sigma delta m0 r0 (D g u) ->
  floor_proved sigma delta m0 G a b Lbar q boxes ->
  mass g bad <= q.
Proof.
  intros Hc HG Hl Hd [Hcover Hbound].
  pose proof
    (scenario_exists kappa sigma delta m0 r0 G (D g u) Hc HG D_increases Hd) as Hs.
  apply Hcover in Hs as [B [y [M [HB Hin]]]].
  destruct (Hbound B y M HB) as [Hy [HM Hq]].
  apply Rle_trans with (2 := Hq). apply (T6_bound kappa r0); auto.
  now apply (F1_box kappa sigma delta m0 r0 G (D g u) Hc HG D_increases Hd).
Qed.

End Distribution.
