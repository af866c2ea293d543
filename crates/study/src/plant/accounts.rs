//! The accounts of a plant: under the schemes asked for, or under all that hold for its sector and year.

use verdigris_accounts::{Account, Reconciliation, Settings, reconcile};
use verdigris_activity::Plant;
use verdigris_assessment::MAIN_SCHEME;
use verdigris_wording::Problem;

use crate::{packaged::Packaged, plant::Records};

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

/// Accounts under `asked`, or under every scheme that holds. `before` are earlier records; those of the same plant and
/// year make a recalculation. `step` is told how many accounts of how many are made, and may stop the work.
pub fn accounts(
    records: &Records,
    packaged: &Packaged,
    asked: &[String],
    settings: &Settings,
    before: Option<&Records>,
    step: &dyn Fn(usize, usize) -> Result<(), Problem>,
) -> Result<Accounts, Problem> {
    let plant = &records.activity.plant;
    let schemes = &packaged.schemes;
    let under = |id: &str, records: &Records| schemes.account(id, &records.year, &packaged.registry, settings);
    let ids: Vec<String> = if asked.is_empty() {
        schemes.holding(&plant.sector, plant.year).map(|scheme| scheme.id.clone()).collect()
    } else {
        asked.to_vec()
    };
    let mut accounts = Vec::with_capacity(ids.len());
    let mut main = None;
    for (made, id) in ids.iter().enumerate() {
        step(made, ids.len() + 1)?;
        let account = under(id, records)?;
        if id == MAIN_SCHEME {
            main = Some(account.clone());
        }
        // An earlier version of the same records makes a recalculation, and the account carries its log.
        accounts.push(match before.filter(|before| same(&before.activity.plant, plant)) {
            Some(before) => {
                let earlier = under(id, before)?;
                account.clone().recalculated_since(&earlier).unwrap_or(account)
            }
            None => account,
        });
    }
    step(ids.len(), ids.len() + 1)?;
    let main = match main {
        Some(main) => main,
        None => under(MAIN_SCHEME, records)?,
    };
    let reconciliations = match accounts.split_first() {
        // Totals that are not available have no difference to explain.
        Some((first, others)) => others.iter().filter_map(|other| reconcile(first, other).ok()).collect(),
        None => Vec::new(),
    };
    Ok(Accounts { asked: accounts, main, reconciliations })
}
