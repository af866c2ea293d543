//! A random alliance in a store, with a text of its own in every piece of data.

use std::collections::BTreeMap;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tempfile::TempDir;
use verdigris_activity::{Activity, Record};
use verdigris_alliance::{
    Action, BasisKind, Field, Knowledge, MemberMove, MemberState, Move, Object, OrganisationId, OrganisationKind,
    PersonId, Plants, Purpose, Role, Side, Terms, Viewer,
    access::{self, may},
    grant::Step,
};
use verdigris_quantity::{Label, Language, Trace};
use verdigris_server::{Platform, Shared, identity::digest, router};
use verdigris_store::{
    AccessFilter, NewImport, NewJob, NewMandate, NewOrganisation, NewPart, NewPerson, NewProfile, NewResult,
    NewSession, NewSubmission, NewToken, Paging, Store,
};

use crate::{
    asking::{Ask, Asked, CSRF, get},
    place::Place,
    routes::Kind,
};

/// Numbers that look random and are the same for a seed (SplitMix64).
pub struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// What an asker may see now, as the decision has it.
pub struct Sight {
    pub viewer: Viewer,
    knowledge: Knowledge,
    openings: access::Sight,
    at: Timestamp,
}

impl Sight {
    pub fn any(&self, object: Object, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.openings.decide(object, *field, None).is_ok())
    }

    pub fn own(&self, object: Object) -> bool {
        self.openings.decide(object, Field::File, None).is_ok_and(|basis| basis.kind == BasisKind::Own)
    }

    pub fn may(&self, action: Action) -> bool {
        may(&self.viewer, action, &self.knowledge, self.at).is_ok()
    }

    /// Whether anything at all may be read: an open account, and a session or a token that reads.
    pub fn reads(&self) -> bool {
        !self.viewer.disabled && self.viewer.within(verdigris_alliance::viewer::Scope::Read)
    }
}

/// Who may read a text.
type May = Box<dyn Fn(&Sight, &World) -> bool + Send + Sync>;

/// How every mark begins.
const MARK: &str = "mark-";

/// A text that stands in one piece of data, and who may read it.
pub struct Mark {
    pub text: String,
    pub may: May,
}

pub struct World {
    platform: Shared,
    router: Router,
    _folder: TempDir,
    pub askers: Vec<Ask>,
    pub marks: Vec<Mark>,
    organisations: Vec<OrganisationId>,
    objects: BTreeMap<String, Object>,
    ids: Vec<(Kind, String)>,
    grants: BTreeMap<String, (OrganisationId, OrganisationId)>,
    jobs: BTreeMap<String, PersonId>,
}

/// Organisations of a world: kind, and whether the member is suspended in the end.
const MEMBERS: [(OrganisationKind, bool); 9] = [
    (OrganisationKind::Enterprise, false),
    (OrganisationKind::Enterprise, false),
    (OrganisationKind::Enterprise, true),
    (OrganisationKind::Institute, false),
    (OrganisationKind::Bank, false),
    (OrganisationKind::User, true),
    (OrganisationKind::MetalAssociation, false),
    (OrganisationKind::Secretariat, false),
    (OrganisationKind::Host, false),
];

