//! The columns of every table, as in `docs/formats/tables.md`.

/// A table: its name and columns, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Name of the table: the file name without `.csv`.
    pub name: &'static str,
    /// Columns that must be there and whose cells must be filled.
    pub required: &'static [&'static str],
    /// All columns.
    pub columns: &'static [&'static str],
}

impl Schema {
    /// Whether the cells of a column must be filled.
    pub fn requires(&self, column: &str) -> bool {
        self.required.contains(&column)
    }
}

/// `network.csv`.
pub const NETWORK: Schema =
    Schema { name: "network", required: &["id"], columns: &["id", "name_en", "name_zh", "version", "licence", "note"] };
/// `sources.csv`.
pub const SOURCES: Schema = Schema {
    name: "sources",
    required: &["id", "title"],
    columns: &["id", "title", "publisher", "year", "url", "licence", "trust", "note"],
};
/// `regions.csv`.
pub const REGIONS: Schema =
    Schema { name: "regions", required: &["id"], columns: &["id", "name_en", "name_zh", "parent"] };
/// `flows.csv`.
pub const FLOWS: Schema = Schema {
    name: "flows",
    required: &["id", "kind", "unit"],
    columns: &[
        "id",
        "kind",
        "name_en",
        "name_zh",
        "unit",
        "cas",
        "formula",
        "compartment",
        "category",
        "location",
        "synonyms",
        "note",
    ],
};
/// `properties.csv`.
pub const PROPERTIES: Schema = Schema {
    name: "properties",
    required: &["flow", "property", "value", "unit"],
    columns: &["flow", "property", "value", "unit", "source", "note"],
};
/// `processes.csv`.
pub const PROCESSES: Schema = Schema {
    name: "processes",
    required: &["id"],
    columns: &[
        "id",
        "name_en",
        "name_zh",
        "regions",
        "kind",
        "year",
        "valid_from",
        "valid_to",
        "technology_en",
        "technology_zh",
        "allocation",
        "category",
        "site",
        "source",
        "trust",
        "licence",
        "note",
    ],
};
/// `exchanges.csv`.
pub const EXCHANGES: Schema = Schema {
    name: "exchanges",
    required: &["process", "id", "direction", "flow", "unit"],
    columns: &[
        "process",
        "id",
        "direction",
        "role",
        "flow",
        "amount",
        "formula",
        "unit",
        "regions",
        "provider",
        "location",
        "distribution",
        "pedigree",
        "group",
        "allocation_factor",
        "source",
        "place",
        "trust",
        "note",
    ],
};
/// `parameters.csv`.
pub const PARAMETERS: Schema = Schema {
    name: "parameters",
    required: &["id"],
    columns: &[
        "process",
        "id",
        "name_en",
        "name_zh",
        "unit",
        "value",
        "formula",
        "distribution",
        "pedigree",
        "group",
        "source",
        "place",
        "note",
    ],
};
/// `methods.csv`.
pub const METHODS: Schema =
    Schema { name: "methods", required: &["id"], columns: &["id", "name_en", "name_zh", "version", "source", "note"] };
/// `indicators.csv`.
pub const INDICATORS: Schema = Schema {
    name: "indicators",
    required: &["method", "id", "unit"],
    columns: &["method", "id", "name_en", "name_zh", "unit", "note"],
};
/// `factors.csv`.
pub const FACTORS: Schema = Schema {
    name: "factors",
    required: &["method", "indicator", "value"],
    columns: &[
        "method",
        "indicator",
        "flow",
        "name_en",
        "cas",
        "compartment",
        "region",
        "value",
        "unit",
        "source",
        "place",
        "note",
    ],
};
/// `aliases.csv`.
pub const ALIASES: Schema =
    Schema { name: "aliases", required: &["from", "to", "note"], columns: &["from", "to", "unit", "factor", "note"] };

/// All tables in the document's order, which is also the order in which they are read.
pub const ALL: &[Schema] = &[
    NETWORK, SOURCES, REGIONS, FLOWS, PROPERTIES, PROCESSES, EXCHANGES, PARAMETERS, METHODS, INDICATORS, FACTORS,
    ALIASES,
];

/// Compartments an elementary flow may name.
pub const COMPARTMENTS: &[&str] = &[
    "air",
    "air/urban",
    "air/rural",
    "air/stratosphere",
    "water",
    "water/fresh",
    "water/ground",
    "water/sea",
    "soil",
    "soil/agricultural",
    "soil/industrial",
    "resource",
    "resource/ground",
    "resource/water",
    "resource/air",
    "resource/biotic",
    "resource/land",
];

/// A table by name.
pub fn of(name: &str) -> Option<&'static Schema> {
    ALL.iter().find(|schema| schema.name == name)
}
