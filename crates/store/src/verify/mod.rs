//! Whether the log holds: by itself, against the checkpoints signed, and against the rows it is about.

mod rows;

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use verdigris_ledger::{Checkpoint, Hash, Node, Tree, Verifier, leaf_hash};

use crate::{
    Dialect, Store, StoreError,
    log::{self, LogEntry},
    row::Columns as _,
};

/// Entries looked at together.
const BATCH: i64 = 500;

/// What was looked at, and what does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the log.
    pub entries: u64,
    /// Signed checkpoints.
    pub checkpoints: u64,
    /// Rows the log is about.
    pub rows: u64,
    /// Files whose digest was worked out again.
    pub files: u64,
    /// What does not hold, in words; empty where all does.
    pub breaches: Vec<String>,
}

impl Verified {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.breaches.is_empty()
    }

    fn breach(&mut self, text: impl Into<String>) {
        self.breaches.push(text.into());
    }
}

impl Store {
    /// Works everything out again from what is stored: leaves, tree, checkpoints, and the rows and files the log fixes.
    pub async fn verify(&self) -> Result<Verified, StoreError> {
        let mut work = match self.dialect() {
            Dialect::Sqlite => self.reader().begin().await?,
            Dialect::Postgres => self.reader().begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?,
        };
        let verified = verify(&mut work, &self.log().key()).await?;
        work.rollback().await?;
        Ok(verified)
    }

    /// The same as a transaction begun elsewhere sees the database.
    pub async fn verify_in(&self, work: &mut AnyConnection) -> Result<Verified, StoreError> {
        verify(work, &self.log().key()).await
    }
}

/// The same for a connection, within one view of the database.
pub(crate) async fn verify(work: &mut AnyConnection, key: &str) -> Result<Verified, StoreError> {
    let mut verified = Verified::default();
    let mut subjects = BTreeMap::new();
    let roots = tree(work, &mut verified, &mut subjects).await?;
    checkpoints(work, key, &roots, &mut verified).await?;
    rows::check(work, subjects, &mut verified).await?;
    Ok(verified)
}

/// What an entry says it is about, to be held against the rows.
type Subjects = BTreeMap<u64, (String, String, String)>;

/// Builds the tree again; gives the root of every size.
async fn tree(
    work: &mut AnyConnection,
    verified: &mut Verified,
    subjects: &mut Subjects,
) -> Result<Vec<Hash>, StoreError> {
    let (mut tree, mut nodes) = (Tree::default(), 0);
    let mut roots = vec![tree.root()];
    loop {
        let rows = sqlx::query("SELECT * FROM log_entry WHERE log_index >= $1 ORDER BY log_index LIMIT $2")
            .bind(tree.size() as i64)
            .bind(BATCH)
            .fetch_all(&mut *work)
            .await?;
        if rows.is_empty() {
            break;
        }
        let mut made = Vec::new();
        for row in &rows {
            let entry = log::entry(row)?;
            if entry.index != tree.size() {
                verified.breach(format!("log entry {} is missing", tree.size()));
                return Ok(roots);
            }
            if let Err(reason) = leaf(&entry) {
                verified.breach(format!("log entry {}: {reason}", entry.index));
            }
            made.extend(tree.append(leaf_hash(&entry.leaf)));
            roots.push(tree.root());
            subjects.insert(entry.index, (entry.kind, entry.subject, entry.content));
        }
        nodes += made.len() as u64;
        stored(work, &made, verified).await?;
    }
    verified.entries = tree.size();
    let row = sqlx::query("SELECT size, (SELECT count(*) FROM log_hash) AS hashes FROM log_head");
    let row = row.fetch_one(&mut *work).await?;
    if row.count("size")? != tree.size() {
        verified.breach(format!("the log says it has {} entries and has {}", row.count("size")?, tree.size()));
    }
    if row.count("hashes")? != nodes {
        verified.breach("the log has hashes of no entries");
    }
    Ok(roots)
}

/// The bytes logged are what content and salt give.
fn leaf(entry: &LogEntry) -> Result<(), &'static str> {
    let salt = entry.salt.as_deref().map(<[u8; 32]>::try_from).transpose().map_err(|_| "its salt is no salt")?;
    if log::leaf(&entry.content, salt).bytes() == entry.leaf {
        Ok(())
    } else {
        Err("its content is not what was logged")
    }
}

async fn stored(work: &mut AnyConnection, made: &[(Node, Hash)], verified: &mut Verified) -> Result<(), StoreError> {
    let nodes: Vec<Node> = made.iter().map(|(node, _)| *node).collect();
    let found = log::hashes(work, &nodes).await?;
    for (node, hash) in made {
        if found.get(node) != Some(hash) {
            verified.breach(format!("the stored hash of level {} place {} is another", node.level, node.index));
        }
    }
    Ok(())
}

/// Every checkpoint signed is of a beginning of this very log.
async fn checkpoints(
    work: &mut AnyConnection,
    key: &str,
    roots: &[Hash],
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let verifier = Verifier::parse(key)?;
    for row in sqlx::query("SELECT size, note FROM log_checkpoint ORDER BY size").fetch_all(work).await? {
        let size = row.count("size")?;
        verified.checkpoints += 1;
        match Checkpoint::open(&row.text("note")?, &verifier, verifier.name()) {
            Err(error) => verified.breach(format!("checkpoint of size {size}: {error}")),
            Ok(signed) if signed.size != size => {
                verified.breach(format!("checkpoint of size {size} is of another size"));
            }
            Ok(signed) if roots.get(size as usize) != Some(&signed.root) => {
                verified.breach(format!("the log is not the one signed at size {size}"));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}
