//! What squawk's linter finds, under our names, without what is harmless here.

use super::describe::part;
use super::names::{child, column_of, first, has, name, table_of, text};
use super::volatile::{self, Volatility};
use super::{File, range, types};
use crate::lint::fact::{Check, What};
use crate::lint::script::Report;
use squawk_linter::{Edit, Linter, Rule, Version, Violation};
use squawk_syntax::ast::{AstNode, Type};
use squawk_syntax::{Parse, SourceFile, SyntaxKind, SyntaxNode};

/// The rules of squawk's that ours are made of.
///
/// Transactions, `VACUUM FULL`, `TRUNCATE` and `CONCURRENTLY` in a transaction are left to `own`, which sees
/// more of them.
const RULES: &[Rule] = &[
    Rule::AddingFieldWithDefault,
    Rule::AddingForeignKeyConstraint,
    Rule::AddingNotNullableField,
    Rule::AddingRequiredField,
    Rule::AddingSerialPrimaryKeyField,
    Rule::BanAlterDomainWithAddConstraint,
    Rule::BanAlterGeneratedExpression,
    Rule::BanAlterIdentity,
    Rule::BanCharField,
    Rule::BanCreateDomainWithConstraint,
    Rule::BanDropColumn,
    Rule::BanDropConstraint,
    Rule::BanDropDatabase,
    Rule::BanDropDefault,
    Rule::BanDropDomain,
    Rule::BanDropExtension,
    Rule::BanDropFunction,
    Rule::BanDropGeneratedExpression,
    Rule::BanDropNotNull,
    Rule::BanDropPolicy,
    Rule::BanDropSchema,
    Rule::BanDropSequence,
    Rule::BanDropTable,
    Rule::BanDropTrigger,
    Rule::BanDropType,
    Rule::BanDropView,
    Rule::BanDuplicateColumnAssignments,
    Rule::BanSetDefault,
    Rule::BanSetSchema,
    Rule::ChangingColumnType,
    Rule::ConstraintMissingNotValid,
    Rule::DisallowedUniqueConstraint,
    Rule::IdentifierTooLong,
    Rule::PreferBigintOverInt,
    Rule::PreferBigintOverSmallint,
    Rule::PreferIdentity,
    Rule::PreferRobustStmts,
    Rule::PreferTextField,
    Rule::PreferTimestampTz,
    Rule::RenamingColumn,
    Rule::RenamingObject,
    Rule::RenamingTable,
    Rule::RequireConcurrentIndexCreation,
    Rule::RequireConcurrentIndexDeletion,
    Rule::RequireConcurrentPartitionDetach,
    Rule::RequireConcurrentReindex,
    Rule::RequireEnumValueOrdering,
    Rule::RequireLockTimeout,
    Rule::RequireTableSchema,
];

/// What squawk has against the file.
pub(super) fn reports(file: &File<'_>, parse: &Parse<SourceFile>) -> Vec<Report> {
    let mut linter = Linter::from(RULES.iter().copied());
    linter.settings.assume_in_transaction = file.input.transactional;
    if let Ok(version) = format!("{}.0", file.input.server).parse::<Version>() {
        linter.settings.pg_version = version;
    }
    let mut reports: Vec<Report> = Vec::new();
    for violation in linter.lint(parse, file.text) {
        let Some(report) = report(file, &violation) else { continue };
        // A pair of assignments is two violations.
        let is_again = |other: &Report| {
            other.rule == report.rule
                && report.rule == "duplicate-assignment"
                && other.words.get("statement") == report.words.get("statement")
        };
        if !reports.iter().any(is_again) {
            reports.push(report);
        }
    }
    reports
}

