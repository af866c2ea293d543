//! Storage: levels from year to season to day type to hour bracket, their limits, and new storage.

use verdigris_optimisation::Column;

use crate::error::Error;
use crate::model::{Builder, Terms};

const INFINITE: f64 = f64::INFINITY;

/// Adds the storages of a region.
pub fn storage(builder: &mut Builder<'_>, r: usize) -> Result<(), Error> {
    for s in 0..builder.sets.len('s') {
        Storage::new(builder, r, s)?.rows(builder)?;
    }
    Ok(())
}

struct Storage {
    r: usize,
    s: usize,
    life: f64,
    new: Vec<Column>,
    year_start: Vec<Column>,
    year_finish: Vec<Column>,
    /// By season and year.
    season_start: Vec<Vec<Column>>,
    /// By season, day type and year.
    day_start: Vec<Vec<Vec<Column>>>,
    day_finish: Vec<Vec<Vec<Column>>>,
}

impl Storage {
    fn new(builder: &mut Builder<'_>, r: usize, s: usize) -> Result<Self, Error> {
        let tables = builder.tables;
        let life = tables.need("OperationalLifeStorage", &[r, s])?;
        let rate = tables.need("DiscountRateStorage", &[r, s])?;
        let method = tables.need("DepreciationMethod", &[r])?;
        let years = builder.years.clone();
        let (first, last) = (years[0], years[years.len() - 1]);
        let mut new = Vec::new();
        for (y, &year) in years.iter().enumerate() {
            let investment = tables.at("CapitalCostStorage", &[r, s, y]);
            let mut cost = investment / (1.0 + rate).powf((year - first) as f64);
            let end = (1.0 + rate).powi((1 + last - first) as i32);
            if investment != 0.0 {
                cost -= investment * builder.salvage(y, life, rate, method) / end;
            }
            let name = builder.name("NewStorageCapacity", &[('r', r), ('s', s), ('y', y)]);
            new.push(builder.programme.column(name, cost, 0.0, INFINITE));
        }
        let mut level = |head: &str, season: Option<usize>, day: Option<usize>| -> Vec<Column> {
            (0..years.len())
                .map(|y| {
                    let mut place = vec![('r', r), ('s', s)];
                    place.extend(season.map(|season| ('S', season)));
                    place.extend(day.map(|day| ('D', day)));
                    place.push(('y', y));
                    let name = builder.name(head, &place);
                    builder.programme.column(name, 0.0, 0.0, INFINITE)
                })
                .collect()
        };
        let year_start = level("StorageLevelYearStart", None, None);
        let year_finish = level("StorageLevelYearFinish", None, None);
        let (mut season_start, mut day_start, mut day_finish) = (Vec::new(), Vec::new(), Vec::new());
        for season in 0..tables.size('S') {
            season_start.push(level("StorageLevelSeasonStart", Some(season), None));
            let days = 0..tables.size('D');
            day_start
                .push(days.clone().map(|day| level("StorageLevelDayTypeStart", Some(season), Some(day))).collect());
            day_finish.push(days.map(|day| level("StorageLevelDayTypeFinish", Some(season), Some(day))).collect());
        }
        Ok(Self { r, s, life, new, year_start, year_finish, season_start, day_start, day_finish })
    }

    /// Rate of charge (`to`), discharge (`from`) or the difference, over the slices of a season, day type and bracket.
    fn rate(&self, builder: &Builder<'_>, at: (usize, usize, usize), y: usize, signs: (f64, f64)) -> Terms {
        let (season, day, bracket) = at;
        let mut terms = Vec::new();
        for l in 0..builder.sets.len('l') {
            let belongs = builder.tables.at("Conversionls", &[l, season]) == 1.0
                && builder.tables.at("Conversionld", &[l, day]) == 1.0
                && builder.tables.at("Conversionlh", &[l, bracket]) == 1.0;
            if belongs {
                terms.extend(self.flow(builder, l, y, signs));
            }
        }
        terms
    }

