//! Fair sharing of a gain made together.
//!
//! Shapley value (L. S. Shapley, "A value for n-person games", 1953) and nucleolus (D. Schmeidler, SIAM J. Applied
//! Mathematics 17 (1969) 1163–1170):
//!
//! ```text
//! φ_i = Σ_S |S|! (n − |S| − 1)! / n! · [v(S ∪ i) − v(S)]
//! nucleolus: make the largest complaint v(S) − x(S) as small as possible, then the next, and so on
//! ```

use serde::Serialize;
use verdigris_optimisation::{Column, Limits, Programme, Solver, Status};
use verdigris_quantity::sampling::{SampleKey, stable_id};

use crate::ChainError;

/// Most players that are counted out exactly.
pub const EXACT: usize = 16;
/// Most players whose nucleolus is computed.
pub const NUCLEOLUS: usize = 12;

/// A game: what each coalition can gain, by bit set of players.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    players: usize,
    values: Vec<f64>,
}

impl Game {
    /// Asks for the gain of every coalition; player `i` is bit `i`. The empty coalition gains nothing.
    pub fn of(players: usize, mut gain: impl FnMut(u32) -> Result<f64, ChainError>) -> Result<Self, ChainError> {
        if players > EXACT {
            return Err(ChainError::Players { players, question: "all coalitions", most: EXACT });
        }
        let mut values = vec![0.0; 1 << players];
        for (coalition, value) in values.iter_mut().enumerate().skip(1) {
            *value = gain(coalition as u32)?;
            if !value.is_finite() {
                let object = format!("coalition {coalition:b}");
                return Err(ChainError::Number { object, part: "gain", value: *value, expected: "a finite number" });
            }
        }
        Ok(Self { players, values })
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.players
    }

    /// Gain of a coalition.
    pub fn value(&self, coalition: u32) -> f64 {
        self.values[coalition as usize]
    }

    /// Gain of all together.
    pub fn whole(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// Largest complaint of a proper coalition about a sharing; below or at zero: nobody gains by leaving (the core).
    pub fn complaint(&self, shares: &[f64]) -> f64 {
        (1..self.values.len() - 1)
            .map(|coalition| self.values[coalition] - sum(shares, coalition))
            .fold(f64::NEG_INFINITY, f64::max)
    }
}

fn sum(shares: &[f64], coalition: usize) -> f64 {
    shares.iter().enumerate().filter(|(i, _)| coalition >> i & 1 == 1).map(|(_, share)| share).sum()
}

/// Shapley value, exact.
pub fn shapley(game: &Game) -> Vec<f64> {
    let n = game.players;
    // |S|! (n − |S| − 1)! / n! by size of S.
    let mut weight = vec![1.0 / n.max(1) as f64; n];
    for size in 1..n {
        weight[size] = weight[size - 1] * size as f64 / (n - size) as f64;
    }
    (0..n)
        .map(|player| {
            (0..game.values.len())
                .filter(|coalition| coalition >> player & 1 == 0)
                .map(|coalition| {
                    let marginal = game.values[coalition | 1 << player] - game.values[coalition];
                    weight[coalition.count_ones() as usize] * marginal
                })
                .sum()
        })
        .collect()
}

/// A sampled share with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sampled {
    /// Mean over the orders drawn.
    pub share: f64,
    /// Standard error of that mean.
    pub error: f64,
}

/// Shapley value over drawn orders of joining, each with its reverse; the order of iteration `k` of a seed depends on both
/// alone. `gain` is asked with the players of a coalition, ascending.
pub fn shapley_sampled(
    players: usize,
    pairs: u64,
    seed: u64,
    mut gain: impl FnMut(&[usize]) -> Result<f64, ChainError>,
) -> Result<Vec<Sampled>, ChainError> {
    let ids: Vec<u64> = (0..players).map(|player| stable_id(&["player", &player.to_string()])).collect();
    let (mut mean, mut spread) = (vec![0.0; players], vec![0.0; players]);
    for pair in 0..pairs {
        let key = SampleKey::new(seed, pair);
        let mut order: Vec<usize> = (0..players).collect();
        order.sort_by_key(|&player| (key.draw(ids[player]).bits(), player));
        let mut marginal = vec![0.0; players];
        for reversed in [false, true] {
            if reversed {
                order.reverse();
            }
            let (mut joined, mut before) = (Vec::new(), 0.0);
            for &player in &order {
                let at = joined.partition_point(|&other| other < player);
                joined.insert(at, player);
                let after = gain(&joined)?;
                marginal[player] += (after - before) / 2.0;
                before = after;
            }
        }
        for (player, value) in marginal.into_iter().enumerate() {
            let step = value - mean[player];
            mean[player] += step / (pair + 1) as f64;
            spread[player] += step * (value - mean[player]);
        }
    }
    let count = pairs as f64;
    Ok(mean
        .into_iter()
        .zip(spread)
        .map(|(share, spread)| Sampled { share, error: (spread / (count * (count - 1.0))).sqrt() })
        .collect())
}

