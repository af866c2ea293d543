//! Entry bundles: entries one after the other, each with its length before it in two bytes, big end first (C2SP tlog-tiles).

use crate::LedgerError;

/// The bundle of some entries.
pub fn encode<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, LedgerError> {
    let mut bundle = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| LedgerError::TooLong(entry.len()))?;
        bundle.extend(length.to_be_bytes());
        bundle.extend(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle.
pub fn decode(mut bundle: &[u8]) -> Result<Vec<&[u8]>, LedgerError> {
    let malformed = LedgerError::Malformed { what: "entry bundle", reason: "it breaks off" };
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let (length, rest) = bundle.split_first_chunk::<2>().ok_or(malformed.clone())?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(malformed.clone())?;
        entries.push(entry);
        bundle = rest;
    }
    Ok(entries)
}
