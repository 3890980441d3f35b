(** The dual bound of T6 and T7 (proofs/theory.md, section 10): from rows about the
    masses D_j and any non-negative multipliers of them, a bound on a mean over the
    group. It is the number that section 6 of docs/floor-certificate.md computes. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial.
Import ListNotations.
Open Scope R_scope.

(** * Radii *)

(** The radii rho_0, ..., rho_{J-1}, J = [count]; rho_{j+p} = kappa rho_j, p = [period].
    *)
Record grid := { count : nat; period : nat; rho : nat -> R }.

Definition grid_from (kappa r0 : R) (G : grid) : Prop :=
  (1 <= period G <= count G)%nat /\ 0 < rho G 0 /\ r0 <= rho G 0 /\
  (forall j, (S j < count G)%nat -> rho G j < rho G (S j)) /\
  (forall j, (j + period G < count G)%nat -> rho G (j + period G) = kappa * rho G j).

(** a_j <= log(1 + exp rho_{j-1}), rho_{-1} = 0, and b_j <= log(1 + exp(-rho_j)), b_J =
    0. *)
Definition logs_below (G : grid) (a b : nat -> R) : Prop :=
  a 0%nat <= ln 2 /\
  (forall j, (j < count G)%nat -> a (S j) <= ln (1 + exp (rho G j))) /\
  (forall j, (j < count G)%nat -> b j <= ln (1 + exp (- rho G j))) /\
  b (count G) = 0.

(** The first of 0..n-1 with a property, n if there is none. *)
Fixpoint first (P : nat -> bool) (n : nat) : nat :=
  match n with
  | O => O
  | S n' => if P O then O else S (first (fun j => P (S j)) n')
  end.

(** The number of the ring in which a value u of |f| lies: the first j with u <= rho_j. *)
Definition ring (G : grid) (u : R) : nat := first (fun j => Rleb u (rho G j)) (count G).

(** * Rows and multipliers *)

(** What is known of the masses D_j, j < J: for which j (1 + sigma) D_j <= D_{j+p}, and
    the least and the greatest value of D_j, if there are any. *)
Record rows := {
  grows : nat -> bool;
  least : nat -> option R;
  greatest : nat -> option R
}.

Definition keeps (sigma : R) (G : grid) (A : rows) (D : nat -> R) : Prop :=
  forall j, (j < count G)%nat ->
    (grows A j = true ->
      (j + period G < count G)%nat /\ (1 + sigma) * D j <= D (j + period G)%nat) /\
    (forall v, least A j = Some v -> v <= D j) /\
    (forall v, greatest A j = Some v -> D j <= v).

(** g_j for the row of growth of j, l_j and t_j for the least and the greatest value. *)
Record multipliers := { gs : nat -> R; ls : nat -> R; ts : nat -> R }.

Definition non_negative (M : multipliers) : Prop :=
  forall j, 0 <= gs M j /\ 0 <= ls M j /\ 0 <= ts M j.

(** Multipliers of rows that there are not are not used. *)
Definition g_used (A : rows) (M : multipliers) (j : nat) : R :=
  if grows A j then gs M j else 0.

Definition l_used (A : rows) (M : multipliers) (j : nat) : R :=
  match least A j with Some _ => ls M j | None => 0 end.

Definition t_used (A : rows) (M : multipliers) (j : nat) : R :=
  match greatest A j with Some _ => ts M j | None => 0 end.

(** The sum of f_j over the radii j = 0..J-1. *)
Definition over_radii (G : grid) (f : nat -> R) : R := sum (map f (seq 0 (count G))).

(** s_i = sum over j >= i of (t_j - l_j + (1+sigma) g_j) - sum over j + p >= i of g_j. *)
Definition s_of (sigma : R) (G : grid) (A : rows) (M : multipliers) (i : nat) : R :=
  over_radii G (fun j =>
    if (i <=? j)%nat
    then t_used A M j - l_used A M j + (1 + sigma) * g_used A M j else 0) -
  over_radii G (fun j => if (i <=? j + period G)%nat then g_used A M j else 0).

(** sum of t_j (greatest value of D_j) - sum of l_j (least value of D_j) *)
Definition ends (G : grid) (A : rows) (M : multipliers) : R :=
  over_radii G (fun j => match greatest A j with Some v => ts M j * v | None => 0 end) -
  over_radii G (fun j => match least A j with Some v => ls M j * v | None => 0 end).

