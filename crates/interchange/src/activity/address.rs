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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_carry_over_like_in_a_spreadsheet() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16383].into_iter().map(column).collect();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
        assert_eq!(cell(4, 7), "E7");
    }
}
