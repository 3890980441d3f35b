(** The problems of a group cover the family: if they hold, all its slabs pass. *)

From Coq Require Import Reals Lra Lia QArith Qreals ZArith List Bool Arith.
From Doublecheck Require Import Definitions Masses Integers Target Certificate Slabs
  Coordinates Checker Claims Rationals WeightsSound LinearForms Projections
  CoordinatesSound RelationsSound ProblemSound.
Import ListNotations.
Open Scope R_scope.

(** ** A bound that is given *)

Lemma ceil_real q : Q2R q <= IZR (ceil q).
Proof.
  unfold ceil, Q2R. assert (Hd : 0 < IZR (QDen q)) by (apply IZR_lt; lia).
  apply (Rmult_le_reg_r (IZR (QDen q))); [easy|].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. rewrite <- mult_IZR. apply IZR_le.
  pose proof (Z.mul_div_le (- Qnum q) (QDen q)). nia.
Qed.

Lemma ceil_least q z : Q2R q <= IZR z -> (ceil q <= z)%Z.
Proof.
  unfold ceil, Q2R. intros H. assert (Hd : 0 < IZR (QDen q)) by (apply IZR_lt; lia).
  apply (Rmult_le_compat_r (IZR (QDen q))) in H; [|lra].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r in H by lra.
  rewrite <- mult_IZR in H. apply le_IZR in H.
  assert (- z <= - Qnum q / QDen q)%Z; [|lia].
  apply Z.div_le_lower_bound; lia.
Qed.

Lemma ceil_times q W z : Q2R q * IZR W <= IZR z -> (ceil (q * inject_Z W) <= z)%Z.
Proof. intros H. apply ceil_least. now rewrite Q2R_mult, Q2R_inject. Qed.

Lemma ceil_at_least q W z :
  (ceil (q * inject_Z W) <= z)%Z -> Q2R q * IZR W <= IZR z.
Proof.
  intros H. apply IZR_le in H. pose proof (ceil_real (q * inject_Z W)) as Hc.
  rewrite Q2R_mult, Q2R_inject in Hc. lra.
Qed.

