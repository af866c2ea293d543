//! The accounts of a plant: under the schemes asked for, or under all that hold for its sector and year.

use verdigris_accounts::{Account, AccountError, Reconciliation, Schemes, Settings, reconcile};
use verdigris_activity::Plant;
use verdigris_assessment::MAIN_SCHEME;
use verdigris_registry::factor::Registry;

use crate::plant::read::Records;
use verdigris_wording::Problem;

/// Accounts, and what leads from one total to the next.
pub struct Accounts {
    /// One a scheme asked for.
    pub asked: Vec<Account>,
    /// The account whose scopes serve the footprint and the diagnosis, asked for or not.
    pub main: Account,
    /// From the first account to each of the others.
    pub reconciliations: Vec<Reconciliation>,
}

impl Accounts {
    /// Those asked for, and the main one.
    pub fn all(&self) -> Vec<Account> {
        let mut all = self.asked.clone();
        if !all.iter().any(|account| account.scheme == MAIN_SCHEME) {
            all.push(self.main.clone());
        }
        all
    }
}

/// Whether two sets of records are of one plant and year.
fn same(one: &Plant, other: &Plant) -> bool {
    (&one.id, one.year) == (&other.id, other.year)
}

/// Accounts under `asked`, or under every scheme that holds.
pub fn accounts(
    records: &Records,
    registry: &Registry,
    schemes: &Schemes,
    asked: &[String],
    settings: &Settings,
    before: Option<&Records>,
) -> Result<Accounts, Problem> {
    let plant = &records.activity.plant;
    let ids: Vec<String> = if asked.is_empty() {
        schemes.holding(&plant.sector, plant.year).map(|scheme| scheme.id.clone()).collect()
    } else {
        asked.to_vec()
    };
    let accounts = ids
        .iter()
        .map(|id| {
            let account = schemes.account(id, &records.year, registry, settings)?;
            // An earlier version of the same records makes a recalculation, and the account carries its log.
            match before.filter(|before| same(&before.activity.plant, plant)) {
                Some(before) => {
                    let earlier = schemes.account(id, &before.year, registry, settings)?;
                    Ok(account.clone().recalculated_since(&earlier).unwrap_or(account))
                }
                None => Ok(account),
            }
        })
        .collect::<Result<Vec<Account>, AccountError>>()?;
    let main = schemes.account(MAIN_SCHEME, &records.year, registry, settings)?;
    let reconciliations = match accounts.split_first() {
        // Totals that are not available have no difference to explain.
        Some((first, others)) => others.iter().filter_map(|other| reconcile(first, other).ok()).collect(),
        None => Vec::new(),
    };
    Ok(Accounts { asked: accounts, main, reconciliations })
}
