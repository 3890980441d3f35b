(* What a certificate says about the data file (section 2, "data"). *)

open Outcome

type t = {
  file_hash : string;
  header : bool;
  delimiter : char;
  features : int list;
  label : int option;
  weight : int option;
  cell : int option;
  points_hash : string;
}

let column_of token =
  let s = Scan.start token in
  let k = Scan.count s in
  Scan.finish s;
  if k = 0 then malformed "column 0";
  k

let optional_column t word =
  Tokens.expect t word;
  match Tokens.next t with "none" -> None | token -> Some (column_of token)

let features t =
  Tokens.expect t "features";
  let n = Tokens.count t in
  if n = 0 then malformed "features 0";
  let seen = Hashtbl.create 16 in
  Tokens.many n (fun () ->
      let k = column_of (Tokens.next t) in
      if Hashtbl.mem seen k then malformed "column %d stands twice" k;
      Hashtbl.add seen k ();
      k)

let read t =
  Tokens.expect t "data";
  let file_hash = Tokens.hash t in
  Tokens.expect t "header";
  let header = Tokens.choose t [ ("yes", true); ("no", false) ] in
  Tokens.expect t "delimiter";
  let delimiter =
    Tokens.choose t [ ("comma", ','); ("semicolon", ';'); ("tab", '\t') ] in
  let features = features t in
  let label = optional_column t "label" in
  let weight = optional_column t "weight" in
  let cell = optional_column t "cell" in
  Tokens.expect t "points";
  let points_hash = Tokens.hash t in
  { file_hash; header; delimiter; features; label; weight; cell; points_hash }
