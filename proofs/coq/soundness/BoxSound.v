(** Boxes of directions: what they mean, that halving leaves nothing out, the ranges of
    linear forms over them, and P1: the charts hold all directions up to a factor. *)

From Coq Require Import Reals ZArith Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Certificate Integers IntegersSound Box Leaf.
Import ListNotations.
Open Scope R_scope.

(** ** The directions of a box *)

Definition in_side (s : side) (x : R) : Prop :=
  match s with
  | One => x = 1
  | Halved c k => (IZR c - 1) / IZR (power k) <= x <= (IZR c + 1) / IZR (power k)
  end.

Definition in_box (b : box) (v : vector) : Prop := Forall2 in_side b v.

(** Which coordinates are 1. *)
Definition is_one (s : side) : bool := match s with One => true | Halved _ _ => false end.
Definition ones (b : box) : list bool := map is_one b.

Lemma in_box_length b v : in_box b v -> length v = length b.
Proof. induction 1; simpl; congruence. Qed.

Lemma ones_length b b' : ones b' = ones b -> length b' = length b.
Proof.
  intros H. apply (f_equal (@length bool)) in H. unfold ones in H.
  now rewrite !map_length in H.
Qed.

(** ** Halving *)

(** A half of a box: a half of its first side, or a half of the others. *)
Lemma half_inv s b l t b' :
  half (s :: b) l t = Some b' ->
  (exists c k, l = 1%nat /\ s = Halved c k /\ b' = Halved (2 * c + t)%Z (S k) :: b) \/
  (exists l' b'', l = S l' /\ half b l' t = Some b'' /\ b' = s :: b'' /\
    (l' = O -> s = One)).
Proof.
  destruct l as [|[|l]]; simpl; destruct s as [|c k]; try easy; intros H.
  - right. destruct (half b 0 t) as [b''|] eqn:E; [|easy]. injection H as <-.
    exists O, b''. auto.
  - injection H as <-. left. eauto.
  - right. destruct (half b (S l) t) as [b''|] eqn:E; [|easy]. injection H as <-.
    exists (S l), b''. easy.
  - right. destruct (half b (S l) t) as [b''|] eqn:E; [|easy]. injection H as <-.
    exists (S l), b''. easy.
Qed.

Lemma half_ones b l t b' : half b l t = Some b' -> ones b' = ones b.
Proof.
  revert l b'. induction b as [|s b IH]; intros l b' H; [now destruct l|].
  destruct (half_inv _ _ _ _ _ H) as [(c & k & _ & -> & ->)|(l' & b'' & _ & E & -> & _)].
  - reflexivity.
  - unfold ones in *. simpl. now rewrite (IH _ _ E).
Qed.

Lemma power_positive k : 0 < IZR (power k).
Proof. apply IZR_lt. unfold power. lia. Qed.

Lemma power_S k : IZR (power (S k)) = 2 * IZR (power k).
Proof.
  unfold power. rewrite Nat2Z.inj_succ, Z.pow_succ_r, mult_IZR by lia. reflexivity.
Qed.

(** An interval is the union of its halves. *)
Lemma side_halves c k x :
  in_side (Halved c k) x ->
  in_side (Halved (2 * c + -1)%Z (S k)) x \/ in_side (Halved (2 * c + 1)%Z (S k)) x.
Proof.
  unfold in_side. rewrite power_S, !plus_IZR, !mult_IZR.
  pose proof (power_positive k) as P. set (p := IZR (power k)) in *.
  replace ((2 * IZR c + -1 - 1) / (2 * p)) with ((IZR c - 1) / p) by (field; lra).
  replace ((2 * IZR c + -1 + 1) / (2 * p)) with (IZR c / p) by (field; lra).
  replace ((2 * IZR c + 1 - 1) / (2 * p)) with (IZR c / p) by (field; lra).
  replace ((2 * IZR c + 1 + 1) / (2 * p)) with ((IZR c + 1) / p) by (field; lra).
  destruct (Rle_dec x (IZR c / p)); lra.
Qed.

(** The two halves make up the box. *)
Lemma half_covers b l b1 b2 v :
  half b l (-1) = Some b1 -> half b l 1 = Some b2 -> in_box b v ->
  in_box b1 v \/ in_box b2 v.
Proof.
  intros H1 H2 H. revert l b1 b2 H1 H2.
  induction H as [|s x b v Hs Hb IH]; intros l b1 b2 H1 H2; [now destruct l|].
  destruct (half_inv _ _ _ _ _ H1)
    as [(c & k & -> & -> & ->)|(l1 & b1' & -> & E1 & -> & Z)];
  destruct (half_inv _ _ _ _ _ H2)
    as [(c' & k' & E & E' & ->)|(l2 & b2' & E & E2 & -> & Z')].
  - injection E' as <- <-. destruct (side_halves _ _ _ Hs); [left|right]; now constructor.
  - injection E as <-. now discriminate Z'.
  - injection E as ->. subst s. now discriminate Z.
  - injection E as <-. destruct (IH _ _ _ E1 E2); [left|right]; now constructor.
Qed.

(** Each direction of the box is in a leaf of the tree. *)
Lemma tree_holds_leaf holds t b v :
  tree_holds holds b t = true -> in_box b v ->
  exists b' items, holds b' items = true /\ in_box b' v /\ ones b' = ones b.
Proof.
  revert b. induction t as [|items|l t1 IH1 t2 IH2]; simpl; intros b H Hv; eauto.
  destruct (half b l (-1)) as [b1|] eqn:E1; [|easy].
  destruct (half b l 1) as [b2|] eqn:E2; [|easy].
  apply andb_true_iff in H as [H1 H2].
  destruct (half_covers _ _ _ _ _ E1 E2 Hv) as [Hb|Hb];
    [destruct (IH1 _ H1 Hb) as (b' & items & H & Hb' & E)
    |destruct (IH2 _ H2 Hb) as (b' & items & H & Hb' & E)];
    exists b', items; rewrite E; eauto using half_ones.
Qed.

(** ** Ranges *)

(** The entries of [x] are from [C - R] to [C + R]. *)
Fixpoint in_scaled (C R : vectorZ) (x : vector) : Prop :=
  match C, R, x with
  | [], [], [] => True
  | c :: C', r :: R', t :: x' => IZR (c - r) <= t <= IZR (c + r) /\ in_scaled C' R' x'
  | _, _, _ => False
  end.

Lemma halvings_le b s : In s b -> (halvings s <= exponent b)%nat.
Proof.
  unfold exponent. induction b as [|s' b IH]; simpl; [easy|].
  intros [->|H]; [lia|]. specialize (IH H). lia.
Qed.

Lemma power_minus K k :
  (k <= K)%nat -> IZR (power K) = IZR (power (K - k)) * IZR (power k).
Proof.
  intros H. rewrite <- mult_IZR. f_equal. unfold power.
  rewrite <- Z.pow_add_r by lia. f_equal. lia.
Qed.

Lemma side_scaled s x K :
  in_side s x -> (halvings s <= K)%nat ->
  let c := match s with One => power K | Halved c k => c * power (K - k) end%Z in
  let r := match s with One => 0 | Halved _ k => power (K - k) end%Z in
  IZR (c - r) <= IZR (power K) * x <= IZR (c + r).
Proof.
  destruct s as [|c k]; simpl; intros H Hk; rewrite minus_IZR, plus_IZR.
  - subst x. lra.
  - rewrite mult_IZR, (power_minus K k Hk).
    pose proof (power_positive (K - k)). pose proof (power_positive k).
    set (q := IZR (power (K - k))) in *. set (p := IZR (power k)) in *.
    replace (IZR c * q - q) with (q * p * ((IZR c - 1) / p)) by (field; lra).
    replace (IZR c * q + q) with (q * p * ((IZR c + 1) / p)) by (field; lra).
    assert (0 < q * p) by nra.
    split; apply Rmult_le_compat_l; lra.
Qed.

(** Of a box times 2^K. *)
Lemma in_box_scaled b v :
  in_box b v ->
  in_scaled (centres b) (radii b) (map (Rmult (IZR (power (exponent b)))) v).
Proof.
  intros H. unfold centres, radii. pose proof (halvings_le b) as Hk.
  set (K := exponent b) in *. clearbody K.
  induction H as [|s x b v Hs Hb IH]; simpl; [easy|]. split.
  - apply (side_scaled s x K Hs). apply Hk. now left.
  - apply IH. intros s' Hs'. apply Hk. now right.
Qed.

(** One coordinate more. *)
Lemma in_scaled_snoc C R x c r t :
  in_scaled C R x -> IZR (c - r) <= t <= IZR (c + r) ->
  in_scaled (C ++ [c]) (R ++ [r]) (x ++ [t]).
Proof.
  intros H Ht. revert R x H.
  induction C as [|c' C IH]; intros [|r' R] [|t' x] H; try easy.
  simpl in *. split; [apply H|]. apply IH, H.
Qed.

Lemma product_range c r t a :
  c - r <= t <= c + r -> c * a - r * Rabs a <= t * a <= c * a + r * Rabs a.
Proof.
  intros H. assert (E : Rabs ((t - c) * a) <= r * Rabs a).
  - rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|].
    apply Rabs_le. lra.
  - pose proof (Rle_abs ((t - c) * a)). pose proof (Rle_abs (- ((t - c) * a))) as F.
    rewrite Rabs_Ropp in F. lra.
Qed.

(** The range of a form holds its values. *)
Lemma value_in_range C R x f :
  in_scaled C R x -> IZR (low C R f) <= value x f <= IZR (high C R f).
Proof.
  unfold value, low, high. rewrite minus_IZR, plus_IZR.
  revert R x f. induction C as [|c C IH]; intros [|r R] [|t x] f H; try easy; simpl in *.
  - lra.
  - destruct f as [|a f]; simpl; [lra|]. destruct H as [Ht H]. specialize (IH R x f H).
    rewrite !plus_IZR, !mult_IZR, abs_IZR. rewrite minus_IZR, plus_IZR in Ht.
    pose proof (product_range (IZR c) (IZR r) t (IZR a) Ht). lra.
Qed.

(** ** Charts *)

(** An entry of the largest absolute value. *)
Lemma largest_entry v :
  v <> [] ->
  exists i, (i < length v)%nat /\ Forall (fun x => Rabs x <= Rabs (nth i v 0)) v.
Proof.
  induction v as [|x v IH]; [easy|]. intros _. destruct v as [|y v].
  - exists O. simpl. split; [lia|]. constructor; [lra|constructor].
  - destruct IH as (i & Hi & H); [easy|]. set (w := y :: v) in *. clearbody w.
    destruct (Rle_dec (Rabs (nth i w 0)) (Rabs x)) as [L|L].
    + exists O. split; [simpl; lia|]. constructor; [apply Rle_refl|].
      eapply Forall_impl; [|exact H]. simpl. intros z Hz. lra.
    + exists (S i). split; [simpl; lia|]. constructor; simpl; [lra|exact H].
Qed.

Lemma in_box_map (side_at : nat -> side) (entry : nat -> R) k d :
  (forall l, (k <= l < k + d)%nat -> in_side (side_at l) (entry l)) ->
  in_box (map side_at (seq k d)) (map entry (seq k d)).
Proof.
  revert k. induction d as [|d IH]; intros k H; simpl; constructor.
  - apply H. lia.
  - apply IH. intros l Hl. apply H. lia.
Qed.

Lemma quotient_in_chart x y :
  Rabs x <= Rabs y -> y <> 0 -> in_side (Halved 0 0) (/ y * x).
Proof.
  intros H Hy. assert (L : Rabs (/ y * x) <= 1).
  - rewrite Rabs_mult, Rabs_inv. pose proof (Rabs_pos_lt y Hy).
    apply (Rmult_le_reg_l (Rabs y)); [easy|]. rewrite <- Rmult_assoc, Rinv_r; lra.
  - pose proof (Rle_abs (/ y * x)). pose proof (Rle_abs (- (/ y * x))) as F.
    rewrite Rabs_Ropp in F. simpl. unfold power. simpl. lra.
Qed.

Lemma entries v : v = map (fun l => nth (l - 1) v 0) (seq 1 (length v)).
Proof.
  induction v as [|x v IH]; [reflexivity|]. simpl. f_equal.
  rewrite <- seq_shift, map_map, IH at 1. apply map_ext_in. intros l Hl.
  apply in_seq in Hl. now destruct l as [|l]; [lia|]; simpl; rewrite Nat.sub_0_r.
Qed.

(** P1: every direction is in a chart, up to a factor. *)
Lemma P1_in_some_chart d v :
  length v = d -> ~ is_zero v ->
  exists q s, (1 <= q <= d)%nat /\ s <> 0 /\ in_box (chart d q) (map (Rmult s) v).
Proof.
  intros <- Hv. destruct (largest_entry v) as (i & Hi & H).
  - intros ->. apply Hv. constructor.
  - assert (Hn : nth i v 0 <> 0).
    { intros E. apply Hv. eapply Forall_impl; [|exact H]. intros x. simpl.
      rewrite E, Rabs_R0. intros Hx. destruct (Req_dec x 0) as [|Hx']; [easy|].
      apply Rabs_pos_lt in Hx'. lra. }
    exists (S i), (/ nth i v 0). split; [lia|]. split; [now apply Rinv_neq_0_compat|].
    rewrite (entries v) at 3. rewrite map_map. apply in_box_map. intros l Hl.
    rewrite Forall_forall in H.
    assert (Hx : Rabs (nth (l - 1) v 0) <= Rabs (nth i v 0)) by (apply H, nth_In; lia).
    destruct (Nat.eqb_spec l (S i)) as [->|_]; simpl.
    + rewrite Nat.sub_0_r. now apply Rinv_l.
    + apply quotient_in_chart; assumption.
Qed.

Lemma norm_at_most v m : 0 <= m -> Forall (fun x => Rabs x <= m) v -> norm v <= m.
Proof.
  intros Hm. unfold norm. induction 1; simpl; [easy|]. now apply Rmax_lub.
Qed.

Lemma norm_at_least v x : In x v -> Rabs x <= norm v.
Proof.
  unfold norm. induction v as [|y v IH]; simpl; [easy|]. intros [->|H].
  - apply Rmax_l.
  - eapply Rle_trans; [now apply IH|apply Rmax_r].
Qed.

Lemma chart_side d q s : In s (chart d q) -> s = One \/ s = Halved 0 0.
Proof.
  unfold chart. intros H. apply in_map_iff in H as (l & <- & _).
  destruct (Nat.eqb l q); auto.
Qed.

Lemma chart_one d q : (1 <= q <= d)%nat -> In One (chart d q).
Proof.
  intros H. unfold chart. apply in_map_iff. exists q. rewrite Nat.eqb_refl.
  split; [easy|]. apply in_seq. lia.
Qed.

Lemma in_box_one b v : in_box b v -> In One b -> In 1 v.
Proof.
  induction 1 as [|s x b v Hs _ IH]; simpl; [easy|]. intros [->|H]; [left|right]; auto.
Qed.

Lemma in_box_entries b v m :
  (forall s x, In s b -> in_side s x -> Rabs x <= m) -> in_box b v ->
  Forall (fun x => Rabs x <= m) v.
Proof.
  intros H Hv. induction Hv as [|s x b v Hs _ IH]; constructor.
  - apply (H s); simpl; auto.
  - apply IH. intros s' x' Hs'. apply H. now right.
Qed.

(** The largest entry of a direction in a chart is 1. *)
Lemma chart_norm d q v : (1 <= q <= d)%nat -> in_box (chart d q) v -> norm v = 1.
Proof.
  intros Hq H. apply Rle_antisym.
  - apply norm_at_most; [lra|]. apply (in_box_entries _ _ _ ) with (2 := H).
    intros s x Hs Hx. apply Rabs_le.
    destruct (chart_side _ _ _ Hs) as [-> | ->]; unfold in_side, power in Hx; simpl in Hx;
      lra.
  - pose proof (norm_at_least v 1 (in_box_one _ _ H (chart_one _ _ Hq))).
    rewrite Rabs_R1 in H0. easy.
Qed.

Lemma charts_hold_tree holds d trees q :
  charts_hold holds d 1 trees = true -> (1 <= q <= d)%nat ->
  exists x, tree_holds holds (chart d q) x = true.
Proof.
  assert (G : forall q', charts_hold holds d q' trees = true -> (q' <= q <= d)%nat ->
    exists x, tree_holds holds (chart d q) x = true); [|intros; now apply (G 1%nat)].
  induction trees as [|x trees IH]; simpl; intros q' H Hq.
  - apply Nat.eqb_eq in H. lia.
  - apply andb_true_iff in H as [Hx H]. destruct (Nat.eq_dec q' q) as [->|].
    + now exists x.
    + apply (IH (S q')); [easy|lia].
Qed.

(** So a leaf holds for each direction. *)
Lemma charts_hold_leaf holds d trees v :
  charts_hold holds d 1 trees = true -> length v = d -> ~ is_zero v ->
  exists q s b items,
    (1 <= q <= d)%nat /\ s <> 0 /\ norm (map (Rmult s) v) = 1 /\
    holds b items = true /\ in_box b (map (Rmult s) v) /\ ones b = ones (chart d q).
Proof.
  intros H Hd Hv. destruct (P1_in_some_chart d v Hd Hv) as (q & s & Hq & Hs & Hb).
  destruct (charts_hold_tree _ _ _ _ H Hq) as (x & Hx).
  destruct (tree_holds_leaf _ _ _ _ Hx Hb) as (b & items & Hi & Hb' & E).
  exists q, s, b, items. pose proof (chart_norm d q _ Hq Hb). auto 7.
Qed.
