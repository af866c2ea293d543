//! Where figures come from: factors of the registry as leaves of a trace, and the sources of `data/references`.

use std::collections::HashMap;

use serde::Deserialize;
use verdigris_quantity::{Origin, Trace};
use verdigris_registry::factor::StandardFactor;

use crate::{error::DiagnosisError, table};

/// The sources of this crate's tables.
#[derive(Clone, Debug)]
pub struct Sources(HashMap<String, Row>);

#[derive(Clone, Debug, Deserialize)]
struct Row {
    id: String,
    title: String,
    publisher: String,
    url: String,
    licence: String,
}

impl Sources {
    /// The packaged sources.
    pub fn packaged() -> Result<Self, DiagnosisError> {
        let rows: Vec<Row> =
            table::rows("references/sources.csv", include_str!("../../../data/references/sources.csv"))?;
        Ok(Self(rows.into_iter().map(|row| (row.id.clone(), row)).collect()))
    }

    /// A place in a source; a source that the table does not know, such as a user's own, stands by its name.
    pub fn origin(&self, id: &str, place: &str, trust: &str) -> Origin {
        let (source, url, licence) = match self.0.get(id) {
            Some(row) if row.publisher.is_empty() => (row.title.clone(), row.url.clone(), row.licence.clone()),
            Some(row) => (format!("{}: {}", row.publisher, row.title), row.url.clone(), row.licence.clone()),
            None => (id.to_owned(), String::new(), String::new()),
        };
        Origin { source, place: place.to_owned(), url, licence, trust: trust.to_owned() }
    }
}

/// A factor with its standard, clause, source and trust.
pub fn factor(factor: &StandardFactor) -> Trace {
    let place = match (factor.clause.as_str(), factor.place.as_str()) {
        ("", place) => place.to_owned(),
        (clause, place) if clause == place => clause.to_owned(),
        (clause, place) => format!("{clause}; {place}"),
    };
    let source = if factor.standard.is_empty() { &factor.source } else { &factor.standard };
    let origin = Origin {
        source: source.clone(),
        place: format!("{place} [{}]", factor.id),
        trust: factor.trust.map(|trust| trust.to_string()).unwrap_or_default(),
        ..Origin::default()
    };
    Trace::datum(factor.name.clone(), factor.value, factor.unit.symbol(), Some(origin))
}
