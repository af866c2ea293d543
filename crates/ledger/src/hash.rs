//! Hashes of the tree (RFC 6962, section 2.1): SHA-256 with one byte before it that tells leaves from nodes.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::LedgerError;

/// A SHA-256 hash; hexadecimal in text and JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Bytes of a hash.
    pub const LENGTH: usize = 32;

    /// Root of a tree without entries.
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// From exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, LedgerError> {
        let reason = "a hash has 32 bytes";
        bytes.try_into().map(Self).map_err(|_| LedgerError::Malformed { what: "hash", reason })
    }

    /// Standard Base64, as in checkpoints.
    pub fn base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads standard Base64.
    pub fn from_base64(text: &str) -> Result<Self, LedgerError> {
        let reason = "no Base64";
        Self::from_slice(&STANDARD.decode(text).map_err(|_| LedgerError::Malformed { what: "hash", reason })?)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = LedgerError;

    /// Reads 64 lower-case hexadecimal characters.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        hexadecimal(text).map(Self).ok_or(LedgerError::Malformed { what: "hash", reason: "64 hexadecimal characters" })
    }
}

/// Reads 64 lower-case hexadecimal characters.
pub(crate) fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let digits: Vec<u8> = text.bytes().map(digit).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Hash of an entry: `SHA-256(0x00 ‖ entry)`.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// Hash of two subtrees: `SHA-256(0x01 ‖ left ‖ right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}
