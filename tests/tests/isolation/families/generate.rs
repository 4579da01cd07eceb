//! Writes families of models with tenants from a seed: five models each, whose relations are always the same,
//! and nothing else.
//!
//! ```text
//! Top <- Row <- Part        Row.boss -> Row        Row <- Link -> Label
//! ```
//!
//! Models are types, so that what is random has to be written before the compiler comes. The files are kept;
//! `ORM_TEST_FAMILIES=7` makes the test that compares them write those of another seed in their place.

use super::oracle::Goes;
use super::shape::{Key, Plain, Reference, Shape};
use crate::dice::Dice;
use std::path::PathBuf;

/// Those that are kept.
const SEED: u64 = 5;

const COUNT: usize = 6;

const IDS: [Plain; 5] = [Plain::Text, Plain::Uuid, Plain::Org, Plain::Int, Plain::Big];
const GIVEN: [Plain; 4] = [Plain::Int, Plain::Big, Plain::Text, Plain::Uuid];
const AUTO: [Plain; 3] = [Plain::Int, Plain::Big, Plain::Uuid];

fn key(dice: &mut Dice) -> Key {
    match dice.below(3) {
        0 => Key::Auto(dice.one_of(&AUTO)),
        1 => Key::Given(dice.one_of(&GIVEN)),
        _ => Key::Pair(dice.one_of(&GIVEN), dice.one_of(&GIVEN)),
    }
}

/// By its key, or by its code, which is as unique.
fn by(key: Key, dice: &mut Dice) -> Option<Key> {
    Some(key).filter(|_| dice.below(3) > 0)
}

fn family(number: usize, dice: &mut Dice) -> String {
    let id = IDS[number % IDS.len()];
    let [top_key, row_key, part_key] = [key(dice), key(dice), key(dice)];
    let label_key = match dice.below(2) {
        0 => Key::Auto(dice.one_of(&AUTO)),
        _ => Key::Given(dice.one_of(&GIVEN)),
    };
    let mut top = Shape::any("Top", Some(top_key), dice);
    let mut row = Shape::any("Row", Some(row_key), dice);
    let mut part = Shape::any("Part", Some(part_key), dice);
    let mut label = Shape::any("Label", Some(label_key), dice);
    let mut link = Shape::any("Link", None, dice);
    link.others.clear();
    top.is_soft = dice.below(2) == 0;
    row.is_soft = dice.below(3) == 0;
    let optional = dice.below(2) == 0;
    let goes: &[Goes] = match optional {
        true => &[Goes::Refused, Goes::Cascade, Goes::Empty],
        false => &[Goes::Refused, Goes::Cascade],
    };
    let to_row = |name, key, optional, goes| Reference {
        name,
        target: "Row",
        key,
        optional,
        goes,
        unique: false,
    };
    let to_top = Reference {
        name: "top",
        target: "Top",
        key: by(top_key, dice),
        optional,
        goes: dice.one_of(goes),
        unique: false,
    };
    let boss_goes = dice.one_of(&[Goes::Refused, Goes::Empty]);
    let boss = to_row("boss", by(row_key, dice), true, boss_goes);
    let mut of_row = to_row("row", by(row_key, dice), false, Goes::Cascade);
    of_row.unique = dice.below(2) == 0 && of_row.columns().len() == 1;
    let link_row = to_row("row", Some(row_key), false, Goes::Cascade);
    let link_label = Reference {
        name: "label",
        target: "Label",
        key: Some(label_key),
        optional: false,
        goes: Goes::Cascade,
        unique: false,
    };
    top.reverse.push(format!("has_many(rows: {})", to_top.reverse("Row")));
    let part_kind = if of_row.unique { "has_one" } else { "has_many" };
    row.reverse = vec![
        format!("has_many(minions: {})", boss.reverse("Row")),
        format!("{part_kind}(parts: {})", of_row.reverse("Part")),
        "many_to_many(labels: Label through Link)".to_owned(),
    ];
    label.reverse.push("many_to_many(rows: Row through Link)".to_owned());
    row.references = vec![to_top, boss];
    part.references = vec![of_row];
    link.references = vec![link_row, link_label];
    written(number, id, &[top, row, part, label, link])
}

