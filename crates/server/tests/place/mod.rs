//! Databases of a test: an embedded one, and one on a server of PostgreSQL where there is one.

use std::{
    env,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::AssertSqlSafe;

/// Variable that names a server of PostgreSQL on which databases can be made.
const VARIABLE: &str = "VERDIGRIS_TEST_POSTGRES";

static COUNT: AtomicU32 = AtomicU32::new(0);

tokio::task_local! {
    /// The server of PostgreSQL the running test is on; the embedded database where none is said.
    static SERVER: Option<String>;
}

/// The address of a new database of this test; none for the embedded one.
pub async fn database() -> Option<String> {
    let server = SERVER.try_with(Clone::clone).ok().flatten()?;
    let name = format!("server_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    Some(made(&server, &name).await)
}

/// Runs a test on the embedded database, and on PostgreSQL where a server is named.
pub async fn on_each_database(test: impl AsyncFn()) {
    SERVER.scope(None, Box::pin(test())).await;
    match env::var(VARIABLE) {
        Ok(server) => SERVER.scope(Some(server), Box::pin(test())).await,
        Err(_) => eprintln!("skipped on PostgreSQL: {VARIABLE} is not set"),
    }
}

/// A new database on a server, as an address.
async fn made(server: &str, name: &str) -> String {
    sqlx::any::install_default_drivers();
    let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(server).await.unwrap();
    for text in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    format!("{base}/{name}?{query}")
}
