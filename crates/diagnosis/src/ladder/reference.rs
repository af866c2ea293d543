//! The rungs of an indicator: limit grades and factors of the registry, `data/references/rungs.csv`, own years, peers.

use serde::Deserialize;
use verdigris_activity::Plant;
use verdigris_quantity::{Label, Origin, Trace, Unit};
use verdigris_registry::factor::{Registry, RegistryError};

use super::{Family, Rung};
use crate::{
    answer::Answer,
    error::DiagnosisError,
    indicator::{Direction, Indicator},
    origin,
    origin::Sources,
    percentile::Group,
    table,
};

/// References beyond the limit grades, and the mark-up of the CBAM defaults by year.
#[derive(Clone, Debug)]
pub struct References {
    rows: Vec<Row>,
    markup: Vec<Markup>,
    sources: Sources,
}

/// What an indicator's rungs depend on beside the indicator.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The plant.
    pub plant: &'a Plant,
    /// Factors and standards.
    pub registry: &'a Registry,
    /// The indicator in earlier years of the plant, by year.
    pub history: &'a [(i32, f64)],
    /// Other plants' values, where there are any.
    pub peers: Option<&'a Group>,
}

#[derive(Clone, Debug, Deserialize)]
struct Row {
    indicator: String,
    rung: String,
    family: Family,
    name_en: String,
    name_zh: String,
    factor: String,
    value: Option<f64>,
    unit: String,
    source: String,
    place: String,
    trust: String,
    needs_en: String,
    needs_zh: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Markup {
    from_year: i32,
    factor: f64,
    source: String,
    place: String,
    trust: String,
}

impl References {
    /// The packaged references.
    pub fn packaged() -> Result<Self, DiagnosisError> {
        Self::read(
            ("references/rungs.csv", include_str!("../../../../data/references/rungs.csv")),
            ("references/cbam_markup.csv", include_str!("../../../../data/references/cbam_markup.csv")),
        )
    }

    /// Reads the tables (file name and CSV text).
    pub fn read(rungs: (&str, &str), markup: (&str, &str)) -> Result<Self, DiagnosisError> {
        let rows: Vec<Row> = table::rows(rungs.0, rungs.1)?;
        for (at, row) in rows.iter().enumerate() {
            let given = usize::from(!row.factor.is_empty())
                + usize::from(row.value.is_some())
                + usize::from(!row.needs_en.is_empty());
            if given != 1 {
                return Err(table::fault(rungs.0, at, "needs one of: factor, value, what is missing"));
            }
            if row.value.is_some() && (row.source.is_empty() || row.trust.is_empty()) {
                return Err(table::fault(rungs.0, at, "a value needs its source and trust"));
            }
        }
        let mut markup: Vec<Markup> = table::rows(markup.0, markup.1)?;
        markup.sort_by_key(|row| row.from_year);
        Ok(Self { rows, markup, sources: Sources::packaged()? })
    }

    /// All rungs of an indicator for a plant.
    pub fn rungs(&self, indicator: &Indicator, at: &Situation<'_>) -> Vec<Rung> {
        let mut rungs = Vec::new();
        if !indicator.limits.is_empty() {
            rungs.extend((1..=3).rev().map(|grade| grade_rung(indicator, grade, at)));
            rungs.extend(green_factory(indicator, at));
        }
        rungs.extend(
            self.rows
                .iter()
                .filter(|row| row.indicator == indicator.id)
                .map(|row| row.rung(at.registry, &self.sources)),
        );
        if indicator.id == "al-cbam-direct" {
            rungs.push(self.cbam_default(at));
        }
        rungs.extend(history(indicator, at.history));
        rungs.extend(at.peers.into_iter().flat_map(|group| peers(indicator, group)));
        rungs
    }

