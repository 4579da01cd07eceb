//! A loaded row: moved apart, serialized, printed, compared, and demanded by a bound.

use super::seed::shop;
use super::seed_league::league;
use crate::TestDb;
use crate::models::*;
use orm::Loaded;
use orm::load::{LoadedMany, LoadedOne};
use serde_json::json;
use std::fmt::Debug;

pub async fn parts_are_moved_out(t: &TestDb) {
    shop(t).await.unwrap();
    let mut orders = Order::query()
        .order_by(|o| o.number.asc())
        .select_related(|o| (o.customer().country(), o.approver()))
        .prefetch_related(|o| {
            (o.items().order_by(|i| i.qty.asc()).with(|i| i.product()), o.tags().limit(1))
        })
        .all(&t.db)
        .await
        .unwrap();
    let expected = orders[0].clone();
    let name = expected.number.as_ptr();
    assert_ne!(name, orders[0].number.as_ptr(), "a clone has a text of its own");
    let address = orders[0].number.as_ptr();
    let parts = orders.remove(0).into_parts();
    assert_eq!(parts.row.number.as_ptr(), address, "it is moved, not copied");
    let row: Order = parts.row;
    let customer = parts.customer.into_parts();
    let (customer, country): (Customer, Option<Country>) = (customer.row, customer.country);
    let approver: Option<Employee> = parts.approver;
    let tags: Vec<Tag> = parts.tags;
    let products: Vec<Product> =
        parts.items.into_iter().map(|item| item.into_parts().product).collect();
    assert_eq!((row.number.as_str(), customer.name.as_str()), ("A-1", "Ada"));
    assert_eq!(country.unwrap().code, "DE");
    assert_eq!(approver.as_ref(), expected.approver());
    assert_eq!((tags.len(), products.len()), (1, 2));
    assert_eq!(products[1].sku, "pen");
}

pub async fn rows_are_nested_objects(t: &TestDb) {
    let league = league(t).await.unwrap();
    let db = &t.db;
    let [red, blu, _] = [0, 1, 2].map(|at| &league.teams[at]);
    let [ann, cid] = [0, 2].map(|at| &league.players[at]);
    let team = |team: &Team| {
        json!({
            "id": team.id, "code": team.code, "captain_id": team.captain_id,
            "colours": { "shirt": team.colours.shirt, "shorts": team.colours.shorts },
        })
    };
    let player = |player: &Player| json!({ "id": player.id, "team_id": player.team_id, "name": player.name });
    let with = |mut object: serde_json::Value, name: &str, value: serde_json::Value| {
        object[name] = value;
        object
    };
    let game = Game::query()
        .filter(|g| g.day.eq(1))
        .select_related(|g| (g.home().captain(), g.away().standing().team()))
        .prefetch_related(|g| {
            let best = g.players().order_by_through(|a| a.minutes.asc()).limit(2);
            best.with(|p| p.contract()).with_through()
        })
        .one(db)
        .await
        .unwrap();
    let found = serde_json::to_value(&game).unwrap();
    assert_eq!(found["id"], game.id);
    assert_eq!(found["home"], with(team(red), "captain", player(ann)));
    let standing = json!({ "team_id": blu.id, "players": 2, "team": team(blu) });
    assert_eq!(found["away"], with(team(blu), "standing", standing));
    let played = &found["players"][1];
    assert_eq!((&played["name"], &played["through"]["minutes"]), (&json!("Ann"), &json!(30)));
    assert_eq!(played["contract"]["wage"], 10);
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(keys(&found), "away away_id day home home_id id players");
    assert_eq!(
        keys(&found["away"]),
        "captain_id code colours id standing",
        "unloaded ones are left out"
    );

    let absent = Player::query().filter(|p| p.id.eq(cid.id)).select_related(|p| p.contract());
    let found = serde_json::to_value(absent.one(db).await.unwrap()).unwrap();
    assert_eq!(found, with(player(cid), "contract", json!(null)), "absent, but loaded");
    let empty = Team::query().filter(|t| t.code.eq("GRN"));
    let empty = empty.prefetch_related(|t| t.players()).one(db).await.unwrap();
    assert_eq!(serde_json::to_value(empty).unwrap()["players"], json!([]));
}

fn printed_and_cloned<T: Debug + Clone + PartialEq + Send + Sync + 'static>(row: &T) -> String {
    let again = row.clone();
    assert!(again == *row);
    format!("{row:?}")
}

pub async fn rows_are_printed_cloned_and_compared(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let rows = Order::query()
        .order_by(|o| o.number.asc())
        .select_related(|o| o.customer())
        .prefetch_related(|o| {
            (o.items().limit(1).order_by(|i| i.qty.asc()), o.tags().with_through())
        })
        .all(db)
        .await
        .unwrap();
    let printed = printed_and_cloned(&rows[0]);
    for part in ["A-1", "\"Ada\"", "qty: 1", "\"gift\"", "weight: 1", "Unloaded"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    assert_ne!(rows[0], rows[1]);
    let other = Order::query()
        .order_by(|o| o.number.asc())
        .select_related(|o| o.customer())
        .prefetch_related(|o| {
            (o.items().limit(1).order_by(|i| i.qty.desc()), o.tags().with_through())
        });
    let other = other.all(db).await.unwrap();
    assert_ne!(other[0], rows[0], "the same order with other items is another row");
    assert_eq!(other[1], rows[1]);
}

/// Any order with its customer and items, whatever else is loaded.
fn summary<O>(order: &O) -> String
where
    O: LoadedOne<order::rel::customer> + LoadedMany<order::rel::items>,
{
    use std::borrow::Borrow;
    let bare: &Order = order.borrow();
    let customer: &Customer = LoadedOne::<order::rel::customer>::related(order).borrow();
    let items = LoadedMany::<order::rel::items>::related(order);
    let qty: i32 = items.iter().map(|item| Borrow::<OrderItem>::borrow(item).qty).sum();
    format!("{} {} {qty}", bare.number, customer.name)
}

/// A name of the type that a query gives.
type Listed = Loaded![Order { customer, items { product } }];

fn first_sku(order: &Listed) -> Option<&str> {
    order.items().first().map(|item| item.product().sku.as_str())
}

pub async fn code_demands_relations(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let a1 = || Order::query().filter(|o| o.number.eq("A-1"));
    let least = a1().select_related(|o| o.customer()).prefetch_related(|o| o.items());
    assert_eq!(summary(&least.one(db).await.unwrap()), "A-1 Ada 6");
    let more = a1().prefetch_related(|o| {
        (
            o.customer().orders(),
            o.items().order_by(|i| i.qty.desc()).with(|i| i.product()),
            o.tags(),
        )
    });
    assert_eq!(summary(&more.one(db).await.unwrap()), "A-1 Ada 6");
    let named = a1().select_related(|o| o.customer());
    let named =
        named.prefetch_related(|o| o.items().order_by(|i| i.qty.asc()).with(|i| i.product()));
    assert_eq!(first_sku(&named.one(db).await.unwrap()), Some("book"));
}
