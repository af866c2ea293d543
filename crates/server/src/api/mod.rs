//! The API, a file a subject.

mod about;
mod accesses;
mod account;
mod emergencies;
mod grants;
mod home;
pub(crate) mod jobs;
mod log;
pub(crate) mod names;
mod notices;
mod oidc;
mod organisations;
mod passkeys;
mod people;
pub(crate) mod plants;
pub(crate) mod sessions;
pub mod shapes;
pub(crate) mod submissions;
mod tokens;
pub(crate) mod words;

use utoipa_axum::router::OpenApiRouter;

use crate::Shared;

/// All routes under `/api/v1`.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(about::routes())
        .merge(crate::documents::routes())
        .merge(crate::engine::routes())
        .merge(crate::sector::routes())
        .merge(sessions::routes())
        .merge(account::routes())
        .merge(tokens::routes())
        .merge(organisations::routes())
        .merge(people::routes())
        .merge(plants::routes())
        .merge(jobs::routes())
        .merge(accesses::routes())
        .merge(emergencies::routes())
        .merge(grants::routes())
        .merge(home::routes())
        .merge(log::routes())
        .merge(notices::routes())
        .merge(oidc::routes())
        .merge(passkeys::routes())
        .merge(submissions::routes())
}
