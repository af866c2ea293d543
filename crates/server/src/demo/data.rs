//! The data of `data/alliance`, read.

use std::{fmt::Display, str::FromStr};

use serde::Deserialize;
use verdigris_alliance::{Field, MemberState, Move, OrganisationKind, Purpose, Role};
use verdigris_library::{Kind, LinkKind};
use verdigris_quantity::Label;

use crate::ServerError;

const ALLIANCE: &str = include_str!("../../../../data/alliance/alliance.toml");
const DOCUMENTS: &str = include_str!("../../../../data/alliance/documents.toml");

/// Everything but the documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alliance {
    /// Members and bodies.
    pub organisation: Vec<Organisation>,
    /// People.
    pub person: Vec<Person>,
    /// Plants.
    pub plant: Vec<Plant>,
    /// Grants.
    pub grant: Vec<Grant>,
}

/// An organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub id: String,
    pub kind: OrganisationKind,
    pub region: String,
    pub name: Label,
    pub holding: Option<String>,
    #[serde(default = "admitted")]
    pub state: MemberState,
}

fn admitted() -> MemberState {
    MemberState::Admitted
}

/// A person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub id: String,
    pub email: String,
    pub name: Label,
    pub mandates: Vec<Mandate>,
    /// What is seen with this account, where it is offered for signing in.
    pub about: Option<Label>,
}

/// A role in an organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mandate {
    pub organisation: String,
    pub role: Role,
}

/// A plant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plant {
    pub id: String,
    pub organisation: String,
    /// Packaged example plant.
    pub based_on: String,
    pub region: String,
    pub name: Label,
    /// Who submits its years.
    pub by: String,
    pub years: Vec<PlantYear>,
}

/// One year of a plant.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlantYear {
    pub year: i32,
    /// Output over that of the packaged example.
    pub output: f64,
    /// Year of the survey of smelting electricity, for aluminium.
    pub survey: Option<i32>,
}

/// A grant with its moves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    pub owner: String,
    pub reader: String,
    pub plants: Plants,
    pub fields: Vec<Field>,
    pub purpose: Purpose,
    /// Days from loading on.
    pub from: Option<i64>,
    /// Days from loading on.
    pub until: i64,
    pub moves: Vec<GrantMove>,
}

/// `"all"` or plants by id.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Plants {
    Word(String),
    List(Vec<String>),
}

/// A move of a grant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantMove {
    pub r#move: Move,
    pub person: String,
    /// Days before loading.
    pub ago: i64,
    pub note: String,
}

/// A document of the library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub id: String,
    pub kind: Kind,
    /// Days before loading.
    pub ago: i64,
    #[serde(default)]
    pub tags: Vec<String>,
    pub title: Label,
    pub summary: Label,
    pub body: Label,
    #[serde(default)]
    pub links: Vec<Link>,
}

/// A link; a standard's name is looked up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub kind: LinkKind,
    pub id: String,
    #[serde(default)]
    pub en: String,
    #[serde(default)]
    pub zh: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Documents {
    document: Vec<Document>,
}

impl Alliance {
    /// The packaged alliance.
    pub(super) fn packaged() -> Result<Self, ServerError> {
        toml::from_str(ALLIANCE).map_err(wrong)
    }
}

/// The packaged documents, oldest first.
pub(super) fn documents() -> Result<Vec<Document>, ServerError> {
    let Documents { mut document } = toml::from_str(DOCUMENTS).map_err(wrong)?;
    document.sort_by_key(|one| std::cmp::Reverse(one.ago));
    Ok(document)
}

/// The packaged data do not do.
pub(super) fn wrong(reason: impl Display) -> ServerError {
    ServerError::Demo { reason: reason.to_string() }
}

/// Reads an id as remembered.
pub(super) fn read<T: FromStr<Err: Display>>(text: &str) -> Result<T, ServerError> {
    text.parse().map_err(wrong)
}
