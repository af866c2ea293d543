//! What a person means by a product: from an id, a name or a part of one to an activity and an amount.

use verdigris_network::{Region, template::base_id};
use verdigris_quantity::{Amount, Language, Unit};

use crate::study::Study;
use verdigris_wording::{Kind, Problem};

/// Which product is wanted, where and how much, as a person writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// An id, a name, or a unique part of one; `name@REGION` picks a region.
    pub product: String,
    /// Region of the product, e.g. `CN` or `CN-SD`.
    pub region: Option<String>,
    /// Amount, with or without a unit.
    pub amount: String,
    /// Unit of the amount; without one, tonnes for masses, else the product's.
    pub unit: Option<String>,
}

impl Wanted {
    /// One unit of a product where it is made most widely.
    pub fn of(product: impl Into<String>) -> Self {
        Self { product: product.into(), region: None, amount: "1".to_owned(), unit: None }
    }
}

/// A product and how much of it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The activity that makes it.
    pub activity: usize,
    /// Amount as asked.
    pub amount: Amount,
    /// Amount in the unit of the activity's production exchange.
    pub own: f64,
}

impl Target {
    /// The demand as the engine takes it.
    pub fn demand(&self) -> [(u32, f64); 1] {
        [(self.activity as u32, self.own)]
    }

    /// The demand as sampling takes it.
    pub fn one(&self) -> Vec<(usize, f64)> {
        vec![(self.activity, self.own)]
    }
}

/// How well a text meets a product, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    ProcessId,
    BaseId,
    FlowId,
    FlowName,
    ProcessName,
    Start,
    Part,
}

/// Finds the one product meant.
pub fn resolve(study: &Study, wanted: &Wanted) -> Result<Target, Problem> {
    let (activity, _) = find(study, &wanted.product, wanted.region.as_deref())?;
    with_amount(study, activity, &wanted.amount, wanted.unit.as_deref())
}

/// The target of an activity with an amount text and a unit.
pub fn with_amount(study: &Study, activity: usize, amount: &str, unit: Option<&str>) -> Result<Target, Problem> {
    let made = &study.assembly.activities[activity];
    let reference = &study.network.process(made.process).exchanges[made.reference];
    let asked = Amount::parse(amount)?;
    let tonne = Unit::parse("t")?;
    let unit = match unit {
        Some(unit) => Unit::parse(unit)?,
        None if asked.unit != Unit::one() => asked.unit.clone(),
        None if reference.unit.dimension() == tonne.dimension() => tonne,
        None => study.network.flow(reference.flow).unit.clone(),
    };
    let value = if asked.unit == Unit::one() { asked.value } else { asked.to(&unit)?.value };
    let flow = study.network.flow(reference.flow);
    let own = match unit.convert(value, &reference.unit) {
        Ok(own) => own,
        Err(error) => {
            let to_flow = flow.factor_from(&unit).map_err(|_| Problem::from(error))?;
            value * to_flow / flow.factor_from(&reference.unit)?
        }
    };
    // A treatment is asked for by the amount of waste it takes in, which stands as a negative output.
    let negative =
        study.assembly.system.technosphere.get(activity, activity).is_some_and(|production| production < 0.0);
    Ok(Target { activity, amount: Amount::new(value, unit), own: if negative { -own } else { own } })
}

/// The activity meant by a text and the region it was found in.
pub fn find(study: &Study, text: &str, region: Option<&str>) -> Result<(usize, String), Problem> {
    let (text, region) = match (text.rsplit_once('@'), region) {
        (Some((base, at)), None) if known_region(study, at) && !is_process(study, text) => (base, Some(at)),
        _ => (text, region),
    };
    if let Some(unknown) = region.filter(|region| !known_region(study, region)) {
        return Err(Problem::new("no-region", Kind::NotFound).with("region", unknown).with("network", &study.name));
    }
    let wanted = verdigris_network::link::normalise(text);
    if wanted.is_empty() {
        return Err(Problem::new("no-product", Kind::NotFound).with("text", text).with("network", &study.name));
    }
    let mut best: Option<Rank> = None;
    let mut hits: Vec<usize> = Vec::new();
    for activity in 0..study.assembly.activities.len() {
        let Some(rank) = rank(study, activity, text, &wanted) else { continue };
        if best.is_none_or(|best| rank < best) {
            hits.clear();
            best = Some(rank);
        }
        if best == Some(rank) {
            hits.push(activity);
        }
    }
    if hits.is_empty() {
        return Err(Problem::new("no-product", Kind::NotFound).with("text", text).with("network", &study.name));
    }
    let here = in_region(study, &hits, region);
    if here.is_empty() {
        let asked = region.unwrap_or_default();
        let mut regions: Vec<&str> = hits.iter().map(|&k| process(study, k).region.as_str()).collect();
        regions.sort_unstable();
        regions.dedup();
        return Err(Problem::new("no-product-there", Kind::NotFound)
            .with("text", text)
            .with("region", asked)
            .with("regions", regions.join(", ")));
    }
    match here.as_slice() {
        [one] => Ok((*one, process(study, *one).region.clone())),
        several => {
            let shown: Vec<String> =
                several.iter().take(12).map(|&k| format!("\n    {}", describe(study, k))).collect();
            let more = several.len().saturating_sub(12);
            let more = if more > 0 { format!("\n    … (+{more})") } else { String::new() };
            Err(Problem::new("ambiguous-product", Kind::NotFound)
                .with("text", text)
                .with("count", several.len().to_string())
                .with("candidates", format!("{}{more}", shown.concat())))
        }
    }
}

