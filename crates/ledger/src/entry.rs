//! What is logged: the thing itself where everybody may read it, else a commitment to it.
//!
//! A commitment is `SHA-256(domain ‖ salt ‖ payload)` with 32 random bytes of salt: whoever is shown salt and payload can
//! check it, nobody else can try payloads against it, and once the salt is destroyed the entry says nothing any more.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{LedgerError, hash::hexadecimal};

/// Keeps commitments apart from every other use of SHA-256 here; begins with a byte no tree hash begins with.
const DOMAIN: &[u8] = b"verdigris-commitment/1\n";
const PUBLIC: &[u8] = b"verdigris-entry/1 public\n";
const PRIVATE: &[u8] = b"verdigris-entry/1 private\n";

/// 32 random bytes, given from outside and kept with the payload.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl fmt::Debug for Salt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Salt(…)")
    }
}

/// A commitment to a payload.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commitment(pub [u8; 32]);

impl Commitment {
    /// Commits to a payload.
    pub fn to(salt: Salt, payload: &[u8]) -> Self {
        Self(Sha256::new().chain_update(DOMAIN).chain_update(salt.0).chain_update(payload).finalize().into())
    }

    /// Whether salt and payload are those committed to.
    pub fn opens(&self, salt: Salt, payload: &[u8]) -> bool {
        Self::to(salt, payload) == *self
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Commitment({self})")
    }
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// In clear.
    Public(Vec<u8>),
    /// As a commitment. Neither kind nor time of what is committed to is told.
    Private(Commitment),
}

impl Entry {
    /// The bytes that are logged: a line that says which of both, then the payload or the commitment in hexadecimal.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Public(payload) => [PUBLIC, payload].concat(),
            Self::Private(commitment) => [PRIVATE, commitment.to_string().as_bytes()].concat(),
        }
    }

    /// Reads logged bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, LedgerError> {
        let malformed = |reason| LedgerError::Malformed { what: "log entry", reason };
        if let Some(payload) = bytes.strip_prefix(PUBLIC) {
            return Ok(Self::Public(payload.to_vec()));
        }
        let text = bytes.strip_prefix(PRIVATE).ok_or(malformed("neither public nor private"))?;
        let text = std::str::from_utf8(text).ok().and_then(hexadecimal);
        text.map(|commitment| Self::Private(Commitment(commitment))).ok_or(malformed("no commitment"))
    }
}
