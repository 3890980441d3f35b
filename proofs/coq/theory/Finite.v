(** T3 of proofs/theory.md (section 4), finiteness: finitely many linear forms in the
    direction decide everything about the tight slabs.

    Directions with which every form has the same sign make a face; on a face the tight
    slab of each pair of points, and its dilation, hold the same points. *)

From Coq Require Import Reals Lra List Bool Arith.
From Doublecheck Require Import Definitions Masses Critical Tight Linear.
Import ListNotations.
Open Scope R_scope.

(** * Faces *)

Definition same_sign (x y : R) : Prop := (0 < x <-> 0 < y) /\ (x < 0 <-> y < 0).

(** [v] and [v'] lie in one face of the arrangement of the forms <v,u>. *)
Definition same_face (forms : list vector) (v v' : vector) : Prop :=
  forall u, In u forms -> same_sign (dot v u) (dot v' u).

Lemma same_sign_le x y : same_sign x y -> (0 <= x <-> 0 <= y).
Proof. unfold same_sign. lra. Qed.

Lemma same_sign_ge x y : same_sign x y -> (x <= 0 <-> y <= 0).
Proof. unfold same_sign. lra. Qed.

Lemma same_face_app us us' v v' :
  same_face (us ++ us') v v' -> same_face us v v' /\ same_face us' v v'.
Proof. intros H. split; intros u Hu; apply H, in_or_app; auto. Qed.

(** * The forms of a group *)

(** x_k - x_i, whose form is p_k - p_i. *)
Definition inner_form (i k : point) : vector :=
  add (coordinates k) (scale (-1) (coordinates i)).

(** x_k - (1+h) x_i + h x_j, whose form is p_k - (1+h) p_i + h p_j. *)
Definition outer_form (kappa : R) (i j k : point) : vector :=
  let h := (kappa - 1) / 2 in
  add (coordinates k)
    (add (scale (- (1 + h)) (coordinates i)) (scale h (coordinates j))).

(** All of them: N^2 + N^3. *)
Definition forms (kappa : R) (g : points) : list vector :=
  flat_map (fun i => map (inner_form i) g) g ++
  flat_map (fun i => flat_map (fun j => map (outer_form kappa i j) g) g) g.

Lemma inner_form_in kappa g i k :
  In i g -> In k g -> In (inner_form i k) (forms kappa g).
Proof.
  intros Hi Hk. apply in_or_app. left. apply in_flat_map. exists i. split; [easy|].
  now apply in_map.
Qed.

Lemma outer_form_in kappa g i j k :
  In i g -> In j g -> In k g -> In (outer_form kappa i j k) (forms kappa g).
Proof.
  intros Hi Hj Hk. apply in_or_app. right. apply in_flat_map. exists i. split; [easy|].
  apply in_flat_map. exists j. split; [easy|]. now apply in_map.
Qed.

Section Forms.

Variables (n : nat) (g : points) (kappa : R).
Hypothesis Hg : training_set n g.

Lemma point_length s : In s g -> length (coordinates s) = n.
Proof.
  intros Hs. destruct Hg as [_ H]. rewrite Forall_forall in H. now apply H.
Qed.

Lemma dot_inner_form v i k :
  In i g -> In k g -> dot v (inner_form i k) = projection v k - projection v i.
Proof.
  intros Hi Hk. unfold inner_form, projection.
  rewrite dot_add_r, dot_scale_r; [lra|].
  now rewrite scale_length, !point_length.
Qed.

Lemma dot_outer_form v i j k :
  In i g -> In j g -> In k g ->
  let h := (kappa - 1) / 2 in
  dot v (outer_form kappa i j k) =
  projection v k - (1 + h) * projection v i + h * projection v j.
Proof.
  intros Hi Hj Hk h. unfold outer_form, projection. fold h.
  rewrite !dot_add_r, !dot_scale_r; [lra|..];
    rewrite ?add_length; rewrite ?scale_length, !point_length; trivial.
Qed.

(** * T3: the sets I and O are constant on a face *)

Section Face.

Variables v v' : vector.
Hypothesis Hface : same_face (forms kappa g) v v'.

Theorem T3_order i j :
  In i g -> In j g ->
  (projection v i <= projection v j <-> projection v' i <= projection v' j).
Proof.
  intros Hi Hj. pose proof (Hface _ (inner_form_in kappa g i j Hi Hj)) as H.
  apply same_sign_le in H. rewrite !dot_inner_form in H; trivial. lra.
Qed.

(** The tight slab of each pair of points holds the same points. *)
Theorem T3_inside i j k :
  In i g -> In j g -> In k g ->
  inside (tight_slab v i j) k = inside (tight_slab v' i j) k.
Proof.
  intros Hi Hj Hk. apply eq_true_iff_eq. rewrite !inside_tight.
  now rewrite (T3_order i k), (T3_order k j).
Qed.

(** So does its dilation. *)
Theorem T3_inside_dilated i j k :
  In i g -> In j g -> In k g ->
  inside (dilate kappa (tight_slab v i j)) k =
  inside (dilate kappa (tight_slab v' i j)) k.
Proof.
  intros Hi Hj Hk. apply eq_true_iff_eq. rewrite !inside_tight_dilated.
  pose proof (same_sign_le _ _ (Hface _ (outer_form_in kappa g i j k Hi Hj Hk))) as Ha.
  pose proof (same_sign_ge _ _ (Hface _ (outer_form_in kappa g j i k Hj Hi Hk))) as Hb.
  rewrite !dot_outer_form in Ha, Hb; trivial. lra.
Qed.

(** Hence both masses are constant on a face, ... *)
Theorem T3_masses i j :
  In i g -> In j g ->
  mu g (tight_slab v i j) = mu g (tight_slab v' i j) /\
  mu_dilated kappa g (tight_slab v i j) = mu_dilated kappa g (tight_slab v' i j).
Proof.
  intros Hi Hj. split; apply mass_ext; intros k Hk;
    [now apply T3_inside | now apply T3_inside_dilated].
Qed.

(** ... and whether the tight slab violates, ... *)
Theorem T3_violates sigma delta i j :
  In i g -> In j g ->
  (violates kappa sigma delta g (tight_slab v i j) <->
   violates kappa sigma delta g (tight_slab v' i j)).
Proof.
  intros Hi Hj. unfold violates. destruct (T3_masses i j Hi Hj) as [-> ->]. easy.
Qed.

(** ... or limits sigma, and how much. *)
Theorem T3_limits delta m0 i j :
  In i g -> In j g ->
  (limits kappa delta m0 g (tight_slab v i j) <->
   limits kappa delta m0 g (tight_slab v' i j)) /\
  quotient kappa g (tight_slab v i j) = quotient kappa g (tight_slab v' i j).
Proof.
  intros Hi Hj. unfold limits, quotient. destruct (T3_masses i j Hi Hj) as [-> ->]. easy.
Qed.

End Face.

End Forms.

(** * Forms that keep the direction in its family *)

(** The entries v_l. *)
Definition entry_forms (n : nat) : list vector := map (unit n) (seq 0 n).

Lemma same_face_entries n v v' :
  length v = n -> length v' = n -> same_face (entry_forms n) v v' ->
  Forall2 same_sign v v'.
Proof.
  intros Hv Hv' H.
  assert (Hnth : forall l, (l < n)%nat -> same_sign (nth l v 0) (nth l v' 0)).
  { intros l Hl. rewrite <- (dot_unit_r n l v), <- (dot_unit_r n l v'); trivial.
    apply H, in_map, in_seq. auto with arith. }
  clear H. subst n. revert v' Hv' Hnth.
  induction v as [|a v IH]; intros [|b v'] Hv' Hnth; try discriminate; constructor.
  - apply (Hnth O). simpl. auto with arith.
  - apply IH; [now injection Hv'|]. intros l Hl. apply (Hnth (S l)). simpl.
    auto with arith.
Qed.

Lemma same_sign_zero x y : same_sign x y -> (x = 0 <-> y = 0).
Proof. unfold same_sign. lra. Qed.

Lemma same_signs_zero v v' : Forall2 same_sign v v' -> (is_zero v <-> is_zero v').
Proof.
  unfold is_zero.
  induction 1 as [|a b v v' H _ IH]; [easy|]. rewrite !Forall_cons_iff, IH.
  now rewrite (same_sign_zero a b H).
Qed.

Lemma same_signs_non_zeros v v' :
  Forall2 same_sign v v' -> non_zeros v = non_zeros v'.
Proof.
  unfold non_zeros. induction 1 as [|a b v v' H _ IH]; [easy|]. simpl.
  apply same_sign_zero in H.
  destruct (Req_EM_T a 0), (Req_EM_T b 0); simpl; try tauto. now rewrite IH.
Qed.

Lemma same_face_all n S S' :
  length (direction S') = n -> 0 <= radius S' ->
  same_face (entry_forms n) (direction S) (direction S') -> all n S -> all n S'.
Proof.
  intros Hn Hr H (Hl & Hz & _). apply same_face_entries in H; trivial.
  split; [easy|]. split; [|easy]. now rewrite <- (same_signs_zero _ _ H).
Qed.

Lemma same_face_sparse n k S S' :
  length (direction S') = n -> 0 <= radius S' ->
  same_face (entry_forms n) (direction S) (direction S') -> sparse n k S -> sparse n k S'.
Proof.
  intros Hn Hr H [Hp Hk]. split; [now apply (same_face_all n S)|].
  destruct Hp as (Hl & _). apply same_face_entries in H; trivial.
  now rewrite <- (same_signs_non_zeros _ _ H).
Qed.

(** * A listed direction and its multiples *)

(** A multiple of a direction gives the tight slabs of the direction itself: those of the
    pairs in the same order if it is positive, in the opposite order if it is negative. *)
Lemma multiple_same_face us t v : 0 < t -> same_face us (scale t v) v.
Proof.
  intros Ht u _. rewrite dot_scale_l. unfold same_sign.
  split; split; intros H.
  - apply (Rmult_lt_reg_l t); lra.
  - now apply Rmult_lt_0_compat.
  - apply (Rmult_lt_reg_l t); lra.
  - pose proof (Rmult_lt_compat_l t (dot v u) 0 Ht H). lra.
Qed.

Lemma opposite_inside v i j s :
  inside (tight_slab (scale (-1) v) i j) s = inside (tight_slab v j i) s.
Proof.
  apply eq_true_iff_eq. rewrite !inside_tight. unfold projection.
  rewrite !dot_scale_l. lra.
Qed.

Lemma opposite_inside_dilated kappa v i j s :
  inside (dilate kappa (tight_slab (scale (-1) v) i j)) s =
  inside (dilate kappa (tight_slab v j i)) s.
Proof.
  apply eq_true_iff_eq. rewrite !inside_tight_dilated. unfold projection.
  rewrite !dot_scale_l. lra.
Qed.
