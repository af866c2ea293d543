//! Names in several languages, short remarks without addresses, and classification paths.

use verdigris_quantity::Label;

use crate::xml::Element;

/// Longest remark kept, in characters: enough to recognise the statement, not a copy of the text.
const REMARK: usize = 160;

/// The children of a name, by `xml:lang`. Where the language is not stated it is English (ILCD's default); any other
/// language stands in for English only where there is none.
pub(crate) fn label(element: &Element<'_>, name: &str) -> Label {
    let mut label = Label::default();
    let mut other = String::new();
    for child in element.all(name) {
        let language = child.attribute("lang").unwrap_or("en");
        let slot = match language.split(['-', '_']).next().unwrap_or_default() {
            "en" | "" => &mut label.en,
            "zh" => &mut label.zh,
            _ => &mut other,
        };
        if slot.is_empty() {
            *slot = child.line_text();
        }
    }
    if label.is_empty() {
        label.en = other;
    }
    label
}

/// Two labels joined with `; ` in each language.
pub(crate) fn joined(first: Label, second: &Label) -> Label {
    let join = |first: String, second: &str| {
        if second.trim().is_empty() || first.is_empty() { first } else { format!("{first}; {}", second.trim()) }
    };
    Label { en: join(first.en, &second.en), zh: join(first.zh, &second.zh) }
}

/// The beginning of a text on one line, addresses of persons struck out. `nan` and the like are empty.
pub(crate) fn remark(text: &str) -> String {
    let words = text.split_whitespace().map(|word| if is_address(word) { "[…]" } else { word });
    let mut short = String::new();
    let mut characters = 0;
    for word in words {
        let length = word.chars().count();
        if characters + length > REMARK {
            short.extend(word.chars().take(REMARK.saturating_sub(characters)));
            short.push('…');
            break;
        }
        if characters > 0 {
            short.push(' ');
        }
        short.push_str(word);
        characters += length + 1;
    }
    if matches!(short.to_ascii_lowercase().as_str(), "nan" | "none" | "null" | "n/a" | "-") {
        return String::new();
    }
    short
}

fn is_address(word: &str) -> bool {
    word.split_once(['@', '＠']).is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
}

/// The remark of an element, English or else the other language.
pub(crate) fn remark_of(element: &Element<'_>, name: &str) -> String {
    let label = label(element, name);
    let english = remark(&label.en);
    if english.is_empty() { remark(&label.zh) } else { english }
}

/// Levels of the first classification, outermost first, joined with `/`.
pub(crate) fn category(information: &Element<'_>) -> String {
    let Some(classes) = information.child("classificationInformation") else { return String::new() };
    let sorted = classes.child("elementaryFlowCategorization").or_else(|| classes.child("classification"));
    let Some(sorted) = sorted else { return String::new() };
    let mut levels: Vec<(u32, String)> = sorted
        .children
        .iter()
        .filter(|child| matches!(child.name, "class" | "category"))
        .map(|child| (child.attribute("level").and_then(|level| level.parse().ok()).unwrap_or(0), child.line_text()))
        .collect();
    levels.sort_by_key(|(level, _)| *level);
    levels.into_iter().map(|(_, name)| name.trim().to_owned()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_short_and_nameless() {
        assert_eq!(remark("ask  a.b@example.org\nnow"), "ask […] now");
        assert_eq!(remark("nan"), "");
        assert!(remark(&"中".repeat(5000)).chars().count() <= REMARK + 1);
        assert!(remark(&"word ".repeat(5000)).chars().count() <= REMARK + 1);
    }
}
