//! Stocks from both flows.

use super::{driven::check, result::Stocks};
use crate::{error::MaterialsError, time::Time};

/// Adds up stocks from inflow and outflow, a year, on a stock from before (one a series, or none).
///
/// A stock that falls below zero by more than rounding is an error.
pub fn flow_driven(time: &Time, inflow: &[f64], outflow: &[f64], initial: &[f64]) -> Result<Stocks, MaterialsError> {
    let series = check("inflow", time, inflow)?;
    check("outflow", time, outflow)?;
    for (name, given, wanted) in
        [("outflow", outflow.len(), inflow.len()), ("stock from before", initial.len(), series)]
    {
        if given != wanted && !(name != "outflow" && given == 0) {
            let (name, why) = (name.to_owned(), "as many as the inflow has".to_owned());
            return Err(MaterialsError::Length { name, given, wanted, why });
        }
    }
    let mut stocks = Stocks {
        series,
        inflow: inflow.to_vec(),
        stock: vec![0.0; inflow.len()],
        outflow: outflow.to_vec(),
        retired: Vec::new(),
        balance: crate::Balance::default(),
    };
    for k in 0..series {
        let mut stock = initial.get(k).copied().unwrap_or(0.0);
        let mut scale = stock.abs();
        for step in 0..time.steps() {
            let at = step * series + k;
            stock += (inflow[at] - outflow[at]) * time.length(step);
            scale = scale.max(stock.abs());
            if stock < -1e-9 * scale {
                return Err(MaterialsError::Negative { name: "the stock", step, series: k, value: stock });
            }
            stocks.stock[at] = stock;
        }
    }
    if initial.iter().all(|&amount| amount == 0.0) {
        stocks.check(time);
    }
    Ok(stocks)
}
