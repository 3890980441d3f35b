(** The parts of a list: what proofs/theory.md (sections 2 and 5) calls the subsets of a
    group. Equal members count as often as they occur. *)

From Coq Require Import List Bool Arith Lia.
Import ListNotations.

(** All parts of a list, each in the order of the list. *)
Fixpoint sublists {A} (g : list A) : list (list A) :=
  match g with
  | [] => [[]]
  | s :: g' => map (cons s) (sublists g') ++ sublists g'
  end.

Lemma filter_sublist {A} (f : A -> bool) g : In (filter f g) (sublists g).
Proof.
  induction g as [|s g IH]; simpl; [auto|]. apply in_or_app.
  destruct (f s); [left; now apply in_map | now right].
Qed.

Lemma sublist_refl {A} (g : list A) : In g (sublists g).
Proof.
  induction g as [|s g IH]; simpl; [auto|]. apply in_or_app. left. now apply in_map.
Qed.

Lemma sublist_nil {A} (g : list A) : In [] (sublists g).
Proof. induction g as [|s g IH]; simpl; [auto|]. apply in_or_app. now right. Qed.

Lemma sublist_cons {A} (s : A) l g : In l (sublists g) -> In (s :: l) (sublists (s :: g)).
Proof. intros H. simpl. apply in_or_app. left. now apply in_map. Qed.

Lemma sublist_skip {A} (s : A) l g : In l (sublists g) -> In l (sublists (s :: g)).
Proof. intros H. simpl. apply in_or_app. now right. Qed.

Lemma sublist_inv {A} l (s : A) g :
  In l (sublists (s :: g)) ->
  (exists l', l = s :: l' /\ In l' (sublists g)) \/ In l (sublists g).
Proof.
  simpl. intros H. apply in_app_or in H. destruct H as [H|H]; [left|now right].
  apply in_map_iff in H. destruct H as (l' & <- & H). now exists l'.
Qed.

Lemma sublist_app {A} (l l' g g' : list A) :
  In l (sublists g) -> In l' (sublists g') -> In (l ++ l') (sublists (g ++ g')).
Proof.
  revert l. induction g as [|s g IH]; intros l H H'.
  - destruct H as [<-|[]]. exact H'.
  - apply sublist_inv in H. destruct H as [(l1 & -> & H)|H].
    + now apply sublist_cons, IH.
    + now apply sublist_skip, IH.
Qed.

Lemma sublist_single {A} (s : A) g : In s g -> In [s] (sublists g).
Proof.
  induction g as [|t g IH]; intros H; [easy|]. destruct H as [->|H].
  - apply sublist_cons, sublist_nil.
  - now apply sublist_skip, IH.
Qed.

Lemma sublist_in {A} l g (s : A) : In l (sublists g) -> In s l -> In s g.
Proof.
  revert l. induction g as [|t g IH]; intros l H Hs.
  - now destruct H as [<-|[]].
  - apply sublist_inv in H. destruct H as [(l' & -> & H)|H].
    + destruct Hs as [->|Hs]; [now left | right; now apply (IH l')].
    + right. now apply (IH l).
Qed.

Lemma sublist_length {A} (l g : list A) : In l (sublists g) -> (length l <= length g)%nat.
Proof.
  revert l. induction g as [|t g IH]; intros l H.
  - now destruct H as [<-|[]].
  - apply sublist_inv in H. destruct H as [(l' & -> & H)|H]; apply IH in H; simpl; lia.
Qed.

(** A part of at most k elements is part of one of exactly k. *)
Lemma sublist_extend {A} k (g : list A) : forall l,
  In l (sublists g) -> (length l <= k <= length g)%nat ->
  exists l', In l' (sublists g) /\ length l' = k /\ In l (sublists l').
Proof.
  revert k. induction g as [|s g IH]; intros k l H Hk.
  - exists []. destruct H as [<-|[]]. simpl in *. repeat split; auto. lia.
  - apply sublist_inv in H. destruct H as [(l1 & -> & H)|H].
    + simpl in Hk. destruct (IH (k - 1)%nat l1 H) as (l' & Hl' & Hlen & Hin); [lia|].
      exists (s :: l'). split; [now apply sublist_cons|]. split; [simpl; lia|].
      now apply sublist_cons.
    + simpl in Hk. destruct (Nat.eq_dec (length l) k) as [E|E].
      * exists l. split; [now apply sublist_skip|]. split; [easy|apply sublist_refl].
      * destruct (IH (k - 1)%nat l H) as (l' & Hl' & Hlen & Hin); [lia|].
        exists (s :: l'). split; [now apply sublist_cons|]. split; [simpl; lia|].
        now apply sublist_skip.
Qed.
