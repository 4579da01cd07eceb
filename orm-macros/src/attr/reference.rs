//! How references and relations are written: `Customer.code`, `items: OrderItem.order_id`.

use super::{db_name, expected, identifier, items, put};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token, parenthesized};

/// `Customer` or `Customer.code`.
#[derive(Clone)]
pub(crate) struct Reference {
    pub(crate) model: Path,
    /// A field that is unique there; none for the primary key.
    pub(crate) field: Option<Ident>,
}

impl Parse for Reference {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let model = input.call(Path::parse_mod_style)?;
        let field = match input.parse::<Option<Token![.]>>()? {
            Some(_) => Some(identifier(input)?),
            None => None,
        };
        Ok(Reference { model, field })
    }
}

/// What a foreign key does when its target goes away or changes, by its name in the runtime.
#[allow(clippy::enum_variant_names)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl Parse for Action {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        match word.to_string().as_str() {
            "no_action" => Ok(Action::NoAction),
            "restrict" => Ok(Action::Restrict),
            "cascade" => Ok(Action::Cascade),
            "set_null" => Ok(Action::SetNull),
            "set_default" => Ok(Action::SetDefault),
            other => Err(syn::Error::new_spanned(
                &word,
                format!(
                    "there is no action `{other}`; write `no_action`, `restrict`, `cascade`, `set_null` or `set_default`"
                ),
            )),
        }
    }
}

/// A relation that is declared on the struct.
#[derive(Clone)]
pub(crate) struct DeclaredRelation {
    pub(crate) name: Ident,
    pub(crate) target: Path,
    pub(crate) syntax: RelationSyntax,
}

/// The part after the target.
#[derive(Clone)]
pub(crate) enum RelationSyntax {
    HasMany(Child),
    HasOne(Child),
    Through(Path),
    By { fields: Vec<Ident>, rules: Rules },
}

/// What stands after the columns of a `belongs_to`.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) timing: Option<Timing>,
    /// The name of the foreign key.
    pub(crate) constraint: Option<LitStr>,
}

/// When a foreign key is checked, by its name in the runtime.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Timing {
    Deferrable,
    Deferred,
}

/// The foreign key in another model: `.order_id`, or `.(warehouse_id, number)`.
#[derive(Clone)]
pub(crate) struct Child {
    pub(crate) fields: Vec<Ident>,
}

/// `items: OrderItem.order_id`, after `has_many` or `has_one`.
pub(super) fn has_many(input: ParseStream<'_>) -> syn::Result<DeclaredRelation> {
    let (name, target) = head(input)?;
    Ok(DeclaredRelation { name, target, syntax: RelationSyntax::HasMany(child(input)?) })
}

/// `profile: Profile.user_id`.
pub(super) fn has_one(input: ParseStream<'_>) -> syn::Result<DeclaredRelation> {
    let (name, target) = head(input)?;
    Ok(DeclaredRelation { name, target, syntax: RelationSyntax::HasOne(child(input)?) })
}

/// `tags: Tag through OrderTag`.
pub(super) fn many_to_many(input: ParseStream<'_>) -> syn::Result<DeclaredRelation> {
    let (name, target) = head(input)?;
    let message = "expected `through` and the model between; write `tags: Tag through OrderTag`";
    word(input, "through", message)?;
    let through = input.call(Path::parse_mod_style)?;
    Ok(DeclaredRelation { name, target, syntax: RelationSyntax::Through(through) })
}

/// `shipment: Shipment by (warehouse_id, number) on_delete cascade`.
pub(super) fn belongs_to(input: ParseStream<'_>) -> syn::Result<DeclaredRelation> {
    let (name, target) = head(input)?;
    let message = "expected `by` and this model's columns; write `shipment: Shipment by (warehouse_id, number)`";
    let by = word(input, "by", message)?;
    let fields = items(&by, input, identifier)?;
    let syntax = RelationSyntax::By { fields, rules: rules(input)? };
    Ok(DeclaredRelation { name, target, syntax })
}

/// `on_delete cascade deferred`.
fn rules(input: ParseStream<'_>) -> syn::Result<Rules> {
    let mut rules = Rules::default();
    while !input.is_empty() && !input.peek(Token![,]) {
        let word = input.call(Ident::parse_any)?;
        match word.to_string().as_str() {
            "on_delete" => put(&mut rules.on_delete, &word, input.parse()?)?,
            "on_update" => put(&mut rules.on_update, &word, input.parse()?)?,
            "deferrable" => put(&mut rules.timing, &word, Timing::Deferrable)?,
            "deferred" => put(&mut rules.timing, &word, Timing::Deferred)?,
            "constraint" => put(&mut rules.constraint, &word, db_name(input)?)?,
            _ => {
                let message = "expected `on_delete ..`, `on_update ..`, `deferrable`, `deferred`, `constraint ..` or a comma";
                return Err(syn::Error::new_spanned(word, message));
            }
        }
    }
    Ok(rules)
}

fn head(input: ParseStream<'_>) -> syn::Result<(Ident, Path)> {
    let name = identifier(input)?;
    if !input.peek(Token![:]) || input.peek(Token![::]) {
        return Err(expected(input, "expected `:`; write the relation as `name: Model ..`"));
    }
    input.parse::<Token![:]>()?;
    let target = input.call(Path::parse_mod_style)?;
    Ok((name, target))
}

fn child(input: ParseStream<'_>) -> syn::Result<Child> {
    if !input.peek(Token![.]) {
        return Err(expected(
            input,
            "expected `.` and the child's field that refers to this model; write `name: Child.field`",
        ));
    }
    input.parse::<Token![.]>()?;
    if !input.peek(syn::token::Paren) {
        return Ok(Child { fields: vec![identifier(input)?] });
    }
    let content;
    parenthesized!(content in input);
    let fields = content.parse_terminated(identifier, Token![,])?;
    if fields.is_empty() {
        return Err(expected(&content, "expected the child's fields that refer to this model"));
    }
    Ok(Child { fields: fields.into_iter().collect() })
}

fn word(input: ParseStream<'_>, word: &str, message: &str) -> syn::Result<Ident> {
    let ahead = input.fork();
    match ahead.call(Ident::parse_any) {
        Ok(found) if found == word => input.call(Ident::parse_any),
        _ => Err(expected(input, message)),
    }
}
