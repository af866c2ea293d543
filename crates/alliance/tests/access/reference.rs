//! A second decision, written from the published tables without the first: it lists every permitted tuple from the raw
//! stored text, and decides by looking a question up in the list.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use verdigris_alliance::{Emergency, Knowledge, Object, PersonId, StoredGrant, StoredMandate, Viewer};

use crate::world::{FIELDS, PURPOSES};

const KINDS: [&str; 9] = [
    "enterprise",
    "institute",
    "university",
    "provincial-association",
    "metal-association",
    "user",
    "bank",
    "secretariat",
    "host",
];
const STATES: [&str; 5] = ["applied", "vetted", "admitted", "suspended", "withdrawn"];
const OWN: [&str; 4] = ["administrator", "steward", "engineer", "reader"];
const READ_GRANTED: [&str; 9] =
    ["administrator", "steward", "engineer", "reader", "secretariat", "analyst", "council", "expert", "lender"];
const GLASS: [&str; 2] = ["secretariat", "operator"];

/// Where a role may be held: `*` is anywhere.
const FITS: [(&str, &[&str]); 12] = [
    ("administrator", &["*"]),
    ("steward", &["*"]),
    ("engineer", &["*"]),
    ("reader", &["*"]),
    ("council", &["*"]),
    ("expert", &["*"]),
    ("lender", &["bank"]),
    ("analyst", &["provincial-association", "metal-association", "secretariat", "host"]),
    ("editor", &["provincial-association", "metal-association", "secretariat", "host"]),
    ("secretariat", &["secretariat", "host"]),
    ("auditor", &["secretariat", "host"]),
    ("operator", &["secretariat", "host"]),
];

/// What a permitted reading rests on: rank (own, grant, emergency), its id, mandate, organisation, purpose of a grant.
pub type Ground = (u8, String, String, String, Option<String>);

/// Owner and plant, field, purpose stated or none.
pub type Asked = (Object, &'static str, Option<&'static str>);

/// Every permitted question with its best ground.
pub fn permitted(viewer: &Viewer, knowledge: &Knowledge, objects: &[Object], at: Timestamp) -> BTreeMap<Asked, Ground> {
    let mut list: BTreeMap<Asked, Vec<Ground>> = BTreeMap::new();
    let token_reads = viewer.scopes.as_ref().is_none_or(|scopes| scopes.contains(&"read".to_owned()));
    if viewer.disabled || !token_reads {
        return BTreeMap::new();
    }
    let mut enter = |object: Object, field: &str, only: Option<&str>, ground: Ground| {
        let field = FIELDS.iter().find(|known| **known == field).unwrap();
        for purpose in std::iter::once(None).chain(PURPOSES.iter().map(Some)) {
            let purpose = purpose.copied();
            if only.is_none() || purpose.is_none() || purpose == only {
                list.entry((object, field, purpose)).or_default().push(ground.clone());
            }
        }
    };
    let in_force: Vec<_> = knowledge.grants.iter().filter_map(|grant| Some((grant, active(grant, at)?))).collect();
    for mandate in viewer.mandates.iter().filter(|mandate| mandate.person == viewer.person) {
        if !effective(knowledge, mandate, at) {
            continue;
        }
        let (id, organisation) = (mandate.id.to_string(), mandate.organisation.to_string());
        for object in objects {
            if OWN.contains(&mandate.role.as_str()) && object.owner == mandate.organisation {
                for field in FIELDS {
                    enter(*object, field, None, (0, String::new(), id.clone(), organisation.clone(), None));
                }
            }
            for (grant, (plants, fields, purpose)) in &in_force {
                let covered = plants.as_ref().is_none_or(|list| list.contains(&object.plant.to_string()));
                if grant.reader == mandate.organisation
                    && grant.owner == object.owner
                    && covered
                    && READ_GRANTED.contains(&mandate.role.as_str())
                    && state(knowledge, &grant.owner.to_string()) == Some("admitted".into())
                    && state(knowledge, &grant.reader.to_string()) == Some("admitted".into())
                {
                    for field in fields {
                        let ground = (1, grant.id.to_string(), id.clone(), organisation.clone(), Some(purpose.clone()));
                        enter(*object, field, Some(purpose), ground);
                    }
                }
            }
        }
    }
    for case in &knowledge.emergencies {
        let Some(mandate) = glass_open(viewer, knowledge, case, at) else { continue };
        for object in objects {
            if object.owner == case.owner && case.plant.is_none_or(|plant| plant == object.plant) {
                for field in FIELDS {
                    let (id, organisation) = (mandate.id.to_string(), mandate.organisation.to_string());
                    enter(*object, field, None, (2, case.id.to_string(), id, organisation, None));
                }
            }
        }
    }
    list.into_iter()
        .map(|(asked, mut grounds)| {
            (asked, {
                grounds.sort();
                grounds.swap_remove(0)
            })
        })
        .collect()
}

