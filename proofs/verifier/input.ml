(* Files as they are, "-" is standard input; and text that cannot change a terminal. *)

let read path =
  try
    let channel = if path = "-" then stdin else open_in_bin path in
    set_binary_mode_in channel true;
    let text = Buffer.create 65536 and chunk = Bytes.create 65536 in
    let rec go () =
      let count = input channel chunk 0 65536 in
      if count > 0 then begin
        Buffer.add_subbytes text chunk 0 count;
        go ()
      end
    in
    go ();
    if path <> "-" then close_in channel;
    Buffer.contents text
  with Sys_error reason ->
    let prefix = path ^ ": " in
    let n = String.length prefix in
    let known = String.length reason > n && String.sub reason 0 n = prefix in
    Outcome.unusable "%s: cannot be read: %s" path
      (if known then String.sub reason n (String.length reason - n) else reason)

let clean text = String.map (fun c -> if c < ' ' || c = '\127' then '?' else c) text
