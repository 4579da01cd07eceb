//! The tables in the README, between two marks.

use super::{Part, pools};
use crate::Result;
use crate::pool::Cost;
use std::path::Path;

const BEGIN: &str = "<!-- bench:begin -->\n";
const END: &str = "<!-- bench:end -->";

/// Puts the tables between the marks.
///
/// # Errors
///
/// If the file or the marks are not there.
pub fn write(path: &Path, parts: &[Part], costs: &[Cost]) -> Result<()> {
    let text = std::fs::read_to_string(path)?;
    let text = replaced(&text, &block(parts, costs)).ok_or("the README lacks the marks")?;
    Ok(std::fs::write(path, text)?)
}

fn block(parts: &[Part], costs: &[Cost]) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut block = format!(
        "Times as ratios to the same work by hand: medians of one run on {cores} processors, the \
         libraries in turn, every result checked \
         (`cargo run --release --manifest-path benches/peers/Cargo.toml`).\n\n\
         ![Ratios to the work by hand](benches/peers/ratios.svg)\n\n"
    );
    for part in parts {
        block.push_str(&part.markdown());
        block.push('\n');
    }
    block.push_str(&pools(costs));
    block
}

fn replaced(text: &str, block: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{block}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = "a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nz\n";
        let new = "a\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nz\n";
        assert_eq!(replaced(text, "new\n").as_deref(), Some(new));
        assert_eq!(replaced("no marks", "new\n"), None);
    }
}
