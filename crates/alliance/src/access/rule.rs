//! Who may do what: for every action the rules, one of which must be met.

use jiff::Timestamp;

use super::{Action, Denial, Knowledge, Permit, knowledge::Standing};
use crate::{Mandate, MemberMove, MemberState, Move, OrganisationId, Role, Scope, Side, Viewer};

/// Where the mandate that permits an action must be held.
#[derive(Clone, Copy)]
enum Place {
    /// In this organisation.
    In(OrganisationId),
    /// In any organisation that can have the role.
    Anywhere,
}

/// What standing the organisation acted for must have.
#[derive(Clone, Copy)]
enum Need {
    /// Any that reads: looking at one's own, and taking back.
    Any,
    /// Not suspended, not gone: work on one's own data and people.
    Working,
    /// A member in good standing: dealings with others.
    Admitted,
}

impl Need {
    const fn met(self, state: MemberState) -> bool {
        match self {
            Self::Any => true,
            Self::Working => matches!(state, MemberState::Applied | MemberState::Vetted | MemberState::Admitted),
            Self::Admitted => matches!(state, MemberState::Admitted),
        }
    }
}

/// A role in a place with a standing.
struct Rule {
    roles: &'static [Role],
    place: Place,
    need: Need,
}

const OWN: &[Role] = &[Role::Administrator, Role::Steward, Role::Engineer, Role::Reader];
const ADMINISTRATOR: &[Role] = &[Role::Administrator];
const OPERATOR: &[Role] = &[Role::Operator];
const SECRETARIAT: &[Role] = &[Role::Secretariat];
const GLASS: &[Role] = &[Role::Secretariat, Role::Operator];
const PLANTS: &[Role] = &[Role::Steward, Role::Engineer];
const ENGINEER: &[Role] = &[Role::Engineer];
const STEWARD: &[Role] = &[Role::Steward];
const PARTNERS: &[Role] = &[Role::Secretariat, Role::Analyst, Role::Council, Role::Lender, Role::Expert];
const ASKING: &[Role] = &[Role::Steward, Role::Secretariat, Role::Analyst, Role::Lender, Role::Expert];

impl Rule {
    const fn own(roles: &'static [Role], organisation: OrganisationId, need: Need) -> Self {
        Self { roles, place: Place::In(organisation), need }
    }

    const fn alliance(roles: &'static [Role]) -> Self {
        Self { roles, place: Place::Anywhere, need: Need::Admitted }
    }

    fn covers(&self, mandate: &Mandate) -> bool {
        let here = match self.place {
            Place::In(organisation) => mandate.organisation == organisation,
            Place::Anywhere => true,
        };
        here && self.roles.contains(&mandate.role)
    }
}

/// Whether a viewer may take an action at a moment, and for which organisation.
pub fn may(viewer: &Viewer, action: Action, knowledge: &Knowledge, at: Timestamp) -> Result<Permit, Denial> {
    if viewer.disabled {
        return Err(Denial::Disabled);
    }
    if !scoped(viewer, action) {
        return Err(Denial::Scope);
    }
    sound(viewer, action, knowledge)?;
    if is_of_oneself(viewer, action) {
        return Ok(Permit { organisation: None, mandate: None });
    }
    let held = knowledge.mandates_of(viewer, at);
    let rules = rules(viewer, action);
    let covering = |(mandate, _): &&(Mandate, Standing)| rules.iter().any(|rule| rule.covers(mandate));
    let permitting = |(mandate, standing): &&(Mandate, Standing)| {
        rules.iter().any(|rule| rule.covers(mandate) && rule.need.met(standing.state))
    };
    match held.iter().filter(permitting).min_by_key(|(mandate, _)| mandate.id) {
        Some((mandate, _)) => Ok(Permit { organisation: Some(mandate.organisation), mandate: Some(mandate.id) }),
        None if held.iter().any(|one| covering(&one)) => Err(Denial::Standing),
        None => Err(Denial::Role),
    }
}

/// Those of some actions a viewer may take, for `can` lists.
pub fn can(viewer: &Viewer, actions: &[Action], knowledge: &Knowledge, at: Timestamp) -> Vec<Action> {
    actions.iter().copied().filter(|action| may(viewer, *action, knowledge, at).is_ok()).collect()
}

/// Whether a session, or the scopes of a token, are good for an action. No token opens or ends an emergency.
fn scoped(viewer: &Viewer, action: Action) -> bool {
    let scope = match action {
        Action::SeePeople { .. }
        | Action::SeeGrant { .. }
        | Action::SeeAccesses { .. }
        | Action::SeeEmergencies { .. }
        | Action::SeeLog => Scope::Read,
        Action::AddPlant { .. }
        | Action::EditPlant { .. }
        | Action::Import { .. }
        | Action::Submit { .. }
        | Action::Diagnose { .. }
        | Action::EditDocuments => Scope::Write,
        Action::ManageOwnAccount
        | Action::ManageAccount { .. }
        | Action::RegisterOrganisation
        | Action::EditOrganisation { .. }
        | Action::MoveMember { .. }
        | Action::AddPerson { .. }
        | Action::GiveMandate { .. }
        | Action::EndMandate { .. }
        | Action::MoveGrant { .. } => Scope::Admin,
        Action::AskEmergency { .. } | Action::SecondEmergency { .. } | Action::EndEmergency { .. } => {
            return viewer.scopes.is_none();
        }
    };
    viewer.within(scope)
}

