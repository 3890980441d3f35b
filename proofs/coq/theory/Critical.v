(** T1 of proofs/theory.md (section 2): the critical mass m* and its dual, sigma*.

    One number answers the question for every m0, another for every sigma. *)

From Coq Require Import Reals Lra List Bool Arith Classical.
From Doublecheck Require Import Definitions Masses Sublists.
Import ListNotations.
Open Scope R_scope.

(** * Slabs *)

(** A family of slabs in [n]-dimensional space. *)
Definition family_in (n : nat) (F : family) : Prop := forall S, F S -> proper n S.

Lemma all_in n : family_in n (all n).
Proof. now intros S H. Qed.

Lemma width_in n w : family_in n (width n w).
Proof. now intros S [H _]. Qed.

Lemma sparse_in n k : family_in n (sparse n k).
Proof. now intros S [H _]. Qed.

Lemma directions_in n vs : family_in n (directions n vs).
Proof. now intros S [H _]. Qed.

Lemma inside_true S s :
  inside S s = true <->
  centre S - radius S <= dot (direction S) (coordinates s) <= centre S + radius S.
Proof.
  unfold inside. rewrite Rleb_true. unfold Rabs.
  destruct (Rcase_abs (dot (direction S) (coordinates s) - centre S)); split; lra.
Qed.