(** The largest of f_0, ..., f_n. *)
Fixpoint largest (n : nat) (f : nat -> R) : R :=
  match n with
  | O => f O
  | S n' => Rmax (largest n' f) (f n)
  end.

(** lambda + the rows' ends, when a unit of mass in ring i brings at most gain_i: lambda
    is the largest gain_i - s_i. *)
Definition lambda (sigma : R) (G : grid) (A : rows) (M : multipliers) (gain : nat -> R) :=
  largest (count G) (fun i => gain i - s_of sigma G A M i).

(** * Lemmas *)

Lemma first_le P n : (first P n <= n)%nat.
Proof.
  revert P. induction n as [|n IH]; intros P; simpl; [lia|].
  destruct (P O); [lia|]. specialize (IH (fun j => P (S j))). lia.
Qed.

Lemma first_before P n j : (j < first P n)%nat -> P j = false.
Proof.
  revert P j. induction n as [|n IH]; intros P j; simpl; [lia|].
  destruct (P O) eqn:HP; [lia|]. destruct j; [easy|]. intros H.
  apply (IH (fun j => P (S j))). lia.
Qed.

Lemma first_holds P n : (first P n < n)%nat -> P (first P n) = true.
Proof.
  revert P. induction n as [|n IH]; intros P; simpl; [lia|].
  destruct (P O) eqn:HP; [easy|]. intros H.
  apply (IH (fun j => P (S j))). lia.
Qed.

Lemma largest_le n f i : (i <= n)%nat -> f i <= largest n f.
Proof.
  induction n as [|n IH]; intros Hi.
  - replace i with O by lia. simpl. lra.
  - simpl. destruct (Nat.eq_dec i (S n)) as [->|Hne]; [apply Rmax_r|].
    apply Rle_trans with (largest n f); [apply IH; lia|apply Rmax_l].
Qed.

Lemma largest_ext n f h :
  (forall i, (i <= n)%nat -> f i = h i) -> largest n f = largest n h.
Proof.
  induction n as [|n IH]; intros H; simpl; [now apply H|].
  rewrite IH, H; auto.
Qed.

Lemma over_radii_le G f h :
  (forall j, (j < count G)%nat -> f j <= h j) -> over_radii G f <= over_radii G h.
Proof. intros H. apply sum_le. intros j Hj. apply in_seq in Hj. apply H. lia. Qed.

Lemma over_radii_ext G f h :
  (forall j, (j < count G)%nat -> f j = h j) -> over_radii G f = over_radii G h.
Proof. intros H. apply sum_ext. intros j Hj. apply in_seq in Hj. apply H. lia. Qed.

Lemma over_radii_plus G f h :
  over_radii G (fun j => f j + h j) = over_radii G f + over_radii G h.
Proof. apply sum_plus. Qed.

Lemma over_radii_single G f j :
  over_radii G (fun x => if (x =? j)%nat then f x else 0) =
  if (j <? count G)%nat then f j else 0.
Proof.
  unfold over_radii. destruct (Nat.ltb_spec j (count G)).
  - apply sum_single; [apply seq_NoDup|apply in_seq; lia].
  - apply sum_zero. intros x Hx. apply in_seq in Hx.
    destruct (Nat.eqb_spec x j); [lia|easy].
Qed.

Lemma over_radii_minus G f h :
  over_radii G (fun j => f j - h j) = over_radii G f - over_radii G h.
Proof.
  unfold over_radii, Rminus.
  rewrite (sum_plus f (fun j => - h j)), (sum_ext (fun j => - h j) (fun j => -1 * h j)).
  - rewrite sum_scale. ring.
  - intros. ring.
Qed.

Lemma radii_increase kappa r0 G i j :
  grid_from kappa r0 G -> (i <= j < count G)%nat -> rho G i <= rho G j.
Proof.
  intros [_ [_ [_ [H _]]]] [Hij Hj].
  induction j as [|j IH]; [replace i with O by lia; lra|].
  destruct (Nat.eq_dec i (S j)) as [->|Hne]; [lra|].
  specialize (H j Hj). assert (rho G i <= rho G j) by (apply IH; lia). lra.
