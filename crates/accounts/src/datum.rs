//! The data an input may be: records, sums of process units or items, factors, properties of the plant, numbers of the
//! scheme's own text, computed figures.

use std::sync::Arc;

use verdigris_activity::{Quality, Total};
use verdigris_network::{Place, formula::Formula};
use verdigris_quantity::{Label, Origin};
use verdigris_registry::factor::StandardFactor;

use crate::{
    account::Item,
    figure::{Figure, Input, Obtained, SHOWN},
    lookup::{Lookup, Scope},
    number::Exact,
    scheme::{Choice, Class},
    wording::followed,
};

/// Source of what the plant itself tells.
const RECORDS: &str = "records of the plant / 企业台账";

/// A datum, before its input is named.
pub(crate) struct Datum {
    pub exact: Option<Exact>,
    pub quality: Obtained,
    pub origin: Option<Origin>,
    pub cells: Vec<String>,
    pub uncertainty: Option<f64>,
    pub key: String,
    pub computed: Option<Arc<Figure>>,
    /// What is taken, in words.
    pub what: Label,
}

impl<'a> Lookup<'a> {
    /// The datum of a choice; `None` where it has none.
    pub fn datum(&self, choice: &Choice, unit: &str, scope: Scope<'_>, done: &[Item]) -> Option<Datum> {
        if let Some(record) = &choice.record {
            return self.record(record, unit, scope, choice.whole_plant);
        }
        if let Some(factor) = &choice.factor {
            return self.factor(&self.names(scope).fill(factor)?, unit);
        }
        if let Some(attribute) = &choice.attribute {
            return self.number(attribute, &choice.unit, unit);
        }
        if let Some(constant) = &choice.constant {
            let origin = Origin {
                source: self.scheme.standard.clone(),
                place: choice.clause.clone(),
                trust: choice.trust.clone(),
                ..Origin::default()
            };
            return Some(Datum {
                exact: Some(constant.clone()),
                quality: Obtained::Text,
                origin: Some(origin),
                cells: Vec::new(),
                uncertainty: None,
                key: format!("text:{}:{}:{}", self.scheme.id, choice.clause, constant.decimal(SHOWN)?),
                computed: None,
                what: Label::new("set by the scheme", "由核算标准规定"),
            });
        }
        if let Some(formula) = &choice.formula {
            let (figure, exact) = self.figure(formula, &choice.inputs, scope, done);
            return Some(computed(figure, exact));
        }
        Self::sum_of_items(&choice.items, done)
    }

    fn record(&self, id: &str, unit: &str, scope: Scope<'_>, whole_plant: bool) -> Option<Datum> {
        let filled = id.replace("{item}", scope.item.unwrap_or_default());
        let (item, measure) = filled.rsplit_once('.')?;
        let totals = self.records(item, measure);
        let property = self.vocabulary.measure(measure).is_some_and(|measure| measure.unit.is_some());
        let of = |unit: &str| totals.iter().find(|total| total.process_unit == unit).copied();
        let chosen = match scope.process_unit.filter(|_| !whole_plant) {
            // A property known for the plant holds in its units; an amount of the plant is not that of a unit.
            Some(own) if property => of(own).or_else(|| of("")).or_else(|| single(totals)),
            Some(own) => of(own),
            None if property => of("").or_else(|| single(totals)),
            None if totals.len() > 1 => return self.sum_of_units(totals, unit),
            None => single(totals),
        }?;
        self.total(chosen, unit)
    }

    fn total(&self, total: &'a Total, unit: &str) -> Option<Datum> {
        let exact = Exact::from(total.value).times(&self.conversion(&total.unit, unit)?);
        self.used.borrow_mut().insert((&total.item, &total.measure));
        let file = total.places.first().map(|place| place.file.clone()).unwrap_or_default();
        let origin = Origin {
            source: if file.is_empty() { RECORDS.to_owned() } else { file },
            place: format!("{}.{} {}", total.item, total.measure, total.process_unit).trim_end().to_owned(),
            ..Origin::default()
        };
        Some(Datum {
            exact: Some(exact),
            quality: Obtained::Record(total.quality),
            origin: Some(origin),
            cells: total.places.iter().map(cell).filter(|cell| !cell.is_empty()).collect(),
            uncertainty: total.uncertainty,
            key: format!("record:{}.{}@{}", total.item, total.measure, total.process_unit),
            computed: None,
            what: Label::new("from the plant's records", "取自企业台账"),
        })
    }

