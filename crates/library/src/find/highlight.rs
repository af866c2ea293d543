//! Marked texts: the words that answer a question stand in `<mark>`, everything else is escaped.

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Language};

use super::meaning::Mark;
use crate::{
    Document,
    index::token::first_letters,
    text::{
        english,
        fold::{Folded, fold},
        pinyin,
        plain::plain,
        run::{Run, parts, runs},
    },
};

/// Characters of an excerpt.
const EXCERPT: usize = 160;
/// Characters before the first mark of an excerpt.
const LEAD: usize = 30;

/// Marked texts of a document found, as HTML that holds `<mark>` and escaped text only; none where nothing is marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Highlights {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// An excerpt of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// The marked texts of a document: in the language asked for, or in the other where only that holds the words.
pub(super) fn highlights(document: &Document, marks: &[&Mark], language: Language) -> Highlights {
    if marks.is_empty() {
        return Highlights::default();
    }
    Highlights {
        title: in_either(&document.title, language, |text| whole(text, marks)),
        summary: in_either(&document.summary, language, |text| whole(text, marks)),
        body: in_either(&document.body, language, |text| excerpt(&plain(text), marks)),
    }
}

fn in_either(label: &Label, language: Language, mark: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (first, second) = match language {
        Language::Zh => (&label.zh, &label.en),
        Language::En => (&label.en, &label.zh),
    };
    mark(first).or_else(|| mark(second))
}

fn whole(text: &str, marks: &[&Mark]) -> Option<String> {
    let marked = ranges(&fold(text), marks);
    (!marked.is_empty()).then(|| html(text, &marked, 0, text.len()))
}

fn excerpt(text: &str, marks: &[&Mark]) -> Option<String> {
    let marked = ranges(&fold(text), marks);
    let first = marked.first()?.0;
    let before = text[..first].char_indices().rev().take(LEAD).last().map_or(first, |(at, _)| at);
    // An excerpt does not begin within an English word.
    let start = match text[before..first].find(' ') {
        Some(space) if before > 0 => before + space + 1,
        _ => before,
    };
    let end = text[start..].char_indices().nth(EXCERPT).map_or(text.len(), |(at, _)| start + at);
    let mut told = html(text, &marked, start, end);
    if start > 0 {
        told.insert(0, '…');
    }
    if end < text.len() {
        told.push('…');
    }
    Some(told)
}

/// The byte ranges of a text that answer, in order and apart.
fn ranges(folded: &Folded, marks: &[&Mark]) -> Vec<(usize, usize)> {
    let mut places = vec![false; folded.chars.len()];
    let runs = runs(folded);
    for (at, run) in runs.iter().enumerate() {
        match *run {
            Run::Han(from, to) => {
                for mark in marks {
                    mark_han(mark, &folded.chars, (from, to), &mut places);
                }
            }
            Run::Latin(from, to) => {
                let token: String = folded.chars[from..to].iter().collect();
                if marks.iter().any(|mark| answers(mark, &token)) {
                    places[from..to].fill(true);
                }
                for mark in marks {
                    mark_parts(mark, folded, &runs[at..], &mut places);
                }
            }
        }
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut before = false;
    for (&(start, end), &marked) in folded.from.iter().zip(&places) {
        if marked {
            match found.last_mut() {
                Some(last) if before || last.1 > start => last.1 = end.max(last.1),
                _ => found.push((start, end)),
            }
        }
        before = marked;
    }
    found
}

fn mark_han(mark: &Mark, characters: &[char], (from, to): (usize, usize), places: &mut [bool]) {
    let run = &characters[from..to];
    let width = match mark {
        Mark::Han(word) => word.len(),
        Mark::Syllables(syllables) => syllables.len(),
        Mark::Initials(letters) => letters.len(),
        _ => return,
    };
    if width == 0 || width > run.len() {
        return;
    }
    for (at, window) in run.windows(width).enumerate() {
        let meets = match mark {
            Mark::Han(word) => window == word.as_slice(),
            Mark::Syllables(syllables) => {
                let mut pairs = window.iter().zip(syllables);
                pairs.all(|(&character, syllable)| pinyin::readings(character).contains(syllable))
            }
            Mark::Initials(letters) => {
                let mut pairs = window.iter().zip(letters.chars());
                pairs.all(|(&character, letter)| first_letters(character).contains(letter))
            }
            _ => false,
        };
        if meets {
            places[from + at..from + at + width].fill(true);
        }
    }
}

fn answers(mark: &Mark, token: &str) -> bool {
    match mark {
        Mark::Stem(stem) => english::stem(token) == *stem || parts_of(token).iter().any(|part| part == stem),
        Mark::Prefix(prefix) => token.starts_with(prefix.as_str()),
        Mark::Near(stem, most) => english::edits(&english::stem(token), stem, *most).is_some(),
        _ => false,
    }
}

fn parts_of(token: &str) -> Vec<String> {
    parts(token).unwrap_or_default().into_iter().map(english::stem).collect()
}

/// Marks `GB 25323` for `gb25323`: neighbouring tokens whose parts follow one another.
fn mark_parts(mark: &Mark, folded: &Folded, runs: &[Run], places: &mut [bool]) {
    let Mark::Parts(wanted) = mark else { return };
    let mut met = 0;
    for run in runs {
        let Run::Latin(from, to) = *run else { return };
        let token: String = folded.chars[from..to].iter().collect();
        let mut found = parts_of(&token);
        if found.is_empty() {
            found.push(english::stem(&token));
        }
        for part in found {
            if wanted.get(met) != Some(&part) {
                return;
            }
            met += 1;
            if met == wanted.len() {
                if let Run::Latin(start, _) = runs[0] {
                    places[start..to].fill(true);
                }
                return;
            }
        }
    }
}

fn html(text: &str, marked: &[(usize, usize)], start: usize, end: usize) -> String {
    let mut told = String::new();
    let mut at = start;
    for &(from, to) in marked {
        let (from, to) = (from.max(at), to.min(end));
        if from >= to {
            continue;
        }
        escape(&text[at..from], &mut told);
        told.push_str("<mark>");
        escape(&text[from..to], &mut told);
        told.push_str("</mark>");
        at = to;
    }
    escape(&text[at..end], &mut told);
    told
}

fn escape(text: &str, told: &mut String) {
    for character in text.chars() {
        match character {
            '&' => told.push_str("&amp;"),
            '<' => told.push_str("&lt;"),
            '>' => told.push_str("&gt;"),
            '"' => told.push_str("&quot;"),
            '\'' => told.push_str("&#39;"),
            _ => told.push(character),
        }
    }
}
