(* Trees of boxes, and the items of their leaves with cases (sections 7 and 10). *)

open Outcome
open Checker
open Exact
module Halvings = Map.Make (Int)

type setting = { coordinates : int; points : int; wide : bool }

let most_halvings = 60

let pair setting s =
  let of_points = { Case_trees.points = setting.points; row0 = true } in
  let i = Case_trees.point of_points s in
  Scan.take s ',';
  let j = Case_trees.point of_points s in
  Scan.finish s;
  (i, j)

let stretch setting s =
  if not setting.wide then malformed "\"%s\": only width has stretches" s.Scan.token;
  let centre = Scan.integer s in
  Scan.take s ',';
  let half = Scan.integer s in
  Scan.finish s;
  if Z.sign half < 0 then malformed "\"%s\": a negative half-length" s.token;
  (centre, half)

let cases t setting row0 = Case_trees.read t { Case_trees.points = setting.points; row0 }

(* Up to ")". The pair before, or none that can come any more. *)
let rec items t setting before =
  match Tokens.next t with
  | ")" -> []
  | token ->
      let s = Scan.start token in
      let item, before =
        if Scan.take_if s '@' then
          let centre, half = stretch setting s in
          (Stretch (centre, half, cases t setting false), None)
        else begin
          let i, j = pair setting s in
          (match before with
           | Some last when compare last (i, j) < 0 -> ()
           | _ -> malformed "\"%s\" is out of order" token);
          (Pair (i, j, cases t setting true), Some (i, j))
        end in
      item :: items t setting before

let read t setting chart =
  let rec go halvings =
    match Tokens.next t with
    | "." -> Leaf
    | "(" ->
        if setting.coordinates = 1 then malformed "cases in one dimension";
        Cases (items t setting (Some (0, 0)))
    | token ->
        let s = Scan.start token in
        let l = Scan.count s in
        Scan.finish s;
        if l < 1 || l > setting.coordinates then
          malformed "coordinate %d: there are %d" l setting.coordinates;
        if l = chart then malformed "a split across coordinate %d" l;
        let done_before = Option.value (Halvings.find_opt l halvings) ~default:0 in
        if done_before = most_halvings then
          malformed "coordinate %d is halved more than %d times" l most_halvings;
        let halvings = Halvings.add l (done_before + 1) halvings in
        let lower = go halvings in
        let upper = go halvings in
        Split (l, lower, upper)
  in
  go Halvings.empty
