// A relation without a model between has no row between.

#[path = "../blog.rs"]
mod blog;

use blog::*;

fn main() {
    let _ = Author::query().prefetch_related(|a| a.posts().with_through());
}
