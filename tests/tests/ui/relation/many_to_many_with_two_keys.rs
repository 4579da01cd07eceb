// A many-to-many relation is clear about its keys.

use orm::Model;

#[derive(Model)]
#[model(many_to_many(tags: Tag through OrderTag))]
struct Order {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
struct Tag {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
#[model(primary_key(order_id, tag_id))]
struct OrderTag {
    #[model(references = Order)]
    order_id: i64,
    #[model(references = Order)]
    copied_id: i64,
    #[model(references = Tag)]
    tag_id: i64,
}

fn main() {}
