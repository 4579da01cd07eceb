//! What PostgreSQL's statements do to tables.

use super::names::{COLUMNS, child, column_of, first, has, name, plain, table_of, text};
use super::without_end;
use crate::lint::fact::{Check, Fact, Key, KeyKind, What};
use crate::schema::ObjectName;
use squawk_syntax::{SyntaxKind, SyntaxNode};

/// What a statement does, an action at a time.
pub(super) fn of(statement: &SyntaxNode) -> Vec<Fact> {
    let mut facts = Facts { found: Vec::new() };
    facts.statement(statement);
    facts.found
}

struct Facts {
    found: Vec<Fact>,
}

impl Facts {
    fn add(&mut self, node: &SyntaxNode, what: Option<What>) {
        self.found.extend(what.map(|what| Fact { at: without_end(node), what }));
    }

    fn statement(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::CREATE_TABLE => self.create_table(node),
            SyntaxKind::CREATE_TABLE_AS => {
                let table =
                    table_of(node).map(|table| What::CreateTable { table, needs_key: false });
                self.add(node, table);
            }
            SyntaxKind::CREATE_VIEW => {
                let view = first(node, &[SyntaxKind::PATH]).and_then(|path| name(&path));
                self.add(node, view.map(|view| What::CreateView { view }));
            }
            SyntaxKind::DROP_TABLE => {
                let tables = node.children().filter(|n| n.kind() == SyntaxKind::TABLE_NAME_REF);
                for table in tables {
                    self.add(&table, name(&table).map(|table| What::DropTable { table }));
                }
            }
            SyntaxKind::DROP_INDEX => {
                for index in node.children().filter(|n| n.kind() == SyntaxKind::INDEX_REF) {
                    self.add(&index, name(&index).map(|index| What::DropIndex { index }));
                }
            }
            SyntaxKind::CREATE_POLICY => {
                self.add(node, table_of(node).map(|table| What::CreatePolicy { table }));
            }
            SyntaxKind::CREATE_INDEX => {
                let is_unique = has(node, SyntaxKind::UNIQUE_KW);
                let kind = if is_unique { KeyKind::Unique } else { KeyKind::Index };
                let columns =
                    child(node, &[SyntaxKind::PARTITION_ITEM_LIST]).map(|list| items(&list));
                self.key(node, table_of(node), kind, columns.unwrap_or_default());
            }
            SyntaxKind::CREATE_TRIGGER | SyntaxKind::CREATE_FUNCTION => {
                self.add(node, object(node).map(|name| What::CreateObject { name }));
            }
            SyntaxKind::DROP_TRIGGER | SyntaxKind::DROP_FUNCTION => {
                self.add(node, object(node).map(|name| What::DropObject { name }));
            }
            SyntaxKind::ALTER_TABLE => {
                let Some(table) = table_of(node) else { return };
                for action in node.children() {
                    self.action(&table, &action);
                }
            }
            _ => {}
        }
    }

    fn create_table(&mut self, node: &SyntaxNode) {
        let Some(table) = table_of(node) else { return };
        // Its keys are another table's, or it is gone soon.
        let borrows = [
            SyntaxKind::PARTITION_OF,
            SyntaxKind::INHERITS,
            SyntaxKind::LIKE_CLAUSE,
            SyntaxKind::TEMP_KW,
            SyntaxKind::TEMPORARY_KW,
        ];
        let needs_key = !borrows.iter().any(|kind| has(node, *kind));
        self.add(node, Some(What::CreateTable { table: table.clone(), needs_key }));
        let Some(parts) = child(node, &[SyntaxKind::TABLE_ARG_LIST]) else { return };
        for part in parts.children() {
            match part.kind() {
                SyntaxKind::COLUMN => self.column(&table, &part),
                _ => self.constraint(&table, &part, None),
            }
        }
    }

    fn action(&mut self, table: &ObjectName, action: &SyntaxNode) {
        let table = table.clone();
        let what = match action.kind() {
            SyntaxKind::ADD_COLUMN => {
                let added = column_of(action);
                let added = added.map(|column| What::AddColumn { table: table.clone(), column });
                self.add(action, added);
                return self.column(&table, action);
            }
            SyntaxKind::ADD_CONSTRAINT => {
                for constraint in action.children() {
                    self.constraint(&table, &constraint, None);
                }
                named(action).map(|name| What::AddConstraint { table, name })
            }
            SyntaxKind::DROP_COLUMN => {
                column_of(action).map(|column| What::DropColumn { table, column })
            }
            SyntaxKind::DROP_CONSTRAINT => child(action, &[SyntaxKind::CONSTRAINT_NAME_REF])
                .map(|name| What::DropConstraint { table, name: plain(&text(&name)) }),
            SyntaxKind::TABLE_RENAME_TO => {
                let to =
                    action.descendants_with_tokens().filter_map(|element| element.into_token());
                let to = to.filter(|token| !token.kind().is_trivia()).last();
                to.map(|to| {
                    let to = ObjectName { schema: table.schema.clone(), name: plain(to.text()) };
                    What::RenameTable { from: table, to }
                })
            }
            SyntaxKind::RENAME_COLUMN => {
                let mut names = action.descendants().filter(|n| COLUMNS.contains(&n.kind()));
                let mut next = || Some(plain(&text(&names.next()?)));
                next().zip(next()).map(|(from, to)| What::RenameColumn { table, from, to })
            }
            SyntaxKind::VALIDATE_CONSTRAINT => child(action, &[SyntaxKind::CONSTRAINT_NAME_REF])
                .map(|name| What::Validate { table, name: plain(&text(&name)) }),
            SyntaxKind::ENABLE_RLS => Some(What::EnableRowSecurity { table }),
            _ => None,
        };
        self.add(action, what);
    }

    /// The constraints of a column.
    fn column(&mut self, table: &ObjectName, column: &SyntaxNode) {
        let name = column_of(column);
        for constraint in column.children() {
            self.constraint(table, &constraint, name.clone());
        }
    }

    /// A constraint of the table, or of this column.
    fn constraint(&mut self, table: &ObjectName, node: &SyntaxNode, column: Option<String>) {
        let listed = |kind| first(node, &[kind]).map(|list| items(&list));
        let columns = |kind| listed(kind).or(column.clone().map(|column| vec![column]));
        let kind = match node.kind() {
            SyntaxKind::PRIMARY_KEY_CONSTRAINT => KeyKind::Primary,
            SyntaxKind::UNIQUE_CONSTRAINT => KeyKind::Unique,
            SyntaxKind::CHECK_CONSTRAINT => {
                return self.add(node, Some(What::AddCheck(check(table, node))));
            }
            SyntaxKind::FOREIGN_KEY_CONSTRAINT | SyntaxKind::REFERENCES_CONSTRAINT => {
                let target = child(node, &[SyntaxKind::TABLE_NAME_REF]).and_then(|n| name(&n));
                let columns = match column {
                    Some(column) => vec![column],
                    None => listed(SyntaxKind::FOREIGN_KEY_COLUMN_LIST).unwrap_or_default(),
                };
                let table = table.clone();
                return self
                    .add(node, target.map(|target| What::Reference { table, columns, target }));
            }
            _ => return,
        };
        let columns = columns(SyntaxKind::CONSTRAINT_COLUMN_REF_LIST).unwrap_or_default();
        self.key(node, Some(table.clone()), kind, columns);
    }

    fn key(
        &mut self,
        node: &SyntaxNode,
        table: Option<ObjectName>,
        kind: KeyKind,
        columns: Vec<String>,
    ) {
        self.add(node, table.map(|table| What::Key(Key { table, kind, columns })));
    }
}

