(* Case trees (section 10). *)

open Outcome
open Checker

module Decided = Set.Make (struct
  type t = int * letter

  let compare = compare
end)

(* What a case tree is read for: N points, and whether there is a row 0. *)
type setting = { points : int; row0 : bool }

let letters =
  [ ('a', InnerLow); ('b', InnerHigh); ('A', OuterLow); ('B', OuterHigh) ]

let point setting s =
  let k = Scan.count s in
  if k < 1 || k > setting.points then
    malformed "point %d: there are %d points" k setting.points;
  k

(* "0:3,2:1" behind the mark, with rows up to the number of decisions. *)
let terms setting decisions s =
  let rec go least =
    let row = Scan.count s in
    if row < least || row > decisions then
      malformed "row %d does not exist, or is out of order" row;
    Scan.take s ':';
    let multiplier = Scan.positive s in
    let rest = if Scan.take_if s ',' then go (row + 1) else [] in
    (row, multiplier) :: rest
  in
  go (if setting.row0 then 0 else 1)

let decision setting decided s =
  let k = point setting s in
  match List.assoc_opt (Scan.peek s) letters with
  | None -> malformed "\"%s\": there is no such decision" s.token
  | Some letter ->
      s.at <- s.at + 1;
      if Decided.mem (k, letter) decided then
        malformed "\"%s\": this form is decided twice" s.token;
      (k, letter)

let read t setting =
  let rec go decisions decided =
    let s = Scan.start (Tokens.next t) in
    if Scan.take_if s '.' then (Scan.finish s; Counted)
    else if Scan.take_if s '!' then begin
      let terms = terms setting decisions s in
      Scan.finish s;
      Infeasible terms
    end
    else
      let first = Scan.take_if s '+' in
      if not (first || Scan.take_if s '-') then
        malformed "\"%s\" in a case tree" s.token;
      let k, letter = decision setting decided s in
      Scan.finish s;
      let decided = Decided.add (k, letter) decided in
      let one = go (decisions + 1) decided in
      let two = go (decisions + 1) decided in
      Decision (first, k, letter, one, two)
  in
  go 0 Decided.empty
