//! The tamper-evident log in the database: appending within a transaction, tiles, proofs, signed checkpoints.

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use serde_json::Value;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe};
use verdigris_alliance::OrganisationId;
use verdigris_ledger::{
    Checkpoint, Commitment, Entry, Hash, LedgerError, Node, Salt, Signer, Tile, Tree, bundle, leaf_hash, proof,
};

use crate::{
    Page, Paging, Store, StoreError,
    database::{Database, Dialect},
    page::places,
    row::{Columns as _, hex, json, random},
    store::set,
};

pub(crate) const FILE: &str = "log.key";
const VERIFIER: &str = "log-verifier";

impl From<LedgerError> for StoreError {
    fn from(error: LedgerError) -> Self {
        Self::Log { reason: error.to_string() }
    }
}

/// The log's signing key.
pub(crate) struct Key {
    signer: Signer,
    origin: String,
}

impl Key {
    /// The key in a folder; made at the first run of a database, never replaced.
    pub async fn ready(database: &Database, folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let row = sqlx::query("SELECT value FROM setting WHERE name = $1").bind(VERIFIER);
        let known = row.fetch_optional(&database.reader).await?.map(|row| row.text("value")).transpose()?;
        let signer = match (path.exists(), &known) {
            (true, _) => read(&path)?,
            (false, None) => make(folder, &path)?,
            (false, Some(_)) => {
                let reason = "the log's signing key is missing: put it back from the backup of this folder".to_owned();
                return Err(StoreError::File { path: path.display().to_string(), reason });
            }
        };
        let verifier = signer.verifier();
        match known {
            Some(known) if known != verifier.to_string() => {
                let reason = "this is not the key the database's log was signed with".to_owned();
                return Err(StoreError::File { path: path.display().to_string(), reason });
            }
            Some(_) => {}
            None => {
                let mut work = database.write().await?;
                set(&mut work, VERIFIER, &verifier.to_string()).await?;
                work.commit().await?;
            }
        }
        let origin = verifier.name().to_owned();
        Ok(Self { signer, origin })
    }
}

fn read(path: &Path) -> Result<Signer, StoreError> {
    let text = std::fs::read_to_string(path).map_err(|error| StoreError::file(path, &error))?;
    crate::database::restrict(path)?;
    Ok(Signer::parse(text.trim())?)
}

/// Written beside and renamed, so that a crash leaves no half a key; readable by this program's user only.
fn make(folder: &Path, path: &Path) -> Result<Signer, StoreError> {
    crate::database::make_folder(folder)?;
    let signer = Signer::from_seed(&format!("verdigris/{}", hex(&random::<8>()?)), random()?)?;
    let beside = path.with_extension("new");
    let error = |error| StoreError::file(path, &error);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(error)?;
    std::io::Write::write_all(&mut file, format!("{}\n", signer.secret()).as_bytes()).map_err(error)?;
    file.sync_all().map_err(error)?;
    std::fs::rename(&beside, path).map_err(error)?;
    Ok(signer)
}

/// Kinds of entries.
pub(crate) mod kind {
    pub const SUBMISSION: &str = "submission";
    pub const RESULT: &str = "result";
    pub const GRANT: &str = "grant-move";
    pub const EMERGENCY: &str = "emergency";
    pub const EMERGENCY_STEP: &str = "emergency-step";
    pub const DECISION: &str = "decision";
    pub const DOCUMENT: &str = "document";
}

/// What is to be logged.
pub(crate) struct NewEntry {
    pub kind: &'static str,
    pub subject: String,
    pub version: i64,
    /// Whose people may see it in clear; everybody where absent.
    pub owner: Option<OrganisationId>,
    /// Another party who may.
    pub reader: Option<OrganisationId>,
    /// Everything that is fixed by logging it; JSON with sorted keys.
    pub content: Value,
}

/// Takes the log's head: from here on until the transaction ends nobody else appends, and versions can be counted.
pub(crate) async fn take(work: &mut AnyConnection, dialect: Dialect) -> Result<u64, StoreError> {
    // SQLite's transaction has the whole database already.
    let query = match dialect {
        Dialect::Sqlite => sqlx::query("SELECT size FROM log_head"),
        Dialect::Postgres => sqlx::query("SELECT size FROM log_head FOR UPDATE"),
    };
    query.fetch_one(work).await?.count("size")
}

