//! Many-to-many relations that are loaded: shared rows, rows that are there twice, and the rows between.

use super::seed::shop;
use super::seed_league::league;
use crate::TestDb;
use crate::models::*;

fn names(players: &[Player]) -> String {
    players.iter().map(|player| player.name.as_str()).collect::<Vec<_>>().join(" ")
}

pub async fn a_shared_row_is_under_each_parent(t: &TestDb) {
    shop(t).await.unwrap();
    let db = &t.db;
    let query = Order::query().order_by(|o| o.number.asc()).prefetch_related(|o| {
        o.tags().order_by(|t| t.name.asc()).with(|t| t.orders().order_by(|o| o.number.asc()))
    });
    let recorded = db.record(async || query.all(db).await.unwrap()).await;
    assert_eq!(recorded.statements.len(), 3);
    assert_eq!(recorded.statements[2].rows, 3, "of each tag once");
    let orders = recorded.value;
    let of_rush = |order: usize, tag: usize| -> Vec<&str> {
        let tag = &orders[order].tags()[tag];
        assert_eq!(tag.name, "rush");
        tag.orders().iter().map(|order| order.number.as_str()).collect()
    };
    assert_eq!(of_rush(0, 1), ["A-1", "B-1"]);
    assert_eq!(of_rush(2, 0), ["A-1", "B-1"], "the same row, with all that is below it");
}

pub async fn a_row_that_is_there_twice_comes_twice(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let games = Game::query()
        .order_by(|g| g.day.asc())
        .prefetch_related(|g| g.players().order_by(|p| p.name.asc()))
        .all(db)
        .await
        .unwrap();
    let lines: Vec<_> = games.iter().map(|game| names(game.players())).collect();
    assert_eq!(lines, ["Ann Ann Ben Cid", "Ann Dee", ""], "Cid's second was struck out");
    let players = Player::query()
        .order_by(|p| p.name.asc())
        .prefetch_related(|p| p.games().order_by(|g| g.day.asc()).select(|g| g.day))
        .all(db)
        .await
        .unwrap();
    let days: Vec<_> = players.iter().map(|player| player.games()).collect();
    assert_eq!(days, [vec![1, 1, 2], vec![1], vec![1], vec![2]]);
    let struck = Game::query()
        .filter(|g| g.day.eq(2))
        .prefetch_related(|g| g.players().with_deleted().order_by(|p| p.name.asc()))
        .one(db)
        .await
        .unwrap();
    assert_eq!(names(struck.players()), "Ann Cid Dee");
}

pub async fn the_row_between_comes_too(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let query = Game::query().order_by(|g| g.day.asc()).prefetch_related(|g| {
        g.players()
            .order_by_through(|a| (a.minutes.desc(), a.id.asc()))
            .with(|p| p.team())
            .with_through()
    });
    let (games, sent) = db.count_statements(async || query.all(db).await.unwrap()).await;
    assert_eq!(sent, 2);
    let lines: Vec<_> = games[0]
        .players()
        .iter()
        .map(|p| format!("{} {} {}", p.team().code, p.name, p.through().minutes))
        .collect();
    assert_eq!(lines, ["BLU Cid 90", "RED Ben 90", "RED Ann 30", "RED Ann 20"]);
    let (player, between) = games[1].players()[1].clone().into_parts();
    assert_eq!((player.name.as_str(), between.minutes), ("Dee", 45));
    assert_eq!((between.game_id, between.player_id), (games[1].id, player.id));
    assert!(games[2].players().is_empty());

    // Relations of the row that were fetched, not joined, come beside the row between, too.
    let fetched = Game::query().filter(|g| g.day.eq(2)).prefetch_related(|g| {
        let below = g.players().prefetch_related(|p| (p.contract(), p.team()));
        let below = below.with(|p| p.games().limit(1)).with_through();
        below.order_by_through(|a| a.minutes.asc())
    });
    let (game, sent) = db.count_statements(async || fetched.one(db).await.unwrap()).await;
    assert_eq!(sent, 5);
    let dee = &game.players()[0];
    assert_eq!((dee.through().minutes, dee.contract().unwrap().wage), (45, 20));
    assert_eq!((dee.team().code.as_str(), dee.games().len()), ("BLU", 1));
}

pub async fn the_row_between_is_a_condition(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let long = Game::query()
        .order_by(|g| g.day.asc())
        .prefetch_related(|g| {
            g.players().filter_through(|a| a.minutes.ge(45)).order_by(|p| p.name.asc())
        })
        .all(db)
        .await
        .unwrap();
    let lines: Vec<_> = long.iter().map(|game| names(game.players())).collect();
    assert_eq!(lines, ["Ben Cid", "Ann Dee", ""]);
    let both = Game::query()
        .order_by(|g| g.day.asc())
        .prefetch_related(|g| {
            let reds = g.players().filter(|p| p.team().code.eq("RED"));
            let most = reds.order_by_through(|a| a.minutes.desc()).limit(1);
            most.filter_through(|a| a.minutes.lt(90)).with_through()
        })
        .all(db)
        .await
        .unwrap();
    let lines: Vec<_> =
        both[0].players().iter().map(|p| (p.name.as_str(), p.through().minutes)).collect();
    assert_eq!(lines, [("Ann", 30)]);
    assert!(both[1].players().is_empty());

    let days = async |condition: fn(game::Fields<orm::path::Root<Game>>) -> orm::Cond<Game>| {
        let games = Game::query().filter(condition).order_by(|g| g.day.asc());
        games.select(|g| g.day).all(db).await.unwrap()
    };
    let short =
        |g: game::Fields<orm::path::Root<Game>>| g.players().filter_through(|a| a.minutes.lt(25));
    assert_eq!(
        days(|g| g.players().filter_through(|a| a.minutes.lt(25)).any(|p| p.name.eq("Ann"))).await,
        [1]
    );
    assert_eq!(
        days(|g| g.players().filter_through(|a| a.minutes.gt(80)).any(|p| p.name.eq("Ann"))).await,
        [2]
    );
    assert_eq!(days(|g| g.players().filter_through(|a| a.minutes.gt(50)).count().gt(1)).await, [1]);
    assert_eq!(Game::query().filter(|g| short(g).is_absent()).count(db).await.unwrap(), 2);
    let cid = |p: player::Fields<_>| p.name.eq("Cid");
    let struck = Game::query()
        .filter(|g| g.players().with_deleted().filter_through(|a| a.minutes.eq(10)).any(cid));
    assert_eq!(struck.count(db).await.unwrap(), 1);
}

pub async fn limits_count_for_each_parent(t: &TestDb) {
    league(t).await.unwrap();
    let db = &t.db;
    let games = Game::query()
        .order_by(|g| g.day.asc())
        .prefetch_related(|g| {
            let second = g.players().order_by_through(|a| (a.minutes.desc(), a.id.desc())).limit(2);
            second.offset(1).with_through()
        })
        .all(db)
        .await
        .unwrap();
    let lines: Vec<Vec<_>> = games
        .iter()
        .map(|g| g.players().iter().map(|p| (p.name.as_str(), p.through().minutes)).collect())
        .collect();
    assert_eq!(lines, [vec![("Cid", 90), ("Ann", 30)], vec![("Dee", 45)], vec![]]);
}
