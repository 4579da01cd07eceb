//! Decimals in PostgreSQL's binary form, without loss: a value that does not fit is an error.
//!
//! A `numeric` is a list of digits of base 10,000 (`numeric_send`): their number, the weight of the
//! first, the sign, how many decimal places are shown, and the digits, 16 bits each.

use crate::value::BoxError;
use rust_decimal::Decimal;

const POSITIVE: u16 = 0x0000;
const NEGATIVE: u16 = 0x4000;
/// The largest mantissa: 96 bits.
const LARGEST: u128 = (1 << 96) - 1;

pub(super) fn write(value: &Decimal, out: &mut Vec<u8>) {
    let scale = value.scale();
    // The decimal point stands between two digits of base 10,000.
    let mut rest = value.mantissa().unsigned_abs() * 10u128.pow((4 - scale % 4) % 4);
    let mut digits = Vec::with_capacity(9);
    while rest > 0 {
        digits.push((rest % 10_000) as u16);
        rest /= 10_000;
    }
    let weight = digits.len() as i16 - scale.div_ceil(4) as i16 - 1;
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let digits = &digits[zeros..];
    let sign = if value.is_sign_negative() && !digits.is_empty() { NEGATIVE } else { POSITIVE };

    out.extend((digits.len() as u16).to_be_bytes());
    out.extend(if digits.is_empty() { 0 } else { weight }.to_be_bytes());
    out.extend(sign.to_be_bytes());
    out.extend((scale as u16).to_be_bytes());
    for digit in digits.iter().rev() {
        out.extend(digit.to_be_bytes());
    }
}

/// Reads a `numeric`, with the decimal places that the server shows as far as they fit.
///
/// # Errors
/// For `NaN`, the infinities, and a value of more than 28 decimal places or 96 bits.
pub(crate) fn read(bytes: &[u8]) -> Result<Decimal, BoxError> {
    let (head, digits) = bytes.split_first_chunk::<8>().ok_or("not a numeric")?;
    let [count, weight, sign, places] =
        [0, 2, 4, 6].map(|at| u16::from_be_bytes([head[at], head[at + 1]]));
    if sign != POSITIVE && sign != NEGATIVE {
        return Err("a NaN or an infinity, which a Decimal cannot hold".into());
    }
    let (digits, _) = digits.as_chunks::<2>();
    if digits.len() != usize::from(count) {
        return Err("not a numeric".into());
    }

    let mut mantissa = 0u128;
    for digit in digits {
        let digit = u128::from(u16::from_be_bytes(*digit));
        mantissa = mantissa
            .checked_mul(10_000)
            .and_then(|m| m.checked_add(digit))
            .ok_or_else(too_large)?;
    }
    let after_point = i64::from(count) - 1 - i64::from(weight as i16);
    let mut scale = if mantissa == 0 { 0 } else { 4 * after_point };
    let shown = i64::from(places.min(Decimal::MAX_SCALE as u16));
    while scale < shown && (scale < 0 || mantissa <= LARGEST / 10) {
        mantissa = mantissa.checked_mul(10).ok_or_else(too_large)?;
        scale += 1;
    }
    while scale > shown || mantissa > LARGEST {
        if scale <= 0 || !mantissa.is_multiple_of(10) {
            return Err(too_large());
        }
        mantissa /= 10;
        scale -= 1;
    }
    let mut value =
        Decimal::try_from_i128_with_scale(i128::try_from(mantissa)?, u32::try_from(scale)?)?;
    value.set_sign_negative(sign == NEGATIVE);
    Ok(value)
}

fn too_large() -> BoxError {
    "a number of more digits than a Decimal can hold".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let value: Decimal = text.parse().expect("a decimal");
        let mut bytes = Vec::new();
        write(&value, &mut bytes);
        let back = read(&bytes).expect("what was written");
        assert_eq!((back, back.scale()), (value, value.scale()), "{text}");
    }

    #[test]
    fn a_decimal_comes_back_with_its_scale() {
        for text in ["0", "0.00", "1", "-1.50", "10000", "0.0001", "0.00001000", "12345678.9"] {
            check(text);
        }
        check("79228162514264337593543950335");
        check("-7.9228162514264337593543950335");
        check("0.0000000000000000000000000001");
        check("1000000000000000000000000.0000");
    }

    #[test]
    fn nan_is_an_error() {
        assert!(read(&[0, 0, 0, 0, 0xC0, 0, 0, 0]).is_err());
        assert!(read(&[0, 0]).is_err());
    }
}
