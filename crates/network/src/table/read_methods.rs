//! Tables to network: methods, indicators and factors.

use std::collections::HashMap;

use verdigris_quantity::Unit;

use super::{
    read::{Reader, compartment, defined},
    rows::each_row,
    schema,
    tables::Tables,
};
use crate::{
    finding::FindingKind,
    method::{Factor, Indicator, Method},
};

impl Reader {
    pub(super) fn methods(&mut self, tables: &Tables) {
        let Self { network, findings, units, sources, .. } = self;
        let mut methods: HashMap<String, usize> = HashMap::new();
        each_row(tables, &schema::METHODS, findings, |row| {
            let id = row.word("id");
            if methods.contains_key(&id) {
                row.duplicate("id");
            }
            let method = Method {
                id: id.clone(),
                name: row.name(),
                version: row.word("version"),
                source: row.source(sources),
                note: row.owned("note"),
                indicators: Vec::new(),
            };
            if row.is_sound() {
                if method.source.is_none() && row.text("source").is_empty() {
                    row.note("source", FindingKind::MissingReference, &[("what", "source"), ("id", "")]);
                }
                methods.insert(id, network.methods.len());
                network.methods.push(method);
            }
        });
        let mut indicators: HashMap<(usize, String), usize> = HashMap::new();
        each_row(tables, &schema::INDICATORS, findings, |row| {
            let Some(method) = defined(row, "method", &methods) else { return };
            let id = row.word("id");
            if indicators.contains_key(&(method, id.clone())) {
                row.duplicate("id");
            }
            let indicator = Indicator { id: id.clone(), name: row.name(), unit: row.word("unit"), factors: Vec::new() };
            if row.is_sound() {
                let list = &mut network.methods[method].indicators;
                indicators.insert((method, id), list.len());
                list.push(indicator);
            }
        });
        let kilogram = Unit::parse("kg").unwrap_or_else(|_| Unit::one());
        each_row(tables, &schema::FACTORS, findings, |row| {
            let value = row.number("value");
            let unit = row.unit("unit", units);
            let method = defined(row, "method", &methods);
            let indicator =
                method.and_then(|method| indicators.get(&(method, row.word("indicator"))).map(|&at| (method, at)));
            if method.is_some() && indicator.is_none() {
                row.unreadable("indicator", "the method has no indicator with this id");
            }
            if ["flow", "name_en", "cas"].iter().all(|column| row.text(column).is_empty()) {
                row.missing("flow");
            }
            let compartment = compartment(row);
            let source = row.source(sources);
            let (true, Some(value), Some((method, indicator))) = (row.is_sound(), value, indicator) else { return };
            let factor = Factor {
                flow: row.word("flow"),
                name: row.owned("name_en"),
                cas: row.text("cas").trim_start_matches('0').to_owned(),
                compartment,
                region: row.word("region"),
                value,
                unit: unit.unwrap_or_else(|| kilogram.clone()),
                source,
                place: row.owned("place"),
            };
            network.methods[method].indicators[indicator].factors.push(factor);
        });
    }
}