fn report(file: &File<'_>, violation: &Violation) -> Option<Report> {
    let element = file.root.covering_element(violation.text_range);
    let node = element.as_node().cloned().or_else(|| element.parent())?;
    let rule = ours(file, violation.code, &node)?;
    let mut report = file.report(rule, &node, range(violation.text_range));
    let statement = file.statement(&node);
    let edits = violation.fix.as_ref().map(|fix| fix.edits.as_slice());
    let source = file.text.get(super::without_end(statement)).unwrap_or_default();
    let fixed = match rule {
        "drop-index-blocking" if is_of_partitions(file, statement) => Some(format!(
            "-- Of a table in partitions, PostgreSQL drops none CONCURRENTLY: allow it, for a quiet hour\n{source}"
        )),
        "enum-value-unordered" => behind_last_label(file, statement),
        _ => edits.and_then(|edits| edited(file, statement, edits)),
    };
    let comment = || format!("-- {}", source.lines().collect::<Vec<_>>().join("\n-- "));
    report.words.set(
        "robust",
        match &fixed {
            Some(fixed) => format!("{fixed};"),
            None => format!("-- In a migration that is transactional:\n{};", comment()),
        },
    );
    report.words.set("fixed", fixed.unwrap_or_else(comment));
    if let Some(ty) = replacement(rule)
        && let Some(replaced) = edited(file, statement, &[Edit::replace(violation.text_range, ty)])
    {
        report.words.set("replaced", replaced);
    }
    Some(report)
}

/// Whether the statement drops an index of a table in partitions.
fn is_of_partitions(file: &File<'_>, statement: &SyntaxNode) -> bool {
    let Some(before) = file.input.before else { return false };
    let indexes = statement.children().filter(|node| node.kind() == SyntaxKind::INDEX_REF);
    let names: Vec<_> = indexes.filter_map(|index| name(&index)).collect();
    let mut parted = before.tables.iter().filter(|table| table.partitioning.is_some());
    parted.any(|table| table.indexes.iter().any(|index| names.iter().any(|n| n.name == index.name)))
}

/// The addition of a label, with the place that it has anyway; squawk knows none that is there.
fn behind_last_label(file: &File<'_>, statement: &SyntaxNode) -> Option<String> {
    let name = name(&first(statement, &[SyntaxKind::TYPE_NAME_REF])?)?;
    let label = file.input.before?.enum_type(&name)?.labels.last()?.replace('\'', "''");
    let text = file.text.get(super::without_end(statement))?;
    Some(format!("{text} AFTER '{label}'"))
}

/// The type to be written instead of the one that a rule is against.
pub(super) fn replacement(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "char-type" | "varchar-length" => "text",
        "json-column" => "jsonb",
        "narrow-key" => "bigint",
        "timestamp-without-zone" => "timestamptz",
        _ => return None,
    })
}

/// The statement after these edits, without its semicolon.
pub(super) fn edited(file: &File<'_>, statement: &SyntaxNode, edits: &[Edit]) -> Option<String> {
    let at = super::without_end(statement);
    let mut text = file.text.get(at.clone())?.to_owned();
    let is_loud = text.starts_with(|c: char| c.is_ascii_uppercase());
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.text_range.start());
    for edit in edits.into_iter().rev() {
        let place = range(edit.text_range);
        let place = place.start.checked_sub(at.start)?..place.end.checked_sub(at.start)?;
        text.get(place.clone())?;
        let new = edit.text.as_deref().unwrap_or_default();
        let mut new = new.to_owned();
        for words in
            ["concurrently", "if exists", "if not exists", "generated by default as identity"]
        {
            if is_loud {
                new = new.replace(words, &words.to_uppercase());
            }
        }
        text.replace_range(place, &new);
    }
    Some(text)
}

