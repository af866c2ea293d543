//! The log of a server, read over HTTP and checked without trusting it: the checkpoint's signature, every entry under its
//! root, and that an earlier checkpoint is its beginning.

use std::{sync::Arc, time::Duration};

use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};
use verdigris_ledger::{Checkpoint, LedgerError, Tile, Tree, Verifier, bundle, leaf_hash};

use crate::ServerError;

/// Longest answer: a bundle of 256 entries.
const LONGEST: u64 = 64 << 20;

/// A server whose log is to be checked.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Its address, as in `https://verdigris.example`.
    pub address: String,
    /// An API token with scope `read`.
    pub token: Option<String>,
    /// The log's key, where it is known from elsewhere: else the one the server tells is believed.
    pub key: Option<String>,
    /// A checkpoint seen before, as saved.
    pub before: Option<String>,
}

/// What was seen and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which log.
    pub origin: String,
    /// Entries, all hashed here.
    pub size: u64,
    /// Size of the checkpoint seen before, of which this one is the continuation.
    pub before: Option<u64>,
    /// The key, to be kept and given next time.
    pub key: String,
    /// The checkpoint as signed, to be saved and given next time.
    pub note: String,
}

fn broken(error: &LedgerError) -> ServerError {
    ServerError::Log { reason: error.to_string() }
}

impl Remote {
    fn agent() -> Agent {
        let certificates = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let settings = Agent::config_builder()
            .timeout_global(Some(Duration::from_mins(1)))
            .max_redirects(0)
            .tls_config(certificates)
            .user_agent("verdigris")
            .build();
        settings.into()
    }

    fn get(&self, agent: &Agent, path: &str) -> Result<Vec<u8>, ServerError> {
        let address = format!("{}/api/v1/log/{path}", self.address.trim_end_matches('/'));
        let fail = |error: ureq::Error| ServerError::Remote { address: address.clone(), reason: error.to_string() };
        let mut request = agent.get(&address);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = request.call().map_err(fail)?;
        answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(fail)
    }

    fn text(&self, agent: &Agent, path: &str) -> Result<String, ServerError> {
        String::from_utf8(self.get(agent, path)?).map_err(|error| ServerError::Log { reason: error.to_string() })
    }

    pub(super) fn verify(&self) -> Result<Seen, ServerError> {
        let agent = Self::agent();
        let key = match &self.key {
            Some(key) => key.clone(),
            None => self.text(&agent, "key")?,
        };
        let key = key.trim().to_owned();
        let verifier = Verifier::parse(&key).map_err(|error| broken(&error))?;
        let note = self.text(&agent, "checkpoint")?;
        let now = Checkpoint::open(&note, &verifier, verifier.name()).map_err(|error| broken(&error))?;
        let before = self.before.as_deref().map(|note| Checkpoint::open(note, &verifier, verifier.name()));
        let before = before.transpose().map_err(|error| broken(&error))?;
        let mut tree = Tree::default();
        let mut met = before.as_ref().is_none_or(|before| before.size == 0);
        for tile in Tile::all(now.size).into_iter().filter(|tile| tile.level == 0) {
            let place = tile.place();
            let place = place.strip_prefix("0/").unwrap_or(&place);
            let entries = self.get(&agent, &format!("tile/entries/{place}"))?;
            for entry in bundle::decode(&entries).map_err(|error| broken(&error))? {
                tree.append(leaf_hash(entry));
                if let Some(before) = before.as_ref().filter(|before| before.size == tree.size()) {
                    if tree.root() != before.root {
                        return Err(ServerError::Log {
                            reason: format!("the first {} entries were changed", before.size),
                        });
                    }
                    met = true;
                }
            }
        }
        if tree.size() != now.size || tree.root() != now.root {
            return Err(ServerError::Log { reason: "the entries are not those that were signed".into() });
        }
        if !met {
            return Err(ServerError::Log { reason: "the log is shorter than it was".into() });
        }
        Ok(Seen { origin: now.origin, size: now.size, before: before.map(|before| before.size), key, note })
    }
}
