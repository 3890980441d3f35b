(** What follows from the claims of a certificate: the verdicts HOLDS and VIOLATED, and
    bounds of the critical mass and of sigma* (docs/certificate-format.md, section 4). *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Certificate Checker Claims Rationals
  GroupsSound ClaimSound CheckerSound.
Import ListNotations.
Open Scope R_scope.

(** The condition that a certificate is about, with the sigma in question. *)
Definition condition_of (c : certificate) (n : nat) (sigma : R) (groups : list points)
    : Prop :=
  UDC (Q2R (kappa_of c)) sigma (Q2R (delta_of c)) (Q2R (m0_of c))
    (slabs_of n (family_of c)) groups.

Definition claims_true (c : certificate) (n : nat) (groups : list points) : Prop :=
  Forall2 (claim_true c n) groups (claims c).

Lemma Forall2_left {A B} (P : A -> B -> Prop) l l' x :
  Forall2 P l l' -> In x l -> exists y, In y l' /\ P x y.
Proof.
  induction 1 as [|a b l l' H _ IH]; [easy|]. intros [->|Hx].
  - exists b. split; [now left | easy].
  - destruct (IH Hx) as [y [Hy HP]]. exists y. split; [now right | easy].
Qed.

Lemma Forall2_right {A B} (P : A -> B -> Prop) l l' y :
  Forall2 P l l' -> In y l' -> exists x, In x l /\ P x y.
Proof.
  induction 1 as [|a b l l' H _ IH]; [easy|]. intros [->|Hy].
  - exists a. split; [now left | easy].
  - destruct (IH Hy) as [x [Hx HP]]. exists x. split; [now right | easy].
Qed.

(** ** One group *)

Section Group.
  Variables (c : certificate) (n : nat) (g : points) (claim : group_claim).
  Hypothesis true_claim : claim_true c n g claim.
  Let F := slabs_of n (family_of c).
  Let kappa := Q2R (kappa_of c).
  Let delta := Q2R (delta_of c).
  Let m0 := Q2R (m0_of c).

  Lemma critical_group_holds sigma :
    asked c = CriticalMass sigma -> bound_decides c claim = true ->
    group_satisfies kappa (Q2R sigma) delta m0 F g.
  Proof.
    unfold bound_decides. intros E H S HS Hm. destruct true_claim as [Hb _].
    unfold bound_true in Hb. rewrite E in *.
    destruct (bound_of claim) as [b|]; [|easy]. apply Qltb_real in H.
    destruct (Rle_lt_dec (Rmin delta ((1 + Q2R sigma) * mu g S)) (mu_dilated kappa g S))
      as [Hle|Hlt]; [easy|].
    specialize (Hb S HS Hlt). fold m0 in H. lra.
  Qed.

  (** sigma is at most the bound, if that is finite. *)
  Lemma sigma_group_holds sigma :
    asked c = Sigma -> 0 < m0 ->
    match bound_of claim with Finite b => sigma <= Q2R b | Infinite => True end ->
    group_satisfies kappa sigma delta m0 F g.
  Proof.
    intros E H0 H S HS Hm. destruct true_claim as [Hb _].
    unfold bound_true in Hb. rewrite E in Hb.
    destruct (Rle_lt_dec delta (mu_dilated kappa g S)) as [Hle|Hlt].
    { apply Rle_trans with delta; [apply Rmin_l | easy]. }
    assert (HL : limits kappa delta m0 g S) by now split.
    destruct (bound_of claim) as [b|]; [|now apply Hb in HL].
    specialize (Hb S HS HL). fold kappa in Hb.
    eapply Rle_trans; [apply Rmin_r|]. nra.
  Qed.

  Lemma critical_group_fails sigma :
    asked c = CriticalMass sigma -> slab_decides c claim = true ->
    ~ group_satisfies kappa (Q2R sigma) delta m0 F g.
  Proof.
    unfold slab_decides. intros E H Hg. destruct true_claim as [_ Hs].
    destruct (slab_of claim) as [s|]; [|easy]. unfold slab_true in Hs. rewrite E in *.
    destruct Hs as [HF [Hv Hm]]. apply Qle_bool_real in H.
    specialize (Hg _ HF). rewrite Hm in Hg. specialize (Hg H).
    unfold violates in Hv. rewrite Hm in Hv. fold kappa delta in Hv. lra.
  Qed.

  Lemma sigma_group_fails sigma :
    asked c = Sigma -> 0 < m0 -> 0 < sigma -> slab_decides c claim = true ->
    ~ group_satisfies kappa sigma delta m0 F g.
  Proof.
    unfold slab_decides. intros E H0 Hsig H Hg. destruct true_claim as [_ Hs].
    destruct (slab_of claim) as [s|]; [|easy]. unfold slab_true in Hs. rewrite E in *.
    destruct Hs as [HF [[Hm Hd] Hv]]. apply Qeq_bool_real in H. rewrite Q2R_zero in H.
    rewrite H in Hv. specialize (Hg _ HF Hm). fold kappa delta m0 in Hd, Hv, Hm.
    assert (mu_dilated kappa g (slab_named s)
            < Rmin delta ((1 + sigma) * mu g (slab_named s))); [|lra].
    apply Rmin_glb_lt; [easy | nra].
  Qed.

  (** The critical mass of D5 is at most the bound and at least the slab's value. *)
  Lemma critical_mass_between sigma m :
    asked c = CriticalMass sigma -> bound_positive (bound_of claim) = true ->
    critical_mass kappa (Q2R sigma) delta F g m ->
    (exists b, bound_of claim = Finite b /\ m <= Q2R b) /\
    (forall s, slab_of claim = Some s -> Q2R (value s) <= m).
  Proof.
    intros E Hpos [Hmax Hatt]. destruct true_claim as [Hb Hs].
    unfold bound_true in Hb. rewrite E in Hb. split.
    - destruct (bound_of claim) as [b|]; [|easy]. exists b. split; [easy|].
      destruct Hatt as [[-> _] | [S [HS [Hv <-]]]]; [|now apply Hb].
      simpl in Hpos. now rewrite Qle_bool_real, Q2R_zero in Hpos.
    - intros s Es. rewrite Es in Hs. unfold slab_true in Hs. rewrite E in Hs.
      destruct Hs as [HF [Hv <-]]. now apply Hmax.
  Qed.
  (** What limits sigma has at least the bound's quotient; the slab has its value's. *)
  Lemma sigma_star_between :
    asked c = Sigma -> 0 < m0 ->
    (forall S, F S -> limits kappa delta m0 g S ->
       exists b, bound_of claim = Finite b /\
         Q2R b <= mu_dilated kappa g S / mu g S - 1) /\
    (forall s, slab_of claim = Some s ->
       exists S, F S /\ limits kappa delta m0 g S /\
         mu_dilated kappa g S / mu g S - 1 = Q2R (value s)).
  Proof.
    intros E H0. destruct true_claim as [Hb Hs]. unfold bound_true in Hb. rewrite E in Hb.
    split.
    - intros S HS HL. destruct (bound_of claim) as [b|]; [|now apply Hb in HL].
      exists b. split; [easy|]. specialize (Hb S HS HL). fold kappa in Hb.
      destruct HL as [Hm _]. assert (Hp : 0 < mu g S) by lra.
      pose proof (divided_le _ _ _ Hp Hb). lra.
    - intros s Es. rewrite Es in Hs. unfold slab_true in Hs. rewrite E in Hs.
      destruct Hs as [HF [HL Hv]]. exists (slab_named s).
      repeat split; try apply HL; [easy|].
      fold kappa in Hv. rewrite Hv. destruct HL as [Hm _]. fold m0 in Hm. field. lra.
  Qed.
End Group.

(** ** All groups *)

Section Certificate.
  Variables (c : certificate) (n : nat) (groups : list points).
  Hypothesis proper : condition_proper c n.
  Hypothesis claims_are_true : claims_true c n groups.

  Lemma every_group (P : points -> Prop) :
    (forall g claim, In claim (claims c) -> claim_true c n g claim -> P g) ->
    Forall P groups.
  Proof.
    intros H. apply Forall_forall. intros g Hg.
    destruct (Forall2_left _ _ _ g claims_are_true Hg) as [claim [Hc Ht]].
    now apply (H g claim).
  Qed.

  Lemma holds_decides : verdict_of c = Holds ->
    forall claim, In claim (claims c) -> bound_decides c claim = true.
  Proof.
    unfold verdict_of. destruct (forallb _ _) eqn:E; [|now destruct (existsb _ _)].
    intros _. now apply forallb_forall.
  Qed.

  Lemma violated_decides : verdict_of c = Violated ->
    exists claim, In claim (claims c) /\ slab_decides c claim = true.
  Proof.
    unfold verdict_of. destruct (forallb _ _); [easy|].
    destruct (existsb _ _) eqn:E; [|easy]. intros _. now apply existsb_exists.
  Qed.

  Lemma violated_group : verdict_of c = Violated ->
    exists g claim, In g groups /\ claim_true c n g claim /\ slab_decides c claim = true.
  Proof.
    intros H. destruct (violated_decides H) as [claim [Hc Hd]].
    destruct (Forall2_right _ _ _ claim claims_are_true Hc) as [g [Hg Ht]].
    now exists g, claim.
  Qed.

  Lemma critical_holds sigma :
    asked c = CriticalMass sigma -> verdict_of c = Holds ->
    condition_of c n (Q2R sigma) groups.
  Proof.
    intros E H. apply every_group. intros g claim Hc Ht.
    apply (critical_group_holds c n g claim Ht sigma E). now apply holds_decides.
  Qed.

  Lemma critical_violated sigma :
    asked c = CriticalMass sigma -> verdict_of c = Violated ->
    ~ condition_of c n (Q2R sigma) groups.
  Proof.
    intros E H HU. destruct (violated_group H) as [g [claim [Hg [Ht Hd]]]].
    apply (critical_group_fails c n g claim Ht sigma E Hd).
    unfold condition_of, UDC in HU. rewrite Forall_forall in HU. now apply HU.
  Qed.

  (** sigma is at most each bound that is finite. *)
  Definition at_most_bounds (sigma : R) : Prop :=
    forall claim b, In claim (claims c) -> bound_of claim = Finite b -> sigma <= Q2R b.

  Lemma sigma_at_most_holds sigma :
    asked c = Sigma -> at_most_bounds sigma -> condition_of c n sigma groups.
  Proof.
    intros E H. apply every_group. intros g claim Hc Ht.
    apply (sigma_group_holds c n g claim Ht sigma E); [apply proper|].
    destruct (bound_of claim) as [b|] eqn:Eb; [|easy]. now apply (H claim).
  Qed.

  Lemma sigma_holds :
    asked c = Sigma -> verdict_of c = Holds ->
    exists sigma, 0 < sigma /\ at_most_bounds sigma.
  Proof.
    intros E H. pose proof (holds_decides H) as Hd. unfold bound_decides in Hd.
    rewrite E in Hd. unfold at_most_bounds. clear - Hd.
    induction (claims c) as [|x l IH].
    - exists 1. split; [lra | easy].
    - destruct IH as [sigma [Hs Hb]]; [intros; apply Hd; now right|].
      pose proof (Hd x (or_introl eq_refl)) as Hx.
      destruct (bound_of x) as [b|] eqn:Ex.
      + apply Qltb_real in Hx. rewrite Q2R_zero in Hx. exists (Rmin sigma (Q2R b)).
        split; [now apply Rmin_glb_lt|]. intros y b' [<-|Hy] Ey.
        * replace b' with b by congruence. apply Rmin_r.
        * eapply Rle_trans; [apply Rmin_l | now apply (Hb y)].
      + exists sigma. split; [easy|]. intros y b' [<-|Hy] Ey; [congruence|].
        now apply (Hb y).
  Qed.

  Lemma sigma_violated sigma :
    asked c = Sigma -> verdict_of c = Violated -> 0 < sigma ->
    ~ condition_of c n sigma groups.
  Proof.
    intros E H Hs HU. destruct (violated_group H) as [g [claim [Hg [Ht Hd]]]].
    apply (sigma_group_fails c n g claim Ht sigma E); try easy; [apply proper|].
    unfold condition_of, UDC in HU. rewrite Forall_forall in HU. now apply HU.
  Qed.
End Certificate.
