//! Ids, words, people's mandates, membership, break-glass.

use std::{collections::BTreeSet, fmt::Debug, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use verdigris_alliance::{
    AllianceError, Emergency, EmergencyId, EmergencyState, Field, GrantState, Mandate, MandateId, MemberMove,
    MemberState, Move, OrganisationId, OrganisationKind, PersonId, PlantId, Purpose, Role, Scope, Side, StoredMandate,
    Viewer,
};

fn hour(hours: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hours * 3600).unwrap()
}

#[test]
fn ids_are_uuids_of_version_7() {
    // RFC 9562, appendix A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    let at: Timestamp = "2022-02-22T19:22:22Z".parse().unwrap();
    let random = (0xcc3_u128 << 62 | 0x18c4_dc0c_0c07_398f).to_be_bytes();
    let random: [u8; 10] = random[6..].try_into().unwrap();
    let id = OrganisationId::new(at, random);
    assert_eq!(id.to_string(), "017f22e279b07cc398c4dc0c0c07398f");
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(OrganisationId::from_bits(id.bits()), id);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    assert_eq!(serde_json::from_str::<OrganisationId>(&format!("\"{id}\"")).unwrap(), id);
    assert_eq!(format!("{id:?}"), format!("OrganisationId({id})"));
    let later = PlantId::new(at.checked_add(SignedDuration::from_millis(1)).unwrap(), [0; 10]);
    assert!(PlantId::new(at, [255; 10]) < later, "ids sort by the time they were made");
    let set = PlantId::new(at, [255; 10]).bits();
    assert_eq!((set >> 76 & 0xf, set >> 62 & 0x3), (7, 2));
    let before: Timestamp = "1960-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(PlantId::new(before, [0; 10]).bits() >> 80, 0);
    assert_eq!(PlantId::from_bits(1).to_string(), "00000000000000000000000000000001");
    for bad in [
        "",
        "1",
        "017F22E279B07CC398C4DC0C0C07398F",
        "017f22e279b07cc398c4dc0c0c07398",
        "017f22e279b07cc398c4dc0c0c07398f0",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "+17f22e279b07cc398c4dc0c0c07398f",
        "017f22e279b07cc398c4dc0c0c07398g",
    ] {
        let error = bad.parse::<PlantId>().unwrap_err();
        assert_eq!(error.code(), "bad-id");
        assert!(serde_json::from_str::<PlantId>(&format!("\"{bad}\"")).is_err());
    }
}

