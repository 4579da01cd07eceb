//! Scopes: whose rows a statement reaches, as types and at run time.

use crate::db::{Db, Executor, ReadTx, Tenancy, Tx};
use crate::directory::{Core, Errand, Live, Pass, Placed};
use crate::error::{Error, Kind};
use crate::schema::Table;
use crate::value::{DbType, Value};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The scope of models whose rows belong to nobody in particular: every executor reaches them.
#[derive(Debug, Clone, Copy)]
pub enum Global {}

/// The scope of models with `#[model(tenant = ..)]`: each row belongs to the tenant that its column of
/// the type `T` names.
#[derive(Debug, Clone, Copy)]
pub struct PerTenant<T>(PhantomData<fn() -> T>);

/// An executor that reaches the rows of models with the scope `S`, [`Model::Scope`](crate::Model::Scope).
///
/// Everything reaches [`Global`] rows; those that are [`PerTenant`] only a [`TenantExecutor`]. Code for
/// any model asks for it:
///
/// ```
/// use orm::scope::Reaches;
/// use orm::{Error, Model, Query};
///
/// async fn how_many<M: Model>(db: &impl Reaches<M::Scope>) -> Result<i64, Error> {
///     Query::<M>::new().count(db).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not reach rows that are `{S}`",
    label = "rows that are `PerTenant` need a tenant here, such as `&db.tenant(id)`; `Global` ones `&db` or a transaction",
    note = "name the tenant: `db.tenant(id)` with an id of that type, and in a transaction of its own `tenant.transaction(async |tx| ..)`",
    note = "for the rows of all tenants: `db.across_tenants(\"why\")`",
    note = "in code for any tenant: `db: &impl TenantExecutor<Id>`; for any model: `db: &impl Reaches<M::Scope>`"
)]
pub trait Reaches<S>: Executor {}

impl<E: Executor + ?Sized> Reaches<Global> for E {}

#[diagnostic::do_not_recommend]
impl<T: DbType, E: TenantExecutor<T> + ?Sized> Reaches<PerTenant<T>> for E {}

/// An executor that has a tenant with an id of the type `T`, or all tenants:
/// [`Tenant`](crate::Tenant), its transactions, and [`AllTenants`](crate::AllTenants).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no tenant with an id of type `{T}`",
    label = "expected a tenant, such as `&db.tenant(id)`"
)]
pub trait TenantExecutor<T>: Executor {
    /// Nobody else can implement the trait: its type has no name outside.
    #[doc(hidden)]
    fn seal(&self, _: seal::Seal);

    /// The tenant's id, for SQL by hand and for what the program keeps elsewhere.
    ///
    /// ```
    /// use orm::scope::TenantExecutor;
    /// use orm::{Db, Error};
    ///
    /// async fn longest(tenant: &impl TenantExecutor<i64>) -> Result<Option<i32>, Error> {
    ///     let text = "SELECT max(length(number)) FROM invoices WHERE tenant_id = $1";
    ///     let longest = orm::sql(text).bind(tenant.id()?).unscoped("has the condition");
    ///     longest.one(tenant).await
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # orm::sql::<()>("CREATE TABLE invoices (tenant_id, number)").exec(&db).await?;
    /// # orm::sql::<()>("INSERT INTO invoices VALUES (7, 'A-1'), (8, 'A-10')").exec(&db).await?;
    /// let acme = db.tenant(7_i64);
    /// assert_eq!(acme.id()?, 7);
    /// assert_eq!(longest(&acme).await?, Some(3));
    /// assert_eq!(acme.transaction(async |tx| longest(tx).await).await?, Some(3));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) of all tenants, and if the id is empty;
    /// [`is_decode`](Error::is_decode) if its type does not read what it writes.
    fn id(&self) -> Result<T, Error>
    where
        T: DbType,
    {
        let id = self.target().context().reach.one_id()?;
        T::from_value(id.clone()).map_err(|error| {
            Error::new(Kind::Decode, "the type of the tenant's id does not read it")
                .with_source(error)
        })
    }
}

pub(crate) mod seal {
    #[derive(Debug)]
    pub enum Seal {}
}

