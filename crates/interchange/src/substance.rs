//! How substances are written in other formats.

/// A CAS number without leading zeros; empty when the text is not one.
pub fn cas(text: &str) -> String {
    let trimmed = text.trim().trim_start_matches('0');
    let mut parts = trimmed.split('-');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|part| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let fits = digits(parts.next(), 8) && digits(parts.next(), 2) && digits(parts.next(), 1) && parts.next().is_none();
    if fits { trimmed.to_owned() } else { String::new() }
}

/// Synonyms parted by `;`.
pub fn synonyms(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cas_numbers_lose_their_zeros() {
        assert_eq!(cas("000124-38-9"), "124-38-9");
        assert_eq!(cas(" 7732-18-5 "), "7732-18-5");
        for text in ["", "n/a", "12-3", "124-38-99", "-38-9"] {
            assert_eq!(cas(text), "", "{text}");
        }
    }
}
