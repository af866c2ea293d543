//! Where on its sheet a figure would stand that is not there.
//!
//! A table with its months side by side has one column a month. Which it is follows from the cells of the figures there
//! are; a table with one month a line has no empty cell for a missing one.

use std::collections::BTreeMap;

use verdigris_network::Place;

use super::series::Series;

/// Columns of months by sheet; none where they are not side by side.
pub type Columns = BTreeMap<String, Option<BTreeMap<u8, usize>>>;

/// The columns of months, from the cells of all figures.
pub fn months(series: &[Series<'_>]) -> Columns {
    let mut sheets = Columns::new();
    for point in series.iter().flat_map(|one| &one.points) {
        let place = &point.record.place;
        let (Some(month), Some(column)) = (point.month, column(&place.field)) else { continue };
        let sheet = sheets.entry(place.file.clone()).or_insert_with(|| Some(BTreeMap::new()));
        let Some(columns) = sheet else { continue };
        let clash = columns.iter().any(|(&other, &at)| (other == month) != (at == column));
        if clash {
            *sheet = None;
        } else {
            columns.insert(month, column);
        }
    }
    sheets
}

/// The cell of a month in the row of another figure, where the sheet's months stand side by side. A month nobody has a
/// figure of is found by the others where those follow one another without gaps.
pub fn empty_cell(near: &Place, month: u8, sheets: &Columns) -> Option<Place> {
    let (line, columns) = (near.line?, sheets.get(&near.file)?.as_ref()?);
    let at = if let Some(&at) = columns.get(&month) {
        at
    } else {
        let mut starts = columns.iter().map(|(&known, &at)| at.checked_sub(usize::from(known)));
        let first = starts.next()??;
        let even = columns.len() > 1 && starts.all(|start| start == Some(first));
        even.then_some(first + usize::from(month))?
    };
    Some(Place::file(&near.file).at_line(line).at_field(format!("{}{line}", letters(at))))
}

/// The column of a cell such as `E7`, from 0.
fn column(cell: &str) -> Option<usize> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let of = cell.get(..letters).filter(|of| (1..=3).contains(&of.len()))?;
    Some(of.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1) - 1)
}

/// The letters of a column, from 0.
fn letters(mut at: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + (at % 26) as u8));
        if at < 26 {
            return letters;
        }
        at = at / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(columns: &[(u8, usize)]) -> Columns {
        BTreeMap::from([("s".to_owned(), Some(columns.iter().copied().collect()))])
    }

    #[test]
    fn letters_and_columns_are_each_other_s_inverse() {
        for at in [0, 25, 26, 51, 52, 701, 702, 16383] {
            assert_eq!(column(&format!("{}9", letters(at))), Some(at));
        }
        assert_eq!((letters(26), letters(702)), ("AA".to_owned(), "AAA".to_owned()));
        assert_eq!((column("7"), column("")), (None, None));
    }

    #[test]
    fn a_missing_month_lies_in_its_own_column() {
        let near = Place::file("s").at_line(7).at_field("E7");
        let at = |columns: &[(u8, usize)], month| empty_cell(&near, month, &sheet(columns)).map(|place| place.field);
        assert_eq!(at(&[(1, 4), (2, 5), (3, 6)], 2).as_deref(), Some("F7"));
        assert_eq!(at(&[(1, 4), (3, 6)], 12).as_deref(), Some("P7"), "by the others, which follow one another");
        assert_eq!(at(&[(1, 4), (3, 9)], 2), None, "something stands between");
        assert_eq!(at(&[(1, 4)], 2), None, "one month says nothing of the others");
        assert_eq!(empty_cell(&Place::default(), 2, &sheet(&[(1, 4)])), None);
    }
}
