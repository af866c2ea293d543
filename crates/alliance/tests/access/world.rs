//! Generated worlds: organisations, people, mandates, grants, emergencies and tokens as storage would tell them, part of
//! them spoiled, with moments on the edges of every period.

use jiff::{SignedDuration, Timestamp};
use verdigris_alliance::{
    Emergency, EmergencyId, GrantId, Knowledge, MandateId, Object, OrganisationId, PersonId, PlantId, StoredGrant,
    StoredMandate, StoredMove, StoredStanding, Viewer,
};

use crate::draw::Draw;

pub const FIELDS: [&str; 8] =
    ["profile", "records", "file", "accounts", "footprint", "diagnosis", "measures", "report"];
pub const PURPOSES: [&str; 8] =
    ["diagnosis", "benchmark", "finance", "verification", "project", "research", "policy", "supply-chain"];
const OWN: [&str; 4] = ["administrator", "steward", "engineer", "reader"];
const ALLIANCE: [&str; 8] = ["secretariat", "analyst", "council", "expert", "lender", "editor", "auditor", "operator"];

/// A world and the questions asked of it.
pub struct World {
    pub knowledge: Knowledge,
    pub viewers: Vec<Viewer>,
    pub objects: Vec<Object>,
    pub moments: Vec<Timestamp>,
}

pub fn organisation(n: u64) -> OrganisationId {
    OrganisationId::from_bits(0xa000 + u128::from(n))
}

pub fn plant(n: u64) -> PlantId {
    PlantId::from_bits(0xb000 + u128::from(n))
}

pub fn person(n: u64) -> PersonId {
    PersonId::from_bits(0xc000 + u128::from(n))
}

/// Hours after the beginning of a week.
pub fn hour(hours: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hours * 3600).unwrap()
}

const ORGANISATIONS: u64 = 6;
const PEOPLE: u64 = 6;
const WEEK: u64 = 168;

pub fn standing(n: u64, kind: &str, state: &str) -> StoredStanding {
    StoredStanding { organisation: organisation(n), kind: kind.into(), state: state.into() }
}

/// Terms in their written form.
pub fn terms(plants: &str, fields: &[&str], purpose: &str, from: Option<Timestamp>, until: Timestamp) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
    let from = from.map(|from| format!(",\"from\":\"{from}\"")).unwrap_or_default();
    let fields = fields.join(",");
    format!("{{\"plants\":{plants},\"fields\":[{fields}],\"purpose\":\"{purpose}\"{from},\"until\":\"{until}\"}}")
}

pub fn moved(letter: char, at: Timestamp, version: u32, terms: &str) -> StoredMove {
    let (what, side) = match letter {
        'r' => ("request", "reader"),
        'o' => ("offer", "owner"),
        'a' => ("agree", "reader"),
        'd' => ("decline", "owner"),
        'D' => ("decline", "reader"),
        'w' => ("withdraw", "reader"),
        'W' => ("withdraw", "owner"),
        _ => ("revoke", "owner"),
    };
    StoredMove {
        what: what.into(),
        side: side.into(),
        by: person(0),
        at,
        version,
        terms: terms.into(),
        note: String::new(),
    }
}

impl World {
    pub fn generate(seed: u64) -> Self {
        let mut draw = Draw::new(seed);
        let draw = &mut draw;
        let mut knowledge = Knowledge { organisations: standings(draw), ..Knowledge::default() };
        let people: Vec<Vec<StoredMandate>> = (0..PEOPLE).map(|n| mandates(draw, n)).collect();
        let grants = 8 + draw.below(12);
        knowledge.grants = (0..grants).map(|n| grant(draw, n)).collect();
        let cases = 3 + draw.below(8);
        knowledge.emergencies = (0..cases).map(|n| emergency(draw, n)).collect();
        knowledge.mandates = people.concat();
        let viewers = (0..PEOPLE).flat_map(|n| viewers(draw, n, &people)).collect();
        let mut objects: Vec<Object> =
            (0..ORGANISATIONS * 2).map(|n| Object { owner: organisation(n / 2), plant: plant(n) }).collect();
        // A plant under a wrong owner, and an owner nobody knows.
        objects.push(Object { owner: organisation(1), plant: plant(0) });
        objects.push(Object { owner: organisation(99), plant: plant(99) });
        let moments = moments(draw, &knowledge);
        draw.shuffle(&mut knowledge.grants);
        Self { knowledge, viewers, objects, moments }
    }
}

