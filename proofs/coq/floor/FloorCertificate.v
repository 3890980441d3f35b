(** The certificate of a doubling floor (docs/floor-certificate.md) and what is checked of
    it, computed in rationals. That it proves its claim: FloorSound.v.

    Given are the certificate, the number K of classes, the shares w_g of the groups and
    the logarithms a_0 .. a_J and b_0 .. b_J, rounded down (section 4). *)

From Coq Require Import QArith List Bool Arith.
Import ListNotations.
Open Scope Q_scope.

(** * The certificate *)

Inductive letter := LetterG | LetterL | LetterT.

(** A set: z, and the multipliers of rows (letter, j, value). *)
Record floor_set := { z_of : N; rows_in : list (letter * nat * N) }.

(** A level: the least share w, the bound V, the sets and their uses (set, number). *)
Record floor_level := {
  share_of : Q;
  bound_of : Q;
  sets_of : list floor_set;
  uses_of : list (nat * nat)
}.

Record floor_certificate := {
  kappa_of : Q;
  sigma_of : Q;
  delta_of : Q;
  m0_of : Q;
  radius_of : Q;
  loss_of : Q;
  accuracy_of : Q;
  radii_of : nat;                                       (* J *)
  first_radii : list Q;                                 (* rho_0 .. rho_{p-1} *)
  bits_of : nat;
  price_of : N;
  levels_of : list floor_level
}.

Definition Qmax (x y : Q) : Q := if Qle_bool x y then y else x.

Definition sum_q (l : list Q) : Q := fold_right (fun x s => Qred (x + s)) 0 l.

Section Check.

Variables (c : floor_certificate) (K : nat) (a b : nat -> Q).

Let J := radii_of c.
Let p := length (first_radii c).

(** Counts are over 2^bits. *)
Definition scaled (n : N) : Q :=
  inject_Z (Z.of_N n) / inject_Z (2 ^ Z.of_nat (bits_of c)).

Definition y_of : Q := scaled (price_of c).

(** * Sections 3 and 4: constants and radii *)

Fixpoint power (x : Q) (n : nat) : Q :=
  match n with O => 1 | S n' => x * power x n' end.

(** rho_j, from rho_{j+p} = kappa rho_j. *)
Definition rho_of (j : nat) : Q :=
  power (kappa_of c) (j / p) * nth (j mod p) (first_radii c) 0.

Definition Qlt_bool (x y : Q) : bool := negb (Qle_bool y x).

Definition constants_good : bool :=
  Qlt_bool 1 (kappa_of c) && Qlt_bool 0 (sigma_of c) && Qlt_bool 0 (delta_of c) &&
  Qle_bool (delta_of c) 1 && Qle_bool 0 (m0_of c) && Qle_bool 0 (radius_of c).

Definition radii_good : bool :=
  ((1 <=? p) && (p <=? J))%nat && Qlt_bool 0 (rho_of 0) &&
  Qle_bool (radius_of c) (rho_of 0) &&
  forallb (fun j => Qlt_bool (rho_of j) (rho_of (S j))) (seq 0 (p - 1)) &&
  Qlt_bool (rho_of (p - 1)) (kappa_of c * rho_of 0).

(** * Section 5: scenarios *)

Definition full_of : Q := delta_of c / (1 + sigma_of c).

(** In their order; those with i < k are passed over if m0 > delta / (1+sigma). *)
Definition scenarios : list (nat * nat) :=
  flat_map (fun i => map (fun k => (i, k))
    (if Qle_bool (m0_of c) full_of then seq i (S J - i) else [i])) (seq 0 (S J)).

Definition grows_of (i k j : nat) : bool := ((i <=? j) && (j <? k) && (j + p <? J))%nat.

Definition least_of (i k j : nat) : option Q :=
  if (j =? i)%nat then Some (m0_of c)
  else if (k + p <=? j)%nat then Some (delta_of c) else None.

Definition greatest_of (i k j : nat) : option Q :=
  if (S j =? i)%nat then Some (m0_of c)
  else if ((i <? k) && (S j =? k))%nat then Some full_of else None.

(** * Section 6: multipliers *)

Definition same_letter (x y : letter) : bool :=
  match x, y with
  | LetterG, LetterG | LetterL, LetterL | LetterT, LetterT => true
  | _, _ => false
  end.