fn written(number: usize, id: Plain, shapes: &[Shape; 5]) -> String {
    let [top, row, part, label, link] = shapes;
    let mut text = format!(
        "//! Written by `generate.rs`: the family {}, whose tenants are told by `{}`.\n\n\
         use super::*;\n\n",
        number + 1,
        id.ty()
    );
    for shape in shapes {
        text.push_str(&shape.declared(id));
        text.push('\n');
    }
    for shape in [top, row, part, label] {
        text.push_str(&shape.made());
        text.push('\n');
    }
    let [to_top, boss] = row.references.as_slice() else { unreachable!("a row has two") };
    let (of_row, to_label) = (&part.references[0], &link.references[1]);
    let asked = [
        ("top_value", top, to_top.value()),
        ("boss_value", row, boss.value()),
        ("row_value", row, of_row.value()),
        ("label_value", label, to_label.value()),
        ("key", row, row.key.expect("links alone have none").value()),
    ];
    for (name, target, (ty, known)) in &asked {
        text.push_str(&found(name, target, ty, known.as_deref()));
    }
    let by_query = |at: usize| asked[at].2.1.is_none();
    let [top_goes, boss_goes] = [to_top.goes, boss.goes].map(|goes| format!("Goes::{goes:?}"));
    let id_text = match id {
        Plain::Text => "id(number)",
        Plain::Uuid => "id(number).to_string()",
        _ => "number.to_string()",
    };
    let flags = [
        ("top_is_soft", top.is_soft),
        ("row_is_soft", row.is_soft),
        ("top_is_required", !to_top.optional),
        ("has_one_part", of_row.unique),
        ("top_is_asked", by_query(0)),
        ("boss_is_asked", by_query(1)),
        ("row_is_asked", by_query(2)),
        ("label_is_asked", by_query(3)),
        ("key_is_asked", by_query(4)),
    ];
    let flags: Vec<_> = flags.iter().map(|(name, is)| format!("    {name}: {is},\n")).collect();
    text.push_str(&format!(
        "type Id = {};\n\nfn id(number: i32) -> Id {{\n    {}\n}}\n\n\
         fn id_text(number: i32) -> String {{\n    {id_text}\n}}\n\n\
         const TRAITS: Traits = Traits {{\n{}    top_goes: {top_goes},\n    boss_goes: {boss_goes},\n}};\n\n\
         const LOOK: &str = {:?};\n\ndrive!();\n",
        id.ty(),
        id.of("number"),
        flags.concat(),
        look(shapes),
    ));
    text
}

/// The function that says by which value the row with a code is referred to.
fn found(name: &str, target: &Shape, ty: &str, known: Option<&str>) -> String {
    let head = |tenant, result: String| {
        format!(
            "async fn {name}({tenant}: &Tenant<Id>, code: i32) -> Result<Option<{ty}>, Error> {{\n    {result}\n}}\n\n"
        )
    };
    match known {
        Some(known) => head("_", format!("Ok(Some({known}))")),
        None => {
            let deleted = if target.is_soft { ".with_deleted()" } else { "" };
            let model = target.name;
            let query = format!(
                "{model}::query(){deleted}.filter(|m| m.code.eq(code)).select(|m| m.id).optional(tenant).await"
            );
            head("tenant", query)
        }
    }
}

/// What the tables hold of a tenant, a line for each row; `@` stands before each table's name.
fn look(shapes: &[Shape; 5]) -> String {
    let [top, row, part, label, link] = shapes;
    let gone = |shape: &Shape| match shape.is_soft {
        true => "CASE WHEN m.gone_at IS NULL THEN 0 ELSE 1 END",
        false => "0",
    };
    let join = |alias: &str, from: &Shape, reference: &Reference, target: &Shape| {
        let mut on = vec![format!("{alias}.{} = m.{}", target.tenant, from.tenant)];
        let columns = reference.columns().into_iter().zip(reference.referenced());
        on.extend(columns.map(|((own, _), other)| format!("{alias}.{other} = m.{own}")));
        format!(" LEFT JOIN @{} AS {alias} ON {}", target.table(), on.join(" AND "))
    };
    let one = |shape: &Shape, what: String, joins: String| {
        format!(
            "SELECT '{}|' || {what} FROM @{} AS m{joins} WHERE CAST(m.{} AS text) = $1",
            shape.name,
            shape.table(),
            shape.tenant
        )
    };
    let code = |alias: &str| format!("coalesce({alias}.code, -1)");
    let (to_top, boss) = (&row.references[0], &row.references[1]);
    [
        one(top, format!("m.code || '|' || m.mark || '|' || {}", gone(top)), String::new()),
        one(
            row,
            format!(
                "m.code || '|' || m.mark || '|' || {} || '|' || {} || '|' || {}",
                gone(row),
                code("t"),
                code("b")
            ),
            join("t", row, to_top, top) + &join("b", row, boss, row),
        ),
        one(
            part,
            format!("m.code || '|' || m.mark || '|' || {}", code("r")),
            join("r", part, &part.references[0], row),
        ),
        one(label, "m.code || '|' || m.mark".to_owned(), String::new()),
        one(
            link,
            format!("{} || '|' || {}", code("r"), code("l")),
            join("r", link, &link.references[0], row)
                + &join("l", link, &link.references[1], label),
        ),
    ]
    .join(" UNION ALL ")
}

/// The files are what the generator writes: a change of either without the other is noticed.
#[test]
fn the_families_are_those_of_the_seed() {
    let other = crate::number("ORM_TEST_FAMILIES");
    let mut dice = Dice::new(other.unwrap_or(SEED));
    for number in 0..COUNT {
        let text = family(number, &mut dice);
        let name = format!("tests/isolation/families/made/f{}.rs", number + 1);
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&name);
        match other {
            Some(_) => std::fs::write(&path, text).expect("the sources can be written to"),
            None => {
                let kept = std::fs::read_to_string(&path).unwrap_or_default();
                let advice = format!("ORM_TEST_FAMILIES={SEED} writes it anew");
                assert!(kept == text, "{name} is not what the generator writes: {advice}");
            }
        }
    }
}