/// That these executors have a tenant with such an id.
macro_rules! tenant_executor {
    ($([$($generics:tt)*] $executor:ty: $id:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::scope::TenantExecutor<$id> for $executor {
            fn seal(&self, _: $crate::scope::seal::Seal) {}
        }
    )+};
}
pub(crate) use tenant_executor;

tenant_executor! { [T, E: TenantExecutor<T> + ?Sized] &E: T; }

/// The id that nobody can name, of the tenant that nobody has.
///
/// While the compiler does not know yet whose rows are meant, because the executor is the first argument,
/// it takes the only scope that there could be; with these there are two, and it waits until it knows.
/// Otherwise its message would be of a type that it did not find to be [`Global`].
#[doc(hidden)]
#[derive(Debug)]
pub enum NoTenant {}

tenant_executor! {
    [] Db: NoTenant;
    [] Tx: NoTenant;
    [] ReadTx: NoTenant;
}

/// Rows of this scope may refer to rows of the scope `To`: a tenant's to its own and to those that
/// belong to nobody, and these to each other.
#[diagnostic::on_unimplemented(
    message = "rows that are `{Self}` cannot refer to rows that are `{To}`",
    label = "the rows of this model belong to tenants",
    note = "give the model that refers to it a tenant's column of the same type, and write `#[model(tenant = ..)]`: the reference then stays within a tenant"
)]
pub trait RefersTo<To> {}

impl RefersTo<Global> for Global {}
impl<T> RefersTo<Global> for PerTenant<T> {}
impl<T> RefersTo<PerTenant<T>> for PerTenant<T> {}

/// Whose rows a statement reaches.
#[derive(Debug, Clone, Default)]
pub(crate) enum Reach {
    /// Only what belongs to nobody in particular.
    #[default]
    None,
    /// One tenant's.
    Tenant(Arc<OneTenant>),
    /// Those of all tenants.
    All {
        /// Why no statement reaches those of all, if tenants have tables of their own.
        apart: Option<&'static str>,
    },
}

/// A tenant, to a statement.
pub(crate) struct OneTenant {
    id: Value,
    /// The schema with its tables, if it has one of its own; or why it can have none.
    schema: Result<Option<String>, Error>,
    /// The tenant's condition is left out: only the server's policies are left.
    is_unconditional: bool,
    gate: Gate,
}

/// What a tenant's statements pass before they are sent.
#[derive(Clone)]
enum Gate {
    /// Nothing.
    Open,
    /// The directory's entry of the tenant, which says where it is: in the place with this number.
    #[cfg_attr(not(feature = "directory"), expect(dead_code))]
    Directory { core: Arc<Core>, live: Arc<Live>, place: u64, is_managed: bool },
    /// Nothing gets through: the tenant is somewhere else, and nobody asked where.
    Shut,
}

/// The scope of what has no tenant.
pub(crate) static NO_TENANT: Reach = Reach::None;

impl OneTenant {
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if it is empty.
    pub(crate) fn checked_id(&self) -> Result<&Value, Error> {
        match is_empty(&self.id) {
            true => Err(Error::new(Kind::Unscoped, "the tenant's id is empty")),
            false => Ok(&self.id),
        }
    }
}

impl Reach {
    pub(crate) fn tenant(id: &impl DbType, tenancy: &Tenancy) -> Reach {
        let id = id.to_value();
        // What is no tenant's id has an error of its own.
        let schema = if is_empty(&id) { Ok(None) } else { tenancy.schema_of(&id) };
        let gate = if *tenancy == Tenancy::Directory { Gate::Shut } else { Gate::Open };
        Reach::Tenant(Arc::new(OneTenant { id, schema, is_unconditional: false, gate }))
    }

    /// A tenant in a place that whoever asks for it answers for.
    #[cfg(feature = "directory")]
    pub(crate) fn placed_tenant(id: Value, placed: &Placed) -> Reach {
        let schema = Ok(placed.schema.clone());
        let gate = Gate::Open;
        Reach::Tenant(Arc::new(OneTenant { id, schema, is_unconditional: false, gate }))
    }

