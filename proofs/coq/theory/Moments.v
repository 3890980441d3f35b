(** The geometric half of T4.4 (proofs/theory.md, section 5), about the points
    (t, t^2, ..., t^(n-1), t^(n+1)).

    n+1 of them whose parameters t have sum 0 are those of a hyperplane. If the parameters
    are integers and their sum is not 0, the dilation of every slab that holds the n+1
    points, by a large enough kappa, holds all points. The proof divides the polynomial
    <v,x_t> - c by Y - t for one parameter after the other. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses.
Import ListNotations.
Open Scope R_scope.

(** A polynomial is the list of its coefficients, the constant one first. *)
Fixpoint eval (p : list R) (t : R) : R :=
  match p with [] => 0 | a :: p' => a + t * eval p' t end.

(** The quotient of p - p(t) by Y - t. *)
Fixpoint divide (p : list R) (t : R) : list R :=
  match p with
  | [] => []
  | a :: p' => match p' with [] => [] | _ => eval p' t :: divide p' t end
  end.

Lemma eval_divide p t s : eval p s = eval p t + (s - t) * eval (divide p t) s.
Proof.
  induction p as [|a p IH]; [simpl; lra|]. destruct p as [|b p]; [simpl; lra|].
  change (divide (a :: b :: p) t) with (eval (b :: p) t :: divide (b :: p) t).
  change (eval (a :: b :: p) s) with (a + s * eval (b :: p) s).
  change (eval (a :: b :: p) t) with (a + t * eval (b :: p) t).
  change (eval (eval (b :: p) t :: divide (b :: p) t) s)
    with (eval (b :: p) t + s * eval (divide (b :: p) t) s).
  rewrite IH. ring.
Qed.

(** The last two coefficients of the quotient. *)
Lemma divide_last x l a z t :
  exists l', length l' = length l /\
    divide (x :: l ++ [a; z]) t = l' ++ [a + t * z; z].
Proof.
  revert x. induction l as [|y l IH]; intros x.
  - exists []. split; [easy|]. simpl. f_equal; [lra|]. f_equal. lra.
  - destruct (IH y) as (l' & Hl & E).
    exists (eval ((y :: l) ++ [a; z]) t :: l'). split; [simpl; congruence|].
    change (divide (x :: (y :: l) ++ [a; z]) t)
      with (eval ((y :: l) ++ [a; z]) t :: divide (y :: l ++ [a; z]) t).
    now rewrite E.
Qed.

(** Distances of at least 1 between members of a list. *)
Fixpoint apart (ts : list R) : Prop :=
  match ts with
  | [] => True
  | t :: ts' => Forall (fun s => 1 <= Rabs (s - t)) ts' /\ apart ts'
  end.

Lemma divide_small p t s d :
  1 <= Rabs (s - t) -> Rabs (eval p t) <= d -> Rabs (eval p s) <= d ->
  Rabs (eval (divide p t) s) <= 2 * d.
Proof.
  intros Hst Ht Hs. pose proof (eval_divide p t s) as E.
  assert (Em : Rabs (s - t) * Rabs (eval (divide p t) s) <= 2 * d).
  { rewrite <- Rabs_mult. replace ((s - t) * eval (divide p t) s)
      with (eval p s + - eval p t) by lra.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
  pose proof (Rabs_pos (eval (divide p t) s)).
  pose proof (Rmult_le_compat_r _ _ _ H Hst). lra.
Qed.

(** Dividing by Y - t leaves a polynomial of the same kind, small at the other numbers. *)
Lemma divide_step x l a z t ts d :
  apart (t :: ts) -> Forall (fun s => Rabs (eval (x :: l ++ [a; z]) s) <= d) (t :: ts) ->
  exists l', length l' = length l /\
    divide (x :: l ++ [a; z]) t = l' ++ [a + t * z; z] /\
    Forall (fun s => Rabs (eval (l' ++ [a + t * z; z]) s) <= 2 * d) ts.
Proof.
  intros [Hfar _] Hd. inversion_clear Hd as [|? ? Ht Hts].
  destruct (divide_last x l a z t) as (l' & Hl & E). exists l'. split; [easy|].
  split; [easy|]. rewrite <- E. rewrite Forall_forall in *. intros s Hs.
  apply divide_small; auto.
Qed.

(** If a polynomial with coefficients ..., a, z is small at as many numbers as it has
    coefficients less one, then so is a + z times their sum. *)
Lemma leading_small k : forall l a z ts d,
  length l = k -> length ts = S k -> apart ts ->
  Forall (fun t => Rabs (eval (l ++ [a; z]) t) <= d) ts ->
  Rabs (a + z * sum ts) <= 2 ^ k * d.
Proof.
  induction k as [|k IH]; intros [|x l] a z [|t ts] d Hk Hl Hap Hd; try discriminate.
  - destruct ts; [|discriminate]. inversion_clear Hd. unfold sum. simpl in *.
    replace (a + z * (t + 0)) with (a + t * (z + t * 0)) by lra. lra.
  - injection Hk as Hk. injection Hl as Hl.
    destruct (divide_step x l a z t ts d Hap Hd) as (l' & Hl' & _ & Hq).
    rewrite sum_cons. replace (a + z * (t + sum ts)) with (a + t * z + z * sum ts) by lra.
    replace (2 ^ S k * d) with (2 ^ k * (2 * d)) by (simpl; lra).
    apply (IH l'); trivial; [congruence | apply Hap].
Qed.

(** Then it is not large at any other number either. *)
Lemma values_small T Z k : 1 <= T -> forall l a z ts d s,
  length l = k -> length ts = S k -> apart ts ->
  Forall (fun t => Rabs (eval (l ++ [a; z]) t) <= d) ts ->
  Forall (fun t => Rabs t <= T) ts -> Rabs s <= T -> Rabs z <= Z ->
  Rabs (eval (l ++ [a; z]) s) <= ((4 * T) ^ S k - 1) * d + (2 * T) ^ S k * Z.
Proof.
  intros HT. assert (Hdiff : forall x y, Rabs x <= T -> Rabs y <= T ->
                       Rabs (x - y) <= 2 * T).
  { intros x y Hx Hy. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
  assert (Hstep : forall p t s d B, Rabs (eval p t) <= d -> Rabs t <= T ->
    Rabs s <= T -> Rabs (eval (divide p t) s) <= B ->
    Rabs (eval p s) <= d + 2 * T * B).
  { intros p t s d B Hd Ht Hs HB. rewrite (eval_divide p t s).
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
    pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos _) (Rabs_pos _) (Hdiff s t Hs Ht) HB).
    lra. }
  induction k as [|k IH]; intros [|x l] a z [|t ts] d s Hk Hl Hap Hd HTs Hs Hz;
    try discriminate; inversion_clear HTs as [|? ? Ht HTs'];
    assert (Hdt := Forall_inv Hd); cbv beta in Hdt;
    assert (Hd0 : 0 <= d) by (eapply Rle_trans; [apply Rabs_pos | exact Hdt]).
  - apply (Rle_trans _ (d + 2 * T * Z)).
    + apply (Hstep _ t); trivial. simpl. now replace (z + t * 0 + s * 0) with z by lra.
    + simpl. pose proof (Rmult_le_compat_r d 1 (4 * T - 1) Hd0). lra.
  - injection Hk as Hk. injection Hl as Hl.
    destruct (divide_step x l a z t ts d Hap Hd) as (l' & Hl' & E & Hq).
    apply (Rle_trans _ (d + 2 * T *
      (((4 * T) ^ S k - 1) * (2 * d) + (2 * T) ^ S k * Z))).
    + apply (Hstep _ t s d); trivial.
      change ((x :: l) ++ [a; z]) with (x :: l ++ [a; z]). rewrite E.
      apply (IH l' (a + t * z) z ts (2 * d) s); trivial; [congruence | apply Hap].
    + simpl. set (A := (4 * T) ^ k). set (B := (2 * T) ^ k).
      pose proof (Rmult_le_compat_r d 1 T Hd0 HT). lra.
Qed.

(** * The points *)

(** (t, t^2, ..., t^m), ... *)
Fixpoint powers (t : R) (m : nat) : vector :=
  match m with O => [] | S m' => t :: map (Rmult t) (powers t m') end.

(** ... and with n = m + 1 features (t, ..., t^(n-1), t^(n+1)). *)
Definition moments (n : nat) (t : R) : vector := powers t (n - 1) ++ [t ^ (n + 1)].

Lemma dot_powers u z t :
  dot (u ++ [z]) (powers t (length u) ++ [t ^ (length u + 2)]) =
  t * eval (u ++ [0; z]) t.
Proof.
  induction u as [|a u IH]; [simpl; ring|].
  assert (Hs : forall v x c, dot v (map (Rmult c) x) = c * dot v x).
  { clear. induction v as [|b v IH]; intros [|e x] c; simpl; try lra. rewrite IH. lra. }
  change (length (a :: u)) with (S (length u)). simpl powers. simpl dot. simpl eval.
  replace (map (Rmult t) (powers t (length u)) ++ [t ^ S (length u + 2)])
    with (map (Rmult t) (powers t (length u) ++ [t ^ (length u + 2)]))
    by (rewrite map_app; reflexivity).
  change (t * t ^ (length u + 2)) with (t ^ S (length u + 2)).
  replace (map (Rmult t) (powers t (length u)) ++ [t ^ S (length u + 2)])
    with (map (Rmult t) (powers t (length u) ++ [t ^ (length u + 2)]))
    by (rewrite map_app; reflexivity).
  rewrite Hs, IH. ring.
Qed.

(** The affine functions of these points are the polynomials without t^n. *)
Lemma affine_moments n v c :
  length v = n -> (1 <= n)%nat ->
  exists u z, length u = (n - 1)%nat /\
    forall t, dot v (moments n t) - c = eval ((- c :: u) ++ [0; z]) t.
Proof.
  intros Hv Hn. destruct (exists_last (l := v)) as (u & z & ->).
  { intros ->. simpl in Hv. lia. }
  rewrite app_length in Hv. simpl in Hv. exists u, z. split; [lia|]. intros t.
  unfold moments. replace (n - 1)%nat with (length u) by lia.
  replace (n + 1)%nat with (length u + 2)%nat by lia. rewrite dot_powers. simpl. lra.
Qed.

(** If a slab holds the points of n+1 parameters, at distances of at least 1 and with a
    sum that is not within (-1, 1), its dilation by a kappa >= 2 (4T)^(n+1) holds the
    points of all parameters that are at most T in absolute value. *)
Theorem T4_4_spread n v c r ts T kappa s :
  length v = n -> (1 <= n)%nat -> length ts = (n + 1)%nat -> apart ts ->
  Forall (fun t => Rabs t <= T) ts -> 1 <= Rabs (sum ts) -> 1 <= T ->
  Forall (fun t => Rabs (dot v (moments n t) - c) <= r) ts ->
  2 * (4 * T) ^ (n + 1) <= kappa -> Rabs s <= T ->
  Rabs (dot v (moments n s) - c) <= kappa * r.
Proof.
  intros Hv Hn Hl Hap HTs Hsum HT Hr Hk Hs.
  destruct (affine_moments n v c Hv Hn) as (u & z & Hu & E).
  assert (Hlen : length (- c :: u) = n) by (simpl; lia).
  assert (Hr' : Forall (fun t => Rabs (eval ((- c :: u) ++ [0; z]) t) <= r) ts).
  { eapply Forall_impl; [|exact Hr]. intros t Ht. rewrite <- E.
    exact Ht. }
  assert (Hl' : length ts = S n) by lia.
  pose proof (leading_small n _ 0 z ts r Hlen Hl' Hap Hr') as Hz.
  rewrite Rplus_0_l, Rabs_mult in Hz.
  assert (Hz' : Rabs z <= 2 ^ n * r).
  { pose proof (Rmult_le_compat_l (Rabs z) 1 _ (Rabs_pos z) Hsum). lra. }
  pose proof (values_small T _ n HT _ 0 z ts r s Hlen Hl' Hap Hr' HTs Hs Hz') as Hb.
  rewrite E. eapply Rle_trans; [exact Hb|].
  assert (Hr0 : 0 <= r).
  { destruct ts as [|t ts]; [discriminate|]. inversion_clear Hr.
    eapply Rle_trans; [apply Rabs_pos | exact H]. }
  apply (Rle_trans _ (2 * (4 * T) ^ (n + 1) * r)); [|now apply Rmult_le_compat_r].
  replace (n + 1)%nat with (S n) by lia.
  assert (E4 : (2 * T) ^ S n * 2 ^ n <= (4 * T) ^ S n).
  { replace (4 * T) with (2 * T * 2) by lra. rewrite (Rpow_mult_distr (2 * T) 2).
    apply Rmult_le_compat_l; [apply pow_le; lra|]. apply Rle_pow; [lra|lia]. }
  pose proof (Rmult_le_compat_r r _ _ Hr0 E4). lra.
Qed.

(** * The hyperplane through n+1 points whose parameters have sum 0 *)

(** The coefficients of b + (Y - t) p. *)
Fixpoint times (t b : R) (p : list R) : list R :=
  match p with [] => [b] | a :: p' => (b - t * a) :: times t a p' end.

Lemma eval_times t b p s : eval (times t b p) s = b + (s - t) * eval p s.
Proof.
  revert b. induction p as [|a p IH]; intros b; simpl; [ring|]. rewrite IH. ring.
Qed.

Lemma times_last t b l a z :
  exists l', length l' = S (length l) /\ times t b (l ++ [a; z]) = l' ++ [a - t * z; z].
Proof.
  revert b. induction l as [|x l IH]; intros b.
  - now exists [b - t * a].
  - destruct (IH x) as (l' & Hl & E). exists ((b - t * x) :: l').
    split; [simpl; congruence|]. simpl. now rewrite E.
Qed.

(** The last coefficients of the product of the Y - t are minus the sum of the t and 1. *)
Lemma product_exists t ts :
  exists l, length l = length ts /\
    forall s, eval (l ++ [- sum (t :: ts); 1]) s = 0 <-> In s (t :: ts).
Proof.
  revert t. induction ts as [|t' ts IH]; intros t.
  - exists []. split; [easy|]. intros s. unfold sum. simpl.
    split; [intros H; left; lra | intros [<-|[]]; lra].
  - destruct (IH t') as (l & Hl & Hz).
    destruct (times_last t 0 l (- sum (t' :: ts)) 1) as (l' & Hl' & E).
    exists l'. split; [simpl; congruence|]. intros s.
    replace (- sum (t :: t' :: ts)) with (- sum (t' :: ts) - t * 1)
      by (rewrite !sum_cons; lra).
    rewrite <- E, eval_times, Rplus_0_l. split; intros H.
    + apply Rmult_integral in H. destruct H as [H|H]; [left; lra | right; now apply Hz].
    + destruct H as [<-|H]; [lra|]. apply Hz in H. rewrite H. lra.
Qed.

(** If n+1 parameters have sum 0, a hyperplane holds the points of just these. *)
Theorem T4_4_hyperplane n ts :
  (1 <= n)%nat -> length ts = (n + 1)%nat -> sum ts = 0 ->
  exists v c, length v = n /\ ~ is_zero v /\
    forall t, dot v (moments n t) = c <-> In t ts.
Proof.
  intros Hn Hl Hsum. destruct ts as [|t ts]; [simpl in Hl; lia|].
  destruct (product_exists t ts) as (l & Hll & Hz). rewrite Hsum, Ropp_0 in Hz.
  simpl in Hl. destruct l as [|b u]; [simpl in Hll; lia|]. simpl in Hll.
  exists (u ++ [1]), (- b). split; [rewrite app_length; simpl; lia|]. split.
  - intros H. unfold is_zero in H. rewrite Forall_app in H. destruct H as [_ H].
    inversion_clear H. lra.
  - intros s. rewrite <- Hz. unfold moments. replace (n - 1)%nat with (length u) by lia.
    replace (n + 1)%nat with (length u + 2)%nat by lia. rewrite dot_powers. simpl. lra.
Qed.
