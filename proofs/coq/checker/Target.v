(** What a certificate claims of each slab, as a condition on two weights
    (docs/certificate-format.md, section 8). *)

From Coq Require Import ZArith QArith List Bool.
From Doublecheck Require Import Integers.

Inductive target :=
| AtMost (b sigma delta : Q)                      (* m* <= b *)
| Gains (m0 delta : Q) (b : option Q).            (* sigma* >= b; None: infinite *)

(** A slab of weight [U] whose dilation has the weight [L], in a group of weight [W],
    agrees with the claim. Smaller [U] and larger [L] agree as well. *)
Definition passes (t : target) (W U L : Z) : bool :=
  let W := inject_Z W in
  let U := inject_Z U in
  let L := inject_Z L in
  match t with
  | AtMost b sigma delta =>
      Qle_bool U (b * W) || Qle_bool (delta * W) L || Qle_bool ((1 + sigma) * U) L
  | Gains m0 delta b =>
      Qltb U (m0 * W) || Qle_bool (delta * W) L ||
      match b with
      | Some b => Qle_bool ((1 + b) * U) L
      | None => false
      end
  end.
