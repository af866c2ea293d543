//! What people do besides reading plant data.

use crate::{MemberMove, Move, OrganisationId, PersonId, Role, Side};

/// An action and what it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Change one's own account: name, password, tokens, passkeys, sessions.
    ManageOwnAccount,
    /// Close, reopen or unlock another person's account.
    ManageAccount {
        /// Whose.
        person: PersonId,
    },
    /// Register an organisation.
    RegisterOrganisation,
    /// Change an organisation's name, region or holding.
    EditOrganisation {
        /// Which.
        organisation: OrganisationId,
    },
    /// Make a step of membership.
    MoveMember {
        /// Whose.
        organisation: OrganisationId,
        /// The step.
        what: MemberMove,
    },
    /// See an organisation's people with their mandates and addresses.
    SeePeople {
        /// Whose.
        organisation: OrganisationId,
    },
    /// Open an account for a person of an organisation.
    AddPerson {
        /// Of which.
        organisation: OrganisationId,
    },
    /// Give a mandate, from now on.
    GiveMandate {
        /// In which organisation.
        organisation: OrganisationId,
        /// Which role.
        role: Role,
        /// To whom.
        person: PersonId,
        /// Whether no person with an open account administers the organisation now.
        vacant: bool,
    },
    /// End a mandate.
    EndMandate {
        /// In which organisation.
        organisation: OrganisationId,
        /// Whose.
        person: PersonId,
        /// Which role.
        role: Role,
    },
    /// Add a plant.
    AddPlant {
        /// To which organisation.
        owner: OrganisationId,
    },
    /// Change a plant's name, sector or region.
    EditPlant {
        /// Whose.
        owner: OrganisationId,
    },
    /// Bring in, correct or discard a file.
    Import {
        /// Whose plant.
        owner: OrganisationId,
    },
    /// Submit an import as a version of a year.
    Submit {
        /// Whose plant.
        owner: OrganisationId,
    },
    /// Start or cancel a diagnosis.
    Diagnose {
        /// Whose plant.
        owner: OrganisationId,
    },
    /// See a grant, its terms and history.
    SeeGrant {
        /// Its owner.
        owner: OrganisationId,
        /// Its reader.
        reader: OrganisationId,
    },
    /// Make a move of a grant, the first included.
    MoveGrant {
        /// Its owner.
        owner: OrganisationId,
        /// Its reader.
        reader: OrganisationId,
        /// For which side.
        side: Side,
        /// The move.
        what: Move,
    },
    /// See who looked at an organisation's data.
    SeeAccesses {
        /// Whose.
        owner: OrganisationId,
    },
    /// See the emergencies that concern an organisation.
    SeeEmergencies {
        /// Whose data.
        owner: OrganisationId,
    },
    /// Ask for break-glass.
    AskEmergency {
        /// Whose data.
        owner: OrganisationId,
    },
    /// Second a request for break-glass.
    SecondEmergency {
        /// Whose data.
        owner: OrganisationId,
        /// Who asked.
        asked_by: PersonId,
    },
    /// End break-glass before its time.
    EndEmergency {
        /// Whose data.
        owner: OrganisationId,
    },
    /// Write library documents.
    EditDocuments,
    /// See the tamper-evident log: entries of others as commitments.
    SeeLog,
}
