//! The document of the table form and the reader name the same columns.

use std::{collections::BTreeSet, fs, path::Path};

use verdigris_network::table::schema;

/// Names in a text, those with a star marked so.
fn names(text: &str) -> BTreeSet<String> {
    let parts = text.split(|c: char| !(c.is_ascii_lowercase() || matches!(c, '_' | '*')));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_column_stands_in_the_document_with_its_star() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/tables.md");
    let Ok(text) = fs::read_to_string(path) else { return println!("skipped: no documents here") };
    for schema in schema::ALL {
        let heading = format!("## {}.csv", schema.name);
        let row = format!("| {} | ", schema.name);
        let listed = text
            .split("\n## ")
            .find(|section| format!("## {section}").starts_with(&heading))
            .filter(|section| !section.starts_with("methods"))
            // The first cells of the section's rows.
            .map(|section| {
                section
                    .lines()
                    .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .or_else(|| text.lines().find_map(|line| line.strip_prefix(&row)).map(str::to_owned));
        let Some(listed) = listed else { panic!("the document does not describe {}", schema.name) };
        let listed = names(&listed);
        for column in schema.columns.iter().copied() {
            let (plain, starred) = (listed.contains(column), listed.contains(&format!("{column}*")));
            let required = schema.requires(column);
            assert!(plain != starred && starred == required, "{}: {column} (required: {required})", schema.name);
        }
        assert!(schema.required.iter().all(|column| schema.columns.contains(column)));
    }
}

#[test]
fn every_compartment_stands_in_the_document() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats/tables.md");
    let Ok(text) = fs::read_to_string(path) else { return println!("skipped: no documents here") };
    for compartment in schema::COMPARTMENTS {
        assert!(text.contains(&format!("`{compartment}`")), "{compartment}");
    }
}
