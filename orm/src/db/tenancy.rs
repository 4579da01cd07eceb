//! Where the rows of tenants are: together, or apart.

use super::Db;
use crate::error::{Error, Kind};
use crate::schema::Type;
use crate::scope::in_directory;
use crate::value::{Value, text_form};

/// Where the rows of tenants are. It is a setting, [`DbBuilder::tenancy`](crate::DbBuilder::tenancy):
/// the program's models and statements are the same.
///
/// | | [`Rows`](Self::Rows) | [`Schemas`](Self::Schemas) | [`Directory`](Self::Directory) |
/// |---|---|---|---|
/// | in a URL | `tenancy=rows`, the default | `tenancy=schemas`, `tenancy=schemas:shop_` | `tenancy=directory` |
/// | in the environment | `DB_TENANCY=rows` | `DB_TENANCY=schemas`, `DB_TENANCY=schemas:shop_` | `DB_TENANCY=directory` |
/// | databases | both | PostgreSQL | both; schemas on PostgreSQL |
/// | a tenant | `db.tenant(id)` | `db.tenant(id)` | `directory.tenant(id).await?` |
/// | a tenant's tables | `"orders"`, which all tenants share | `"tenant_7"."orders"` | either, in this database or another |
/// | tables without tenants | `"countries"` | `"countries"` | `"countries"` of the tenant's database |
/// | [`across_tenants`](crate::Db::across_tenants) | one statement for all | refused: one statement a tenant | refused |
/// | statements | stay prepared in each connection | are sent without a name, parsed and planned each time | as of where the tenant is |
///
/// The tenant's column and the condition on it stay in all.
///
/// ```no_run
/// # async fn run() -> Result<(), orm::Error> {
/// use orm::{Db, Tenancy};
///
/// let db = Db::builder("postgres://localhost/shop").tenancy(Tenancy::schemas()).connect().await?;
/// assert_eq!(db.tenant(7_i64).schema()?, Some("tenant_7"));
/// # Ok(()) }
/// ```
///
/// A schema's name is the prefix and the tenant's id: an integer, a UUID, or a text of letters of ASCII,
/// digits, `_` and `-`, 63 bytes in all. Through any other id statements fail with
/// [`is_unscoped`](Error::is_unscoped), unsent. It stands in each statement, in quotes: nothing is set in
/// a session, so that a pooler may be between.
///
/// Changing between tenants costs about what staying with one does: 1.0 to 1.2 times with 10 to 10,000
/// tenants on a connection (PostgreSQL 15, `benches/tenants`), after the first statements for a tenant
/// there, which cost two to three times. The server remembers every table that a session has seen: 15 kB
/// for one with two indexes, until the session ends ([`max_lifetime`](crate::DbBuilder::max_lifetime)).
///
/// `orm_migrate::create_tables` makes what all tenants share, the enum types among it, and
/// `orm_migrate::create_tenant` a tenant's schema. A model with tenants that names a schema itself is
/// refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Tenancy {
    /// The tenants share the tables: a row's tenant is in its column.
    #[default]
    Rows,
    /// Each tenant has a schema of its own with the tables of the models that have tenants.
    Schemas {
        /// What a schema's name begins with, before the tenant's id: 1 to 27 letters of ASCII, digits,
        /// `_` and `-`, so that there is room for a UUID, and not `pg_`, which is the server's.
        prefix: String,
    },
    /// A [`Directory`](crate::Directory) says where each tenant is, and whether it is in service
    /// (feature `directory`).
    Directory,
}

/// A PostgreSQL name has at most so many bytes (manual, 4.1.1); it would cut a longer one off.
const LONGEST_NAME: usize = 63;
/// What a UUID's text leaves of a name.
const LONGEST_PREFIX: usize = LONGEST_NAME - 36;

impl Tenancy {
    /// A schema for each tenant, with the prefix `tenant_`: the tenant 7 is in `tenant_7`.
    pub fn schemas() -> Tenancy {
        Tenancy::Schemas { prefix: "tenant_".to_owned() }
    }

    /// The setting as text.
    pub(crate) fn parse(text: &str) -> Option<Tenancy> {
        match text.split_once(':') {
            None if text == "rows" => Some(Tenancy::Rows),
            None if text == "schemas" => Some(Tenancy::schemas()),
            #[cfg(feature = "directory")]
            None if text == "directory" => Some(Tenancy::Directory),
            Some(("schemas", prefix)) => {
                Some(Tenancy::Schemas { prefix: prefix.to_owned() }).filter(Tenancy::is_valid)
            }
            _ => None,
        }
    }

    pub(crate) fn is_valid(&self) -> bool {
        match self {
            Tenancy::Rows => true,
            Tenancy::Directory => cfg!(feature = "directory"),
            Tenancy::Schemas { prefix } => {
                (1..=LONGEST_PREFIX).contains(&prefix.len())
                    && prefix.bytes().all(is_plain)
                    && !prefix.starts_with("pg_")
            }
        }
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn has_schemas(&self) -> bool {
        matches!(self, Tenancy::Schemas { .. })
    }

    /// Why no statement reaches all tenants' rows, if none does.
    pub(crate) fn apart(&self) -> Option<&'static str> {
        match self {
            Tenancy::Rows => None,
            Tenancy::Schemas { .. } => Some(
                "each tenant has a schema of its own: send the statement for each of them, through \
                 `db.tenant(id)`",
            ),
            Tenancy::Directory => Some(
                "tenants are where the directory says: send the statement for each of them, through \
                 `directory.tenant(id).await?`",
            ),
        }
    }

