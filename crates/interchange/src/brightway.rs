//! Brightway Excel: blocks `Database`, `Activity`, `Exchanges` and parameters on the sheets of a workbook, as the
//! Brightway documentation describes for its `ExcelImporter`.
//!
//! Sheets whose cell A1 says `skip` are passed over; `cutoff` in A1 with a number in B1 limits the columns read. An
//! activity is one product of its own, because Brightway links exchanges to activities and not to products: an input
//! names its activity, by name and, where several share it, by location, product and unit. An input whose activity is
//! not in the file keeps a flow of its own and stays unlinked.

mod activity;
mod block;
mod exchange;
mod uncertainty;

use std::collections::{HashMap, HashSet};

use verdigris_network::{Finding, FindingKind, Network, Place, Regions};

use crate::{
    Archive, Import, ImportOptions, InterchangeError, Progress, progress::Counter, progress::Stage, region, sheet,
};
use activity::Activities;
use block::{Block, Blocks};

/// Whether an archive is a workbook with Brightway blocks.
pub fn detect(archive: &Archive, options: &ImportOptions) -> bool {
    archive.members().iter().any(|member| {
        matches!(member.extension().as_str(), "xlsx" | "xlsm")
            && sheet::read(archive, member, &options.limits).is_ok_and(|sheets| {
                sheets
                    .iter()
                    .flat_map(|sheet| &sheet.rows)
                    .any(|row| row.text(0) == "Activity" && !row.text(1).is_empty())
            })
    })
}

/// Reads a network.
pub fn read(archive: &Archive, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let mut findings = Vec::new();
    let mut blocks = Blocks::default();
    let books: Vec<_> =
        archive.members().iter().filter(|member| matches!(member.extension().as_str(), "xlsx" | "xlsm")).collect();
    let counter = Counter::new(progress, Stage::Reading, books.len());
    for member in books {
        counter.step()?;
        for sheet in sheet::read(archive, member, &options.limits)? {
            blocks.add(&sheet, &mut findings);
        }
    }
    let mut network = Network::new(options.network_id(archive));
    network.name.en.clone_from(&blocks.database);
    let activities = Activities::collect(&blocks, &mut network, &mut findings);
    let mut outside = HashMap::new();
    for block in &blocks.list {
        match block {
            Block::Parameters { sheet, rows } => {
                network.parameters.extend(block::parameters(sheet, rows, &mut findings));
            }
            Block::Activity(given) => {
                let mut target = exchange::Target { network: &mut network, outside: &mut outside };
                activities.build(given, &blocks.database, &mut target, &mut findings);
            }
        }
    }
    let mut ids = HashSet::new();
    network.parameters.retain(|parameter| {
        let fresh = ids.insert(parameter.id.clone());
        if !fresh {
            findings.push(Finding::new(FindingKind::DuplicateId, Place::default()).with("id", &parameter.id));
        }
        fresh
    });
    if network.processes.is_empty() {
        let reason = "no activity was found".to_owned();
        return Err(InterchangeError::Structure { member: archive.name().to_owned(), reason });
    }
    let mut regions = Regions::default();
    region::complete(&mut regions, network.processes.iter().map(|process| process.region.as_str()));
    network.regions = regions;
    Ok(Import { network, findings })
}
