(** What is checked of the certificate of a doubling floor proves its claim: T8 of
    proofs/theory.md for the numbers of a certificate (section 8 of
    docs/floor-certificate.md). *)

From Coq Require Import Reals QArith Qreals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means Trivial Rings Scenario Doubling.
From Doublecheck Require Import Covered Groups Classes ClassesFloor Stability.
From Doublecheck Require Import FloorCertificate.
Import ListNotations.
Open Scope R_scope.

(** * Rational numbers as real ones *)

Lemma Q2R_Z z : Q2R (inject_Z z) = IZR z.
Proof. unfold Q2R. simpl. field. Qed.

Lemma Q2R_red x : Q2R (Qred x) = Q2R x.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Qle_bool_Rleb x y : Qle_bool x y = Rleb (Q2R x) (Q2R y).
Proof.
  destruct (Qle_bool x y) eqn:E; symmetry.
  - apply Rleb_true, Qle_Rle. now apply Qle_bool_iff.
  - apply Rleb_false, Rnot_le_lt. intros H. apply Rle_Qle, Qle_bool_iff in H. congruence.
Qed.

Lemma Qle_bool_R x y : Qle_bool x y = true -> Q2R x <= Q2R y.
Proof. rewrite Qle_bool_Rleb. apply Rleb_true. Qed.

Lemma Qlt_bool_R x y : Qlt_bool x y = true -> Q2R x < Q2R y.
Proof.
  unfold Qlt_bool. rewrite negb_true_iff, Qle_bool_Rleb. apply Rleb_false.
Qed.

Lemma Q2R_max x y : Q2R (Qmax x y) = Rmax (Q2R x) (Q2R y).
Proof.
  unfold Qmax. rewrite Qle_bool_Rleb. destruct (Rleb _ _) eqn:E; symmetry.
  - now apply Rmax_right, Rleb_true.
  - now apply Rmax_left, Rlt_le, Rleb_false.
Qed.

Lemma Q2R_sum l : Q2R (sum_q l) = sum (map Q2R l).
Proof.
  induction l as [|x l IH]; [apply RMicromega.Q2R_0|]. cbn [map sum_q fold_right].
  rewrite Q2R_red, Q2R_plus, sum_cons. now rewrite <- IH.
Qed.

Lemma Q2R_quotient x y : 0 < Q2R y -> Q2R (x / y) = Q2R x / Q2R y.
Proof.
  intros H. apply Q2R_div. intros E. apply Qeq_eqR in E.
  rewrite RMicromega.Q2R_0 in E. lra.
Qed.

(** Moves Q2R to the leaves of a term. *)
Ltac to_R :=
  repeat first
    [ rewrite Q2R_plus | rewrite Q2R_minus | rewrite Q2R_mult | rewrite Q2R_opp
    | rewrite Q2R_red | rewrite Q2R_max | rewrite Q2R_Z
    | rewrite RMicromega.Q2R_0 | rewrite RMicromega.Q2R_1 ].

(** * Sums over rings *)

Lemma largest_least n f m : (forall i, (i <= n)%nat -> f i <= m) -> largest n f <= m.
Proof.
  induction n as [|n IH]; intros H; simpl; [now apply H|].
  apply Rmax_lub; [apply IH; auto|now apply H].
Qed.

Lemma s_step sigma G A M j :
  (j < count G)%nat ->
  s_of sigma G A M j =
  s_of sigma G A M (S j) +
  (t_used A M j - l_used A M j + (1 + sigma) * g_used A M j) -
  (if (period G <=? j)%nat then g_used A M (j - period G) else 0).
