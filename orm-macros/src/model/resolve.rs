//! From what was written to the model: names made, shorthands written out.

use super::constraint::at;
use super::{Check, Field, ForeignKey, Index, Model, Relation, RelationKind, Role, Unique};
use crate::attr::{
    Action, DeclaredRelation, FieldAttrs, IndexPart, ModelAttrs, RelationSyntax, has_no_generics,
    named_fields,
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
            complete: errors.is_empty(),
            attrs,
        };
        model.mark_tenant();
        model.mark_key();
        model.add_uniques();
        model.add_indexes();
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

    fn add_uniques(&mut self) {
        let on_fields = self.fields.iter().filter_map(|field| {
            let key = field.attrs.get("unique")?;
            Some((key.clone(), vec![field.ident.clone()]))
        });
        let on_struct = self.attrs.uniques.iter().map(|set| (set.key.clone(), set.value.clone()));
        let sets: Vec<_> = on_fields.chain(on_struct).collect();
        self.uniques = sets.into_iter().map(|(key, fields)| self.unique(key, fields)).collect();
    }

    fn unique(&self, key: Ident, fields: Vec<Ident>) -> Unique {
        let names: Vec<String> = fields.iter().map(name::text).collect();
        Unique {
            name: self.named(&self.columns(&fields).join("_"), "key"),
            variant: name::variant("Unique", &names, at(&key)),
            fields,
            key,
        }
    }

    fn add_indexes(&mut self) {
        let on_fields = self.fields.iter().filter_map(|field| {
            let key = field.attrs.get("index")?;
            let part = IndexPart { field: field.ident.clone(), descending: false };
            Some((key.clone(), vec![part]))
        });
        let on_struct =
            self.attrs.indexes.iter().map(|index| (index.key.clone(), index.value.clone()));
        let indexes: Vec<_> = on_fields.chain(on_struct).collect();
        let index = |(key, parts): (Ident, Vec<IndexPart>)| {
            let fields: Vec<Ident> = parts.iter().map(|part| part.field.clone()).collect();
            let name = self.named(&self.columns(&fields).join("_"), "idx");
            Index { name, parts, key }
        };
        self.indexes = indexes.into_iter().map(index).collect();
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
                Some(ident) => (self.named(&name::text(ident), "check"), name::text(ident)),
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
            let action = |written: &Option<crate::attr::Keyed<Action>>| {
                written.as_ref().map_or(Action::NoAction, |action| action.value)
            };
            let target = self.own(&references.value.model);
            let key = self.foreign_key(
                fields.clone(),
                &target,
                references.value.field.clone(),
                [action(&field.attrs.on_delete), action(&field.attrs.on_update)],
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
                RelationSyntax::By { fields, on_delete, on_update } => {
                    let actions =
                        [on_delete, on_update].map(|action| action.unwrap_or(Action::NoAction));
                    let key = self.foreign_key(fields.clone(), &target, None, actions);
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
        [on_delete, on_update]: [Action; 2],
    ) -> ForeignKey {
        let names: Vec<String> = fields.iter().map(name::text).collect();
        ForeignKey {
            name: self.named(&self.columns(&fields).join("_"), "fkey"),
            variant: name::variant("ForeignKey", &names, at(&fields[0])),
            fields,
            target: target.clone(),
            target_field,
            on_delete,
            on_update,
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

    fn named(&self, what: &str, kind: &str) -> String {
        name::fit(format!("{}_{what}_{kind}", self.table))
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
