//! Passkeys: registering them, and signing in with one.

#[cfg(test)]
mod tests;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, PasskeyId};
use verdigris_store::Passkey;
use verdigris_wording::Kind;

use super::sessions::{SessionShown, welcome};
use crate::{
    Shared,
    http::{
        extract::{Json, Path},
        origin::ClientAddress,
        paging::Page,
        refusal::{ProblemDetails, Refusal},
    },
    identity::{
        Asker, digest,
        passkey::{Asked, Credential, PasskeyError, Passkeys},
        sign_in,
    },
    text,
};

/// Challenges for signing in.
const SIGN_IN: &str = "passkey";

/// Challenges for a new passkey.
const NEW: &str = "passkey-new";

/// How long a person may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// Most passkeys of a person.
const MOST: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(sign_in_options))
        .routes(routes!(sign_in_with_passkey))
        .routes(routes!(new_options))
        .routes(routes!(list, add))
        .routes(routes!(remove))
}

fn passkeys(platform: &Shared) -> Result<&Passkeys, Refusal> {
    platform.passkeys.as_ref().ok_or_else(|| Refusal::new("passkeys-need-a-name", Kind::Conflict))
}

fn refused(error: &PasskeyError) -> Refusal {
    tracing::info!(%error, "a passkey was refused");
    Refusal::new("passkey", Kind::Unauthenticated)
}

/// Keeps what is needed to check the answer, under the challenge itself: it is unguessable and comes back signed.
async fn keep(platform: &Shared, kind: &str, asked: &Asked, who: Value) -> Result<(), Refusal> {
    let challenge = asked.options["publicKey"]["challenge"].as_str().unwrap_or_default();
    let until = platform.now().checked_add(PATIENCE).map_err(|error| Refusal::internal(&error))?;
    let body = json!({ "kept": asked.kept, "person": who });
    Ok(platform.store.keep_challenge(&digest(challenge), kind, &body, until).await?)
}

/// The challenge an answer says it answers.
fn challenge(answer: &Value) -> Option<String> {
    let data = BASE64.decode(answer["response"]["clientDataJSON"].as_str()?).ok()?;
    let data: Value = serde_json::from_slice(&data).ok()?;
    Some(data["challenge"].as_str()?.to_owned())
}

/// What was kept for an answer; good once.
async fn kept(platform: &Shared, kind: &str, answer: &Value) -> Result<(String, Value), Refusal> {
    let refused = || Refusal::new("passkey", Kind::Unauthenticated);
    let challenge = challenge(answer).ok_or_else(refused)?;
    let body = platform.store.take_challenge(&digest(&challenge), kind, platform.now()).await?;
    let body = body.ok_or_else(refused)?;
    let kept = body["kept"].as_str().ok_or_else(refused)?.to_owned();
    Ok((kept, body["person"].clone()))
}

/// Whose passkey is asked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct PasskeyWanted {
    /// Taken for the forms' sake and not looked up: which accounts have passkeys is told to nobody.
    #[schema(max_length = 254)]
    email: Option<String>,
}

/// Options for `navigator.credentials.get`.
#[utoipa::path(post, path = "/session/passkey/options", tag = "session", request_body = PasskeyWanted,
    responses((status = 200, body = Object), (status = 400, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails), (status = 429, body = ProblemDetails)))]
async fn sign_in_options(
    State(platform): State<Shared>,
    address: ClientAddress,
    Json(PasskeyWanted { email }): Json<PasskeyWanted>,
) -> Result<Json<Value>, Refusal> {
    sign_in::attempt(&platform, address)?;
    if email.is_some_and(|email| email.chars().count() > 254) {
        return Err(Refusal::invalid("email", "too-long"));
    }
    let asked = passkeys(&platform)?.ask().map_err(|error| Refusal::internal(&error))?;
    keep(&platform, SIGN_IN, &asked, Value::Null).await?;
    Ok(Json(asked.options))
}

/// A passkey's answer.
#[derive(Debug, Deserialize, ToSchema)]
struct PasskeyAnswer {
    /// What `navigator.credentials` gave, as JSON.
    #[schema(value_type = Object)]
    credential: Value,
}

/// Sign in with a passkey.
#[utoipa::path(post, path = "/session/passkey", tag = "session", request_body = PasskeyAnswer,
    responses((status = 200, body = SessionShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails), (status = 429, body = ProblemDetails)))]