/// Our name for what squawk found; none where it does no harm, or another rule of ours says it better.
fn ours(file: &File<'_>, rule: Rule, node: &SyntaxNode) -> Option<&'static str> {
    let statement = file.statement(node);
    let part = part(statement, node);
    Some(match rule {
        Rule::AddingFieldWithDefault => return default(node),
        Rule::AddingForeignKeyConstraint => "foreign-key-without-not-valid",
        Rule::AddingNotNullableField => {
            return (!is_checked(file, statement, &part)).then_some("set-not-null");
        }
        Rule::AddingRequiredField => {
            // A number fills it.
            return (!is_serial(&part)).then_some("add-required-column");
        }
        Rule::AddingSerialPrimaryKeyField => {
            // The column's own lock is the same one.
            return (!is_serial(&part) && !has(&part, SyntaxKind::IDENTITY_KW))
                .then_some("add-primary-key");
        }
        Rule::BanAlterDomainWithAddConstraint | Rule::BanCreateDomainWithConstraint => {
            "domain-constraint"
        }
        Rule::BanAlterGeneratedExpression => {
            let is_change = part.kind() == SyntaxKind::ALTER_COLUMN;
            return is_change.then_some("change-generated-expression");
        }
        Rule::BanDropGeneratedExpression => "change-generated-expression",
        Rule::BanAlterIdentity => "alter-identity",
        Rule::BanCharField => "char-type",
        Rule::BanDropColumn => "drop-column",
        Rule::BanDropConstraint => "drop-constraint",
        Rule::BanDropDatabase => "drop-database",
        Rule::BanDropDefault | Rule::BanSetDefault => "change-default",
        Rule::BanDropDomain
        | Rule::BanDropExtension
        | Rule::BanDropFunction
        | Rule::BanDropPolicy
        | Rule::BanDropSequence
        | Rule::BanDropTrigger
        | Rule::BanDropType
        | Rule::BanDropView => "drop-object",
        Rule::BanDropNotNull => "drop-not-null",
        Rule::BanDropSchema => "drop-schema",
        Rule::BanDropTable => "drop-table",
        Rule::BanDuplicateColumnAssignments => "duplicate-assignment",
        Rule::BanSetSchema => "set-schema",
        Rule::ChangingColumnType => {
            return (!is_free(file, statement, &part)).then_some("change-column-type");
        }
        Rule::ConstraintMissingNotValid => return constraint(node),
        Rule::DisallowedUniqueConstraint => "unique-constraint",
        Rule::IdentifierTooLong => "identifier-too-long",
        Rule::PreferBigintOverInt | Rule::PreferBigintOverSmallint => {
            return (is_key(statement, &part) && !is_serial(&part)).then_some("narrow-key");
        }
        Rule::PreferIdentity => {
            let is_new = part.kind() == SyntaxKind::ADD_COLUMN;
            if is_new { "add-numbered-column" } else { "serial" }
        }
        Rule::PreferRobustStmts => {
            let is_repeatable = part.ancestors().any(|node| REPEATABLE.contains(&node.kind()));
            return (!file.input.transactional && !is_repeatable).then_some("not-rerunnable");
        }
        Rule::PreferTextField => "varchar-length",
        Rule::PreferTimestampTz => "timestamp-without-zone",
        Rule::RenamingColumn => "rename-column",
        Rule::RenamingObject => match (statement.kind(), node.kind()) {
            (SyntaxKind::ALTER_SCHEMA, _) => "rename-schema",
            (_, SyntaxKind::RENAME_VALUE) => "rename-enum-label",
            _ => "rename-object",
        },
        Rule::RenamingTable => "rename-table",
        Rule::RequireConcurrentIndexCreation => "create-index-blocking",
        Rule::RequireConcurrentIndexDeletion => "drop-index-blocking",
        Rule::RequireConcurrentPartitionDetach => "detach-partition-blocking",
        Rule::RequireConcurrentReindex => "reindex-blocking",
        Rule::RequireEnumValueOrdering => "enum-value-unordered",
        Rule::RequireLockTimeout => "no-lock-timeout",
        Rule::RequireTableSchema => "unqualified-table",
        _ => return None,
    })
}

/// What does nothing the second time, or can neither be said otherwise nor be done in a transaction.
const REPEATABLE: &[SyntaxKind] = &[
    SyntaxKind::ALTER_COLUMN,
    SyntaxKind::DETACH_PARTITION,
    SyntaxKind::DISABLE_RLS,
    SyntaxKind::ENABLE_RLS,
    SyntaxKind::FORCE_RLS,
    SyntaxKind::NO_FORCE_RLS,
    SyntaxKind::SET_LOGGED,
    SyntaxKind::SET_OPTIONS,
    SyntaxKind::SET_TABLESPACE,
    SyntaxKind::SET_UNLOGGED,
    SyntaxKind::VALIDATE_CONSTRAINT,
];

/// What is wrong with the value that a new column has in rows that are there.
fn default(node: &SyntaxNode) -> Option<&'static str> {
    let generated = node.ancestors().find(|node| node.kind() == SyntaxKind::GENERATED_CONSTRAINT);
    let Some(generated) = generated else {
        return match volatile::of(node) {
            Volatility::Stable => None,
            Volatility::Unknown => Some("add-column-opaque-default"),
            Volatility::Volatile => Some("add-column-volatile-default"),
        };
    };
    if has(&generated, SyntaxKind::IDENTITY_KW) {
        return Some("add-numbered-column");
    }
    // A virtual one is in no row.
    has(&generated, SyntaxKind::STORED_KW).then_some("add-generated-column")
}

