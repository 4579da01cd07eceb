//! Expressions.

use super::Dialect;
use super::writer::Writer;
use crate::error::{Error, Kind};
use crate::schema::{ColumnName, Type};
use crate::stmt::{Aggregate, ArithmeticOp, CompareOp, Expr, Function, Hops, Select, TextMatch};
use crate::value::Value;

impl Writer<'_> {
    /// An expression, in brackets if it is more than one word.
    pub(super) fn nested(&mut self, expr: &Expr) -> Result<(), Error> {
        let whole = match expr {
            Expr::And(terms) | Expr::Or(terms) => terms.is_empty(),
            Expr::Outer(inner) => return self.outside(|writer| writer.nested(inner)),
            Expr::Compare { .. }
            | Expr::Between { .. }
            | Expr::IsNull { .. }
            | Expr::InList { .. }
            | Expr::InQuery { .. }
            | Expr::Text { .. }
            | Expr::FullText { .. }
            | Expr::Not(_)
            | Expr::JsonContains { .. }
            | Expr::ArrayHas { .. }
            | Expr::Arithmetic { .. } => false,
            _ => true,
        };
        if whole {
            return self.expr(expr);
        }
        self.push("(");
        self.expr(expr)?;
        self.push(")");
        Ok(())
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result<(), Error> {
        match expr {
            Expr::Column { hops, column } => {
                let alias = self.source(hops)?.alias;
                self.qualified(alias, *column);
            }
            Expr::Row { hops } => self.row(hops)?,
            Expr::Outer(expr) => self.outside(|writer| writer.expr(expr))?,
            Expr::Value(value) => self.bind(value.clone()),
            Expr::Excluded(column) => {
                self.push("excluded.");
                self.column_name(*column);
            }
            Expr::Compare { op, ty, lhs, rhs } => self.compare(*op, *ty, lhs, rhs)?,
            Expr::Between { ty, expr, low, high } => {
                self.collated(expr, *ty)?;
                self.push(" BETWEEN ");
                self.nested(low)?;
                self.push(" AND ");
                self.nested(high)?;
            }
            Expr::IsNull { expr, negated } => {
                self.nested(expr)?;
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Expr::InList { ty, expr, values } => self.in_list(*ty, expr, values)?,
            Expr::InQuery { ty, expr, query } => {
                self.collated(expr, *ty)?;
                self.push(" IN ");
                self.subquery(query)?;
            }
            Expr::Text { kind, insensitive, expr, pattern } => {
                self.text(*kind, *insensitive, expr, pattern)?;
            }
            Expr::FullText { expr, words } => {
                self.only_postgres("full-text search (`matches`)")?;
                self.push("to_tsvector('simple', ");
                self.expr(expr)?;
                self.push(") @@ websearch_to_tsquery('simple', ");
                self.bind(Value::Text(words.0.clone().into()));
                self.push(")");
            }
            Expr::And(terms) => self.terms(terms, " AND ", "TRUE")?,
            Expr::Or(terms) => self.terms(terms, " OR ", "FALSE")?,
            Expr::Not(expr) => {
                self.push("NOT ");
                self.nested(expr)?;
            }
            Expr::Arithmetic { op, ty, lhs, rhs } => self.arithmetic(*op, *ty, lhs, rhs)?,
            Expr::Call { function, ty, args } => self.call(*function, *ty, args)?,
            Expr::Case { branches, otherwise } => {
                self.push("CASE");
                for (condition, value) in branches {
                    self.push(" WHEN ");
                    self.expr(condition)?;
                    self.push(" THEN ");
                    self.expr(value)?;
                }
                if let Some(otherwise) = otherwise {
                    self.push(" ELSE ");
                    self.expr(otherwise)?;
                }
                self.push(" END");
            }
            Expr::Exists(query) => self.exists(query)?,
            Expr::Scalar(query) => self.subquery(query)?,
            Expr::Aggregate { function, ty, arg } => {
                self.aggregate(*function, *ty, arg.as_deref())?
            }
            Expr::JsonText { expr, path } => self.json_text(expr, path)?,
            Expr::JsonContains { expr, value } => {
                self.only_postgres("`contains_json`")?;
                self.nested(expr)?;
                self.push(" @> ");
                self.bind(value.clone());
            }
            Expr::ArrayHas { ty, expr, element } => self.array_has(*ty, expr, element)?,
            Expr::ArrayLength(expr) => self.array_length(expr)?,
        }
        Ok(())
    }

    fn subquery(&mut self, query: &Select) -> Result<(), Error> {
        self.push("(");
        self.select(query)?;
        self.push(")");
        Ok(())
    }

    /// All columns of a table, in the order of its struct.
    fn row(&mut self, hops: &Hops) -> Result<(), Error> {
        let source = self.source(hops)?;
        let (alias, table) = (source.alias, source.table);
        self.list(", ", table.columns(), |writer, (column, _)| {
            writer.qualified(alias, column);
            Ok(())
        })
    }

    fn terms(&mut self, terms: &[Expr], separator: &str, none: &str) -> Result<(), Error> {
        match terms {
            [] => {
                self.push(none);
                Ok(())
            }
            // As a tree rather than a chain: SQLite takes no expression deeper than 1,000.
            _ if terms.len() > 64 => {
                let (first, second) = terms.split_at(terms.len() / 2);
                self.push("(");
                self.terms(first, separator, none)?;
                self.push(")");
                self.push(separator);
                self.push("(");
                self.terms(second, separator, none)?;
                self.push(")");
                Ok(())
            }
            _ => self.list(separator, terms, Writer::nested),
        }
    }

    fn compare(&mut self, op: CompareOp, ty: Type, lhs: &Expr, rhs: &Expr) -> Result<(), Error> {
        self.collated(lhs, ty)?;
        self.push(match (op, self.dialect) {
            (CompareOp::Eq, _) => " = ",
            (CompareOp::Ne, _) => " <> ",
            (CompareOp::Lt, _) => " < ",
            (CompareOp::Le, _) => " <= ",
            (CompareOp::Gt, _) => " > ",
            (CompareOp::Ge, _) => " >= ",
            (CompareOp::NotDistinct, _) => " IS NOT DISTINCT FROM ",
            (CompareOp::Distinct, _) => " IS DISTINCT FROM ",
        });
        self.nested(rhs)
    }

    fn text(
        &mut self,
        kind: TextMatch,
        insensitive: bool,
        expr: &Expr,
        pattern: &str,
    ) -> Result<(), Error> {
        let pattern = match kind {
            TextMatch::Like => pattern.to_owned(),
            TextMatch::Contains => format!("%{}%", escaped(pattern)),
            TextMatch::StartsWith => format!("{}%", escaped(pattern)),
            TextMatch::EndsWith => format!("%{}", escaped(pattern)),
        };
        if self.dialect == Dialect::Sqlite && pattern.contains('\0') {
            // SQLite reads a pattern up to the first one, so that `%` before it would match anything.
            let message = "a pattern cannot hold a NUL character on SQLite";
            return Err(Error::new(Kind::Encode, message));
        }
        let fold = insensitive && self.dialect == Dialect::Sqlite;
        let (before, after) = if fold { ("lower(", ")") } else { ("", "") };
        self.push(before);
        self.nested(expr)?;
        self.push(after);
        self.push(match (insensitive, self.dialect) {
            (true, Dialect::Postgres) => " ILIKE ",
            _ => " LIKE ",
        });
        self.push(before);
        self.bind(Value::Text(pattern.into()));
        self.push(after);
        self.push(" ESCAPE '\\'");
        Ok(())
    }

    fn arithmetic(
        &mut self,
        op: ArithmeticOp,
        ty: Type,
        lhs: &Expr,
        rhs: &Expr,
    ) -> Result<(), Error> {
        if ty == Type::Decimal && self.dialect == Dialect::Sqlite {
            self.push(match op {
                ArithmeticOp::Add => "decimal_add(",
                ArithmeticOp::Sub => "decimal_sub(",
                ArithmeticOp::Mul => "decimal_mul(",
                ArithmeticOp::Div => "decimal_div(",
                ArithmeticOp::Rem => return Err(Error::unsupported("`%` of decimals")),
            });
            self.expr(lhs)?;
            self.push(", ");
            self.expr(rhs)?;
            self.push(")");
            return Ok(());
        }
        self.nested(lhs)?;
        self.push(match op {
            ArithmeticOp::Add => " + ",
            ArithmeticOp::Sub => " - ",
            ArithmeticOp::Mul => " * ",
            ArithmeticOp::Div => " / ",
            ArithmeticOp::Rem => " % ",
        });
        self.nested(rhs)
    }

    fn call(&mut self, function: Function, ty: Type, args: &[Expr]) -> Result<(), Error> {
        let decimal = ty == Type::Decimal && self.dialect == Dialect::Sqlite;
        let name = match function {
            Function::Lower => "lower",
            Function::Upper => "upper",
            Function::Trim => "trim",
            Function::Length => "length",
            Function::Coalesce => "coalesce",
            Function::Abs if decimal => "decimal_abs",
            Function::Neg if decimal => "decimal_neg",
            Function::Abs => "abs",
            Function::Neg => "-",
            Function::Concat => {
                self.push("(");
                self.list(" || ", args, Writer::nested)?;
                self.push(")");
                return Ok(());
            }
        };
        self.push(name);
        self.push("(");
        self.list(", ", args, Writer::expr)?;
        self.push(")");
        Ok(())
    }

    /// An aggregate in its expression's own type, where PostgreSQL would widen it.
    fn aggregate(
        &mut self,
        function: Aggregate,
        ty: Type,
        arg: Option<&Expr>,
    ) -> Result<(), Error> {
        let decimal = ty == Type::Decimal && self.dialect == Dialect::Sqlite;
        let cast = function == Aggregate::Sum && self.dialect == Dialect::Postgres;
        if cast {
            self.push("CAST(");
        }
        self.push(match function {
            Aggregate::Count => "COUNT(",
            Aggregate::Sum if decimal => "decimal_sum(",
            Aggregate::Sum => "SUM(",
            Aggregate::Min => "MIN(",
            Aggregate::Max => "MAX(",
        });
        match arg {
            Some(arg) if matches!(function, Aggregate::Min | Aggregate::Max) => {
                self.collated(arg, ty)?
            }
            Some(arg) => self.expr(arg)?,
            None => self.push("*"),
        }
        self.push(")");
        if cast {
            self.push(" AS ");
            let name = self.dialect.type_name(ty);
            self.push(&name);
            self.push(")");
        }
        Ok(())
    }

    fn only_postgres(&self, what: &str) -> Result<(), Error> {
        match self.dialect {
            Dialect::Postgres => Ok(()),
            Dialect::Sqlite => Err(Error::unsupported(format!("SQLite has no {what}"))),
        }
    }

    /// A column of the innermost query's root.
    pub(super) fn root_column(&mut self, column: &'static str) -> Result<(), Error> {
        let alias = self.source(&[])?.alias;
        self.qualified(alias, ColumnName::new(column));
        Ok(())
    }
}

/// A text that means itself inside a pattern.
fn escaped(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for character in part.chars() {
        if matches!(character, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