Proof.
  intros Hj. unfold s_of.
  set (f := fun j => t_used A M j - l_used A M j + (1 + sigma) * g_used A M j).
  assert (H1 : over_radii G (fun x => if (j <=? x)%nat then f x else 0) =
               over_radii G (fun x => if (S j <=? x)%nat then f x else 0) + f j).
  { transitivity (over_radii G (fun x => (if (S j <=? x)%nat then f x else 0) +
                                         (if (x =? j)%nat then f x else 0))).
    - apply over_radii_ext. intros x _.
      destruct (Nat.leb_spec j x), (Nat.leb_spec (S j) x), (Nat.eqb_spec x j); lra || lia.
    - rewrite over_radii_plus, over_radii_single. now apply Nat.ltb_lt in Hj as ->. }
  assert (H2 :
    over_radii G (fun x => if (j <=? x + period G)%nat then g_used A M x else 0) =
    over_radii G (fun x => if (S j <=? x + period G)%nat then g_used A M x else 0) +
    (if (period G <=? j)%nat then g_used A M (j - period G) else 0)).
  { transitivity (over_radii G (fun x =>
      (if (S j <=? x + period G)%nat then g_used A M x else 0) +
      (if (x =? j - period G)%nat
       then (if (period G <=? j)%nat then g_used A M x else 0) else 0))).
    - apply over_radii_ext. intros x _.
      destruct (Nat.leb_spec j (x + period G)), (Nat.leb_spec (S j) (x + period G)),
        (Nat.eqb_spec x (j - period G)), (Nat.leb_spec (period G) j); lra || lia.
    - rewrite over_radii_plus, over_radii_single. f_equal.
      destruct (Nat.ltb_spec (j - period G) (count G)); [easy|lia]. }
  change (over_radii G (fun x => if (j <=? x)%nat then f x else 0) -
    over_radii G (fun x => if (j <=? x + period G)%nat then g_used A M x else 0) =
    over_radii G (fun x => if (S j <=? x)%nat then f x else 0) -
    over_radii G (fun x => if (S j <=? x + period G)%nat then g_used A M x else 0) + f j -
    (if (period G <=? j)%nat then g_used A M (j - period G) else 0)).
  rewrite H1, H2. ring.
Qed.

(** Beyond the last radius no row counts. *)
Lemma s_last sigma G A M :
  (forall j, grows A j = true -> (j + period G < count G)%nat) ->
  s_of sigma G A M (count G) = 0.
Proof.
  intros H. unfold s_of, over_radii. rewrite !sum_zero; [lra| |].
  - intros j Hj. apply in_seq in Hj.
    destruct (Nat.leb_spec (count G) (j + period G)); auto.
    unfold g_used. destruct (grows A j) eqn:E; [|easy]. specialize (H j E). lia.
  - intros j Hj. apply in_seq in Hj. destruct (Nat.leb_spec (count G) j); [lia|easy].
Qed.

(** * The numbers of a certificate *)

Section Certificate.

Variables (c : floor_certificate) (K : nat) (a b : nat -> Q).

Definition grid_of : grid :=
  {| count := radii_of c;
     period := length (first_radii c);
     rho := fun j => Q2R (rho_of c j) |}.

Definition multipliers_of (s : floor_set) : multipliers :=
  {| gs := fun j => Q2R (multiplier c s LetterG j);
     ls := fun j => Q2R (multiplier c s LetterL j);
     ts := fun j => Q2R (multiplier c s LetterT j) |}.

Notation sigma := (Q2R (sigma_of c)).
Notation delta := (Q2R (delta_of c)).
Notation m0 := (Q2R (m0_of c)).
Notation kappa := (Q2R (kappa_of c)).
Notation a' := (fun j => Q2R (a j)).
Notation b' := (fun j => Q2R (b j)).
Notation rows_at i k := (rows_of sigma delta m0 grid_of (single i k)).

Hypothesis Hconstants : constants_good c = true.

Lemma constants_hold : constants kappa sigma delta /\ 0 <= m0 /\ 0 <= Q2R (radius_of c).
Proof.
  unfold constants_good in Hconstants. rewrite !andb_true_iff in Hconstants.
  destruct Hconstants as [[[[[H1 H2] H3] H4] H5] H6].
  apply Qlt_bool_R in H1, H2, H3. apply Qle_bool_R in H4, H5, H6.
  rewrite ?RMicromega.Q2R_0, ?RMicromega.Q2R_1 in *. repeat split; lra.
Qed.

