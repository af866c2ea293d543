//! Cuts the text into blocks, and blocks into sections.

use verdigris_network::{Finding, FindingKind, Place};

use super::header::Header;

/// A row with its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub line: u64,
    cells: Vec<String>,
}

impl Row {
    /// A cell, empty where there is none.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map(|cell| cell.trim()).unwrap_or_default()
    }
}

/// A titled part of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub title: String,
    pub rows: Vec<Row>,
}

/// A block from its name to `End`: either rows straight away, or titled sections parted by empty lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub name: String,
    pub line: u64,
    pub rows: Vec<Row>,
    pub sections: Vec<Section>,
}

impl Block {
    /// Rows of a section.
    pub fn section(&self, title: &str) -> &[Row] {
        self.sections.iter().find(|section| section.title == title).map_or(&[], |section| &section.rows)
    }

    /// First cell of a section of one value; `Unspecified` is nothing.
    pub fn value(&self, title: &str) -> &str {
        self.section(title).first().map(|row| row.text(0)).filter(|text| *text != "Unspecified").unwrap_or_default()
    }
}

/// Blocks that follow one another without `End` in method files.
const STARTS: &[&str] = &["Impact category", "Normalization-Weighting set", "Damage category"];

/// All blocks of a file.
pub(super) fn cut(text: &str, header: &Header, file: &str, findings: &mut Vec<Finding>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    // Whether the last line was empty, so that the next one is a title.
    let mut after_gap = true;
    for (at, line) in text.lines().enumerate() {
        let number = at as u64 + 1;
        if line.trim().is_empty() || line.chars().all(|c| c == header.separator || c.is_whitespace()) {
            after_gap = true;
            continue;
        }
        let row = Row { line: number, cells: split(line, header.separator) };
        let title = row.text(0);
        match &mut open {
            None if title.starts_with('{') || title == "End" => {}
            None => open = Some(Block { name: title.to_owned(), line: number, ..Block::default() }),
            Some(_) if after_gap && title == "End" => blocks.extend(open.take()),
            Some(block)
                if after_gap
                    && STARTS.contains(&title)
                    && matches!(block.name.as_str(), "Method") | STARTS.contains(&block.name.as_str()) =>
            {
                let next = Block { name: title.to_owned(), line: number, ..Block::default() };
                blocks.push(std::mem::replace(block, next));
                // The first row of these blocks stands right under their name.
            }
            Some(block) if after_gap => block.sections.push(Section { title: title.to_owned(), rows: Vec::new() }),
            Some(block) => match block.sections.last_mut() {
                Some(section) => section.rows.push(row),
                None => block.rows.push(row),
            },
        }
        after_gap = false;
    }
    if let Some(block) = open {
        let place = Place::file(file).at_line(block.line);
        findings.push(
            Finding::new(FindingKind::Unreadable, place)
                .with("text", &block.name)
                .with("reason", "the block has no `End`; the file may be cut short"),
        );
        blocks.push(block);
    }
    blocks
}

/// Cells of a line. A cell that starts with a quote ends at the next single quote; where none follows on the line the
/// quote is a character like others. SimaPro writes line breaks inside a cell as the character 127.
fn split(line: &str, separator: char) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        if let Some((cell, after)) = rest.strip_prefix('"').and_then(|inner| quoted(inner, separator)) {
            cells.push(cell.replace('\u{7f}', "\n"));
            match after {
                Some(after) => rest = after,
                None => return cells,
            }
            continue;
        }
        let Some((cell, after)) = rest.split_once(separator) else {
            cells.push(rest.replace('\u{7f}', "\n"));
            return cells;
        };
        cells.push(cell.replace('\u{7f}', "\n"));
        rest = after;
    }
}

/// The text up to the closing quote, and what follows the separator after it.
fn quoted(inner: &str, separator: char) -> Option<(String, Option<&str>)> {
    let mut from = 0;
    loop {
        let at = from + inner[from..].find('"')?;
        let after = &inner[at + 1..];
        if after.starts_with('"') {
            from = at + 2;
            continue;
        }
        let cell = inner[..at].replace("\"\"", "\"");
        return match after.strip_prefix(separator) {
            Some(rest) => Some((cell, Some(rest))),
            None if after.trim().is_empty() => Some((cell, None)),
            None => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_part_at_the_separator() {
        assert_eq!(split("a;\"b;c\";d", ';'), ["a", "b;c", "d"]);
        assert_eq!(split("\"say \"\"x\"\"\";1", ';'), ["say \"x\"", "1"]);
        assert_eq!(split("\"open;1", ';'), ["\"open", "1"]);
        assert_eq!(split("\"q\" tail;1", ';'), ["\"q\" tail", "1"]);
        assert_eq!(split("two\u{7f}lines;", ';'), ["two\nlines", ""]);
    }

    #[test]
    fn blocks_and_sections_part_at_gaps() {
        let header = Header::read("");
        let text = "{x}\n\nProcess\n\nType\n\n\nProducts\nA;kg;1\nB;kg;2\n\nEnd\n\nUnits\nkg;Mass;1;kg\n\nEnd\n";
        let mut findings = Vec::new();
        let blocks = cut(text, &header, "t", &mut findings);
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].section("Products").len(), 2);
        assert_eq!(blocks[0].value("Type"), "");
        assert_eq!(blocks[1].rows.len(), 1);
        assert!(findings.is_empty());
        cut("Process\n\nProducts\nA;kg;1\n", &header, "t", &mut findings);
        assert_eq!(findings.len(), 1);
    }
}
