//! Uncertainty codes of Brightway (`stats_arrays`): 0 undefined, 1 none, 2 lognormal (scale is the standard deviation
//! of the logarithm), 3 normal (scale is the standard deviation), 4 uniform, 5 triangular (loc is the mode).

use verdigris_quantity::spread::Spread;

use super::block::Record;

/// The spread of a row, or why it cannot be used.
pub(super) fn spread(row: &Record, amount: Option<f64>) -> Result<Option<Spread>, String> {
    let kind = row.text("uncertainty type");
    let number = |name: &str| row.number(name).ok_or_else(|| format!("`{name}` is not a number"));
    let spread = match kind.to_lowercase().as_str() {
        "" | "0" | "1" | "undefined" | "none" | "no uncertainty" => return Ok(None),
        "2" | "lognormal" => Spread::Lognormal { sigma: number("scale")? },
        "3" | "normal" => Spread::NormalDeviation { sd: number("scale")? },
        "4" | "uniform" => Spread::Uniform { min: number("minimum")?, max: number("maximum")? },
        "5" | "triangular" => Spread::Triangular {
            min: number("minimum")?,
            mode: row.number("loc").or(amount).ok_or("`loc` is not a number")?,
            max: number("maximum")?,
        },
        _ => return Err(format!("uncertainty type {kind} is not supported")),
    };
    match amount {
        // The stored amount of a row with a formula is often a placeholder.
        Some(amount) if amount != 0.0 && row.text("formula").is_empty() => {
            spread.around(amount).map(|_| Some(spread)).map_err(|error| error.to_string())
        }
        _ => Ok(Some(spread)),
    }
}
