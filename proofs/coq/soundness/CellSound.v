(** C1 and C2: the cell rule, for the ranges of points' projections.

    A projection is any function of the points; so the lemmas serve every scale. *)

From Coq Require Import Reals ZArith QArith Qreals Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Integers IntegersSound Target
  TargetSound Slabs Leaf.
Import ListNotations.
Open Scope R_scope.

(** ** Slabs as intervals of projections *)

Definition window (p : vectorZ -> R) (a b : R) (y : vectorZ) : bool :=
  Rleb a (p y) && Rleb (p y) b.

(** The slab [a,b] and its dilation are as the target asks; h = (kappa - 1)/2. *)
Definition interval_passes (t : target) (h : R) (g : list wpoint) (p : vectorZ -> R)
    (a b : R) : Prop :=
  passes t (totalZ g) (weightZ g (window p a b))
    (weightZ g (window p (a - h * (b - a)) (b + h * (b - a)))) = true.

Lemma window_true p a b y : window p a b y = true <-> a <= p y <= b.
Proof. unfold window. now rewrite andb_true_iff, !Rleb_true. Qed.

(** ** Bounds for one slab (C1) *)

(** [rs] are ranges of the projections of the points [g]. *)
Definition in_range (p : vectorZ -> R) (y : wpoint) (r : range) : Prop :=
  load r = snd y /\ IZR (lower r) <= p (fst y) <= IZR (upper r).

Definition ranged (p : vectorZ -> R) : list wpoint -> list range -> Prop :=
  Forall2 (in_range p).

(** U(a,b), and L in terms of the ends A and B of the dilation. *)
Definition inner_at (rs : list range) (a b : R) : Z :=
  load_of (fun _ => true) rs - load_of (fun r => Rltb (IZR (upper r)) a) rs
  - load_of (fun r => Rltb b (IZR (lower r))) rs.

Definition outer_at (rs : list range) (A B : R) : Z :=
  load_of (fun r => Rleb (IZR (upper r)) B) rs
  - load_of (fun r => Rltb (IZR (lower r)) A) rs.

Lemma load_of_cons A r rs :
  load_of A (r :: rs) = ((if A r then load r else 0) + load_of A rs)%Z.
Proof. unfold load_of. simpl. now destruct (A r). Qed.

Lemma load_of_ext A B rs :
  (forall r, In r rs -> A r = B r) -> load_of A rs = load_of B rs.
Proof.
  induction rs as [|r rs IH]; intros H; [easy|].
  rewrite !load_of_cons, (H r (or_introl eq_refl)), IH; [easy|].
  intros. apply H. simpl. auto.
Qed.

Ltac decide_orders :=
  repeat match goal with
    | H : _ && _ = true |- _ => apply andb_true_iff in H as [? ?]
    | H : _ && _ = false |- _ => apply andb_false_iff in H as [?|?]
    | H : Rltb _ _ = true |- _ => apply Rltb_true in H
    | H : Rltb _ _ = false |- _ => apply Rltb_false in H
    | H : Rleb _ _ = true |- _ => apply Rleb_true in H
    | H : Rleb _ _ = false |- _ => apply Rleb_false in H
    end.

(** C1: the weight of [a,b] is at most U(a,b). *)
Lemma C1_inner p g rs a b :
  weights_fit g -> ranged p g rs -> a <= b ->
  (weightZ g (window p a b) <= inner_at rs a b)%Z.
Proof.
  intros Hg H Hab. unfold inner_at. revert Hg.
  induction H as [|y r g rs [Hl Hr] _ IH]; intros Hg; [easy|]. inversion_clear Hg.
  rewrite weightZ_cons, !load_of_cons, Hl. specialize (IH H0).
  unfold window in *. destruct (Rleb a (p (fst y)) && Rleb (p (fst y)) b) eqn:E,
    (Rltb (IZR (upper r)) a) eqn:E1, (Rltb b (IZR (lower r))) eqn:E2;
    decide_orders; try lra; lia.
Qed.

(** C1: the weight of [A,B] is at least L. *)
Lemma C1_outer p g rs A B :
  weights_fit g -> ranged p g rs -> (outer_at rs A B <= weightZ g (window p A B))%Z.
Proof.
  intros Hg H. unfold outer_at. revert Hg.
  induction H as [|y r g rs [Hl Hr] _ IH]; intros Hg; [easy|]. inversion_clear Hg.
  rewrite weightZ_cons, !load_of_cons, Hl. specialize (IH H0).
  unfold window in *. destruct (Rleb A (p (fst y)) && Rleb (p (fst y)) B) eqn:E,
    (Rleb (IZR (upper r)) B) eqn:E1, (Rltb (IZR (lower r)) A) eqn:E2;
    decide_orders; try lra; lia.
Qed.

(** ** Cells *)

(** An element with the least value of [f] among those with a property. *)
Lemma least {A} (f : A -> R) (P : A -> bool) l :
  existsb P l = true ->
  exists x, In x l /\ P x = true /\ forall y, In y l -> P y = true -> f x <= f y.