/// The state of an organisation known exactly once, with kind and state that are words of their lists.
fn state(knowledge: &Knowledge, organisation: &str) -> Option<String> {
    kind_and_state(knowledge, organisation).map(|(_, state)| state)
}

fn kind_and_state(knowledge: &Knowledge, organisation: &str) -> Option<(String, String)> {
    let mut found = Vec::new();
    for known in &knowledge.organisations {
        if known.organisation.to_string() == organisation {
            found.push((known.kind.clone(), known.state.clone()));
        }
    }
    let only = found.pop()?;
    let good = found.is_empty() && KINDS.contains(&only.0.as_str()) && STATES.contains(&only.1.as_str());
    good.then_some(only)
}

fn effective(knowledge: &Knowledge, mandate: &StoredMandate, at: Timestamp) -> bool {
    let Some((kind, _)) = kind_and_state(knowledge, &mandate.organisation.to_string()) else { return false };
    let Some((_, places)) = FITS.iter().find(|(role, _)| *role == mandate.role) else { return false };
    let over = match mandate.until {
        Some(until) => until <= at,
        None => false,
    };
    (places[0] == "*" || places.contains(&kind.as_str())) && at >= mandate.from && !over
}

/// A grant in force: its plants (all where none), fields, purpose. In force is what was asked and offered back and forth,
/// last offered, then agreed to, and nothing after.
fn active(grant: &StoredGrant, at: Timestamp) -> Option<(Option<Vec<String>>, Vec<String>, String)> {
    if grant.owner == grant.reader {
        return None;
    }
    let mut story = String::new();
    for one in &grant.moves {
        story.push(match (one.what.as_str(), one.side.as_str()) {
            ("request", "reader") => 'r',
            ("offer", "owner") => 'o',
            ("agree", "reader") => 'a',
            _ => return None,
        });
    }
    let talk = story.strip_suffix("oa")?;
    if talk.contains('a') {
        return None;
    }
    let mut read = Vec::new();
    for one in &grant.moves {
        read.push(Written::read(&one.terms)?);
    }
    for (place, one) in grant.moves.iter().enumerate() {
        if one.at >= read[place].until {
            return None;
        }
        if place == 0 {
            if one.version != 1 {
                return None;
            }
            continue;
        }
        let before = &grant.moves[place - 1];
        let kept = one.version == before.version && read[place] == read[place - 1];
        let renewed = one.version == before.version + 1 && one.what != "agree";
        if one.at < before.at || one.at >= read[place - 1].until || !(kept || renewed) {
            return None;
        }
    }
    let terms = read.pop()?;
    let agreed = grant.moves.last()?.at;
    let begun = at >= agreed && terms.from.is_none_or(|from| at >= from);
    (begun && at < terms.until).then_some((terms.plants, terms.fields, terms.purpose))
}

