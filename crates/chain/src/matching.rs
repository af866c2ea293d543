//! Posted offers and wants matched across regions: idle capacity, scrap, residues, clean power.
//!
//! The gain of a unit from offer `i` to want `j` is what the want pays at most, less what the offer asks at least, less
//! transport and its carbon:
//!
//! ```text
//! g_ij = bid_j − ask_i − distance_ij · (tariff + factor · carbon price)
//! ```
//!
//! The match of greatest total gain is a transport problem for each good ([`crate::transport`]). The gain is split among
//! owners by the Shapley value of the game "what these owners gain alone"; above [`COUNTED`] owners it is sampled and
//! told with its standard error.
//!
//! *Competition law.* Only what an owner posts goes in. A [`Market`] shows totals alone; the part of one owner comes as a
//! [`Letter`], which opens only for that owner and holds its own matches, the posting it meets and its own share, never
//! prices of others.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::ChainError;
use crate::error::not_negative;
use crate::reading::Table;
use crate::sharing::{self, Game, Sampled};
use crate::transport::{self, Link};

/// What a posting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The owner has it to give.
    Offer,
    /// The owner wants it.
    Want,
}

/// What an owner published.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    /// Id.
    pub id: String,
    /// Who published it.
    pub owner: String,
    /// Offer or want.
    pub side: Side,
    /// Good with its grade, as both sides name it: `idle-smelting`, `scrap-6063`, `red-mud`, `clean-power`.
    pub good: String,
    /// Where.
    pub place: String,
    /// Units.
    pub amount: f64,
    /// Least price asked, or most paid, for one unit; below zero where someone pays to be rid of it.
    pub price: f64,
}

/// How a good gets from place to place.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// From.
    pub from: String,
    /// To.
    pub to: String,
    /// Kilometres.
    pub distance: f64,
    /// Cost of one unit over one kilometre.
    pub tariff: f64,
    /// Emissions of one unit over one kilometre, t CO₂e.
    pub carbon: f64,
}

/// Postings and ways.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// What owners published.
    pub postings: Vec<Posting>,
    /// Ways, both directions stated.
    pub ways: Vec<Way>,
    /// Price of one t CO₂e.
    pub carbon_price: f64,
}

/// What everyone may see.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Market {
    /// Number of owners with postings.
    pub owners: usize,
    /// Goods with totals, where at least [`FEWEST`] owners have postings of the good.
    pub goods: Vec<Total>,
    /// Goods left out because fewer owners post them.
    pub withheld: usize,
    /// Gain of all matches; absent while any good is withheld.
    pub gain: Option<f64>,
    /// Transport emissions of all matches, t CO₂e; absent while any good is withheld.
    pub carbon: Option<f64>,
}

/// Totals of a good.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Total {
    /// The good.
    pub good: String,
    /// Offered.
    pub offered: f64,
    /// Wanted.
    pub wanted: f64,
    /// Matched.
    pub matched: f64,
}

/// Most owners whose coalitions are counted out; each coalition is a match of its own.
pub const COUNTED: usize = 12;
/// Fewest owners of a good whose totals are shown.
pub const FEWEST: usize = 4;

/// A result for one owner.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    owner: String,
    content: Content,
}

/// What an owner learns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// The owner's matches.
    pub matches: Vec<Match>,
    /// The owner's fair part of the gain.
    pub share: Sampled,
    /// What one more unit of each own posting would be worth to all together.
    pub worth: Vec<(String, f64)>,
}

/// A match, from the owner's side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    /// Own posting.
    pub own: String,
    /// The posting it meets, which its owner published.
    pub other: String,
    /// Units.
    pub amount: f64,
    /// Kilometres.
    pub distance: f64,
    /// Cost of transport.
    pub transport: f64,
    /// Emissions of transport, t CO₂e.
    pub carbon: f64,
}

impl Letter {
    /// Whom it is for.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Opens it for its owner, and for nobody else.
    pub fn open(&self, reader: &str) -> Result<&Content, ChainError> {
        if reader == self.owner {
            return Ok(&self.content);
        }
        Err(ChainError::Addressed { owner: self.owner.clone(), reader: reader.to_owned() })
    }
}

/// How the shares are worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// Pairs of orders drawn where owners are too many to count out.
    pub pairs: u64,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for Sharing {
    fn default() -> Self {
        Self { pairs: 500, seed: 1 }
    }
}