    fn sum_of_units(&self, totals: &[&'a Total], unit: &str) -> Option<Datum> {
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for (at, total) in totals.iter().enumerate() {
            let datum = self.total(total, unit)?;
            let of = if total.process_unit.is_empty() { "–" } else { &total.process_unit };
            values.push(datum.exact.clone());
            parts.push(Input {
                symbol: format!("q{}", at + 1),
                label: Label::new(of, of),
                value: datum.exact.as_ref().and_then(|exact| exact.decimal(SHOWN)),
                unit: unit.to_owned(),
                class: Class::Activity,
                quality: datum.quality,
                choice: datum.what,
                origin: datum.origin,
                cells: datum.cells,
                uncertainty: self.settings.uncertainties.get(&datum.key).copied().or(datum.uncertainty),
                better: None,
                missing: None,
                key: datum.key,
                computed: None,
                exact: datum.exact,
            });
        }
        let (figure, value) = summed(parts, &values)?;
        Some(Datum {
            what: Label::new("added up over process units", "各工序单元合计"), ..computed(figure, value)
        })
    }

    fn sum_of_items(ids: &[String], done: &[Item]) -> Option<Datum> {
        let chosen: Vec<&Item> = done.iter().filter(|item| ids.contains(&item.id)).collect();
        let values: Vec<Option<Exact>> = chosen.iter().map(|item| item.exact.clone()).collect();
        let parts = chosen.iter().enumerate().map(|(at, item)| Input {
            symbol: format!("q{}", at + 1),
            label: item.full_name(),
            value: item.value,
            unit: item.unit.clone(),
            class: Class::Activity,
            quality: if item.exact.is_some() { Obtained::Computed } else { Obtained::Missing },
            choice: Label::new("an item of this account", "本核算的排放项"),
            origin: None,
            cells: Vec::new(),
            uncertainty: None,
            better: None,
            missing: None,
            key: format!("item:{}", item.key()),
            computed: Some(Arc::clone(&item.figure)),
            exact: item.exact.clone(),
        });
        let (figure, value) = summed(parts.collect(), &values)?;
        Some(Datum {
            what: Label::new("sum of items of this account", "本核算各项之和"), ..computed(figure, value)
        })
    }

    fn factor(&self, id: &str, unit: &str) -> Option<Datum> {
        let factor = self.registry.factor(id).ok()?;
        let exact = Exact::parse(&factor.printed)?.times(&self.conversion(factor.unit.symbol(), unit)?);
        Some(Datum {
            exact: Some(exact),
            quality: Obtained::Factor,
            origin: Some(self.registry.origin(factor)),
            cells: Vec::new(),
            uncertainty: factor.uncertainty,
            key: format!("factor:{id}"),
            computed: None,
            what: factor_words(factor),
        })
    }

    /// A chosen property that is a number.
    fn number(&self, id: &str, from: &str, unit: &str) -> Option<Datum> {
        let attribute = self.year.plant.attributes.get(id)?;
        let exact = Exact::parse(&attribute.value)?.times(&self.conversion(from, unit)?);
        let place = cell(&attribute.place);
        Some(Datum {
            exact: Some(exact),
            quality: Obtained::Record(Quality::Measured),
            origin: Some(Origin { source: RECORDS.to_owned(), place: id.to_owned(), ..Origin::default() }),
            cells: if place.is_empty() { Vec::new() } else { vec![place] },
            uncertainty: None,
            key: format!("attribute:{id}"),
            computed: None,
            what: Label::new("given for the plant", "企业填报"),
        })
    }

    /// Exact factor between two units; `None` where they measure different things.
    fn conversion(&self, from: &str, to: &str) -> Option<Exact> {
        if from == to {
            return Some(Exact::whole(1));
        }
        self.scheme.conversions.factor(from, to)
    }
}

fn single<'a>(totals: &[&'a Total]) -> Option<&'a Total> {
    match totals {
        [one] => Some(one),
        _ => None,
    }
}

/// `sum(q1; q2; …)` of parts.
fn summed(inputs: Vec<Input>, values: &[Option<Exact>]) -> Option<(Figure, Option<Exact>)> {
    let symbols: Vec<&str> = inputs.iter().map(|input| input.symbol.as_str()).collect();
    let text = if symbols.is_empty() { "0".to_owned() } else { format!("sum({})", symbols.join("; ")) };
    let formula = Arc::new(Formula::parse(&text).ok()?);
    let value = formula.value_in(values);
    Some((Figure { formula, inputs }, value))
}

fn computed(figure: Figure, exact: Option<Exact>) -> Datum {
    Datum {
        exact,
        quality: Obtained::Computed,
        origin: None,
        cells: Vec::new(),
        uncertainty: None,
        key: String::new(),
        computed: Some(Arc::new(figure)),
        what: Label::new("computed", "由计算得出"),
    }
}

fn factor_words(factor: &StandardFactor) -> Label {
    let note = &factor.note;
    if note.is_empty() {
        return factor.name.clone();
    }
    followed(factor.name.clone(), &format!(" ({note})"), &format!("（{note}）"))
}

/// `sheet!cell`, as far as it is known.
fn cell(place: &Place) -> String {
    match (place.file.as_str(), place.field.as_str()) {
        ("", field) => field.to_owned(),
        (file, "") => place.line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")),
        (file, field) => format!("{file}!{field}"),
    }
}
