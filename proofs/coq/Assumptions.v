(** What the main theorems rest on: scripts/prove compares what this file prints with
    proofs/assumptions.txt. *)

From Doublecheck Require Import Checker FastChecker.

Print Assumptions check.
Print Assumptions fast_check_is_check.
