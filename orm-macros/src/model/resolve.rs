//! From what was written to the model: names made, shorthands written out.

use super::constraint::at;
use super::{Check, Field, ForeignKey, Model, Relation, RelationKind, Role};
use crate::attr::{
    CheckName, DeclaredRelation, FieldAttrs, ModelAttrs, RelationSyntax, Rules, Timing,
    has_no_generics, named_fields,
};
use crate::diag::Errors;
use crate::name;
use syn::{DeriveInput, Ident, Path};

impl Model {
    /// The model that the derive is on, unless the item is none.
    pub(crate) fn resolve(input: &DeriveInput, errors: &mut Errors) -> Option<Self> {
        let attrs = ModelAttrs::parse(&input.attrs, errors);
        let plain = has_no_generics(input, "a model", errors);
        let fields = named_fields(input, "a model", errors)?;
        let fields: Vec<Field> = fields
            .named
            .iter()
            .filter_map(|field| Field::new(field, FieldAttrs::parse(&field.attrs, errors)))
            .collect();
        if !plain {
            return None;
        }
        let text = |name: &crate::attr::Keyed<syn::LitStr>| name.value.value();
        let mut model = Model {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            module: name::module(&input.ident),
            schema: attrs.schema.as_ref().map(text),
            table: attrs.table.as_ref().map_or_else(|| name::table(&input.ident), text),
            view: attrs.view.is_some(),
            key: key(&attrs, &fields),
            tenant: attrs.tenant.clone(),
            fields,
            uniques: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            relations: Vec::new(),
            partitioning: attrs.partition_by.as_ref().map(|partition| partition.value.clone()),
            complete: errors.is_empty(),
            attrs,
        };
        model.mark_tenant();
        model.mark_key();
        model.add_sets();
        model.add_checks();
        model.add_references();
        model.add_relations();
        Some(model)
    }

    /// Nobody but the executor's scope says whose a row is.
    fn mark_tenant(&mut self) {
        let Some(tenant) = &self.tenant else { return };
        let named = name::text(&tenant.value);
        let plain = |field: &&mut Field| {
            matches!(field.role, Role::Value | Role::Key)
                && field.name == named
                && !field.embed
                && field.optional().is_none()
        };
        if let Some(field) = self.fields.iter_mut().find(plain) {
            field.role = Role::Tenant;
        }
    }

    /// The fields of a key that is written on the struct take part in it like those with `primary_key`.
    fn mark_key(&mut self) {
        for field in &mut self.fields {
            if matches!(field.role, Role::Value)
                && self.key.iter().any(|key| name::text(key) == field.name)
            {
                field.role = Role::Key;
            }
        }
    }

    fn add_checks(&mut self) {
        let mut checks = Vec::new();
        for field in &self.fields {
            if let Some(check) = &field.attrs.check {
                let name = self.named(&field.column, "check");
                let variant =
                    name::variant("Check", std::slice::from_ref(&field.name), at(&check.key));
                checks.push(Check { name, sql: check.value.clone(), variant });
            }
        }
        let mut unnamed = 0;
        for check in &self.attrs.checks {
            let (name, word) = match &check.value.name {
                Some(CheckName::Word(ident)) => {
                    (self.named(&name::text(ident), "check"), name::text(ident))
                }
                Some(CheckName::Whole(name)) => {
                    let name = name.value();
                    let own = self.own_part(&name);
                    let word = name::words(own.strip_suffix("_check").unwrap_or(own));
                    (name, word)
                }
                None => {
                    unnamed += 1;
                    (name::fit(format!("{}_check{unnamed}", self.table)), unnamed.to_string())
                }
            };
            let variant = name::variant("Check", &[word], at(&check.key));
            checks.push(Check { name, sql: check.value.sql.clone(), variant });
        }
        self.checks = checks;
    }

    /// The foreign keys of single fields, and their relations.
    fn add_references(&mut self) {
        for at in 0..self.fields.len() {
            let field = &self.fields[at];
            let Some(references) = &field.attrs.references else { continue };
            let fields = vec![field.ident.clone()];
            let target = self.own(&references.value.model);
            let key = self.foreign_key(
                fields.clone(),
                &target,
                references.value.field.clone(),
                rules(&field.attrs),
            );
            let relation = relation_name(field).map(|ident| Relation {
                ident,
                target,
                kind: RelationKind::ToOne { fields },
                docs: field.docs.clone(),
            });
            self.foreign_keys.push(key);
            self.relations.extend(relation);
        }
    }

    /// The relations that are written on the struct.
    fn add_relations(&mut self) {
        for declared in self.attrs.relations.clone() {
            let DeclaredRelation { name, target, syntax } = declared;
            let target = self.own(&target);
            let kind = match syntax {
                RelationSyntax::HasMany(child) => RelationKind::HasMany { child: child.fields },
                RelationSyntax::HasOne(child) => RelationKind::HasOne { child: child.fields },
                RelationSyntax::Through(through) => {
                    RelationKind::ManyToMany { through: self.own(&through) }
                }
                RelationSyntax::By { fields, rules } => {
                    let key = self.foreign_key(fields.clone(), &target, None, rules);
                    self.foreign_keys.push(key);
                    RelationKind::ToOne { fields }
                }
            };
            self.relations.push(Relation { ident: name, target, kind, docs: Vec::new() });
        }
    }

    fn foreign_key(
        &self,
        fields: Vec<Ident>,
        target: &Path,
        target_field: Option<Ident>,
        rules: Rules,
    ) -> ForeignKey {
        let names: Vec<String> = fields.iter().map(name::text).collect();
        let name = match &rules.constraint {
            Some(name) => name.value(),
            None => self.named(&self.columns(&fields).join("_"), "fkey"),
        };
        ForeignKey {
            name,
            variant: name::variant("ForeignKey", &names, at(&fields[0])),
            fields,
            target: target.clone(),
            target_field,
            rules,
        }
    }

    /// `Self` in an attribute is the model: generated code names it where `Self` is something else.
    fn own(&self, path: &Path) -> Path {
        match path.get_ident() {
            Some(ident) if ident == "Self" => {
                Ident::new(&name::text(&self.ident), ident.span()).into()
            }
            _ => path.clone(),
        }
    }

    pub(super) fn named(&self, what: &str, kind: &str) -> String {
        name::fit(format!("{}_{what}_{kind}", self.table))
    }
}

/// What a field says of its reference.
fn rules(attrs: &FieldAttrs) -> Rules {
    let timing = match (attrs.has("deferred"), attrs.has("deferrable")) {
        (true, _) => Some(Timing::Deferred),
        (false, true) => Some(Timing::Deferrable),
        (false, false) => None,
    };
    Rules {
        on_delete: attrs.on_delete.as_ref().map(|action| action.value),
        on_update: attrs.on_update.as_ref().map(|action| action.value),
        timing,
        constraint: attrs.constraint.as_ref().map(|name| name.value.clone()),
    }
}

fn key(attrs: &ModelAttrs, fields: &[Field]) -> Vec<Ident> {
    if let Some(key) = &attrs.primary_key {
        return key.value.clone();
    }
    fields
        .iter()
        .filter(|field| field.attrs.has("primary_key"))
        .map(|field| field.ident.clone())
        .collect()
}

/// The name of the relation that a field with `references` makes: as written, or the field's
/// without `_id`.
pub(crate) fn relation_name(field: &Field) -> Option<Ident> {
    match &field.attrs.relation {
        Some(relation) => Some(relation.value.clone()),
        None => name::ident(field.name.strip_suffix("_id")?, field.ident.span()),
    }
}
