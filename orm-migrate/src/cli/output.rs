//! What the commands print: text for people, or one JSON document for programs.

use super::args::{Color, Common};
use crate::Error;
use comfy_table::{ContentArrangement, Table, presets};
use console::Style;
use serde::Serialize;
use std::error::Error as _;
use std::io::{self, IsTerminal, Write};

/// Where a command's results go. Text goes to the standard output, what is said on the way to the
/// standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    is_json: bool,
    has_color: bool,
    is_terminal: bool,
}

/// How a word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// It is as it should be.
    Good,
    /// It wants to be looked at.
    Notice,
    /// It is wrong.
    Bad,
    /// It is of less weight.
    Faint,
}

impl Output {
    pub(super) fn new(common: &Common) -> Output {
        // Either takes colours and questions: where one of them is a file, nobody looks at both.
        let is_terminal = io::stdout().is_terminal() && io::stderr().is_terminal();
        let has_color = match common.color {
            Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none(),
            Color::Always => true,
            Color::Never => false,
        };
        Output { is_json: common.json, has_color, is_terminal }
    }

    pub(super) fn has_color(self) -> bool {
        self.has_color
    }

    /// Whether a question can be asked.
    pub(super) fn can_ask(self) -> bool {
        !self.is_json && self.is_terminal && io::stdin().is_terminal()
    }

    /// Whether a bar of progress can be drawn.
    pub(super) fn can_draw(self) -> bool {
        !self.is_json && io::stderr().is_terminal()
    }

    /// The result: as it is in JSON, or as `text` puts it.
    pub(super) fn result<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) {
        let text = match self.is_json {
            true => serde_json::to_string_pretty(value).expect("results are plain data"),
            false => text(value),
        };
        self.print(&text);
    }

    /// Something to read, on the standard output.
    pub(super) fn print(self, text: &str) {
        let mut out = io::stdout().lock();
        // Whoever reads may stop reading: `manage status | head`.
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') && !text.is_empty() {
            let _ = out.write_all(b"\n");
        }
    }

    /// A word on the way, which is no result.
    pub(super) fn say(self, text: &str) {
        if !self.is_json {
            eprintln!("{text}");
        }
    }

    /// What went wrong, with its causes.
    pub(super) fn fail(self, error: &Error) {
        let mut causes = Vec::new();
        let mut cause = error.source();
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        if self.is_json {
            let error = serde_json::json!({ "error": error.to_string(), "causes": causes });
            return self.print(&format!("{error:#}"));
        }
        eprintln!("{} {error}", self.tinted(Tone::Bad, "error:"));
        for cause in causes {
            eprintln!("  {cause}");
        }
    }

    /// A text with its colour, where there are any.
    pub(super) fn tinted(self, tone: Tone, text: &str) -> String {
        let style = match tone {
            Tone::Good => Style::new().green(),
            Tone::Notice => Style::new().yellow(),
            Tone::Bad => Style::new().red().bold(),
            Tone::Faint => Style::new().dim(),
        };
        style.force_styling(self.has_color).apply_to(text).to_string()
    }

    /// Rows under a head, in columns.
    pub(super) fn table<const N: usize>(
        self,
        head: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> String {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(head.map(|word| self.tinted(Tone::Faint, word)));
        table.add_rows(rows);
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table.trim_fmt() + "\n"
    }
}
