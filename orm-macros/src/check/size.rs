//! The rules of lengths and precisions, as far as their numbers tell.

use crate::attr::SizeAttrs;
use crate::diag::Errors;

/// The longest `varchar` (PostgreSQL manual, 8.3).
const LONGEST: u32 = 10_485_760;

/// The most digits that a `numeric` can be declared with (PostgreSQL manual, 8.1.2).
const MOST_DIGITS: u32 = 1000;

pub(crate) fn check(size: &SizeAttrs, errors: &mut Errors) {
    if let Some(length) = &size.max_length {
        if !(1..=LONGEST).contains(&length.value.value) {
            let message = format!("`max_length` is 1 to {LONGEST} characters; write such a number");
            errors.at(&length.value.literal, message);
        }
        for other in size.precision.iter().chain(&size.scale) {
            let message = format!(
                "`{}` cannot be together with `max_length`; a text has a length, a decimal a precision",
                other.key
            );
            errors.at(&other.key, message);
        }
    }
    match (&size.precision, &size.scale) {
        (Some(precision), _) if precision.value.value > MOST_DIGITS => {
            let message = format!("`precision` is {MOST_DIGITS} digits at most; write fewer");
            errors.at(&precision.value.literal, message);
        }
        (Some(precision), Some(scale)) if scale.value.value > precision.value.value => {
            let message = format!(
                "`scale` counts those of the {} digits that are behind the point; write {} at most",
                precision.value.literal, precision.value.literal
            );
            errors.at(&scale.value.literal, message);
        }
        (None, Some(scale)) if size.max_length.is_none() => {
            let message = "`scale` needs a `precision`; write `precision = .., scale = ..`";
            errors.at(&scale.key, message);
        }
        _ => {}
    }
}
