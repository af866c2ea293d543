//! Builds a library of many generated documents and measures how long questions take.
//!
//! `cargo run --release -p verdigris-library --example hundred_thousand [DOCUMENTS]`; prints build time, memory and, for
//! every sort of question, the median and the 99th percentile. Documents are made of the packaged words, the same every
//! time.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use verdigris_alliance::DocumentId;
use verdigris_library::{Document, Filter, Kind, Library, Question};
use verdigris_quantity::{Label, Language};

const WORDS: &str = include_str!("../../../data/library/words.csv");
const PLAIN: &str = "的 在 工厂 数据 报告 企业 研究 发展 技术 市场 标准 管理 项目 分析 方法 结果 能源 环境 产品 过程 增长 影响 问题 系统 评价";
const ENGLISH: &str = "aluminium copper zinc lead nickel smelter refining alumina bauxite anode cathode electrolysis emission \
    footprint energy intensity recycled scrap sorting melting casting slag residue standard policy market plant record \
    account measure cost report year province grid power green contract finance course lesson exhibition technology \
    network process product exchange source trust member alliance grant purpose reader owner";

/// A generator of numbers that is the same everywhere (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % bound as u64) as usize
    }

    /// One of a list, the first ones more often, as words are.
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let bound = self.below(list.len()) + 1;
        list[self.below(bound)]
    }

    fn text(&mut self, list: &[&str], words: usize, by: &str) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.pick(list)).collect();
        words.join(by)
    }
}

fn documents(count: usize, now: Timestamp) -> Vec<Document> {
    let chinese: Vec<&str> =
        PLAIN.split(' ').chain(WORDS.lines().skip(1).filter_map(|line| line.split(',').next())).collect();
    let english: Vec<&str> = ENGLISH.split_whitespace().collect();
    let mut numbers = Numbers(2026);
    (0..count)
        .map(|at| Document {
            id: DocumentId::from_bits(at as u128 + 1),
            kind: Kind::ALL[numbers.below(Kind::ALL.len())],
            version: 1,
            title: Label::new(numbers.text(&english, 6, " "), numbers.text(&chinese, 5, "")),
            summary: Label::new(numbers.text(&english, 20, " "), numbers.text(&chinese, 20, "")),
            body: Label::new(numbers.text(&english, 120, " "), numbers.text(&chinese, 120, "，")),
            tags: vec![numbers.pick(&chinese).to_owned(), numbers.pick(&english).to_owned()],
            links: Vec::new(),
            attachments: Vec::new(),
            published: now.saturating_sub(SignedDuration::from_hours(numbers.below(24 * 3650) as i64)).ok(),
            example: true,
        })
        .collect()
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS: not known");
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let now: Timestamp = "2026-11-21T00:00:00Z".parse()?;
    let documents = documents(count, now);
    println!("{count} documents made, resident {}", resident());
    let started = Instant::now();
    let library = Library::with(&documents)?;
    println!("index built in {:.1} s, resident {}", started.elapsed().as_secs_f64(), resident());

    let narrow = Filter { kinds: vec![Kind::Policy], years: vec![2024, 2025], ..Filter::default() };
    let asked: [(&str, &[&str], Filter); 9] = [
        ("one Chinese word", &["电解铝", "赤泥", "阴极铜", "氧化铝", "碳足迹"], Filter::default()),
        ("one or two characters", &["铝", "铜", "废铝", "稀土"], Filter::default()),
        ("several Chinese words", &["再生铝碳排放核算", "电解铝企业能耗分析", "铜冶炼烟气制酸"], Filter::default()),
        ("words unknown", &["犇骉", "镁渣球团", "渣铝"], Filter::default()),
        (
            "English",
            &["smelting", "recycled scrap", "energy intensity of smelters", "alumina refining"],
            Filter::default(),
        ),
        ("English with a slip", &["aluminuim", "electrolysys", "copperr"], Filter::default()),
        ("pinyin", &["dianjielv", "djl", "tanzuji", "zaisheng"], Filter::default()),
        ("filtered", &["电解铝", "copper"], narrow),
        ("nothing asked", &[""], Filter::default()),
    ];
    for (name, texts, filter) in asked {
        let mut times: Vec<Duration> = Vec::new();
        let mut total = 0;
        for round in 0..60 {
            for text in texts {
                let mut question = Question::new(*text, Language::Zh, now);
                question.filter = filter.clone();
                let started = Instant::now();
                total = library.find(&question)?.total;
                if round >= 5 {
                    times.push(started.elapsed());
                }
            }
        }
        times.sort();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!("{name:24} p50 {:6.2} ms  p99 {:6.2} ms  (last total {total})", at(0.5), at(0.99));
    }
    let started = Instant::now();
    library.put(&documents[..1])?;
    println!("one document replaced in {:.0} ms", started.elapsed().as_secs_f64() * 1000.0);
    Ok(())
}