fn spoil(draw: &mut Draw, text: &str) -> String {
    match draw.below(6) {
        0 => String::new(),
        1 => format!("{text} "),
        2 => text.to_uppercase(),
        3 => "root".into(),
        4 => text.chars().skip(1).collect(),
        _ => format!("{text}s"),
    }
}

fn standings(draw: &mut Draw) -> Vec<StoredStanding> {
    let kinds = ["enterprise", "enterprise", "bank", "secretariat", "host", "provincial-association"];
    let mut all = Vec::new();
    for n in 0..ORGANISATIONS {
        let mut kind = kinds[n as usize].to_owned();
        if draw.percent(15) {
            let others = ["user", "institute", "university", "metal-association", "secretariat", "host", "enterprise"];
            kind = String::from(*draw.one(&others));
        }
        let state =
            if draw.percent(90) { "admitted" } else { draw.one(&["applied", "vetted", "suspended", "withdrawn"]) };
        let mut one = standing(n, &kind, state);
        if draw.percent(2) {
            one.kind = spoil(draw, &one.kind);
        }
        if draw.percent(2) {
            one.state = spoil(draw, &one.state);
        }
        if draw.percent(2) {
            all.push(one.clone());
        }
        if !draw.percent(2) {
            all.push(one);
        }
    }
    all
}

fn mandates(draw: &mut Draw, n: u64) -> Vec<StoredMandate> {
    let count = 1 + draw.below(3);
    let mut held: Vec<StoredMandate> = (0..count)
        .map(|m| {
            let at = if draw.percent(60) { n % ORGANISATIONS } else { draw.below(ORGANISATIONS) };
            let fitting: &[&str] = match at {
                2 => &["lender", "steward"],
                3 | 4 => &["secretariat", "operator", "analyst", "editor", "auditor"],
                5 => &["analyst", "editor"],
                _ => &OWN,
            };
            let mut role = match draw.below(10) {
                0..5 => *draw.one(fitting),
                5..8 => *draw.one(&OWN),
                _ => *draw.one(&ALLIANCE),
            }
            .to_owned();
            if draw.percent(4) {
                role = spoil(draw, &role);
            }
            let from = if draw.percent(75) { 0 } else { draw.below(WEEK) as i64 };
            let until = draw.percent(25).then(|| hour(draw.below(WEEK) as i64));
            StoredMandate {
                id: MandateId::from_bits(0xd000 + u128::from(draw.below(4) * 0x1000 + n * 16 + m)),
                person: person(n),
                organisation: organisation(at),
                role,
                from: hour(from),
                until,
            }
        })
        .collect();
    // The people at places 3 and 4 mostly hold what opens data in an emergency.
    if (3..5).contains(&n) && draw.percent(85) {
        held[0].organisation = organisation(n);
        held[0].role = String::from(*draw.one(&["secretariat", "operator"]));
        held[0].from = hour(*draw.one(&[0, 0, 0, 20]));
    }
    held
}

