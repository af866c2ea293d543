//! Texts in the reader's language, from the catalogues in `messages/`.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;
use verdigris_quantity::{Label, Language};

const ENGLISH: &str = include_str!("../messages/en.ftl");
const CHINESE: &str = include_str!("../messages/zh.ftl");
const ERRORS_IN_ENGLISH: &str = include_str!("../messages/errors.en.ftl");
const ERRORS_IN_CHINESE: &str = include_str!("../messages/errors.zh.ftl");

static IN_ENGLISH: LazyLock<Messages> = LazyLock::new(|| Messages::read(Language::En));
static IN_CHINESE: LazyLock<Messages> = LazyLock::new(|| Messages::read(Language::Zh));

/// One language's catalogue, English standing in for what is missing.
pub struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// The catalogue of a language, read once.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &IN_ENGLISH,
            Language::Zh => &IN_CHINESE,
        }
    }

    fn read(language: Language) -> Self {
        let english = [ENGLISH, ERRORS_IN_ENGLISH];
        let (tag, texts) = match language {
            Language::En => ("en", english),
            Language::Zh => ("zh-CN", [CHINESE, ERRORS_IN_CHINESE]),
        };
        let identifier: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        bundle.set_use_isolating(false);
        for text in english.into_iter().chain(texts) {
            // A broken entry is left out and shows as its key; a test reads both catalogues without errors.
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text for a key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A text without arguments.
    pub fn text(&self, key: &str) -> String {
        self.format(key, &[])
    }

    /// A text with named arguments; an unknown key is shown as itself.
    pub fn format(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut given = FluentArgs::new();
        for (name, value) in arguments {
            given.set(*name, FluentValue::from(*value));
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned()
    }
}

/// A text with named arguments in both languages.
pub fn both(key: &str, arguments: &[(&str, &str)]) -> Label {
    Label::new(Messages::of(Language::En).format(key, arguments), Messages::of(Language::Zh).format(key, arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_catalogues_read_and_hold_the_same_keys() {
        let keys = |text: &str| {
            let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| errors).unwrap();
            assert!(resource.entries().count() > 50);
            let mut keys: Vec<String> = text
                .lines()
                .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
                .filter(|key| !key.starts_with([' ', '#']))
                .collect();
            let count = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(count, keys.len(), "a key stands twice");
            keys
        };
        let both = |one: &str, other: &str| keys(&format!("{one}\n{other}"));
        assert_eq!(both(ENGLISH, ERRORS_IN_ENGLISH), both(CHINESE, ERRORS_IN_CHINESE));
    }

    #[test]
    fn both_languages_take_the_same_arguments() {
        let arguments = |text: &str| -> Vec<(String, Vec<String>)> {
            let entries = text.lines().filter_map(|line| line.split_once(" ="));
            let named = |value: &str| {
                let mut names: Vec<String> = value
                    .split("{ $")
                    .skip(1)
                    .filter_map(|rest| rest.split_once(" }").map(|(name, _)| name.to_owned()))
                    .collect();
                names.sort();
                names.dedup();
                names
            };
            let mut all: Vec<_> = entries.map(|(key, value)| (key.to_owned(), named(value))).collect();
            all.sort();
            all
        };
        assert_eq!(arguments(ERRORS_IN_ENGLISH), arguments(ERRORS_IN_CHINESE));
    }

    #[test]
    fn every_finding_has_a_message_and_a_remedy_in_both_languages() {
        for language in [Language::En, Language::Zh] {
            let messages = Messages::of(language);
            for kind in verdigris_network::FindingKind::ALL {
                assert!(messages.has(&format!("finding-{}", kind.code())), "{}", kind.code());
                assert!(messages.has(&format!("remedy-{}", kind.code())), "{}", kind.code());
            }
        }
    }
}