Proof.
  induction l as [|x l IH]; [easy|]. simpl. destruct (existsb P l) eqn:E.
  - intros _. destruct IH as (y & Hy & Py & H); [easy|].
    destruct (P x) eqn:Px; [destruct (Rle_dec (f x) (f y)) as [L|L]|].
    + exists x. split; [now left|]. split; [easy|]. intros z [<-|Hz] Pz; [lra|].
      specialize (H z Hz Pz). lra.
    + exists y. split; [now right|]. split; [easy|]. intros z [<-|Hz] Pz; [lra|auto].
    + exists y. split; [now right|]. split; [easy|].
      intros z [<-|Hz] Pz; [congruence|auto].
  - rewrite orb_false_r. intros Px. exists x. split; [now left|]. split; [easy|].
    intros z [<-|Hz] Pz; [lra|]. assert (existsb P l = true); [|congruence].
    apply existsb_exists. eauto.
Qed.

(** The cell of [a,b]: [r] has the least upper end that is at least [a], and [r'] the
    greatest lower end that is at most [b]. *)
Record cell_of (rs : list range) (a b : R) (r r' : range) : Prop := {
  upper_in : In r rs;
  lower_in : In r' rs;
  upper_above : a <= IZR (upper r);
  lower_below : IZR (lower r') <= b;
  upper_least : forall s, In s rs -> a <= IZR (upper s) -> IZR (upper r) <= IZR (upper s);
  lower_greatest : forall s, In s rs -> IZR (lower s) <= b ->
    IZR (lower s) <= IZR (lower r')
}.

Definition loads_fit (rs : list range) : Prop := Forall (fun r => (0 <= load r)%Z) rs.

Lemma ranged_loads p g rs : weights_fit g -> ranged p g rs -> loads_fit rs.
Proof.
  intros Hg H. revert Hg.
  induction H as [|y r g rs [Hl _] _ IH]; intros Hg; [constructor|].
  inversion_clear Hg. constructor; [now rewrite Hl|now apply IH].
Qed.

Lemma load_of_nonneg A rs : loads_fit rs -> (0 <= load_of A rs)%Z.
Proof.
  induction 1 as [|r rs Hr _ IH]; [easy|]. rewrite load_of_cons. destruct (A r); lia.
Qed.

(** No point can be in [a,b], or it has a cell. *)
Lemma empty_or_cell rs a b :
  loads_fit rs -> (inner_at rs a b <= 0)%Z \/ exists r r', cell_of rs a b r r'.
Proof.
  intros Hl. unfold inner_at.
  pose proof (fun A => load_of_nonneg A rs Hl) as N.
  destruct (existsb (fun r => Rleb a (IZR (upper r))) rs) eqn:E1.
  - destruct (existsb (fun r => Rleb (IZR (lower r)) b) rs) eqn:E2.
    + right. destruct (least (fun r => IZR (upper r)) _ _ E1) as (r & Hr & Pr & Lr).
      destruct (least (fun r => - IZR (lower r)) _ _ E2) as (r' & Hr' & Pr' & Lr').
      exists r, r'. decide_orders. split; auto; intros s Hs Ps.
      * apply Lr; [easy|now apply Rleb_true].
      * apply Ropp_le_cancel, Lr'; [easy|now apply Rleb_true].
    + left. rewrite (load_of_ext (fun r => Rltb b (IZR (lower r))) (fun _ => true)).
      { specialize (N (fun r => Rltb (IZR (upper r)) a)). lia. }
      intros r Hr. apply Rltb_true, Rleb_false. apply not_true_iff_false. intros H.
      apply not_true_iff_false in E2. apply E2, existsb_exists. eauto.
  - left. rewrite (load_of_ext (fun r => Rltb (IZR (upper r)) a) (fun _ => true)).
    { specialize (N (fun r => Rltb b (IZR (lower r)))). lia. }
    intros r Hr. apply Rltb_true, Rleb_false. apply not_true_iff_false. intros H.
    apply not_true_iff_false in E1. apply E1, existsb_exists. eauto.
Qed.

(** U is constant on a cell. *)
Lemma inner_of_cell rs a b r r' :
  cell_of rs a b r r' -> inner_at rs a b = cell_inner rs (upper r) (lower r').
Proof.
  intros [_ _ Ha Hb La Lb]. unfold inner_at, cell_inner. f_equal; [f_equal|];
    apply load_of_ext; intros s Hs; apply eq_true_iff_eq; rewrite Rltb_true, Z.ltb_lt.
  - split; intros H.
    + apply lt_IZR. lra.
    + apply IZR_lt in H. apply Rnot_le_lt. intros H'. specialize (La s Hs H'). lra.
  - split; intros H.
    + apply lt_IZR. lra.
    + apply IZR_lt in H. apply Rnot_le_lt. intros H'. specialize (Lb s Hs H'). lra.
Qed.

(** ** The dilation at the corner of a cell *)

Definition hR (h : Q) : R := IZR (Qnum h) / IZR (QDen h).