fn one_terms(draw: &mut Draw, owner: u64, first: u64) -> String {
    let plants = match draw.below(25) {
        0..10 => "\"all\"".to_owned(),
        10..24 => {
            let mut list: Vec<u64> = vec![owner * 2 + draw.below(2)];
            if draw.percent(30) {
                list.push(draw.below(ORGANISATIONS * 2));
            }
            let list: Vec<String> = list.iter().map(|n| format!("\"{}\"", plant(*n))).collect();
            format!("[{}]", list.join(","))
        }
        _ => "[]".to_owned(),
    };
    let mut fields: Vec<&str> = (0..=draw.below(10)).map(|_| *draw.one(&FIELDS)).collect();
    if draw.percent(2) {
        fields.clear();
    }
    let until = first + 30 + draw.below(WEEK);
    // Now and then over before anybody agrees.
    let until = if draw.percent(4) { first + 1 } else { until };
    let from = draw.percent(30).then(|| draw.below(WEEK));
    let purpose = *draw.one(&PURPOSES);
    let text = terms(&plants, &fields, purpose, from.map(|at| hour(at as i64)), hour(until as i64));
    if !draw.percent(7) {
        return text;
    }
    match draw.below(13) {
        0 => text.replacen('{', "{\"except\":[],", 1),
        1 => text.replacen("\"plants\"", "\"plant\"", 1),
        2 => text.replacen("\"until\"", "\"to\"", 1),
        3 => format!("{text}}}"),
        4 => text[..text.len() - 1].to_owned(),
        5 => text.replacen("\"purpose\":\"", "\"purpose\":\"x", 1),
        6 => text.replacen("\"fields\":[", "\"fields\":[\"everything\",", 1),
        7 => text.replacen("\"all\"", "\"every\"", 1).replacen('[', "[\"zz\",", 1),
        8 => text.replacen('{', "{\"until\":\"2099-01-01T00:00:00Z\",", 1),
        9 => String::new(),
        10 => "null".into(),
        11 => format!("[{text}]"),
        _ => format!("[\"all\",[\"profile\"],\"finance\",null,\"{}\"]", hour(until as i64)),
    }
}

fn grant(draw: &mut Draw, n: u64) -> StoredGrant {
    let owner = draw.below(ORGANISATIONS);
    let reader = if draw.percent(4) { owner } else { (owner + 1 + draw.below(ORGANISATIONS - 1)) % ORGANISATIONS };
    let any = *draw.one(&[
        "oa", "oa", "roa", "roa", "ooa", "oroa", "rroa", "oax", "roax", "oaw", "r", "o", "ro", "rd", "oD", "rw", "oW",
        "ora", "a", "x", "ra", "oaa", "oaoa", "oaxoa", "", "oad", "oaW", "od", "oaD",
    ]);
    let good = *draw.one(&["oa", "roa", "ooa", "oroa"]);
    let script = if draw.percent(50) { good } else { any };
    let mut at = draw.below(20);
    let first = at;
    let mut text = one_terms(draw, owner, at);
    let mut version = 1;
    let mut moves = Vec::new();
    for (place, letter) in script.chars().enumerate() {
        at += draw.below(8);
        if place > 0 && matches!(letter, 'r' | 'o') && draw.percent(70) {
            let new = one_terms(draw, owner, first);
            if new != text {
                (version, text) = (version + 1, new);
            }
        }
        moves.push(moved(letter, hour(at as i64), version, &text));
    }
    if !moves.is_empty() && draw.percent(10) {
        let place = draw.below(moves.len() as u64) as usize;
        let last = moves.len() - 1;
        match draw.below(9) {
            0 => moves[place].what = spoil(draw, &moves[place].what.clone()),
            1 => moves[place].side = spoil(draw, &moves[place].side.clone()),
            2 => moves[place].side = if moves[place].side == "owner" { "reader".into() } else { "owner".into() },
            3 => moves[place].version += 1,
            4 => moves[place].version = 0,
            5 => moves[place].at = hour(at as i64 + 30),
            6 => moves[last].at = hour(0),
            7 => moves[last].terms = one_terms(draw, owner, first),
            _ => {
                moves[last].version += 1;
                moves[last].terms = one_terms(draw, owner, first);
            }
        }
    }
    StoredGrant {
        id: GrantId::from_bits(0xe000 + u128::from(n)),
        owner: organisation(owner),
        reader: organisation(reader),
        moves,
    }
}

