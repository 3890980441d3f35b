(** Linear systems over the real numbers: what T4 of proofs/theory.md (section 5) uses.

    An equation is its vector of coefficients [y]; the unknown is the vector [w], and the
    left side is <w,y>. *)

From Coq Require Import Reals Lra Lia List Bool Arith Classical.
From Doublecheck Require Import Definitions Linear.
Import ListNotations.
Open Scope R_scope.

(** The left sides of the equations [ys] at [w]. *)
Definition values (ys : list vector) (w : vector) : list R := map (dot w) ys.

Definition orthogonal (ys : list vector) (w : vector) : Prop :=
  forall y, In y ys -> dot w y = 0.

Lemma dot_move w t w0 y :
  length w = length w0 -> dot (add w (scale t w0)) y = dot w y + t * dot w0 y.
Proof. intros H. rewrite dot_add_l, dot_scale_l; [easy|]. now rewrite scale_length. Qed.

Lemma move_length d w t w0 :
  length w = d -> length w0 = d -> length (add w (scale t w0)) = d.
Proof. intros <- H. apply add_length. now rewrite scale_length. Qed.

Lemma orthogonal_move ys w t w0 :
  length w = length w0 -> orthogonal ys w -> orthogonal ys w0 ->
  orthogonal ys (add w (scale t w0)).
Proof. intros Hl H H0 y Hy. rewrite dot_move, H, H0; trivial. lra. Qed.

(** * Fewer equations than unknowns *)

(** An equation without the first unknown, eliminated by means of the equation a :: y. *)
Definition eliminate (a : R) (y : vector) (z : vector) : vector :=
  match z with
  | [] => []
  | b :: z' => add z' (scale (- (b / a)) y)
  end.

Lemma eliminate_dot a y z w d :
  a <> 0 -> length y = d -> length z = S d -> length w = d ->
  dot (- (dot w y / a) :: w) z = dot w (eliminate a y z).
Proof.
  intros Ha Hy Hz Hw. destruct z as [|b z]; [discriminate|]. simpl.
  injection Hz as Hz. rewrite dot_add_r, dot_scale_r; [field; easy|].
  rewrite scale_length. congruence.
Qed.

(** Homogeneous equations, fewer than unknowns, have a solution other than 0. *)
Theorem homogeneous_solution d : forall ys,
  (length ys < d)%nat -> Forall (fun y => length y = d) ys ->
  exists w, length w = d /\ ~ is_zero w /\ orthogonal ys w.
Proof.
  induction d as [|d IH]; intros ys Hlt Hys; [lia|].
  destruct (classic (exists y, In y ys /\ nth 0 y 0 <> 0)) as [(y & Hy & Ha)|Hno].
  - rewrite Forall_forall in Hys. pose proof (Hys y Hy) as Hyl.
    destruct y as [|a y]; [discriminate|]. simpl in Ha. injection Hyl as Hyl.
    apply in_split in Hy. destruct Hy as (l1 & l2 & ->). rewrite app_length in Hlt.
    simpl in Hlt.
    destruct (IH (map (eliminate a y) (l1 ++ l2))) as (w & Hw & Hz & Ho).
    + rewrite map_length, app_length. lia.
    + apply Forall_map, Forall_forall. intros z Hin.
      assert (Hzl : length z = S d).
      { apply Hys. rewrite in_app_iff in *. simpl. tauto. }
      destruct z as [|b z]; [discriminate|]. injection Hzl as Hzl. simpl.
      rewrite add_length; [easy|]. rewrite scale_length. congruence.
    + exists (- (dot w y / a) :: w). split; [simpl; congruence|]. split.
      * intros H. apply Hz. now inversion H.
      * intros z Hin. assert (Hzl := Hys z Hin). rewrite in_app_iff in Hin. simpl in Hin.
        destruct (classic (z = a :: y)) as [->|Hne]; [simpl; now field|].
        rewrite (eliminate_dot a y z w d); trivial. apply Ho, in_map, in_app_iff.
        intuition congruence.
  - exists (1 :: zeros d). split; [simpl; now rewrite zeros_length|]. split.
    + intros H. inversion_clear H. lra.
    + intros y Hy. destruct y as [|a y]; [easy|]. simpl. rewrite dot_zeros_l.
      destruct (Req_dec a 0) as [->|Ha]; [lra|]. destruct Hno. now exists (a :: y).
