//! Grants: who may make which move in which state, versions of terms, the clock, and what does not read.

use jiff::Timestamp;
use proptest::prelude::*;
use verdigris_alliance::{
    AllianceError, Field, Grant, GrantId, GrantState, Move, OrganisationId, PersonId, PlantId, Plants, Purpose, Side,
    StoredGrant, StoredMove, Terms, grant::Step,
};

fn hour(hours: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hours * 3600).unwrap()
}

fn organisations() -> (OrganisationId, OrganisationId) {
    (OrganisationId::from_bits(1), OrganisationId::from_bits(2))
}

fn terms(from: Option<i64>, until: i64) -> Terms {
    Terms {
        plants: Plants::All,
        fields: [Field::Accounts].into(),
        purpose: Purpose::Finance,
        from: from.map(hour),
        until: hour(until),
    }
}

fn step(what: Move, side: Side, at: i64, terms: Option<Terms>) -> Step {
    Step { what, side, by: PersonId::from_bits(3), at: hour(at), terms, note: "said".into() }
}

fn open(first: Step) -> Result<Grant, AllianceError> {
    let (owner, reader) = organisations();
    Grant::open(GrantId::from_bits(9), owner, reader, first)
}

fn offered() -> Grant {
    open(step(Move::Offer, Side::Owner, 0, Some(terms(Some(10), 20)))).unwrap()
}

fn stored(grant: &Grant) -> StoredGrant {
    let moves = grant.history().iter().map(|moved| StoredMove::try_from(moved).unwrap()).collect();
    StoredGrant { id: grant.id, owner: grant.owner, reader: grant.reader, moves }
}

/// The published table: state, side, moves.
const TABLE: [(GrantState, Side, &[Move]); 8] = [
    (GrantState::Requested, Side::Owner, &[Move::Offer, Move::Decline]),
    (GrantState::Requested, Side::Reader, &[Move::Request, Move::Withdraw]),
    (GrantState::Offered, Side::Owner, &[Move::Offer, Move::Withdraw]),
    (GrantState::Offered, Side::Reader, &[Move::Agree, Move::Request, Move::Decline]),
    (GrantState::Agreed, Side::Owner, &[Move::Revoke]),
    (GrantState::Agreed, Side::Reader, &[Move::Withdraw]),
    (GrantState::Active, Side::Owner, &[Move::Revoke]),
    (GrantState::Active, Side::Reader, &[Move::Withdraw]),
];

#[test]
fn moves_are_those_of_the_table() {
    for state in GrantState::ALL {
        let ends =
            [GrantState::Declined, GrantState::Withdrawn, GrantState::Revoked, GrantState::Expired].contains(state);
        assert_eq!(state.is_final(), ends);
        for side in Side::ALL {
            let row = TABLE.iter().find(|(at, who, _)| at == state && who == side);
            let expected: &[Move] = row.map_or(&[], |(_, _, moves)| moves);
            assert_eq!(state.moves(*side), expected);
            for what in Move::ALL {
                let leads = match what {
                    Move::Request => GrantState::Requested,
                    Move::Offer => GrantState::Offered,
                    Move::Agree => GrantState::Agreed,
                    Move::Decline => GrantState::Declined,
                    Move::Withdraw => GrantState::Withdrawn,
                    Move::Revoke => GrantState::Revoked,
                };
                let refused = AllianceError::GrantMove { what: *what, side: *side, state: *state };
                let expected = if expected.contains(what) { Ok(leads) } else { Err(refused) };
                assert_eq!(state.after(*what, *side), expected);
            }
        }
    }
    let sides = Move::ALL.iter().map(|what| what.side()).collect::<Vec<_>>();
    let (owner, reader) = (Some(Side::Owner), Some(Side::Reader));
    assert_eq!(sides, [reader, owner, reader, None, None, owner]);
    let sharing = Move::ALL.iter().map(|what| what.shares()).collect::<Vec<_>>();
    assert_eq!(sharing, [true, true, true, false, false, false]);
    let with_terms = Move::ALL.iter().map(|what| what.has_terms()).collect::<Vec<_>>();
    assert_eq!(with_terms, [true, true, false, false, false, false]);
}

