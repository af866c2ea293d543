//! A small alliance for stories: two smelters, a bank, the secretariat, and somebody of each role that acts in them.

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use verdigris_activity::{Activity, Record};
use verdigris_alliance::{Field, MemberMove, MemberState, OrganisationId, OrganisationKind, PlantId, Role};
use verdigris_quantity::{Label, Language};
use verdigris_server::{Platform, Shared, identity::digest, router};
use verdigris_store::{
    NewMandate, NewOrganisation, NewPart, NewPerson, NewProfile, NewSession, NewSubmission, Submission,
};

use crate::{
    asking::{Ask, Asked, CSRF, send},
    place,
};

pub struct Stage {
    pub platform: Shared,
    router: Router,
    _folder: TempDir,
    pub smelter: OrganisationId,
    pub bank: OrganisationId,
    pub plant: PlantId,
    /// A plant of the other smelter.
    pub foreign: PlantId,
    pub steward: Ask,
    pub engineer: Ask,
    pub lender: Ask,
    /// Of the other smelter: a steward, who is party to nothing here.
    pub stranger: Ask,
    pub secretary: Ask,
    pub second: Ask,
    pub operator: Ask,
}

fn now() -> Timestamp {
    Timestamp::now()
}

async fn organisation(platform: &Shared, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new =
        NewOrganisation { name: Label::new(name, name), kind, region: "CN-YN".into(), holding: None, example: true };
    let made = platform.store.add_organisation(&new, None, now()).await.unwrap();
    if made.state == MemberState::Applied {
        for what in [MemberMove::Vet, MemberMove::Admit] {
            platform.store.move_member(made.id, what, None, now()).await.unwrap();
        }
    }
    made.id
}

async fn somebody(platform: &Shared, name: &str, organisation: OrganisationId, role: Role) -> Ask {
    let new = NewPerson { name: name.into(), email: format!("{name}@example.org"), language: Language::En };
    let person = platform.store.add_person(&new, None, now()).await.unwrap().id;
    let mandate = NewMandate { person, organisation, role, until: None };
    platform.store.give_mandate(&mandate, None, now()).await.unwrap();
    let session = NewSession {
        secret: digest(name),
        person,
        csrf: CSRF.into(),
        method: "password".into(),
        expires: now() + SignedDuration::from_hours(9),
        address: String::new(),
        agent: String::new(),
    };
    platform.store.begin_session(session, now()).await.unwrap();
    Ask { name: name.into(), person, scopes: None, secret: name.into(), closed: false }
}

async fn plant(platform: &Shared, owner: OrganisationId, name: &str) -> PlantId {
    let profile =
        NewProfile { name: Label::new(name, name), sector: "aluminium-electrolysis".into(), region: "CN-YN".into() };
    platform.store.add_plant(owner, &profile, true, None, now()).await.unwrap().id
}

impl Stage {
    pub async fn new() -> Self {
        let (configuration, folder) = place::sqlite().configuration(0).await;
        let platform = Platform::open(configuration).await.unwrap();
        let smelter = organisation(&platform, "Smelter", OrganisationKind::Enterprise).await;
        let other = organisation(&platform, "Other", OrganisationKind::Enterprise).await;
        let bank = organisation(&platform, "Bank", OrganisationKind::Bank).await;
        let body = organisation(&platform, "Secretariat", OrganisationKind::Secretariat).await;
        Self {
            router: router(platform.clone()),
            plant: plant(&platform, smelter, "Potline").await,
            foreign: plant(&platform, other, "Elsewhere").await,
            steward: somebody(&platform, "steward", smelter, Role::Steward).await,
            engineer: somebody(&platform, "engineer", smelter, Role::Engineer).await,
            lender: somebody(&platform, "lender", bank, Role::Lender).await,
            stranger: somebody(&platform, "stranger", other, Role::Steward).await,
            secretary: somebody(&platform, "secretary", body, Role::Secretariat).await,
            second: somebody(&platform, "second", body, Role::Secretariat).await,
            operator: somebody(&platform, "operator", body, Role::Operator).await,
            smelter,
            bank,
            platform,
            _folder: folder,
        }
    }

    pub async fn get(&self, ask: &Ask, path: &str) -> Asked {
        send(&self.router, ask, "GET", path, None).await
    }

    pub async fn post(&self, ask: &Ask, path: &str, body: &Value) -> Asked {
        send(&self.router, ask, "POST", path, Some(body)).await
    }

    /// A version of the plant's 2024 with one figure.
    pub async fn submit(&self, value: &str) -> Submission {
        let record = Record {
            item: "coke".into(),
            measure: "used".into(),
            value: value.parse().unwrap(),
            unit: "t".into(),
            ..Record::default()
        };
        let records = Activity { records: vec![record], ..Activity::default() };
        let part = |name: &str, field: Field, body: Vec<u8>| NewPart {
            name: name.into(),
            field,
            media_type: "application/json".into(),
            body,
        };
        let new = NewSubmission {
            plant: self.plant,
            year: 2024,
            by: self.engineer.person,
            import: None,
            file_name: "年报 2024.xlsx".into(),
            sha256: "00".repeat(32),
            counts: json!({ "error": 0, "warning": 0, "note": 1 }),
            parts: vec![
                part("file", Field::File, value.as_bytes().to_vec()),
                part("records.json", Field::Records, serde_json::to_vec(&records).unwrap()),
                part("findings.json", Field::Records, b"[{\"code\":\"x\"}]".to_vec()),
            ],
        };
        self.platform.store.submit(&new, now()).await.unwrap()
    }
}

/// A moment from now, as sent.
pub fn later(hours: i64) -> String {
    (now() + SignedDuration::from_hours(hours)).to_string()
}
