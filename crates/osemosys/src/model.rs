//! The equations as a programme.
//!
//! Columns are `NewCapacity[r,t,y]`, `RateOfActivity[r,l,t,m,y]` for the modes a technology has, whole numbers of units where
//! capacity comes in units, levels and new capacity of storage, and trade between regions. Rows carry the names of the
//! model's constraints; limits and targets are policies. Salvage values and emission penalties are part of the costs of
//! the columns they belong to.

use serde::Serialize;
use verdigris_optimisation::{Column, Programme};

use crate::data::{Data, Finding};
use crate::definition::NO_LIMIT;
use crate::error::Error;
use crate::storage;
use crate::table::{Sets, Tables};

const INFINITE: f64 = f64::INFINITY;

/// New capacity of a technology in a year.
#[derive(Clone, Debug, Serialize)]
pub struct NewCapacity {
    /// Region, technology, year.
    pub region: String,
    /// Technology.
    pub technology: String,
    /// Year.
    pub year: i64,
    /// Place of its column.
    pub column: usize,
}

/// The model with the way back from columns.
#[derive(Debug)]
pub struct Model {
    /// Minimises total discounted cost.
    pub programme: Programme,
    /// The columns of new capacity.
    pub new_capacity: Vec<NewCapacity>,
    /// What of the data is not understood or not used.
    pub findings: Vec<Finding>,
}

/// Writes the equations of the data.
pub fn programme(data: &Data) -> Result<Model, Error> {
    let mut findings = data.findings.clone();
    let sets = Sets::new(data)?;
    let tables = Tables::new(data, &sets, &mut findings)?;
    let mut builder = Builder::new(&sets, &tables)?;
    for region in 0..sets.len('r') {
        builder.region(region)?;
    }
    builder.trade();
    for region in 0..sets.len('r') {
        builder.balances(region);
        builder.reserve(region);
        builder.renewable(region);
        builder.emissions(region);
        storage::storage(&mut builder, region)?;
    }
    let new_capacity = builder.named_capacity();
    Ok(Model { programme: builder.programme, new_capacity, findings })
}

/// Terms of a row.
pub(crate) type Terms = Vec<(Column, f64)>;

/// What is known while rows are written.
pub(crate) struct Builder<'a> {
    pub(crate) sets: &'a Sets,
    pub(crate) tables: &'a Tables<'a>,
    pub(crate) programme: Programme,
    pub(crate) years: Vec<i64>,
    /// By region, technology and year.
    new: Vec<Column>,
    /// By region, time slice, technology, mode and year, where the technology has the mode.
    activity: Vec<Option<Column>>,
    /// Region, region, time slice, fuel, year and the free column of what goes from the first to the second.
    trade: Vec<([usize; 5], Column)>,
}

impl<'a> Builder<'a> {
    fn new(sets: &'a Sets, tables: &'a Tables<'a>) -> Result<Self, Error> {
        let years = sets.years();
        for l in 0..sets.len('l') {
            for y in 0..years.len() {
                tables.need("YearSplit", &[l, y])?;
            }
        }
        let programme = Programme::new("OSeMOSYS");
        Ok(Self { sets, tables, programme, years, new: Vec::new(), activity: Vec::new(), trade: Vec::new() })
    }

    /// A name with its members in brackets.
    pub(crate) fn name(&self, head: &str, members: &[(char, usize)]) -> String {
        let members: Vec<&str> = members.iter().map(|&(letter, index)| self.sets.of(letter)[index].as_str()).collect();
        format!("{head}[{}]", members.join(","))
    }

    fn horizon(&self) -> (i64, i64) {
        (self.years[0], self.years[self.years.len() - 1])
    }

    pub(crate) fn new_at(&self, r: usize, t: usize, y: usize) -> Column {
        self.new[(r * self.sets.len('t') + t) * self.years.len() + y]
    }

    pub(crate) fn activity_at(&self, r: usize, l: usize, t: usize, m: usize, y: usize) -> Option<Column> {
        let (slices, technologies, modes) = (self.sets.len('l'), self.sets.len('t'), self.sets.len('m'));
        self.activity[(((r * slices + l) * technologies + t) * modes + m) * self.years.len() + y]
    }