/// Appends an entry in the same transaction as the row it is about, and gives its index.
pub(crate) async fn append(
    work: &mut AnyConnection,
    dialect: Dialect,
    entry: NewEntry,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let size = take(work, dialect).await?;
    let content = json(&entry.content)?;
    let salt = if is_private(entry.kind) { Some(random::<32>()?) } else { None };
    let leaf = leaf(&content, salt).bytes();
    let mut tree = Tree::load(size, &hashes(work, &Tree::nodes(size)).await?)?;
    for (node, hash) in tree.append(leaf_hash(&leaf)) {
        sqlx::query("INSERT INTO log_hash (level, place, hash) VALUES ($1, $2, $3)")
            .bind(i64::from(node.level))
            .bind(node.index as i64)
            .bind(hash.0.to_vec())
            .execute(&mut *work)
            .await?;
    }
    sqlx::query(
        "INSERT INTO log_entry (log_index, at, kind, subject, version, owner, reader, leaf, content, salt) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(size as i64)
    .bind(at.as_microsecond())
    .bind(entry.kind)
    .bind(entry.subject)
    .bind(entry.version)
    .bind(entry.owner.map(|id| id.to_string()))
    .bind(entry.reader.map(|id| id.to_string()))
    .bind(leaf)
    .bind(content)
    .bind(salt.map(|salt| salt.to_vec()))
    .execute(&mut *work)
    .await?;
    sqlx::query("UPDATE log_head SET size = $1").bind(tree.size() as i64).execute(&mut *work).await?;
    Ok(size as i64)
}

/// Only what is published stands in clear.
fn is_private(kind: &str) -> bool {
    kind != kind::DOCUMENT
}

pub(crate) fn leaf(content: &str, salt: Option<[u8; 32]>) -> Entry {
    match salt {
        Some(salt) => Entry::Private(Commitment::to(Salt(salt), content.as_bytes())),
        None => Entry::Public(content.as_bytes().to_vec()),
    }
}

/// Stored hashes of some nodes.
pub(crate) async fn hashes(work: &mut AnyConnection, nodes: &[Node]) -> Result<BTreeMap<Node, Hash>, StoreError> {
    let mut found = BTreeMap::new();
    for level in 0..64_u8 {
        let here: Vec<&Node> = nodes.iter().filter(|node| node.level == level).collect();
        for some in here.chunks(256) {
            let text =
                format!("SELECT place, hash FROM log_hash WHERE level = $1 AND place IN ({})", places(2, some.len()));
            let mut query = sqlx::query(AssertSqlSafe(text)).bind(i64::from(level));
            for node in some {
                query = query.bind(node.index as i64);
            }
            for row in query.fetch_all(&mut *work).await? {
                found.insert(Node::new(level, row.count("place")?), Hash::from_slice(&row.bytes("hash")?)?);
            }
        }
    }
    Ok(found)
}

/// An entry as those may see it who are party to it; others see the commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// Its place.
    pub index: u64,
    /// When.
    pub at: Timestamp,
    /// What kind of thing was stored.
    pub kind: String,
    /// Its id.
    pub subject: String,
    /// Its version.
    pub version: u64,
    /// Whose it is.
    pub owner: Option<OrganisationId>,
    /// The other party.
    pub reader: Option<OrganisationId>,
    /// The bytes logged.
    pub leaf: Vec<u8>,
    /// What the bytes commit to.
    pub content: String,
    /// The salt of the commitment.
    pub salt: Option<Vec<u8>>,
}

/// The log, for reading.
#[derive(Clone, Copy)]
pub struct Log<'a> {
    store: &'a Store,
}

impl Store {
    /// The tamper-evident log. Nothing of it is secret but the contents and salts of private entries.
    pub fn log(&self) -> Log<'_> {
        Log { store: self }
    }
}

