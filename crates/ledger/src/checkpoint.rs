//! Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log as a signed note.

use crate::{Hash, LedgerError, Signer, Tree, Verifier, tile::decimal};

/// The head of a log at a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a URL without its scheme, the name of its key.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Hash of the whole tree.
    pub root: Hash,
}

impl Checkpoint {
    /// The checkpoint of a tree.
    pub fn of(origin: &str, tree: &Tree) -> Self {
        Self { origin: origin.to_owned(), size: tree.size(), root: tree.root() }
    }

    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.base64())
    }

    /// The signed note.
    pub fn sign(&self, signer: &Signer) -> Result<String, LedgerError> {
        Self::parse(&self.text())?;
        signer.sign(&self.text())
    }

    /// Reads the text of a checkpoint. Extension lines, which nobody can audit, are refused.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let malformed = |reason| LedgerError::Malformed { what: "checkpoint", reason };
        let body = text.strip_suffix('\n').ok_or(malformed("it ends without a newline"))?;
        let [origin, size, root] =
            <[&str; 3]>::try_from(body.split('\n').collect::<Vec<_>>()).map_err(|_| malformed("not three lines"))?;
        if origin.is_empty() {
            return Err(malformed("no origin"));
        }
        let size = decimal(size).ok_or(malformed("no size"))?;
        let root = Hash::from_base64(root)?;
        if size == 0 && root != Hash::empty() {
            return Err(malformed("an empty log has another root"));
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }

    /// Reads a signed note of a log whose key and origin are known.
    pub fn open(note: &str, verifier: &Verifier, origin: &str) -> Result<Self, LedgerError> {
        let checkpoint = Self::parse(verifier.open(note)?)?;
        if checkpoint.origin == origin {
            Ok(checkpoint)
        } else {
            Err(LedgerError::Malformed { what: "checkpoint", reason: "of another log" })
        }
    }
}
