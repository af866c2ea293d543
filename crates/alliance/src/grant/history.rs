//! A grant as the list of its moves, in storage and read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{GrantState, Move, Side, Terms};
use crate::{AllianceError, GrantId, OrganisationId, PersonId};

/// One move, as made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The move.
    #[serde(rename = "move")]
    pub what: Move,
    /// The side it was made for.
    pub side: Side,
    /// Who made it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Version of the terms it is about, from 1.
    pub version: u32,
    /// Those terms.
    pub terms: Terms,
    /// What was said with it.
    #[serde(default)]
    pub note: String,
}

/// A grant, read: its moves follow from one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Whose data.
    pub owner: OrganisationId,
    /// Who may read.
    pub reader: OrganisationId,
    /// Its moves, in order; at least one.
    history: Vec<Moved>,
    /// The state these lead to, the clock aside.
    state: GrantState,
}

/// A grant as stored; its moves are text that may not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredGrant {
    /// Its id.
    pub id: GrantId,
    /// Whose data.
    pub owner: OrganisationId,
    /// Who may read.
    pub reader: OrganisationId,
    /// Its moves, in the order they were stored.
    pub moves: Vec<StoredMove>,
}

/// A move as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMove {
    /// [`Move`], as stored.
    pub what: String,
    /// [`Side`], as stored.
    pub side: String,
    /// Who made it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Version of the terms.
    pub version: u32,
    /// [`Terms::text`], repeated with every move: a history can be read and checked by itself.
    pub terms: String,
    /// What was said with it.
    pub note: String,
}

impl StoredMove {
    /// Reads it.
    pub fn read(&self) -> Result<Moved, AllianceError> {
        Ok(Moved {
            what: self.what.parse()?,
            side: self.side.parse()?,
            by: self.by,
            at: self.at,
            version: self.version,
            terms: Terms::parse(&self.terms)?,
            note: self.note.clone(),
        })
    }
}

impl TryFrom<&Moved> for StoredMove {
    type Error = AllianceError;

    fn try_from(moved: &Moved) -> Result<Self, Self::Error> {
        Ok(Self {
            what: moved.what.as_str().to_owned(),
            side: moved.side.as_str().to_owned(),
            by: moved.by,
            at: moved.at,
            version: moved.version,
            terms: moved.terms.text()?,
            note: moved.note.clone(),
        })
    }
}

impl StoredGrant {
    /// Reads it and replays its moves; one that does not follow from those before makes the whole unreadable.
    pub fn read(&self) -> Result<Grant, AllianceError> {
        let mut moves = self.moves.iter().map(StoredMove::read);
        let first = moves.next().ok_or(AllianceError::History { reason: "no moves" })??;
        let mut grant = Grant::opened(self.id, self.owner, self.reader, first)?;
        for moved in moves {
            grant.push(moved?)?;
        }
        Ok(grant)
    }
}

/// What a side does: the move, by whom, when, and terms where the move carries new ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The move.
    pub what: Move,
    /// The side it is made for.
    pub side: Side,
    /// Who makes it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// New terms; those before where absent.
    pub terms: Option<Terms>,
    /// What is said with it.
    pub note: String,
}

impl Grant {
    /// A new grant by its first move: a request or an offer with terms.
    pub fn open(id: GrantId, owner: OrganisationId, reader: OrganisationId, step: Step) -> Result<Self, AllianceError> {
        let terms = step.terms.ok_or(AllianceError::History { reason: "the first move needs terms" })?;
        let first =
            Moved { what: step.what, side: step.side, by: step.by, at: step.at, version: 1, terms, note: step.note };
        Self::opened(id, owner, reader, first)
    }

    fn opened(id: GrantId, owner: OrganisationId, reader: OrganisationId, first: Moved) -> Result<Self, AllianceError> {
        if owner == reader {
            return Err(AllianceError::SameOrganisation);
        }
        first.terms.check()?;
        if first.at >= first.terms.until {
            return Err(AllianceError::Period);
        }
        if first.version != 1 {
            return Err(AllianceError::History { reason: "the first version is 1" });
        }
        let state = GrantState::opened_by(first.what, first.side)
            .ok_or(AllianceError::History { reason: "begins with a request or an offer" })?;
        Ok(Self { id, owner, reader, history: vec![first], state })
    }

    /// The grant with one more move. New terms, which only a request or an offer can carry, are a new version.
    pub fn step(&self, step: Step) -> Result<Self, AllianceError> {
        let last = self.last();
        let (version, terms) = match step.terms {
            Some(terms) if terms != last.terms => (last.version.saturating_add(1), terms),
            _ => (last.version, last.terms.clone()),
        };
        let moved =
            Moved { what: step.what, side: step.side, by: step.by, at: step.at, version, terms, note: step.note };
        let mut next = self.clone();
        next.push(moved)?;
        Ok(next)
    }

    fn push(&mut self, moved: Moved) -> Result<(), AllianceError> {
        let last = self.last();
        if moved.at < last.at {
            return Err(AllianceError::History { reason: "moves stand in order of time" });
        }
        let state = self.state(moved.at).after(moved.what, moved.side)?;
        let same = moved.version == last.version && moved.terms == last.terms;
        let new = moved.version == last.version.saturating_add(1) && moved.what.has_terms();
        if !same && !new {
            return Err(AllianceError::History { reason: "only a request or an offer brings the next version" });
        }
        moved.terms.check()?;
        if moved.at >= moved.terms.until {
            return Err(AllianceError::Period);
        }
        self.state = state;
        self.history.push(moved);
        Ok(())
    }

    /// Its moves, in order.
    pub fn history(&self) -> &[Moved] {
        &self.history
    }

    /// The latest move. There is always one.
    pub fn last(&self) -> &Moved {
        &self.history[self.history.len() - 1]
    }

    /// The latest terms.
    pub fn terms(&self) -> &Terms {
        &self.last().terms
    }

    /// Version of the latest terms.
    pub fn version(&self) -> u32 {
        self.last().version
    }

    /// Where it stands at a moment. A move that closes it does so whatever the clock says; agreement counts from its own
    /// time on.
    pub fn state(&self, at: Timestamp) -> GrantState {
        let last = self.last();
        match self.state {
            GrantState::Requested | GrantState::Offered | GrantState::Agreed if at >= last.terms.until => {
                GrantState::Expired
            }
            GrantState::Agreed if last.at <= at && last.terms.hold(at) => GrantState::Active,
            state => state,
        }
    }

    /// Moves a side can make at a moment; whether a person may make them is asked of `access`.
    pub fn moves(&self, side: Side, at: Timestamp) -> &'static [Move] {
        self.state(at).moves(side)
    }

    /// The side an organisation stands on.
    pub fn side(&self, organisation: OrganisationId) -> Option<Side> {
        if organisation == self.owner {
            Some(Side::Owner)
        } else if organisation == self.reader {
            Some(Side::Reader)
        } else {
            None
        }
    }
}
