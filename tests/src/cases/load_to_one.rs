//! To-one relations that are loaded: absent ones, chains, circles, and keys of every shape.

use super::seed::{SHIPMENTS, shop};
use super::seed_league::league;
use crate::TestDb;
use crate::models::*;

pub async fn an_absent_row_is_none(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let by_number = || Order::query().order_by(|o| o.number.asc());
    let joined = by_number().select_related(|o| (o.customer().country(), o.approver()));
    let fetched = by_number()
        .prefetch_related(|o| (o.customer().prefetch_related(|c| c.country()), o.approver()));
    let joined: Vec<_> = joined.all(db).await.unwrap();
    assert_eq!(fetched.all(db).await.unwrap(), joined, "they differ in how they come only");
    let lines: Vec<_> = joined
        .iter()
        .map(|o| {
            let country = o.customer().country().map_or("-", |country| &country.name);
            let approver = o.approver().map_or("-", |approver| &approver.name);
            format!("{} {} {country} {approver}", o.number, o.customer().name)
        })
        .collect();
    // Gus has left: an optional relation reads a deleted row as absent.
    let expected = ["A-1 Ada Germany Eve", "A-2 Ada Germany -", "B-1 Bob France -", "C-1 Cleo - -"];
    assert_eq!(lines, expected);
}

pub async fn a_chain_ends_where_a_row_is_absent(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let by_name = || Employee::query().with_deleted().order_by(|e| e.name.asc());
    let joined = by_name().select_related(|e| e.manager().manager().manager());
    let fetched = by_name().prefetch_related(|e| {
        e.manager().prefetch_related(|e| e.manager().prefetch_related(|e| e.manager()))
    });
    let (joined, fetched) = (joined.all(db).await.unwrap(), fetched.all(db).await.unwrap());
    assert_eq!(joined, fetched);
    assert!(joined[0].manager().is_none(), "Eve has nobody above her");
    let eve = joined[1].manager().unwrap();
    assert_eq!(eve.name, "Eve");
    assert!(eve.manager().is_none(), "nor has she as a manager");

    // To-many below what is absent: nobody.
    let orders = Order::query().order_by(|o| o.number.asc());
    let orders = orders.prefetch_related(|o| o.approver().reports()).all(db).await.unwrap();
    assert_eq!(orders[0].approver().unwrap().reports()[0].name, "Finn");
    assert!(orders[2].approver().is_none());
}

pub async fn two_references_to_one_table(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let by_day = || Game::query().order_by(|g| g.day.asc());
    let joined = by_day().select_related(|g| (g.home().captain(), g.away().captain()));
    let fetched = by_day().prefetch_related(|g| {
        (g.home().with(|t| t.captain()), g.away().prefetch_related(|t| t.captain()))
    });
    let (joined, fetched) = (joined.all(db).await.unwrap(), fetched.all(db).await.unwrap());
    assert_eq!(joined, fetched);
    let lines: Vec<_> = joined
        .iter()
        .map(|g| {
            let captain = |player: Option<&Player>| player.map_or("-".into(), |p| p.name.clone());
            let (home, away) = (g.home(), g.away());
            format!(
                "{} {}:{} {}",
                home.code,
                captain(home.captain()),
                away.code,
                captain(away.captain())
            )
        })
        .collect();
    assert_eq!(lines, ["RED Ann:BLU Cid", "BLU Cid:RED Ann", "GRN -:RED Ann"]);

    let one = by_day().select_related(|g| g.away()).first(db).await.unwrap().unwrap();
    assert_eq!(one.away().code, "BLU");
}

pub async fn a_circle_of_models(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let joined = Team::query()
        .order_by(|t| t.id.asc())
        .select_related(|t| t.captain().team().captain().team());
    let recorded = db.record(async || joined.all(db).await.unwrap()).await;
    assert_eq!(recorded.statements.len(), 1);
    for (team, captain) in recorded.value.iter().zip([Some("Ann"), Some("Cid"), None]) {
        let first = team.captain();
        assert_eq!(first.map(|player| player.name.as_str()), captain);
        let again = first.and_then(|player| player.team().captain());
        assert_eq!(again.map(|player| player.name.as_str()), captain);
        assert!(again.is_none_or(|player| player.team().id == team.id));
    }
    let around = Team::query().filter(|t| t.code.eq("BLU")).prefetch_related(|t| {
        t.players().with(|p| p.team().players().order_by(|p| p.id.asc()).with(|p| p.team()))
    });
    let (team, sent) = db.count_statements(async || around.one(db).await.unwrap()).await;
    assert_eq!(sent, 3);
    let dee = &team.players()[0].team().players()[1];
    assert_eq!((dee.name.as_str(), dee.team().code.as_str()), ("Dee", "BLU"));
}

