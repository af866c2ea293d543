//! The supply chain: concentration, gaps and losses, matching, rules for new capacity.

use serde::Serialize;
use verdigris_chain::ChainError;
use verdigris_chain::capacity::{self, Project, Verdict};
use verdigris_chain::concentration::{self, Concentration};
use verdigris_chain::disruption::{Disruption, Kinds, Loss, PairLoss, Worst};
use verdigris_chain::gap::{self, Gap};
use verdigris_chain::matching::{Exchange, Letter, Market, Sharing};
use verdigris_chain::network::Network;
use verdigris_chain::production::World;
use verdigris_chain::supply::Run;
use verdigris_optimisation::Automatic;
use verdigris_quantity::Label;
use verdigris_report::{Bar, Footprints, Segment};
use verdigris_wording::{Kind, Problem};

/// Countries shown of each metal in a picture.
const SHOWN: usize = 6;

/// Concentration of one metal at one stage.
#[derive(Clone, Debug, Serialize)]
pub struct Commodity {
    /// Metal.
    pub metal: String,
    /// Stage.
    pub stage: String,
    /// Name.
    pub name: Label,
    /// Year.
    pub year: i32,
    /// Names of the countries of the shares, in their order.
    pub countries: Vec<Label>,
    /// Source of the production figures.
    pub source: String,
    /// Its terms.
    pub licence: String,
    /// Its trust.
    pub trust: String,
    /// Figures.
    #[serde(flatten)]
    pub figures: Concentration,
}

/// Concentration of packaged world production: of one metal or all, in a year or the last one known.
pub fn concentration(metal: Option<&str>, year: Option<i32>) -> Result<Vec<Commodity>, Problem> {
    let world = World::packaged().map_err(|error| problem(&error))?;
    let stages: Vec<(&str, &str)> = world
        .stages()
        .into_iter()
        .filter(|(name, _)| metal.is_none_or(|metal| metal.eq_ignore_ascii_case(name)))
        .collect();
    if stages.is_empty() {
        let mut known: Vec<&str> = world.stages().into_iter().map(|stage| stage.0).collect();
        known.dedup();
        let wanted = metal.unwrap_or_default();
        return Err(Problem::new("chain-metal", Kind::NotFound).with("metal", wanted).with("known", known.join(", ")));
    }
    let mut all = Vec::new();
    for (metal, stage) in stages {
        let Some(year) = year.or_else(|| world.last_year(metal, stage)) else { continue };
        let figures = match concentration::of_world(world, metal, stage, year) {
            Ok(figures) => figures,
            // Among all metals one without figures of a year is left out; asked for alone it is told below.
            Err(ChainError::NotAvailable { .. }) => continue,
            Err(error) => return Err(problem(&error)),
        };
        let source = world.series(metal, stage).next().and_then(|series| world.source(&series.source));
        all.push(Commodity {
            metal: metal.to_owned(),
            stage: stage.to_owned(),
            name: world.commodity(metal, stage),
            year,
            countries: figures.shares.iter().map(|share| world.name(&share.supplier)).collect(),
            source: source.map_or_else(String::new, |source| format!("{}: {}", source.publisher, source.title)),
            licence: source.map_or_else(String::new, |source| source.licence.clone()),
            trust: source.map_or_else(String::new, |source| source.trust.clone()),
            figures,
        });
    }
    match year {
        Some(year) if all.is_empty() => Err(problem(&ChainError::NotAvailable {
            object: format!("concentration of {}", metal.unwrap_or("production")),
            needs: format!("production by country in {year}"),
        })),
        _ => Ok(all),
    }
}

/// Shares of the largest countries as bars, in per cent.
pub fn bars(commodities: &[Commodity]) -> Footprints {
    let bars = commodities
        .iter()
        .map(|commodity| Bar {
            label: Label::new(
                format!("{} {} · HHI {:.0}", commodity.name.en, commodity.year, commodity.figures.hhi),
                format!("{} {} · HHI {:.0}", commodity.name.zh, commodity.year, commodity.figures.hhi),
            ),
            region: String::new(),
            total: 100.0,
            interval: None,
            segments: commodity
                .countries
                .iter()
                .zip(&commodity.figures.shares)
                .take(SHOWN)
                .map(|(name, share)| Segment { label: name.clone(), value: 100.0 * share.share })
                .collect(),
        })
        .collect();
    let source = commodities
        .first()
        .map_or_else(String::new, |commodity| format!("{} ({})", commodity.source, commodity.licence));
    Footprints {
        title: Label::new("Concentration of world production by country", "世界产量国别集中度"),
        unit: Label::new("% of world production", "占世界产量 %"),
        source: Label::new(source.clone(), source),
        bars,
    }
}

/// What is asked of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Region whose own suppliers count.
    pub home: Option<String>,
    /// Pairs shown; none: not computed.
    pub pairs: usize,
    /// Size of the worst set; none: not searched.
    pub worst: usize,
}

/// Most programmes solved in the search for the worst set.
const SOLVES: usize = 2000;

/// A network's run, gaps and losses.
#[derive(Clone, Debug, Serialize)]
pub struct Chain {
    /// Unit of amounts.
    pub unit: String,
    /// Currency of costs.
    pub currency: String,
    /// The undisturbed run.
    pub run: Run,
    /// Gaps.
    pub gaps: Vec<Gap>,
    /// Loss without each element.
    pub single: Vec<Loss>,
    /// Loss without pairs, the largest.
    pub pairs: Vec<PairLoss>,
    /// The worst set.
    pub worst: Option<Worst>,
    /// Programmes solved.
    pub solves: usize,
}

