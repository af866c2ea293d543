//! One way in for all formats.

use std::path::Path;

use verdigris_network::{Alias, Finding, Network, plausibility};

use crate::{
    Archive, InterchangeError, Limits, Progress, Stage, brightway, check, ecospold1, ecospold2, ilcd, jsonld, simapro,
    tables,
};

/// A format of life-cycle data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// openLCA JSON-LD, schema 1 or 2, zip or folder.
    JsonLd,
    /// ILCD or TIDAS XML, zip or folder.
    Ilcd,
    /// EcoSpold 1 XML.
    EcoSpold1,
    /// EcoSpold 2 XML, zip or folder.
    EcoSpold2,
    /// SimaPro CSV.
    SimaPro,
    /// Verdigris tables as CSV files or a workbook.
    Tables,
    /// Brightway Excel.
    Brightway,
}

impl Format {
    /// All formats, in the order they are tried.
    pub const ALL: &'static [Self] =
        &[Self::JsonLd, Self::Ilcd, Self::EcoSpold1, Self::EcoSpold2, Self::SimaPro, Self::Tables, Self::Brightway];

    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::Ilcd => "ilcd",
            Self::EcoSpold1 => "ecospold1",
            Self::EcoSpold2 => "ecospold2",
            Self::SimaPro => "simapro",
            Self::Tables => "tables",
            Self::Brightway => "brightway",
        }
    }

    /// The format a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.word() == word)
    }

    /// Tells the format by content.
    pub fn detect(archive: &Archive, options: &ImportOptions) -> Result<Self, InterchangeError> {
        let fits = |format: &&Self| match format {
            Self::JsonLd => jsonld::detect(archive),
            Self::Ilcd => ilcd::detect(archive),
            Self::EcoSpold1 => ecospold1::detect(archive),
            Self::EcoSpold2 => ecospold2::detect(archive),
            Self::SimaPro => simapro::detect(archive),
            Self::Tables => tables::detect(archive, options),
            Self::Brightway => brightway::detect(archive, options),
        };
        if let Some(format) = Self::ALL.iter().find(fits) {
            return Ok(*format);
        }
        let shown: Vec<&str> = archive.members().iter().take(3).map(|member| member.name.as_str()).collect();
        let reason = match shown.as_slice() {
            [] => "it is empty".to_owned(),
            names => format!("{} member(s), first {}", archive.members().len(), names.join(", ")),
        };
        Err(InterchangeError::UnknownFormat { path: archive.name().to_owned(), reason })
    }
}

/// What the user decides about an import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportOptions {
    /// Short name of the network; from the file's name where empty.
    pub id: String,
    /// The format; told by content where `None`.
    pub format: Option<Format>,
    /// Bounds on what is read.
    pub limits: Limits,
    /// Aliases added to those the data bring.
    pub aliases: Vec<Alias>,
}

impl ImportOptions {
    /// The network's short name: the one given, or the file's name in `[a-z0-9-]`.
    pub fn network_id(&self, archive: &Archive) -> String {
        if !self.id.is_empty() {
            return self.id.clone();
        }
        let name = archive.name().trim_end_matches(['/', '\\']);
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
        let parts: Vec<&str> =
            stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { "network".to_owned() } else { parts.join("-") }
    }
}

/// What a reader gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Import {
    /// The network as the data have it.
    pub network: Network,
    /// What is wrong with the data, in the order of members and lines.
    pub findings: Vec<Finding>,
}

/// Reads a file, zip or folder of any known format.
pub fn import(path: &Path, options: &ImportOptions, progress: &dyn Progress) -> Result<Import, InterchangeError> {
    let archive = Archive::open(path, &options.limits)?;
    import_archive(&archive, options, progress)
}

/// Reads an archive of any known format, and checks the network.
pub fn import_archive(
    archive: &Archive,
    options: &ImportOptions,
    progress: &dyn Progress,
) -> Result<Import, InterchangeError> {
    let format = match options.format {
        Some(format) => format,
        None => Format::detect(archive, options)?,
    };
    let mut import = match format {
        Format::JsonLd => jsonld::read(archive, options, progress)?,
        Format::Ilcd => ilcd::read(archive, options, progress)?,
        Format::EcoSpold1 => ecospold1::read(archive, options, progress)?,
        Format::EcoSpold2 => ecospold2::read(archive, options, progress)?,
        Format::SimaPro => simapro::read(archive, options, progress)?,
        Format::Tables => tables::read(archive, options, progress)?,
        Format::Brightway => brightway::read(archive, options, progress)?,
    };
    progress.report(Stage::Checking, 0, 1);
    import.network.aliases.extend(options.aliases.iter().cloned());
    import.findings.extend(check::findings(&import.network));
    import.findings.extend(plausibility::check(&import.network));
    progress.report(Stage::Checking, 1, 1);
    Ok(import)
}
