(* The integers of the extracted checker are Zarith's, its natural numbers are machine
   integers. This file is trusted to compute what the names of Coq's functions say. *)

type t = Z.t

let zero = Z.zero
let one = Z.one
let succ = Z.succ
let neg = Z.neg
let abs = Z.abs
let add = Z.add
let sub = Z.sub
let mul = Z.mul
let max = Z.max
let equal = Z.equal
let leq = Z.leq
let lt = Z.lt
let gcd = Z.gcd
let of_int = Z.of_int

(* Coq's quotient is rounded down; by 0 it is 0. *)
let div a b = if Z.sign b = 0 then Z.zero else Z.fdiv a b

(* With a negative exponent 0. *)
let pow a k = if Z.sign k < 0 then Z.zero else Z.pow a (Z.to_int k)

(* The greatest common divisor, and what it leaves of both. *)
let ggcd a b =
  let g = Z.gcd a b in
  if Z.sign g = 0 then (g, (a, b)) else (g, (Z.divexact a g, Z.divexact b g))

(* Coq's constructors of positive numbers and of integers, and their case distinctions. *)
let twice a = Z.shift_left a 1
let twice_plus_1 a = Z.succ (twice a)

let case_positive odd even one a =
  if Z.equal a Z.one then one ()
  else if Z.is_odd a then odd (Z.shift_right a 1)
  else even (Z.shift_right a 1)

let case zero positive negative a =
  match Z.sign a with
  | 0 -> zero ()
  | 1 -> positive a
  | _ -> negative (Z.neg a)

let of_count_plus_1 n = Z.succ (Z.of_int n)
let same_count (a : int) b = a = b
let count_at_most (a : int) b = a <= b
let count_below (a : int) b = a < b
let greater_count (a : int) b = if a < b then b else a
let smaller_count (a : int) b = if a < b then a else b
let count_minus a b = if a < b then 0 else a - b
