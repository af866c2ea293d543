//! Random programmes: three methods agree, answers are proven, duals are derivatives, warm starts change nothing.

use proptest::prelude::*;
use verdigris_optimisation::{
    Automatic, Branching, Column, Corner, Interior, Limits, Micro, Programme, Row, Simplex, Solver, Status, check, mps,
};

/// Columns (cost, lower, width), rows (lower shift, width) and entries; every programme has a point by construction
/// when `centred`.
#[derive(Clone, Debug)]
struct Random {
    columns: Vec<(i32, i32, Option<i32>)>,
    rows: Vec<(Vec<i32>, u8, i32)>,
}

fn random(columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> impl Strategy<Value = Random> {
    (columns, rows).prop_flat_map(|(n, m)| {
        let column = (-9..10i32, -3..4i32, prop_oneof![3 => (0..9i32).prop_map(Some), 1 => Just(None)]);
        let entry = prop_oneof![2 => Just(0i32), 3 => -5..6i32];
        let row = (prop::collection::vec(entry, n), 0..4u8, -4..12i32);
        (prop::collection::vec(column, n), prop::collection::vec(row, m))
            .prop_map(|(columns, rows)| Random { columns, rows })
    })
}

fn build(random: &Random, whole: bool) -> Programme {
    let mut programme = Programme::new("random");
    let mut middle = Vec::new();
    for (k, &(cost, lower, width)) in random.columns.iter().enumerate() {
        let upper = width.map_or(f64::INFINITY, |width| f64::from(lower + width));
        let column = programme.column(format!("x{k}"), f64::from(cost), f64::from(lower), upper);
        middle.push(f64::from(lower + width.unwrap_or(2) / 2));
        if whole && k % 2 == 0 && width.is_some() {
            programme.integer(column);
        }
    }
    for (k, (entries, kind, slack)) in random.rows.iter().enumerate() {
        let terms: Vec<(Column, f64)> =
            entries.iter().enumerate().map(|(j, &value)| (Column::at(j), f64::from(value))).collect();
        let at: f64 = entries.iter().zip(&middle).map(|(&value, at)| f64::from(value) * at).sum();
        let slack = f64::from(*slack);
        let (lower, upper) = match kind {
            0 => (f64::NEG_INFINITY, at + slack),
            1 => (at - slack, f64::INFINITY),
            2 => (at - slack.abs(), at + 2.0 * slack.abs()),
            _ => (at, at),
        };
        programme.row(format!("r{k}"), lower, upper, &terms);
    }
    programme
}

fn close(a: f64, b: f64, share: f64) -> bool {
    (a - b).abs() <= share * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn methods_agree_and_are_proven(random in random(1..12, 0..10)) {
        let programme = build(&random, false);
        let limits = Limits::default();
        let corner = Corner.solve(&programme, &limits).unwrap();
        let micro = Micro.solve(&programme, &limits).unwrap();
        prop_assert_eq!(corner.status, micro.status);
        let inner = Interior.solve(&programme, &limits).unwrap();
        prop_assert_eq!(corner.status, inner.status);
        if corner.status == Status::Optimal {
            prop_assert!(close(corner.objective, micro.objective, 1e-7), "{} {}", corner.objective, micro.objective);
            prop_assert!(close(corner.objective, inner.objective, 1e-5), "{} {}", corner.objective, inner.objective);
            let certificate = check::optimality(&programme, &corner);
            prop_assert!(certificate.worst() < 1e-8, "{:?}", certificate);
            prop_assert!(check::optimality(&programme, &inner).worst() < 1e-4);
        }
    }

    #[test]
    fn duals_are_derivatives(random in random(2..9, 1..7)) {
        let programme = build(&random, false);
        let limits = Limits::default();
        let answer = Corner.solve(&programme, &limits).unwrap();
        prop_assume!(answer.status == Status::Optimal);
        for row in 0..programme.row_count() {
            let found = check::dual_of_row(&programme, &answer, Row::at(row), 1e-4, &Corner, &limits).unwrap();
            prop_assert!(found.holds(1e-6), "row {} {:?}", row, found);
        }
        for column in 0..programme.column_count() {
            let at = Column::at(column);
            let found = check::dual_of_column(&programme, &answer, at, 1e-4, &Corner, &limits).unwrap();
            prop_assert!(found.holds(1e-6), "column {} {:?}", column, found);
        }
    }

    #[test]
    fn warm_starts_change_nothing(random in random(2..10, 1..8), costs in prop::collection::vec(-9..10i32, 10), shift in -3..4i32) {
        let limits = Limits::default();
        let mut programme = build(&random, false);
        let mut warm = Simplex::new(&programme).unwrap();
        let first = warm.solve(&limits).unwrap();
        let again = warm.solve(&limits).unwrap();
        prop_assert_eq!(first.status, again.status);
        if first.status == Status::Optimal {
            prop_assert_eq!(again.iterations, 0);
            let mut other = Simplex::new(&programme).unwrap();
            other.set_basis(&warm.basis());
            let there = other.solve(&limits).unwrap();
            prop_assert_eq!(there.iterations, 0);
            prop_assert!(close(there.objective, first.objective, 1e-9));
        }
        for (j, &cost) in costs.iter().enumerate().take(programme.column_count()) {
            programme.set_cost(Column::at(j), f64::from(cost));
            warm.set_cost(Column::at(j), f64::from(cost)).unwrap();
        }
        let view = programme.row_view(0);
        let (lower, upper) = (view.lower + f64::from(shift), view.upper + f64::from(shift));
        programme.set_row_bounds(Row::at(0), lower, upper);
        warm.set_row_bounds(Row::at(0), lower, upper).unwrap();
        let cold = Corner.solve(&programme, &limits).unwrap();
        let hot = warm.solve(&limits).unwrap();
        prop_assert_eq!(cold.status, hot.status);
        if cold.status == Status::Optimal {
            prop_assert!(close(cold.objective, hot.objective, 1e-9));
            prop_assert!(check::optimality(&programme, &hot).worst() < 1e-8);
        }
    }

    #[test]
    fn grows_by_columns_and_rows(random in random(3..10, 2..8)) {
        let limits = Limits::default();
        let whole = build(&random, false);
        // Start with one column and one row and add the rest one by one, solving in between.
        let mut part = Programme::new("part");
        let view = whole.column_view(0);
        part.column(view.name, view.cost, view.lower, view.upper);
        let mut simplex = Simplex::new(&part).unwrap();
        for row in whole.rows() {
            let terms: Vec<(Column, f64)> = row.entries.iter().filter(|e| e.0 == 0).map(|&(j, a)| (Column::at(j as usize), a)).collect();
            simplex.add_row(row.lower, row.upper, &terms).unwrap();
        }
        for (j, column) in whole.columns().enumerate().skip(1) {
            let _ = simplex.solve(&limits).unwrap();
            let terms: Vec<(Row, f64)> = whole
                .rows()
                .enumerate()
                .filter_map(|(i, row)| row.entries.iter().find(|e| e.0 as usize == j).map(|e| (Row::at(i), e.1)))
                .collect();
            simplex.add_column(column.cost, column.lower, column.upper, &terms).unwrap();
        }
        let grown = simplex.solve(&limits).unwrap();
        let cold = Corner.solve(&whole, &limits).unwrap();
        prop_assert_eq!(grown.status, cold.status);
        if cold.status == Status::Optimal {
            prop_assert!(close(grown.objective, cold.objective, 1e-9));
            prop_assert!(check::optimality(&whole, &grown).worst() < 1e-8);
        }
    }

    #[test]
    fn whole_numbers_agree(random in random(2..8, 1..6)) {
        let programme = build(&random, true);
        let limits = Limits { gap: 1e-9, nodes: 20_000, ..Limits::default() };
        let ours = Branching.solve(&programme, &limits).unwrap();
        prop_assume!(ours.status != Status::Limit);
        let micro = Micro.solve(&programme, &limits).unwrap();
        prop_assert_eq!(ours.status, micro.status);
        if ours.status == Status::Optimal {
            prop_assert!(close(ours.objective, micro.objective, 1e-6), "{} {}", ours.objective, micro.objective);
            prop_assert!(check::optimality(&programme, &ours).worst() < 1e-7);
            prop_assert!(ours.bound <= ours.objective + 1e-9 * ours.objective.abs().max(1.0));
        }
    }

    #[test]
    fn mps_keeps_every_bit(random in random(1..8, 0..6), whole in any::<bool>()) {
        let programme = build(&random, whole);
        let text = mps::write(&programme).unwrap();
        let again = mps::read(&text).unwrap();
        prop_assert_eq!(programme.column_count(), again.column_count());
        prop_assert_eq!(programme.row_count(), again.row_count());
        for (a, b) in programme.columns().zip(again.columns()) {
            prop_assert_eq!((a.cost, a.lower, a.upper, a.integer), (b.cost, b.lower, b.upper, b.integer));
        }
        for (a, b) in programme.rows().zip(again.rows()) {
            prop_assert_eq!((a.lower, a.upper, a.entries), (b.lower, b.upper, b.entries));
        }
    }
}

#[test]
fn second_order_cone() {
    // min x + y with ‖(x − 3, y − 4)‖ ≤ 2: the point of the disc farthest along (−1, −1); value 7 − 2√2.
    let mut programme = Programme::new("disc");
    let x = programme.column("x", 1.0, f64::NEG_INFINITY, f64::INFINITY);
    let y = programme.column("y", 1.0, f64::NEG_INFINITY, f64::INFINITY);
    let part = |column, constant| verdigris_optimisation::Affine { constant, terms: vec![(column, 1.0)] };
    let radius = verdigris_optimisation::Affine::constant(2.0);
    programme.cone("disc", radius, vec![part(x, -3.0), part(y, -4.0)]);
    let answer = Automatic.solve(&programme, &Limits::default()).unwrap();
    assert!((answer.objective - (7.0 - 8f64.sqrt())).abs() < 1e-7);
    assert!(check::optimality(&programme, &answer).worst() < 1e-6);
    // A unit more of radius is worth √2.
    assert!((answer.cones[0][0] - 2f64.sqrt()).abs() < 1e-6);
    programme.integer(x);
    let whole = Automatic.solve(&programme, &Limits::default()).unwrap();
    // x = 2: y = 4 − √3; x = 1 only touches: 1 + 4.
    assert!((whole.objective - (6.0 - 3f64.sqrt())).abs() < 1e-6, "{whole:?}");
}

#[test]
fn refuses_what_is_no_programme() {
    let mut programme = Programme::new("odd");
    let x = programme.column("x", f64::NAN, 0.0, 1.0);
    let error = Automatic.solve(&programme, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "optimisation-number");
    assert!(error.to_string().contains('x'));
    programme.set_cost(x, 1.0);
    programme.row("r", 0.0, 1.0, &[(Column::at(7), 1.0)]);
    assert_eq!(Automatic.solve(&programme, &Limits::default()).unwrap_err().code(), "optimisation-foreign-column");
}

#[test]
fn mps_errors_carry_lines() {
    let error = mps::read("NAME a\nROWS\n N c\n L r\nCOLUMNS\n x c 1 r oops\nENDATA\n").unwrap_err();
    assert_eq!(error.to_string(), "line 6: `oops` is not a number");
    let error = mps::read("NAME a\nROWS\n N c\nCOLUMNS\n x q 1\nENDATA\n").unwrap_err();
    assert_eq!(error.to_string(), "line 5: there is no row q");
    assert!(mps::read("NAME a\nROWS\n N c\n").unwrap_err().to_string().contains("ENDATA"));
}
