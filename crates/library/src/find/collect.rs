//! One pass over the documents that hold the words: the best of them, their number, and how they divide.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BinaryHeap},
};

use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use super::{Count, Facets, Question};
use crate::{
    document::language_word,
    index::fields::{KIND, LANGUAGE, PUBLISHED, TAG, YEAR},
};

/// By how much a document of today stands above one long ago.
const FRESHNESS: f64 = 0.25;
/// Years in which that advantage halves.
const HALVING: f64 = 2.0;
const YEAR_MICROSECONDS: f64 = 365.25 * 86_400.0 * 1e6;

/// The order of an answer: score, then newer, then as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rank {
    /// Score.
    pub score: f32,
    published: i64,
}

impl Eq for Rank {}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then(self.published.cmp(&other.published))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A document met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Its rank.
    pub rank: Rank,
    /// Where it is; the earlier first among equals.
    place: Reverse<(SegmentOrdinal, DocId)>,
    /// Where it is.
    pub address: DocAddress,
}

/// What was gathered.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// All.
    pub total: u64,
    counts: [BTreeMap<String, u64>; 4],
}

impl Gathered {
    /// The counts, as shown.
    pub(super) fn facets(&self) -> Facets {
        let list = |at: usize| -> Vec<Count> {
            let counts = self.counts[at].iter();
            counts.map(|(value, &count)| Count { value: value.clone(), count }).collect()
        };
        let most = |at: usize| {
            let mut list = list(at);
            list.sort_by_key(|entry| Reverse(entry.count));
            list
        };
        let mut year = list(3);
        year.reverse();
        Facets { kind: most(0), tag: most(1), language: most(2), year }
    }
}

/// The collector of one question.
pub(super) struct Gather<'a> {
    /// Question.
    pub question: &'a Question,
    /// Best documents kept.
    pub end: usize,
    /// Whether words were asked for.
    pub scored: bool,
}

/// A column of values, counted by their ordinal within the segment.
struct Values {
    column: Option<StrColumn>,
    /// Ordinals that pass; `None` where all do.
    wanted: Option<Vec<u64>>,
    counts: Vec<u64>,
}

impl Values {
    fn open(segment: &SegmentReader, name: &str, wanted: &[String]) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(name)?;
        let mut ordinals = Vec::new();
        if let Some(column) = &column {
            for word in wanted {
                ordinals.extend(column.dictionary().term_ord(word.as_bytes())?);
            }
        }
        let counts = vec![0; column.as_ref().map_or(0, |column| column.dictionary().num_terms())];
        Ok(Self { column, wanted: (!wanted.is_empty()).then_some(ordinals), counts })
    }

    fn passes(&self, document: DocId) -> bool {
        match (&self.wanted, &self.column) {
            (None, _) => true,
            (Some(wanted), Some(column)) => column.term_ords(document).any(|ordinal| wanted.contains(&ordinal)),
            (Some(_), None) => false,
        }
    }

    fn count(&mut self, document: DocId) {
        let Some(column) = &self.column else { return };
        for ordinal in column.term_ords(document) {
            if let Some(count) = self.counts.get_mut(ordinal as usize) {
                *count += 1;
            }
        }
    }

    fn told(self) -> BTreeMap<String, u64> {
        let mut told = BTreeMap::new();
        let Some(column) = self.column else { return told };
        for (ordinal, count) in (0_u64..).zip(self.counts).filter(|&(_, count)| count > 0) {
            let mut value = String::new();
            if matches!(column.ord_to_str(ordinal, &mut value), Ok(true)) {
                told.insert(value, count);
            }
        }
        told
    }
}

/// One segment's share.
pub(super) struct Segment {
    ordinal: SegmentOrdinal,
    values: [Values; 3],
    years: Column<i64>,
    wanted_years: Vec<i64>,
    year_counts: BTreeMap<i64, u64>,
    published: Column<i64>,
    now: i64,
    scored: bool,
    end: usize,
    total: u64,
    hits: BinaryHeap<Reverse<Hit>>,
}

impl Collector for Gather<'_> {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        let filter = &self.question.filter;
        let kinds: Vec<String> = filter.kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
        let languages: Vec<String> = filter.languages.iter().map(|&one| language_word(one).to_owned()).collect();
        let number = |name: &str| -> tantivy::Result<Column<i64>> {
            let column = segment.fast_fields().column_opt::<i64>(name)?;
            Ok(column.unwrap_or_else(|| Column::build_empty_column(segment.max_doc())))
        };
        Ok(Segment {
            ordinal,
            values: [
                Values::open(segment, KIND, &kinds)?,
                Values::open(segment, TAG, &filter.tags)?,
                Values::open(segment, LANGUAGE, &languages)?,
            ],
            years: number(YEAR)?,
            wanted_years: filter.years.iter().map(|&year| i64::from(year)).collect(),
            year_counts: BTreeMap::new(),
            published: number(PUBLISHED)?,
            now: self.question.now.as_microsecond(),
            scored: self.scored,
            end: self.end,
            total: 0,
            hits: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, fruits: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for fruit in fruits {
            all.total += fruit.total;
            all.hits.extend(fruit.hits);
            for (sum, counts) in all.counts.iter_mut().zip(fruit.counts) {
                for (value, count) in counts {
                    *sum.entry(value).or_default() += count;
                }
            }
        }
        all.hits.sort_by(|left, right| right.cmp(left));
        all.hits.truncate(self.end);
        Ok(all)
    }
}

impl Segment {
    fn rank(&self, document: DocId, score: Score) -> Rank {
        let published = self.published.first(document);
        let fresh = published.map_or(0.0, |at| {
            let age = (self.now.saturating_sub(at) as f64 / YEAR_MICROSECONDS).max(0.0);
            FRESHNESS * (-age / HALVING).exp2()
        });
        let score = if self.scored { (f64::from(score) * (1.0 + fresh)) as f32 } else { 0.0 };
        Rank { score, published: published.unwrap_or(i64::MIN) }
    }
}

impl SegmentCollector for Segment {
    type Fruit = Gathered;

    fn collect(&mut self, document: DocId, score: Score) {
        let year = self.years.first(document);
        let year_passes = self.wanted_years.is_empty() || year.is_some_and(|year| self.wanted_years.contains(&year));
        let passes = [0, 1, 2].map(|at| self.values[at].passes(document));
        let failed = passes.iter().filter(|&&passes| !passes).count() + usize::from(!year_passes);
        if failed > 1 {
            return;
        }
        for (values, passes) in self.values.iter_mut().zip(passes) {
            if failed == 0 || !passes {
                values.count(document);
            }
        }
        if failed == 0 || !year_passes {
            *self.year_counts.entry(year.unwrap_or(i64::MIN)).or_default() += 1;
        }
        if failed > 0 {
            return;
        }
        self.total += 1;
        let rank = self.rank(document, score);
        let place = Reverse((self.ordinal, document));
        let hit = Hit { rank, place, address: DocAddress::new(self.ordinal, document) };
        if self.hits.len() < self.end {
            self.hits.push(Reverse(hit));
        } else if let Some(mut worst) = self.hits.peek_mut()
            && hit > worst.0
        {
            *worst = Reverse(hit);
        }
    }

    fn harvest(self) -> Gathered {
        let [kind, tag, language] = self.values.map(Values::told);
        let years = self.year_counts.into_iter().filter(|&(year, _)| year != i64::MIN);
        let years = years.map(|(year, count)| (year.to_string(), count)).collect();
        let hits = self.hits.into_iter().map(|Reverse(hit)| hit).collect();
        Gathered { hits, total: self.total, counts: [kind, tag, language, years] }
    }
}
