//! What is asked: furnaces, batches over shared stocks, sorting that may be bought, and how sure the answer must be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{Alloy, BlendError, Composition, Material};

/// A melting furnace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Furnace {
    /// Id.
    pub id: String,
    /// Greatest melt it holds, heel included, t.
    pub capacity: f64,
    /// Cost of melting, currency per t charged.
    #[serde(default)]
    pub melting_cost: f64,
    /// What a tonne of dross brings in, currency (negative: what its disposal costs).
    #[serde(default)]
    pub dross_value: f64,
    /// Footprint of melting (fuel, power, salt), t CO2e per t charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footprint: Option<f64>,
    /// Share of an element of the charge that stays in the melt, where it is not all of it (burn-off of Mg, Zn).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub recovery: BTreeMap<String, f64>,
}

/// Melt left in the furnace by the batch before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heel {
    /// Mass, t.
    pub mass: f64,
    /// Composition by analysis.
    pub composition: Composition,
}

/// One batch: an alloy tapped from one furnace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Id.
    pub id: String,
    /// Alloy ordered.
    pub alloy: String,
    /// Furnace.
    pub furnace: String,
    /// Mass tapped, t.
    pub product: f64,
    /// Heel at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heel: Option<Heel>,
    /// Heel left for the next batch, t.
    #[serde(default)]
    pub heel_left: f64,
}

impl Batch {
    /// Mass of the full melt, t: what is tapped and what is left.
    pub fn melt(&self) -> f64 {
        self.product + self.heel_left
    }

    /// Mass of the heel at the start, t.
    pub fn heel_mass(&self) -> f64 {
        self.heel.as_ref().map_or(0.0, |heel| heel.mass)
    }
}

/// Sorting of one material into fractions that are charged apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sorting {
    /// Material that may be sorted.
    pub material: String,
    /// Cost, currency per t sorted.
    pub cost: f64,
    /// Fractions; the shares may add up to less than 1 (residue).
    pub fractions: Vec<Fraction>,
}

/// A fraction that sorting yields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fraction {
    /// Id, among the materials' ids.
    pub id: String,
    /// Name in two languages.
    pub name: Label,
    /// Share of the mass sorted.
    pub share: f64,
    /// What a tonne not charged is sold for, currency.
    pub value: f64,
    /// Composition of its metal.
    pub composition: Composition,
    /// Melt loss; that of the material where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub melt_loss: Option<f64>,
}

/// How the contents of a melt are taken to vary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Normal.
    #[default]
    Normal,
    /// Sum of lognormals taken as one lognormal of the same mean and variance (Fenton 1960): right-skewed.
    Lognormal,
}

/// What the confidence is promised for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// For every limit by itself.
    #[default]
    Limit,
    /// For all limits of a melt together, by Boole's inequality (on the safe side).
    Melt,
}

/// Choices of the calculation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Probability with which limits are held, above 0.5; contents at their means only where not given.
    pub confidence: Option<f64>,
    /// What the confidence is promised for.
    #[serde(default)]
    pub promise: Promise,
    /// Shape of the distribution.
    #[serde(default)]
    pub shape: Shape,
    /// Greatest number of materials in one batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_materials: Option<usize>,
    /// Price of carbon added to the objective, currency per t CO2e.
    #[serde(default)]
    pub carbon_price: f64,
    /// Melts drawn to check the promise; 0 leaves the check out.
    #[serde(default)]
    pub draws: usize,
    /// Seed of the draws.
    #[serde(default)]
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            confidence: Some(0.95),
            promise: Promise::Limit,
            shape: Shape::Normal,
            max_materials: None,
            carbon_price: 0.0,
            draws: 10_000,
            seed: 1,
        }
    }
}

/// The whole question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Currency of all prices.
    pub currency: String,
    /// Materials in the yard or on offer.
    pub materials: Vec<Material>,
    /// Alloys the batches name.
    pub alloys: Vec<Alloy>,
    /// Furnaces.
    pub furnaces: Vec<Furnace>,
    /// Batches.
    pub batches: Vec<Batch>,
    /// Sorting on offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sortings: Vec<Sorting>,
    /// Choices.
    pub options: Options,
}

impl Order {
    /// The alloy of a batch.
    pub fn alloy(&self, batch: &Batch) -> Result<&Alloy, BlendError> {
        self.alloys.iter().find(|alloy| alloy.id == batch.alloy).ok_or_else(|| BlendError::Unknown {
            object: batch.id.clone(),
            kind: "alloy",
            name: batch.alloy.clone(),
        })
    }

    /// The furnace of a batch.
    pub fn furnace(&self, batch: &Batch) -> Result<&Furnace, BlendError> {
        self.furnaces.iter().find(|furnace| furnace.id == batch.furnace).ok_or_else(|| BlendError::Unknown {
            object: batch.id.clone(),
            kind: "furnace",
            name: batch.furnace.clone(),
        })
    }

