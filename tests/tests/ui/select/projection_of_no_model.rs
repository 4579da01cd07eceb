// A projection is of a model.

struct Order {
    id: i64,
}

#[derive(orm::Projection)]
#[projection(from = Order)]
struct Line {
    id: i64,
}

fn main() {}
