//! Everything this crate says about one plant's year, in one serialisable [`Diagnosis`].
//!
//! The question brings what lies outside the records: totals of accounts, references, peers, measures with a network to
//! try them on. What was not brought is answered by what it needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdigris_activity::{ItemKind, Plant};
use verdigris_quantity::{Label, Trace, Unit as Measurement};

use crate::{
    answer::Answer,
    compliance::{
        CleanPower, EnergyGrade, Limits, Verdict, WasteBalance, clean_power, energy_grade, pollutants, wastes,
    },
    energy::{Carrier, Meter},
    error::DiagnosisError,
    esg::{Disclosure, disclosures},
    frontier::{Efficiency, Orientation, Returns, Unit, efficiencies},
    green_factory::{self, Criterion, Evidence, Score, Veto},
    indicator::{Indicator, Performance},
    ladder::{Conversion, Ladder, References, Situation, ladder},
    lmdi::{Category, Decomposition, Factor, Waterfall, decompose},
    measure::{
        Measure,
        curve::{Curve, Evaluate, Terms, curve},
    },
    origin,
    percentile::Group,
    physics::{self, Check},
    record,
};

/// A chain to decompose between two ends.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What is compared with what.
    pub label: Label,
    /// Factors of the chain.
    pub factors: Vec<Factor>,
    /// Categories with their factors at both ends.
    pub categories: Vec<Category>,
    /// Unit of the value.
    pub unit: String,
    /// Decimals to print.
    pub decimals: u32,
}

/// Plants to compare on the frontier, the own one among them under the plant's id.
#[derive(Clone, Debug)]
pub struct Frontier {
    /// All units.
    pub units: Vec<Unit>,
    /// Side that moves.
    pub orientation: Orientation,
    /// How scale counts.
    pub returns: Returns,
    /// Peers a target must mix where one granted nothing.
    pub peers_to_hide: usize,
}

/// Measures and what to try them on.
pub struct Trial<'a> {
    /// The plant's network.
    pub on: &'a dyn Evaluate,
    /// The library.
    pub measures: &'a [Measure],
    /// How costs are counted.
    pub terms: Terms,
}

/// What is asked, and what is known beside the records.
pub struct Question<'a> {
    /// The plant's year, with vocabulary and registry.
    pub meter: Meter<'a>,
    /// Totals of accounts in tCO2e by scheme or scope (`cbam`, `scope-1`, `scope-2-location`, `scope-2-market`,
    /// `scope-3`), and `electricity-factor` (t/MWh) and `energy-factor` (t/GJ) where the accounts give them.
    pub figures: &'a dyn Fn(&str) -> Answer<Trace>,
    /// Indicators, those of other sectors among them.
    pub indicators: &'a [Indicator],
    /// References.
    pub references: &'a References,
    /// Emission limits.
    pub limits: &'a Limits,
    /// Criteria of the green factory.
    pub criteria: &'a [Criterion],
    /// Own earlier years: values by indicator and year.
    pub history: &'a BTreeMap<String, Vec<(i32, f64)>>,
    /// Other plants' values by indicator.
    pub peers: &'a BTreeMap<String, Group>,
    /// What to decompose.
    pub comparisons: &'a [Comparison],
    /// Plants for the frontier.
    pub frontier: Option<&'a Frontier>,
    /// Measures.
    pub trial: Option<&'a Trial<'a>>,
    /// Yearly output of the main product.
    pub output: Answer<Trace>,
    /// Relative deviation that checks of physics accept.
    pub tolerance: f64,
}

/// A decomposition and its printed form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// What is compared with what.
    pub label: Label,
    /// The effects.
    pub decomposition: Decomposition,
    /// The same in decimals that add up.
    pub waterfall: Waterfall,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The plant.
    pub plant: Plant,
    /// Distance from every reference, by indicator.
    pub ladders: Vec<Ladder>,
    /// Grades under the mandatory energy limits.
    pub grades: Vec<EnergyGrade>,
    /// Physics against the records.
    pub checks: Vec<Check>,
    /// Causes of changes.
    pub causes: Vec<Cause>,
    /// Efficiency against the frontier.
    pub efficiency: Answer<Efficiency>,
    /// What to do, in order.
    pub curve: Answer<Curve>,
    /// Green factory.
    pub green_factory: Score,
    /// Pollutants against limits.
    pub pollutants: Vec<Verdict>,
    /// Wastes.
    pub wastes: Vec<WasteBalance>,
    /// Clean power.
    pub clean_power: CleanPower,
    /// ESG table.
    pub disclosures: Vec<Disclosure>,
}

