(** T3 of proofs/theory.md (section 4) for family width: finitely many linear forms in the
    direction v and the centre c decide everything about the slabs of T2 for width, and m*
    and sigma* are attained by such slabs with an integer direction and centre.

    Every direction lies in one of 2n cones, on each of which |v|_inf is a linear form. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Doublecheck Require Import Definitions Masses Critical Tight Linear Finite Density
  Attained.
Import ListNotations.
Open Scope R_scope.

(** * The norm *)

Lemma norm_ge v l : Rabs (nth l v 0) <= norm v.
Proof.
  revert l. unfold norm. induction v as [|a v IH]; intros [|l]; simpl;
    try (rewrite Rabs_R0; lra).
  - apply Rmax_l.
  - eapply Rle_trans; [apply IH | apply Rmax_r].
Qed.

Lemma norm_attained v :
  ~ is_zero v -> exists q, (q < length v)%nat /\ 0 < norm v /\ Rabs (nth q v 0) = norm v.
Proof.
  induction v as [|a v IH]; intros Hz; [destruct Hz; constructor|].
  unfold norm in *. simpl. set (m := fold_right Rmax 0 (map Rabs v)) in *.
  pose proof (Rabs_pos a) as Ha.
  destruct (Rle_lt_dec m (Rabs a)) as [H|H].
  - exists O. rewrite Rmax_left by easy. split; [lia|]. split; [|easy].
    pose proof (norm_nonneg v) as Hm. unfold norm in Hm. fold m in Hm.
    destruct (Req_dec a 0) as [E|E]; [|now apply Rabs_pos_lt].
    rewrite E, Rabs_R0 in H. destruct Hz. constructor; [easy|]. apply is_zero_nth.
    intros l. pose proof (norm_ge v l) as Hl. unfold norm in Hl. fold m in Hl.
    destruct (Req_dec (nth l v 0) 0) as [|Hne]; [easy|]. apply Rabs_pos_lt in Hne. lra.
  - destruct IH as (q & Hq & Hpos & E).
    + intros Hv. assert (E : m = 0); [|lra]. unfold m. clear -Hv.
      induction Hv as [|b v -> _ IH]; [easy|]. simpl. rewrite IH, Rabs_R0.
      apply Rmax_left. lra.
    + exists (S q). rewrite Rmax_right by lra. split; [lia|easy].
Qed.

(** * Cones *)

(** A choice of sign. *)
Definition sign (e : R) : Prop := e = 1 \/ e = -1.

(** The form e v_q. *)
Definition cone_form (n q : nat) (e : R) : vector := scale e (unit n q).

(** The cone on which it is |v|_inf, without 0. *)
Definition cone (n q : nat) (e : R) (v : vector) : Prop :=
  length v = n /\ 0 < dot v (cone_form n q e) /\
  forall l, (l < n)%nat -> Rabs (nth l v 0) <= dot v (cone_form n q e).

Lemma dot_cone_form n q e v : length v = n -> dot v (cone_form n q e) = e * nth q v 0.
Proof. intros H. unfold cone_form. now rewrite dot_scale_r, dot_unit_r. Qed.

Lemma cone_length n q e : length (cone_form n q e) = n.
Proof. unfold cone_form. now rewrite scale_length, unit_length. Qed.

(** Each direction lies in a cone, ... *)
Lemma cone_exists n v :
  length v = n -> ~ is_zero v -> exists q e, (q < n)%nat /\ sign e /\ cone n q e v.
Proof.
  intros Hn Hz. destruct (norm_attained v Hz) as (q & Hq & Hpos & E). rewrite Hn in Hq.
  assert (H : forall e, e * nth q v 0 = norm v -> cone n q e v).
  { intros e He. split; [easy|]. rewrite dot_cone_form, He by easy. split; [easy|].
    intros l _. apply norm_ge. }
  exists q. unfold Rabs in E. destruct (Rcase_abs (nth q v 0)).
  - exists (-1). split; [easy|]. split; [now right|]. apply H. lra.
  - exists 1. split; [easy|]. split; [now left|]. apply H. lra.
Qed.

(** ... and there the form is the norm. *)
Lemma cone_norm n q e v : sign e -> cone n q e v -> norm v = dot v (cone_form n q e).
Proof.
  intros He (Hn & Hpos & Hle). apply Rle_antisym.
  - revert Hle Hpos. generalize (dot v (cone_form n q e)). intros b. subst n.
    unfold norm. induction v as [|a v IH]; intros Hle Hb; simpl; [lra|].
    apply Rmax_lub; [apply (Hle O); simpl; lia|]. apply IH; [|easy]. intros l Hl.
    apply (Hle (S l)). simpl. lia.
  - rewrite dot_cone_form by easy. pose proof (norm_ge v q) as H.
    unfold Rabs in H. destruct (Rcase_abs (nth q v 0)), He; subst e; lra.
Qed.

Lemma cone_not_zero n q e v : cone n q e v -> ~ is_zero v.
Proof. intros (_ & Hpos & _) Hz. rewrite dot_is_zero in Hpos; [lra|easy]. Qed.

(** * The forms *)

(** A form in v, and one in v and c, on the vector c :: v. *)
Definition of_direction (u : vector) : vector := 0 :: u.

(** p_k - c + t e v_q. *)
Definition centre_form (n q : nat) (e t : R) (k : point) : vector :=
  -1 :: add (coordinates k) (scale t (cone_form n q e)).

(** p_j - p_i - w e v_q. *)
Definition width_form (n q : nat) (e w : R) (i j : point) : vector :=
  add (inner_form i j) (scale (- w) (cone_form n q e)).

(** e v_q, and e v_q - v_l and e v_q + v_l for all l. *)
Definition cone_forms (n q : nat) (e : R) : list vector :=
  cone_form n q e ::
  map (fun l => add (cone_form n q e) (scale (-1) (unit n l))) (seq 0 n) ++
  map (fun l => add (cone_form n q e) (scale 1 (unit n l))) (seq 0 n).

Definition width_forms (n q : nat) (e w kappa : R) (g : points) : list vector :=
  map of_direction (cone_forms n q e) ++
  map of_direction (forms kappa g) ++
  map of_direction (flat_map (fun i => map (width_form n q e w i) g) g) ++
  flat_map (fun t => map (centre_form n q e t) g)
    [w / 2; - (w / 2); kappa * (w / 2); - (kappa * (w / 2))].

Lemma dot_of_direction c v u : dot (c :: v) (of_direction u) = dot v u.
Proof. simpl. lra. Qed.

Lemma same_face_of_direction us c v c' v' :
  same_face (map of_direction us) (c :: v) (c' :: v') -> same_face us v v'.
Proof.
  intros H u Hu. specialize (H _ (in_map of_direction _ _ Hu)).
  now rewrite !dot_of_direction in H.
Qed.

Section Faces.

Variables (n q : nat) (e w kappa : R) (g : points).
Hypothesis Hg : training_set n g.
Hypothesis He : sign e.

Lemma dot_width_form v i j :
  In i g -> In j g ->
  dot v (width_form n q e w i j) =
  projection v j - projection v i - w * dot v (cone_form n q e).
Proof.
  intros Hi Hj. unfold width_form.
  rewrite dot_add_r, dot_scale_r, (dot_inner_form n g); trivial; [lra|].
  rewrite scale_length, cone_length. unfold inner_form.
  rewrite add_length; rewrite ?scale_length, !(point_length n g Hg); trivial.
Qed.

Lemma dot_centre_form c v t k :
  In k g ->
  dot (c :: v) (centre_form n q e t k) =
  projection v k - c + t * dot v (cone_form n q e).
Proof.
  intros Hk. unfold centre_form, projection. simpl.
  rewrite dot_add_r, dot_scale_r; [lra|].
  now rewrite scale_length, cone_length, (point_length n g Hg).
Qed.

Section Face.

Variables (v v' : vector) (c c' : R).
Hypothesis Hface : same_face (width_forms n q e w kappa g) (c :: v) (c' :: v').
Hypothesis Hcone : cone n q e v.
Hypothesis Hlength : length v' = n.

Lemma face_cone_forms : same_face (cone_forms n q e) v v'.
Proof. apply (same_face_of_direction _ c v c' v'). now apply same_face_app in Hface. Qed.

Lemma face_forms : same_face (forms kappa g) v v'.
Proof.
  apply (same_face_of_direction _ c v c' v'). unfold width_forms in Hface.
  apply same_face_app in Hface. destruct Hface as [_ H].
  now apply same_face_app in H.
Qed.

Lemma face_width i j :
  In i g -> In j g ->
  same_sign (projection v j - projection v i - w * dot v (cone_form n q e))
    (projection v' j - projection v' i - w * dot v' (cone_form n q e)).
Proof.
  intros Hi Hj. rewrite <- !dot_width_form by easy.
  rewrite <- (dot_of_direction c v), <- (dot_of_direction c' v').
  apply Hface. unfold width_forms. do 2 (apply in_or_app; right).
  apply in_or_app. left. apply in_map, in_flat_map. exists i. split; [easy|].
  now apply in_map.
Qed.

Lemma face_centre t k :
  In t [w / 2; - (w / 2); kappa * (w / 2); - (kappa * (w / 2))] -> In k g ->
  same_sign (projection v k - c + t * dot v (cone_form n q e))
    (projection v' k - c' + t * dot v' (cone_form n q e)).
Proof.
  intros Ht Hk. rewrite <- !dot_centre_form by easy. apply Hface. unfold width_forms.
  do 3 (apply in_or_app; right). apply in_flat_map. exists t. split; [easy|].
  now apply in_map.
Qed.

(** The face lies in the cone. *)
Theorem T3_width_cone : cone n q e v'.
Proof.
  pose proof face_cone_forms as H. destruct Hcone as (Hn & Hpos & Hle).
  split; [easy|]. split.
  - apply (H (cone_form n q e)); [now left|easy].
  - intros l Hl. specialize (Hle l Hl).
    assert (Hs : forall s, In (add (cone_form n q e) (scale s (unit n l)))
                         (cone_forms n q e) ->
               (0 <= dot v (cone_form n q e) + s * nth l v 0 <->
                0 <= dot v' (cone_form n q e) + s * nth l v' 0)).
    { intros s Hs. apply H, same_sign_le in Hs.
      rewrite !dot_add_r, !dot_scale_r, !dot_unit_r in Hs; trivial;
        rewrite scale_length, unit_length; apply cone_length. }
    assert (Hl' : In l (seq 0 n)) by (apply in_seq; lia).
    assert (Hm := Hs (-1)). assert (Hp := Hs 1). clear Hs H.
    unfold cone_forms in Hm, Hp.
    pose proof (Rle_abs (nth l v 0)). pose proof (Rle_abs (- nth l v 0)) as Hopp.
    rewrite Rabs_Ropp in Hopp. apply Rabs_le. split.
    + assert (0 <= dot v' (cone_form n q e) + 1 * nth l v' 0); [|lra].
      apply Hp; [|lra]. right. apply in_or_app. right.
      now apply (in_map (fun l => add (cone_form n q e) (scale 1 (unit n l)))).
    + assert (0 <= dot v' (cone_form n q e) + -1 * nth l v' 0); [|lra].
      apply Hm; [|lra]. right. apply in_or_app. left.
      now apply (in_map (fun l => add (cone_form n q e) (scale (-1) (unit n l)))).
Qed.

(** The same tight slabs are wide enough for the family. *)
Theorem T3_width_wide i j :
  In i g -> In j g ->
  (w * norm v <= projection v j - projection v i <->
   w * norm v' <= projection v' j - projection v' i).
Proof.
  intros Hi Hj. rewrite !(cone_norm n q e) by (trivial; apply T3_width_cone).
  pose proof (same_sign_le _ _ (face_width i j Hi Hj)). lra.
Qed.

(** The centre is in the same place with respect to both ends. *)
Theorem T3_width_centre i j :
  In i g -> In j g ->
  (projection v j - w * norm v / 2 <= c <= projection v i + w * norm v / 2 <->
   projection v' j - w * norm v' / 2 <= c' <= projection v' i + w * norm v' / 2).
Proof.
  intros Hi Hj. rewrite !(cone_norm n q e) by (trivial; apply T3_width_cone).
  pose proof (same_sign_ge _ _ (face_centre (- (w / 2)) j ltac:(simpl; auto) Hj)).
  pose proof (same_sign_le _ _ (face_centre (w / 2) i ltac:(simpl; auto) Hi)). lra.
Qed.

(** The narrowest slab around the centre holds the same points. *)
Theorem T3_width_inside k :
  In k g -> inside (narrowest w v c) k = inside (narrowest w v' c') k.
Proof.
  intros Hk. apply eq_true_iff_eq. rewrite !inside_true. simpl.
  rewrite !(cone_norm n q e) by (trivial; apply T3_width_cone).
  pose proof (same_sign_ge _ _ (face_centre (- (w / 2)) k ltac:(simpl; auto) Hk)).
  pose proof (same_sign_le _ _ (face_centre (w / 2) k ltac:(simpl; auto) Hk)).
  unfold projection in *. lra.
Qed.

(** So does its dilation. *)
Theorem T3_width_inside_dilated k :
  In k g ->
  inside (dilate kappa (narrowest w v c)) k = inside (dilate kappa (narrowest w v' c')) k.
Proof.
  intros Hk. apply eq_true_iff_eq. rewrite !inside_true. simpl.
  rewrite !(cone_norm n q e) by (trivial; apply T3_width_cone).
  pose proof (same_sign_ge _ _
    (face_centre (- (kappa * (w / 2))) k ltac:(simpl; auto) Hk)).
  pose proof (same_sign_le _ _ (face_centre (kappa * (w / 2)) k ltac:(simpl; auto) Hk)).
  unfold projection in *. lra.
Qed.

(** Hence its masses are constant on a face. *)
Theorem T3_width_masses :
  mu g (narrowest w v c) = mu g (narrowest w v' c') /\
  mu_dilated kappa g (narrowest w v c) = mu_dilated kappa g (narrowest w v' c').
Proof.
  split; apply mass_ext; intros k Hk;
    [now apply T3_width_inside | now apply T3_width_inside_dilated].
Qed.

End Face.

End Faces.

(** * m* and sigma* are attained by integer directions and centres *)

Lemma width_forms_rational n q e w kappa g :
  sign e -> rational w -> rational kappa -> rational_points g ->
  Forall rational_vector (width_forms n q e w kappa g).
Proof.
  intros He Hw Hk Hg. pose proof rational_1 as H1.
  assert (Hm1 : rational (-1)) by (apply rational_integer; now exists (-1)%Z).
  assert (Hre : rational e) by (destruct He as [->| ->]; easy).
  assert (Hcf : rational_vector (cone_form n q e))
    by (apply rational_scale; [easy | apply rational_unit]).
  assert (Hod : forall us, Forall rational_vector us ->
             Forall rational_vector (map of_direction us)).
  { intros us H. apply Forall_map. eapply Forall_impl; [|exact H]. intros u Hu.
    constructor; [apply rational_0 | easy]. }
  assert (Hw2 : rational (w / 2)).
  { apply rational_div; [easy|]. apply rational_integer. now exists 2%Z. }
  assert (Hkw : rational (kappa * (w / 2))) by now apply rational_mult.
  assert (Hc : forall k, In k g -> rational_vector (coordinates k))
    by (apply Forall_forall; exact Hg).
  unfold width_forms. rewrite !Forall_app. repeat split; try apply Hod.
  - constructor; [easy|]. apply Forall_app. split; apply Forall_map, Forall_forall;
      intros l _; apply rational_add; trivial; apply rational_scale; trivial;
      apply rational_unit.
  - now apply forms_rational.
  - apply Forall_forall. intros u Hu. apply in_flat_map in Hu.
    destruct Hu as (i & Hi & Hu). apply in_map_iff in Hu. destruct Hu as (j & <- & Hj).
    apply rational_add; [apply rational_add; auto|].
    + apply rational_scale; auto.
    + apply rational_scale; [now apply rational_opp | easy].
  - apply Forall_forall. intros u Hu. apply in_flat_map in Hu.
    destruct Hu as (t & Ht & Hu). apply in_map_iff in Hu. destruct Hu as (k & <- & Hk').
    constructor; [easy|]. apply rational_add; [auto|]. apply rational_scale; [|easy].
    simpl in Ht. destruct Ht as [<-|[<-|[<-|[<-|[]]]]]; auto using rational_opp.
Qed.

(** A slab of T2 for width with an integer direction and, if it is exactly as wide as the
    family allows, an integer centre. *)
Definition integer_slab (n : nat) (w : R) (g : points) (S : slab) : Prop :=
  width n w S /\
  exists v i j, integer_vector v /\ In i g /\ In j g /\
    projection v i <= projection v j /\
    ((w * norm v <= projection v j - projection v i /\ S = tight_slab v i j) \/
     (projection v j - projection v i < w * norm v /\
      exists c, integer c /\
        projection v j - w * norm v / 2 <= c <= projection v i + w * norm v / 2 /\
        S = narrowest w v c)).

Section Attained.

Variables (n : nat) (w kappa : R) (g : points).
Hypothesis Hg : training_set n g.
Hypothesis Hrat : rational_points g.
Hypothesis Hw : rational w.
Hypothesis Hkappa : rational kappa.

(** Every slab of T2 for width can be replaced by an integer one with the same masses. *)
Lemma integer_width_slab S :
  tight_width n w g S ->
  exists S', integer_slab n w g S' /\ mu g S' = mu g S /\
    mu_dilated kappa g S' = mu_dilated kappa g S.
Proof.
  intros [[(Hn & Hz & Hr) HW] (i & j & Hi & Hj & Hij & Hcase)].
  destruct (cone_exists n (direction S) Hn Hz) as (q & e & Hq & He & Hcone).
  destruct (T3_integer_vector (width_forms n q e w kappa g) (centre S :: direction S))
    as (z & Hint & Hl & Hface); [now apply width_forms_rational|].
  destruct z as [|c v]; [discriminate|]. injection Hl as Hl. rewrite Hn in Hl.
  inversion_clear Hint as [|? ? Hc Hv].
  pose proof (T3_width_cone n q e w kappa g (direction S) v _ c Hface Hcone Hl) as Hcone'.
  pose proof (face_forms n q e w kappa g (direction S) v _ c Hface) as Hforms.
  assert (Hij' : projection v i <= projection v j)
    by now apply (T3_order n g kappa Hg _ v Hforms).
  pose proof (T3_width_wide n q e w kappa g Hg He _ v _ c Hface Hcone Hl i j Hi Hj)
    as Hwide.
  destruct Hcase as [[Hw' E]|(Hw' & c0 & Hc0 & E)].
  - apply Hwide in Hw'. exists (tight_slab v i j).
    destruct (T3_masses n g kappa Hg _ v Hforms i j Hi Hj) as [Hmu Hmud].
    rewrite <- E in Hmu, Hmud. split; [|easy]. split; [|exists v, i, j; tauto].
    split; [|simpl; lra]. split; [easy|].
    split; [now apply (cone_not_zero n q e)|simpl; lra].
  - assert (Ec : centre S = c0) by now rewrite E. rewrite Ec in *.
    exists (narrowest w v c).
    destruct (T3_width_masses n q e w kappa g Hg He _ v _ c Hface Hcone Hl) as [Hmu Hmud].
    rewrite <- E in Hmu, Hmud. split; [|easy].
    apply (T3_width_centre n q e w kappa g Hg He _ v _ c Hface Hcone Hl i j Hi Hj) in Hc0.
    assert (Hlt : projection v j - projection v i < w * norm v)
      by (apply Rnot_le_lt; rewrite <- Hwide; lra).
    split; [|exists v, i, j; repeat split; trivial; right; split; [easy|]; now exists c].
    split; [|simpl; lra]. split; [easy|].
    split; [now apply (cone_not_zero n q e) | simpl; lra].
Qed.

(** If m* > 0, it is attained by a tight slab at least w wide or by a slab exactly w wide
    (where widths are relative to |v|_inf), with an integer direction and, in the second
    case, an integer centre. *)
Theorem T3_attained_width sigma delta m :
  0 < w -> constants kappa sigma delta ->
  critical_mass kappa sigma delta (width n w) g m -> 0 < m ->
  exists S, integer_slab n w g S /\ violates kappa sigma delta g S /\ mu g S = m.
Proof.
  intros H0 Hc Hm Hpos. apply (T2_width_critical_mass n) in Hm; trivial.
  destruct Hm as [_ [[-> _]|(S & HS & Hv & <-)]]; [lra|].
  destruct (integer_width_slab S HS) as (S' & HS' & Hmu & Hmud). exists S'.
  split; [easy|]. split; [|easy]. unfold violates in *. now rewrite Hmu, Hmud.
Qed.

(** So is sigma*, if it is finite. *)
Theorem T3_attained_sigma_width delta m0 x :
  0 < w -> 1 < kappa -> 0 < m0 ->
  sigma_star kappa delta m0 (width n w) g (Some x) ->
  exists S, integer_slab n w g S /\ limits kappa delta m0 g S /\
    quotient kappa g S - 1 = x.
Proof.
  intros Hw0 Hk H0 Hx. apply (T2_width_sigma_star n) in Hx; trivial.
  destruct Hx as [_ (S & HS & HL & <-)].
  destruct (integer_width_slab S HS) as (S' & HS' & Hmu & Hmud). exists S'.
  split; [easy|]. unfold limits, quotient in *. now rewrite Hmu, Hmud.
Qed.

End Attained.
