(** B2, B3 and B4 of proofs/theory.md, section 11: what a point pays at least where some
    of its margins are known to be positive, or not. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Cuts.
Import ListNotations.
Open Scope R_scope.

(** * B2: decided margins *)

(** Moving parts of the vector to rivals whose margin is not positive, and away from those
    whose margin is not negative, leaves the bound valid with the old vector's margins. *)
Theorem B2_decided_margins K y m a a' :
  (1 <= y <= K)%nat -> proper_vector K a' ->
  (forall l, In l (others K y) -> (a' l - a l) * m l <= 0) ->
  entropy K a' - along K y a m <= log_loss K y m.
Proof.
  intros Hy Ha' H. pose proof (B1_cross_entropy_above_cut K y m a' Hy Ha') as H1.
  enough (along K y a' m <= along K y a m) by lra.
  apply sum_le. intros l Hl. specialize (H l Hl). lra.
Qed.

(** a with a_l and a_y replaced by their mean; a raised at l, a lowered at l. *)
Definition average (y l : nat) (a : class_vector) : class_vector :=
  fun j => if (Nat.eqb j y || Nat.eqb j l)%bool then (a y + a l) / 2 else a j.

Definition raise (y l : nat) (a : class_vector) : class_vector :=
  if Rlt_dec (a l) (a y) then average y l a else a.

Definition lower (y l : nat) (a : class_vector) : class_vector :=
  if Rlt_dec (a y) (a l) then average y l a else a.

Lemma average_rival K y l a j :
  In j (others K y) -> average y l a j = if Nat.eqb j l then (a y + a l) / 2 else a j.
Proof.
  intros Hj. apply in_others in Hj. unfold average.
  now rewrite (proj2 (Nat.eqb_neq j y)).
Qed.

(** A margin that is not positive: the raised vector may be used. *)
Theorem B2_raise K y m a l :
  (1 <= y <= K)%nat -> m l <= 0 -> proper_vector K (raise y l a) ->
  entropy K (raise y l a) - along K y a m <= log_loss K y m.
Proof.
  intros Hy Hm Hp. apply B2_decided_margins; [easy|easy|]. intros j Hj. unfold raise.
  destruct (Rlt_dec (a l) (a y)); [|lra]. rewrite (average_rival K) by easy.
  destruct (Nat.eqb_spec j l) as [->|]; [|lra].
  apply Ropp_le_cancel. rewrite Ropp_0, Ropp_mult_distr_r. apply Rmult_le_pos; lra.
Qed.

(** A margin that is not negative: the lowered vector may be used. *)
Theorem B2_lower K y m a l :
  (1 <= y <= K)%nat -> 0 <= m l -> proper_vector K (lower y l a) ->
  entropy K (lower y l a) - along K y a m <= log_loss K y m.
Proof.
  intros Hy Hm Hp. apply B2_decided_margins; [easy|easy|]. intros j Hj. unfold lower.
  destruct (Rlt_dec (a y) (a l)); [|lra]. rewrite (average_rival K) by easy.
  destruct (Nat.eqb_spec j l) as [->|]; [|lra].
  apply Ropp_le_cancel. rewrite Ropp_0, Ropp_mult_distr_l. apply Rmult_le_pos; lra.
Qed.

(** Two classes, [a] being the rival's number. *)
Definition h_lost (a : R) : R := if Rle_dec a (1 / 2) then ln 2 else binary_entropy a.
Definition h_kept (a : R) : R := if Rle_dec a (1 / 2) then binary_entropy a else ln 2.

Lemma binary_entropy_half : binary_entropy (1 / 2) = ln 2.
Proof.
  unfold binary_entropy, eta. replace (1 - 1 / 2) with (1 / 2) by lra.
  rewrite ln_div, ln_1 by lra. lra.
Qed.

(** B2 for two classes and a rival that wins. *)
Theorem B2_lost_two_classes a m :
  a <= 1 -> m <= 0 -> h_lost a - a * m <= ln (1 + exp (- m)).
Proof.
  intros Ha Hm. unfold h_lost. destruct (Rle_dec a (1 / 2)) as [H|H].
  - assert (0 <= (1 / 2 - a) * - m) by (apply Rmult_le_pos; lra).
    pose proof (B1_two_classes (1 / 2) m). rewrite binary_entropy_half in *. lra.
  - apply B1_two_classes. lra.
Qed.

(** B2 for two classes and a rival that does not. *)
Theorem B2_kept_two_classes a m :
  0 <= a -> 0 <= m -> h_kept a - a * m <= ln (1 + exp (- m)).
Proof.
  intros Ha Hm. unfold h_kept. destruct (Rle_dec a (1 / 2)) as [H|H].
  - apply B1_two_classes. lra.
  - assert (0 <= (a - 1 / 2) * m) by (apply Rmult_le_pos; lra).
    pose proof (B1_two_classes (1 / 2) m). rewrite binary_entropy_half in *. lra.
Qed.

(** * Decisions

    [Negative]: the margin is at most 0. [Positive]: it is positive. *)

Inductive sign := Negative | Positive.

Record decision := { whose : point; against : nat; sign_of : sign }.

Definition holds (X : classifier) (d : decision) : Prop :=
  match sign_of d with
  | Negative => margin X (whose d) (against d) <= 0
  | Positive => 0 < margin X (whose d) (against d)
  end.

Definition consistent (X : classifier) (D : list decision) : Prop := Forall (holds X) D.

Definition decision_eq_dec : forall d d' : decision, {d = d'} + {d <> d'}.
Proof.
  repeat (decide equality; try apply Req_EM_T).
Defined.

(** Rival [l] of point [s] has been decided so. *)
Definition decided (D : list decision) (g : sign) (s : point) (l : nat) : bool :=
  if in_dec decision_eq_dec {| whose := s; against := l; sign_of := g |} D
  then true else false.

Definition open (D : list decision) (s : point) (l : nat) : bool :=
  negb (decided D Negative s l) && negb (decided D Positive s l).

Definition lost (K : nat) (D : list decision) (s : point) : bool :=
  existsb (decided D Negative s) (rivals K s).

Definition kept (K : nat) (D : list decision) (s : point) : bool :=
  forallb (decided D Positive s) (rivals K s).

Lemma decided_true D g s l :
  decided D g s l = true <-> In {| whose := s; against := l; sign_of := g |} D.
Proof. unfold decided. destruct (in_dec _ _ _); split; intros; congruence || easy. Qed.

Lemma decided_negative X D s l :
  consistent X D -> decided D Negative s l = true -> margin X s l <= 0.
Proof.
  unfold consistent. rewrite Forall_forall, decided_true. intros H Hd. apply (H _ Hd).
Qed.

Lemma decided_positive X D s l :
  consistent X D -> decided D Positive s l = true -> 0 < margin X s l.
Proof.
  unfold consistent. rewrite Forall_forall, decided_true. intros H Hd. apply (H _ Hd).
Qed.

Lemma correct_true K X s :
  correct K X s = true <-> forall l, In l (rivals K s) -> 0 < margin X s l.
Proof.
  unfold correct. rewrite forallb_forall.
  split; intros H l Hl; apply Rltb_true; now apply H.
Qed.

Lemma correct_false K X s :
  correct K X s = false -> exists l, In l (rivals K s) /\ margin X s l <= 0.
Proof.
  unfold correct. induction (rivals K s) as [|l ls IH]; [easy|]. cbn [forallb].
  rewrite andb_false_iff, Rltb_false. intros [H|H].
  - exists l. simpl. auto.
  - destruct (IH H) as (k & Hk & Hm). exists k. simpl. auto.
Qed.

(** Kept points are classified correctly, lost ones are not. *)
Lemma kept_correct K X D s : consistent X D -> kept K D s = true -> correct K X s = true.
Proof.
  unfold kept. rewrite forallb_forall, correct_true. intros HX H l Hl.
  apply (decided_positive X D); auto.
Qed.

Lemma lost_not_correct K X D s :
  consistent X D -> lost K D s = true -> correct K X s = false.
Proof.
  unfold lost. rewrite existsb_exists. intros HX (l & Hl & Hd).
  apply not_true_iff_false. rewrite correct_true. intros H. specialize (H l Hl).
  pose proof (decided_negative X D s l HX Hd). lra.
Qed.

(** The rival by which a point that is not lost is misclassified is open. *)
Lemma wrong_by_open K X D s l :
  consistent X D -> lost K D s = false -> In l (rivals K s) -> margin X s l <= 0 ->
  open D s l = true.
Proof.
  intros HX Hlost Hl Hm. unfold open. rewrite andb_true_iff, !negb_true_iff. split.
  - apply not_true_iff_false. intros H. apply not_true_iff_false in Hlost. apply Hlost.
    unfold lost. rewrite existsb_exists. now exists l.
  - apply not_true_iff_false. intros H. pose proof (decided_positive X D s l HX H). lra.
Qed.

(** * B3: one point *)

(** The inequality (1): with the price [gamma] for a misclassified point, [s] pays at
    least e + gamma [s misclassified] - <a,m_s>. *)
Definition pays (K : nat) (X : classifier) (gamma : R) (s : point)
    (a : class_vector) (e : R) : Prop :=
  e + (if correct K X s then 0 else gamma) - along K (class s) a (margin X s)
    <= cross_entropy K X s.

(** The numbers that B3 allows for a point and its vector: for a lost point at most
    H(a raised at l) - gamma, l a negative rival; for others at most H(a), or H(a lowered
    at l) for a positive rival l, and H(a raised at l) - gamma for each open rival l. *)
Inductive allowed (K : nat) (D : list decision) (gamma : R) (s : point)
    (a : class_vector) (e : R) : Prop :=
| Allowed_lost (l : nat) :
    In l (rivals K s) -> decided D Negative s l = true ->
    proper_vector K (raise (class s) l a) ->
    e <= entropy K (raise (class s) l a) - gamma -> allowed K D gamma s a e
| Allowed_not_lost (b : class_vector) :
    lost K D s = false ->
    b = a \/ (exists l, In l (rivals K s) /\ decided D Positive s l = true
                        /\ b = lower (class s) l a) ->
    proper_vector K b -> e <= entropy K b ->
    (forall l, In l (rivals K s) -> open D s l = true ->
       proper_vector K (raise (class s) l a) /\
       e <= entropy K (raise (class s) l a) - gamma) -> allowed K D gamma s a e.

Lemma correct_pays K X D s a b :
  (1 <= class s <= K)%nat -> consistent X D -> proper_vector K b ->
  b = a \/ (exists l, In l (rivals K s) /\ decided D Positive s l = true
                      /\ b = lower (class s) l a) ->
  entropy K b - along K (class s) a (margin X s) <= cross_entropy K X s.
Proof.
  intros Hy HX Hb [->|(l & _ & Hd & ->)].
  - now apply B1_cross_entropy_above_cut.
  - apply B2_lower; [easy| |easy]. now apply Rlt_le, (decided_positive X D).
Qed.

Lemma wrong_pays K X s a l :
  (1 <= class s <= K)%nat -> margin X s l <= 0 ->
  proper_vector K (raise (class s) l a) ->
  entropy K (raise (class s) l a) - along K (class s) a (margin X s)
    <= cross_entropy K X s.
Proof. intros. now apply B2_raise. Qed.

(** Each classifier that is as decided pays what B3 allows. *)
Theorem B3_one_point K X D gamma s a e :
  (1 <= class s <= K)%nat -> consistent X D -> allowed K D gamma s a e ->
  pays K X gamma s a e.
Proof.
  intros Hy HX [l Hl Hd Hp He|b Hlost Hb Hp He Hopen]; unfold pays.
  - assert (correct K X s = false) as ->.
    { apply (lost_not_correct K X D); [easy|]. apply existsb_exists. now exists l. }
    pose proof (decided_negative X D s l HX Hd) as Hm.
    pose proof (wrong_pays K X s a l Hy Hm Hp). lra.
  - destruct (correct K X s) eqn:Hc.
    + pose proof (correct_pays K X D s a b Hy HX Hp Hb). lra.
    + destruct (correct_false K X s Hc) as (l & Hl & Hm).
      pose proof (wrong_by_open K X D s l HX Hlost Hl Hm) as Hdl.
      destruct (Hopen l Hl Hdl) as [Hr Her].
      pose proof (wrong_pays K X s a l Hy Hm Hr). lra.
Qed.

(** * B4: between two vectors *)

Definition between (tau : R) (a a' : class_vector) : class_vector :=
  fun j => (1 - tau) * a j + tau * a' j.

Lemma along_between K y tau a a' m :
  along K y (between tau a a') m = (1 - tau) * along K y a m + tau * along K y a' m.
Proof.
  unfold along, between. rewrite <- !sum_scale, <- sum_plus. apply sum_ext. intros. ring.
Qed.

(** What holds for a classifier with two vectors holds with each one between them, and the
    smaller number. *)
Theorem B4_between_two_vectors K X gamma s a e a' e' tau :
  0 <= tau <= 1 -> pays K X gamma s a e -> pays K X gamma s a' e' ->
  pays K X gamma s (between tau a a') (Rmin e e').
Proof.
  unfold pays. rewrite along_between. intros Ht H H'.
  pose proof (Rmin_l e e'). pose proof (Rmin_r e e').
  set (c := if correct K X s then 0 else gamma) in *.
  assert (0 <= (1 - tau) * (cross_entropy K X s
    - (e + c - along K (class s) a (margin X s)))) by (apply Rmult_le_pos; lra).
  assert (0 <= tau * (cross_entropy K X s
    - (e' + c - along K (class s) a' (margin X s)))) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - tau) * (e - Rmin e e')) by (apply Rmult_le_pos; lra).
  assert (0 <= tau * (e' - Rmin e e')) by (apply Rmult_le_pos; lra). lra.
Qed.

(** What B3 and B4 allow together. *)
Inductive justified (K : nat) (D : list decision) (gamma : R) (s : point) (e : R)
    : class_vector -> Prop :=
| By_B3 a : allowed K D gamma s a e -> justified K D gamma s e a
| By_B4 a a' b tau :
    justified K D gamma s e a -> justified K D gamma s e a' -> 0 <= tau <= 1 ->
    (forall j, b j = between tau a a' j) -> justified K D gamma s e b.

Lemma pays_ext K X gamma s a b e :
  (forall j, b j = a j) -> pays K X gamma s a e -> pays K X gamma s b e.
Proof.
  intros H. unfold pays, along.
  erewrite (sum_ext (fun l => b l * _)); [intros Hp; exact Hp|].
  intros. cbn beta. now rewrite H.
Qed.

(** Each classifier that is as decided pays what B3 and B4 allow. *)
Theorem B4_justified_pays K X D gamma s a e :
  (1 <= class s <= K)%nat -> consistent X D -> justified K D gamma s e a ->
  pays K X gamma s a e.
Proof.
  intros Hy HX. induction 1 as [a Ha|a a' b tau _ IH _ IH' Ht Hb].
  - now apply (B3_one_point K X D).
  - apply (pays_ext _ _ _ _ (between tau a a')); [easy|].
    pose proof (B4_between_two_vectors K X gamma s a e a' e tau Ht IH IH') as H.
    now rewrite Rmin_left in H by lra.
Qed.