Qed.

(** * Independent equations *)

Definition linear (d : nat) (f : vector -> R) : Prop :=
  forall w t w0, length w = d -> length w0 = d ->
  f (add w (scale t w0)) = f w + t * f w0.

Lemma linear_dot d y : linear d (fun w => dot w y).
Proof. intros w t w0 Hw Hw0. apply dot_move. congruence. Qed.

(** A linear function that is 0 wherever all [ys] are is a combination of them. *)
Lemma double_annihilator d : forall ys f,
  linear d f -> (forall w, length w = d -> orthogonal ys w -> f w = 0) ->
  exists u, length u = length ys /\ forall w, length w = d -> f w = dot u (values ys w).
Proof.
  induction ys as [|z ys IH]; intros f Hf H.
  - exists []. split; [easy|]. intros w Hw. apply H; [easy|]. intros y [].
  - destruct (classic (exists w0, length w0 = d /\ orthogonal ys w0 /\ dot w0 z <> 0))
      as [(w0 & Hw0 & Ho & Hz)|Hno].
    + set (t := f w0 / dot w0 z).
      destruct (IH (fun w => f w - t * dot w z)) as (u & Hu & Hf').
      * intros w s w1 Hw Hw1. rewrite Hf, dot_move; trivial; [lra|congruence].
      * intros w Hw How. set (s := - (dot w z / dot w0 z)).
        assert (E : f (add w (scale s w0)) = 0).
        { apply H; [now apply move_length|]. intros y [<-|Hy].
          - rewrite dot_move; [unfold s; field; easy | congruence].
          - apply (orthogonal_move ys); trivial. congruence. }
        rewrite Hf in E; trivial. unfold s, t in *. rewrite <- E. field. easy.
      * exists (t :: u). split; [simpl; congruence|]. intros w Hw. simpl.
        rewrite <- (Hf' w Hw). lra.
    + destruct (IH f Hf) as (u & Hu & Hf').
      * intros w Hw How. apply H; [easy|]. intros y [<-|Hy]; [|now apply How].
        apply NNPP. intros Hz. apply Hno. now exists w.
      * exists (0 :: u). split; [simpl; congruence|]. intros w Hw. simpl.
        rewrite <- (Hf' w Hw). lra.
Qed.

(** No combination of [ys] other than the trivial one is 0. *)
Definition independent_equations (d : nat) (ys : list vector) : Prop :=
  forall u, length u = length ys ->
  (forall w, length w = d -> dot u (values ys w) = 0) -> is_zero u.

Lemma independent_tail d z ys :
  independent_equations d (z :: ys) -> independent_equations d ys.
Proof.
  intros H u Hu H0. assert (Hz : is_zero (0 :: u)).
  { apply H; [simpl; congruence|]. intros w Hw. simpl. rewrite H0; trivial. lra. }
  now inversion Hz.
Qed.

(** The first of independent equations is not 0 wherever the others are. *)
Lemma independent_head d z ys :
  independent_equations d (z :: ys) ->
  exists w0, length w0 = d /\ orthogonal ys w0 /\ dot w0 z <> 0.
Proof.
  intros H. apply NNPP. intros Hno.
  destruct (double_annihilator d ys (fun w => dot w z)) as (u & Hu & Hz).
  - apply linear_dot.
  - intros w Hw Ho. apply NNPP. intros Hz. apply Hno. now exists w.
  - assert (Hm : is_zero (-1 :: u)).
    { apply H; [simpl; congruence|]. intros w Hw. simpl. rewrite <- (Hz w Hw). lra. }
    inversion_clear Hm. lra.
Qed.

(** Independent equations can be solved for all right sides. *)
Theorem independent_solution d : forall ys bs,
  independent_equations d ys -> length bs = length ys ->
  exists w, length w = d /\ values ys w = bs.
Proof.
  induction ys as [|z ys IH]; intros bs H Hl.
  - destruct bs; [|discriminate]. exists (zeros d). split; [apply zeros_length|easy].
  - destruct bs as [|b bs]; [discriminate|]. injection Hl as Hl.
    destruct (IH bs (independent_tail d z ys H) Hl) as (w & Hw & Hb).
    destruct (independent_head d z ys H) as (w0 & Hw0 & Ho & Hz).
    exists (add w (scale ((b - dot w z) / dot w0 z) w0)).
    assert (Hlen : length w = length w0) by congruence.
    split; [now apply move_length|]. unfold values. simpl. f_equal.
    + rewrite dot_move; trivial. field. easy.
    + rewrite <- Hb. apply map_ext_in. intros y Hy. rewrite dot_move, (Ho y Hy); trivial.
      lra.
Qed.

(** * Avoiding finitely many zeros *)

Lemma small_enough (ab : list (R * R)) :
  Forall (fun p => fst p <> 0) ab ->
  exists eps, 0 < eps /\
    forall t, 0 < t < eps -> Forall (fun p => fst p + t * snd p <> 0) ab.
Proof.
  induction 1 as [|[a b] ab Ha _ (eps & He & IH)]; simpl in *.
  - exists 1. split; [lra|]. constructor.
  - assert (Hpa : 0 < Rabs a) by now apply Rabs_pos_lt.
    pose proof (Rabs_pos b) as Hpb.
    exists (Rmin eps (Rabs a / (1 + Rabs b))). split.
    { apply Rmin_pos; [easy|]. apply Rdiv_lt_0_compat; lra. }
    intros t [Ht0 Ht]. constructor; [|apply IH; split; [easy|];
      eapply Rlt_le_trans; [exact Ht | apply Rmin_l]].
    simpl. intros E.
    assert (Hs : t * (1 + Rabs b) < Rabs a).
    { replace (Rabs a) with (Rabs a / (1 + Rabs b) * (1 + Rabs b)) by (field; lra).
      apply Rmult_lt_compat_r; [lra|]. eapply Rlt_le_trans; [exact Ht | apply Rmin_r]. }
    assert (Ea : Rabs a = t * Rabs b).
    { replace a with (- (t * b)) by lra. rewrite Rabs_Ropp, Rabs_mult.
      now rewrite (Rabs_pos_eq t) by lra. }
    lra.
Qed.

(** If for each of finitely many vectors some solution is not orthogonal to it, then one
    solution is not orthogonal to any of them. *)
Theorem avoiding_solution d ys zs :
  (forall z, In z zs -> exists w, length w = d /\ orthogonal ys w /\ dot w z <> 0) ->
  exists w, length w = d /\ orthogonal ys w /\ forall z, In z zs -> dot w z <> 0.
Proof.
  induction zs as [|z zs IH]; intros H.
  - exists (zeros d). split; [apply zeros_length|]. split; [|easy].
    intros y _. apply dot_zeros_l.
  - destruct IH as (w & Hw & Ho & Hn); [intros y Hy; apply H; now right|].
    destruct (Req_dec (dot w z) 0) as [E|E].
    2:{ exists w. split; [easy|]. split; [easy|]. intros y [<-|Hy]; auto. }
    destruct (H z (or_introl eq_refl)) as (w' & Hw' & Ho' & Hz).
    destruct (small_enough (map (fun y => (dot w y, dot w' y)) zs)) as (eps & He & Ht).
    { apply Forall_map, Forall_forall. exact Hn. }
    specialize (Ht (eps / 2) ltac:(lra)). rewrite Forall_map, Forall_forall in Ht.
    assert (Hlen : length w = length w') by congruence.
    exists (add w (scale (eps / 2) w')). split; [now apply move_length|].
    split; [now apply orthogonal_move|]. intros y Hy. rewrite dot_move; trivial.
    destruct Hy as [<-|Hy]; [|exact (Ht y Hy)].
    rewrite E, Rplus_0_l. apply Rmult_integral_contrapositive. split; [lra|easy].
Qed.