/// Diagnoses one plant's year.
pub fn diagnose(question: &Question<'_>) -> Result<Diagnosis, DiagnosisError> {
    let meter = question.meter;
    let plant = &meter.year.plant;
    let (mut ladders, mut grades) = (Vec::new(), Vec::new());
    let mut performances = Vec::new();
    for indicator in question.indicators.iter().filter(|indicator| indicator.applies(plant)) {
        let history = question.history.get(&indicator.id).map_or(&[][..], Vec::as_slice);
        let peers = question.peers.get(&indicator.id);
        let at = Situation { plant, registry: meter.registry, history, peers };
        let own = indicator.evaluate(&meter, question.figures)?;
        grades.extend(energy_grade(indicator, &own, &at));
        let rungs = question.references.rungs(indicator, &at);
        ladders.push(ladder(indicator, own.clone(), rungs, &question.conversion(indicator)?)?);
        performances.push((indicator, own));
    }
    let clean = clean_power(&meter)?;
    let green_factory = question.green_factory(&performances, &grades, &clean)?;
    let causes = question.comparisons.iter().map(cause).collect::<Result<_, _>>()?;
    Ok(Diagnosis {
        plant: plant.clone(),
        ladders,
        grades,
        checks: physics::checks(&meter, question.tolerance)?,
        causes,
        efficiency: question.efficiency()?,
        curve: match question.trial {
            Some(trial) => match curve(trial.on, plant, trial.measures, &trial.terms) {
                Ok(found) => Answer::Known(found),
                // A plant that cannot be evaluated, such as one whose account lacks a factor, keeps its diagnosis.
                Err(DiagnosisError::Evaluation { what, reason }) => {
                    let text = format!("{what}: {reason}");
                    Answer::needs(
                        format!("an evaluation of the measures ({text})"),
                        format!("可计算的措施评估（{text}）"),
                    )
                }
                Err(error) => return Err(error),
            },
            None => Answer::needs("the plant's network and measures", "企业网络模型与技术措施库"),
        },
        green_factory,
        pollutants: pollutants(&meter, question.limits)?,
        wastes: wastes(&meter),
        clean_power: clean,
        disclosures: disclosures(&meter, question.figures, &question.output)?,
    })
}

fn cause(comparison: &Comparison) -> Result<Cause, DiagnosisError> {
    let decomposition = decompose(&comparison.factors, &comparison.categories, &comparison.unit)?;
    let waterfall = decomposition.waterfall(comparison.label.clone(), comparison.decimals)?;
    Ok(Cause { label: comparison.label.clone(), decomposition, waterfall })
}

