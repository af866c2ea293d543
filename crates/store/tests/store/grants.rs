//! Grants and break-glass over the store.

use std::collections::BTreeSet;

use verdigris_alliance::{Field, GrantState, Move, OrganisationKind, Plants, Purpose, Role, Side, Terms, grant::Step};
use verdigris_store::{AccessFilter, Paging, PlantFilter};

use crate::place::{Place, at, holder, organisation, plant, submit, viewer};

fn terms(fields: &[Field]) -> Terms {
    Terms {
        plants: Plants::All,
        fields: fields.iter().copied().collect::<BTreeSet<_>>(),
        purpose: Purpose::Finance,
        from: None,
        until: at(10_000),
    }
}

#[tokio::test]
async fn a_grant_opens_its_fields_until_it_is_revoked() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let bank = organisation(&store, "Bank", OrganisationKind::Bank).await;
        let anna = holder(&store, "anna", owner.id, Role::Steward).await;
        let lee = holder(&store, "lee", bank.id, Role::Lender).await;
        let plant = plant(&store, owner.id, "P1").await;
        let submission = submit(&store, plant.id, anna.id, 2024, "x").await;
        let step =
            |what, side, by, terms, seconds| Step { what, side, by, at: at(seconds), terms, note: String::new() };
        let offer = step(Move::Offer, Side::Owner, anna.id, Some(terms(&[Field::Records])), 200);
        let grant = store.open_grant(owner.id, bank.id, offer).await.unwrap();
        let sees = viewer(&store, lee.id).await;
        let part = async |seconds: i64, name: &str| {
            let reading = store.reading(&sees, at(seconds)).await.unwrap();
            reading.part(submission.id, name).await.unwrap()
        };
        assert!(part(250, "records.json").await.is_none(), "offered only");
        store.move_grant(grant.id, step(Move::Agree, Side::Reader, lee.id, None, 300)).await.unwrap();
        assert!(part(301, "records.json").await.is_some());
        assert!(part(301, "a.xlsx").await.is_none(), "another field");
        let reading = store.reading(&sees, at(302)).await.unwrap();
        let seen = reading.plants(&PlantFilter::default(), &Paging::default()).await.unwrap().items.remove(0);
        assert_eq!((seen.profile, seen.years), (None, vec![2024]), "the profile is not granted");
        let again = step(Move::Agree, Side::Reader, lee.id, None, 303);
        assert_eq!(store.move_grant(grant.id, again).await.unwrap_err().code(), "grant-move");
        store.move_grant(grant.id, step(Move::Revoke, Side::Owner, anna.id, None, 400)).await.unwrap();
        assert!(part(401, "records.json").await.is_none(), "revoked");
        let stored = store.grant(grant.id).await.unwrap().unwrap();
        assert_eq!(stored.read().unwrap().state(at(500)), GrantState::Revoked);
        assert_eq!(store.grants_of(&[bank.id, owner.id], &Paging::default()).await.unwrap().items.len(), 1);
        let others = AccessFilter { others_only: true, ..AccessFilter::default() };
        let log = store.accesses(&[owner.id], &others, &Paging::default()).await.unwrap().items;
        assert_eq!(log.len(), 1);
        assert_eq!(
            (log[0].field, log[0].purpose, log[0].organisation),
            (Field::Records, Some(Purpose::Finance), bank.id)
        );
    }
}

/// Years are told by what may be read of them, on both databases alike.
#[tokio::test]
async fn a_grant_of_results_does_not_tell_of_submissions() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let bank = organisation(&store, "Bank", OrganisationKind::Bank).await;
        let anna = holder(&store, "anna", owner.id, Role::Steward).await;
        let lee = holder(&store, "lee", bank.id, Role::Lender).await;
        let plant = plant(&store, owner.id, "P1").await;
        submit(&store, plant.id, anna.id, 2023, "x").await;
        let submission = submit(&store, plant.id, anna.id, 2024, "x").await;
        let result = verdigris_store::NewResult {
            submission: submission.id,
            by: anna.id,
            engine: "test".into(),
            question: serde_json::json!({}),
            totals: serde_json::json!([1]),
            parts: Vec::new(),
        };
        let result = store.add_result(&result, at(150)).await.unwrap();
        let step =
            |what, side, by, terms, seconds| Step { what, side, by, at: at(seconds), terms, note: String::new() };
        let offer = step(Move::Offer, Side::Owner, anna.id, Some(terms(&[Field::Footprint])), 200);
        let grant = store.open_grant(owner.id, bank.id, offer).await.unwrap();
        store.move_grant(grant.id, step(Move::Agree, Side::Reader, lee.id, None, 201)).await.unwrap();
        let sees = viewer(&store, lee.id).await;
        let reading = store.reading(&sees, at(300)).await.unwrap();
        assert_eq!(reading.plant(plant.id).await.unwrap().unwrap().years, [2024]);
        assert!(reading.submission(submission.id).await.unwrap().is_none());
        let seen = reading.result(result.id).await.unwrap().unwrap();
        assert_eq!(seen.totals, serde_json::Value::Null, "totals are of the accounts");
        assert!(reading.for_purpose(Purpose::Research).result(result.id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn break_glass_takes_two_and_tells_the_owner() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let office = organisation(&store, "Office", OrganisationKind::Secretariat).await;
        let anna = holder(&store, "anna", owner.id, Role::Reader).await;
        let one = holder(&store, "one", office.id, Role::Secretariat).await;
        let two = holder(&store, "two", office.id, Role::Operator).await;
        let plant = plant(&store, owner.id, "P1").await;
        let sees = viewer(&store, one.id).await;
        let sight = async |seconds: i64| {
            store.reading(&sees, at(seconds)).await.unwrap().plant(plant.id).await.unwrap().is_some()
        };
        let case = store.ask_emergency(owner.id, None, "fire", one.id, at(100)).await.unwrap();
        assert!(!sight(101).await);
        let alone = store.second_emergency(case.id, one.id, at(102)).await.unwrap_err();
        assert_eq!(alone.code(), "emergency-same-person");
        store.second_emergency(case.id, two.id, at(103)).await.unwrap();
        assert!(sight(104).await);
        store.end_emergency(case.id, two.id, at(105)).await.unwrap();
        assert!(!sight(106).await);
        assert_eq!(store.notices_of(anna.id, &Paging::default()).await.unwrap().items.len(), 3);
        assert_eq!(store.emergencies(Some(&[owner.id]), &Paging::default()).await.unwrap().items.len(), 1);
        let log = store.accesses(&[owner.id], &AccessFilter::default(), &Paging::default()).await.unwrap().items;
        assert_eq!(log.len(), 1);
        assert_eq!(log[0].basis.id(), Some(case.id.to_string()));
    }
}
