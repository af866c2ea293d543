use super::*;

fn names(text: &str) -> Result<Vec<String>, InterchangeError> {
    let mut names = Vec::new();
    Document::new("a.xml", text).walk(&["n"], &mut |element| {
        names.push(element.line_text());
        Ok(())
    })?;
    Ok(names)
}

#[test]
fn records_come_with_resolved_text() {
    let text = "<a><p:n x='1'>A &amp; B&#x4e2d;</p:n><b><n> two\n  lines </n><n/><n><![CDATA[<c>]]> </n></b></a>";
    assert_eq!(names(text), Ok(vec!["A & B中".into(), "two lines".into(), String::new(), "<c> ".into()]));
}

#[test]
fn a_broken_document_is_told_with_its_place() {
    let told = |text: &str| names(text).unwrap_err().to_string();
    assert!(told("<a>\n <n>x</m></a>").starts_with("a.xml:2:"), "{}", told("<a>\n <n>x</m></a>"));
    assert_eq!(told("<a>\n<n>x</n>"), "a.xml:2:9: the document ends inside an element");
    assert!(told("<a><n x=1/></a>").starts_with("a.xml:1:4: "));
    assert!(told("").contains("no element"));
    assert!(told("plain text").contains("no element"));
    assert!(told("<a><n>&unknown;</n></a>").contains("`&unknown;` is not defined"));
}

#[test]
fn entities_and_deep_nesting_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxx\"><!ENTITY y \"&x;&x;\">]>\n<a><n>&y;</n></a>";
    assert!(names(bomb).unwrap_err().to_string().contains("document type declaration is refused"));
    let deep = "<a>".repeat(100_000);
    assert!(names(&deep).unwrap_err().to_string().contains("nested deeper than 64"));
    let wide = format!("<a><n {}/></a>", (0..200).map(|k| format!("a{k}=''")).collect::<Vec<_>>().join(" "));
    assert!(names(&wide).unwrap_err().to_string().contains("more than 128 attributes"));
}

#[test]
fn encodings_are_followed_and_never_guessed() {
    let utf16: Vec<u8> = "\u{feff}<a>中</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode("m", utf16).unwrap(), "<a>中</a>");
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>".to_vec();
    assert!(decode("m", latin).unwrap().ends_with("<a>é</a>"));
    let gbk = b"<?xml version='1.0' encoding=\"GB2312\"?><a>\xcd\xad</a>".to_vec();
    assert!(decode("m", gbk).unwrap().ends_with("<a>铜</a>"));
    let wrong = b"<?xml version='1.0' encoding='utf-8'?><a>\xc2\xc1</a>".to_vec();
    let error = decode("m.xml", wrong).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), ("encoding", "m.xml: byte 41 is not UTF-8"));
    assert!(decode("m", b"<?xml version='1.0' encoding='klingon'?><a/>".to_vec()).is_err());
}
