//! Texts and numbers that look random and are the same in every run.

use std::ops::Range;

const WORDS: [&str; 16] = [
    "a",
    "of",
    "the",
    "with",
    "river",
    "stone",
    "quiet",
    "under",
    "window",
    "morning",
    "letter",
    "seldom",
    "through",
    "harbour",
    "yesterday",
    "remembered",
];

/// A generator of numbers; the field is its state, any number but 0.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `sides`, by an xorshift (Marsaglia, Journal of Statistical Software 8, 2003).
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    /// Words, of about as many bytes as a number in the range.
    pub(super) fn text(&mut self, bytes: Range<u64>) -> String {
        let length = (bytes.start + self.roll(bytes.end - bytes.start)) as usize;
        let mut text = String::new();
        while text.len() < length {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(WORDS[self.roll(WORDS.len() as u64) as usize]);
        }
        text
    }
}
