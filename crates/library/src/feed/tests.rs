use quick_xml::{Reader, events::Event};
use verdigris_alliance::DocumentId;
use verdigris_quantity::Label;

use super::*;
use crate::Kind;

fn feed(language: Language) -> Feed {
    Feed {
        title: "铜绿 <library>".to_owned(),
        base: "https://alliance.example".to_owned(),
        path: "/api/v1/feed.atom?language=zh&kind=news".to_owned(),
        language,
        updated: "2026-01-02T03:04:05Z".parse().unwrap(),
    }
}

fn document(bits: u128, title: &str, summary: &str) -> Document {
    Document {
        id: DocumentId::from_bits(bits),
        kind: Kind::News,
        version: 1,
        title: Label::new(title, ""),
        summary: Label::new(summary, ""),
        body: Label::default(),
        tags: vec!["A&B".to_owned()],
        links: Vec::new(),
        attachments: Vec::new(),
        published: Some("2026-11-20T00:00:00Z".parse().unwrap()),
        example: false,
    }
}

/// The texts of elements by path, as an XML parser reads them.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut found) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                for attribute in start.attributes() {
                    attribute.unwrap();
                }
                path.push(start.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
            }
            Event::Empty(empty) => {
                for attribute in empty.attributes() {
                    attribute.unwrap();
                }
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) => found.last_mut().unwrap().1.push_str(&text),
            Event::GeneralRef(name) => {
                found.last_mut().unwrap().1.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn all<'a>(found: &'a [(String, String)], path: &str) -> Vec<&'a str> {
    found.iter().filter(|(at, _)| at == path).map(|(_, text)| text.as_str()).collect()
}

#[test]
fn atom_has_what_rfc_4287_demands() {
    let documents = [document(1, "Slag & <matte>", "2 < 3"), document(2, "\u{0}\u{b}Zinc", "")];
    let xml = feed(Language::Zh).atom(&documents).unwrap();
    let found = texts(&xml);
    assert_eq!(all(&found, "feed/title"), ["铜绿 <library>"]);
    assert_eq!(all(&found, "feed/updated"), ["2026-11-20T00:00:00Z"]);
    assert_eq!(all(&found, "feed/entry/title"), ["Slag & <matte>", "Zinc"]);
    assert_eq!(all(&found, "feed/entry/id")[0], "urn:uuid:00000000-0000-0000-0000-000000000001");
    assert_eq!(all(&found, "feed/entry/updated").len(), 2);
    assert!(xml.contains("term=\"A&amp;B\"") && xml.contains("xml:lang=\"zh-CN\""));
}

#[test]
fn rss_has_its_channel_and_items() {
    let xml = feed(Language::En).rss(&[document(1, "Slag & <matte>", "2 < 3")]).unwrap();
    let found = texts(&xml);
    assert_eq!(all(&found, "rss/channel/item/title"), ["Slag & <matte>"]);
    assert_eq!(all(&found, "rss/channel/item/pubDate"), ["Fri, 20 Nov 2026 00:00:00 +0000"]);
    assert_eq!(all(&found, "rss/channel/item/description"), ["2 &lt; 3"]);
    assert_eq!(all(&found, "rss/channel/lastBuildDate"), ["Fri, 20 Nov 2026 00:00:00 +0000"]);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_a_well_formed_feed(title in "\\PC{0,30}", summary in proptest::prelude::any::<String>()) {
        let documents = [document(1, &title, &summary)];
        for xml in [feed(Language::En).atom(&documents).unwrap(), feed(Language::Zh).rss(&documents).unwrap()] {
            texts(&xml);
        }
    }
}
