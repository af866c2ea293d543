//! What the diagnosis is asked, put together from records, accounts and the plant's network.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use verdigris_accounts::{Account, Settings};
use verdigris_activity::{
    Activity, Item as Thing, ItemKind, Year,
    network::{main_product, parameter_id, process_id},
};
use verdigris_diagnosis::{
    Answer, Diagnosis, Question, accounted,
    compliance::Limits,
    diagnose::Trial,
    energy::Meter,
    green_factory, indicator,
    ladder::References,
    measure::{
        Measure,
        account::AccountEvaluation,
        curve::{Evaluate, Terms},
        network::NetworkEvaluation,
    },
};
use verdigris_network::{Method, Network};
use verdigris_quantity::{Label, Trace};

use crate::{
    Failure, Library,
    cause::comparisons,
    peers::{self, Peers},
};

/// Relative deviation between physics and records that is not remarked on.
const TOLERANCE: f64 = 0.02;

/// Electricity that enters a plant; own fossil power is inside the fuels.
const ENTERING: [&str; 4] =
    ["electricity-grid", "electricity-direct-green", "electricity-traded-green", "electricity-own-renewable"];

/// The figure measures are tried on where it is available: scope 1 and market-based scope 2.
const MARKET: &str = "ghg-protocol/total-market";

/// What is known of a plant.
pub struct Known<'a> {
    /// Its records.
    pub activity: &'a Activity,
    /// The same, added up.
    pub year: &'a Year,
    /// Its accounts.
    pub accounts: &'a [Account],
    /// Records of an earlier year or of another plant, to compare with.
    pub earlier: Option<&'a Activity>,
    /// Other plants to compare with.
    pub peers: Option<&'a Peers<'a>>,
    /// The background with the plant in it, and the method that counts kilograms of CO2e.
    pub network: Option<(&'a Network, &'a Method)>,
    /// Measures to try.
    pub measures: &'a [Measure],
    /// Discount rate of the cost curve, as a fraction.
    pub discount_rate: f64,
}

/// Diagnoses a plant.
pub fn diagnose(known: &Known<'_>, library: &Library<'_>) -> Result<Diagnosis, Failure> {
    let meter = Meter { year: known.year, vocabulary: library.vocabulary, registry: library.registry };
    let indicators = indicator::packaged()?;
    let references = References::packaged()?;
    let limits = Limits::packaged()?;
    let criteria = green_factory::packaged()?;
    let figures = accounted::figures(known.accounts, meter);
    let history = history(known, &indicators, library)?;
    let comparisons = comparisons(known.activity, known.earlier, library)?;
    let sector = library.sectors.sector(&known.activity.plant.sector)?;
    let product = main_product(known.year, library.vocabulary, sector).ok();
    let output = match &product {
        Some((item, made)) => {
            let label = Label::new(format!("output: {}", item.name.en), format!("产量：{}", item.name.zh));
            Answer::Known(Trace::datum(label, made.value.to_f64().unwrap_or(f64::NAN), item.unit.symbol(), None))
        }
        None => Answer::needs("the output of the main product", "主产品产量"),
    };
    let tables = carriers(known, library)?;
    let evaluation = match (known.network, &product) {
        (Some((network, method)), Some((_, made))) => Some(NetworkEvaluation {
            network,
            process: process_id(&known.activity.plant),
            output: made.value.to_f64().unwrap_or_default(),
            method,
            indicator: 0,
            per_tonne: 1000.0,
            energy: tables.energy.clone(),
            prices: tables.prices.clone(),
        }),
        _ => None,
    };
    let counted = match &product {
        Some((_, made)) if market_based(known.accounts) => Some(AccountEvaluation::new(
            known.activity,
            library.vocabulary,
            library.registry,
            library.schemes,
            MARKET,
            Settings { samples: 0, ..library.settings.clone() },
            made.value.to_f64().unwrap_or_default(),
            tables.prices,
        )?),
        _ => None,
    };
    // Contracts for green power change the market-based account, not the physical supply of the network.
    let tried: Option<&dyn Evaluate> = match (&counted, &evaluation) {
        (Some(counted), _) => Some(counted),
        (None, Some(evaluation)) => Some(evaluation),
        (None, None) => None,
    };
    let trial = tried.zip(product.as_ref()).map(|(on, (item, made))| Trial {
        on,
        measures: known.measures,
        terms: Terms {
            discount_rate: known.discount_rate,
            money: "CNY".to_owned(),
            output: made.value.to_f64().unwrap_or_default(),
            output_unit: item.unit.symbol().to_owned(),
        },
    });
    let groups = match known.peers {
        Some(peers) => peers::groups(known.activity, peers, &indicators, library)?,
        None => BTreeMap::new(),
    };
    let frontier = match known.peers {
        Some(peers) => peers::frontier(known.activity, peers, library)?,
        None => None,
    };
    let question = Question {
        meter,
        figures: &figures,
        indicators: &indicators,
        references: &references,
        limits: &limits,
        criteria: &criteria,
        history: &history,
        peers: &groups,
        comparisons: &comparisons,
        frontier: frontier.as_ref(),
        trial: trial.as_ref(),
        output,
        tolerance: TOLERANCE,
    };
    Ok(verdigris_diagnosis::diagnose(&question)?)
}

