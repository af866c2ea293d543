//! The API, a file a subject.

mod about;

use utoipa_axum::router::OpenApiRouter;

use crate::Shared;

/// All routes under `/api/v1`.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().merge(about::routes())
}
