//! What this server is.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_quantity::Label;

use crate::{
    Shared,
    configuration::Mode,
    demo,
    http::{extract::Json, refusal::Refusal},
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(about))
}

/// What the server is and how one may sign in.
#[derive(Debug, Serialize, ToSchema)]
struct ServerShown {
    /// Name of the alliance.
    name: String,
    /// Version of the program.
    version: &'static str,
    /// `demo` or `production`.
    #[schema(value_type = String)]
    mode: Mode,
    /// Languages of the product.
    languages: [&'static str; 2],
    /// Accounts of the example alliance, in demo mode only.
    demo_accounts: Vec<DemoAccount>,
    /// Ways to sign in.
    sign_in: Ways,
    /// `sqlite` or `postgres`.
    database: &'static str,
}

/// An account of the example alliance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DemoAccount {
    /// Address to sign in with.
    pub email: String,
    /// Its password, public in demo mode.
    pub password: String,
    /// Whose it is.
    #[schema(value_type = crate::schema::Label)]
    pub name: Label,
    /// Its first role.
    pub role: String,
    /// Where.
    #[schema(value_type = crate::schema::Label)]
    pub organisation: Label,
    /// What one sees with it.
    #[schema(value_type = crate::schema::Label)]
    pub about: Label,
}

/// Ways to sign in.
#[derive(Debug, Serialize, ToSchema)]
struct Ways {
    /// With a password.
    password: bool,
    /// With a passkey.
    passkey: bool,
    /// With other providers.
    oidc: Vec<ProviderName>,
}

/// A provider one can sign in with.
#[derive(Debug, Serialize, ToSchema)]
struct ProviderName {
    /// Part of its address.
    id: String,
    /// Name on the button.
    name: String,
}

/// What this server is and how one may sign in.
#[utoipa::path(get, path = "/about", tag = "about", responses((status = 200, body = ServerShown)))]
async fn about(State(platform): State<Shared>) -> Result<Json<ServerShown>, Refusal> {
    let configuration = &platform.configuration;
    Ok(Json(ServerShown {
        name: configuration.name.clone().unwrap_or_else(|| "Verdigris 铜绿".into()),
        version: env!("CARGO_PKG_VERSION"),
        mode: configuration.mode,
        languages: ["zh", "en"],
        demo_accounts: demo_accounts(&platform)?,
        sign_in: Ways {
            password: true,
            passkey: platform.passkeys.is_some(),
            oidc: configuration
                .oidc
                .iter()
                .map(|provider| ProviderName { id: provider.id.clone(), name: provider.name.clone() })
                .collect(),
        },
        database: platform.store.dialect().as_str(),
    }))
}

/// The accounts of the example alliance; none in production.
fn demo_accounts(platform: &Shared) -> Result<Vec<DemoAccount>, Refusal> {
    if platform.configuration.mode != Mode::Demo {
        return Ok(Vec::new());
    }
    let accounts = demo::accounts().map_err(|error| Refusal::internal(&error))?;
    let shown = accounts.into_iter().map(|account| DemoAccount {
        email: account.email,
        password: demo::PASSWORD.to_owned(),
        name: account.name,
        role: account.role,
        organisation: account.organisation,
        about: account.about,
    });
    Ok(shown.collect())
}
