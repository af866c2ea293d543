//! The header in braces and the encoding.

/// Options of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub separator: char,
    pub decimal: char,
    pub project: String,
}

/// Whether the first bytes are those of a SimaPro export.
pub(super) fn looks_right(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.contains("{SimaPro") || text.contains("{CSV separator:") || text.contains("{CSV Format version")
}

/// UTF-8, or else Windows-1252, in which SimaPro writes; a byte without a character there becomes U+FFFD.
pub(super) fn decode(bytes: Vec<u8>) -> String {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match String::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        Err(error) => error
            .into_bytes()
            .into_iter()
            .map(|byte| match byte {
                0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
                _ => char::from(byte),
            })
            .collect(),
    }
}

impl Header {
    /// Reads the options; what is absent is a semicolon and a point.
    pub fn read(text: &str) -> Self {
        let mut header = Self { separator: ';', decimal: '.', project: String::new() };
        for line in text
            .lines()
            .map(|line| line.trim().trim_matches('"'))
            .take_while(|line| line.starts_with('{') || line.is_empty())
        {
            let Some((key, value)) = line.trim_start_matches('{').trim_end_matches('}').split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.trim() {
                "CSV separator" => {
                    header.separator = match value.to_lowercase().as_str() {
                        "comma" | "," => ',',
                        "tab" => '\t',
                        _ => ';',
                    }
                }
                "Decimal separator" => header.decimal = if value.starts_with(',') { ',' } else { '.' },
                "Project" => value.clone_into(&mut header.project),
                _ => {}
            }
        }
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let header =
            Header::read("{SimaPro 9.1}\n{Project: A: B}\n{CSV separator: Tab}\n{Decimal separator: ,}\n\nProcess\n");
        assert_eq!(header, Header { separator: '\t', decimal: ',', project: "A: B".to_owned() });
        assert_eq!(decode(b"\xB5g \x80".to_vec()), "µg €");
        assert_eq!(decode("µg".as_bytes().to_vec()), "µg");
    }
}