    /// A tenant of a directory, in its place; one that is managed is let through in every state.
    #[cfg(feature = "directory")]
    pub(crate) fn directory_tenant(
        id: Value,
        (core, live): (Arc<Core>, Arc<Live>),
        placed: &Placed,
        is_managed: bool,
    ) -> Reach {
        let schema = Ok(placed.schema.clone());
        let gate = Gate::Directory { core, live, place: placed.number, is_managed };
        Reach::Tenant(Arc::new(OneTenant { id, schema, is_unconditional: false, gate }))
    }

    /// The same tenant in another place.
    pub(crate) fn placed(&self, placed: &Placed) -> Reach {
        match self {
            Reach::Tenant(tenant) => {
                let gate = match tenant.gate.clone() {
                    Gate::Directory { core, live, is_managed, .. } => {
                        Gate::Directory { core, live, place: placed.number, is_managed }
                    }
                    gate => gate,
                };
                Reach::Tenant(Arc::new(OneTenant {
                    id: tenant.id.clone(),
                    schema: Ok(placed.schema.clone()),
                    is_unconditional: tenant.is_unconditional,
                    gate,
                }))
            }
            Reach::None | Reach::All { .. } => self.clone(),
        }
    }

    fn gate(&self) -> &Gate {
        match self {
            Reach::Tenant(tenant) => &tenant.gate,
            Reach::None | Reach::All { .. } => &Gate::Open,
        }
    }

    /// The directory's entry of the tenant that is reached, if it came from one.
    pub(crate) fn live(&self) -> Option<&Arc<Live>> {
        match self.gate() {
            Gate::Directory { live, .. } => Some(live),
            Gate::Open | Gate::Shut => None,
        }
    }

    /// The number of the place that a directory's tenant is in here.
    pub(crate) fn place_number(&self) -> u64 {
        match self.gate() {
            Gate::Directory { place, .. } => *place,
            Gate::Open | Gate::Shut => 0,
        }
    }

    /// To be asked before a statement is sent, or a transaction begun, and kept until its end.
    ///
    /// # Errors
    /// Those of a directory's tenant (`Live::admit`); [`is_unscoped`](Error::is_unscoped) if there is a
    /// directory, and the tenant is not from it.
    pub(crate) async fn admit(
        &self,
        errand: Errand,
        takes_connection: bool,
    ) -> Result<Option<Pass>, Error> {
        match self.gate() {
            Gate::Open | Gate::Directory { is_managed: true, .. } => Ok(None),
            Gate::Directory { core, live, place, .. } => {
                live.admit(core, errand, *place, takes_connection).await.map(Some)
            }
            Gate::Shut => Err(in_directory()),
        }
    }

    /// Waits until it is known where a directory's tenant was moved to from here, five seconds at most.
    pub(crate) async fn follow(&self) {
        if let Gate::Directory { core, live, place, .. } = self.gate() {
            live.follow(core, *place).await;
        }
    }

    /// Where a directory's tenant is now, if it was moved from here and a statement has the same text there.
    pub(crate) fn elsewhere(&self) -> Option<(Db, Reach)> {
        let placed = self.live()?.placed();
        let has_moved = placed.number > self.place_number();
        let is_same = self.schema().is_ok_and(|own| own == placed.schema.as_deref());
        (has_moved && is_same).then(|| (placed.db.clone(), self.placed(&placed)))
    }

    /// The same tenant without the condition that statements have of it.
    pub(crate) fn unconditional(&self) -> Reach {
        match self {
            Reach::Tenant(tenant) => {
                let id = tenant.id.clone();
                let schema = tenant.schema.as_ref().map(Clone::clone).map_err(Error::again);
                let gate = tenant.gate.clone();
                Reach::Tenant(Arc::new(OneTenant { id, schema, is_unconditional: true, gate }))
            }
            Reach::None => Reach::None,
            Reach::All { apart } => Reach::All { apart: *apart },
        }
    }

    pub(crate) fn is_unconditional(&self) -> bool {
        matches!(self, Reach::Tenant(tenant) if tenant.is_unconditional)
    }

    pub(crate) fn all(tenancy: &Tenancy) -> Reach {
        Reach::All { apart: tenancy.apart() }
    }

