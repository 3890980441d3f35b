(** Slabs as intervals of projections, whatever the length and sign of the direction. *)

From Coq Require Import Reals ZArith QArith Qreals Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Integers IntegersSound Target Slabs
  Leaf CellSound.
Import ListNotations.
Open Scope R_scope.

(** h = (kappa - 1)/2. *)
Lemma hR_h_of kappa : hR (h_of kappa) = (Q2R kappa - 1) / 2.
Proof.
  change (hR (h_of kappa)) with (Q2R (h_of kappa)). unfold h_of.
  rewrite (Qeq_eqR _ _ (Qred_correct _)), Q2R_div, Q2R_minus by easy.
  replace (Q2R 1) with 1 by (unfold Q2R; simpl; lra).
  replace (Q2R 2) with 2 by (unfold Q2R; simpl; lra). easy.
Qed.

Lemma hR_positive kappa : (1 < kappa)%Q -> 0 < hR (h_of kappa).
Proof.
  intros H. rewrite hR_h_of. apply Qlt_Rlt in H.
  replace (Q2R 1) with 1 in H by (unfold Q2R; simpl; lra). lra.
Qed.

Lemma slab_passes_interval t kappa g v a b :
  slab_passes t kappa g v a b <-> interval_passes t (hR (h_of kappa)) g (value v) a b.
Proof. rewrite hR_h_of. reflexivity. Qed.

Lemma window_ext p p' a b a' b' y :
  (a <= p y <= b <-> a' <= p' y <= b') -> window p a b y = window p' a' b' y.
Proof. intros H. apply eq_true_iff_eq. now rewrite !window_true. Qed.

(** The direction times [s] > 0, and the slab with it. *)
Lemma interval_passes_scaled t h g v a b s :
  0 < s -> interval_passes t h g (value (map (Rmult s) v)) (s * a) (s * b) ->
  interval_passes t h g (value v) a b.
Proof.
  intros Hs H. unfold interval_passes in *. rewrite <- H. f_equal; apply weightZ_ext;
    intros y; apply window_ext; rewrite value_multiple; set (p := value v y); clearbody p.
  - split; nra.
  - split; intros; split; nra.
Qed.

(** The direction turned round. *)
Lemma interval_passes_turned t h g v a b :
  interval_passes t h g (value (map (Rmult (-1)) v)) (- b) (- a) ->
  interval_passes t h g (value v) a b.
Proof.
  intros H. unfold interval_passes in *. rewrite <- H. f_equal; apply weightZ_ext;
    intros y; apply window_ext; rewrite value_multiple; lra.
Qed.

Lemma multiple_twice s s' v : map (Rmult s) (map (Rmult s') v) = map (Rmult (s * s')) v.
Proof. rewrite map_map. apply map_ext. intros x. lra. Qed.

(** If all slabs with a multiple of [v] pass, so do those with [v]. *)
Lemma multiple_passes t h g v s :
  s <> 0 ->
  (forall a b, a <= b -> interval_passes t h g (value (map (Rmult s) v)) a b) ->
  forall a b, a <= b -> interval_passes t h g (value v) a b.
Proof.
  intros Hs H a b Hab. destruct (Rdichotomy _ _ Hs) as [N|P].
  - apply interval_passes_turned, (interval_passes_scaled _ _ _ _ _ _ (- s)); [lra|].
    rewrite multiple_twice. replace (- s * -1) with s by lra. apply H. nra.
  - apply (interval_passes_scaled _ _ _ _ _ _ s); [easy|]. apply H. nra.
Qed.
