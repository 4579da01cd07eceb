//! What every session has, whatever the server's configuration says: `literal()` relies on the second
//! line, and times without a zone on the first.

/// The baseline as the options of the startup packet.
pub(super) const OPTIONS: &str = "-c timezone=UTC -c standard_conforming_strings=on";

/// The same as the server reports it (PostgreSQL manual, 55.2.7).
pub(super) const REPORTED: [(&str, &str); 2] =
    [("TimeZone", "UTC"), ("standard_conforming_strings", "on")];

/// The same for a session whose options a pooler kept from the server.
pub(super) const SET: &str = "SET timezone = 'UTC'; SET standard_conforming_strings = on";

/// What `DISCARD ALL` does, except that prepared statements stay (PostgreSQL manual, "DISCARD").
///
/// `RESET ALL` goes back to what the connection was opened with, and leaves the role out. Behind a
/// pooler, it was the pooler who opened it: hence the baseline.
const RESET: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; \
    UNLISTEN *; SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// Makes a session as good as new.
pub(super) fn reset() -> String {
    format!("{RESET}; {SET}")
}
