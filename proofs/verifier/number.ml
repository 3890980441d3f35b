(* Numbers as data files spell them (section 3). *)

(* Larger powers of ten would ask for much memory. *)
let greatest_exponent = 10_000

let is_digits text = text <> "" && String.for_all Scan.is_digit text

let trim text =
  let is_blank c = c = ' ' || c = '\t' in
  let first = ref 0 and last = ref (String.length text) in
  while !first < !last && is_blank text.[!first] do incr first done;
  while !first < !last && is_blank text.[!last - 1] do decr last done;
  String.sub text !first (!last - !first)

(* What is before and behind the first of these characters. *)
let split text c =
  match String.index_opt text c with
  | None -> (text, None)
  | Some k ->
      (String.sub text 0 k, Some (String.sub text (k + 1) (String.length text - k - 1)))

(* The sign as 1 or -1, and what follows it. *)
let signed text =
  let rest () = String.sub text 1 (String.length text - 1) in
  if text <> "" && text.[0] = '-' then (-1, rest ())
  else if text <> "" && text.[0] = '+' then (1, rest ())
  else (1, text)

let power_of_ten k =
  if k >= 0 then Q.of_bigint (Z.pow (Z.of_int 10) k)
  else Q.make Z.one (Z.pow (Z.of_int 10) (-k))

let exponent text =
  let sign, digits = signed text in
  if not (is_digits digits) then None
  else
    let k = Z.of_string digits in
    if Z.gt k (Z.of_int greatest_exponent) then
      Outcome.beyond "a power of ten beyond the %dth" greatest_exponent;
    Some (sign * Z.to_int k)

(* Digits, with one decimal point among, before or behind them. *)
let decimal text =
  let whole, behind = split text '.' in
  let behind = Option.value behind ~default:"" in
  if not (is_digits (whole ^ behind)) then None
  else
    let shift = power_of_ten (-String.length behind) in
    Some (Q.mul (Q.of_bigint (Z.of_string (whole ^ behind))) shift)

let with_exponent text =
  let mantissa, power = split (String.map (fun c -> if c = 'E' then 'e' else c) text) 'e' in
  match (decimal mantissa, power) with
  | value, None -> value
  | None, _ -> None
  | Some value, Some power ->
      Option.map (fun k -> Q.mul value (power_of_ten k)) (exponent power)

let fraction above below =
  if not (is_digits above && is_digits below) then None
  else
    let below = Z.of_string below in
    if Z.sign below = 0 then None else Some (Q.make (Z.of_string above) below)

(* None if the text spells no number. *)
let parse text =
  let sign, text = signed (trim text) in
  let value =
    match split text '/' with
    | above, Some below -> fraction above below
    | text, None -> with_exponent text in
  Option.map (fun value -> if sign < 0 then Q.neg value else value) value
