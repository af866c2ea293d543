//! Finds the datum of an input: the first of its choices that the plant's records, the registry or the scheme's own
//! text can give.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use verdigris_activity::{Quality, Total, Vocabulary, Year};
use verdigris_network::{Place, formula::Formula};
use verdigris_quantity::{Label, Origin, Unit};
use verdigris_registry::factor::{Registry, StandardFactor};

use crate::{
    account::Item,
    figure::{Figure, Input, Obtained, SHOWN},
    number::Exact,
    place::Names,
    scheme::{Choice, Condition, InputSpec, RoundingStep, Scheme},
    settings::Settings,
    wording::followed,
};

/// Source of what the plant itself tells.
const RECORDS: &str = "records of the plant / 企业台账";

/// What an account is computed from.
pub(crate) struct Lookup<'a> {
    pub scheme: &'a Scheme,
    pub vocabulary: &'a Vocabulary,
    pub year: &'a Year,
    pub registry: &'a Registry,
    pub settings: &'a Settings,
    /// By item, then by measure.
    totals: HashMap<&'a str, HashMap<&'a str, Vec<&'a Total>>>,
    conversions: RefCell<HashMap<(String, String), Option<Exact>>>,
    used: RefCell<HashSet<(&'a str, &'a str)>>,
}

/// Where in the plant an item is computed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Scope<'a> {
    /// Item it is repeated over.
    pub item: Option<&'a str>,
    /// Process unit it is repeated over.
    pub process_unit: Option<&'a str>,
}

/// A datum, before its input is named.
struct Datum {
    exact: Option<Exact>,
    quality: Obtained,
    origin: Option<Origin>,
    cells: Vec<String>,
    uncertainty: Option<f64>,
    key: String,
    computed: Option<Box<Figure>>,
    /// What is taken, in words.
    what: Label,
}

impl<'a> Lookup<'a> {
    pub fn new(scheme: &'a Scheme, year: &'a Year, registry: &'a Registry, settings: &'a Settings) -> Self {
        let vocabulary = &*scheme.vocabulary;
        let mut totals: HashMap<&str, HashMap<&str, Vec<&Total>>> = HashMap::new();
        for total in year.totals() {
            totals.entry(&total.item).or_default().entry(&total.measure).or_default().push(total);
        }
        let (conversions, used) = (RefCell::default(), RefCell::default());
        Self { scheme, vocabulary, year, registry, settings, totals, conversions, used }
    }

    /// The records of one item and measure, by process unit.
    pub fn records(&self, item: &str, measure: &str) -> &[&'a Total] {
        self.totals.get(item).and_then(|own| own.get(measure)).map_or(&[], Vec::as_slice)
    }

    /// Whether any figure took these records.
    pub fn is_used(&self, total: &'a Total) -> bool {
        self.used.borrow().contains(&(total.item.as_str(), total.measure.as_str()))
    }

    /// Whether a condition on the plant holds.
    pub fn holds(&self, condition: &Condition, scope: Scope<'_>) -> bool {
        if let Some(record) = &condition.record {
            return record.rsplit_once('.').is_some_and(|(item, measure)| !self.records(item, measure).is_empty());
        }
        let found = match condition.attribute.as_str() {
            "item" => scope.item.map(str::to_owned),
            "sector" => Some(self.year.plant.sector.clone()),
            attribute => self.attribute(&attribute.replace("{item}", scope.item.unwrap_or_default())),
        };
        found.map_or(condition.is.is_empty(), |value| condition.is.contains(&value))
    }

    /// A chosen property, in the scheme's words.
    fn attribute(&self, id: &str) -> Option<String> {
        self.year.plant.attribute(id).map(|value| self.alias(id, value).to_owned())
    }

    fn alias<'s>(&'s self, id: &str, value: &'s str) -> &'s str {
        self.scheme.aliases.get(id).and_then(|aliases| aliases.get(value)).map_or(value, String::as_str)
    }

