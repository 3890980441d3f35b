(** T4 of proofs/theory.md (section 5), parts 1 to 3: what no data set can pass. *)

From Coq Require Import Reals Lra Lia List Bool Arith Classical.
From Doublecheck Require Import Definitions Masses Sublists Critical Linear Systems.
Import ListNotations.
Open Scope R_scope.

(** * T4.1: hyperplanes violate *)

Definition hyperplane (v : vector) (c : R) : slab :=
  {| direction := v; centre := c; radius := 0 |}.

Lemma inside_hyperplane v c s :
  inside (hyperplane v c) s = true <-> dot v (coordinates s) = c.
Proof. rewrite inside_true. simpl. lra. Qed.

(** Every slab of radius 0 with 0 < mu < delta violates ... *)
Theorem T4_1 kappa sigma delta g S :
  0 < sigma -> radius S = 0 -> 0 < mu g S < delta -> violates kappa sigma delta g S.
Proof.
  intros Hs Hr Hmu. assert (E : mu_dilated kappa g S = mu g S).
  { apply mass_ext. intros s _. apply eq_true_iff_eq. rewrite !inside_true. simpl.
    rewrite Hr. lra. }
  unfold violates. rewrite E. apply Rmin_glb_lt; [lra|].
  pose proof (Rmult_lt_0_compat sigma (mu g S)). lra.
Qed.

(** ... so that m* is at least its mass. *)
Theorem T4_1_critical_mass n kappa sigma delta g m v c :
  training_set n g -> constants kappa sigma delta ->
  critical_mass kappa sigma delta (all n) g m ->
  all n (hyperplane v c) -> mu g (hyperplane v c) < delta -> mu g (hyperplane v c) <= m.
Proof.
  intros Hg Hc Hm HH Hlt.
  pose proof (mu_nonneg n g Hg (hyperplane v c)) as [H0|<-].
  - apply Hm; trivial. apply T4_1; trivial; [apply Hc | lra].
  - now apply (T1_1_range n g (all n) kappa sigma delta Hg (all_in n) Hc).
Qed.

(** * General position *)

(** The only coefficients with sum 0 that combine the points to 0 are 0. *)
Definition affinely_independent (l : points) : Prop :=
  forall u, length u = length l -> sum u = 0 ->
  (forall k, dot u (map (fun s => nth k (coordinates s) 0) l) = 0) -> is_zero u.

(** Every n+1 of the points, or all of them if they are fewer, are affinely
    independent. *)
Definition general_position (n : nat) (g : points) : Prop :=
  forall l, In l (sublists g) -> length l = Nat.min (n + 1) (length g) ->
  affinely_independent l.

