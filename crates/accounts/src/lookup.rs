//! Finds the datum of an input: the first of its choices that the plant's records, the registry or the scheme's own
//! text can give.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use verdigris_activity::{Total, Vocabulary, Year};
use verdigris_network::formula::Formula;
use verdigris_quantity::Label;
use verdigris_registry::factor::Registry;

use crate::{
    account::Item,
    datum::Datum,
    figure::{Figure, Input, Obtained, SHOWN},
    number::Exact,
    place::Names,
    scheme::{Choice, Condition, InputSpec, RoundingStep, Scheme},
    settings::Settings,
    wording::followed,
};

/// What an account is computed from.
pub(crate) struct Lookup<'a> {
    pub scheme: &'a Scheme,
    pub vocabulary: &'a Vocabulary,
    pub year: &'a Year,
    pub registry: &'a Registry,
    pub settings: &'a Settings,
    /// By item, then by measure.
    totals: HashMap<&'a str, HashMap<&'a str, Vec<&'a Total>>>,
    pub(crate) used: RefCell<HashSet<(&'a str, &'a str)>>,
}

/// Where in the plant an item is computed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Scope<'a> {
    /// Item it is repeated over.
    pub item: Option<&'a str>,
    /// Process unit it is repeated over.
    pub process_unit: Option<&'a str>,
}

impl<'a> Lookup<'a> {
    pub fn new(scheme: &'a Scheme, year: &'a Year, registry: &'a Registry, settings: &'a Settings) -> Self {
        let vocabulary = &*scheme.vocabulary;
        let mut totals: HashMap<&str, HashMap<&str, Vec<&Total>>> = HashMap::new();
        for total in year.totals() {
            totals.entry(&total.item).or_default().entry(&total.measure).or_default().push(total);
        }
        Self { scheme, vocabulary, year, registry, settings, totals, used: RefCell::default() }
    }

    /// The records of one item and measure, by process unit.
    pub fn records(&self, item: &str, measure: &str) -> &[&'a Total] {
        self.totals.get(item).and_then(|own| own.get(measure)).map_or(&[], Vec::as_slice)
    }

    /// Whether anything of an item is recorded.
    pub fn has(&self, item: &str) -> bool {
        self.totals.contains_key(item)
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
            "country" => self.year.plant.region.split('-').next().map(str::to_owned),
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
        let missing = match &computed {
            None => Some(self.needed(spec, scope)),
            Some(figure) => figure.missing().is_empty().then(|| without_value(figure.formula.text())),
        };
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

    /// What stands for the places of an id.
    pub fn names<'s>(&'s self, scope: Scope<'s>) -> Names<'s> {
        Names {
            item: scope.item.map_or("", |item| self.alias("item", item)),
            year: self.year.plant.year,
            region: &self.year.plant.region,
            gwp: self.settings.gwp.as_deref().unwrap_or(&self.scheme.gwp),
            grid_year: self.settings.grid_year,
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

/// What is said of a formula that has every input and still no value.
pub(crate) fn without_value(formula: &str) -> Label {
    Label::new(
        format!("not available: {formula} has no value for these inputs (division by zero)"),
        format!("不可得：{formula} 对所给输入无值（除数为零）"),
    )
}
