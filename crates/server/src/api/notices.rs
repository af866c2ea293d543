//! Notices to oneself.

use axum::{extract::State, http::StatusCode};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, NoticeId};
use verdigris_quantity::Label;
use verdigris_store::Notice;

use crate::{
    Shared,
    http::{
        extract::{Json, Path},
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::Asker,
};

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read))
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoticeShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: NoticeId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What it is about, as a word.
    kind: String,
    /// What it says.
    #[schema(value_type = crate::schema::Label)]
    message: Label,
    /// The page it leads to.
    link: String,
    /// Whether it was read.
    read: bool,
}

impl From<Notice> for NoticeShown {
    fn from(Notice { id, at, kind, message, link, read, .. }: Notice) -> Self {
        Self { id, at, kind, message, link, read: read.is_some() }
    }
}

/// One's notices, newest first.
#[utoipa::path(get, path = "/notices", tag = "home", params(PageQuery),
    responses((status = 200, body = Page<NoticeShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Paged(paging): Paged,
) -> Result<Json<Page<NoticeShown>>, Refusal> {
    asker.must_read()?;
    let page = platform.store.notices_of(asker.person.id, &paging).await?;
    Ok(Json(page.map(NoticeShown::from).into()))
}

/// Mark a notice as read.
#[utoipa::path(post, path = "/notices/{id}/read", tag = "home", params(("id" = crate::schema::Id, Path)),
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn read(State(platform): State<Shared>, asker: Asker, Path(id): Path<NoticeId>) -> Result<StatusCode, Refusal> {
    asker.must(&platform, Action::ManageOwnAccount, &[]).await?;
    if platform.store.read_notice(asker.person.id, id, asker.at).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