(** Coefficients for a part of the points, 0 for the others. *)
Lemma extend_coefficients l g : In l (sublists g) -> forall u, length u = length l ->
  exists u', length u' = length g /\ (is_zero u' -> is_zero u) /\
    forall f : point -> R, dot u' (map f g) = dot u (map f l).
Proof.
  revert l. induction g as [|s g IH]; intros l H u Hu.
  - destruct H as [<-|[]]. now exists u.
  - apply sublist_inv in H. destruct H as [(l1 & -> & H)|H].
    + destruct u as [|a u]; [discriminate|]. injection Hu as Hu.
      destruct (IH l1 H u Hu) as (u' & Hl & Hz & Hf). exists (a :: u').
      split; [simpl; congruence|]. split.
      * intros Hz'. inversion_clear Hz'. constructor; auto. now apply Hz.
      * intros f. simpl. now rewrite Hf.
    + destruct (IH l H u Hu) as (u' & Hl & Hz & Hf). exists (0 :: u').
      split; [simpl; congruence|]. split.
      * intros Hz'. inversion_clear Hz'. now apply Hz.
      * intros f. simpl. rewrite Hf. lra.
Qed.

Lemma sum_dot_ones {A} u (l : list A) :
  length u = length l -> sum u = dot u (map (fun _ => 1) l).
Proof.
  revert l. induction u as [|a u IH]; intros [|x l] H; try discriminate; [easy|].
  injection H as H. unfold sum in *. simpl. rewrite (IH l H). lra.
Qed.

(** A part of affinely independent points is affinely independent. *)
Lemma affinely_independent_sublist l g :
  In l (sublists g) -> affinely_independent g -> affinely_independent l.
Proof.
  intros Hl Hg u Hu Hsum Hk.
  destruct (extend_coefficients l g Hl u Hu) as (u' & Hu' & Hz & Hf).
  apply Hz, Hg; trivial.
  - now rewrite (sum_dot_ones u' g), Hf, <- (sum_dot_ones u l).
  - intros k. now rewrite Hf.
Qed.

(** In general position n+1 or fewer of the points are affinely independent. *)
Lemma general_position_sublist n g l :
  general_position n g -> In l (sublists g) -> (length l <= n + 1)%nat ->
  affinely_independent l.
Proof.
  intros Hg Hl Hn. pose proof (sublist_length l g Hl).
  destruct (sublist_extend (Nat.min (n + 1) (length g)) g l Hl) as (l' & Hl' & Hk & Hin);
    [lia|].
  apply (affinely_independent_sublist l l'); trivial. now apply Hg.
Qed.

(** ** Affine functions as linear ones *)

(** The point with a further coordinate 1 in front: an affine function <v,x> - c is linear
    in it, with the vector -c :: v. *)
Definition lifted (s : point) : vector := 1 :: coordinates s.

Lemma affine_dot c v s : dot (- c :: v) (lifted s) = dot v (coordinates s) - c.
Proof. simpl. lra. Qed.

Lemma affine_vector n w : length w = S n -> exists c v, w = - c :: v /\ length v = n.
Proof.
  intros H. destruct w as [|a v]; [discriminate|]. exists (- a), v. split.
  - f_equal. lra.
  - now injection H.
Qed.

(** Affinely independent points are independent equations. *)
Lemma affinely_independent_equations n l :
  Forall (fun s => length (coordinates s) = n) l -> affinely_independent l ->
  independent_equations (S n) (map lifted l).
Proof.
  intros Hn Hl u Hu H. rewrite map_length in Hu. rewrite Forall_forall in Hn.
  assert (H' : forall w f, length w = S n ->
    (forall s, In s l -> f s = dot w (lifted s)) -> dot u (map f l) = 0).
  { intros w f Hw E. rewrite <- (H w Hw). unfold values. rewrite map_map. f_equal.
    now apply map_ext_in. }
  apply Hl; trivial.
  - rewrite (sum_dot_ones u l); trivial. apply (H' (1 :: zeros n)).
    + simpl. now rewrite zeros_length.
    + intros s _. simpl. rewrite dot_zeros_l. lra.
  - intros k. apply (H' (0 :: unit n k)).
    + simpl. now rewrite unit_length.
    + intros s Hs. simpl. rewrite dot_comm, dot_unit_r; auto. lra.
Qed.

Section General_position.

Variables (n : nat) (g : points).
Hypothesis Hg : training_set n g.
Hypothesis Hgen : general_position n g.

Lemma sublist_equations l :
  In l (sublists g) -> (length l <= n + 1)%nat ->
  independent_equations (S n) (map lifted l).
Proof.
  intros Hl Hn. apply affinely_independent_equations.
  - destruct Hg as [_ H]. rewrite Forall_forall in *. intros s Hs.
    apply H, (sublist_in l); trivial.
  - now apply (general_position_sublist n g).
Qed.

(** ** T4.2 *)

(** If the group is l ++ r with at most n points in l, some affine function is 0 on l and
    nowhere on r. *)
Lemma affine_zero_on l r :
  g = l ++ r -> (length l <= n)%nat ->
  exists c v, length v = n /\ (forall s, In s l -> dot v (coordinates s) = c) /\
    (forall s, In s r -> dot v (coordinates s) <> c).
Proof.
  intros E Hl.
  destruct (avoiding_solution (S n) (map lifted l) (map lifted r)) as (w & Hw & Ho & Hne).
  - intros z Hz. apply in_map_iff in Hz. destruct Hz as (s & <- & Hs).
    destruct (independent_solution (S n) (map lifted (l ++ [s]))
                (repeat 0 (length l) ++ [1])) as (w & Hw & Hv).
    + apply sublist_equations; [|rewrite app_length; simpl; lia].
      rewrite E. apply sublist_app; [apply sublist_refl | now apply sublist_single].
    + rewrite map_length, !app_length, repeat_length. easy.
    + exists w. split; [easy|]. unfold values in Hv.
      rewrite !map_app in Hv. simpl map in Hv. apply app_inj_tail in Hv.
      destruct Hv as [Hv ->]. split; [|lra]. intros y Hy.
      apply (in_map (dot w)) in Hy. rewrite Hv in Hy. now apply repeat_spec in Hy.
  - destruct (affine_vector n w Hw) as (c & v & -> & Hv). exists c, v.
    split; [easy|]. split; intros s Hs.
    + specialize (Ho _ (in_map lifted _ _ Hs)). rewrite affine_dot in Ho. lra.
    + specialize (Hne _ (in_map lifted _ _ Hs)). rewrite affine_dot in Hne. lra.
Qed.

Lemma filter_split (A : point -> bool) l r :
  (forall s, In s l -> A s = true) -> (forall s, In s r -> A s = false) ->
  filter A (l ++ r) = l.
Proof.
  intros Hl Hr. rewrite filter_app. replace (filter A r) with (@nil point).
  - rewrite app_nil_r. induction l as [|s l IH]; [easy|]. simpl.
    rewrite (Hl s (or_introl eq_refl)). f_equal. apply IH. intros; apply Hl; now right.
  - symmetry. induction r as [|s r IH]; [easy|]. simpl.
    rewrite (Hr s (or_introl eq_refl)). apply IH. intros; apply Hr; now right.
Qed.

(** An affine function that takes two values is not constant. *)
Lemma two_values v s s' :
  dot v (coordinates s) <> dot v (coordinates s') -> ~ is_zero v.
Proof. intros H Hz. apply H. now rewrite !dot_is_zero. Qed.

(** Any 1 to n points, here the first ones, but not all, are those of a hyperplane. *)
Lemma hyperplane_of l r :
  g = l ++ r -> (1 <= length l <= n)%nat -> r <> [] ->
  exists v c, all n (hyperplane v c) /\ filter (inside (hyperplane v c)) g = l.
Proof.
  intros E Hl Hr. destruct (affine_zero_on l r E) as (c & v & Hv & H0 & Hn); [lia|].
  exists v, c. split.
  - split; [easy|]. split; [|simpl; lra]. destruct l as [|s l]; [simpl in Hl; lia|].
    destruct r as [|s' r]; [easy|]. apply (two_values v s' s).
    rewrite (H0 s); [|now left]. apply Hn. now left.
  - rewrite E. apply filter_split; intros s Hs.
    + now apply inside_hyperplane, H0.
    + apply not_true_is_false. rewrite inside_hyperplane. now apply Hn.
Qed.

End General_position.

Definition equal_weights (g : points) : Prop :=
  exists w, Forall (fun s => weight s = w) g.

Lemma total_equal w g :
  Forall (fun s => weight s = w) g -> total g = INR (length g) * w.
Proof.
  unfold total, sum. induction 1 as [|s g Hs _ IH]; [simpl; lra|].
  simpl length. rewrite S_INR. simpl. rewrite IH, Hs. lra.
Qed.

(** With equal weights a mass is a share of the number of points. *)
Lemma mass_equal n g A :
  training_set n g -> equal_weights g ->
  mass g A = INR (length (filter A g)) / INR (length g).
Proof.
  intros [Hne Hg] [w Hw]. unfold mass, weight_of.
  assert (Hf : Forall (fun s => weight s = w) (filter A g)).
  { rewrite Forall_forall in *. intros s Hs. apply Hw. apply filter_In in Hs. apply Hs. }
  rewrite (total_equal w _ Hf), (total_equal w g Hw).
  assert (0 < w).
  { destruct g as [|s g]; [easy|]. inversion_clear Hg. inversion_clear Hw. subst w.
    apply H. }
  assert (INR (length g) <> 0).
  { apply not_0_INR. destruct g; [easy|discriminate]. }
  field. lra.
Qed.

(** For N points in general position with equal weights m* is at least j/N for every
    j <= n with j/N < delta. *)
Theorem T4_2 n kappa sigma delta g m j :
  training_set n g -> constants kappa sigma delta ->
  general_position n g -> equal_weights g ->
  critical_mass kappa sigma delta (all n) g m ->
  (j <= Nat.min n (length g))%nat -> INR j / INR (length g) < delta ->
  INR j / INR (length g) <= m.
Proof.
  intros Hg Hc Hgen Hw Hm Hj Hlt.
  pose proof (T1_1_range n g (all n) kappa sigma delta Hg (all_in n) Hc m Hm) as H0.
  destruct (Nat.eq_dec j 0) as [->|Hj0]; [simpl; lra|].
  assert (HN : 0 < INR (length g)) by (apply lt_0_INR; lia).
  assert (HjN : (j < length g)%nat).
  { apply INR_lt. apply (Rmult_lt_reg_r (/ INR (length g))).
    - now apply Rinv_0_lt_compat.
    - rewrite Rinv_r; [|lra]. unfold constants, Rdiv in *. lra. }
  assert (Hfirst : length (firstn j g) = j) by (apply firstn_length_le; lia).
  destruct (hyperplane_of n g Hg Hgen (firstn j g) (skipn j g)) as (v & c & Hall & Hf).
  - symmetry. apply firstn_skipn.
  - lia.
  - intros E. apply (f_equal (@length point)) in E. rewrite skipn_length in E.
    simpl in E. lia.
  - assert (E : mu g (hyperplane v c) = INR j / INR (length g)).
    { unfold mu. rewrite (mass_equal n) by trivial. now rewrite Hf, Hfirst. }
    rewrite <- E in *. now apply (T4_1_critical_mass n kappa sigma delta g).
Qed.

(** * T4.3: at most n+1 points in general position *)

(** Numbers for the points that are 0 on the part l, and 1 elsewhere. *)
Lemma part_values l g : In l (sublists g) ->
  exists bs, length bs = length g /\
    forall f : point -> R, map f g = bs ->
      filter (fun s => Rleb (Rabs (f s)) 0) g = l /\
      (l <> [] -> exists s, In s g /\ f s = 0) /\
      (l <> g -> exists s, In s g /\ f s = 1).
Proof.
  revert l. induction g as [|s g IH]; intros l H.
  - destruct H as [<-|[]]. exists []. split; [easy|]. intros f _. easy.
  - apply sublist_inv in H. destruct H as [(l1 & -> & H)|H].
    + destruct (IH l1 H) as (bs & Hl & Hf). exists (0 :: bs). split; [simpl; congruence|].
      intros f E. simpl in E. injection E as Es E. destruct (Hf f E) as (Hfl & _ & H1).
      assert (Es' : Rleb (Rabs (f s)) 0 = true)
        by (apply Rleb_true; rewrite Es, Rabs_R0; lra).
      simpl. rewrite Es', Hfl. split; [easy|]. split.
      * intros _. exists s. auto.
      * intros Hne. destruct H1 as (s' & Hs' & Hf'); [congruence|]. exists s'. auto.
    + destruct (IH l H) as (bs & Hl & Hf). exists (1 :: bs). split; [simpl; congruence|].
      intros f E. simpl in E. injection E as Es E. destruct (Hf f E) as (Hfl & H0 & _).
      assert (Es' : Rleb (Rabs (f s)) 0 = false)
        by (apply Rleb_false; rewrite Es, Rabs_R1; lra).
      simpl. rewrite Es', Hfl. split; [easy|]. split.
      * intros Hne. destruct (H0 Hne) as (s' & Hs' & Hf'). exists s'. auto.
      * intros _. exists s. auto.
Qed.

Section Few_points.

Variables (n : nat) (g : points).
Hypothesis Hg : training_set n g.
Hypothesis Hgen : general_position n g.
Hypothesis Hfew : (length g <= n + 1)%nat.

(** A part of the group that is neither empty nor the whole is cut out by a hyperplane. *)
Lemma hyperplane_of_part l :
  In l (sublists g) -> l <> [] -> l <> g ->
  exists v c, all n (hyperplane v c) /\ filter (inside (hyperplane v c)) g = l.
Proof.
  intros Hl Hne Hng. destruct (part_values l g Hl) as (bs & Hb & Hf).
  destruct (independent_solution (S n) (map lifted g) bs) as (w & Hw & Hv).
  - apply (sublist_equations n g); trivial. apply sublist_refl.
  - now rewrite map_length.
  - destruct (affine_vector n w Hw) as (c & v & -> & Hn).
    unfold values in Hv. rewrite map_map in Hv.
    destruct (Hf _ Hv) as (Hfl & H0 & H1).
    destruct (H0 Hne) as (s & _ & Es). destruct (H1 Hng) as (s' & _ & Es').
    rewrite affine_dot in Es, Es'. exists v, c. split.
    + split; [easy|]. split; [|simpl; lra]. apply (two_values v s s'). lra.
    + rewrite <- Hfl. apply filter_ext. intros t. unfold inside.
      rewrite affine_dot. easy.
Qed.

Lemma projections_bounded v :
  exists B, forall s, In s g -> Rabs (dot v (coordinates s)) <= B.
Proof.
  clear. induction g as [|s l (B & HB)]; [exists 0; easy|].
  exists (Rmax (Rabs (dot v (coordinates s))) B). intros t [<-|Ht]; [apply Rmax_l|].
  eapply Rle_trans; [now apply HB | apply Rmax_r].
Qed.

Lemma unit_proper : (0 < n)%nat -> length (unit n 0) = n /\ ~ is_zero (unit n 0).
Proof.
  intros Hn. split; [apply unit_length|]. destruct n as [|k]; [lia|]. simpl.
  intros H. inversion_clear H. lra.
Qed.

Lemma wide_slab :
  (0 < n)%nat -> exists S, all n S /\ forall s, In s g -> inside S s = true.
Proof.
  intros Hn. destruct (unit_proper Hn) as [Hu Hz].
  destruct (projections_bounded (unit n 0)) as (B & HB).
  exists {| direction := unit n 0; centre := 0; radius := B |}. split.
  - split; [easy|]. split; [easy|]. simpl. destruct g as [|s g']; [now destruct Hg|].
    eapply Rle_trans; [apply Rabs_pos | apply (HB s); now left].
  - intros s Hs. apply Rleb_true. simpl. rewrite Rminus_0_r. now apply HB.
Qed.

Lemma far_slab :
  (0 < n)%nat -> exists S, all n S /\ forall s, In s g -> inside S s = false.
Proof.
  intros Hn. destruct (unit_proper Hn) as [Hu Hz].
  destruct (projections_bounded (unit n 0)) as (B & HB).
  exists (hyperplane (unit n 0) (B + 1)). split.
  - split; [easy|]. split; [easy|simpl; lra].
  - intros s Hs. apply not_true_is_false. rewrite inside_hyperplane. intros E.
    specialize (HB s Hs). rewrite E in HB. pose proof (Rle_abs (B + 1)). lra.
Qed.

(** m* is the mass of a part of the group, less than delta. *)
Lemma critical_part kappa sigma delta m :
  constants kappa sigma delta -> critical_mass kappa sigma delta (all n) g m ->
  exists l, In l (sublists g) /\ total l / total g = m /\ m < delta.
Proof.
  intros Hc Hm.
  pose proof (T1_1_range n g (all n) kappa sigma delta Hg (all_in n) Hc m Hm) as H0.
  destruct Hm as [_ [[-> _]|(S & _ & _ & <-)]].
  - exists []. split; [apply sublist_nil|]. split; [|easy]. unfold total, sum. simpl.
    apply Rmult_0_l.
  - exists (filter (inside S) g). split; [apply filter_sublist|]. easy.
Qed.

(** A part of the group that is lighter than delta is not heavier than m*. *)
Lemma part_critical kappa sigma delta m l :
  constants kappa sigma delta -> critical_mass kappa sigma delta (all n) g m ->
  In l (sublists g) -> total l / total g < delta -> total l / total g <= m.
Proof.
  intros Hc Hm Hl Hlt.
  pose proof (T1_1_range n g (all n) kappa sigma delta Hg (all_in n) Hc m Hm) as H0.
  pose proof (total_positive g (training_set_weighted n g Hg) (proj1 Hg)) as Ht.
  destruct (classic (l = [])) as [->|Hne]; [|destruct (classic (l = g)) as [->|Hng]].
  - unfold total at 1, sum. simpl. unfold Rdiv. rewrite Rmult_0_l. lra.
  - unfold Rdiv in Hlt. rewrite Rinv_r in Hlt; [|lra]. unfold constants in Hc. lra.
  - destruct (hyperplane_of_part l Hl Hne Hng) as (v & c & HH & Hf).
    assert (E : mu g (hyperplane v c) = total l / total g).
    { unfold mu, mass, weight_of. now rewrite Hf. }
    rewrite <- E in *. now apply (T4_1_critical_mass n kappa sigma delta g).
Qed.

(** Every part of the group is cut out by a slab. *)
Theorem T4_3_cut l :
  (0 < n)%nat -> In l (sublists g) ->
  exists S, all n S /\ filter (inside S) g = l.
Proof.
  intros Hn Hl. destruct (classic (l = [])) as [->|Hne]; [|destruct (classic (l = g))].
  - destruct (far_slab Hn) as (S & HS & H). exists S. split; [easy|].
    rewrite <- (app_nil_l g). apply filter_split; easy.
  - subst l. destruct (wide_slab Hn) as (S & HS & H). exists S. split; [easy|].
    rewrite <- (app_nil_r g) at 1. apply filter_split; easy.
  - destruct (hyperplane_of_part l) as (v & c & Hp); trivial.
    now exists (hyperplane v c).
Qed.

(** m* is the largest mass less than delta of any part of the group, with any weights. *)
Theorem T4_3 kappa sigma delta m :
  constants kappa sigma delta ->
  (critical_mass kappa sigma delta (all n) g m <->
   greatest
     (fun x => exists l, In l (sublists g) /\ total l / total g = x /\ x < delta) m).
Proof.
  intros Hc. assert (H : forall x, critical_mass kappa sigma delta (all n) g x ->
    greatest
      (fun x => exists l, In l (sublists g) /\ total l / total g = x /\ x < delta) x).
  { intros x Hx. split; [|intros y (l & Hl & <- & Hlt)].
    - now apply (critical_part kappa sigma delta).
    - now apply (part_critical kappa sigma delta). }
  split; [apply H|]. intros [Hm Hmax].
  destruct (T1_1_exists g (all n) kappa sigma delta) as [m' Hm'].
  destruct (H m' Hm') as [Hp Hmax']. replace m with m'; [easy|].
  apply Rle_antisym; auto.
Qed.

End Few_points.

(** * Any n points *)

(** Through any n points (or fewer) there is a hyperplane. *)
Theorem T4_any_points n l :
  Forall (fun s => length (coordinates s) = n) l -> (1 <= length l <= n)%nat ->
  exists v c, all n (hyperplane v c) /\
    forall s, In s l -> inside (hyperplane v c) s = true.
Proof.
  intros Hn Hl.
  destruct (homogeneous_solution (S n) (map lifted l)) as (w & Hw & Hz & Ho).
  - rewrite map_length. lia.
  - apply Forall_map. eapply Forall_impl; [|exact Hn]. intros s Hs. simpl. congruence.
  - destruct (affine_vector n w Hw) as (c & v & -> & Hv).
    assert (Hon : forall s, In s l -> dot v (coordinates s) = c).
    { intros s Hs. specialize (Ho _ (in_map lifted _ _ Hs)).
      rewrite affine_dot in Ho. lra. }
    exists v, c. split.
    + split; [easy|]. split; [|simpl; lra]. intros Hzv. apply Hz. constructor; [|easy].
      destruct l as [|s l]; [simpl in Hl; lia|].
      rewrite <- (Hon s); [|now left]. rewrite dot_is_zero; trivial. lra.
    + intros s Hs. now apply inside_hyperplane, Hon.
Qed.

(** A part of the group in a slab is not heavier than the slab. *)
Lemma part_mass n g l S :
  training_set n g -> In l (sublists g) ->
  (forall s, In s l -> inside S s = true) -> total l / total g <= mu g S.
Proof.
  intros Hg Hl HS.
  pose proof (total_positive g (training_set_weighted n g Hg) (proj1 Hg)) as Ht.
  apply Rmult_le_compat_r; [now apply Rlt_le, Rinv_0_lt_compat|].
  apply training_set_weighted in Hg. clear Ht. revert l Hl HS.
  induction Hg as [|s g Hs Hg IH]; intros l Hl HS.
  - destruct Hl as [<-|[]]. unfold weight_of, total, sum. simpl. lra.
  - rewrite weight_of_cons. apply sublist_inv in Hl. destruct Hl as [(l1 & -> & Hl)|Hl].
    + rewrite (HS s (or_introl eq_refl)).
      assert (total l1 <= weight_of g (inside S)) by (apply IH; auto using in_cons).
      unfold total, sum in *. simpl. lra.
    + specialize (IH l Hl HS). destruct (inside S s); lra.
Qed.

(** So m* is at least the mass of any n points, n/N for equal weights, as soon as a
    hyperplane through them is lighter than delta. *)
Theorem T4_any_points_critical_mass n kappa sigma delta g m l :
  training_set n g -> constants kappa sigma delta ->
  critical_mass kappa sigma delta (all n) g m ->
  In l (sublists g) -> (1 <= length l <= n)%nat ->
  exists v c, all n (hyperplane v c) /\
    (forall s, In s l -> inside (hyperplane v c) s = true) /\
    (mu g (hyperplane v c) < delta -> total l / total g <= m).
Proof.
  intros Hg Hc Hm Hl Hn. destruct (T4_any_points n l) as (v & c & HH & Hin); trivial.
  - destruct Hg as [_ Hg]. rewrite Forall_forall in *. intros s Hs.
    apply Hg, (sublist_in l); trivial.
  - exists v, c. split; [easy|]. split; [easy|]. intros Hlt.
    apply (Rle_trans _ (mu g (hyperplane v c))).
    + now apply (part_mass n).
    + now apply (T4_1_critical_mass n kappa sigma delta g).
Qed.

(** * General position in terms of hyperplanes *)

(** If some coefficients combine the points to 0, they combine every affine function on
    them to 0. *)
Lemma combined_function u l v off :
  (forall k, dot u (map (fun s => nth k (coordinates s) 0) l) = 0) ->
  dot u (map (fun s => dot v (skipn off (coordinates s))) l) = 0.
Proof.
  intros H. assert (Hlin : forall f f' : point -> R, forall a,
    dot u (map f l) = 0 -> dot u (map f' l) = 0 ->
    dot u (map (fun s => a * f s + f' s) l) = 0).
  { intros f f' a E E'. replace (map (fun s => a * f s + f' s) l)
      with (add (scale a (map f l)) (map f' l)).
    - rewrite dot_add_r, dot_scale_r, E, E'; [lra|].
      now rewrite scale_length, !map_length.
    - clear. induction l as [|s l IH]; [easy|]. simpl. now rewrite <- IH. }
  revert off. induction v as [|a v IH]; intros off.
  - rewrite (map_ext _ (fun _ => 0)) by easy. clear. revert l.
    induction u as [|b u IH]; intros [|s l]; simpl; trivial. rewrite IH. lra.
  - rewrite (map_ext _ (fun s => a * nth off (coordinates s) 0 +
                                 dot v (skipn (S off) (coordinates s)))).
    + now apply Hlin.
    + intros s. generalize (coordinates s). clear. induction off as [|off IH];
        intros [|b x]; simpl; rewrite ?dot_nil_r; try lra; try easy.
      * specialize (IH x). simpl in IH. exact IH.
Qed.

(** A part of the group in a slab has no more points than the slab holds. *)
Lemma part_length l g (A : point -> bool) :
  In l (sublists g) -> (forall s, In s l -> A s = true) ->
  (length l <= length (filter A g))%nat.
Proof.
  revert l. induction g as [|s g IH]; intros l Hl HA.
  - destruct Hl as [<-|[]]. simpl. lia.
  - apply sublist_inv in Hl. destruct Hl as [(l1 & -> & Hl)|Hl]; simpl.
    + rewrite (HA s (or_introl eq_refl)). simpl.
      assert (length l1 <= length (filter A g))%nat by (apply IH; auto using in_cons).
      lia.
    + specialize (IH l Hl HA). destruct (A s); simpl; lia.
Qed.

Lemma not_zero_split u :
  ~ is_zero u -> exists u1 a u2, u = u1 ++ a :: u2 /\ a <> 0.
Proof.
  induction u as [|a u IH]; intros Hz; [destruct Hz; constructor|].
  destruct (Req_dec a 0) as [->|Ha].
  - destruct IH as (u1 & b & u2 & -> & Hb); [intros H; apply Hz; now constructor|].
    now exists (0 :: u1), b, u2.
  - now exists [], a, u.
Qed.

Lemma dot_app u1 u2 x1 x2 :
  length u1 = length x1 -> dot (u1 ++ u2) (x1 ++ x2) = dot u1 x1 + dot u2 x2.
Proof.
  revert x1. induction u1 as [|a u1 IH]; intros [|b x1] H; try discriminate; simpl.
  - lra.
  - rewrite IH; [lra|]. now injection H.
Qed.

Lemma dot_orthogonal u ys w : orthogonal ys w -> dot u (values ys w) = 0.
Proof.
  revert u. induction ys as [|y ys IH]; intros [|a u] H; simpl; trivial.
  rewrite (H y (or_introl eq_refl)). unfold values in IH. rewrite IH; [lra|].
  intros z Hz. apply H. now right.
Qed.

(** The equations of affinely dependent points have a solution other than 0: one of them
    follows from the others. *)
Lemma dependent_solution n u l :
  Forall (fun s => length (coordinates s) = n) l -> (length l <= n + 1)%nat ->
  length u = length l -> sum u = 0 -> ~ is_zero u ->
  (forall k, dot u (map (fun s => nth k (coordinates s) 0) l) = 0) ->
  exists w, length w = S n /\ ~ is_zero w /\ orthogonal (map lifted l) w.
Proof.
  intros Hn Hl Hu Hs Hz Hk.
  assert (Hall : forall w, length w = S n -> dot u (values (map lifted l) w) = 0).
  { intros w Hw. destruct (affine_vector n w Hw) as (c & v & -> & _).
    unfold values. rewrite map_map.
    transitivity (dot u (add (map (fun s => dot v (skipn 0 (coordinates s))) l)
                             (scale (- c) (map (fun _ => 1) l)))).
    - f_equal. clear. induction l as [|s l IH]; [easy|]. simpl in *. rewrite IH.
      f_equal. lra.
    - rewrite dot_add_r, dot_scale_r by (now rewrite scale_length, !map_length).
      rewrite (combined_function u l v 0 Hk), <- (sum_dot_ones u l), Hs by easy. lra. }
  destruct (not_zero_split u Hz) as (u1 & a & u2 & -> & Ha).
  rewrite app_length in Hu. simpl in Hu.
  set (l1 := firstn (length u1) l).
  assert (Hl1 : length l1 = length u1) by (apply firstn_length_le; lia).
  destruct (skipn (length u1) l) as [|s l2] eqn:E.
  { apply (f_equal (@length point)) in E. rewrite skipn_length in E. simpl in E. lia. }
  assert (El : l = l1 ++ s :: l2) by (rewrite <- E; symmetry; apply firstn_skipn).
  clearbody l1. subst l. clear E. rewrite app_length in Hl. simpl in Hl.
  destruct (homogeneous_solution (S n) (map lifted (l1 ++ l2))) as (w & Hw & Hwz & Ho).
  - rewrite map_length, app_length. lia.
  - apply Forall_map. rewrite Forall_forall in *. intros t Ht. simpl. f_equal. apply Hn.
    rewrite in_app_iff in *. simpl. tauto.
  - exists w. split; [easy|]. split; [easy|]. specialize (Hall w Hw).
    unfold values in Hall. rewrite !map_app in Hall. simpl map in Hall.
    rewrite map_app in Ho.
    assert (Ho1 : orthogonal (map lifted l1) w)
      by (intros y Hy; apply Ho, in_or_app; now left).
    assert (Ho2 : orthogonal (map lifted l2) w)
      by (intros y Hy; apply Ho, in_or_app; now right).
    rewrite dot_app in Hall by (now rewrite !map_length).
    pose proof (dot_orthogonal u1 _ w Ho1) as E1.
    pose proof (dot_orthogonal u2 _ w Ho2) as E2. unfold values in E1, E2.
    change (dot u1 (map (dot w) (map lifted l1)) +
            (a * dot w (lifted s) + dot u2 (map (dot w) (map lifted l2))) = 0) in Hall.
    rewrite E1, E2 in Hall.
    assert (Es : dot w (lifted s) = 0).
    { apply (Rmult_eq_reg_l a); [lra|easy]. }
    rewrite map_app. intros y Hy. apply in_app_or in Hy.
    destruct Hy as [Hy|[<-|Hy]]; auto.
Qed.

(** Affinely dependent points, at most n+1 of them, lie on a hyperplane. *)
Lemma dependent_hyperplane n l :
  Forall (fun s => length (coordinates s) = n) l -> (length l <= n + 1)%nat ->
  ~ affinely_independent l ->
  exists v c, all n (hyperplane v c) /\
    forall s, In s l -> inside (hyperplane v c) s = true.
Proof.
  intros Hn Hl Hdep.
  assert (Hu : exists u, length u = length l /\ sum u = 0 /\ ~ is_zero u /\
    forall k, dot u (map (fun s => nth k (coordinates s) 0) l) = 0).
  { apply NNPP. intros H. apply Hdep. intros u Hu Hs Hk. apply NNPP. intros Hz.
    apply H. now exists u. }
  destruct Hu as (u & Hu & Hs & Hz & Hk).
  assert (Hw : exists w, length w = S n /\ ~ is_zero w /\ orthogonal (map lifted l) w).
  { apply (dependent_solution n u); trivial. }
  destruct Hw as (w & Hw & Hwz & Ho).
  destruct (affine_vector n w Hw) as (c & v & -> & Hv).
  assert (Hon : forall s, In s l -> dot v (coordinates s) = c).
  { intros s Hin. specialize (Ho _ (in_map lifted _ _ Hin)). rewrite affine_dot in Ho.
    lra. }
  exists v, c. split; [|intros s Hin; now apply inside_hyperplane, Hon].
  split; [easy|]. split; [|simpl; lra]. intros Hzv. apply Hwz. constructor; [|easy].
  destruct l as [|s l].
  - destruct u; [|discriminate]. destruct Hz. constructor.
  - rewrite <- (Hon s); [|now left]. rewrite dot_is_zero; trivial. lra.
Qed.

(** If no hyperplane holds more than n of the points, and there are more than n of them,
    they are in general position. *)
Theorem T4_general_position n g :
  training_set n g -> (n < length g)%nat ->
  (forall v c, all n (hyperplane v c) ->
   (length (filter (inside (hyperplane v c)) g) <= n)%nat) ->
  general_position n g.
Proof.
  intros [_ Hg] HN H l Hl Hlen. apply NNPP. intros Hdep.
  destruct (dependent_hyperplane n l) as (v & c & HH & Hin); trivial.
  - rewrite Forall_forall in *. intros s Hs. apply Hg, (sublist_in l); trivial.
  - lia.
  - specialize (H v c HH). pose proof (part_length l g _ Hl Hin). lia.
Qed.
