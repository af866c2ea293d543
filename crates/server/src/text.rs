//! Texts people send: trimmed, bounded, without control characters.

use verdigris_quantity::Label;
use verdigris_wording::{Kind, Problem};

use crate::http::refusal::Refusal;

/// Longest name.
pub const NAME: usize = 100;

/// Longest note.
pub const NOTE: usize = 2000;

fn bounded(field: &str, text: &str, longest: usize, lines: bool) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > longest {
        return Err(Refusal::invalid(field, "too-long"));
    }
    if text.chars().any(|letter| letter.is_control() && !(lines && (letter == '\n' || letter == '\t'))) {
        return Err(Refusal::invalid(field, "control-characters"));
    }
    Ok(text.to_owned())
}

/// A name: one line, not empty.
pub fn short(field: &str, text: &str) -> Result<String, Refusal> {
    let text = bounded(field, text, NAME, false)?;
    if text.is_empty() { Err(Refusal::invalid(field, "empty")) } else { Ok(text) }
}

/// A note: lines, may be empty.
pub fn note(field: &str, text: &str) -> Result<String, Refusal> {
    bounded(field, &text.replace("\r\n", "\n"), NOTE, true)
}

/// A name in one or both languages.
pub fn label(field: &str, label: &Label) -> Result<Label, Refusal> {
    let en = bounded(field, &label.en, NAME, false)?;
    let zh = bounded(field, &label.zh, NAME, false)?;
    if en.is_empty() && zh.is_empty() { Err(Refusal::invalid(field, "empty")) } else { Ok(Label { en, zh }) }
}

/// An address to sign in with: something, an at sign, a host. Whether it is somebody's, only a message to it could tell.
pub fn email(field: &str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let sound = text.len() <= 254
        && text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && !text
                    .chars()
                    .any(|letter| letter.is_whitespace() || letter.is_control() || "<>,;\"\\".contains(letter))
        });
    if sound { Ok(text.to_owned()) } else { Err(refused(field)) }
}

fn refused(field: &str) -> Refusal {
    Refusal::new("invalid-fields", Kind::Input).field(field, Problem::new("bad-email", Kind::Input))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_name_and_a_host() {
        for good in ["a@b", "li.wei+x@smelter.example", "李@铜.example"] {
            assert_eq!(email("email", good).unwrap(), good);
        }
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@.b", "<a@b>"] {
            assert!(email("email", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(short("name", " 铜 ").unwrap(), "铜");
        assert!(
            short("name", " ").is_err() && short("name", "a\nb").is_err() && short("name", &"x".repeat(101)).is_err()
        );
        assert_eq!(note("note", "a\r\nb").unwrap(), "a\nb");
    }
}