async fn sign_in_with_passkey(
    State(platform): State<Shared>,
    address: ClientAddress,
    headers: HeaderMap,
    Json(PasskeyAnswer { credential }): Json<PasskeyAnswer>,
) -> Result<Response, Refusal> {
    sign_in::attempt(&platform, address)?;
    let passkeys = passkeys(&platform)?;
    let unknown = || Refusal::new("passkey", Kind::Unauthenticated);
    let (kept, _) = kept(&platform, SIGN_IN, &credential).await?;
    let answer = Credential::read(credential).map_err(|error| refused(&error))?;
    let stored = platform.store.passkey(&answer.stored_as()).await?.ok_or_else(unknown)?;
    if answer.person().is_some_and(|person| person != stored.person) {
        return Err(unknown());
    }
    let accepted = passkeys.accept(&kept, &answer, &stored.body.to_string()).map_err(|error| {
        platform.metrics.event("sign-in", "passkey-refused");
        refused(&error)
    })?;
    let person = platform.store.person(stored.person).await?.filter(|person| person.disabled.is_none());
    let person = person.ok_or_else(unknown)?;
    let body = serde_json::from_str(&accepted.body).map_err(|error| Refusal::internal(&error))?;
    platform.store.use_passkey(stored.id, &body, platform.now()).await?;
    platform.metrics.event("sign-in", "passkey");
    welcome(&platform, &person, SIGN_IN, address, &headers).await
}

/// One of one's own passkeys.
#[derive(Debug, Serialize, ToSchema)]
struct PasskeyShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: PasskeyId,
    /// What one calls it.
    name: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    used: Option<Timestamp>,
}

impl From<Passkey> for PasskeyShown {
    fn from(Passkey { id, name, created, used, .. }: Passkey) -> Self {
        Self { id, name, created, used }
    }
}

/// A passkey is as good as a password: no token makes one, and none is made with one.
async fn own(platform: &Shared, asker: &Asker) -> Result<(), Refusal> {
    if asker.session.is_none() {
        return Err(verdigris_alliance::Denial::Scope.into());
    }
    asker.must(platform, Action::ManageOwnAccount, &[]).await.map(|_| ())
}

/// Options for `navigator.credentials.create`.
#[utoipa::path(post, path = "/account/passkeys/options", tag = "account",
    responses((status = 200, body = Object), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 409, body = ProblemDetails)))]
async fn new_options(State(platform): State<Shared>, asker: Asker) -> Result<Json<Value>, Refusal> {
    own(&platform, &asker).await?;
    let known: Vec<String> =
        platform.store.passkeys_of(asker.person.id).await?.iter().map(|passkey| passkey.body.to_string()).collect();
    if known.len() >= MOST {
        return Err(Refusal::new("too-many-passkeys", Kind::Conflict));
    }
    let asked = passkeys(&platform)?
        .ask_new(asker.person.id, &asker.person.email, &asker.person.name, &known)
        .map_err(|error| Refusal::internal(&error))?;
    keep(&platform, NEW, &asked, json!(asker.person.id)).await?;
    Ok(Json(asked.options))
}

/// One's own passkeys.
#[utoipa::path(get, path = "/account/passkeys", tag = "account",
    responses((status = 200, body = Page<PasskeyShown>), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)))]
async fn list(State(platform): State<Shared>, asker: Asker) -> Result<Json<Page<PasskeyShown>>, Refusal> {
    asker.must_read()?;
    let items = platform.store.passkeys_of(asker.person.id).await?.into_iter().map(PasskeyShown::from).collect();
    Ok(Json(Page { items, next: None }))
}

/// A new passkey's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    /// What one will call it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What `navigator.credentials.create` gave, as JSON.
    #[schema(value_type = Object)]
    credential: Value,
}

/// Register a passkey.
#[utoipa::path(post, path = "/account/passkeys", tag = "account", request_body = NewPasskey,
    responses((status = 201, body = PasskeyShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn add(
    State(platform): State<Shared>,
    asker: Asker,
    Json(NewPasskey { name, credential }): Json<NewPasskey>,
) -> Result<Response, Refusal> {
    own(&platform, &asker).await?;
    let passkeys = passkeys(&platform)?;
    let name = text::short("name", &name)?;
    let wrong = || Refusal::invalid("credential", "passkey");
    let (kept, person) = kept(&platform, NEW, &credential).await.map_err(|_| wrong())?;
    if person != json!(asker.person.id) {
        return Err(wrong());
    }
    let accepted = passkeys.accept_new(&kept, credential).map_err(|error| {
        tracing::info!(%error, "a new passkey was refused");
        wrong()
    })?;
    let body = serde_json::from_str(&accepted.body).map_err(|error| Refusal::internal(&error))?;
    let stored = platform.store.add_passkey(asker.person.id, &accepted.credential, &name, &body, asker.at).await?;
    platform.metrics.event("passkey", "added");
    Ok((StatusCode::CREATED, axum::Json(PasskeyShown::from(stored))).into_response())
}

/// Remove a passkey.
#[utoipa::path(delete, path = "/account/passkeys/{id}", tag = "account", params(("id" = crate::schema::Id, Path)),
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn remove(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PasskeyId>,
) -> Result<StatusCode, Refusal> {
    own(&platform, &asker).await?;
    if platform.store.end_passkey(asker.person.id, id).await? {
        platform.metrics.event("passkey", "removed");
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
