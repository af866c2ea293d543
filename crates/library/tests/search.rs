//! Questions as people type them, and what they find.

use jiff::Timestamp;
use proptest::prelude::*;
use verdigris_alliance::DocumentId;
use verdigris_library::{Answer, Document, Filter, Kind, Library, Question};
use verdigris_quantity::{Label, Language};

fn now() -> Timestamp {
    "2026-11-21T00:00:00Z".parse().unwrap()
}

fn document(id: u128, kind: Kind, day: &str, title: (&str, &str), summary: (&str, &str), tags: &[&str]) -> Document {
    Document {
        id: DocumentId::from_bits(id),
        kind,
        version: 1,
        title: Label::new(title.0, title.1),
        summary: Label::new(summary.0, summary.1),
        body: Label::default(),
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        links: Vec::new(),
        attachments: Vec::new(),
        published: Some(format!("{day}T00:00:00Z").parse().unwrap()),
        example: true,
    }
}

fn corpus() -> Vec<Document> {
    let mut documents = vec![
        document(
            1,
            Kind::News,
            "2026-10-01",
            ("Aluminium smelting news", "电解铝行业要闻"),
            ("Emissions fall", "排放下降"),
            &["铝"],
        ),
        document(
            2,
            Kind::Policy,
            "2025-05-01",
            ("Recycled metals plan", "再生金属行动方案"),
            ("Scrap sorting", "废铝精细分选"),
            &["铝", "铜"],
        ),
        document(
            3,
            Kind::Standard,
            "2023-12-28",
            ("GB 25323-2023 energy limits", "GB 25323-2023 能耗限额"),
            ("Copper, lead, zinc", "铜、铅、锌冶炼"),
            &["铜"],
        ),
        document(
            4,
            Kind::Technology,
            "2024-02-02",
            ("Red mud in roads", "赤泥规模化路用"),
            ("Residue of alumina", "氧化铝的残渣"),
            &["赤泥"],
        ),
        document(
            5,
            Kind::Course,
            "2020-01-01",
            ("Copper smelting course", "铜冶炼课程"),
            ("Lessons", "犇骉鱻公司的课"),
            &["铜"],
        ),
        document(6, Kind::News, "2021-01-01", ("Zinc & <b>lead</b>", "重庆锌业"), ("", ""), &[]),
    ];
    documents[0].body = Label::new(
        "The smelter in the example buys **green power**; see [the table](https://x.example/secretword). CO₂ falls.",
        "示例铝厂购买绿电，直流电耗下降。",
    );
    documents
}

fn ask(library: &Library, text: &str) -> Answer {
    library.find(&Question::new(text, Language::Zh, now())).unwrap()
}

fn ids(answer: &Answer) -> Vec<u128> {
    answer.items.iter().map(|found| found.document.id.bits()).collect()
}

fn found(library: &Library, text: &str) -> Vec<u128> {
    ids(&ask(library, text))
}

#[test]
fn chinese_words_are_found_whatever_their_script_and_length() {
    let library = Library::with(&corpus()).unwrap();
    assert_eq!(found(&library, "电解铝"), [1]);
    assert_eq!(found(&library, "電解鋁"), [1]);
    assert_eq!(found(&library, "赤泥"), [4]);
    assert!(found(&library, "铝").contains(&4) && found(&library, "铝").contains(&2));
    assert_eq!(found(&library, "犇骉鱻"), [5]);
    assert_eq!(found(&library, "骉鱻"), [5]);
    assert_eq!(found(&library, "绿电"), [1]);
    assert_eq!(found(&library, "废铝的分选"), [2]);
    assert!(found(&library, "碳捕集").is_empty());
}

#[test]
fn pinyin_finds_by_syllables_and_by_initials() {
    let library = Library::with(&corpus()).unwrap();
    for typed in ["dianjielv", "dianjielu", "dian jie lv", "DianJieLv", "djl"] {
        assert_eq!(found(&library, typed), [1], "{typed}");
    }
    assert_eq!(found(&library, "chongqing"), [6]);
    assert_eq!(found(&library, "zsjs"), [2]);
}

#[test]
fn english_is_found_by_stem_beginning_spelling_and_with_a_slip() {
    let library = Library::with(&corpus()).unwrap();
    assert_eq!(found(&library, "smelted copper"), [5]);
    assert_eq!(found(&library, "aluminum"), [1]);
    assert_eq!(found(&library, "recyc"), [2]);
    assert_eq!(found(&library, "aluminuim"), [1]);
    assert_eq!(found(&library, "the emission of"), [1]);
    assert_eq!(found(&library, "GB25323"), [3]);
    assert_eq!(found(&library, "gb 25323"), [3]);
    assert_eq!(found(&library, "co2"), [1]);
    assert!(found(&library, "secretword").is_empty(), "addresses of links are no words");
}

#[test]
fn titles_stand_above_summaries_above_bodies_and_newer_above_older() {
    let words = ("alloy", "");
    let mut in_body = document(1, Kind::News, "2026-01-01", ("one", ""), ("", ""), &[]);
    in_body.body = Label::new("alloy", "");
    let library = Library::with(&[
        in_body,
        document(2, Kind::News, "2026-01-01", ("two", ""), words, &[]),
        document(3, Kind::News, "2015-01-01", words, ("", ""), &[]),
        document(4, Kind::News, "2026-01-01", words, ("", ""), &[]),
    ])
    .unwrap();
    assert_eq!(found(&library, "alloy"), [4, 3, 2, 1]);
}