Lemma scaled_nonneg n : 0 <= Q2R (scaled c n).
Proof.
  assert (H : 0 < Q2R (inject_Z (2 ^ Z.of_nat (bits_of c)))).
  { rewrite Q2R_Z. apply IZR_lt, Z.pow_pos_nonneg; lia. }
  unfold scaled. rewrite Q2R_quotient by easy. apply Rmult_le_pos.
  - rewrite Q2R_Z. apply IZR_le. lia.
  - now apply Rlt_le, Rinv_0_lt_compat.
Qed.

Lemma multipliers_nonneg s : non_negative (multipliers_of s).
Proof.
  assert (H : forall x j, 0 <= Q2R (multiplier c s x j)).
  { intros x j. unfold multiplier. destruct (find _ _); [apply scaled_nonneg|].
    rewrite RMicromega.Q2R_0. lra. }
  intros j. split; [apply H|split; apply H].
Qed.

(** * Radii *)

Lemma rho_period j :
  (1 <= length (first_radii c))%nat ->
  rho grid_of (j + length (first_radii c)) = kappa * rho grid_of j.
Proof.
  intros Hp. cbn [rho grid_of]. unfold rho_of.
  replace (j + length (first_radii c))%nat
    with (j + 1 * length (first_radii c))%nat by lia.
  rewrite Nat.div_add, Nat.mod_add by lia. rewrite Nat.add_1_r. cbn [power]. to_R. ring.
Qed.

Lemma radii_hold :
  radii_good c = true -> grid_from kappa (Q2R (radius_of c)) grid_of.
Proof.
  unfold radii_good. rewrite !andb_true_iff. intros [[[[[H1 H2] H3] H4] H5] H6].
  apply Nat.leb_le in H1, H2. apply Qlt_bool_R in H3, H6. apply Qle_bool_R in H4.
  rewrite RMicromega.Q2R_0 in H3. rewrite Q2R_mult in H6. rewrite forallb_forall in H5.
  apply grid_of_period; auto.
  - apply constants_hold.
  - intros j Hj. apply Qlt_bool_R, H5, in_seq. cbn [period grid_of] in Hj. lia.
  - intros j _. now apply rho_period.
Qed.

(** * Scenarios and multipliers *)

Hypothesis HK : (2 <= K)%nat.

Lemma full_R : Q2R (full_of c) = full sigma delta.
Proof.
  destruct constants_hold as [[_ [Hs _]] _]. unfold full_of, full.
  rewrite Q2R_quotient; to_R; lra.
Qed.

Lemma growth_used_R i k s j :
  Q2R (growth_used c i k s j) = g_used (rows_at i k) (multipliers_of s) j.
Proof.
  unfold growth_used, g_used, grows_of. cbn [grows rows_of single i_high k_low].
  destruct (_ && _)%bool; [easy|apply RMicromega.Q2R_0].
Qed.

Lemma least_R i k j :
  least (rows_at i k) j = option_map Q2R (least_of c i k j).
Proof.
  unfold least_of. cbn [least rows_of single i_high k_high].
  destruct (j =? i)%nat; [easy|]. now destruct (_ <=? _)%nat.
Qed.

Lemma greatest_R i k j :
  greatest (rows_at i k) j = option_map Q2R (greatest_of c i k j).
Proof.
  unfold greatest_of. cbn [greatest rows_of single i_low i_high k_low].
  destruct (S j =? i)%nat; [easy|]. destruct (_ && _)%bool; [|easy].
  simpl. now rewrite full_R.
Qed.

Lemma least_used_R i k s j :
  Q2R (least_used c i k s j) = l_used (rows_at i k) (multipliers_of s) j.
Proof.
  unfold least_used, l_used. rewrite least_R.
  destruct (least_of c i k j); [easy|apply RMicromega.Q2R_0].
Qed.

Lemma greatest_used_R i k s j :
  Q2R (greatest_used c i k s j) = t_used (rows_at i k) (multipliers_of s) j.
Proof.
  unfold greatest_used, t_used. rewrite greatest_R.
  destruct (greatest_of c i k j); [easy|apply RMicromega.Q2R_0].
Qed.

