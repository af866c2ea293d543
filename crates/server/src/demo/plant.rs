//! Plants and their years: the packaged example plants, at another output and with the electricity of another survey.

use serde_json::json;
use sha2::{Digest, Sha256};
use verdigris_activity::example;
use verdigris_alliance::Field;
use verdigris_interchange::{Limits, activity};
use verdigris_network::{Finding, Severity};
use verdigris_registry::sector::Sector;
use verdigris_store::{NewPart, NewProfile, NewSubmission};
use verdigris_wording::told::told;

use super::{
    Loading, Submitted,
    data::{Plant, PlantYear, read, wrong},
};
use crate::{ServerError, random::hexadecimal};

/// Year of the survey whose electricity the packaged aluminium plant has.
const PACKAGED_SURVEY: i32 = 2021;
/// Columns of a table of records that are looked at here.
const ITEM: usize = 1;
const MONTH: usize = 4;
const VALUE: usize = 5;
const NOTE: usize = 10;

impl Loading<'_> {
    /// Writes a plant and submits its years.
    pub(super) async fn plant(&mut self, data: &Plant) -> Result<Vec<Submitted>, ServerError> {
        let example = example::examples().iter().find(|one| one.id == data.based_on);
        let example = example.ok_or_else(|| wrong(format!("no example plant `{}`", data.based_on)))?;
        let by = self.person_of(&data.by)?;
        let key = format!("plant:{}", data.id);
        let plant = if let Some(id) = self.known(&key).await? {
            read(&id)?
        } else {
            let owner = self.organisation_of(&data.organisation)?;
            let profile =
                NewProfile { name: data.name.clone(), sector: example.sector.to_owned(), region: data.region.clone() };
            match self.piece(&key).await? {
                Err(id) => read(&id)?,
                Ok(mut piece) => {
                    let added = piece.writing.add_plant(owner, &profile, true, Some(by), self.ago(400)).await?;
                    piece.done(&added.id.to_string()).await?;
                    added.id
                }
            }
        };
        self.plants.insert(data.id.clone(), plant);
        let mut submitted = Vec::new();
        for &year in &data.years {
            let key = format!("submission:{}:{}", data.id, year.year);
            if self.known(&key).await?.is_none() {
                let csv = records(example.csv, data, year, crate::sector::sector().map_err(wrong)?)?;
                let file_name = format!("{}-{}.csv", data.id, year.year);
                let (counts, parts) = parts(&file_name, csv.into_bytes())?;
                let sha256 = hexadecimal(&Sha256::digest(&parts[0].body));
                let new = NewSubmission { plant, year: year.year, by, import: None, file_name, sha256, counts, parts };
                // A year is submitted in the spring after it, or lately.
                let ago = (i64::from(2026 - year.year) * 90).min(360);
                if let Ok(mut piece) = self.piece(&key).await? {
                    let stored = piece.writing.submit(&new, self.ago(ago)).await?;
                    piece.done(&stored.id.to_string()).await?;
                }
            }
            submitted.push(Submitted { plant, year: year.year, by });
        }
        Ok(submitted)
    }
}

/// What a submission is made of: file, records and findings, as an import by hand would have it.
fn parts(file_name: &str, file: Vec<u8>) -> Result<(serde_json::Value, Vec<NewPart>), ServerError> {
    let (activity, findings) = activity::read_bytes(file_name, file.clone(), &Limits::default()).map_err(wrong)?;
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity() == severity).count();
    let counts = json!({
        "error": count(Severity::Error), "warning": count(Severity::Warning), "note": count(Severity::Note),
    });
    let records = serde_json::to_vec(&activity).map_err(wrong)?;
    let shown: Vec<serde_json::Value> = findings.iter().map(shown).collect();
    let findings = serde_json::to_vec(&shown).map_err(wrong)?;
    let part = |name: &str, field: Field, media_type: &str, body: Vec<u8>| NewPart {
        name: name.to_owned(),
        field,
        media_type: media_type.to_owned(),
        body,
    };
    Ok((
        counts,
        vec![
            part("file", Field::File, "text/csv", file),
            part("records.json", Field::Records, "application/json", records),
            part("findings.json", Field::Records, "application/json", findings),
        ],
    ))
}

/// A finding as the API shows it.
fn shown(finding: &Finding) -> serde_json::Value {
    let told = told(finding);
    let mut shown = json!({
        "code": told.code, "severity": told.severity, "message": told.message, "remedy": told.remedy,
        "arguments": told.arguments,
    });
    if let Some(line) = told.place.line {
        shown["line"] = json!(line);
    }
    shown
}

