//! Planted contradictions are named.

use verdigris_optimisation::explain::{self, Member, Side};
use verdigris_optimisation::{Automatic, Corner, Error, Interior, Programme, Solver};

/// Metal demanded, made in two years with an emission per tonne, under a cap that cannot hold.
fn conflict(cap: f64) -> Programme {
    let mut programme = Programme::new("two years");
    let infinite = f64::INFINITY;
    let old = programme.column("old smelter", 1.0, 0.0, 80.0);
    let new = programme.column("new smelter", 2.0, 0.0, 40.0);
    let idle = programme.column("idle", 0.1, 0.0, infinite);
    programme.row("demand", 100.0, infinite, &[(old, 1.0), (new, 1.0)]);
    let emissions = programme.row("emission cap", -infinite, cap, &[(old, 12.0), (new, 4.0)]);
    programme.row("harmless", -infinite, 50.0, &[(idle, 1.0)]);
    let share = programme.row("share of new", 10.0, infinite, &[(new, 1.0)]);
    programme.policy(emissions);
    programme.policy(share);
    programme
}

#[test]
fn policy_that_misses() {
    // 100 t need at least 60 t of the old at 12 and 40 t of the new at 4: 880, so a cap of 700 misses by 180.
    for solver in [&Automatic as &dyn Solver, &Interior, &Corner] {
        let explanation = explain::infeasible(&conflict(700.0), solver).unwrap();
        let relaxations = explanation.relaxations.unwrap();
        assert_eq!(relaxations.len(), 1, "{relaxations:?}");
        assert_eq!((relaxations[0].name.as_str(), relaxations[0].side), ("emission cap", Side::Upper));
        assert!((relaxations[0].amount - 180.0).abs() < 1e-4, "{relaxations:?}");
        let names: Vec<&str> = explanation
            .conflict
            .iter()
            .map(|member| match member {
                Member::Row { name, .. } | Member::Column { name, .. } | Member::Cone { name, .. } => name.as_str(),
            })
            .collect();
        assert_eq!(names, ["demand", "emission cap", "new smelter"]);
    }
}

#[test]
fn no_policy_helps() {
    let mut programme = conflict(1e6);
    let more = programme.row("export", 30.0, f64::INFINITY, &[(verdigris_optimisation::Column::at(0), 1.0)]);
    programme.set_row_bounds(more, 90.0, f64::INFINITY);
    let explanation = explain::infeasible(&programme, &Automatic).unwrap();
    assert_eq!(explanation.relaxations, None);
    assert_eq!(explanation.conflict.len(), 2, "{:?}", explanation.conflict);
}

#[test]
fn nothing_to_explain() {
    let error = explain::infeasible(&conflict(1000.0), &Automatic).unwrap_err();
    assert_eq!(error, Error::Feasible { programme: "two years".to_owned() });
}
