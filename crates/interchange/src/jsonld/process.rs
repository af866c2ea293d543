//! Processes and their exchanges.

use std::collections::HashSet;

use verdigris_network::{
    Allocation, Direction, Exchange, Finding, FindingKind, FlowIndex, FlowKind, Parameter, Place, Process, ProcessKind,
    Role, SourceIndex,
};
use verdigris_quantity::{Label, Unit};

use super::{
    document::{ExchangeDocument, ParameterDocument, ProcessDocument, Ref},
    flow::{self, Flows},
    identity,
    library::{GivenUnit, Library},
    uncertainty::{self, Refused},
};

/// A process with the flows it names that the data do not hold, by position of the exchange.
#[derive(Debug)]
pub(super) struct Built {
    pub process: Process,
    pub missing: Vec<(usize, Ref, Unit)>,
    pub findings: Vec<Finding>,
    /// Exchanges with costs, which the model does not take.
    pub costs: usize,
}

struct Context<'a> {
    member: &'a str,
    process: String,
    library: &'a Library,
    flows: &'a Flows,
    findings: Vec<Finding>,
    missing: Vec<(usize, Ref, Unit)>,
    foreign_quality: bool,
}

impl Context<'_> {
    fn find(&mut self, kind: FindingKind, exchange: &str, arguments: &[(&str, &str)]) {
        let place = Place { process: self.process.clone(), exchange: exchange.to_owned(), ..Place::file(self.member) };
        let finding =
            arguments.iter().fold(Finding::new(kind, place), |finding, (name, value)| finding.with(name, value));
        self.findings.push(finding);
    }

    fn refused(&mut self, exchange: &str, refused: &Refused) {
        let arguments = [("text", refused.text.as_str()), ("reason", refused.reason.as_str())];
        self.find(FindingKind::BadUncertainty, exchange, &arguments);
    }
}

/// Builds one process.
pub(super) fn build(document: &ProcessDocument, member: &str, library: &Library, flows: &Flows) -> Built {
    let quality = document.exchange_dq_system.as_ref().map(|system| system.name().to_lowercase());
    let id = identity::own_id(&document.tags, &document.id);
    let mut context = Context {
        member,
        process: id.clone(),
        library,
        flows,
        findings: Vec::new(),
        missing: Vec::new(),
        foreign_quality: quality.is_some_and(|name| !name.is_empty() && !name.contains("ecoinvent")),
    };
    let mut process = header(document, id, library);
    if process.kind == ProcessKind::Aggregated {
        context.find(FindingKind::AggregatedProcess, "", &[]);
    }
    process.parameters = parameters(&document.parameters, &mut context);
    let mut ids = HashSet::new();
    let mut costs = 0;
    for (at, given) in document.exchanges.iter().enumerate() {
        costs += usize::from(given.cost_value.is_some_and(|cost| cost != 0.0));
        if let Some(mut exchange) = exchange(given, at, process.exchanges.len(), &mut context) {
            if !ids.insert(exchange.id.clone()) {
                context.find(FindingKind::DuplicateId, &exchange.id, &[("id", &exchange.id)]);
                exchange.id = format!("{}~{at}", exchange.id);
                ids.insert(exchange.id.clone());
            }
            process.exchanges.push(exchange);
        }
    }
    let reference = process.reference().map(|exchange| (exchange.flow, exchange.direction));
    if let Some((flow, Direction::Input)) = reference
        && flows.list.get(flow.at()).is_some_and(|flow| flow.kind == FlowKind::Waste)
    {
        process.kind = ProcessKind::Treatment;
    }
    allocate(document, &mut process, &mut context);
    let Context { findings, missing, .. } = context;
    Built { process, missing, findings, costs }
}

fn header(document: &ProcessDocument, id: String, library: &Library) -> Process {
    let documentation = &document.process_documentation;
    let day = |text: &Option<String>| text.as_deref().unwrap_or_default().get(..10).unwrap_or_default().to_owned();
    let (from, to) = (day(&documentation.valid_from), day(&documentation.valid_until));
    let year = match (from.get(..4), to.get(..4)) {
        (Some(from), Some(to)) if from != to => format!("{from}-{to}"),
        (Some(year), _) | (None, Some(year)) => year.to_owned(),
        (None, None) => String::new(),
    };
    let name = super::label(&document.name, &document.tags);
    let market = name.en.starts_with("market for ") || name.en.starts_with("market group for ");
    let kind = match document.process_type.as_deref() {
        Some("LCI_RESULT") => ProcessKind::Aggregated,
        _ if market => ProcessKind::Market,
        _ => ProcessKind::Unit,
    };
    let mut source = documentation.publication.iter().chain(&documentation.sources);
    Process {
        id,
        name,
        region: library.location(document.location.as_ref()),
        kind,
        year,
        valid_from: from,
        valid_to: to,
        technology: Label::new(documentation.technology_description.clone().unwrap_or_default(), ""),
        category: library.category_path(document.category.as_ref()),
        source: source.find_map(|source| library.source_index.get(source.id())).map(|&at| SourceIndex(at)),
        licence: documentation.restrictions_description.clone().unwrap_or_default(),
        note: document.description.clone().unwrap_or_default(),
        ..Process::default()
    }
}

