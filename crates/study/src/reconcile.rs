//! A plant's streams reconciled.

use verdigris_reconciliation::{ReconciliationError, Sheet, Solved};
use verdigris_wording::{Kind, Problem};

/// Reads a table of streams and reconciles it at a level of significance.
pub fn answer(text: &str, significance: f64) -> Result<Solved, Problem> {
    Sheet::read(text).and_then(|sheet| sheet.solve(significance)).map_err(|error| problem(&error))
}

/// The problem of streams that cannot be reconciled.
pub fn problem(error: &ReconciliationError) -> Problem {
    let told = |kind| Problem::new(error.code(), kind);
    let number = |value: f64| format!("{value}");
    match error {
        ReconciliationError::Number { object, part, value, expected } => told(Kind::Input)
            .with("object", object)
            .with("part", *part)
            .with("value", number(*value))
            .with("expected", *expected),
        ReconciliationError::Covariance { variable } => told(Kind::Input).with("variable", variable),
        ReconciliationError::Contradiction { balance, gap } => {
            told(Kind::Input).with("balance", balance).with("gap", number(*gap))
        }
        ReconciliationError::Diverged { iterations, gap, balance } => told(Kind::Computation)
            .with("iterations", iterations.to_string())
            .with("gap", number(*gap))
            .with("balance", balance),
        ReconciliationError::Table { line, reason } => {
            told(Kind::Input).with("line", line.to_string()).with("reason", reason)
        }
        ReconciliationError::Significance(value) => told(Kind::Usage).with("value", number(*value)),
        other => Problem::from_error(error.code(), other.to_string(), Kind::Input),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verdigris_quantity::Language;

    #[test]
    fn streams_answer_and_bad_tables_are_told_in_both_languages() {
        let streams = "stream,from,to,value,sd\nfeed,,mill,100,1\nore,mill,,60,1\ntails,mill,,43,1\n";
        let solved = answer(streams, 0.05).unwrap();
        assert!((solved.entries[0].result.value.unwrap() - 101.0).abs() < 1e-9);
        let problem = answer("stream,from,to,value\n", 0.05).unwrap_err();
        assert_eq!(problem.code(), "reconciliation-table");
        assert_ne!(problem.message(Language::En), problem.message(Language::Zh));
        assert_eq!(answer(streams, 2.0).unwrap_err().code(), "reconciliation-significance");
    }
}
