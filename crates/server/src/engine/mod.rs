//! What the engines answer: footprints of the packaged network, technologies, standards and schemes.
//!
//! The packaged network is assembled once under each method asked for and shared; answers are kept by their question.
//! Work runs on threads of its own, a few at a time, so that pages stay quick beside it.

mod answers;
mod catalogue;
pub(crate) mod diagnose;
mod diagnoses;
mod footprints;
mod imports;
mod parts;
mod prepared;
mod products;
mod shown_import;
mod wish;

pub(crate) use prepared::{read_packaged, warm};
use utoipa_axum::router::OpenApiRouter;

use crate::Shared;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(products::routes())
        .merge(footprints::routes())
        .merge(parts::routes())
        .merge(catalogue::routes())
        .merge(imports::routes())
        .merge(diagnoses::routes())
}
