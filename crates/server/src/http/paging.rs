//! Lists in pages.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verdigris_store::{MOST, Paging};
use verdigris_wording::Kind;

use super::{extract::Query, refusal::Refusal};

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Most items of the page.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[param(pattern = "^[0-9a-f]{32}$")]
    pub cursor: Option<String>,
}

/// A page asked for; refuses a length or cursor that cannot be meant.
#[derive(Clone, Debug)]
pub struct Paged(pub Paging);

impl<S: Send + Sync> FromRequestParts<S> for Paged {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Query(PageQuery { limit, cursor }) = Query::from_request_parts(parts, state).await?;
        let limit = limit.unwrap_or(50);
        if !(1..=MOST).contains(&limit) {
            return Err(Refusal::new("bad-query", Kind::Usage).with("reason", format!("limit: 1 … {MOST}")));
        }
        let hexadecimal = |text: &String| {
            text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        if cursor.as_ref().is_some_and(|cursor| !hexadecimal(cursor)) {
            return Err(Refusal::new("bad-cursor", Kind::Usage));
        }
        Ok(Self(Paging::new(limit, cursor)))
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Cursor of the next page; null on the last.
    pub next: Option<String>,
}

impl<T> From<verdigris_store::Page<T>> for Page<T> {
    fn from(page: verdigris_store::Page<T>) -> Self {
        Self { items: page.items, next: page.next }
    }
}
