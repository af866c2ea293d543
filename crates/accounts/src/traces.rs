//! Accounts as traces: a figure opens to its formula, its inputs, their sources and cells.

use rust_decimal::prelude::ToPrimitive;
use verdigris_quantity::{Label, Origin, Trace};

use crate::{
    account::{Account, Item},
    figure::Input,
    wording::followed,
};

impl Account {
    /// The total as a trace. Figures beside the total are traces of their own: [`Item::trace`].
    ///
    /// What is not available has the value NaN and says in its label what it needs.
    pub fn trace(&self) -> Trace {
        let inputs = self.items.iter().map(Item::trace).collect();
        let formula = if self.floor { "max(0; Σ)" } else { "Σ" };
        let value = self.total.and_then(|total| total.to_f64()).unwrap_or(f64::NAN);
        let mut trace = Trace::computed(self.name.clone(), value, self.unit.clone(), formula, inputs);
        trace.interval = self.range;
        trace.origin = Some(Origin { source: self.standard.clone(), ..Origin::default() });
        trace
    }
}

impl Item {
    /// The figure as a trace.
    pub fn trace(&self) -> Trace {
        let inputs = self.inputs.iter().map(opened).collect();
        let value = self.value.and_then(|value| value.to_f64()).unwrap_or(f64::NAN);
        let label = needing(self.full_name(), self.missing.first());
        let mut trace = Trace::computed(label, value, self.unit.clone(), self.formula.clone(), inputs);
        let (source, trust) = (self.source.clone(), self.trust.clone());
        trace.origin = Some(Origin { source, trust, ..Origin::default() });
        trace
    }
}

fn opened(input: &Input) -> Trace {
    let value = input.value.and_then(|value| value.to_f64()).unwrap_or(f64::NAN);
    let symbol = &input.symbol;
    let label = Label::new(format!("{symbol}: {}", input.label.en), format!("{symbol}：{}", input.label.zh));
    let label = needing(label, input.missing.as_ref());
    let mut trace = match &input.computed {
        Some(figure) => {
            let inputs = figure.inputs.iter().map(opened).collect();
            Trace::computed(label, value, input.unit.clone(), figure.formula.text(), inputs)
        }
        None => Trace::datum(label, value, input.unit.clone(), input.origin.clone()),
    };
    if let (Some(origin), false) = (&mut trace.origin, input.cells.is_empty()) {
        origin.place = format!("{} [{}]", origin.place, shown(&input.cells));
    }
    trace.interval = input.uncertainty.map(|half| {
        let width = (value * half).abs();
        [value - width, value + width]
    });
    trace
}

/// The first cells, and how many more there are.
fn shown(cells: &[String]) -> String {
    match cells {
        [] => String::new(),
        [one] => one.clone(),
        [first, .., last] if cells.len() > 3 => format!("{first} … {last}; {}", cells.len()),
        few => few.join(", "),
    }
}

fn needing(label: Label, missing: Option<&Label>) -> Label {
    match missing {
        Some(missing) => followed(label, &format!(" – {}", missing.en), &format!(" – {}", missing.zh)),
        None => label,
    }
}