/// What is wrong with a constraint that is added, as far as no other rule of squawk's says it.
fn constraint(node: &SyntaxNode) -> Option<&'static str> {
    match node.kind() {
        SyntaxKind::VALIDATE_CONSTRAINT => Some("validate-in-same-transaction"),
        SyntaxKind::ADD_CONSTRAINT => match child(node, CONSTRAINTS)?.kind() {
            SyntaxKind::CHECK_CONSTRAINT => Some("check-without-not-valid"),
            SyntaxKind::NOT_NULL_CONSTRAINT => Some("set-not-null"),
            _ => None,
        },
        _ => None,
    }
}

const CONSTRAINTS: &[SyntaxKind] = &[SyntaxKind::CHECK_CONSTRAINT, SyntaxKind::NOT_NULL_CONSTRAINT];

/// Whether a check that is there says already that the column is not `NULL`: then no row is read again
/// (PostgreSQL manual, ALTER TABLE, SET NOT NULL).
fn is_checked(file: &File<'_>, statement: &SyntaxNode, part: &SyntaxNode) -> bool {
    let (Some(table), Some(column)) = (table_of(statement), column_of(part)) else { return false };
    let checked = format!("{column} is not null").to_lowercase();
    let is_it = |expression: &str| {
        let expression = expression.replace(['(', ')', '"'], " ").to_lowercase();
        expression.split_whitespace().collect::<Vec<_>>().join(" ") == checked
    };
    let known = file.input.before.and_then(|before| before.table(&table));
    let is_known = known.is_some_and(|table| table.checks.iter().any(|c| is_it(&c.expression)));
    let is_validated = |check: &Check| {
        check.is_valid
            || file.earlier.iter().any(|fact| match &fact.what {
                What::Validate { table, name } => {
                    *table == check.table && Some(name) == check.name.as_ref()
                }
                _ => false,
            })
    };
    is_known
        || file.earlier.iter().any(|fact| match &fact.what {
            What::AddCheck(check) => {
                check.table == table && is_it(&check.expression) && is_validated(check)
            }
            _ => false,
        })
}

/// Whether the column's type changes to one that its values are stored as already.
fn is_free(file: &File<'_>, statement: &SyntaxNode, part: &SyntaxNode) -> bool {
    let table = table_of(statement).and_then(|table| file.input.before?.table(&table));
    let column = column_of(part).and_then(|column| table?.column(&column));
    let ty = part.descendants().find(|node| Type::can_cast(node.kind()));
    let (Some(column), Some(ty)) = (column, ty) else { return false };
    !has(part, SyntaxKind::USING_KW)
        && !has(part, SyntaxKind::COLLATE_KW)
        && types::is_free(&column.ty.sql(file.input.dialect), &text(&ty))
}

/// Whether the column is the primary key, or a part of it.
fn is_key(statement: &SyntaxNode, part: &SyntaxNode) -> bool {
    if child(part, &[SyntaxKind::PRIMARY_KEY_CONSTRAINT]).is_some() {
        return true;
    }
    let keys = statement.descendants().filter(|n| n.kind() == SyntaxKind::PRIMARY_KEY_CONSTRAINT);
    let column = column_of(part);
    keys.filter_map(|key| first(&key, &[SyntaxKind::CONSTRAINT_COLUMN_REF_LIST]))
        .flat_map(|list| list.children().map(|name| column_of(&name)).collect::<Vec<_>>())
        .any(|name| name.is_some() && name == column)
}

/// Whether the column is one of the serial types.
pub(super) fn is_serial(part: &SyntaxNode) -> bool {
    let ty = part.descendants().find(|node| Type::can_cast(node.kind()));
    ty.is_some_and(|ty| text(&ty).to_lowercase().contains("serial"))
}