    /// Whether figures are rounded on the way.
    pub fn rounds_steps(&self) -> bool {
        self.settings.rounding.unwrap_or(self.scheme.rounding.step) == RoundingStep::EachStep
    }

    /// The input of a symbol.
    pub fn input(&self, symbol: &str, spec: &InputSpec, scope: Scope<'_>, done: &[Item]) -> (Input, Option<Exact>) {
        let unit = spec.unit.replace("{unit}", self.unit_of(scope.item));
        let mut better: Option<Label> = None;
        let mut nested = None;
        for choice in &spec.from {
            if !choice.when.iter().all(|condition| self.holds(condition, scope)) {
                continue;
            }
            let Some(datum) = self.datum(choice, &unit, scope, done) else {
                better.get_or_insert_with(|| self.wanted(choice, spec, scope));
                continue;
            };
            if datum.exact.is_none() {
                // What this choice lacks is told when no other has a value either.
                nested.get_or_insert(datum);
                continue;
            }
            return self.found(symbol, spec, unit, datum, choice, better);
        }
        let (computed, key) = nested.map_or((None, format!("missing:{symbol}")), |datum| (datum.computed, datum.key));
        let missing = computed.is_none().then(|| self.needed(spec, scope));
        let input = Input {
            symbol: symbol.to_owned(),
            label: spec.label.clone(),
            value: None,
            unit,
            class: spec.class,
            quality: Obtained::Missing,
            choice: Label::new("none of the data it may come from is there", "可用的数据来源均缺失"),
            origin: None,
            cells: Vec::new(),
            uncertainty: None,
            better: None,
            missing,
            key,
            computed,
            exact: None,
        };
        (input, None)
    }

    fn found(
        &self,
        symbol: &str,
        spec: &InputSpec,
        unit: String,
        datum: Datum,
        choice: &Choice,
        better: Option<Label>,
    ) -> (Input, Option<Exact>) {
        let rounding = spec.decimals.filter(|_| self.rounds_steps());
        let used = datum.exact.as_ref().map(|exact| rounding.map_or_else(|| exact.clone(), |d| exact.rounded(d)));
        let mut label = datum.what;
        if let (Some(decimals), true) = (rounding, used != datum.exact) {
            let (en, zh) = (format!("; rounded to {decimals} decimals"), format!("；修约至{decimals}位小数"));
            label = followed(label, &en, &zh);
        }
        if !choice.because.is_empty() {
            label = followed(label, &format!("; {}", choice.because.en), &format!("；{}", choice.because.zh));
        }
        let own = self.settings.uncertainties.get(&datum.key).copied();
        let input = Input {
            symbol: symbol.to_owned(),
            label: spec.label.clone(),
            value: used.as_ref().and_then(|used| used.decimal(SHOWN)),
            unit,
            class: spec.class,
            quality: datum.quality,
            choice: label,
            origin: datum.origin,
            cells: datum.cells,
            uncertainty: own.or(datum.uncertainty),
            better,
            missing: None,
            key: datum.key,
            computed: datum.computed,
            exact: datum.exact,
        };
        (input, used)
    }

    /// The unit in which an item's amounts are counted.
    fn unit_of(&self, item: Option<&str>) -> &str {
        item.and_then(|item| self.vocabulary.item(item)).map_or("1", |item| item.unit.symbol())
    }

