//! Plants: one's own, and those of which others let one read something.

use std::collections::HashMap;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, Denial, Field, Knowledge, OrganisationId, PlantId, ResultId, access};
use verdigris_quantity::Label;
use verdigris_store::{NewProfile, PlantFilter, PlantNow};

use super::shapes::OrganisationName;
use crate::{
    Mode, Shared,
    http::{
        etag::{IfMatch, described, tag},
        extract::{Json, Path, Query},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    names, text,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(get, edit))
}

/// The latest result of a plant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Latest {
    /// Its year.
    year: i32,
    /// The result.
    #[schema(value_type = crate::schema::Id)]
    result: ResultId,
    /// Its first total, where the accounts may be read: value, unit and name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    total: Option<Value>,
}

/// A plant, as far as the viewer may see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlantSummary {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: PlantId,
    /// Its name, where the profile may be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    name: Option<Label>,
    /// Its sector, where the profile may be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<String>,
    /// Name of its sector.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    sector_name: Option<Label>,
    /// Code of its region, where the profile may be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// Name of its region.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::Label>)]
    region_name: Option<Label>,
    /// Whose it is.
    organisation: OrganisationName,
    /// Whether it is an invented example.
    example: bool,
    /// What reading rests on: `own`, `grant` or `emergency`.
    basis: &'static str,
    /// The fields that may be read.
    #[schema(value_type = Vec<super::words::Field>)]
    fields: Vec<Field>,
    /// Years of which there are submissions.
    years: Vec<i32>,
    /// The latest result.
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<Latest>,
    /// What the viewer may do: `edit`, `import`, `submit`, `diagnose`.
    can: Vec<&'static str>,
}

/// Which plants.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PlantQuery {
    /// Part of a name in either language.
    q: Option<String>,
    /// Sector.
    sector: Option<String>,
    /// Of one organisation.
    #[param(value_type = Option<crate::schema::Id>)]
    organisation: Option<OrganisationId>,
}

/// A new plant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlantWanted {
    /// Its name.
    #[schema(value_type = crate::schema::Label)]
    name: Label,
    /// Its sector, one of `/sectors`.
    sector: String,
    /// Code of its region, one of `/regions`.
    region: String,
    /// Whose it is; may be left out by who may add plants to one organisation only.
    #[schema(value_type = Option<crate::schema::Id>)]
    organisation: Option<OrganisationId>,
}

/// What may be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlantChange {
    /// Its name.
    #[schema(value_type = Option<crate::schema::Label>)]
    name: Option<Label>,
    /// Its sector.
    sector: Option<String>,
    /// Code of its region.
    region: Option<String>,
}

/// A plant as told.
fn summary(asker: &Asker, organisation: OrganisationName, knowledge: &Knowledge, now: PlantNow) -> PlantSummary {
    let PlantNow { plant: seen, latest } = now;
    let owner = seen.organisation;
    let can = [
        ("edit", Action::EditPlant { owner }),
        ("import", Action::Import { owner }),
        ("submit", Action::Submit { owner }),
        ("diagnose", Action::Diagnose { owner }),
    ];
    let can = can.into_iter().filter(|(_, action)| access::may(&asker.viewer, *action, knowledge, asker.at).is_ok());
    let basis = seen.fields.values().map(|basis| basis.kind).min();
    PlantSummary {
        id: seen.id,
        name: seen.profile.as_ref().map(|profile| profile.name.clone()),
        sector_name: seen.profile.as_ref().map(|profile| names::sector(&profile.sector)),
        region_name: seen.profile.as_ref().map(|profile| names::region(&profile.region)),
        sector: seen.profile.as_ref().map(|profile| profile.sector.clone()),
        region: seen.profile.map(|profile| profile.region),
        organisation,
        example: seen.example,
        basis: basis.map_or("own", verdigris_alliance::BasisKind::as_str),
        fields: seen.fields.keys().copied().collect(),
        years: seen.years,
        latest: latest.map(|outcome| Latest {
            year: outcome.year,
            result: outcome.id,
            total: outcome.totals.get(0).cloned(),
        }),
        can: can.map(|(word, _)| word).collect(),
    }
}

/// A page of plants as told.
pub(crate) async fn page(
    platform: &Shared,
    asker: &Asker,
    filter: &PlantFilter,
    paging: &verdigris_store::Paging,
) -> Result<Page<PlantSummary>, Refusal> {
    let reading = asker.reading(platform).await?;
    let seen = reading.plants_now(filter, paging).await?;
    let owners: Vec<OrganisationId> = seen.items.iter().map(|now| now.plant.organisation).collect();
    let knowledge = asker.knowledge(platform, &owners).await?;
    let mut names: HashMap<OrganisationId, OrganisationName> = HashMap::new();
    let mut items = Vec::with_capacity(seen.items.len());
    for now in seen.items {
        let owner = now.plant.organisation;
        let name = match names.get(&owner) {
            Some(known) => known.clone(),
            None => names.entry(owner).or_insert(OrganisationName::of(platform, owner).await?).clone(),
        };
        items.push(summary(asker, name, &knowledge, now));
    }
    Ok(Page { items, next: seen.next })
}

