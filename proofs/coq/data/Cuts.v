(** B1 of proofs/theory.md, section 11: the cross-entropy of a point lies above affine
    functions of its margins, one for each proper vector, and so all classifiers whose
    loss fits a budget lie on one side of each cut. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses.
Import ListNotations.
Open Scope R_scope.

(** * Vectors of a point

    A vector gives each class 1..K a number; they add up to 1. It is proper if none is
    negative. *)

Definition class_vector := nat -> R.

Definition is_vector (K : nat) (a : class_vector) : Prop := sum (map a (seq 1 K)) = 1.

Definition proper_vector (K : nat) (a : class_vector) : Prop :=
  is_vector K a /\ forall j, (1 <= j <= K)%nat -> 0 <= a j.

(** -u log u. (As ln 0 is a number, 0 ln 0 = 0.) *)
Definition eta (u : R) : R := - (u * ln u).

(** H(a). *)
Definition entropy (K : nat) (a : class_vector) : R :=
  sum (map (fun j => eta (a j)) (seq 1 K)).

(** The classes other than y: the rivals of a point of class y. *)
Definition others (K y : nat) : list nat :=
  filter (fun l => negb (Nat.eqb l y)) (seq 1 K).

(** <a,m>, the sum of a_l m_l over the rivals l. *)
Definition along (K y : nat) (a : class_vector) (m : nat -> R) : R :=
  sum (map (fun l => a l * m l) (others K y)).

(** S = 1 + sum of exp(-m_l), and log S, the cross-entropy. *)
Definition exp_sum (K y : nat) (m : nat -> R) : R :=
  1 + sum (map (fun l => exp (- m l)) (others K y)).

Definition log_loss (K y : nat) (m : nat -> R) : R := ln (exp_sum K y m).

Definition softmax (K y : nat) (m : nat -> R) : class_vector :=
  fun j => if Nat.eqb j y then 1 / exp_sum K y m else exp (- m j) / exp_sum K y m.

Lemma cross_entropy_log_loss K X s :
  cross_entropy K X s = log_loss K (class s) (margin X s).
Proof. reflexivity. Qed.

(** * Sums over classes *)

Lemma in_classes K j : In j (seq 1 K) <-> (1 <= j <= K)%nat.
Proof. rewrite in_seq. lia. Qed.

Lemma in_others K y l : In l (others K y) <-> (1 <= l <= K)%nat /\ l <> y.
Proof.
  unfold others. rewrite filter_In, in_classes, negb_true_iff, Nat.eqb_neq. reflexivity.
Qed.

Lemma sum_ext {A} (f g : A -> R) l :
  (forall x, In x l -> f x = g x) -> sum (map f l) = sum (map g l).
Proof. intros H. f_equal. now apply map_ext_in. Qed.

Lemma sum_map_cons {A} (f : A -> R) x l : sum (map f (x :: l)) = f x + sum (map f l).
Proof. reflexivity. Qed.

Lemma sum_zero {A} (f : A -> R) l :
  (forall x, In x l -> f x = 0) -> sum (map f l) = 0.
Proof.
  induction l as [|x l IH]; intros H; [reflexivity|]. rewrite sum_map_cons, IH.
  - rewrite (H x); simpl; auto. lra.
  - intros; apply H; simpl; auto.
Qed.

Lemma sum_nonneg {A} (f : A -> R) l :
  (forall x, In x l -> 0 <= f x) -> 0 <= sum (map f l).
Proof.
  intros H. rewrite <- (sum_zero (fun _ => 0) l) by reflexivity. now apply sum_le.
Qed.

(** One term of a sum of terms that are not negative. *)
Lemma sum_term_le {A} (f : A -> R) l x :
  (forall y, In y l -> 0 <= f y) -> In x l -> f x <= sum (map f l).
Proof.
  induction l as [|y l IH]; intros H Hx; [easy|]. rewrite sum_map_cons.
  pose proof (H y (or_introl eq_refl)).
  pose proof (sum_nonneg f l (fun z Hz => H z (or_intror Hz))).
  destruct Hx as [->|Hx]; [lra|].
  assert (f x <= sum (map f l)) by (apply IH; auto with datatypes). lra.
Qed.

Lemma sum_without (l : list nat) (g : nat -> R) y :
  NoDup l -> In y l ->
  sum (map g l) = g y + sum (map g (filter (fun j => negb (Nat.eqb j y)) l)).
Proof.
  induction 1 as [|x l Hx Hl IH]; intros Hy; [easy|].
  rewrite sum_map_cons. cbn [filter].
  destruct (Nat.eqb_spec x y) as [->|Hxy]; cbn [negb]; try rewrite sum_map_cons.
  - replace (filter _ l) with l; [reflexivity|]. symmetry.
    clear - Hx. induction l as [|z l IH]; [reflexivity|]. simpl in *.
    destruct (Nat.eqb_spec z y); [tauto|]. simpl. f_equal. tauto.
  - destruct Hy as [Hy|Hy]; [easy|]. rewrite IH by easy. lra.
Qed.

(** A sum over all classes is the own class's term and those of the rivals. *)
Lemma sum_classes K y (g : nat -> R) :
  (1 <= y <= K)%nat -> sum (map g (seq 1 K)) = g y + sum (map g (others K y)).
Proof.
  intros Hy. apply sum_without; [apply seq_NoDup|now apply in_classes].
Qed.

(** * The softmax *)

Lemma exp_sum_ge_1 K y m : 1 <= exp_sum K y m.
Proof.
  unfold exp_sum. enough (0 <= sum (map (fun l => exp (- m l)) (others K y))) by lra.
  apply sum_nonneg. intros. apply Rlt_le, exp_pos.
Qed.

Lemma softmax_positive K y m j : 0 < softmax K y m j.
Proof.
  pose proof (exp_sum_ge_1 K y m). unfold softmax.
  destruct (Nat.eqb j y); apply Rdiv_lt_0_compat; try lra; apply exp_pos.
Qed.

Lemma softmax_own K y m : softmax K y m y = 1 / exp_sum K y m.
Proof. unfold softmax. now rewrite Nat.eqb_refl. Qed.

Lemma softmax_rival K y m l :
  In l (others K y) -> softmax K y m l = exp (- m l) / exp_sum K y m.
Proof.
  intros Hl. apply in_others in Hl. unfold softmax. now rewrite (proj2 (Nat.eqb_neq l y)).
Qed.

Lemma softmax_proper K y m : (1 <= y <= K)%nat -> proper_vector K (softmax K y m).
Proof.
  intros Hy. split; [|intros; apply Rlt_le, softmax_positive].
  unfold is_vector. rewrite (sum_classes K y), softmax_own by easy.
  rewrite (sum_ext _ (fun l => / exp_sum K y m * exp (- m l))).
  - rewrite sum_scale. pose proof (exp_sum_ge_1 K y m).
    apply (Rmult_eq_reg_l (exp_sum K y m)); [|lra]. unfold exp_sum at 4.
    field. lra.
  - intros l Hl. rewrite softmax_rival by easy. unfold Rdiv. ring.
Qed.

Lemma ln_div x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof.
  intros. unfold Rdiv. rewrite ln_mult, ln_Rinv; [ring|easy|easy|].
  now apply Rinv_0_lt_compat.
Qed.

(** -log p_y = log S and -log p_l = log S + m_l. *)
Lemma ln_softmax_own K y m : ln (softmax K y m y) = - log_loss K y m.
Proof.
  pose proof (exp_sum_ge_1 K y m). rewrite softmax_own, ln_div, ln_1 by lra.
  unfold log_loss. ring.
Qed.

Lemma ln_softmax_rival K y m l :
  In l (others K y) -> ln (softmax K y m l) = - m l - log_loss K y m.
Proof.
  pose proof (exp_sum_ge_1 K y m). intros Hl.
  rewrite softmax_rival, ln_div, ln_exp by (easy || apply exp_pos || lra). reflexivity.
Qed.

(** * B1 *)

(** log u < u - 1 except for u = 1. *)
Lemma ln_lt u : 0 < u -> u <> 1 -> ln u < u - 1.
Proof.
  intros Hu H1. assert (Hx : ln u <> 0) by now apply ln_neq_0.
  pose proof (exp_ineq1 (ln u) Hx) as H. rewrite exp_ln in H by easy. lra.
Qed.

Lemma gibbs_lt a p : 0 <= a -> 0 < p -> a <> p -> a - p < a * (ln a - ln p).
Proof.
  intros Ha Hp Hne. destruct (Req_dec a 0) as [->|H0]; [lra|].
  assert (H : ln (p / a) < p / a - 1).
  { apply ln_lt; [apply Rdiv_lt_0_compat; lra|]. intros H. apply Hne.
    apply (f_equal (Rmult a)) in H. field_simplify in H; lra. }
  rewrite ln_div in H by lra. apply (Rmult_lt_compat_l a) in H; [|lra].
  replace (a * (p / a - 1)) with (p - a) in H by (field; lra). lra.
Qed.

Lemma gibbs a p : 0 <= a -> 0 < p -> a - p <= a * (ln a - ln p).
Proof.
  intros. destruct (Req_dec a p) as [->|Hne]; [lra|]. now apply Rlt_le, gibbs_lt.
Qed.

(** What B1's two sides differ by, term by term. *)
Definition divergence (a p : class_vector) (j : nat) : R :=
  a j * (ln (a j) - ln (p j)) - (a j - p j).

Lemma divergence_nonneg K y m a :
  proper_vector K a -> forall j, In j (seq 1 K) -> 0 <= divergence a (softmax K y m) j.
Proof.
  intros [_ Ha] j Hj. apply in_classes in Hj. unfold divergence.
  pose proof (gibbs (a j) (softmax K y m j) (Ha j Hj) (softmax_positive K y m j)). lra.
Qed.

(** The sum of -a_j log p_j. *)
Lemma along_softmax K y m a :
  (1 <= y <= K)%nat -> is_vector K a ->
  sum (map (fun j => a j * ln (softmax K y m j)) (seq 1 K))
    = - log_loss K y m - along K y a m.
Proof.
  intros Hy Ha. unfold is_vector in Ha. rewrite (sum_classes K y) in Ha by easy.
  rewrite (sum_classes K y), ln_softmax_own by easy.
  rewrite (sum_ext _ (fun l => - log_loss K y m * a l + -1 * (a l * m l))).
  - rewrite sum_plus, !sum_scale. unfold along.
    replace (a y) with (1 - sum (map a (others K y))) by lra. ring.
  - intros l Hl. rewrite ln_softmax_rival by easy. ring.
Qed.

Lemma cut_gap K y m a :
  (1 <= y <= K)%nat -> is_vector K a ->
  log_loss K y m - (entropy K a - along K y a m)
    = sum (map (divergence a (softmax K y m)) (seq 1 K)).
Proof.
  intros Hy Ha. pose proof (along_softmax K y m a Hy Ha) as H.
  destruct (softmax_proper K y m Hy) as [Hp _]. unfold is_vector in Ha, Hp.
  rewrite (sum_ext (divergence a (softmax K y m))
    (fun j => -1 * eta (a j) + (-1 * (a j * ln (softmax K y m j))
              + (-1 * a j + softmax K y m j)))).
  - rewrite !sum_plus, !sum_scale, H. change (fun x => a x) with a.
    change (fun x => softmax K y m x) with (softmax K y m).
    unfold entropy. rewrite Ha, Hp. ring.
  - intros. unfold divergence, eta. ring.
Qed.

(** Each proper vector gives an affine function of the margins that the cross-entropy does
    not fall below. *)
Theorem B1_cross_entropy_above_cut K y m a :
  (1 <= y <= K)%nat -> proper_vector K a ->
  entropy K a - along K y a m <= log_loss K y m.
Proof.
  intros Hy Ha. pose proof (cut_gap K y m a Hy (proj1 Ha)).
  pose proof (sum_nonneg _ _ (divergence_nonneg K y m a Ha)). lra.
Qed.

(** The two are equal for the softmax of the margins, and for no other vector. *)
Theorem B1_equality K y m a :
  (1 <= y <= K)%nat -> proper_vector K a ->
  (entropy K a - along K y a m = log_loss K y m <->
   forall j, (1 <= j <= K)%nat -> a j = softmax K y m j).
Proof.
  intros Hy Ha. pose proof (cut_gap K y m a Hy (proj1 Ha)) as Hgap. split.
  - intros Heq j Hj. destruct (Req_dec (a j) (softmax K y m j)) as [|Hne]; [easy|].
    assert (Hin : In j (seq 1 K)) by now apply in_classes.
    pose proof (sum_term_le _ _ j (divergence_nonneg K y m a Ha) Hin).
    pose proof (gibbs_lt _ _ (proj2 Ha j Hj) (softmax_positive K y m j) Hne).
    unfold divergence at 1 in H. lra.
  - intros H. rewrite sum_zero in Hgap; [lra|].
    intros j Hj. apply in_classes in Hj. unfold divergence. rewrite (H j Hj). ring.
Qed.

(** * Two classes: one number, that of the rival *)

Definition binary_entropy (a : R) : R := eta a + eta (1 - a).

(** The vector of a point of class [y], one of 1 and 2, with [a] for the rival. *)
Definition two (y : nat) (a : R) : class_vector :=
  fun j => if Nat.eqb j y then 1 - a else a.

Lemma two_proper y a : (1 <= y <= 2)%nat -> 0 <= a <= 1 -> proper_vector 2 (two y a).
Proof.
  intros Hy Ha. assert (E : y = 1%nat \/ y = 2%nat) by lia.
  split; [|intros j _; unfold two; destruct (Nat.eqb j y); lra].
  unfold is_vector, two, sum. destruct E as [-> | ->]; simpl; lra.
Qed.

Lemma two_entropy y a : (1 <= y <= 2)%nat -> entropy 2 (two y a) = binary_entropy a.
Proof.
  intros Hy. assert (E : y = 1%nat \/ y = 2%nat) by lia.
  unfold entropy, two, binary_entropy, sum. destruct E as [-> | ->]; simpl; lra.
Qed.

Lemma two_along a m : along 2 1 (two 1 a) (fun _ => m) = a * m.
Proof. unfold along, sum, two. simpl. ring. Qed.

Lemma two_log_loss m : log_loss 2 1 (fun _ => m) = ln (1 + exp (- m)).
Proof. unfold log_loss, exp_sum, sum. simpl. f_equal. ring. Qed.

(** With two classes the affine functions are H(a) - a m, H the binary entropy. *)
Theorem B1_two_classes a m :
  0 <= a <= 1 -> binary_entropy a - a * m <= ln (1 + exp (- m)).
Proof.
  intros Ha. rewrite <- two_log_loss, <- two_along, <- (two_entropy 1) by lia.
  apply B1_cross_entropy_above_cut; [lia|]. apply two_proper; [lia|easy].
Qed.

Lemma two_softmax m : softmax 2 1 (fun _ => m) 2%nat = 1 / (1 + exp m).
Proof.
  unfold softmax, exp_sum, sum. simpl. rewrite exp_Ropp.
  pose proof (exp_pos m). field. lra.
Qed.

(** Equality holds for a = 1 / (1 + e^m) only. *)
Theorem B1_two_classes_equality a m :
  0 <= a <= 1 ->
  (binary_entropy a - a * m = ln (1 + exp (- m)) <-> a = 1 / (1 + exp m)).
Proof.
  intros Ha. assert (Hp : proper_vector 2 (two 1 a)) by (apply two_proper; [lia|easy]).
  rewrite <- two_log_loss, <- two_along, <- (two_entropy 1), <- two_softmax by lia.
  rewrite (B1_equality 2 1 (fun _ => m) (two 1 a)) by (easy || lia).
  destruct (softmax_proper 2 1 (fun _ => m)) as [Hs _]; [lia|].
  unfold is_vector, sum in Hs. simpl in Hs. split; [intros H; apply (H 2%nat); lia|].
  intros H j Hj. assert (E : j = 1%nat \/ j = 2%nat) by lia.
  destruct E as [-> | ->]; unfold two; simpl; lra.
Qed.

(** * Cuts *)

(** A point, with a vector and a number for it: one line of a certificate. *)
Record evidence := { about : point; vector_of : class_vector; value : R }.

(** w_s, weights divided by W. *)
Definition share (T : points) (s : point) : R := weight s / total T.

(** With weights [w]: what all points pay, the sum of the numbers, and that of the
    <a_s,m_s>. *)
Definition paid (K : nat) (X : classifier) (w : point -> R) (T : points) : R :=
  sum (map (fun s => w s * cross_entropy K X s) T).

Definition values (w : point -> R) (ev : list evidence) : R :=
  sum (map (fun e => w (about e) * value e) ev).

Definition margins (K : nat) (X : classifier) (w : point -> R) (ev : list evidence) : R :=
  sum (map (fun e => w (about e)
    * along K (class (about e)) (vector_of e) (margin X (about e))) ev).

Lemma loss_paid K X T : loss K X T = paid K X (share T) T.
Proof.
  unfold loss, paid, share, Rdiv. rewrite Rmult_comm, <- sum_scale.
  apply sum_ext. intros. ring.
Qed.

Lemma share_nonneg n T : training_set n T -> forall s, In s T -> 0 <= share T s.
Proof.
  intros HT s Hs. pose proof (training_set_weighted n T HT) as Hw.
  pose proof (total_positive T Hw (proj1 HT)).
  unfold weighted in Hw. rewrite Forall_forall in Hw. specialize (Hw s Hs).
  unfold share. apply Rlt_le, Rdiv_lt_0_compat; lra.
Qed.

Lemma share_positive n T s : training_set n T -> In s T -> 0 < share T s.
Proof.
  intros HT Hs. pose proof (training_set_weighted n T HT) as Hw.
  pose proof (total_positive T Hw (proj1 HT)).
  unfold weighted in Hw. rewrite Forall_forall in Hw. specialize (Hw s Hs).
  unfold share. apply Rdiv_lt_0_compat; lra.
Qed.

(** A sum over the points is a sum over the evidence about them. *)
Lemma sum_about (f : point -> R) T ev :
  map about ev = T -> sum (map f T) = sum (map (fun e => f (about e)) ev).
Proof. intros <-. now rewrite map_map. Qed.

Lemma about_in T ev e : map about ev = T -> In e ev -> In (about e) T.
Proof. intros <-. apply in_map. Qed.

Lemma labelled_in K T s : labelled K T -> In s T -> (1 <= class s <= K)%nat.
Proof. unfold labelled. rewrite Forall_forall. auto. Qed.

(** A proper vector, and a number that its entropy is not below. *)
Definition proper_evidence (K : nat) (e : evidence) : Prop :=
  proper_vector K (vector_of e) /\ value e <= entropy K (vector_of e).

(** Any proper vectors, one for each point, give a linear inequality for the margins of
    all classifiers whose loss is at most Lbar: a cut. *)
Theorem T9_cut n K X T Lbar ev :
  training_set n T -> labelled K T -> loss K X T <= Lbar ->
  map about ev = T -> Forall (proper_evidence K) ev ->
  values (share T) ev - Lbar <= margins K X (share T) ev.
Proof.
  intros HT HK Hloss Hev Hp. rewrite loss_paid in Hloss. unfold paid in Hloss.
  rewrite (sum_about _ T ev Hev) in Hloss. rewrite Forall_forall in Hp.
  set (w := share T) in *.
  enough (values w ev + -1 * margins K X w ev
          <= sum (map (fun e => w (about e) * cross_entropy K X (about e)) ev)) by lra.
  unfold values, margins. rewrite <- sum_scale, <- sum_plus. apply sum_le. intros e He.
  pose proof (about_in T ev e Hev He) as Hs. destruct (Hp e He) as [Ha Hv].
  pose proof (B1_cross_entropy_above_cut K (class (about e)) (margin X (about e)) _
    (labelled_in K T _ HK Hs) Ha) as H.
  rewrite cross_entropy_log_loss.
  assert (Hw : 0 <= w (about e)) by now apply (share_nonneg n T).
  apply (Rmult_le_compat_l _ _ _ Hw) in Hv.
  apply (Rmult_le_compat_l _ _ _ Hw) in H. lra.
Qed.

(** ** Cuts need not be combined *)

Lemma eta_concave a b tau : 0 <= a -> 0 <= b -> 0 <= tau <= 1 ->
  (1 - tau) * eta a + tau * eta b <= eta ((1 - tau) * a + tau * b).
Proof.
  intros Ha Hb Ht. set (p := (1 - tau) * a + tau * b).
  assert (H1 : 0 <= (1 - tau) * a) by (apply Rmult_le_pos; lra).
  assert (H2 : 0 <= tau * b) by (apply Rmult_le_pos; lra).
  destruct (Req_dec p 0) as [H0|H0].
  - assert (E1 : (1 - tau) * a = 0) by (unfold p in *; lra).
    assert (E2 : tau * b = 0) by (unfold p in *; lra).
    rewrite H0. unfold eta.
    replace ((1 - tau) * - (a * ln a)) with (- ((1 - tau) * a * ln a)) by ring.
    replace (tau * - (b * ln b)) with (- (tau * b * ln b)) by ring.
    rewrite E1, E2. lra.
  - assert (Hp : 0 < p) by (unfold p in *; lra).
    pose proof (Rmult_le_compat_l (1 - tau) _ _ ltac:(lra) (gibbs a p Ha Hp)).
    pose proof (Rmult_le_compat_l tau _ _ (proj1 Ht) (gibbs b p Hb Hp)).
    unfold eta. replace (p * ln p) with ((1 - tau) * a * ln p + tau * b * ln p)
      by (unfold p; ring). unfold p in *. lra.
Qed.

(** H is concave: the cut with the vectors between those of two cuts is at least as strong
    as the sum of both, with factors 1 - tau and tau. *)
Theorem B1_entropy_concave K a b tau :
  proper_vector K a -> proper_vector K b -> 0 <= tau <= 1 ->
  (1 - tau) * entropy K a + tau * entropy K b
    <= entropy K (fun j => (1 - tau) * a j + tau * b j).
Proof.
  intros [_ Ha] [_ Hb] Ht. unfold entropy. rewrite <- !sum_scale, <- sum_plus.
  apply sum_le. intros j Hj. apply in_classes in Hj. apply eta_concave; auto.
Qed.

(** The evidence of the cut whose vectors are the softmax of the classifier [X]. *)
Definition gradient (K : nat) (X : classifier) (s : point) : evidence :=
  let a := softmax K (class s) (margin X s) in
  {| about := s; vector_of := a; value := entropy K a |}.

(** At the classifier itself the two sides of its gradient cut differ by what is left of
    the budget. *)
Theorem B1_gradient_cut K X T Lbar :
  labelled K T ->
  margins K X (share T) (map (gradient K X) T)
    - (values (share T) (map (gradient K X) T) - Lbar) = Lbar - loss K X T.
Proof.
  intros HK. rewrite loss_paid.
  enough (values (share T) (map (gradient K X) T)
    = margins K X (share T) (map (gradient K X) T) + paid K X (share T) T) by lra.
  unfold values, margins, paid. rewrite !map_map, <- sum_plus. apply sum_ext.
  intros s Hs. cbn. rewrite cross_entropy_log_loss.
  assert (Hy := labelled_in K T s HK Hs).
  pose proof (softmax_proper K _ (margin X s) Hy) as Hp.
  rewrite <- (proj2 (B1_equality K _ (margin X s) _ Hy Hp)) by easy.
  ring.
Qed.

(** Two classes: the rival of a point of class 1 is 2, that of one of class 2 is 1. *)
Definition rival (s : point) : nat := 3 - class s.

Lemma others_two y : (1 <= y <= 2)%nat -> others 2 y = [(3 - y)%nat].
Proof.
  intros Hy. assert (E : y = 1%nat \/ y = 2%nat) by lia. now destruct E as [-> | ->].
Qed.

Lemma two_along_margin y a m :
  (1 <= y <= 2)%nat -> along 2 y (two y a) m = a * m (3 - y)%nat.
Proof.
  intros Hy. unfold along. rewrite others_two by easy.
  unfold sum, two. cbn [map fold_right].
  destruct (Nat.eqb_spec (3 - y) y); [lia|]. ring.
Qed.

(** Two classes: a cut is given by one number in [0,1] for each point. *)
Theorem T9_cut_two_classes n X T Lbar (numbers : list (point * R)) :
  training_set n T -> labelled 2 T -> loss 2 X T <= Lbar ->
  map fst numbers = T -> Forall (fun p => 0 <= snd p <= 1) numbers ->
  sum (map (fun p => share T (fst p) * binary_entropy (snd p)) numbers) - Lbar
    <= sum (map (fun p => share T (fst p) * (snd p * margin X (fst p) (rival (fst p))))
         numbers).
Proof.
  intros HT HK Hloss HA Ha. rewrite Forall_forall in Ha.
  assert (HyA : forall p, In p numbers -> (1 <= class (fst p) <= 2)%nat).
  { intros p Hp. apply (labelled_in 2 T); [easy|]. rewrite <- HA. now apply in_map. }
  pose (line := fun p : point * R => {| about := fst p;
    vector_of := two (class (fst p)) (snd p); value := binary_entropy (snd p) |}).
  assert (Habout : map about (map line numbers) = T) by now rewrite map_map.
  assert (Hp : Forall (proper_evidence 2) (map line numbers)).
  { apply Forall_map, Forall_forall. intros p Hp.
    split; unfold line; cbn [vector_of value].
    - apply two_proper; auto.
    - rewrite two_entropy by auto. lra. }
  pose proof (T9_cut n 2 X T Lbar _ HT HK Hloss Habout Hp) as H.
  unfold values, margins in H. rewrite !map_map in H. unfold line in H.
  cbn [about vector_of value] in H.
  erewrite (sum_ext (fun p => share T (fst p) * along _ _ _ _)) in H; [exact H|].
  intros p Hp'. cbn beta. rewrite two_along_margin by auto. reflexivity.
Qed.

(** * Each point's own cut *)

Lemma cross_entropy_nonneg K X s : 0 <= cross_entropy K X s.
Proof.
  rewrite cross_entropy_log_loss. unfold log_loss. rewrite <- ln_1.
  pose proof (exp_sum_ge_1 K (class s) (margin X s)).
  destruct (Req_dec 1 (exp_sum K (class s) (margin X s))) as [<-|]; [lra|].
  apply Rlt_le, ln_increasing; lra.
Qed.

(** No point pays more than the budget over its weight. *)
Lemma cross_entropy_le_budget n K X T Lbar s :
  training_set n T -> loss K X T <= Lbar -> In s T ->
  cross_entropy K X s <= Lbar / share T s.
Proof.
  intros HT Hloss Hs. pose proof (share_positive n T s HT Hs).
  rewrite loss_paid in Hloss.
  assert (share T s * cross_entropy K X s <= paid K X (share T) T).
  { apply (sum_term_le (fun s => share T s * cross_entropy K X s)); [|easy].
    intros t Ht. apply Rmult_le_pos; [now apply (share_nonneg n)|].
    apply cross_entropy_nonneg. }
  apply (Rmult_le_reg_l (share T s)); [easy|]. field_simplify; lra.
Qed.

(** e^-m_l <= e^x - 1 where the point pays at most x. *)
Lemma rival_exp K X s l x :
  In l (rivals K s) -> cross_entropy K X s <= x -> exp (- margin X s l) <= exp x - 1.
Proof.
  intros Hl Hx. rewrite cross_entropy_log_loss in Hx.
  pose proof (exp_sum_ge_1 K (class s) (margin X s)).
  assert (exp_sum K (class s) (margin X s) <= exp x).
  { rewrite <- (exp_ln (exp_sum _ _ _)) by lra. destruct Hx as [Hx|Hx].
    - now apply Rlt_le, exp_increasing.
    - unfold log_loss in Hx. rewrite Hx. lra. }
  assert (exp (- margin X s l)
    <= sum (map (fun l => exp (- margin X s l)) (others K (class s)))).
  { apply (sum_term_le (fun l => exp (- margin X s l))); [|easy].
    intros. apply Rlt_le, exp_pos. }
  unfold exp_sum in *. lra.
Qed.

(** No margin is below -x - log(1 - e^-x), which is at least -x, where x is the budget
    over the point's weight. *)
Theorem B1_own_cut n K X T Lbar s l :
  training_set n T -> loss K X T <= Lbar -> In s T -> In l (rivals K s) ->
  let x := Lbar / share T s in
  - x <= - x - ln (1 - exp (- x)) <= margin X s l.
Proof.
  intros HT Hloss Hs Hl x.
  pose proof (cross_entropy_le_budget n K X T Lbar s HT Hloss Hs) as Hpaid.
  pose proof (rival_exp K X s l x Hl Hpaid) as H.
  pose proof (exp_pos (- margin X s l)). pose proof (exp_pos (- x)).
  assert (E : exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  assert (Hx : exp (- margin X s l - x) <= 1 - exp (- x)).
  { unfold Rminus at 1. rewrite exp_plus.
    apply (Rmult_le_compat_r (exp (- x))) in H; lra. }
  pose proof (exp_pos (- margin X s l - x)). split.
  - enough (ln (1 - exp (- x)) < ln 1) by (rewrite ln_1 in *; lra).
    apply ln_increasing; lra.
  - enough (- margin X s l - x <= ln (1 - exp (- x))) by lra.
    rewrite <- (ln_exp (- margin X s l - x)). destruct Hx as [Hx|Hx].
    + now apply Rlt_le, ln_increasing.
    + rewrite Hx. lra.
Qed.
