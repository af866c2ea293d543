//! Time in steps, even or not.
//!
//! Step `y` runs from `b_y` to `b_{y+1}`, in years. Flows are rates per year, held over a step; stocks stand at the end
//! of a step. So `S_y − S_{y−1} = (I_y − O_y)·(b_{y+1} − b_y)` whatever the lengths are.

use serde::Serialize;

use crate::error::MaterialsError;

/// Consecutive time steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Time {
    labels: Vec<String>,
    bounds: Vec<f64>,
}

impl Time {
    /// Steps of one year from `first` to `last`, both included; the year 2020 runs from 2020 to 2021.
    pub fn yearly(first: i32, last: i32) -> Result<Self, MaterialsError> {
        Self::from_bounds((first..=last.saturating_add(1)).map(f64::from).collect())
    }

    /// Steps between consecutive bounds, labelled by their first bound.
    pub fn from_bounds(bounds: Vec<f64>) -> Result<Self, MaterialsError> {
        if bounds.len() < 2 {
            return Err(MaterialsError::Time { step: 0, reason: "there is no step" });
        }
        for (step, pair) in bounds.windows(2).enumerate() {
            if !(pair[0].is_finite() && pair[1].is_finite()) {
                return Err(MaterialsError::Time { step, reason: "a bound is not a finite number" });
            }
            if pair[1] <= pair[0] {
                return Err(MaterialsError::Time { step, reason: "the step does not end after it begins" });
            }
        }
        let labels = bounds[..bounds.len() - 1].iter().map(ToString::to_string).collect();
        Ok(Self { labels, bounds })
    }

    /// Steps around points in time: bounds halfway between neighbours, the outer steps as long outwards as inwards.
    pub fn centred(points: &[f64]) -> Result<Self, MaterialsError> {
        let n = points.len();
        if n < 2 {
            return Err(MaterialsError::Time { step: 0, reason: "fewer than two points in time" });
        }
        let mut bounds = vec![points[0] - 0.5 * (points[1] - points[0])];
        bounds.extend(points.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])));
        bounds.push(points[n - 1] + 0.5 * (points[n - 1] - points[n - 2]));
        let mut time = Self::from_bounds(bounds)?;
        time.labels = points.iter().map(ToString::to_string).collect();
        Ok(time)
    }

    /// Number of steps.
    pub fn steps(&self) -> usize {
        self.labels.len()
    }

    /// Names of the steps.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Bounds of the steps, one more than there are steps.
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    /// Length of a step in years.
    pub fn length(&self, step: usize) -> f64 {
        self.bounds[step + 1] - self.bounds[step]
    }

    /// The common length of all steps, where they are equal to the bit.
    pub fn even(&self) -> Option<f64> {
        let first = self.length(0);
        (1..self.steps()).all(|step| self.length(step) == first).then_some(first)
    }

    /// Which step carries a label.
    pub fn position(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|known| known == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_their_lengths() {
        let time = Time::yearly(1950, 2060).unwrap();
        assert_eq!((time.steps(), time.even(), time.position("2000")), (111, Some(1.0), Some(50)));
        let uneven = Time::centred(&[2000.0, 2001.0, 2005.0, 2010.0]).unwrap();
        assert_eq!(uneven.bounds(), [1999.5, 2000.5, 2003.0, 2007.5, 2012.5]);
        assert_eq!(uneven.even(), None);
    }

    #[test]
    fn steps_that_do_not_follow_are_refused() {
        let error = Time::from_bounds(vec![0.0, 2.0, 2.0]).unwrap_err();
        assert_eq!(error, MaterialsError::Time { step: 1, reason: "the step does not end after it begins" });
        assert!(Time::from_bounds(vec![0.0, f64::NAN]).is_err());
        assert!(Time::yearly(2020, 2018).is_err());
        assert!(Time::centred(&[1.0]).is_err());
    }
}