    fn datum(&self, choice: &Choice, unit: &str, scope: Scope<'_>, done: &[Item]) -> Option<Datum> {
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

    /// A figure of a formula; its value with every rounding of the scheme.
    pub fn figure(
        &self,
        formula: &Arc<Formula>,
        own: &BTreeMap<String, InputSpec>,
        scope: Scope<'_>,
        done: &[Item],
    ) -> (Figure, Option<Exact>) {
        let found = formula
            .names()
            .iter()
            .filter_map(|symbol| self.scheme.input(own, symbol).map(|spec| self.input(symbol, spec, scope, done)));
        let (inputs, values): (Vec<Input>, Vec<Option<Exact>>) = found.unzip();
        let value = formula.value_in(&values);
        (Figure { formula: formula.clone(), inputs }, value)
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
                class: crate::scheme::Class::Activity,
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
            class: crate::scheme::Class::Activity,
            quality: if item.exact.is_some() { Obtained::Computed } else { Obtained::Missing },
            choice: Label::new("an item of this account", "本核算的排放项"),
            origin: None,
            cells: Vec::new(),
            uncertainty: None,
            better: None,
            missing: None,
            key: format!("item:{}", item.key()),
            computed: Some(Box::new(item.figure.clone())),
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
        let key = (from.to_owned(), to.to_owned());
        if let Some(known) = self.conversions.borrow().get(&key) {
            return known.clone();
        }
        let factor = || {
            let (numerator, denominator) = Unit::parse(from).ok()?.factor_to(&Unit::parse(to).ok()?).ok()?.parts();
            Exact::ratio(numerator, denominator)
        };
        let found = factor();
        self.conversions.borrow_mut().insert(key, found.clone());
        found
    }

    fn names<'s>(&'s self, scope: Scope<'s>) -> Names<'s> {
        Names {
            item: scope.item.map_or("", |item| self.alias("item", item)),
            year: self.year.plant.year,
            region: &self.year.plant.region,
            gwp: self.settings.gwp.as_deref().unwrap_or(&self.scheme.gwp),
            attribute: Box::new(|id| self.attribute(id)),
        }
    }

    /// What a better choice would have been.
    fn wanted(&self, choice: &Choice, spec: &InputSpec, scope: Scope<'_>) -> Label {
        match (&choice.record, &choice.factor) {
            (Some(record), _) => {
                let record = self.record_name(record, scope);
                Label::new(format!("a record of {}", record.en), format!("{}的记录", record.zh))
            }
            (_, Some(factor)) => {
                let id = self.names(scope).fill(factor);
                let id = id.as_deref().unwrap_or(factor);
                Label::new(format!("the factor {id}"), format!("因子 {id}"))
            }
            _ => spec.label.clone(),
        }
    }

    /// All that would do.
    fn needed(&self, spec: &InputSpec, scope: Scope<'_>) -> Label {
        let choices = spec.from.iter().filter(|choice| choice.record.is_some() || choice.factor.is_some());
        let wanted: Vec<Label> = choices.map(|choice| self.wanted(choice, spec, scope)).collect();
        let list = |of: fn(&Label) -> &str, between: &str| {
            let each: Vec<&str> = wanted.iter().map(of).collect();
            each.join(between)
        };
        Label::new(
            format!("not available: needs {} ({})", spec.label.en, list(|label| &label.en, " or ")),
            format!("缺失：需要{}（{}）", spec.label.zh, list(|label| &label.zh, "或")),
        )
    }

    fn record_name(&self, id: &str, scope: Scope<'_>) -> Label {
        let filled = id.replace("{item}", scope.item.unwrap_or_default());
        let (item, measure) = filled.rsplit_once('.').unwrap_or((&filled, ""));
        let name = |label: Option<&Label>, id: &str| label.cloned().unwrap_or_else(|| Label::new(id, id));
        let item = name(self.vocabulary.item(item).map(|item| &item.name), item);
        let measure = name(self.vocabulary.measure(measure).map(|measure| &measure.name), measure);
        let place = scope.process_unit.filter(|unit| !unit.is_empty());
        Label::new(
            format!("{}, {}{}", item.en, measure.en, place.map(|unit| format!(" in {unit}")).unwrap_or_default()),
            format!("{}{}{}", place.map(|unit| format!("{unit} ")).unwrap_or_default(), item.zh, measure.zh),
        )
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
        computed: Some(Box::new(figure)),
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
