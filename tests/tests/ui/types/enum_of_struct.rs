// Labels are of an enum.

#[derive(orm::DbEnum, Clone)]
struct Status {
    label: String,
}

fn main() {}
