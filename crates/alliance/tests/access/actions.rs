//! Every action × role × place × standing × token against the table published in `docs/methods/access.md`.

use std::{collections::BTreeMap, fs, path::Path};

use verdigris_alliance::{
    Denial, Knowledge, MandateId, MemberMove, Move, Role, Side, StoredMandate, Viewer,
    access::{self, Action},
};

use crate::world::{hour, organisation, person, standing};

/// A row of the table.
#[derive(Clone, Debug)]
struct Row {
    roles: Vec<String>,
    place: String,
    standing: String,
    token: String,
}

fn table() -> BTreeMap<String, Vec<Row>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods/access.md");
    let text = fs::read_to_string(path).unwrap();
    let rows = text.split("| action | roles |").nth(1).unwrap().lines().skip(2);
    let mut table: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [actions, roles, place, standing, token] = cells[..] else { panic!("{line}") };
        let row = Row {
            roles: roles.split(", ").map(ToOwned::to_owned).collect(),
            place: place.into(),
            standing: standing.into(),
            token: token.into(),
        };
        for action in actions.split(", ") {
            table.entry(action.to_owned()).or_default().push(row.clone());
        }
    }
    table
}

const ORGANISATION: u64 = 0;
const READER: u64 = 2;
/// Who asks, and whom an action concerns.
const ASKER: u64 = 1;
const OTHER: u64 = 2;

fn actions() -> Vec<(&'static str, Action)> {
    let (organisation, reader) = (organisation(ORGANISATION), organisation(READER));
    let (owner, other) = (organisation, person(OTHER));
    let member = |what| Action::MoveMember { organisation, what };
    let give = |role, vacant| Action::GiveMandate { organisation, role, person: other, vacant };
    let end = |role| Action::EndMandate { organisation, role, person: other };
    let grant = |side, what| Action::MoveGrant { owner, reader, side, what };
    vec![
        ("manage-account", Action::ManageAccount { person: other }),
        ("register-organisation", Action::RegisterOrganisation),
        ("edit-organisation", Action::EditOrganisation { organisation }),
        ("vet", member(MemberMove::Vet)),
        ("admit", member(MemberMove::Admit)),
        ("suspend", member(MemberMove::Suspend)),
        ("reinstate", member(MemberMove::Reinstate)),
        ("withdraw", member(MemberMove::Withdraw)),
        ("see-people", Action::SeePeople { organisation }),
        ("add-person", Action::AddPerson { organisation }),
        ("give-own-role", give(Role::Engineer, true)),
        ("give-own-role", give(Role::Administrator, false)),
        ("give-first-administrator", give(Role::Administrator, true)),
        ("give-alliance-role", give(Role::Expert, true)),
        ("give-alliance-role", give(Role::Council, false)),
        ("end-own-role", end(Role::Administrator)),
        ("end-own-role", end(Role::Reader)),
        ("end-alliance-role", end(Role::Expert)),
        ("add-plant", Action::AddPlant { owner }),
        ("edit-plant", Action::EditPlant { owner }),
        ("import", Action::Import { owner }),
        ("submit", Action::Submit { owner }),
        ("diagnose", Action::Diagnose { owner }),
        ("see-grant", Action::SeeGrant { owner, reader }),
        ("offer", grant(Side::Owner, Move::Offer)),
        ("owner-declines", grant(Side::Owner, Move::Decline)),
        ("owner-withdraws", grant(Side::Owner, Move::Withdraw)),
        ("revoke", grant(Side::Owner, Move::Revoke)),
        ("request", grant(Side::Reader, Move::Request)),
        ("agree", grant(Side::Reader, Move::Agree)),
        ("reader-declines", grant(Side::Reader, Move::Decline)),
        ("reader-withdraws", grant(Side::Reader, Move::Withdraw)),
        ("see-accesses", Action::SeeAccesses { owner }),
        ("see-emergencies", Action::SeeEmergencies { owner }),
        ("ask-emergency", Action::AskEmergency { owner }),
        ("second-emergency", Action::SecondEmergency { owner, asked_by: other }),
        ("end-emergency", Action::EndEmergency { owner }),
        ("edit-documents", Action::EditDocuments),
        ("see-log", Action::SeeLog),
    ]
}

/// Places to hold a mandate in, with their kinds: the two the actions are on, a stranger, and those of the alliance.
const PLACES: [(u64, &str); 6] =
    [(0, "enterprise"), (1, "enterprise"), (2, "bank"), (3, "secretariat"), (4, "host"), (5, "metal-association")];