#[test]
fn a_grant_begins_with_a_request_or_an_offer_with_terms() {
    for what in Move::ALL {
        for side in Side::ALL {
            let opened = open(step(*what, *side, 0, Some(terms(None, 20))));
            match (what, side) {
                (Move::Request, Side::Reader) => assert_eq!(opened.unwrap().state(hour(1)), GrantState::Requested),
                (Move::Offer, Side::Owner) => assert_eq!(opened.unwrap().state(hour(1)), GrantState::Offered),
                _ => assert!(matches!(opened, Err(AllianceError::History { .. })), "{what} by {side}"),
            }
        }
    }
    assert!(matches!(open(step(Move::Offer, Side::Owner, 0, None)), Err(AllianceError::History { .. })));
    assert_eq!(open(step(Move::Offer, Side::Owner, 20, Some(terms(None, 20)))), Err(AllianceError::Period));
    assert!(open(step(Move::Offer, Side::Owner, 19, Some(terms(None, 20)))).is_ok());
    assert_eq!(open(step(Move::Offer, Side::Owner, 0, Some(terms(Some(20), 20)))), Err(AllianceError::Period));
    let nothing = Terms { fields: [].into(), ..terms(None, 20) };
    assert!(matches!(open(step(Move::Offer, Side::Owner, 0, Some(nothing))), Err(AllianceError::Terms { .. })));
    let (owner, _) = organisations();
    let own =
        Grant::open(GrantId::from_bits(9), owner, owner, step(Move::Offer, Side::Owner, 0, Some(terms(None, 20))));
    assert_eq!(own, Err(AllianceError::SameOrganisation));
}

#[test]
fn the_clock_adds_active_and_expired() {
    use GrantState::{Active, Agreed, Expired, Offered, Revoked};
    let agreed = offered().step(step(Move::Agree, Side::Reader, 2, None)).unwrap();
    let states = [1, 2, 9, 10, 19, 20, 99].map(|at| agreed.state(hour(at)));
    assert_eq!(states, [Agreed, Agreed, Agreed, Active, Active, Expired, Expired]);
    assert_eq!([19, 20].map(|at| offered().state(hour(at))), [Offered, Expired]);
    let at_once = open(step(Move::Offer, Side::Owner, 0, Some(terms(None, 20)))).unwrap();
    let at_once = at_once.step(step(Move::Agree, Side::Reader, 5, None)).unwrap();
    assert_eq!([4, 5].map(|at| at_once.state(hour(at))), [Agreed, Active]);
    let revoked = agreed.step(step(Move::Revoke, Side::Owner, 15, None)).unwrap();
    assert_eq!([3, 12, 15, 99].map(|at| revoked.state(hour(at))), [Revoked; 4], "whatever the clock says");
    assert!(agreed.step(step(Move::Revoke, Side::Owner, 20, None)).is_err(), "nothing is left to revoke");
    assert!(offered().step(step(Move::Agree, Side::Reader, 20, None)).is_err(), "too late");
    assert_eq!(agreed.moves(Side::Owner, hour(12)), [Move::Revoke]);
    assert!(agreed.moves(Side::Owner, hour(20)).is_empty());
}