Lemma own_R i k s j :
  (j < radii_of c)%nat ->
  s_of sigma grid_of (rows_at i k) (multipliers_of s) (S j) + Q2R (own c i k s j) =
  s_of sigma grid_of (rows_at i k) (multipliers_of s) j.
Proof.
  intros Hj. rewrite (s_step _ _ _ _ j) by easy. unfold own. to_R.
  rewrite greatest_used_R, least_used_R, growth_used_R. cbn [period grid_of].
  destruct (_ <=? j)%nat; [rewrite growth_used_R|rewrite RMicromega.Q2R_0]; ring.
Qed.

Lemma gain_R z j : Q2R (gain c K a b z j) = gain_K K (Q2R (y_of c)) (Q2R z) a' b' j.
Proof.
  assert (H : 0 < Q2R (inject_Z (Z.of_nat K) - 1)).
  { to_R. apply le_INR in HK. rewrite !INR_IZR_INZ in HK. simpl in HK. lra. }
  unfold gain, gain_K. destruct (2 <? K)%nat; to_R; rewrite Q2R_quotient by easy;
    to_R; now rewrite INR_IZR_INZ.
Qed.

(** lambda_below is at least each line of each ring below n. *)
Lemma lambda_below_R i k s n sum best :
  (n <= radii_of c)%nat ->
  Q2R sum = s_of sigma grid_of (rows_at i k) (multipliers_of s) n ->
  Q2R best <= Q2R (lambda_below c K a b i k s n sum best) /\
  forall j, (j < n)%nat ->
    Q2R (gain c K a b (scaled c (z_of s)) j) -
    s_of sigma grid_of (rows_at i k) (multipliers_of s) j <=
    Q2R (lambda_below c K a b i k s n sum best).
