//! Signing in: a password checked under limits and lockout, and the session that follows however it was done.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use verdigris_alliance::Person;
use verdigris_store::{Lockout, NewSession, Session};
use verdigris_wording::Kind;

use super::{ONE_TIME, digest, limits::lockout, password};
use crate::{
    Shared,
    http::{
        origin::{ClientAddress, too_many},
        refusal::Refusal,
    },
    random,
};

/// A session begun, with the secret its cookie carries.
pub struct Begun {
    /// The session.
    pub session: Session,
    /// Its secret, which is stored nowhere.
    pub secret: String,
    /// Seconds it lasts at most.
    pub seconds: u64,
}

/// Failures are forgotten after a day without any.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// Under what the failures of an address to sign in are counted, whether or not there is such an account.
pub fn subject(email: &str) -> String {
    format!("account:{}", email.trim().to_lowercase())
}

/// Takes one attempt from what a network address has.
pub fn attempt(platform: &Shared, address: ClientAddress) -> Result<(), Refusal> {
    platform.limits.sign_ins.take(address.key(), Instant::now()).map_err(|wait| {
        platform.metrics.event("sign-in", "limited");
        too_many(wait)
    })
}

fn locked(until: Timestamp, at: Timestamp) -> Option<Refusal> {
    let seconds = until.duration_since(at).as_secs();
    (seconds > 0).then(|| {
        let seconds = seconds.unsigned_abs();
        Refusal::new("locked", Kind::TooMany).with("seconds", seconds.to_string()).retry_after(seconds)
    })
}

/// Refuses while an account is locked.
async fn check_lock(platform: &Shared, subject: &str, at: Timestamp) -> Result<(), Refusal> {
    let Some(Lockout { failed_at, until, .. }) = platform.store.lockout(subject).await? else { return Ok(()) };
    if let Some(refusal) = until.and_then(|until| locked(until, at)) {
        platform.metrics.event("sign-in", "locked");
        return Err(refusal);
    }
    if at.duration_since(failed_at) > FORGOTTEN {
        platform.store.clear_failures(subject).await?;
    }
    Ok(())
}

/// The person of an address and password, and the way of sign-in: a password handed out once allows only to choose
/// another. An unknown address, a wrong password and a closed account look the same and take as long.
pub async fn by_password(
    platform: &Shared,
    email: &str,
    given: String,
    at: Timestamp,
) -> Result<(Person, &'static str), Refusal> {
    let subject = subject(email);
    check_lock(platform, &subject, at).await?;
    let person = platform.store.person_by_email(email).await?.filter(|person| person.disabled.is_none());
    let stored = match &person {
        Some(person) => platform.store.password(person.id).await?,
        None => None,
    };
    let verified = password::verify(given, stored.as_ref().map(|stored| stored.hash.clone())).await;
    match (person, stored) {
        (Some(person), Some(stored)) if verified => {
            platform.store.clear_failures(&subject).await?;
            let hours = i64::from(platform.configuration.sessions.one_time_hours);
            // Said only to who knows the password; it opens nothing any more.
            if stored.one_time && at.duration_since(stored.set_at) > SignedDuration::from_hours(hours) {
                platform.metrics.event("sign-in", "over");
                return Err(Refusal::new("one-time-over", Kind::Unauthenticated));
            }
            platform.metrics.event("sign-in", "done");
            Ok((person, if stored.one_time { ONE_TIME } else { "password" }))
        }
        _ => {
            let limit = platform.configuration.limits.wrong_passwords;
            let until = |failures| {
                let time = SignedDuration::try_from(lockout(failures, limit)?).ok()?;
                at.checked_add(time).ok()
            };
            platform.store.count_failure(&subject, at, until).await?;
            platform.metrics.event("sign-in", "refused");
            Err(Refusal::new("bad-credentials", Kind::Unauthenticated))
        }
    }
}

/// Begins a session of a person who has shown who they are.
pub async fn begin(
    platform: &Shared,
    person: &Person,
    method: &str,
    address: ClientAddress,
    agent: &str,
    at: Timestamp,
) -> Result<Begun, Refusal> {
    let csrf = random::hex::<16>().map_err(|error| Refusal::internal(&error))?;
    begin_with(platform, person, method, csrf, address, agent, at).await
}

/// The same with a given value for changes to repeat.
pub async fn begin_with(
    platform: &Shared,
    person: &Person,
    method: &str,
    csrf: String,
    address: ClientAddress,
    agent: &str,
    at: Timestamp,
) -> Result<Begun, Refusal> {
    let secret = random::hex::<32>().map_err(|error| Refusal::internal(&error))?;
    let hours = i64::from(platform.configuration.sessions.longest_hours.max(1));
    let lasts = SignedDuration::from_hours(hours);
    let expires = at.checked_add(lasts).map_err(|error| Refusal::internal(&error))?;
    let new = NewSession {
        secret: digest(&secret),
        person: person.id,
        csrf,
        method: method.to_owned(),
        expires,
        address: address.text(),
        agent: agent.chars().take(200).collect(),
    };
    let session = platform.store.begin_session(new, at).await?;
    Ok(Begun { session, secret, seconds: lasts.as_secs().unsigned_abs() })
}
