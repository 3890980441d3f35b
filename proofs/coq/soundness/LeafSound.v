(** C2 and A4: the leaves of a tree, where slabs may be as narrow as they like. *)

From Coq Require Import Reals ZArith QArith Qreals Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Certificate Integers IntegersSound
  Target TargetSound Slabs Box BoxSound CaseTree CaseTreeSound Leaf CellSound PairSound.
Import ListNotations.
Open Scope R_scope.

(** ** Ranges over a box *)

Lemma ranged_over C R z g :
  in_scaled C R z -> ranged (value z) g (map (range_of C R) g).
Proof.
  intros Hz. induction g as [|y g IH]; constructor; [|easy].
  split; [easy|]. now apply value_in_range.
Qed.

(** The range of the number [k]. *)
Definition range_at (rs : list range) (k : nat) (r : range) : Prop :=
  (1 <= k)%nat /\ nth_error rs (k - 1) = Some r.

Lemma ranged_at p g rs k :
  ranged p g rs -> numbered g k ->
  exists r, range_at rs k r /\ IZR (lower r) <= p (point_at g k) <= IZR (upper r).
Proof.
  intros H [Hk Hk']. unfold range_at, point_at. revert Hk Hk'.
  destruct k as [|k]; [lia|]. simpl. rewrite Nat.sub_0_r. revert k.
  induction H as [|y r g rs [_ Hr] _ IH]; intros k Hk Hk'; simpl in *; [lia|].
  destruct k as [|k]; simpl.
  - now exists r.
  - destruct (IH k) as (r' & H1 & H2); [lia|lia|]. exists r'. now split.
Qed.

(** ** Counted leaves *)

(** C2: if all cells pass, so does each slab. *)
Theorem C2_cells t h g rs p a b :
  target_fits t -> weights_fit g -> (0 < totalZ g)%Z -> ranged p g rs -> 0 <= hR h ->
  a <= b -> cells_hold t h (totalZ g) None rs = true ->
  interval_passes t (hR h) g p a b.
Proof.
  intros Ht Hg HW Hr Hh Hab H.
  destruct (empty_or_cell rs a b (ranged_loads _ _ _ Hg Hr)) as [E|(r & r' & Hc)].
  - now apply (C1_empty t _ g rs).
  - apply (C2_cell t h g rs p a b r r'); auto. unfold cells_hold in H.
    rewrite forallb_forall in H. specialize (H r (upper_in _ _ _ _ _ Hc)).
    rewrite forallb_forall in H. exact (H r' (lower_in _ _ _ _ _ Hc)).
Qed.

(** ** Pairs *)

Lemma in_combine {A} (l : list A) n k x :
  nth_error l n = Some x -> In (k + n, x)%nat (combine (seq k (length l)) l).
Proof.
  revert n k. induction l as [|y l IH]; intros [|n] k H; simpl in *; try easy.
  - injection H as ->. left. f_equal. lia.
  - right. replace (k + S n)%nat with (S k + n)%nat by lia. auto.
Qed.

Lemma for_pairs_at rs holds i ri j rj :
  for_pairs rs holds = true -> range_at rs i ri -> range_at rs j rj ->
  holds i ri j rj = true.
Proof.
  unfold for_pairs. intros H [Hi Ei] [Hj Ej].
  apply (in_combine _ _ 1) in Ei, Ej.
  replace (1 + (i - 1))%nat with i in Ei by lia.
  replace (1 + (j - 1))%nat with j in Ej by lia.
  rewrite forallb_forall in H. specialize (H _ Ei). rewrite forallb_forall in H.
  exact (H _ Ej).
Qed.

(** A cell passes, or the pairs that reach it are listed. *)
Lemma pairs_listed_cell t h W least rs items r r' :
  pairs_listed t h W least rs items = true -> In r rs -> In r' rs ->
  wide least (upper r) (lower r') = true ->
  cell_passes t h W rs (upper r) (lower r') = true \/
  forall i ri j rj, range_at rs i ri -> range_at rs j rj ->
    holds_in (upper r) ri = true -> holds_in (lower r') rj = true ->
    listed items i j = true.
Proof.
  unfold pairs_listed. intros H Hr Hr' Hw. rewrite forallb_forall in H.
  specialize (H r Hr). rewrite forallb_forall in H. specialize (H r' Hr').
  rewrite Hw in H. simpl in H. apply orb_true_iff in H as [H|H]; [now left|right].
  intros i ri j rj Hi Hj Ai Aj. apply (for_pairs_at _ _ i ri j rj) in H; auto.
  cbv beta in H. now rewrite Ai, Aj in H.
Qed.

(** The points with the ends of [a,b] as projections reach its cell. *)
Lemma cell_reached rs a b r r' ri rj :
  cell_of rs a b r r' -> In ri rs -> In rj rs ->
  IZR (lower ri) <= a <= IZR (upper ri) -> IZR (lower rj) <= b <= IZR (upper rj) ->
  holds_in (upper r) ri = true /\ holds_in (lower r') rj = true.
Proof.
  intros Hc Hi Hj Ha Hb. unfold holds_in. rewrite !andb_true_iff, !Z.leb_le.
  pose proof (upper_above _ _ _ _ _ Hc). pose proof (lower_below _ _ _ _ _ Hc).
  pose proof (upper_least _ _ _ _ _ Hc ri Hi (proj2 Ha)).
  pose proof (lower_greatest _ _ _ _ _ Hc rj Hj (proj1 Hb)).
  repeat split; apply le_IZR; lra.
Qed.

Lemma range_at_in rs k r : range_at rs k r -> In r rs.
Proof. intros [_ H]. now apply nth_error_In in H. Qed.

Lemma listed_in items i j : listed items i j = true -> exists c, In (Pair i j c) items.
Proof.
  unfold listed. rewrite existsb_exists. intros ([i' j' c|] & Hx & E); [|easy].
  apply andb_true_iff in E as [E1 E2]. apply Nat.eqb_eq in E1, E2. subst. eauto.
Qed.

(** A4: a tight slab passes, or its pair is listed. *)
Lemma A4_pair_listed t h g rs p items i j :
  target_fits t -> weights_fit g -> (0 < totalZ g)%Z -> ranged p g rs -> 0 <= hR h ->
  numbered g i -> numbered g j -> p (point_at g i) <= p (point_at g j) ->
  pairs_listed t h (totalZ g) None rs items = true ->
  interval_passes t (hR h) g p (p (point_at g i)) (p (point_at g j)) \/
  exists c, In (Pair i j c) items.
Proof.
  intros Ht Hg HW Hr Hh Hi Hj Hij H.
  destruct (empty_or_cell rs (p (point_at g i)) (p (point_at g j))
    (ranged_loads _ _ _ Hg Hr)) as [E|(r & r' & Hc)].
  - left. now apply (C1_empty t _ g rs).
  - destruct (pairs_listed_cell _ _ _ _ _ _ r r' H (upper_in _ _ _ _ _ Hc)
      (lower_in _ _ _ _ _ Hc) eq_refl) as [C|C].
    + left. now apply (C2_cell t h g rs _ _ _ r r').
    + right. destruct (ranged_at p g rs i Hr Hi) as (ri & Ri & Pi).
      destruct (ranged_at p g rs j Hr Hj) as (rj & Rj & Pj).
      destruct (cell_reached _ _ _ _ _ ri rj Hc (range_at_in _ _ _ Ri)
        (range_at_in _ _ _ Rj) Pi Pj) as [Ai Aj].
      apply listed_in. now apply (C i ri j rj).
Qed.

(** ** Leaves *)

(** The directions of the box, times 2^K. *)
Definition enlarged (b : box) (v : vector) : vector :=
  map (Rmult (IZR (power (exponent b)))) v.

(** Row 0 of a pair: its slab is not empty. *)
Lemma pair_row0 d h g b i j z f :
  of_length d g -> numbered g i -> numbered g j ->
  value z (point_at g i) <= value z (point_at g j) ->
  row0 (pair_setting h g b i j) = Some f -> 0 <= value z f.
Proof.
  intros Hl Hi Hj Hij H. injection H as <-. rewrite value_subZ; [lra|].
  now rewrite !(point_length d g).
Qed.

Theorem A4_cases t d h g b v items a a' :
  target_fits t -> weights_fit g -> (0 < totalZ g)%Z -> of_length d g -> 0 <= hR h ->
  in_box b v -> a <= a' ->
  pairs_listed t h (totalZ g) None (ranges b g) items = true ->
  forallb (item_holds t h g b) items = true ->
  interval_passes t (hR h) g (value (enlarged b v)) a a'.
Proof.
  intros Ht Hg HW Hl Hh Hv Haa' Hp Hc.
  apply in_box_scaled in Hv. fold (enlarged b v) in Hv.
  set (z := enlarged b v) in *.
  apply T2_tight; auto. intros i j Hi Hj _ Hij _.
  destruct (A4_pair_listed t h g _ (value z) items i j Ht Hg HW (ranged_over _ _ z g Hv)
    Hh Hi Hj Hij Hp) as [P|[c C]]; [easy|].
  rewrite forallb_forall in Hc. specialize (Hc _ C). simpl in Hc.
  rewrite !andb_true_iff in Hc. destruct Hc as [_ Hc].
  apply (A1_pair t d g h (pair_setting h g b i j) z i j c); auto.
  intros f. now apply (pair_row0 d).
Qed.

(** A leaf that holds: each slab with direction in the box passes. *)
Theorem leaf_holds_sound t kappa d g b v items a a' :
  target_fits t -> weights_fit g -> (0 < totalZ g)%Z -> of_length d g ->
  0 <= hR (h_of kappa) -> in_box b v -> a <= a' ->
  leaf_holds t kappa g b items = true ->
  interval_passes t (hR (h_of kappa)) g (value (enlarged b v)) a a'.
Proof.
  intros Ht Hg HW Hl Hh Hv Haa' H. destruct items as [items|]; simpl in H.
  - apply andb_true_iff in H as [Hp Hc]. now apply (A4_cases t d _ g b v items).
  - apply (C2_cells t _ g (ranges b g)); auto. apply ranged_over. now apply in_box_scaled.
Qed.
