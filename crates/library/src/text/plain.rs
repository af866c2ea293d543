//! Markdown as plain text, for finding and for excerpts: marks and addresses fall away, words stay.

/// The words of a Markdown text. Not a full parser: what it leaves over is only ever shown escaped.
pub(crate) fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.trim_start().trim_start_matches(['#', '>', '|']).trim_start();
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
        if !text.is_empty() {
            text.push(' ');
        }
        let mut rest = line;
        while let Some(at) = rest.find(['[', '*', '`', '|', '!', '<']) {
            text.push_str(&rest[..at]);
            rest = match rest.as_bytes()[at] {
                b'[' => link(&mut text, &rest[at..]),
                b'!' if rest[at + 1..].starts_with('[') => &rest[at + 1..],
                b'!' => kept(&mut text, &rest[at..]),
                b'<' => address(&mut text, &rest[at..]),
                b'|' => {
                    text.push(' ');
                    &rest[at + 1..]
                }
                _ => &rest[at + 1..],
            };
        }
        text.push_str(rest);
    }
    text
}

/// `[words](address)`: the words.
fn link<'a>(text: &mut String, rest: &'a str) -> &'a str {
    let Some((words, after)) = rest[1..].split_once("](") else { return kept(text, rest) };
    let Some((_, after)) = after.split_once(')') else { return kept(text, rest) };
    text.push_str(words);
    after
}

/// `<https://…>`: nothing.
fn address<'a>(text: &mut String, rest: &'a str) -> &'a str {
    match rest.split_once('>') {
        Some((inside, after)) if inside.starts_with("<http") => after,
        _ => kept(text, rest),
    }
}

fn kept<'a>(text: &mut String, rest: &'a str) -> &'a str {
    let (first, after) = rest.split_at(1);
    text.push_str(first);
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_marks_fall_away() {
        let markdown = "## 赤泥\n\n- **Red mud**, see [the table](https://x.example/a?b) `x`\n> 5 < 6 ![图](a.png)!";
        assert_eq!(plain(markdown), "赤泥  Red mud, see the table x 5 < 6 图!");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}") {
            let _ = plain(&text);
        }
    }
}