#[test]
fn new_terms_are_a_new_version_and_only_requests_and_offers_bring_them() {
    let first = offered();
    assert_eq!((first.version(), first.terms()), (1, &terms(Some(10), 20)));
    let same = first.step(step(Move::Offer, Side::Owner, 1, Some(terms(Some(10), 20)))).unwrap();
    assert_eq!(same.version(), 1);
    let counter = first.step(step(Move::Request, Side::Reader, 1, Some(terms(None, 30)))).unwrap();
    assert_eq!((counter.version(), counter.state(hour(1))), (2, GrantState::Requested));
    assert!(counter.step(step(Move::Agree, Side::Reader, 2, None)).is_err(), "one does not agree with oneself");
    let again = counter.step(step(Move::Offer, Side::Owner, 2, None)).unwrap();
    let agreed = again.step(step(Move::Agree, Side::Reader, 3, None)).unwrap();
    assert_eq!((agreed.version(), agreed.terms()), (2, &terms(None, 30)));
    assert_eq!(agreed.history().len(), 4);
    assert_eq!((agreed.last().what, agreed.last().note.as_str()), (Move::Agree, "said"));
    let slipped = again.step(step(Move::Agree, Side::Reader, 3, Some(terms(None, 99))));
    assert!(matches!(slipped, Err(AllianceError::History { .. })));
    let over = first.step(step(Move::Request, Side::Reader, 5, Some(terms(None, 5))));
    assert_eq!(over, Err(AllianceError::Period));
    assert!(first.step(step(Move::Request, Side::Reader, 5, Some(terms(None, 6)))).is_ok());
    let empty = Terms { plants: Plants::List([].into()), ..terms(None, 30) };
    assert!(first.step(step(Move::Offer, Side::Owner, 1, Some(empty))).is_err());
    assert!(matches!(
        counter.step(step(Move::Offer, Side::Owner, 0, None)),
        Err(AllianceError::History { reason: "moves stand in order of time" })
    ));
    let (owner, reader) = organisations();
    let sides = [owner, reader, OrganisationId::from_bits(7)].map(|who| first.side(who));
    assert_eq!(sides, [Some(Side::Owner), Some(Side::Reader), None]);
}

#[test]
fn stored_histories_read_only_when_they_follow() {
    let counter = offered().step(step(Move::Request, Side::Reader, 1, Some(terms(None, 30)))).unwrap();
    let agreed = counter
        .step(step(Move::Offer, Side::Owner, 2, None))
        .and_then(|grant| grant.step(step(Move::Agree, Side::Reader, 3, None)))
        .unwrap();
    let good = stored(&agreed);
    assert_eq!(good.read().unwrap(), agreed);
    let spoiled = |change: &dyn Fn(&mut Vec<StoredMove>)| {
        let mut bad = good.clone();
        change(&mut bad.moves);
        bad.read().is_err()
    };
    assert!(!spoiled(&|_| ()));
    assert!(spoiled(&|moves| moves.clear()));
    assert!(spoiled(&|moves| moves[3].version = 3));
    assert!(spoiled(&|moves| moves[3].version = 1));
    assert!(spoiled(&|moves| moves[1].version = 1), "other terms under the same version");
    assert!(spoiled(&|moves| moves[1].version = 3), "a version skipped");
    assert!(spoiled(&|moves| moves[0].version = 0));
    assert!(spoiled(&|moves| moves[0].version = 2));
    assert!(spoiled(&|moves| moves[3].terms = moves[0].terms.clone()));
    assert!(spoiled(&|moves| moves[3].what = "Agree".into()));
    assert!(spoiled(&|moves| moves[3].side = "both".into()));
    assert!(spoiled(&|moves| moves[3].terms.push(' ')) != spoiled(&|moves| moves[3].terms.push('x')));
    assert!(spoiled(&|moves| moves.swap(1, 2)));
    assert!(spoiled(&|moves| {
        moves.remove(2);
    }));
    assert!(!spoiled(&|moves| moves[0].at = moves[1].at), "one moment is in order");
    // Versions are counted, not wrapped.
    let mut last = stored(&offered());
    last.moves[0].version = u32::MAX;
    assert!(last.read().is_err());
}