fn emergency(draw: &mut Draw, n: u64) -> Emergency {
    let owner = draw.below(ORGANISATIONS);
    let asked = draw.below(100) as i64;
    let seconded = asked + *draw.one(&[0, 1, 1, 5, 5, 23, 24, 25, -1]);
    let until = seconded + *draw.one(&[24, 24, 24, 24, 1, 25, 0, -1]);
    // Mostly people of the bodies, who sit at places 3 and 4.
    let asker = if draw.percent(85) { 3 + draw.below(2) } else { draw.below(PEOPLE) };
    let second = if draw.percent(80) { 7 - asker.min(4) } else { draw.below(PEOPLE) };
    let mut case = Emergency {
        id: EmergencyId::from_bits(0xf000 + u128::from(n)),
        owner: organisation(owner),
        plant: draw.percent(40).then(|| plant(owner * 2 + draw.below(2))),
        reason: (*draw.one(&["leak in the pot room", "court order", "court order", "fire", "fire", "fire", "  ", ""]))
            .to_owned(),
        asked_by: person(asker),
        asked_at: hour(asked),
        seconded_by: Some(person(second)),
        seconded_at: Some(hour(seconded)),
        until: Some(hour(until)),
        ended_at: None,
    };
    match draw.below(12) {
        0 => case.seconded_by = None,
        1 => case.seconded_at = None,
        2 => case.until = None,
        3 => case.ended_at = Some(hour(seconded + 2)),
        4 => case.seconded_at = Some(hour(seconded).checked_add(SignedDuration::from_micros(1)).unwrap()),
        5 => case.until = Some(hour(until).checked_add(SignedDuration::from_micros(1)).unwrap()),
        _ => {}
    }
    case
}

fn viewers(draw: &mut Draw, n: u64, people: &[Vec<StoredMandate>]) -> Vec<Viewer> {
    let mut session = Viewer::session(person(n), people[n as usize].clone());
    if draw.percent(10) {
        // A mandate of somebody else among the person's own.
        session.mandates.extend(people[((n + 1) % PEOPLE) as usize].clone());
    }
    session.disabled = draw.percent(8);
    let scopes = *draw.one(&["read", "read", "read", "read write", "write", "READ", "", "read root"]);
    let scopes = scopes.split_whitespace().map(ToOwned::to_owned).collect();
    let token = Viewer { scopes: Some(scopes), ..session.clone() };
    vec![session, token]
}

/// Moments on, just before and just after the edges of periods, and some anywhere.
fn moments(draw: &mut Draw, knowledge: &Knowledge) -> Vec<Timestamp> {
    let mut edges: Vec<Timestamp> = Vec::new();
    for grant in &knowledge.grants {
        edges.extend(grant.moves.iter().map(|one| one.at));
        // Terms are stored as text: take every moment that stands in them.
        for one in &grant.moves {
            edges.extend(one.terms.split('"').filter_map(|part| part.parse::<Timestamp>().ok()));
        }
    }
    for mandate in &knowledge.mandates {
        edges.extend([Some(mandate.from), mandate.until].into_iter().flatten());
    }
    for case in &knowledge.emergencies {
        let inside = case.seconded_at.and_then(|at| at.checked_add(SignedDuration::from_hours(3)).ok());
        edges.extend([inside, case.seconded_at, case.until, case.ended_at].into_iter().flatten());
    }
    let mut moments: Vec<Timestamp> = (0..3).map(|_| hour(draw.below(WEEK) as i64)).collect();
    for _ in 0..7 {
        let edge = *draw.one(&edges);
        let step = *draw.one(&[-1, 0, 1]);
        moments.push(edge.checked_add(SignedDuration::from_micros(step)).unwrap());
    }
    moments
}
