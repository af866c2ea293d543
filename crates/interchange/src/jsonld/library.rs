//! The documents that others refer to: categories, locations, sources, unit groups and flow properties.

use std::collections::HashMap;

use verdigris_network::{Finding, FindingKind, Place, Region, Source};
use verdigris_quantity::{Label, Unit};

use super::{
    document::{
        Category, CategoryDocument, FlowPropertyDocument, LocationDocument, Ref, SourceDocument, UnitGroupDocument,
    },
    load::Loaded,
};
use crate::{region, unit::known};

/// A unit of the data in terms of ours: amounts in it times `scale` are amounts in `unit`.
#[derive(Clone, Debug)]
pub(super) struct GivenUnit {
    pub unit: Unit,
    pub scale: f64,
    /// Size in the reference unit of its group, as the data have it.
    pub size: f64,
}

/// A unit group: its reference unit in ours.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub reference: Unit,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Library {
    categories: HashMap<String, (String, Option<String>)>,
    locations: HashMap<String, (String, String)>,
    pub sources: Vec<Source>,
    pub source_index: HashMap<String, u32>,
    pub units: HashMap<String, GivenUnit>,
    groups: HashMap<String, Group>,
    /// Flow property id to name and unit group.
    properties: HashMap<String, (String, String)>,
}

/// Relative difference between the data's and our size of a unit that is worth a finding; the reference lists of
/// openLCA round to three digits.
const SIZE_TOLERANCE: f64 = 0.02;

impl Library {
    pub fn categories(&mut self, documents: Vec<Loaded<CategoryDocument>>) {
        for Loaded { document, .. } in documents {
            let parent = document.category.as_ref().map(|category| match category {
                Category::Path(path) => path.clone(),
                Category::Ref(reference) => reference.id().to_owned(),
            });
            self.categories.insert(document.id, (document.name, parent));
        }
    }

    pub fn locations(&mut self, documents: Vec<Loaded<LocationDocument>>) {
        for Loaded { document, .. } in documents {
            let code = document.code.filter(|code| !code.trim().is_empty()).unwrap_or_else(|| document.name.clone());
            self.locations.insert(document.id, (code.trim().to_owned(), document.name));
        }
    }

    pub fn sources(&mut self, documents: Vec<Loaded<SourceDocument>>) {
        for Loaded { document, .. } in documents {
            self.source_index.insert(document.id.clone(), self.sources.len() as u32);
            let name = document.name.trim();
            let title = document.text_reference.as_deref().map_or(name, str::trim);
            self.sources.push(Source {
                id: super::identity::own_id(&document.tags, &document.id),
                title: if title.is_empty() { name } else { title }.to_owned(),
                publisher: if title == name { String::new() } else { name.to_owned() },
                year: document.year.map(|year| year.to_string()).unwrap_or_default(),
                url: document.url.unwrap_or_default(),
                note: document.description.unwrap_or_default(),
                ..Source::default()
            });
        }
    }

    /// Takes units our catalogue knows by name; others are defined through their group's factor to its reference unit.
    pub fn unit_groups(&mut self, documents: Vec<Loaded<UnitGroupDocument>>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for Loaded { document, member } in documents {
            let Some(reference) = document.units.iter().find(|unit| unit.is_ref_unit).or(document.units.first()) else {
                findings.push(Finding::new(FindingKind::MissingField, Place::file(&member)).with("name", "units"));
                continue;
            };
            let base = known(&reference.name).unwrap_or_else(|| {
                let place = Place::file(&member).at_field(reference.name.clone());
                findings.push(Finding::new(FindingKind::UnknownUnit, place).with("unit", &reference.name));
                Unit::one()
            });
            let base_size = reference.conversion_factor.filter(|size| *size > 0.0).unwrap_or(1.0);
            for given in &document.units {
                let size = given.conversion_factor.unwrap_or(1.0) / base_size;
                let own = known(&given.name).filter(|unit| unit.dimension() == base.dimension());
                let resolved = match own {
                    Some(unit) => {
                        let ours = unit.factor_to(&base).map_or(size, verdigris_quantity::Ratio::value);
                        if (ours - size).abs() > SIZE_TOLERANCE * ours {
                            let place = Place::file(&member).at_field(given.name.clone());
                            findings.push(
                                Finding::new(FindingKind::UnitMismatch, place)
                                    .with("unit", format!("1 {} = {ours} {}", given.name, base.symbol()))
                                    .with("flow_unit", format!("1 {} = {size} {}", given.name, base.symbol()))
                                    .with("flow", &document.name),
                            );
                        }
                        GivenUnit { unit, scale: 1.0, size }
                    }
                    None => GivenUnit { unit: base.clone(), scale: size, size },
                };
                self.units.insert(given.id.clone(), resolved);
            }
            self.groups.insert(document.id, Group { reference: base });
        }
        findings
    }

    pub fn flow_properties(&mut self, documents: Vec<Loaded<FlowPropertyDocument>>) {
        for Loaded { document, .. } in documents {
            let group = document.unit_group.as_ref().map(|group| group.id().to_owned()).unwrap_or_default();
            self.properties.insert(document.id, (document.name, group));
        }
    }

    /// Name of a flow property and the reference unit of its group.
    pub fn property(&self, id: &str) -> Option<(&str, &Unit)> {
        let (name, group) = self.properties.get(id)?;
        Some((name, &self.groups.get(group)?.reference))
    }

    /// A unit by id, or by name where the data do not hold its group.
    pub fn unit(&self, reference: &Ref) -> Option<GivenUnit> {
        self.units.get(reference.id()).cloned().or_else(|| {
            let unit = known(reference.name())?;
            Some(GivenUnit { unit, scale: 1.0, size: f64::NAN })
        })
    }

    /// The path of a category, levels parted by `/`.
    pub fn category_path(&self, category: Option<&Category>) -> String {
        let reference = match category {
            None => return String::new(),
            Some(Category::Path(path)) => return path.clone(),
            Some(Category::Ref(reference)) => reference,
        };
        let mut levels = Vec::new();
        let mut at = reference.id();
        // A ring of categories ends at the depth no real classification reaches.
        while levels.len() < 32 {
            let Some((name, parent)) = self.categories.get(at) else { break };
            levels.push(name.as_str());
            match parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        if levels.is_empty() {
            return reference.name().to_owned();
        }
        levels.reverse();
        levels.join("/")
    }

    /// The code of a location, or the name it is referred by.
    pub fn location(&self, reference: Option<&Ref>) -> String {
        reference
            .map(|reference| {
                self.locations.get(reference.id()).map_or_else(|| reference.name().trim().to_owned(), |l| l.0.clone())
            })
            .unwrap_or_default()
    }

    /// All locations of the data as regions.
    pub fn regions(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = self
            .locations
            .values()
            .filter(|(code, _)| !code.is_empty())
            .map(|(code, name)| Region {
                id: code.clone(),
                name: Label::new(name.clone(), ""),
                parent: region::parent(code).to_owned(),
            })
            .collect();
        regions.sort_by(|a, b| (&a.id, &a.name.en).cmp(&(&b.id, &b.name.en)));
        regions.dedup_by(|a, b| a.id == b.id);
        regions
    }
}
