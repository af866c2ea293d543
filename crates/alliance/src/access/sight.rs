//! What a viewer sees at a moment, worked out once: the openings, and the questions answered from them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Basis, BasisKind, Denial, Knowledge, Object};
use crate::{Emergency, Field, GrantState, Mandate, OrganisationId, Plants, Purpose, Scope, StoredGrant, Viewer};

/// One way into an owner's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Whose data.
    pub owner: OrganisationId,
    /// Which plants.
    pub plants: Plants,
    /// Which fields.
    pub fields: BTreeSet<Field>,
    /// What it rests on.
    pub basis: Basis,
}

impl Opening {
    fn admits(&self, object: Object, field: Field, purpose: Option<Purpose>) -> bool {
        self.owner == object.owner
            && self.plants.contains(object.plant)
            && self.fields.contains(&field)
            && (purpose.is_none() || self.basis.purpose.is_none() || self.basis.purpose == purpose)
    }
}

/// Everything a viewer may read at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    openings: Result<Vec<Opening>, Denial>,
}

impl Sight {
    /// Works out what a viewer may read at a moment.
    pub fn of(viewer: &Viewer, knowledge: &Knowledge, at: Timestamp) -> Self {
        Self { openings: openings(viewer, knowledge, at) }
    }

    /// Whether a field of a plant may be read, and on what basis: the own organisation's before a grant, a grant before an
    /// emergency, an older one before a newer one.
    pub fn decide(&self, object: Object, field: Field, purpose: Option<Purpose>) -> Result<Basis, Denial> {
        let openings = self.openings.as_ref().map_err(|denial| *denial)?;
        let admitting = openings.iter().filter(|opening| opening.admits(object, field, purpose));
        admitting.map(|opening| opening.basis).min_by_key(|basis| (basis.kind, basis.mandate)).ok_or(Denial::NoBasis)
    }

    /// Every field of a plant that may be read, each with its basis.
    pub fn readable(&self, object: Object) -> BTreeMap<Field, Basis> {
        let fields = Field::ALL.iter();
        fields.filter_map(|field| Some((*field, self.decide(object, *field, None).ok()?))).collect()
    }

    /// The openings, for storage to look up what lies behind them; none where reading is denied altogether.
    pub fn openings(&self) -> &[Opening] {
        self.openings.as_deref().unwrap_or_default()
    }
}

fn openings(viewer: &Viewer, knowledge: &Knowledge, at: Timestamp) -> Result<Vec<Opening>, Denial> {
    if viewer.disabled {
        return Err(Denial::Disabled);
    }
    if !viewer.within(Scope::Read) {
        return Err(Denial::Scope);
    }
    let held: Vec<Mandate> = knowledge.mandates_of(viewer, at).into_iter().map(|(mandate, _)| mandate).collect();
    let mut openings: Vec<Opening> = held.iter().filter(|mandate| mandate.role.reads_own()).map(own).collect();
    openings.extend(knowledge.grants.iter().flat_map(|grant| granted(&held, knowledge, grant, at)));
    openings.extend(knowledge.emergencies.iter().filter_map(|case| emergency(viewer, knowledge, case, at)));
    Ok(openings)
}

/// By a mandate in the owner itself, whatever its standing: data stay its own.
fn own(mandate: &Mandate) -> Opening {
    let basis = Basis { kind: BasisKind::Own, organisation: mandate.organisation, mandate: mandate.id, purpose: None };
    everything(mandate.organisation, Plants::All, basis)
}

/// By a grant that reads and is active, between members in good standing.
fn granted(held: &[Mandate], knowledge: &Knowledge, stored: &StoredGrant, at: Timestamp) -> Vec<Opening> {
    let readers: Vec<&Mandate> =
        held.iter().filter(|mandate| mandate.organisation == stored.reader && mandate.role.reads_granted()).collect();
    if readers.is_empty() || !knowledge.admitted(stored.owner) || !knowledge.admitted(stored.reader) {
        return Vec::new();
    }
    let Ok(grant) = stored.read() else { return Vec::new() };
    if grant.state(at) != GrantState::Active {
        return Vec::new();
    }
    let terms = grant.terms();
    let opening = |mandate: &Mandate| Opening {
        owner: grant.owner,
        plants: terms.plants.clone(),
        fields: terms.fields.clone(),
        basis: Basis {
            kind: BasisKind::Grant(grant.id),
            organisation: grant.reader,
            mandate: mandate.id,
            purpose: Some(terms.purpose),
        },
    };
    readers.into_iter().map(opening).collect()
}

/// By break-glass: for the one who asked, in a signed-in session, while both people held their roles when it was asked
/// and when it was seconded, and the reader holds one still.
fn emergency(viewer: &Viewer, knowledge: &Knowledge, case: &Emergency, at: Timestamp) -> Option<Opening> {
    let (second, seconded) = (case.seconded_by?, case.seconded_at?);
    if viewer.scopes.is_some() || case.asked_by != viewer.person || !case.is_open(at) {
        return None;
    }
    knowledge.standing(case.owner)?;
    for moment in [case.asked_at, seconded] {
        knowledge.breaks_glass(&viewer.mandates, viewer.person, moment)?;
        knowledge.breaks_glass(&knowledge.mandates, second, moment)?;
    }
    let mandate = knowledge.breaks_glass(&viewer.mandates, viewer.person, at)?;
    let plants = case.plant.map_or(Plants::All, |plant| Plants::List(BTreeSet::from([plant])));
    let basis = Basis {
        kind: BasisKind::Emergency(case.id),
        organisation: mandate.organisation,
        mandate: mandate.id,
        purpose: None,
    };
    Some(everything(case.owner, plants, basis))
}

fn everything(owner: OrganisationId, plants: Plants, basis: Basis) -> Opening {
    Opening { owner, plants, fields: Field::ALL.iter().copied().collect(), basis }
}