    /// Years whose new things of this life still stand in year y: y − yy < life.
    pub(crate) fn standing(&self, y: usize, life: f64) -> impl Iterator<Item = usize> + '_ {
        (0..=y).filter(move |&yy| ((self.years[y] - self.years[yy]) as f64) < life)
    }

    /// Capacity in year y as terms times a factor; the residual part comes with it.
    fn capacity(&self, r: usize, t: usize, y: usize, factor: f64) -> (Terms, f64) {
        let life = self.tables.at("OperationalLife", &[r, t]);
        let terms = self.standing(y, life).map(|yy| (self.new_at(r, t, yy), factor)).collect();
        (terms, factor * self.tables.at("ResidualCapacity", &[r, t, y]))
    }

    /// Share of the investment left at the end of the horizon.
    pub(crate) fn salvage(&self, y: usize, life: f64, rate: f64, method: f64) -> f64 {
        let last = self.horizon().1;
        let used = (last - self.years[y] + 1) as f64;
        if used >= life {
            0.0
        } else if method == 1.0 && rate > 0.0 {
            1.0 - ((1.0 + rate).powf(used) - 1.0) / ((1.0 + rate).powf(life) - 1.0)
        } else {
            1.0 - used / life
        }
    }

    /// Columns and own rows of the technologies of a region.
    fn region(&mut self, r: usize) -> Result<(), Error> {
        let (first, last) = self.horizon();
        let tables = self.tables;
        let method = tables.need("DepreciationMethod", &[r])?;
        for t in 0..self.sets.len('t') {
            let rate = tables.need("DiscountRate", &[r, t])?;
            let life = tables.need("OperationalLife", &[r, t])?;
            for y in 0..self.years.len() {
                let since = (self.years[y] - first) as f64;
                let investment = tables.at("CapitalCost", &[r, t, y]);
                let end = (1.0 + rate).powi((1 + last - first) as i32);
                let mut cost = investment / (1.0 + rate).powf(since);
                cost -= investment * self.salvage(y, life, rate, method) / end;
                for later in (y..self.years.len()).filter(|&later| ((self.years[later] - self.years[y]) as f64) < life)
                {
                    let middle = (1.0 + rate).powf((self.years[later] - first) as f64 + 0.5);
                    cost += tables.at("FixedCost", &[r, t, later]) / middle;
                }
                let middle = (1.0 + rate).powf(since + 0.5);
                let residual = tables.at("ResidualCapacity", &[r, t, y]);
                self.programme.constant(residual * tables.at("FixedCost", &[r, t, y]) / middle);
                let name = self.name("NewCapacity", &[('r', r), ('t', t), ('y', y)]);
                let column = self.programme.column(name, cost, 0.0, INFINITE);
                self.new.push(column);
            }
        }
        for l in 0..self.sets.len('l') {
            for t in 0..self.sets.len('t') {
                for m in 0..self.sets.len('m') {
                    self.mode(r, l, t, m);
                }
            }
        }
        for t in 0..self.sets.len('t') {
            for y in 0..self.years.len() {
                self.technology(r, t, y);
            }
            self.period(r, t);
        }
        Ok(())
    }

    /// A mode exists where the technology takes or makes a fuel, an emission or storage with it in any region or year.
    fn has_mode(&self, t: usize, m: usize) -> bool {
        let tables = self.tables;
        (0..self.sets.len('r')).any(|r| {
            let yearly = |y: usize| {
                (0..self.sets.len('f')).any(|f| {
                    tables.at("InputActivityRatio", &[r, t, f, m, y]) != 0.0
                        || tables.at("OutputActivityRatio", &[r, t, f, m, y]) != 0.0
                }) || (0..self.sets.len('e')).any(|e| tables.at("EmissionActivityRatio", &[r, t, e, m, y]) != 0.0)
            };
            (0..self.years.len()).any(yearly)
                || (0..self.sets.len('s')).any(|s| {
                    tables.at("TechnologyToStorage", &[r, t, s, m]) > 0.0
                        || tables.at("TechnologyFromStorage", &[r, t, s, m]) > 0.0
                })
        })
    }

    fn mode(&mut self, r: usize, l: usize, t: usize, m: usize) {
        let exists = self.has_mode(t, m);
        let rate = self.tables.at("DiscountRate", &[r, t]);
        for y in 0..self.years.len() {
            if !exists {
                self.activity.push(None);
                continue;
            }
            let penalty: f64 = (0..self.sets.len('e'))
                .map(|e| {
                    let ratio = self.tables.at("EmissionActivityRatio", &[r, t, e, m, y]);
                    ratio * self.tables.at("EmissionsPenalty", &[r, e, y])
                })
                .sum();
            let middle = (1.0 + rate).powf((self.years[y] - self.years[0]) as f64 + 0.5);
            let variable = self.tables.at("VariableCost", &[r, t, m, y]);
            let cost = self.tables.at("YearSplit", &[l, y]) * (variable + penalty) / middle;
            let name = self.name("RateOfActivity", &[('r', r), ('l', l), ('t', t), ('m', m), ('y', y)]);
            let column = self.programme.column(name, cost, 0.0, INFINITE);
            self.activity.push(Some(column));
        }
    }

    /// Activity of a technology in a year, each slice times its length.
    fn yearly(&self, r: usize, t: usize, y: usize) -> Terms {
        let mut terms = Vec::new();
        for l in 0..self.sets.len('l') {
            let length = self.tables.at("YearSplit", &[l, y]);
            for m in 0..self.sets.len('m') {
                terms.extend(self.activity_at(r, l, t, m, y).map(|column| (column, length)));
            }
        }
        terms
    }

    /// Capacity, availability, units and limits of one technology in one year.
    fn technology(&mut self, r: usize, t: usize, y: usize) {
        let tables = self.tables;
        let place = [('r', r), ('t', t), ('y', y)];
        let unit = tables.at("CapacityToActivityUnit", &[r, t]);
        let mut available = 0.0;
        for l in 0..self.sets.len('l') {
            let factor = tables.at("CapacityFactor", &[r, t, l, y]);
            available += factor * tables.at("YearSplit", &[l, y]);
            let (capacity, residual) = self.capacity(r, t, y, -factor * unit);
            let modes = (0..self.sets.len('m')).filter_map(|m| self.activity_at(r, l, t, m, y));
            let mut terms: Terms = modes.map(|column| (column, 1.0)).collect();
            if terms.is_empty() {
                continue;
            }
            terms.extend(capacity);
            let name = self.name("CAa4_Constraint_Capacity", &[('r', r), ('l', l), ('t', t), ('y', y)]);
            self.programme.row(name, -INFINITE, -residual, &terms);
        }
        let factor = -available * tables.at("AvailabilityFactor", &[r, t, y]) * unit;
        let (capacity, residual) = self.capacity(r, t, y, factor);
        let yearly = self.yearly(r, t, y);
        if !yearly.is_empty() {
            let terms: Terms = yearly.iter().copied().chain(capacity).collect();
            self.programme.row(self.name("CAb1_PlannedMaintenance", &place), -INFINITE, -residual, &terms);
        }
        let size = tables.at("CapacityOfOneTechnologyUnit", &[r, t, y]);
        let new = self.new_at(r, t, y);
        if size != 0.0 {
            let units = self.programme.column(self.name("NumberOfNewTechnologyUnits", &place), 0.0, 0.0, INFINITE);
            self.programme.integer(units);
            let name = self.name("CAa5_TotalNewCapacity", &place);
            self.programme.row(name, 0.0, 0.0, &[(units, size), (new, -1.0)]);
        }
        let (capacity, residual) = self.capacity(r, t, y, 1.0);
        let value = |name| tables.at(name, &[r, t, y]);
        self.limits(
            "TCC_TotalAnnualCapacity",
            &place,
            &capacity,
            residual,
            [value("TotalAnnualMinCapacity"), value("TotalAnnualMaxCapacity")],
        );
        self.limits(
            "NCC_TotalAnnualNewCapacity",
            &place,
            &[(new, 1.0)],
            0.0,
            [value("TotalAnnualMinCapacityInvestment"), value("TotalAnnualMaxCapacityInvestment")],
        );
        self.limits(
            "AAC_TotalAnnualTechnologyActivity",
            &place,
            &yearly,
            0.0,
            [value("TotalTechnologyAnnualActivityLowerLimit"), value("TotalTechnologyAnnualActivityUpperLimit")],
        );
    }

    /// A policy row `least ≤ terms + constant ≤ most`, if there is any limit.
    fn limits(
        &mut self,
        head: &str,
        place: &[(char, usize)],
        terms: &[(Column, f64)],
        constant: f64,
        limits: [f64; 2],
    ) {
        let [least, most] = limits;
        let lower = if least > 0.0 { least - constant } else { -INFINITE };
        let upper = if most == NO_LIMIT { INFINITE } else { most - constant };
        if lower > -INFINITE || upper < INFINITE {
            let row = self.programme.row(self.name(head, place), lower, upper, terms);
            self.programme.policy(row);
        }
    }

    fn period(&mut self, r: usize, t: usize) {
        let terms: Terms = (0..self.years.len()).flat_map(|y| self.yearly(r, t, y)).collect();
        let value = |name| self.tables.at(name, &[r, t]);
        let limits = [
            value("TotalTechnologyModelPeriodActivityLowerLimit"),
            value("TotalTechnologyModelPeriodActivityUpperLimit"),
        ];
        self.limits("TAC_TotalModelHorizonTechnologyActivity", &[('r', r), ('t', t)], &terms, 0.0, limits);
    }

    /// What a region sends another is what the other receives: one free column for both.
    fn trade(&mut self) {
        let regions = self.sets.len('r');
        for (a, b) in (0..regions).flat_map(|a| (a + 1..regions).map(move |b| (a, b))) {
            for f in 0..self.sets.len('f') {
                for y in 0..self.years.len() {
                    let route = |x, z| self.tables.at("TradeRoute", &[x, z, f, y]);
                    if route(a, b) == 0.0 && route(b, a) == 0.0 {
                        continue;
                    }
                    for l in 0..self.sets.len('l') {
                        let name = self.name("Trade", &[('r', a), ('r', b), ('l', l), ('f', f), ('y', y)]);
                        let column = self.programme.column(name, 0.0, -INFINITE, INFINITE);
                        self.trade.push(([a, b, l, f, y], column));
                    }
                }
            }
        }
    }

    /// What region r sends of a fuel.
    fn sent(&self, r: usize, fuel: usize, year: usize, slice: Option<usize>) -> Terms {
        let mut terms = Vec::new();
        for &([a, b, l, f, y], column) in &self.trade {
            if f != fuel || y != year || slice.is_some_and(|slice| slice != l) {
                continue;
            }
            if a == r {
                terms.push((column, self.tables.at("TradeRoute", &[a, b, f, y])));
            } else if b == r {
                terms.push((column, -self.tables.at("TradeRoute", &[b, a, f, y])));
            }
        }
        terms
    }

    /// Production less use of a fuel in a slice.
    fn net(&self, r: usize, l: usize, f: usize, y: usize) -> Terms {
        let mut terms = Vec::new();
        let length = self.tables.at("YearSplit", &[l, y]);
        for t in 0..self.sets.len('t') {
            for m in 0..self.sets.len('m') {
                if let Some(column) = self.activity_at(r, l, t, m, y) {
                    let made = self.tables.at("OutputActivityRatio", &[r, t, f, m, y]);
                    let used = self.tables.at("InputActivityRatio", &[r, t, f, m, y]);
                    if made != used {
                        terms.push((column, (made - used) * length));
                    }
                }
            }
        }
        terms
    }

    fn balances(&mut self, r: usize) {
        for f in 0..self.sets.len('f') {
            for y in 0..self.years.len() {
                let mut whole = Vec::new();
                let annual = self.tables.at("SpecifiedAnnualDemand", &[r, f, y]);
                for l in 0..self.sets.len('l') {
                    let mut terms = self.net(r, l, f, y);
                    terms.extend(self.sent(r, f, y, Some(l)).into_iter().map(|(column, factor)| (column, -factor)));
                    whole.extend(terms.iter().copied());
                    let demand = annual * self.tables.at("SpecifiedDemandProfile", &[r, f, l, y]);
                    if demand != 0.0 || !terms.is_empty() {
                        let name = self.name("EBa11_EnergyBalanceEachTS5", &[('r', r), ('l', l), ('f', f), ('y', y)]);
                        self.programme.row(name, demand, INFINITE, &terms);
                    }
                }
                let demand = self.tables.at("AccumulatedAnnualDemand", &[r, f, y]);
                if demand != 0.0 {
                    let name = self.name("EBb4_EnergyBalanceEachYear4", &[('r', r), ('f', f), ('y', y)]);
                    self.programme.row(name, demand, INFINITE, &whole);
                }
            }
        }
    }

    /// Rate of production of tagged fuels.
    fn tagged(&self, r: usize, l: usize, y: usize, weight: impl Fn(usize, usize) -> f64) -> Terms {
        let mut terms = Vec::new();
        for t in 0..self.sets.len('t') {
            for m in 0..self.sets.len('m') {
                let Some(column) = self.activity_at(r, l, t, m, y) else { continue };
                let factor: f64 = (0..self.sets.len('f'))
                    .map(|f| self.tables.at("OutputActivityRatio", &[r, t, f, m, y]) * weight(t, f))
                    .sum();
                if factor != 0.0 {
                    terms.push((column, factor));
                }
            }
        }
        terms
    }

    fn reserve(&mut self, r: usize) {
        let tables = self.tables;
        for y in 0..self.years.len() {
            let margin = tables.at("ReserveMargin", &[r, y]);
            let mut capacity = Vec::new();
            let mut residual = 0.0;
            for t in 0..self.sets.len('t') {
                let tag = tables.at("ReserveMarginTagTechnology", &[r, t, y]);
                let (terms, rest) = self.capacity(r, t, y, -tag * tables.at("CapacityToActivityUnit", &[r, t]));
                capacity.extend(terms);
                residual += rest;
            }
            for l in 0..self.sets.len('l') {
                let weight = |_, f| tables.at("ReserveMarginTagFuel", &[r, f, y]) * margin;
                let mut terms = self.tagged(r, l, y, weight);
                if terms.is_empty() {
                    continue;
                }
                terms.extend(capacity.iter().copied());
                let name = self.name("RM3_ReserveMargin_Constraint", &[('r', r), ('l', l), ('y', y)]);
                let row = self.programme.row(name, -INFINITE, -residual, &terms);
                self.programme.policy(row);
            }
        }
    }

    /// The target as the model has it: rates of the target's fuels, not weighted by the length of the slices.
    fn renewable(&mut self, r: usize) {
        let tables = self.tables;
        for y in 0..self.years.len() {
            let target = tables.at("REMinProductionTarget", &[r, y]);
            let mut terms = Vec::new();
            for l in 0..self.sets.len('l') {
                let length = tables.at("YearSplit", &[l, y]);
                let weight = |t, f| {
                    target * tables.at("RETagFuel", &[r, f, y]) - length * tables.at("RETagTechnology", &[r, t, y])
                };
                terms.extend(self.tagged(r, l, y, weight));
            }
            if target != 0.0 && !terms.is_empty() {
                let name = self.name("RE4_EnergyConstraint", &[('r', r), ('y', y)]);
                let row = self.programme.row(name, -INFINITE, 0.0, &terms);
                self.programme.policy(row);
            }
        }
    }

    fn emissions(&mut self, r: usize) {
        for e in 0..self.sets.len('e') {
            let mut period = Vec::new();
            for y in 0..self.years.len() {
                let mut terms = Vec::new();
                for t in 0..self.sets.len('t') {
                    for (l, m) in (0..self.sets.len('l')).flat_map(|l| (0..self.sets.len('m')).map(move |m| (l, m))) {
                        let ratio = self.tables.at("EmissionActivityRatio", &[r, t, e, m, y]);
                        if let Some(column) = self.activity_at(r, l, t, m, y).filter(|_| ratio != 0.0) {
                            terms.push((column, ratio * self.tables.at("YearSplit", &[l, y])));
                        }
                    }
                }
                period.extend(terms.iter().copied());
                let limits = [0.0, self.tables.at("AnnualEmissionLimit", &[r, e, y])];
                let outside = self.tables.at("AnnualExogenousEmission", &[r, e, y]);
                let place = [('r', r), ('e', e), ('y', y)];
                self.limits("E8_AnnualEmissionsLimit", &place, &terms, outside, limits);
            }
            let limits = [0.0, self.tables.at("ModelPeriodEmissionLimit", &[r, e])];
            let outside = self.tables.at("ModelPeriodExogenousEmission", &[r, e]);
            self.limits("E9_ModelPeriodEmissionsLimit", &[('r', r), ('e', e)], &period, outside, limits);
        }
    }

    fn named_capacity(&self) -> Vec<NewCapacity> {
        let mut named = Vec::with_capacity(self.new.len());
        for (r, region) in self.sets.of('r').iter().enumerate() {
            for (t, technology) in self.sets.of('t').iter().enumerate() {
                for (y, &year) in self.years.iter().enumerate() {
                    let column = self.new_at(r, t, y).index();
                    named.push(NewCapacity { region: region.clone(), technology: technology.clone(), year, column });
                }
            }
        }
        named
    }
}