impl Question<'_> {
    /// Emission factor and price of what an indicator counts.
    fn conversion(&self, indicator: &Indicator) -> Result<Conversion, DiagnosisError> {
        let electricity = ["kWh", "MWh"].contains(&indicator.amount_unit.symbol());
        let energy = Measurement::parse("GJ").is_ok_and(|unit| unit.dimension() == indicator.amount_unit.dimension());
        Ok(match (electricity, energy) {
            (true, _) => Conversion { emission_factor: self.electricity_factor(), price: self.electricity_price() },
            (false, true) => {
                Conversion { emission_factor: (self.figures)("energy-factor"), price: self.energy_price()? }
            }
            _ => Conversion {
                emission_factor: Answer::needs("an emission factor of the material", "该物料的排放因子"),
                price: Answer::needs("a price of the material", "该物料的价格"),
            },
        })
    }

    /// Of the accounts, else the average of the plant's region and year, else of its grid.
    fn electricity_factor(&self) -> Answer<Trace> {
        let given = (self.figures)("electricity-factor");
        if given.known().is_some() {
            return given;
        }
        let plant = &self.meter.year.plant;
        let mut regions = plant.attribute("grid-region").into_iter().chain([plant.region.as_str()]);
        let found = regions.find_map(|region| self.meter.registry.grid(region, plant.year).ok());
        match found {
            Some(factor) => Answer::Known(origin::factor(factor)),
            None => Answer::needs(
                format!("the average grid factor of {} in {}", plant.region, plant.year),
                format!("{}{}年电网平均排放因子", plant.region, plant.year),
            ),
        }
    }

    fn electricity_price(&self) -> Answer<Trace> {
        let mut prices = record::totals(self.meter.year, "electricity-grid", "price", None);
        match (prices.next(), prices.next()) {
            (Some(price), None) => Answer::Known(record::datum(price, self.meter.vocabulary)),
            _ => Answer::needs("one price of grid electricity", "网购电价格"),
        }
    }

    /// Mean price per GJ over everything that was used, where all of it has a price.
    fn energy_price(&self) -> Result<Answer<Trace>, DiagnosisError> {
        let Answer::Known(energy) = self.meter.energy(&Carrier::ALL, None)? else {
            return Ok(Answer::needs("records of energy used", "能源消耗记录"));
        };
        let mut parts = Vec::new();
        for item in self.meter.vocabulary.items() {
            let burnt = matches!(item.kind, ItemKind::Fuel | ItemKind::Electricity | ItemKind::Heat)
                || item.id.starts_with("reductant-");
            // What is measured inside the plant, and certificates, are not bought energy.
            let inside = ["electricity-cells-ac", "electricity-cells-dc", "green-certificates", "waste-heat-recovered"];
            if !burnt || inside.contains(&item.id.as_str()) {
                continue;
            }
            for total in record::totals(self.meter.year, &item.id, "used", None) {
                let own = self.meter.year.in_unit(&item.id, "price", &total.process_unit);
                let Some(price) = own.or_else(|| self.meter.year.in_unit(&item.id, "price", "")) else {
                    let (en, zh) = (&item.name.en, &item.name.zh);
                    return Ok(Answer::needs(format!("a price of {en}"), format!("{zh}价格")));
                };
                let (used, price) =
                    (record::datum(total, self.meter.vocabulary), record::datum(price, self.meter.vocabulary));
                let value = used.value * price.value;
                parts.push(Trace::computed(item.name.clone(), value, "CNY", "amount × price", vec![used, price]));
            }
        }
        let value = parts.iter().map(|part| part.value).sum::<f64>() / energy.value;
        parts.push(Trace::datum(energy.label, energy.value, "GJ", None));
        let label = Label::new("mean price of energy", "平均能源价格");
        Ok(Answer::Known(Trace::computed(label, value, "CNY/GJ", "Σ amount × price / energy", parts)))
    }

    fn efficiency(&self) -> Result<Answer<Efficiency>, DiagnosisError> {
        let Some(frontier) = self.frontier else {
            return Ok(Answer::needs("data of other plants", "同行企业数据"));
        };
        let own = &self.meter.year.plant.id;
        let all = efficiencies(&frontier.units, frontier.orientation, frontier.returns, frontier.peers_to_hide)?;
        Ok(match all.into_iter().find(|efficiency| efficiency.unit == *own) {
            Some(found) => Answer::Known(found),
            None => Answer::needs("the plant itself among the plants compared", "被比较企业中应包含本企业"),
        })
    }

    fn green_factory(
        &self,
        performances: &[(&Indicator, Answer<Performance>)],
        grades: &[EnergyGrade],
        clean: &CleanPower,
    ) -> Result<Score, DiagnosisError> {
        let evidence = |id: &str| match id {
            "energy-consumption" => energy_evidence(performances, grades),
            "renewable-share" => unrated(clean.together.clone()),
            "water-reuse" => unrated(self.water_reuse()),
            "carbon-intensity" => unrated(self.carbon_intensity()),
            _ => Answer::needs("the base and leading values and the plant's evidence", "基准值、引领值与企业证明材料"),
        };
        let plant = &self.meter.year.plant;
        let veto = |id: &str, en: &str, zh: &str| Veto {
            id: id.to_owned(),
            label: Label::new(en, zh),
            met: match plant.attribute(id) {
                Some("yes") => Answer::Known(true),
                Some("no") => Answer::Known(false),
                _ => Answer::needs(format!("a statement: {en}"), format!("说明：{zh}")),
            },
        };
        let vetoes = vec![
            veto("veto-permits", "all permits held", "证照齐全、合规生产"),
            veto("veto-accident", "no major accident in three years", "近三年无较大及以上事故"),
            veto(
                "veto-management-systems",
                "management systems for quality, environment, safety and energy",
                "质量、环境、职业健康安全、能源管理体系",
            ),
        ];
        green_factory::score(self.criteria, &evidence, vetoes)
    }

    /// Scope 1 and location-based scope 2 per tonne of main product.
    fn carbon_intensity(&self) -> Answer<Trace> {
        (self.figures)("scope-1").and_then(|direct| {
            (self.figures)("scope-2-location").and_then(|power| {
                self.output.clone().and_then(|output| {
                    if output.value <= 0.0 {
                        return Answer::needs("output above zero", "大于零的产量");
                    }
                    let value = (direct.value + power.value) / output.value;
                    let label = Label::new("emissions per unit of product", "单位产品碳排放量");
                    let inputs = vec![direct, power, output];
                    Answer::Known(Trace::computed(label, value, "tCO2e/t", "(scope 1 + scope 2) / output", inputs))
                })
            })
        })
    }

    /// `R_w = V_r / (V + V_r)`.
    fn water_reuse(&self) -> Answer<Trace> {
        let sum = |item: &str| -> Option<Trace> {
            let parts: Vec<Trace> = record::totals(self.meter.year, item, "used", None)
                .map(|total| record::datum(total, self.meter.vocabulary))
                .collect();
            let first = parts.first()?;
            let value = parts.iter().map(|part| part.value).sum();
            Some(Trace::computed(first.label.clone(), value, first.unit.clone(), "Σ", parts))
        };
        match (sum("reused-water"), sum("fresh-water")) {
            (Some(reused), Some(fresh)) => match green_factory::water_reuse(reused.value, fresh.value) {
                Some(value) => {
                    let label = Label::new("water reuse rate", "水重复利用率");
                    let inputs = vec![reused, fresh];
                    Answer::Known(Trace::computed(label, value, "1", "V_r / (V + V_r)", inputs))
                }
                None => Answer::needs("water used", "用水量记录"),
            },
            _ => Answer::needs("records of fresh and reused water", "新鲜水与重复利用水记录"),
        }
    }
}

