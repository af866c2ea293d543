//! Writings that belong together, and readings logged by many at once.

use jiff::SignedDuration;
use verdigris_alliance::{
    Field, Move, OrganisationId, OrganisationKind, PersonId, Plants, Purpose, Role, Side, Terms, grant::Step,
};
use verdigris_quantity::{Label, Language};
use verdigris_store::{AccessFilter, NewMandate, NewNotice, NewPerson, Paging, PlantFilter, Store};

use crate::place::{Place, at, holder, organisation, plant, viewer};

fn newcomer(name: &str) -> NewPerson {
    NewPerson { name: name.into(), email: format!("{name}@example.org"), language: Language::En }
}

/// Opens an account with a role in one go.
async fn appoint(store: &Store, name: &str, organisation: OrganisationId) -> Result<(), verdigris_store::StoreError> {
    let mut writing = store.writing().await?;
    let person = writing.add_person(&newcomer(name), None, at(1)).await?.id;
    let mandate = NewMandate { person, organisation, role: Role::Engineer, until: None };
    writing.give_mandate(&mandate, None, at(1)).await?;
    writing.commit().await
}

#[tokio::test]
async fn an_account_whose_mandate_cannot_be_given_is_not_there() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let size = store.log().size().await.unwrap();
        let refused = appoint(&store, "anna", OrganisationId::from_bits(7)).await.unwrap_err();
        assert_eq!(refused.code(), "dangling");
        assert!(store.person_by_email("anna@example.org").await.unwrap().is_none());
        assert_eq!(store.log().size().await.unwrap(), size);
        appoint(&store, "anna", owner.id).await.unwrap();
        let anna = store.person_by_email("anna@example.org").await.unwrap().unwrap();
        assert_eq!(store.mandates_of(anna.id).await.unwrap().len(), 1);
        // Dropped without its end, nothing of it is stored, and the next may begin.
        {
            let mut writing = store.writing().await.unwrap();
            writing.add_person(&newcomer("ben"), None, at(2)).await.unwrap();
            writing.set_setting("k", "v").await.unwrap();
            assert_eq!(writing.setting("k").await.unwrap().as_deref(), Some("v"));
        }
        assert!(store.person_by_email("ben@example.org").await.unwrap().is_none());
        assert_eq!(store.setting("k").await.unwrap(), None);
        assert!(store.verify().await.unwrap().holds());
    }
}

#[tokio::test]
async fn a_move_of_which_nobody_can_be_told_is_not_made() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let bank = organisation(&store, "Bank", OrganisationKind::Bank).await;
        let anna = holder(&store, "anna", owner.id, Role::Steward).await;
        let lee = holder(&store, "lee", bank.id, Role::Lender).await;
        let terms = Terms {
            plants: Plants::All,
            fields: [Field::Records].into(),
            purpose: Purpose::Finance,
            from: None,
            until: at(10_000),
        };
        let offer = async |told: PersonId| {
            let (what, side, by) = (Move::Offer, Side::Owner, anna.id);
            let step = Step { what, side, by, at: at(10), terms: Some(terms.clone()), note: String::new() };
            let mut writing = store.writing().await?;
            let grant = writing.open_grant(owner.id, bank.id, step).await?;
            let message = Label::new("m", "m");
            let notice = NewNotice { person: told, kind: "grant-offer".into(), message, link: "/grants".into() };
            writing.add_notices(&[notice], at(10)).await?;
            writing.commit().await.map(|()| grant)
        };
        assert_eq!(offer(PersonId::from_bits(7)).await.unwrap_err().code(), "dangling");
        assert!(store.grants_of(&[owner.id], &Paging::default()).await.unwrap().items.is_empty());
        offer(lee.id).await.unwrap();
        assert_eq!(store.grants_of(&[owner.id], &Paging::default()).await.unwrap().items.len(), 1);
        assert_eq!(store.notices_of(lee.id, &Paging::default()).await.unwrap().items.len(), 1);
    }
}

/// Two that write pieces together wait for one another; neither waits for ever for what the other holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writings_at_once_come_one_after_the_other() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let all: Vec<_> = (0..16)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move { appoint(&store, &format!("p{}", number / 2), owner.id).await })
            })
            .collect();
        let mut refused = 0;
        for one in all {
            if let Err(error) = one.await.unwrap() {
                assert_eq!(error.code(), "exists");
                refused += 1;
            }
        }
        assert_eq!(refused, 8, "each address is good once");
        assert_eq!(store.mandates_in(owner.id).await.unwrap().len(), 8);
        assert!(store.verify().await.unwrap().holds());
    }
}

/// Whatever comes back to a reader is in the log by then, also where many ask at once; and nobody is logged who was
/// shown nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_many_read_at_once_is_logged_of_each() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let mut plants = Vec::new();
        for number in 0..5 {
            plants.push(plant(&store, owner.id, &format!("P{number}")).await.id);
        }
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(holder(&store, &format!("p{number}"), owner.id, Role::Reader).await.id);
        }
        let stranger = organisation(&store, "Bank", OrganisationKind::Bank).await;
        let nobody = holder(&store, "nobody", stranger.id, Role::Lender).await.id;
        let all: Vec<_> = people
            .iter()
            .chain([&nobody])
            .flat_map(|person| [(*person, 0), (*person, 1), (*person, 2)])
            .map(|(person, turn)| {
                let store = store.clone();
                tokio::spawn(async move {
                    let sees = viewer(&store, person).await;
                    let reading = store.reading(&sees, at(100) + SignedDuration::from_millis(turn)).await.unwrap();
                    let seen = reading.plants_now(&PlantFilter::default(), &Paging::default()).await.unwrap().items;
                    let paging = Paging::new(200, None);
                    let log = store.accesses(&[owner.id], &AccessFilter::default(), &paging).await.unwrap().items;
                    assert_eq!(log.iter().filter(|row| row.person == person).count() >= 5, !seen.is_empty());
                    seen.len()
                })
            })
            .collect();
        let mut seen = 0;
        for one in all {
            seen += one.await.unwrap();
        }
        assert_eq!(seen, 12 * 3 * 5);
        let log = store.accesses(&[owner.id], &AccessFilter::default(), &Paging::new(200, None)).await.unwrap().items;
        let of = |person: PersonId| log.iter().filter(|row| row.person == person).count();
        assert_eq!(of(nobody), 0);
        // Once a plant, or once more where two of the same person asked before either was logged.
        assert!(people.iter().all(|person| (5..=15).contains(&of(*person))), "{}", log.len());
    }
}
