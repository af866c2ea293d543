//! Texts in the reader's language, from the catalogues in `messages/`.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;
use verdigris_quantity::Language;

const ENGLISH: &str = include_str!("../messages/en.ftl");
const CHINESE: &str = include_str!("../messages/zh.ftl");

/// One language's catalogue, English standing in for what is missing.
pub struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// The catalogue of a language.
    pub fn new(language: Language) -> Self {
        let (tag, text) = match language {
            Language::En => ("en", ENGLISH),
            Language::Zh => ("zh-CN", CHINESE),
        };
        let identifier: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![identifier]);
        bundle.set_use_isolating(false);
        for text in [ENGLISH, text] {
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

/// The language asked for: `--lang`, else `VERDIGRIS_LANG`, else the locale, else English.
pub fn asked(arguments: &[String], environment: &dyn Fn(&str) -> Option<String>) -> Language {
    let flag = arguments.iter().enumerate().find_map(|(k, argument)| {
        argument
            .strip_prefix("--lang=")
            .map(str::to_owned)
            .or_else(|| (argument == "--lang").then(|| arguments.get(k + 1).cloned()).flatten())
    });
    let locale = || {
        ["VERDIGRIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| environment(name).filter(|value| !value.is_empty()))
    };
    match flag.or_else(locale) {
        Some(tag) if tag.to_lowercase().starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
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
        assert_eq!(keys(ENGLISH), keys(CHINESE));
    }

    #[test]
    fn every_finding_has_a_message_and_a_remedy_in_both_languages() {
        for language in [Language::En, Language::Zh] {
            let messages = Messages::new(language);
            for kind in verdigris_network::FindingKind::ALL {
                assert!(messages.has(&format!("finding-{}", kind.code())), "{}", kind.code());
                assert!(messages.has(&format!("remedy-{}", kind.code())), "{}", kind.code());
            }
        }
    }

    #[test]
    fn the_flag_wins_over_the_locale() {
        let chinese = |name: &str| (name == "LANG").then(|| "zh_CN.UTF-8".to_owned());
        assert_eq!(asked(&[], &chinese), Language::Zh);
        assert_eq!(asked(&["--lang".into(), "en".into()], &chinese), Language::En);
        assert_eq!(asked(&["--lang=zh".into()], &|_| None), Language::Zh);
        assert_eq!(asked(&[], &|_| None), Language::En);
    }
}