/// The names in a list; what is no name is an empty one.
fn items(list: &SyntaxNode) -> Vec<String> {
    let item = |item: SyntaxNode| {
        let kinds = [SyntaxKind::COLUMN_NAME_REF, SyntaxKind::COLUMN_NAME, SyntaxKind::NAME_REF];
        let name = if kinds.contains(&item.kind()) { Some(item) } else { child(&item, &kinds) };
        name.map_or_else(String::new, |name| plain(&text(&name)))
    };
    list.children().map(item).collect()
}

/// The name that a constraint is given.
fn named(node: &SyntaxNode) -> Option<String> {
    let clause = first(node, &[SyntaxKind::CONSTRAINT_NAME_CLAUSE])?;
    name(&child(&clause, &[SyntaxKind::CONSTRAINT_NAME])?).map(|name| name.name)
}

/// A check, and whether rows that are there meet it.
fn check(table: &ObjectName, node: &SyntaxNode) -> Check {
    let whole = node.parent().filter(|node| node.kind() == SyntaxKind::ADD_CONSTRAINT);
    let whole = whole.as_ref().unwrap_or(node);
    let mut tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
    let word = tokens.find(|token| token.kind() == SyntaxKind::CHECK_KW);
    let start = word.map_or(node.text_range().start(), |word| word.text_range().end());
    let body = node.text().to_string();
    let body = body[usize::from(start - node.text_range().start())..].trim();
    let later = first(whole, &[SyntaxKind::NOT_VALID]).map(|node| text(&node));
    let expression = later.as_ref().and_then(|later| body.strip_suffix(later.as_str()));
    Check {
        table: table.clone(),
        name: named(whole),
        expression: expression.unwrap_or(body).to_owned(),
        is_valid: later.is_none(),
    }
}

/// The name of a trigger or a function, behind the word for it.
fn object(node: &SyntaxNode) -> Option<String> {
    let tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
    let mut tokens = tokens.filter(|token| !token.kind().is_trivia());
    tokens
        .find(|token| matches!(token.kind(), SyntaxKind::TRIGGER_KW | SyntaxKind::FUNCTION_KW))?;
    let is_word =
        |kind| matches!(kind, SyntaxKind::IF_KW | SyntaxKind::NOT_KW | SyntaxKind::EXISTS_KW);
    let mut tokens = tokens.skip_while(|token| is_word(token.kind()));
    let mut found = plain(tokens.next()?.text());
    while tokens.next()?.kind() == SyntaxKind::DOT {
        found = plain(tokens.next()?.text());
    }
    Some(found)
}
