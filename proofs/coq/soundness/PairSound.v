(** T2 and A1 for pairs: tight slabs, and the forms that decide which points they hold. *)

From Coq Require Import Reals ZArith QArith Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Certificate Integers IntegersSound
  Target TargetSound Slabs Box BoxSound CaseTree CaseTreeSound Leaf CellSound.
Import ListNotations.
Open Scope R_scope.

(** ** Points by their numbers *)

Definition numbered (g : list wpoint) (k : nat) : Prop := (1 <= k <= length g)%nat.

Lemma is_point_numbered g k : is_point g k = true <-> numbered g k.
Proof. unfold is_point, numbered. now rewrite andb_true_iff, !Nat.leb_le. Qed.

Lemma point_at_app g p g' : point_at (g ++ p :: g') (S (length g)) = fst p.
Proof.
  unfold point_at. simpl. rewrite Nat.sub_0_r, app_nth2, Nat.sub_diag by lia. easy.
Qed.

Lemma weight_at_points g A :
  weight_at 1 g (fun k => A (point_at g k)) = weightZ g A.
Proof.
  assert (H : forall g2 g1, g = g1 ++ g2 ->
    weight_at (S (length g1)) g2 (fun k => A (point_at g k)) = weightZ g2 A);
    [|now apply (H g [])].
  induction g2 as [|p g2 IH]; intros g1 E; [easy|].
  rewrite weightZ_cons. simpl. rewrite E at 1. rewrite point_at_app. f_equal.
  specialize (IH (g1 ++ [p])). rewrite app_length, Nat.add_1_r in IH. apply IH.
  now rewrite <- app_assoc.
Qed.

Lemma point_at_in g k : numbered g k -> exists y, In y g /\ fst y = point_at g k.
Proof.
  intros H. exists (nth (k - 1) g ([], 0%Z)). split; [|easy]. apply nth_In.
  unfold numbered in H. lia.
Qed.

Lemma in_point_at g y : In y g -> exists k, numbered g k /\ point_at g k = fst y.
Proof.
  intros H. apply in_split in H as (g1 & g2 & ->). exists (S (length g1)).
  rewrite point_at_app. split; [|easy]. unfold numbered. rewrite app_length. simpl. lia.
Qed.

(** ** T2 *)

(** A smaller slab that holds the same points: if it passes, so does the slab. *)
Lemma interval_passes_shrunk t h g p a b a' b' :
  target_fits t -> weights_fit g -> 0 <= h -> a <= a' -> a' <= b' -> b' <= b ->
  (forall y, In y g -> a <= p (fst y) <= b -> a' <= p (fst y) <= b') ->
  interval_passes t h g p a' b' -> interval_passes t h g p a b.
Proof.
  intros Ht Hg Hh Ha Hab Hb H.
  assert (0 <= h * (a' - a)) by nra. assert (0 <= h * (b - b')) by nra.
  apply passes_monotone; [easy| |]; apply weightZ_le; auto;
    intros y Hy; rewrite !window_true; [now apply H|lra].
Qed.

(** The points in the slab with the least and the greatest projection. *)
Lemma tight_slab p (g : list wpoint) a b :
  (exists y, In y g /\ a <= p (fst y) <= b) ->
  exists i j, numbered g i /\ numbered g j /\
    a <= p (point_at g i) /\ p (point_at g i) <= p (point_at g j) /\
    p (point_at g j) <= b /\
    forall y, In y g -> a <= p (fst y) <= b ->
      p (point_at g i) <= p (fst y) <= p (point_at g j).
Proof.
  intros (y & Hy & Py). set (f := fun k => p (point_at g k)).
  set (P := fun k => window p a b (point_at g k)).
  assert (N : forall k, In k (seq 1 (length g)) <-> numbered g k).
  { intros k. unfold numbered. rewrite in_seq. lia. }
  assert (E : existsb P (seq 1 (length g)) = true).
  { destruct (in_point_at g y Hy) as (k & Hk & Ek). apply existsb_exists. exists k.
    rewrite N. split; [easy|]. unfold P. apply window_true. now rewrite Ek. }
  destruct (least f P _ E) as (i & Hi & Pi & Li).
  destruct (least (fun k => - f k) P _ E) as (j & Hj & Pj & Lj).
  exists i, j. pose proof (Li j Hj Pj). unfold P in Pi, Pj. rewrite window_true in Pi, Pj.
  rewrite N in Hi, Hj. repeat (split; [easy|]). intros x Hx Px.
  destruct (in_point_at g x Hx) as (k & Hk & Ek). rewrite <- Ek in Px |- *.
  apply N in Hk. apply (proj2 (window_true _ _ _ _)) in Px.
  specialize (Li k Hk Px). specialize (Lj k Hk Px). unfold f in *. lra.
Qed.

