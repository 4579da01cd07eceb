// A relation without a model between has no condition over it.

#[path = "../blog.rs"]
mod blog;

use blog::*;

fn main() {
    let _ = Author::query().prefetch_related(|a| a.posts().filter_through(|t| t.position.gt(1)));
}
