//! Databases of the test.

use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use verdigris_server::Configuration;

/// Variable that names a server of PostgreSQL on which databases can be made.
const VARIABLE: &str = "VERDIGRIS_TEST_POSTGRES";

/// Where a world is stored.
pub struct Place {
    base: Option<String>,
    pub worlds: u64,
}

/// The embedded database.
pub fn sqlite() -> Place {
    Place { base: None, worlds: 1 }
}

pub fn all() -> Vec<Place> {
    let mut all = vec![sqlite()];
    match std::env::var(VARIABLE) {
        Ok(server) => all.push(Place { base: Some(server), worlds: 1 }),
        Err(_) => eprintln!("skipped on PostgreSQL: {VARIABLE} is not set"),
    }
    all
}

impl Place {
    /// A configuration over a new database, and the folder it lives in.
    pub async fn configuration(&self, seed: u64) -> (Configuration, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let mut configuration = Configuration { data: Some(folder.path().join("data")), ..Configuration::default() };
        configuration.limits.requests_per_minute = u32::MAX;
        configuration.jobs.workers = 0;
        if let Some(server) = &self.base {
            let name = format!("tenants_{}_{seed}", std::process::id());
            sqlx::any::install_default_drivers();
            let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(server).await.unwrap();
            for text in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
                sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await.unwrap();
            }
            pool.close().await;
            let (address, query) = server.split_once('?').unwrap_or((server, ""));
            let base = address.rsplit_once('/').unwrap().0;
            configuration.database = Some(format!("{base}/{name}?{query}"));
        }
        (configuration, folder)
    }
}