(** T2: if each tight slab within [a,b] passes, so does [a,b]. *)
Lemma T2_tight t h g p a b :
  target_fits t -> weights_fit g -> (0 < totalZ g)%Z -> 0 <= h ->
  (forall i j, numbered g i -> numbered g j -> a <= p (point_at g i) ->
    p (point_at g i) <= p (point_at g j) -> p (point_at g j) <= b ->
    interval_passes t h g p (p (point_at g i)) (p (point_at g j))) ->
  interval_passes t h g p a b.
Proof.
  intros Ht Hg HW Hh H.
  destruct (existsb (fun y => window p a b (fst y)) g) eqn:E.
  - apply existsb_exists in E as (y & Hy & Py). apply window_true in Py.
    destruct (tight_slab p g a b) as (i & j & Hi & Hj & Ha & Hij & Hb & HI); [eauto|].
    apply (interval_passes_shrunk t h g p a b (p (point_at g i)) (p (point_at g j)));
      auto.
  - apply passes_empty; auto. rewrite weightZ_nothing; [easy|]. intros y Hy.
    apply not_true_iff_false. intros Py. apply not_true_iff_false in E. apply E.
    apply existsb_exists. eauto.
Qed.

(** ** The forms of a pair *)

Definition of_length (d : nat) (g : list wpoint) : Prop :=
  Forall (fun y => length (fst y) = d) g.

Lemma point_length d g k : of_length d g -> numbered g k -> length (point_at g k) = d.
Proof.
  intros H Hk. destruct (point_at_in g k Hk) as (y & Hy & <-).
  unfold of_length in H. rewrite Forall_forall in H. auto.
Qed.

Section Forms.
  Variables (d : nat) (g : list wpoint) (h : Q) (z : vector) (i j k : nat).
  Hypothesis lengths : of_length d g.
  Hypothesis i_numbered : numbered g i.
  Hypothesis j_numbered : numbered g j.
  Hypothesis k_numbered : numbered g k.

  Let p (k : nat) : R := value z (point_at g k).

  Lemma pair_form_value x :
    value z (pair_form h g i j k x) =
    match x with
    | InnerLow => p k - p i
    | InnerHigh => p j - p k
    | OuterLow => IZR (QDen h) * (p k - (p i - hR h * (p j - p i)))
    | OuterHigh => IZR (QDen h) * (p j + hR h * (p j - p i) - p k)
    end.
  Proof.
    pose proof (point_length d g i lengths i_numbered) as Li.
    pose proof (point_length d g j lengths j_numbered) as Lj.
    pose proof (point_length d g k lengths k_numbered) as Lk.
    pose proof (denominator_positive h) as D.
    destruct x; unfold pair_form, p, hR.
    - now rewrite value_subZ by congruence.
    - now rewrite value_subZ by congruence.
    - rewrite value_addZ, value_subZ, !value_scaleZ, plus_IZR;
        rewrite ?length_subZ, ?length_scaleZ; rewrite ?length_scaleZ; try congruence.
      field. lra.
    - rewrite value_subZ, value_subZ, !value_scaleZ, plus_IZR;
        rewrite ?length_subZ, ?length_scaleZ; rewrite ?length_scaleZ; try congruence.
      field. lra.
  Qed.
End Forms.

(** The forms of the pair (i,j) decide which points its tight slab holds. *)
Lemma pair_decides d g h s z i j :
  let p := value z in
  let a := p (point_at g i) in
  let b := p (point_at g j) in
  of_length d g -> 0 <= hR h -> numbered g i -> numbered g j -> a <= b ->
  form s = pair_form h g i j ->
  decides_slab s z (length g) (fun k => window p a b (point_at g k))
    (fun k => window p (a - hR h * (b - a)) (b + hR h * (b - a)) (point_at g k)).
Proof.
  intros p a b Hl Hh Hi Hj Hab Hs. pose proof (denominator_positive h) as D.
  assert (0 <= hR h * (b - a)) by nra.
  assert (V := fun k Hk x => pair_form_value d g h z i j k Hl Hi Hj Hk x).
  split; intros k Hk; rewrite ?window_true; unfold form_at; rewrite Hs, !(V k Hk);
    fold p a b.
  - lra.
  - intros HA HB. split; nra.
  - intros HA. nra.
  - intros HB. nra.
Qed.

(** A1 for a pair: row 0 may be any form that is not negative there. *)
Theorem A1_pair t d g h s z i j c :
  let p := value z in
  target_fits t -> weights_fit g -> of_length d g -> 0 <= hR h ->
  numbered g i -> numbered g j -> p (point_at g i) <= p (point_at g j) ->
  form s = pair_form h g i j ->
  in_scaled (box_centres s) (box_radii s) z ->
  (forall f, row0 s = Some f -> 0 <= value z f) ->
  cases_hold t g s [] c = true ->
  interval_passes t (hR h) g p (p (point_at g i)) (p (point_at g j)).
Proof.
  intros p Ht Hg Hl Hh Hi Hj Hij Hs Hz H0 Hc. unfold interval_passes.
  rewrite <- !weight_at_points.
  apply (A1_cases_sound t g s c z); auto. now apply (pair_decides d).
Qed.
