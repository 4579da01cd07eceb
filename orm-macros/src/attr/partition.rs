//! How partitions are written: `partition_by(range(placed_at), every = "1 month", keep = "1 year", on_expiry = drop)`.

use super::{Keyed, expected, identifier, items, put, value};
use crate::diag;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitInt, LitStr};

/// What stands in `partition_by(..)`.
#[derive(Clone)]
pub(crate) struct PartitionAttr {
    pub(crate) field: Ident,
    pub(crate) every: Period,
    pub(crate) keep: Option<Period>,
    pub(crate) expiry: Expiry,
    pub(crate) ahead: u32,
}

/// What becomes of a partition that was kept long enough: its name in the runtime.
#[derive(Clone, Copy)]
pub(crate) enum Expiry {
    Detach,
    Drop,
}

/// `"3 months"`: a count and the unit's name in the runtime.
#[derive(Clone, Copy)]
pub(crate) struct Period {
    pub(crate) count: u32,
    pub(crate) unit: &'static str,
}

enum Item {
    Range(Ident, Vec<Ident>),
    Every(Keyed<Period>),
    Keep(Keyed<Period>),
    Expiry(Keyed<Expiry>),
    Ahead(Keyed<u32>),
}

/// How many partitions are made ahead where nothing is said.
const AHEAD: u32 = 3;

impl PartitionAttr {
    pub(super) fn parse(key: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut range, mut every, mut keep, mut ahead) = (None, None, None, None);
        let mut expiry: Option<Keyed<Expiry>> = None;
        for item in items(key, input, item)? {
            match item {
                Item::Range(key, fields) => put(&mut range, &key, fields)?,
                Item::Every(one) => put(&mut every, &one.key, one.value)?,
                Item::Keep(one) => put(&mut keep, &one.key, one.value)?,
                Item::Ahead(one) => put(&mut ahead, &one.key, one.value)?,
                Item::Expiry(one) => {
                    let key = one.key.clone();
                    put(&mut expiry, &key, one)?;
                }
            }
        }
        if let (Some(expiry), None) = (&expiry, &keep) {
            let message = "no partition expires without `keep`; write `keep = \"12 months\"`, or remove `on_expiry`";
            return Err(syn::Error::new_spanned(&expiry.key, message));
        }
        let expiry = expiry.map_or(Expiry::Detach, |expiry| expiry.value);
        let (Some(range), Some(every)) = (range, every) else {
            let message = "`partition_by` needs a column and a length of time; write `partition_by(range(placed_at), every = \"1 month\")`";
            return Err(syn::Error::new_spanned(key, message));
        };
        let mut fields = range.into_iter();
        match (fields.next(), fields.next()) {
            (Some(field), None) => {
                Ok(PartitionAttr { field, every, keep, expiry, ahead: ahead.unwrap_or(AHEAD) })
            }
            (_, second) => {
                let second = second.unwrap_or_else(|| key.clone());
                Err(syn::Error::new_spanned(second, "a range is over one column; name one"))
            }
        }
    }
}

fn item(input: ParseStream<'_>) -> syn::Result<Item> {
    let key = input.call(Ident::parse_any)?;
    Ok(match key.to_string().as_str() {
        "range" => {
            let fields = items(&key, input, identifier)?;
            Item::Range(key, fields)
        }
        "every" => Item::Every(Keyed { value: value(&key, input, Period::parse)?, key }),
        "keep" => Item::Keep(Keyed { value: value(&key, input, Period::parse)?, key }),
        "ahead" => Item::Ahead(Keyed { value: value(&key, input, count)?, key }),
        "on_expiry" => Item::Expiry(Keyed { value: value(&key, input, Expiry::parse)?, key }),
        _ => {
            return Err(diag::unknown_key(&key, &["range", "every", "keep", "on_expiry", "ahead"]));
        }
    })
}

impl Parse for Expiry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(error.span(), "expected what becomes of it; write `detach` or `drop`")
        })?;
        match word.to_string().as_str() {
            "detach" => Ok(Expiry::Detach),
            "drop" => Ok(Expiry::Drop),
            other => {
                let message = format!("a partition cannot `{other}`; write `detach` or `drop`");
                Err(syn::Error::new_spanned(&word, message))
            }
        }
    }
}

impl Parse for Period {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let Ok(written) = input.parse::<LitStr>() else {
            return Err(expected(input, NO_PERIOD));
        };
        period(&written.value()).ok_or_else(|| syn::Error::new_spanned(written, NO_PERIOD))
    }
}

fn period(text: &str) -> Option<Period> {
    let (count, unit) = text.split_once(' ')?;
    let count = count.parse().ok().filter(|count| *count > 0)?;
    let unit = match unit.strip_suffix('s').unwrap_or(unit) {
        "hour" => "Hour",
        "day" => "Day",
        "week" => "Week",
        "month" => "Month",
        "year" => "Year",
        _ => return None,
    };
    Some(Period { count, unit })
}

fn count(input: ParseStream<'_>) -> syn::Result<u32> {
    let written: LitInt = input.parse()?;
    match written.base10_parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(syn::Error::new_spanned(written, "a number of partitions is at least 1")),
    }
}

const NO_PERIOD: &str =
    "a length of time is a number of hours, days, weeks, months or years; write `\"1 month\"`";
