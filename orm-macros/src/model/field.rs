//! A field of a model.

use crate::attr::{self, FieldAttrs};
use crate::name;
use proc_macro2::Span;
use syn::{Attribute, GenericArgument, Ident, LitStr, PathArguments, Type};

/// A field of a model: a column, or an embedded struct.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    /// The field's name, without `r#`.
    pub(crate) name: String,
    /// The column's name, or an embedded struct's prefix without its underscore.
    pub(crate) column: String,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) embed: bool,
    /// Whether the struct's field has another type than this one: in a model in error only.
    pub(crate) unread: bool,
    pub(crate) role: Role,
    pub(crate) default: Option<DefaultValue>,
    /// What was written on the field.
    pub(crate) attrs: FieldAttrs,
}

/// Who gives the column its value.
#[derive(Clone)]
pub(crate) enum Role {
    Value,
    Key,
    AutoKey,
    CreatedAt,
    UpdatedAt,
    Version,
    SoftDelete,
    /// The executor's scope.
    Tenant,
    Generated(LitStr),
}

/// The value of a row that leaves the column out.
#[derive(Clone)]
pub(crate) enum DefaultValue {
    Text(LitStr),
    Literal(String),
    Sql(LitStr),
}

/// Types that are no struct of several columns.
const COLUMNS: &[&str] = &[
    "bool", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize",
    "f32", "f64", "char", "String", "Vec", "Json", "Uuid", "Decimal",
];

impl Field {
    pub(crate) fn new(field: &syn::Field, attrs: FieldAttrs) -> Option<Self> {
        let ident = field.ident.clone()?;
        let name = name::text(&ident);
        let column = attrs.column.as_ref().map_or_else(|| name.clone(), |name| name.value.value());
        Some(Field {
            column,
            name,
            ident,
            ty: field.ty.clone(),
            docs: docs(&field.attrs),
            embed: attrs.has("embed"),
            unread: false,
            role: role(&attrs),
            default: default(&attrs),
            attrs,
        })
    }

    /// The field's identifier for generated code: at the field, but not the user's own tokens, so
    /// that lints about unused items do not look at it.
    pub(crate) fn made(&self) -> Ident {
        made(&self.ident)
    }

    pub(crate) fn hash(&self) -> u64 {
        name::hash(&self.name)
    }

    /// Whether the user gives the value in `New`.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.role, Role::Value | Role::Key)
    }

    /// Whether the user changes the value.
    pub(crate) fn is_changeable(&self) -> bool {
        matches!(self.role, Role::Value)
    }

    /// Whether the type is one column, as far as its name tells: nothing to embed.
    pub(crate) fn is_column(&self) -> bool {
        let Type::Path(path) = &self.ty else { return true };
        let last = path.path.segments.last();
        last.is_some_and(|last| COLUMNS.iter().any(|name| last.ident == name))
    }

    /// The type inside, if the field's type is written as an `Option`.
    pub(crate) fn optional(&self) -> Option<&Type> {
        option_of(&self.ty)
    }
}

/// An identifier like the user's, located there, but of generated code.
pub(crate) fn made(ident: &Ident) -> Ident {
    let mut made = ident.clone();
    made.set_span(Span::mixed_site().located_at(ident.span()));
    made
}

/// The documentation among the attributes.
pub(crate) fn docs(attrs: &[Attribute]) -> Vec<Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc")).cloned().collect()
}

/// `T`, if the type is written `Option<T>`.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if last.ident == "Option" => Some(inner),
        _ => None,
    }
}

fn role(attrs: &FieldAttrs) -> Role {
    if attrs.has("primary_key") {
        return if attrs.has("auto") { Role::AutoKey } else { Role::Key };
    }
    if let Some(generated) = &attrs.generated {
        return Role::Generated(generated.value.clone());
    }
    let kept = [
        ("created_at", Role::CreatedAt),
        ("updated_at", Role::UpdatedAt),
        ("version", Role::Version),
        ("soft_delete", Role::SoftDelete),
    ];
    kept.into_iter().find(|(key, _)| attrs.has(key)).map_or(Role::Value, |(_, role)| role)
}

fn default(attrs: &FieldAttrs) -> Option<DefaultValue> {
    if let Some(sql) = &attrs.default_sql {
        return Some(DefaultValue::Sql(sql.value.clone()));
    }
    attrs.default.as_ref().map(|default| match &default.value {
        attr::Default::Text(text) => DefaultValue::Text(text.clone()),
        attr::Default::Literal(literal) => DefaultValue::Literal(literal.clone()),
    })
}