(** The multiplier of a row, 0 if it is not listed. *)
Definition multiplier (s : floor_set) (x : letter) (j : nat) : Q :=
  match find (fun r => same_letter (fst (fst r)) x && (snd (fst r) =? j)%nat)
             (rows_in s) with
  | Some r => scaled (snd r)
  | None => 0
  end.

Definition growth_used (i k : nat) (s : floor_set) (j : nat) : Q :=
  if grows_of i k j then multiplier s LetterG j else 0.

Definition least_used (i k : nat) (s : floor_set) (j : nat) : Q :=
  match least_of i k j with Some _ => multiplier s LetterL j | None => 0 end.

Definition greatest_used (i k : nat) (s : floor_set) (j : nat) : Q :=
  match greatest_of i k j with Some _ => multiplier s LetterT j | None => 0 end.

(** s_j - s_{j+1} *)
Definition own (i k : nat) (s : floor_set) (j : nat) : Q :=
  greatest_used i k s j - least_used i k s j +
  (1 + sigma_of c) * growth_used i k s j -
  (if (p <=? j)%nat then growth_used i k s (j - p) else 0).

(** The lines of lambda for ring j, without s_j. *)
Definition gain (z : Q) (j : nat) : Q :=
  let assigned := 1 - (y_of + z) * a j in
  let right := - ((y_of / (inject_Z (Z.of_nat K) - 1) + z) * b j) in
  let free := - (z * a 0%nat) in
  if (2 <? K)%nat then Qmax (Qmax assigned right) free else Qmax assigned right.

(** The largest over the rings below n, and [best]; [sum] is s_n. *)
Fixpoint lambda_below (i k : nat) (s : floor_set) (n : nat) (sum best : Q) : Q :=
  match n with
  | O => best
  | S j =>
      let sum' := Qred (sum + own i k s j) in
      lambda_below i k s j sum' (Qmax best (Qred (gain (scaled (z_of s)) j - sum')))
  end.

Definition lambda_of (i k : nat) (s : floor_set) : Q :=
  lambda_below i k s J 0 (gain (scaled (z_of s)) J).

Definition end_of (i k : nat) (s : floor_set) (j : nat) : Q :=
  match greatest_of i k j with Some v => multiplier s LetterT j * v | None => 0 end -
  match least_of i k j with Some v => multiplier s LetterL j * v | None => 0 end.

Definition value_of (w : Q) (i k : nat) (s : floor_set) : Q :=
  lambda_of i k s + scaled (z_of s) * (loss_of c / w) +
  sum_q (map (end_of i k s) (seq 0 J)).

(** The sets in the order of the scenarios that they prove; sets count from 1. *)
Definition sets_used (l : floor_level) : list (option floor_set) :=
  flat_map (fun u => repeat (nth (fst u) (None :: map Some (sets_of l)) None) (snd u))
           (uses_of l).

Definition scenario_good (l : floor_level) (ik : nat * nat) (s : option floor_set) :=
  match s with
  | Some s => Qle_bool (value_of (share_of l) (fst ik) (snd ik) s) (bound_of l)
  | None => false
  end.

Definition level_good (l : floor_level) : bool :=
  Qlt_bool 0 (share_of l) &&
  (length (sets_used l) =? length scenarios)%nat &&
  forallb (fun x => scenario_good l (fst x) (snd x)) (combine scenarios (sets_used l)).

(** * Section 7: levels *)

(** The last level whose least share is at most w_g. *)
Definition level_at (w : Q) : option floor_level :=
  find (fun l => Qle_bool (share_of l) w) (rev (levels_of c)).

Definition lost (w : Q) : Q :=
  match level_at w with Some l => w * bound_of l | None => 0 end.

Definition has_level (w : Q) : bool :=
  match level_at w with Some _ => true | None => false end.

(** Everything that is checked, but the form of the text. *)
Definition floor_good (shares : list Q) : bool :=
  (2 <=? K)%nat && constants_good && radii_good && forallb level_good (levels_of c) &&
  forallb has_level shares &&
  Qle_bool (accuracy_of c) (1 - (y_of * loss_of c + sum_q (map lost shares))).

End Check.

(** Proof "trivial" (section 3): a0 is log 2 rounded down. *)
Definition trivial_good (loss accuracy a0 : Q) : bool :=
  Qle_bool accuracy 1 &&
  (Qeq_bool accuracy 0 || Qle_bool loss ((1 - accuracy) * a0)).
