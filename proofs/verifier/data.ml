(* The points of a data file, as the certificate's layout selects them (section 3). *)

open Outcome

type t = {
  points : Checker.data_point list;
  names : string array option;          (* of the features *)
  classes : string array;
  cells : string array;
}

let check_hash what path found wanted =
  if found <> wanted then
    rejected "it is about other data: the %s of %s has SHA-256 %s, not %s" what path
      found wanted

let field record column =
  if column > Array.length record then
    malformed "column %d: the data have %d" column (Array.length record);
  record.(column - 1)

let number r record column =
  let text = field record column in
  match Number.parse text with
  | Some value -> value
  | None -> Csv.wrong r (Printf.sprintf "\"%s\" is not a number" (Input.clean text))

(* Texts are numbered 1, 2, ... as they first appear. *)
type numbering = { numbers : (string, int) Hashtbl.t; mutable texts : string list }

let numbering () = { numbers = Hashtbl.create 16; texts = [] }

let number_of known r text =
  if text = "" then Csv.wrong r "the label or cell is empty";
  match Hashtbl.find_opt known.numbers text with
  | Some k -> k
  | None ->
      let k = Hashtbl.length known.numbers + 1 in
      Hashtbl.add known.numbers text k;
      known.texts <- text :: known.texts;
      k

let texts known = Array.of_list (List.rev known.texts)

let checker's value = { Checker.qnum = Q.num value; qden = Q.den value }

let point (l : Layout.t) r classes cells record =
  let numbered known column =
    match column with Some k -> number_of known r (field record k) | None -> 0 in
  let features = List.map (number r record) l.features in
  let weight = match l.weight with Some k -> number r record k | None -> Q.one in
  if Q.sign weight <= 0 then Csv.wrong r "the weight is not positive";
  let label_number = numbered classes l.label in
  let cell_number = numbered cells l.cell in
  { Checker.features = List.map checker's features; label_number; cell_number;
    point_weight = checker's weight }

(* One line of the canonical points. *)
let canonical (p : Checker.data_point) =
  let text { Checker.qnum; qden } = Q.to_string (Q.make qnum qden) in
  Printf.sprintf "%s;%s;%d;%d\n"
    (String.concat "," (List.map text p.features))
    (text p.point_weight) p.label_number p.cell_number

let read_points (l : Layout.t) r =
  let classes = numbering () and cells = numbering () in
  let names = ref None and width = ref 0 in
  let rec go first points =
    match Csv.record r with
    | None -> List.rev points
    | Some record ->
        if first then width := Array.length record;
        if Array.length record <> !width then
          Csv.wrong r
            (Printf.sprintf "%d fields, but others have %d" (Array.length record) !width);
        if first && l.header then begin
          names := Some (Array.of_list (List.map (field record) l.features));
          go false points
        end
        else go false (point l r classes cells record :: points)
  in
  let points = go true [] in
  { points; names = !names; classes = texts classes; cells = texts cells }

let read path (l : Layout.t) =
  let bytes = Input.read path in
  check_hash "content" path (Sha256.to_hex (Sha256.string bytes)) l.file_hash;
  let found = read_points l (Csv.start path bytes l.delimiter) in
  if found.points = [] then unusable "%s: no points" path;
  let lines = String.concat "" (List.map canonical found.points) in
  check_hash "list of points" path (Sha256.to_hex (Sha256.string lines)) l.points_hash;
  found
