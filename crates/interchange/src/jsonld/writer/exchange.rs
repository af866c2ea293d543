//! Exchanges and uncertainty.

use serde_json::{Value, json};
use verdigris_network::{Direction, Exchange, Finding, FindingKind, FlowKind, Network, Place, Process, Role};
use verdigris_quantity::spread::Spread;

use super::{flow_ref, location_ref, quantities::Quantities};
use crate::jsonld::{identity, uncertainty::base_uncertainty};

/// One exchange. openLCA keeps an avoided product on the input side and marks it.
pub(super) fn document(
    process: &Process,
    exchange: &Exchange,
    at: usize,
    network: &Network,
    quantities: &Quantities,
    findings: &mut Vec<Finding>,
) -> Value {
    let flow = network.flow(exchange.flow);
    let avoided = exchange.role == Role::Avoided;
    let input = if avoided { flow.kind != FlowKind::Waste } else { exchange.direction == Direction::Input };
    let mut document = json!({
        "@type": "Exchange", "@id": exchange.id, "internalId": at + 1, "isInput": input,
        "isQuantitativeReference": exchange.role == Role::Reference, "isAvoidedProduct": avoided,
        "flow": flow_ref(flow), "unit": Quantities::unit_ref(&exchange.unit),
        "flowProperty": quantities.exchange_property_ref(&exchange.unit, flow),
    });
    let mut put = |name: &str, value: Value| {
        if !(value.is_null() || value.as_str() == Some("")) {
            document[name] = value;
        }
    };
    put("amount", json!(exchange.amount));
    put("amountFormula", json!(exchange.formula));
    put("description", json!(exchange.note));
    put("location", location_ref(&exchange.location));
    if let Some(provider) = &exchange.provider {
        put("defaultProvider", json!({ "@type": "Process", "@id": identity::uuid("process", provider) }));
    }
    if let Some(spread) = &exchange.spread {
        match uncertainty(spread, exchange.amount) {
            Ok(value) => put("uncertainty", value),
            Err(reason) => {
                let place = Place::exchange(&process.id, &exchange.id);
                let finding = Finding::new(FindingKind::BadUncertainty, place).with("text", spread);
                findings.push(finding.with("reason", reason));
            }
        }
    }
    if let Some(pedigree) = &exchange.pedigree {
        let scores: Vec<String> = pedigree.scores().iter().map(ToString::to_string).collect();
        put("dqEntry", json!(format!("({})", scores.join(";"))));
        if pedigree.basic_variance() > 0.0 {
            put("baseUncertainty", json!(base_uncertainty(pedigree)));
        }
    }
    document
}

/// A spread in openLCA's words, or why it has none.
pub(super) fn uncertainty(spread: &Spread, amount: Option<f64>) -> Result<Value, &'static str> {
    let value = match *spread {
        Spread::Lognormal { sigma } => json!({
            "distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": amount, "geomSd": sigma.exp(),
        }),
        Spread::NormalDeviation { sd } => json!({
            "distributionType": "NORMAL_DISTRIBUTION", "mean": amount, "sd": sd,
        }),
        Spread::NormalVariation { cv } => match amount {
            Some(amount) => json!({
                "distributionType": "NORMAL_DISTRIBUTION", "mean": amount, "sd": cv * amount.abs(),
            }),
            None => return Err("a coefficient of variation needs an amount"),
        },
        Spread::Uniform { min, max } => json!({
            "distributionType": "UNIFORM_DISTRIBUTION", "minimum": min, "maximum": max,
        }),
        Spread::Triangular { min, mode, max } => json!({
            "distributionType": "TRIANGLE_DISTRIBUTION", "minimum": min, "mode": mode, "maximum": max,
        }),
        Spread::Pert { .. } => return Err("openLCA has no PERT distribution; the amount is written as certain"),
    };
    Ok(value)
}
