//! Who looked at whose data.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{AccessId, Action, BasisKind, Field, OrganisationId, PlantId, Purpose};
use verdigris_store::{Access, AccessFilter};

use super::{
    grants::organisations,
    names::{Names, PlantName},
    shapes::{OrganisationName, PersonName},
};
use crate::{
    Shared,
    http::{
        extract::{Json, Query},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AccessQuery {
    /// Of one plant.
    #[param(value_type = Option<crate::schema::Id>)]
    plant: Option<PlantId>,
    /// Of one organisation's data; of one's own organisations where absent.
    #[param(value_type = Option<crate::schema::Id>)]
    owner: Option<OrganisationId>,
    /// From a time on.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Without the owner's own people.
    #[serde(default)]
    #[param(default = false)]
    others: bool,
}

/// On what a reading rested.
#[derive(Debug, Serialize, ToSchema)]
struct BasisShown {
    /// `own`, `grant` or `emergency`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Id of the grant or emergency.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
}

impl From<BasisKind> for BasisShown {
    fn from(basis: BasisKind) -> Self {
        Self { kind: basis.as_str(), id: basis.id() }
    }
}

/// A reading.
#[derive(Debug, Serialize, ToSchema)]
struct AccessShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: AccessId,
    /// When; the first of the same readings within a minute.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who read.
    person: PersonName,
    /// For which organisation.
    organisation: OrganisationName,
    /// Of which plant.
    plant: PlantName,
    /// Which field.
    #[schema(value_type = crate::api::words::Field)]
    field: Field,
    /// On what basis.
    basis: BasisShown,
    /// For what purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::api::words::Purpose>)]
    purpose: Option<Purpose>,
}

/// Who looked at the data of one's organisations, newest first.
#[utoipa::path(get, path = "/accesses", tag = "grants", params(AccessQuery, PageQuery),
    responses((status = 200, body = Page<AccessShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Query(AccessQuery { plant, owner, from, others }): Query<AccessQuery>,
    Paged(paging): Paged,
) -> Result<Json<Page<AccessShown>>, Refusal> {
    let mut owners = owner.map_or_else(|| organisations(&asker), |owner| vec![owner]);
    if let Some(plant) = plant {
        // A plant names its owner: what the asker may not know of it then shows as nothing.
        let object = platform.store.plant_object(plant).await?;
        owners = object
            .map(|object| object.owner)
            .into_iter()
            .filter(|own| owner.is_none_or(|asked| asked == *own))
            .collect();
    }
    let knowledge = asker.knowledge(&platform, &owners).await?;
    owners.retain(|owner| asker.may(Action::SeeAccesses { owner: *owner }, &knowledge).is_ok());
    let filter = AccessFilter { plant, from, others_only: others };
    let page = platform.store.accesses(&owners, &filter, &paging).await?;
    let mut names = Names::new(&platform, &asker).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for Access { id, at, person, organisation, plant, field, basis, purpose, .. } in page.items {
        items.push(AccessShown {
            id,
            at,
            person: names.person(person).await?,
            organisation: names.organisation(organisation).await?,
            plant: names.plant(plant).await?,
            field,
            basis: basis.into(),
            purpose,
        });
    }
    Ok(Json(Page { items, next: page.next }))
}
