//! A page in one file: a figure in both languages, its numbers as tables, and the script that highlights.
//!
//! Data enter as escaped text only; style and script are fixed and ask for nothing outside the file.

use std::fmt::Write;

use verdigris_quantity::{Label, Language};

use crate::{
    svg::escape,
    words::{Word, tag},
};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// A table of figures.
#[derive(Clone, Debug)]
pub struct Table {
    /// Caption.
    pub title: String,
    /// Heads of the columns.
    pub heads: Vec<String>,
    /// How many columns hold words; the others hold numbers.
    pub words: usize,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

/// What a page holds; pairs are English, then Chinese.
#[derive(Debug)]
pub struct Page<'a> {
    /// Title.
    pub title: &'a Label,
    /// Finished SVG documents.
    pub figures: [String; 2],
    /// Tables.
    pub tables: [Vec<Table>; 2],
}

impl Page<'_> {
    /// Writes the page; `first` is the language shown first.
    pub fn write(&self, first: Language) -> String {
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
             <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<nav>\n\
             <button type=\"button\" data-language=\"zh-CN\" lang=\"zh-CN\">中文</button>\n\
             <button type=\"button\" data-language=\"en\" lang=\"en\">English</button>\n</nav>\n<main>\n",
            tag(first),
            escape(self.title.get(first)),
        );
        for (index, language) in [Language::En, Language::Zh].into_iter().enumerate() {
            let _ = write!(
                html,
                "<section lang=\"{}\" data-title=\"{}\">\n<figure>\n{}</figure>\n<h2>{}</h2>\n",
                tag(language),
                escape(self.title.get(language)),
                self.figures[index],
                Word::Figures.get(language)
            );
            for table in &self.tables[index] {
                table.write(&mut html);
            }
            html.push_str("</section>\n");
        }
        let _ = write!(
            html,
            "</main>\n<div id=\"tip\" hidden=\"hidden\"></div>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
        );
        html
    }
}

impl Table {
    fn write(&self, html: &mut String) {
        let class = |column: usize| if column < self.words { "" } else { " class=\"number\"" };
        let _ = write!(html, "<div class=\"scroll\"><table>\n<caption>{}</caption>\n<thead><tr>", escape(&self.title));
        for (column, head) in self.heads.iter().enumerate() {
            let _ = write!(html, "<th scope=\"col\"{}>{}</th>", class(column), escape(head));
        }
        html.push_str("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            html.push_str("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let _ = match column {
                    0 => write!(html, "<th scope=\"row\">{}</th>", escape(cell)),
                    _ => write!(html, "<td{}>{}</td>", class(column), escape(cell)),
                };
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</tbody>\n</table></div>\n");
    }
}
