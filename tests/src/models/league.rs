//! A league: models in a circle, two references to one table, and rows between with columns of their own.

use chrono::{DateTime, Utc};
use orm::{DbType, Model};
use serde::Serialize;

/// A struct inside a row that is loaded.
#[derive(DbType, Debug, Clone, PartialEq, Serialize)]
pub struct Colours {
    pub shirt: String,
    pub shorts: Option<String>,
}

/// One end of a circle, with a unique column that others refer to, and a view behind a relation.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[model(
    has_many(players: Player.team_id),
    has_many(home_games: Game.home_id),
    has_many(away_games: Game.away_id),
    has_many(fans: Fan.team_code),
    has_one(standing: Standing.team_id),
)]
pub struct Team {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub code: String,
    #[model(embed)]
    pub colours: Colours,
    #[model(references = Player)]
    pub captain_id: Option<i64>,
}

/// The other end of the circle.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[model(has_one(contract: Contract.player_id), many_to_many(games: Game through Appearance))]
pub struct Player {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Team)]
    pub team_id: i64,
    pub name: String,
}

/// The other side of a one-to-one, which is deleted softly.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
pub struct Contract {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Player, unique)]
    pub player_id: i64,
    pub wage: i32,
    #[model(soft_delete)]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Two references to one table.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[model(many_to_many(players: Player through Appearance))]
pub struct Game {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Team)]
    pub home_id: i64,
    #[model(references = Team)]
    pub away_id: i64,
    pub day: i32,
}

/// A row between that may be there twice, and that is deleted softly.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
pub struct Appearance {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Game)]
    pub game_id: i64,
    #[model(references = Player)]
    pub player_id: i64,
    pub minutes: i32,
    #[model(soft_delete)]
    pub struck_at: Option<DateTime<Utc>>,
}

/// A reference to a unique column that is no key; it may be absent.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
pub struct Fan {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(references = Team.code, relation = team)]
    pub team_code: Option<String>,
}

/// A view behind a relation, and with one.
#[derive(Model, Debug, Clone, PartialEq, Serialize)]
#[model(table = "standings", view)]
pub struct Standing {
    #[model(primary_key, references = Team)]
    pub team_id: i64,
    pub players: i64,
}