fn process(study: &Study, activity: usize) -> &verdigris_network::Process {
    study.network.process(study.assembly.activities[activity].process)
}

fn known_region(study: &Study, id: &str) -> bool {
    study.network.regions.get(id).is_some() || study.network.processes.iter().any(|process| process.region == id)
}

fn is_process(study: &Study, id: &str) -> bool {
    study.network.processes.iter().any(|process| process.id == id)
}

fn describe(study: &Study, activity: usize) -> String {
    let made = &study.assembly.activities[activity];
    let process = study.network.process(made.process);
    let flow = study.network.flow(process.exchanges[made.reference].flow);
    format!(
        "{}  {} → {} [{}]",
        process.id,
        process.name.get(Language::En).trim(),
        flow.name.get(Language::En).trim(),
        process.region
    )
}

fn rank(study: &Study, activity: usize, text: &str, wanted: &str) -> Option<Rank> {
    let made = &study.assembly.activities[activity];
    let process = study.network.process(made.process);
    let flow = study.network.flow(process.exchanges[made.reference].flow);
    if process.id == text {
        return Some(Rank::ProcessId);
    }
    if base_id(&process.id) == text {
        return Some(Rank::BaseId);
    }
    if flow.id == text {
        return Some(Rank::FlowId);
    }
    let normalise = verdigris_network::link::normalise;
    let flow_names: Vec<String> = [&flow.name.en, &flow.name.zh]
        .into_iter()
        .chain(&flow.synonyms)
        .map(|name| normalise(name))
        .filter(|name| !name.is_empty())
        .collect();
    let process_names = [normalise(&process.name.en), normalise(&process.name.zh)];
    if flow_names.iter().any(|name| name == wanted) {
        return Some(Rank::FlowName);
    }
    if process_names.iter().any(|name| name == wanted) {
        return Some(Rank::ProcessName);
    }
    let mut all = flow_names.iter().chain(&process_names);
    if all.clone().any(|name| name.starts_with(wanted)) {
        return Some(Rank::Start);
    }
    let ids = [normalise(&process.id), normalise(&flow.id)];
    let part = all.any(|name| name.contains(wanted)) || ids.iter().any(|id| id.contains(wanted));
    part.then_some(Rank::Part)
}

/// The hits of a region: in it, else in the nearest region around it. Without a region: where the hits are one product
/// made in several regions, those of the widest region.
fn in_region(study: &Study, hits: &[usize], region: Option<&str>) -> Vec<usize> {
    let of = |at: &str| -> Vec<usize> { hits.iter().copied().filter(|&k| process(study, k).region == at).collect() };
    if let Some(region) = region {
        return study.network.regions.outward(region).map(of).find(|found| !found.is_empty()).unwrap_or_default();
    }
    if hits.len() <= 1 {
        return hits.to_vec();
    }
    let width = |k: &usize| study.network.regions.outward(&process(study, *k).region).count();
    let widest = hits.iter().map(width).min().unwrap_or(0);
    let wide: Vec<usize> = hits.iter().copied().filter(|k| width(k) == widest).collect();
    // The home region of the packaged data is China; a product also made elsewhere is meant at home.
    let home: Vec<usize> = hits.iter().copied().filter(|&k| process(study, k).region == HOME).collect();
    if home.len() == 1 { home } else { wide }
}

/// Region a product is meant in when several make it and none is named.
const HOME: &str = "CN";

/// Name of a region in a language, its code where it has no name.
pub fn region_name(study: &Study, id: &str, language: Language) -> String {
    let name = study.network.regions.get(id).map(|region: &Region| region.name.get(language).to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_owned())
}
