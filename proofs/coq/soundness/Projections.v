(** Slabs over the points of a problem, given by a projection of their features: what
    passes, and that moving all projections by a constant changes nothing (P2). *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool.
From Doublecheck Require Import Definitions Masses Integers Target Slabs Coordinates
  Checker Rationals WeightsSound.
Import ListNotations.
Open Scope R_scope.

(** The projection [f] of a point is from [a] to [b]. *)
Definition within (f : list Q -> R) (a b : R) (x : list Q) : bool :=
  Rleb a (f x) && Rleb (f x) b.

(** The slab [a,b] of the projection [f] and its dilation are as the target [t] asks. *)
Definition projection_passes (t : target) (kappa : Q) (g : list qpoint) (f : list Q -> R)
    (a b : R) : Prop :=
  let h := (Q2R kappa - 1) / 2 in
  passes t (weight_total g) (qweight g (within f a b))
    (qweight g (within f (a - h * (b - a)) (b + h * (b - a)))) = true.

(** The ranges of the numbers in a target, delta <= 1 among them. *)
Definition target_proper (t : target) : Prop :=
  target_fits t /\ Q2R (target_delta t) <= 1.

Lemma Rleb_shift e x y x' y' : x = x' + e -> y = y' + e -> Rleb x y = Rleb x' y'.
Proof. intros -> ->. unfold Rleb. do 2 destruct (Rle_dec _ _); lra || easy. Qed.

Lemma within_shift f f' e a b a' b' x :
  f x = f' x + e -> a = a' + e -> b = b' + e -> within f a b x = within f' a' b' x.
Proof.
  intros Hf Ha Hb. unfold within.
  now rewrite (Rleb_shift e a (f x) a' (f' x)), (Rleb_shift e (f x) b (f' x) b').
Qed.

Theorem P2_translation t kappa g f f' e a b :
  (forall p, In p g -> f (fst p) = f' (fst p) + e) ->
  projection_passes t kappa g f' (a - e) (b - e) -> projection_passes t kappa g f a b.
Proof.
  intros Hf. unfold projection_passes.
  replace (b - e - (a - e)) with (b - a) by lra. intros H. rewrite <- H.
  f_equal; apply qweight_ext; intros p Hp;
    apply (within_shift f f' e); auto; lra.
Qed.

Lemma projection_passes_ext t kappa g f f' a b :
  (forall p, In p g -> f (fst p) = f' (fst p)) ->
  projection_passes t kappa g f' a b -> projection_passes t kappa g f a b.
Proof.
  intros Hf H. apply (P2_translation t kappa g f f' 0).
  - intros p Hp. rewrite Hf by easy. lra.
  - now rewrite !Rminus_0_r.
Qed.

(** ** Slabs that hold all points, or none *)

Lemma all_pass t W L : target_proper t -> (0 < W <= L)%Z -> passes t W W L = true.
Proof.
  intros [_ Hd] [HW HL]. apply passes_real. apply IZR_lt in HW. apply IZR_le in HL.
  destruct t; simpl in *; right; left; nra.
Qed.

Lemma none_pass t W L :
  target_proper t -> (0 < W)%Z -> (0 <= L)%Z -> passes t W 0 L = true.
Proof.
  intros [Hf _] HW HL. apply passes_real. apply IZR_lt in HW. apply IZR_le in HL.
  destruct t as [b sigma delta | m0 delta b]; simpl in *; left.
  - destruct Hf as [Hb _]. apply Qle_real in Hb. rewrite Q2R_zero in Hb. nra.
  - destruct Hf as [[Hm _] _]. apply Qlt_real in Hm. rewrite Q2R_zero in Hm. nra.
Qed.

Lemma dilation_larger kappa f a b x :
  1 < Q2R kappa -> a <= b -> within f a b x = true ->
  within f (a - (Q2R kappa - 1) / 2 * (b - a)) (b + (Q2R kappa - 1) / 2 * (b - a)) x
  = true.
Proof.
  unfold within. rewrite !andb_true_iff, !Rleb_true. intros. nra.
Qed.

(** Where all projections are equal the slab holds all points or none. *)
Theorem P4_no_direction n t kappa g f e a b :
  target_proper t -> 1 < Q2R kappa -> qproper n g -> (0 < weight_total g)%Z -> a <= b ->
  (forall p, In p g -> f (fst p) = e) -> projection_passes t kappa g f a b.
Proof.
  intros Ht Hk Hg HW Hab He. unfold projection_passes.
  set (A := within _ (a - _) _).
  assert (HL : (qweight g (within f a b) <= qweight g A)%Z).
  { apply (qweight_le n); [easy|]. intros x. now apply dilation_larger. }
  destruct (Rleb a e && Rleb e b) eqn:E.
  - rewrite (qweight_ext g (within f a b) (fun _ => true)), qweight_true in *.
    + apply all_pass; [easy | lia].
    + intros p Hp. unfold within. now rewrite He.
    + intros p Hp. unfold within. now rewrite He.
  - rewrite (qweight_ext g (within f a b) (fun _ => false)), qweight_false in *.
    + apply none_pass; [easy | easy | lia].
    + intros p Hp. unfold within. now rewrite He.
    + intros p Hp. unfold within. now rewrite He.
Qed.