/// Nucleolus (without the demand that nobody gets less than alone, which it keeps anyway where the core is not empty), by
/// a chain of linear programmes: the largest complaint is made least, the coalitions that hold it there (a dual above
/// zero) are settled, and the rest goes on until the settled ones fix all shares.
pub fn nucleolus(game: &Game, solver: &dyn Solver) -> Result<Vec<f64>, ChainError> {
    let n = game.players;
    if n > NUCLEOLUS {
        return Err(ChainError::Players { players: n, question: "the nucleolus", most: NUCLEOLUS });
    }
    if n <= 1 {
        return Ok(vec![game.whole(); n]);
    }
    let scale = game.values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    if scale == 0.0 {
        return Ok(vec![0.0; n]);
    }
    let whole = game.values.len() - 1;
    let mut settled: Vec<(usize, f64)> = vec![(whole, game.whole() / scale)];
    let mut span = Span::new(n);
    span.add(whole);
    let mut open: Vec<usize> = (1..whole).collect();
    let mut shares = vec![0.0; n];
    for _ in 0..n {
        open.retain(|&coalition| !span.holds(coalition));
        if open.is_empty() {
            break;
        }
        let mut programme = Programme::new("nucleolus");
        let complaint = programme.column("largest complaint", 1.0, f64::NEG_INFINITY, f64::INFINITY);
        let parts: Vec<Column> = (0..n)
            .map(|player| programme.column(format!("share {player}"), 0.0, f64::NEG_INFINITY, f64::INFINITY))
            .collect();
        let members = |coalition: usize| -> Vec<(Column, f64)> {
            (0..n).filter(|i| coalition >> i & 1 == 1).map(|i| (parts[i], 1.0)).collect()
        };
        for &(coalition, total) in &settled {
            programme.row(format!("settled {coalition:b}"), total, total, &members(coalition));
        }
        let first = settled.len();
        for &coalition in &open {
            let mut terms = members(coalition);
            terms.push((complaint, 1.0));
            programme.row(format!("coalition {coalition:b}"), game.values[coalition] / scale, f64::INFINITY, &terms);
        }
        let answer = solver.solve(&programme, &Limits { tolerance: 1e-10, ..Limits::default() })?;
        if answer.status != Status::Optimal {
            let (question, status) = ("nucleolus".to_owned(), format!("{:?}", answer.status));
            return Err(ChainError::Unsolved { question, status });
        }
        let largest = answer.columns[complaint.index()];
        shares = parts.iter().map(|part| answer.columns[part.index()]).collect();
        let mut by_dual: Vec<usize> = (0..open.len()).collect();
        by_dual.sort_by(|&a, &b| answer.duals[first + b].abs().total_cmp(&answer.duals[first + a].abs()));
        let top = answer.duals[first + by_dual[0]].abs();
        for at in by_dual {
            // The duals sum to one; what is not clearly above zero may hold by accident.
            if answer.duals[first + at].abs() < 1e-4 * top {
                break;
            }
            let coalition = open[at];
            if span.add(coalition) {
                settled.push((coalition, game.values[coalition] / scale - largest));
            }
        }
    }
    Ok(exact(&settled, n).unwrap_or(shares).into_iter().map(|share| share * scale).collect())
}

/// Shares from the settled totals by Gaussian elimination: sharper than the solver's point.
fn exact(settled: &[(usize, f64)], n: usize) -> Option<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = settled
        .iter()
        .map(|&(coalition, total)| {
            (0..n).map(|i| f64::from(u8::from(coalition >> i & 1 == 1))).chain([total]).collect()
        })
        .collect();
    for column in 0..n {
        let pivot = (column..rows.len()).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        let lead = rows[column].clone();
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = row[column] / lead[column];
            if at != column && factor != 0.0 {
                row.iter_mut().zip(&lead).for_each(|(value, part)| *value -= factor * part);
            }
        }
    }
    Some((0..n).map(|i| rows[i][n] / rows[i][i]).collect())
}

/// The space that settled coalitions span, as reduced rows.
struct Span {
    n: usize,
    rows: Vec<(usize, Vec<f64>)>,
}

impl Span {
    fn new(n: usize) -> Self {
        Self { n, rows: Vec::new() }
    }

    fn rest(&self, coalition: usize) -> Vec<f64> {
        let mut vector: Vec<f64> = (0..self.n).map(|i| f64::from(u8::from(coalition >> i & 1 == 1))).collect();
        for (lead, row) in &self.rows {
            let factor = vector[*lead];
            vector.iter_mut().zip(row).for_each(|(value, part)| *value -= factor * part);
        }
        vector
    }

    fn holds(&self, coalition: usize) -> bool {
        self.rest(coalition).iter().all(|value| value.abs() < 1e-9)
    }

    fn add(&mut self, coalition: usize) -> bool {
        let mut vector = self.rest(coalition);
        let lead = (0..self.n).fold(0, |best, i| if vector[i].abs() > vector[best].abs() { i } else { best });
        if vector[lead].abs() < 1e-9 {
            return false;
        }
        let factor = vector[lead];
        for value in &mut vector {
            *value /= factor;
        }
        for (_, row) in &mut self.rows {
            let factor = row[lead];
            row.iter_mut().zip(&vector).for_each(|(value, part)| *value -= factor * part);
        }
        self.rows.push((lead, vector));
        true
    }
}
