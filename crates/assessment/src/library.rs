//! What does not depend on the plant: words, sectors, factors, schemes.

use verdigris_accounts::{Account, AccountError, Schemes, Settings};
use verdigris_activity::{Sectors, Vocabulary, Year};
use verdigris_registry::factor::Registry;

/// Everything an assessment looks things up in.
pub struct Library<'a> {
    /// Items and measures.
    pub vocabulary: &'a Vocabulary,
    /// Sectors.
    pub sectors: &'a Sectors,
    /// Factors and standards.
    pub registry: &'a Registry,
    /// Accounting schemes.
    pub schemes: &'a Schemes,
    /// Choices of the one who accounts.
    pub settings: &'a Settings,
}

impl Library<'_> {
    /// The choices, without sampling.
    pub fn unsampled(&self) -> Settings {
        Settings { samples: 0, ..self.settings.clone() }
    }

    /// The account of a year under a scheme, without sampling.
    pub fn account(&self, scheme: &str, year: &Year) -> Result<Account, AccountError> {
        self.schemes.account(scheme, year, self.registry, &self.unsampled())
    }
}