Qed.

(** A point is counted by D_j if its ring is at most j. *)
Lemma ring_counted kappa r0 G u j :
  grid_from kappa r0 G -> (j < count G)%nat -> (ring G u <=? j)%nat = Rleb u (rho G j).
Proof.
  intros HG Hj. destruct (Nat.leb_spec (ring G u) j) as [H|H].
  - symmetry. apply Rleb_true. apply Rle_trans with (rho G (ring G u)).
    + apply Rleb_true. apply (first_holds (fun j => Rleb u (rho G j))).
      fold (ring G u). lia.
    + apply (radii_increase kappa r0); [easy|lia].
  - symmetry. now apply (first_before (fun j => Rleb u (rho G j)) (count G)).
Qed.

Lemma ring_le G u : (ring G u <= count G)%nat.
Proof. apply first_le. Qed.

(** D(r) = mu{|f| <= r}. [u] is |f|. *)
Definition D (g : points) (u : point -> R) (r : R) : R := mass g (fun s => Rleb (u s) r).

Lemma D_mean g u r c :
  mean g (fun s => if Rleb (u s) r then c else 0) = c * D g u r.
Proof.
  unfold D. rewrite mass_mean, <- mean_scale. apply mean_ext. intros s _.
  unfold counts. destruct (Rleb (u s) r); ring.
Qed.

(** Every row times its multiplier, added up. *)
Lemma rows_added kappa r0 sigma G A M g u :
  grid_from kappa r0 G -> keeps sigma G A (fun j => D g u (rho G j)) ->
  mean g (fun s => s_of sigma G A M (ring G (u s))) =
  over_radii G (fun j =>
    (t_used A M j - l_used A M j + (1 + sigma) * g_used A M j) * D g u (rho G j) -
    g_used A M j * D g u (rho G (j + period G))).
Proof.
  intros HG HA. unfold s_of. rewrite mean_minus, over_radii_minus. f_equal.
  - unfold over_radii. rewrite mean_sum. apply over_radii_ext. intros j Hj.
    rewrite <- D_mean. apply mean_ext. intros s _.
    now rewrite (ring_counted kappa r0) by easy.
  - unfold over_radii. rewrite mean_sum. apply over_radii_ext. intros j Hj.
    rewrite <- D_mean. apply mean_ext. intros s _.
    unfold g_used. destruct (grows A j) eqn:Hg.
    + apply HA in Hg as [Hp _]; [|easy].
      now rewrite (ring_counted kappa r0) by easy.
    + now destruct (_ <=? _)%nat, (Rleb _ _).
Qed.

