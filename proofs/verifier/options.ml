(* The command line. *)

open Outcome

let help =
  "Usage: doublecheck-verify-formal [OPTION]... DATA CERTIFICATE\n\
   \n\
   Checks a certificate that \"doublecheck DATA --certificate CERTIFICATE\" wrote, with a\n\
   checker that is extracted from its proof of correctness, and prints what it proves\n\
   about the CSV file DATA. It is slower than doublecheck-verify. \"-\" for one of the two\n\
   is standard input. The last line is VERIFIED or REJECTED.\n\
   \n\
  \  --expect-NAME=VALUE  reject a certificate for anything else. NAME is question\n\
  \                       (critical-mass, sigma), kappa, sigma, delta, m0, family (all,\n\
  \                       width:W, sparse:K, axes, directions), groups (whole, pairs,\n\
  \                       cells), verdict (holds, violated, undecided), header (yes, no),\n\
  \                       delimiter (comma, semicolon, tab), features (such as 1,2,5),\n\
  \                       label, weight or cell: columns, counted from 1, or none\n\
  \  -q, --quiet          print VERIFIED or REJECTED only\n\
  \  -h, --help           show this help\n\
  \  -V, --version        show the version\n\
   \n\
   Exit status: 0 verified; 1 rejected; 2 wrong usage, or input that cannot be read or is\n\
   not of the right form; 3 more than this program can handle.\n"

type t = Help | Version | Verify of string * string

let prefix = "--expect-"

(* NAME=VALUE of an option --expect-NAME=VALUE. *)
let expectation argument =
  let n = String.length prefix in
  if String.length argument <= n || String.sub argument 0 n <> prefix then None
  else
    let rest = String.sub argument n (String.length argument - n) in
    match String.index_opt rest '=' with
    | None -> Some (rest, None)
    | Some k ->
        let value = String.sub rest (k + 1) (String.length rest - k - 1) in
        Some (String.sub rest 0 k, Some value)

let rec files before = function
  | [] -> List.rev before
  | "--" :: rest -> List.rev_append before rest
  | ("-q" | "--quiet") :: rest -> Say.quiet := true; files before rest
  | argument :: rest -> (
      match (expectation argument, rest) with
      | Some (name, Some value), _ -> Say.expect name value; files before rest
      | Some (name, None), value :: rest -> Say.expect name value; files before rest
      | Some _, [] -> unusable "%s: a value is missing" argument
      | None, _ when String.length argument > 1 && argument.[0] = '-' ->
          unusable "%s: no such option, or not with others (--help tells more)" argument
      | None, _ -> files (argument :: before) rest)

let read = function
  | [ ("-h" | "--help") ] -> Help
  | [ ("-V" | "--version") ] -> Version
  | arguments ->
      match files [] arguments with
      | [ "-"; "-" ] -> unusable "data and certificate cannot both be standard input"
      | [ data; certificate ] -> Verify (data, certificate)
      | _ -> unusable "a data file and a certificate are wanted (--help tells more)"
