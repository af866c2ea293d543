//! Reads an order from cells. A cell that does not read is left out and told with its address.

use std::collections::BTreeMap;

use serde::Serialize;
use verdigris_quantity::Label;

use super::{ALLOYS, BATCHES, Cell, FORMS, FURNACES, MATERIALS, OPTIONS, SORTING, Sheet, is_symbol};
use crate::{
    Alloy, Batch, Composition, Content, Fraction, Furnace, Heel, Kind, Limit, Material, Order, Origin, Promise, Shape,
    Sorting, alloy,
};

/// A cell that does not read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fault {
    /// Sheet or file.
    pub sheet: String,
    /// Cell, such as `E7`; empty for the sheet as a whole.
    pub cell: String,
    /// What is wrong.
    pub reason: Label,
}

/// A row of a section: text by column, with its address.
type Row<'a> = BTreeMap<String, &'a Cell>;

/// Reads an order; alloys the tables do not give are taken from the packaged ones.
pub fn read(sheets: &[Sheet]) -> (Order, Vec<Fault>) {
    let mut reader = Reader { faults: Vec::new(), sheet: String::new() };
    let mut order = Order::default();
    let mut seen = Vec::new();
    for sheet in sheets {
        sheet.name.clone_into(&mut reader.sheet);
        for (id, rows) in reader.sections(sheet) {
            seen.push(id);
            for row in &rows {
                reader.row(&mut order, id, row);
            }
        }
    }
    for id in [MATERIALS.id, FURNACES.id, BATCHES.id] {
        if !seen.contains(&id) {
            let reason = Label::new(format!("no section {id}"), format!("没有 {id} 部分"));
            reader.faults.push(Fault { sheet: String::new(), cell: String::new(), reason });
        }
    }
    if order.currency.is_empty() {
        "CNY".clone_into(&mut order.currency);
    }
    let packaged = alloy::packaged().unwrap_or_default();
    for batch in &order.batches {
        if !order.alloys.iter().any(|known| known.id == batch.alloy)
            && let Some(known) = packaged.iter().find(|known| known.id.eq_ignore_ascii_case(&batch.alloy))
        {
            order.alloys.push(known.clone());
        }
    }
    (order, reader.faults)
}

struct Reader {
    faults: Vec<Fault>,
    sheet: String,
}

impl Reader {
    fn fault(&mut self, cell: &str, en: String, zh: String) {
        self.faults.push(Fault { sheet: self.sheet.clone(), cell: cell.to_owned(), reason: Label::new(en, zh) });
    }

