(** What the main theorems rest on: scripts/prove compares what this file prints with
    proofs/assumptions.txt. *)

From Doublecheck Require Import Checker.

Print Assumptions check.