Proof.
  revert sum best. induction n as [|n IH]; intros sum best Hn Hsum.
  - split; [simpl; lra|lia].
  - cbn [lambda_below]. set (sum' := Qred (sum + own c i k s n)).
    assert (Hsum' : Q2R sum' = s_of sigma grid_of (rows_at i k) (multipliers_of s) n).
    { unfold sum'. to_R. rewrite Hsum. apply own_R. lia. }
    set (best' := Qmax best _).
    destruct (IH sum' best') as [Hb Hj]; [lia|easy|].
    assert (Hbest : Q2R best' = Rmax (Q2R best)
      (Q2R (gain c K a b (scaled c (z_of s)) n) - Q2R sum')) by (unfold best'; now to_R).
    rewrite Hbest, Hsum' in Hb. split.
    + apply Rle_trans with (2 := Hb), Rmax_l.
    + intros j Hjn. destruct (Nat.eq_dec j n) as [->|Hne]; [|apply Hj; lia].
      apply Rle_trans with (2 := Hb), Rmax_r.
Qed.

Lemma lambda_R i k s :
  lambda sigma grid_of (rows_at i k) (multipliers_of s)
    (gain_K K (Q2R (y_of c)) (Q2R (scaled c (z_of s))) a' b') <=
  Q2R (lambda_of c K a b i k s).
Proof.
  assert (H0 : s_of sigma grid_of (rows_at i k) (multipliers_of s) (radii_of c) = 0).
  { apply (s_last sigma grid_of). intros j H. cbn [grows rows_of] in H.
    apply andb_true_iff in H as [_ H]. now apply Nat.ltb_lt in H. }
  destruct (lambda_below_R i k s (radii_of c) 0
    (gain c K a b (scaled c (z_of s)) (radii_of c)) (Nat.le_refl _)) as [Hbest Hj].
  { rewrite H0. apply RMicromega.Q2R_0. }
  apply largest_least. intros j Hle. rewrite <- gain_R. cbn [count grid_of] in Hle.
  destruct (Nat.eq_dec j (radii_of c)) as [->|Hne].
  - rewrite H0. unfold lambda_of. lra.
  - apply Hj. lia.
Qed.

Lemma ends_R i k s :
  Q2R (sum_q (map (end_of c i k s) (seq 0 (radii_of c)))) =
  ends grid_of (rows_at i k) (multipliers_of s).
Proof.
  rewrite Q2R_sum, map_map. unfold ends. rewrite <- over_radii_minus.
  apply sum_ext. intros j _. unfold end_of. rewrite Q2R_minus, greatest_R, least_R.
  destruct (greatest_of c i k j), (least_of c i k j); simpl; to_R; ring.
Qed.

(** What is computed for a scenario is at least T7's bound. *)
Lemma value_R w i k s :
  0 < Q2R w ->
  bound_K K sigma grid_of a' b' (Q2R (y_of c)) (Q2R (loss_of c) / Q2R w) (rows_at i k)
    (Q2R (scaled c (z_of s))) (multipliers_of s) <=
  Q2R (value_of c K a b w i k s).
Proof.
  intros Hw. unfold value_of, bound_K. rewrite !Q2R_plus, Q2R_mult, Q2R_quotient by easy.
  rewrite ends_R. pose proof (lambda_R i k s). lra.
Qed.

(** * Levels *)

Lemma scenarios_all i k :
  scenario sigma delta m0 grid_of i k -> In (i, k) (scenarios c).
Proof.
  intros [Hle Hp]. cbn [count grid_of] in Hle. unfold scenarios. apply in_flat_map.
  exists i. split; [apply in_seq; lia|]. apply in_map.
  destruct (Qle_bool _ _) eqn:E.
  - apply in_seq. lia.
  - destruct Hp as [->|Hp]; [now left|]. rewrite Qle_bool_Rleb, full_R in E.
    apply Rleb_false in E. lra.
Qed.

Lemma in_combine_left {A B} (l : list A) (l' : list B) x :
  length l' = length l -> In x l -> exists y, In (x, y) (combine l l').
Proof.
  revert l'. induction l as [|z l IH]; intros [|z' l'] Hl Hx; try easy.
  injection Hl as Hl. destruct Hx as [->|Hx].
  - exists z'. now left.
  - destruct (IH l' Hl Hx) as [y Hy]. exists y. now right.
Qed.

(** The scenarios of a level, each with its multipliers. *)
Definition boxes_of (l : floor_level) : list (box * R * multipliers) :=
  flat_map (fun x : (nat * nat) * option floor_set =>
    match snd x with
    | Some s => [(single (fst (fst x)) (snd (fst x)), Q2R (scaled c (z_of s)),
                  multipliers_of s)]
    | None => []
    end) (combine (scenarios c) (sets_used l)).

Lemma level_proved l :
  level_good c K a b l = true ->
  group_proved K sigma delta m0 grid_of a' b' (Q2R (y_of c))
    (Q2R (loss_of c) / Q2R (share_of l)) (Q2R (bound_of l)) (boxes_of l).
Proof.
  intros H. unfold level_good in H. rewrite !andb_true_iff in H.
  destruct H as [[Hw Hn] Hall].
  apply Qlt_bool_R in Hw. rewrite RMicromega.Q2R_0 in Hw. apply Nat.eqb_eq in Hn.
  rewrite forallb_forall in Hall. split.
  - intros i k Hs. apply scenarios_all in Hs.
    destruct (in_combine_left _ _ _ Hn Hs) as [s Hin]. specialize (Hall _ Hin).
    destruct s as [s|]; [|easy].
    exists (single i k), (Q2R (scaled c (z_of s))), (multipliers_of s). split.
    + apply in_flat_map. exists ((i, k), Some s). split; [easy|now left].
    + unfold holds, single. simpl. lia.
  - intros B z M Hin. apply in_flat_map in Hin as [[[i k] [s|]] [Hin Heq]]; [|easy].
    destruct Heq as [[= <- <- <-]|[]]. specialize (Hall _ Hin).
    apply Qle_bool_R in Hall. cbn [fst snd] in *.
    split; [apply scaled_nonneg|]. split; [apply multipliers_nonneg|].
    apply Rle_trans with (2 := Hall). now apply value_R.
Qed.

(** The bound of the level of a share. *)
Definition bound_at (x : R) : R :=
  match find (fun l => Rleb (Q2R (share_of l)) x) (rev (levels_of c)) with
  | Some l => Q2R (bound_of l)
  | None => 0
  end.

Lemma find_ext {A} (P Q : A -> bool) l : (forall x, P x = Q x) -> find P l = find Q l.
Proof. intros H. induction l as [|x l IH]; simpl; [easy|]. now rewrite H, IH. Qed.

Lemma bound_at_level w :
  bound_at (Q2R w) = match level_at c w with Some l => Q2R (bound_of l) | None => 0 end.
Proof.
  unfold bound_at, level_at.
  now rewrite (find_ext _ (fun l => Qle_bool (share_of l) w))
    by (intros; now rewrite Qle_bool_Rleb).
Qed.

Lemma lost_R w : Q2R (lost c w) = Q2R w * bound_at (Q2R w).
Proof. rewrite bound_at_level. unfold lost. destruct (level_at c w); to_R; ring. Qed.

End Certificate.

(** * The claim *)

Lemma shares_lost c T groups shares :
  map Q2R shares = map (share T) groups ->
  sum (map (fun g => share T g * bound_at c (share T g)) groups) =
  Q2R (sum_q (map (lost c) shares)).
Proof.
  intros H. rewrite Q2R_sum, map_map.
  rewrite <- (map_map (share T) (fun x => x * bound_at c x)), <- H, map_map.
  apply sum_ext. intros w _. now rewrite lost_R.
Qed.

(** Every group has a share and a level whose bound is proved. *)
Lemma groups_proved c K a b T groups shares :
  (2 <= K)%nat -> constants_good c = true ->
  map Q2R shares = map (share T) groups ->
  forallb (level_good c K a b) (levels_of c) = true ->
  forallb (has_level c) shares = true ->
  Forall (share_proved K (Q2R (sigma_of c)) (Q2R (delta_of c)) (Q2R (m0_of c)) (grid_of c)
    (fun j => Q2R (a j)) (fun j => Q2R (b j)) (Q2R (y_of c)) (Q2R (loss_of c)) T
    (fun g => bound_at c (share T g))) groups.
Proof.
  intros HK Hc Hshares Hlevels Hhas. rewrite forallb_forall in Hlevels, Hhas.
  apply Forall_forall. intros g Hg.
  assert (Hx : In (share T g) (map Q2R shares)) by (rewrite Hshares; now apply in_map).
  apply in_map_iff in Hx as [w [Hw Hin]]. specialize (Hhas w Hin).
  unfold has_level in Hhas. destruct (level_at c w) as [l|] eqn:E; [|easy].
  assert (Hl := E). unfold level_at in Hl. apply find_some in Hl as [Hl Hle].
  apply in_rev in Hl. apply Qle_bool_R in Hle. specialize (Hlevels l Hl).
  exists (Q2R (share_of l)), (boxes_of c l). split.
  - unfold level_good in Hlevels. rewrite !andb_true_iff in Hlevels.
    destruct Hlevels as [[Hpos _] _]. apply Qlt_bool_R in Hpos.
    rewrite RMicromega.Q2R_0 in Hpos. lra.
  - rewrite <- Hw, bound_at_level, E. now apply level_proved.
Qed.

(** A certificate that is checked proves its claim, for groups by pairs. Suppose that in
    each group no slab of [F] that violates is heavier than m0. Let a classifier have,
    for each pair of classes, a difference of scores that is affine on their points,
    with slabs of [F] from the radius on. If its cross-entropy is at most the loss, its
    accuracy is at least the accuracy of the certificate. *)
Theorem T8_certificate c K a b F X T shares :
  weighted T -> T <> [] -> labelled K T ->
  map Q2R shares = map (share T) (pairs K T) ->
  logs_below (grid_of c) (fun j => Q2R (a j)) (fun j => Q2R (b j)) ->
  floor_good c K a b shares = true ->
  Forall (critical_at_most (Q2R (kappa_of c)) (Q2R (sigma_of c)) (Q2R (delta_of c))
    (Q2R (m0_of c)) F) (pairs K T) ->
  (forall i j, In (i, j) (class_pairs K) ->
     covered F (Q2R (radius_of c)) X i j (filter (of_pair i j) T)) ->
  loss K X T <= Q2R (loss_of c) ->
  Q2R (accuracy_of c) <= accuracy K X T.
Proof.
  intros HT Hne Hlab Hshares Hlogs Hgood Hcrit Hcov HL.
  unfold floor_good in Hgood. rewrite !andb_true_iff in Hgood.
  destruct Hgood as [[[[[HK Hc] Hr] Hlevels] Hhas] Hacc].
  apply Nat.leb_le in HK. destruct (constants_hold c Hc) as [Hconst [Hm0 Hr0]].
  apply Qle_bool_R in Hacc.
  rewrite Q2R_minus, Q2R_plus, Q2R_mult, RMicromega.Q2R_1 in Hacc.
  rewrite <- (shares_lost c T _ shares Hshares) in Hacc.
  apply Rle_trans with (1 := Hacc).
  apply (T8_pairs _ _ _ _ F _ K X T _ (grid_of c) _ _ _ (fun g => bound_at c (share T g)))
    with (8 := Hcrit) (9 := Hcov) (12 := Hlogs); auto.
  - now apply radii_hold.
  - apply scaled_nonneg.
  - now apply (groups_proved c K a b T _ shares).
Qed.

(** The same for groups by cells and pairs. *)
Theorem T8_certificate_cells c K M a b F X T shares :
  weighted T -> T <> [] -> labelled K T -> in_cells M T ->
  map Q2R shares = map (share T) (cell_pairs K M T) ->
  logs_below (grid_of c) (fun j => Q2R (a j)) (fun j => Q2R (b j)) ->
  floor_good c K a b shares = true ->
  Forall (critical_at_most (Q2R (kappa_of c)) (Q2R (sigma_of c)) (Q2R (delta_of c))
    (Q2R (m0_of c)) F) (cell_pairs K M T) ->
  (forall z i j, (1 <= z <= M)%nat -> In (i, j) (class_pairs K) ->
     covered F (Q2R (radius_of c)) X i j (filter (of_pair i j) (filter (of_cell z) T))) ->
  loss K X T <= Q2R (loss_of c) ->
  Q2R (accuracy_of c) <= accuracy K X T.
Proof.
  intros HT Hne Hlab HM Hshares Hlogs Hgood Hcrit Hcov HL.
  unfold floor_good in Hgood. rewrite !andb_true_iff in Hgood.
  destruct Hgood as [[[[[HK Hc] Hr] Hlevels] Hhas] Hacc].
  apply Nat.leb_le in HK. destruct (constants_hold c Hc) as [Hconst [Hm0 Hr0]].
  apply Qle_bool_R in Hacc.
  rewrite Q2R_minus, Q2R_plus, Q2R_mult, RMicromega.Q2R_1 in Hacc.
  rewrite <- (shares_lost c T _ shares Hshares) in Hacc.
  apply Rle_trans with (1 := Hacc).
  apply (T8_cells _ _ _ _ F _ K M X T _ (grid_of c) _ _ _
    (fun g => bound_at c (share T g))) with (9 := Hcrit) (10 := Hcov) (13 := Hlogs); auto.
  - now apply radii_hold.
  - apply scaled_nonneg.
  - now apply (groups_proved c K a b T _ shares).
Qed.

(** A trivial floor that is checked is one. *)
Theorem T5_certificate K X T loss_bound alpha a0 :
  weighted T -> T <> [] -> Q2R a0 <= ln 2 ->
  trivial_good loss_bound alpha a0 = true ->
  loss K X T <= Q2R loss_bound -> Q2R alpha <= accuracy K X T.
Proof.
  intros HT Hne Ha H HL. unfold trivial_good in H.
  apply andb_true_iff in H as [H1 H]. apply Qle_bool_R in H1.
  apply orb_true_iff in H as [H|H].
  - apply Qeq_bool_iff, Qeq_eqR in H. rewrite H, RMicromega.Q2R_0. now apply mass_nonneg.
  - apply Qle_bool_R in H. rewrite Q2R_mult, Q2R_minus in H.
    rewrite RMicromega.Q2R_1 in *.
    now apply (T5_checked K X T (Q2R loss_bound) (Q2R a0)).
Qed.
