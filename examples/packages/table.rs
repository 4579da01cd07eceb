//! Answers, printed as tables.

use std::fmt;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

/// How wide a table is where no terminal says so.
const WIDTH: u16 = 110;

/// A question, and the rows that answer it.
pub struct Answer {
    question: String,
    table: Table,
    rows: usize,
    note: String,
}

impl Answer {
    pub fn new<const N: usize>(question: impl Into<String>, header: [&str; N]) -> Self {
        let mut table = Table::new();
        table.load_preset(presets::UTF8_FULL_CONDENSED).set_header(header);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        if !table.is_tty() {
            table.set_width(WIDTH);
        }
        Answer { question: question.into(), table, rows: 0, note: String::new() }
    }

    /// One more row; numbers stand at the right.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.table.add_row(cells.map(|cell| match cell.parse::<u64>() {
            Ok(_) => Cell::new(cell).set_alignment(CellAlignment::Right),
            Err(_) => Cell::new(cell),
        }));
        self.rows += 1;
    }

    /// A line below the table; nothing if it is empty.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.question)?;
        if self.rows > 0 {
            writeln!(f, "{}", self.table)?;
        } else {
            writeln!(f, "  none")?;
        }
        match self.note.as_str() {
            "" => Ok(()),
            note => writeln!(f, "  {note}"),
        }
    }
}

/// The first few of many: `a, b, c and 4 more`.
pub fn few(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
