//! Stocks: opening + purchased + produced − used − sold = closing, and never below zero on the way.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use verdigris_network::{Finding, FindingKind, Place};

use super::series::{Series, named};

/// Measures that fill a stock.
const SUPPLY: &[&str] = &["purchased", "produced"];
/// Measures that empty it.
const USE: &[&str] = &["used", "used-as-raw-material", "sold", "exported"];
/// Share of what passed through that may be missing: the error of weighing and of stock-taking.
const SLACK: (i64, u32) = (5, 3);

/// What is known of one item's stock over all process units, with 0 for the whole year.
#[derive(Default)]
struct Stock<'a> {
    opening: Option<Decimal>,
    closing: Option<Decimal>,
    supply: BTreeMap<u8, Decimal>,
    used: BTreeMap<u8, Decimal>,
    place: Option<&'a Place>,
}

/// Findings of all items whose opening stock is told.
pub fn balances(series: &[Series<'_>]) -> Vec<Finding> {
    let mut items: BTreeMap<&str, Vec<&Series<'_>>> = BTreeMap::new();
    for one in series {
        items.entry(&one.item.id).or_default().push(one);
    }
    items.into_values().filter_map(|series| of_item(&series)).flatten().collect()
}

fn of_item(series: &[&Series<'_>]) -> Option<Vec<Finding>> {
    let mut stock = Stock::default();
    for one in series {
        let measure = one.measure.id.as_str();
        let counted = one.records_counted();
        match measure {
            "opening-stock" => {
                let first = counted.first()?;
                stock.opening = Some(stock.opening.unwrap_or_default().checked_add(first.value)?);
                stock.place = stock.place.or(Some(&first.record.place));
            }
            "closing-stock" => {
                stock.closing = Some(stock.closing.unwrap_or_default().checked_add(counted.last()?.value)?);
            }
            _ => {
                let side = match measure {
                    measure if SUPPLY.contains(&measure) => &mut stock.supply,
                    measure if USE.contains(&measure) => &mut stock.used,
                    _ => continue,
                };
                for point in counted {
                    let at = side.entry(point.month.unwrap_or(0)).or_default();
                    *at = at.checked_add(point.value)?;
                }
            }
        }
    }
    let (opening, place) = (stock.opening?, stock.place?);
    if stock.supply.is_empty() || stock.used.is_empty() {
        return None;
    }
    let whole =
        |side: &BTreeMap<u8, Decimal>| side.values().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value));
    let (supply, used) = (whole(&stock.supply)?, whole(&stock.used)?);
    let slack = opening.checked_add(supply)?.abs().checked_mul(Decimal::new(SLACK.0, SLACK.1))?;
    let (item, unit) = (series[0].item, series.iter().find(|one| one.measure.id == "opening-stock")?.unit.as_str());
    let mut findings = Vec::new();
    if let Some(closing) = stock.closing {
        let gap = opening.checked_add(supply)?.checked_sub(used)?.checked_sub(closing)?;
        if gap.abs() > slack {
            let finding = named(Finding::new(FindingKind::StockBalance, place.clone()), item, None);
            let finding =
                finding.with("opening", opening).with("supply", supply.normalize()).with("use", used.normalize());
            findings.push(finding.with("closing", closing).with("gap", gap.normalize()).with("unit", unit));
        }
    }
    if !stock.supply.contains_key(&0) && !stock.used.contains_key(&0) {
        let mut level = opening;
        for month in 1..=12 {
            let of = |side: &BTreeMap<u8, Decimal>| side.get(&month).copied().unwrap_or_default();
            level = level.checked_add(of(&stock.supply))?.checked_sub(of(&stock.used))?;
            if level < -slack {
                let finding = named(Finding::new(FindingKind::NegativeStock, place.clone()), item, None);
                findings.push(finding.with("month", month).with("gap", level.normalize()).with("unit", unit));
                break;
            }
        }
    }
    Some(findings)
}
