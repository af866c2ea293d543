//! The example alliance of the demo mode: invented members, people, plants, grants and documents of `data/alliance`,
//! written through the store in the order in which real ones would have come.
//!
//! Loading again adds nothing: every piece is remembered in the database's settings under its id, in the transaction that
//! writes it. A load that was broken off at any moment goes on where it stopped, and of two at once each piece is one's.

mod data;
mod document;
mod grant;
mod plant;

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use verdigris_alliance::{MemberMove, MemberState, OrganisationId, PersonId, PlantId};
use verdigris_quantity::{Label, Language};
use verdigris_store::{NewMandate, NewOrganisation, NewPassword, NewPerson, Store, Writing};

use crate::{ServerError, identity::password};
use data::{Alliance, Organisation, Person};

/// The password of every account of the example alliance; public, and only ever stored in demo mode.
pub const PASSWORD: &str = "green-patina-example";
/// Days before loading at which the alliance was founded.
const FOUNDED: i64 = 500;

/// A plant's year that was submitted and can be diagnosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The plant.
    pub plant: PlantId,
    /// The year.
    pub year: i32,
    /// Who submitted it.
    pub by: PersonId,
}

/// An account one may sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Address.
    pub email: String,
    /// Whose it is.
    pub name: Label,
    /// First role.
    pub role: String,
    /// Where.
    pub organisation: Label,
    /// What one sees with it.
    pub about: Label,
}

/// The accounts offered on the sign-in page.
pub fn accounts() -> Result<Vec<Account>, ServerError> {
    let alliance = Alliance::packaged()?;
    let named: HashMap<&str, &Label> = alliance.organisation.iter().map(|one| (one.id.as_str(), &one.name)).collect();
    let offered = alliance.person.iter().filter_map(|person| {
        let mandate = person.mandates.first()?;
        Some(Account {
            email: person.email.clone(),
            name: person.name.clone(),
            role: mandate.role.to_string(),
            organisation: named.get(mandate.organisation.as_str()).map(|name| (*name).clone()).unwrap_or_default(),
            about: person.about.clone()?,
        })
    });
    Ok(offered.collect())
}

/// Writes the example alliance into a store as of a moment, and says which years may be diagnosed.
pub async fn load(store: &Store, at: Timestamp) -> Result<Vec<Submitted>, ServerError> {
    let alliance = Alliance::packaged()?;
    let mut loading =
        Loading { store, at, organisations: HashMap::new(), people: HashMap::new(), plants: HashMap::new() };
    for organisation in &alliance.organisation {
        loading.organisation(organisation).await?;
    }
    let hash = password::hash(PASSWORD.to_owned()).await?;
    for person in &alliance.person {
        loading.person(person, &hash).await?;
    }
    let mut submitted = Vec::new();
    for plant in &alliance.plant {
        submitted.extend(loading.plant(plant).await?);
    }
    for (at, grant) in alliance.grant.iter().enumerate() {
        loading.grant(at, grant).await?;
    }
    for document in data::documents()? {
        loading.document(&document).await?;
    }
    Ok(submitted)
}

/// A piece being written.
struct Piece<'a> {
    writing: Writing<'a>,
    key: String,
}

impl Piece<'_> {
    /// Stores the piece and remembers its id, both or neither.
    async fn done(mut self, id: &str) -> Result<(), ServerError> {
        self.writing.set_setting(&self.key, id).await?;
        Ok(self.writing.commit().await?)
    }
}

/// A load under way: what has been written so far, by the ids of the data.
struct Loading<'a> {
    store: &'a Store,
    at: Timestamp,
    organisations: HashMap<String, OrganisationId>,
    people: HashMap<String, PersonId>,
    plants: HashMap<String, PlantId>,
}

impl Loading<'_> {
    /// A moment some days before loading.
    fn ago(&self, days: i64) -> Timestamp {
        self.at.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(self.at)
    }

    /// What was remembered of a piece written before.
    async fn known(&self, key: &str) -> Result<Option<String>, ServerError> {
        Ok(self.store.setting(&format!("demo:{key}")).await?)
    }

    /// Begins to write a piece, unless another load has written it by now.
    async fn piece(&self, key: &str) -> Result<Result<Piece<'_>, String>, ServerError> {
        let mut writing = self.store.writing().await?;
        let key = format!("demo:{key}");
        Ok(match writing.setting(&key).await? {
            Some(id) => Err(id),
            None => Ok(Piece { writing, key }),
        })
    }

    fn organisation_of(&self, id: &str) -> Result<OrganisationId, ServerError> {
        self.organisations.get(id).copied().ok_or_else(|| data::wrong(format!("no organisation `{id}`")))
    }

    fn person_of(&self, id: &str) -> Result<PersonId, ServerError> {
        self.people.get(id).copied().ok_or_else(|| data::wrong(format!("no person `{id}`")))
    }

    async fn organisation(&mut self, data: &Organisation) -> Result<(), ServerError> {
        let key = format!("organisation:{}", data.id);
        let id = match self.known(&key).await? {
            Some(id) => data::read(&id)?,
            None => self.add_organisation(&key, data).await?,
        };
        self.organisations.insert(data.id.clone(), id);
        Ok(())
    }

    async fn add_organisation(&self, key: &str, data: &Organisation) -> Result<OrganisationId, ServerError> {
        let holding = data.holding.as_deref().map(|id| self.organisation_of(id)).transpose()?;
        let new = NewOrganisation {
            name: data.name.clone(),
            kind: data.kind,
            region: data.region.clone(),
            holding,
            example: true,
        };
        let mut piece = match self.piece(key).await? {
            Ok(piece) => piece,
            Err(id) => return data::read(&id),
        };
        let added = piece.writing.add_organisation(&new, None, self.ago(FOUNDED)).await?;
        let mut state = added.state;
        for step in [MemberMove::Vet, MemberMove::Admit] {
            if data.state != state && state != MemberState::Admitted {
                state = piece.writing.move_member(added.id, step, None, self.ago(FOUNDED - 1)).await?;
            }
        }
        piece.done(&added.id.to_string()).await?;
        Ok(added.id)
    }

    async fn person(&mut self, data: &Person, hash: &str) -> Result<(), ServerError> {
        let key = format!("person:{}", data.id);
        let id = match self.known(&key).await? {
            Some(id) => data::read(&id)?,
            None => self.add_person(&key, data, hash).await?,
        };
        self.people.insert(data.id.clone(), id);
        Ok(())
    }

    async fn add_person(&self, key: &str, data: &Person, hash: &str) -> Result<PersonId, ServerError> {
        let at = self.ago(FOUNDED - 2);
        let name = format!("{} {}", data.name.zh, data.name.en);
        let new = NewPerson { name, email: data.email.clone(), language: Language::Zh };
        let first = NewPassword { hash: hash.to_owned(), one_time: false };
        let mut piece = match self.piece(key).await? {
            Ok(piece) => piece,
            Err(id) => return data::read(&id),
        };
        let id = piece.writing.add_person(&new, Some(&first), at).await?.id;
        for mandate in &data.mandates {
            let organisation = self.organisation_of(&mandate.organisation)?;
            let new = NewMandate { person: id, organisation, role: mandate.role, until: None };
            piece.writing.give_mandate(&new, None, at).await?;
        }
        piece.done(&id.to_string()).await?;
        Ok(id)
    }
}