/// The plant's own indicators in the earlier year, where the earlier records are its own.
fn history(
    known: &Known<'_>,
    indicators: &[indicator::Indicator],
    library: &Library<'_>,
) -> Result<BTreeMap<String, Vec<(i32, f64)>>, Failure> {
    let mut history = BTreeMap::new();
    let own = known.earlier.filter(|earlier| earlier.plant.id == known.activity.plant.id);
    let Some(earlier) = own else { return Ok(history) };
    let year = Year::of(earlier, library.vocabulary)?;
    let meter = Meter { year: &year, vocabulary: library.vocabulary, registry: library.registry };
    let none = |id: &str| Answer::needs(format!("the earlier account {id}"), format!("以往年度的{id}核算"));
    for indicator in indicators.iter().filter(|indicator| indicator.applies(&earlier.plant)) {
        if let Answer::Known(performance) = indicator.evaluate(&meter, &none)? {
            history.insert(indicator.id.clone(), vec![(earlier.plant.year, performance.value.value)]);
        }
    }
    Ok(history)
}

/// Whether the accounts hold what [`MARKET`] names.
fn market_based(accounts: &[Account]) -> bool {
    let found = accounts.iter().find(|account| account.scheme == crate::MAIN_SCHEME);
    found.and_then(|account| account.sum_of("total-market")).is_some()
}

/// Energy and price of the parameters that carry energy.
struct Carriers {
    energy: BTreeMap<String, f64>,
    prices: Option<BTreeMap<String, f64>>,
}

fn carriers(known: &Known<'_>, library: &Library<'_>) -> Result<Carriers, Failure> {
    let meter = Meter { year: known.year, vocabulary: library.vocabulary, registry: library.registry };
    let mut carriers = Carriers { energy: BTreeMap::new(), prices: Some(BTreeMap::new()) };
    for item in library.vocabulary.items().iter().filter(|item| carries(item)) {
        let total = |measure: &str| -> Result<Option<f64>, Failure> {
            let Some(measure) = library.vocabulary.measure(measure) else { return Ok(None) };
            Ok(known.year.over_units(&item.id, measure)?.and_then(|total| total.value.to_f64()))
        };
        let Some(used) = total("used")?.filter(|used| *used != 0.0) else { continue };
        let Some(Answer::Known(energy)) = meter.of_item(&item.id)? else { continue };
        let parameter = parameter_id(&item.id, "used");
        carriers.energy.insert(parameter.clone(), energy / used);
        match (total("price")?, &mut carriers.prices) {
            (Some(price), Some(prices)) => {
                prices.insert(parameter, price);
            }
            // Running cost needs every price.
            _ => carriers.prices = None,
        }
    }
    carriers.prices = carriers.prices.filter(|prices| !prices.is_empty());
    Ok(carriers)
}

/// Energy that enters the plant, not a part of it metered again.
fn carries(item: &Thing) -> bool {
    match item.kind {
        ItemKind::Fuel => true,
        ItemKind::Reductant => item.id.starts_with("reductant-"),
        ItemKind::Electricity => ENTERING.contains(&item.id.as_str()),
        ItemKind::Heat => item.id == "heat-purchased",
        _ => false,
    }
}