/// Plants of which the viewer may read something.
#[utoipa::path(get, path = "/plants", tag = "plants", params(PlantQuery, PageQuery),
    responses((status = 200, body = Page<PlantSummary>), (status = 400, body = ProblemDetails),
        (status = 401, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Query(query): Query<PlantQuery>,
    Paged(paging): Paged,
) -> Result<Json<Page<PlantSummary>>, Refusal> {
    let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let filter = PlantFilter { text: some(query.q), sector: some(query.sector), organisation: query.organisation };
    Ok(Json(page(&platform, &asker, &filter, &paging).await?))
}

/// The organisation to add a plant to: the one named, or the only one the viewer may add plants to.
async fn owner(platform: &Shared, asker: &Asker, named: Option<OrganisationId>) -> Result<OrganisationId, Refusal> {
    if let Some(owner) = named {
        if platform.store.organisation(owner).await?.is_none() {
            return Err(Refusal::invalid("organisation", "unknown-value"));
        }
        asker.must(platform, Action::AddPlant { owner }, &[owner]).await?;
        return Ok(owner);
    }
    let knowledge = asker.knowledge(platform, &[]).await?;
    let mut homes: Vec<OrganisationId> = asker.viewer.mandates.iter().map(|mandate| mandate.organisation).collect();
    homes.sort_unstable();
    homes.dedup();
    let mut denial = Denial::Role;
    let mut owners = Vec::new();
    for owner in homes {
        match access::may(&asker.viewer, Action::AddPlant { owner }, &knowledge, asker.at) {
            Ok(_) => owners.push(owner),
            Err(Denial::Role) => {}
            Err(other) => denial = other,
        }
    }
    match owners[..] {
        [owner] => Ok(owner),
        [] => Err(denial.into()),
        _ => Err(Refusal::invalid("organisation", "empty")),
    }
}

async fn seen(platform: &Shared, asker: &Asker, id: PlantId) -> Result<(PlantSummary, u64), Refusal> {
    let reading = asker.reading(platform).await?;
    let now = reading.plant_now(id).await?.ok_or_else(Refusal::not_found)?;
    let (owner, version) = (now.plant.organisation, now.plant.profile.as_ref().map_or(0, |profile| profile.version));
    let knowledge = asker.knowledge(platform, &[owner]).await?;
    Ok((summary(asker, OrganisationName::of(platform, owner).await?, &knowledge, now), version))
}

/// Add a plant.
#[utoipa::path(post, path = "/plants", tag = "plants", request_body = PlantWanted,
    responses((status = 201, body = PlantSummary), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 409, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn add(
    State(platform): State<Shared>,
    asker: Asker,
    Json(wanted): Json<PlantWanted>,
) -> Result<Response, Refusal> {
    let owner = owner(&platform, &asker, wanted.organisation).await?;
    let profile = NewProfile {
        name: text::label("name", &wanted.name)?,
        sector: names::known_sector("sector", &wanted.sector)?,
        region: names::known_region("region", &wanted.region)?,
    };
    let example = platform.configuration.mode == Mode::Demo;
    let plant = platform.store.add_plant(owner, &profile, example, Some(asker.person.id), asker.at).await?;
    let (summary, version) = seen(&platform, &asker, plant.id).await?;
    Ok((StatusCode::CREATED, [("etag", tag(version))], Json(summary)).into_response())
}

/// A plant.
#[utoipa::path(get, path = "/plants/{id}", tag = "plants", params(("id" = crate::schema::Id, Path)),
    responses((status = 200, body = PlantSummary), (status = 304), (status = 401, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn get(
    State(platform): State<Shared>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<PlantId>,
) -> Result<Response, Refusal> {
    let (summary, version) = seen(&platform, &asker, id).await?;
    Ok(described(&headers, version, &summary))
}

/// Change a plant's profile: a new version of it.
#[utoipa::path(patch, path = "/plants/{id}", tag = "plants", request_body = PlantChange,
    params(("id" = crate::schema::Id, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = PlantSummary), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 404, body = ProblemDetails), (status = 412, body = ProblemDetails),
        (status = 422, body = ProblemDetails), (status = 428, body = ProblemDetails)))]
async fn edit(
    State(platform): State<Shared>,
    asker: Asker,
    Path(id): Path<PlantId>,
    IfMatch(version): IfMatch,
    Json(change): Json<PlantChange>,
) -> Result<Response, Refusal> {
    let before = {
        let reading = asker.reading(&platform).await?;
        reading.plant(id).await?.ok_or_else(Refusal::not_found)?
    };
    let owner = before.organisation;
    asker.must(&platform, Action::EditPlant { owner }, &[owner]).await?;
    let profile = before.profile.ok_or_else(Refusal::not_found)?;
    let profile = NewProfile {
        name: change.name.as_ref().map(|name| text::label("name", name)).transpose()?.unwrap_or(profile.name),
        sector: match &change.sector {
            Some(sector) => names::known_sector("sector", sector)?,
            None => profile.sector,
        },
        region: match &change.region {
            Some(region) => names::known_region("region", region)?,
            None => profile.region,
        },
    };
    platform.store.edit_plant(id, &profile, version, asker.person.id, asker.at).await?;
    let (summary, version) = seen(&platform, &asker, id).await?;
    Ok(([("etag", tag(version))], Json(summary)).into_response())
}
