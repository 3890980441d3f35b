(** The checker as an OCaml program, checker.ml. What this file maps to OCaml's own and to
    Zarith's operations is trusted; proofs/verifier/integer.ml has those of integers.

    Natural numbers become machine integers of 63 bits. All of them are counts in the
    certificate, of at most 18 digits, or lengths of lists; nothing multiplies them. *)

From Coq Require Import ZArith QArith List Extraction.
From Doublecheck Require Import Integers Certificate Coordinates Checker FastChecker.

(** ** Booleans, options, pairs, lists *)

Extract Inductive bool => bool [ true false ].
Extract Inductive sumbool => bool [ true false ].
Extract Inductive option => option [ Some None ].
Extract Inductive unit => unit [ "()" ].
Extract Inductive list => list [ "[]" "( :: )" ].
Extract Inductive prod => "( * )" [ "" ].
Extract Inlined Constant andb => "(&&)".
Extract Inlined Constant orb => "(||)".
Extract Inlined Constant negb => "not".

(** ** Natural numbers *)

Extract Inductive nat => int [ "0" "Stdlib.succ" ]
  "(fun zero next n -> if n = 0 then zero () else next (n - 1))".
Extract Inlined Constant Nat.eqb => "Integer.same_count".
Extract Inlined Constant Nat.leb => "Integer.count_at_most".
Extract Inlined Constant Nat.ltb => "Integer.count_below".
Extract Inlined Constant Init.Nat.max => "Integer.greater_count".
Extract Inlined Constant Nat.max => "Integer.greater_count".
Extract Inlined Constant Init.Nat.min => "Integer.smaller_count".
Extract Inlined Constant Nat.min => "Integer.smaller_count".
Extract Inlined Constant Init.Nat.add => "(+)".
Extract Inlined Constant Nat.add => "(+)".
Extract Inlined Constant Init.Nat.sub => "Integer.count_minus".
Extract Inlined Constant Nat.sub => "Integer.count_minus".
Extract Inlined Constant length => "List.length".

(** ** Integers *)

Extract Inductive positive => "Integer.t"
  [ "Integer.twice_plus_1" "Integer.twice" "Integer.one" ] "Integer.case_positive".
Extract Inductive Z => "Integer.t" [ "Integer.zero" "" "Integer.neg" ] "Integer.case".
Extract Inlined Constant Pos.add => "Integer.add".
Extract Inlined Constant Pos.mul => "Integer.mul".
Extract Inlined Constant Pos.succ => "Integer.succ".
Extract Inlined Constant Pos.of_succ_nat => "Integer.of_count_plus_1".
Extract Inlined Constant Z.add => "Integer.add".
Extract Inlined Constant Z.sub => "Integer.sub".
Extract Inlined Constant Z.mul => "Integer.mul".
Extract Inlined Constant Z.opp => "Integer.neg".
Extract Inlined Constant Z.abs => "Integer.abs".
Extract Inlined Constant Z.max => "Integer.max".
Extract Inlined Constant Z.eqb => "Integer.equal".
Extract Inlined Constant Zeq_bool => "Integer.equal".
Extract Inlined Constant Z.leb => "Integer.leq".
Extract Inlined Constant Z.ltb => "Integer.lt".
Extract Inlined Constant Z.of_nat => "Integer.of_int".
Extract Inlined Constant Z.pow => "Integer.pow".
Extract Inlined Constant Z.div => "Integer.div".
Extract Inlined Constant Z.gcd => "Integer.gcd".
Extract Inlined Constant Z.ggcd => "Integer.ggcd".

(** The parser asks [groups_of], [questions] and [place] which groups, problems and points
    there are. *)
Extraction "checker.ml" fast_check verdict_of fast_group_holds groups_of weigh questions
  place map_option merge numbered.
