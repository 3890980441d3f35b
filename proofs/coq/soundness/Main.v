(** The checker of certificates is sound: what it accepts is true of the data's points, in
    the terms of D1 to D6. Nothing is assumed. *)

From Coq Require Import Reals Lra QArith Qreals ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Certificate Coordinates Checker Claims
  Rationals GroupsSound WeightsSound ProblemSound SlabsSound WideSlabsSound CheckerSound
  Verdicts.
Import ListNotations.
Open Scope R_scope.

Lemma plain_trees : trees_sound.
Proof. exact slabs_hold_sound. Qed.

Lemma wide_trees : wide_trees_sound.
Proof. exact wide_slabs_hold_sound. Qed.

(** If the checker accepts a certificate, every bound and every slab that it claims is
    true of its group, and the groups are those of D6, in order. *)
Theorem check_sound n T c : check n T c = true ->
  Forall2 (claim_true c n) (grouped (grouping_of c) (points_of T)) (claims c).
Proof. apply (claims_sound plain_trees wide_trees). Qed.

(** Such a certificate is about a training set and a condition as D1 and D3 want them. *)
Theorem check_condition n T c sigma :
  check n T c = true -> asked c = CriticalMass sigma ->
  training_set n (points_of T) /\
  constants (Q2R (kappa_of c)) (Q2R sigma) (Q2R (delta_of c)) /\
  0 < Q2R (m0_of c) < Q2R (delta_of c).
Proof.
  intros H E. destruct (check_proper c n T H) as [HT [_ Hc]].
  pose proof (sigma_positive c n Hc sigma E). destruct Hc.
  split; [easy|]. unfold constants. lra.
Qed.

(** HOLDS, where sigma is given: the points satisfy the uniform doubling condition. *)
Theorem check_holds n T c sigma :
  check n T c = true -> verdict_of c = Holds -> asked c = CriticalMass sigma ->
  UDC (Q2R (kappa_of c)) (Q2R sigma) (Q2R (delta_of c)) (Q2R (m0_of c))
    (slabs_of n (family_of c)) (grouped (grouping_of c) (points_of T)).
Proof.
  intros H HV E. apply (critical_holds c n _ (check_sound n T c H) sigma E HV).
Qed.

(** HOLDS, where sigma is free: they satisfy it with some sigma > 0. *)
Theorem check_holds_free n T c :
  check n T c = true -> verdict_of c = Holds -> asked c = Sigma ->
  exists sigma, 0 < sigma /\
    UDC (Q2R (kappa_of c)) sigma (Q2R (delta_of c)) (Q2R (m0_of c))
      (slabs_of n (family_of c)) (grouped (grouping_of c) (points_of T)).
Proof.
  intros H HV E. destruct (check_proper c n T H) as [_ [_ Hc]].
  destruct (sigma_holds c E HV) as [sigma [Hs Hb]]. exists sigma. split; [easy|].
  now apply (sigma_at_most_holds c n _ Hc (check_sound n T c H)).
Qed.

(** They satisfy it with each sigma that no finite bound of the certificate is below. *)
Theorem check_sigma n T c sigma :
  check n T c = true -> asked c = Sigma ->
  (forall claim b, In claim (claims c) -> bound_of claim = Finite b -> sigma <= Q2R b) ->
  UDC (Q2R (kappa_of c)) sigma (Q2R (delta_of c)) (Q2R (m0_of c))
    (slabs_of n (family_of c)) (grouped (grouping_of c) (points_of T)).
Proof.
  intros H E Hb. destruct (check_proper c n T H) as [_ [_ Hc]].
  now apply (sigma_at_most_holds c n _ Hc (check_sound n T c H)).
Qed.

(** VIOLATED, where sigma is given: the points do not satisfy the condition. *)
Theorem check_violated n T c sigma :
  check n T c = true -> verdict_of c = Violated -> asked c = CriticalMass sigma ->
  ~ UDC (Q2R (kappa_of c)) (Q2R sigma) (Q2R (delta_of c)) (Q2R (m0_of c))
      (slabs_of n (family_of c)) (grouped (grouping_of c) (points_of T)).
Proof.
  intros H HV E. apply (critical_violated c n _ (check_sound n T c H) sigma E HV).
Qed.

(** VIOLATED, where sigma is free: they satisfy it for no sigma > 0. *)
Theorem check_violated_free n T c sigma :
  check n T c = true -> verdict_of c = Violated -> asked c = Sigma -> 0 < sigma ->
  ~ UDC (Q2R (kappa_of c)) sigma (Q2R (delta_of c)) (Q2R (m0_of c))
      (slabs_of n (family_of c)) (grouped (grouping_of c) (points_of T)).
Proof.
  intros H HV E Hs. destruct (check_proper c n T H) as [_ [_ Hc]].
  now apply (sigma_violated c n _ Hc (check_sound n T c H)).
Qed.

(** The critical mass of each group (D5) is at most the bound, and at least the value of
    the slab if there is one. *)
Theorem check_critical_mass n T c sigma :
  check n T c = true -> asked c = CriticalMass sigma ->
  Forall2 (fun g claim => forall m,
    critical_mass (Q2R (kappa_of c)) (Q2R sigma) (Q2R (delta_of c))
      (slabs_of n (family_of c)) g m ->
    (exists b, bound_of claim = Finite b /\ m <= Q2R b) /\
    (forall s, slab_of claim = Some s -> Q2R (value s) <= m))
    (grouped (grouping_of c) (points_of T)) (claims c).
Proof.
  intros H E. pose proof (check_bounds_positive n T c H) as Hb.
  pose proof (check_sound n T c H) as Hs. revert Hb.
  induction Hs as [|g claim gs cs Hg _ IH]; intros Hb; constructor.
  - intros m. apply (critical_mass_between c n g claim Hg sigma m E). now inversion Hb.
  - apply IH. now inversion Hb.
Qed.

(** sigma* of each group (T1.5), the least quotient of a slab that limits sigma, less 1:
    the bound is at most each of these numbers, and the slab's value is one of them. *)
Theorem check_sigma_star n T c :
  check n T c = true -> asked c = Sigma ->
  let F := slabs_of n (family_of c) in
  let kappa := Q2R (kappa_of c) in
  let limiting := limits kappa (Q2R (delta_of c)) (Q2R (m0_of c)) in
  Forall2 (fun g claim =>
    (forall S, F S -> limiting g S ->
       exists b, bound_of claim = Finite b /\
         Q2R b <= mu_dilated kappa g S / mu g S - 1) /\
    (forall s, slab_of claim = Some s ->
       exists S, F S /\ limiting g S /\
         mu_dilated kappa g S / mu g S - 1 = Q2R (value s)))
    (grouped (grouping_of c) (points_of T)) (claims c).
Proof.
  intros H E. destruct (check_proper c n T H) as [_ [_ Hc]].
  induction (check_sound n T c H) as [|g claim gs cs Hg _ IH]; constructor; [|exact IH].
  apply (sigma_star_between c n g claim Hg E). apply Hc.
Qed.