#[test]
fn terms_are_written_in_one_form_and_read_strictly() {
    let list = [PlantId::from_bits(2), PlantId::from_bits(1)];
    let full = Terms {
        plants: Plants::List(list.into()),
        fields: [Field::Report, Field::Accounts].into(),
        purpose: Purpose::SupplyChain,
        from: Some(hour(1)),
        until: hour(2),
    };
    let text = full.text().unwrap();
    let expected = format!(
        r#"{{"plants":["{}","{}"],"fields":["accounts","report"],"purpose":"supply-chain","from":"{}","until":"{}"}}"#,
        list[1],
        list[0],
        hour(1),
        hour(2)
    );
    assert_eq!(text, expected);
    assert_eq!(Terms::parse(&text), Ok(full.clone()));
    assert!(full.cover(list[0], Field::Report) && !full.cover(list[0], Field::File));
    assert!(!full.cover(PlantId::from_bits(3), Field::Report));
    assert_eq!([0, 1, 2].map(|at| full.hold(hour(at))), [false, true, false]);
    let open = terms(None, 2);
    assert_eq!(open.text().unwrap().matches("from").count(), 0);
    let all = open.text().unwrap();
    assert!(all.starts_with("{\"plants\":\"all\""));
    assert_eq!(Terms::parse(&all), Ok(open));
    for word in ["every", "All", "", "all "] {
        let error = Terms::parse(&all.replace("\"all\"", &format!("\"{word}\""))).unwrap_err();
        assert_eq!(error.code(), "grant-terms", "{word}");
    }
    for (good, bad) in [
        ("{\"plants\"", "{\"except\":1,\"plants\""),
        ("[\"accounts\",\"report\"]", "[\"accounts\",\"all\"]"),
        ("[\"accounts\",\"report\"]", "[]"),
        ("[\"accounts\",\"report\"]", "\"accounts\""),
        ("supply-chain", "supplychain"),
        (list[0].to_string().as_str(), "2"),
        ("\"until\":\"", "\"until\":\"x"),
        ("}", "} {}"),
        ("{\"plants\":", "{\"plants\":\"all\",\"plants\":"),
    ] {
        let bad = text.replace(good, bad);
        assert_ne!(bad, text);
        assert!(matches!(Terms::parse(&bad), Err(AllianceError::Terms { .. })), "{bad}");
    }
    assert!(Terms::parse(&text.replace(&hour(1).to_string(), &hour(2).to_string())).is_err());
    let positional = format!(r#"["all",["profile"],"finance",null,"{}"]"#, hour(2));
    assert!(Terms::parse(&positional).is_err());
    assert!(Terms::parse("").is_err() && Terms::parse("null").is_err());
    let nowhere = Terms { plants: Plants::List([].into()), ..full };
    assert!(matches!(nowhere.check(), Err(AllianceError::Terms { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is tried: what was done reads back the same, nothing follows an end, and agreement is to the last offer.
    #[test]
    fn any_history_reads_back(tries in prop::collection::vec((0_usize..6, 0_usize..2, 0_i64..4, 0_i64..3), 1..14)) {
        let mut at = 0;
        let mut grant: Option<Grant> = None;
        for (what, side, wait, other) in tries {
            at += wait;
            let (what, side) = (Move::ALL[what], Side::ALL[side]);
            let new = (other > 0).then(|| terms(None, 20 + other));
            let tried = match &grant {
                None => open(step(what, side, at, new)),
                Some(before) => before.step(step(what, side, at, new)),
            };
            if let Ok(after) = tried {
                if let Some(before) = &grant {
                    prop_assert!(!before.state(hour(at)).is_final());
                    prop_assert!(before.moves(side, hour(at)).contains(&what));
                    prop_assert_eq!(before.history(), &after.history()[..before.history().len()]);
                    if what == Move::Agree {
                        prop_assert_eq!((before.last().what, before.terms()), (Move::Offer, after.terms()));
                    }
                }
                prop_assert_eq!(&stored(&after).read().unwrap(), &after);
                grant = Some(after);
            }
        }
    }
}
