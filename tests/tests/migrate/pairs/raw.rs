//! A connection beside the library's, on which migrations are run as they are written.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{Nullable, Text};
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use orm_migrate::{Step, StepKind};
use orm_tests::setup::{TestDb, superuser};
use tokio_postgres::{Client, SimpleQueryMessage};

pub(super) enum Raw {
    Postgres(Client),
    Sqlite(SqliteConnection),
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Nullable<Text>)]
    line: Option<String>,
}

impl Raw {
    pub(super) async fn new(t: &TestDb) -> Raw {
        match t.url.strip_prefix("sqlite://") {
            Some(file) => Raw::Sqlite(SqliteConnection::establish(file).unwrap()),
            None => Raw::Postgres(superuser(t).await),
        }
    }

    pub(super) async fn run(&mut self, sql: &str) -> Result<(), String> {
        let result = match self {
            Raw::Postgres(client) => client.batch_execute(sql).await.map_err(|error| {
                error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
            }),
            Raw::Sqlite(connection) => {
                connection.batch_execute(sql).map_err(|error| error.to_string())
            }
        };
        result.map_err(|error| format!("{error}\n  in {sql}"))
    }

    /// The lines of a query whose only column is the text `line`.
    pub(super) async fn lines(&mut self, sql: &str) -> Result<Vec<String>, String> {
        let failed = |error: String| format!("{error}\n  in {sql}");
        match self {
            Raw::Postgres(client) => {
                let rows =
                    client.simple_query(sql).await.map_err(|error| failed(error.to_string()))?;
                let text = |message| match message {
                    SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("-").to_owned()),
                    _ => None,
                };
                Ok(rows.into_iter().filter_map(text).collect())
            }
            Raw::Sqlite(connection) => {
                let rows: Result<Vec<Line>, _> = diesel::sql_query(sql).load(connection);
                let rows = rows.map_err(|error| failed(error.to_string()))?;
                Ok(rows.into_iter().map(|row| row.line.unwrap_or_else(|| "-".to_owned())).collect())
            }
        }
    }

    /// Runs a migration's steps in one direction.
    pub(super) async fn steps(
        &mut self,
        steps: &[Step],
        in_transaction: bool,
        without_foreign_keys: bool,
    ) -> Result<(), String> {
        let is_sqlite = matches!(self, Raw::Sqlite(_));
        if is_sqlite {
            let on = if without_foreign_keys { "OFF" } else { "ON" };
            self.run(&format!("PRAGMA foreign_keys = {on}")).await?;
        }
        if in_transaction {
            self.run("BEGIN").await?;
        }
        let mut result = Ok(());
        for step in steps {
            assert!(in_transaction || step.kind != StepKind::Transactional || !is_sqlite);
            result = self.run(&step.sql).await;
            if result.is_err() {
                break;
            }
        }
        if is_sqlite && result.is_ok() {
            let check = "SELECT \"table\" AS line FROM pragma_foreign_key_check";
            let broken = self.lines(check).await?;
            result = if broken.is_empty() { Ok(()) } else { Err(format!("dangling: {broken:?}")) };
        }
        if in_transaction {
            self.run(if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        }
        result
    }
}
