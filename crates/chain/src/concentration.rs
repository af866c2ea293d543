//! Concentration of supply.
//!
//! ```text
//! HHI = Σ (100 s_c)²                     s_c share of supplier c; 10,000 for a single one
//! CR_n = sum of the n largest shares
//! HHI_W = Σ s_c² W_c t_c                 W_c governance 0 … 10 (bad), t_c trade (1 without barriers), 0 … 10
//! SR = [HHI_W(world) · IR/2 + HHI_W(sourcing) · (1 − IR/2)] · (1 − EoL-RIR) · SI_SR
//! ```
//!
//! The last two are the supply risk of the methodology for the list of critical raw materials of the European Union
//! (European Commission 2017; background report of the Joint Research Centre, DOI 10.2760/73303). Import reliance IR is
//! (imports − exports) / (production + imports − exports), EoL-RIR the share of secondary material of all supply, SI_SR
//! the substitution index. None of them is packaged: what is missing makes SR not available.

use serde::Serialize;

use crate::ChainError;
use crate::error::not_negative;
use crate::production::World;

/// A supplier's part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Supplier: a country code, a plant, a company.
    pub supplier: String,
    /// Amount.
    pub amount: f64,
    /// Part of the whole, 0 … 1.
    pub share: f64,
    /// Weight of governance, 0 … 10.
    pub governance: Option<f64>,
}

/// How concentrated supply is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Concentration {
    /// Suppliers, the largest first.
    pub shares: Vec<Share>,
    /// All amounts.
    pub total: f64,
    /// Herfindahl–Hirschman index, 0 … 10,000.
    pub hhi: f64,
    /// Number of equal suppliers with the same index.
    pub equal_suppliers: f64,
    /// Sum of the three largest shares.
    pub three: f64,
    /// Index weighted by governance, 0 … 10, without barriers of trade; absent where a weight is missing for more than one
    /// percent of supply.
    pub governed: Option<f64>,
    /// Suppliers without a weight.
    pub without_governance: Vec<String>,
}

/// Concentration of amounts by supplier; weights of governance where known.
pub fn of(amounts: &[(String, f64)], governance: impl Fn(&str) -> Option<f64>) -> Result<Concentration, ChainError> {
    for (supplier, amount) in amounts {
        not_negative(supplier, "amount", *amount)?;
    }
    let total: f64 = amounts.iter().map(|(_, amount)| amount).sum();
    if total <= 0.0 {
        return Err(ChainError::NotAvailable {
            object: "concentration".to_owned(),
            needs: "at least one amount above zero".to_owned(),
        });
    }
    let mut shares: Vec<Share> = amounts
        .iter()
        .filter(|(_, amount)| *amount > 0.0)
        .map(|(supplier, amount)| Share {
            supplier: supplier.clone(),
            amount: *amount,
            share: amount / total,
            governance: governance(supplier),
        })
        .collect();
    shares.sort_by(|a, b| b.amount.total_cmp(&a.amount).then_with(|| a.supplier.cmp(&b.supplier)));
    let squares: f64 = shares.iter().map(|share| share.share * share.share).sum();
    let without: Vec<&Share> = shares.iter().filter(|share| share.governance.is_none()).collect();
    let missing: f64 = without.iter().map(|share| share.share).sum();
    let governed = (missing <= 0.01).then(|| {
        shares.iter().filter_map(|share| share.governance.map(|weight| share.share * share.share * weight)).sum()
    });
    let without_governance = without.iter().map(|share| share.supplier.clone()).collect();
    let three = shares.iter().take(3).map(|share| share.share).sum();
    Ok(Concentration {
        total,
        hhi: 10_000.0 * squares,
        equal_suppliers: 1.0 / squares,
        three,
        governed,
        without_governance,
        shares,
    })
}

/// Concentration of packaged world production by country in a year.
pub fn of_world(world: &World, metal: &str, stage: &str, year: i32) -> Result<Concentration, ChainError> {
    let amounts = world.production(metal, stage, year);
    if amounts.is_empty() {
        return Err(ChainError::NotAvailable {
            object: format!("concentration of {metal} ({stage})"),
            needs: format!("production by country in {year}"),
        });
    }
    of(&amounts, |region| world.governance(region))
}

/// What the supply-risk figure needs besides concentration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Exposure {
    /// Import reliance, 0 … 1.
    pub import_reliance: Option<f64>,
    /// End-of-life recycling input rate, 0 … 1.
    pub recycling_input: Option<f64>,
    /// Substitution index for supply risk, 0 … 1; 1 without substitutes.
    pub substitution: Option<f64>,
}

/// Supply risk of the EU methodology from the governed index of world supply and of a country's own sourcing.
pub fn supply_risk(world: f64, sourcing: f64, exposure: Exposure) -> Result<f64, ChainError> {
    let needs = |value: Option<f64>, name: &'static str| {
        let value = value
            .ok_or_else(|| ChainError::NotAvailable { object: "supply risk".to_owned(), needs: name.to_owned() })?;
        if (0.0..=1.0).contains(&value) {
            return Ok(value);
        }
        Err(ChainError::Number { object: "supply risk".to_owned(), part: name, value, expected: "between 0 and 1" })
    };
    let reliance = needs(exposure.import_reliance, "import reliance")?;
    let recycling = needs(exposure.recycling_input, "recycling input rate")?;
    let substitution = needs(exposure.substitution, "substitution index")?;
    let (world_part, sourcing_part) = (world * reliance / 2.0, sourcing * (1.0 - reliance / 2.0));
    Ok((world_part + sourcing_part) * (1.0 - recycling) * substitution)
}
