(* Zarith's modules, for files that open Checker, which has a Z of its own. *)

module Z = Z
module Q = Q
