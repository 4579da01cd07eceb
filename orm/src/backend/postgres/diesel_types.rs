//! Types that only the database knows: an enum or an extension's type has another number in each.
//!
//! Diesel asks for the number while it writes the values, where nothing can wait. So an unknown type
//! gets a number made up, twice: where the two results differ, the number stands. It is replaced when
//! the database has been asked.

use super::connection::{PgConnection, Prepare};
use super::decode;
use super::diesel::diesel_error;
use super::encode::Params;
use diesel::QueryResult;
use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata};
use diesel::query_builder::QueryFragment;
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::result::Error as DieselError;
use futures_util::TryStreamExt;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_postgres::types::{Kind, Oid, Type as PgType};

/// Numbers that no database gives out while it is young; the two ranges of numbers made up.
const FIRST: Oid = 0xFFFF_0000;
const SECOND: Oid = 0xFFFE_0000;

/// A schema, if one was given, and a name.
type Name = (Option<String>, String);
type Numbers = HashMap<Name, (Oid, Oid)>;

/// The types that the database was asked for: their numbers, and their arrays' numbers.
#[derive(Default, Clone)]
pub(super) struct KnownTypes(Arc<Mutex<Numbers>>);

/// A query's values, with numbers made up for the types that are not known.
pub(super) struct Collected {
    binds: RawBytesBindCollector<Pg>,
    again: Option<RawBytesBindCollector<Pg>>,
    unknown: Vec<Name>,
}

impl KnownTypes {
    pub(super) fn collect(&self, query: &dyn QueryFragment<Pg>) -> QueryResult<Collected> {
        let (binds, unknown) = self.collect_with(query, FIRST)?;
        let again = match unknown.is_empty() {
            true => None,
            false => Some(self.collect_with(query, SECOND)?.0),
        };
        Ok(Collected { binds, again, unknown })
    }

    fn collect_with(
        &self,
        query: &dyn QueryFragment<Pg>,
        base: Oid,
    ) -> QueryResult<(RawBytesBindCollector<Pg>, Vec<Name>)> {
        let mut binds = RawBytesBindCollector::new();
        let mut lookup = Lookup { known: self.clone(), base, unknown: Vec::new() };
        query.collect_binds(&mut binds, &mut lookup, &Pg)?;
        Ok((binds, lookup.unknown))
    }

    fn get(&self, name: &Name) -> Option<(Oid, Oid)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }
}

struct Lookup {
    known: KnownTypes,
    base: Oid,
    unknown: Vec<Name>,
}

impl PgMetadataLookup for Lookup {
    fn lookup_type(&mut self, name: &str, schema: Option<&str>) -> PgTypeMetadata {
        let name = (schema.map(str::to_owned), name.to_owned());
        let numbers = self.known.get(&name).unwrap_or_else(|| {
            let at =
                self.unknown.iter().position(|unknown| *unknown == name).unwrap_or_else(|| {
                    self.unknown.push(name);
                    self.unknown.len() - 1
                });
            made_up(self.base, at)
        });
        PgTypeMetadata::from_result(Ok(numbers))
    }
}

fn made_up(base: Oid, at: usize) -> (Oid, Oid) {
    let number = base + 2 * at as Oid;
    (number, number + 1)
}

impl Collected {
    /// The values with the database's own numbers.
    pub(super) async fn resolve(mut self, connection: &PgConnection) -> QueryResult<Params> {
        let mut numbers = Vec::with_capacity(self.unknown.len());
        for (at, name) in self.unknown.iter().enumerate() {
            let found = connection.type_numbers(name).await?;
            let (first, second) = (made_up(FIRST, at), made_up(SECOND, at));
            numbers.push((first.0, second.0, found.0));
            numbers.push((first.1, second.1, found.1));
        }
        if let Some(again) = &self.again {
            for (bytes, again) in self.binds.binds.iter_mut().zip(&again.binds) {
                if let (Some(bytes), Some(again)) = (bytes, again) {
                    replace(bytes, again, &numbers);
                }
            }
        }

        let mut params = Params::default();
        for (metadata, bytes) in self.binds.metadata.iter().zip(&self.binds.binds) {
            let number =
                metadata.oid().map_err(|error| DieselError::SerializationError(Box::new(error)))?;
            let number =
                numbers.iter().find(|known| known.0 == number).map_or(number, |known| known.2);
            params.push(pg_type(number), bytes.as_deref());
        }
        Ok(params)
    }
}

/// Replaces the made-up numbers in `first` where `second`, the same value, has the other ones.
fn replace(first: &mut [u8], second: &[u8], numbers: &[(Oid, Oid, Oid)]) {
    let mut at = 0;
    while let (Some(a), Some(b)) =
        (first.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<4>), second.get(at..at + 4))
    {
        let found = numbers
            .iter()
            .find(|(first, second, _)| *a == first.to_be_bytes() && *b == second.to_be_bytes());
        match found {
            Some((_, _, number)) => {
                *a = number.to_be_bytes();
                at += 4;
            }
            None => at += 1,
        }
    }
}

/// tokio-postgres wants a type, and uses its number.
fn pg_type(number: Oid) -> PgType {
    PgType::from_oid(number).unwrap_or_else(|| {
        PgType::new(format!("type {number}"), number, Kind::Simple, String::new())
    })
}

impl PgConnection {
    async fn type_numbers(&self, name: &Name) -> QueryResult<(Oid, Oid)> {
        let mut params = Params::default();
        params.push(PgType::TEXT, name.0.as_deref().map(str::as_bytes));
        params.push(PgType::TEXT, Some(name.1.as_bytes()));
        let request = self.request();
        let result = async {
            let mut rows = pin!(self.rows(&LOOKUP.into(), &params, Prepare::Kept).await?);
            let mut found = None;
            while let Some(row) = rows.try_next().await.map_err(|error| self.cause(error))? {
                found = Some((number(&row, 0), number(&row, 1)));
            }
            Ok(found)
        }
        .await;
        request.end(&result);
        match result.map_err(diesel_error)? {
            Some((Some(number), Some(array))) => {
                let known = &self.diesel.types.0;
                known
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(name.clone(), (number, array));
                Ok((number, array))
            }
            _ => Err(DieselError::SerializationError(
                format!("the database has no type {}", name.1).into(),
            )),
        }
    }
}

/// A name without a schema is looked up along the search path.
const LOOKUP: &str = "SELECT t.oid, t.typarray FROM pg_catalog.pg_type t \
    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
    WHERE CASE WHEN $1 IS NULL THEN t.oid = to_regtype(quote_ident($2)) \
    ELSE t.typname = $2 AND n.nspname = $1 END";

fn number(row: &tokio_postgres::Row, at: usize) -> Option<Oid> {
    let bytes = decode::raw(row, at).ok()?.bytes?;
    Some(Oid::from_be_bytes(bytes.try_into().ok()?))
}
