//! People of an organisation and their mandates.

use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, Mandate, MandateId, OrganisationId, PersonId, Role};
use verdigris_quantity::Language;
use verdigris_store::{NewMandate, NewPassword, NewPerson};
use verdigris_wording::Kind;

use super::{
    organisations::is_vacant,
    shapes::{MandateShown, OrganisationName},
};
use crate::{
    Shared,
    http::{
        extract::{Json, Path},
        idempotency::ShownOnce,
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::{Asker, password, sign_in},
    text,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(give)).routes(routes!(end)).routes(routes!(step))
}

/// A person as colleagues see one.
#[derive(Debug, Serialize, ToSchema)]
struct PersonShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: PersonId,
    /// The person's name.
    name: String,
    /// Address of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Since when the account is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    closed: Option<Timestamp>,
}

/// A person with the mandates held in the organisation now.
#[derive(Debug, Serialize, ToSchema)]
struct ColleagueShown {
    person: PersonShown,
    mandates: Vec<MandateShown>,
}

/// A person to open an account for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonWanted {
    /// Address to sign in with.
    #[schema(format = Email, max_length = 254)]
    email: String,
    /// Name.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// `zh` or `en`.
    #[schema(value_type = Option<String>, pattern = "^(zh|en)$")]
    #[serde(default)]
    language: Language,
    /// A first role in the organisation.
    #[schema(value_type = Option<super::words::Role>)]
    role: Option<Role>,
}

/// A person with a password that serves once.
#[derive(Serialize, ToSchema)]
struct PersonMade {
    person: PersonShown,
    /// To be told to the person; the first sign-in asks for another.
    one_time_password: String,
}

/// A mandate to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MandateWanted {
    /// To whom.
    #[schema(value_type = crate::schema::Id)]
    person: PersonId,
    /// As what.
    #[schema(value_type = super::words::Role)]
    role: Role,
    /// First moment it no longer holds; open where absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// A step with somebody's account.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum AccountMove {
    /// Close it: its sessions and tokens end.
    Close,
    /// Open it again.
    Open,
    /// End its lock after wrong passwords.
    Unlock,
    /// Hand out a new password that serves once.
    NewPassword,
}

/// A step with somebody's account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountStep {
    #[serde(rename = "move")]
    what: AccountMove,
}

async fn known(platform: &Shared, id: OrganisationId) -> Result<OrganisationName, Refusal> {
    OrganisationName::of(platform, id).await
}

fn mandate_shown(mandate: &Mandate, organisation: &OrganisationName) -> MandateShown {
    MandateShown {
        id: mandate.id,
        role: mandate.role,
        organisation: organisation.clone(),
        from: mandate.from,
        until: mandate.until,
    }
}

/// People of an organisation.
#[utoipa::path(get, path = "/organisations/{id}/people", tag = "people", params(("id" = crate::schema::Id, Path), PageQuery),
    responses((status = 200, body = Page<ColleagueShown>), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<OrganisationId>,
    Paged(paging): Paged,
) -> Result<Json<Page<ColleagueShown>>, Refusal> {
    let organisation = known(&platform, id).await?;
    asker.must(&platform, Action::SeePeople { organisation: id }, &[id]).await?;
    let page = platform.store.people_of(id, &paging).await?;
    let page = page.map(|colleague| ColleagueShown {
        person: PersonShown {
            id: colleague.person.id,
            name: colleague.person.name,
            email: Some(colleague.person.email),
            closed: colleague.person.disabled,
        },
        mandates: colleague
            .mandates
            .iter()
            .filter(|mandate| mandate.holds(asker.at))
            .map(|mandate| mandate_shown(mandate, &organisation))
            .collect(),
    });
    Ok(Json(page.into()))
}

