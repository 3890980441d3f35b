(* The certificate as a sequence of tokens (section 1). *)

open Outcome

type t = { text : string; mutable at : int; mutable line : int }

let longest = 1_000_000
let start text = { text; at = 0; line = 1 }
let is_blank c = c = ' ' || c = '\t' || c = '\n' || c = '\r'

let skip_blanks t =
  while t.at < String.length t.text && is_blank t.text.[t.at] do
    if t.text.[t.at] = '\n' then t.line <- t.line + 1;
    t.at <- t.at + 1
  done

let next t =
  skip_blanks t;
  let first = t.at in
  while t.at < String.length t.text && not (is_blank t.text.[t.at]) do
    let c = t.text.[t.at] in
    if c < '!' || c > '~' then malformed "it is not plain text";
    t.at <- t.at + 1
  done;
  if t.at = first then malformed "it ends too early";
  if t.at - first > longest then
    malformed "a token of more than %d characters" longest;
  String.sub t.text first (t.at - first)

let expect t word =
  let token = next t in
  if token <> word then
    malformed "\"%s\" where \"%s\" should be" (String.escaped token) word

let choose t words =
  let token = next t in
  match List.assoc_opt token words with
  | Some meaning -> meaning
  | None ->
      malformed "\"%s\" where one of %s should be" token
        (String.concat ", " (List.map fst words))

(* The token as a whole. *)
let all_of scan t =
  let s = Scan.start (next t) in
  let value = scan s in
  Scan.finish s;
  value

let count = all_of Scan.count
let integer = all_of Scan.integer
let fraction = all_of Scan.fraction

(* A count from 1 to [most]. *)
let place t most what =
  let k = count t in
  if k < 1 || k > most then malformed "%s %d: there are %d" what k most;
  k

(* [n] things, from the first to the last; [n] may be larger than what is there. *)
let rec many n read =
  if n = 0 then []
  else
    let first = read () in
    first :: many (n - 1) read

let integers t n = many n (fun () -> integer t)

let hash t =
  let token = next t in
  let is_hex c = Scan.is_digit c || ('a' <= c && c <= 'f') in
  if String.length token <> 64 || not (String.for_all is_hex token) then
    malformed "\"%s\" is not a SHA-256 digest" token;
  token

let finish t =
  skip_blanks t;
  if t.at < String.length t.text then malformed "there is text behind the end"
