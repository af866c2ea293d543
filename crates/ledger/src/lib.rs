//! A tamper-evident log of entries: the Merkle tree of RFC 6962 (section 2.1) and RFC 9162 in tiles of 256 hashes (C2SP
//! tlog-tiles), inclusion and consistency proofs, checkpoints as signed notes (C2SP tlog-checkpoint, signed-note), and
//! salted commitments for entries only some may read.
//!
//! Nothing here reads or writes: storage keeps the hashes of complete subtrees by [`Node`], asks which nodes a piece of
//! work needs (`…_nodes`), and hands them in by [`Hashes`].
//!
//! ```
//! use std::collections::BTreeMap;
//! use verdigris_ledger::{Entry, Tree, leaf_hash, proof};
//!
//! let (mut tree, mut stored) = (Tree::default(), BTreeMap::new());
//! for text in ["first", "second", "third"] {
//!     let entry = Entry::Public(text.into()).bytes();
//!     stored.extend(tree.append(leaf_hash(&entry)));
//! }
//! let path = proof::inclusion(1, tree.size(), &stored)?;
//! let leaf = leaf_hash(&Entry::Public("second".into()).bytes());
//! proof::verify_inclusion(1, tree.size(), leaf, &path, tree.root())?;
//! # Ok::<(), verdigris_ledger::LedgerError>(())
//! ```

pub mod bundle;
pub mod checkpoint;
pub mod entry;
pub mod error;
pub mod hash;
pub mod node;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tree;

pub use checkpoint::Checkpoint;
pub use entry::{Commitment, Entry, Salt};
pub use error::LedgerError;
pub use hash::{Hash, leaf_hash, node_hash};
pub use node::{Hashes, Node};
pub use note::{Signer, Verifier};
pub use tile::Tile;
pub use tree::Tree;
