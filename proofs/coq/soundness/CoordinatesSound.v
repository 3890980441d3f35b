(** P5 and P7: a linear form of the kept features is, up to a constant, one of the integer
    coordinates y = T (s x - o); and P3: merging equal points changes no weight. *)

From Coq Require Import Reals Lra Lia QArith Qreals Qreduction ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Integers Target Certificate Slabs
  Coordinates Checker Rationals WeightsSound LinearForms Projections.
Import ListNotations.
Open Scope R_scope.

(** ** Scale and origin *)

Lemma is_integer_exact q : is_integer q = true -> Q2R q = IZR (Qnum (Qred q)).
Proof.
  unfold is_integer. rewrite Z.eqb_eq. intros H.
  rewrite <- (Qeq_eqR _ _ (Qred_correct q)). unfold Q2R. rewrite H. field.
Qed.

(** A form of x as one of s x - o. *)
Fixpoint unscale (u : vector) (s : list Z) : vector :=
  match u, s with
  | a :: u', b :: s' => a / IZR b :: unscale u' s'
  | _, _ => []
  end.

Lemma unscale_length u s : length u = length s -> length (unscale u s) = length s.
Proof.
  revert s. induction u as [|a u IH]; intros [|b s] H; try easy. simpl in *.
  rewrite IH; lia.
Qed.

Lemma unscale_uniform u a s :
  length u = length s -> (forall b, In b s -> b = a) ->
  unscale u s = map (fun t => t / IZR a) u.
Proof.
  revert s. induction u as [|t u IH]; intros [|b s] H Hs; try easy. simpl in *.
  rewrite (Hs b) by now left. rewrite IH; [reflexivity | lia | auto].
Qed.

Lemma scale_point_length s o x y : scale_point s o x = Some y -> length y = length s.
Proof.
  revert o x y. induction s as [|a s IH]; intros [|b o] [|t x] y H; try easy; simpl in H.
  - now injection H as <-.
  - destruct (is_integer _); [|easy].
    destruct (scale_point s o x) as [z|] eqn:E; [|easy]. injection H as <-.
    simpl. now rewrite (IH o x z E).
Qed.

Lemma scale_point_form s o x y u :
  Forall (fun a => 0 < a)%Z s -> length u = length s -> scale_point s o x = Some y ->
  dot u (map Q2R x) =
  dot (unscale u s) (map IZR y) + dot (unscale u s) (map IZR o).
