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
    library: Arc<OnceCell<Arc<Library>>>,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shelf").field("ready", &self.library.initialized()).finish()
    }
}

impl Shelf {
    /// The index, made from all documents when it is asked for the first time.
    pub(super) async fn library(&self, store: &Store) -> Result<Arc<Library>, Refusal> {
        if let Some(library) = self.library.get() {
            return Ok(Arc::clone(library));
        }
        let (cell, store) = (Arc::clone(&self.library), store.clone());
        // A task of its own: who asks first may leave, and what was made so far would be lost and begun again.
        let making = tokio::spawn(async move { cell.get_or_try_init(|| make(&store)).await.cloned() });
        making.await.map_err(|error| Refusal::internal(&error))?
    }

    /// Makes the index before anybody asks for it. A failure shows when somebody does.
    pub(crate) async fn warm(&self, store: &Store) {
        if self.library(store).await.is_err() {
            tracing::error!("the index of the library could not be made");
        }
    }

    /// Tells the index of a document added or changed; one being made may have read the store before the change.
    pub(crate) async fn tell(&self, store: &Store, changed: Document) -> Result<(), Refusal> {
        let library = self.library(store).await?;
        blocking(move || library.put(&[changed])).await
    }
}

async fn make(store: &Store) -> Result<Arc<Library>, Refusal> {
    let stored: Vec<Document> = store.documents().await?.iter().map(document).collect::<Result<_, _>>()?;
    let making = tokio::task::spawn_blocking(move || {
        let mut documents = standards()?;
        documents.extend(stored);
        Library::with(&documents).map(Arc::new).map_err(|error| Refusal::internal(&error))
    });
    making.await.map_err(|error| Refusal::internal(&error))?
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
