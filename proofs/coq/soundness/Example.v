(** The worked example of docs/certificate-format.md, section 12: the checker accepts it,
    so the corners of a square have the critical mass 1/2 for kappa = 3, sigma = 1/4 and
    delta = 1, and satisfy the condition for m0 = 3/5. *)

From Coq Require Import Reals Lra QArith Qreals ZArith List.
From Doublecheck Require Import Definitions Certificate Checker Claims Rationals Main.
Import ListNotations.

Definition corner (x y : Q) : data_point :=
  {| features := [x; y]; label_number := 0; cell_number := 0; point_weight := 1 |}.

Definition square : list data_point := [corner 0 0; corner 0 2; corner 2 0; corner 2 2].

Definition both_rows : case_tree := Infeasible [(1%nat, 1%Z); (2%nat, 1%Z)].

(** +k.b +l.B . !1:1,2:1 . and the like. *)
Definition two_decisions (k : nat) (x : letter) (l : nat) (y : letter) : case_tree :=
  Decision true k x (Decision true l y Counted both_rows) Counted.

Definition chart_1 : tree :=
  Split 2
    (Split 2
       (Cases [Pair 1 3 Counted; Pair 2 1 (two_decisions 4 InnerHigh 3 OuterHigh);
               Pair 2 4 Counted; Pair 4 3 (two_decisions 1 InnerLow 2 OuterLow)])
       Leaf)
    (Split 2
       Leaf
       (Cases [Pair 1 2 (two_decisions 3 InnerHigh 4 OuterHigh); Pair 1 3 Counted;
               Pair 2 4 Counted; Pair 3 4 (two_decisions 2 InnerLow 1 OuterLow)])).

Definition chart_2 : tree :=
  Split 1
    (Split 1
       (Cases [Pair 1 2 Counted; Pair 3 1 (two_decisions 4 InnerHigh 2 OuterHigh);
               Pair 3 4 Counted; Pair 4 2 (two_decisions 1 InnerLow 3 OuterLow)])
       Leaf)
    (Split 1
       Leaf
       (Cases [Pair 1 2 Counted; Pair 1 3 (two_decisions 2 InnerHigh 4 OuterHigh);
               Pair 2 4 (two_decisions 3 InnerLow 1 OuterLow); Pair 3 4 Counted])).

Definition square_problem : problem := {|
  keep := [1%nat; 2%nat];
  relations := [];
  coordinates_of := Some {| scale := [1%Z; 1%Z]; origin := [1%Z; 1%Z];
                            transform := [[1%Z]; [0%Z; 1%Z]] |};
  trees := [chart_1; chart_2]
|}.

Definition square_certificate : certificate := {|
  asked := CriticalMass (1 # 4);
  kappa_of := 3;
  delta_of := 1;
  m0_of := 3 # 5;
  family_of := All;
  grouping_of := Whole;
  claims := [{|
    slab_of := Some {| value := 1 # 2; normal := [1%Z; 0%Z];
                       middle := 0; half_width := 0 |};
    bound_of := Finite (1 # 2);
    proof_of := Problems [] [square_problem] |}]
|}.

Lemma square_accepted : check 2 square square_certificate = true.
Proof. reflexivity. Qed.

Lemma square_verdict : verdict_of square_certificate = Holds.
Proof. reflexivity. Qed.

Open Scope R_scope.

Lemma whole_number z : Q2R (z # 1) = IZR z.
Proof. unfold Q2R. simpl. field. Qed.

Lemma quotient_of z p : Q2R (z # p) = IZR z / IZR (Z.pos p).
Proof. reflexivity. Qed.

(** The corners of the square satisfy the condition. *)
Theorem square_holds : UDC 3 (1 / 4) 1 (3 / 5) (all 2) [points_of square].
Proof.
  rewrite <- (quotient_of 1 4), <- (quotient_of 3 5), <- (whole_number 3),
    <- (whole_number 1).
  exact (check_holds 2 square square_certificate (1 # 4) square_accepted
    square_verdict eq_refl).
Qed.

(** Their critical mass is 1/2. *)
Theorem square_critical_mass m :
  critical_mass 3 (1 / 4) 1 (all 2) (points_of square) m -> m = 1 / 2.
Proof.
  rewrite <- (quotient_of 1 4), <- (whole_number 3), <- (whole_number 1).
  intros H. pose proof (check_critical_mass 2 square square_certificate (1 # 4)
    square_accepted eq_refl) as HF.
  inversion_clear HF as [|? ? ? ? Hm _]. specialize (Hm m H).
  destruct Hm as [[b [Eb Hb]] Hs]. injection Eb as <-.
  specialize (Hs _ eq_refl). unfold value in Hs. rewrite (quotient_of 1 2) in *. lra.
Qed.
