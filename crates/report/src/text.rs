//! Room that text takes: widths without a font at hand, wrapping, cutting.
//!
//! Widths are on the safe side of the usual system fonts: a Han character takes one em, Latin letters by class.

/// Width of a text in em.
pub fn width(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '\u{a0}' => 0.31,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.4,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '\u{2212}' => 0.9,
        'A'..='Z' | '&' => 0.7,
        '\u{0}'..='\u{24f}' => 0.59,
        '\u{2070}'..='\u{209f}' => 0.45,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{370}'..='\u{2e7f}' => 0.7,
        _ => 1.0,
    }
}

/// Whether a line may break between two neighbours: after spaces and hyphens, and around Han characters.
fn breaks_between(before: char, after: char) -> bool {
    let wide = |c: char| c as u32 >= 0x2e80;
    // Closing punctuation never starts a line, opening punctuation never ends one.
    let sticks = "，。、；：）》」』】％！？".contains(after) || "（《「『【".contains(before);
    // `GB/T` and `44/12` stay whole.
    let whole = before == '/' && (after.is_ascii_uppercase() || after.is_ascii_digit());
    !sticks && !whole && (matches!(before, ' ' | '-' | '/' | ',' | ';') || wide(before) || wide(after)) && after != ' '
}

/// Breaks a text into at most `most` lines no wider than `room` em; what does not fit ends in an ellipsis.
pub fn wrap(text: &str, room: f64, most: usize) -> Vec<String> {
    let characters: Vec<char> = text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < characters.len() && lines.len() < most {
        let rest: String = characters[start..].iter().collect();
        if width(&rest) <= room {
            lines.push(rest);
            return lines;
        }
        if lines.len() + 1 == most {
            lines.push(cut(&rest, room));
            return lines;
        }
        let end = line_end(&characters, start, room);
        lines.push(characters[start..end].iter().collect::<String>().trim_end().to_owned());
        start = end;
        while characters.get(start) == Some(&' ') {
            start += 1;
        }
    }
    lines
}

/// As [`wrap`], with lines as even as the same number of them allows: no last line of one word.
pub fn even(text: &str, room: f64, most: usize) -> Vec<String> {
    let lines = wrap(text, room, most);
    if lines.len() < 2 || lines.last().is_some_and(|line| line.ends_with('…')) {
        return lines;
    }
    let (mut narrow, mut wide) = (width(text) / lines.len() as f64 * 0.9, room);
    let mut best = lines;
    while wide - narrow > 0.25 {
        let middle = f64::midpoint(narrow, wide);
        // One line more is allowed so that a text too long is seen, not cut.
        let tried = wrap(text, middle, best.len() + 1);
        if tried.len() == best.len() && tried.iter().all(|line| width(line) <= middle) {
            best = tried;
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    best
}

/// Where the line that begins at `start` ends: the last fitting break, or mid-word where there is none.
fn line_end(characters: &[char], start: usize, room: f64) -> usize {
    let mut used = 0.0;
    let mut last_break = None;
    for position in start..characters.len() {
        used += advance(characters[position]);
        if used > room && position > start {
            return last_break.unwrap_or(position);
        }
        if position + 1 < characters.len() && breaks_between(characters[position], characters[position + 1]) {
            last_break = Some(position + 1);
        }
    }
    characters.len()
}

/// Cuts a text to `room` em with an ellipsis.
pub fn cut(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = width("…");
    for c in text.chars() {
        used += advance(c);
        if used > room {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_where_readers_expect() {
        assert_eq!(wrap("Electricity, high voltage", 9.0, 3), ["Electricity, high", "voltage"]);
        assert_eq!(wrap("氧化铝，拜耳法", 4.0, 3), ["氧化铝，", "拜耳法"]);
        assert_eq!(wrap("氧化铝，拜耳法", 3.5, 3), ["氧化", "铝，拜", "耳法"]);
        assert_eq!(wrap("short", 9.0, 1), ["short"]);
    }

    proptest! {
        #[test]
        fn even_lines_are_as_many_and_lose_nothing(text in "[a-z铝锌铜， -]{0,60}", room in 4.0..20.0f64, most in 1usize..4) {
            let (plain, even) = (wrap(&text, room, most), even(&text, room, most));
            prop_assert_eq!(plain.len(), even.len());
            prop_assert!(even.iter().all(|line| width(line) <= room + 1e-9));
            let bare = |lines: &[String]| lines.concat().chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&plain), bare(&even));
        }

        #[test]
        fn lines_fit_and_nothing_is_lost_silently(text in "[a-z铝锌铜， -]{0,60}", room in 4.0..20.0f64, most in 1usize..4) {
            let lines = wrap(&text, room, most);
            prop_assert!(lines.len() <= most);
            for line in &lines {
                prop_assert!(width(line) <= room + 1e-9, "{line}");
            }
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let told: String = lines.iter().map(|line| bare(line)).collect();
            prop_assert!(told.ends_with('…') || told == bare(&text));
        }
    }
}
