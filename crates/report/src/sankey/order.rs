//! The order of items in each column: sweeps of weighted barycentres, keeping the order with the least crossing.

use super::weave::Weave;

/// Sweeps there and back.
const SWEEPS: usize = 24;

/// Orders the columns so that heavy ribbons cross little.
pub fn untangle(weave: &mut Weave) {
    start(weave);
    let mut best = weave.columns.clone();
    let mut least = crossing(weave);
    for sweep in 0..SWEEPS {
        let columns = weave.columns.len();
        let leftwards = sweep % 2 == 0;
        for step in 1..columns {
            let column = if leftwards { step } else { columns - 1 - step };
            sort_by_barycentre(weave, column, leftwards);
        }
        let crossed = crossing(weave);
        if crossed < least {
            least = crossed;
            best.clone_from(&weave.columns);
        }
    }
    weave.columns = best;
}

/// The first order: a walk up the supplies from the product, the largest first.
fn start(weave: &mut Weave) {
    let mut supplies: Vec<Vec<(f64, usize)>> = vec![Vec::new(); weave.items.len()];
    for link in &weave.links {
        supplies[link.to].push((link.size, link.from));
    }
    for list in &mut supplies {
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    }
    let mut seen = vec![false; weave.items.len()];
    let mut ordered: Vec<Vec<usize>> = vec![Vec::new(); weave.columns.len()];
    let roots: Vec<usize> = weave.columns.iter().flatten().copied().collect();
    for root in roots {
        let mut open = vec![root];
        while let Some(item) = open.pop() {
            if !std::mem::replace(&mut seen[item], true) {
                ordered[weave.items[item].column].push(item);
                open.extend(supplies[item].iter().map(|&(_, from)| from));
            }
        }
    }
    weave.columns = ordered;
}

/// Position of each item in its column, its middle as a share of the column's height.
fn positions(weave: &Weave) -> Vec<f64> {
    let mut position = vec![0.0; weave.items.len()];
    for column in &weave.columns {
        for (place, &item) in column.iter().enumerate() {
            position[item] = place as f64;
        }
    }
    position
}

fn sort_by_barycentre(weave: &mut Weave, column: usize, by_users: bool) {
    let position = positions(weave);
    let mut sums = vec![(0.0, 0.0); weave.items.len()];
    for link in &weave.links {
        let (own, other) = if by_users { (link.from, link.to) } else { (link.to, link.from) };
        if weave.items[own].column == column {
            sums[own].0 += link.size * position[other];
            sums[own].1 += link.size;
        }
    }
    // An item without neighbours on that side keeps its place.
    let key = |item: usize| if sums[item].1 > 0.0 { sums[item].0 / sums[item].1 } else { position[item] };
    weave.columns[column].sort_by(|&a, &b| key(a).total_cmp(&key(b)).then(position[a].total_cmp(&position[b])));
}

/// Sum over crossing pairs of ribbons of the product of their sizes' roots.
fn crossing(weave: &Weave) -> f64 {
    let position = positions(weave);
    let mut by_column: Vec<Vec<(f64, f64, f64)>> = vec![Vec::new(); weave.columns.len()];
    for link in &weave.links {
        by_column[weave.items[link.to].column].push((position[link.from], position[link.to], link.size.sqrt()));
    }
    let mut sum = 0.0;
    for links in &by_column {
        for (index, a) in links.iter().enumerate() {
            for b in &links[index + 1..] {
                if (a.0 - b.0) * (a.1 - b.1) < 0.0 {
                    sum += a.2 * b.2;
                }
            }
        }
    }
    sum
}
