(** Groups by pairs of classes, and by cells and pairs (D6 of proofs/theory.md): each
    point lies in one group for each of its K-1 rivals. Preparation for F2 and T7. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Means.
Import ListNotations.
Open Scope R_scope.

(** A group, maybe empty, with its two classes. *)
Record pair_group := { members : points; one : nat; two : nat }.

Definition group_of_pair (T : points) (ab : nat * nat) : pair_group :=
  {| members := filter (of_pair (fst ab) (snd ab)) T; one := fst ab; two := snd ab |}.

Definition pair_groups (K : nat) (T : points) : list pair_group :=
  map (group_of_pair T) (class_pairs K).

Definition cell_groups (K M : nat) (T : points) : list pair_group :=
  flat_map (fun i => pair_groups K (filter (of_cell i) T)) (seq 1 M).

(** The rival of a point of the group. *)
Definition other (a b : nat) (s : point) : nat := if of_class a s then b else a.

Definition rival_in (g : pair_group) (s : point) : nat := other (one g) (two g) s.

(** w_g, the share of the group in the whole weight. *)
Definition share (T g : points) : R := total g / total T.

(** The sum of w_g V_g. *)
Definition by_shares (T : points) (groups : list pair_group) (V : pair_group -> R) : R :=
  sum (map (fun g => share T (members g) * V g) groups).

(** The groups hold points of T, each of one of the two classes; and whatever a point
    brings for each rival is counted once. *)
Definition grouping (K : nat) (T : points) (groups : list pair_group) : Prop :=
  (forall g, In g groups ->
     (exists A, members g = filter A T) /\
     forall s, In s (members g) ->
       of_pair (one g) (two g) s = true /\ In (rival_in g s) (rivals K s)) /\
  (forall phi : point -> nat -> R,
     sum (map (fun g => weighed (members g) (fun s => phi s (rival_in g s))) groups) =
     weighed T (fun s => sum (map (phi s) (rivals K s)))).

(** * Sums over pairs of classes *)

Lemma sum_const {A} c (l : list A) : sum (map (fun _ => c) l) = INR (length l) * c.
Proof.
  induction l as [|x l IH]; [unfold sum; simpl; lra|].
  cbn [map length]. rewrite sum_cons, IH, S_INR. ring.
Qed.

(** The pairs a < b are half of all pairs. *)
Lemma class_pairs_sum K (h : nat -> nat -> R) :
  sum (map (fun ab => h (fst ab) (snd ab)) (class_pairs K)) =
  sum (map (fun a => sum (map (fun b => if (a <? b)%nat then h a b else 0) (seq 1 K)))
           (seq 1 K)).
Proof.
  unfold class_pairs. rewrite sum_flat_map. apply sum_ext. intros a Ha.
  apply in_seq in Ha. rewrite map_map. cbn [fst snd].
  replace (seq 1 K) with (seq 1 a ++ seq (a + 1) (K - a)).
  - symmetry. rewrite map_app, sum_app, sum_zero, Rplus_0_l.
    + apply sum_ext. intros b Hb. apply in_seq in Hb.
      destruct (Nat.ltb_spec a b); [easy|lia].
    + intros b Hb. apply in_seq in Hb. destruct (Nat.ltb_spec a b); [lia|easy].
  - replace (a + 1)%nat with (1 + a)%nat by lia. rewrite <- seq_app. f_equal. lia.
Qed.

(** Over the pairs that hold a point, its rival runs through all its rivals. *)
Lemma pairs_of_point K s (phi : nat -> R) :
  (1 <= class s <= K)%nat ->
  sum (map (fun ab => if of_pair (fst ab) (snd ab) s
                      then phi (other (fst ab) (snd ab) s) else 0) (class_pairs K)) =
  sum (map phi (rivals K s)).
Proof.
  intros Hs. set (y := class s).
  assert (Hy : In y (seq 1 K)) by (apply in_seq; lia).
  rewrite (class_pairs_sum K (fun a b => if of_pair a b s then phi (other a b s) else 0)).
  transitivity (
    sum (map (fun a => if (a =? y)%nat
      then sum (map (fun b => if (a <? b)%nat then phi b else 0) (seq 1 K)) else 0)
      (seq 1 K)) +
    sum (map (fun a => sum (map (fun b => if (b =? y)%nat
      then (if (a <? b)%nat then phi a else 0) else 0) (seq 1 K))) (seq 1 K))).
  - rewrite <- sum_plus. apply sum_ext. intros a _.
    transitivity (sum (map (fun b =>
      (if (a =? y)%nat then (if (a <? b)%nat then phi b else 0) else 0) +
      (if (b =? y)%nat then (if (a <? b)%nat then phi a else 0) else 0)) (seq 1 K))).
    + apply sum_ext. intros b _. unfold of_pair, other, of_class. fold y.
      rewrite (Nat.eqb_sym y a), (Nat.eqb_sym y b).
      destruct (Nat.ltb_spec a b); destruct (Nat.eqb_spec a y);
        destruct (Nat.eqb_spec b y); simpl; lra || lia.
    + rewrite sum_plus. f_equal. destruct (a =? y)%nat; [easy|now apply sum_zero].
  - rewrite sum_single by (easy || apply seq_NoDup).
    transitivity (sum (map (fun b => if (y <? b)%nat then phi b else 0) (seq 1 K)) +
                  sum (map (fun a => if (a <? y)%nat then phi a else 0) (seq 1 K))).
    + f_equal. apply sum_ext. intros a _.
      now rewrite sum_single by (easy || apply seq_NoDup).
    + rewrite <- sum_plus. unfold rivals. rewrite sum_filter. apply sum_ext. intros l _.
      fold y. destruct (Nat.ltb_spec y l), (Nat.ltb_spec l y), (Nat.eqb_spec l y);
        simpl; lra || lia.
Qed.

(** A labelled point has K-1 rivals. *)
Lemma rivals_count K s :
  (1 <= class s <= K)%nat -> INR (length (rivals K s)) = INR K - 1.
Proof.
  intros Hs. rewrite <- (Rmult_1_r (INR _)), <- sum_const.
  unfold rivals. rewrite sum_filter.
  rewrite (sum_ext _ (fun l => 1 + -1 * (if (l =? class s)%nat then 1 else 0))).
  - rewrite sum_plus, sum_const, sum_scale, seq_length.
    rewrite (sum_single (fun _ => 1)); [ring|apply seq_NoDup|apply in_seq; lia].
  - intros l _. destruct (l =? class s)%nat; simpl; ring.
Qed.

Lemma class_pairs_in K a b :
  In (a, b) (class_pairs K) -> (1 <= a < b)%nat /\ (b <= K)%nat.
Proof.
  unfold class_pairs. rewrite in_flat_map. intros [c [Hc H]].
  apply in_map_iff in H as [d [[= -> ->] Hd]].
  apply in_seq in Hc. apply in_seq in Hd. lia.
Qed.

Lemma other_rival K a b s :
  In (a, b) (class_pairs K) -> of_pair a b s = true -> In (other a b s) (rivals K s).
Proof.
  intros Hab Hs. apply class_pairs_in in Hab. unfold rivals. apply filter_In.
  unfold of_pair, of_class in Hs. unfold other, of_class. rewrite in_seq, negb_true_iff.
  destruct (Nat.eqb_spec (class s) a) as [<-|Ha]; rewrite Nat.eqb_neq.
  - lia.
  - apply Nat.eqb_eq in Hs. lia.
Qed.

(** * The groups of D6 *)

Lemma pair_groups_sum K T (phi : point -> nat -> R) :
  labelled K T ->
  sum (map (fun g => weighed (members g) (fun s => phi s (rival_in g s)))
           (pair_groups K T)) =
  weighed T (fun s => sum (map (phi s) (rivals K s))).
Proof.
  intros HT. unfold pair_groups. rewrite map_map.
  rewrite (sum_ext _ (fun ab => weighed T (fun s => if of_pair (fst ab) (snd ab) s
    then phi s (other (fst ab) (snd ab) s) else 0))).
  - rewrite <- weighed_sum. apply weighed_ext. intros s Hs.
    unfold labelled in HT. rewrite Forall_forall in HT.
    now apply pairs_of_point, HT.
  - intros ab _. cbn [group_of_pair members]. apply weighed_filter.
Qed.

Lemma pair_groups_in K T g :
  In g (pair_groups K T) ->
  (exists A, members g = filter A T) /\
  forall s, In s (members g) ->
    of_pair (one g) (two g) s = true /\ In (rival_in g s) (rivals K s).
Proof.
  intros Hg. apply in_map_iff in Hg as [[a b] [<- Hab]]. split.
  - now exists (of_pair a b).
  - intros s Hs. apply filter_In in Hs as [_ Hs]. split; [easy|now apply other_rival].
Qed.

Theorem pairs_grouping K T : labelled K T -> grouping K T (pair_groups K T).
Proof.
  intros HT. split.
  - apply pair_groups_in.
  - intros phi. now apply pair_groups_sum.
Qed.

Lemma labelled_filter K A T : labelled K T -> labelled K (filter A T).
Proof.
  unfold labelled. rewrite !Forall_forall. intros H s Hs.
  apply filter_In in Hs. now apply H.
Qed.

(** Every point has one of the cells 1..M. *)
Definition in_cells (M : nat) (T : points) : Prop :=
  Forall (fun s => (1 <= cell s <= M)%nat) T.

Lemma cells_sum M T f :
  in_cells M T ->
  sum (map (fun i => weighed (filter (of_cell i) T) f) (seq 1 M)) = weighed T f.
Proof.
  intros HT. rewrite (sum_ext _ (fun i => weighed T (fun s =>
    if (i =? cell s)%nat then f s else 0))).
  - rewrite <- weighed_sum. apply weighed_ext. intros s Hs.
    apply (sum_single (fun _ => f s)); [apply seq_NoDup|].
    unfold in_cells in HT. rewrite Forall_forall in HT. specialize (HT s Hs).
    apply in_seq. lia.
  - intros i _. rewrite weighed_filter. apply weighed_ext. intros s _.
    unfold of_cell. now rewrite Nat.eqb_sym.
Qed.

Lemma filter_twice {A} (P Q : A -> bool) l :
  filter P (filter Q l) = filter (fun x => Q x && P x) l.
Proof.
  induction l as [|x l IH]; simpl; [easy|].
  destruct (Q x); simpl; [|easy]. now rewrite IH.
Qed.

Theorem cells_grouping K M T :
  labelled K T -> in_cells M T -> grouping K T (cell_groups K M T).
Proof.
  intros HT HM. split.
  - intros g Hg. apply in_flat_map in Hg as [i [_ Hg]].
    apply pair_groups_in in Hg as [[A HA] Hr]. split; [|easy].
    exists (fun s => of_cell i s && A s). now rewrite HA, filter_twice.
  - intros phi. unfold cell_groups. rewrite sum_flat_map, <- (cells_sum M T) by easy.
    apply sum_ext. intros i _. apply pair_groups_sum. now apply labelled_filter.
Qed.

(** * Groups without points add nothing *)

Lemma not_empty_sum (f : points -> R) l :
  f [] = 0 -> sum (map f (filter not_empty l)) = sum (map f l).
Proof.
  intros H. rewrite sum_filter. apply sum_ext. intros [|s g] _; simpl; auto.
Qed.

Lemma share_nil T : share T [] = 0.
Proof. unfold share, total, sum. simpl. lra. Qed.

Lemma pairs_members K T : pairs K T = filter not_empty (map members (pair_groups K T)).
Proof. unfold pairs, pair_groups. now rewrite map_map. Qed.

Lemma pair_shares K T (V : points -> R) :
  sum (map (fun g => share T g * V g) (pairs K T)) =
  sum (map (fun g => share T (members g) * V (members g)) (pair_groups K T)).
Proof.
  rewrite pairs_members, not_empty_sum.
  - now rewrite map_map.
  - rewrite share_nil. ring.
Qed.

Lemma filter_flat_map {A B} (P : B -> bool) (h : A -> list B) l :
  filter P (flat_map h l) = flat_map (fun x => filter P (h x)) l.
Proof.
  induction l as [|x l IH]; simpl; [easy|]. now rewrite filter_app, IH.
Qed.

Lemma map_flat_map {A B C} (f : B -> C) (h : A -> list B) l :
  map f (flat_map h l) = flat_map (fun x => map f (h x)) l.
Proof.
  induction l as [|x l IH]; simpl; [easy|]. now rewrite map_app, IH.
Qed.

Lemma cell_pairs_members K M T :
  cell_pairs K M T = filter not_empty (map members (cell_groups K M T)).
Proof.
  unfold cell_pairs, cell_groups. rewrite map_flat_map, filter_flat_map.
  apply flat_map_ext. intros i. apply pairs_members.
Qed.

Lemma cell_shares K M T (V : points -> R) :
  sum (map (fun g => share T g * V g) (cell_pairs K M T)) =
  sum (map (fun g => share T (members g) * V (members g)) (cell_groups K M T)).
Proof.
  rewrite cell_pairs_members, not_empty_sum.
  - now rewrite map_map.
  - rewrite share_nil. ring.
Qed.
