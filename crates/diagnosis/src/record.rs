//! Records of a plant's year as figures with the cells they stand in.

use verdigris_activity::{Total, Vocabulary, Year};
use verdigris_quantity::{Label, Origin, Trace};

/// Name of a record: item and measure, with the process unit where there is one.
pub fn label(total: &Total, vocabulary: &Vocabulary) -> Label {
    let item = vocabulary.item(&total.item).map_or_else(Label::default, |item| item.name.clone());
    let measure = vocabulary.measure(&total.measure).map_or_else(Label::default, |measure| measure.name.clone());
    let place = if total.process_unit.is_empty() { String::new() } else { format!(" [{}]", total.process_unit) };
    Label::new(format!("{}, {}{place}", item.en, measure.en), format!("{}{}{place}", item.zh, measure.zh))
}

/// A year's total as a leaf.
pub fn datum(total: &Total, vocabulary: &Vocabulary) -> Trace {
    let value: f64 = total.value.try_into().unwrap_or(f64::NAN);
    let cells: Vec<&str> =
        total.places.iter().map(|place| place.field.as_str()).filter(|cell| !cell.is_empty()).collect();
    let place = match cells.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, .., last] => format!("{first} … {last} ({})", cells.len()),
    };
    let source = total.places.first().map_or_else(|| "records".to_owned(), |place| place.file.clone());
    let origin = Origin { source, place, ..Origin::default() };
    let mut trace = Trace::datum(label(total, vocabulary), value, &total.unit, Some(origin));
    trace.interval = total.uncertainty.map(|half| [value - (value * half).abs(), value + (value * half).abs()]);
    trace
}

/// The totals of an item and measure, over all process units or in one.
pub fn totals<'a>(
    year: &'a Year,
    item: &'a str,
    measure: &'a str,
    process_unit: Option<&'a str>,
) -> impl Iterator<Item = &'a Total> {
    year.parts(item, measure).filter(move |total| process_unit.is_none_or(|unit| unit == total.process_unit))
}
