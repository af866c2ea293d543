//! From the bytes of a document to text.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::InterchangeError;

/// Bytes in which an XML declaration stands.
const DECLARATION: usize = 256;

/// Decodes a document by its byte-order mark, or else its declaration, or else as UTF-8. A byte that the encoding does
/// not have is an error, never replaced.
pub(crate) fn decode(member: &str, bytes: Vec<u8>) -> Result<String, InterchangeError> {
    let (encoding, mark) = match Encoding::for_bom(&bytes) {
        Some(found) => found,
        None => (declared(member, &bytes)?, 0),
    };
    let wrong =
        |at: usize| InterchangeError::Encoding { member: member.to_owned(), at: at as u64, encoding: encoding.name() };
    if encoding == UTF_8 {
        let mut text = String::from_utf8(bytes).map_err(|error| wrong(error.utf8_error().valid_up_to()))?;
        text.drain(..mark);
        return Ok(text);
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).ok_or_else(|| wrong(0))?;
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(&bytes[mark..], &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) => Err(wrong(mark + read.saturating_sub(1))),
    }
}

fn declared(member: &str, bytes: &[u8]) -> Result<&'static Encoding, InterchangeError> {
    match bytes {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let Some(declaration) = head.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split("?>").next()) else {
        return Ok(UTF_8);
    };
    let Some((_, rest)) = declaration.split_once("encoding") else { return Ok(UTF_8) };
    let label = rest.split(['"', '\'']).nth(1).unwrap_or_default();
    match Encoding::for_label(label.as_bytes()) {
        // The declaration could be read byte by byte, so the text is not UTF-16 whatever it says.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(InterchangeError::Structure {
            member: member.to_owned(),
            reason: format!("the declared encoding `{label}` is not known"),
        }),
    }
}
