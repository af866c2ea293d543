//! Entries as the asker may see them: one's own in clear, those of others as the commitments they are.

use axum::extract::State;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verdigris_alliance::{BasisKind, Field, Object, OrganisationId, PlantId};
use verdigris_ledger::leaf_hash;
use verdigris_store::{LogEntry, MOST, Paging, Reading};
use verdigris_wording::Kind;

use super::admit;
use crate::{
    Shared,
    http::{
        extract::{Json, Query},
        paging::Page,
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
    random::hexadecimal,
};

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EntriesQuery {
    /// Most entries of the page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// `next` of the page before: entries below this index.
    #[param(pattern = "^[0-9]{1,18}$")]
    cursor: Option<String>,
}

/// What an entry is about.
#[derive(Debug, Serialize, ToSchema)]
struct EntryAbout {
    /// What kind of thing was stored.
    kind: String,
    /// Its id.
    id: String,
    /// Its version.
    version: u64,
}

/// An entry.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryShown {
    /// Its place.
    index: u64,
    /// `public`: the entry is the content itself; `private`: a commitment to it.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Bytes of the entry in base64.
    entry: String,
    /// Hash of the entry, in hexadecimal.
    leaf: String,
    /// When; where the asker may see the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// What it is about; where the asker may see the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<EntryAbout>,
    /// The content, where the asker may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Salt of the commitment in hexadecimal, where the asker may see the content: with it anybody can check the
    /// commitment.
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
}

/// Whether the asker is one of an organisation's own people, who read all its data.
fn is_own(reading: &Reading<'_>, organisation: OrganisationId) -> bool {
    // Own people read every plant of the owner, one that does not exist included; a grant may name all plants too, so
    // the basis counts.
    let any = Object { owner: organisation, plant: PlantId::from_bits(0) };
    reading.decide(any, Field::Records).is_ok_and(|basis| basis.kind == BasisKind::Own)
}

fn shown(reading: &Reading<'_>, entry: LogEntry) -> EntryShown {
    let parties = [entry.owner, entry.reader];
    let public = entry.salt.is_none();
    let clear = public || parties.into_iter().flatten().any(|party| is_own(reading, party));
    let leaf = hexadecimal(&leaf_hash(&entry.leaf).0);
    EntryShown {
        index: entry.index,
        kind: if public { "public" } else { "private" },
        entry: BASE64.encode(&entry.leaf),
        leaf,
        at: clear.then_some(entry.at),
        about: clear.then_some(EntryAbout { kind: entry.kind, id: entry.subject, version: entry.version }),
        text: clear.then_some(entry.content),
        salt: entry.salt.filter(|_| clear).map(|salt| hexadecimal(&salt)),
    }
}

/// Entries of the log, newest first.
#[utoipa::path(get, path = "/log/entries", tag = "log", params(EntriesQuery),
    responses((status = 200, body = Page<EntryShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails)))]
pub(super) async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Query(EntriesQuery { limit, cursor }): Query<EntriesQuery>,
) -> Result<Json<Page<EntryShown>>, Refusal> {
    admit(&platform, &asker).await?;
    let limit = limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Refusal::new("bad-query", Kind::Usage).with("reason", format!("limit: 1 … {MOST}")));
    }
    let digits = |text: &String| (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if cursor.as_ref().is_some_and(|cursor| !digits(cursor)) {
        return Err(Refusal::new("bad-cursor", Kind::Usage));
    }
    let reading = asker.reading(&platform).await?;
    let page = platform.store.log().entries(&Paging::new(limit, cursor)).await?;
    Ok(Json(page.map(|entry| shown(&reading, entry)).into()))
}
