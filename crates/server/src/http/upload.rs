//! Bodies of files: received piece by piece into a file of the data folder, so that slow senders keep no memory, and read
//! into memory a few at a time.

use std::{
    fs::{File, OpenOptions},
    io::{Error, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use axum::{
    body::{Body, Bytes, HttpBody as _},
    http::StatusCode,
};
use futures_util::{StreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{Semaphore, SemaphorePermit, mpsc},
    task::{JoinHandle, spawn_blocking},
};
use verdigris_store::StoreError;
use verdigris_wording::Kind;

use super::refusal::Refusal;
use crate::random;

/// Bodies up to this size stay in memory.
const SMALL: usize = 64 << 10;

/// Bytes of a file read at once when it is handed on as a body.
const PIECE: usize = 64 << 10;

/// Pieces on their way to the disk.
const QUEUE: usize = 4;

/// Large files in memory at one time; others wait on the disk.
static ROOM: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

/// A file that is removed when it is dropped.
#[derive(Debug)]
struct Spooled {
    path: PathBuf,
}

impl Drop for Spooled {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[derive(Debug)]
enum Held {
    Memory(Vec<u8>),
    File(Spooled),
}

/// A body received to its end.
#[derive(Debug)]
pub struct Received {
    held: Held,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// A body in memory; holds one of a few places while it is large.
#[derive(Debug)]
pub struct Loaded {
    /// Its bytes.
    pub bytes: Vec<u8>,
    _place: Option<SemaphorePermit<'static>>,
}

/// The folder bodies are received into, under the data folder.
pub fn folder(data: &Path) -> PathBuf {
    data.join("uploads")
}

/// Makes the folder ready, and removes what a program that was killed left in it.
pub fn prepare(data: &Path) -> std::io::Result<()> {
    let folder = folder(data);
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder)
}

fn too_large() -> Refusal {
    Refusal::new("too-large", Kind::Input).status(StatusCode::PAYLOAD_TOO_LARGE)
}

fn refused(error: &Error) -> Refusal {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull.into(),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => StoreError::ReadOnly.into(),
        _ => Refusal::internal(error),
    }
}

/// A file being written beside the request that brings it.
struct Spool {
    pieces: mpsc::Sender<Bytes>,
    writing: JoinHandle<Result<Spooled, Error>>,
}

impl Spool {
    fn begin(data: &Path) -> Result<Self, Refusal> {
        let name = random::hex::<16>().map_err(|error| Refusal::internal(&error))?;
        let path = folder(data).join(name);
        let (pieces, mut coming) = mpsc::channel::<Bytes>(QUEUE);
        let writing = spawn_blocking(move || {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&path)?;
            let spooled = Spooled { path };
            // Ends too where the sender is gone: then nobody takes the file, and it is removed.
            while let Some(piece) = coming.blocking_recv() {
                file.write_all(&piece)?;
            }
            Ok(spooled)
        });
        Ok(Self { pieces, writing })
    }

    /// A piece that nobody takes is no failure yet: why the writing ended shows at the end.
    async fn add(&self, piece: Bytes) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    async fn end(self) -> Result<Spooled, Refusal> {
        drop(self.pieces);
        let done = self.writing.await.map_err(|error| Refusal::internal(&error))?;
        done.map_err(|error| refused(&error))
    }
}

/// Receives a body of so many bytes at most.
pub async fn receive(body: Body, most: usize, data: &Path) -> Result<Received, Refusal> {
    // Said to be too long, it is refused before it is sent.
    if body.size_hint().lower() > most as u64 {
        return Err(too_large());
    }
    let mut pieces = body.into_data_stream();
    let (mut digest, mut memory, mut bytes) = (Sha256::new(), Vec::new(), 0_usize);
    let mut spool: Option<Spool> = None;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| Refusal::new("bad-body", Kind::Usage).with("reason", error.to_string()))?;
        bytes = bytes.saturating_add(piece.len());
        if bytes > most {
            return Err(too_large());
        }
        digest.update(&piece);
        if spool.is_none() && bytes > SMALL {
            let begun = Spool::begin(data)?;
            begun.add(Bytes::from(std::mem::take(&mut memory))).await;
            spool = Some(begun);
        }
        match &spool {
            None => memory.extend_from_slice(&piece),
            Some(spool) => {
                if !spool.add(piece).await {
                    break;
                }
            }
        }
    }
    let held = match spool {
        Some(spool) => Held::File(spool.end().await?),
        None => Held::Memory(memory),
    };
    Ok(Received { held, sha256: digest.finalize().into() })
}