    /// The schema of the tenant with this id; `None` where tenants share tables. Different ids of one
    /// type have different schemas.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if the id cannot be a part of a name.
    pub(crate) fn schema_of(&self, id: &Value) -> Result<Option<String>, Error> {
        let prefix = match self {
            Tenancy::Rows => return Ok(None),
            Tenancy::Schemas { prefix } => prefix,
            Tenancy::Directory => return Err(in_directory()),
        };
        let names = matches!(
            id.ty(),
            Type::SmallInt | Type::Integer | Type::BigInt | Type::Text | Type::Uuid
        );
        let id = text_form::write(id).filter(|_| names).ok_or_else(|| {
            Error::new(
                Kind::Unscoped,
                "the schema of a tenant is named by an id that is an integer, a text or a UUID",
            )
        })?;
        if id.is_empty() || !id.bytes().all(is_plain) {
            return Err(Error::new(
                Kind::Unscoped,
                "the id of a tenant with a schema of its own is made of letters of ASCII, digits, \
                 `_` and `-`",
            ));
        }
        let name = format!("{prefix}{id}");
        check_name(&name)?;
        Ok(Some(name))
    }
}

/// Whether a tenant's schema may have this name.
///
/// # Errors
/// [`is_unscoped`](Error::is_unscoped) if it may not.
#[cfg(feature = "directory")]
pub(crate) fn check_schema(name: &str) -> Result<(), Error> {
    if name.is_empty() || !name.bytes().all(is_plain) {
        return Err(Error::new(
            Kind::Unscoped,
            "the name of a tenant's schema is made of letters of ASCII, digits, `_` and `-`",
        ));
    }
    check_name(name)
}

fn check_name(name: &str) -> Result<(), Error> {
    if name.len() > LONGEST_NAME {
        return Err(Error::new(
            Kind::Unscoped,
            format!("the name of a tenant's schema has more than {LONGEST_NAME} bytes"),
        ));
    }
    // A short prefix could make one of these.
    if name == "public" || name == "information_schema" || name.starts_with("pg_") {
        return Err(Error::new(
            Kind::Unscoped,
            "the name of a tenant's schema would be that of one that is no tenant's",
        ));
    }
    Ok(())
}

/// What a name can have in every tool without care, though names are always quoted.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

impl Db {
    /// Where the rows of tenants are.
    pub fn tenancy(&self) -> &Tenancy {
        &self.inner.tenancy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Type;

    fn text(id: &str) -> Value {
        Value::Text(id.to_owned().into())
    }

    #[test]
    fn names_are_made_of_ids() {
        let (rows, schemas) = (Tenancy::Rows, Tenancy::schemas());
        let name = |id: &Value| schemas.schema_of(id).unwrap().unwrap();
        assert_eq!(name(&Value::BigInt(7)), "tenant_7");
        assert_eq!(name(&Value::BigInt(i64::MIN)), "tenant_-9223372036854775808");
        assert_eq!(name(&Value::Integer(0)), "tenant_0");
        assert_eq!(name(&Value::SmallInt(1)), "tenant_1");
        assert_eq!(name(&text("Acme-2_x")), "tenant_Acme-2_x");
        assert_eq!(name(&text(&"x".repeat(56))).len(), 63);
        assert_eq!(rows.schema_of(&text("any; text")).unwrap(), None);
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let refused = |id: &Value| {
            let error = Tenancy::schemas().schema_of(id).unwrap_err();
            assert!(error.is_unscoped());
            error.to_string()
        };
        for id in ["", " ", "a b", "a.b", "a\"b", "a'b", "a;b", "a\0b", "ä", "a\n", "x$1", "a/b"] {
            assert!(refused(&text(id)).contains("letters of ASCII"), "{id:?}");
        }
        refused(&text(&"x".repeat(57)));
        refused(&Value::Bool(true));
        refused(&Value::Null(Type::BigInt));
        let short = |prefix: &str| Tenancy::Schemas { prefix: prefix.to_owned() };
        for (prefix, id) in [("p", "ublic"), ("information_", "schema"), ("p", "g_catalog")] {
            assert!(short(prefix).schema_of(&text(id)).unwrap_err().is_unscoped());
        }
    }

    #[test]
    fn settings_are_read() {
        let prefix = |prefix: &str| Some(Tenancy::Schemas { prefix: prefix.to_owned() });
        assert_eq!(Tenancy::parse("rows"), Some(Tenancy::Rows));
        assert_eq!(Tenancy::parse("schemas"), prefix("tenant_"));
        assert_eq!(Tenancy::parse("schemas:shop-"), prefix("shop-"));
        let directory = cfg!(feature = "directory").then_some(Tenancy::Directory);
        assert_eq!(Tenancy::parse("directory"), directory);
        let long = format!("schemas:{}", "x".repeat(28));
        for wrong in ["", "Rows", "rows:", "schemas:", "schemas:a b", "schemas:pg_", &long] {
            assert_eq!(Tenancy::parse(wrong), None, "{wrong}");
        }
    }
}
