//! Numbers, texts and orders that look random and are the same in every run.

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

/// A generator of numbers.
#[derive(Debug)]
pub struct Dice(u64);

impl Default for Dice {
    fn default() -> Self {
        // Any state but 0 will do.
        Dice(0x9E37_79B9_7F4A_7C15)
    }
}

impl Dice {
    /// A number below `sides`, by an xorshift (Marsaglia, Journal of Statistical Software 8, 2003).
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    /// Words, of about as many bytes as a number in the range.
    pub fn text(&mut self, bytes: Range<u64>) -> String {
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

    /// Puts the items into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.roll(last as u64 + 1) as usize);
        }
    }
}
