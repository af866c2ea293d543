//! Signing in with another provider: the browser goes there and comes back.

#[cfg(test)]
mod tests;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use serde::Deserialize;
use subtle::ConstantTimeEq;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::Person;

use super::sessions::agent;
use crate::{
    Shared,
    http::{
        extract::{Path, Query},
        origin::ClientAddress,
        refusal::{ProblemDetails, Refusal},
    },
    identity::{
        cookie, digest,
        oidc::{Identity, Kept, OidcError},
        sign_in,
    },
};

/// Challenges of this kind.
const KIND: &str = "oidc";

/// How long the provider may take with the person.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(back))
}

/// The browser keeps the state, so that a code given to another browser is worth nothing here.
fn state_cookie(platform: &Shared, state: &str, seconds: i64) -> Option<HeaderValue> {
    let (name, secure) = cookie_name(platform);
    let text = format!("{name}={state}; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).ok()
}

fn cookie_name(platform: &Shared) -> (&'static str, &'static str) {
    if platform.configuration.is_https() { ("__Secure-verdigris-oidc", "; Secure") } else { ("verdigris-oidc", "") }
}

fn kept_state(platform: &Shared, headers: &HeaderMap) -> Option<String> {
    let (name, _) = cookie_name(platform);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

fn redirect(place: &str) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// Where the provider sends the browser back to.
fn callback(platform: &Shared, provider: &str) -> String {
    let configuration = &platform.configuration;
    let base = configuration.public_url.clone().unwrap_or_else(|| format!("http://{}", configuration.listen));
    format!("{}/api/v1/session/oidc/{provider}/callback", base.trim_end_matches('/'))
}

/// Begin to sign in with a provider.
#[utoipa::path(get, path = "/session/oidc/{provider}", tag = "session", params(("provider" = String, Path)),
    responses((status = 303), (status = 404, body = ProblemDetails), (status = 429, body = ProblemDetails)))]
async fn begin(
    State(platform): State<Shared>,
    address: ClientAddress,
    Path(provider): Path<String>,
) -> Result<Response, Refusal> {
    platform.oidc.provider(&provider).map_err(|_| Refusal::not_found())?;
    sign_in::attempt(&platform, address)?;
    let begun = match platform.oidc.begin(&provider, &callback(&platform, &provider)).await {
        Ok(begun) => begun,
        Err(error) => return Ok(failed(&platform, &error)),
    };
    let body = serde_json::to_value(&begun.kept).map_err(|error| Refusal::internal(&error))?;
    let until = platform.now().checked_add(PATIENCE).map_err(|error| Refusal::internal(&error))?;
    platform.store.keep_challenge(&digest(&begun.state), KIND, &body, until).await?;
    let mut response = redirect(&begun.address);
    if let Some(value) = state_cookie(&platform, &begun.state, PATIENCE.as_secs()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// The browser goes back to the sign-in page, which tells what happened; the details go to the log.
fn failed(platform: &Shared, error: &OidcError) -> Response {
    tracing::warn!(%error, "sign-in with a provider failed");
    platform.metrics.event("sign-in", "oidc-failed");
    redirect(&format!("/sign-in?problem={}", error.code()))
}

/// What the provider answers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Answer {
    /// To be changed for an identity.
    code: Option<String>,
    /// As the server gave it.
    state: Option<String>,
    /// The provider (RFC 9207).
    iss: Option<String>,
    /// Why the provider refuses.
    error: Option<String>,
}

/// The provider sends the browser back.
#[utoipa::path(get, path = "/session/oidc/{provider}/callback", tag = "session",
    params(("provider" = String, Path), Answer),
    responses((status = 303), (status = 400, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 429, body = ProblemDetails)))]
async fn back(
    State(platform): State<Shared>,
    address: ClientAddress,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(answer): Query<Answer>,
) -> Result<Response, Refusal> {
    platform.oidc.provider(&provider).map_err(|_| Refusal::not_found())?;
    sign_in::attempt(&platform, address)?;
    let mut response = match who(&platform, &provider, &headers, &answer).await? {
        Ok(person) => {
            let at = platform.now();
            let begun = sign_in::begin(&platform, &person, KIND, address, agent(&headers), at).await?;
            platform.metrics.event("sign-in", "oidc");
            let mut response = redirect("/");
            if let Some(value) = cookie::set(&platform.configuration, &begun.secret, begun.seconds) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            response
        }
        Err(error) => failed(&platform, &error),
    };
    if let Some(value) = state_cookie(&platform, "", 0) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// The person the provider vouches for.
async fn who(
    platform: &Shared,
    provider: &str,
    headers: &HeaderMap,
    answer: &Answer,
) -> Result<Result<Person, OidcError>, Refusal> {
    let (Some(state), Some(kept)) = (&answer.state, kept_state(platform, headers)) else {
        return Ok(Err(OidcError::NotBegun));
    };
    if !bool::from(state.as_bytes().ct_eq(kept.as_bytes())) {
        return Ok(Err(OidcError::NotBegun));
    }
    let Some(body) = platform.store.take_challenge(&digest(state), KIND, platform.now()).await? else {
        return Ok(Err(OidcError::NotBegun));
    };
    let kept: Kept = serde_json::from_value(body).map_err(|error| Refusal::internal(&error))?;
    if kept.provider != provider {
        return Ok(Err(OidcError::NotBegun));
    }
    let Some(code) = answer.code.as_deref().filter(|_| answer.error.is_none()) else {
        return Ok(Err(OidcError::Refused));
    };
    match platform.oidc.finish(&kept, code, answer.iss.as_deref()).await {
        Ok(identity) => recognised(platform, provider, identity).await,
        Err(error) => Ok(Err(error)),
    }
}

/// The person of an identity: known by issuer and subject, or at the first time by a verified address in a domain the
/// provider vouches for. Nobody gets an account this way who had none.
async fn recognised(
    platform: &Shared,
    provider: &str,
    identity: Identity,
) -> Result<Result<Person, OidcError>, Refusal> {
    let known = platform.store.person_of_provider(&identity.issuer, &identity.subject).await?;
    let person = match known {
        Some(id) => platform.store.person(id).await?,
        None => match identity.email.filter(|email| vouched(platform, provider, email)) {
            Some(email) => platform.store.person_by_email(&email).await?,
            None => None,
        },
    };
    let Some(person) = person.filter(|person| person.disabled.is_none()) else { return Ok(Err(OidcError::NoAccount)) };
    if known.is_none() {
        let at = platform.now();
        platform.store.tie_to_provider(&identity.issuer, &identity.subject, person.id, at).await?;
        tracing::info!(person = %person.id, provider, "tied to a provider");
    }
    Ok(Ok(person))
}

fn vouched(platform: &Shared, provider: &str, email: &str) -> bool {
    let Ok(provider) = platform.oidc.provider(provider) else { return false };
    let Some((_, host)) = email.rsplit_once('@') else { return false };
    provider.domains.iter().any(|domain| domain.eq_ignore_ascii_case(host))
}
