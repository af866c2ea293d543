//! Writes what `diagnose -o FOLDER` makes: the report, the workbook, the result as JSON, the pictures.

use std::path::{Path, PathBuf};

use verdigris_quantity::Language;
use verdigris_study::diagnosis::Diagnosed;
use verdigris_wording::{Kind, Problem};

/// Writes everything; returns the files.
pub fn write(folder: &Path, diagnosed: &Diagnosed, language: Language) -> Result<Vec<PathBuf>, Problem> {
    std::fs::create_dir_all(folder).map_err(|error| Problem::storage(folder, &error))?;
    let mut files = Vec::new();
    let mut put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        // Beside it and renamed: a reader never meets half a report.
        let part = folder.join(format!(".{name}.part"));
        std::fs::write(&part, bytes)
            .and_then(|()| std::fs::rename(&part, &path))
            .map_err(|error| Problem::storage(&path, &error))?;
        files.push(path);
        Ok::<(), Problem>(())
    };
    let text = serde_json::to_vec_pretty(&diagnosed.value).map_err(|error| unwritable(&error.to_string()))?;
    put("diagnosis.json", &text)?;
    put("accounts.xlsx", &diagnosed.workbook(language)?)?;
    for picture in diagnosed.pictures() {
        let drawing = &picture.figure.drawing;
        let svg = if language == Language::Zh { &drawing.zh } else { &drawing.en };
        put(&format!("{}.svg", picture.name), svg.as_bytes())?;
    }
    #[cfg(feature = "pdf")]
    put("report.pdf", &pdf(&diagnosed.assessment(), language)?)?;
    Ok(files)
}

fn unwritable(reason: &str) -> Problem {
    Problem::new("report", Kind::Computation).with("reason", reason)
}

/// The bilingual report, the reader's language first.
#[cfg(feature = "pdf")]
fn pdf(assessment: &verdigris_assessment::Assessment<'_>, language: Language) -> Result<Vec<u8>, Problem> {
    use verdigris_report::dossier::{Languages, typst_source};
    use verdigris_typeset::{DocumentFacts, Fonts, Press};

    let dossier = assessment.dossier();
    let (source, files) = typst_source(&dossier, Languages::Both(language));
    let title = dossier.title.get(language).to_owned();
    let facts = DocumentFacts { title, language, date: assessment.date };
    Press::new(Fonts::new()).pdf(&source, &files, &facts).map_err(|error| unwritable(&error.to_string()))
}
