//! What can be charged: scrap, primary metal, master alloys, alloying metals.

use serde::{Deserialize, Serialize};
use verdigris_quantity::Label;

use crate::{BlendError, Composition};

/// What a charge material is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Scrap, bought or of the house.
    #[default]
    Scrap,
    /// Primary metal.
    Primary,
    /// Master alloy or alloying metal.
    Master,
}

/// Origin of a material by ISO 14021, clause 7.8.1.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Used by households or by industry as end users: counts as recycled.
    PostConsumer,
    /// Diverted from the waste stream of a manufacturing process: counts as recycled.
    PreConsumer,
    /// Rework and scrap reclaimed within the process that generated it: does not count.
    Internal,
    /// Not recycled.
    #[default]
    Primary,
}

/// A charge material, as it lies in the yard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Material {
    /// Id.
    pub id: String,
    /// Name in two languages.
    pub name: Label,
    /// What it is.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Price, currency per tonne charged.
    pub price: Option<f64>,
    /// Stock, t; unlimited where not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<f64>,
    /// Least mass the plan has to take (contract), t.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_min: Option<f64>,
    /// Greatest mass the plan may take (contract), t.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_max: Option<f64>,
    /// Mass of a bundle that is charged whole, t.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<f64>,
    /// Melt loss, as a share of the mass charged (moisture, paint, oxidation).
    #[serde(default)]
    pub melt_loss: f64,
    /// Dross formed, t per t charged.
    #[serde(default)]
    pub dross: f64,
    /// Footprint, t CO2e per t charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footprint: Option<f64>,
    /// Composition of the metal recovered from it.
    pub composition: Composition,
}

impl Material {
    /// Share of the mass charged that becomes melt.
    pub fn metal_yield(&self) -> f64 {
        1.0 - self.melt_loss
    }

    /// Greatest mass the plan may take: the lesser of stock and contract, t; infinite where neither is given.
    pub fn most(&self) -> f64 {
        self.stock.unwrap_or(f64::INFINITY).min(self.take_max.unwrap_or(f64::INFINITY))
    }

    /// Refuses figures that cannot be, and a missing price.
    pub fn validate(&self) -> Result<(), BlendError> {
        let object = || self.id.clone();
        if self.price.is_none() {
            return Err(BlendError::Missing { object: object(), needs: "price" });
        }
        let mass = |field: &str, value: Option<f64>| match value {
            Some(value) if !value.is_finite() || value < 0.0 => {
                Err(BlendError::Value { object: object(), field: field.to_owned(), value, must: "0 or more" })
            }
            _ => Ok(()),
        };
        mass("stock", self.stock)?;
        mass("take_min", self.take_min)?;
        mass("take_max", self.take_max)?;
        mass("dross", Some(self.dross))?;
        let finite = |field: &str, value: Option<f64>| match value {
            Some(value) if !value.is_finite() => {
                Err(BlendError::Value { object: object(), field: field.to_owned(), value, must: "a number" })
            }
            _ => Ok(()),
        };
        finite("price", self.price)?;
        finite("footprint", self.footprint)?;
        if let Some(value) = self.bundle
            && !(value.is_finite() && value > 0.0)
        {
            return Err(BlendError::Value { object: object(), field: "bundle".to_owned(), value, must: "above 0" });
        }
        if !(0.0..1.0).contains(&self.melt_loss) {
            return Err(BlendError::Value {
                object: object(),
                field: "melt_loss".to_owned(),
                value: self.melt_loss,
                must: "0 or more and below 1",
            });
        }
        if let Some(lower) = self.take_min
            && lower > self.most()
        {
            return Err(BlendError::Crossed {
                object: object(),
                field: "take_min".to_owned(),
                lower,
                upper: self.most(),
            });
        }
        self.composition.validate(&self.id)
    }
}
