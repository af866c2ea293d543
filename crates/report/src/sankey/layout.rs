//! Pixel places of nodes, ribbons and returning supplies.
//!
//! A column is `NODE + zone + bend` wide: the node, the zone of its text where ribbons run straight, and the bend
//! where they change height. Heights are `scale·size`; each item asks to stand where its ribbons are straightest.

use verdigris_quantity::Language;

use super::{
    label::Block,
    layers, order,
    place::{self, Wish},
    weave::{self, Kind, Weave},
};
use crate::supply::Supply;

/// Width of a node.
pub const NODE: f64 = 14.0;
/// Gap between text and node.
pub const MARGIN: f64 = 7.0;
/// Narrowest figure.
const NARROWEST: f64 = 960.0;
/// Gap between items of a column.
const GAP: f64 = 14.0;
/// Gap beside a trunk.
const TRUNK_GAP: f64 = 8.0;
/// Room beside the columns that returning supplies need.
const TURN: f64 = 64.0;
/// Rounds of straightening.
const ROUNDS: usize = 40;

/// Where an item stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Height.
    pub height: f64,
}

/// A link's ends: upper edges at the left and right, and the thickness.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ribbon {
    /// Where it begins.
    pub start: f64,
    /// Where it begins to bend.
    pub bend: f64,
    /// Where it ends.
    pub end: f64,
    /// Upper edge at its beginning.
    pub start_top: f64,
    /// Upper edge at its end.
    pub end_top: f64,
    /// Thickness.
    pub thickness: f64,
}

/// A supply that runs back beneath the columns, by its centre line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Return {
    /// Index of [`Supply::edges`].
    pub edge: usize,
    /// Right edge of the supplier and height there.
    pub start: (f64, f64),
    /// Left edge of the user and height there.
    pub end: (f64, f64),
    /// Where it turns down, and up again.
    pub turns: (f64, f64),
    /// Height of the lane.
    pub lane: f64,
    /// Thickness.
    pub thickness: f64,
}

/// A figure's geometry. Ribbons stand in the order of the links, places in that of the items.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Nodes, trunks and links.
    pub weave: Weave,
    /// Texts of the nodes.
    pub blocks: Vec<Block>,
    /// Places of items.
    pub places: Vec<Place>,
    /// Links.
    pub ribbons: Vec<Ribbon>,
    /// Returning supplies.
    pub returns: Vec<Return>,
    /// Width of the whole.
    pub width: f64,
    /// Lower end of the drawing.
    pub bottom: f64,
}

/// Whether a node's text fits beside it; otherwise it stands on top.
pub fn beside(block: &Block, place: &Place) -> bool {
    place.height >= block.height() + 2.0
}

/// Lays a supply out below `top`.
pub fn lay_out(supply: &Supply, language: Language, top: f64) -> Layout {
    let layers = layers::assign(supply);
    let mut weave = weave::build(supply, &layers);
    order::untangle(&mut weave);
    let columns = weave.columns.len() as f64;
    let turns_left = weave.back.iter().any(|&e| layers.column[supply.edges[e].to] + 1 == weave.columns.len());
    let turns_right = weave.back.iter().any(|&e| layers.column[supply.edges[e].from] == 0);
    let (left, right) = (if turns_left { 16.0 + TURN } else { 24.0 }, if turns_right { TURN } else { 12.0 });
    let pitch = ((NARROWEST - left - right) / columns).clamp(232.0, 340.0).floor();
    let zone = (pitch * 0.62).floor();
    let blocks: Vec<Block> = supply.nodes.iter().map(|node| Block::set(supply, node, language, zone)).collect();
    let scale = scale(&weave, supply.nodes.len());
    let places: Vec<Place> = (weave.items.iter())
        .map(|item| Place {
            left: left + (columns - 1.0 - item.column as f64) * pitch,
            top: 0.0,
            height: item.size * scale,
        })
        .collect();
    // The product's column has text but no bend.
    let width = (left + (columns - 1.0) * pitch + NODE + MARGIN + zone + right).max(NARROWEST);
    let mut layout = Layout { weave, blocks, places, width, ..Layout::default() };
    layout.link_up(scale, zone);
    for round in 0..ROUNDS {
        layout.straighten(round == 0);
    }
    layout.settle(top);
    layout.run_back(supply, scale, zone);
    layout
}

/// Pixels per unit of score: the fullest column is as high as the number of nodes deserves.
fn scale(weave: &Weave, nodes: usize) -> f64 {
    let fullest = weave.columns.iter().map(|column| column.iter().map(|&item| weave.items[item].size).sum::<f64>());
    let fullest = fullest.fold(0.0, f64::max);
    let height = (300.0 + 4.0 * nodes as f64).min(560.0);
    if fullest > 0.0 { height / fullest } else { 0.0 }
}