pub async fn a_one_to_one_may_be_absent(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    league(t).await.unwrap();
    let db = &t.db;
    let customers = || Customer::query().order_by(|c| c.name.asc());
    let joined = customers().select_related(|c| c.profile()).all(db).await.unwrap();
    let fetched = customers().prefetch_related(|c| c.profile()).all(db).await.unwrap();
    assert_eq!(joined, fetched);
    assert_eq!(joined[0].profile().unwrap().motto, "onward");
    assert!(joined[1].profile().is_none() && joined[2].profile().is_none());

    let back = Profile::query().select_related(|p| p.customer().profile()).one(db).await.unwrap();
    assert_eq!(back.customer().id, shop.customers[0].id);
    assert_eq!(back.customer().profile().unwrap().id, back.id);

    let players = || Player::query().order_by(|p| p.name.asc());
    let joined = players().select_related(|p| p.contract()).all(db).await.unwrap();
    let fetched = players().prefetch_related(|p| p.contract()).all(db).await.unwrap();
    assert_eq!(joined, fetched);
    let wages: Vec<_> = joined.iter().map(|p| p.contract().map(|c| c.wage)).collect();
    assert_eq!(wages, [Some(10), None, None, Some(20)], "Ben's has ended");
}

pub async fn references_of_every_shape(t: &TestDb) {
    shop(t).await.unwrap();
    league(t).await.unwrap();
    let db = &t.db;
    create(db, SHIPMENTS).await;
    let shipments = [(1, 1, 1.5), (1, 2, 2.5), (2, 1, 3.5)];
    let shipments =
        shipments.map(|(warehouse, number, weight)| shipment::New { warehouse, number, weight });
    Shipment::insert_many(shipments).exec(db).await.unwrap();
    let parcels =
        [(1, 1, Some("pen")), (1, 1, None), (2, 1, Some("pen"))].map(|(warehouse, number, sku)| {
            parcel::New { warehouse, number, sku: sku.map(Into::into) }
        });
    Parcel::insert_many(parcels).exec(db).await.unwrap();
    let claims = [(Some(2), Some(1)), (Some(2), None), (None, Some(1)), (None, None)];
    let claims = claims.map(|(warehouse, number)| claim::New { warehouse, number });
    Claim::insert_many(claims).exec(db).await.unwrap();

    let parcels = || Parcel::query().order_by(|p| p.id.asc());
    let joined = parcels().select_related(|p| (p.shipment(), p.product())).all(db).await.unwrap();
    let fetched = parcels().prefetch_related(|p| (p.shipment(), p.product()));
    let recorded = db.record(async || fetched.all(db).await.unwrap()).await;
    assert_eq!(recorded.value, joined);
    let rows: u64 = recorded.statements.iter().map(|statement| statement.rows).sum();
    assert_eq!(rows, 3 + 2 + 1, "three parcels, two shipments, one product");
    let lines: Vec<_> = joined
        .iter()
        .map(|p| (p.shipment().weight, p.product().map(|product| product.sku.as_str())))
        .collect();
    assert_eq!(lines, [(1.5, Some("pen")), (1.5, None), (3.5, Some("pen"))]);

    let claims = || Claim::query().order_by(|c| c.id.asc());
    let joined = claims().select_related(|c| c.shipment()).all(db).await.unwrap();
    let fetched = claims().prefetch_related(|c| c.shipment()).all(db).await.unwrap();
    assert_eq!(joined, fetched);
    let weights: Vec<_> = joined.iter().map(|c| c.shipment().map(|s| s.weight)).collect();
    assert_eq!(weights, [Some(3.5), None, None, None], "half a key leads nowhere");

    let both = Shipment::query()
        .order_by(|s| (s.warehouse.asc(), s.number.asc()))
        .prefetch_related(|s| (s.parcels().order_by(|p| p.id.asc()).limit(1), s.claims()));
    let both = both.all(db).await.unwrap();
    let counts: Vec<_> = both.iter().map(|s| (s.parcels().len(), s.claims().len())).collect();
    assert_eq!(counts, [(1, 0), (0, 0), (1, 1)]);

    let fans = || Fan::query().order_by(|f| f.name.asc());
    let joined = fans().select_related(|f| f.team()).all(db).await.unwrap();
    let fetched = fans().prefetch_related(|f| f.team()).all(db).await.unwrap();
    assert_eq!(joined, fetched);
    let shorts: Vec<_> =
        joined.iter().map(|f| f.team().and_then(|team| team.colours.shorts.as_deref())).collect();
    assert_eq!(shorts, [Some("white"), Some("white"), None], "with a struct inside the row");
}

pub async fn a_view_is_loaded(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let teams = || Team::query().order_by(|t| t.id.asc());
    let joined = teams().select_related(|t| t.standing().team()).all(db).await.unwrap();
    let fetched = teams().prefetch_related(|t| t.standing().with(|s| s.team())).all(db).await;
    assert_eq!(fetched.unwrap(), joined);
    let players: Vec<_> = joined.iter().map(|t| t.standing().map(|s| s.players)).collect();
    assert_eq!(players, [Some(2), Some(2), None]);
    let standings = Standing::query().order_by(|s| s.team_id.asc());
    let standings = standings
        .prefetch_related(|s| s.team().players().order_by(|p| p.id.asc()))
        .all(db)
        .await
        .unwrap();
    assert_eq!(standings[1].team().players()[0].name, "Cid");
}
