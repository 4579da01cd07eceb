//! Where the tenants' rows are: the tables of a strategy, with fifty tenants that name everything alike.

use crate::dice::Dice;
use crate::state::{Human, State};
use orm::{AllTenants, Db, Dialect, Tenant};
use orm_tests::models::{TENANTS, create, create_for};

/// How tenants are kept apart. The suite asks nothing else of a strategy, so that each that is added
/// goes through all of it.
pub(crate) trait Strategy: Clone + Send + Sync + 'static {
    /// Makes the tables of all tenants.
    async fn make(&self, db: &Db, tenants: &[i64]);

    /// A tenant's handle.
    fn tenant(&self, db: &Db, id: i64) -> impl Future<Output = Tenant<i64>> + Send;

    /// The handle of all tenants, if there is one.
    fn all(&self, db: &Db) -> Option<AllTenants> {
        Some(db.across_tenants("a test of isolation"))
    }

    /// Whether statements have the tenant's condition.
    fn has_condition(&self) -> bool {
        true
    }

    /// Whether tenants can have rows with the same numbers.
    fn shares_numbers(&self, dialect: Dialect) -> bool {
        dialect == Dialect::Postgres
    }

    /// Whether the tenant has tables of its own.
    fn is_alone(&self, _: i64) -> bool {
        false
    }

    /// A table's name for statements by hand, of the tenant.
    fn table(&self, _: i64, table: &str) -> String {
        table.to_owned()
    }

    /// Where the tenant's tables are, for statements by hand.
    fn database(&self, outside: &Db, _: i64) -> Db {
        outside.clone()
    }

    /// Something that happens to a tenant now and then, while nobody works for it.
    fn befall(&self, _: i64, _: &mut Dice) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// One set of tables, with the tenant's column in each row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows;

impl Strategy for Rows {
    async fn make(&self, db: &Db, _: &[i64]) {
        create(db, TENANTS).await;
    }

    async fn tenant(&self, db: &Db, id: i64) -> Tenant<i64> {
        db.tenant(id)
    }
}

/// The same behind row-level security: the tables are there, with their policies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policies {
    /// The statements' own condition is left out.
    pub(crate) alone: bool,
}

impl Strategy for Policies {
    async fn make(&self, _: &Db, _: &[i64]) {}

    async fn tenant(&self, db: &Db, id: i64) -> Tenant<i64> {
        let tenant = db.tenant(id);
        match self.alone {
            true => tenant.without_condition().expect("row-level security is on"),
            false => tenant,
        }
    }

    fn has_condition(&self) -> bool {
        !self.alone
    }
}

/// A schema for each tenant, with all ids and keys the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schemas;

impl Strategy for Schemas {
    async fn make(&self, db: &Db, tenants: &[i64]) {
        let tenants: Vec<_> = tenants.iter().map(|id| db.tenant(*id)).collect();
        create_for(db, TENANTS, &tenants).await;
    }

    async fn tenant(&self, db: &Db, id: i64) -> Tenant<i64> {
        db.tenant(id)
    }

    fn all(&self, _: &Db) -> Option<AllTenants> {
        None
    }

    fn is_alone(&self, _: i64) -> bool {
        true
    }

    fn table(&self, id: i64, table: &str) -> String {
        format!("\"tenant_{id}\".{table}")
    }
}

pub(crate) const COUNT: i64 = 50;

/// The first tenant's id: long, so that no other number in a message is mistaken for one.
const FIRST: i64 = 7_310_001;

/// What each tenant has at first.
const PEOPLE: i64 = 8;

/// New ids are none of those that the tenants share.
const NEW_IDS: i64 = 100_000;

pub(crate) fn tenants() -> Vec<i64> {
    (FIRST..FIRST + COUNT).collect()
}

/// The first of the ages that tell whose a row is: there are a hundred.
pub(crate) fn ages(tenant: i64) -> i32 {
    i32::try_from(tenant * 100).expect("the ids are small enough")
}

/// The id of a tenant's person: the same in all of them where they can be the same, next to each other's
/// elsewhere.
pub(crate) fn person_id(shares_numbers: bool, tenant: i64, number: i64) -> i64 {
    match shares_numbers {
        true => number + 1,
        false => (number + 1) * 100 + (tenant - FIRST),
    }
}

