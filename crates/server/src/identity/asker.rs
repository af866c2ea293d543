//! Who asks: by session cookie or API token. Nothing in a request is believed before it has been looked up here.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use verdigris_alliance::{Action, Denial, Knowledge, OrganisationId, Person, Scope, Viewer, access, access::Permit};
use verdigris_store::{Reading, Session};
use verdigris_wording::Kind;

use super::cookie;
use crate::{Shared, http::refusal::Refusal};

/// Header in which a change made with a cookie repeats the session's own value.
pub const CSRF: &str = "x-csrf-token";

/// Beginning of every API token, so that scanners for leaked secrets know one.
pub const TOKEN: &str = "vdg_";

/// Way of sign-in that allows nothing but choosing a password.
pub const ONE_TIME: &str = "one-time";

/// The person who asks, at the moment of the request.
#[derive(Clone)]
pub struct Asker {
    /// For decisions.
    pub viewer: Viewer,
    /// The account.
    pub person: Person,
    /// The session; absent with a token.
    pub session: Option<Session>,
    /// The moment of the request, the same for everything in it.
    pub at: Timestamp,
}

/// An asker whose password was handed out and has not been changed yet, too: for the few routes that serve to change it.
#[derive(Clone)]
pub struct Newcomer(pub Asker);

/// SHA-256 of a secret, as stored.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

async fn by_token(platform: &Shared, secret: &str, at: Timestamp) -> Result<Asker, Refusal> {
    let token = platform.store.token(&digest(secret), at).await?.ok_or_else(Refusal::sign_in)?;
    asker(platform, token.person, Some(token.scopes), None, at).await
}

async fn by_cookie(platform: &Shared, headers: &HeaderMap, at: Timestamp) -> Result<Asker, Refusal> {
    let secret = cookie::secret(&platform.configuration, headers).ok_or_else(Refusal::sign_in)?;
    let session = platform.store.session(&digest(&secret), at).await?.ok_or_else(Refusal::sign_in)?;
    let idle = SignedDuration::from_hours(i64::from(platform.configuration.sessions.idle_hours.max(1)));
    if at.duration_since(session.seen) > idle {
        platform.store.end_session(session.person, session.id).await?;
        return Err(Refusal::sign_in());
    }
    asker(platform, session.person, None, Some(session), at).await
}

async fn asker(
    platform: &Shared,
    id: verdigris_alliance::PersonId,
    scopes: Option<Vec<String>>,
    session: Option<Session>,
    at: Timestamp,
) -> Result<Asker, Refusal> {
    let person = platform.store.person(id).await?.ok_or_else(Refusal::sign_in)?;
    if person.disabled.is_some() {
        return Err(Refusal::sign_in());
    }
    let mandates = platform.store.mandates_of(id).await?;
    let viewer = Viewer { person: id, disabled: false, mandates, scopes };
    Ok(Asker { viewer, person, session, at })
}

/// A change made with a cookie must show that its page knows the session, not only its browser.
fn check_csrf(parts: &Parts, session: &Session) -> Result<(), Refusal> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let given = parts.headers.get(CSRF).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
    if bool::from(given.ct_eq(session.csrf.as_bytes())) { Ok(()) } else { Err(Refusal::new("csrf", Kind::Forbidden)) }
}

impl FromRequestParts<Shared> for Newcomer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, Refusal> {
        // Asked for twice in a request (idempotency, handler), looked up once.
        if let Some(Newcomer(known)) = parts.extensions.get::<Self>() {
            return Ok(Self(known.clone()));
        }
        let at = platform.now();
        let bearer = parts.headers.get(header::AUTHORIZATION).map(|value| {
            let text = value.to_str().unwrap_or_default();
            text.split_once(' ')
                .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
                .map(|(_, secret)| secret.trim())
        });
        let asker = match bearer {
            Some(Some(secret)) if secret.starts_with(TOKEN) => by_token(platform, secret, at).await?,
            Some(_) => return Err(Refusal::sign_in()),
            None => by_cookie(platform, &parts.headers, at).await?,
        };
        if let Some(session) = &asker.session {
            check_csrf(parts, session)?;
        }
        let newcomer = Self(asker);
        parts.extensions.insert(newcomer.clone());
        Ok(newcomer)
    }
}

impl FromRequestParts<Shared> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, Refusal> {
        let Newcomer(asker) = Newcomer::from_request_parts(parts, platform).await?;
        if asker.session.as_ref().is_some_and(|session| session.method == ONE_TIME) {
            return Err(Refusal::new("choose-password-first", Kind::Forbidden));
        }
        Ok(asker)
    }
}

impl Asker {
    /// What may be read now, worked out once.
    pub async fn reading<'a>(&'a self, platform: &'a Shared) -> Result<Reading<'a>, Refusal> {
        Ok(platform.store.reading(&self.viewer, self.at).await?)
    }

    /// What bears on decisions about the viewer and some organisations.
    pub async fn knowledge(&self, platform: &Shared, also: &[OrganisationId]) -> Result<Knowledge, Refusal> {
        Ok(platform.store.knowledge(&self.viewer, also).await?)
    }

    /// Whether an action is permitted, else why not.
    pub fn may(&self, action: Action, knowledge: &Knowledge) -> Result<Permit, Refusal> {
        Ok(access::may(&self.viewer, action, knowledge, self.at)?)
    }

    /// Refuses a token that is not good for reading: for what is the person's own and no plant's data.
    pub fn must_read(&self) -> Result<(), Refusal> {
        self.must_have(Scope::Read)
    }

    /// Refuses a token that is not good for writing.
    pub fn must_write(&self) -> Result<(), Refusal> {
        self.must_have(Scope::Write)
    }

    fn must_have(&self, scope: Scope) -> Result<(), Refusal> {
        if self.viewer.within(scope) { Ok(()) } else { Err(Denial::Scope.into()) }
    }

    /// The same, where only that action's organisations matter.
    pub async fn must(&self, platform: &Shared, action: Action, also: &[OrganisationId]) -> Result<Permit, Refusal> {
        let knowledge = self.knowledge(platform, also).await?;
        self.may(action, &knowledge)
    }
}
