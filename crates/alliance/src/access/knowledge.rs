//! What a decision is made from, as storage tells it.

use jiff::Timestamp;

use crate::{
    Emergency, Mandate, MemberState, OrganisationId, OrganisationKind, PersonId, StoredGrant, StoredMandate,
    StoredStanding, Viewer,
};

/// What storage knows that bears on a question. More than needed never changes a decision; what is left out denies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// Standing of the organisations concerned: owners, and those the viewer has mandates in.
    pub organisations: Vec<StoredStanding>,
    /// Grants to organisations the viewer has mandates in.
    pub grants: Vec<StoredGrant>,
    /// Emergencies asked by the viewer.
    pub emergencies: Vec<Emergency>,
    /// Mandates, past ones too, of the people who seconded them.
    pub mandates: Vec<StoredMandate>,
}

/// A standing that reads.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub kind: OrganisationKind,
    pub state: MemberState,
}

impl Knowledge {
    /// The standing of an organisation, if it is known once and reads.
    pub(super) fn standing(&self, organisation: OrganisationId) -> Option<Standing> {
        let mut known = self.organisations.iter().filter(|known| known.organisation == organisation);
        let (Some(stored), None) = (known.next(), known.next()) else { return None };
        Some(Standing { kind: stored.kind.parse().ok()?, state: stored.state.parse().ok()? })
    }

    /// Whether an organisation is a member in good standing.
    pub(super) fn admitted(&self, organisation: OrganisationId) -> bool {
        self.standing(organisation).is_some_and(|standing| standing.state == MemberState::Admitted)
    }

    /// The viewer's own mandates that hold at a moment, in organisations that read and can have such a role.
    pub(super) fn mandates_of(&self, viewer: &Viewer, at: Timestamp) -> Vec<(Mandate, Standing)> {
        self.held(&viewer.mandates, viewer.person, at)
    }

    /// Whether a person holds, at a moment, a role that opens data in an emergency, in a body in good standing.
    pub(super) fn breaks_glass(&self, mandates: &[StoredMandate], person: PersonId, at: Timestamp) -> Option<Mandate> {
        let held = self.held(mandates, person, at).into_iter();
        held.filter(|(mandate, standing)| mandate.role.breaks_glass() && standing.state == MemberState::Admitted)
            .map(|(mandate, _)| mandate)
            .min_by_key(|mandate| mandate.id)
    }

    fn held(&self, mandates: &[StoredMandate], person: PersonId, at: Timestamp) -> Vec<(Mandate, Standing)> {
        let own = mandates.iter().filter(|stored| stored.person == person);
        own.filter_map(|stored| {
            let mandate = stored.read().ok()?;
            let standing = self.standing(mandate.organisation)?;
            (mandate.holds(at) && mandate.role.fits(standing.kind)).then_some((mandate, standing))
        })
        .collect()
    }
}
