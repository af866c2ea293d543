//! The index of this process: made when first asked, told of every change made here.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use tokio::sync::OnceCell;
use verdigris_library::{Document, Library, LibraryError, standard};
use verdigris_registry::{factor::Registry, pack};
use verdigris_store::Store;

use super::document;
use crate::http::refusal::Refusal;

static REGISTRY: LazyLock<Result<Registry, String>> =
    LazyLock::new(|| pack::registry().map_err(|error| error.to_string()));

/// The packaged factors and standards, read once.
pub(crate) fn registry() -> Result<&'static Registry, &'static String> {
    REGISTRY.as_ref()
}

/// The library's index.
#[derive(Default)]
pub struct Shelf {
    library: OnceCell<Arc<Library>>,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shelf").field("ready", &self.library.initialized()).finish()
    }
}

impl Shelf {
    /// The index, made from all documents when it is asked for the first time.
    pub(super) async fn library(&self, store: &Store) -> Result<Arc<Library>, Refusal> {
        let library = self.library.get_or_try_init(|| make(store)).await?;
        Ok(Arc::clone(library))
    }

    /// Tells the index of a document added or changed; one that is not made yet will read it from the store.
    pub(crate) async fn tell(&self, changed: Document) -> Result<(), Refusal> {
        let Some(library) = self.library.get().cloned() else { return Ok(()) };
        blocking(move || library.put(&[changed])).await
    }
}

async fn make(store: &Store) -> Result<Arc<Library>, Refusal> {
    let mut documents = standards()?;
    for version in store.documents().await? {
        documents.push(document(&version)?);
    }
    blocking(move || Library::with(&documents).map(Arc::new)).await
}

/// The packaged standards as documents.
pub(super) fn standards() -> Result<Vec<Document>, Refusal> {
    Ok(standard::documents(registry().map_err(|error| Refusal::internal(error))?))
}

/// Runs what keeps a processor busy beside the requests.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LibraryError> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::internal(&error))?;
    done.map_err(|error| Refusal::internal(&error))
}
