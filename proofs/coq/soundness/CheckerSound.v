(** The checker is sound: if it accepts a certificate, what the certificate claims is true
    of each group of the points, given that the checks of trees are sound. *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Integers Target Certificate Slabs
  Coordinates Checker Claims Rationals GroupsSound WeightsSound Projections
  ProblemSound FamiliesSound ClaimSound.
Import ListNotations.
Open Scope R_scope.

(** What the condition's numbers have to be (docs/certificate-format.md, section 4). *)
Record condition_proper (c : certificate) (n : nat) : Prop := {
  kappa_above_1 : 1 < Q2R (kappa_of c);
  m0_positive : 0 < Q2R (m0_of c);
  m0_below_delta : Q2R (m0_of c) < Q2R (delta_of c);
  delta_at_most_1 : Q2R (delta_of c) <= 1;
  sigma_positive : forall sigma, asked c = CriticalMass sigma -> 0 < Q2R sigma;
  width_positive : forall w, width_of (family_of c) = Some w -> 0 < Q2R w;
  directions_are_proper : family_proper n (family_of c)
}.

Lemma condition_holds_proper c n : condition_holds c n = true -> condition_proper c n.
Proof.
  unfold condition_holds. rewrite !andb_true_iff, !Qltb_real, Qle_bool_real.
  rewrite Q2R_one, Q2R_zero. intros [[[[[H1 H2] H3] H4] H5] H6]. constructor; try easy.
  - intros sigma E. rewrite E, Qltb_real, Q2R_zero in H5. exact H5.
  - intros w E. destruct (family_of c); try easy. injection E as ->.
    now rewrite Qltb_real, Q2R_zero in H6.
  - now destruct (family_of c).
Qed.

Lemma target_of_proper c n b t :
  condition_proper c n -> bound_positive b = true -> target_of c b = Some t ->
  target_proper t.
Proof.
  intros Hc Hb Ht. unfold target_of in Ht.
  assert (Hd : (0 < delta_of c)%Q).
  { apply Qlt_real. rewrite Q2R_zero. destruct Hc. lra. }
  destruct (asked c) as [sigma|] eqn:E, b as [b|]; try easy; injection Ht as <-;
    (split; [|apply Hc]); simpl in *; repeat split; try easy; try now apply Qle_bool_iff.
  1: apply Qlt_real; rewrite Q2R_zero; now apply (sigma_positive c n Hc).
  all: apply Qlt_real; rewrite Q2R_zero; apply Hc.
Qed.

Section Checker.
  Hypothesis plain : trees_sound.
  Hypothesis wide : wide_trees_sound.

  Lemma group_problem c n g b t :
    condition_proper c n -> group_proper n g -> bound_positive b = true ->
    target_of c b = Some t -> proper_problem c t n (weigh g).
  Proof.
    intros Hc Hg Hb Ht. constructor; try apply Hc.
    - now apply (target_of_proper c n b).
    - now apply weigh_proper.
    - now apply (weigh_positive n).
  Qed.

  (** A bound whose proof holds is true. *)
  Theorem group_bound_sound c n g b t p :
    condition_proper c n -> group_proper n g -> bound_positive b = true ->
    target_of c b = Some t -> bound_holds c n (weigh g) t p = true ->
    bound_true c n (points_of g) b.
  Proof.
    intros Hc Hg Hb Ht H. apply (bound_from_slabs c n _ b t Ht). intros S HS.
    pose proof (group_slab_weights n (Q2R (kappa_of c)) g S Hg) as [HW [-> ->]].
    apply agrees_masses; [easy|]. apply passes_real.
    pose proof (group_problem c n g b t Hc Hg Hb Ht) as Hp.
    now apply (bound_sound plain wide c t n (weigh g) Hp p S).
  Qed.

  Theorem group_sound c n g claim :
    condition_proper c n -> group_proper n g -> group_holds c n g claim = true ->
    claim_true c n (points_of g) claim.
  Proof.
    intros Hc Hg H. unfold group_holds, group_holds_by in H. rewrite !andb_true_iff in H.
    destruct H as [[Hs Hb] H]. split.
    - destruct (target_of c (bound_of claim)) as [t|] eqn:Et; [|easy].
      now apply (group_bound_sound c n g _ t (proof_of claim)).
    - destruct (slab_of claim) as [s|]; [|easy]. apply andb_true_iff in Hs as [Hs _].
      apply slab_sound; try easy. apply Hc.
  Qed.

  Lemma groups_sound c n gs cs :
    condition_proper c n -> Forall (group_proper n) gs ->
    forallb2 (group_holds c n) gs cs = true ->
    Forall2 (claim_true c n) (map points_of gs) cs.
  Proof.
    intros Hc Hg. revert cs. induction Hg as [|g gs Hg _ IH]; intros [|x cs] H; try easy.
    - constructor.
    - simpl in H. apply andb_true_iff in H as [H1 H2].
      constructor; [now apply group_sound | now apply IH].
  Qed.

  (** If a certificate is accepted, each of its claims, a bound and maybe a slab, is true
      of its group; the groups are those of D6. *)
  Theorem claims_sound c n T : check n T c = true ->
    Forall2 (claim_true c n) (grouped (grouping_of c) (points_of T)) (claims c).
  Proof.
    unfold check, check_by. rewrite !andb_true_iff. intros [[[HT Hc] _] H].
    apply points_proper_group in HT as [_ HT]. rewrite D6_groups.
    apply groups_sound; [now apply condition_holds_proper | | exact H].
    now apply D6_groups_proper.
  Qed.
End Checker.

(** What is accepted is about a training set, its groups are training sets, and the
    numbers of the condition are as D3 wants them. *)
Theorem check_proper c n T : check n T c = true ->
  training_set n (points_of T) /\
  Forall (training_set n) (grouped (grouping_of c) (points_of T)) /\
  condition_proper c n.
Proof.
  unfold check, check_by. rewrite !andb_true_iff. intros [[[HT Hc] _] _].
  apply points_proper_group in HT as [_ HT].
  split; [now apply group_proper_training_set|].
  split; [|now apply condition_holds_proper].
  rewrite D6_groups, Forall_map.
  apply (Forall_impl _ (group_proper_training_set n)). now apply D6_groups_proper.
Qed.

(** No bound of an accepted certificate is negative. *)
Theorem check_bounds_positive n T c : check n T c = true ->
  Forall (fun claim => bound_positive (bound_of claim) = true) (claims c).
Proof.
  unfold check, check_by. rewrite !andb_true_iff. intros [_ H]. revert H.
  generalize (groups_of (grouping_of c) T).
  induction (claims c) as [|x l IH]; intros [|g gs] H; try easy.
  simpl in H. apply andb_true_iff in H as [H1 H2]. constructor; [|now apply (IH gs)].
  unfold group_holds, group_holds_by in H1. rewrite !andb_true_iff in H1. apply H1.
Qed.