fn check<W>(all: &[W], as_str: impl Fn(W) -> &'static str, label: impl Fn(W) -> verdigris_quantity::Label)
where
    W: Copy + Debug + PartialEq + ToString + Serialize + DeserializeOwned + FromStr<Err = AllianceError>,
{
    let (mut words, mut names) = (BTreeSet::new(), BTreeSet::new());
    for word in all {
        let text = as_str(*word);
        assert!(text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{text}");
        assert_eq!(text.parse::<W>(), Ok(*word));
        assert_eq!(word.to_string(), text);
        assert_eq!(serde_json::to_string(word).unwrap(), format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<W>(&format!("\"{text}\"")).unwrap(), *word);
        let name = label(*word);
        assert!(!name.en.is_empty() && !name.zh.is_ascii(), "{text} is named in both languages");
        assert!(words.insert(text) && names.insert(name.zh));
        for bad in [format!("{text} "), text.to_uppercase(), text[1..].to_owned()] {
            assert_eq!(bad.parse::<W>().unwrap_err().code(), "unknown-word");
            assert!(serde_json::from_str::<W>(&format!("\"{bad}\"")).is_err());
        }
    }
}

#[test]
fn words_read_only_as_they_are_written() {
    check(Role::ALL, Role::as_str, Role::label);
    check(Field::ALL, Field::as_str, Field::label);
    check(Purpose::ALL, Purpose::as_str, Purpose::label);
    check(OrganisationKind::ALL, OrganisationKind::as_str, OrganisationKind::label);
    check(MemberState::ALL, MemberState::as_str, MemberState::label);
    check(MemberMove::ALL, MemberMove::as_str, MemberMove::label);
    check(GrantState::ALL, GrantState::as_str, GrantState::label);
    check(Move::ALL, Move::as_str, Move::label);
    check(Side::ALL, Side::as_str, Side::label);
    check(Scope::ALL, Scope::as_str, Scope::label);
    check(EmergencyState::ALL, EmergencyState::as_str, EmergencyState::label);
    assert_eq!((Role::ALL.len(), Field::ALL.len(), Purpose::ALL.len(), GrantState::ALL.len()), (12, 8, 8, 8));
}

#[test]
fn membership_goes_its_way() {
    use MemberMove::{Admit, Reinstate, Suspend, Vet, Withdraw};
    use MemberState::{Admitted, Applied, Suspended, Vetted, Withdrawn};
    let steps = [
        (Applied, Vet, Vetted),
        (Applied, Withdraw, Withdrawn),
        (Vetted, Admit, Admitted),
        (Vetted, Withdraw, Withdrawn),
        (Admitted, Suspend, Suspended),
        (Admitted, Withdraw, Withdrawn),
        (Suspended, Reinstate, Admitted),
        (Suspended, Withdraw, Withdrawn),
    ];
    for state in MemberState::ALL {
        for what in MemberMove::ALL {
            let step = steps.iter().find(|(from, by, _)| from == state && by == what);
            let refused = AllianceError::MemberMove { what: *what, state: *state };
            assert_eq!(state.after(*what), step.map(|(_, _, to)| *to).ok_or(refused));
            assert_eq!(state.moves().contains(what), step.is_some());
        }
    }
    for kind in OrganisationKind::ALL {
        let body = matches!(kind, OrganisationKind::Secretariat | OrganisationKind::Host);
        assert_eq!(kind.is_body(), body);
        assert_eq!(MemberState::initial(*kind), if body { Admitted } else { Applied });
    }
}

#[test]
fn mandates_are_kept_and_hold_half_open() {
    let mandate = Mandate {
        id: MandateId::from_bits(1),
        person: PersonId::from_bits(2),
        organisation: OrganisationId::from_bits(3),
        role: Role::Steward,
        from: hour(1),
        until: Some(hour(3)),
    };
    assert_eq!([0, 1, 2, 3].map(|at| mandate.holds(hour(at))), [false, true, true, false]);
    let open = Mandate { until: None, ..mandate.clone() };
    assert!(open.holds(hour(99_999)) && !open.holds(hour(0)));
    let mut stored = StoredMandate::from(&mandate);
    assert_eq!(stored.read(), Ok(mandate));
    stored.role = "Steward".into();
    assert!(stored.read().is_err());
}

#[test]
fn tokens_are_good_for_what_they_name() {
    let mut viewer = Viewer::session(PersonId::from_bits(1), Vec::new());
    assert!(!viewer.disabled && Scope::ALL.iter().all(|scope| viewer.within(*scope)));
    viewer.scopes = Some(vec!["write".into(), "everything".into()]);
    assert_eq!(Scope::ALL.iter().map(|scope| viewer.within(*scope)).collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn emergencies_are_asked_seconded_open_and_over() {
    use EmergencyState::{Open, Over};
    let (one, two) = (PersonId::from_bits(1), PersonId::from_bits(2));
    let ask =
        |reason| Emergency::ask(EmergencyId::from_bits(9), OrganisationId::from_bits(3), None, reason, one, hour(0));
    assert_eq!(ask(" \n\u{3000}"), Err(AllianceError::NoReason));
    let asked = ask(" fire ").unwrap();
    assert_eq!(asked.reason, "fire");
    let micro = SignedDuration::from_micros(1);
    assert_eq!(asked.state(hour(24)), EmergencyState::Asked);
    assert_eq!(asked.state(hour(24).checked_add(micro).unwrap()), EmergencyState::Over);
    assert!(!asked.is_open(hour(1)));
    assert_eq!(asked.second(one, hour(1)), Err(AllianceError::SamePerson));
    assert_eq!(asked.second(two, hour(-1)), Err(AllianceError::TooLate));
    assert_eq!(asked.second(two, hour(25)), Err(AllianceError::TooLate));
    assert!(asked.second(two, hour(24)).is_ok() && asked.second(two, hour(0)).is_ok());
    let open = asked.second(two, hour(2)).unwrap();
    assert_eq!((open.seconded_by, open.seconded_at, open.until), (Some(two), Some(hour(2)), Some(hour(26))));
    let states = [1, 2, 25, 26].map(|at| open.state(hour(at)));
    assert_eq!(states, [Over, Open, Open, Over]);
    assert_eq!(open.second(two, hour(3)), Err(AllianceError::TooLate), "once");
    let ended = Emergency { ended_at: Some(hour(5)), ..open.clone() };
    assert_eq!((ended.state(hour(3)), ended.is_open(hour(3))), (Over, false));
    let lapsed = Emergency { ended_at: Some(hour(1)), ..asked.clone() };
    assert_eq!(lapsed.second(two, hour(2)), Err(AllianceError::TooLate));
    for broken in [
        Emergency { seconded_by: None, ..open.clone() },
        Emergency { seconded_at: None, ..open.clone() },
        Emergency { until: None, ..open.clone() },
        Emergency { seconded_by: Some(one), ..open.clone() },
        Emergency { reason: String::new(), ..open.clone() },
        Emergency { until: Some(hour(26).checked_add(micro).unwrap()), ..open.clone() },
        Emergency { asked_at: hour(3), ..open.clone() },
        Emergency { asked_at: hour(2 - 24).checked_sub(micro).unwrap(), ..open.clone() },
    ] {
        assert_eq!((broken.state(hour(3)), broken.is_open(hour(3))), (Over, false), "{broken:?}");
    }
    let at_once = Emergency { asked_at: hour(2), ..open };
    assert!(at_once.is_open(hour(3)) && Emergency { asked_at: hour(2 - 24), ..at_once }.is_open(hour(3)));
}

#[test]
fn errors_have_stable_codes() {
    let kind = "plant";
    let state = GrantState::Active;
    let codes = [
        (AllianceError::BadId { kind, text: String::new() }, "bad-id"),
        (AllianceError::UnknownWord { kind, word: String::new() }, "unknown-word"),
        (AllianceError::Terms { reason: String::new() }, "grant-terms"),
        (AllianceError::History { reason: "" }, "grant-history"),
        (AllianceError::GrantMove { what: Move::Agree, side: Side::Owner, state }, "grant-move"),
        (AllianceError::SameOrganisation, "grant-to-itself"),
        (AllianceError::Period, "grant-period"),
        (AllianceError::MemberMove { what: MemberMove::Vet, state: MemberState::Vetted }, "member-move"),
        (AllianceError::NoReason, "emergency-reason"),
        (AllianceError::SamePerson, "emergency-same-person"),
        (AllianceError::TooLate, "emergency-too-late"),
    ];
    for (error, code) in codes {
        assert_eq!(error.code(), code);
        assert!(!error.to_string().is_empty());
    }
}
