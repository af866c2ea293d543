//! What all requests share.

use std::sync::Arc;

use jiff::Timestamp;
use verdigris_store::{Options, Store};

use crate::{
    Configuration, Mode, ServerError,
    identity::{limits::Limit, oidc::Providers, passkey::Passkeys},
    jobs::Jobs,
    metrics::Metrics,
};

/// Setting under which a database keeps the mode it was begun in.
const MODE: &str = "mode";

/// How often one client may ask.
#[derive(Debug)]
pub struct Limits {
    /// Requests of an address.
    pub requests: Limit<[u8; 8]>,
    /// Attempts to sign in from an address.
    pub sign_ins: Limit<[u8; 8]>,
}

/// The running platform.
#[derive(Debug)]
pub struct Platform {
    /// As configured.
    pub configuration: Configuration,
    /// Persistence.
    pub store: Store,
    /// Index of the library.
    pub(crate) shelf: crate::documents::Shelf,
    /// Counters.
    pub metrics: Metrics,
    /// Limits.
    pub limits: Limits,
    /// Background work: its kinds, and who waits for news of it.
    pub jobs: Jobs,
    /// OpenID Connect providers.
    pub oidc: Providers,
    /// Passkeys; none where people come by a bare address.
    pub passkeys: Option<Passkeys>,
}

/// The platform as handlers hold it.
pub type Shared = Arc<Platform>;

impl Platform {
    /// Opens the store, makes sure that demo and production never mix, and is ready to serve.
    pub async fn open(configuration: Configuration) -> Result<Shared, ServerError> {
        let folder = configuration.data_folder();
        std::fs::create_dir_all(&folder).map_err(|error| ServerError::file(&folder, &error))?;
        let options = Options::read(configuration.database.as_deref(), &folder)?;
        let store = Store::open(&options).await?;
        if let Err(error) = hold_mode(&store, configuration.mode).await {
            store.close().await;
            return Err(error);
        }
        // After the store, whose errors say more about a disk that is full or cannot be written.
        crate::http::upload::prepare(&folder).map_err(|error| ServerError::file(&folder, &error))?;
        Ok(Arc::new(Self::over(configuration, store)))
    }

    fn over(configuration: Configuration, store: Store) -> Self {
        let limits = Limits {
            requests: Limit::per_minute(configuration.limits.requests_per_minute),
            sign_ins: Limit::per_minute(configuration.limits.sign_ins_per_minute),
        };
        let oidc = Providers::new(&configuration.oidc);
        let passkeys = Passkeys::new(&configuration);
        Self {
            configuration,
            store,
            shelf: crate::documents::Shelf::default(),
            metrics: Metrics::default(),
            limits,
            jobs: Jobs::default(),
            oidc,
            passkeys,
        }
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A database begun as demo has accounts with public passwords, and one begun in production has members' data: neither
/// opens in the other mode.
pub(crate) async fn hold_mode(store: &Store, mode: Mode) -> Result<(), ServerError> {
    match store.setting(MODE).await? {
        Some(kept) if kept == mode.as_str() => Ok(()),
        Some(kept) => Err(ServerError::Mode { kept, asked: mode.as_str() }),
        None if mode == Mode::Demo && store.has_people().await? => {
            Err(ServerError::Mode { kept: Mode::Production.as_str().to_owned(), asked: mode.as_str() })
        }
        None => Ok(store.set_setting(MODE, mode.as_str()).await?),
    }
}