/// Runs a network written in TOML and tries it without each part.
pub fn supply(text: &str, asked: &Asked) -> Result<Chain, Problem> {
    let told = |error: ChainError| problem(&error);
    let network = Network::read(text).map_err(told)?;
    let mut disruption = Disruption::of(&network, &Automatic).map_err(told)?;
    let kinds = Kinds::default();
    let single = disruption.single(kinds).map_err(told)?;
    let pairs = if asked.pairs > 0 { disruption.pairs(kinds, asked.pairs).map_err(told)? } else { Vec::new() };
    let worst = if asked.worst > 0 { Some(disruption.worst(kinds, asked.worst, SOLVES).map_err(told)?) } else { None };
    Ok(Chain {
        unit: network.unit.clone(),
        currency: network.currency.clone(),
        run: disruption.base().clone(),
        gaps: gap::find(&network, asked.home.as_deref()),
        single,
        pairs,
        worst,
        solves: disruption.solves() + 1,
    })
}

/// Losses as bars, the largest first.
pub fn losses(chain: &Chain) -> Footprints {
    let bars = chain
        .single
        .iter()
        .filter(|loss| loss.loss > 0.0)
        .take(20)
        .map(|loss| Bar {
            label: Label::new(loss.name.clone(), loss.name.clone()),
            region: String::new(),
            total: loss.loss,
            interval: None,
            segments: vec![Segment {
                label: Label::new("loss after everything else adapts", "其余部分重新优化后的损失"),
                value: loss.loss,
            }],
        })
        .collect();
    Footprints {
        title: Label::new("Loss without each part of the chain (N−1)", "链条各环节失效的损失（N−1）"),
        unit: Label::new(chain.currency.clone(), chain.currency.clone()),
        source: Label::new("Network as given", "按给定网络计算"),
        bars,
    }
}

/// Matches postings: totals for everyone and a letter for each owner.
pub fn matching(postings: &str, ways: &str, carbon_price: f64) -> Result<(Market, Vec<Letter>), Problem> {
    Exchange::read(postings, ways, carbon_price)
        .and_then(|exchange| exchange.clear(Sharing::default()))
        .map_err(|error| problem(&error))
}

/// Checks a project written in TOML against the packaged rules or those of a table.
pub fn check(project: &str, rules: Option<&str>) -> Result<Vec<Verdict>, Problem> {
    let told = |error: ChainError| problem(&error);
    let project = Project::read(project).map_err(told)?;
    let rules = rules.map_or_else(capacity::packaged_rules, capacity::rules).map_err(told)?;
    Ok(capacity::check(&project, &rules))
}

/// The problem of a question about the chain that has no answer.
pub fn problem(error: &ChainError) -> Problem {
    let told = |kind| Problem::new(error.code(), kind);
    match error {
        ChainError::Table { table, line, reason } => {
            told(Kind::Input).with("table", table).with("line", line.to_string()).with("reason", reason)
        }
        ChainError::Number { object, part, value, expected } => told(Kind::Input)
            .with("object", object)
            .with("part", *part)
            .with("value", format!("{value}"))
            .with("expected", *expected),
        ChainError::Unknown { object, kind, name } => {
            told(Kind::Input).with("object", object).with("kind", *kind).with("name", name)
        }
        ChainError::Twice { kind, name } => told(Kind::Input).with("kind", *kind).with("name", name),
        ChainError::NotAvailable { object, needs } => told(Kind::NotFound).with("object", object).with("needs", needs),
        ChainError::Addressed { owner, reader } => told(Kind::NotFound).with("owner", owner).with("reader", reader),
        ChainError::Players { players, question, most } => told(Kind::Input)
            .with("players", players.to_string())
            .with("question", *question)
            .with("most", most.to_string()),
        ChainError::Unsolved { question, status } => {
            told(Kind::Computation).with("question", question).with("status", status)
        }
        other => Problem::from_error(error.code(), other.to_string(), Kind::Computation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verdigris_quantity::Language;

    #[test]
    fn one_metal_has_its_stages_and_a_picture() {
        let copper = concentration(Some("Copper"), Some(2021)).unwrap();
        let stages: Vec<&str> = copper.iter().map(|commodity| commodity.stage.as_str()).collect();
        assert_eq!(stages, ["mine", "refined", "smelter"]);
        assert!(copper.iter().all(|commodity| !commodity.source.is_empty() && !commodity.licence.is_empty()));
        let drawn = verdigris_report::bars::svg(&bars(&copper), Language::Zh).unwrap();
        assert!(drawn.contains("智利") && drawn.contains("HHI"));
    }

    #[test]
    fn problems_are_told_in_both_languages() {
        let text = String::new;
        for error in [
            ChainError::Table { table: text(), line: 1, reason: text() },
            ChainError::Number { object: text(), part: "x", value: 1.0, expected: "y" },
            ChainError::Unknown { object: text(), kind: "place", name: text() },
            ChainError::Twice { kind: "place", name: text() },
            ChainError::NotAvailable { object: text(), needs: text() },
            ChainError::Addressed { owner: text(), reader: text() },
            ChainError::Players { players: 20, question: "x", most: 12 },
            ChainError::Unsolved { question: text(), status: text() },
        ] {
            let problem = problem(&error);
            for language in [Language::En, Language::Zh] {
                assert_ne!(problem.message(language), error.code(), "{language:?}");
                assert!(problem.remedy(language).is_some(), "{} {language:?}", error.code());
            }
            assert_ne!(problem.message(Language::En), problem.message(Language::Zh));
        }
        assert_eq!(concentration(Some("unobtainium"), None).unwrap_err().code(), "chain-metal");
        assert_eq!(concentration(Some("copper"), Some(1800)).unwrap_err().code(), "chain-not-available");
    }
}
