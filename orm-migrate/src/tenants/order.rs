//! The order in which rows of tables can be written that refer to each other.

use crate::Error;
use orm::schema::{ForeignKey, Table};

/// A table, and its columns that are written when all rows are there: references in a circle.
#[derive(Debug, PartialEq)]
pub(super) struct Ordered {
    pub(super) table: &'static Table,
    pub(super) late: Vec<&'static str>,
}

/// The tables, those that are referred to first; circles are broken where a reference may be empty.
///
/// # Errors
/// [`is_refused`](Error::is_refused) if each reference of a circle has to be there.
pub(super) fn order(tables: &[&'static Table]) -> Result<Vec<Ordered>, Error> {
    let mut left: Vec<&'static Table> = tables.to_vec();
    let mut done: Vec<Ordered> = Vec::new();
    while !left.is_empty() {
        let is_open = |table: &Table, key: &ForeignKey| {
            let target = (key.target)();
            *target != *table && left.contains(&target)
        };
        let is_free = |table: &&Table| table.foreign_keys.iter().all(|key| !is_open(table, key));
        let may_be_empty = |table: &&Table| {
            let mut open = table.foreign_keys.iter().filter(|key| is_open(table, key));
            open.all(|key| !empty_columns(table, key).is_empty())
        };
        let next = left.iter().position(is_free).or_else(|| left.iter().position(may_be_empty));
        let Some(next) = next else {
            let names: Vec<_> = left.iter().map(|table| table.name).collect();
            let text = format!("the tables {} refer to each other in circles", names.join(", "));
            return Err(Error::refused(text));
        };
        let table = left[next];
        let itself_too = |key: &&ForeignKey| left.contains(&(key.target)());
        let late = table.foreign_keys.iter().filter(itself_too);
        let late = late.flat_map(|key| empty_columns(table, key)).collect();
        left.remove(next);
        done.push(Ordered { table, late });
    }
    Ok(done)
}

/// The columns of a reference that can be empty, so that it is none.
fn empty_columns(table: &Table, key: &ForeignKey) -> Vec<&'static str> {
    let is_nullable = |name: &&&str| table.column(name).is_some_and(|column| column.nullable);
    key.columns.iter().filter(is_nullable).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use orm::Model;

    #[derive(Model)]
    #[model(table = "teams")]
    struct Team {
        #[model(primary_key)]
        id: i64,
        #[model(references = Player, relation = captain)]
        captain_id: Option<i64>,
    }

    #[derive(Model)]
    #[model(table = "players")]
    struct Player {
        #[model(primary_key)]
        id: i64,
        #[model(references = Team)]
        team_id: i64,
        #[model(references = Player, relation = coach)]
        coach_id: Option<i64>,
    }

    #[derive(Model)]
    #[model(table = "goals")]
    struct Goal {
        #[model(primary_key)]
        id: i64,
        #[model(references = Player)]
        player_id: i64,
    }

    #[derive(Model)]
    #[model(table = "hens")]
    struct Hen {
        #[model(primary_key)]
        id: i64,
        #[model(references = Egg)]
        egg_id: i64,
    }

    #[derive(Model)]
    #[model(table = "eggs")]
    struct Egg {
        #[model(primary_key)]
        id: i64,
        #[model(references = Hen)]
        hen_id: i64,
    }

    #[track_caller]
    fn check(tables: &[&'static Table], expect: &[(&str, &[&str])]) {
        let ordered = order(tables).expect("there is an order");
        let names: Vec<_> =
            ordered.iter().map(|one| (one.table.name, one.late.as_slice())).collect();
        assert_eq!(names, expect);
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        let players = ("players", &["coach_id"][..]);
        check(&[Goal::TABLE, Player::TABLE], &[players, ("goals", &[])]);
        let teams = ("teams", &["captain_id"][..]);
        check(&[Goal::TABLE, Player::TABLE, Team::TABLE], &[teams, players, ("goals", &[])]);
        check(&[Team::TABLE, Goal::TABLE], &[("teams", &[]), ("goals", &[])]);
        check(&[], &[]);
    }

    #[test]
    fn a_circle_that_cannot_be_broken_is_refused() {
        let error = order(&[Hen::TABLE, Egg::TABLE]).unwrap_err();
        assert!(error.is_refused());
        check(&[Hen::TABLE], &[("hens", &[])]);
    }
}
