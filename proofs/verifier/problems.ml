(* The problems of a group (sections 5 and 6). *)

open Outcome
open Checker
open Exact

(* A count, and so many of the features [among], in increasing order. *)
let some_features t word among =
  let n = Tokens.count t in
  if n > List.length among then
    malformed "%s: %d features of %d" word n (List.length among);
  let rec go n left =
    if n = 0 then []
    else
      let l = Tokens.count t in
      let rec behind = function
        | [] -> malformed "%s: feature %d is not there, or not in order" word l
        | l' :: rest -> if l = l' then rest else behind rest in
      let rest = behind left in
      l :: go (n - 1) rest
  in
  go n among

let relation t kept =
  Tokens.expect t "affine";
  let d = Tokens.integer t in
  if Z.sign d = 0 then malformed "a relation that begins with 0";
  (d, Tokens.integers t (List.length kept))

let space t d =
  Tokens.expect t "scale";
  let scale = Tokens.integers t d in
  if List.exists (fun s -> Z.sign s <= 0) scale then
    malformed "a scale that is not positive";
  Tokens.expect t "origin";
  let origin = Tokens.integers t d in
  Tokens.expect t "transform";
  let row i =
    let entries = Tokens.integers t i in
    if Z.sign (List.nth entries (i - 1)) = 0 then
      malformed "the transform's diagonal has a 0";
    entries in
  let rec rows i = if i > d then [] else let first = row i in first :: rows (i + 1) in
  let transform = rows 1 in
  { scale; origin; transform }

(* N, the number of merged points. If they are not integers the checker will refuse. *)
let points group space kept =
  match map_option (place space kept) group with
  | Some placed -> List.length (merge placed)
  | None -> max_int

(* The problem about the features [among] of the points. *)
let problem t family group among =
  Tokens.expect t "keep";
  let keep = some_features t "keep" among in
  let left_out = List.filter (fun l -> not (List.mem l keep)) among in
  let relations = List.map (fun _ -> relation t keep) left_out in
  let d = List.length keep in
  if d = 0 then { keep; relations; coordinates_of = None; trees = [] }
  else
    let space = space t d in
    let wide = match family with Width _ -> true | _ -> false in
    let setting = { Box_trees.coordinates = d; points = points group space keep; wide } in
    let chart = ref 0 in
    let trees = Tokens.many d (fun () -> incr chart; Box_trees.read t setting !chart) in
    { keep; relations; coordinates_of = Some space; trees }

(* Behind the word "constant": which of the [n] features are, and the problems. *)
let read t family n group =
  let constant = some_features t "constant" (all_features n) in
  (match family with
   | Directions _ when constant <> [] -> malformed "constant features, family directions"
   | _ -> ());
  let asked = questions family n constant group in
  Problems (constant, List.map (fun (points, among) -> problem t family points among) asked)
