// A name is one that the databases keep.

use orm::Model;

#[derive(Model)]
#[model(table = "a_name_that_is_longer_than_the_sixty_three_bytes_that_postgresql_keeps")]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

fn main() {}
