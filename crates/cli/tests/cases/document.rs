//! A Markdown file of cases: headings, fenced blocks, and which blocks belong to which case.

use std::path::Path;

/// A fenced block with an info string.
#[derive(Clone, Debug)]
pub struct Block {
    /// First word of the info string: `matrix`, `csv`, `expect`, …
    pub kind: String,
    /// The rest of the info string.
    pub name: String,
    /// Line of the opening fence, from 1.
    pub line: usize,
    /// Text between the fences.
    pub text: String,
}

impl Block {
    /// Lines that are neither blank nor comments, with their line number in the file.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(k, line)| (self.line + 1 + k, line.trim()));
        numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    }

    /// Values of the lines `key = value`, with their line numbers.
    pub fn settings<'b>(&'b self, key: &'b str) -> impl Iterator<Item = (usize, &'b str)> {
        self.lines().filter_map(move |(line, text)| {
            let (name, value) = text.split_once('=')?;
            (name.trim() == key).then(|| (line, value.trim()))
        })
    }
}

/// Blocks that make up one case.
#[derive(Clone, Debug)]
pub struct Case {
    /// File name and headings down to the case.
    pub title: String,
    /// Blocks of the data, in document order; those of enclosing sections included.
    pub data: Vec<Block>,
    /// Blocks of expectations.
    pub expectations: Vec<Block>,
}

impl Case {
    /// Data blocks of a kind.
    pub fn blocks<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Block> {
        self.data.iter().filter(move |block| block.kind == kind)
    }

    /// The data block of a kind, if there is one.
    pub fn block(&self, kind: &str) -> Option<&Block> {
        self.data.iter().find(|block| block.kind == kind)
    }
}

/// Kinds of block. Those marked stand beside earlier ones of their kind; the others replace them.
const KINDS: [(&str, bool); 10] = [
    ("matrix", false),
    ("uncertain", false),
    ("csv", false),
    ("toml", true),
    ("import", false),
    ("method", false),
    ("demand", false),
    ("sample", false),
    ("expect", true),
    ("text", true),
];

struct Section {
    level: usize,
    title: String,
    blocks: Vec<Block>,
}

/// Reads the cases of a file: one for each section that holds an `expect` block of its own. A section has the data of
/// the sections around it; a block replaces an earlier one of the same kind and name.
pub fn read(path: &Path, text: &str) -> Result<Vec<Case>, String> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut open = vec![Section { level: 0, title: file.clone(), blocks: Vec::new() }];
    let mut cases = Vec::new();
    let mut fence: Option<(String, Block)> = None;
    for (k, line) in text.lines().enumerate() {
        let at = k + 1;
        if let Some((mark, block)) = &mut fence {
            if line.trim_end() == *mark {
                let block = fence.take().map(|(_, block)| block);
                if let (Some(block), Some(section)) = (block, open.last_mut()) {
                    section.blocks.push(block);
                }
            } else {
                block.text.push_str(line);
                block.text.push('\n');
            }
            continue;
        }
        if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let mark = line[..line.len() - info.len()].to_owned();
            let (kind, name) = info.trim().split_once(' ').unwrap_or((info.trim(), ""));
            if !KINDS.iter().any(|(known, _)| *known == kind) {
                return Err(format!("{file}:{at}: no block is called `{kind}`"));
            }
            let block = Block { kind: kind.into(), name: name.trim().into(), line: at, text: String::new() };
            fence = Some((mark, block));
            continue;
        }
        let level = line.len() - line.trim_start_matches('#').len();
        if level > 0 && line[level..].starts_with(' ') {
            while open.last().is_some_and(|section| section.level >= level) {
                close(&mut open, &mut cases);
            }
            open.push(Section { level, title: line[level..].trim().to_owned(), blocks: Vec::new() });
        }
    }
    if let Some((_, block)) = fence {
        return Err(format!("{file}:{}: the block is not closed", block.line));
    }
    while !open.is_empty() {
        close(&mut open, &mut cases);
    }
    Ok(cases)
}

/// Ends the innermost section; it is a case if it holds expectations.
fn close(open: &mut Vec<Section>, cases: &mut Vec<Case>) {
    let holds = |section: &Section| section.blocks.iter().any(|block| block.kind == "expect");
    if open.last().is_some_and(holds) {
        let titles: Vec<&str> = open.iter().map(|section| section.title.as_str()).collect();
        let mut case = Case { title: titles.join(" > "), data: Vec::new(), expectations: Vec::new() };
        for (depth, section) in open.iter().enumerate() {
            for block in &section.blocks {
                if block.kind == "expect" {
                    if depth + 1 == open.len() {
                        case.expectations.push(block.clone());
                    }
                    continue;
                }
                if KINDS.iter().any(|(kind, beside)| *kind == block.kind && !beside) {
                    let key = |block: &Block| (block.kind.clone(), first_word(&block.name).to_owned());
                    case.data.retain(|earlier| key(earlier) != key(block));
                }
                case.data.push(block.clone());
            }
        }
        cases.push(case);
    }
    open.pop();
}

/// `A` of `A p1 p2`.
pub fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}
