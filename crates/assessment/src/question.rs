//! What the diagnosis is asked, put together from records, accounts and the plant's network.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use verdigris_accounts::Account;
use verdigris_activity::{
    Activity, Year,
    network::{main_product, parameter_id, process_id},
};
use verdigris_diagnosis::{
    Answer, Diagnosis, Question, accounted,
    compliance::Limits,
    diagnose::Trial,
    energy::{self, Meter},
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
    /// An earlier year or another plant's, to compare with.
    pub earlier: Option<&'a Year>,
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
    let comparisons = comparisons(known.activity, known.year, known.earlier, library)?;
    let sector = library.sectors.sector(&known.activity.plant.sector)?;
    let product = main_product(known.year, library.vocabulary, sector).ok();
    let output = match &product {
        Some((item, made)) => {
            let label = Label::new(format!("output: {}", item.name.en), format!("产量：{}", item.name.zh));
            Answer::Known(Trace::datum(label, made.value.to_f64().unwrap_or(f64::NAN), item.unit.symbol(), None))
        }
        None => Answer::needs("the output of the main product", "主产品产量"),
    };
    let evaluation = match &product {
        Some((_, made)) => evaluation(known, made.value.to_f64().unwrap_or_default(), library)?,
        None => None,
    };
    let trial = evaluation.as_deref().zip(product.as_ref()).map(|(on, (item, made))| Trial {
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
        Some(peers) => peers::groups(known.year, peers, &indicators, library)?,
        None => BTreeMap::new(),
    };
    let frontier = match known.peers {
        Some(peers) => peers::frontier(known.year, peers, library)?,
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
    let meter = Meter { year: earlier, vocabulary: library.vocabulary, registry: library.registry };
    let none = |id: &str| Answer::needs(format!("the earlier account {id}"), format!("以往年度的{id}核算"));
    for indicator in indicators.iter().filter(|indicator| indicator.applies(&earlier.plant)) {
        if let Answer::Known(performance) = indicator.evaluate(&meter, &none)? {
            history.insert(indicator.id.clone(), vec![(earlier.plant.year, performance.value.value)]);
        }
    }
    Ok(history)
}

/// What measures are tried on: the market-based account, since contracts for green power change it and not the physical
/// supply of the network; else the network.
fn evaluation<'a>(
    known: &'a Known<'a>,
    output: f64,
    library: &'a Library<'a>,
) -> Result<Option<Box<dyn Evaluate + 'a>>, Failure> {
    let carriers = carriers(known, library)?;
    if market_based(known.accounts) {
        let counted = AccountEvaluation::new(
            known.activity,
            library.vocabulary,
            library.registry,
            library.schemes,
            MARKET,
            library.unsampled(),
            output,
            carriers.prices,
        )?;
        return Ok(Some(Box::new(counted)));
    }
    Ok(known.network.map(|(network, method)| -> Box<dyn Evaluate + 'a> {
        Box::new(NetworkEvaluation {
            network,
            process: process_id(&known.activity.plant),
            output,
            method,
            indicator: 0,
            per_tonne: 1000.0,
            energy: carriers.energy,
            prices: carriers.prices,
        })
    }))
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
    for item in library.vocabulary.items().iter().filter(|item| energy::enters(item)) {
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