Lemma load_of_le A B rs :
  loads_fit rs -> (forall r, In r rs -> A r = true -> B r = true) ->
  (load_of A rs <= load_of B rs)%Z.
Proof.
  induction 1 as [|r rs Hr _ IH]; intros H; [easy|]. rewrite !load_of_cons.
  assert (load_of A rs <= load_of B rs)%Z by (apply IH; intros; apply H; simpl; auto).
  pose proof (H r (or_introl eq_refl)) as Hr'.
  destruct (A r); [rewrite Hr' by easy|destruct (B r)]; lia.
Qed.

Lemma denominator_positive h : 0 < IZR (QDen h).
Proof. apply IZR_lt. reflexivity. Qed.

Lemma quotient_le d x m :
  (0 < d)%Z -> (d * x <= m)%Z <-> IZR x <= IZR m / IZR d.
Proof.
  intros D%IZR_lt. split; intros H.
  - apply IZR_le in H. rewrite mult_IZR in H. apply (Rmult_le_reg_l (IZR d)); [easy|].
    replace (IZR d * (IZR m / IZR d)) with (IZR m) by (field; lra). easy.
  - apply le_IZR. rewrite mult_IZR. apply (Rmult_le_compat_l (IZR d)) in H; [|lra].
    replace (IZR d * (IZR m / IZR d)) with (IZR m) in H by (field; lra). easy.
Qed.

Lemma quotient_lt d x m :
  (0 < d)%Z -> (d * x < m)%Z <-> IZR x < IZR m / IZR d.
Proof.
  intros D%IZR_lt. split; intros H.
  - apply IZR_lt in H. rewrite mult_IZR in H. apply (Rmult_lt_reg_l (IZR d)); [easy|].
    replace (IZR d * (IZR m / IZR d)) with (IZR m) by (field; lra). easy.
  - apply lt_IZR. rewrite mult_IZR. apply (Rmult_lt_compat_l (IZR d)) in H; [|lra].
    replace (IZR d * (IZR m / IZR d)) with (IZR m) in H by (field; lra). easy.
Qed.

(** The ends of the dilation at the corner, times the denominator of h. *)
Lemma corner h a b :
  IZR ((QDen h + Qnum h) * b - Qnum h * a) / IZR (QDen h)
  = IZR b + hR h * (IZR b - IZR a).
Proof.
  unfold hR. rewrite minus_IZR, !mult_IZR, plus_IZR.
  pose proof (denominator_positive h). field. lra.
Qed.

Lemma corner_upper h a b x :
  (QDen h * x <=? (QDen h + Qnum h) * b - Qnum h * a)%Z = true <->
  IZR x <= IZR b + hR h * (IZR b - IZR a).
Proof. rewrite Z.leb_le, <- corner. now apply quotient_le. Qed.

Lemma corner_lower h a b x :
  (QDen h * x <? (QDen h + Qnum h) * a - Qnum h * b)%Z = true <->
  IZR x < IZR a - hR h * (IZR b - IZR a).
Proof.
  replace (IZR a - hR h * (IZR b - IZR a)) with (IZR a + hR h * (IZR a - IZR b)) by lra.
  rewrite Z.ltb_lt, <- corner. now apply quotient_lt.
Qed.

(** L is least at the corner. *)
Lemma outer_of_cell h rs a b r r' :
  loads_fit rs -> 0 <= hR h -> cell_of rs a b r r' ->
  (cell_outer h rs (upper r) (lower r')
   <= outer_at rs (a - hR h * (b - a)) (b + hR h * (b - a)))%Z.
Proof.
  intros Hl Hh [_ _ Ha Hb _ _]. unfold outer_at, cell_outer.
  apply Z.sub_le_mono; apply load_of_le; try easy; intros s Hs.
  - rewrite corner_upper, Rleb_true. intros H. nra.
  - rewrite corner_lower, Rltb_true. intros H. nra.
Qed.

(** C2: the slabs of a cell that passes pass. *)
Theorem C2_cell t h g rs p a b r r' :
  target_fits t -> weights_fit g -> ranged p g rs -> 0 <= hR h -> a <= b ->
  cell_of rs a b r r' -> cell_passes t h (totalZ g) rs (upper r) (lower r') = true ->
  interval_passes t (hR h) g p a b.
Proof.
  intros Ht Hg Hr Hh Hab Hc. pose proof (ranged_loads _ _ _ Hg Hr) as Hl.
  apply passes_monotone; [easy| |].
  - rewrite <- (inner_of_cell _ _ _ _ _ Hc). now apply C1_inner.
  - etransitivity; [now apply (outer_of_cell h rs a b)|]. now apply C1_outer.
Qed.

Lemma C1_empty t h g rs p a b :
  target_fits t -> weights_fit g -> (0 < totalZ g)%Z -> ranged p g rs -> a <= b ->
  (inner_at rs a b <= 0)%Z -> interval_passes t h g p a b.
Proof.
  intros Ht Hg HW Hr Hab H. apply passes_empty; auto.
  etransitivity; [now apply (C1_inner p g rs)|easy].
Qed.
