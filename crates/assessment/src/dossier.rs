//! The report and the workbook of one plant, put together.

use verdigris_accounts::{Account, Reconciliation};
use verdigris_activity::Plant;
use verdigris_diagnosis::Diagnosis;
use verdigris_quantity::{Label, Language};
use verdigris_report::{
    dossier::{Block, Dossier, Finding, Headline, Section},
    notation,
    waterfall::{Kind, Step},
    workbook,
};

use crate::{
    account, diagnosis,
    drawing::{self, Picture},
    footprint::{self, ProductFootprint},
    reconciliation,
    steps::{steps, total},
};

/// Everything there is to tell about a plant.
pub struct Assessment<'a> {
    /// The plant.
    pub plant: &'a Plant,
    /// Name of its sector.
    pub sector: &'a Label,
    /// Day of the report.
    pub date: Option<(i32, u8, u8)>,
    /// What is wrong with the records.
    pub findings: Vec<Finding>,
    /// Accounts.
    pub accounts: &'a [Account],
    /// Ways between their totals.
    pub reconciliations: &'a [Reconciliation],
    /// Footprint of the main product; the label says why there is none.
    pub footprint: Result<ProductFootprint, Label>,
    /// The diagnosis.
    pub diagnosis: &'a Diagnosis,
}

impl Assessment<'_> {
    fn name(&self) -> Label {
        if self.plant.name.is_empty() { Label::new(&self.plant.id, &self.plant.id) } else { self.plant.name.clone() }
    }

    fn facts(&self) -> Vec<(Label, Label)> {
        let same = |text: String| Label::new(text.clone(), text);
        let mut facts = vec![
            (Label::new("plant", "企业"), self.name()),
            (Label::new("sector", "行业"), self.sector.clone()),
            (Label::new("region", "地区"), same(self.plant.region.clone())),
            (Label::new("year of the records", "数据年份"), same(self.plant.year.to_string())),
        ];
        let schemes: Vec<&str> = self.accounts.iter().map(|account| account.scheme.as_str()).collect();
        facts.push((Label::new("schemes", "核算标准"), same(schemes.join(", "))));
        facts
    }

    /// The report.
    pub fn dossier(&self) -> Dossier {
        let name = self.name();
        let year = self.plant.year;
        let mut sections = vec![self.on_the_data()];
        sections.extend(self.accounts.iter().map(account::section));
        if !self.reconciliations.is_empty() {
            sections.push(reconciliation::section(self.reconciliations, self.accounts));
        }
        sections.push(match &self.footprint {
            Ok(found) => footprint::section(found),
            Err(needs) => Section {
                heading: Label::new("Product carbon footprint", "产品碳足迹"),
                blocks: vec![Block::Note(needs.clone())],
            },
        });
        sections.extend(diagnosis::sections(self.diagnosis));
        Dossier {
            title: title(),
            subtitle: Label::new(
                format!("{}, {year}", name.get(Language::En)),
                format!("{}，{year}年", name.get(Language::Zh)),
            ),
            headlines: self.headlines(),
            facts: self.facts(),
            sections,
        }
    }

    fn headlines(&self) -> Vec<Headline> {
        let mut headlines: Vec<Headline> = self
            .accounts
            .iter()
            .filter(|account| account.total.is_some())
            .take(2)
            .map(|account| Headline {
                label: account.name.clone(),
                value: account.total.map(|total| total.round_dp(0).to_string()).unwrap_or_default(),
                unit: Label::new("tCO2e", "tCO2e"),
                note: account.quantity.clone(),
            })
            .collect();
        headlines.push(match &self.footprint {
            Ok(found) => Headline {
                label: Label::new("product carbon footprint, cradle to gate", "产品碳足迹（摇篮到大门）"),
                value: format!("{:.0}", found.value),
                unit: Label::new(&found.unit, &found.unit),
                note: match found.interval {
                    _ if !found.left_out.is_empty() => {
                        let count = found.left_out.len();
                        Label::new(
                            format!("incomplete: {count} inputs have no provider in the background"),
                            format!("不完整：{count}项投入无背景数据"),
                        )
                    }
                    Some(([low, high], _)) => {
                        let range = format!("{} – {}", notation::value(low), notation::value(high));
                        Label::new(format!("95 % interval {range}"), format!("95%区间 {range}"))
                    }
                    None => Label::default(),
                },
            },
            Err(needs) => Headline {
                label: Label::new("product carbon footprint", "产品碳足迹"),
                note: needs.clone(),
                ..Headline::default()
            },
        });
        headlines
    }

    fn on_the_data(&self) -> Section {
        let block = if self.findings.is_empty() {
            Block::Paragraph(Label::new("Nothing was found wrong with the records.", "记录未发现问题。"))
        } else {
            Block::Findings(self.findings.clone())
        };
        Section { heading: Label::new("The records", "数据检查"), blocks: vec![block] }
    }

    /// The accounts with live formulas.
    pub fn workbook(&self) -> workbook::Workbook {
        // A sheet ends with its total: what has none would show a sum of what happens to be there.
        let schemes = self.accounts.iter().filter(|account| account.total.is_some()).map(|account| {
            let mut calculations = steps(account);
            calculations.extend(total(account));
            workbook::Scheme { id: account.scheme.clone(), name: account.name.clone(), calculations }
        });
        let number = |value: rust_decimal::Decimal| value.try_into().unwrap_or(f64::NAN);
        let reconciliations = self.reconciliations.iter().map(|one| {
            let end =
                |name: &str, amount| Step { label: Label::new(name, name), amount: number(amount), kind: Kind::Total };
            let mut steps = vec![end(&one.from, one.from_total)];
            steps.extend(one.steps.iter().map(|step| Step {
                label: step.name.clone(),
                amount: number(step.amount),
                kind: Kind::Change,
            }));
            steps.push(end(&one.to, one.to_total));
            workbook::Reconciliation {
                title: Label::new(format!("{} → {}", one.from, one.to), format!("{} → {}", one.from, one.to)),
                unit: one.unit.clone(),
                steps,
            }
        });
        workbook::Workbook {
            title: title(),
            facts: self.facts(),
            date: self.date,
            schemes: schemes.collect(),
            reconciliations: reconciliations.collect(),
            findings: self.findings.clone(),
        }
    }

    /// All pictures, to be written beside the report.
    pub fn pictures(&self) -> Vec<Picture> {
        let mut pictures: Vec<Picture> = self.diagnosis.ladders.iter().filter_map(drawing::of_ladder).collect();
        let causes = self.diagnosis.causes.iter().enumerate();
        pictures.extend(causes.filter_map(|(at, cause)| drawing::of_waterfall(&cause.waterfall, at)));
        pictures.extend(self.diagnosis.curve.known().and_then(drawing::of_curve));
        pictures
    }
}

fn title() -> Label {
    Label::new("Plant diagnosis", "企业诊断报告")
}
