//! Transport problem with values: which offers serve which wants.
//!
//! ```text
//! max Σ g_ij x_ij   with   Σ_j x_ij ≤ a_i,   Σ_i x_ij ≤ b_j,   x ≥ 0
//! ```
//!
//! Solved by successive cheapest augmenting paths with potentials (Edmonds & Karp, J. ACM 19 (1972) 248–264) until no path
//! gains. The flow is a vertex: whole amounts in give whole amounts out. The potentials are the duals: the worth of one
//! more unit offered or wanted.

use std::collections::VecDeque;

use serde::Serialize;

/// The best flow and its duals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Transport {
    /// Offer, want, amount; above zero only, by offer and want.
    pub flows: Vec<(usize, usize, f64)>,
    /// `Σ g x`.
    pub gain: f64,
    /// Worth of one more unit of each offer.
    pub offer_worth: Vec<f64>,
    /// Worth of one more unit of each want.
    pub want_worth: Vec<f64>,
}

/// A pair that may be used, with its gain per unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Index of the offer.
    pub offer: usize,
    /// Index of the want.
    pub want: usize,
    /// Gain per unit; below zero is never used unless it must.
    pub gain: f64,
}

/// Gains closer than this, relative to the largest, are equal.
const EQUAL: f64 = 1e-12;

/// The flow of greatest gain. Amounts must be finite and not below zero, links within range.
pub fn solve(offers: &[f64], wants: &[f64], links: &[Link]) -> Transport {
    let scale = links.iter().fold(0.0_f64, |most, link| most.max(link.gain.abs())).max(f64::MIN_POSITIVE);
    let mut state = State {
        left: offers.to_vec(),
        open: wants.to_vec(),
        flow: vec![0.0; links.len()],
        links,
        by_offer: index(offers.len(), links, |link| link.offer),
        by_want: index(wants.len(), links, |link| link.want),
        tolerance: EQUAL * scale,
        dust: 1e-13 * offers.iter().chain(wants).fold(0.0_f64, |most, amount| most.max(*amount)),
    };
    while state.augment() {}
    let (offer_worth, want_worth) = state.duals();
    let mut flows: Vec<(usize, usize, f64)> = links
        .iter()
        .zip(&state.flow)
        .filter(|(_, flow)| **flow > state.dust)
        .map(|(link, flow)| (link.offer, link.want, *flow))
        .collect();
    flows.sort_by_key(|flow| (flow.0, flow.1));
    let gain = links.iter().zip(&state.flow).map(|(link, flow)| link.gain * flow).sum();
    Transport { flows, gain, offer_worth, want_worth }
}

fn index(count: usize, links: &[Link], end: fn(&Link) -> usize) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); count];
    for (at, link) in links.iter().enumerate() {
        lists[end(link)].push(at);
    }
    lists
}

struct State<'a> {
    left: Vec<f64>,
    open: Vec<f64>,
    flow: Vec<f64>,
    links: &'a [Link],
    by_offer: Vec<Vec<usize>>,
    by_want: Vec<Vec<usize>>,
    tolerance: f64,
    dust: f64,
}

/// Gains of the best paths from offers with something left, and the link each was reached by.
struct Reach {
    offer: Vec<f64>,
    want: Vec<f64>,
    offer_by: Vec<Option<usize>>,
    want_by: Vec<Option<usize>>,
}

impl State<'_> {
    /// Best path gains in the residual network by label correction, from offers with something left and, for duals, from
    /// wants already served too (a unit taken back from them goes elsewhere). No circle gains, as the flow is best for its
    /// amount.
    fn reach(&self, from_served: bool) -> Reach {
        let (m, n) = (self.left.len(), self.open.len());
        let start = |left: &f64| if *left > self.dust { 0.0 } else { f64::NEG_INFINITY };
        let mut reach = Reach {
            offer: self.left.iter().map(start).collect(),
            want: vec![f64::NEG_INFINITY; n],
            offer_by: vec![None; m],
            want_by: vec![None; n],
        };
        let mut queue: VecDeque<usize> = (0..m).filter(|&i| reach.offer[i] == 0.0).collect();
        if from_served {
            for j in 0..n {
                if self.by_want[j].iter().any(|&at| self.flow[at] > self.dust) {
                    reach.want[j] = 0.0;
                    self.turn(j, &mut reach, &mut queue);
                }
            }
        }
        while let Some(i) = queue.pop_front() {
            for &at in &self.by_offer[i] {
                let link = self.links[at];
                let gain = reach.offer[i] + link.gain;
                if gain > reach.want[link.want] + self.tolerance {
                    reach.want[link.want] = gain;
                    reach.want_by[link.want] = Some(at);
                    self.turn(link.want, &mut reach, &mut queue);
                }
            }
        }
        reach
    }

    /// Lets a better gain of a want reach the offers that serve it.
    fn turn(&self, want: usize, reach: &mut Reach, queue: &mut VecDeque<usize>) {
        for &at in &self.by_want[want] {
            let link = self.links[at];
            let gain = reach.want[want] - link.gain;
            if self.flow[at] > self.dust && gain > reach.offer[link.offer] + self.tolerance {
                reach.offer[link.offer] = gain;
                reach.offer_by[link.offer] = Some(at);
                queue.push_back(link.offer);
            }
        }
    }

    fn augment(&mut self) -> bool {
        let reach = self.reach(false);
        let mut best: Option<usize> = None;
        for (j, gain) in reach.want.iter().enumerate() {
            if self.open[j] > self.dust && *gain > best.map_or(self.tolerance, |best| reach.want[best] + self.tolerance)
            {
                best = Some(j);
            }
        }
        let Some(end) = best else { return false };
        let mut path = Vec::new();
        let (mut want, mut amount) = (end, self.open[end]);
        // Each step back goes over one link forward and, unless the offer has something left, one link turned.
        let first = loop {
            let Some(forward) = reach.want_by[want] else { return false };
            path.push((forward, 1.0));
            let offer = self.links[forward].offer;
            let Some(turned) = reach.offer_by[offer] else { break offer };
            path.push((turned, -1.0));
            amount = amount.min(self.flow[turned]);
            want = self.links[turned].want;
            if path.len() > 2 * self.links.len() {
                return false;
            }
        };
        amount = amount.min(self.left[first]);
        for (at, sign) in path {
            self.flow[at] = (self.flow[at] + sign * amount).max(0.0);
        }
        self.left[first] -= amount;
        self.open[end] -= amount;
        amount > 0.0
    }

    /// Duals `u_i + v_j ≥ g_ij`, equal where something flows, zero where something is left: `v_j` is the gain of the best
    /// residual path to the want, `u_i` what the best want then leaves.
    fn duals(&self) -> (Vec<f64>, Vec<f64>) {
        let reach = self.reach(true);
        let want: Vec<f64> = reach.want.iter().map(|gain| gain.max(0.0)).collect();
        let offer = self
            .by_offer
            .iter()
            .map(|links| {
                links.iter().fold(0.0_f64, |most, &at| most.max(self.links[at].gain - want[self.links[at].want]))
            })
            .collect();
        (offer, want)
    }
}
