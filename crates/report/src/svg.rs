//! A writer of SVG text: every text and attribute that comes from data is escaped on the way in.

use std::fmt::Write;

use crate::notation::{chemistry, coordinate};

/// Fonts for both languages from what systems carry; nothing is loaded.
pub const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', \
     'PingFang SC', 'Microsoft YaHei', sans-serif";

/// Escapes a text for XML and HTML, dropping the control characters XML 1.0 forbids.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// How a line of text looks.
#[derive(Clone, Copy, Debug)]
pub struct Pen {
    /// Class, which pages restyle.
    pub class: &'static str,
    /// Size in pixels.
    pub size: f64,
    /// Whether bold.
    pub bold: bool,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// Colour.
    pub fill: &'static str,
    /// Whether a pale rim parts the text from what lies beneath.
    pub rim: bool,
}

/// An SVG text in the making.
#[derive(Debug, Default)]
pub struct Canvas {
    body: String,
}

impl Canvas {
    /// Adds markup that is already safe.
    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    /// Adds a line of text with its baseline at `y`.
    pub fn text(&mut self, x: f64, y: f64, pen: Pen, text: &str) {
        let weight = if pen.bold { " font-weight=\"600\"" } else { "" };
        let rim = if pen.rim {
            " stroke=\"#ffffff\" stroke-opacity=\"0.75\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\""
        } else {
            ""
        };
        let anchor = if pen.anchor == "start" { String::new() } else { format!(" text-anchor=\"{}\"", pen.anchor) };
        let _ = writeln!(
            self.body,
            "<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{weight}{anchor}{rim}>{}</text>",
            pen.class,
            coordinate(x),
            coordinate(y),
            coordinate(pen.size),
            pen.fill,
            escape(&chemistry(text))
        );
    }

    /// Adds a rectangle with further attributes, which must be safe.
    pub fn rectangle(&mut self, [x, y, width, height]: [f64; 4], attributes: &str) {
        let _ = writeln!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {attributes}/>",
            coordinate(x),
            coordinate(y),
            coordinate(width.max(0.0)),
            coordinate(height.max(0.0))
        );
    }

    /// The finished document, `width` by `height` pixels, with what a screen reader tells.
    pub fn finish(self, frame: &Frame<'_>) -> String {
        let Frame { width, height, id, language, title, description, definitions } = frame;
        let (width, height) = (coordinate(width.ceil()), coordinate(height.ceil()));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" lang=\"{language}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" font-family=\"{FONTS}\">\n<title id=\"{id}-title\">{}</title>\n\
             <desc id=\"{id}-desc\">{}</desc>\n<defs>\n{definitions}</defs>\n\
             <rect class=\"paper\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// What surrounds the drawing.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// Prefix of ids, so that two figures fit one page.
    pub id: &'a str,
    /// Language tag.
    pub language: &'a str,
    /// Title for screen readers.
    pub title: &'a str,
    /// What the figure tells, in a sentence or two.
    pub description: &'a str,
    /// Patterns, already safe.
    pub definitions: &'a str,
}
