//! People, passwords, sessions, tokens, requests made again.

use verdigris_alliance::{OrganisationKind, Role};
use verdigris_quantity::Language;
use verdigris_store::{Answer, NewPassword, NewPerson, NewSession, NewToken, Paging, Remembered};

use crate::place::{Place, at, holder, organisation, person};

#[tokio::test]
async fn an_address_is_one_person_whatever_its_case() {
    for place in Place::all().await {
        let store = place.open().await;
        assert!(!store.has_people().await.unwrap());
        let anna = person(&store, "Anna").await;
        let same = NewPerson { name: "B".into(), email: " aNNa@Example.ORG ".into(), language: Language::Zh };
        assert_eq!(store.add_person(&same, None, at(1)).await.unwrap_err().code(), "exists");
        assert_eq!(store.person_by_email("ANNA@example.org ").await.unwrap().unwrap().id, anna.id);
        store.edit_person(anna.id, "安娜", Language::Zh).await.unwrap();
        let read = store.person(anna.id).await.unwrap().unwrap();
        assert_eq!((read.name.as_str(), read.language), ("安娜", Language::Zh));
        assert!(store.has_people().await.unwrap());
    }
}

#[tokio::test]
async fn sessions_end_by_time_by_hand_and_by_a_new_password() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        let session = |number: u8| NewSession {
            secret: [number; 32],
            person: anna.id,
            csrf: "c".into(),
            method: "password".into(),
            expires: at(1000),
            address: "127.0.0.1".into(),
            agent: "test".into(),
        };
        let first = store.begin_session(session(1), at(0)).await.unwrap();
        let second = store.begin_session(session(2), at(1)).await.unwrap();
        let third = store.begin_session(session(3), at(2)).await.unwrap();
        assert_eq!(store.session(&[1; 32], at(999)).await.unwrap().unwrap().id, first.id);
        assert_eq!(store.session(&[1; 32], at(1000)).await.unwrap().map(|s| s.id), None);
        assert_eq!(store.sessions_of(anna.id, at(3), &Paging::new(2, None)).await.unwrap().items.len(), 2);
        assert!(store.end_session(anna.id, second.id).await.unwrap());
        assert!(!store.end_session(anna.id, second.id).await.unwrap());
        let password = NewPassword { hash: "$argon2id$…".into(), one_time: false };
        store.set_password(anna.id, &password, Some(third.id), at(5)).await.unwrap();
        let left = store.sessions_of(anna.id, at(6), &Paging::default()).await.unwrap();
        assert_eq!(left.items.iter().map(|s| s.id).collect::<Vec<_>>(), [third.id]);
        store.set_disabled(anna.id, Some(at(7))).await.unwrap();
        assert!(store.session(&[3; 32], at(8)).await.unwrap().is_none());
        assert!(store.viewer(anna.id, None).await.unwrap().disabled);
    }
}

#[tokio::test]
async fn failures_are_counted_and_forgotten() {
    for place in Place::all().await {
        let store = place.open().await;
        let until = |failures: u32| (failures >= 3).then(|| at(100));
        for _ in 0..3 {
            store.count_failure("account/anna", at(1), until).await.unwrap();
        }
        let lockout = store.lockout("account/anna").await.unwrap().unwrap();
        assert_eq!((lockout.failures, lockout.until), (3, Some(at(100))));
        store.clear_failures("account/anna").await.unwrap();
        assert_eq!(store.lockout("account/anna").await.unwrap(), None);
        store.count_failure("address/1", at(1), until).await.unwrap();
        store.sweep(at(86_000)).await.unwrap();
        assert!(store.lockout("address/1").await.unwrap().is_some());
        store.sweep(at(86_401)).await.unwrap();
        assert_eq!(store.lockout("address/1").await.unwrap(), None);
    }
}

#[tokio::test]
async fn tokens_and_challenges() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        let new = NewToken {
            secret: [7; 32],
            person: anna.id,
            name: "script".into(),
            scopes: vec!["read".into()],
            expires: at(50),
        };
        let token = store.add_token(new, at(0)).await.unwrap();
        assert_eq!(store.token(&[7; 32], at(49)).await.unwrap().unwrap().scopes, ["read"]);
        assert!(store.token(&[7; 32], at(50)).await.unwrap().is_none());
        assert!(store.tokens_of(anna.id, &Paging::default()).await.unwrap().items[0].used.is_some());
        assert!(store.end_token(anna.id, token.id).await.unwrap());
        assert!(store.token(&[7; 32], at(1)).await.unwrap().is_none());

        let body = serde_json::json!({ "nonce": "n" });
        store.keep_challenge(&[1; 32], "oidc", &body, at(10)).await.unwrap();
        assert_eq!(store.take_challenge(&[1; 32], "passkey", at(1)).await.unwrap(), None);
        assert_eq!(store.take_challenge(&[1; 32], "oidc", at(1)).await.unwrap(), Some(body.clone()));
        assert_eq!(store.take_challenge(&[1; 32], "oidc", at(1)).await.unwrap(), None, "good once");
        store.keep_challenge(&[2; 32], "oidc", &body, at(10)).await.unwrap();
        assert_eq!(store.take_challenge(&[2; 32], "oidc", at(10)).await.unwrap(), None, "too late");
    }
}

#[tokio::test]
async fn a_request_made_again_answers_as_before() {
    for place in Place::all().await {
        let store = place.open().await;
        let anna = person(&store, "anna").await;
        let ask = |request: &'static str| store.remember(anna.id, "k", request, at(0));
        assert_eq!(ask("POST /a 1").await.unwrap(), Remembered::New);
        assert_eq!(ask("POST /a 1").await.unwrap(), Remembered::UnderWay { since: at(0) });
        assert_eq!(ask("POST /a 2").await.unwrap(), Remembered::Other);
        let answer = Answer { status: 201, headers: "{}".into(), body: vec![0, 255] };
        store.answered(anna.id, "k", &answer).await.unwrap();
        assert_eq!(ask("POST /a 1").await.unwrap(), Remembered::Answered(answer));
        store.sweep(at(100_000)).await.unwrap();
        assert_eq!(ask("POST /a 1").await.unwrap(), Remembered::New);
        store.forget(anna.id, "k").await.unwrap();
        assert_eq!(ask("POST /a 2").await.unwrap(), Remembered::New);
    }
}

#[tokio::test]
async fn mandates_are_decisions() {
    for place in Place::all().await {
        let store = place.open().await;
        let smelter = organisation(&store, "Smelter", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", smelter.id, Role::Engineer).await;
        let mandate = store.mandates_of(anna.id).await.unwrap().remove(0);
        store.end_mandate(mandate.id, None, at(20)).await.unwrap();
        assert_eq!(store.end_mandate(mandate.id, None, at(30)).await.unwrap_err().code(), "stale");
        assert_eq!(store.mandate(mandate.id).await.unwrap().unwrap().until, Some(at(20)));
        assert_eq!(store.decisions_on(&mandate.id.to_string()).await.unwrap().len(), 2);
        assert_eq!(store.decisions_on(&smelter.id.to_string()).await.unwrap().len(), 3);
        let people = store.people_of(smelter.id, &Paging::default()).await.unwrap();
        assert_eq!(people.items[0].mandates.len(), 1);
        let log = store.log();
        assert_eq!(log.size().await.unwrap(), 5);
    }
}