    /// Refuses what cannot be, naming the object at fault.
    pub fn validate(&self) -> Result<(), BlendError> {
        let fractions = self.sortings.iter().flat_map(|sorting| &sorting.fractions);
        unique("material", self.materials.iter().map(|m| m.id.as_str()).chain(fractions.map(|f| f.id.as_str())))?;
        unique("alloy", self.alloys.iter().map(|alloy| alloy.id.as_str()))?;
        unique("furnace", self.furnaces.iter().map(|furnace| furnace.id.as_str()))?;
        unique("batch", self.batches.iter().map(|batch| batch.id.as_str()))?;
        if self.materials.is_empty() {
            return Err(BlendError::Missing { object: "order".to_owned(), needs: "materials" });
        }
        if self.batches.is_empty() {
            return Err(BlendError::Missing { object: "order".to_owned(), needs: "batches" });
        }
        for material in &self.materials {
            material.validate()?;
        }
        for alloy in &self.alloys {
            alloy.validate()?;
        }
        for furnace in &self.furnaces {
            furnace.validate()?;
        }
        for batch in &self.batches {
            self.validate_batch(batch)?;
        }
        for sorting in &self.sortings {
            self.validate_sorting(sorting)?;
        }
        self.options.validate()
    }

    fn validate_batch(&self, batch: &Batch) -> Result<(), BlendError> {
        self.alloy(batch)?;
        let furnace = self.furnace(batch)?;
        number(&batch.id, "product", batch.product, batch.product > 0.0, "above 0")?;
        number(&batch.id, "heel_left", batch.heel_left, batch.heel_left >= 0.0, "0 or more")?;
        if let Some(heel) = &batch.heel {
            number(&batch.id, "heel", heel.mass, heel.mass >= 0.0, "0 or more")?;
            if heel.mass > 0.0 && heel.composition.contents.is_empty() {
                return Err(BlendError::Missing { object: batch.id.clone(), needs: "composition of the heel" });
            }
            heel.composition.validate(&batch.id)?;
            number(&batch.id, "heel", heel.mass, heel.mass < batch.melt(), "below the mass of the melt")?;
        }
        if batch.melt() > furnace.capacity {
            return Err(BlendError::Crossed {
                object: batch.id.clone(),
                field: format!("melt in {}", furnace.id),
                lower: batch.melt(),
                upper: furnace.capacity,
            });
        }
        Ok(())
    }

    fn validate_sorting(&self, sorting: &Sorting) -> Result<(), BlendError> {
        if !self.materials.iter().any(|material| material.id == sorting.material) {
            return Err(BlendError::Unknown {
                object: "sorting".to_owned(),
                kind: "material",
                name: sorting.material.clone(),
            });
        }
        number(&sorting.material, "cost of sorting", sorting.cost, true, "a number")?;
        let mut total = 0.0;
        for fraction in &sorting.fractions {
            number(&fraction.id, "share", fraction.share, (0.0..=1.0).contains(&fraction.share), "between 0 and 1")?;
            number(&fraction.id, "value", fraction.value, true, "a number")?;
            if let Some(loss) = fraction.melt_loss {
                number(&fraction.id, "melt_loss", loss, (0.0..1.0).contains(&loss), "0 or more and below 1")?;
            }
            fraction.composition.validate(&fraction.id)?;
            total += fraction.share;
        }
        number(&sorting.material, "sum of the shares", total, total <= 1.0 + 1e-9, "at most 1")
    }
}

impl Furnace {
    fn validate(&self) -> Result<(), BlendError> {
        number(&self.id, "capacity", self.capacity, self.capacity > 0.0, "above 0")?;
        number(&self.id, "melting_cost", self.melting_cost, true, "a number")?;
        number(&self.id, "dross_value", self.dross_value, true, "a number")?;
        if let Some(footprint) = self.footprint {
            number(&self.id, "footprint", footprint, true, "a number")?;
        }
        for (element, &share) in &self.recovery {
            let field = format!("recovery of {element}");
            number(&self.id, &field, share, (0.0..=1.0).contains(&share), "between 0 and 1")?;
        }
        Ok(())
    }
}

impl Options {
    fn validate(&self) -> Result<(), BlendError> {
        if let Some(confidence) = self.confidence {
            number("options", "confidence", confidence, confidence > 0.5 && confidence < 1.0, "above 0.5 and below 1")?;
        }
        number("options", "carbon_price", self.carbon_price, true, "a number")
    }
}

fn number(object: &str, field: &str, value: f64, holds: bool, must: &'static str) -> Result<(), BlendError> {
    if value.is_finite() && holds {
        return Ok(());
    }
    Err(BlendError::Value { object: object.to_owned(), field: field.to_owned(), value, must })
}

fn unique<'a>(kind: &'static str, ids: impl Iterator<Item = &'a str>) -> Result<(), BlendError> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(BlendError::Twice { kind, name: id.to_owned() });
        }
    }
    Ok(())
}
