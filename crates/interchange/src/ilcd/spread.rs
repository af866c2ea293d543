//! Uncertainty of an amount or parameter.
//!
//! ILCD format 1.1, `relativeStandardDeviation95In`: for the lognormal the square of the geometric standard deviation,
//! for the normal twice the standard deviation; `minimumAmount` and `maximumAmount` bound the uniform and the triangular,
//! whose mode is the amount.

use verdigris_quantity::spread::Spread;

use crate::xml::Element;

/// The uncertainty an element states, or why it cannot be used. `names` are the elements of the bounds; `scale` turns
/// what is stated into the amount's terms.
pub(crate) fn spread(
    element: &Element<'_>,
    names: [&str; 2],
    amount: Option<f64>,
    scale: f64,
) -> Result<Option<Spread>, (String, String)> {
    let form = element.text_of("uncertaintyDistributionType");
    let fail = |text: &str, reason: &str| (text.to_owned(), reason.to_owned());
    if form.is_empty() || form == "undefined" {
        return Ok(None);
    }
    let number = |name| element.number_of(name).map_err(|text| fail(text, "not a number"));
    let deviation = number("relativeStandardDeviation95In")?;
    let bounds = (number(names[0])?.map(|min| min * scale), number(names[1])?.map(|max| max * scale));
    let spread = match (form, deviation, bounds) {
        ("log-normal", Some(square), _) if square >= 1.0 => Spread::Lognormal { sigma: 0.5 * square.ln() },
        ("log-normal", Some(square), _) => {
            return Err(fail(&square.to_string(), "the square of a geometric standard deviation is at least 1"));
        }
        ("normal", Some(double), _) => Spread::NormalDeviation { sd: 0.5 * double * scale.abs() },
        ("uniform", _, (Some(a), Some(b))) => Spread::Uniform { min: a.min(b), max: a.max(b) },
        ("triangular", _, (Some(a), Some(b))) => {
            Spread::Triangular { min: a.min(b), mode: amount.unwrap_or(0.5 * (a + b)), max: a.max(b) }
        }
        ("log-normal" | "normal", None, _) => return Err(fail(form, "no standard deviation is given")),
        ("uniform" | "triangular", ..) => return Err(fail(form, "a bound is missing")),
        _ => return Err(fail(form, "the form is not known")),
    };
    match amount.filter(|amount| *amount != 0.0).map(|amount| spread.around(amount)) {
        Some(Err(error)) => Err(fail(&spread.to_string(), &error.to_string())),
        _ => Ok(Some(spread)),
    }
}
