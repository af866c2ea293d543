//! Bold text of pictures, for a press whose font has one weight.

use std::fmt::Write;

const BOLD: &str = " font-weight=\"600\"";

/// Gives bold text a thin outline in its own colour, where it has none yet.
pub fn outlined(svg: &str) -> String {
    let mut written = String::with_capacity(svg.len() + 256);
    let mut rest = svg;
    while let Some(at) = rest.find(BOLD) {
        let (before, after) = rest.split_at(at + BOLD.len());
        written.push_str(before);
        let own = after.find('>').is_some_and(|end| after[..end].contains("stroke="));
        // The colour stands just before, as `fill="#rrggbb"`.
        let colour = rest[..at].rsplit_once("fill=\"").and_then(|(_, colour)| colour.strip_suffix('"'));
        if let (false, Some(colour)) = (own, colour) {
            let _ = write!(written, " stroke=\"{colour}\" stroke-width=\"0.28\"");
        }
        rest = after;
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::outlined;

    #[test]
    fn only_bold_text_without_a_rim_is_outlined() {
        let bold = "<text fill=\"#1d2430\" font-weight=\"600\">a</text><text fill=\"#000000\">b</text>";
        let expected = "<text fill=\"#1d2430\" font-weight=\"600\" stroke=\"#1d2430\" stroke-width=\"0.28\">a</text>\
                        <text fill=\"#000000\">b</text>";
        assert_eq!(outlined(bold), expected);
        let rim = "<text fill=\"#1d2430\" font-weight=\"600\" stroke=\"#ffffff\">a</text>";
        assert_eq!(outlined(rim), rim);
        assert_eq!(outlined("<text font-weight=\"600\">&quot;</text>"), "<text font-weight=\"600\">&quot;</text>");
    }
}
