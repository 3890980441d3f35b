(** The example of section 9 of docs/floor-certificate.md: the check accepts it, finds its
    bounds, and rejects a larger accuracy. The logarithms are those of the page, rounded
    down to four digits. *)

From Coq Require Import QArith List.
From Doublecheck Require Import FloorCertificate.
Import ListNotations.
Open Scope Q_scope.

Definition row (x : letter) (j : nat) (n : N) : letter * nat * N := (x, j, n).

Definition example_level : floor_level := {|
  share_of := 1;
  bound_of := 11 # 32;
  sets_of := [
    {| z_of := 14; rows_in := [row LetterL 1 2] |};
    {| z_of := 10; rows_in := [row LetterG 0 1] |};
    {| z_of := 9; rows_in := [row LetterT 0 2] |};
    {| z_of := 9; rows_in := [row LetterT 1 2] |} ];
  uses_of := [(1, 1); (2, 2); (3, 2); (4, 1)]%nat
|}.

Definition example (accuracy : Q) : floor_certificate := {|
  kappa_of := 4; sigma_of := 1; delta_of := 1; m0_of := 1 # 4;
  radius_of := 0; loss_of := 1 # 4; accuracy_of := accuracy;
  radii_of := 2; first_radii := [1 # 2]; bits_of := 3; price_of := 0;
  levels_of := [example_level]
|}.

Definition example_a (j : nat) : Q :=
  nth j [6931 # 10000; 9740 # 10000; 21269 # 10000] 0.

Definition example_b (j : nat) : Q := nth j [4740 # 10000; 1269 # 10000; 0] 0.

Example example_accepted :
  floor_good (example (21 # 32)) 2 example_a example_b [1] = true.
Proof. reflexivity. Qed.

Example example_too_much :
  floor_good (example (22 # 32)) 2 example_a example_b [1] = false.
Proof. reflexivity. Qed.

(** 0.2245, 0.3211 twice, and 11/32 three times. *)
Example example_values :
  map (fun x => match snd x with
    | Some s => Qred (value_of (example (21 # 32)) 2 example_a example_b 1
                        (fst (fst x)) (snd (fst x)) s)
    | None => 0
    end) (combine (scenarios (example (21 # 32))) (sets_used example_level)) =
  [8983 # 40000; 2569 # 8000; 2569 # 8000; 11 # 32; 11 # 32; 11 # 32].
Proof. reflexivity. Qed.
