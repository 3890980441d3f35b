(* What is claimed of each group, and the proof (sections 2 and 4). *)

open Outcome
open Checker
open Exact

let slab t n =
  Tokens.expect t "slab";
  let s = Scan.start (Tokens.next t) in
  if s.token = "none" then None
  else
    let value = Scan.fraction s in
    Scan.finish s;
    let normal = Tokens.integers t n in
    let middle = Tokens.fraction t in
    let half_width = Tokens.fraction t in
    if List.for_all (Z.equal Z.zero) normal then
      malformed "the slab's direction is zero";
    if Z.sign half_width.qnum < 0 then malformed "the slab's half-width is negative";
    Some { value; normal; middle; half_width }

let bound t question =
  Tokens.expect t "bound";
  let s = Scan.start (Tokens.next t) in
  match question with
  | Sigma when s.token = "infinite" -> Infinite
  | _ ->
      let b = Scan.fraction s in
      Scan.finish s;
      if Z.sign b.qnum < 0 then malformed "a negative bound";
      Finite b

let group t (c : Condition.t) n number points =
  Tokens.expect t "group";
  if Tokens.count t <> number then malformed "this should be group %d" number;
  let slab_of = slab t n in
  let bound_of = bound t c.question in
  let proof_of =
    if Tokens.choose t [ ("given", true); ("constant", false) ] then Given
    else Problems.read t c.family n points in
  { slab_of; bound_of; proof_of }

(* One claim for each of the groups of points, then the end of the certificate. *)
let read t (c : Condition.t) n groups =
  let claims = List.mapi (fun k g -> group t c n (k + 1) (weigh g)) groups in
  Tokens.expect t "end";
  Tokens.finish t;
  claims

(* The groups of the data; there must be as many as the certificate says. *)
let of_data (c : Condition.t) (data : Data.t) =
  if not (numbered c.grouping data.points) then
    malformed "there are no such groups: columns or classes are missing";
  let groups = groups_of c.grouping data.points in
  if List.length groups <> c.groups then
    rejected "there are %d groups, not %d" (List.length groups) c.groups;
  groups
