//! Stocks in use, scrap and the balance of primary and recycled metal: the packaged model asked, and its pictures.

use serde::Serialize;
use verdigris_materials::{
    MaterialsError,
    model::{Answer, Model, RegionAnswer, Sampled, Tables, sampled},
};
use verdigris_quantity::Label;
use verdigris_report::{
    area::{Areas, Layer},
    flows::{Flows, Link, Stage},
};
use verdigris_wording::{Kind, Problem};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The metal.
    pub metal: String,
    /// The scenario; the first of the metal where none is named.
    pub scenario: Option<String>,
    /// Lifetimes are multiplied by this.
    pub lifetimes: f64,
    /// Draws over the spread of the parameters; 0 for none.
    pub runs: u64,
    /// Seed of the draws.
    pub seed: u64,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stocks {
    /// The model at its best values.
    #[serde(flatten)]
    pub answer: Answer,
    /// The spread of the draws.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<Sampled>,
}

/// Asks the packaged model.
pub fn stocks(question: &Question) -> Result<Stocks, Problem> {
    let tables = Tables::packaged().map_err(|error| problem(&error))?;
    let model = Model::new(&tables, &question.metal, question.scenario.as_deref())
        .and_then(|model| model.with_lifetimes(question.lifetimes))
        .map_err(|error| problem(&error))?;
    let answer = model.run().map_err(|error| problem(&error))?;
    let sampled = match question.runs {
        0 => None,
        runs => Some(sampled(&model, question.seed, runs).map_err(|error| problem(&error))?),
    };
    Ok(Stocks { answer, sampled })
}

/// The problem of a question that cannot be answered.
pub fn problem(error: &MaterialsError) -> Problem {
    let kind = match error {
        MaterialsError::Unknown { .. } | MaterialsError::NotAvailable { .. } => Kind::NotFound,
        MaterialsError::Unbalanced { .. } => Kind::Computation,
        _ => Kind::Input,
    };
    match error {
        MaterialsError::Unknown { .. } | MaterialsError::NotAvailable { .. } | MaterialsError::Lifetime { .. } => {
            Problem::new(error.code(), kind).with("reason", error.to_string())
        }
        _ => Problem::from_error(error.code(), error.to_string(), kind),
    }
}

impl Stocks {
    /// A region by its code, in any case; the last, which is the whole, where none is named.
    pub fn region(&self, code: Option<&str>) -> Result<&RegionAnswer, Problem> {
        let found = match code {
            None => self.answer.regions.last(),
            Some(code) => self.answer.regions.iter().find(|one| one.region.eq_ignore_ascii_case(code)),
        };
        found.ok_or_else(|| {
            let id = code.unwrap_or_default().to_owned();
            problem(&MaterialsError::Unknown { kind: "region", id })
        })
    }

    /// The stock in use by sector over the years, in million tonnes.
    pub fn stock_picture(&self, region: &RegionAnswer) -> Areas {
        let layers = (self.answer.sectors.iter().zip(&region.stock_by_sector))
            .map(|(sector, values)| Layer { label: sector.name.clone(), values: million(values) })
            .collect();
        let title = self.title(region, "stock in use by sector", "分部门在用存量");
        Areas { layers, band: self.band(region, "stock"), ..self.areas(title) }
    }

    /// Where the metal comes from over the years, in million tonnes a year, with the flow into use as a line.
    pub fn supply_picture(&self, region: &RegionAnswer) -> Areas {
        let layer = |en: &str, zh: &str, values: &[f64]| Layer { label: Label::new(en, zh), values: million(values) };
        let title = self.title(region, "primary metal and metal from old scrap", "原生金属与旧废料再生金属");
        Areas {
            unit: Label::new("Mt a year", "百万吨/年"),
            layers: vec![
                layer("metal from old scrap", "旧废料再生金属", &region.figures.recycled),
                layer("primary metal", "原生金属", &region.figures.primary),
            ],
            line: Some(layer("flow into use", "进入使用的量", &region.figures.inflow)),
            ..self.areas(title)
        }
    }