struct Solved {
    gain: f64,
    /// Offer and want posting by index, amount.
    flows: Vec<(usize, usize, f64)>,
    worth: BTreeMap<usize, f64>,
}

impl Exchange {
    /// Reads postings (`id,owner,side,good,place,amount,price`) and ways (`from,to,distance,tariff,carbon`) from CSV.
    pub fn read(postings: &str, ways: &str, carbon_price: f64) -> Result<Self, ChainError> {
        let mut exchange = Self { carbon_price, ..Self::default() };
        for row in Table::read("postings", postings)?.rows() {
            let side = match row.needed("side")? {
                "offer" => Side::Offer,
                "want" => Side::Want,
                other => return Err(row.refuse(format!("`side` is `{other}`; it must be `offer` or `want`"))),
            };
            let of = |column| row.needed(column).map(str::to_owned);
            exchange.postings.push(Posting {
                id: of("id")?,
                owner: of("owner")?,
                side,
                good: of("good")?,
                place: of("place")?,
                amount: row.needed_number("amount")?,
                price: row.needed_number("price")?,
            });
        }
        for row in Table::read("ways", ways)?.rows() {
            let of = |column| row.needed(column).map(str::to_owned);
            let (distance, tariff) = (row.needed_number("distance")?, row.needed_number("tariff")?);
            let carbon = row.needed_number("carbon")?;
            exchange.ways.push(Way { from: of("from")?, to: of("to")?, distance, tariff, carbon });
        }
        exchange.validate()?;
        Ok(exchange)
    }

    /// Refuses numbers out of range and postings with one id.
    pub fn validate(&self) -> Result<(), ChainError> {
        not_negative("exchange", "carbon price", self.carbon_price)?;
        let mut seen = BTreeSet::new();
        for posting in &self.postings {
            not_negative(&posting.id, "amount", posting.amount)?;
            if !posting.price.is_finite() {
                let (object, value) = (posting.id.clone(), posting.price);
                return Err(ChainError::Number { object, part: "price", value, expected: "a finite number" });
            }
            if !seen.insert(&posting.id) {
                return Err(ChainError::Twice { kind: "posting", name: posting.id.clone() });
            }
        }
        for way in &self.ways {
            let name = format!("way from {} to {}", way.from, way.to);
            for (part, value) in [("distance", way.distance), ("tariff", way.tariff), ("carbon", way.carbon)] {
                not_negative(&name, part, value)?;
            }
        }
        Ok(())
    }

    /// Owners in order of name.
    pub fn owners(&self) -> Vec<&str> {
        let owners: BTreeSet<&str> = self.postings.iter().map(|posting| posting.owner.as_str()).collect();
        owners.into_iter().collect()
    }

    fn way(&self, from: &str, to: &str) -> Option<(f64, f64, f64)> {
        if from == to {
            return Some((0.0, 0.0, 0.0));
        }
        self.ways
            .iter()
            .filter(|way| way.from == from && way.to == to)
            .map(|way| (way.distance, way.distance * way.tariff, way.distance * way.carbon))
            .min_by(|a, b| (a.1 + a.2 * self.carbon_price).total_cmp(&(b.1 + b.2 * self.carbon_price)))
    }

    /// The best match of the postings of some owners.
    fn solve(&self, among: &dyn Fn(&str) -> bool) -> Solved {
        let mut solved = Solved { gain: 0.0, flows: Vec::new(), worth: BTreeMap::new() };
        let goods: BTreeSet<&str> = self.postings.iter().map(|posting| posting.good.as_str()).collect();
        for good in goods {
            let of = |side: Side| -> Vec<usize> {
                let taken = |posting: &Posting| posting.good == good && posting.side == side && among(&posting.owner);
                (0..self.postings.len()).filter(|&at| taken(&self.postings[at])).collect()
            };
            let (offers, wants) = (of(Side::Offer), of(Side::Want));
            let mut links = Vec::new();
            for (i, &offer) in offers.iter().enumerate() {
                for (j, &want) in wants.iter().enumerate() {
                    let (offer, want) = (&self.postings[offer], &self.postings[want]);
                    // Without a way there is no match; an owner's own offer and want are its own affair.
                    if let Some((_, cost, carbon)) = self.way(&offer.place, &want.place)
                        && offer.owner != want.owner
                    {
                        let gain = want.price - offer.price - cost - carbon * self.carbon_price;
                        links.push(Link { offer: i, want: j, gain });
                    }
                }
            }
            let amounts = |list: &[usize]| -> Vec<f64> { list.iter().map(|&at| self.postings[at].amount).collect() };
            let best = transport::solve(&amounts(&offers), &amounts(&wants), &links);
            solved.gain += best.gain;
            solved.flows.extend(best.flows.iter().map(|&(i, j, amount)| (offers[i], wants[j], amount)));
            solved.worth.extend(offers.iter().copied().zip(best.offer_worth));
            solved.worth.extend(wants.iter().copied().zip(best.want_worth));
        }
        solved
    }

