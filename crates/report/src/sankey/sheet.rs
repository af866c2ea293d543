//! The one-file page of a supply: figure and tables in both languages.

use verdigris_quantity::{Label, Language};

use super::draw;
use crate::{
    notation,
    page::{Page, Table},
    supply::Supply,
    words::Word,
};

/// The page, `first` being the language shown first.
pub fn page(supply: &Supply, first: Language) -> String {
    Page {
        title: &supply.title,
        figures: [draw::document(supply, Language::En, "sankey-en"), draw::document(supply, Language::Zh, "sankey-zh")],
        tables: [Language::En, Language::Zh].map(|language| vec![nodes(supply, language), edges(supply, language)]),
    }
    .write(first)
}

fn share(supply: &Supply, value: f64) -> String {
    supply.share(value).map_or_else(String::new, notation::percent)
}

fn headed(words: &[Word], unit: &Label, language: Language) -> Vec<String> {
    let unit = unit.get(language);
    let measured = |word: &Word| matches!(word, Word::Direct | Word::Upstream | Word::Value) && !unit.is_empty();
    let head = |word: &Word| {
        let name = word.get(language);
        if measured(word) { format!("{name} ({unit})") } else { name.to_owned() }
    };
    words.iter().map(head).collect()
}

fn nodes(supply: &Supply, language: Language) -> Table {
    let heads = [Word::Step, Word::Region, Word::Direct, Word::Share, Word::Upstream, Word::Share];
    Table {
        title: Word::Steps.get(language).to_owned(),
        heads: headed(&heads, &supply.unit, language),
        words: 2,
        rows: (supply.nodes.iter())
            .map(|node| {
                vec![
                    node.label.get(language).to_owned(),
                    node.region.clone(),
                    notation::value(node.direct),
                    share(supply, node.direct),
                    notation::value(node.total),
                    share(supply, node.total),
                ]
            })
            .collect(),
    }
}

fn edges(supply: &Supply, language: Language) -> Table {
    let name = |node: usize| supply.nodes[node].label.get(language).to_owned();
    Table {
        title: Word::Supplies.get(language).to_owned(),
        heads: headed(&[Word::Supplier, Word::User, Word::Value, Word::Share], &supply.unit, language),
        words: 2,
        rows: (supply.edges.iter())
            .map(|edge| vec![name(edge.from), name(edge.to), notation::value(edge.value), share(supply, edge.value)])
            .collect(),
    }
}
