//! What is wrong with SQLite's statements, one at a time.

use super::{Reader, name, plain, words};
use crate::lint::fact::{Key, KeyKind, What};
use crate::schema::ObjectName;
use sqlite3_parser::ast::{
    AlterTableBody, ColumnConstraint, ColumnDefinition, Expr, Literal, PragmaBody, QualifiedName,
    Stmt,
};

impl Reader<'_> {
    pub(super) fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::AlterTable(table, body) => self.alter_table(table, body),
            Stmt::CreateTable { temporary, tbl_name, body, .. } => {
                self.create_table(tbl_name, *temporary, body);
            }
            Stmt::CreateIndex { unique, tbl_name, columns, .. } => {
                let kind = if *unique { KeyKind::Unique } else { KeyKind::Index };
                let columns = columns.iter().map(|column| column_name(&column.expr)).collect();
                let table = ObjectName::plain(plain(tbl_name.0));
                self.fact(self.place.clone(), What::Key(Key { table, kind, columns }));
            }
            Stmt::CreateView { view_name, .. } => {
                self.fact(self.place.clone(), What::CreateView { view: name(view_name) });
            }
            Stmt::DropTable { tbl_name, .. } => {
                self.fact(self.place.clone(), What::DropTable { table: name(tbl_name) });
                self.whole("drop-table", Some(tbl_name));
            }
            Stmt::DropIndex { idx_name, .. } => {
                self.fact(self.place.clone(), What::DropIndex { index: name(idx_name) });
            }
            Stmt::DropView { .. } | Stmt::DropTrigger { .. } => self.whole("drop-object", None),
            Stmt::Update { tbl_name, where_clause: None, limit: None, .. }
            | Stmt::Delete { tbl_name, where_clause: None, limit: None, .. } => {
                self.whole("mutation-without-where", Some(tbl_name));
            }
            Stmt::Begin(..) | Stmt::Commit(_) | Stmt::Rollback { savepoint_name: None, .. } => {
                self.is_open = matches!(statement, Stmt::Begin(..));
                // A rebuild needs statements on both sides of its transaction, which is its own then.
                if self.input.transactional {
                    self.whole("transaction-control", None);
                }
            }
            Stmt::Vacuum(..) | Stmt::Attach { .. } | Stmt::Detach(_) if self.is_open => {
                self.whole("not-in-transaction", None);
            }
            Stmt::Pragma(pragma, body) => self.pragma(pragma, body.as_ref()),
            _ => {}
        }
    }

    fn alter_table(&mut self, table: &QualifiedName<'_>, body: &AlterTableBody<'_>) {
        let owner = name(table);
        match body {
            AlterTableBody::RenameTo(to) => {
                let to_name = ObjectName { schema: owner.schema.clone(), name: plain(to.0) };
                let at = self.at(to.0);
                self.fact(at.clone(), What::RenameTable { from: owner.clone(), to: to_name });
                let mut words = words(table);
                words.set("to", to.0);
                self.report("rename-table", at, Some(owner), words);
            }
            AlterTableBody::RenameColumn { new, .. } => {
                self.report("rename-column", self.at(new.0), Some(owner), words(table));
            }
            AlterTableBody::DropColumn(column) => {
                let at = self.at(column.0);
                let mut words = words(table);
                words.set("column", column.0);
                words.set("plain", plain(column.0));
                let dropped = What::DropColumn { table: owner.clone(), column: plain(column.0) };
                self.fact(at.clone(), dropped);
                self.report("drop-column", at, Some(owner), words);
            }
            AlterTableBody::AddColumn(column) => self.add_column(table, column),
            _ => {}
        }
    }

    /// A column that is added: what SQLite refuses (lang_altertable, 4), and what fails when there are rows.
    fn add_column(&mut self, table: &QualifiedName<'_>, column: &ColumnDefinition<'_>) {
        let owner = name(table);
        let at = self.at(column.col_name.0);
        let added = plain(column.col_name.0);
        self.fact(at.clone(), What::AddColumn { table: owner.clone(), column: added.clone() });
        let mut words = words(table);
        words.set("column", column.col_name.0);
        words.set("plain", added);
        words.set("type", column.col_type.as_ref().map_or("", |ty| ty.name));
        let constraints = || column.constraints.iter().map(|named| &named.constraint);
        let default = constraints().find_map(|constraint| match constraint {
            ColumnConstraint::Default(value) => Some(value),
            _ => None,
        });
        let is_null = default.is_none_or(|value| matches!(value, Expr::Literal(Literal::Null)));
        let has = |wanted: fn(&ColumnConstraint<'_>) -> bool| constraints().any(wanted);
        let is_generated =
            has(|constraint| matches!(constraint, ColumnConstraint::Generated { .. }));
        let is_stored = has(|constraint| match constraint {
            ColumnConstraint::Generated { typ, .. } => {
                typ.as_ref().is_some_and(|typ| typ.0.eq_ignore_ascii_case("stored"))
            }
            _ => false,
        });
        let is_key = has(|constraint| {
            matches!(constraint, ColumnConstraint::PrimaryKey { .. } | ColumnConstraint::Unique(_))
        });
        let refers = has(|constraint| matches!(constraint, ColumnConstraint::ForeignKey { .. }));
        let is_required = has(|constraint| {
            matches!(constraint, ColumnConstraint::NotNull { nullable: false, .. })
        });
        if let Some(default) = default {
            words.set("default", default.to_string());
        }
        for constraint in constraints() {
            self.references(&owner, &[plain(column.col_name.0)], constraint, &at);
        }
        let rule = if is_stored || is_key || refers && !is_null {
            "sqlite-refused-column"
        } else if is_required && is_null && !is_generated {
            "add-required-column"
        } else if default.is_some_and(|default| !is_constant(default)) {
            "add-column-volatile-default"
        } else {
            return;
        };
        self.report(rule, at, Some(owner), words);
    }

    fn pragma(&mut self, pragma: &QualifiedName<'_>, body: Option<&PragmaBody<'_>>) {
        let pragma = plain(pragma.name.0).to_lowercase();
        let Some(_) = body else { return };
        match pragma.as_str() {
            "foreign_keys" if self.is_open => {
                self.whole("sqlite-foreign-keys-in-transaction", None)
            }
            "writable_schema" | "legacy_alter_table" => self.whole("sqlite-schema-pragma", None),
            "journal_mode" | "page_size" if self.is_open => self.whole("not-in-transaction", None),
            _ => {}
        }
    }
}

/// The name of an index's column; empty for an expression.
pub(super) fn column_name(expression: &Expr<'_>) -> String {
    match expression {
        Expr::Id(id) => plain(id.0),
        Expr::Name(name) => plain(name.0),
        Expr::Collate(inner, _) => column_name(inner),
        _ => String::new(),
    }
}

/// Whether SQLite takes it as the default of a column that is added to rows.
fn is_constant(default: &Expr<'_>) -> bool {
    match default {
        Expr::Literal(Literal::CurrentDate | Literal::CurrentTime | Literal::CurrentTimestamp) => {
            false
        }
        Expr::Literal(_) | Expr::Id(_) | Expr::Name(_) => true,
        Expr::Unary(_, inner) => is_constant(inner),
        _ => false,
    }
}
