//! Figures over named dimensions, with strict alignment.
//!
//! Two arrays meet by the names of their dimensions. A name both carry must stand for the same items in the same
//! order on both sides; otherwise the operation is an error that names both. Nothing is filled in, and nothing is
//! repeated unless a product asks for it: sums need the same dimensions on both sides, a product has the dimensions of
//! either.

use std::sync::Arc;

use serde::Serialize;

use crate::{dimension::Dimension, error::MaterialsError};

/// Values over dimensions, the last dimension varying fastest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Array {
    name: String,
    #[serde(serialize_with = "plain")]
    dimensions: Vec<Arc<Dimension>>,
    values: Vec<f64>,
}

fn plain<S: serde::Serializer>(dimensions: &[Arc<Dimension>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(dimensions.iter().map(AsRef::as_ref))
}

impl Array {
    /// An array of given values.
    pub fn new(
        name: impl Into<String>,
        dimensions: &[&Arc<Dimension>],
        values: Vec<f64>,
    ) -> Result<Self, MaterialsError> {
        let array =
            Self { name: name.into(), dimensions: dimensions.iter().map(|one| Arc::clone(one)).collect(), values };
        array.check_names()?;
        let wanted = array.dimensions.iter().map(|one| one.len()).product();
        if array.values.len() != wanted {
            return Err(MaterialsError::Length {
                given: array.values.len(),
                wanted,
                why: format!("the dimensions are {}", array.shape()),
                name: array.name,
            });
        }
        if let Some(at) = array.values.iter().position(|value| !value.is_finite()) {
            let (value, place) = (array.values[at], array.cell(at));
            return Err(MaterialsError::NotFinite { name: array.name, place, value });
        }
        Ok(array)
    }

    /// The same value everywhere.
    pub fn constant(
        name: impl Into<String>,
        dimensions: &[&Arc<Dimension>],
        value: f64,
    ) -> Result<Self, MaterialsError> {
        Self::new(name, dimensions, vec![value; dimensions.iter().map(|one| one.len()).product()])
    }

    /// An array from rows of items and a value; every cell must be given once.
    pub fn from_rows<'a>(
        name: impl Into<String>,
        dimensions: &[&Arc<Dimension>],
        rows: impl IntoIterator<Item = (Vec<&'a str>, f64)>,
    ) -> Result<Self, MaterialsError> {
        let mut array = Self::constant(name, dimensions, 0.0)?;
        let mut given = vec![false; array.values.len()];
        for (items, value) in rows {
            if items.len() != array.dimensions.len() {
                return Err(MaterialsError::Length {
                    name: array.name,
                    given: items.len(),
                    wanted: array.dimensions.len(),
                    why: "one item a dimension".to_owned(),
                });
            }
            let mut at = 0;
            for (dimension, item) in array.dimensions.iter().zip(&items) {
                at = at * dimension.len() + dimension.position(item)?;
            }
            if given[at] {
                return Err(MaterialsError::Twice { name: array.name, item: items.join(", ") });
            }
            if !value.is_finite() {
                return Err(MaterialsError::NotFinite { name: array.name, place: items.join(", "), value });
            }
            given[at] = true;
            array.values[at] = value;
        }
        if let Some(at) = given.iter().position(|given| !given) {
            let cell = array.cell(at);
            return Err(MaterialsError::MissingCell { name: array.name, cell });
        }
        Ok(array)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same under another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Its dimensions.
    pub fn dimensions(&self) -> &[Arc<Dimension>] {
        &self.dimensions
    }

    /// Its values, the last dimension varying fastest.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of one cell, named by an item of every dimension in order.
    pub fn get(&self, items: &[&str]) -> Result<f64, MaterialsError> {
        if items.len() != self.dimensions.len() {
            return Err(MaterialsError::Length {
                name: self.name.clone(),
                given: items.len(),
                wanted: self.dimensions.len(),
                why: "one item a dimension".to_owned(),
            });
        }
        let mut at = 0;
        for (dimension, item) in self.dimensions.iter().zip(items) {
            at = at * dimension.len() + dimension.position(item)?;
        }
        Ok(self.values[at])
    }

    /// `self + other`; both need the same dimensions, in any order.
    pub fn plus(&self, other: &Self) -> Result<Self, MaterialsError> {
        self.same_dimensions(other)?;
        self.join(other, |a, b| a + b)
    }

    /// `self − other`; both need the same dimensions, in any order.
    pub fn minus(&self, other: &Self) -> Result<Self, MaterialsError> {
        self.same_dimensions(other)?;
        self.join(other, |a, b| a - b)
    }

    /// `self · other` over the dimensions of either, those of `self` first.
    pub fn times(&self, other: &Self) -> Result<Self, MaterialsError> {
        self.join(other, |a, b| a * b)
    }

    /// `1 − self`, what a yield or share leaves.
    #[must_use]
    pub fn complement(&self) -> Self {
        self.map(|value| 1.0 - value)
    }

    /// `factor · self`.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        self.map(|value| value * factor)
    }

    pub(crate) fn map(&self, of: impl Fn(f64) -> f64) -> Self {
        Self { values: self.values.iter().map(|&value| of(value)).collect(), ..self.clone() }
    }

    /// Sum over one dimension.
    pub fn sum_over(&self, dimension: &str) -> Result<Self, MaterialsError> {
        let axis = self.axis(dimension)?;
        let (outer, length, inner) = self.around(axis);
        let mut values = vec![0.0; outer * inner];
        for o in 0..outer {
            for k in 0..length {
                for i in 0..inner {
                    values[o * inner + i] += self.values[(o * length + k) * inner + i];
                }
            }
        }
        let mut dimensions = self.dimensions.clone();
        dimensions.remove(axis);
        Ok(Self { name: self.name.clone(), dimensions, values })
    }

    /// `Σ_d self·other` over a dimension both have: a yield, split or sorting matrix applied.
    pub fn contract(&self, other: &Self, dimension: &str) -> Result<Self, MaterialsError> {
        other.axis(dimension)?;
        self.axis(dimension)?;
        self.times(other)?.sum_over(dimension)
    }

    /// Every value as a share of the sum over one dimension; 0 where the sum is 0.
    pub fn shares_over(&self, dimension: &str) -> Result<Self, MaterialsError> {
        let axis = self.axis(dimension)?;
        let (outer, length, inner) = self.around(axis);
        let sums = self.sum_over(dimension)?.values;
        let mut shares = self.clone();
        for o in 0..outer {
            for k in 0..length {
                for i in 0..inner {
                    let sum = sums[o * inner + i];
                    let value = &mut shares.values[(o * length + k) * inner + i];
                    *value = if sum == 0.0 { 0.0 } else { *value / sum };
                }
            }
        }
        Ok(shares)
    }

    /// The part at one item of a dimension, without that dimension.
    pub fn at(&self, dimension: &str, item: &str) -> Result<Self, MaterialsError> {
        let axis = self.axis(dimension)?;
        let place = self.dimensions[axis].position(item)?;
        let (outer, length, inner) = self.around(axis);
        let values =
            (0..outer).flat_map(|o| self.values[(o * length + place) * inner..][..inner].iter().copied()).collect();
        let mut dimensions = self.dimensions.clone();
        dimensions.remove(axis);
        Ok(Self { name: self.name.clone(), dimensions, values })
    }

    /// Checks that every value lies between 0 and 1.
    pub fn check_fractions(&self) -> Result<(), MaterialsError> {
        match self.values.iter().position(|value| !(0.0..=1.0).contains(value)) {
            Some(at) => {
                Err(MaterialsError::Fraction { name: self.name.clone(), place: self.cell(at), value: self.values[at] })
            }
            None => Ok(()),
        }
    }

    /// Checks that the values add up to 1 over a dimension, within 10⁻⁹, and that none is negative.
    pub fn check_shares(&self, dimension: &str) -> Result<(), MaterialsError> {
        self.check_fractions()?;
        let sums = self.sum_over(dimension)?;
        match sums.values.iter().position(|sum| (sum - 1.0).abs() > 1e-9) {
            Some(at) => {
                Err(MaterialsError::Shares { name: self.name.clone(), place: sums.cell(at), sum: sums.values[at] })
            }
            None => Ok(()),
        }
    }

    fn axis(&self, dimension: &str) -> Result<usize, MaterialsError> {
        self.dimensions.iter().position(|one| one.name() == dimension).ok_or_else(|| MaterialsError::NoDimension {
            name: self.name.clone(),
            dimension: dimension.to_owned(),
            present: self.shape(),
        })
    }

    /// Cells before, along and after an axis.
    fn around(&self, axis: usize) -> (usize, usize, usize) {
        let count = |part: &[Arc<Dimension>]| part.iter().map(|one| one.len()).product::<usize>();
        (count(&self.dimensions[..axis]), self.dimensions[axis].len(), count(&self.dimensions[axis + 1..]))
    }

    fn shape(&self) -> String {
        self.dimensions.iter().map(|one| format!("{}: {}", one.name(), one.len())).collect::<Vec<_>>().join(", ")
    }

    /// The items of a cell, for messages.
    fn cell(&self, mut at: usize) -> String {
        let mut items = Vec::new();
        for dimension in self.dimensions.iter().rev() {
            items.push(format!("{} {}", dimension.name(), dimension.items()[at % dimension.len()]));
            at /= dimension.len();
        }
        items.reverse();
        items.join(", ")
    }

    fn check_names(&self) -> Result<(), MaterialsError> {
        for (k, one) in self.dimensions.iter().enumerate() {
            if self.dimensions[..k].iter().any(|other| other.name() == one.name()) {
                return Err(MaterialsError::Twice { name: self.name.clone(), item: one.name().to_owned() });
            }
        }
        Ok(())
    }

    fn same_dimensions(&self, other: &Self) -> Result<(), MaterialsError> {
        let within = |a: &Self, b: &Self| a.dimensions.iter().all(|one| b.axis(one.name()).is_ok());
        if within(self, other) && within(other, self) {
            return Ok(());
        }
        Err(MaterialsError::Dimensions {
            left_name: self.name.clone(),
            left: self.shape(),
            right_name: other.name.clone(),
            right: other.shape(),
        })
    }

    fn join(&self, other: &Self, of: impl Fn(f64, f64) -> f64) -> Result<Self, MaterialsError> {
        let mut dimensions = self.dimensions.clone();
        for theirs in &other.dimensions {
            match self.dimensions.iter().find(|ours| ours.name() == theirs.name()) {
                None => dimensions.push(Arc::clone(theirs)),
                Some(ours) if Arc::ptr_eq(ours, theirs) || ours == theirs => {}
                Some(ours) => {
                    return Err(MaterialsError::Alignment {
                        dimension: ours.name().to_owned(),
                        left_name: self.name.clone(),
                        left: ours.shown(),
                        right_name: other.name.clone(),
                        right: theirs.shown(),
                    });
                }
            }
        }
        let strides = |array: &Self| -> Vec<usize> {
            dimensions
                .iter()
                .map(|one| match array.axis(one.name()) {
                    Ok(axis) => array.around(axis).2,
                    Err(_) => 0,
                })
                .collect()
        };
        let (left, right) = (strides(self), strides(other));
        let lengths: Vec<usize> = dimensions.iter().map(|one| one.len()).collect();
        let total = lengths.iter().product();
        let mut values = Vec::with_capacity(total);
        let mut counter = vec![0_usize; lengths.len()];
        let (mut a, mut b) = (0, 0);
        for _ in 0..total {
            values.push(of(self.values[a], other.values[b]));
            for axis in (0..lengths.len()).rev() {
                counter[axis] += 1;
                a += left[axis];
                b += right[axis];
                if counter[axis] < lengths[axis] {
                    break;
                }
                a -= left[axis] * lengths[axis];
                b -= right[axis] * lengths[axis];
                counter[axis] = 0;
            }
        }
        Ok(Self { name: self.name.clone(), dimensions, values })
    }
}

#[cfg(test)]
#[path = "array_tests.rs"]
mod tests;