(** T1: a slab as heavy as delta does not violate; weights are integers. *)
Theorem T1_given t W U L : given_holds t W = true -> (U <= L)%Z -> passes t W U L = true.
Proof.
  intros H HUL. apply passes_real. pose proof (IZR_le _ _ HUL) as HR.
  destruct t as [b sigma delta | m0 delta b]; simpl in *.
  - rewrite Qle_bool_real, Q2R_mult, !Q2R_inject in H.
    destruct (Z_le_gt_dec (ceil (delta * inject_Z W)) U) as [Hc|Hc].
    + right. left. apply ceil_at_least in Hc. lra.
    + left. assert (Hc' : (U <= ceil (delta * inject_Z W) - 1)%Z) by lia.
      apply IZR_le in Hc'. lra.
  - apply orb_true_iff in H as [H|H].
    + right. right. destruct b as [b|]; [|easy].
      apply Qeq_bool_real in H. rewrite Q2R_zero in H. rewrite H. lra.
    + apply Z.leb_le in H. destruct (Rlt_le_dec (IZR U) (Q2R m0 * IZR W)) as [Hm|Hm].
      * now left.
      * right. left. apply ceil_times in Hm.
        apply Rle_trans with (IZR U); [|easy]. apply ceil_at_least. lia.
Qed.

(** ** Choices of k features *)

Lemma choices_parts k ls x : In x (choices k ls) -> NoDup ls -> NoDup x /\ incl x ls.
Proof.
  revert k x. induction ls as [|l ls IH]; intros [|k] x H HN; simpl in H.
  - destruct H as [<-|[]]. split; [constructor | easy].
  - easy.
  - destruct H as [<-|[]]. split; [constructor | easy].
  - inversion_clear HN as [|? ? Hl HN']. apply in_app_iff in H as [H|H].
    + apply in_map_iff in H as [y [<- Hy]]. destruct (IH k y Hy HN') as [H1 H2]. split.
      * constructor; [|easy]. intros Hin. now apply Hl, H2.
      * intros z [->|Hz]; [now left | right; now apply H2].
    + destruct (IH (S k) x H HN') as [H1 H2]. split; [easy|].
      intros z Hz. right. now apply H2.
Qed.

Lemma filter_length_le {A} (P : A -> bool) l : (length (filter P l) <= length l)%nat.
Proof. induction l as [|x l IH]; simpl; [|destruct (P x); simpl]; lia. Qed.

(** Features with a property, at most [k] of them, are among some choice of [k]. *)
Lemma choices_cover P k ls :
  (length (filter P ls) <= k <= length ls)%nat ->
  exists x, In x (choices k ls) /\ forall l, In l ls -> P l = true -> In l x.
Proof.
  revert k. induction ls as [|l ls IH]; intros [|k] H; simpl in *; try lia.
  - exists []. split; [now left | easy].
  - exists []. split; [now left|]. intros l' [<-|Hl] Hp.
    + rewrite Hp in H. simpl in H. lia.
    + destruct (P l); simpl in H; [lia|].
      assert (Hin : In l' (filter P ls)) by now apply filter_In.
      destruct (filter P ls); [easy | simpl in H; lia].
  - destruct (P l) eqn:Hl; [|destruct (le_lt_dec (S k) (length ls)) as [Hk|Hk]].
    1, 3: destruct (IH k) as [x [Hx Hc]];
      [pose proof (filter_length_le P ls); simpl in H; lia|];
      exists (l :: x); split; [now apply in_app_iff; left; apply in_map|];
      intros l' [<-|Hin] Hp; [now left | right; auto].
    destruct (IH (S k)) as [x [Hx Hc]]; [lia|]. exists x.
    split; [now apply in_app_iff; right|]. intros l' [<-|Hin] Hp; [congruence | auto].
Qed.

Definition non_zero (t : R) : bool := if Req_EM_T t 0 then false else true.

Lemma non_zero_false t : non_zero t = false -> t = 0.
Proof. unfold non_zero. now destruct (Req_EM_T t 0). Qed.

Lemma non_zeros_entries i v :
  length (filter (fun l => non_zero (nth (l - S i) v 0)) (seq (S i) (length v)))
  = non_zeros v.
Proof.
  unfold non_zeros. fold non_zero. revert i.
  induction v as [|a v IH]; intros i; [reflexivity|].
  cbn [length seq filter]. rewrite Nat.sub_diag. cbn [nth].
  rewrite (filter_ext_in _ (fun l => non_zero (nth (l - S (S i)) v 0))).
  - destruct (non_zero a); simpl; now rewrite (IH (S i)).
  - intros l Hl. apply in_seq in Hl.
    now replace (l - S i)%nat with (S (l - S (S i))) by lia.
Qed.

Lemma filter_filter_le {A} (P Q : A -> bool) l :
  (length (filter P (filter Q l)) <= length (filter P l))%nat.
Proof.
  induction l as [|x l IH]; simpl; [lia|].
  destruct (Q x), (P x) eqn:E; simpl; rewrite ?E; simpl; lia.
Qed.

Lemma non_zeros_without v constant :
  (length (filter (fun l => non_zero (entry v l))
     (without (all_features (length v)) constant)) <= non_zeros v)%nat.
Proof.
  rewrite <- (non_zeros_entries 0 v). apply filter_filter_le.
Qed.

(** ** From the group to its problems *)

Lemma forallb2_left {A B} (f : A -> B -> bool) l l' x :
  forallb2 f l l' = true -> In x l -> exists y, f x y = true.
Proof.
  revert l'. induction l as [|a l IH]; intros [|b l'] H Hx; try easy.
  simpl in H. apply andb_true_iff in H as [H1 H2]. destruct Hx as [->|Hx].
  - now exists b.
  - now apply (IH l').
Qed.

(** The projections of the points on a direction. *)
Definition projection (v : vector) (x : list Q) : R := dot v (map Q2R x).

Lemma constants_hold_parts c n g constant : constants_hold c n g constant = true ->
  NoDup constant /\ incl constant (all_features n) /\
  forallb (fun l => same g (fun x => feature x l)) constant = true /\
  match family_of c with Directions _ => constant = [] | _ => True end.
Proof.
  unfold constants_hold. rewrite !andb_true_iff, forallb_forall.
  intros [[[H1 H2] H3] H4]. apply increasing_parts in H1 as [H1 H5].
  repeat split; try easy.
  - intros l Hl. apply in_seq. specialize (H5 l Hl). specialize (H2 l Hl).
    apply Nat.leb_le in H2. lia.
  - destruct (family_of c); try easy. apply Nat.eqb_eq in H4. now destruct constant.
Qed.

Lemma all_features_NoDup n : NoDup (all_features n).
Proof. apply seq_NoDup. Qed.

Lemma free_NoDup n constant : NoDup (without (all_features n) constant).
Proof. apply NoDup_filter, all_features_NoDup. Qed.

(** P4: projections as sums over the free features. *)
Theorem P4_constant_features c n g constant v :
  constants_hold c n g constant = true -> length v = n ->
  exists e, forall p, In p g ->
    projection v (fst p) =
    form_of (without (all_features n) constant) (entry v) (fst p) + e.
Proof.
  intros H Hv. apply constants_hold_parts in H as [H1 [H2 [H3 _]]].
  destruct (constant_form g constant (entry v) H3) as [e He].
  exists e. intros p Hp. unfold projection. rewrite dot_form, Hv, <- (He p Hp).
  unfold form_of. rewrite (sum_over_without _ constant) by
    (easy || apply all_features_NoDup). lra.
Qed.

(** Points with one feature, the value of a form. *)
Definition values (h : list Q -> Q) (g : list qpoint) : list qpoint :=
  map (fun p => ([h (fst p)], snd p)) g.

Lemma values_qweight h g A : qweight (values h g) A = qweight g (fun x => A [h x]).
Proof.
  induction g as [|p g IH]; [reflexivity|].
  simpl values. rewrite !qweight_cons. simpl fst. simpl snd. now rewrite <- IH.
Qed.

Lemma values_passes t kappa h g f a b :
  projection_passes t kappa g (fun x => f [h x]) a b <->
  projection_passes t kappa (values h g) f a b.
Proof.
  unfold projection_passes. rewrite !values_qweight.
  replace (weight_total (values h g)) with (weight_total g); [easy|].
  rewrite <- !qweight_true. now rewrite values_qweight.
Qed.

Section Families.
  Hypothesis plain : trees_sound.
  Hypothesis wide : wide_trees_sound.
  Variables (c : certificate) (t : target) (n : nat) (g : list qpoint).
  Hypothesis proper : proper_problem c t n g.

  Lemma values_proper h : proper_problem c t 1 (values h g).
  Proof.
    constructor; try apply proper.
    - pose proof (points_qproper c t n g proper) as Hg. unfold values, qproper.
      rewrite Forall_map. eapply Forall_impl; [|exact Hg]. intros p [_ Hp]. now split.
    - rewrite <- qweight_true, values_qweight, qweight_true. apply proper.
  Qed.

  Section Free.
    Variables (constant : list nat) (v : vector) (a b : R).
    Hypothesis constants : constants_hold c n g constant = true.
    Hypothesis length_v : length v = n.
    Hypothesis ordered : a <= b.
    Let free := without (all_features n) constant.
    Hypothesis wide_v : wide_enough c free (entry v) a b.

    Lemma no_free_sound : free = [] ->
      projection_passes t (kappa_of c) g (projection v) a b.
    Proof.
      intros Hf. destruct (P4_constant_features c n g constant v constants length_v)
        as [e He]. fold free in He. rewrite Hf in He.
      apply (P4_no_direction n t _ g _ (0 + e)); try apply proper; easy.
    Qed.

    (** A problem about features outside which the direction is 0. *)
    Lemma part_sound ls p :
      NoDup ls -> incl ls free -> problem_holds c t g ls p = true ->
      (forall l, In l free -> ~ In l ls -> entry v l = 0) ->
      projection_passes t (kappa_of c) g (projection v) a b.
    Proof.
      intros HN Hincl Hp Hz.
      destruct (P4_constant_features c n g constant v constants length_v) as [e He].
      apply (P2_translation t _ g _ (form_of ls (entry v)) e).
      - intros q Hq. rewrite (He q Hq). unfold form_of.
        rewrite (sum_over_support _ ls); try easy; [apply free_NoDup|].
        intros l Hl Hout. rewrite (Hz l Hl Hout). lra.
      - apply (problem_sound plain wide c t n g proper ls p); try easy; [lra|].
        intros w l Ew Hl. pose proof (wide_v w l Ew (Hincl l Hl)). lra.
    Qed.

    Lemma one_problem_sound ps :
      forallb2 (fun q p => problem_holds c t (fst q) (snd q) p)
        (match free with [] => [] | _ => [(g, free)] end) ps = true ->
      projection_passes t (kappa_of c) g (projection v) a b.
    Proof.
      intros H.
      destruct (list_eq_dec Nat.eq_dec free []) as [E|E]; [now apply no_free_sound|].
      destruct (forallb2_left _ _ ps (g, free) H) as [p Hp].
      { generalize dependent free. intros [|l ls] _ _ E; [easy | now left]. }
      apply (part_sound free p); try easy. apply free_NoDup.
    Qed.

    Lemma sparse_sound k ps :
      (non_zeros v <= k)%nat ->
      forallb2 (fun q p => problem_holds c t (fst q) (snd q) p)
        (match free with
         | [] => []
         | _ => map (fun ls => (g, ls)) (choices (Nat.min k (length free)) free)
         end) ps = true ->
      projection_passes t (kappa_of c) g (projection v) a b.
    Proof.
      intros Hk H. destruct (choices_cover (fun l => non_zero (entry v l))
        (Nat.min k (length free)) free) as [ls [Hls Hc]].
      { pose proof (non_zeros_without v constant) as Hz. rewrite length_v in Hz.
        fold free in Hz.
        pose proof (filter_length_le (fun l => non_zero (entry v l)) free). lia. }
      destruct (list_eq_dec Nat.eq_dec free []) as [E|E]; [now apply no_free_sound|].
      destruct (choices_parts _ _ _ Hls (free_NoDup n constant)) as [HN Hincl].
      destruct (forallb2_left _ _ ps (g, ls) H) as [p Hp].
      { generalize (in_map (fun ls => (g, ls)) _ _ Hls). now destruct (without _ _). }
      apply (part_sound ls p); try easy. intros l Hl Hout.
      apply non_zero_false. destruct (non_zero (entry v l)) eqn:En; [|easy].
      now apply Hc in En.
    Qed.
  End Free.

  Lemma directions_sound us ps u r a b :
    In u us -> a <= b -> width_of (family_of c) = None ->
    forallb2 (fun q p => problem_holds c t (fst q) (snd q) p)
      (map (fun v => (map (fun p => ([dotQ v (fst p)], snd p)) g, [1%nat])) us) ps
    = true ->
    projection_passes t (kappa_of c) g (projection (map (Rmult r) (map IZR u))) a b.
  Proof.
    intros Hu Hab Hw H.
    destruct (forallb2_left _ _ _ (values (dotQ u) g, [1%nat]) H) as [p Hp].
    { now apply (in_map (fun v => (values (dotQ v) g, [1%nat]))). }
    pose (f := form_of [1%nat] (fun _ => r)).
    apply (projection_passes_ext t _ g _ (fun x => f [dotQ u x])).
    - intros q _. unfold projection. rewrite dot_multiple, <- dot_rationals.
      unfold f, form_of, sum_over, sum, feature. simpl. lra.
    - apply (proj2 (values_passes t _ (dotQ u) g f a b)).
      apply (problem_sound plain wide c t 1 _ (values_proper (dotQ u)) _ p); try easy.
      + repeat constructor. easy.
      + intros w l Ew. congruence.
  Qed.

  Lemma given_sound v a b : given_holds t (weight_total g) = true -> a <= b ->
    projection_passes t (kappa_of c) g (projection v) a b.
  Proof.
    intros H Hab. apply T1_given; [easy|]. apply (qweight_le n); [apply proper|].
    intros x. apply dilation_larger; [apply proper | easy].
  Qed.

  Lemma in_family_proper S : slabs_of n (family_of c) S -> Definitions.proper n S.
  Proof. destruct (family_of c); simpl; [easy | | |]; intros [H _]; exact H. Qed.

  (** The slabs of family width are wide enough. *)
  Lemma family_wide_enough S ls : slabs_of n (family_of c) S ->
    wide_enough c ls (entry (direction S)) (centre S - radius S) (centre S + radius S).
  Proof.
    intros H w l Ew _. pose proof (nth_norm (direction S) (l - 1)) as Hn.
    pose proof (width_proper c t n g proper w Ew) as Hw.
    destruct (family_of c); try easy. injection Ew as ->. destruct H as [_ H].
    unfold entry. nra.
  Qed.

  Lemma problems_sound constant ps S :
    bound_holds c n g t (Problems constant ps) = true -> slabs_of n (family_of c) S ->
    projection_passes t (kappa_of c) g (projection (direction S))
      (centre S - radius S) (centre S + radius S).
  Proof.
    intros H HS. pose proof (in_family_proper S HS) as [Hl [_ Hr]].
    assert (Hab : centre S - radius S <= centre S + radius S) by lra.
    pose proof (fun ls => family_wide_enough S ls HS) as Hwide.
    simpl in H. apply andb_true_iff in H as [Hc H].
    unfold questions in H. destruct (family_of c) as [| w | k | us] eqn:Ef.
    - now apply (one_problem_sound constant _ _ _ Hc Hl Hab (Hwide _) ps).
    - now apply (one_problem_sound constant _ _ _ Hc Hl Hab (Hwide _) ps).
    - destruct HS as [_ HS].
      now apply (sparse_sound constant _ _ _ Hc Hl Hab (Hwide _) k ps).
    - destruct HS as [_ [v [r [Hv HS]]]]. apply in_map_iff in Hv as [u [<- Hu]].
      rewrite HS. apply (directions_sound us ps); try easy. now rewrite Ef.
  Qed.

  (** All slabs of the family pass. *)
  Theorem bound_sound p S : bound_holds c n g t p = true -> slabs_of n (family_of c) S ->
    projection_passes t (kappa_of c) g (projection (direction S))
      (centre S - radius S) (centre S + radius S).
  Proof.
    intros H HS. destruct p as [|constant ps].
    - apply given_sound; [easy|]. pose proof (in_family_proper S HS) as [_ [_ Hr]]. lra.
    - now apply (problems_sound constant ps).
  Qed.
End Families.