Lemma rows_ends sigma G A M D' :
  keeps sigma G A D' -> non_negative M ->
  over_radii G (fun j =>
    (t_used A M j - l_used A M j + (1 + sigma) * g_used A M j) * D' j -
    g_used A M j * D' (j + period G)%nat) <= ends G A M.
Proof.
  intros HA HM. unfold ends. rewrite <- over_radii_minus.
  apply over_radii_le. intros j Hj.
  destruct (HA j Hj) as [Hgrow [Hl Ht]]. destruct (HM j) as [Mg [Ml Mt]].
  unfold t_used, l_used, g_used.
  assert (Growth : (if grows A j then gs M j else 0) * ((1 + sigma) * D' j) <=
                   (if grows A j then gs M j else 0) * D' (j + period G)%nat).
  { destruct (grows A j); [apply Rmult_le_compat_l; [easy|now apply Hgrow]|lra]. }
  assert (Least : match least A j with Some v => ls M j * v | None => 0 end <=
                  match least A j with Some _ => ls M j | None => 0 end * D' j).
  { destruct (least A j); [apply Rmult_le_compat_l; auto|lra]. }
  assert (Greatest : match greatest A j with Some _ => ts M j | None => 0 end * D' j <=
                     match greatest A j with Some v => ts M j * v | None => 0 end).
  { destruct (greatest A j); [apply Rmult_le_compat_l; auto|lra]. }
  lra.
Qed.

(** Weak duality: whatever the multipliers, lambda + the ends of the rows bounds the
    mean of each quantity that is at most gain_i in ring i. *)
Theorem weak_duality kappa r0 sigma G A M g u gain value :
  weighted g -> g <> [] -> grid_from kappa r0 G -> non_negative M ->
  keeps sigma G A (fun j => D g u (rho G j)) ->
  (forall s, In s g -> value s <= gain (ring G (u s))) ->
  mean g value <= lambda sigma G A M gain + ends G A M.
Proof.
  intros Hg Hne HG HM HA Hgain.
  apply Rle_trans with (mean g (fun s => lambda sigma G A M gain +
                                         s_of sigma G A M (ring G (u s)))).
  - apply mean_le; auto. intros s Hs. specialize (Hgain s Hs).
    pose proof (largest_le (count G) (fun i => gain i - s_of sigma G A M i)
                  (ring G (u s)) (ring_le G (u s))) as H.
    cbv beta in H. unfold lambda. lra.
  - rewrite mean_plus, mean_const, (rows_added kappa r0) by easy.
    apply Rplus_le_compat_l. now apply (rows_ends sigma G A M (fun j => D g u (rho G j))).
Qed.

(** A point of ring i with the margin -u pays at least a_i, one with the margin u at least
    b_i. *)
Lemma ring_pays_wrong G a b u :
  logs_below G a b -> 0 <= u -> a (ring G u) <= cost u.
Proof.
  intros [H0 [Ha _]] Hu. destruct (ring G u) as [|i] eqn:E.
  - apply Rle_trans with (cost 0); [now rewrite cost_0|now apply cost_le].
  - assert (Hi : (i < count G)%nat) by (pose proof (ring_le G u); lia).
    apply Rle_trans with (cost (rho G i)); [now apply Ha|apply cost_le, Rlt_le].
    apply Rleb_false. apply (first_before (fun j => Rleb u (rho G j)) (count G)).
    fold (ring G u). lia.
Qed.

Lemma ring_pays_right G a b u : logs_below G a b -> b (ring G u) <= cost (- u).
Proof.
  intros [_ [_ [Hb HJ]]]. pose proof (ring_le G u) as Hle.
  destruct (Nat.eq_dec (ring G u) (count G)) as [E|E].
  - rewrite E, HJ. apply cost_nonneg.
  - apply Rle_trans with (cost (- rho G (ring G u))); [apply Hb; lia|].
    apply cost_le, Ropp_le_contravar, Rleb_true.
    apply (first_holds (fun j => Rleb u (rho G j))). fold (ring G u). lia.
Qed.

(** * What is checked of radii and logarithms *)

(** It is enough that the radii of one period increase, and the last of them is less than
    kappa rho_0. *)
Lemma grid_of_period kappa r0 G :
  1 < kappa -> (1 <= period G <= count G)%nat -> 0 < rho G 0 -> r0 <= rho G 0 ->
  (forall j, (S j < period G)%nat -> rho G j < rho G (S j)) ->
  rho G (period G - 1) < kappa * rho G 0 ->
  (forall j, (j + period G < count G)%nat -> rho G (j + period G) = kappa * rho G j) ->
  grid_from kappa r0 G.
Proof.
  intros Hk Hp H0 Hr Hin Hlast Hper. repeat split; try easy.
  induction j as [j IH] using lt_wf_ind. intros Hj.
  destruct (lt_eq_lt_dec (S j) (period G)) as [[H|H]|H]; [now apply Hin| |].
  - replace j with (period G - 1)%nat by lia.
    replace (S (period G - 1)) with (0 + period G)%nat by lia.
    rewrite Hper by lia. exact Hlast.
  - specialize (IH (j - period G)%nat ltac:(lia) ltac:(lia)).
    replace j with (j - period G + period G)%nat at 1 by lia.
    replace (S j) with (S (j - period G) + period G)%nat by lia.
    rewrite !Hper by lia. now apply Rmult_lt_compat_l; [lra|].
Qed.

(** For large radii a_j = rho_{j-1} and b_j = 0 will do. *)
Lemma log_wrong_large r : r <= ln (1 + exp r).
Proof.
  rewrite <- (ln_exp r) at 1. pose proof (exp_pos r). apply ln_le_compat; lra.
Qed.

Lemma log_right_large r : 0 <= ln (1 + exp (- r)).
Proof. apply cost_nonneg. Qed.
