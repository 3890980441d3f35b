(* Numbers inside a token (section 1), read from its left to its right. *)

open Outcome

type t = { token : string; mutable at : int }

let start token = { token; at = 0 }
let left s = s.at < String.length s.token
let peek s = if left s then s.token.[s.at] else '\000'
let is_digit c = '0' <= c && c <= '9'

let take_if s c =
  let there = peek s = c in
  if there then s.at <- s.at + 1;
  there

let take s c =
  if not (take_if s c) then malformed "\"%s\": '%c' is missing" s.token c

let finish s =
  if left s then malformed "\"%s\": the end is too much" s.token

(* Without leading zeros. *)
let digits s =
  let first = s.at in
  while is_digit (peek s) do
    s.at <- s.at + 1
  done;
  let count = s.at - first in
  if count = 0 then malformed "\"%s\": digits are missing" s.token;
  if count > 1 && s.token.[first] = '0' then malformed "\"%s\": a leading zero" s.token;
  String.sub s.token first count

let count s =
  let text = digits s in
  if String.length text > 18 then malformed "a count of more than 18 digits";
  int_of_string text

let integer s =
  let negative = take_if s '-' in
  let z = Z.of_string (digits s) in
  if negative then Z.neg z else z

let positive s =
  let z = Z.of_string (digits s) in
  if Z.sign z = 0 then malformed "\"%s\": a 0 that should be positive" s.token;
  z

let fraction s =
  let above = integer s in
  let below = if take_if s '/' then positive s else Z.one in
  { Checker.qnum = above; qden = below }
