//! Plants, imports, submissions, results, and reading them.

use serde_json::json;
use verdigris_alliance::{BasisKind, Field, OrganisationKind, Role};
use verdigris_quantity::Label;
use verdigris_store::{AccessFilter, NewImport, NewProfile, NewResult, NewSubmission, Paging, PlantFilter};

use crate::place::{Place, at, holder, organisation, part, plant, submit, viewer};

#[tokio::test]
async fn the_owner_reads_and_a_stranger_does_not() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let other = organisation(&store, "Other", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", owner.id, Role::Engineer).await;
        let eve = holder(&store, "eve", other.id, Role::Administrator).await;
        let plant = plant(&store, owner.id, "P1").await;
        let first = submit(&store, plant.id, anna.id, 2024, "one").await;
        let second = submit(&store, plant.id, anna.id, 2024, "two").await;
        assert_eq!((first.version, second.version), (1, 2));
        let lister = viewer(&store, anna.id).await;
        let listed = store.reading(&lister, at(199)).await.unwrap();
        let page = listed.submissions(plant.id, None, &Paging::new(1, None)).await.unwrap();
        assert_eq!(page.items[0].id, second.id, "the newest first, even within one moment");
        let rest = listed.submissions(plant.id, None, &Paging::new(1, page.next)).await.unwrap();
        assert_eq!((rest.items[0].id, rest.next), (first.id, None));
        let (anna_sees, eve_sees) = (viewer(&store, anna.id).await, viewer(&store, eve.id).await);
        let own = store.reading(&anna_sees, at(200)).await.unwrap();
        let foreign = store.reading(&eve_sees, at(200)).await.unwrap();

        let seen = own.plants(&PlantFilter::default(), &Paging::default()).await.unwrap().items;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].years, [2024]);
        assert_eq!(seen[0].profile.as_ref().unwrap().name, Label::new("P1", "P1"));
        assert!(foreign.plants(&PlantFilter::default(), &Paging::default()).await.unwrap().items.is_empty());
        assert_eq!(own.latest_submission(plant.id, 2024).await.unwrap(), Some(second.clone()));
        assert_eq!(own.part(second.id, "records.json").await.unwrap().unwrap().body, b"two");
        assert_eq!(own.parts(second.id).await.unwrap().len(), 2);
        assert!(foreign.plant(plant.id).await.unwrap().is_none());
        assert!(foreign.submission(first.id).await.unwrap().is_none());
        assert!(foreign.submissions(plant.id, None, &Paging::default()).await.unwrap().items.is_empty());
        assert!(foreign.part(first.id, "a.xlsx").await.unwrap().is_none());
        assert!(foreign.parts(first.id).await.unwrap().is_empty());

        let log = store.accesses(&[owner.id], &AccessFilter::default(), &Paging::default()).await.unwrap().items;
        assert!(log.iter().all(|access| access.person == anna.id && access.basis == BasisKind::Own));
        let fields: Vec<Field> = log.iter().map(|access| access.field).collect();
        assert!(fields.contains(&Field::Profile) && fields.contains(&Field::Records), "{fields:?}");
        store.close().await;
    }
}

#[tokio::test]
async fn reading_again_within_a_minute_is_one_row() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", owner.id, Role::Reader).await;
        let plant = plant(&store, owner.id, "P1").await;
        let anna = viewer(&store, anna.id).await;
        for seconds in [0, 10, 59, 60, 61, 150] {
            store.reading(&anna, at(seconds)).await.unwrap().plant(plant.id).await.unwrap().unwrap();
        }
        let log = store.accesses(&[owner.id], &AccessFilter::default(), &Paging::default()).await.unwrap();
        assert_eq!(log.items.iter().map(|access| access.at).collect::<Vec<_>>(), [at(150), at(60), at(0)]);
    }
}

