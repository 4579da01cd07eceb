// An `Option` is no value to compare with.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    let note = Some("late".to_owned());
    let _ = Order::query().filter(|o| o.note.eq(note));
}
