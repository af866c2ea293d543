//! What is said when something asked for cannot be done: what, where, and what to do.

use std::{fmt, io, path::Path};

use serde::{Deserialize, Serialize};
use verdigris_quantity::{Label, Language};

use crate::{messages::Messages, reason};

/// What sort of problem it is: the command line makes an exit code of it, the server an HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What was asked is no sound question.
    Usage,
    /// What was handed in cannot be read.
    Input,
    /// Something asked for does not exist or is not unique.
    NotFound,
    /// The numbers have no answer.
    Computation,
    /// The disk or the store refuses.
    Storage,
    /// It contradicts the state things are in.
    Conflict,
    /// Nobody is signed in, or the proof of who one is does not hold.
    Unauthenticated,
    /// The one who asks may not do this.
    Forbidden,
    /// Too much was asked in a short time.
    TooMany,
    /// It was stopped on request.
    Cancelled,
}

/// Why something asked for was not done: a code whose words are in the catalogues, with arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    code: String,
    kind: Kind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    arguments: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    detail: String,
}

impl Problem {
    /// A problem whose text is in the catalogue under `problem-CODE`.
    pub fn new(code: &str, kind: Kind) -> Self {
        Self { code: code.to_owned(), kind, arguments: Vec::new(), detail: String::new() }
    }

    /// The same with an argument of the text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    /// A file-system error.
    pub fn storage(path: &Path, error: &io::Error) -> Self {
        Self::new("storage", Kind::Storage).with("path", path.display().to_string()).with("reason", error.to_string())
    }

    /// Work stopped on request.
    pub fn cancelled() -> Self {
        Self::new("cancelled", Kind::Cancelled)
    }

    /// The problem of an error that says itself what is wrong, in English, under its own stable code.
    pub fn from_error(code: &str, detail: String, kind: Kind) -> Self {
        Self { code: code.to_owned(), kind, arguments: Vec::new(), detail }
    }

    /// What sort of problem it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Stable code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What and where, in the reader's language.
    pub fn message(&self, language: Language) -> String {
        let messages = Messages::of(language);
        let key = key(&self.code);
        let told = |name: &str, value: &str| match (language, name) {
            (Language::Zh, "reason") => reason::chinese(value),
            _ => value.to_owned(),
        };
        let arguments: Vec<(&str, String)> =
            self.arguments.iter().map(|(name, value)| (name.as_str(), told(name, value))).collect();
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match (messages.has(&key), self.detail.is_empty()) {
            (true, true) => messages.format(&key, &arguments),
            (true, false) => format!("{}: {}", messages.format(&key, &arguments), self.detail),
            (false, true) => self.code.clone(),
            (false, false) => self.detail.clone(),
        }
    }

    /// What and where, in both languages.
    pub fn messages(&self) -> Label {
        Label::new(self.message(Language::En), self.message(Language::Zh))
    }

    /// What to do, where the catalogue knows.
    pub fn remedy(&self, language: Language) -> Option<String> {
        let key = format!("{}-remedy", key(&self.code));
        let messages = Messages::of(language);
        messages.has(&key).then(|| messages.text(&key))
    }

    /// What to do, in both languages, where the catalogues know.
    pub fn remedies(&self) -> Option<Label> {
        Some(Label::new(self.remedy(Language::En)?, self.remedy(Language::Zh)?))
    }
}

/// Key of a code's words in the catalogues, which know no points.
pub fn key(code: &str) -> String {
    format!("problem-{}", code.replace('.', "-"))
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message(Language::En))
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_speaks_both_languages_and_survives_storage() {
        let problem = Problem::new("bad-rate", Kind::Usage).with("rate", "7");
        let Label { en, zh } = problem.messages();
        assert!(en.contains('7') && zh.contains('7') && en != zh);
        assert!(problem.remedies().is_some());
        let back: Problem = serde_json::from_value(serde_json::to_value(&problem).unwrap()).unwrap();
        assert_eq!(back, problem);
    }

    #[test]
    fn a_code_the_catalogues_do_not_know_still_says_something() {
        assert_eq!(Problem::new("nobody-knows", Kind::Input).message(Language::Zh), "nobody-knows");
        let told = Problem::from_error("nobody-knows", "line 3 is bent".into(), Kind::Input);
        assert_eq!(told.message(Language::En), "line 3 is bent");
    }
}