fn now() -> Timestamp {
    Timestamp::now()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

impl World {
    pub fn name(&self) -> &'static str {
        self.platform.store.dialect().as_str()
    }

    pub async fn new(place: &Place, seed: u64) -> Self {
        let (configuration, folder) = place.configuration(seed).await;
        let platform = Platform::open(configuration).await.unwrap();
        let mut world = Self {
            router: router(platform.clone()),
            platform,
            _folder: folder,
            askers: Vec::new(),
            marks: Vec::new(),
            organisations: Vec::new(),
            objects: BTreeMap::new(),
            ids: Vec::new(),
            grants: BTreeMap::new(),
            jobs: BTreeMap::new(),
        };
        let mut dice = Dice(seed);
        let begun = now() - hours(200);
        world.add_organisations(begun).await;
        world.add_people(&mut dice, begun).await;
        world.add_plants(&mut dice).await;
        world.add_grants(&mut dice).await;
        world.add_emergencies().await;
        world.suspend().await;
        world
    }

    pub fn store(&self) -> &Store {
        &self.platform.store
    }

    /// The marks that stand in a text, found in one pass over it.
    pub fn marks_in(&self, text: &str) -> impl Iterator<Item = &Mark> {
        let places: Vec<&str> = text.match_indices(MARK).map(|(place, _)| &text[place..]).collect();
        let stands = move |mark: &&Mark| places.iter().any(|rest| rest.starts_with(&mark.text));
        self.marks.iter().filter(stands)
    }

    fn mark(&mut self, text: String, may: impl Fn(&Sight, &World) -> bool + Send + Sync + 'static) -> String {
        assert!(text.starts_with(MARK), "{text}");
        self.marks.push(Mark { text: text.clone(), may: Box::new(may) });
        text
    }

    async fn add_organisations(&mut self, at: Timestamp) {
        for (number, (kind, _)) in MEMBERS.iter().enumerate() {
            let name = Label::new(format!("Member {number}"), format!("会员{number}"));
            let new = NewOrganisation { name, kind: *kind, region: "CN-YN".into(), holding: None, example: true };
            let made = self.store().add_organisation(&new, None, at).await.unwrap();
            if made.state == MemberState::Applied {
                for what in [MemberMove::Vet, MemberMove::Admit] {
                    self.store().move_member(made.id, what, None, at).await.unwrap();
                }
            }
            self.organisations.push(made.id);
            self.ids.push((Kind::Organisation, made.id.to_string()));
        }
    }

    /// Somebody with every role wherever it fits, some with two, with an ended one, with none, with a closed account.
    async fn add_people(&mut self, dice: &mut Dice, at: Timestamp) {
        let mut mandates: Vec<Vec<(usize, Role)>> = Vec::new();
        for role in Role::ALL {
            let fitting: Vec<usize> = (0..MEMBERS.len()).filter(|number| role.fits(MEMBERS[*number].0)).collect();
            mandates.push(vec![(*dice.pick(&fitting), *role)]);
            if role.is_own() {
                mandates.push(vec![(dice.below(3), *role)]);
            }
        }
        mandates.push(vec![(0, Role::Steward), (3, Role::Steward)]);
        mandates.push(vec![(4, Role::Lender), (1, Role::Reader)]);
        mandates.push(Vec::new());
        for (number, held) in mandates.into_iter().enumerate() {
            self.add_person(dice, number, &held, at).await;
        }
    }

    async fn add_person(&mut self, dice: &mut Dice, number: usize, held: &[(usize, Role)], at: Timestamp) {
        let roles: Vec<_> = held.iter().map(|(place, role)| format!("{role}@{place}")).collect();
        let name = format!("p{number} {}", roles.join("+"));
        let address = format!("mark-address-{number}@example.org");
        let new = NewPerson { name: name.clone(), email: address.clone(), language: Language::En };
        let person = self.store().add_person(&new, None, at).await.unwrap().id;
        let mut places = Vec::new();
        for (place, role) in held {
            let organisation = self.organisations[*place];
            places.push(organisation);
            let new = NewMandate { person, organisation, role: *role, until: None };
            let mandate = self.store().give_mandate(&new, None, at).await.unwrap();
            if number % 11 == 10 {
                self.store().end_mandate(mandate.id, None, at + hours(1)).await.unwrap();
            }
        }
        self.mark(format!("mark-address-{number}@"), move |sight, _| {
            sight.viewer.person == person
                || places.iter().any(|place| sight.may(Action::SeePeople { organisation: *place }))
        });
        let expires = now() + hours(24);
        let secret = format!("session-{number}");
        let session = NewSession {
            secret: digest(&secret),
            person,
            csrf: CSRF.into(),
            method: "password".into(),
            expires,
            address: String::new(),
            agent: String::new(),
        };
        self.store().begin_session(session, now()).await.unwrap();
        let closed = number % 13 == 12;
        self.askers.push(Ask { name: name.clone(), person, scopes: None, secret, closed });
        let scopes = match dice.below(4) {
            0 => vec!["read".to_owned()],
            1 => vec!["write".to_owned(), "admin".to_owned()],
            _ => Vec::new(),
        };
        if !scopes.is_empty() {
            let secret = format!("vdg_token-{number}");
            let token = NewToken { secret: digest(&secret), person, name: "t".into(), scopes: scopes.clone(), expires };
            self.store().add_token(token, now()).await.unwrap();
            let name = format!("{name} token {scopes:?}");
            self.askers.push(Ask { name, person, scopes: Some(scopes), secret, closed });
        }
        if closed {
            self.store().set_disabled(person, Some(now())).await.unwrap();
        }
    }

    async fn add_plants(&mut self, dice: &mut Dice) {
        for place in [0, 1, 1, 2, 5] {
            self.add_plant(dice, self.organisations[place]).await;
        }
    }

    fn known(&mut self, kind: Kind, id: &impl ToString, object: Object) {
        self.objects.insert(id.to_string(), object);
        self.ids.push((kind, id.to_string()));
    }

    async fn add_plant(&mut self, dice: &mut Dice, owner: OrganisationId) {
        let number = self.objects.len();
        let by = dice.pick(&self.askers).person;
        let name = format!("mark-profile-{number}.");
        let profile = NewProfile {
            name: Label::new(&name, &name),
            sector: "aluminium-electrolysis".into(),
            region: "CN-YN".into(),
        };
        let plant = self.store().add_plant(owner, &profile, true, None, now()).await.unwrap().id;
        let object = Object { owner, plant };
        self.known(Kind::Plant, &plant, object);
        self.mark(name, move |sight, _| sight.any(object, &[Field::Profile]));
        let text = |field: Field| format!("mark-{field}-{number}.");
        for field in Field::ALL.iter().filter(|field| **field != Field::Profile) {
            self.mark(text(*field), move |sight, _| sight.any(object, &[*field]));
        }
        let file_name = self.mark(format!("mark-name-{number}.xlsx"), move |sight, _| {
            sight.any(object, &[Field::Records, Field::File])
        });
        let part = |name: &str, field: Field, body: String| NewPart {
            name: name.into(),
            field,
            media_type: "application/json".into(),
            body: body.into_bytes(),
        };
        for version in 1..=2 {
            let record = Record {
                source: text(Field::Records),
                item: "coke".into(),
                measure: "used".into(),
                ..Record::default()
            };
            let record = Record { month: Some(version), unit: "t".into(), ..record };
            let records = Activity { records: vec![record], ..Activity::default() };
            let new = NewSubmission {
                plant,
                year: 2024,
                by,
                import: None,
                file_name: file_name.clone(),
                sha256: "00".repeat(32),
                counts: json!({ "error": 0, "warning": 0, "note": 0 }),
                parts: vec![
                    part("file", Field::File, text(Field::File)),
                    part("records.json", Field::Records, serde_json::to_string(&records).unwrap()),
                    part("findings.json", Field::Records, json!([{ "note": text(Field::Records) }]).to_string()),
                ],
            };
            let submission = self.store().submit(&new, now()).await.unwrap().id;
            self.known(Kind::Submission, &submission, object);
            if version == 2 {
                self.add_result(by, submission, object, &text, &part).await;
            }
        }
        let file_name = self.mark(format!("mark-import-{number}.xlsx"), move |sight, _| sight.own(object));
        let file = b"item,measure,month,value,unit\ncoke,used,1,10,t\n".to_vec();
        let import = NewImport { plant, file_name, file, by };
        let import = self.store().add_import(&import, now()).await.unwrap();
        self.known(Kind::Import, &import, object);
        let new = NewJob {
            kind: "diagnosis".into(),
            person: by,
            plant: Some(plant),
            question: json!({}),
            attempts_allowed: 1,
        };
        let job = self.store().enqueue(&new, now()).await.unwrap().id;
        self.jobs.insert(job.to_string(), by);
        self.ids.push((Kind::Job, job.to_string()));
    }

    async fn add_result(
        &mut self,
        by: PersonId,
        submission: verdigris_alliance::SubmissionId,
        object: Object,
        text: &impl Fn(Field) -> String,
        part: &impl Fn(&str, Field, String) -> NewPart,
    ) {
        let of = |field: Field| json!({ "note": text(field) }).to_string();
        let figure = Trace::datum(Label::new(text(Field::Accounts), ""), 1.0, "t", None);
        let new = NewResult {
            submission,
            by,
            engine: "test".into(),
            question: json!({}),
            totals: json!([{ "scheme": "s", "name": { "en": text(Field::Accounts) }, "value": 1.0, "unit": "t" }]),
            parts: vec![
                part("accounts.json", Field::Accounts, json!({ "trace": figure }).to_string()),
                part("footprint.json", Field::Footprint, of(Field::Footprint)),
                part("diagnosis.json", Field::Diagnosis, of(Field::Diagnosis)),
                part("measures.json", Field::Measures, of(Field::Measures)),
                part("report.zh.pdf", Field::Report, text(Field::Report)),
            ],
        };
        let result = self.store().add_result(&new, now()).await.unwrap().id;
        self.known(Kind::Result, &result, object);
    }

    /// Grants between random members in every state.
    async fn add_grants(&mut self, dice: &mut Dice) {
        let plants: Vec<Object> =
            self.ids.iter().filter(|(kind, _)| *kind == Kind::Plant).map(|(_, id)| self.objects[id]).collect();
        for number in 0..18 {
            let object = *dice.pick(&plants);
            let reader = *dice.pick(&self.organisations);
            if reader != object.owner {
                self.add_grant(dice, number, object, reader).await;
            }
        }
    }

    async fn add_grant(&mut self, dice: &mut Dice, number: usize, object: Object, reader: OrganisationId) {
        let owner = object.owner;
        let by = dice.pick(&self.askers).person;
        let one = *dice.pick(Field::ALL);
        let fields = Field::ALL.iter().copied().filter(|field| *field == one || dice.below(3) > 0).collect();
        let plants = if dice.below(3) == 0 { Plants::All } else { Plants::List([object.plant].into()) };
        let (from, until) = match dice.below(6) {
            0 => (None, now() - hours(1)),
            1 => (Some(now() + hours(5)), now() + hours(50)),
            _ => (None, now() + hours(50)),
        };
        let terms = Terms { plants, fields, purpose: *dice.pick(Purpose::ALL), from, until };
        let note =
            self.mark(format!("mark-grant-{number}."), move |sight, _| sight.may(Action::SeeGrant { owner, reader }));
        let step = |what: Move, side: Side, hour: i64| Step {
            what,
            side,
            by,
            at: now() - hours(100 - hour),
            terms: (hour == 0).then(|| terms.clone()),
            note: note.clone(),
        };
        let grant = self.store().open_grant(owner, reader, step(Move::Offer, Side::Owner, 0)).await.unwrap().id;
        self.ids.push((Kind::Grant, grant.to_string()));
        self.grants.insert(grant.to_string(), (owner, reader));
        let then: &[(Move, Side)] = match dice.below(7) {
            0 => &[],
            1 => &[(Move::Decline, Side::Reader)],
            2 => &[(Move::Withdraw, Side::Owner)],
            3 => &[(Move::Agree, Side::Reader), (Move::Revoke, Side::Owner)],
            _ => &[(Move::Agree, Side::Reader)],
        };
        for (hour, (what, side)) in then.iter().enumerate() {
            self.store().move_grant(grant, step(*what, *side, hour as i64 + 1)).await.unwrap();
        }
    }

    /// One that waits, one that is open, one that is over.
    async fn add_emergencies(&mut self) {
        let mut glass = Vec::new();
        for asker in &self.askers {
            let mandates = self.store().mandates_of(asker.person).await.unwrap();
            if asker.scopes.is_none()
                && mandates.iter().any(|mandate| mandate.role == "secretariat" || mandate.role == "operator")
            {
                glass.push(asker.person);
            }
        }
        for (number, place) in [0, 1, 2].into_iter().enumerate() {
            let owner = self.organisations[place];
            let reason = self
                .mark(format!("mark-reason-{number}."), move |sight, _| sight.may(Action::SeeEmergencies { owner }));
            let case = self.store().ask_emergency(owner, None, &reason, glass[0], now() - hours(2)).await.unwrap().id;
            if number > 0 {
                self.store().second_emergency(case, glass[1], now() - hours(1)).await.unwrap();
            }
            if number > 1 {
                self.store().end_emergency(case, glass[1], now()).await.unwrap();
            }
        }
    }

    async fn suspend(&mut self) {
        for (number, (_, suspended)) in MEMBERS.iter().enumerate() {
            if *suspended {
                self.store().move_member(self.organisations[number], MemberMove::Suspend, None, now()).await.unwrap();
            }
        }
    }

    /// Another version of a plant's year, whose texts are those of nobody.
    pub async fn submit_again(&self, plant: &str) {
        let part = |name: &str, field: Field| NewPart {
            name: name.into(),
            field,
            media_type: "application/json".into(),
            body: serde_json::to_vec(&Activity::default()).unwrap(),
        };
        let new = NewSubmission {
            plant: plant.parse().unwrap(),
            year: 2023,
            by: self.askers[0].person,
            import: None,
            file_name: "again.csv".into(),
            sha256: "00".repeat(32),
            counts: json!({ "error": 0, "warning": 0, "note": 0 }),
            parts: vec![part("file", Field::File), part("records.json", Field::Records)],
        };
        self.store().submit(&new, now()).await.unwrap();
    }

    /// Whether a reading of a field is in the log.
    pub async fn is_logged(&self, person: PersonId, object: Object, field: Field) -> bool {
        let filter = AccessFilter { plant: Some(object.plant), ..AccessFilter::default() };
        let mut cursor = None;
        loop {
            let page = self.store().accesses(&[object.owner], &filter, &Paging::new(200, cursor)).await.unwrap();
            if page.items.iter().any(|row| row.person == person && row.field == field) {
                return true;
            }
            cursor = page.next;
            if cursor.is_none() {
                return false;
            }
        }
    }

    /// How many readings are logged.
    pub async fn accesses(&self) -> usize {
        let filter = AccessFilter::default();
        let paging = Paging::new(200, None);
        self.store().accesses(&self.organisations, &filter, &paging).await.unwrap().items.len()
    }

    pub fn ids(&self, kind: Kind) -> Vec<String> {
        self.ids.iter().filter(|(known, _)| *known == kind).map(|(_, id)| id.clone()).collect()
    }

    pub fn object(&self, id: &str) -> Object {
        self.objects[id]
    }

    pub fn parties(&self, id: &str) -> (OrganisationId, OrganisationId) {
        self.grants[id]
    }

    pub fn job_person(&self, id: &str) -> PersonId {
        self.jobs[id]
    }

    pub async fn get(&self, ask: &Ask, path: &str) -> Asked {
        get(&self.router, ask, path).await
    }

    pub async fn sight(&self, ask: &Ask) -> Sight {
        let at = now();
        let mut viewer = self.store().viewer(ask.person, ask.scopes.clone()).await.unwrap();
        viewer.disabled |= ask.closed;
        let knowledge = self.store().knowledge(&viewer, &self.organisations).await.unwrap();
        let openings = access::Sight::of(&viewer, &knowledge, at);
        Sight { viewer, knowledge, openings, at }
    }
}