    /// Matches all postings: totals for everyone and a letter for each owner.
    pub fn clear(&self, how: Sharing) -> Result<(Market, Vec<Letter>), ChainError> {
        self.validate()?;
        let owners = self.owners();
        let all = self.solve(&|_| true);
        let shares = self.shares(&owners, how)?;
        let letters = owners
            .iter()
            .zip(shares)
            .map(|(owner, share)| {
                let content = Content { matches: self.matches(owner, &all), share, worth: self.worth(owner, &all) };
                Letter { owner: (*owner).to_owned(), content }
            })
            .collect();
        Ok((self.market(&owners, &all), letters))
    }

    fn shares(&self, owners: &[&str], how: Sharing) -> Result<Vec<Sampled>, ChainError> {
        let gain = |members: &dyn Fn(usize) -> bool| {
            let among = |owner: &str| owners.iter().position(|other| *other == owner).is_some_and(members);
            self.solve(&among).gain
        };
        if owners.len() <= COUNTED {
            let game = Game::of(owners.len(), |coalition| Ok(gain(&|i| coalition >> i & 1 == 1)))?;
            return Ok(sharing::shapley(&game).into_iter().map(|share| Sampled { share, error: 0.0 }).collect());
        }
        sharing::shapley_sampled(owners.len(), how.pairs, how.seed, |members| Ok(gain(&|i| members.contains(&i))))
    }

    fn matches(&self, owner: &str, all: &Solved) -> Vec<Match> {
        all.flows
            .iter()
            .filter_map(|&(offer, want, amount)| {
                let (offer, want) = (&self.postings[offer], &self.postings[want]);
                let (own, other) = if offer.owner == owner {
                    (offer, want)
                } else if want.owner == owner {
                    (want, offer)
                } else {
                    return None;
                };
                let (distance, cost, carbon) = self.way(&offer.place, &want.place)?;
                let (own, other) = (own.id.clone(), other.id.clone());
                Some(Match { own, other, amount, distance, transport: cost * amount, carbon: carbon * amount })
            })
            .collect()
    }

    fn worth(&self, owner: &str, all: &Solved) -> Vec<(String, f64)> {
        all.worth
            .iter()
            .filter(|(at, _)| self.postings[**at].owner == owner)
            .map(|(at, worth)| (self.postings[*at].id.clone(), *worth))
            .collect()
    }

    fn market(&self, owners: &[&str], all: &Solved) -> Market {
        let goods: BTreeSet<&str> = self.postings.iter().map(|posting| posting.good.as_str()).collect();
        let (mut totals, mut withheld) = (Vec::new(), 0);
        for good in goods {
            let of = |side: Option<Side>| {
                self.postings
                    .iter()
                    .filter(move |posting| posting.good == good && side.is_none_or(|side| posting.side == side))
            };
            let posting_owners: BTreeSet<&str> = of(None).map(|posting| posting.owner.as_str()).collect();
            if posting_owners.len() < FEWEST {
                withheld += 1;
                continue;
            }
            let amount = |side| of(Some(side)).map(|posting| posting.amount).sum();
            let matched = all.flows.iter().filter(|flow| self.postings[flow.0].good == good).map(|flow| flow.2).sum();
            let (offered, wanted) = (amount(Side::Offer), amount(Side::Want));
            totals.push(Total { good: good.to_owned(), offered, wanted, matched });
        }
        let carbon = all
            .flows
            .iter()
            .filter_map(|&(offer, want, amount)| {
                self.way(&self.postings[offer].place, &self.postings[want].place).map(|way| way.2 * amount)
            })
            .sum();
        let open = withheld == 0 && owners.len() >= FEWEST;
        Market {
            owners: owners.len(),
            goods: totals,
            withheld,
            gain: open.then_some(all.gain),
            carbon: open.then_some(carbon),
        }
    }
}