fn exchange(given: &ExchangeDocument, at: usize, position: usize, context: &mut Context<'_>) -> Option<Exchange> {
    let id = match (&given.id, given.internal_id) {
        (Some(id), _) if !id.is_empty() => id.clone(),
        (_, Some(internal)) => internal.to_string(),
        _ => format!("e{}", at + 1),
    };
    let Some(reference) = given.flow.as_ref().filter(|flow| !flow.id().is_empty()) else {
        context.find(FindingKind::MissingField, &id, &[("name", "flow")]);
        return None;
    };
    let found = context.flows.get(reference.id());
    let index = found.unwrap_or(FlowIndex(u32::MAX));
    let GivenUnit { unit, scale, .. } = exchange_unit(given, found, &id, context)?;
    let kind = found.map_or_else(|| flow::kind(reference.flow_type.as_deref()), |at| context.flows.list[at.at()].kind);
    if found.is_none() {
        context.find(FindingKind::MissingFlow, &id, &[("flow", reference.id()), ("name", reference.name())]);
        context.missing.push((position, reference.clone(), unit.clone()));
    }
    let stored = if given.is_input { Direction::Input } else { Direction::Output };
    let (direction, role) = match kind {
        FlowKind::Elementary => (stored, Role::Plain),
        _ if given.is_quantitative_reference => (stored, Role::Reference),
        FlowKind::Product if given.is_avoided_product => (Direction::Output, Role::Avoided),
        FlowKind::Waste if given.is_avoided_product => (Direction::Input, Role::Avoided),
        FlowKind::Product if stored == Direction::Output => (stored, Role::Coproduct),
        FlowKind::Waste if stored == Direction::Input => (stored, Role::Coproduct),
        _ => (stored, Role::Plain),
    };
    let amount = given.amount.map(|amount| amount * scale);
    let formula = given.amount_formula.as_deref().map(str::trim).filter(|formula| !formula.is_empty());
    if amount.is_none() && formula.is_none() {
        context.find(FindingKind::AmountNotAvailable, &id, &[("flow", reference.name())]);
    }
    let mut exchange = Exchange::new(id, index, direction, amount, unit).with_role(role);
    exchange.formula =
        formula.map(|formula| if scale == 1.0 { formula.to_owned() } else { format!("({formula})*{scale}") });
    exchange.provider =
        given.default_provider.as_ref().map(|provider| provider.id().to_owned()).filter(|id| !id.is_empty());
    exchange.location = context.library.location(given.location.as_ref());
    exchange.note = given.description.clone().unwrap_or_default();
    if let Some(document) = &given.uncertainty {
        match uncertainty::spread(document, amount, scale) {
            Ok(spread) => exchange.spread = spread,
            Err(refused) => context.refused(&exchange.id, &refused),
        }
    }
    if let Some(entry) = given.dq_entry.as_deref().filter(|_| !context.foreign_quality) {
        match uncertainty::pedigree(entry, given.base_uncertainty) {
            Ok(pedigree) => exchange.pedigree = pedigree,
            Err(refused) => context.refused(&exchange.id, &refused),
        }
    }
    Some(exchange)
}

