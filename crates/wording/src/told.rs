//! A finding as people are told it: what, where, and what to do, in both languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdigris_network::{Finding, Place, Severity};
use verdigris_quantity::{Label, Language};

use crate::messages::{Messages, both};

/// A finding with its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Stable code.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub message: Label,
    /// What to do.
    pub remedy: Label,
    /// Where it lies.
    pub place: Place,
    /// Arguments of the message, by name.
    pub arguments: BTreeMap<String, String>,
}

/// A finding with its words in one language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldIn {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// Where it lies.
    pub place: Place,
    /// Arguments of the message, by name.
    pub arguments: BTreeMap<String, String>,
}

/// A finding in both languages.
pub fn told(finding: &Finding) -> Told {
    let code = finding.kind.code();
    Told {
        code: code.to_owned(),
        severity: finding.severity(),
        message: both(&format!("finding-{code}"), &given(finding)),
        remedy: both(&format!("remedy-{code}"), &[]),
        place: finding.place.clone(),
        arguments: finding.arguments.iter().cloned().collect(),
    }
}

/// A finding in one language.
pub fn told_in(finding: &Finding, language: Language) -> ToldIn {
    ToldIn {
        code: finding.kind.code(),
        severity: finding.severity(),
        message: message(finding, language),
        remedy: remedy(finding, language),
        place: finding.place.clone(),
        arguments: finding.arguments.iter().cloned().collect(),
    }
}

/// What was found, in one language.
pub fn message(finding: &Finding, language: Language) -> String {
    Messages::of(language).format(&format!("finding-{}", finding.kind.code()), &given(finding))
}

/// What to do, in one language.
pub fn remedy(finding: &Finding, language: Language) -> String {
    Messages::of(language).text(&format!("remedy-{}", finding.kind.code()))
}

/// Key of the word for a severity.
pub fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "severity-error",
        Severity::Warning => "severity-warning",
        Severity::Note => "severity-note",
    }
}

/// Where a finding lies, as one line.
pub fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let mut parts: Vec<String> = Vec::new();
    if !place.file.is_empty() {
        let line = place.line.map(|line| format!(":{line}")).unwrap_or_default();
        parts.push(format!("{}{line}", place.file));
    }
    for (mark, value) in
        [("", &place.field), ("process ", &place.process), ("exchange ", &place.exchange), ("flow ", &place.flow)]
    {
        if !value.is_empty() {
            parts.push(format!("{mark}{value}"));
        }
    }
    parts.join(", ")
}

fn given(finding: &Finding) -> Vec<(&str, &str)> {
    finding.arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use verdigris_network::FindingKind;

    use super::*;

    #[test]
    fn a_finding_is_told_with_its_arguments_and_place_in_both_languages() {
        let place = Place::file("Records 记录").at_line(7).at_field("E7");
        let finding = Finding::new(FindingKind::NotANumber, place).with("text", "1,2");
        let told = told(&finding);
        assert_eq!((told.code.as_str(), told.severity), ("not-a-number", Severity::Error));
        for (language, text) in [(Language::En, &told.message.en), (Language::Zh, &told.message.zh)] {
            assert!(text.contains("1,2"), "{text}");
            let one = told_in(&finding, language);
            assert_eq!(&one.message, text);
            assert_eq!(one.remedy, told.remedy.get(language));
        }
        assert_ne!(told.message.en, told.message.zh);
        assert_eq!(super::place(&finding), "Records 记录:7, E7");
        let back: Told = serde_json::from_value(serde_json::to_value(&told).unwrap()).unwrap();
        assert_eq!(back, told);
    }
}
