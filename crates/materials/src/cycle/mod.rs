//! A metal's cycle in one region, year after year: supply, fabrication, use, end of life, scrap and back.
//!
//! With `P` primary metal, `R` metal from old scrap, `X` metal into fabrication and manufacturing, `n` the share of it
//! that becomes new scrap, `a` the share of new scrap that comes back as metal in the same step, `T` the net import of
//! final goods, `I` the flow into use:
//!
//! - fabrication: `X = P + R + a·n·X`, goods `(1 − n)·X`, `I = (1 − n)·X + T`;
//! - use: sector `s` takes the share `w_s` of `I`; its stock follows [`Survival`](crate::Survival);
//! - end of life: `E_s`, of which the recycling rate `q_s` comes back: `R = Σ_s q_s·E_s`; the rest is lost.
//!
//! `E_s` holds what enters and leaves in the same step, so `I` appears on both sides; it appears linearly and is solved
//! for. In the past `P` is given and `I` follows; in the future the demand or the stock is given and `P` follows. Where
//! more old scrap comes back than a year can use, the rest is shown as a surplus, not hidden in a negative supply.

mod element;
mod run;

pub use element::{Course as ElementCourse, Element};
pub use run::run;

use serde::Serialize;

use crate::{balance::Balance, survival::Survival, time::Time};

/// What is given of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drive {
    /// Primary metal, a year.
    Primary(f64),
    /// Flow of final goods into use, a year.
    Demand(f64),
    /// Stock in use at the end of the step.
    Stock(f64),
}

/// A region's cycle to follow. Rates may change from step to step.
#[derive(Clone, Copy, Debug)]
pub struct Cycle<'a> {
    /// The steps.
    pub time: &'a Time,
    /// Survival of every sector's goods.
    pub survival: &'a [&'a Survival],
    /// What is given, by step.
    pub drive: &'a [Drive],
    /// Share of each sector in the flow into use: all sectors of the first step first.
    pub split: &'a [f64],
    /// Net import of final goods, a year, by step.
    pub net_import: &'a [f64],
    /// Share of fabrication's input that becomes new scrap, by step.
    pub new_scrap: &'a [f64],
    /// Share of new scrap that comes back as metal, by step.
    pub new_scrap_return: &'a [f64],
    /// Share of end-of-life metal that comes back as metal: all sectors of the first step first.
    pub recycling: &'a [f64],
    /// Elements carried by the metal.
    pub elements: &'a [Element],
}

/// How a cycle went: by step, or by step and sector with all sectors of a step together; flows a year.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Course {
    /// Number of sectors.
    pub sectors: usize,
    /// Primary metal used.
    pub primary: Vec<f64>,
    /// Metal from old scrap that could be used.
    pub recycled: Vec<f64>,
    /// Metal from old scrap beyond what the step could use.
    pub surplus: Vec<f64>,
    /// Metal into fabrication and manufacturing, returned new scrap included.
    pub fabricated: Vec<f64>,
    /// New scrap.
    pub new_scrap: Vec<f64>,
    /// New scrap lost.
    pub new_scrap_lost: Vec<f64>,
    /// Net import of final goods.
    pub net_import: Vec<f64>,
    /// Flow into use, by sector.
    pub inflow: Vec<f64>,
    /// Stock in use at the end of the step, by sector.
    pub stock: Vec<f64>,
    /// End-of-life metal, by sector.
    pub end_of_life: Vec<f64>,
    /// Metal recovered from it, by sector.
    pub recovered: Vec<f64>,
    /// Stock above what was asked for, where it falls slower than asked for.
    pub excess: Vec<f64>,
    /// What each element did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<ElementCourse>,
    /// Worst gap of the balances of fabrication, use, end of life and of everything together.
    pub balance: Balance,
}

impl Course {
    /// Sum over the sectors of a step.
    pub fn total(&self, values: &[f64], step: usize) -> f64 {
        values[step * self.sectors..][..self.sectors].iter().sum()
    }

    /// Share of recycled metal, old and new scrap, in what fabrication takes; NaN where it takes nothing.
    pub fn recycled_content(&self, step: usize) -> f64 {
        let used = self.recycled[step] + self.new_scrap[step] - self.new_scrap_lost[step];
        used / self.fabricated[step]
    }
}

#[cfg(test)]
mod tests;
