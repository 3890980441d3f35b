(** P4 and P6: projections as sums over features; what is left out, constant features and
    those that depend on kept ones, changes a projection by a constant. *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool Arith Permutation.
From Doublecheck Require Import Definitions Masses Integers Target Certificate Coordinates
  Checker Rationals LinearForms.
Import ListNotations.
Open Scope R_scope.

(** ** Sums over features *)

Definition sum_over (ls : list nat) (F : nat -> R) : R := sum (map F ls).

Lemma sum_over_cons l ls F : sum_over (l :: ls) F = F l + sum_over ls F.
Proof. reflexivity. Qed.

Lemma sum_over_split P ls F :
  sum_over ls F
  = sum_over (filter P ls) F + sum_over (filter (fun l => negb (P l)) ls) F.
Proof.
  induction ls as [|l ls IH]; [unfold sum_over, sum; simpl; lra|].
  simpl filter. rewrite sum_over_cons, IH.
  destruct (P l); simpl; rewrite sum_over_cons; lra.
Qed.

Lemma sum_over_zero ls F : (forall l, In l ls -> F l = 0) -> sum_over ls F = 0.
Proof.
  induction ls as [|l ls IH]; intros H; [reflexivity|].
  rewrite sum_over_cons, (H l), IH; [lra | | now left]. intros. apply H. now right.
Qed.

Lemma sum_over_permutation ls ls' F :
  Permutation ls ls' -> sum_over ls F = sum_over ls' F.
Proof.
  unfold sum_over. induction 1; simpl; unfold sum in *; simpl in *; lra.
Qed.

Definition among (ls : list nat) (l : nat) : bool := existsb (Nat.eqb l) ls.

Lemma among_true ls l : among ls l = true <-> In l ls.
Proof.
  unfold among. rewrite existsb_exists. split.
  - intros [x [Hx E]]. apply Nat.eqb_eq in E. now subst.
  - intros H. exists l. now rewrite Nat.eqb_refl.
Qed.

Lemma in_without ls out l : In l (without ls out) <-> In l ls /\ ~ In l out.
Proof.
  unfold without. rewrite filter_In, negb_true_iff.
  fold (among out l). rewrite <- not_true_iff_false, among_true. reflexivity.
Qed.

(** A sum over [ls] is one over the part [kept] and one over the rest. *)
Lemma sum_over_without ls kept F : NoDup ls -> NoDup kept -> incl kept ls ->
  sum_over ls F = sum_over kept F + sum_over (without ls kept) F.
Proof.
  intros H1 H2 H3. rewrite (sum_over_split (among kept)). f_equal.
  apply sum_over_permutation, NoDup_Permutation; [now apply NoDup_filter | easy |].
  intros l. rewrite filter_In, among_true. intuition.
Qed.

(** What is 0 outside a part may be summed up there. *)
Lemma sum_over_support ls kept F : NoDup ls -> NoDup kept -> incl kept ls ->
  (forall l, In l ls -> ~ In l kept -> F l = 0) -> sum_over ls F = sum_over kept F.
Proof.
  intros H1 H2 H3 H. rewrite (sum_over_without ls kept F) by easy.
  rewrite (sum_over_zero (without ls kept)); [lra|].
  intros l Hl. apply in_without in Hl as [Hl1 Hl2]. now apply H.
Qed.

(** ** Projections *)

(** The sum of coefficient times feature. *)
Definition form_of (ls : list nat) (coef : nat -> R) (x : list Q) : R :=
  sum_over ls (fun l => coef l * Q2R (feature x l)).

(** The entry of a vector for a feature. *)
Definition entry (v : vector) (l : nat) : R := nth (l - 1) v 0.

Lemma nth_rationals x k : nth k (map Q2R x) 0 = Q2R (nth k x 0%Q).
Proof. rewrite <- Q2R_zero. apply map_nth. Qed.

Lemma dot_sum i v x :
  dot v (map Q2R x) =
  sum_over (seq (S i) (length v))
    (fun l => nth (l - S i) v 0 * Q2R (nth (l - S i) x 0%Q)).
Proof.
  revert i x. induction v as [|a v IH]; intros i x; [reflexivity|].
  cbn [length seq]. rewrite sum_over_cons, Nat.sub_diag.
  assert (E : forall y, dot v (map Q2R y) = sum_over (seq (S (S i)) (length v))
    (fun l => nth (l - S i) (a :: v) 0 * Q2R (nth (l - S i) (0%Q :: y) 0%Q))).
  { intros y. rewrite (IH (S i) y). unfold sum_over. f_equal. apply map_ext_in.
    intros l Hl. apply in_seq in Hl.
    now replace (l - S i)%nat with (S (l - S (S i))) by lia. }
  destruct x as [|b x].
  - simpl. rewrite Q2R_zero, sum_over_zero; [lra|]. intros l _.
    destruct (l - S i)%nat; rewrite Q2R_zero; lra.
  - cbn [map dot nth]. rewrite E. f_equal. unfold sum_over. f_equal. apply map_ext_in.
    intros l Hl. apply in_seq in Hl.
    now replace (l - S i)%nat with (S (l - S (S i))) by lia.
Qed.

Lemma dot_form v x :
  dot v (map Q2R x) = form_of (all_features (length v)) (entry v) x.
Proof. apply (dot_sum 0). Qed.

Lemma form_kept kept coef x :
  form_of kept coef x = dot (map coef kept) (map Q2R (select kept x)).
Proof.
  unfold form_of. induction kept as [|l kept IH]; [reflexivity|].
  rewrite sum_over_cons, IH. reflexivity.
Qed.

(** ** Constant features and relations *)

Lemma same_constant g f : same g f = true ->
  exists e, forall p, In p g -> Q2R (f (fst p)) = e.
Proof.
  unfold same. destruct g as [|q g]; [exists 0; easy|].
  rewrite forallb_forall. intros H. exists (Q2R (f (fst q))). intros p [->|Hp]; [easy|].
  now apply Qeq_bool_real, H.
Qed.

Lemma constant_form g ls coef :
  forallb (fun l => same g (fun x => feature x l)) ls = true ->
  exists e, forall p, In p g -> form_of ls coef (fst p) = e.
Proof.
  unfold form_of. induction ls as [|l ls IH]; simpl; [now exists 0|].
  rewrite andb_true_iff. intros [H Hls].
  apply same_constant in H as [e He]. destruct (IH Hls) as [e' He'].
  exists (coef l * e + e'). intros p Hp. now rewrite sum_over_cons, He, He'.
Qed.

(** One feature is affine in the kept ones. *)
Lemma relation_form g kept l r : relation_holds g kept l r = true ->
  exists u e, length u = length kept /\ forall p, In p g ->
    Q2R (feature (fst p) l) = dot u (map Q2R (select kept (fst p))) + e.
Proof.
  unfold relation_holds. rewrite !andb_true_iff, negb_true_iff, Z.eqb_neq, Nat.eqb_eq.
  intros [[HD Hl] H]. apply same_constant in H as [e He]. apply not_0_IZR in HD.
  exists (map (Rmult (/ IZR (fst r))) (map IZR (snd r))), (e / IZR (fst r)).
  split; [now rewrite !map_length|]. intros p Hp. specialize (He p Hp).
  rewrite Q2R_minus, Q2R_mult, Q2R_inject, dot_rationals in He.
  rewrite dot_multiple, <- He. field. easy.
Qed.

(** P6: all that is left out is affine in what is kept. *)
Theorem P6_relations g kept left_out rs coef :
  relations_hold g kept left_out rs = true ->
  exists u e, length u = length kept /\ forall p, In p g ->
    form_of left_out coef (fst p) = dot u (map Q2R (select kept (fst p))) + e.
Proof.
  unfold form_of. revert rs. induction left_out as [|l ls IH]; intros [|r rs] H; try easy.
  - exists (repeat 0 (length kept)), 0. split; [apply repeat_length|].
    intros p _. rewrite dot_zeros. unfold sum_over, sum. simpl. lra.
  - simpl in H. apply andb_true_iff in H as [Hr H].
    destruct (IH rs H) as [u [e [Hu He]]].
    apply relation_form in Hr as [u' [e' [Hu' He']]].
    exists (plus (map (Rmult (coef l)) u') u), (coef l * e' + e).
    split; [rewrite plus_length; rewrite ?map_length; congruence|]. intros p Hp.
    rewrite dot_plus, dot_multiple by (rewrite map_length; congruence).
    rewrite sum_over_cons, He, He' by easy. lra.
Qed.

(** ** Lists of features *)

Lemma increasing_parts ls :
  increasing ls = true -> NoDup ls /\ forall l, In l ls -> (0 < l)%nat.
Proof.
  unfold increasing.
  set (go := fix go (least : nat) l := match l with
                                       | [] => true
                                       | x :: l' => (least <? x)%nat && go x l'
                                       end).
  assert (H : forall l m, go m l = true -> NoDup l /\ forall x, In x l -> (m < x)%nat).
  { induction l as [|x l IH]; intros m; simpl.
    - intros _. split; [constructor | easy].
    - rewrite andb_true_iff, Nat.ltb_lt. intros [Hm Hl].
      destruct (IH x Hl) as [H1 H2]. split.
      + constructor; [|easy]. intros Hin. apply H2 in Hin. lia.
      + intros y [->|Hy]; [easy|]. apply H2 in Hy. lia. }
  intros Hl. now apply (H ls O).
Qed.

Lemma increasing_NoDup ls : increasing ls = true -> NoDup ls.
Proof. apply increasing_parts. Qed.

Lemma kept_incl ls kept :
  forallb (fun l => existsb (Nat.eqb l) ls) kept = true -> incl kept ls.
Proof.
  rewrite forallb_forall. intros H l Hl. apply among_true. now apply H.
Qed.
