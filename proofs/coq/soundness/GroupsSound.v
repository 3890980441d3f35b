(** The groups of the checker are the groups of D6. *)

From Coq Require Import Reals QArith Qreals List Bool Arith.
From Doublecheck Require Import Definitions Masses Certificate Checker Claims Rationals.
Import ListNotations.

Lemma filter_map {A B} (f : A -> B) (p : B -> bool) l :
  filter p (map f l) = map f (filter (fun x => p (f x)) l).
Proof.
  induction l as [|x l IH]; [reflexivity|]. simpl.
  destruct (p (f x)); simpl; now rewrite IH.
Qed.

Lemma flat_map_map {A B C} (f : B -> C) (g : A -> list B) l :
  flat_map (fun x => map f (g x)) l = map f (flat_map g l).
Proof.
  induction l as [|x l IH]; [reflexivity|]. simpl. now rewrite map_app, IH.
Qed.

Lemma classes_of_points T : classes_of (points_of T) = greatest (map label_number T).
Proof. unfold classes_of, points_of. now rewrite map_map. Qed.

Lemma cells_of_points T : cells_of (points_of T) = greatest (map cell_number T).
Proof. unfold cells_of, points_of. now rewrite map_map. Qed.

Lemma not_empty_points g : not_empty (points_of g) = some_points g.
Proof. now destruct g. Qed.

Lemma pair_of_points a b T :
  filter (of_pair a b) (points_of T) = points_of (filter (is_pair a b) T).
Proof. apply (filter_map point_of). Qed.

Lemma pairs_of_points K T :
  pairs K (points_of T) = map points_of (pair_groups K T).
Proof.
  unfold pairs, pair_groups. change class_pairs with pairs_of_classes.
  induction (pairs_of_classes K) as [|ab l IH]; [reflexivity|].
  cbn [map filter]. rewrite IH, pair_of_points, not_empty_points.
  now destruct (some_points _).
Qed.

Lemma cell_of_points i T :
  filter (of_cell i) (points_of T) =
  points_of (filter (fun s => Nat.eqb (cell_number s) i) T).
Proof. apply (filter_map point_of). Qed.

Lemma cell_pairs_of_points K M T : K <> O ->
  cell_pairs K M (points_of T) = map points_of (cell_groups K M T).
Proof.
  intros HK. unfold cell_pairs, cell_groups. rewrite <- flat_map_map.
  apply flat_map_ext. intros i. rewrite cell_of_points, pairs_of_points.
  now destruct K.
Qed.

Lemma cells_of_unlabelled M T :
  cells M (points_of T) = map points_of (cell_groups O M T).
Proof.
  unfold cells, cell_groups. rewrite <- flat_map_map.
  induction (seq 1 M) as [|i l IH]; [reflexivity|].
  cbn [map filter flat_map]. rewrite IH, cell_of_points, not_empty_points.
  now destruct (some_points _).
Qed.

(** The checker's groups are those of D6, point by point. *)
Theorem D6_groups p T :
  grouped p (points_of T) = map points_of (groups_of p T).
Proof.
  destruct p; simpl.
  - reflexivity.
  - rewrite classes_of_points. apply pairs_of_points.
  - rewrite classes_of_points, cells_of_points.
    destruct (greatest (map label_number T)) eqn:E.
    + apply cells_of_unlabelled.
    + now apply cell_pairs_of_points.
Qed.

(** What [points_proper] asks of each point. *)
Definition point_proper (n : nat) (s : data_point) : Prop :=
  length (features s) = n /\ (0 < Q2R (point_weight s))%R.

Definition group_proper (n : nat) (g : list data_point) : Prop :=
  g <> [] /\ Forall (point_proper n) g.

Lemma points_proper_group n T :
  points_proper n T = true -> (1 <= n)%nat /\ group_proper n T.
Proof.
  unfold points_proper, group_proper. rewrite !andb_true_iff, Nat.leb_le.
  intros [[Hn Hs] HT]. split; [easy|]. split; [now destruct T|].
  rewrite Forall_forall. rewrite forallb_forall in HT. intros s Hin.
  specialize (HT s Hin). rewrite andb_true_iff, Nat.eqb_eq, Qltb_real, Q2R_zero in HT.
  exact HT.
Qed.

Lemma filter_proper n A g :
  Forall (point_proper n) g -> some_points (filter A g) = true ->
  group_proper n (filter A g).
Proof.
  intros Hg Hs. split; [now destruct (filter A g)|].
  rewrite Forall_forall in *. intros s Hin. apply filter_In in Hin. now apply Hg.
Qed.

Lemma pair_groups_proper n K T :
  Forall (point_proper n) T -> Forall (group_proper n) (pair_groups K T).
Proof.
  intros HT. unfold pair_groups. apply Forall_forall. intros g Hg.
  apply filter_In in Hg as [Hg Hs]. apply in_map_iff in Hg as [ab [<- _]].
  now apply filter_proper.
Qed.

Lemma cell_groups_proper n K M T :
  Forall (point_proper n) T -> Forall (group_proper n) (cell_groups K M T).
Proof.
  intros HT. unfold cell_groups. apply Forall_forall. intros g Hg.
  apply in_flat_map in Hg as [i [_ Hg]].
  destruct K as [|K].
  - destruct (some_points _) eqn:Hs in Hg; [|easy].
    destruct Hg as [<-|[]]. now apply filter_proper.
  - revert g Hg. apply Forall_forall, pair_groups_proper.
    rewrite Forall_forall in *. intros s Hin. apply filter_In in Hin. now apply HT.
Qed.

(** Groups hold a point, and all their weights are positive. *)
Theorem D6_groups_proper n p T :
  group_proper n T -> Forall (group_proper n) (groups_of p T).
Proof.
  intros HT. destruct p; simpl.
  - now constructor.
  - apply pair_groups_proper, HT.
  - apply cell_groups_proper, HT.
Qed.

Lemma group_proper_training_set n g : group_proper n g -> training_set n (points_of g).
Proof.
  intros [Hne Hg]. split; [now destruct g|].
  unfold points_of. rewrite Forall_map. eapply Forall_impl; [|exact Hg].
  intros s [Hl Hw]. simpl. now rewrite map_length.
Qed.
