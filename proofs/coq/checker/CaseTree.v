(** Case trees (section 10): what is known of forms on the way from the root. *)

From Coq Require Import ZArith QArith List Bool Arith.
From Doublecheck Require Import Integers Target Certificate Box.
Import ListNotations.
Open Scope Z_scope.

(** The slab in question: its variables' box, each point's four forms (points from 1), the
    condition all slabs in question satisfy (row 0) if there is one. *)
Record setting := {
  box_centres : vectorZ;
  box_radii : vectorZ;
  form : nat -> letter -> vectorZ;
  row0 : option vectorZ
}.

(** A row: the form is >= 0, or > 0 if the row is strict. *)
Record row := { row_form : vectorZ; strict : bool }.

(** A decision on the way from the root: the form of the point is >= 0, or < 0. *)
Record decision := { of_point : nat; of_form : letter; positive : bool }.

Definition same_letter (x y : letter) : bool :=
  match x, y with
  | InnerLow, InnerLow | InnerHigh, InnerHigh
  | OuterLow, OuterLow | OuterHigh, OuterHigh => true
  | _, _ => false
  end.

Definition decided (path : list decision) (k : nat) (x : letter) (sign : bool) : bool :=
  existsb (fun d => Nat.eqb (of_point d) k && same_letter (of_form d) x &&
                    Bool.eqb (positive d) sign) path.

Section Known.
  Variable s : setting.
  Variable path : list decision.

  Definition known_positive (k : nat) (x : letter) : bool :=
    decided path k x true || (0 <=? low (box_centres s) (box_radii s) (form s k x)).

  Definition known_negative (k : nat) (x : letter) : bool :=
    decided path k x false || (high (box_centres s) (box_radii s) (form s k x) <? 0).

  Definition is_out (k : nat) : bool :=
    existsb (known_negative k) [InnerLow; InnerHigh; OuterLow; OuterHigh].

  Definition is_in (k : nat) : bool :=
    (known_positive k OuterLow || known_positive k InnerLow) &&
    (known_positive k OuterHigh || known_positive k InnerHigh).

  (** The row of the number [r]: row 0, then the decisions. *)
  Definition row_of (r : nat) : option row :=
    match r with
    | O => option_map (fun f => {| row_form := f; strict := false |}) (row0 s)
    | S r' =>
        option_map
          (fun d =>
             let f := form s (of_point d) (of_form d) in
             if positive d then {| row_form := f; strict := false |}
             else {| row_form := scaleZ (-1) f; strict := true |})
          (nth_error path r')
    end.

  (** The sum of multiplier times row, and whether a strict row is among them; None if a
      row does not exist or a multiplier is not positive. *)
  Fixpoint add_rows (terms : list (nat * Z)) : option (vectorZ * bool) :=
    match terms with
    | [] => Some (zerosZ (length (box_centres s)), false)
    | (r, x) :: terms' =>
        match row_of r, add_rows terms' with
        | Some w, Some (f, b) =>
            if (0 <? x) && Nat.eqb (length (row_form w)) (length f)
            then Some (addZ (scaleZ x (row_form w)) f, b || strict w)
            else None
        | _, _ => None
        end
    end.

  (** No point of the box satisfies all rows. *)
  Definition infeasible (terms : list (nat * Z)) : bool :=
    match add_rows terms with
    | None => false
    | Some (f, b) =>
        let m := high (box_centres s) (box_radii s) f in
        (m <? 0) || ((m =? 0) && b)
    end.
End Known.

(** The weight of the points with a property of their numbers, which begin with [k]. *)
Fixpoint weight_at (k : nat) (g : list wpoint) (A : nat -> bool) : Z :=
  match g with
  | [] => 0
  | p :: g' => (if A k then snd p else 0) + weight_at (S k) g' A
  end.

(** The case tree shows that every slab in question passes. *)
Fixpoint cases_hold (t : target) (g : list wpoint) (s : setting)
    (path : list decision) (c : case_tree) : bool :=
  match c with
  | Counted =>
      passes t (totalZ g) (totalZ g - weight_at 1 g (is_out s path))
        (weight_at 1 g (is_in s path))
  | Infeasible terms => infeasible s path terms
  | Decision first k x c1 c2 =>
      let next sign := path ++ [{| of_point := k; of_form := x; positive := sign |}] in
      (1 <=? k)%nat && (k <=? length g)%nat &&
      negb (decided path k x true || decided path k x false) &&
      cases_hold t g s (next first) c1 && cases_hold t g s (next (negb first)) c2
  end.