    /// The default value for goods from China with the mark-up of the year (from 2026, when the rules begin to apply).
    fn cbam_default(&self, at: &Situation<'_>) -> Rung {
        let first = self.markup.first().map_or(at.plant.year, |row| row.from_year);
        let year = at.plant.year.max(first);
        let label = Label::new(format!("CBAM default value, {year}"), format!("CBAM缺省值（{year}年）"));
        let code = at.plant.attribute("cn-code").map(|code| code.replace(' ', "-"));
        let markup = self.markup.iter().rfind(|row| row.from_year <= year);
        let value = match (code, markup) {
            (None, _) => Answer::needs("the CN code of the goods", "产品的海关税则号（CN码）"),
            (_, None) => Answer::needs(format!("the mark-up of {year}"), format!("{year}年的加成系数")),
            (Some(code), Some(markup)) => match at.registry.factor(&format!("cbam-default-cn-{code}")) {
                Err(_) => Answer::needs(
                    format!("the default value of CN code {code} for China"),
                    format!("税则号{code}的中国缺省值"),
                ),
                Ok(factor) => {
                    let base = origin::factor(factor);
                    let origin = self.sources.origin(&markup.source, &markup.place, &markup.trust);
                    let name = Label::new("mark-up", "加成系数");
                    let by = Trace::datum(name, markup.factor, "1", Some(origin));
                    let value = base.value * markup.factor;
                    let unit = base.unit.clone();
                    Answer::Known(Trace::computed(label.clone(), value, unit, "default × mark-up", vec![base, by]))
                }
            },
        };
        Rung { id: "cbam-default".into(), family: Family::Cbam, label, value }
    }
}

impl Row {
    fn rung(&self, registry: &Registry, sources: &Sources) -> Rung {
        let label = Label::new(&self.name_en, &self.name_zh);
        let value = match self.value {
            _ if !self.needs_en.is_empty() => Answer::needs(&self.needs_en, &self.needs_zh),
            Some(value) => {
                let origin = sources.origin(&self.source, &self.place, &self.trust);
                Answer::Known(Trace::datum(label.clone(), value, &self.unit, Some(origin)))
            }
            None => match registry.factor(&self.factor) {
                Ok(factor) => Answer::Known(origin::factor(factor)),
                Err(_) => Answer::needs(format!("the factor {}", self.factor), format!("因子{}", self.factor)),
            },
        };
        Rung { id: self.rung.clone(), family: self.family, label, value }
    }
}

/// The value of a limit grade, refused where the standard no longer holds in the year of the data.
pub(crate) fn grade(indicator: &Indicator, grade: u8, at: &Situation<'_>) -> Answer<Trace> {
    let id = format!("{}-{grade}", indicator.limits);
    let Ok(factor) = at.registry.factor(&id) else {
        return Answer::needs(format!("the factor {id}"), format!("因子{id}"));
    };
    match at.registry.standard_in(&factor.standard, at.plant.year) {
        Err(RegistryError::Superseded { standard, year, successor }) => Answer::needs(
            format!("the values of {successor}, since {standard} does not hold in {year}"),
            format!("{successor}的数值（{standard}在{year}年已被替代）"),
        ),
        Err(_) | Ok(_) => Answer::Known(origin::factor(factor)),
    }
}

fn grade_rung(indicator: &Indicator, number: u8, at: &Situation<'_>) -> Rung {
    let (en, zh) = match number {
        1 => ("energy-limit grade 1 (advanced)", "能耗限额1级（先进值）"),
        2 => ("energy-limit grade 2 (access)", "能耗限额2级（准入值）"),
        _ => ("energy-limit grade 3 (limit)", "能耗限额3级（限定值）"),
    };
    let value = grade(indicator, number, at);
    Rung { id: format!("grade-{number}"), family: Family::Limit, label: Label::new(en, zh), value }
}

/// GB/T 36132-2025: the base value is limit grade 2, the leading value grade 1.
fn green_factory(indicator: &Indicator, at: &Situation<'_>) -> [Rung; 2] {
    let rung = |id: &str, number, label| {
        let value = grade(indicator, number, at);
        Rung { id: id.to_owned(), family: Family::GreenFactory, label, value }
    };
    let base = Label::new("GB/T 36132-2025 base value (= limit grade 2)", "GB/T 36132-2025 基准值（即能耗限额2级）");
    let lead = Label::new("GB/T 36132-2025 leading value (= limit grade 1)", "GB/T 36132-2025 引领值（即能耗限额1级）");
    [rung("gbt36132-base", 2, base), rung("gbt36132-leading", 1, lead)]
}

fn own(value: f64, year: i32, unit: &Unit) -> Trace {
    let label = Label::new(format!("own value of {year}"), format!("本企业{year}年数值"));
    let origin = Origin { source: "records".into(), place: year.to_string(), ..Origin::default() };
    Trace::datum(label, value, unit.symbol(), Some(origin))
}

fn history(indicator: &Indicator, years: &[(i32, f64)]) -> Vec<Rung> {
    let better = |a: f64, b: f64| match indicator.direction {
        Direction::LowerIsBetter => a < b,
        Direction::HigherIsBetter => a > b,
    };
    let best = years.iter().copied().reduce(|best, next| if better(next.1, best.1) { next } else { best });
    let last = years.iter().copied().max_by_key(|(year, _)| *year);
    let rung = |id: &str, en: &str, zh: &str, found: Option<(i32, f64)>| {
        found.map(|(year, value)| Rung {
            id: id.to_owned(),
            family: Family::History,
            label: Label::new(format!("{en} ({year})"), format!("{zh}（{year}年）")),
            value: Answer::Known(own(value, year, &indicator.unit)),
        })
    };
    let previous = rung("history-previous", "own previous year", "本企业上一年", last);
    previous.into_iter().chain(rung("history-best", "own best year", "本企业历史最好水平", best)).collect()
}

/// Shares of the ordered group at which peers are shown, as the better end of it.
const PEERS: [(f64, &str, &str); 3] = [
    (0.5, "median of the peers", "同行中位数"),
    (0.25, "best quarter of the peers", "同行前25%"),
    (0.1, "best tenth of the peers", "同行前10%"),
];

fn peers(indicator: &Indicator, group: &Group) -> Vec<Rung> {
    PEERS
        .iter()
        .map(|&(share, en, zh)| {
            let label = Label::new(en, zh);
            let wanted = match indicator.direction {
                Direction::LowerIsBetter => share,
                Direction::HigherIsBetter => 1.0 - share,
            };
            let value = match group.quantile(wanted) {
                Ok(value) => value.map(|value| {
                    let origin = Origin { source: "protected aggregate of peers".into(), ..Origin::default() };
                    Trace::datum(label.clone(), value, indicator.unit.symbol(), Some(origin))
                }),
                Err(error) => Answer::needs(error.to_string(), "同行数据"),
            };
            Rung { id: format!("peers-{:.0}", share * 100.0), family: Family::Peers, label, value }
        })
        .collect()
}