/// Open an account for a person, with a first role if one is named.
#[utoipa::path(post, path = "/organisations/{id}/people", tag = "people", request_body = PersonWanted,
    params(("id" = crate::schema::Id, Path)),
    responses((status = 201, body = PersonMade), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn add(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<OrganisationId>,
    Json(wanted): Json<PersonWanted>,
) -> Result<Response, Refusal> {
    known(&platform, id).await?;
    let knowledge = asker.knowledge(&platform, &[id]).await?;
    asker.may(Action::AddPerson { organisation: id }, &knowledge)?;
    let new = NewPerson {
        name: text::short("name", &wanted.name)?,
        email: text::email("email", &wanted.email)?,
        language: wanted.language,
    };
    let vacant = is_vacant(&platform, id, asker.at).await?;
    if let Some(role) = wanted.role {
        // Nobody yet: the role is asked for before the account is there, so that neither is made without the other.
        let nobody = PersonId::from_bits(0);
        asker.may(Action::GiveMandate { organisation: id, role, person: nobody, vacant }, &knowledge)?;
    }
    if platform.store.person_by_email(&new.email).await?.is_some() {
        return Err(Refusal::new("email-taken", Kind::Conflict));
    }
    let (secret, password) = one_time().await?;
    let mut writing = platform.store.writing().await?;
    let person = writing.add_person(&new, Some(&password), asker.at).await?;
    if let Some(role) = wanted.role {
        let mandate = NewMandate { person: person.id, organisation: id, role, until: None };
        writing.give_mandate(&mandate, Some(asker.person.id), asker.at).await?;
    }
    writing.commit().await?;
    let made = PersonMade {
        person: PersonShown { id: person.id, name: person.name, email: Some(person.email), closed: None },
        one_time_password: secret,
    };
    Ok((StatusCode::CREATED, Extension(ShownOnce), Json(made)).into_response())
}

/// A new password that serves once, and its hash.
pub(crate) async fn one_time() -> Result<(String, NewPassword), Refusal> {
    let secret = password::one_time().map_err(|error| Refusal::internal(&error))?;
    let hash = password::hash(secret.clone()).await.map_err(|error| Refusal::internal(&error))?;
    Ok((secret, NewPassword { hash, one_time: true }))
}

/// Give a mandate, from now on.
#[utoipa::path(post, path = "/organisations/{id}/mandates", tag = "people", request_body = MandateWanted,
    params(("id" = crate::schema::Id, Path)),
    responses((status = 201, body = MandateShown), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 409, body = ProblemDetails),
        (status = 422, body = ProblemDetails)))]
async fn give(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<OrganisationId>,
    Json(MandateWanted { person, role, until }): Json<MandateWanted>,
) -> Result<Response, Refusal> {
    let organisation = known(&platform, id).await?;
    let vacant = is_vacant(&platform, id, asker.at).await?;
    asker.must(&platform, Action::GiveMandate { organisation: id, role, person, vacant }, &[id]).await?;
    if until.is_some_and(|until| until <= asker.at) {
        return Err(Refusal::invalid("until", "bad-time"));
    }
    if platform.store.person(person).await?.is_none() {
        return Err(Refusal::invalid("person", "unknown-value"));
    }
    let held = platform.store.mandates_in(id).await?;
    if held.iter().any(|mandate| mandate.person == person && mandate.role == role && mandate.holds(asker.at)) {
        return Err(Refusal::new("mandate-held", Kind::Conflict));
    }
    let new = NewMandate { person, organisation: id, role, until };
    let mandate = platform.store.give_mandate(&new, Some(asker.person.id), asker.at).await?;
    Ok((StatusCode::CREATED, Json(mandate_shown(&mandate, &organisation))).into_response())
}

/// End a mandate now.
#[utoipa::path(delete, path = "/mandates/{id}", tag = "people", params(("id" = crate::schema::Id, Path)),
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails)))]
async fn end(State(platform): State<Shared>, asker: Asker, Path(id): Path<MandateId>) -> Result<StatusCode, Refusal> {
    let stored = platform.store.mandate(id).await?.ok_or_else(Refusal::not_found)?;
    let organisation = stored.organisation;
    let knowledge = asker.knowledge(&platform, &[organisation]).await?;
    // Who may not see an organisation's people does not learn which mandates there are.
    if stored.person != asker.person.id && asker.may(Action::SeePeople { organisation }, &knowledge).is_err() {
        return Err(Refusal::not_found());
    }
    // A role that does not read gives nothing, and has nothing to end.
    let mandate = stored.read().map_err(|_| Refusal::not_found())?;
    if !mandate.holds(asker.at) {
        return Err(Refusal::not_found());
    }
    asker.may(Action::EndMandate { organisation, person: mandate.person, role: mandate.role }, &knowledge)?;
    platform.store.end_mandate(id, Some(asker.person.id), asker.at).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Close, open or unlock somebody's account, or hand out a new password.
#[utoipa::path(post, path = "/people/{id}/moves", tag = "people", request_body = AccountStep,
    params(("id" = crate::schema::Id, Path)),
    responses((status = 200, description = "With a new password", body = PersonMade), (status = 204),
        (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn step(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PersonId>,
    Json(AccountStep { what }): Json<AccountStep>,
) -> Result<Response, Refusal> {
    // Asked before it is looked up: who may not manage accounts does not learn which there are.
    asker.must(&platform, Action::ManageAccount { person: id }, &[]).await?;
    let person = platform.store.person(id).await?.ok_or_else(Refusal::not_found)?;
    match what {
        AccountMove::Close => platform.store.set_disabled(id, Some(asker.at)).await?,
        AccountMove::Open => platform.store.set_disabled(id, None).await?,
        AccountMove::Unlock => platform.store.clear_failures(&sign_in::subject(&person.email)).await?,
        AccountMove::NewPassword => {
            let (secret, password) = one_time().await?;
            platform.store.set_password(id, &password, None, asker.at).await?;
            platform.store.clear_failures(&sign_in::subject(&person.email)).await?;
            let made = PersonMade {
                person: PersonShown { id, name: person.name, email: Some(person.email), closed: person.disabled },
                one_time_password: secret,
            };
            return Ok((Extension(ShownOnce), Json(made)).into_response());
        }
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