/// The records of a year: the packaged ones with another name, region and year, months scaled to the output, and the
/// electricity of aluminium cells as the survey gives it for the year named.
pub(super) fn records(csv: &str, plant: &Plant, year: PlantYear, sector: &Sector) -> Result<String, ServerError> {
    let [ac, dc] = match year.survey {
        None => [1.0, 1.0],
        Some(survey) => [ratio(sector, "iai-smelting-ac-CN", survey)?, ratio(sector, "iai-smelting-dc-CN", survey)?],
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(wrong)?;
    let cell = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().to_owned();
    let number = |row: &csv::StringRecord| -> Result<f64, ServerError> { cell(row, VALUE).parse().map_err(wrong) };
    // The plant's electricity holds that of the cells: it grows and falls with it, month by month.
    let mut cells: [f64; 13] = [0.0; 13];
    for row in rows.iter().filter(|row| cell(row, ITEM) == "electricity-cells-ac") {
        if let Some(sum) = cell(row, MONTH).parse::<usize>().ok().and_then(|month| cells.get_mut(month)) {
            *sum += number(row)?;
        }
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let mut row: Vec<String> = row.iter().map(str::to_owned).collect();
        if row[0] == "#plant" {
            let text = match row[ITEM].as_str() {
                "id" => Some(plant.id.clone()),
                "name_en" => Some(plant.name.en.clone()),
                "name_zh" => Some(plant.name.zh.clone()),
                "region" => Some(plant.region.clone()),
                "year" => Some(year.year.to_string()),
                _ => None,
            };
            if let Some(text) = text {
                row[2] = text;
            }
        } else if at > 0 && !row[0].starts_with('#') && row.len() > NOTE && !row[MONTH].is_empty() {
            let month: usize = row[MONTH].parse().map_err(wrong)?;
            let value: f64 = row[VALUE].parse().map_err(wrong)?;
            let survey = match row[ITEM].as_str() {
                "electricity-cells-ac" => value * ac,
                "electricity-cells-dc" => value * dc,
                "electricity-grid" => value + cells.get(month).copied().unwrap_or_default() * (ac - 1.0),
                _ => value,
            };
            row[VALUE] = format!("{:.3}", survey * year.output);
            row[NOTE] = format!("{}; {}", row[NOTE], remark(year));
        }
        writer.write_record(&row).map_err(wrong)?;
    }
    let bytes = writer.into_inner().map_err(wrong)?;
    String::from_utf8(bytes).map_err(wrong)
}

fn remark(year: PlantYear) -> String {
    let survey = year.survey.map(|survey| format!(", electricity of the survey of {survey}")).unwrap_or_default();
    format!("example: {} of the packaged plant's output{survey}", year.output)
}

/// A survey's value over that of the survey in the packaged plant.
fn ratio(sector: &Sector, series: &str, year: i32) -> Result<f64, ServerError> {
    let value = |year: i32| {
        let all = sector.series("aluminium", None, "CN");
        let points = all.into_iter().find(|one| one.id == series).map(|one| one.points.clone()).unwrap_or_default();
        points.into_iter().find(|&(of, _)| of == year).map(|(_, value)| value)
    };
    match (value(year), value(PACKAGED_SURVEY)) {
        (Some(asked), Some(packaged)) if packaged > 0.0 => Ok(asked / packaged),
        _ => Err(wrong(format!("no value of {series} in {year}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::data::Alliance;

    #[test]
    fn every_year_reads_without_errors_and_is_scaled() {
        let sector = verdigris_registry::sector::packaged().unwrap();
        for plant in &Alliance::packaged().unwrap().plant {
            let example = example::examples().iter().find(|one| one.id == plant.based_on).unwrap();
            for &year in &plant.years {
                let csv = records(example.csv, plant, year, &sector).unwrap();
                let (activity, findings) = activity::read_bytes("x.csv", csv.into_bytes(), &Limits::default()).unwrap();
                assert!(findings.iter().all(|one| one.severity() != Severity::Error), "{} {findings:?}", plant.id);
                assert_eq!(activity.plant.year, year.year);
                assert_eq!(activity.plant.region, plant.region);
            }
        }
    }

    #[test]
    fn electricity_of_cells_follows_the_survey() {
        let sector = verdigris_registry::sector::packaged().unwrap();
        let alliance = Alliance::packaged().unwrap();
        let plant = alliance.plant.iter().find(|one| one.id == "east-smelter").unwrap();
        let base = example::examples().iter().find(|one| one.id == "example-aluminium").unwrap().csv;
        let sum = |csv: &str, item: &str| -> f64 {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
            let rows = reader.records().map(Result::unwrap).filter(|row| row.get(1) == Some(item));
            rows.map(|row| row[5].parse::<f64>().unwrap()).sum()
        };
        let year = PlantYear { year: 2022, output: 0.5, survey: Some(2019) };
        let csv = records(base, plant, year, &sector).unwrap();
        // Alternating current of Chinese smelters in the surveys of 2019 and 2021, kWh/t.
        let points = &sector
            .series("aluminium", None, "CN")
            .into_iter()
            .find(|one| one.id == "iai-smelting-ac-CN")
            .unwrap()
            .points;
        let of = |year: i32| points.iter().find(|&&(at, _)| at == year).unwrap().1;
        let cells = sum(&csv, "electricity-cells-ac");
        assert!((cells - 250_000.0 * of(2019) / 1000.0).abs() < 1.0, "{cells}");
        let before = sum(base, "electricity-grid") - sum(base, "electricity-cells-ac");
        let after = sum(&csv, "electricity-grid") - cells;
        assert!((after - before / 2.0).abs() < 1.0, "casting is scaled alone: {after} {before}");
    }
}
