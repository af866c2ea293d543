//! Writing, in the free form.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::{Error, Programme};

/// The programme as free MPS, its numbers to the last bit. Names that are not unique, empty, or hold blanks are
/// replaced by `C1`, `R1`, … for all columns or all rows. Cones have no form in MPS and are refused.
pub fn write(programme: &Programme) -> Result<String, Error> {
    programme.validate()?;
    if programme.cone_count() > 0 {
        return Err(Error::Unsupported { solver: "MPS", feature: "cones" });
    }
    let column_names = names(&programme.columns().map(|column| column.name).collect::<Vec<_>>(), 'C');
    let row_names = names(&programme.rows().map(|row| row.name).collect::<Vec<_>>(), 'R');
    let mut objective = "OBJ".to_owned();
    while row_names.contains(&objective) {
        objective.push('_');
    }
    let mut by_column = vec![Vec::new(); programme.column_count()];
    for (index, row) in programme.rows().enumerate() {
        for &(column, value) in row.entries {
            by_column[column as usize].push((index, value));
        }
    }
    let mut text = String::new();
    let title: String = programme.name().split_whitespace().collect::<Vec<_>>().join("_");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "NAME {title}\nROWS\n N {objective}");
    for (row, name) in programme.rows().zip(&row_names) {
        let kind = match (row.lower.is_finite(), row.upper.is_finite()) {
            _ if row.lower == row.upper => 'E',
            (_, true) => 'L',
            (true, false) => 'G',
            (false, false) => 'N',
        };
        let _ = writeln!(text, " {kind} {name}");
    }
    text.push_str("COLUMNS\n");
    let mut whole = false;
    for ((column, name), entries) in programme.columns().zip(&column_names).zip(&by_column) {
        if column.integer != whole {
            whole = column.integer;
            let _ = writeln!(text, " MARKER 'MARKER' '{}'", if whole { "INTORG" } else { "INTEND" });
        }
        let _ = writeln!(text, " {name} {objective} {}", column.cost);
        for &(row, value) in entries {
            let _ = writeln!(text, " {name} {} {value}", row_names[row]);
        }
    }
    if whole {
        text.push_str(" MARKER 'MARKER' 'INTEND'\n");
    }
    text.push_str("RHS\n");
    if programme.objective_constant() != 0.0 {
        let _ = writeln!(text, " RHS {objective} {}", -programme.objective_constant());
    }
    for (row, name) in programme.rows().zip(&row_names) {
        let right = if row.upper.is_finite() { row.upper } else { row.lower };
        if right.is_finite() && right != 0.0 {
            let _ = writeln!(text, " RHS {name} {right}");
        }
    }
    text.push_str("RANGES\n");
    for (row, name) in programme.rows().zip(&row_names) {
        if row.lower.is_finite() && row.upper.is_finite() && row.lower != row.upper {
            let _ = writeln!(text, " RNG {name} {}", row.upper - row.lower);
        }
    }
    text.push_str("BOUNDS\n");
    for (column, name) in programme.columns().zip(&column_names) {
        match (column.lower, column.upper) {
            (lower, upper) if lower == upper => {
                let _ = writeln!(text, " FX BND {name} {lower}");
            }
            (f64::NEG_INFINITY, f64::INFINITY) => {
                let _ = writeln!(text, " FR BND {name}");
            }
            (lower, upper) => {
                if lower == f64::NEG_INFINITY {
                    let _ = writeln!(text, " MI BND {name}");
                } else if lower != 0.0 || column.integer {
                    let _ = writeln!(text, " LO BND {name} {lower}");
                }
                if upper.is_finite() {
                    let _ = writeln!(text, " UP BND {name} {upper}");
                } else if column.integer {
                    let _ = writeln!(text, " PL BND {name}");
                }
            }
        }
    }
    text.push_str("ENDATA\n");
    Ok(text)
}

fn names(given: &[&str], letter: char) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let fit = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace) && !name.starts_with('$');
    if given.iter().all(|name| fit(name) && seen.insert(*name)) {
        given.iter().map(|name| (*name).to_owned()).collect()
    } else {
        (1..=given.len()).map(|k| format!("{letter}{k}")).collect()
    }
}
