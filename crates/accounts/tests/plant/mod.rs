//! A plant's year written down in a line each, for tests.

#![allow(dead_code, reason = "each test uses its part")]

use std::sync::LazyLock;

use verdigris_accounts::{Account, AccountError, Schemes, Settings};
use verdigris_activity::{Activity, Attribute, Plant, Record, Year};
use verdigris_network::Place;
use verdigris_registry::{factor::Registry, pack};

pub static SCHEMES: LazyLock<Schemes> = LazyLock::new(|| Schemes::packaged().unwrap_or_else(|error| panic!("{error}")));
pub static REGISTRY: LazyLock<Registry> = LazyLock::new(|| pack::registry().unwrap_or_else(|error| panic!("{error}")));

/// Records as `(process unit, item, measure, value, unit)`, of a year as a whole.
pub type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

pub fn record(row: Row) -> Record {
    let (process_unit, item, measure, value, unit) = row;
    Record {
        process_unit: process_unit.into(),
        item: item.into(),
        measure: measure.into(),
        value: value.parse().unwrap(),
        unit: unit.into(),
        place: Place::file("Data").at_field("E7"),
        ..Record::default()
    }
}

pub fn activity(sector: &str, year: i32, attributes: &[(&str, &str)], records: Vec<Record>) -> Activity {
    let attribute = |value: &str| Attribute { value: value.into(), place: Place::default() };
    let plant = Plant {
        id: "plant".into(),
        sector: sector.into(),
        region: "CN-SD".into(),
        year,
        attributes: attributes.iter().map(|(id, value)| ((*id).to_owned(), attribute(value))).collect(),
        ..Plant::default()
    };
    Activity { plant, records }
}

pub fn year_of(activity: &Activity) -> Year {
    Year::of(activity, SCHEMES.vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

pub fn year(sector: &str, at: i32, attributes: &[(&str, &str)], rows: &[Row]) -> Year {
    year_of(&activity(sector, at, attributes, rows.iter().copied().map(record).collect()))
}

/// Without samples, for speed.
pub fn plain() -> Settings {
    Settings { samples: 0, ..Settings::default() }
}

pub fn tried(scheme: &str, year: &Year) -> Result<Account, AccountError> {
    SCHEMES.account(scheme, year, &REGISTRY, &plain())
}

pub fn accounted(scheme: &str, year: &Year) -> Account {
    tried(scheme, year).unwrap_or_else(|error| panic!("{error}"))
}

/// Sum of one id's figures, as written.
pub fn figure(account: &Account, id: &str) -> String {
    match account.sum_of(id) {
        Some(value) => value.normalize().to_string(),
        None => {
            account.of(id).flat_map(|item| item.missing.clone()).map(|label| label.en).collect::<Vec<_>>().join("; ")
        }
    }
}

pub fn total(account: &Account) -> String {
    account.total.map_or_else(|| "not available".to_owned(), |total| total.normalize().to_string())
}

/// Product of two decimals.
pub fn product(a: &str, b: &str) -> String {
    let decimal = |text: &str| -> rust_decimal::Decimal { text.parse().unwrap() };
    (decimal(a) * decimal(b)).normalize().to_string()
}
