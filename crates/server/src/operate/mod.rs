//! What the operator does beside the running server: the first account, new passwords, backups, checks of the log.

mod account;
mod remote;

use std::{future::Future, path::Path};

use jiff::Timestamp;
use verdigris_store::{Options, Store};

pub use account::{Made, NewOperator};
pub use remote::{Remote, Seen};
pub use verdigris_store::Verified;

use crate::{Configuration, ServerError};

/// Runs one piece of work to its end.
fn wait<T>(work: impl Future<Output = Result<T, ServerError>>) -> Result<T, ServerError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

fn options(configuration: &Configuration) -> Result<Options, ServerError> {
    Ok(Options::read(configuration.database.as_deref(), configuration.data_folder())?)
}

/// Opens the store as configured, does something with it and closes it.
async fn with<T, F: Future<Output = Result<T, ServerError>>>(
    configuration: &Configuration,
    work: impl FnOnce(Store) -> F,
) -> Result<T, ServerError> {
    let store = Store::open(&options(configuration)?).await?;
    let done = work(store.clone()).await;
    store.close().await;
    done
}

/// Opens the account of an operator, in the host organisation, and says its password, which serves once.
pub fn create_operator(configuration: &Configuration, new: &NewOperator) -> Result<Made, ServerError> {
    wait(with(configuration, |store| async move {
        crate::state::hold_mode(&store, configuration.mode).await?;
        account::create(&store, new, Timestamp::now()).await
    }))
}

/// Hands out a new password, which serves once, and ends the account's lock, sessions and closure.
pub fn renew_password(configuration: &Configuration, email: &str) -> Result<Made, ServerError> {
    wait(with(configuration, |store| async move { account::renew(&store, email, Timestamp::now()).await }))
}

/// Checks the log against itself, its checkpoints, and every row and file it fixes.
pub fn verify_store(configuration: &Configuration) -> Result<Verified, ServerError> {
    wait(with(configuration, |store| async move { Ok(store.verify().await?) }))
}

/// Reads the log of a server over HTTP and checks it.
pub fn verify_server(remote: &Remote) -> Result<Seen, ServerError> {
    remote.verify()
}

/// Writes a backup while the server may be running, and checks it.
pub fn backup(configuration: &Configuration, target: &Path) -> Result<Verified, ServerError> {
    wait(async {
        Store::backup(&options(configuration)?, target).await?;
        Ok(Store::check_backup(target).await?)
    })
}

/// Puts a backup back into an empty data folder.
pub fn restore(configuration: &Configuration, backup: &Path) -> Result<Verified, ServerError> {
    wait(async { Ok(Store::restore(backup, &options(configuration)?).await?) })
}
