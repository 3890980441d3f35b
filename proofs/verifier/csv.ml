(* The records of a CSV file (section 3). *)

open Outcome

type field = { text : string; quoted : bool }

type t = {
  path : string;
  bytes : string;
  delimiter : char;
  mutable at : int;
  mutable line : int;
}

let mark = "\xef\xbb\xbf"

let start path bytes delimiter =
  if String.contains bytes '\000' then unusable "%s: holds a NUL byte" path;
  let marked = String.length bytes >= 3 && String.sub bytes 0 3 = mark in
  { path; bytes; delimiter; at = (if marked then 3 else 0); line = 1 }

let wrong r what = unusable "%s: line %d: %s" r.path r.line what
let ended r = r.at >= String.length r.bytes
let peek r = if ended r then '\000' else r.bytes.[r.at]
let is_blank r c = c = ' ' || (c = '\t' && r.delimiter <> '\t')

let skip_blanks r =
  while is_blank r (peek r) do
    r.at <- r.at + 1
  done

(* Behind the opening quote; moves behind the closing one. *)
let quoted_text r =
  let text = Buffer.create 16 in
  let rec go () =
    if ended r then wrong r "a quote that is never closed";
    let c = peek r in
    r.at <- r.at + 1;
    if c <> '"' then (Buffer.add_char text c; go ())
    else if peek r = '"' then (r.at <- r.at + 1; Buffer.add_char text c; go ())
  in
  go ();
  Buffer.contents text

let plain_text r =
  let first = r.at in
  let inside c = c <> r.delimiter && c <> '\n' && c <> '\r' in
  while (not (ended r)) && inside (peek r) do
    if peek r = '"' then wrong r "a quote inside a field that does not begin with one";
    r.at <- r.at + 1
  done;
  let last = ref r.at in
  while !last > first && is_blank r r.bytes.[!last - 1] do
    decr last
  done;
  String.sub r.bytes first (!last - first)

(* Moves behind what ends the field; true if another one follows. *)
let field_end r =
  if ended r then false
  else begin
    let c = peek r in
    r.at <- r.at + 1;
    if c = r.delimiter then true
    else if c = '\n' then false
    else if c = '\r' && (ended r || peek r = '\n') then begin
      if not (ended r) then r.at <- r.at + 1;
      false
    end
    else if c = '\r' then wrong r "a carriage return without a line feed"
    else wrong r "text behind a closing quote"
  end

let field r =
  skip_blanks r;
  if peek r = '"' then begin
    r.at <- r.at + 1;
    let text = quoted_text r in
    skip_blanks r;
    { text; quoted = true }
  end
  else { text = plain_text r; quoted = false }

let rec fields r before =
  let f = field r in
  if field_end r then fields r (f :: before) else List.rev (f :: before)

let is_empty = function [ { text = ""; quoted = false } ] -> true | _ -> false

(* The next record that is not empty. *)
let rec record r =
  if ended r then None
  else
    let first = r.at in
    let found = fields r [] in
    String.iteri
      (fun _ c -> if c = '\n' then r.line <- r.line + 1)
      (String.sub r.bytes first (r.at - first));
    if is_empty found then record r
    else Some (Array.of_list (List.map (fun f -> f.text) found))
