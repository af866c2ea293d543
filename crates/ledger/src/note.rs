//! Signed notes (C2SP signed-note): a text, an empty line, and signature lines `— name base64(key id ‖ signature)`, with
//! Ed25519 keys. A key's id is the first four bytes of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::LedgerError;

const ED25519: u8 = 1;
/// Signature lines a note may have: more are a sign of abuse.
const MOST_SIGNATURES: usize = 100;
const PREFIX: &str = "— ";

/// A named key that signs. Shows and compares by name only.
#[derive(Clone)]
pub struct Signer {
    name: String,
    id: [u8; 4],
    key: SigningKey,
}

/// A named key that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

fn malformed(what: &'static str, reason: &'static str) -> LedgerError {
    LedgerError::Malformed { what, reason }
}

fn check_name(name: &str) -> Result<(), LedgerError> {
    if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c == '+') {
        return Err(malformed("name of a key", "empty, or with a space or a plus sign"));
    }
    Ok(())
}

fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', ED25519]).chain_update(key.as_bytes()).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// Splits `name+id+base64(algorithm ‖ 32 bytes)`.
fn parts<'a>(what: &'static str, text: &'a str) -> Result<(&'a str, [u8; 4], [u8; 32]), LedgerError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(malformed(what, "not name, id and key"));
    };
    check_name(name)?;
    let lower = id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let id = u32::from_str_radix(id, 16).ok().filter(|_| lower).ok_or(malformed(what, "no key id"))?;
    let key = STANDARD.decode(key).map_err(|_| malformed(what, "no Base64"))?;
    match key.split_first() {
        Some((&ED25519, key)) => {
            Ok((name, id.to_be_bytes(), key.try_into().map_err(|_| malformed(what, "a key has 32 bytes"))?))
        }
        _ => Err(malformed(what, "no Ed25519 key")),
    }
}

impl Signer {
    /// A key of a name from 32 random bytes.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, LedgerError> {
        check_name(name)?;
        let key = SigningKey::from_bytes(&seed);
        Ok(Self { name: name.to_owned(), id: key_id(name, &key.verifying_key()), key })
    }

    /// Reads `PRIVATE+KEY+name+id+base64`.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let what = "signing key";
        let text = text.strip_prefix("PRIVATE+KEY+").ok_or(malformed(what, "not PRIVATE+KEY+…"))?;
        let (name, id, seed) = parts(what, text)?;
        let signer = Self::from_seed(name, seed)?;
        if signer.id == id { Ok(signer) } else { Err(malformed(what, "the id is not that of the key")) }
    }

    /// Writes `PRIVATE+KEY+name+id+base64`, which is secret.
    pub fn secret(&self) -> String {
        let key = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        format!("PRIVATE+KEY+{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id))
    }

    /// The key that verifies.
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), id: self.id, key: self.key.verifying_key() }
    }

    /// Signs a text that ends with a newline.
    pub fn sign(&self, text: &str) -> Result<String, LedgerError> {
        check_text(text)?;
        let signature = self.key.sign(text.as_bytes());
        let signature = STANDARD.encode([self.id.as_slice(), &signature.to_bytes()].concat());
        Ok(format!("{text}\n{PREFIX}{} {signature}\n", self.name))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Signer({}+{:08x})", self.name, u32::from_be_bytes(self.id))
    }
}

fn check_text(text: &str) -> Result<(), LedgerError> {
    let plain = !text.chars().any(|c| c < ' ' && c != '\n');
    if text.ends_with('\n') && plain {
        Ok(())
    } else {
        Err(malformed("note", "its text does not end with a newline, or has control characters"))
    }
}

impl Verifier {
    /// Reads `name+id+base64`.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let what = "verifying key";
        let (name, id, key) = parts(what, text)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| malformed(what, "no point of the curve"))?;
        if key_id(name, &key) != id {
            return Err(malformed(what, "the id is not that of the key"));
        }
        Ok(Self { name: name.to_owned(), id, key })
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text of a note this key signed. Signatures of other keys are passed over; a wrong one of this key is an error.
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, LedgerError> {
        let (text, signatures) = split(note)?;
        let mut signed = false;
        for line in signatures.lines() {
            let (name, id, signature) = signature(line)?;
            if name != self.name || id != self.id {
                continue;
            }
            let good = Signature::from_slice(&signature)
                .is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok());
            if !good {
                return Err(LedgerError::Signature(self.to_string()));
            }
            signed = true;
        }
        if signed { Ok(text) } else { Err(LedgerError::Signature(self.to_string())) }
    }
}

impl fmt::Display for Verifier {
    /// `name+id+base64`, as published.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        write!(formatter, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id))
    }
}

/// Text and signature lines of a note.
fn split(note: &str) -> Result<(&str, &str), LedgerError> {
    let end = note.rfind("\n\n").ok_or(malformed("note", "no signatures"))?;
    let (text, signatures) = (&note[..=end], &note[end + 2..]);
    check_text(text)?;
    check_text(signatures)?;
    if signatures.lines().count() > MOST_SIGNATURES {
        return Err(malformed("note", "too many signatures"));
    }
    Ok((text, signatures))
}

fn signature(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), LedgerError> {
    let what = "signature line";
    let line = line.strip_prefix(PREFIX).ok_or(malformed(what, "it begins otherwise"))?;
    let (name, signature) = line.split_once(' ').ok_or(malformed(what, "not name and signature"))?;
    check_name(name)?;
    let bytes = STANDARD.decode(signature).map_err(|_| malformed(what, "no Base64"))?;
    match bytes.split_first_chunk::<4>() {
        Some((id, signature)) if !signature.is_empty() => Ok((name, *id, signature.to_vec())),
        _ => Err(malformed(what, "too short")),
    }
}
