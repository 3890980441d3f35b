(** What the main theorems rest on: scripts/prove compares what this file prints with
    proofs/assumptions.txt. *)

From Doublecheck Require Import Critical Tight Finite FiniteWidth Density Attained.
From Doublecheck Require Import Hyperplanes.
From Doublecheck Require Import Checker FastChecker.
From Doublecheck Require Import BoxSound TargetSound CaseTreeSound CellSound PairSound.
From Doublecheck Require Import LeafSound SlabsSound Units FixedWidth WideLeafSound.
From Doublecheck Require Import WideSlabsSound Projections CoordinatesSound.
From Doublecheck Require Import RelationsSound FamiliesSound Main Example.
From Doublecheck Require Import Trivial Scenario Doubling Boxes Classes ClassesFloor.
From Doublecheck Require Import Stability FloorSound.
From Doublecheck Require Import Cuts Decisions Balanced DataFloor Directions ExactBalance.
From Doublecheck Require Import FloorLeaves.

Print Assumptions T1_1_exists.
Print Assumptions T1_1_range.
Print Assumptions T1_2.
Print Assumptions T1_2_training.
Print Assumptions T1_3.
Print Assumptions T1_4_bracket.
Print Assumptions T1_5.
Print Assumptions T1_5_largest.
Print Assumptions T2.
Print Assumptions T2_critical_mass.
Print Assumptions T2_sigma_star.
Print Assumptions T2_width_tight.
Print Assumptions T2_width_narrowest.
Print Assumptions T3_masses.
Print Assumptions T3_violates.
Print Assumptions T3_width_masses.
Print Assumptions T3_integer_vector.
Print Assumptions T3_attained_all.
Print Assumptions T3_rational_critical_mass.
Print Assumptions T4_1_critical_mass.
Print Assumptions T4_2.
Print Assumptions T4_3.
Print Assumptions T4_any_points_critical_mass.
Print Assumptions P1_in_some_chart.
Print Assumptions P2_translation.
Print Assumptions P3_merge.
Print Assumptions P4_constant_features.
Print Assumptions P5_coordinates.
Print Assumptions P6_relations.
Print Assumptions P7_coordinates.
Print Assumptions C1_inner.
Print Assumptions C1_outer.
Print Assumptions C2_cell.
Print Assumptions C2_cells.
Print Assumptions passes_monotone.
Print Assumptions passes_empty.
Print Assumptions W1_every_centre.
Print Assumptions A1_cases_sound.
Print Assumptions A1_pair.
Print Assumptions A1_stretch.
Print Assumptions A4_cases.
Print Assumptions wide_leaf_holds_sound.
Print Assumptions check_sound.
Print Assumptions check_holds.
Print Assumptions check_violated.
Print Assumptions check_critical_mass.
Print Assumptions check_sigma_star.
Print Assumptions T5_trivial_floor.
Print Assumptions T5_checked.
Print Assumptions F1_rows.
Print Assumptions F1_box.
Print Assumptions T6_bound.
Print Assumptions T6_doubling_floor.
Print Assumptions T6_box_scenario.
Print Assumptions F2_assigned.
Print Assumptions F2_shared.
Print Assumptions F2_alone.
Print Assumptions T7_accounting.
Print Assumptions T7_doubling_floor.
Print Assumptions T8_two_classes.
Print Assumptions T8_pairs.
Print Assumptions T8_cells.
Print Assumptions T8_stability.
Print Assumptions T8_all.
Print Assumptions T8_width.
Print Assumptions T8_certificate.
Print Assumptions T8_certificate_cells.
Print Assumptions T5_certificate.
Print Assumptions B1_cross_entropy_above_cut.
Print Assumptions B1_equality.
Print Assumptions T9_cut.
Print Assumptions B1_own_cut.
Print Assumptions B2_decided_margins.
Print Assumptions B3_one_point.
Print Assumptions B4_between_two_vectors.
Print Assumptions B5_balanced_vectors.
Print Assumptions B5_safe_floor.
Print Assumptions B5_empty.
Print Assumptions B5_gives_T5.
Print Assumptions B6_tree.
Print Assumptions B8_3_boxes.
Print Assumptions B8_4_leaf.
Print Assumptions B8_charts_cover.
Print Assumptions B9_accuracy.
Print Assumptions B9_paid.
Print Assumptions B10_exact_balance.
Print Assumptions B10_leaf.
Print Assumptions T9_training.
Print Assumptions T9_no_larger_floor.
Print Assumptions T9_witness.
Print Assumptions T9_both_sides.
Print Assumptions T9_not_below_T5.
Print Assumptions T9_not_below_doubling_floors.
Print Assumptions T9_proof_by_points.
Print Assumptions T9_proof_by_points_vacuous.
Print Assumptions T9_proof_by_directions.
Print Assumptions fast_check_is_check.
Print Assumptions slabs_hold_sound.
Print Assumptions wide_slabs_hold_sound.
Print Assumptions square_accepted.
Print Assumptions square_critical_mass.