/// What an action demands of its objects, whoever takes it.
fn sound(viewer: &Viewer, action: Action, knowledge: &Knowledge) -> Result<(), Denial> {
    let admitted = |organisation| {
        let standing = knowledge.standing(organisation).ok_or(Denial::Standing)?;
        if standing.state == MemberState::Admitted { Ok(()) } else { Err(Denial::Standing) }
    };
    match action {
        Action::GiveMandate { organisation, role, person, .. } => {
            let standing = knowledge.standing(organisation).ok_or(Denial::Standing)?;
            if !role.fits(standing.kind) {
                Err(Denial::Unfit)
            } else if !role.is_own() && person == viewer.person {
                Err(Denial::Oneself)
            } else {
                Ok(())
            }
        }
        Action::MoveGrant { side, what, .. } if what.side().is_some_and(|only| only != side) => Err(Denial::Role),
        Action::MoveGrant { owner, reader, what, .. } if what.shares() => {
            admitted(owner)?;
            admitted(reader)
        }
        Action::AskEmergency { owner } => knowledge.standing(owner).map(|_| ()).ok_or(Denial::Standing),
        Action::SecondEmergency { owner, asked_by } => {
            knowledge.standing(owner).ok_or(Denial::Standing)?;
            if asked_by == viewer.person { Err(Denial::Oneself) } else { Ok(()) }
        }
        Action::ManageAccount { person } if person == viewer.person => Err(Denial::Oneself),
        _ => Ok(()),
    }
}

/// What anybody may do for oneself.
fn is_of_oneself(viewer: &Viewer, action: Action) -> bool {
    match action {
        Action::ManageOwnAccount => true,
        Action::EndMandate { person, .. } => person == viewer.person,
        _ => false,
    }
}

fn rules(viewer: &Viewer, action: Action) -> Vec<Rule> {
    use Need::{Admitted, Any, Working};
    match action {
        Action::ManageOwnAccount => Vec::new(),
        Action::ManageAccount { .. } | Action::RegisterOrganisation => vec![Rule::alliance(OPERATOR)],
        Action::EditOrganisation { organisation } | Action::AddPerson { organisation } => {
            vec![Rule::own(ADMINISTRATOR, organisation, Working), Rule::alliance(OPERATOR)]
        }
        Action::SeePeople { organisation } => {
            vec![Rule::own(ADMINISTRATOR, organisation, Any), Rule::alliance(OPERATOR)]
        }
        Action::MoveMember { organisation, what: MemberMove::Withdraw } => {
            vec![Rule::own(ADMINISTRATOR, organisation, Any), Rule::alliance(SECRETARIAT)]
        }
        Action::MoveMember { .. } => vec![Rule::alliance(SECRETARIAT)],
        Action::GiveMandate { organisation, role, person, vacant } => {
            giving(organisation, role, vacant && person != viewer.person)
        }
        Action::EndMandate { organisation, role, .. } => {
            let mut rules = vec![Rule::own(ADMINISTRATOR, organisation, Any)];
            if !role.is_own() {
                rules.push(Rule::alliance(OPERATOR));
            }
            rules
        }
        Action::AddPlant { owner } | Action::EditPlant { owner } => vec![Rule::own(PLANTS, owner, Working)],
        Action::Import { owner } | Action::Submit { owner } | Action::Diagnose { owner } => {
            vec![Rule::own(ENGINEER, owner, Working)]
        }
        Action::SeeGrant { owner, reader } => {
            vec![Rule::own(OWN, owner, Any), Rule::own(OWN, reader, Any), Rule::own(PARTNERS, reader, Admitted)]
        }
        Action::MoveGrant { owner, reader, side, what } => moving(owner, reader, side, what),
        Action::SeeAccesses { owner } => {
            vec![Rule::own(OWN, owner, Any), Rule::alliance(&[Role::Auditor])]
        }
        Action::SeeEmergencies { owner } => {
            vec![Rule::own(OWN, owner, Any), Rule::alliance(GLASS), Rule::alliance(&[Role::Auditor])]
        }
        Action::AskEmergency { .. } | Action::SecondEmergency { .. } | Action::EndEmergency { .. } => {
            vec![Rule::alliance(GLASS)]
        }
        Action::EditDocuments => vec![Rule::alliance(&[Role::Editor])],
        Action::SeeLog => vec![Rule { roles: Role::ALL, place: Place::Anywhere, need: Any }],
    }
}

/// Own roles are the organisation's to give; an operator appoints another person as administrator where there is none, and
/// gives the roles that serve the alliance.
fn giving(organisation: OrganisationId, role: Role, appointable: bool) -> Vec<Rule> {
    if !role.is_own() {
        return vec![Rule::alliance(OPERATOR)];
    }
    let mut rules = vec![Rule::own(ADMINISTRATOR, organisation, Need::Working)];
    if role == Role::Administrator && appointable {
        rules.push(Rule::alliance(OPERATOR));
    }
    rules
}

fn moving(owner: OrganisationId, reader: OrganisationId, side: Side, what: Move) -> Vec<Rule> {
    let need = if what.shares() { Need::Admitted } else { Need::Any };
    match side {
        Side::Owner => vec![Rule::own(STEWARD, owner, need)],
        Side::Reader => vec![Rule::own(ASKING, reader, need)],
    }
}