/// The unit of an exchange. An amount given in another flow property than the flow's own is turned into the reference
/// unit here, unless the flow's properties would give the same.
fn exchange_unit(
    given: &ExchangeDocument,
    flow: Option<FlowIndex>,
    id: &str,
    context: &mut Context<'_>,
) -> Option<GivenUnit> {
    let resolved = given.unit.as_ref().and_then(|unit| context.library.unit(unit));
    let flow = flow.map(|at| (at, &context.flows.list[at.at()]));
    let Some(resolved) = resolved else {
        if let (None, Some((_, flow))) = (&given.unit, flow) {
            return Some(GivenUnit { unit: flow.unit.clone(), scale: 1.0, size: 1.0 });
        }
        let name = given.unit.as_ref().map(Ref::name).unwrap_or_default().to_owned();
        context.find(FindingKind::UnknownUnit, id, &[("unit", &name)]);
        return None;
    };
    let Some((at, flow)) = flow else { return Some(resolved) };
    let property = given.flow_property.as_ref().and_then(|property| context.flows.carried(at, property.id()));
    match (property, flow.factor_from(&resolved.unit)) {
        (Some(factor), ours) => {
            let theirs = resolved.size / factor;
            if ours.is_ok_and(|ours| (ours * resolved.scale - theirs).abs() <= 0.02 * theirs.abs()) {
                return Some(resolved);
            }
            Some(GivenUnit { unit: flow.unit.clone(), scale: theirs, size: theirs })
        }
        (None, Ok(_)) => Some(resolved),
        (None, Err(_)) => {
            let (unit, own) = (resolved.unit.symbol().to_owned(), flow.unit.symbol().to_owned());
            let name = flow.name.en.clone();
            let arguments = [("unit", unit.as_str()), ("flow_unit", own.as_str()), ("flow", name.as_str())];
            context.find(FindingKind::UnitMismatch, id, &arguments);
            Some(resolved)
        }
    }
}

fn parameters(documents: &[ParameterDocument], context: &mut Context<'_>) -> Vec<Parameter> {
    let (mut parameters, mut findings) = (Vec::new(), Vec::new());
    for document in documents {
        let (parameter, refused) = parameter(document);
        findings.extend(refused.map(|refused| (parameter.id.clone(), refused)));
        parameters.push(parameter);
    }
    for (id, refused) in findings {
        context.refused(&id, &refused);
    }
    parameters
}

/// A parameter; ids are lower case, as formulas are read without regard to case.
pub(super) fn parameter(document: &ParameterDocument) -> (Parameter, Option<Refused>) {
    let formula =
        document.formula.as_deref().map(str::trim).filter(|text| !text.is_empty() && !document.is_input_parameter);
    let mut parameter = Parameter {
        id: document.name.trim().to_lowercase(),
        name: Label::new(document.name.trim(), ""),
        value: document.value,
        formula: formula.map(str::to_owned),
        note: document.description.clone().unwrap_or_default(),
        ..Parameter::default()
    };
    let spread = document.uncertainty.as_ref().map(|given| uncertainty::spread(given, document.value, 1.0));
    match spread {
        Some(Ok(spread)) => parameter.spread = spread,
        Some(Err(refused)) => return (parameter, Some(refused)),
        None => {}
    }
    (parameter, None)
}

/// Takes the factors of the default method as shares of the products. Causal factors differ from exchange to exchange
/// and have no place in the model: that is a finding.
fn allocate(document: &ProcessDocument, process: &mut Process, context: &mut Context<'_>) {
    let products =
        process.exchanges.iter().filter(|exchange| matches!(exchange.role, Role::Reference | Role::Coproduct)).count();
    let Some(method) = document.default_allocation_method.as_deref() else { return };
    if products < 2 || matches!(method, "NO_ALLOCATION" | "NONE" | "USE_DEFAULT_ALLOCATION") {
        return;
    }
    let fail = |context: &mut Context<'_>, reason: &str| {
        context.find(FindingKind::AllocationFailed, "", &[("method", method), ("reason", reason)]);
    };
    if method == "CAUSAL_ALLOCATION" {
        fail(context, "factors that differ from exchange to exchange are not supported");
        return;
    }
    let share = |flow: FlowIndex| {
        document.allocation_factors.iter().find_map(|factor| {
            let product = factor.product.as_ref().or(factor.exchange.as_ref().and_then(|e| e.flow.as_deref()))?;
            let fits =
                factor.allocation_type.as_deref() == Some(method) && context.flows.get(product.id()) == Some(flow);
            factor.value.filter(|_| fits)
        })
    };
    let shares: Vec<(usize, Option<f64>)> = process
        .exchanges
        .iter()
        .enumerate()
        .filter(|(_, exchange)| matches!(exchange.role, Role::Reference | Role::Coproduct))
        .map(|(k, exchange)| (k, share(exchange.flow)))
        .collect();
    if shares.iter().all(|(_, share)| share.is_none()) {
        process.allocation = match method {
            "PHYSICAL_ALLOCATION" => Allocation::Mass,
            "ECONOMIC_ALLOCATION" => Allocation::Price,
            _ => {
                fail(context, "the method is not known");
                Allocation::None
            }
        };
        return;
    }
    process.allocation = Allocation::Factors;
    for (k, share) in shares {
        process.exchanges[k].allocation_factor = Some(share.unwrap_or(0.0));
    }
}