impl Received {
    /// Its bytes in memory, as soon as there is room for one more large file.
    pub async fn load(self) -> Result<Loaded, Refusal> {
        let spooled = match self.held {
            Held::Memory(bytes) => return Ok(Loaded { bytes, _place: None }),
            Held::File(spooled) => spooled,
        };
        let place = ROOM.acquire().await.map_err(|error| Refusal::internal(&error))?;
        let read = spawn_blocking(move || std::fs::read(&spooled.path)).await;
        let bytes = read.map_err(|error| Refusal::internal(&error))?.map_err(|error| refused(&error))?;
        Ok(Loaded { bytes, _place: Some(place) })
    }

    /// The same as a body once more.
    pub async fn into_body(self) -> Result<Body, Refusal> {
        let spooled = match self.held {
            Held::Memory(bytes) => return Ok(Body::from(bytes)),
            Held::File(spooled) => spooled,
        };
        let path = spooled.path.clone();
        let opened = spawn_blocking(move || File::open(path)).await.map_err(|error| Refusal::internal(&error))?;
        let file = opened.map_err(|error| refused(&error))?;
        Ok(Body::from_stream(stream::try_unfold((file, spooled), |(file, spooled)| async move {
            let (piece, file) = spawn_blocking(move || piece(file)).await.map_err(Error::other)??;
            Ok::<_, Error>((!piece.is_empty()).then_some((piece, (file, spooled))))
        })))
    }
}

/// The next piece of a file; empty at its end.
fn piece(mut file: File) -> Result<(Bytes, File), Error> {
    let mut bytes = Vec::with_capacity(PIECE);
    (&mut file).take(PIECE as u64).read_to_end(&mut bytes)?;
    Ok((bytes.into(), file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(pieces: usize) -> Body {
        let pieces = (0..pieces).map(|number| Ok::<_, Error>(Bytes::from(vec![number as u8; 10_000])));
        Body::from_stream(stream::iter(pieces))
    }

    fn left(data: &Path) -> usize {
        std::fs::read_dir(folder(data)).unwrap().count()
    }

    #[tokio::test]
    async fn what_comes_is_what_was_sent_and_leaves_no_file() {
        let data = tempfile::tempdir().unwrap();
        prepare(data.path()).unwrap();
        for pieces in [0, 1, 6, 7, 40] {
            let sent: Vec<u8> = (0..pieces).flat_map(|number| vec![number as u8; 10_000]).collect();
            let received = receive(body(pieces), 400_000, data.path()).await.unwrap();
            assert_eq!(left(data.path()), usize::from(pieces > 6), "{pieces}");
            let digest: [u8; 32] = Sha256::digest(&sent).into();
            assert_eq!(received.sha256, digest);
            assert_eq!(received.load().await.unwrap().bytes, sent);
            let received = receive(body(pieces), 400_000, data.path()).await.unwrap();
            let again = axum::body::to_bytes(received.into_body().await.unwrap(), usize::MAX).await.unwrap();
            assert!(again == sent);
            assert_eq!(left(data.path()), 0);
        }
    }

    #[tokio::test]
    async fn too_much_is_refused_and_leaves_no_file() {
        let data = tempfile::tempdir().unwrap();
        prepare(data.path()).unwrap();
        for most in [5_000, 65_000, 399_999] {
            assert!(receive(body(40), most, data.path()).await.is_err());
            assert!(receive(Body::from(vec![0; 400_000]), most, data.path()).await.is_err());
        }
        // The thread that writes ends after the request does.
        while left(data.path()) > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_told() {
        let data = tempfile::tempdir().unwrap();
        assert!(receive(body(40), 400_000, data.path()).await.is_err());
        std::fs::create_dir(folder(data.path())).unwrap();
        std::fs::write(folder(data.path()).join("left"), "x").unwrap();
        prepare(data.path()).unwrap();
        assert_eq!(left(data.path()), 0);
    }
}
