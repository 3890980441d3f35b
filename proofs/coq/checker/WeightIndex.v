(** The weight of all keys up to a number, asked of a search tree instead of a list. *)

From Coq Require Import ZArith List Bool Lia Mergesort Orders Permutation Sorted.
From Doublecheck Require Import Integers.
Import ListNotations.
Open Scope Z_scope.

(** A key and its weight. *)
Notation entry := (Z * Z)%type.

Definition weight_up_to (l : list entry) (x : Z) : Z :=
  sumZ (map snd (filter (fun e => fst e <=? x) l)).

(** In a node: the key, its weight and that of the left tree. *)
Inductive search_tree :=
| Tip
| Node (left : search_tree) (key weight : Z) (right : search_tree).

Fixpoint look_up (t : search_tree) (x : Z) : Z :=
  match t with
  | Tip => 0
  | Node l k w r => if k <=? x then w + look_up r x else look_up l x
  end.

(** A tree of at most so many levels of the first entries, their weight, the other
    entries. *)
Fixpoint build (levels : nat) (l : list entry) : search_tree * Z * list entry :=
  match levels with
  | O => (Tip, 0, l)
  | S levels' =>
      match build levels' l with
      | (t1, w1, []) => (t1, w1, [])
      | (t1, w1, (k, w) :: l') =>
          let '(t2, w2, rest) := build levels' l' in
          (Node t1 k (w1 + w) t2, w1 + w + w2, rest)
      end
  end.

Module EntryOrder <: TotalLeBool.
  Definition t := entry.
  Definition leb (x y : t) := fst x <=? fst y.
  Lemma leb_total : forall x y, leb x y = true \/ leb y x = true.
  Proof. intros x y. unfold leb. rewrite !Z.leb_le. lia. Qed.
End EntryOrder.
Module EntrySort := Sort EntryOrder.

(** What does not fit into the tree, which is nothing, is kept as a list. *)
Definition index : Type := search_tree * list entry.

Definition index_of (l : list entry) : index :=
  let '(t, _, rest) := build (S (Nat.log2 (length l))) (EntrySort.sort l) in (t, rest).

Definition ask (i : index) (x : Z) : Z :=
  match snd i with
  | [] => look_up (fst i) x
  | rest => look_up (fst i) x + weight_up_to rest x
  end.

(** ** The answers are right *)

Lemma sumZ_app l l' : sumZ (l ++ l') = sumZ l + sumZ l'.
Proof. induction l; unfold sumZ in *; simpl; lia. Qed.

