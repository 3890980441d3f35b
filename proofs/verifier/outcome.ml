(* How the verifier ends when something is wrong: nothing goes on after one of these. *)

exception Malformed of string   (* the certificate is not of the form asked for *)
exception Rejected of string    (* one of its statements does not hold *)
exception Unusable of string    (* wrong usage, or input that cannot be read *)
exception Beyond of string      (* more than this program can handle *)

let malformed form = Printf.ksprintf (fun text -> raise (Malformed text)) form
let rejected form = Printf.ksprintf (fun text -> raise (Rejected text)) form
let unusable form = Printf.ksprintf (fun text -> raise (Unusable text)) form
let beyond form = Printf.ksprintf (fun text -> raise (Beyond text)) form
