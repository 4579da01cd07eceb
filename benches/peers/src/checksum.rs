//! One number for what was loaded, so that no peer can leave something out.

/// The sum of the keys and of the lengths of the texts, in any order of the rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Checksum(u64);

impl Checksum {
    /// Adds a row: its keys and numbers, its own key first, and its texts. `under` is the key of
    /// the row that it was found under, or 0: a row under the wrong one changes the sum.
    pub fn add(&mut self, under: i64, numbers: &[i64], texts: &[&str]) {
        let own = numbers.iter().fold(0_i64, |sum, number| sum.wrapping_add(*number));
        let place = under.wrapping_mul(numbers[0]);
        let texts = texts.iter().map(|text| text.len()).sum::<usize>();
        self.0 = self.0.wrapping_add(own.wrapping_add(place) as u64).wrapping_add(texts as u64);
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: Checksum) {
        self.0 = self.0.wrapping_add(other.0);
    }
}