Lemma weight_up_to_app l l' x :
  weight_up_to (l ++ l') x = weight_up_to l x + weight_up_to l' x.
Proof. unfold weight_up_to. now rewrite filter_app, map_app, sumZ_app. Qed.

Lemma weight_up_to_cons e l x :
  weight_up_to (e :: l) x = (if fst e <=? x then snd e else 0) + weight_up_to l x.
Proof. unfold weight_up_to. simpl. destruct (fst e <=? x); reflexivity. Qed.

Lemma weight_up_to_permutation l l' x :
  Permutation l l' -> weight_up_to l x = weight_up_to l' x.
Proof.
  induction 1 as [|e l l' _ IH|e e' l|l l' l'' _ IH _ IH'].
  - reflexivity.
  - now rewrite !weight_up_to_cons, IH.
  - rewrite !weight_up_to_cons. lia.
  - congruence.
Qed.

Lemma weight_up_to_all l x :
  Forall (fun e => fst e <= x) l -> weight_up_to l x = sumZ (map snd l).
Proof.
  induction 1 as [|e l He _ IH]; [reflexivity|].
  rewrite weight_up_to_cons, IH. apply Z.leb_le in He. now rewrite He.
Qed.

Lemma weight_up_to_none l x :
  Forall (fun e => x < fst e) l -> weight_up_to l x = 0.
Proof.
  induction 1 as [|e l He _ IH]; [reflexivity|].
  rewrite weight_up_to_cons, IH. apply Z.leb_gt in He. now rewrite He.
Qed.

(** [t] is a search tree of the entries [l]. *)
Inductive holds : search_tree -> list entry -> Prop :=
| holds_tip : holds Tip []
| holds_node t1 l1 k w t2 l2 :
    holds t1 l1 -> holds t2 l2 ->
    holds (Node t1 k (sumZ (map snd l1) + w) t2) (l1 ++ (k, w) :: l2).

Lemma build_holds levels l t w rest :
  build levels l = (t, w, rest) ->
  exists l', holds t l' /\ w = sumZ (map snd l') /\ l = l' ++ rest.
Proof.
  revert l t w rest. induction levels as [|levels IH]; simpl; intros l t w rest H.
  - injection H as <- <- <-. exists []. repeat split. constructor.
  - destruct (build levels l) as [[t1 w1] [|[k v] l']] eqn:E1.
    + injection H as <- <- <-. now apply IH.
    + destruct (build levels l') as [[t2 w2] rest'] eqn:E2. injection H as <- <- <-.
      destruct (IH _ _ _ _ E1) as (l1 & H1 & -> & ->).
      destruct (IH _ _ _ _ E2) as (l2 & H2 & -> & ->).
      exists (l1 ++ (k, v) :: l2). split; [now constructor|]. split.
      * rewrite map_app, sumZ_app. unfold sumZ. simpl. lia.
      * now rewrite <- app_assoc.
Qed.

Definition ordered : list entry -> Prop := StronglySorted (fun x y => fst x <= fst y).

Lemma ordered_app l e l' :
  ordered (l ++ e :: l') ->
  ordered l /\ ordered l' /\ Forall (fun x => fst x <= fst e) l /\
  Forall (fun y => fst e <= fst y) l'.
Proof.
  induction l as [|x l IH]; simpl; intros H; apply StronglySorted_inv in H as [H F].
  - repeat split; try assumption; constructor.
  - destruct (IH H) as (A & B & C & D). repeat split; try assumption.
    + constructor; [assumption|]. now apply Forall_app in F.
    + constructor; [|assumption]. apply Forall_app in F as [_ F]. now inversion F.
Qed.

Lemma look_up_right t l x : holds t l -> ordered l -> look_up t x = weight_up_to l x.
Proof.
  induction 1 as [|t1 l1 k w t2 l2 _ IH1 _ IH2]; [reflexivity|]. intros H.
  apply ordered_app in H as (H1 & H2 & F1 & F2). simpl in *.
  rewrite weight_up_to_app, weight_up_to_cons. simpl. destruct (k <=? x) eqn:E.
  - apply Z.leb_le in E. rewrite IH2, (weight_up_to_all l1); [lia| |easy].
    eapply Forall_impl; [|exact F1]. simpl. intros. lia.
  - apply Z.leb_gt in E. rewrite IH1, (weight_up_to_none l2); [lia| |easy].
    eapply Forall_impl; [|exact F2]. simpl. intros. lia.
Qed.

Lemma sort_ordered l : ordered (EntrySort.sort l).
Proof.
  assert (T : Relations_1.Transitive (fun x y => is_true (EntryOrder.leb x y))).
  { intros x y z. unfold is_true, EntryOrder.leb. rewrite !Z.leb_le. lia. }
  pose proof (EntrySort.StronglySorted_sort l T) as H. unfold ordered.
  induction H as [|x l' _ IH F]; constructor; [assumption|].
  eapply Forall_impl; [|exact F]. intros y. apply Z.leb_le.
Qed.

Lemma ordered_prefix l l' : ordered (l ++ l') -> ordered l.
Proof.
  induction l as [|x l IH]; simpl; intros H; [constructor|].
  apply StronglySorted_inv in H as [H F]. constructor; [now apply IH|].
  now apply Forall_app in F.
Qed.

Lemma ask_right l x : ask (index_of l) x = weight_up_to l x.
Proof.
  unfold index_of. destruct (build _ _) as [[t w] rest] eqn:E.
  destruct (build_holds _ _ _ _ _ E) as (l' & H & _ & Hl).
  pose proof (sort_ordered l) as S. rewrite Hl in S. apply ordered_prefix in S.
  rewrite (weight_up_to_permutation l _ x (EntrySort.Permuted_sort l)), Hl.
  rewrite weight_up_to_app, <- (look_up_right t l' x H S).
  unfold ask. simpl. destruct rest; [|reflexivity]. unfold weight_up_to. simpl. lia.
Qed.
