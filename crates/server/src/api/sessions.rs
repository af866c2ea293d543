//! Signing in and out.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Mandate, Person, PersonId};
use verdigris_quantity::Language;

use super::shapes::{MandateShown, OrganisationName};
use crate::{
    Mode, Shared,
    http::{
        extract::{Json, Path},
        origin::ClientAddress,
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::{Asker, Newcomer, ONE_TIME, cookie, sign_in},
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(sign_in_with_password, current, sign_out))
        .routes(routes!(list))
        .routes(routes!(end))
}

/// An address and its password.
#[derive(Deserialize, ToSchema)]
struct Credentials {
    /// Address of the account.
    #[schema(format = Email, max_length = 254)]
    email: String,
    /// Its password.
    #[schema(format = Password, max_length = 256)]
    password: String,
}

/// The person signed in.
#[derive(Debug, Serialize, ToSchema)]
struct PersonSignedIn {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: PersonId,
    /// The person's name.
    name: String,
    /// Address of the account.
    email: String,
    /// `zh` or `en`.
    #[schema(value_type = String)]
    language: Language,
}

/// A signed-in session, or what a token is good for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionShown {
    person: PersonSignedIn,
    /// Mandates that hold now.
    mandates: Vec<MandateShown>,
    /// What every change must repeat as `X-CSRF-Token`; empty with an API token, which needs none.
    csrf: String,
    /// When it ends at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<Timestamp>,
    /// `demo` or `production`.
    #[schema(value_type = String)]
    mode: Mode,
    /// Whether the password was handed out and must be changed before anything else.
    choose_password: bool,
}

/// The session of a person, as told.
pub(super) async fn shown(
    platform: &Shared,
    person: &Person,
    session: Option<&verdigris_store::Session>,
    at: Timestamp,
) -> Result<SessionShown, Refusal> {
    let mandates = platform.store.mandates_of(person.id).await?;
    let mut held = Vec::new();
    // A role that does not read gives nothing and is not shown.
    for Mandate { id, organisation, role, from, until, .. } in
        mandates.iter().filter_map(|stored| stored.read().ok()).filter(|mandate| mandate.holds(at))
    {
        let organisation = OrganisationName::of(platform, organisation).await?;
        held.push(MandateShown { id, role, organisation, from, until });
    }
    Ok(SessionShown {
        person: PersonSignedIn {
            id: person.id,
            name: person.name.clone(),
            email: person.email.clone(),
            language: person.language,
        },
        mandates: held,
        csrf: session.map(|session| session.csrf.clone()).unwrap_or_default(),
        expires: session.map(|session| session.expires),
        mode: platform.configuration.mode,
        choose_password: session.is_some_and(|session| session.method == ONE_TIME),
    })
}

/// What a browser calls itself.
pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Begins a session of a person who has shown who they are, however that was done, and answers with it and its cookie.
pub(crate) async fn welcome(
    platform: &Shared,
    person: &Person,
    method: &str,
    address: ClientAddress,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let at = platform.now();
    let begun = sign_in::begin(platform, person, method, address, agent(headers), at).await?;
    let mut response = Json(shown(platform, person, Some(&begun.session), at).await?).into_response();
    if let Some(value) = cookie::set(&platform.configuration, &begun.secret, begun.seconds) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Sign in with a password.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = SessionShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 422, body = ProblemDetails), (status = 429, body = ProblemDetails)))]
async fn sign_in_with_password(
    State(platform): State<Shared>,
    address: ClientAddress,
    headers: HeaderMap,
    Json(Credentials { email, password }): Json<Credentials>,
) -> Result<Response, Refusal> {
    sign_in::attempt(&platform, address)?;
    if email.len() > 254 || password.len() > 4096 {
        return Err(Refusal::new("bad-credentials", verdigris_wording::Kind::Unauthenticated));
    }
    let (person, method) = sign_in::by_password(&platform, &email, password, platform.now()).await?;
    // A session that was there before is not carried over: its secret may be known to whoever set it.
    if let Some(secret) = cookie::secret(&platform.configuration, &headers)
        && let Some(old) = platform.store.session(&crate::identity::digest(&secret), platform.now()).await?
    {
        platform.store.end_session(old.person, old.id).await?;
    }
    welcome(&platform, &person, method, address, &headers).await
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = SessionShown), (status = 401, body = ProblemDetails)))]
async fn current(State(platform): State<Shared>, Newcomer(asker): Newcomer) -> Result<Json<SessionShown>, Refusal> {
    Ok(Json(shown(&platform, &asker.person, asker.session.as_ref(), asker.at).await?))
}

/// Sign out.
#[utoipa::path(delete, path = "/session", tag = "session",
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails)))]
async fn sign_out(State(platform): State<Shared>, Newcomer(asker): Newcomer) -> Result<Response, Refusal> {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(session) = asker.session {
        platform.store.end_session(session.person, session.id).await?;
        if let Some(value) = cookie::set(&platform.configuration, "", 0) {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    }
    Ok(response)
}

/// One of one's own sessions.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSession {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: verdigris_alliance::SessionId,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = String, format = DateTime)]
    seen: Timestamp,
    /// When it ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
    /// How one signed in.
    method: String,
    /// Network address it began from.
    address: String,
    /// What the browser calls itself.
    agent: String,
    /// Whether it is the one asking.
    current: bool,
}

/// One's own sessions.
#[utoipa::path(get, path = "/account/sessions", tag = "account", params(PageQuery),
    responses((status = 200, body = Page<OwnSession>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Paged(paging): Paged,
) -> Result<Json<Page<OwnSession>>, Refusal> {
    let current = asker.session.as_ref().map(|session| session.id);
    let page = platform.store.sessions_of(asker.person.id, asker.at, &paging).await?;
    let page = page.map(|session| OwnSession {
        current: Some(session.id) == current,
        id: session.id,
        created: session.created,
        seen: session.seen,
        expires: session.expires,
        method: session.method,
        address: session.address,
        agent: session.agent,
    });
    Ok(Json(page.into()))
}

/// End one of one's own sessions.
#[utoipa::path(delete, path = "/account/sessions/{id}", tag = "account", params(("id" = crate::schema::Id, Path)),
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn end(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<verdigris_alliance::SessionId>,
) -> Result<StatusCode, Refusal> {
    asker.must(&platform, verdigris_alliance::Action::ManageOwnAccount, &[]).await?;
    if platform.store.end_session(asker.person.id, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