    fn flow(&self, builder: &Builder<'_>, l: usize, y: usize, (to, from): (f64, f64)) -> Terms {
        let mut terms = Vec::new();
        for t in 0..builder.sets.len('t') {
            for m in 0..builder.sets.len('m') {
                let Some(column) = builder.activity_at(self.r, l, t, m, y) else { continue };
                let key = [self.r, t, self.s, m];
                let factor = to * builder.tables.at("TechnologyToStorage", &key)
                    + from * builder.tables.at("TechnologyFromStorage", &key);
                if factor != 0.0 {
                    terms.push((column, factor));
                }
            }
        }
        terms
    }

    /// Net charge over slices of one season (or all), each times its length in the year.
    fn charge(&self, builder: &Builder<'_>, season: Option<usize>, y: usize) -> Terms {
        let mut terms = Vec::new();
        let any =
            |name, l: usize, letter| (0..builder.sets.len(letter)).any(|k| builder.tables.at(name, &[l, k]) == 1.0);
        for l in 0..builder.sets.len('l') {
            let in_season = match season {
                Some(season) => builder.tables.at("Conversionls", &[l, season]) == 1.0,
                None => any("Conversionls", l, 'S'),
            };
            if in_season && any("Conversionld", l, 'D') && any("Conversionlh", l, 'H') {
                let length = builder.tables.at("YearSplit", &[l, y]);
                let flow = self.flow(builder, l, y, (1.0, -1.0));
                terms.extend(flow.into_iter().map(|(column, factor)| (column, factor * length)));
            }
        }
        terms
    }

    /// Net charge on a day up to or after a bracket, in the units of the level.
    fn within_day(
        &self,
        builder: &Builder<'_>,
        (season, day, y): (usize, usize, usize),
        brackets: impl Iterator<Item = usize>,
        factor: f64,
    ) -> Result<Terms, Error> {
        let mut terms = Vec::new();
        for bracket in brackets {
            let rate = self.rate(builder, (season, day, bracket), y, (1.0, -1.0));
            if !rate.is_empty() {
                let share = builder.tables.need("DaySplit", &[bracket, y])? * factor;
                terms.extend(rate.into_iter().map(|(column, value)| (column, value * share)));
            }
        }
        Ok(terms)
    }

    /// `level = sum` as a row.
    fn equal(builder: &mut Builder<'_>, name: String, level: Column, mut sum: Terms, constant: f64) {
        sum.push((level, -1.0));
        builder.programme.row(name, -constant, -constant, &sum);
    }

    fn rows(&self, builder: &mut Builder<'_>) -> Result<(), Error> {
        let (r, s) = (self.r, self.s);
        let last_year = builder.years.len() - 1;
        for y in 0..=last_year {
            let place = [('r', r), ('s', s), ('y', y)];
            let name = builder.name("S5_and_S6_StorageLevelYearStart", &place);
            if y == 0 {
                let start = builder.tables.at("StorageLevelStart", &[r, s]);
                Self::equal(builder, name, self.year_start[0], Vec::new(), start);
            } else {
                let mut sum = self.charge(builder, None, y - 1);
                sum.push((self.year_start[y - 1], 1.0));
                Self::equal(builder, name, self.year_start[y], sum, 0.0);
            }
            let name = builder.name("S7_and_S8_StorageLevelYearFinish", &place);
            if y < last_year {
                Self::equal(builder, name, self.year_finish[y], vec![(self.year_start[y + 1], 1.0)], 0.0);
            } else {
                let mut sum = self.charge(builder, None, y);
                sum.push((self.year_start[y], 1.0));
                Self::equal(builder, name, self.year_finish[y], sum, 0.0);
            }
            for season in 0..self.season_start.len() {
                let place = [('r', r), ('s', s), ('S', season), ('y', y)];
                let name = builder.name("S9_and_S10_StorageLevelSeasonStart", &place);
                let sum = if season == 0 {
                    vec![(self.year_start[y], 1.0)]
                } else {
                    let mut sum = self.charge(builder, Some(season - 1), y);
                    sum.push((self.season_start[season - 1][y], 1.0));
                    sum
                };
                Self::equal(builder, name, self.season_start[season][y], sum, 0.0);
                self.days(builder, season, y)?;
            }
        }
        Ok(())
    }