impl Layout {
    /// Gives each link its offsets from the upper edges of the items it joins, kept in `start_top` and `end_top`.
    fn link_up(&mut self, scale: f64, zone: f64) {
        let mut position = vec![0; self.weave.items.len()];
        for column in &self.weave.columns {
            for (place, &item) in column.iter().enumerate() {
                position[item] = place;
            }
        }
        self.ribbons = (self.weave.links.iter())
            .map(|link| {
                let (from, to) = (self.places[link.from].left, self.places[link.to].left);
                let start = if self.is_trunk(link.from) { from } else { from + NODE };
                let bend = from + NODE + MARGIN + zone;
                Ribbon { start, bend, end: to, thickness: link.size * scale, ..Ribbon::default() }
            })
            .collect();
        let mut by_target: Vec<usize> = (0..self.ribbons.len()).collect();
        let mut by_source = by_target.clone();
        let links = &self.weave.links;
        by_target.sort_by_key(|&link| (position[links[link].to], links[link].credit));
        by_source.sort_by_key(|&link| (position[links[link].from], links[link].credit));
        let mut leaving = vec![0.0; self.weave.items.len()];
        let mut entering = vec![0.0; self.weave.items.len()];
        for link in by_target {
            self.ribbons[link].start_top = leaving[links[link].from];
            leaving[links[link].from] += self.ribbons[link].thickness;
        }
        for link in by_source {
            self.ribbons[link].end_top = entering[links[link].to];
            entering[links[link].to] += self.ribbons[link].thickness;
        }
    }

    fn is_trunk(&self, item: usize) -> bool {
        matches!(self.weave.items[item].kind, Kind::Trunk { .. })
    }

    /// Height of the text on top of an item.
    fn above(&self, item: usize) -> f64 {
        match self.weave.items[item].kind {
            Kind::Node(node) if !beside(&self.blocks[node], &self.places[item]) => self.blocks[node].height() + 2.0,
            _ => 0.0,
        }
    }

    /// Moves the items of each column towards their neighbours, from the product leftwards.
    fn straighten(&mut self, only_users: bool) {
        let mut ends: Vec<Vec<(usize, f64, f64)>> = vec![Vec::new(); self.weave.items.len()];
        for (link, ribbon) in self.weave.links.iter().zip(&self.ribbons) {
            let rise = ribbon.end_top - ribbon.start_top;
            ends[link.from].push((link.to, rise, link.size));
            ends[link.to].push((link.from, -rise, link.size));
        }
        for column in 0..self.weave.columns.len() {
            let mut wishes = Vec::with_capacity(self.weave.columns[column].len());
            let mut below = 0.0;
            for (index, &item) in self.weave.columns[column].iter().enumerate() {
                let mut sums = (0.0, 0.0);
                for &(other, rise, weight) in &ends[item] {
                    if !only_users || self.weave.items[other].column < column {
                        sums.0 += weight * (self.places[other].top + rise);
                        sums.1 += weight;
                    }
                }
                let gap = match index.checked_sub(1).map(|before| self.weave.columns[column][before]) {
                    None => 0.0,
                    Some(before) if self.is_trunk(before) && self.is_trunk(item) => TRUNK_GAP,
                    Some(_) => GAP,
                };
                let place = self.places[item];
                let room = below + gap + self.above(item);
                below = place.height.max(2.0);
                let (top, weight) = if sums.1 > 0.0 { (sums.0 / sums.1, sums.1) } else { (place.top, 1e-6) };
                // Thin ribbons bend more visibly than their weight alone would have it.
                wishes.push(Wish { top, weight: weight.sqrt().max(1e-9), room });
            }
            for (&item, top) in self.weave.columns[column].iter().zip(place::stack(&wishes)) {
                self.places[item].top = top;
            }
        }
    }

    /// Moves all below `top` and turns the ribbons' offsets into heights.
    fn settle(&mut self, top: f64) {
        let highest = (0..self.places.len()).map(|item| self.places[item].top - self.above(item));
        let shift = top - highest.fold(f64::INFINITY, f64::min);
        for place in &mut self.places {
            place.top += shift;
        }
        self.bottom = self.places.iter().map(|place| place.top + place.height.max(2.0)).fold(top, f64::max);
        for (link, ribbon) in self.weave.links.iter().zip(&mut self.ribbons) {
            ribbon.start_top += self.places[link.from].top;
            ribbon.end_top += self.places[link.to].top;
        }
    }

    /// Routes the returning supplies in lanes beneath the columns, shortest innermost.
    fn run_back(&mut self, supply: &Supply, scale: f64, zone: f64) {
        // From the foot of the node upwards, so that inner loops nest in outer ones; own emissions stay lowest.
        let foot = |place: &Place| place.top + place.height;
        let mut leaving: Vec<f64> = self.places.iter().map(foot).collect();
        let mut entering = leaving.clone();
        for (node, foot) in supply.nodes.iter().zip(&mut entering) {
            *foot -= node.direct.abs() * scale;
        }
        let mut back = self.weave.back.clone();
        let span = |edge: usize| {
            let edge = supply.edges[edge];
            self.places[edge.from].left - self.places[edge.to].left
        };
        back.sort_by(|&a, &b| span(a).total_cmp(&span(b)).then(a.cmp(&b)));
        let mut lane = self.bottom + 14.0;
        for (rank, edge) in back.into_iter().enumerate() {
            let Some(&supplied) = supply.edges.get(edge) else { continue };
            let thickness = supplied.value.abs() * scale;
            let (from, to) = (self.places[supplied.from], self.places[supplied.to]);
            let aside = 10.0 + 7.0 * (rank % 6) as f64 + thickness.min(60.0) / 2.0;
            self.returns.push(Return {
                edge,
                start: (from.left + NODE, leaving[supplied.from] - thickness / 2.0),
                end: (to.left, entering[supplied.to] - thickness / 2.0),
                turns: (from.left + NODE + MARGIN + zone + aside, to.left - aside),
                lane: lane + thickness / 2.0,
                thickness,
            });
            leaving[supplied.from] -= thickness;
            entering[supplied.to] -= thickness;
            lane += thickness.max(1.0) + 8.0;
            self.bottom = lane;
        }
    }
}