    pub(crate) fn is_all(&self) -> bool {
        matches!(self, Reach::All { .. })
    }

    /// The schema of the tenant that is reached, if it has one of its own.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if the tenant's id is empty or cannot name a schema, and of
    /// all tenants if each has a schema of its own.
    pub(crate) fn schema(&self) -> Result<Option<&str>, Error> {
        match self {
            Reach::Tenant(tenant) => {
                tenant.checked_id()?;
                tenant.schema.as_ref().map(Option::as_deref).map_err(Error::again)
            }
            Reach::All { apart: Some(why) } => Err(Error::new(Kind::Unscoped, *why)),
            Reach::All { apart: None } | Reach::None => Ok(None),
        }
    }

    /// The tenant's own schema, if this table is in it.
    ///
    /// # Errors
    /// Those of [`schema`](Self::schema), and [`is_unsupported`](Error::is_unsupported) if the model
    /// names a schema for the rows of all tenants.
    pub(crate) fn schema_with(&self, table: &Table) -> Result<Option<&str>, Error> {
        if table.tenant.is_none() {
            return Ok(None);
        }
        match (self.schema()?, table.schema) {
            (Some(_), Some(schema)) => Err(Error::unsupported(format!(
                "each tenant has a schema of its own, and `{}` has tenants and names the schema \
                 `{schema}` for all of them",
                table.model
            ))),
            (own, _) => Ok(own),
        }
    }

    /// The id of the tenant that is reached, if it is one.
    pub(crate) fn id(&self) -> Option<&Value> {
        match self {
            Reach::Tenant(tenant) => Some(&tenant.id),
            Reach::None | Reach::All { .. } => None,
        }
    }

    /// The id of the only tenant that is reached.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if there is none, or its id is empty.
    pub(crate) fn one_id(&self) -> Result<&Value, Error> {
        match self {
            Reach::Tenant(tenant) => tenant.checked_id(),
            Reach::All { .. } | Reach::None => {
                Err(Error::new(Kind::Unscoped, "not one tenant is reached, which would have an id"))
            }
        }
    }

    /// Whether one tenant is reached, and what belongs to this one is another's.
    pub(crate) fn is_strange(&self, owner: Option<&Value>) -> bool {
        self.id().zip(owner).is_some_and(|(id, owner)| id != owner)
    }

    /// The only tenant whose rows of this table are reached; `None` for the rows of all.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if there is no tenant, or its id is empty.
    pub(crate) fn of(&self, table: &Table) -> Result<Option<&Value>, Error> {
        match self {
            Reach::Tenant(tenant) => tenant.checked_id().map(Some),
            Reach::All { .. } => Ok(None),
            Reach::None => Err(Error::new(
                Kind::Unscoped,
                format!(
                    "the rows of `{}` belong to tenants: send the statement through \
                     `db.tenant(id)`, or through `db.across_tenants(\"why\")`",
                    table.model
                ),
            )),
        }
    }

    /// The tenant that a new row of this table belongs to.
    ///
    /// # Errors
    /// Those of [`of`](Self::of), and of a scope of all tenants.
    pub(crate) fn of_new(&self, table: &Table) -> Result<&Value, Error> {
        self.of(table)?.ok_or_else(|| {
            Error::new(
                Kind::Unscoped,
                format!(
                    "a new `{}` belongs to one tenant: insert it through `db.tenant(id)`",
                    table.model
                ),
            )
        })
    }
}

/// The error of a tenant that a directory has, and that was not asked of it.
pub(crate) fn in_directory() -> Error {
    Error::new(
        Kind::Unscoped,
        "the directory says where the tenant is, and whether it is in service: use \
         `directory.tenant(id).await?` in place of `db.tenant(id)`",
    )
}

impl fmt::Debug for OneTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTenant")
    }
}

/// What stands for no tenant: nothing, the empty text, the nil UUID (RFC 9562, 5.9).
pub(crate) fn is_empty(id: &Value) -> bool {
    match id {
        Value::Null(_) => true,
        Value::Text(text) => text.is_empty(),
        #[cfg(feature = "uuid")]
        Value::Uuid(id) => id.is_nil(),
        _ => false,
    }
}
