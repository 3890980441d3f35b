(* Numbers as data files spell them (section 3). *)

(* Larger powers of ten would ask for much memory. *)
let greatest_power = 10_000

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

(* The digits without zeros at their ends, and how many there were at the last. *)
let strip digits =
  let first = ref 0 and last = ref (String.length digits) in
  while !first < !last && digits.[!first] = '0' do incr first done;
  while !first < !last && digits.[!last - 1] = '0' do decr last done;
  (String.sub digits !first (!last - !first), String.length digits - !last)

(* The digits times a power of ten. *)
let times_power digits power =
  let digits, zeros = strip digits in
  let power = Z.add power (Z.of_int zeros) in
  if digits = "" then Q.zero
  else if Z.gt (Z.abs power) (Z.of_int greatest_power) then
    Outcome.beyond "a power of ten beyond the %dth" greatest_power
  else
    let value = Z.of_string digits and ten = Z.pow (Z.of_int 10) (Z.to_int (Z.abs power)) in
    if Z.sign power >= 0 then Q.of_bigint (Z.mul value ten) else Q.make value ten

let exponent = function
  | None -> Some Z.zero
  | Some text ->
      let sign, digits = signed text in
      if is_digits digits then Some (Z.mul (Z.of_int sign) (Z.of_string digits)) else None

(* Digits, with one decimal point among, before or behind them, perhaps an exponent. *)
let decimal text =
  let mantissa, power = split (String.map (fun c -> if c = 'E' then 'e' else c) text) 'e' in
  let whole, behind = split mantissa '.' in
  let behind = Option.value behind ~default:"" in
  match exponent power with
  | Some power when is_digits (whole ^ behind) ->
      Some (times_power (whole ^ behind) (Z.sub power (Z.of_int (String.length behind))))
  | _ -> None

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
    | text, None -> decimal text in
  Option.map (fun value -> if sign < 0 then Q.neg value else value) value
