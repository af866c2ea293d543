//! The packaged schemes: `data/schemes/*.toml`.

use std::sync::Arc;

use verdigris_activity::{Vocabulary, Year};
use verdigris_registry::factor::Registry;

use crate::{account::Account, compute, error::AccountError, scheme::Scheme, settings::Settings};

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../data/schemes/", $name, ".toml")))),+]
    };
}

const FILES: &[(&str, &str)] = files!(
    "cets-ag-04.01",
    "cn-2013-aluminium",
    "cn-nonferrous",
    "cn-magnesium",
    "ipcc-2006-tier1",
    "ipcc-2006-tier2",
    "ipcc-2006-tier3",
    "cbam",
    "ghg-protocol",
);

/// Schemes and the vocabulary they speak.
#[derive(Clone, Debug)]
pub struct Schemes {
    vocabulary: Arc<Vocabulary>,
    schemes: Vec<Scheme>,
}

impl Schemes {
    /// Those that come with the program.
    pub fn packaged() -> Result<Self, AccountError> {
        Self::read(FILES, Vocabulary::packaged()?)
    }

    /// Reads schemes (`(name, TOML text)`).
    pub fn read(files: &[(&str, &str)], vocabulary: Vocabulary) -> Result<Self, AccountError> {
        let vocabulary = Arc::new(vocabulary);
        let mut schemes: Vec<Scheme> = Vec::with_capacity(files.len());
        for (name, text) in files {
            let wrong = |reason: String| AccountError::Scheme { scheme: (*name).to_owned(), reason };
            let mut scheme: Scheme = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
            if let Some(defect) = scheme.defect() {
                return Err(wrong(defect));
            }
            if schemes.iter().any(|other| other.id == scheme.id) {
                return Err(wrong(format!("the id `{}` stands twice", scheme.id)));
            }
            scheme.vocabulary = Arc::clone(&vocabulary);
            schemes.push(scheme);
        }
        Ok(Self { vocabulary, schemes })
    }

    /// All schemes.
    pub fn all(&self) -> &[Scheme] {
        &self.schemes
    }

    /// The vocabulary of items and measures.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// A scheme by id.
    pub fn scheme(&self, id: &str) -> Result<&Scheme, AccountError> {
        self.schemes.iter().find(|scheme| scheme.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.schemes.iter().map(|scheme| scheme.id.as_str()).collect();
            AccountError::UnknownScheme { id: id.to_owned(), known: known.join(", ") }
        })
    }

    /// Schemes that cover a sector and hold in a year.
    pub fn holding<'a>(&'a self, sector: &'a str, year: i32) -> impl Iterator<Item = &'a Scheme> {
        self.schemes.iter().filter(move |scheme| {
            scheme.covers(sector)
                && scheme.first.is_none_or(|first| first <= year)
                && scheme.last.is_none_or(|last| year <= last)
        })
    }

    /// Accounts for a year's records under a scheme; see [`compute::account`].
    pub fn account(
        &self,
        id: &str,
        year: &Year,
        registry: &Registry,
        settings: &Settings,
    ) -> Result<Account, AccountError> {
        compute::account(self.scheme(id)?, year, registry, settings)
    }
}
