//! Random numbers of the operating system, and their written form.

use std::fmt::Write as _;

use crate::ServerError;

/// Random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], ServerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ServerError::Random(error.to_string()))?;
    Ok(bytes)
}

/// Random bytes in hexadecimal.
pub fn hex<const N: usize>() -> Result<String, ServerError> {
    Ok(hexadecimal(&bytes::<N>()?))
}

/// Bytes in hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
