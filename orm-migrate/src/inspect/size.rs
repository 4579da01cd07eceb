//! How long or how exact a column's values are, as attributes.

/// The keys for a type of PostgreSQL: `max_length = 40` for `varchar(40)`. None for a type without numbers,
/// and for one with numbers that a model cannot say.
pub(super) fn of(name: &str) -> Vec<String> {
    let Some((word, numbers)) = name.strip_suffix(')').and_then(|name| name.split_once('(')) else {
        return Vec::new();
    };
    let numbers: Option<Vec<u32>> = numbers.split(',').map(|n| n.trim().parse().ok()).collect();
    match (word, numbers.as_deref()) {
        ("varchar", Some([length])) => vec![format!("max_length = {length}")],
        ("numeric", Some([precision, scale])) if scale <= precision => decimal(*precision, *scale),
        ("time" | "timestamp" | "timestamptz", Some([precision])) => {
            vec![format!("precision = {precision}")]
        }
        _ => Vec::new(),
    }
}

/// The keys of a decimal.
pub(super) fn decimal(precision: u32, scale: u32) -> Vec<String> {
    let mut keys = vec![format!("precision = {precision}")];
    if scale > 0 {
        keys.push(format!("scale = {scale}"));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_types() {
        let check = |name: &str, expect: &str| assert_eq!(of(name).join(", "), expect, "{name}");
        check("varchar(40)", "max_length = 40");
        check("varchar", "");
        check("char(2)", "");
        check("numeric(12,2)", "precision = 12, scale = 2");
        check("numeric(12,0)", "precision = 12");
        check("numeric(2,3)", "");
        check("numeric(2,-3)", "");
        check("timestamptz(3)", "precision = 3");
        check("time(0)", "precision = 0");
        check("bit(8)", "");
        check("varchar(3)[]", "");
    }
}