/// Fills the tables by hand: random rows under the same names and, where they can be, the same ids.
pub(crate) async fn fill(strategy: &impl Strategy, db: &Db, dice: &mut Dice) -> Vec<State> {
    strategy.make(db, &tenants()).await;
    let mut states = Vec::new();
    for tenant in tenants() {
        let of_it = &strategy.database(db, tenant);
        let lands = "INSERT INTO lands (code) VALUES ('DE'), ('FR') ON CONFLICT DO NOTHING";
        run(of_it, lands.to_owned()).await;
        let state = random(strategy.shares_numbers(db.dialect()), tenant, dice);
        insert(strategy, of_it, tenant, &state).await;
        begin_new_ids(strategy, of_it, tenant).await;
        states.push(state);
    }
    states
}

/// Lets the database give new ids, where nobody but this tenant may be adding rows.
pub(crate) async fn begin_new_ids(strategy: &impl Strategy, db: &Db, tenant: i64) {
    for table in ["people", "desks"] {
        let name = strategy.table(tenant, table);
        let begin = match db.dialect() {
            Dialect::Postgres => format!(
                "SELECT setval(pg_get_serial_sequence('{name}', 'id'), \
                 (SELECT greatest(max(id), {NEW_IDS}) FROM {name}))"
            ),
            Dialect::Sqlite => format!(
                "UPDATE sqlite_sequence SET seq = max(seq, {NEW_IDS}) WHERE name = '{name}'"
            ),
        };
        run(db, begin).await;
    }
}

fn random(shares_numbers: bool, tenant: i64, dice: &mut Dice) -> State {
    let mut state = State::default();
    for number in 0..3 {
        let land = dice.one_of(&["DE", "FR"]).to_owned();
        state.firms.insert(format!("f{number}"), (land, dice.below(5) == 0));
    }
    state.skills = (0..4).map(|number| format!("s{number}")).collect();
    let id = |number| person_id(shares_numbers, tenant, number);
    for number in 0..PEOPLE {
        let boss = (number > 0 && dice.below(3) > 0).then(|| id(dice.below(number as u64) as i64));
        let human = Human {
            id: id(number),
            firm: format!("f{}", dice.below(3)),
            boss,
            age: ages(tenant) + dice.below(100) as i32,
            version: 1,
        };
        if dice.below(4) == 0 {
            state.desks.insert(human.id);
        }
        for skill in 0..4 {
            if dice.below(3) == 0 {
                state.links.insert((human.id, format!("s{skill}")));
            }
        }
        state.people.insert(format!("p{number}"), human);
    }
    state
}

async fn insert(strategy: &impl Strategy, db: &Db, tenant: i64, state: &State) {
    let (overriding, now) = match db.dialect() {
        Dialect::Postgres => ("OVERRIDING SYSTEM VALUE ", "now()"),
        Dialect::Sqlite => ("", "'2024-01-01T00:00:00.000000Z'"),
    };
    let null = |id: Option<i64>| id.map_or("NULL".to_owned(), |id| id.to_string());
    let firms = state.firms.iter().map(|(code, (land, gone))| {
        format!("('{code}', {tenant}, '{land}', {})", if *gone { now } else { "NULL" })
    });
    let people = state.people.iter().map(|(email, human)| {
        let Human { id, firm, boss, age, version } = human;
        format!("({id}, {tenant}, '{email}', '{firm}', {}, {age}, {version})", null(*boss))
    });
    // The same ids as other tenants' here, too.
    let desks = state.desks.iter().map(|person| format!("({person}, {tenant}, {person})"));
    let skills = state.skills.iter().map(|name| format!("('{name}', {tenant})"));
    let links = state.links.iter().map(|(id, name)| format!("({id}, '{name}', {tenant})"));
    let tables: [(&str, &str, Vec<String>); 5] = [
        ("firms", "code, tenant_id, land_code, deleted_at", firms.collect()),
        ("people", "id, tenant_id, email, firm_code, boss_id, age, version", people.collect()),
        ("desks", "id, tenant_id, person_id", desks.collect()),
        ("skills", "name, tenant_id", skills.collect()),
        ("person_skills", "person_id, skill_name, tenant_id", links.collect()),
    ];
    for (table, columns, rows) in tables.into_iter().filter(|(_, _, rows)| !rows.is_empty()) {
        let table = strategy.table(tenant, table);
        let overriding = if columns.starts_with("id,") { overriding } else { "" };
        let rows = rows.join(", ");
        run(db, format!("INSERT INTO {table} ({columns}) {overriding}VALUES {rows}")).await;
    }
}

async fn run(db: &Db, sql: String) {
    orm::sql::<()>(orm::unsafe_text(sql)).exec(db).await.unwrap();
}
