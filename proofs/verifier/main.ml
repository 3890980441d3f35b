(* doublecheck-verify-formal DATA CERTIFICATE: reads both as docs/certificate-format.md says
   and asks the extracted checker. *)

open Outcome

let program = "doublecheck-verify-formal"

let check n (data : Data.t) groups (certificate : Checker.certificate) =
  if not (Checker.fast_check n data.points certificate) then begin
    List.iteri
      (fun k (points, claim) ->
        if not (Checker.fast_group_holds certificate n points claim) then
          rejected "group %d: the checker does not accept it" (k + 1))
      (List.combine groups certificate.claims);
    rejected "the checker does not accept it"
  end

let verify path tokens =
  Tokens.expect tokens "dcert";
  Tokens.expect tokens "1";
  let layout = Layout.read tokens in
  let n = List.length layout.features in
  let condition = Condition.read tokens n in
  if not !Say.quiet then print_string Claim.about;
  Claim.say_layout path layout;
  Claim.say_condition condition;
  let data = Data.read path layout in
  Claim.say_data data;
  let groups = Groups.of_data condition data in
  let claims = Groups.read tokens condition n groups in
  let certificate = Condition.certificate condition claims in
  check n data groups certificate;
  List.iteri
    (fun k (points, claim) -> Claim.say_group condition data (k + 1) points claim)
    (List.combine groups claims);
  Claim.say_verdict certificate

(* What is printed must have arrived. *)
let finish text =
  (try
     print_string text;
     flush stdout
   with Sys_error reason ->
     Printf.eprintf "%s: standard output cannot be written: %s\n" program reason;
     exit 2);
  exit 0

let stop status place reason =
  let flush_or_drop () = try flush stdout with Sys_error _ -> close_out_noerr stdout in
  flush_or_drop ();
  Printf.eprintf "%s: %s%s\n" program place (Input.clean reason);
  (try if status = 1 then print_string "REJECTED\n" with Sys_error _ -> ());
  flush_or_drop ();
  exit status

let run path certificate =
  let tokens = ref (Tokens.start "") in
  let here () =
    Printf.sprintf "%s: line %d: " (Input.clean certificate) !tokens.line in
  try
    tokens := Tokens.start (Input.read certificate);
    verify path !tokens
  with
  | Malformed reason -> stop 2 (here ()) reason
  | Rejected reason -> stop 1 (Input.clean certificate ^ ": ") reason
  | Beyond reason -> stop 3 "" reason
  | Stack_overflow -> stop 3 "" "this is too deep for the stack (ulimit -s)"
  | Out_of_memory -> stop 3 "" "out of memory"

let () =
  try
    match Options.read (List.tl (Array.to_list Sys.argv)) with
    | Help -> finish Options.help
    | Version -> finish (Printf.sprintf "%s %s\n" program Version.number)
    | Verify (data, certificate) -> run data certificate; finish "VERIFIED\n"
  with Unusable reason -> stop 2 "" reason
