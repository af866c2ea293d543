//! What can be chosen, each in a column of the sheet of lists, and the drop-downs that refer to it.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};
use verdigris_activity::{Sector, Sectors, Vocabulary};

use super::{LISTS, Style, named};
use crate::activity::{address, columns::id_of, records::QUALITIES};

/// Columns of the sheet: name, header and entries. The headers are no ids, so that the sheet is not taken for records.
pub struct Lists {
    columns: Vec<(&'static str, &'static str, Vec<String>)>,
}

impl Lists {
    /// The lists of a sector.
    pub fn new(sector: &Sector, vocabulary: &Vocabulary, sectors: &Sectors) -> Self {
        let items = vocabulary.items().iter().map(|item| named(&item.id, &item.name)).collect();
        let measures = vocabulary.measures().iter().map(|measure| named(&measure.id, &measure.name)).collect();
        let process_units = sector.process_units.iter().map(|unit| named(&unit.id, &unit.name)).collect();
        let mut units: Vec<String> = Vec::new();
        for item in vocabulary.items() {
            for unit in vocabulary.measures().iter().filter_map(|measure| measure.unit_of(item).ok()) {
                for offered in sectors.offered(&unit) {
                    if !units.contains(&offered) {
                        units.push(offered);
                    }
                }
            }
        }
        let qualities = QUALITIES.iter().map(|(_, en, zh)| format!("{en} · {zh}")).collect();
        let regions = verdigris_registry::pack::network().network.regions;
        let regions = regions.iter().map(|region| named(&region.id, &region.name)).collect();
        let sectors = sectors.all().iter().map(|sector| named(&sector.id, &sector.name)).collect();
        let columns = vec![
            ("process_unit", "工序 Process unit", process_units),
            ("item", "物项 Item", items),
            ("measure", "指标 Measure", measures),
            ("unit", "单位 Unit", units),
            ("quality", "数据获取方式 Data source", qualities),
            ("region", "地区 Region", regions),
            ("sector", "行业 Sector", sectors),
        ];
        Self { columns }
    }

    /// A drop-down over one of the lists; other entries are allowed where `strict` is not asked.
    pub fn choice(&self, name: &str, strict: bool) -> DataValidation {
        let validation = DataValidation::new().show_error_message(strict);
        let Some(at) = self.columns.iter().position(|(other, _, entries)| *other == name && !entries.is_empty()) else {
            return validation.allow_any_value();
        };
        let column = address::column(at);
        let last = self.columns[at].2.len() + 1;
        validation.allow_list_formula(Formula::new(format!("='{LISTS}'!${column}$2:${column}${last}")))
    }

    /// The entry of a list that starts with an id, or the id itself.
    pub fn entry(&self, name: &str, id: &str) -> String {
        let entries = self.columns.iter().filter(|(other, _, _)| *other == name).flat_map(|(_, _, entries)| entries);
        entries.into_iter().find(|entry| id_of(entry) == id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// Writes the sheet.
    pub fn write(&self, sheet: &mut Worksheet, style: &Style) -> Result<(), XlsxError> {
        sheet.set_freeze_panes(1, 0)?;
        for (column, (_, header, entries)) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(column, 34)?;
            sheet.write_with_format(0, column, *header, &style.header)?;
            for (line, entry) in (1_u32..).zip(entries) {
                sheet.write_with_format(line, column, entry, &style.label)?;
            }
        }
        Ok(())
    }
}
