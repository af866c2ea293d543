//! Accounts made from the command line.

use jiff::Timestamp;
use verdigris_alliance::{OrganisationId, OrganisationKind, Role};
use verdigris_quantity::{Label, Language};
use verdigris_store::{NewMandate, NewOrganisation, NewPassword, NewPerson, OrganisationFilter, Paging, Store};

use crate::{
    ServerError,
    identity::{password, sign_in},
    text,
};

/// An operator to be.
#[derive(Clone, Debug)]
pub struct NewOperator {
    /// Address to sign in with.
    pub email: String,
    /// Name; the address where it is empty.
    pub name: String,
    /// Language of messages.
    pub language: Language,
    /// Name of the host organisation, where there is none yet.
    pub organisation: String,
}

/// An account with a password that serves once.
#[derive(Clone, Debug)]
pub struct Made {
    /// Address to sign in with.
    pub email: String,
    /// Its password.
    pub password: String,
}

async fn one_time() -> Result<(String, NewPassword), ServerError> {
    let secret = password::one_time()?;
    let hash = password::hash(secret.clone()).await?;
    Ok((secret, NewPassword { hash, one_time: true }))
}

/// The organisation that runs the platform, where there is one.
async fn host(store: &Store) -> Result<Option<OrganisationId>, ServerError> {
    let filter = OrganisationFilter { kind: Some(OrganisationKind::Host), ..OrganisationFilter::default() };
    let known = store.organisations(&filter, &Paging::new(1, None)).await?;
    Ok(known.items.first().map(|stored| stored.organisation.id))
}

fn host_named(named: &str) -> NewOrganisation {
    let name = if named.trim().is_empty() {
        Label::new("Host organisation", "依托单位")
    } else {
        Label::new(named.trim(), named.trim())
    };
    NewOrganisation { name, kind: OrganisationKind::Host, region: "CN".into(), holding: None, example: false }
}

/// Opens an operator's account, with the mandates of operator, secretariat's administrator and auditor of the host.
pub(super) async fn create(store: &Store, new: &NewOperator, at: Timestamp) -> Result<Made, ServerError> {
    let email = text::email("email", &new.email).map_err(|_| ServerError::Account { code: "bad-email" })?;
    if store.person_by_email(&email).await?.is_some() {
        return Err(ServerError::Account { code: "email-taken" });
    }
    let name = if new.name.trim().is_empty() { email.clone() } else { new.name.trim().to_owned() };
    let (secret, password) = one_time().await?;
    let known = host(store).await?;
    let mut writing = store.writing().await?;
    let organisation = match known {
        Some(known) => known,
        None => writing.add_organisation(&host_named(&new.organisation), None, at).await?.id,
    };
    let person = writing.add_person(&NewPerson { name, email, language: new.language }, Some(&password), at).await?;
    for role in [Role::Administrator, Role::Operator] {
        let mandate = NewMandate { person: person.id, organisation, role, until: None };
        writing.give_mandate(&mandate, None, at).await?;
    }
    writing.commit().await?;
    Ok(Made { email: person.email, password: secret })
}

/// A new password for an account that exists.
pub(super) async fn renew(store: &Store, email: &str, at: Timestamp) -> Result<Made, ServerError> {
    let person = store.person_by_email(email).await?.ok_or(ServerError::Account { code: "no-account" })?;
    let (secret, password) = one_time().await?;
    store.set_password(person.id, &password, None, at).await?;
    store.clear_failures(&sign_in::subject(&person.email)).await?;
    if person.disabled.is_some() {
        store.set_disabled(person.id, None).await?;
    }
    Ok(Made { email: person.email, password: secret })
}
