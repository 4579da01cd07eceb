//! What would be done for tenants, as `--dry-run` prints it.

use super::super::up::Wanted;
use super::{place, shortened};
use crate::cli::context::Context;
use crate::tenants::{Preview, TenantPreview};
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Wish<'a> {
    /// In the admin database.
    shared: Vec<Wanted<'a>>,
    tenants: Vec<OfTenant<'a>>,
}

#[derive(Debug, Serialize)]
struct OfTenant<'a> {
    tenant: &'a str,
    place: String,
    migrations: Vec<Wanted<'a>>,
    error: Option<String>,
}

/// Tenants for which the same would be done.
struct Group<'a> {
    what: &'static str,
    migrations: &'a [Wanted<'a>],
    tenants: Vec<String>,
}

pub(super) fn print(context: &Context, preview: &Preview<String>) {
    let shared = preview.shared.iter().map(Wanted::of).collect();
    let tenants = preview.tenants.iter().map(OfTenant::new).collect();
    context.output.result(&Wish { shared, tenants }, |wish| text(wish, preview));
}

impl<'a> OfTenant<'a> {
    fn new(of: &'a TenantPreview<String>) -> OfTenant<'a> {
        let wanted = if of.place.schema.is_some() { Wanted::of_schema } else { Wanted::of };
        let todo = of.todo.as_deref().unwrap_or_default();
        OfTenant {
            tenant: &of.tenant,
            place: place(&of.place),
            migrations: todo.iter().map(wanted).collect(),
            error: of.todo.as_ref().err().map(|error| crate::error::text_of(error)),
        }
    }
}

fn text(wish: &Wish<'_>, preview: &Preview<String>) -> String {
    let mut parts = Vec::new();
    if !wish.shared.is_empty() {
        let all: Vec<_> = wish.shared.iter().map(Wanted::text).collect();
        parts.push(format!("-- what tenants share\n{}", all.join("\n")));
    }
    for Group { what, migrations, tenants } in groups(wish, preview) {
        let (count, ids) = (tenants.len(), shortened(&tenants));
        let tenants = if count == 1 { "tenant" } else { "tenants" };
        let all: Vec<_> = migrations.iter().map(Wanted::text).collect();
        parts.push(format!("-- {count} {tenants} ({ids}), {what}\n{}", all.join("\n")));
    }
    let failed = wish.tenants.iter().filter_map(|one| Some((one.tenant, one.error.as_ref()?)));
    parts.extend(failed.map(|(tenant, error)| format!("-- tenant {tenant} would fail: {error}\n")));
    match parts.is_empty() {
        true => "nothing to do".to_owned(),
        false => parts.join("\n"),
    }
}

fn groups<'a>(wish: &'a Wish<'a>, preview: &Preview<String>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (one, of) in wish.tenants.iter().zip(&preview.tenants) {
        let what = match (&of.place.schema, one.migrations.is_empty()) {
            _ if one.error.is_some() => continue,
            (_, true) => "nothing but the version",
            (Some(_), false) => "in each one's schema",
            (None, false) => "in each one's database",
        };
        let is_same = |group: &&mut Group<'_>| {
            group.what == what && group.migrations == one.migrations.as_slice()
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.tenants.push(one.tenant.to_owned()),
            None => groups.push(Group {
                what,
                migrations: &one.migrations,
                tenants: vec![one.tenant.to_owned()],
            }),
        }
    }
    groups
}
