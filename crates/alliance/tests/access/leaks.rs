//! No leak and no false denial: whole generated worlds are asked everything, and both decisions must say the same.

use std::collections::BTreeMap;

use verdigris_alliance::{Basis, BasisKind, Denial, Field, Purpose, access, access::Sight};

use crate::{
    draw::Draw,
    reference::{Ground, permitted},
    world::{FIELDS, PURPOSES, World},
};

fn ground(basis: Basis) -> Ground {
    let (rank, id) = match basis.kind {
        BasisKind::Own => (0, String::new()),
        BasisKind::Grant(id) => (1, id.to_string()),
        BasisKind::Emergency(id) => (2, id.to_string()),
    };
    let purpose = basis.purpose.map(|purpose| purpose.as_str().to_owned());
    (rank, id, basis.mandate.to_string(), basis.organisation.to_string(), purpose)
}

#[test]
fn both_decisions_say_the_same_of_every_question() {
    let (mut asked, mut by_basis, mut denied) = (0_u64, [0_u64; 3], BTreeMap::<&str, u64>::new());
    let mut draw = Draw::new(7);
    for seed in 0..32 {
        let world = World::generate(seed);
        for viewer in &world.viewers {
            for at in &world.moments {
                let list = permitted(viewer, &world.knowledge, &world.objects, *at);
                let sight = Sight::of(viewer, &world.knowledge, *at);
                for object in &world.objects {
                    let readable = sight.readable(*object);
                    for field in FIELDS {
                        let typed: Field = field.parse().unwrap();
                        for purpose in std::iter::once(None).chain(PURPOSES.into_iter().map(Some)) {
                            let stated = purpose.map(|purpose| purpose.parse::<Purpose>().unwrap());
                            let decided = sight.decide(*object, typed, stated);
                            let expected = list.get(&(*object, field, purpose));
                            assert_eq!(
                                decided.ok().map(ground).as_ref(),
                                expected,
                                "world {seed}, {viewer:?}, {object:?}, {field}, {purpose:?}, {at}"
                            );
                            match decided {
                                Ok(basis) => by_basis[usize::from(ground(basis).0)] += 1,
                                Err(denial) => *denied.entry(denial.code()).or_default() += 1,
                            }
                            asked += 1;
                            if purpose.is_none() {
                                assert_eq!(readable.get(&typed).copied(), decided.ok());
                            }
                            if draw.below(200) == 0 {
                                let alone = access::decide(viewer, *object, typed, stated, &world.knowledge, *at);
                                assert_eq!(alone, decided);
                                let all = access::readable(viewer, *object, &world.knowledge, *at);
                                assert_eq!(all, readable);
                            }
                        }
                    }
                }
            }
        }
    }
    println!("{asked} questions: {by_basis:?} allowed by own, grant, emergency; denied {denied:?}");
    assert!(asked >= 1_000_000);
    // No ground is tried by accident only.
    assert!(by_basis.iter().all(|count| *count > 2_000), "{by_basis:?}");
    assert!(denied.len() == 3 && denied.values().all(|count| *count > 100_000), "{denied:?}");
}

#[test]
fn closed_accounts_and_tokens_without_the_scope_are_told_so() {
    for seed in 0..20 {
        let world = World::generate(seed);
        for viewer in &world.viewers {
            let scoped = viewer.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == "read"));
            let sight = Sight::of(viewer, &world.knowledge, world.moments[0]);
            let decided = sight.decide(world.objects[0], Field::Profile, None);
            if viewer.disabled {
                assert_eq!(decided, Err(Denial::Disabled));
            } else if !scoped {
                assert_eq!(decided, Err(Denial::Scope));
            } else {
                assert!(!matches!(decided, Err(Denial::Disabled | Denial::Scope)));
                continue;
            }
            assert!(sight.openings().is_empty());
        }
    }
}
