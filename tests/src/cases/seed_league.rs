//! The rows that the league's cases start from.

use crate::TestDb;
use crate::models::*;
use orm::Error;

/// What is in the league.
#[derive(Debug)]
pub struct League {
    /// RED (captain Ann), BLU (captain Cid), GRN (no captain, no players).
    pub teams: Vec<Team>,
    /// Ann and Ben of RED, Cid and Dee of BLU.
    pub players: Vec<Player>,
    /// Day 1: RED at home to BLU; day 2: BLU to RED; day 3: GRN to RED.
    pub games: Vec<Game>,
}

/// Fills an empty league.
///
/// Ann has a contract for 10, Ben's has ended, Cid has none, Dee's is for 20. On day 1 played Ann (30
/// minutes), Cid (90), Ann again (20) and Ben (90); on day 2 Ann (90), Dee (45), and Cid (10), which was
/// struck out. Fay and Flo are fans of RED, Gil of nobody.
pub async fn league(t: &TestDb) -> Result<League, Error> {
    let db = &t.db;
    create(db, LEAGUE).await;
    let team = |code: &str, shorts: Option<&str>| team::New {
        code: code.into(),
        colours: Colours { shirt: code.to_lowercase(), shorts: shorts.map(Into::into) },
        captain_id: None,
    };
    let mut teams =
        Team::create_many(db, [team("RED", Some("white")), team("BLU", None), team("GRN", None)])
            .await?;
    let player =
        |team: usize, name: &str| player::New { team_id: teams[team].id, name: name.into() };
    let players = Player::create_many(
        db,
        [player(0, "Ann"), player(0, "Ben"), player(1, "Cid"), player(1, "Dee")],
    )
    .await?;
    for (team, captain) in teams.iter_mut().zip([0, 2]) {
        let patch =
            team::Patch { captain_id: Some(Some(players[captain].id)), ..Default::default() };
        *team = team.update(db, patch).await?;
    }
    let contract = |player: usize, wage| contract::New { player_id: players[player].id, wage };
    let contracts =
        Contract::create_many(db, [contract(0, 10), contract(1, 15), contract(3, 20)]).await?;
    contracts[1].delete(db).await?;
    let game = |home: usize, away: usize, day| game::New {
        home_id: teams[home].id,
        away_id: teams[away].id,
        day,
    };
    let games = Game::create_many(db, [game(0, 1, 1), game(1, 0, 2), game(2, 0, 3)]).await?;
    let played = |game: usize, player: usize, minutes| appearance::New {
        game_id: games[game].id,
        player_id: players[player].id,
        minutes,
    };
    let day_1 = [played(0, 0, 30), played(0, 2, 90), played(0, 0, 20), played(0, 1, 90)];
    let day_2 = [played(1, 0, 90), played(1, 3, 45), played(1, 2, 10)];
    let rows = Appearance::create_many(db, day_1.into_iter().chain(day_2)).await?;
    rows[6].delete(db).await?;
    let fan = |name: &str, code: Option<&str>| fan::New {
        name: name.into(),
        team_code: code.map(Into::into),
    };
    Fan::create_many(db, [fan("Fay", Some("RED")), fan("Flo", Some("RED")), fan("Gil", None)])
        .await?;
    const STANDINGS: &str = "CREATE VIEW standings AS \
         SELECT team_id, count(*) AS players FROM players GROUP BY team_id";
    orm::sql::<()>(STANDINGS).exec(db).await?;
    Ok(League { teams, players, games })
}