#[tokio::test]
async fn an_import_becomes_one_submission() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", owner.id, Role::Engineer).await;
        let plant = plant(&store, owner.id, "P1").await;
        let new = NewImport { plant: plant.id, file_name: "a.xlsx".into(), file: vec![1, 2], by: anna.id };
        let import = store.add_import(&new, at(1)).await.unwrap();
        store.edit_import(import, &[json!({ "cell": "A1" })]).await.unwrap();
        let edits = store.edit_import(import, &[json!({ "cell": "A2" })]).await.unwrap();
        assert_eq!(edits.len(), 2);
        let sees = viewer(&store, anna.id).await;
        let reading = store.reading(&sees, at(2)).await.unwrap();
        let read = reading.import(import).await.unwrap().unwrap();
        assert_eq!((read.file, read.edits, read.version), (vec![1, 2], edits, 3));
        let submission = NewSubmission {
            plant: plant.id,
            year: 2025,
            by: anna.id,
            import: Some(import),
            file_name: "a.xlsx".into(),
            sha256: read.sha256,
            counts: json!({}),
            parts: vec![part("a.xlsx", Field::File, "x")],
        };
        store.submit(&submission, at(3)).await.unwrap();
        assert_eq!(store.submit(&submission, at(4)).await.unwrap_err().code(), "wrong-state");
        assert_eq!(store.edit_import(import, &[]).await.unwrap_err().code(), "wrong-state");
        assert_eq!(store.discard_import(import).await.unwrap_err().code(), "wrong-state");
        let submissions = reading.submissions(plant.id, None, &Paging::default()).await.unwrap();
        assert_eq!(submissions.items.len(), 1, "the refused one left nothing behind");
        assert_eq!(reading.imports(plant.id, &Paging::default()).await.unwrap().items.len(), 1);
    }
}

#[tokio::test]
async fn profiles_have_versions() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", owner.id, Role::Steward).await;
        let plant = plant(&store, owner.id, "P1").await;
        let profile = NewProfile { name: Label::new("P2", "二"), sector: "copper".into(), region: "CN-GS".into() };
        store.edit_plant(plant.id, &profile, 1, anna.id, at(5)).await.unwrap();
        assert_eq!(store.edit_plant(plant.id, &profile, 1, anna.id, at(6)).await.unwrap_err().code(), "stale");
        let sees = viewer(&store, anna.id).await;
        let reading = store.reading(&sees, at(7)).await.unwrap();
        let seen = reading.plant(plant.id).await.unwrap().unwrap().profile.unwrap();
        assert_eq!((seen.version, seen.name.zh.as_str(), seen.sector.as_str()), (2, "二", "copper"));
        let by_name = |text: &str| PlantFilter { text: Some(text.into()), ..PlantFilter::default() };
        assert_eq!(reading.plants(&by_name("二"), &Paging::default()).await.unwrap().items.len(), 1);
        assert_eq!(reading.plants(&by_name("P1"), &Paging::default()).await.unwrap().items.len(), 0);
    }
}

#[tokio::test]
async fn totals_go_with_the_accounts() {
    for place in Place::all().await {
        let store = place.open().await;
        let owner = organisation(&store, "Owner", OrganisationKind::Enterprise).await;
        let anna = holder(&store, "anna", owner.id, Role::Engineer).await;
        let plant = plant(&store, owner.id, "P1").await;
        let submission = submit(&store, plant.id, anna.id, 2024, "x").await;
        let new = NewResult {
            submission: submission.id,
            by: anna.id,
            engine: "test".into(),
            question: json!({ "year": 2024 }),
            totals: json!([{ "scheme": "s", "value": 1.5 }]),
            parts: vec![part("diagnosis.json", Field::Diagnosis, "{}"), part("report.zh.pdf", Field::Report, "pdf")],
        };
        let first = store.add_result(&new, at(5)).await.unwrap();
        let second = store.add_result(&new, at(6)).await.unwrap();
        assert_eq!((first.version, second.version, second.submission_version), (1, 2, 1));
        let sees = viewer(&store, anna.id).await;
        let reading = store.reading(&sees, at(7)).await.unwrap();
        assert_eq!(reading.latest_result(plant.id, 2024).await.unwrap(), Some(second.clone()));
        assert_eq!(reading.result(first.id).await.unwrap().unwrap().totals, new.totals);
        assert_eq!(reading.parts(first.id).await.unwrap().len(), 2);
    }
}
