// A projection says which model it is of.

#[derive(orm::Projection)]
struct Line {
    id: i64,
}

fn main() {}