(** The larger kappa, the larger the dilation. *)
Lemma dilate_larger kappa kappa' S s :
  0 <= radius S -> kappa <= kappa' ->
  inside (dilate kappa S) s = true -> inside (dilate kappa' S) s = true.
Proof.
  intros Hr Hk. rewrite !inside_true. simpl.
  pose proof (Rmult_le_compat_r (radius S) kappa kappa' Hr Hk). lra.
Qed.

Lemma inside_dilate kappa S s :
  0 <= radius S -> 1 <= kappa -> inside S s = true -> inside (dilate kappa S) s = true.
Proof.
  intros Hr Hk H. apply (dilate_larger 1); trivial.
  rewrite inside_true in *. simpl. lra.
Qed.

(** * Finitely many masses *)

(** The values that masses take. *)
Definition masses (g : points) : list R := map (fun l => total l / total g) (sublists g).

Lemma mass_in_masses A g : In (mass g A) (masses g).
Proof.
  unfold masses, mass, weight_of.
  apply (in_map (fun l => total l / total g)), filter_sublist.
Qed.

Definition greatest (P : R -> Prop) (m : R) : Prop := P m /\ forall x, P x -> x <= m.
Definition least (P : R -> Prop) (m : R) : Prop := P m /\ forall x, P x -> m <= x.

(** Among finitely many numbers there is a greatest, ... *)
Lemma greatest_of_finitely_many (l : list R) : forall P : R -> Prop,
  (forall x, P x -> In x l) -> (exists x, P x) -> exists m, greatest P m.
Proof.
  induction l as [|a l IH]; intros P Hin [x Hx].
  - now apply Hin in Hx.
  - destruct (classic (exists y, P y /\ a < y)) as [Hy|Hy].
    + destruct (IH (fun y => P y /\ a < y)) as (m & [Pm Hm] & Hmax); trivial.
      * intros y [Py Hay]. destruct (Hin y Py); [lra|easy].
      * exists m. split; trivial. intros y Py.
        destruct (Rlt_le_dec a y); [now apply Hmax|lra].
    + assert (Hle : forall y, P y -> y <= a).
      { intros y Py. destruct (Rle_lt_dec y a); [easy|]. destruct Hy. now exists y. }
      destruct (classic (P a)) as [Pa|Pa]; [now exists a|].
      apply IH; [|now exists x]. intros y Py. destruct (Hin y Py); [now subst|easy].
Qed.

(** ... and a least. *)
Lemma least_of_finitely_many (l : list R) (P : R -> Prop) :
  (forall x, P x -> In x l) -> (exists x, P x) -> exists m, least P m.
Proof.
  intros Hin [x Hx].
  destruct (greatest_of_finitely_many (map Ropp l) (fun y => P (- y))) as (m & Pm & Hm).
  - intros y Py. rewrite <- (Ropp_involutive y). now apply in_map, Hin.
  - exists (- x). now rewrite Ropp_involutive.
  - exists (- m). split; trivial. intros y Py.
    pose proof (Hm (- y)) as H. rewrite Ropp_involutive in H. specialize (H Py). lra.
Qed.

(** * sigma* *)

(** A value of sigma*: a number, or [None] for infinity. *)
Definition bound := option R.

(** sigma is at most the bound. *)
Definition at_most (sigma : R) (s : bound) : Prop :=
  match s with Some x => sigma <= x | None => True end.

Definition bound_le (s t : bound) : Prop :=
  match s with Some x => at_most x t | None => t = None end.

Definition quotient (kappa : R) (g : points) (S : slab) : R :=
  mu_dilated kappa g S / mu g S.

(** [s] is the least quotient of a slab of [F] that limits sigma, less 1; infinity if
    there is none. *)
Definition sigma_star (kappa delta m0 : R) (F : family) (g : points) (s : bound) : Prop :=
  match s with
  | Some x =>
      (forall S, F S -> limits kappa delta m0 g S -> x <= quotient kappa g S - 1) /\
      (exists S, F S /\ limits kappa delta m0 g S /\ quotient kappa g S - 1 = x)
  | None => forall S, F S -> ~ limits kappa delta m0 g S
  end.

(** * Training sets

    A training set has the largest m* of its groups, and the least sigma*. *)

Definition critical_mass_of (kappa sigma delta : R) (F : family) (groups : list points)
  (m : R) : Prop :=
  greatest (fun x => exists g, In g groups /\ critical_mass kappa sigma delta F g x) m.

Definition sigma_star_of (kappa delta m0 : R) (F : family) (groups : list points)
  (s : bound) : Prop :=
  (exists g, In g groups /\ sigma_star kappa delta m0 F g s) /\
  (forall g t, In g groups -> sigma_star kappa delta m0 F g t -> bound_le s t).

(** * T1 for one group *)

Section Group.

Variables (n : nat) (g : points) (F : family) (kappa sigma delta : R).
Hypothesis Hg : training_set n g.
Hypothesis HF : family_in n F.
Hypothesis Hc : constants kappa sigma delta.

Lemma mu_nonneg S : 0 <= mu g S.
Proof.
  apply mass_nonneg; [now apply (training_set_weighted n) | apply Hg].
Qed.

Lemma mu_le_1 S : mu g S <= 1.
Proof. apply mass_le_1; [now apply (training_set_weighted n) | apply Hg]. Qed.

Lemma mu_dilated_larger k k' S :
  proper n S -> k <= k' -> mu_dilated k g S <= mu_dilated k' g S.
Proof.
  intros (_ & _ & Hr) Hk.
  apply mass_le; [now apply (training_set_weighted n) | apply Hg |].
  intros s _. now apply dilate_larger.
Qed.

Lemma mu_le_dilated S : proper n S -> mu g S <= mu_dilated kappa g S.
Proof.
  intros (_ & _ & Hr).
  apply mass_le; [now apply (training_set_weighted n) | apply Hg |].
  intros s _. apply inside_dilate; trivial. destruct Hc. lra.
Qed.

(** A slab of positive mass holds a point. *)
Lemma mu_positive S : 0 < mu g S -> exists s, In s g /\ inside S s = true.
Proof.
  intros H. destruct (filter (inside S) g) as [|s l] eqn:E.
  - exfalso. revert H. unfold mu, mass, weight_of, total. rewrite E.
    unfold Rdiv, sum. simpl. lra.
  - exists s. apply filter_In. rewrite E. now left.
Qed.

(** A violating slab has positive mass, less than delta. *)
Theorem T1_1_violating_mass S :
  F S -> violates kappa sigma delta g S -> 0 < mu g S < delta.
Proof.
  intros HS Hv. pose proof (mu_le_dilated S (HF S HS)). pose proof (mu_nonneg S).
  unfold violates, constants in *.
  pose proof (Rmin_l delta ((1 + sigma) * mu g S)).
  pose proof (Rmin_r delta ((1 + sigma) * mu g S)).
  destruct (Req_dec (mu g S) 0) as [E|E]; [rewrite E in *; lra | lra].
Qed.

(** The critical mass exists. *)
Theorem T1_1_exists : exists m, critical_mass kappa sigma delta F g m.
Proof.
  set (P := fun x => exists S, F S /\ violates kappa sigma delta g S /\ mu g S = x).
  destruct (classic (exists x, P x)) as [H|H].
  - destruct (greatest_of_finitely_many (masses g) P) as (m & Pm & Hm); trivial.
    + intros x (S & _ & _ & <-). apply mass_in_masses.
    + exists m. split; [|now right]. intros S HS Hv. apply Hm. now exists S.
  - assert (Hn : forall S, F S -> ~ violates kappa sigma delta g S).
    { intros S HS Hv. apply H. now exists (mu g S), S. }
    exists 0. split; [|now left]. intros S HS Hv. now destruct (Hn S).
Qed.

Theorem T1_1_unique m m' :
  critical_mass kappa sigma delta F g m ->
  critical_mass kappa sigma delta F g m' -> m = m'.
Proof.
  intros [H [[E Hn]|(S & HS & Hv & E)]] [H' [[E' Hn']|(S' & HS' & Hv' & E')]].
  - lra.
  - now destruct (Hn S').
  - now destruct (Hn' S).
  - pose proof (H S' HS' Hv'). pose proof (H' S HS Hv). lra.
Qed.

(** It is at least 0 and less than delta. *)
Theorem T1_1_range m : critical_mass kappa sigma delta F g m -> 0 <= m < delta.
Proof.
  intros [_ [[-> _]|(S & HS & Hv & <-)]].
  - unfold constants in Hc. lra.
  - pose proof (T1_1_violating_mass S HS Hv). lra.
Qed.

Lemma satisfies_iff_none_violates m0 :
  group_satisfies kappa sigma delta m0 F g <->
  forall S, F S -> m0 <= mu g S -> ~ violates kappa sigma delta g S.
Proof.
  unfold group_satisfies, violates.
  split; intros H S HS Hm; specialize (H S HS Hm); lra.
Qed.

(** The group satisfies the condition iff m0 > m*. *)
Theorem T1_2 m m0 :
  0 < m0 -> critical_mass kappa sigma delta F g m ->
  (group_satisfies kappa sigma delta m0 F g <-> m < m0).
Proof.
  intros H0 [Hmax Hat]. rewrite satisfies_iff_none_violates. split; intros H.
  - destruct Hat as [[-> _]|(S & HS & Hv & <-)]; [easy|].
    destruct (Rlt_le_dec (mu g S) m0); [easy|]. now destruct (H S).
  - intros S HS Hm Hv. specialize (Hmax S HS Hv). lra.
Qed.

(** m* is at least the mass of a violating slab. *)
Theorem T1_4_lower m lo S :
  critical_mass kappa sigma delta F g m ->
  F S -> violates kappa sigma delta g S -> mu g S = lo -> lo <= m.
Proof. intros [Hmax _] HS Hv <-. now apply Hmax. Qed.

(** m* is at most hi if no slab heavier than hi violates. *)
Theorem T1_4_upper m hi :
  critical_mass kappa sigma delta F g m -> 0 <= hi ->
  (forall S, F S -> hi < mu g S -> ~ violates kappa sigma delta g S) -> m <= hi.
Proof.
  intros [_ [[-> _]|(S & HS & Hv & <-)]] H0 H; [easy|].
  destruct (Rle_lt_dec (mu g S) hi); [easy|]. now destruct (H S).
Qed.

(** m* is less than m0 if no slab with a mass of at least m0 violates. *)
Theorem T1_4_upper_strict m m0 :
  critical_mass kappa sigma delta F g m -> 0 < m0 ->
  (forall S, F S -> m0 <= mu g S -> ~ violates kappa sigma delta g S) -> m < m0.
Proof.
  intros Hm H0 H. apply (T1_2 m m0 H0 Hm). now apply satisfies_iff_none_violates.
Qed.

(** From lo <= m* <= hi the condition holds for every m0 > hi, and fails for every
    m0 <= lo. *)
Theorem T1_4_bracket m lo hi m0 :
  critical_mass kappa sigma delta F g m -> lo <= m <= hi -> 0 < m0 ->
  (hi < m0 -> group_satisfies kappa sigma delta m0 F g) /\
  (m0 <= lo -> ~ group_satisfies kappa sigma delta m0 F g).
Proof. intros Hm Hb H0. rewrite (T1_2 m m0 H0 Hm). lra. Qed.

Variable m0 : R.
Hypothesis H0 : 0 < m0.

Theorem T1_5_exists : exists s, sigma_star kappa delta m0 F g s.
Proof.
  set (P := fun x => exists S,
    F S /\ limits kappa delta m0 g S /\ quotient kappa g S - 1 = x).
  destruct (classic (exists x, P x)) as [H|H].
  - set (values := map (fun p => fst p / snd p - 1) (list_prod (masses g) (masses g))).
    destruct (least_of_finitely_many values P) as (x & Px & Hx); trivial.
    + intros x (S & _ & _ & <-).
      apply (in_map (fun p => fst p / snd p - 1) _ (mu_dilated kappa g S, mu g S)).
      apply in_prod; apply mass_in_masses.
    + exists (Some x). split; trivial. intros S HS HL. apply Hx. now exists S.
  - exists None. intros S HS HL. apply H. now exists (quotient kappa g S - 1), S.
Qed.

Theorem T1_5_unique s t :
  sigma_star kappa delta m0 F g s -> sigma_star kappa delta m0 F g t -> s = t.
Proof.
  destruct s as [x|], t as [y|]; simpl; trivial.
  - intros [Hx (S & HS & HL & E)] [Hy (S' & HS' & HL' & E')].
    pose proof (Hx S' HS' HL'). pose proof (Hy S HS HL). f_equal. lra.
  - intros [_ (S & HS & HL & _)] H. now destruct (H S).
  - intros H [_ (S & HS & HL & _)]. now destruct (H S).
Qed.

(** sigma* is not negative. *)
Theorem T1_5_nonneg s : sigma_star kappa delta m0 F g s -> at_most 0 s.
Proof.
  destruct s as [x|]; simpl; trivial. intros [_ (S & HS & [Hm _] & <-)].
  pose proof (mu_le_dilated S (HF S HS)). unfold quotient.
  apply (Rmult_le_reg_r (mu g S)); [lra|]. field_simplify; lra.
Qed.

(** A slab violates iff it limits sigma and its quotient is below 1 + sigma. *)
Lemma violates_iff_quotient S :
  m0 <= mu g S ->
  (violates kappa sigma delta g S <->
   limits kappa delta m0 g S /\ quotient kappa g S - 1 < sigma).
Proof.
  intros Hm. unfold violates, limits.
  assert (E : quotient kappa g S - 1 < sigma <->
              mu_dilated kappa g S < (1 + sigma) * mu g S).
  { assert (Hq : mu_dilated kappa g S = quotient kappa g S * mu g S)
      by (unfold quotient; field; lra).
    rewrite Hq. split; intros H.
    - apply Rmult_lt_compat_r; lra.
    - apply Rmult_lt_reg_r in H; lra. }
  rewrite E. unfold Rmin. destruct (Rle_dec delta ((1 + sigma) * mu g S)); lra.
Qed.

(** The condition holds iff sigma is at most sigma*. *)
Theorem T1_5 s :
  sigma_star kappa delta m0 F g s ->
  (group_satisfies kappa sigma delta m0 F g <-> at_most sigma s).
Proof.
  rewrite satisfies_iff_none_violates. destruct s as [x|]; simpl.
  - intros [Hmin (S & HS & HL & E)]. split; intros H.
    + destruct (Rle_lt_dec sigma x); [easy|]. destruct (H S HS (proj1 HL)).
      apply violates_iff_quotient; [apply HL|]. split; [easy|lra].
    + intros S' HS' Hm Hv. apply violates_iff_quotient in Hv; trivial.
      specialize (Hmin S' HS' (proj1 Hv)). lra.
  - intros Hn. split; trivial. intros _ S HS Hm Hv.
    apply violates_iff_quotient in Hv; trivial. now apply (Hn S).
Qed.

End Group.

(** So sigma*, if it is positive and finite, is the largest sigma for which the condition
    holds; ... *)
Theorem T1_5_largest g F kappa delta m0 x :
  0 < m0 -> 0 < x -> sigma_star kappa delta m0 F g (Some x) ->
  greatest (fun sigma => 0 < sigma /\ group_satisfies kappa sigma delta m0 F g) x.
Proof.
  intros H0 Hx Hs.
  assert (H := fun sigma => T1_5 g F kappa sigma delta m0 H0 (Some x) Hs).
  split; [|intros sigma [_ Hg]; now apply H]. split; [easy|]. apply H. simpl. lra.
Qed.

(** ... if it is 0, the condition holds for no sigma > 0. *)
Theorem T1_5_zero g F kappa sigma delta m0 :
  0 < m0 -> 0 < sigma -> sigma_star kappa delta m0 F g (Some 0) ->
  ~ group_satisfies kappa sigma delta m0 F g.
Proof.
  intros H0 Hs H. rewrite (T1_5 g F kappa sigma delta m0 H0 (Some 0) H). simpl. lra.
Qed.

(** m* does not grow with kappa, and does not fall with sigma or delta. *)
Theorem T1_3 n g F kappa kappa' sigma sigma' delta delta' m m' :
  training_set n g -> family_in n F ->
  constants kappa sigma delta -> constants kappa' sigma' delta' ->
  kappa' <= kappa -> sigma <= sigma' -> delta <= delta' ->
  critical_mass kappa sigma delta F g m ->
  critical_mass kappa' sigma' delta' F g m' -> m <= m'.
Proof.
  intros Hg HF Hc Hc' Hk Hs Hd Hm Hm'.
  destruct Hm as [_ [[-> _]|(S & HS & Hv & <-)]].
  - now apply (T1_1_range n g F kappa' sigma' delta').
  - apply Hm'; trivial. unfold violates in *.
    pose proof (mu_dilated_larger n g Hg kappa' kappa S (HF S HS) Hk).
    assert (Rmin delta ((1 + sigma) * mu g S) <= Rmin delta' ((1 + sigma') * mu g S)).
    { apply Rmin_glb.
      - eapply Rle_trans; [apply Rmin_l | easy].
      - eapply Rle_trans; [apply Rmin_r |].
        apply Rmult_le_compat_r; [now apply (mu_nonneg n) | lra]. }
    lra.
Qed.

(** * T1 for a training set *)

Section Training.

Variables (n : nat) (groups : list points) (F : family) (kappa sigma delta : R).
Hypothesis Hg : Forall (training_set n) groups.
Hypothesis Hne : groups <> [].
Hypothesis HF : family_in n F.
Hypothesis Hc : constants kappa sigma delta.

Lemma each_group g : In g groups -> training_set n g.
Proof. intros H. rewrite Forall_forall in Hg. now apply Hg. Qed.

(** The critical mass of a training set exists, ... *)
Theorem T1_training_exists : exists m, critical_mass_of kappa sigma delta F groups m.
Proof.
  clear Hg. apply (greatest_of_finitely_many (0 :: flat_map masses groups)).
  - intros x (g & Hin & _ & [[-> _]|(S & _ & _ & <-)]); [now left|right].
    apply in_flat_map. exists g. split; [easy|apply mass_in_masses].
  - destruct groups as [|g gs] eqn:E; [easy|].
    destruct (T1_1_exists g F kappa sigma delta) as [m Hm]. exists m, g.
    split; [now left|easy].
Qed.

(** ... is unique ... *)
Theorem T1_training_unique m m' :
  critical_mass_of kappa sigma delta F groups m ->
  critical_mass_of kappa sigma delta F groups m' -> m = m'.
Proof.
  intros [H Hmax] [H' Hmax']. pose proof (Hmax m' H'). pose proof (Hmax' m H). lra.
Qed.

(** ... and tells for which m0 the condition holds. *)
Theorem T1_2_training m m0 :
  0 < m0 -> critical_mass_of kappa sigma delta F groups m ->
  (UDC kappa sigma delta m0 F groups <-> m < m0).
Proof.
  intros H0 [(g & Hin & Hm) Hmax]. unfold UDC. rewrite Forall_forall. split.
  - intros H. apply (T1_2 g F kappa sigma delta m m0); auto.
  - intros Hlt g' Hin'. destruct (T1_1_exists g' F kappa sigma delta) as [m' Hm'].
    apply (T1_2 g' F kappa sigma delta m' m0); trivial.
    assert (m' <= m) by (apply Hmax; now exists g'). lra.
Qed.

(** The condition holds iff m0 exceeds the critical mass of each group. *)
Theorem T1_2_groups ms m0 :
  0 < m0 -> Forall2 (critical_mass kappa sigma delta F) groups ms ->
  (UDC kappa sigma delta m0 F groups <-> Forall (fun m => m < m0) ms).
Proof.
  clear Hg Hne.
  intros H0 Hms. unfold UDC. induction Hms as [|g m gs ms' Hm _ IH]; [easy|].
  rewrite !Forall_cons_iff, IH, (T1_2 g F kappa sigma delta m m0); easy.
Qed.

Theorem T1_1_training_range m :
  critical_mass_of kappa sigma delta F groups m -> 0 <= m < delta.
Proof.
  intros [(g & Hin & Hm) _]. apply (T1_1_range n g F kappa sigma delta); trivial.
  now apply each_group.
Qed.

(** m* of a training set is at least the mass of a slab that violates in a group, ... *)
Theorem T1_4_training_lower m g S :
  critical_mass_of kappa sigma delta F groups m ->
  In g groups -> F S -> violates kappa sigma delta g S -> mu g S <= m.
Proof.
  intros [_ Hmax] Hin HS Hv. destruct (T1_1_exists g F kappa sigma delta) as [m' Hm'].
  apply (Rle_trans _ m'); [now apply Hm' | apply Hmax; now exists g].
Qed.

(** ... and at most hi if no slab heavier than hi violates in any group. *)
Theorem T1_4_training_upper m hi :
  critical_mass_of kappa sigma delta F groups m -> 0 <= hi ->
  (forall g S, In g groups -> F S -> hi < mu g S -> ~ violates kappa sigma delta g S) ->
  m <= hi.
Proof.
  intros [(g & Hin & Hm) _] H0 H.
  apply (T1_4_upper g F kappa sigma delta); trivial. intros S. now apply H.
Qed.

Variable m0 : R.
Hypothesis H0 : 0 < m0.

Lemma bound_le_refl s : bound_le s s.
Proof. destruct s; simpl; lra || easy. Qed.

Lemma bound_le_trans r s t : bound_le r s -> bound_le s t -> bound_le r t.
Proof. destruct r, s, t; simpl; try easy; lra. Qed.

Lemma bound_le_total s t : bound_le s t \/ bound_le t s.
Proof. destruct s as [x|], t as [y|]; simpl; auto. lra. Qed.

Lemma at_most_le sigma' s t : bound_le s t -> at_most sigma' s -> at_most sigma' t.
Proof. destruct s, t; simpl; try easy; lra. Qed.

(** sigma* of a training set exists, is not negative, ... *)
Theorem T1_5_training_exists : exists s, sigma_star_of kappa delta m0 F groups s.
Proof.
  clear Hg. induction groups as [|g gs IH]; [easy|].
  destruct (T1_5_exists g F kappa delta m0) as [s Hs].
  assert (Hu : forall t, sigma_star kappa delta m0 F g t -> bound_le s t).
  { intros t Ht. rewrite (T1_5_unique g F kappa delta m0 s t Hs Ht).
    apply bound_le_refl. }
  destruct gs as [|g' gs'].
  - exists s. split; [exists g; simpl; auto|]. intros h t [<-|[]]. apply Hu.
  - destruct IH as (s' & (h & Hh & Hs') & Hmin); [easy|].
    destruct (bound_le_total s s') as [Hle|Hle].
    + exists s. split; [exists g; simpl; auto|].
      intros k t [<-|Hk] Ht; [now apply Hu|]. apply (bound_le_trans s s'); trivial.
      now apply (Hmin k).
    + exists s'. split; [exists h; split; [now right|easy]|].
      intros k t [<-|Hk] Ht; [|now apply (Hmin k)].
      apply (bound_le_trans s' s); auto.
Qed.

Theorem T1_5_training_nonneg s : sigma_star_of kappa delta m0 F groups s -> at_most 0 s.
Proof.
  intros [(g & Hin & Hs) _].
  apply (T1_5_nonneg n g F kappa sigma delta (each_group g Hin) HF Hc m0 H0 s Hs).
Qed.

(** ... and tells for which sigma the condition holds. *)
Theorem T1_5_training s :
  sigma_star_of kappa delta m0 F groups s ->
  (UDC kappa sigma delta m0 F groups <-> at_most sigma s).
Proof.
  intros [(g & Hin & Hs) Hmin]. unfold UDC. rewrite Forall_forall. split.
  - intros H. apply (T1_5 g F kappa sigma delta m0 H0 s); auto.
  - intros Hle g' Hin'. destruct (T1_5_exists g' F kappa delta m0) as [t Ht].
    apply (T1_5 g' F kappa sigma delta m0 H0 t); trivial.
    apply (at_most_le sigma s t); trivial. now apply (Hmin g').
Qed.

End Training.

(** m* of a training set does not grow with kappa, nor fall with sigma or delta. *)
Theorem T1_3_training n groups F kappa kappa' sigma sigma' delta delta' m m' :
  Forall (training_set n) groups -> family_in n F ->
  constants kappa sigma delta -> constants kappa' sigma' delta' ->
  kappa' <= kappa -> sigma <= sigma' -> delta <= delta' ->
  critical_mass_of kappa sigma delta F groups m ->
  critical_mass_of kappa' sigma' delta' F groups m' -> m <= m'.
Proof.
  intros Hg HF Hc Hc' Hk Hs Hd [(g & Hin & Hm) _] [_ Hmax].
  destruct (T1_1_exists g F kappa' sigma' delta') as [x Hx].
  apply (Rle_trans _ x); [|apply Hmax; now exists g].
  rewrite Forall_forall in Hg.
  apply (T1_3 n g F kappa kappa' sigma sigma' delta delta'); auto.
Qed.
