(** T2 of proofs/theory.md (section 3): tight slabs suffice.

    Whatever a slab of a family shows, a smaller one with the same direction shows too:
    the slab between two of the points it holds or, in family width, one exactly as wide
    as the family allows. *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions Masses Critical.
Import ListNotations.
Open Scope R_scope.

(** p_k, the projection of a point. *)
Definition projection (v : vector) (s : point) : R := dot v (coordinates s).

(** S_ij(v) = [p_i, p_j]. *)
Definition tight_slab (v : vector) (i j : point) : slab :=
  {| direction := v;
     centre := (projection v i + projection v j) / 2;
     radius := (projection v j - projection v i) / 2 |}.

Lemma inside_tight v i j s :
  inside (tight_slab v i j) s = true <->
  projection v i <= projection v s <= projection v j.
Proof. rewrite inside_true. simpl. unfold projection. lra. Qed.

(** The dilation, with h = (kappa - 1) / 2. *)
Lemma inside_tight_dilated kappa v i j s :
  let h := (kappa - 1) / 2 in
  inside (dilate kappa (tight_slab v i j)) s = true <->
  (1 + h) * projection v i - h * projection v j <= projection v s <=
  (1 + h) * projection v j - h * projection v i.
Proof. intros h. rewrite inside_true. simpl. unfold projection, h. lra. Qed.

(** * Shrinking *)

(** [S'] is an interval within [S], of projections by the same direction. *)
Definition within (S' S : slab) : Prop :=
  direction S' = direction S /\
  centre S - radius S <= centre S' - radius S' /\
  centre S' + radius S' <= centre S + radius S.

Lemma within_inside S' S s : within S' S -> inside S' s = true -> inside S s = true.
Proof. intros (Hd & Ha & Hb). rewrite !inside_true, Hd. lra. Qed.

(** A smaller slab has a smaller dilation. *)
Lemma shrinking kappa S' S :
  1 <= kappa -> within S' S -> within (dilate kappa S') (dilate kappa S).
Proof.
  intros Hk (Hd & Ha & Hb). split; [exact Hd|]. simpl.
  assert (0 <= (kappa - 1) * (radius S - radius S')) by (apply Rmult_le_pos; lra).
  lra.
Qed.

(** * Reduction of a slab to a smaller one *)

(** [S'] has the direction of [S], lies in it and holds the same points of the group; and
    its dilation lies in that of [S]. *)
Definition reduces (kappa : R) (g : points) (S S' : slab) : Prop :=
  direction S' = direction S /\
  (forall s, In s g -> inside S' s = inside S s) /\
  (forall s, inside S' s = true -> inside S s = true) /\
  (forall s, inside (dilate kappa S') s = true -> inside (dilate kappa S) s = true).

Lemma within_reduces kappa g S S' :
  1 <= kappa -> within S' S ->
  (forall s, In s g -> inside S s = true -> inside S' s = true) -> reduces kappa g S S'.
Proof.
  intros Hk Hw H. repeat split.
  - apply Hw.
  - intros s Hs. apply eq_true_iff_eq. split; [now apply within_inside | now apply H].
  - intros s. now apply within_inside.
  - intros s. now apply within_inside, shrinking.
Qed.

Section Reduction.

Variables (n : nat) (g : points) (kappa : R).
Hypothesis Hg : training_set n g.

Lemma reduces_mu S S' : reduces kappa g S S' -> mu g S' = mu g S.
Proof. intros (_ & H & _). now apply mass_ext. Qed.

Lemma reduces_mu_dilated S S' :
  reduces kappa g S S' -> mu_dilated kappa g S' <= mu_dilated kappa g S.
Proof.
  intros (_ & _ & _ & H).
  apply mass_le; [now apply (training_set_weighted n) | apply Hg | auto].
Qed.

(** If S violates, so does S', with the same mass. *)
Lemma reduces_violates sigma delta S S' :
  reduces kappa g S S' -> violates kappa sigma delta g S ->
  violates kappa sigma delta g S'.
Proof.
  intros Hr. pose proof (reduces_mu_dilated S S' Hr).
  unfold violates. rewrite (reduces_mu S S' Hr). lra.
Qed.

(** If S limits sigma, so does S', and its quotient is not larger. *)
Lemma reduces_limits delta m0 S S' :
  reduces kappa g S S' -> 0 < m0 -> limits kappa delta m0 g S ->
  limits kappa delta m0 g S' /\ quotient kappa g S' <= quotient kappa g S.
Proof.
  intros Hr H0 [Hm Hd]. pose proof (reduces_mu_dilated S S' Hr).
  unfold limits, quotient. rewrite (reduces_mu S S' Hr). repeat split; trivial; [lra|].
  apply Rmult_le_compat_r; [|easy]. apply Rlt_le, Rinv_0_lt_compat. lra.
Qed.

(** Every slab of [F] that holds a point reduces to one of the slabs [G] of the family. *)
Definition suffices (F G : family) : Prop :=
  (forall S, G S -> F S) /\
  (forall S, F S -> (exists s, In s g /\ inside S s = true) ->
   exists S', G S' /\ reduces kappa g S S').

(** Then [G] has the m* of [F] ... *)
Lemma suffices_critical_mass F G sigma delta m :
  family_in n F -> constants kappa sigma delta -> suffices F G ->
  (critical_mass kappa sigma delta F g m <-> critical_mass kappa sigma delta G g m).
Proof.
  intros HF Hc [Hsub Hred].
  assert (Hv : forall S, F S -> violates kappa sigma delta g S -> exists S',
             G S' /\ violates kappa sigma delta g S' /\ mu g S' = mu g S).
  { intros S HS Hv. destruct (Hred S HS) as (S' & HS' & Hr).
    - apply mu_positive, (T1_1_violating_mass n g F kappa sigma delta); trivial.
    - exists S'. split; [easy|]. split; [|now apply reduces_mu].
      now apply (reduces_violates sigma delta S). }
  split; intros [Hmax Hat]; split.
  - intros S HS. apply Hmax, Hsub, HS.
  - destruct Hat as [[-> Hn]|(S & HS & HSv & <-)].
    + left. split; [easy|]. intros S HS. apply Hn, Hsub, HS.
    + right. now apply Hv.
  - intros S HS HSv. destruct (Hv S HS HSv) as (S' & HS' & HSv' & <-). now apply Hmax.
  - destruct Hat as [[-> Hn]|(S & HS & HSv & <-)].
    + left. split; [easy|]. intros S HS HSv. destruct (Hv S HS HSv) as (S' & HS' & H & _).
      now apply (Hn S').
    + right. exists S. auto.
Qed.

(** ... and its sigma*. *)
Lemma suffices_sigma_star F G delta m0 s :
  0 < m0 -> suffices F G ->
  (sigma_star kappa delta m0 F g s <-> sigma_star kappa delta m0 G g s).
Proof.
  intros H0 [Hsub Hred].
  assert (HL : forall S, F S -> limits kappa delta m0 g S -> exists S', G S' /\
             limits kappa delta m0 g S' /\ quotient kappa g S' <= quotient kappa g S).
  { intros S HS HL. destruct (Hred S HS) as (S' & HS' & Hr).
    - apply mu_positive. destruct HL. lra.
    - exists S'. split; [easy|]. now apply reduces_limits. }
  destruct s as [x|]; simpl; split.
  - intros [Hmin (S & HS & HSL & E)]. split; [auto|].
    destruct (HL S HS HSL) as (S' & HS' & HL' & Hq). exists S'.
    specialize (Hmin S' (Hsub S' HS') HL'). repeat split; trivial; try apply HL'. lra.
  - intros [Hmin (S & HS & HSL & E)]. split; [|exists S; auto].
    intros S1 HS1 HL1. destruct (HL S1 HS1 HL1) as (S' & HS' & HL' & Hq).
    specialize (Hmin S' HS' HL'). lra.
  - auto.
  - intros Hn S HS HSL. destruct (HL S HS HSL) as (S' & HS' & HL' & _).
    now apply (Hn S').
Qed.

End Reduction.

(** * The ends of a slab *)

(** Among the points of the group in S, i has the least and j the greatest projection. *)
Definition ends (g : points) (S : slab) (i j : point) : Prop :=
  let v := direction S in
  (In i g /\ inside S i = true) /\ (In j g /\ inside S j = true) /\
  (forall s, In s g -> inside S s = true ->
   projection v i <= projection v s <= projection v j).

Lemma least_point (f : point -> R) l :
  l <> [] -> exists i, In i l /\ forall s, In s l -> f i <= f s.
Proof.
  induction l as [|s l IH]; [easy|]. intros _. destruct l as [|t l].
  - exists s. split; [now left|]. intros s' [<-|[]]. lra.
  - destruct IH as (i & Hi & Hmin); [easy|]. destruct (Rle_lt_dec (f s) (f i)).
    + exists s. split; [now left|]. intros s' [<-|Hs]; [lra|].
      specialize (Hmin s' Hs). lra.
    + exists i. split; [now right|]. intros s' [<-|Hs]; [lra|auto].
Qed.

Lemma ends_exist g S :
  (exists s, In s g /\ inside S s = true) -> exists i j, ends g S i j.
Proof.
  intros (s & Hs). set (v := direction S).
  assert (Hne : filter (inside S) g <> []).
  { intros E. apply filter_In in Hs. now rewrite E in Hs. }
  destruct (least_point (projection v) _ Hne) as (i & Hi & Hmin).
  destruct (least_point (fun s => - projection v s) _ Hne) as (j & Hj & Hmax).
  exists i, j. rewrite filter_In in Hi, Hj. split; [easy|]. split; [easy|].
  intros s' Hs' Hin. assert (H : In s' (filter (inside S) g)) by now apply filter_In.
  specialize (Hmin s' H). specialize (Hmax s' H). fold v. lra.
Qed.

Lemma ends_order g S i j :
  ends g S i j -> projection (direction S) i <= projection (direction S) j.
Proof. intros (Hi & Hj & H). apply (H j); apply Hj. Qed.

Lemma ends_within g S i j : ends g S i j -> within (tight_slab (direction S) i j) S.
Proof.
  intros ([_ Hi] & [_ Hj] & _). rewrite inside_true in *. split; [easy|].
  simpl. unfold projection. lra.
Qed.

Lemma ends_reduces kappa g S i j :
  1 <= kappa -> ends g S i j -> reduces kappa g S (tight_slab (direction S) i j).
Proof.
  intros Hk He. apply within_reduces; [easy|now apply (ends_within g)|].
  intros s Hs Hin. apply inside_tight. now apply He.
Qed.

(** * T2 *)

(** Membership in the family depends on the direction alone. *)
Definition by_direction (F : family) : Prop :=
  forall S S', F S -> direction S' = direction S -> 0 <= radius S' -> F S'.

Lemma all_by_direction n : by_direction (all n).
Proof. intros S S' (Hn & Hz & _) E Hr. unfold all, proper. now rewrite E. Qed.

Lemma sparse_by_direction n k : by_direction (sparse n k).
Proof.
  intros S S' [Hp Hk] E Hr. split; [now apply (all_by_direction n S)|now rewrite E].
Qed.

Lemma directions_by_direction n vs : by_direction (directions n vs).
Proof.
  intros S S' [Hp Hv] E Hr. split; [now apply (all_by_direction n S)|now rewrite E].
Qed.

(** A slab of the family that holds a point has a tight slab, between the first and the
    last of the points it holds, that belongs to the family, holds the same points, lies
    in the slab, and has its dilation in that of the slab. *)
Theorem T2 kappa F g S i j :
  by_direction F -> 1 < kappa -> F S -> ends g S i j ->
  F (tight_slab (direction S) i j) /\
  reduces kappa g S (tight_slab (direction S) i j).
Proof.
  intros HF Hk HS He. split; [|apply ends_reduces; [lra|easy]].
  apply (HF S); trivial. pose proof (ends_order g S i j He). simpl. lra.
Qed.

Theorem T2_all n kappa g S i j :
  1 < kappa -> all n S -> ends g S i j ->
  all n (tight_slab (direction S) i j) /\
  reduces kappa g S (tight_slab (direction S) i j).
Proof. apply T2, all_by_direction. Qed.

Theorem T2_sparse n k kappa g S i j :
  1 < kappa -> sparse n k S -> ends g S i j ->
  sparse n k (tight_slab (direction S) i j) /\
  reduces kappa g S (tight_slab (direction S) i j).
Proof. apply T2, sparse_by_direction. Qed.

Theorem T2_directions n vs kappa g S i j :
  1 < kappa -> directions n vs S -> ends g S i j ->
  directions n vs (tight_slab (direction S) i j) /\
  reduces kappa g S (tight_slab (direction S) i j).
Proof. apply T2, directions_by_direction. Qed.

(** If the slab violates, the tight slab violates with the same mass. *)
Theorem T2_violates n kappa sigma delta g S i j :
  training_set n g -> 1 < kappa -> ends g S i j ->
  violates kappa sigma delta g S ->
  violates kappa sigma delta g (tight_slab (direction S) i j) /\
  mu g (tight_slab (direction S) i j) = mu g S.
Proof.
  intros Hg Hk He Hv.
  assert (Hr : reduces kappa g S (tight_slab (direction S) i j))
    by (apply ends_reduces; [lra|easy]).
  split; [now apply (reduces_violates n g kappa Hg sigma delta S) |].
  now apply (reduces_mu g kappa).
Qed.

(** The tight slabs of a family. *)
Definition tight (F : family) (g : points) : family := fun S =>
  F S /\ exists i j, In i g /\ In j g /\
    projection (direction S) i <= projection (direction S) j /\
    S = tight_slab (direction S) i j.

Lemma tight_suffices kappa F g :
  by_direction F -> 1 < kappa -> suffices g kappa F (tight F g).
Proof.
  intros HF Hk. split; [now intros S [H _]|]. intros S HS Hs.
  destruct (ends_exist g S Hs) as (i & j & He).
  destruct (T2 kappa F g S i j HF Hk HS He) as [HT Hr].
  exists (tight_slab (direction S) i j). split; [|easy]. split; [easy|].
  exists i, j. split; [apply He|]. split; [apply He|]. simpl.
  split; [now apply (ends_order g)|easy].
Qed.

(** So m* is the greatest mass of a violating tight slab, ... *)
Theorem T2_critical_mass n kappa sigma delta F g m :
  training_set n g -> family_in n F -> by_direction F -> constants kappa sigma delta ->
  (critical_mass kappa sigma delta F g m <->
   critical_mass kappa sigma delta (tight F g) g m).
Proof.
  intros Hg HF Hd Hc. apply (suffices_critical_mass n); trivial.
  apply tight_suffices; [easy|apply Hc].
Qed.

(** ... and sigma* is attained by a tight slab as well. *)
Theorem T2_sigma_star n kappa delta m0 F g s :
  training_set n g -> by_direction F -> 1 < kappa -> 0 < m0 ->
  (sigma_star kappa delta m0 F g s <-> sigma_star kappa delta m0 (tight F g) g s).
Proof.
  intros Hg Hd Hk H0. apply (suffices_sigma_star n); trivial.
  now apply tight_suffices.
Qed.

(** * T2 for family width *)

Lemma norm_nonneg v : 0 <= norm v.
Proof.
  unfold norm. induction v as [|t v IH]; simpl; [lra|].
  eapply Rle_trans; [exact IH | apply Rmax_r].
Qed.

(** The slab of the least width that the family allows in direction [v]. *)
Definition narrowest (w : R) (v : vector) (c : R) : slab :=
  {| direction := v; centre := c; radius := w * norm v / 2 |}.

(** First case: the points of the slab are spread over the width. The tight slab belongs
    to the family. *)
Theorem T2_width_tight n w kappa g S i j :
  1 < kappa -> width n w S -> ends g S i j ->
  w * norm (direction S) <= projection (direction S) j - projection (direction S) i ->
  width n w (tight_slab (direction S) i j) /\
  reduces kappa g S (tight_slab (direction S) i j).
Proof.
  intros Hk [Hp Hw] He Hij. split; [|apply ends_reduces; [lra|easy]].
  split; [|simpl; lra]. apply (T2_all n kappa g S i j); trivial.
Qed.

(** Second case: they are not. A slab exactly as wide as the family allows holds the same
    points, lies in the slab, and has its dilation in that of the slab. (For |v|_inf = 1
    its width is w.) *)
Theorem T2_width_narrowest n w kappa g S i j :
  let v := direction S in
  let W := w * norm v in
  0 < w -> 1 < kappa -> width n w S -> ends g S i j ->
  projection v j - projection v i < W ->
  exists c,
    projection v j - W / 2 <= c <= projection v i + W / 2 /\
    width n w (narrowest w v c) /\ reduces kappa g S (narrowest w v c).
Proof.
  intros v W Hw Hk [Hp HW] He Hij. fold v in HW. fold W in HW.
  destruct (ends_within g S i j He) as (_ & Ha & Hb). simpl in Ha, Hb. fold v in Ha, Hb.
  set (c := Rmax (projection v j - W / 2) (centre S - radius S + W / 2)).
  assert (Hc : projection v j - W / 2 <= c /\ centre S - radius S + W / 2 <= c /\
               c <= projection v i + W / 2 /\ c <= centre S + radius S - W / 2).
  { repeat split; [apply Rmax_l | apply Rmax_r | apply Rmax_lub | apply Rmax_lub]; lra. }
  exists c. split; [easy|]. split.
  - split; [|simpl; fold W; lra]. destruct Hp as (Hn & Hz & _). split; [easy|].
    split; [easy|]. pose proof (Rmult_le_pos w (norm v)) as H.
    pose proof (norm_nonneg v). simpl. lra.
  - apply within_reduces; [lra| |].
    + split; [easy|]. simpl. fold v W. lra.
    + intros s Hs Hin. destruct He as (_ & _ & He). specialize (He s Hs Hin).
      apply inside_true. simpl. fold v in He. fold W. unfold projection in *. lra.
Qed.

(** The slabs of T2 for width: tight and wide enough, or exactly as wide as allowed with a
    centre that holds both ends. *)
Definition tight_width (n : nat) (w : R) (g : points) : family := fun S =>
  let v := direction S in
  let W := w * norm v in
  width n w S /\ exists i j, In i g /\ In j g /\ projection v i <= projection v j /\
    ((W <= projection v j - projection v i /\ S = tight_slab v i j) \/
     (projection v j - projection v i < W /\
      exists c, projection v j - W / 2 <= c <= projection v i + W / 2 /\
                S = narrowest w v c)).

Lemma tight_width_suffices n w kappa g :
  0 < w -> 1 < kappa -> suffices g kappa (width n w) (tight_width n w g).
Proof.
  intros Hw Hk. split; [now intros S [H _]|]. intros S HS Hs.
  destruct (ends_exist g S Hs) as (i & j & He).
  assert (Hin : In i g /\ In j g) by (split; apply He).
  pose proof (ends_order g S i j He). set (v := direction S) in *.
  destruct (Rle_lt_dec (w * norm v) (projection v j - projection v i)) as [HW|HW].
  - destruct (T2_width_tight n w kappa g S i j Hk HS He HW) as [HT Hr].
    exists (tight_slab v i j). repeat split; try apply HT; try apply Hr.
    exists i, j. simpl. tauto.
  - destruct (T2_width_narrowest n w kappa g S i j Hw Hk HS He HW) as (c & Hc & HT & Hr).
    exists (narrowest w v c). repeat split; try apply HT; try apply Hr.
    exists i, j. simpl. repeat split; try tauto. right. split; [easy|]. now exists c.
Qed.

(** So they have the m* of family width, ... *)
Theorem T2_width_critical_mass n w kappa sigma delta g m :
  training_set n g -> 0 < w -> constants kappa sigma delta ->
  (critical_mass kappa sigma delta (width n w) g m <->
   critical_mass kappa sigma delta (tight_width n w g) g m).
Proof.
  intros Hg Hw Hc. apply (suffices_critical_mass n); trivial.
  - apply width_in.
  - apply tight_width_suffices; [easy|apply Hc].
Qed.

(** ... and its sigma*. *)
Theorem T2_width_sigma_star n w kappa delta m0 g s :
  training_set n g -> 0 < w -> 1 < kappa -> 0 < m0 ->
  (sigma_star kappa delta m0 (width n w) g s <->
   sigma_star kappa delta m0 (tight_width n w g) g s).
Proof.
  intros Hg Hw Hk H0. apply (suffices_sigma_star n); trivial.
  now apply tight_width_suffices.
Qed.
