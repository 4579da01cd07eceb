//! Lists and documents: arrays and `jsonb` on PostgreSQL, JSON texts on SQLite.

use super::Dialect;
use super::writer::Writer;
use crate::error::Error;
use crate::schema::Type;
use crate::stmt::{Expr, Hidden};
use crate::value::Value;

impl Writer<'_> {
    /// The list is bound as one array, so that the text is the same for any length.
    pub(super) fn in_list(&mut self, ty: Type, expr: &Expr, values: &[Value]) -> Result<(), Error> {
        self.collated(expr, ty)?;
        match self.dialect {
            Dialect::Postgres => {
                self.push(" = ANY(");
                self.bind(Value::Array(ty, values.to_vec()));
                self.push(")");
            }
            Dialect::Sqlite => {
                self.push(" IN (SELECT ");
                self.push(&element(ty, "value"));
                self.push(" FROM json_each(");
                self.bind(Value::Text(list_text(values)?.into()));
                self.push("))");
            }
        }
        Ok(())
    }

    pub(super) fn array_has(&mut self, ty: Type, expr: &Expr, element: &Expr) -> Result<(), Error> {
        match self.dialect {
            Dialect::Postgres => {
                self.nested(element)?;
                self.push(" = ANY(");
                self.expr(expr)?;
                self.push(")");
            }
            Dialect::Sqlite if ty == Type::Json => {
                return Err(Error::unsupported("SQLite has no `has` for lists of documents"));
            }
            Dialect::Sqlite => {
                // Of no list it is unknown whether it has an element.
                self.push("CASE WHEN ");
                self.nested(expr)?;
                self.push(" IS NOT NULL THEN ");
                self.collated(element, ty)?;
                self.push(" IN (SELECT ");
                // JSON has no form for bytes: a column holds their digits.
                self.push(if ty == Type::Bytes { "unhex(value)" } else { "value" });
                self.push(" FROM json_each(");
                self.expr(expr)?;
                self.push(")) END");
            }
        }
        Ok(())
    }

    pub(super) fn array_length(&mut self, expr: &Expr) -> Result<(), Error> {
        self.push(match self.dialect {
            Dialect::Postgres => "cardinality(",
            Dialect::Sqlite => "json_array_length(",
        });
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    /// PostgreSQL takes the whole path as one array, SQLite one step at a time.
    pub(super) fn json_text(&mut self, expr: &Expr, path: &[Hidden]) -> Result<(), Error> {
        match self.dialect {
            Dialect::Postgres => {
                self.push("(");
                self.nested(expr)?;
                self.push(" #>> ");
                let steps = path.iter().map(|step| Value::Text(step.0.clone().into())).collect();
                self.bind(Value::Array(Type::Text, steps));
                self.push(")");
            }
            Dialect::Sqlite => {
                self.push("CAST(");
                match path.split_last() {
                    Some((last, before)) => self.json_step(expr, before, last, "")?,
                    None => {
                        self.nested(expr)?;
                        self.push(" ->> '$'");
                    }
                }
                self.push(" AS TEXT)");
            }
        }
        Ok(())
    }

    /// `(SELECT value FROM json_each(..) WHERE CAST(key AS TEXT) = ?)`: any key can be asked for so,
    /// and an index like a key, which a path of SQLite's own (`$.key`) cannot do.
    fn json_step(
        &mut self,
        expr: &Expr,
        before: &[Hidden],
        step: &str,
        only: &str,
    ) -> Result<(), Error> {
        self.push("(SELECT value FROM json_each(");
        match before.split_last() {
            // A text on the way is no document, and reading it as one would be an error.
            Some((last, before)) => {
                self.json_step(expr, before, last, " AND type IN ('object', 'array')")?;
            }
            None => self.expr(expr)?,
        }
        self.push(") WHERE CAST(key AS TEXT) = ");
        self.bind(Value::Text(step.to_owned().into()));
        self.push(only);
        self.push(")");
        Ok(())
    }
}

/// How an element of a bound list is read, for types that JSON does not hold exactly.
pub(super) fn element(ty: Type, value: &str) -> String {
    match ty {
        Type::Real | Type::Double => format!("double_from_bits({value})"),
        Type::Bytes => format!("unhex({value})"),
        _ => value.to_owned(),
    }
}

#[cfg(feature = "sqlite")]
pub(super) fn list_text(values: &[Value]) -> Result<String, Error> {
    crate::backend::sqlite::array::list(values)
}

#[cfg(not(feature = "sqlite"))]
pub(super) fn list_text(_: &[Value]) -> Result<String, Error> {
    Err(Error::unsupported("SQLite is not compiled in: the feature `sqlite` is off"))
}
