(** The units of family width: centres in units of projections over the box, and the
    lengths w/2 and kappa w/2 there. *)

From Coq Require Import Reals ZArith QArith Lra Lia List Bool.
From Doublecheck Require Import Definitions Masses Certificate Target Slabs Box Leaf
  CellSound LeafSound WideLeaf Centres.
Import ListNotations.
Open Scope R_scope.

(** Half the width of the slabs, times 2^K as the projections over the box are. *)
Definition half_width (w : Q) (b : box) : R := hR w * IZR (power (exponent b)) / 2.

Lemma unit_positive kappa w : 0 < IZR (unit kappa w).
Proof. apply IZR_lt. unfold unit. lia. Qed.

Lemma half_w_units kappa w b :
  IZR (half_w kappa w b) = IZR (unit kappa w) * half_width w b.
Proof.
  unfold half_w, half_width, unit, hR. rewrite !mult_IZR.
  pose proof (denominator_positive w). field. lra.
Qed.

Lemma half_dilated_units kappa w b :
  IZR (half_dilated kappa w b) = IZR (unit kappa w) * (hR kappa * half_width w b).
Proof.
  unfold half_dilated, half_width, unit, hR. rewrite !mult_IZR.
  pose proof (denominator_positive w). pose proof (denominator_positive kappa).
  field. lra.
Qed.

Section Scaled.
  Variables (kappa w : Q).
  Let u := IZR (unit kappa w).

  Lemma load_of_scaled A rs :
    load_of A (map (scaled kappa w) rs) = load_of (fun r => A (scaled kappa w r)) rs.
  Proof.
    induction rs as [|r rs IH]; [easy|]. cbn [map]. now rewrite !load_of_cons, IH.
  Qed.

  Lemma lower_scaled r : IZR (lower (scaled kappa w r)) = u * IZR (lower r).
  Proof. cbn [scaled lower]. now rewrite mult_IZR. Qed.

  Lemma upper_scaled r : IZR (upper (scaled kappa w r)) = u * IZR (upper r).
  Proof. cbn [scaled upper]. now rewrite mult_IZR. Qed.

  Lemma units_le x y : u * x <= u * y <-> x <= y.
  Proof.
    pose proof (unit_positive kappa w). split; intros H'.
    - now apply (Rmult_le_reg_l u).
    - apply Rmult_le_compat_l; [unfold u; lra|easy].
  Qed.

  Lemma Rleb_units x y : Rleb (u * x) (u * y) = Rleb x y.
  Proof. apply eq_true_iff_eq. rewrite !Rleb_true. apply units_le. Qed.

  Lemma Rltb_units x y : Rltb (u * x) (u * y) = Rltb x y.
  Proof.
    apply eq_true_iff_eq. rewrite !Rltb_true. pose proof (units_le y x). lra.
  Qed.

  Lemma inner_at_scaled rs a b :
    inner_at (map (scaled kappa w) rs) (u * a) (u * b) = inner_at rs a b.
  Proof.
    unfold inner_at. rewrite !load_of_scaled. f_equal; [f_equal|];
      apply load_of_ext; intros r _; rewrite ?upper_scaled, ?lower_scaled;
      apply Rltb_units.
  Qed.

  Lemma outer_at_scaled rs a b :
    outer_at (map (scaled kappa w) rs) (u * a) (u * b) = outer_at rs a b.
  Proof.
    unfold outer_at. rewrite !load_of_scaled. f_equal; apply load_of_ext; intros r _;
      rewrite ?upper_scaled, ?lower_scaled; [apply Rleb_units|apply Rltb_units].
  Qed.

  Lemma centre_passes_scaled t W rs e e' c :
    centre_passes t W (map (scaled kappa w) rs) (u * e) (u * e') (u * c) <->
    centre_passes t W rs e e' c.
  Proof.
    unfold centre_passes. rewrite <- !Rmult_minus_distr_l, <- !Rmult_plus_distr_l.
    now rewrite inner_at_scaled, outer_at_scaled.
  Qed.

  Lemma range_at_scaled rs k r :
    range_at rs k r -> range_at (map (scaled kappa w) rs) k (scaled kappa w r).
  Proof. intros [Hk H]. split; [easy|]. now apply map_nth_error. Qed.

  Lemma centre_listed_scaled rs items e c :
    centre_listed (map (scaled kappa w) rs) items (u * e) (u * c) ->
    centre_listed rs items e c.
  Proof.
    intros H i ri j rj Hi Hj Ai Aj.
    apply (H i (scaled kappa w ri) j (scaled kappa w rj)); auto using range_at_scaled;
      rewrite lower_scaled, upper_scaled, <- ?Rmult_minus_distr_l, <- ?Rmult_plus_distr_l,
        !units_le; assumption.
  Qed.

  Lemma loads_fit_scaled rs : loads_fit rs -> loads_fit (map (scaled kappa w) rs).
  Proof. intros H. apply Forall_map. exact H. Qed.
End Scaled.

(** W1 (b), with cases: for every real centre c, U(c) and L(c) pass, or c is in a stretch
    and the pairs whose ranges hold the ends of its slab are listed. *)
Theorem W1_every_centre t kappa w W b rs items c :
  target_fits t -> (0 < W)%Z -> loads_fit rs ->
  centres_hold t kappa w W b rs items = true ->
  centre_passes t W rs (half_width w b) (hR kappa * half_width w b) c \/
  (exists m r t, In (Stretch m r t) items /\ IZR (m - r) <= c <= IZR (m + r)) /\
  centre_listed rs items (half_width w b) c.
Proof.
  intros Ht HW Hl H.
  apply (centres_hold_units t kappa w W b rs items (IZR (unit kappa w) * c)) in H;
    auto using loads_fit_scaled.
  cbv zeta in H. rewrite half_w_units, half_dilated_units in H.
  destruct H as [H|[(m & r & tr & Hi & H1) H2]]; [left|right; split].
  - now apply centre_passes_scaled in H.
  - exists m, r, tr. split; [easy|]. unfold in_units in H1. rewrite !mult_IZR in H1.
    now rewrite !units_le in H1.
  - now apply centre_listed_scaled in H2.
Qed.
