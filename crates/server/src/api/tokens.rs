//! One's own API tokens.

use std::collections::BTreeSet;

use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use verdigris_alliance::{Action, Scope, TokenId};
use verdigris_store::{NewToken, Token};
use verdigris_wording::Kind;

use crate::{
    Shared,
    http::{
        extract::{Json, Path},
        idempotency::ShownOnce,
        paging::{Page, PageQuery, Paged},
        refusal::{ProblemDetails, Refusal},
    },
    identity::{Asker, TOKEN, digest},
    random, text,
};

/// The longest a token lasts.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

pub(super) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(end))
}

/// An API token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct TokenShown {
    /// Its id.
    #[schema(value_type = crate::schema::Id)]
    id: TokenId,
    /// What one calls it.
    name: String,
    /// What it is good for.
    scopes: Vec<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
    /// When it was last used, to the minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    used: Option<Timestamp>,
}

impl From<Token> for TokenShown {
    fn from(token: Token) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes,
            created: token.created,
            expires: token.expires,
            used: token.used,
        }
    }
}

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWanted {
    /// What one calls it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it is good for: `read`, `write`, `admin`.
    #[schema(value_type = Vec<super::words::Scope>, min_items = 1, max_items = 3)]
    scopes: BTreeSet<Scope>,
    /// When it ends: within a year.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
}

/// A new token with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
struct TokenMade {
    #[serde(flatten)]
    token: TokenShown,
    /// What to send as `Authorization: Bearer …`.
    secret: String,
}

/// One's own API tokens.
#[utoipa::path(get, path = "/account/tokens", tag = "account", params(PageQuery),
    responses((status = 200, body = Page<TokenShown>), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails)))]
async fn list(
    State(platform): State<Shared>,
    asker: Asker,
    Paged(paging): Paged,
) -> Result<Json<Page<TokenShown>>, Refusal> {
    Ok(Json(platform.store.tokens_of(asker.person.id, &paging).await?.map(TokenShown::from).into()))
}

/// Make an API token. A token cannot make tokens: only a signed-in session can.
#[utoipa::path(post, path = "/account/tokens", tag = "account", request_body = TokenWanted,
    responses((status = 201, body = TokenMade), (status = 400, body = ProblemDetails), (status = 401, body = ProblemDetails),
        (status = 403, body = ProblemDetails), (status = 422, body = ProblemDetails)))]
async fn add(
    State(platform): State<Shared>,
    asker: Asker,
    Json(wanted): Json<TokenWanted>,
) -> Result<Response, Refusal> {
    if asker.session.is_none() {
        return Err(Refusal::new("session-needed", Kind::Forbidden));
    }
    asker.must(&platform, Action::ManageOwnAccount, &[]).await?;
    let name = text::short("name", &wanted.name)?;
    if wanted.scopes.is_empty() {
        return Err(Refusal::invalid("scopes", "empty"));
    }
    let lasts = wanted.expires.duration_since(asker.at);
    if lasts <= SignedDuration::ZERO || lasts > LONGEST {
        return Err(Refusal::invalid("expires", "bad-time"));
    }
    let secret = format!("{TOKEN}{}", random::hex::<32>().map_err(|error| Refusal::internal(&error))?);
    let new = NewToken {
        secret: digest(&secret),
        person: asker.person.id,
        name,
        scopes: wanted.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
        expires: wanted.expires,
    };
    let token = platform.store.add_token(new, asker.at).await?.into();
    Ok((StatusCode::CREATED, Extension(ShownOnce), Json(TokenMade { token, secret })).into_response())
}

/// Revoke an API token.
#[utoipa::path(delete, path = "/account/tokens/{id}", tag = "account", params(("id" = crate::schema::Id, Path)),
    responses((status = 204), (status = 401, body = ProblemDetails), (status = 403, body = ProblemDetails),
        (status = 404, body = ProblemDetails)))]
async fn end(State(platform): State<Shared>, asker: Asker, Path(id): Path<TokenId>) -> Result<StatusCode, Refusal> {
    asker.must(&platform, Action::ManageOwnAccount, &[]).await?;
    if platform.store.end_token(asker.person.id, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
