//! The language a person asked the command for.

use verdigris_quantity::Language;

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
    fn the_flag_wins_over_the_locale() {
        let chinese = |name: &str| (name == "LANG").then(|| "zh_CN.UTF-8".to_owned());
        assert_eq!(asked(&[], &chinese), Language::Zh);
        assert_eq!(asked(&["--lang".into(), "en".into()], &chinese), Language::En);
        assert_eq!(asked(&["--lang=zh".into()], &|_| None), Language::Zh);
        assert_eq!(asked(&[], &|_| None), Language::En);
    }
}
