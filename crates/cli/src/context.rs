//! What every command has at hand: texts, the library, and how to print.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use verdigris_inventory::progress::Watch;
use verdigris_quantity::{Label, Language};

use verdigris_wording::Messages;

use crate::{
    library::Library,
    output::{
        self,
        table::{Align, Table},
    },
};

/// Cells are cut to this many columns of the screen.
const WIDEST: usize = 110;

/// Options and services of one run.
pub struct Context {
    /// Texts.
    pub messages: &'static Messages,
    /// Stored networks.
    pub library: Library,
    /// Print JSON.
    pub json: bool,
    /// Colour tables.
    pub colours: bool,
    /// No progress bars.
    pub quiet: bool,
}

impl Context {
    /// The language.
    pub fn language(&self) -> Language {
        self.messages.language()
    }

    /// A catalogue text.
    pub fn text(&self, key: &str) -> String {
        self.messages.text(key)
    }

    /// A catalogue text with arguments.
    pub fn format(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.messages.format(key, arguments)
    }

    /// A name in the language.
    pub fn name<'l>(&self, label: &'l Label) -> &'l str {
        label.get(self.language()).trim()
    }

    /// Prints a line.
    pub fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    /// Prints text.
    #[expect(clippy::unused_self, reason = "commands print through their context alone")]
    pub fn print(&self, text: &str) {
        output::print(text);
    }

    /// A table with catalogue headings.
    pub fn table(&self, columns: &[(&str, Align)]) -> Table {
        let headings: Vec<(String, Align)> = columns.iter().map(|(key, align)| (self.text(key), *align)).collect();
        let borrowed: Vec<(&str, Align)> = headings.iter().map(|(text, align)| (text.as_str(), *align)).collect();
        Table::new(&borrowed, WIDEST)
    }

    /// Prints a table.
    pub fn print_table(&self, table: &Table) {
        self.print(&table.render(self.colours));
    }

    /// A bold line.
    pub fn heading(&self, text: &str) {
        if self.colours {
            self.line(&format!("\u{1b}[1;36m{text}\u{1b}[0m"));
        } else {
            self.line(text);
        }
    }

    /// A progress bar on standard error; hidden when quiet, for JSON, and off a terminal.
    pub fn bar(&self, key: &str) -> ProgressBar {
        if self.quiet || self.json {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {elapsed}") {
            bar.set_style(style.progress_chars("█▉ "));
        }
        bar.set_message(self.text(key));
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

/// A watch that moves a bar.
pub fn watched(bar: &ProgressBar) -> impl Fn(u64, u64) + Sync + '_ {
    move |done, all| {
        bar.set_length(all);
        if done > bar.position() {
            bar.set_position(done);
        }
    }
}

/// A watch over a progress function.
pub fn watch(progress: &(dyn Fn(u64, u64) + Sync)) -> Watch<'_> {
    Watch { progress: Some(progress), cancellation: None }
}