Proof.
  revert o x y u.
  induction s as [|a s IH]; intros [|b o] [|t x] y [|c u] Hs Hu H; try easy;
    cbn [scale_point option_map] in H.
  - injection H as <-. simpl. lra.
  - destruct (is_integer _) eqn:Ei; [|easy].
    destruct (scale_point s o x) as [z|] eqn:E; [|easy].
    inversion_clear Hs as [|? ? Ha Hs']. apply IZR_lt in Ha.
    apply is_integer_exact in Ei. rewrite Q2R_mult, Q2R_inject in Ei.
    revert Ei H. generalize (Qnum (Qred (inject_Z a * t))). intros m Ei H.
    injection H as <-. cbn [map dot unscale]. rewrite minus_IZR, <- Ei.
    rewrite (IH o x z u Hs') by (simpl in Hu; (lia || easy)). field. lra.
Qed.

(** ** The triangular matrix *)

Lemma triangular_app i rows r :
  triangular i (rows ++ [r]) = true ->
  triangular i rows = true /\ length r = (i + length rows)%nat /\ last r 0%Z <> 0%Z.
Proof.
  revert i. induction rows as [|r' rows IH]; intros i; simpl.
  - rewrite !andb_true_iff, Nat.eqb_eq, negb_true_iff, Z.eqb_neq.
    intros [[H1 H2] _]. repeat split; [lia | easy].
  - rewrite !andb_true_iff. intros [[H1 H2] H].
    apply IH in H as [H [H3 H4]]. repeat split; try easy. lia.
Qed.

Lemma triangular_short i rows r :
  triangular i rows = true -> In r rows -> (length r < i + length rows)%nat.
Proof.
  revert i. induction rows as [|r' rows IH]; intros i; [easy|]. simpl.
  rewrite !andb_true_iff, Nat.eqb_eq. intros [[H1 _] H] [->|Hin]; [lia|].
  apply IH in H; [lia | easy].
Qed.

Definition rows_times (rows : list (list Z)) (x : vector) : vector :=
  map (fun r => dot (map IZR r) x) rows.

(** The last entries of vectors of the length [d+1]. *)
Lemma last_entry {A} (v : list A) d :
  length v = S d -> exists v' t, v = v' ++ [t] /\ length v' = d.
Proof.
  intros H. destruct (exists_last (l := v)) as [v' [t ->]]; [now destruct v|].
  exists v', t. split; [easy|]. rewrite app_length in H. simpl in H. lia.
Qed.

(** One more row: the coefficient of the last coordinate first, the rest by induction. *)
Lemma triangular_step v x r t u p :
  p <> 0 -> length v = length x -> length r = length x ->
  dot (v ++ [t]) (x ++ [u]) =
  dot (plus v (map (Rmult (- (t / p))) r)) x + t / p * dot (r ++ [p]) (x ++ [u]).
Proof.
  intros Hp Hv Hr.
  rewrite !dot_app, dot_plus, dot_multiple by (rewrite ?map_length; congruence).
  simpl. field. easy.
Qed.

Lemma rows_times_app rows r x u :
  triangular 1 rows = true -> length x = length rows ->
  rows_times (rows ++ [r]) (x ++ [u]) =
  rows_times rows x ++ [dot (map IZR r) (x ++ [u])].
Proof.
  intros HT Hx. unfold rows_times. rewrite map_app. simpl. f_equal.
  apply map_ext_in. intros s Hs. apply dot_short.
  apply (triangular_short 1 rows s HT) in Hs. rewrite map_length. lia.
Qed.

(** Each linear form of x is one of T x. *)
Lemma triangular_form rows v :
  triangular 1 rows = true -> length v = length rows ->
  exists v', length v' = length rows /\
    forall x, length x = length rows -> dot v x = dot v' (rows_times rows x).
Proof.
  revert v. induction rows as [|r rows IH] using rev_ind; intros v HT Hv.
  { exists []. split; [easy|]. intros x Hx. now destruct v, x. }
  apply triangular_app in HT as [HT [Hr Hlast]].
  rewrite app_length, Nat.add_1_r in *.
  destruct (last_entry v _ Hv) as [v1 [t [-> Hv1]]].
  destruct (last_entry r _ Hr) as [r1 [p [-> Hr1]]]. rewrite last_last in Hlast.
  apply not_0_IZR in Hlast.
  destruct (IH (plus v1 (map (Rmult (- (t / IZR p))) (map IZR r1))) HT)
    as [v' [Hv' H]].
  { rewrite plus_length; rewrite !map_length; congruence. }
  exists (v' ++ [t / IZR p]). split; [rewrite app_length; simpl; lia|].
  intros x Hx. destruct (last_entry x _ Hx) as [x1 [u [-> Hx1]]].
  rewrite (triangular_step v1 x1 (map IZR r1) t u (IZR p))
    by (rewrite ?map_length; congruence || easy).
  rewrite H by easy. rewrite rows_times_app by easy.
  rewrite (dot_app v') by (unfold rows_times; rewrite map_length; easy).
  simpl. rewrite map_app. simpl. lra.
Qed.

Lemma transform_point_real rows y :
  map IZR (transform_point rows y) = rows_times rows (map IZR y).
Proof.
  unfold transform_point, rows_times. rewrite map_map. apply map_ext.
  intros r. apply dot_integers.
Qed.

(** ** The identity (family width) *)

Lemma same_vector_equal x y : same_vector x y = true -> x = y.
Proof.
  unfold same_vector. rewrite andb_true_iff, Nat.eqb_eq. revert y.
  induction x as [|a x IH]; intros [|b y] [Hl H]; try easy. simpl in *.
  rewrite andb_true_iff, Z.eqb_eq in H. destruct H as [-> H].
  f_equal. apply IH. split; [lia | easy].
Qed.

Lemma dot_unit i x a y :
  length x = i -> dotZ (zerosZ i ++ [1%Z]) (x ++ a :: y) = a.
Proof.
  intros <-. induction x as [|b x IH]; [|exact IH].
  cbn [length zerosZ repeat app dotZ]. lia.
Qed.

Lemma identity_transform rows x y :
  identity (S (length x)) rows = true -> length y = length rows ->
  transform_point rows (x ++ y) = y.
Proof.
  revert x y. induction rows as [|r rows IH]; intros x [|a y] H Hl; try easy.
  simpl in H. apply andb_true_iff in H as [Hr H].
  apply same_vector_equal in Hr. subst r. simpl transform_point.
  rewrite Nat.sub_0_r. f_equal.
  - now apply dot_unit.
  - replace (x ++ a :: y) with ((x ++ [a]) ++ y) by now rewrite <- app_assoc.
    apply (IH (x ++ [a]) y); [|simpl in Hl; lia].
    now rewrite app_length, Nat.add_1_r.
Qed.

(** ** The space of a problem *)

Lemma space_fits_parts d s : space_fits d s = true ->
  length (scale s) = d /\ length (transform s) = d /\
  Forall (fun a => 0 < a)%Z (scale s) /\ triangular 1 (transform s) = true.
Proof.
  unfold space_fits. rewrite !andb_true_iff, !Nat.eqb_eq.
  intros [[[[H1 _] H2] H3] H4]. repeat split; try easy.
  apply Forall_forall. rewrite forallb_forall in H3. intros a Ha.
  now apply Z.ltb_lt, H3.
Qed.

Lemma place_parts s kept p y : place s kept p = Some y ->
  exists x, scale_point (scale s) (origin s) (select kept (fst p)) = Some x /\
    fst y = transform_point (transform s) x /\ snd y = snd p.
Proof.
  unfold place. destruct (scale_point _ _ _) as [x|]; [|easy].
  intros H. injection H as <-. now exists x.
Qed.

(** P5 for the space of a problem. *)
Theorem P5_coordinates d s kept u : space_fits d s = true -> length u = d ->
  exists v e, length v = d /\ forall p y, place s kept p = Some y ->
    dot u (map Q2R (select kept (fst p))) = dot v (map IZR (fst y)) + e.
Proof.
  intros Hs Hu. apply space_fits_parts in Hs as [H1 [H2 [H3 H4]]].
  destruct (triangular_form (transform s) (unscale u (scale s)) H4) as [v [Hv H]].
  { rewrite unscale_length; congruence. }
  exists v, (dot (unscale u (scale s)) (map IZR (origin s))).
  split; [congruence|]. intros p y Hp.
  apply place_parts in Hp as [x [Hx [-> _]]].
  rewrite (scale_point_form _ _ _ _ u H3) by (congruence || eassumption).
  rewrite transform_point_real, H; [easy|].
  rewrite map_length, (scale_point_length _ _ _ _ Hx). congruence.
Qed.

Lemma uniform_parts s : uniform s = true ->
  (forall b, In b (scale s) -> b = hd 0%Z (scale s)) /\ identity 1 (transform s) = true.
Proof.
  unfold uniform. destruct (scale s) as [|a l]; [easy|].
  rewrite andb_true_iff, forallb_forall. intros [H HT]. split; [|easy].
  intros b [->|Hb]; [easy|]. symmetry. now apply Z.eqb_eq, H.
Qed.

(** P7 for the space of a problem of family width. *)
Theorem P7_coordinates d s kept u :
  space_fits d s = true -> uniform s = true -> length u = d ->
  let v := map (fun t => t / IZR (hd 0%Z (scale s))) u in
  exists e, forall p y, place s kept p = Some y ->
    dot u (map Q2R (select kept (fst p))) = dot v (map IZR (fst y)) + e.
Proof.
  intros Hs Hu Hl v. apply space_fits_parts in Hs as [H1 [H2 [H3 _]]].
  apply uniform_parts in Hu as [H4 H5].
  exists (dot v (map IZR (origin s))). intros p y Hp.
  apply place_parts in Hp as [x [Hx [-> _]]].
  rewrite (scale_point_form _ _ _ _ u H3) by (congruence || eassumption).
  rewrite (unscale_uniform u _ _) by (congruence || exact H4).
  assert (E : transform_point (transform s) x = x); [|now rewrite E].
  apply (identity_transform (transform s) [] x H5).
  rewrite (scale_point_length _ _ _ _ Hx). congruence.
Qed.

Lemma norm_divided u a : 0 < a -> norm (map (fun t => t / a) u) = norm u / a.
Proof.
  intros Ha. induction u as [|t u IH]; [unfold norm; simpl; lra|].
  cbn [map]. rewrite !norm_cons, IH. unfold Rdiv.
  rewrite Rabs_mult, (Rabs_pos_eq (/ a)) by (apply Rlt_le; now apply Rinv_0_lt_compat).
  rewrite !(Rmult_comm _ (/ a)). apply RmaxRmult.
  apply Rlt_le. now apply Rinv_0_lt_compat.
Qed.

(** ** Merging *)

Lemma weightZ_cons p g A :
  weightZ (p :: g) A = ((if A (fst p) then snd p else 0) + weightZ g A)%Z.
Proof. unfold weightZ, totalZ. simpl. now destruct (A (fst p)). Qed.

Lemma totalZ_weight g : totalZ g = weightZ g (fun _ => true).
Proof.
  induction g as [|p g IH]; [reflexivity|]. rewrite weightZ_cons, <- IH. reflexivity.
Qed.

Lemma merge_one_weight g p A :
  weightZ (merge_one g p) A = ((if A (fst p) then snd p else 0) + weightZ g A)%Z.
Proof.
  induction g as [|q g IH]; simpl.
  - now rewrite weightZ_cons.
  - destruct (same_vector _ _) eqn:E.
    + apply same_vector_equal in E. rewrite !weightZ_cons, E. simpl.
      destruct (A (fst p)); lia.
    + rewrite !weightZ_cons, IH. lia.
Qed.

Theorem P3_merge g A : weightZ (merge g) A = weightZ g A.
Proof.
  unfold merge.
  assert (H : forall acc, weightZ (fold_left merge_one g acc) A
                          = (weightZ acc A + weightZ g A)%Z).
  { induction g as [|p g IH]; intros acc; simpl.
    - change (weightZ [] A) with 0%Z. lia.
    - rewrite IH, merge_one_weight, weightZ_cons. lia. }
  apply H.
Qed.

(** ** Slabs over the coordinates are slabs over the features *)

Lemma placed_weight (f : qpoint -> option wpoint) g placed A B :
  map_option f g = Some placed ->
  (forall p y, In p g -> f p = Some y -> snd y = snd p /\ A (fst p) = B (fst y)) ->
  qweight g A = weightZ placed B.
Proof.
  revert placed. induction g as [|p g IH]; intros placed H HAB; simpl in H.
  - now injection H as <-.
  - destruct (f p) as [y|] eqn:Ef; [|easy].
    destruct (map_option f g) as [l|] eqn:El; [|easy]. injection H as <-.
    destruct (HAB p y (or_introl eq_refl) Ef) as [Hw HA].
    rewrite qweight_cons, weightZ_cons, Hw, HA, (IH l eq_refl); [easy|].
    intros q z Hq. apply HAB. now right.
Qed.

Lemma within_between f v e a b x y :
  f x = dot v (map IZR y) + e -> within f a b x = between v (a - e) (b - e) y.
Proof.
  intros H. unfold within, between.
  rewrite (Rleb_shift e a (f x) (a - e) (dot v (map IZR y))) by lra.
  now rewrite (Rleb_shift e (f x) b (dot v (map IZR y)) (b - e)) by lra.
Qed.

Theorem P2_placed t kappa g s kept placed f v e a b :
  map_option (place s kept) g = Some placed ->
  (forall p y, place s kept p = Some y -> f (fst p) = dot v (map IZR (fst y)) + e) ->
  slab_passes t kappa (merge placed) v (a - e) (b - e) ->
  projection_passes t kappa g f a b.
Proof.
  intros Hp Hf. unfold slab_passes, projection_passes.
  rewrite totalZ_weight, !P3_merge, <- totalZ_weight.
  replace (b - e - (a - e)) with (b - a) by lra. intros H. rewrite <- H.
  assert (HA : forall a b, qweight g (within f a b)
                           = weightZ placed (between v (a - e) (b - e))).
  { intros a' b'. apply (placed_weight _ _ _ _ _ Hp). intros p y _ Hy. split.
    - now apply place_parts in Hy as [x [_ [_ Hw]]].
    - now apply within_between, Hf. }
  rewrite !HA. f_equal.
  - rewrite <- qweight_true, totalZ_weight. apply (placed_weight _ _ _ _ _ Hp).
    intros p y _ Hy. split; [|easy]. now apply place_parts in Hy as [x [_ [_ Hw]]].
  - f_equal; f_equal; lra.
Qed.