#[test]
fn nothing_asked_gives_everything_newest_first() {
    let library = Library::with(&corpus()).unwrap();
    assert_eq!(found(&library, " "), [1, 2, 4, 3, 6, 5]);
    let mut page = Question::new("", Language::En, now());
    (page.offset, page.limit) = (2, 2);
    let answer = library.find(&page).unwrap();
    assert_eq!((ids(&answer), answer.total), (vec![4, 3], 6));
}

#[test]
fn where_no_document_has_all_words_those_with_some_are_given_and_said_so() {
    let library = Library::with(&corpus()).unwrap();
    let answer = ask(&library, "赤泥 犇骉鱻");
    assert!(answer.relaxed && answer.total == 2);
    assert!(!ask(&library, "铜 冶炼").relaxed);
}

#[test]
fn counts_tell_what_another_choice_would_give() {
    let library = Library::with(&corpus()).unwrap();
    let mut question = Question::new("", Language::Zh, now());
    question.filter = Filter { kinds: vec![Kind::News], tags: vec!["铝".to_owned()], ..Filter::default() };
    let answer = library.find(&question).unwrap();
    assert_eq!(ids(&answer), [1]);
    let told = |counts: &[verdigris_library::Count]| -> Vec<(String, u64)> {
        counts.iter().map(|count| (count.value.clone(), count.count)).collect()
    };
    let one = |value: &str| (value.to_owned(), 1);
    // Of documents tagged 铝: one news, one policy. Of news: one tagged 铝.
    assert_eq!(told(&answer.facets.kind), [one("news"), one("policy")]);
    assert_eq!(told(&answer.facets.tag), [one("铝")]);
    assert_eq!(told(&answer.facets.year), [one("2026")]);
    assert_eq!(told(&answer.facets.language), [one("en"), one("zh")]);
    question.filter = Filter { years: vec![2021, 2020], ..Filter::default() };
    assert_eq!(ids(&library.find(&question).unwrap()), [6, 5]);
    question.filter = Filter { tags: vec!["no such tag".to_owned()], ..Filter::default() };
    assert_eq!(library.find(&question).unwrap().total, 0);
}

#[test]
fn marks_stand_around_words_and_everything_else_is_escaped() {
    let library = Library::with(&corpus()).unwrap();
    let title = |text: &str| ask(&library, text).items[0].highlights.title.clone().unwrap_or_default();
    assert_eq!(title("電解鋁"), "<mark>电解铝</mark>行业要闻");
    assert_eq!(title("djl"), "<mark>电解铝</mark>行业要闻");
    assert_eq!(title("lead"), "Zinc &amp; &lt;b&gt;<mark>lead</mark>&lt;/b&gt;");
    assert_eq!(title("gb25323"), "<mark>GB 25323</mark>-2023 能耗限额");
    assert_eq!(title("aluminuim"), "<mark>Aluminium</mark> smelting news");
    let body = ask(&library, "green").items[0].highlights.body.clone().unwrap();
    assert!(body.contains("<mark>green</mark> power; see the table"), "{body}");
}

#[test]
fn documents_are_replaced_removed_and_rebuilt() {
    let library = Library::with(&corpus()).unwrap();
    let mut changed = corpus().remove(3);
    (changed.version, changed.title) = (2, Label::new("Gallium", "镓"));
    library.put(&[changed]).unwrap();
    assert_eq!((library.len(), found(&library, "镓")), (6, vec![4]));
    assert!(found(&library, "规模化路用").is_empty());
    library.remove(&[DocumentId::from_bits(4), DocumentId::from_bits(99)]).unwrap();
    assert_eq!((library.len(), found(&library, "镓")), (5, vec![]));
    library.rebuild(&corpus()).unwrap();
    assert_eq!((library.len(), found(&library, "赤泥")), (6, vec![4]));
    assert!(Library::new().unwrap().is_empty());
}

/// A question, one of odd signs, scripts and syntax of other search programs.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z\"'(){}\\[\\]:~^*?+\\-/\\\\&| ]{0,40}",
        "[铝铜铅锌电解的和a-z0-9₂é ]{0,20}",
        Just("AND OR NOT title:(\"".to_owned()),
        Just("\u{202e}\u{0}\u{ffff}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_question_fails_and_marks_are_the_only_html(text in odd()) {
        thread_local!(static LIBRARY: Library = Library::with(&corpus()).unwrap());
        let answer = LIBRARY.with(|library| library.find(&Question::new(text, Language::En, now())).unwrap());
        for found in &answer.items {
            let highlights = &found.highlights;
            for marked in [&highlights.title, &highlights.summary, &highlights.body].into_iter().flatten() {
                let bare = marked.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!bare.contains(['<', '>', '"', '\'']), "{marked}");
                prop_assert!(marked.contains("<mark>"));
            }
        }
    }

    #[test]
    fn any_stretch_of_a_chinese_title_finds_it(start in 0_usize..12, length in 1_usize..8) {
        thread_local!(static LIBRARY: Library = Library::with(&[document(
            7, Kind::News, "2024-01-01", ("", "有色金属绿色低碳创新联合体成立大会在昆召开"), ("", ""), &[],
        )]).unwrap());
        let title: Vec<char> = "有色金属绿色低碳创新联合体成立大会在昆召开".chars().collect();
        let text: String = title[start..start + length].iter().collect();
        let answer = LIBRARY.with(|library| library.find(&Question::new(text.clone(), Language::Zh, now())).unwrap());
        prop_assert!(answer.total == 1 && !answer.relaxed, "{text}");
        prop_assert!(answer.items[0].highlights.title.is_some());
    }
}