const STATES: [&str; 5] = ["applied", "vetted", "admitted", "suspended", "withdrawn"];

fn knowledge(changed: u64, state: &str) -> Knowledge {
    let mut knowledge = Knowledge::default();
    for (at, kind) in PLACES {
        knowledge.organisations.push(standing(at, kind, if at == changed { state } else { "admitted" }));
    }
    knowledge
}

fn asker(at: u64, role: &str) -> Viewer {
    let mandate = StoredMandate {
        id: MandateId::from_bits(1),
        person: person(ASKER),
        organisation: organisation(at),
        role: role.into(),
        from: hour(0),
        until: None,
    };
    Viewer::session(person(ASKER), vec![mandate])
}

fn fits(role: &str, kind: &str) -> bool {
    let bodies = ["secretariat", "host"];
    match role {
        "secretariat" | "auditor" | "operator" => bodies.contains(&kind),
        "analyst" | "editor" => bodies.contains(&kind) || kind == "metal-association",
        "lender" => kind == "bank",
        _ => true,
    }
}

fn here(row: &Row, at: u64) -> bool {
    match row.place.as_str() {
        "organisation" | "owner" => at == ORGANISATION,
        "reader" => at == READER,
        "alliance" => true,
        other => panic!("{other}"),
    }
}

fn met(standing: &str, state: &str) -> bool {
    match standing {
        "any" => true,
        "working" => ["applied", "vetted", "admitted"].contains(&state),
        "admitted" => state == "admitted",
        other => panic!("{other}"),
    }
}

#[test]
fn the_published_table_is_what_is_decided() {
    let table = table();
    let mut asked = 0;
    let mut named: Vec<&str> = actions().iter().map(|(name, _)| *name).collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, table.keys().map(String::as_str).collect::<Vec<_>>(), "the table names every action once tried");
    for (name, action) in actions() {
        let rows = &table[name];
        let sharing = ["offer", "request", "agree"].contains(&name);
        for (at, kind) in PLACES {
            for role in Role::ALL.iter().map(|role| role.as_str()) {
                for state in STATES {
                    let knowledge = knowledge(at, state);
                    let covering =
                        rows.iter().filter(|row| here(row, at) && row.roles.iter().any(|known| known == role));
                    let covering: Vec<&Row> = covering.filter(|_| fits(role, kind)).collect();
                    let expected = if sharing && (at == ORGANISATION || at == READER) && state != "admitted" {
                        Err(Denial::Standing)
                    } else if covering.iter().any(|row| met(&row.standing, state)) {
                        Ok(())
                    } else if covering.is_empty() {
                        Err(Denial::Role)
                    } else {
                        Err(Denial::Standing)
                    };
                    let session = asker(at, role);
                    let decided = access::may(&session, action, &knowledge, hour(1));
                    assert_eq!(decided.map(|_| ()), expected, "{name}: {role} at {kind} {at}, {state}");
                    if let Ok(permit) = decided {
                        assert_eq!(permit.organisation, Some(organisation(at)));
                        assert_eq!(permit.mandate, Some(MandateId::from_bits(1)));
                    }
                    assert!(access::may(&session, action, &knowledge, hour(-1)).is_err(), "before the mandate");
                    for scope in ["read", "write", "admin", "none"] {
                        let token = Viewer { scopes: Some(vec![scope.into()]), ..session.clone() };
                        let expected =
                            if rows[0].token == scope && scope != "none" { expected } else { Err(Denial::Scope) };
                        let decided = access::may(&token, action, &knowledge, hour(1)).map(|_| ());
                        assert_eq!(decided, expected, "{name}: {role} at {kind}, token {scope}");
                    }
                    let closed = Viewer { disabled: true, ..session };
                    assert_eq!(access::may(&closed, action, &knowledge, hour(1)), Err(Denial::Disabled));
                    asked += 6;
                }
            }
        }
    }
    println!("{asked} actions asked");
}

