(* The condition, the family and the groups (sections 2 and 4). *)

open Outcome
open Checker
open Exact

type t = {
  question : question;
  kappa : q;
  delta : q;
  m0 : q;
  family : family_name;
  axes : bool;                  (* sparse 1 by this name *)
  grouping : grouping;
  groups : int;
}

let rational { qnum; qden } = Q.make qnum qden

let number t word =
  Tokens.expect t word;
  Tokens.fraction t

let question t kappa_read =
  Tokens.expect t "question";
  let critical = Tokens.choose t [ ("critical-mass", true); ("sigma", false) ] in
  let kappa = kappa_read () in
  if not critical then begin
    Tokens.expect t "sigma";
    Tokens.expect t "free";
    (Sigma, kappa)
  end
  else (CriticalMass (number t "sigma"), kappa)

let check_numbers question kappa delta m0 =
  let kappa, delta, m0 = (rational kappa, rational delta, rational m0) in
  if Q.leq kappa Q.one then malformed "kappa is not greater than 1";
  (match question with
   | CriticalMass sigma when Q.sign (rational sigma) <= 0 ->
       malformed "sigma is not positive"
   | _ -> ());
  if Q.sign m0 <= 0 || Q.geq m0 delta || Q.gt delta Q.one then
    malformed "0 < m0 < delta <= 1 does not hold"

let directions t n =
  let count = Tokens.count t in
  if count = 0 then malformed "directions 0";
  Tokens.many count (fun () ->
      let v = Tokens.integers t n in
      if List.for_all (Z.equal Z.zero) v then malformed "a direction is zero";
      v)

(* The family, and whether it is called axes; [n] features. *)
let family t n =
  Tokens.expect t "family";
  match Tokens.next t with
  | "all" -> (All, false)
  | "width" ->
      let w = Tokens.fraction t in
      if Z.sign w.qnum <= 0 then malformed "the width is not positive";
      (Width w, false)
  | "sparse" -> (Sparse (Tokens.place t n "sparse"), false)
  | "axes" -> (Sparse 1, true)
  | "directions" -> (Directions (directions t n), false)
  | token -> malformed "\"%s\" is not a family" token

let read t n =
  let question, kappa = question t (fun () -> number t "kappa") in
  let delta = number t "delta" in
  let m0 = number t "m0" in
  check_numbers question kappa delta m0;
  let family, axes = family t n in
  Tokens.expect t "groups";
  let grouping =
    Tokens.choose t [ ("whole", Whole); ("pairs", Pairs); ("cells", Cells) ] in
  let groups = Tokens.count t in
  { question; kappa; delta; m0; family; axes; grouping; groups }

(* The certificate with the claims of the groups. *)
let certificate c claims =
  { asked = c.question; kappa_of = c.kappa; delta_of = c.delta; m0_of = c.m0;
    family_of = c.family; grouping_of = c.grouping; claims }
