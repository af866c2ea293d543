//! Cell addresses as spreadsheets show them, for CSV files too.

/// The letters of a column, counted from 0: `A`, …, `Z`, `AA`, ….
pub fn column(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (at % 26) as u8);
        at /= 26;
        if at == 0 {
            break;
        }
        at -= 1;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

/// `E7`: column from 0, line from 1.
pub fn cell(at: usize, line: u64) -> String {
    format!("{}{line}", column(at))
}

/// Column from 0 and line from 1 of an address such as `E7`; none for anything else.
pub fn parse(address: &str) -> Option<(usize, u64)> {
    let letters = address.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = address.split_at_checked(letters)?;
    if letters.is_empty() || letters.len() > 3 || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    Some((column - 1, digits.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_carry_over_like_in_a_spreadsheet() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16383].into_iter().map(column).collect();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
        assert_eq!(cell(4, 7), "E7");
        for at in [0, 25, 26, 51, 701, 702, 16383] {
            assert_eq!(parse(&cell(at, 12)), Some((at, 12)));
        }
        for wrong in ["", "E", "7", "e7", "E07", "E7x", "ABCD1", "E-7", "é7", "A99999999999999999999"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
