(** T3 of proofs/theory.md (section 4), for families all, sparse and directions: m* and
    sigma* are attained by tight slabs with integer directions, and are rational. *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions Masses Critical Tight Linear Finite Density.
Import ListNotations.
Open Scope R_scope.

Definition rational_points (g : points) : Prop :=
  Forall (fun s => rational_vector (coordinates s)) g.

Definition rational_weights (g : points) : Prop :=
  Forall (fun s => rational (weight s)) g.

Lemma rational_h kappa : rational kappa -> rational ((kappa - 1) / 2).
Proof.
  intros Hk. apply rational_div; [apply rational_minus|]; trivial;
    apply rational_integer; eexists; reflexivity.
Qed.

(** The forms of T3 have rational coefficients. *)
Lemma forms_rational kappa g :
  rational kappa -> rational_points g -> Forall rational_vector (forms kappa g).
Proof.
  intros Hk Hg. unfold rational_points in Hg. rewrite Forall_forall in *.
  pose proof (rational_h kappa Hk) as Hh. pose proof rational_1 as H1.
  intros u Hu. unfold forms in Hu. apply in_app_or in Hu. destruct Hu as [Hu|Hu];
    apply in_flat_map in Hu; destruct Hu as (i & Hi & Hu).
  - apply in_map_iff in Hu. destruct Hu as (k & <- & Hk').
    apply rational_add; auto. apply rational_scale; auto. now apply rational_opp.
  - apply in_flat_map in Hu. destruct Hu as (j & Hj & Hu).
    apply in_map_iff in Hu. destruct Hu as (k & <- & Hk').
    apply rational_add; auto. apply rational_add; apply rational_scale; auto.
    now apply rational_opp, rational_plus.
Qed.

Lemma entry_forms_rational n : Forall rational_vector (entry_forms n).
Proof.
  unfold entry_forms. apply Forall_map, Forall_forall. intros l _. apply rational_unit.
Qed.

(** The signs of the entries of the direction decide whether a slab is in the family. *)
Definition by_signs (n : nat) (F : family) : Prop :=
  by_direction F /\ family_in n F /\
  forall S S', length (direction S') = n -> 0 <= radius S' ->
    same_face (entry_forms n) (direction S) (direction S') -> F S -> F S'.

Lemma all_by_signs n : by_signs n (all n).
Proof.
  split; [apply all_by_direction|]. split; [apply all_in|]. intros S S'.
  apply same_face_all.
Qed.

Lemma sparse_by_signs n k : by_signs n (sparse n k).
Proof.
  split; [apply sparse_by_direction|]. split; [apply sparse_in|]. intros S S'.
  apply same_face_sparse.
Qed.

Section Attained.

Variables (n : nat) (g : points) (kappa : R).
Hypothesis Hg : training_set n g.
Hypothesis Hrat : rational_points g.
Hypothesis Hkappa : rational kappa.

(** A tight slab of the family can be replaced by one with an integer direction of the
    same face. *)
Lemma integer_tight_slab F S :
  by_signs n F -> tight F g S ->
  exists v i j,
    integer_vector v /\ In i g /\ In j g /\ F (tight_slab v i j) /\
    S = tight_slab (direction S) i j /\ same_face (forms kappa g) (direction S) v.
Proof.
  intros (_ & HF & Hs) (HS & i & j & Hi & Hj & Hij & E).
  destruct (T3_integer_vector (forms kappa g ++ entry_forms n) (direction S))
    as (v & Hv & Hl & Hface).
  { apply Forall_app. split; [now apply forms_rational | apply entry_forms_rational]. }
  apply same_face_app in Hface. destruct Hface as [Hf He].
  exists v, i, j. split; [easy|]. split; [easy|]. split; [easy|]. split; [|easy].
  apply (Hs S); trivial.
  - simpl. rewrite Hl. apply (HF S HS).
  - rewrite (T3_order n g kappa Hg _ v Hf i j Hi Hj) in Hij. simpl. lra.
Qed.

Lemma integer_critical_mass F sigma delta m :
  by_signs n F -> constants kappa sigma delta ->
  critical_mass kappa sigma delta F g m -> 0 < m ->
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    F (tight_slab v i j) /\ violates kappa sigma delta g (tight_slab v i j) /\
    mu g (tight_slab v i j) = m.
Proof.
  intros HF Hc Hm H0. pose proof HF as (Hd & HFn & _).
  apply (T2_critical_mass n) in Hm; trivial.
  destruct Hm as [_ [[-> _]|(S & HS & Hv & <-)]]; [lra|].
  destruct (integer_tight_slab F S HF HS) as (v & i & j & Hint & Hi & Hj & HT & E & Hf).
  exists v, i, j. split; [easy|]. split; [easy|]. split; [easy|]. split; [easy|].
  split.
  - rewrite E in Hv. now apply (T3_violates n g kappa Hg _ v Hf).
  - rewrite E. symmetry. now apply (T3_masses n g kappa Hg _ v Hf).
Qed.

Lemma integer_sigma_star F delta m0 x :
  by_signs n F -> 1 < kappa -> 0 < m0 ->
  sigma_star kappa delta m0 F g (Some x) ->
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    F (tight_slab v i j) /\ limits kappa delta m0 g (tight_slab v i j) /\
    quotient kappa g (tight_slab v i j) - 1 = x.
Proof.
  intros HF Hk H0 Hx. pose proof HF as (Hd & _).
  apply (T2_sigma_star n) in Hx; trivial. destruct Hx as [_ (S & HS & HL & <-)].
  destruct (integer_tight_slab F S HF HS) as (v & i & j & Hint & Hi & Hj & HT & E & Hf).
  destruct (T3_limits n g kappa Hg _ v Hf delta m0 i j Hi Hj) as [Hlim Hq].
  exists v, i, j. repeat split; trivial; try (apply Hlim; now rewrite <- E).
  rewrite <- Hq. now rewrite <- E.
Qed.

(** If m* > 0, it is attained by a tight slab with an integer direction: in family all,
    ... *)
Theorem T3_attained_all sigma delta m :
  constants kappa sigma delta -> critical_mass kappa sigma delta (all n) g m -> 0 < m ->
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    all n (tight_slab v i j) /\ violates kappa sigma delta g (tight_slab v i j) /\
    mu g (tight_slab v i j) = m.
Proof. apply integer_critical_mass, all_by_signs. Qed.

(** ... and sparse. *)
Theorem T3_attained_sparse k sigma delta m :
  constants kappa sigma delta -> critical_mass kappa sigma delta (sparse n k) g m ->
  0 < m ->
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    sparse n k (tight_slab v i j) /\ violates kappa sigma delta g (tight_slab v i j) /\
    mu g (tight_slab v i j) = m.
Proof. apply integer_critical_mass, sparse_by_signs. Qed.

(** So is sigma*, if it is finite. *)
Theorem T3_attained_sigma_all delta m0 x :
  1 < kappa -> 0 < m0 -> sigma_star kappa delta m0 (all n) g (Some x) ->
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    all n (tight_slab v i j) /\ limits kappa delta m0 g (tight_slab v i j) /\
    quotient kappa g (tight_slab v i j) - 1 = x.
Proof. apply integer_sigma_star, all_by_signs. Qed.

Theorem T3_attained_sigma_sparse k delta m0 x :
  1 < kappa -> 0 < m0 -> sigma_star kappa delta m0 (sparse n k) g (Some x) ->
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    sparse n k (tight_slab v i j) /\ limits kappa delta m0 g (tight_slab v i j) /\
    quotient kappa g (tight_slab v i j) - 1 = x.
Proof. apply integer_sigma_star, sparse_by_signs. Qed.

End Attained.

(** * Family directions: one direction a face *)

Section Directions.

Variables (n : nat) (g : points) (kappa : R) (vs : list vector).
Hypothesis Hg : training_set n g.

(** The tight slab of a multiple of a listed direction has the masses of one of the
    direction itself. *)
Lemma listed_tight_slab S :
  tight (directions n vs) g S ->
  exists v i j, In v vs /\ In i g /\ In j g /\
    directions n vs (tight_slab v i j) /\
    mu g S = mu g (tight_slab v i j) /\
    mu_dilated kappa g S = mu_dilated kappa g (tight_slab v i j).
Proof.
  intros ([(Hn & Hz & _) (v & t & Hv & E)] & i & j & Hi & Hj & Hij & ES).
  assert (Hl : length v = n) by (rewrite <- Hn, E; symmetry; apply scale_length).
  assert (Hzv : ~ is_zero v).
  { intros H. apply Hz. rewrite E. apply Forall_map. eapply Forall_impl; [|exact H].
    intros a ->. apply Rmult_0_r. }
  assert (Hin : forall i j, projection v i <= projection v j ->
             directions n vs (tight_slab v i j)).
  { intros i' j' H. split; [repeat split; simpl; trivial; lra|].
    exists v, 1. split; [easy|]. simpl. symmetry.
    erewrite map_ext; [apply map_id|]. intros a. apply Rmult_1_l. }
  rewrite ES. rewrite E in *. change (map (Rmult t) v) with (scale t v) in *.
  destruct (Rtotal_order t 0) as [Ht|[Ht|Ht]].
  - replace (scale t v) with (scale (-1) (scale (- t) v)) in *.
    2:{ unfold scale. rewrite map_map. apply map_ext. intros a. lra. }
    pose proof (multiple_same_face (forms kappa g) (- t) v ltac:(lra)) as Hf.
    destruct (T3_masses n g kappa Hg _ v Hf j i Hj Hi) as [Hmu Hmud].
    exists v, j, i. split; [easy|]. split; [easy|]. split; [easy|]. split; [|split].
    + apply Hin. unfold projection in *. rewrite !dot_scale_l in Hij.
      apply (Rmult_le_reg_l (- t)); lra.
    + rewrite <- Hmu. apply mass_ext. intros s _. apply opposite_inside.
    + rewrite <- Hmud. apply mass_ext. intros s _. apply opposite_inside_dilated.
  - destruct Hz. subst t. apply Forall_map, Forall_forall. intros a _. apply Rmult_0_l.
  - pose proof (multiple_same_face (forms kappa g) t v Ht) as Hf.
    destruct (T3_masses n g kappa Hg _ v Hf i j Hi Hj) as [Hmu Hmud].
    exists v, i, j. split; [easy|]. split; [easy|]. split; [easy|]. split; [|easy].
    apply Hin. now apply (T3_order n g kappa Hg _ v Hf).
Qed.

(** m* > 0 is attained by a tight slab with a direction of the list as it is listed. *)
Theorem T3_attained_directions sigma delta m :
  constants kappa sigma delta ->
  critical_mass kappa sigma delta (directions n vs) g m -> 0 < m ->
  exists v i j, In v vs /\ In i g /\ In j g /\
    directions n vs (tight_slab v i j) /\
    violates kappa sigma delta g (tight_slab v i j) /\ mu g (tight_slab v i j) = m.
Proof.
  intros Hc Hm H0. apply (T2_critical_mass n) in Hm; trivial;
    [|apply directions_in | apply directions_by_direction].
  destruct Hm as [_ [[-> _]|(S & HS & Hv & <-)]]; [lra|].
  destruct (listed_tight_slab S HS) as (v & i & j & Hin & Hi & Hj & HT & Hmu & Hmud).
  exists v, i, j. split; [easy|]. split; [easy|]. split; [easy|]. split; [easy|].
  unfold violates in *. now rewrite <- Hmu, <- Hmud.
Qed.

(** So is sigma*, if it is finite. *)
Theorem T3_attained_sigma_directions delta m0 x :
  1 < kappa -> 0 < m0 -> sigma_star kappa delta m0 (directions n vs) g (Some x) ->
  exists v i j, In v vs /\ In i g /\ In j g /\
    directions n vs (tight_slab v i j) /\
    limits kappa delta m0 g (tight_slab v i j) /\
    quotient kappa g (tight_slab v i j) - 1 = x.
Proof.
  intros Hk H0 Hx. apply (T2_sigma_star n) in Hx; trivial;
    [|apply directions_by_direction].
  destruct Hx as [_ (S & HS & HL & <-)].
  destruct (listed_tight_slab S HS) as (v & i & j & Hin & Hi & Hj & HT & Hmu & Hmud).
  exists v, i, j. split; [easy|]. split; [easy|]. split; [easy|]. split; [easy|].
  unfold limits, quotient in *. now rewrite <- Hmu, <- Hmud.
Qed.

End Directions.

(** * Rational values *)

Lemma rational_total g : rational_weights g -> rational (total g).
Proof.
  unfold total, sum. induction 1 as [|s g Hs _ IH]; [apply rational_0|].
  now apply rational_plus.
Qed.

Lemma rational_mass g A : rational_weights g -> rational (mass g A).
Proof.
  intros Hg. apply rational_div; [|now apply rational_total].
  apply rational_total. unfold rational_weights in *. rewrite Forall_forall in *.
  intros s Hs. apply Hg. apply filter_In in Hs. apply Hs.
Qed.

(** m* is rational, for every family. *)
Theorem T3_rational_critical_mass kappa sigma delta F g m :
  rational_weights g -> critical_mass kappa sigma delta F g m -> rational m.
Proof.
  intros Hg [_ [[-> _]|(S & _ & _ & <-)]]; [apply rational_0 | now apply rational_mass].
Qed.

(** So is sigma*, if it is finite. *)
Theorem T3_rational_sigma_star kappa delta m0 F g x :
  rational_weights g -> sigma_star kappa delta m0 F g (Some x) -> rational x.
Proof.
  intros Hg [_ (S & _ & _ & <-)]. apply rational_minus; [|apply rational_1].
  apply rational_div; now apply rational_mass.
Qed.