#[derive(PartialEq)]
struct Written {
    plants: Option<Vec<String>>,
    fields: Vec<String>,
    purpose: String,
    from: Option<Timestamp>,
    until: Timestamp,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let Value::Object(map) = serde_json::from_str::<Value>(text).ok()? else { return None };
        let keys = ["plants", "fields", "purpose", "from", "until"];
        let once = |key: &str| text.matches(&format!("\"{key}\":")).count() <= 1;
        if map.keys().any(|key| !keys.contains(&key.as_str())) || !keys.iter().all(|key| once(key)) {
            return None;
        }
        let words = |value: &Value| -> Option<Vec<String>> {
            let mut words: Vec<String> =
                value.as_array()?.iter().map(|word| word.as_str().map(ToOwned::to_owned)).collect::<Option<_>>()?;
            words.sort();
            words.dedup();
            if words.is_empty() { None } else { Some(words) }
        };
        let plants = match map.get("plants")? {
            Value::String(word) if word == "all" => None,
            list => Some(words(list)?),
        };
        let hexadecimal = |id: &String| id.len() == 32 && id.chars().all(|c| "0123456789abcdef".contains(c));
        if plants.as_ref().is_some_and(|list| !list.iter().all(hexadecimal)) {
            return None;
        }
        let fields = words(map.get("fields")?)?;
        let purpose = map.get("purpose")?.as_str()?.to_owned();
        if !fields.iter().all(|field| FIELDS.contains(&field.as_str())) || !PURPOSES.contains(&purpose.as_str()) {
            return None;
        }
        let moment = |value: &Value| value.as_str()?.parse::<Timestamp>().ok();
        let from = match map.get("from") {
            None => None,
            Some(value) => Some(moment(value)?),
        };
        let until = moment(map.get("until")?)?;
        if from.is_some_and(|from| from >= until) {
            return None;
        }
        Some(Self { plants, fields, purpose, from, until })
    }
}

/// The mandate under which a viewer reads in an emergency, if it is open.
fn glass_open<'a>(
    viewer: &'a Viewer,
    knowledge: &Knowledge,
    case: &Emergency,
    at: Timestamp,
) -> Option<&'a StoredMandate> {
    let day = SignedDuration::from_hours(24);
    let (second, seconded, until) = (case.seconded_by?, case.seconded_at?, case.until?);
    let wait = seconded.duration_since(case.asked_at);
    let sound = second != case.asked_by
        && case.reason.chars().any(|c| !c.is_whitespace())
        && case.ended_at.is_none()
        && wait >= SignedDuration::ZERO
        && wait <= day
        && until.duration_since(seconded) <= day
        && (seconded..until).contains(&at);
    if !sound || viewer.scopes.is_some() || viewer.person != case.asked_by {
        return None;
    }
    kind_and_state(knowledge, &case.owner.to_string())?;
    let holders = |who: PersonId, mandates: &'a [StoredMandate], when: Timestamp| -> Vec<&'a StoredMandate> {
        let mut held: Vec<&StoredMandate> = mandates
            .iter()
            .filter(|mandate| {
                mandate.person == who
                    && GLASS.contains(&mandate.role.as_str())
                    && effective(knowledge, mandate, when)
                    && state(knowledge, &mandate.organisation.to_string()) == Some("admitted".into())
            })
            .collect();
        held.sort_by_key(|mandate| mandate.id.to_string());
        held
    };
    let seconder_held = |when| {
        knowledge.mandates.iter().any(|mandate| {
            mandate.person == second
                && GLASS.contains(&mandate.role.as_str())
                && effective(knowledge, mandate, when)
                && state(knowledge, &mandate.organisation.to_string()) == Some("admitted".into())
        })
    };
    let asker_held = |when| !holders(viewer.person, &viewer.mandates, when).is_empty();
    if !(asker_held(case.asked_at) && asker_held(seconded) && seconder_held(case.asked_at) && seconder_held(seconded)) {
        return None;
    }
    holders(viewer.person, &viewer.mandates, at).first().copied()
}
