//! Residues: what arises, what is used, what piles up, and what a utilisation target asks for.
//!
//! A residue arises in proportion to a flow: `A_y = coefficient·F_y`. With `u_y` the share that is used, `u_y·A_y` goes
//! to its routes and the rest is added to the pile. Where the share used is not known, only the arising and what the
//! target asks for can be told.

use serde::Serialize;

use crate::error::MaterialsError;

/// A residue along time; flows a year.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Residue {
    /// What arises.
    pub arising: Vec<f64>,
    /// Share the target asks to use; `None` in steps before the target's first year.
    pub target: Vec<Option<f64>>,
    /// Amount the target asks to use.
    pub asked: Vec<Option<f64>>,
    /// Amount used, where the share is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub used: Vec<f64>,
    /// Amount piled up since the first step, where the share is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pile: Vec<f64>,
}

/// Works out a residue of yearly flows, with a target's points of year and share (straight lines between, the last
/// held), and the share used where it is known.
pub fn residue(
    years: &[f64],
    flow: &[f64],
    coefficient: f64,
    target: &[(f64, f64)],
    used: Option<&[f64]>,
) -> Result<Residue, MaterialsError> {
    if !coefficient.is_finite() || coefficient < 0.0 {
        let name = "a residue's coefficient";
        return Err(MaterialsError::Negative { name, step: 0, series: 0, value: coefficient });
    }
    let lengths = [("flow", flow.len()), ("share used", used.map_or(years.len(), <[f64]>::len))];
    for (name, given) in lengths {
        if given != years.len() {
            let (name, why) = (name.to_owned(), "one a year".to_owned());
            return Err(MaterialsError::Length { name, given, wanted: years.len(), why });
        }
    }
    for &(year, share) in target {
        if !(0.0..=1.0).contains(&share) {
            let (name, place) = ("target of utilisation".to_owned(), year.to_string());
            return Err(MaterialsError::Fraction { name, place, value: share });
        }
    }
    let mut result = Residue::default();
    let mut pile = 0.0;
    for (step, (&year, &amount)) in years.iter().zip(flow).enumerate() {
        let arising = coefficient * amount;
        let share = crate::model::points::from_first(target, year);
        result.arising.push(arising);
        result.target.push(share);
        result.asked.push(share.map(|share| share * arising));
        if let Some(used) = used {
            pile += (1.0 - used[step]) * arising;
            result.used.push(used[step] * arising);
            result.pile.push(pile);
        }
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arising_target_and_pile() {
        let years = [2026.0, 2027.0, 2028.0, 2031.0];
        let points = [(2027.0, 0.15), (2030.0, 0.25)];
        let mud = residue(&years, &[10.0; 4], 1.25, &points, Some(&[0.1; 4])).unwrap();
        assert_eq!(mud.arising, [12.5; 4]);
        assert_eq!(mud.target[0], None);
        assert!((mud.asked[1].unwrap() - 1.875).abs() < 1e-12);
        assert!((mud.target[2].unwrap() - (0.15 + 0.1 / 3.0)).abs() < 1e-12);
        assert_eq!(mud.target[3], Some(0.25));
        assert!((mud.pile[3] - 45.0).abs() < 1e-12 && (mud.used[0] - 1.25).abs() < 1e-12);
        assert!(residue(&years, &[1.0; 3], 1.0, &[], None).is_err());
        assert!(residue(&years, &[1.0; 4], -1.0, &[], None).is_err());
        assert!(residue(&years, &[1.0; 4], 1.0, &[(2020.0, 1.5)], None).is_err());
    }
}