    /// Sections of a sheet with their rows.
    fn sections<'a>(&mut self, sheet: &'a Sheet) -> Vec<(&'static str, Vec<Row<'a>>)> {
        let named = |text: &str| FORMS.iter().find(|form| text.to_lowercase().contains(form.id)).map(|form| form.id);
        let mut sections: Vec<(&'static str, Vec<Row<'a>>)> = Vec::new();
        let mut current = named(&sheet.name);
        let mut header: Option<Vec<String>> = None;
        for cells in &sheet.rows {
            let first = cells.iter().find(|cell| !cell.text.trim().is_empty());
            let Some(first) = first else { continue };
            let text = first.text.trim();
            if text.starts_with('#') {
                continue;
            }
            if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                current = FORMS.iter().find(|form| form.id == inner.trim()).map(|form| form.id);
                header = None;
                if current.is_none() {
                    self.fault(
                        &first.address,
                        format!("no section is called {inner}"),
                        format!("没有名为 {inner} 的部分"),
                    );
                }
                continue;
            }
            let Some(id) = current else { continue };
            let Some(keys) = &header else {
                header = Some(self.header(id, cells));
                sections.push((id, Vec::new()));
                continue;
            };
            let row = keys
                .iter()
                .zip(cells)
                .filter(|(key, cell)| !key.is_empty() && !cell.text.trim().is_empty())
                .map(|(key, cell)| (key.clone(), cell))
                .collect();
            if let Some((_, rows)) = sections.last_mut() {
                rows.push(row);
            }
        }
        sections
    }

    /// Keys of the columns; empty where a column is not known.
    fn header(&mut self, id: &str, cells: &[Cell]) -> Vec<String> {
        let form = FORMS.iter().find(|form| form.id == id);
        let mut keys: Vec<String> = Vec::new();
        for cell in cells {
            let key = cell.text.split('·').next().unwrap_or_default().trim().to_owned();
            let symbol = key.trim_end_matches('±').trim();
            let known = form.is_some_and(|form| {
                form.columns.iter().any(|column| column.key == key) || form.elements && is_symbol(symbol)
            });
            if known && !keys.contains(&key) {
                keys.push(key);
                continue;
            }
            if !key.is_empty() {
                self.fault(
                    &cell.address,
                    format!("column {key} is not known, or is given twice"),
                    format!("列 {key} 未知或重复"),
                );
            }
            keys.push(String::new());
        }
        keys
    }

    fn row(&mut self, order: &mut Order, id: &str, row: &Row<'_>) {
        if row.is_empty() {
            return;
        }
        match id {
            _ if id == MATERIALS.id => self.material(order, row),
            _ if id == FURNACES.id => self.furnace(order, row),
            _ if id == BATCHES.id => self.batch(order, row),
            _ if id == ALLOYS.id => self.alloy(order, row),
            _ if id == SORTING.id => self.sorting(order, row),
            _ if id == OPTIONS.id => self.option(order, row),
            _ => {}
        }
    }

    fn number(&mut self, row: &Row<'_>, key: &str) -> Option<f64> {
        let cell = row.get(key)?;
        let text = cell.text.trim().trim_end_matches('%').trim().replace(',', "");
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Some(value),
            _ => {
                let (address, text) = (cell.address.clone(), cell.text.clone());
                self.fault(&address, format!("{key}: “{text}” is no number"), format!("{key}：“{text}”不是数字"));
                None
            }
        }
    }

    fn percent(&mut self, row: &Row<'_>, key: &str) -> Option<f64> {
        self.number(row, key).map(|value| value / 100.0)
    }

    fn id(&mut self, row: &Row<'_>, key: &str) -> Option<String> {
        if let Some(cell) = row.get(key) {
            return Some(cell.text.trim().to_owned());
        }
        let address = row.values().next().map_or_else(String::new, |cell| cell.address.clone());
        self.fault(&address, format!("the row lacks {key}"), format!("该行缺少 {key}"));
        None
    }

    fn name(row: &Row<'_>, id: &str) -> Label {
        let text = |key: &str| row.get(key).map_or_else(String::new, |cell| cell.text.trim().to_owned());
        let name = Label::new(text("name_en"), text("name_zh"));
        if name.is_empty() { Label::new(id, id) } else { name }
    }

    /// One of a list of words, with their Chinese forms.
    fn word<T: Copy>(&mut self, row: &Row<'_>, key: &str, words: &[(&str, &str, T)]) -> Option<T> {
        let cell = row.get(key)?;
        let text = cell.text.trim().to_lowercase();
        let found = words.iter().find(|(en, zh, _)| text == *en || text == *zh).map(|(_, _, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(en, _, _)| *en).collect();
            let (address, known) = (cell.address.clone(), known.join(", "));
            self.fault(
                &address,
                format!("{key}: “{text}” is none of {known}"),
                format!("{key}：“{text}”不在 {known} 之中"),
            );
        }
        found
    }

    fn composition(&mut self, row: &Row<'_>) -> Composition {
        let mut contents: BTreeMap<String, Content> = BTreeMap::new();
        for key in row.keys().filter(|key| is_symbol(key.trim_end_matches('±').trim())) {
            let Some(value) = self.number(row, key) else { continue };
            let own = contents.entry(key.trim_end_matches('±').trim().to_owned()).or_default();
            if key.ends_with('±') {
                own.deviation = value;
            } else {
                own.mean = value;
            }
        }
        Composition { contents, correlations: Vec::new() }
    }

    fn material(&mut self, order: &mut Order, row: &Row<'_>) {
        let Some(id) = self.id(row, "id") else { return };
        let kinds =
            [("scrap", "废料", Kind::Scrap), ("primary", "原生", Kind::Primary), ("master", "中间合金", Kind::Master)];
        let origins = [
            ("post-consumer", "消费后", Origin::PostConsumer),
            ("pre-consumer", "消费前", Origin::PreConsumer),
            ("internal", "厂内回用", Origin::Internal),
            ("primary", "原生", Origin::Primary),
        ];
        order.materials.push(Material {
            name: Self::name(row, &id),
            kind: self.word(row, "kind", &kinds).unwrap_or_default(),
            origin: self.word(row, "origin", &origins).unwrap_or_default(),
            price: self.number(row, "price"),
            stock: self.number(row, "stock"),
            take_min: self.number(row, "take_min"),
            take_max: self.number(row, "take_max"),
            bundle: self.number(row, "bundle"),
            melt_loss: self.percent(row, "melt_loss").unwrap_or_default(),
            dross: self.percent(row, "dross").unwrap_or_default(),
            footprint: self.number(row, "footprint"),
            composition: self.composition(row),
            id,
        });
    }

    fn furnace(&mut self, order: &mut Order, row: &Row<'_>) {
        let Some(id) = self.id(row, "id") else { return };
        let recovery = self.composition(row).contents.into_iter().map(|(e, own)| (e, own.mean / 100.0)).collect();
        order.furnaces.push(Furnace {
            id,
            capacity: self.number(row, "capacity").unwrap_or(f64::NAN),
            melting_cost: self.number(row, "melting_cost").unwrap_or_default(),
            dross_value: self.number(row, "dross_value").unwrap_or_default(),
            footprint: self.number(row, "footprint"),
            recovery,
        });
    }

    fn batch(&mut self, order: &mut Order, row: &Row<'_>) {
        let (Some(id), Some(alloy), Some(furnace)) =
            (self.id(row, "id"), self.id(row, "alloy"), self.id(row, "furnace"))
        else {
            return;
        };
        let mass = self.number(row, "heel_mass");
        let composition = self.composition(row);
        order.batches.push(Batch {
            id,
            alloy,
            furnace,
            product: self.number(row, "product").unwrap_or(f64::NAN),
            heel_left: self.number(row, "heel_left").unwrap_or_default(),
            heel: mass.map(|mass| Heel { mass, composition }),
        });
    }

    fn alloy(&mut self, order: &mut Order, row: &Row<'_>) {
        let (Some(id), Some(element)) = (self.id(row, "alloy"), self.id(row, "element")) else { return };
        let place = order.alloys.iter().position(|own| own.id == id).unwrap_or_else(|| {
            order.alloys.push(Alloy {
                name: Label::new(id.clone(), id.clone()),
                id,
                base: "Al".to_owned(),
                limits: Vec::new(),
                others_each: None,
                others_total: None,
                standard: String::new(),
                source: String::new(),
                trust: String::new(),
            });
            order.alloys.len() - 1
        });
        let (min, max) = (self.number(row, "min"), self.number(row, "max"));
        let alloy = &mut order.alloys[place];
        if let Some(base) = row.get("base") {
            base.text.trim().clone_into(&mut alloy.base);
        }
        match element.as_str() {
            "others_each" => alloy.others_each = max,
            "others_total" => alloy.others_total = max,
            _ => alloy.limits.push(Limit { element, min, max }),
        }
    }

    fn sorting(&mut self, order: &mut Order, row: &Row<'_>) {
        let (Some(material), Some(id)) = (self.id(row, "material"), self.id(row, "fraction")) else { return };
        let cost = self.number(row, "cost");
        let fraction = Fraction {
            name: Self::name(row, &id),
            id,
            share: self.percent(row, "share").unwrap_or(f64::NAN),
            value: self.number(row, "value").unwrap_or_default(),
            composition: self.composition(row),
            melt_loss: self.percent(row, "melt_loss"),
        };
        if let Some(known) = order.sortings.iter_mut().find(|own| own.material == material) {
            known.cost = cost.unwrap_or(known.cost);
            known.fractions.push(fraction);
        } else {
            order.sortings.push(Sorting { material, cost: cost.unwrap_or_default(), fractions: vec![fraction] });
        }
    }

    fn option(&mut self, order: &mut Order, row: &Row<'_>) {
        let Some(option) = self.id(row, "option") else { return };
        let key = option.split('·').next().unwrap_or_default().trim().to_owned();
        let promises = [("limit", "每个限值", Promise::Limit), ("melt", "整炉", Promise::Melt)];
        let shapes = [("normal", "正态", Shape::Normal), ("lognormal", "对数正态", Shape::Lognormal)];
        let value = || row.get("value").map_or_else(String::new, |cell| cell.text.trim().to_owned());
        let options = &mut order.options;
        match key.as_str() {
            "currency" => order.currency = value(),
            "confidence" => options.confidence = self.percent(row, "value"),
            "promise" => options.promise = self.word(row, "value", &promises).unwrap_or_default(),
            "shape" => options.shape = self.word(row, "value", &shapes).unwrap_or_default(),
            "max_materials" => options.max_materials = self.number(row, "value").map(|own| own.max(0.0) as usize),
            "carbon_price" => options.carbon_price = self.number(row, "value").unwrap_or_default(),
            "draws" => options.draws = self.number(row, "value").map_or(options.draws, |own| own.max(0.0) as usize),
            "seed" => options.seed = self.number(row, "value").map_or(options.seed, |own| own.max(0.0) as u64),
            _ => {
                let address = row.get("option").map_or_else(String::new, |cell| cell.address.clone());
                self.fault(&address, format!("option {key} is not known"), format!("选项 {key} 未知"));
            }
        }
    }
}