/// The first indicator that has limits and a value, rated between limit grades 2 and 1.
fn energy_evidence(performances: &[(&Indicator, Answer<Performance>)], grades: &[EnergyGrade]) -> Answer<Evidence> {
    for (indicator, own) in performances {
        let grade = grades.iter().find(|grade| grade.indicator == indicator.id);
        if let (Some(own), Some([Answer::Known(leading), Answer::Known(base), _])) =
            (own.known(), grade.map(|grade| &grade.limits))
        {
            return Answer::Known(Evidence { value: own.value.clone(), base: base.clone(), leading: leading.clone() });
        }
    }
    Answer::needs("an energy indicator with limit grades", "有能耗限额等级的能耗指标")
}

/// A value without base and leading values earns no points yet.
fn unrated(value: Answer<Trace>) -> Answer<Evidence> {
    value.and_then(|value| {
        // Rounded first, and zero added: what rounds to zero has no sign.
        let rounded = (value.value * 1e4).round() / 1e4 + 0.0;
        let shown = match value.unit.as_str() {
            "1" => format!("{rounded:.4}"),
            unit => format!("{rounded:.4} {unit}"),
        };
        Answer::needs(
            format!("the base and leading values of the sector (own value: {shown})"),
            format!("行业基准值与引领值（本企业：{shown}）"),
        )
    })
}

#[cfg(test)]
mod tests;
