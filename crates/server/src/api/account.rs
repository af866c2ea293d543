//! One's own account.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::Action;
use verdigris_quantity::Language;
use verdigris_store::NewPassword;

use super::sessions::{SessionShown, agent, shown};
use crate::{
    Shared,
    http::{
        extract::Json,
        origin::ClientAddress,
        refusal::{ProblemDetails, Refusal},
    },
    identity::{Asker, Newcomer, cookie, password, sign_in},
    text,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(edit)).routes(routes!(change_password))
}

/// What one may change of one's own account; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountChange {
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// `zh` or `en`.
    #[schema(value_type = Option<String>, pattern = "^(zh|en)$")]
    language: Option<Language>,
}

/// Change one's own name or language.
#[utoipa::path(patch, path = "/account", tag = "account", request_body = AccountChange,
    responses((status = 200, body = SessionShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn edit(
    State(platform): State<Shared>,
    asker: Asker,
    Json(change): Json<AccountChange>,
) -> Result<Json<SessionShown>, Refusal> {
    asker.must(&platform, Action::ManageOwnAccount, &[]).await?;
    let name = match &change.name {
        Some(name) => text::short("name", name)?,
        None => asker.person.name.clone(),
    };
    let language = change.language.unwrap_or(asker.person.language);
    platform.store.edit_person(asker.person.id, &name, language).await?;
    let person = verdigris_alliance::Person { name, language, ..asker.person };
    Ok(Json(shown(&platform, &person, asker.session.as_ref(), asker.at).await?))
}

/// The present password and another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The present one.
    #[schema(format = Password, max_length = 256)]
    current: String,
    /// The new one.
    #[schema(format = Password, min_length = 12, max_length = 256)]
    new: String,
}

/// Change one's own password. All other sessions end.
#[utoipa::path(post, path = "/account/password", tag = "account", request_body = PasswordChange,
    responses((status = 204), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 429, body = ProblemDetails)))]
async fn change_password(
    State(platform): State<Shared>,
    Newcomer(asker): Newcomer,
    address: ClientAddress,
    headers: HeaderMap,
    Json(PasswordChange { current, new }): Json<PasswordChange>,
) -> Result<Response, Refusal> {
    asker.must(&platform, Action::ManageOwnAccount, &[]).await?;
    // A stolen session must not serve to try passwords.
    sign_in::attempt(&platform, address)?;
    let stored = platform.store.password(asker.person.id).await?;
    if !password::verify(current.clone(), stored.map(|stored| stored.hash)).await {
        platform.metrics.event("password", "refused");
        return Err(Refusal::invalid("current", "password-wrong"));
    }
    if current == new {
        return Err(Refusal::invalid("new", "password-same"));
    }
    let known = [asker.person.email.as_str(), asker.person.name.as_str()];
    password::check(&new, &known)
        .map_err(|problem| Refusal::new("invalid-fields", verdigris_wording::Kind::Input).field("new", problem))?;
    let hash = password::hash(new).await.map_err(|error| Refusal::internal(&error))?;
    let at = asker.at;
    // All sessions end, this one too: it goes on under another secret.
    platform.store.set_password(asker.person.id, &NewPassword { hash, one_time: false }, None, at).await?;
    platform.metrics.event("password", "changed");
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(session) = &asker.session {
        let csrf = session.csrf.clone();
        let begun =
            sign_in::begin_with(&platform, &asker.person, "password", csrf, address, agent(&headers), at).await?;
        if let Some(value) = cookie::set(&platform.configuration, &begun.secret, begun.seconds) {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
    }
    Ok(response)
}