    fn days(&self, builder: &mut Builder<'_>, season: usize, y: usize) -> Result<(), Error> {
        let (r, s) = (self.r, self.s);
        let (days, brackets) = (self.day_start[season].len(), builder.sets.len('H'));
        for day in 0..days {
            let place = [('r', r), ('s', s), ('S', season), ('D', day), ('y', y)];
            let name = builder.name("S11_and_S12_StorageLevelDayTypeStart", &place);
            let sum = if day == 0 {
                vec![(self.season_start[season][y], 1.0)]
            } else {
                let number = builder.tables.need("DaysInDayType", &[season, day - 1, y])?;
                let mut sum = self.within_day(builder, (season, day - 1, y), 0..brackets, number)?;
                sum.push((self.day_start[season][day - 1][y], 1.0));
                sum
            };
            Self::equal(builder, name, self.day_start[season][day][y], sum, 0.0);
            let name = builder.name("S13_and_S14_and_S15_StorageLevelDayTypeFinish", &place);
            let sum = if day + 1 < days {
                let number = builder.tables.need("DaysInDayType", &[season, day + 1, y])?;
                let mut sum = self.within_day(builder, (season, day + 1, y), 0..brackets, -number)?;
                sum.push((self.day_finish[season][day + 1][y], 1.0));
                sum
            } else if season + 1 < self.season_start.len() {
                vec![(self.season_start[season + 1][y], 1.0)]
            } else {
                vec![(self.year_finish[y], 1.0)]
            };
            Self::equal(builder, name, self.day_finish[season][day][y], sum, 0.0);
            for bracket in 0..brackets {
                self.limits(builder, (season, day, bracket), y)?;
            }
        }
        Ok(())
    }

    /// Levels between the least and the whole capacity, rates below theirs.
    fn limits(&self, builder: &mut Builder<'_>, at: (usize, usize, usize), y: usize) -> Result<(), Error> {
        let (r, s) = (self.r, self.s);
        let (season, day, bracket) = at;
        let place = [('r', r), ('s', s), ('S', season), ('D', day), ('H', bracket), ('y', y)];
        let brackets = builder.sets.len('H');
        let key = (season, day, y);
        let earlier = self.within_day(builder, key, 0..bracket, 1.0)?;
        let later = self.within_day(builder, key, bracket + 1..brackets, -1.0)?;
        let mut levels = vec![
            ("SC1_BeginningOfBracketFirstDayOfFirstWeek", self.day_start[season][day][y], &earlier),
            ("SC3_EndOfBracketLastDayOfLastWeek", self.day_finish[season][day][y], &later),
        ];
        if day > 0 {
            levels.push(("SC2_EndOfBracketLastDayOfFirstWeek", self.day_start[season][day][y], &later));
            levels.push(("SC4_BeginningOfBracketFirstDayOfLastWeek", self.day_finish[season][day - 1][y], &earlier));
        }
        let least = builder.tables.at("MinStorageCharge", &[r, s, y]);
        let residual = builder.tables.at("ResidualStorageCapacity", &[r, s, y]);
        let standing: Vec<Column> = builder.standing(y, self.life).map(|yy| self.new[yy]).collect();
        for (head, level, within) in levels {
            let with = |share: f64| -> Terms {
                let capacity = standing.iter().map(|&column| (column, -share));
                within.iter().copied().chain([(level, 1.0)]).chain(capacity).collect()
            };
            let name = builder.name(&format!("{head}_LowerLimit"), &place);
            builder.programme.row(name, least * residual, INFINITE, &with(least));
            let name = builder.name(&format!("{head}_UpperLimit"), &place);
            builder.programme.row(name, -INFINITE, residual, &with(1.0));
        }
        let rates = [
            ("SC5_MaxChargeConstraint", "StorageMaxChargeRate", (1.0, 0.0)),
            ("SC6_MaxDischargeConstraint", "StorageMaxDischargeRate", (0.0, 1.0)),
        ];
        for (head, parameter, signs) in rates {
            let terms = self.rate(builder, at, y, signs);
            if !terms.is_empty() {
                let most = builder.tables.need(parameter, &[r, s])?;
                builder.programme.row(builder.name(head, &place), -INFINITE, most, &terms);
            }
        }
        Ok(())
    }
}
