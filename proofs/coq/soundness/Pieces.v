(** Step functions of a real number are known everywhere from their values at the breaks
    and between each two neighbours (proofs/theory.md, section 8, before W1). *)

From Coq Require Import Reals ZArith Lia Lra List Bool Sorted Permutation Mergesort.
From Doublecheck Require Import WideLeaf.
Import ListNotations.
Open Scope R_scope.

(** The real number [c] compares with the integer [b] as the integer [x] does. *)
Definition agrees (c : R) (x b : Z) : Prop :=
  (IZR b <= c <-> (b <= x)%Z) /\ (c <= IZR b <-> (x <= b)%Z).

Lemma agrees_below c x b : c < IZR b -> (x < b)%Z -> agrees c x b.
Proof.
  intros Hc Hx. split; split; intros H; try lra; lia.
Qed.

Lemma agrees_above c x b : IZR b < c -> (b < x)%Z -> agrees c x b.
Proof.
  intros Hc Hx. split; split; intros H; try lra; lia.
Qed.

Lemma agrees_itself x b : agrees (IZR x) x b.
Proof. split; split; intros H; (now apply le_IZR) || now apply IZR_le. Qed.

(** Before the first break or behind the last. *)
Definition beyond (l : list Z) (c : R) : Prop :=
  Forall (fun b => c < IZR b) l \/ Forall (fun b => IZR b < c) l.

(** A place that is looked at stands for [c]. *)
Definition sampled (ps : list (Z * list Z)) (l : list Z) (c : R) : Prop :=
  exists p, In p ps /\ In (fst p) (snd p) /\ Forall (agrees c (fst p)) l.

Lemma even_between x y : Z.Even x -> Z.Even y -> (x < y)%Z -> (x < (x + y) / 2 < y)%Z.
Proof.
  intros [m ->] [n ->] H. replace (2 * m + 2 * n)%Z with ((m + n) * 2)%Z by lia.
  rewrite Z.div_mul by lia. lia.
Qed.

Lemma sampled_at x l c : c = IZR x -> sampled (pieces (x :: l)) (x :: l) c.
Proof.
  intros ->. exists (x, [x]). split; [destruct l; now left|].
  split; [now left|]. apply Forall_forall. intros b _. apply agrees_itself.
Qed.

Lemma sampled_between x y l c :
  Z.Even x -> Z.Even y -> Forall (Z.le y) l -> IZR x < c -> c < IZR y ->
  sampled (pieces (x :: y :: l)) (x :: y :: l) c.
Proof.
  intros Ex Ey Hl Hx Hy. exists (((x + y) / 2)%Z, [x; ((x + y) / 2)%Z; y]).
  split; [simpl; auto|]. split; [simpl; auto|]. cbn [fst].
  assert (x < y)%Z by (apply lt_IZR; lra).
  destruct (even_between x y Ex Ey H).
  constructor; [now apply agrees_above|]. constructor; [now apply agrees_below|].
  eapply Forall_impl; [|exact Hl]. cbv beta. intros b Hb.
  apply agrees_below; [|lia]. apply IZR_le in Hb. lra.
Qed.

(** What stands for [c] among the later breaks is behind the first break as [c] is. *)
Lemma sampled_later x y l c :
  (x <= y)%Z -> IZR x < c -> IZR y <= c ->
  sampled (pieces (y :: l)) (y :: l) c -> sampled (pieces (x :: y :: l)) (x :: y :: l) c.
Proof.
  intros Hxy Hx Hy (p & Hp & Hin & Hall). exists p.
  split; [simpl in *; auto|]. split; [easy|]. constructor; [|easy].
  apply agrees_above; [easy|]. pose proof (Forall_inv Hall) as [H1 H2].
  destruct (Z.eq_dec x y) as [<-|]; [|apply H1 in Hy; lia].
  apply Z.lt_nge. intros H. apply H2 in H. lra.
Qed.

(** Every real number is beyond the breaks, or one of the places stands for it. *)
Lemma sampling l c :
  StronglySorted Z.le l -> Forall Z.Even l -> beyond l c \/ sampled (pieces l) l c.
Proof.
  induction 1 as [|x l Hl IH Hx]; intros E; [now left; left|].
  inversion_clear E as [|? ? Ex El].
  destruct (Rtotal_order c (IZR x)) as [Hc|[Hc|Hc]].
  - left; left. constructor; [easy|]. eapply Forall_impl; [|exact Hx].
    cbv beta. intros b Hb%IZR_le. lra.
  - right. now apply sampled_at.
  - destruct l as [|y l]; [left; right; auto|].
    destruct (Rlt_le_dec c (IZR y)) as [Hy|Hy].
    + right. inversion_clear Hl. apply sampled_between; auto. now inversion_clear El.
    + inversion_clear Hx as [|? ? Hxy _]. destruct (IH El) as [[Hb|Hb]|Hs].
      * apply Forall_inv in Hb. lra.
      * left; right. auto.
      * right. now apply sampled_later.
Qed.

Lemma sorted_sort l : StronglySorted Z.le (ZSort.sort l).
Proof.
  assert (T : Relations_1.Transitive (fun x y => is_true (ZOrder.leb x y))).
  { intros x y z. unfold is_true, ZOrder.leb. rewrite !Z.leb_le. lia. }
  pose proof (ZSort.StronglySorted_sort l T) as H.
  induction H as [|x l' _ IH Hx]; constructor; [easy|].
  eapply Forall_impl; [|exact Hx]. intros y. apply Z.leb_le.
Qed.

Lemma Forall_sort (P : Z -> Prop) l : Forall P (ZSort.sort l) <-> Forall P l.
Proof.
  pose proof (ZSort.Permuted_sort l) as H. rewrite !Forall_forall.
  split; intros HP x Hx; apply HP; (eapply Permutation_in; [|exact Hx]); auto.
  now apply Permutation_sym.
Qed.

(** The same for breaks in any order, sorted for the pieces. *)
Lemma sampling_sorted l c :
  Forall Z.Even l -> beyond l c \/ sampled (pieces (ZSort.sort l)) l c.
Proof.
  intros E. destruct (sampling (ZSort.sort l) c) as [[H|H]|(p & Hp & Hin & H)].
  - apply sorted_sort.
  - now apply Forall_sort.
  - left; left. now apply -> Forall_sort in H.
  - left; right. now apply -> Forall_sort in H.
  - right. exists p. repeat split; [easy|easy|]. now apply -> Forall_sort in H.
Qed.