#[test]
fn what_concerns_oneself() {
    let knowledge = knowledge(0, "admitted");
    let (operator, nobody) = (asker(3, "operator"), Viewer::session(person(ASKER), Vec::new()));
    let may = |viewer: &Viewer, action| access::may(viewer, action, &knowledge, hour(1));
    let permit = may(&nobody, Action::ManageOwnAccount).unwrap();
    assert_eq!((permit.organisation, permit.mandate), (None, None));
    let token = |scope: &str| Viewer { scopes: Some(vec![scope.into()]), ..nobody.clone() };
    assert!(may(&token("admin"), Action::ManageOwnAccount).is_ok());
    assert_eq!(may(&token("write"), Action::ManageOwnAccount), Err(Denial::Scope));
    assert_eq!(may(&operator, Action::ManageAccount { person: person(ASKER) }), Err(Denial::Oneself));
    let own = |who| Action::EndMandate { organisation: organisation(0), role: Role::Engineer, person: person(who) };
    assert_eq!((may(&nobody, own(ASKER)).is_ok(), may(&nobody, own(OTHER))), (true, Err(Denial::Role)));
    let owner = organisation(0);
    let second = |by| Action::SecondEmergency { owner, asked_by: person(by) };
    assert_eq!((may(&operator, second(ASKER)), may(&operator, second(OTHER)).is_ok()), (Err(Denial::Oneself), true));
    let give = |at, role, who, vacant| Action::GiveMandate {
        organisation: organisation(at),
        role,
        person: person(who),
        vacant,
    };
    assert_eq!(may(&operator, give(0, Role::Expert, ASKER, false)), Err(Denial::Oneself));
    assert_eq!(may(&operator, give(0, Role::Administrator, ASKER, true)), Err(Denial::Role));
    assert!(may(&operator, give(0, Role::Administrator, OTHER, true)).is_ok());
    assert!(may(&asker(0, "administrator"), give(0, Role::Steward, ASKER, false)).is_ok(), "a small firm");
}

#[test]
fn roles_are_given_only_where_they_fit_and_organisations_must_be_known() {
    let knowledge = knowledge(0, "admitted");
    let operator = asker(3, "operator");
    for (at, kind) in PLACES {
        for role in Role::ALL.iter().filter(|role| !role.is_own()) {
            let give = Action::GiveMandate {
                organisation: organisation(at),
                role: *role,
                person: person(OTHER),
                vacant: false,
            };
            let expected = if fits(role.as_str(), kind) { Ok(()) } else { Err(Denial::Unfit) };
            assert_eq!(access::may(&operator, give, &knowledge, hour(1)).map(|_| ()), expected, "{role} at {kind}");
        }
    }
    let unknown = organisation(77);
    for action in [
        Action::GiveMandate { organisation: unknown, role: Role::Expert, person: person(OTHER), vacant: true },
        Action::AskEmergency { owner: unknown },
        Action::SecondEmergency { owner: unknown, asked_by: person(OTHER) },
        Action::MoveGrant { owner: unknown, reader: organisation(3), side: Side::Reader, what: Move::Request },
        Action::MoveGrant { owner: organisation(3), reader: unknown, side: Side::Owner, what: Move::Offer },
    ] {
        assert_eq!(access::may(&operator, action, &knowledge, hour(1)), Err(Denial::Standing), "{action:?}");
    }
}

#[test]
fn a_side_makes_its_own_moves_only() {
    let knowledge = knowledge(0, "admitted");
    let (owner, reader) = (organisation(ORGANISATION), organisation(READER));
    for (what, wrong, at) in [
        (Move::Offer, Side::Reader, READER),
        (Move::Revoke, Side::Reader, READER),
        (Move::Agree, Side::Owner, ORGANISATION),
        (Move::Request, Side::Owner, ORGANISATION),
    ] {
        let action = Action::MoveGrant { owner, reader, side: wrong, what };
        assert_eq!(access::may(&asker(at, "steward"), action, &knowledge, hour(1)), Err(Denial::Role), "{what}");
    }
}

#[test]
fn the_permitting_mandate_is_the_oldest_that_suffices() {
    let mut knowledge = knowledge(0, "suspended");
    knowledge.organisations[0].state = "suspended".into();
    let mut viewer = asker(0, "administrator");
    viewer.mandates[0].id = MandateId::from_bits(2);
    for (id, at) in [(5, 4), (3, 3)] {
        let mut more = asker(at, "operator").mandates.remove(0);
        more.id = MandateId::from_bits(id);
        viewer.mandates.push(more);
    }
    let edit = Action::EditOrganisation { organisation: organisation(0) };
    let permit = access::may(&viewer, edit, &knowledge, hour(1)).unwrap();
    assert_eq!((permit.mandate, permit.organisation), (Some(MandateId::from_bits(3)), Some(organisation(3))));
    let see = Action::SeePeople { organisation: organisation(0) };
    assert_eq!(access::may(&viewer, see, &knowledge, hour(1)).unwrap().mandate, Some(MandateId::from_bits(2)));
    let list = [edit, see, Action::EditDocuments];
    assert_eq!(access::can(&viewer, &list, &knowledge, hour(1)), [edit, see]);
}
