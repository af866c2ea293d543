//! Embedded emissions along a chain of precursors (IR (EU) 2025/2547): SEE_g = ae_g + Σ mᵢ·SEEᵢ.

use crate::number::Exact;

/// Goods or a precursor and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Precursor {
    /// Scrap: no embedded emissions.
    Scrap,
    /// Of EU origin: no embedded emissions.
    European,
    /// Embedded emissions as its producer or a default value states them, t CO2e/t.
    Known(Exact),
    /// Made from precursors.
    Made {
        /// Attributed emissions of its own production process, t CO2e/t.
        attributed: Exact,
        /// Mass of each precursor consumed per mass of product, losses included, with the precursor.
        consumed: Vec<(Exact, Self)>,
    },
}

impl Precursor {
    /// Specific embedded emissions, t CO2e/t.
    pub fn embedded(&self) -> Exact {
        match self {
            Self::Scrap | Self::European => Exact::zero(),
            Self::Known(value) => value.clone(),
            Self::Made { attributed, consumed } => consumed
                .iter()
                .fold(attributed.clone(), |sum, (mass, precursor)| sum.plus(&mass.times(&precursor.embedded()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn chains_add_up_and_scrap_and_european_metal_are_zero() {
        // Ingot 1.62; slab of 0.6 t ingot, 0.25 t European ingot and 0.2 t scrap with 0.1 of its own: 0.1 + 0.972 = 1.072;
        // sheet of 1.3 t slab with 0.25 of its own: 0.25 + 1.3 × 1.072 = 1.6436.
        let slab = Precursor::Made {
            attributed: exact("0.1"),
            consumed: vec![
                (exact("0.6"), Precursor::Known(exact("1.62"))),
                (exact("0.25"), Precursor::European),
                (exact("0.2"), Precursor::Scrap),
            ],
        };
        assert_eq!(slab.embedded(), exact("1.072"));
        let sheet = Precursor::Made { attributed: exact("0.25"), consumed: vec![(exact("1.3"), slab)] };
        assert_eq!(sheet.embedded(), exact("1.6436"));
    }
}
