//! Tables of text, aligned by display width so that Chinese and Latin columns stand straight.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table with one header row.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
    widest: usize,
}

impl Table {
    /// A table with these columns; cells are cut to `widest` columns of the screen.
    pub fn new(columns: &[(&str, Align)], widest: usize) -> Self {
        let columns = columns.iter().map(|(name, align)| ((*name).to_owned(), *align)).collect();
        Self { columns, rows: Vec::new(), widest }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as lines.
    pub fn render(&self, colours: bool) -> String {
        let cut = |text: &str| cut(text, self.widest);
        let mut widths: Vec<usize> = self.columns.iter().map(|(name, _)| name.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cut(cell).width());
            }
        }
        let mut out = String::new();
        let header: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let line = self.line(&header, &widths);
        if colours {
            out.push_str(&["\u{1b}[1m", &line, "\u{1b}[0m\n"].concat());
        } else {
            out.push_str(&line);
            out.push('\n');
        }
        let rule: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
        out.push_str(&rule.join("  "));
        out.push('\n');
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|cell| cut(cell)).collect();
            out.push_str(&self.line(&cells, &widths));
            out.push('\n');
        }
        out
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let set = |((cell, width), (_, align)): ((&String, &usize), &(String, Align))| {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            match align {
                Align::Left => format!("{cell}{pad}"),
                Align::Right => format!("{pad}{cell}"),
            }
        };
        let cells: Vec<String> = cells.iter().zip(widths).zip(&self.columns).map(set).collect();
        cells.join("  ").trim_end().to_owned()
    }
}

/// Cuts a text to a display width, with an ellipsis where something is left out.
pub fn cut(text: &str, widest: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.width() <= widest {
        return clean;
    }
    let mut out = String::new();
    let mut width = 0;
    for c in clean.chars() {
        width += c.width().unwrap_or(0);
        if width >= widest {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_straight_in_both_scripts() {
        let mut table = Table::new(&[("产品", Align::Left), ("value", Align::Right)], 20);
        table.row(vec!["氧化铝".into(), "1.2".into()]);
        table.row(vec!["alumina, Bayer process, China".into(), "12.25".into()]);
        let lines: Vec<String> = table.render(false).lines().map(str::to_owned).collect();
        let width = lines[1].width();
        assert!(lines.iter().skip(2).all(|line| line.width() == width), "{lines:#?}");
        assert!(lines[3].contains('…'));
    }
}
