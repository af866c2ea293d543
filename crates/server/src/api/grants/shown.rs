//! Grants as they are told.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use verdigris_alliance::{
    Action, Field, Grant, GrantId, GrantState, Knowledge, Move, Moved, Plants, Purpose, Side, Terms,
};

use crate::{
    api::{
        names::{Names, PlantName},
        shapes::{OrganisationName, PersonName},
    },
    http::refusal::Refusal,
    identity::Asker,
};

/// Which plants: `"all"`, those to come included, or a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum PlantsShown {
    /// `all`
    Word(String),
    /// These.
    List(Vec<PlantName>),
}

/// Terms of a version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TermsShown {
    /// Which plants.
    plants: PlantsShown,
    /// Which parts of their data.
    #[schema(value_type = Vec<crate::api::words::Field>)]
    fields: Vec<Field>,
    /// What for.
    #[schema(value_type = crate::api::words::Purpose)]
    purpose: Purpose,
    /// First moment; from agreement where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// First moment it no longer holds.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// A move as made.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MoveShown {
    /// The move.
    #[serde(rename = "move")]
    #[schema(value_type = crate::api::words::Move)]
    what: Move,
    /// For which side.
    #[schema(value_type = crate::api::words::Side)]
    side: Side,
    /// By whom.
    by: PersonName,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What was said with it.
    note: String,
    /// Version of the terms it is about.
    version: u32,
    /// Those terms.
    terms: TermsShown,
}

/// A grant.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct GrantShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    pub id: GrantId,
    /// Whose data.
    owner: OrganisationName,
    /// Who may read.
    reader: OrganisationName,
    /// The latest terms.
    #[serde(flatten)]
    terms: TermsShown,
    /// Where it stands now.
    #[schema(value_type = crate::api::words::GrantState)]
    state: GrantState,
    /// What was said with the latest move.
    note: String,
    /// Version of the latest terms.
    version: u32,
    /// Its moves, in order.
    history: Vec<MoveShown>,
    /// Moves the asker can make now.
    #[schema(value_type = Vec<crate::api::words::Move>)]
    pub can: Vec<Move>,
}

/// Moves an asker can make of a grant now, each with the side it is made for.
pub(in crate::api) fn can(asker: &Asker, grant: &Grant, knowledge: &Knowledge) -> Vec<(Move, Side)> {
    let mut all = Vec::new();
    for side in [Side::Owner, Side::Reader] {
        for what in grant.moves(side, asker.at) {
            let action = Action::MoveGrant { owner: grant.owner, reader: grant.reader, side, what: *what };
            if asker.may(action, knowledge).is_ok() {
                all.push((*what, side));
            }
        }
    }
    all
}

async fn terms(terms: &Terms, names: &mut Names<'_>) -> Result<TermsShown, Refusal> {
    let plants = match &terms.plants {
        Plants::All => PlantsShown::Word("all".into()),
        Plants::List(list) => {
            let mut plants = Vec::with_capacity(list.len());
            for plant in list {
                plants.push(names.plant(*plant).await?);
            }
            PlantsShown::List(plants)
        }
    };
    let fields = terms.fields.iter().copied().collect();
    Ok(TermsShown { plants, fields, purpose: terms.purpose, from: terms.from, until: terms.until })
}

pub(super) async fn shown(
    asker: &Asker,
    grant: &Grant,
    knowledge: &Knowledge,
    names: &mut Names<'_>,
) -> Result<GrantShown, Refusal> {
    let mut history = Vec::with_capacity(grant.history().len());
    for Moved { what, side, by, at, version, terms: about, note } in grant.history() {
        let (by, terms) = (names.person(*by).await?, terms(about, names).await?);
        let (what, side, at, version, note) = (*what, *side, *at, *version, note.clone());
        history.push(MoveShown { what, side, by, at, note, version, terms });
    }
    let mut can: Vec<Move> = can(asker, grant, knowledge).into_iter().map(|(what, _)| what).collect();
    can.sort_unstable();
    can.dedup();
    Ok(GrantShown {
        id: grant.id,
        owner: names.organisation(grant.owner).await?,
        reader: names.organisation(grant.reader).await?,
        terms: terms(grant.terms(), names).await?,
        state: grant.state(asker.at),
        note: grant.last().note.clone(),
        version: grant.version(),
        history,
        can,
    })
}
