(* What a certificate claims (section 4), line by line. *)

open Checker
open Exact

let about =
  "A slab S = {x : |<v,x> - c| <= r} violates the condition if\n\
  \    mass(kappa S) < min{delta, (1 + sigma) mass(S)}.\n\
   m* is the greatest mass of a slab of the family that does, in a group of points, and\n\
   sigma* the greatest sigma with which none of mass m0 or more does. The condition holds\n\
   if m* < m0 in every group (for some sigma, if sigma* > 0). This certificate claims:\n"

let spelled q = Q.to_string (Condition.rational q)
let counts l = String.concat "," (List.map string_of_int l)
let column = function Some k -> string_of_int k | None -> "none"
let vector v = "(" ^ String.concat ", " (List.map Z.to_string v) ^ ")"
let quoted texts =
  String.concat ", " (List.map (Printf.sprintf "\"%s\"") (Array.to_list texts))

let say_layout path (l : Layout.t) =
  Say.line "data" (Printf.sprintf "%s, SHA-256 %s" path l.file_hash);
  Say.line "header" (if l.header then "yes" else "no");
  Say.line "delimiter"
    (match l.delimiter with ',' -> "comma" | ';' -> "semicolon" | _ -> "tab");
  Say.line "features" (counts l.features);
  Say.line "label" (column l.label);
  Say.line "weight" (column l.weight);
  Say.line "cell" (column l.cell)

let family (c : Condition.t) =
  match c.family with
  | All -> "all"
  | Width w -> "width:" ^ spelled w
  | Sparse k -> if c.axes then "axes" else "sparse:" ^ string_of_int k
  | Directions _ -> "directions"

let say_condition (c : Condition.t) =
  (match c.question with
   | CriticalMass sigma ->
       Say.line "question" "critical-mass";
       Say.line "kappa" (spelled c.kappa);
       Say.line "sigma" (spelled sigma)
   | Sigma ->
       Say.line "question" "sigma";
       Say.line "kappa" (spelled c.kappa);
       Say.line "sigma" "free");
  Say.line "delta" (spelled c.delta);
  Say.line "m0" (spelled c.m0);
  Say.line "family" (family c);
  (match c.family with
   | Directions vs -> List.iter (fun v -> Say.line "direction" (vector v)) vs
   | _ -> ());
  Say.line "groups"
    (match c.grouping with Whole -> "whole" | Pairs -> "pairs" | Cells -> "cells")

let say_data (data : Data.t) =
  Option.iter (fun names -> Say.line "names" (quoted names)) data.names;
  Say.line "points" (string_of_int (List.length data.points))

let bounds question claim =
  let name = match question with CriticalMass _ -> "m*" | Sigma -> "sigma*" in
  let value = Option.map (fun s -> spelled s.value) claim.slab_of in
  let text =
    match (question, claim.bound_of, value) with
    | _, Infinite, _ -> "infinite"
    | CriticalMass _, Finite b, None -> "m* <= " ^ spelled b
    | CriticalMass _, Finite b, Some v -> v ^ " <= m* <= " ^ spelled b
    | Sigma, Finite b, None -> spelled b ^ " <= sigma*"
    | Sigma, Finite b, Some v -> spelled b ^ " <= sigma* <= " ^ v in
  Say.line ("  " ^ name) text

let of_numbers texts numbers =
  String.concat ", " (List.map (fun k -> texts.(k - 1)) (List.sort_uniq compare numbers))

let say_group (c : Condition.t) (data : Data.t) number points claim =
  Say.line "group" (Printf.sprintf "%d, %d points" number (List.length points));
  (match (c.grouping, points) with
   | Cells, p :: _ -> Say.line "  cell" data.cells.(p.cell_number - 1)
   | _ -> ());
  if c.grouping <> Whole && data.classes <> [||] then
    Say.line "  classes" (of_numbers data.classes (List.map (fun p -> p.label_number) points));
  bounds c.question claim;
  match claim.slab_of with
  | None -> ()
  | Some s ->
      Say.line "  slab v" (vector s.normal);
      Say.line "  c, r" (spelled s.middle ^ ", " ^ spelled s.half_width)

let say_verdict certificate =
  Say.line "verdict"
    (match verdict_of certificate with
     | Holds -> "holds"
     | Violated -> "violated"
     | Undecided -> "undecided")
