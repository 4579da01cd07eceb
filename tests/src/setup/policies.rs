//! A test's database behind row-level security, and the roles that this takes.

use super::{TestDb, postgres, superuser};
use orm::schema::Table;
use orm::{Db, DbBuilder, Tenant};

/// What keeps tenants apart in a test's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walls {
    /// The condition of each statement.
    Condition,
    /// The condition, and the server's policies.
    Both,
    /// The policies alone.
    Policies,
}

/// Two roles of one test's own. They stay behind on the private server.
#[derive(Debug, Clone)]
pub struct Roles {
    /// The URL of the test's database as a role for which policies hold: it owns nothing, and reads and
    /// writes every table that the superuser makes.
    pub app: String,
    /// A role for which no policy holds, and which the other one is a member of.
    pub across: String,
}

impl Roles {
    /// Makes them.
    ///
    /// # Panics
    ///
    /// If the test is not on PostgreSQL.
    pub async fn of(t: &TestDb) -> Roles {
        let roles = Roles::known(t);
        let across = &roles.across;
        let app = roles.name();
        let make = format!(
            "CREATE ROLE {across} BYPASSRLS; CREATE ROLE {app} LOGIN PASSWORD 'app' IN ROLE {across}"
        );
        let admin = superuser(t).await;
        admin.batch_execute(&make).await.expect("a superuser can make roles");
        roles.may_use(t).await;
        roles
    }

    /// Gives them rights to everything that the superuser makes in this database from now on.
    ///
    /// # Panics
    ///
    /// If the database is not on PostgreSQL.
    pub async fn may_use(&self, t: &TestDb) {
        let (app, across) = (self.name(), &self.across);
        let rights = [("ALL", "TABLES"), ("ALL", "SEQUENCES"), ("USAGE", "SCHEMAS")];
        let grants = rights.map(|(right, on)| {
            format!("ALTER DEFAULT PRIVILEGES GRANT {right} ON {on} TO {app}, {across}")
        });
        let admin = superuser(t).await;
        admin.batch_execute(&grants.join("; ")).await.expect("a superuser can grant rights");
    }

    /// Those that were made for this database.
    ///
    /// # Panics
    ///
    /// If the test is not on PostgreSQL.
    pub fn known(t: &TestDb) -> Roles {
        let (server, name) = t.url.rsplit_once('/').expect("a URL has a database");
        let (_, place) = server.split_once('@').expect("the URL has a user");
        let app = format!("postgres://{name}_app:app@{place}/{name}");
        Roles { app, across: format!("{name}_all") }
    }

    /// The name of the role for which policies hold.
    pub fn name(&self) -> String {
        self.across.replace("_all", "_app")
    }

    /// A pool of the role for which policies hold.
    pub fn builder(&self) -> DbBuilder {
        Db::builder(&self.app).row_level_security(true).across_role(&self.across)
    }
}

/// A database with these tables and their policies; the pool's role is one for which they hold.
///
/// # Panics
///
/// If there is no server.
pub async fn policies(tables: &[&'static Table], walls: Walls) -> TestDb {
    let mut t = postgres().await;
    let roles = Roles::of(&t).await;
    orm_migrate::create_tables(&t.db, tables).await.expect("the tables are made");
    orm_migrate::enable_row_level_security(&t.db, tables, &roles.name())
        .await
        .expect("they get policies");
    t.db = roles.builder().connect().await.expect("the new role may connect");
    t.walls = walls;
    t
}

impl TestDb {
    /// A tenant behind the walls of this database.
    ///
    /// # Panics
    ///
    /// If the policies alone are asked for, and are not there.
    pub fn tenant<T: orm::DbType>(&self, id: T) -> Tenant<T> {
        let tenant = self.db.tenant(id);
        match self.walls {
            Walls::Condition | Walls::Both => tenant,
            Walls::Policies => tenant.without_condition().expect("row-level security is on"),
        }
    }

    /// Makes tables, and these tenants' own, unless they came with their policies.
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn create_for<T: orm::DbType>(
        &self,
        tables: &[&'static Table],
        tenants: &[Tenant<T>],
    ) {
        if self.walls == Walls::Condition {
            crate::models::create_for(&self.db, tables, tenants).await;
        }
    }

    /// Makes tables, unless they came with their policies.
    ///
    /// # Panics
    ///
    /// If the database refuses.
    pub async fn create(&self, tables: &[&'static Table]) {
        if self.walls == Walls::Condition {
            crate::models::create(&self.db, tables).await;
        }
    }
}