impl Log<'_> {
    fn pool(&self) -> &AnyPool {
        self.store.reader()
    }

    /// Number of entries.
    pub async fn size(&self) -> Result<u64, StoreError> {
        sqlx::query("SELECT size FROM log_head").fetch_one(self.pool()).await?.count("size")
    }

    /// The key others check checkpoints with, as a line of text.
    pub fn key(&self) -> String {
        self.store.key.signer.verifier().to_string()
    }

    /// Name of the log in its checkpoints.
    pub fn origin(&self) -> &str {
        &self.store.key.origin
    }

    /// The tree of a size.
    pub(crate) async fn tree(&self, size: u64) -> Result<Tree, StoreError> {
        let mut connection = self.pool().acquire().await?;
        Ok(Tree::load(size, &hashes(&mut connection, &Tree::nodes(size)).await?)?)
    }

    /// The signed checkpoint of the log as it is now. Every size signed is kept.
    pub async fn checkpoint(&self, at: Timestamp) -> Result<String, StoreError> {
        let size = self.size().await?;
        if let Some(note) = self.signed(size).await? {
            return Ok(note);
        }
        let tree = self.tree(size).await?;
        let note = Checkpoint::of(self.origin(), &tree).sign(&self.store.key.signer)?;
        let mut work = self.store.write().await?;
        sqlx::query(
            "INSERT INTO log_checkpoint (size, root, note, at) VALUES ($1, $2, $3, $4) ON CONFLICT (size) DO NOTHING",
        )
        .bind(size as i64)
        .bind(tree.root().0.to_vec())
        .bind(note.clone())
        .bind(at.as_microsecond())
        .execute(&mut *work)
        .await?;
        work.commit().await?;
        Ok(note)
    }

    async fn signed(&self, size: u64) -> Result<Option<String>, StoreError> {
        let query = sqlx::query("SELECT note FROM log_checkpoint WHERE size = $1").bind(size as i64);
        query.fetch_optional(self.pool()).await?.map(|row| row.text("note")).transpose()
    }

    /// A tile's content; nothing where the log has no such tile.
    pub async fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, StoreError> {
        if !tile.is_in(self.size().await?) {
            return Ok(None);
        }
        let nodes: Vec<Node> = tile.nodes().collect();
        let mut connection = self.pool().acquire().await?;
        Ok(Some(tile.bytes(&hashes(&mut connection, &nodes).await?)?))
    }

    /// The entries below a tile of level 0, bundled; nothing where the log has no such tile.
    pub async fn bundle(&self, tile: Tile) -> Result<Option<Vec<u8>>, StoreError> {
        if tile.level != 0 || !tile.is_in(self.size().await?) {
            return Ok(None);
        }
        let first = tile.index * verdigris_ledger::tile::WIDTH;
        let rows =
            sqlx::query("SELECT leaf FROM log_entry WHERE log_index >= $1 AND log_index < $2 ORDER BY log_index")
                .bind(first as i64)
                .bind((first + u64::from(tile.width)) as i64)
                .fetch_all(self.pool())
                .await?;
        let leaves = rows.iter().map(|row| row.bytes("leaf")).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(bundle::encode(leaves.iter().map(Vec::as_slice))?))
    }

    /// Hashes that show that an entry is in the log of a size.
    pub async fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, StoreError> {
        self.within(size).await?;
        let mut connection = self.pool().acquire().await?;
        let stored = hashes(&mut connection, &proof::inclusion_nodes(index, size)?).await?;
        Ok(proof::inclusion(index, size, &stored)?)
    }

    /// Hashes that show that the log of one size is the beginning of the log of another.
    pub async fn consistency(&self, from: u64, to: u64) -> Result<Vec<Hash>, StoreError> {
        self.within(to).await?;
        let mut connection = self.pool().acquire().await?;
        let stored = hashes(&mut connection, &proof::consistency_nodes(from, to)?).await?;
        Ok(proof::consistency(from, to, &stored)?)
    }

    async fn within(&self, size: u64) -> Result<(), StoreError> {
        if size <= self.size().await? { Ok(()) } else { Err(StoreError::NotFound { what: "log of that size" }) }
    }

    /// One entry.
    pub async fn entry(&self, index: u64) -> Result<Option<LogEntry>, StoreError> {
        let query = sqlx::query("SELECT * FROM log_entry WHERE log_index = $1").bind(index as i64);
        query.fetch_optional(self.pool()).await?.map(|row| entry(&row)).transpose()
    }

    /// Entries, newest first. The caller shows contents and salts to the parties only.
    pub async fn entries(&self, paging: &Paging) -> Result<Page<LogEntry>, StoreError> {
        let rows = sqlx::query("SELECT * FROM log_entry WHERE log_index < $1 ORDER BY log_index DESC LIMIT $2")
            .bind(paging.before())
            .bind(paging.fetch())
            .fetch_all(self.pool())
            .await?;
        let entries = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        Ok(paging.page(entries, |entry| entry.index.to_string()))
    }
}

pub(crate) fn entry(row: &sqlx::any::AnyRow) -> Result<LogEntry, StoreError> {
    Ok(LogEntry {
        index: row.count("log_index")?,
        at: row.time("at")?,
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        version: row.count("version")?,
        owner: row.maybe_parsed("owner")?,
        reader: row.maybe_parsed("reader")?,
        leaf: row.bytes("leaf")?,
        content: row.text("content")?,
        salt: row.maybe_bytes("salt")?,
    })
}