    /// The flows of one year, in million tonnes; `None` where the year is not followed.
    pub fn flows_picture(&self, region: &RegionAnswer, year: i32) -> Option<Flows> {
        let at = self.answer.years.iter().position(|one| *one == year)?;
        let figures = &region.figures;
        let stage =
            |en: &str, zh: &str, column: usize, colour: usize| Stage { label: Label::new(en, zh), column, colour };
        let mut stages = vec![
            stage("primary metal", "原生金属", 0, 0),
            stage("old scrap metal", "旧废料再生金属", 0, 2),
            stage("fabrication and manufacturing", "加工与制造", 1, 4),
        ];
        let sectors = stages.len();
        let colour = |k: usize| k % 7;
        stages.extend((self.answer.sectors.iter().enumerate()).map(|(k, sector)| Stage {
            label: sector.name.clone(),
            column: 2,
            colour: colour(k),
        }));
        let (outward, end, recovered, lost) = (stages.len(), stages.len() + 1, stages.len() + 2, stages.len() + 3);
        stages.push(stage("net export of goods", "产品净出口", 2, 7));
        stages.push(stage("end of life", "报废", 3, 5));
        stages.push(stage("recovered", "回收", 4, 2));
        stages.push(stage("lost", "损失", 4, 7));
        let mut links = vec![link(0, 2, figures.primary[at]), link(1, 2, figures.recycled[at])];
        let trade = region.net_import[at];
        if trade < 0.0 {
            links.push(link(2, outward, -trade));
        }
        // Imported goods have no stage of their own: what is made here is shared over the sectors.
        let inflow: f64 = region.inflow_by_sector.iter().map(|values| values[at]).sum();
        let made = if inflow > 0.0 { (inflow - trade.max(0.0)) / inflow } else { 0.0 };
        for (k, values) in region.inflow_by_sector.iter().enumerate() {
            links.push(link(2, sectors + k, made * values[at]));
        }
        for (k, scrap) in region.scrap.iter().enumerate() {
            links.push(link(sectors + k, end, scrap.arising[at]));
        }
        links.push(link(end, recovered, figures.recovered[at]));
        links.push(link(end, lost, figures.end_of_life[at] - figures.recovered[at]));
        links.retain(|link| link.value > 0.0);
        Some(Flows {
            title: self.title(region, &format!("flows of {year}"), &format!("{year}年物质流")),
            unit: Label::new("Mt", "百万吨"),
            source: self.source(),
            stages,
            links,
        })
    }

    fn areas(&self, title: Label) -> Areas {
        Areas {
            title,
            unit: Label::new("Mt", "百万吨"),
            source: self.source(),
            times: self.answer.years.iter().map(|&year| f64::from(year)).collect(),
            last_data: Some(f64::from(self.answer.last_data)),
            ..Areas::default()
        }
    }

    fn band(&self, region: &RegionAnswer, figure: &str) -> Vec<(f64, f64)> {
        let of_draws = self.sampled.iter().flat_map(|sampled| &sampled.quantiles);
        let mut found = of_draws.filter(|one| one.region == region.region && one.figure == figure);
        found.next().map_or_else(Vec::new, |one| {
            one.values.iter().map(|values| (values[0] / 1000.0, values[4] / 1000.0)).collect()
        })
    }

    fn title(&self, region: &RegionAnswer, en: &str, zh: &str) -> Label {
        let name = &self.answer.metal.name;
        Label::new(
            format!("{}, {}: {en}", capital(&name.en), region.name.en),
            format!("{}（{}）：{zh}", name.zh, region.name.zh),
        )
    }

    fn source(&self) -> Label {
        let scenario = self.answer.scenario.as_ref().map(|scenario| &scenario.name);
        let (en, zh) = scenario.map_or_else(
            || (String::new(), String::new()),
            |name| (format!("; scenario: {}", name.en), format!("；情景：{}", name.zh)),
        );
        let list: Vec<&str> = self.answer.sources.iter().map(|source| source.id.as_str()).collect();
        let list = list.join(", ");
        Label::new(format!("Verdigris, packaged model ({list}){en}"), format!("铜绿内置模型（{list}）{zh}"))
    }
}

fn link(from: usize, to: usize, thousand: f64) -> Link {
    Link { from, to, value: thousand / 1000.0 }
}

fn million(thousand: &[f64]) -> Vec<f64> {
    thousand.iter().map(|value| value.max(0.0) / 1000.0).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use verdigris_quantity::Language;
    use verdigris_report::{area, flows};

    fn question(metal: &str, runs: u64) -> Question {
        Question { metal: metal.to_owned(), scenario: None, lifetimes: 1.0, runs, seed: 1 }
    }

    #[test]
    fn every_metal_has_its_pictures_in_both_languages() {
        for metal in ["aluminium", "copper", "zinc"] {
            let told = stocks(&question(metal, 8)).unwrap();
            for region in &told.answer.regions {
                for language in [Language::En, Language::Zh] {
                    assert!(area::svg(&told.stock_picture(region), language).unwrap().contains("</svg>"));
                    area::svg(&told.supply_picture(region), language).unwrap();
                    flows::svg(&told.flows_picture(region, 2020).unwrap(), language).unwrap();
                }
            }
            assert!(told.flows_picture(&told.answer.regions[0], 1820).is_none());
        }
    }

    #[test]
    fn the_picture_of_a_year_keeps_mass() {
        let told = stocks(&question("aluminium", 0)).unwrap();
        for region in &told.answer.regions {
            let flows = told.flows_picture(region, 2019).unwrap();
            // What fabrication takes in is what goods and exports take out, and new scrap that is not drawn comes back.
            let (into, out) = flows.through(2);
            assert!((into - out).abs() < 1e-9 * into, "{}: {into} {out}", region.region);
        }
    }

    #[test]
    fn what_is_not_there_is_told() {
        assert_eq!(stocks(&question("lead", 0)).unwrap_err().code(), "materials-not-available");
        assert_eq!(stocks(&question("gold", 0)).unwrap_err().code(), "materials-unknown");
        let told = stocks(&question("zinc", 0)).unwrap();
        assert_eq!(told.region(Some("FR")).unwrap_err().code(), "materials-unknown");
        assert_eq!(told.region(Some("glo")).unwrap().region, "GLO");
        let bad = Question { lifetimes: -1.0, ..question("zinc", 0) };
        assert_eq!(stocks(&bad).unwrap_err().code(), "materials-lifetime");
    }
}
