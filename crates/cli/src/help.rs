//! The command line's own help in the reader's language.

use clap::{Command, CommandFactory};

use crate::arguments::Cli;
use verdigris_wording::Messages;

/// The command with translated help where the catalogue has it.
pub fn command(messages: &Messages) -> Command {
    let command = Cli::command();
    let command = translate_arguments(command, messages);
    let command = if messages.has("help-verdigris") { command.about(messages.text("help-verdigris")) } else { command };
    translate_subcommands(command, "help", messages)
}

fn translate_subcommands(command: Command, prefix: &str, messages: &Messages) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |sub| {
            let key = format!("{prefix}-{name}");
            let sub = if messages.has(&key) { sub.about(messages.text(&key)) } else { sub };
            translate_subcommands(translate_arguments(sub, messages), &key, messages)
        })
    })
}

fn translate_arguments(command: Command, messages: &Messages) -> Command {
    let ids: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    ids.into_iter().fold(command, |command, id| {
        let key = format!("option-{}-{}", command.get_name(), id.replace('_', "-"));
        let general = format!("option-{}", id.replace('_', "-"));
        let key = if messages.has(&key) { key } else { general };
        if messages.has(&key) {
            let text = messages.text(&key);
            command.mut_arg(&id, |argument| argument.help(text))
        } else {
            command
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use verdigris_quantity::Language;

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        for language in [Language::En, Language::Zh] {
            command(Messages::of(language)).debug_assert();
        }
    }

    #[test]
    fn every_command_and_option_speaks_chinese() {
        let command = command(Messages::of(Language::Zh));
        let chinese = |text: String| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for sub in command.get_subcommands() {
            assert!(chinese(sub.get_about().unwrap().to_string()), "{}", sub.get_name());
            for argument in sub.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(chinese(help), "{} {}", sub.get_name(), argument.get_id());
            }
        }
    }
}
