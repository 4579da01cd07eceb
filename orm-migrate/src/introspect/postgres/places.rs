//! Which schemas are read, and under which names their contents are described.

use super::super::ReadOptions;
use super::text::replace_names;
use crate::error::Error;
use crate::schema::ObjectName;
use orm::{Dialect, Executor, Tenancy, sql};

/// The schemas that are read: each by its name in the database, and the one in the description.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// The default one first.
    list: Vec<(String, Option<String>)>,
    /// What the search path has beside: where extensions may be.
    path: Vec<String>,
    /// Whether the names in the database are not those of the description.
    are_renamed: bool,
}

/// The schemas of a search path, and all that are neither the server's nor an extension's.
const SCHEMAS: &str = "SELECT pg_catalog.current_schemas(false)::text[], ARRAY( \
     SELECT n.nspname::text FROM pg_catalog.pg_namespace n \
     WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS ( \
         SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_namespace'::regclass \
         AND d.objid = n.oid AND d.deptype = 'e') \
     ORDER BY n.nspname COLLATE \"C\")";

impl Places {
    /// The schemas of a database that are asked for.
    pub(crate) async fn of_database<E: Executor>(
        tx: &E,
        tenancy: &Tenancy,
        options: &ReadOptions,
    ) -> Result<Places, Error> {
        let (path, mut others) = sql::<(Vec<String>, Vec<String>)>(SCHEMAS).one(tx).await?;
        let default = path.first().cloned().unwrap_or_else(|| "public".to_owned());
        let is_tenants = |name: &String| match tenancy {
            Tenancy::Schemas { prefix } => name.starts_with(prefix.as_str()),
            _ => false,
        };
        others.retain(|name| match &options.schemas {
            Some(named) => named.contains(name),
            None => !is_tenants(name),
        });
        others.retain(|name| *name != default && Some(name) != options.tenant.as_ref());
        let mut list = vec![(default, None)];
        list.extend(options.tenant.iter().map(|tenant| (tenant.clone(), None)));
        list.extend(others.into_iter().map(|name| (name.clone(), Some(name))));
        Ok(Places { list, path, are_renamed: false })
    }

    /// Schemas with names of their own that stand for those of a description, the default one first.
    pub(crate) fn shadow(list: Vec<(String, Option<String>)>, path: Vec<String>) -> Places {
        Places { list, path, are_renamed: true }
    }

    /// Sets the search path for the rest of the transaction: what is described without a schema, then
    /// what the connection's own path has.
    pub(crate) async fn set_path<E: Executor>(&self, tx: &E) -> Result<(), Error> {
        let plain = self.list.iter().filter(|(_, name)| name.is_none()).map(|(real, _)| real);
        // A tenant's tables hide shared ones of the same name, as they do for its statements.
        let mut path: Vec<_> = plain.rev().map(|name| Dialect::Postgres.quoted(name)).collect();
        for name in &self.path {
            let real =
                self.list.iter().find(|(_, of)| of.as_ref() == Some(name) && self.are_renamed);
            let beside = real.map(|(real, _)| real).into_iter().chain([name]);
            path.extend(beside.map(|name| Dialect::Postgres.quoted(name)));
        }
        const SET: &str = "SELECT pg_catalog.set_config('search_path', $1, true)";
        sql::<String>(SET).bind(path.join(", ")).one(tx).await?;
        Ok(())
    }

    /// The names in the database.
    pub(crate) fn real(&self) -> Vec<String> {
        self.list.iter().map(|(real, _)| real.clone()).collect()
    }

    /// The schemas of the description beside the default one.
    pub(crate) fn named(&self) -> Vec<String> {
        self.list.iter().filter_map(|(_, name)| name.clone()).collect()
    }

    /// The name in the description.
    pub(crate) fn name(&self, schema: String, name: String) -> ObjectName {
        match self.list.iter().find(|(real, _)| *real == schema) {
            Some((_, schema)) => ObjectName { schema: schema.clone(), name },
            None => ObjectName::within(schema, name),
        }
    }

    /// A text of the database with the names of the description.
    pub(crate) fn text(&self, text: String) -> String {
        if self.are_renamed { replace_names(&text, &self.list) } else { text }
    }
}
