//! Lines of an `expect` block.

/// What a line expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// `WHAT [NAME] [per UNIT] [of INDICATOR] = VALUES [± TOLERANCE]`.
    Figure {
        /// Which figure: `scaling`, `score`, …
        what: String,
        /// Whose; empty for all, in order.
        name: String,
        /// Unit of the amount it is for.
        unit: Option<String>,
        /// Which indicator, where there are several.
        indicator: Option<String>,
        /// Expected values.
        values: Vec<f64>,
        /// Largest absolute difference allowed.
        tolerance: f64,
    },
    /// `error CODE: NAMES` or `unproductive: NAMES`.
    Failure {
        /// Code of the error, `unproductive` for a loop that needs more than it makes.
        code: String,
        /// Activities named.
        names: Vec<String>,
    },
    /// `[no] finding KIND [at PROCESS[/EXCHANGE]]`.
    Finding {
        /// Whether it must be there.
        wanted: bool,
        /// Code of the finding.
        kind: String,
        /// Process, or process and exchange; empty for anywhere.
        place: String,
    },
    /// `link PROCESS/EXCHANGE = PROVIDER (EVIDENCE)`.
    Link {
        /// Process and exchange.
        place: String,
        /// Provider and evidence, or `none`.
        provider: String,
    },
}

/// Differences allowed where a line names none, relative to the largest value of the line.
const ROUNDING: f64 = 1e-12;

/// Reads one line.
pub fn read(line: &str) -> Result<Expectation, String> {
    let names = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect();
    if let Some(rest) = line.strip_prefix("error ") {
        let (code, list) = rest.split_once(':').unwrap_or((rest, ""));
        let names = if list.trim().is_empty() { Vec::new() } else { names(list) };
        return Ok(Expectation::Failure { code: code.trim().into(), names });
    }
    if let Some(list) = line.strip_prefix("unproductive:") {
        return Ok(Expectation::Failure { code: "unproductive".into(), names: names(list) });
    }
    for (prefix, wanted) in [("finding ", true), ("no finding ", false)] {
        if let Some(rest) = line.strip_prefix(prefix) {
            let (kind, place) = rest.split_once(" at ").unwrap_or((rest, ""));
            return Ok(Expectation::Finding { wanted, kind: kind.trim().into(), place: place.trim().into() });
        }
    }
    let (left, right) = line.split_once(" = ").ok_or("expected `SUBJECT = VALUE`")?;
    if let Some(place) = left.strip_prefix("link ") {
        return Ok(Expectation::Link { place: place.trim().into(), provider: right.trim().into() });
    }
    let (left, indicator) = match left.rsplit_once(" of ") {
        Some((left, indicator)) => (left, Some(indicator.trim().to_owned())),
        None => (left, None),
    };
    let (left, unit) = match left.rsplit_once(" per ") {
        Some((left, unit)) => (left, Some(unit.trim().to_owned())),
        None => (left, None),
    };
    let (what, name) = left.trim().split_once(' ').unwrap_or((left.trim(), ""));
    let (list, allowed) = right.split_once('±').unwrap_or((right, ""));
    let values: Vec<f64> = list.split(',').map(number).collect::<Result<_, _>>()?;
    let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let tolerance = match (allowed.trim(), allowed.trim().strip_suffix('%')) {
        ("", _) => ROUNDING * largest,
        (_, Some(share)) => number(share)? / 100.0 * largest,
        (absolute, None) => number(absolute)?,
    };
    Ok(Expectation::Figure { what: what.into(), name: name.trim().into(), unit, indicator, values, tolerance })
}

/// A number, or a fraction of two.
pub fn number(text: &str) -> Result<f64, String> {
    let parse = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("`{}` is not a number", text.trim()));
    match text.split_once('/') {
        Some((above, below)) => Ok(parse(above)? / parse(below)?),
        None => parse(text),
    }
}

#[test]
fn lines_are_read() {
    let figure = |line: &str| match read(line) {
        Ok(Expectation::Figure { what, name, unit, indicator, values, tolerance }) => {
            (what, name, unit, indicator, values, tolerance)
        }
        other => panic!("{other:?}"),
    };
    let (what, name, unit, indicator, values, tolerance) = figure("footprint us grid per kWh of gwp = 0.70 ± 1 %");
    assert_eq!((what.as_str(), name.as_str()), ("footprint", "us grid"));
    assert_eq!((unit.as_deref(), indicator.as_deref()), (Some("kWh"), Some("gwp")));
    assert!(values == [0.7] && (tolerance - 0.007).abs() < 1e-15);
    assert_eq!(figure("scaling = 100, 2").4, [100.0, 2.0]);
    assert_eq!(figure("score = 1/4 ± 0").5, 0.0);
    assert!(read("score 12").is_err() && read("score = twelve").is_err());
    let failure = Expectation::Failure { code: "singular".into(), names: vec!["p1".into(), "p2".into()] };
    assert_eq!(read("error singular: p1, p2"), Ok(failure));
}
