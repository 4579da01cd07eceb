//! What is drawn while migrations run: a bar a migration on a terminal, lines elsewhere.

use super::output::{Output, Tone};
use crate::Direction;
use crate::{Event, Observer};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::time::Duration;

/// Tells of migrations as they run.
pub(super) struct Progress {
    output: Output,
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    pub(super) fn new(output: Output) -> Progress {
        Progress { output, bar: Mutex::new(None) }
    }

    fn begin(&self, name: String, steps: usize) {
        if !self.output.can_draw() {
            return;
        }
        let bar = ProgressBar::new(steps as u64);
        let style = ProgressStyle::with_template("{spinner} {prefix} {bar:24} {pos}/{len} {msg}");
        bar.set_style(style.expect("the template is right"));
        bar.set_prefix(name);
        bar.enable_steady_tick(Duration::from_millis(120));
        *self.bar() = Some(bar);
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().expect("nothing panics while it draws")
    }

    fn with_bar(&self, draw: impl FnOnce(&ProgressBar)) {
        if let Some(bar) = &*self.bar() {
            draw(bar);
        }
    }

    /// A line beside the bar.
    fn say(&self, tone: Tone, text: &str) {
        let text = self.output.tinted(tone, text);
        match &*self.bar() {
            Some(bar) => bar.println(text),
            None => self.output.say(&text),
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event<'_>) {
        match *event {
            Event::Waiting { holder, waited } => {
                let seconds = waited.as_secs();
                self.say(Tone::Notice, &format!("waiting for {holder}, {seconds} s so far"));
            }
            Event::Started { migration, direction, number, of, done, out_of_order } => {
                let way = if direction == Direction::Down { " (back)" } else { "" };
                self.begin(format!("{number}/{of} {}{way}", migration.id()), done);
                if out_of_order {
                    let id = migration.id();
                    self.say(Tone::Notice, &format!("{id} is older than one that is applied"));
                }
                if done > 0 {
                    self.say(Tone::Notice, &format!("going on behind statement {done}"));
                }
            }
            Event::Statement { number, of, sql } => self.with_bar(|bar| {
                bar.set_length(of as u64);
                bar.set_position(number.saturating_sub(1) as u64);
                bar.set_message(first_words(sql));
            }),
            Event::Ran { number, .. } => self.with_bar(|bar| bar.set_position(number as u64)),
            Event::Retrying { attempt, of, pause } => {
                let seconds = pause.as_secs_f64();
                let text = format!(
                    "a lock was not to be had (attempt {attempt} of {of}); again in {seconds:.1} s"
                );
                self.say(Tone::Notice, &text);
            }
            Event::InvalidIndex { name } => {
                self.say(Tone::Notice, &format!("{name} was left invalid: it is built again"));
            }
            Event::Batch { rows, estimate } => self.with_bar(|bar| {
                let of = estimate.map_or(String::new(), |rows| format!(" of about {rows}"));
                bar.set_message(format!("{rows} rows{of}"));
            }),
            Event::Lagging { bytes } => {
                let text = format!("a replica is {} MB behind: pausing", bytes / 1_000_000);
                self.with_bar(|bar| bar.set_message(text));
            }
            Event::Finished { .. } => {
                if let Some(bar) = self.bar().take() {
                    bar.finish_and_clear();
                }
            }
            _ => {}
        }
    }
}

/// A failed run leaves the line of its bar.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar().take() {
            bar.abandon();
        }
    }
}

/// Tells of tenants as their turns end.
pub(super) struct TenantBar {
    output: Output,
    bar: Option<ProgressBar>,
}

impl TenantBar {
    pub(super) fn new(output: Output) -> TenantBar {
        let bar = output.can_draw().then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template("tenants {bar:24} {pos}/{len} {msg}, {eta}");
            bar.with_style(style.expect("the template is right"))
        });
        TenantBar { output, bar }
    }

    pub(super) fn ended(&self, progress: &crate::tenants::Progress<'_, String>) {
        let failed = progress.error.map(|error| {
            let text = format!("{} failed: {error}", progress.tenant);
            self.output.tinted(Tone::Bad, &text)
        });
        match (&self.bar, failed) {
            (Some(bar), failed) => {
                bar.set_length(progress.total);
                bar.set_position(progress.ended);
                bar.set_message(progress.tenant.clone());
                failed.into_iter().for_each(|text| bar.println(text));
            }
            (None, Some(text)) => self.output.say(&text),
            (None, None) => {}
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What of a statement fits beside a bar.
fn first_words(sql: &str) -> String {
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(48) {
        Some((end, _)) => format!("{}..", &line[..end]),
        None => line,
    }
}
