// A condition over the row between has that row's columns.

#[path = "../blog.rs"]
mod blog;

use blog::*;

fn main() {
    let _ = Post::query().prefetch_related(|p| p.tags().filter_through(|t| t.word.eq("rust")));
}
