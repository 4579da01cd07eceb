//! The keys that say how long or how exact a column's values are.

use super::{Keyed, put_value};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt};

/// `max_length = 40`, or `precision = 12, scale = 2`.
#[derive(Default, Clone)]
pub(crate) struct SizeAttrs {
    pub(crate) max_length: Option<Keyed<Number>>,
    pub(crate) precision: Option<Keyed<Number>>,
    pub(crate) scale: Option<Keyed<Number>>,
}

/// A whole number, as it is written.
#[derive(Clone)]
pub(crate) struct Number {
    pub(crate) literal: LitInt,
    /// The greatest there is in place of one that is greater still.
    pub(crate) value: u32,
}

impl SizeAttrs {
    pub(super) fn read(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let slot = match key.to_string().as_str() {
            "max_length" => &mut self.max_length,
            "precision" => &mut self.precision,
            _ => &mut self.scale,
        };
        put_value(slot, key, input)
    }
}

impl Parse for Number {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let no_number =
            |span| syn::Error::new(span, "a length, precision or scale is a whole number: `40`");
        let literal: LitInt = input.parse().map_err(|error| no_number(error.span()))?;
        if literal.base10_digits().starts_with('-') {
            return Err(no_number(literal.span()));
        }
        let value = literal.base10_parse().unwrap_or(u32::MAX);
        Ok(Number { literal, value })
    }
}
