//! What Diesel's statements leave behind in a connection is undone before anybody else gets it.

use super::connection::SqliteConnection;
use super::diesel::DieselState;
use super::session::Session;
use diesel::RunQueryDsl;
use diesel::dsl::sql;
use diesel::sql_types::Text;

/// Beside the pragmas with which a connection is opened, those that change what statements mean, or
/// who else can use the file. A change of `temp_store` drops everything that is temporary (SQLite,
/// "PRAGMA temp_store"). The last one reads the file: only then is its lock let go ("PRAGMA
/// locking_mode").
const DEFAULTS: &str = "PRAGMA temp_store = MEMORY; PRAGMA temp_store = DEFAULT; \
    PRAGMA ignore_check_constraints = OFF; PRAGMA legacy_alter_table = OFF; \
    PRAGMA locking_mode = NORMAL; PRAGMA read_uncommitted = OFF; PRAGMA recursive_triggers = OFF; \
    PRAGMA reverse_unordered_selects = OFF; PRAGMA writable_schema = OFF; PRAGMA schema_version";

const DETACH_ALL: &str = "SELECT format('DETACH \"%w\"', name) FROM pragma_database_list \
    WHERE name NOT IN ('main', 'temp')";

impl SqliteConnection {
    /// Makes the connection as good as new, before whatever is sent next.
    pub(super) fn reset_later(&mut self) {
        self.diesel = DieselState::default();
        let _ = self.send(Box::new(Session::reset));
    }
}

impl Session {
    /// Each step goes on after a failed one: a connection in memory cannot be replaced, since its
    /// data would be lost.
    fn reset(&mut self) {
        // It fails if no transaction is open.
        let _ = self.batch("ROLLBACK");
        let settings = self.settings().to_owned();
        let _ = self.batch(&settings);
        let _ = self.batch(DEFAULTS);
        let detach = sql::<Text>(DETACH_ALL).load::<String>(self.connection());
        for statement in detach.unwrap_or_default() {
            let _ = self.batch(&statement);
        }
    }
}
