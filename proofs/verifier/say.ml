(* Prints the claim, one thing a line, and insists on what was expected of it. *)

open Outcome

let quiet = ref false
let expected : (string, string) Hashtbl.t = Hashtbl.create 16

let names =
  [ "question"; "kappa"; "sigma"; "delta"; "m0"; "family"; "groups"; "verdict"; "header";
    "delimiter"; "features"; "label"; "weight"; "cell" ]

let expect name value =
  if not (List.mem name names) then unusable "there is no option --expect-%s" name;
  match Hashtbl.find_opt expected name with
  | Some other when other <> value ->
      unusable "--expect-%s is given twice, with different values" name
  | _ -> Hashtbl.replace expected name value

(* To the letter, or as numbers; behind a common "WORD:" likewise. *)
let same text wanted =
  let behind word text =
    let n = String.length word in
    if String.length text >= n && String.sub text 0 n = word then
      Number.parse (String.sub text n (String.length text - n))
    else None in
  let word =
    match String.index_opt text ':' with
    | Some k -> String.sub text 0 (k + 1)
    | None -> "" in
  text = wanted
  || match (behind word text, behind word wanted) with
     | Some x, Some y -> Q.equal x y
     | _ -> false

let line name text =
  if not !quiet then Printf.printf "  %-12s %s\n" name (Input.clean text);
  match Hashtbl.find_opt expected name with
  | Some wanted when not (same text wanted) ->
      rejected "%s: %s, not %s as expected" name text wanted
  | _ -> ()
