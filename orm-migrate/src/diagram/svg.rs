//! A schema as an SVG picture.

use super::layout::{Frame, LETTER, LINE, MARGIN};
use super::{is_one_to_one, is_optional, marks};
use crate::schema::{ForeignKey, Schema, Table};

/// Colours of both kinds of screen (SVG 2, "Styling"; CSS Media Queries 5, `prefers-color-scheme`).
const STYLE: &str = "\
svg{background:#fff}text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2933}\
.box{fill:#f7f9fb;stroke:#9aa5b1}.head{fill:#e4e9f0}.name{font-weight:bold}.type{fill:#616e7c}\
.mark{fill:#2563a8}.line{fill:none;stroke:#7b8794}\
@media(prefers-color-scheme:dark){svg{background:#16191d}text{fill:#e4e7eb}\
.box{fill:#1f2429;stroke:#52606d}.head{fill:#2b323a}.type{fill:#9aa5b1}.mark{fill:#7cb7f2}\
.line{stroke:#7b8794}}";

/// The whole picture.
pub(super) fn draw(schema: &Schema, boxes: &[Frame]) -> String {
    let right = boxes.iter().map(|one| one.x + one.width).fold(MARGIN, f64::max) + MARGIN;
    let below = boxes.iter().map(|one| one.y + one.height).fold(MARGIN, f64::max) + MARGIN;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {right:.0} {below:.0}\" \
         width=\"{right:.0}\" height=\"{below:.0}\" role=\"img\">\n<style>{STYLE}</style>\n"
    );
    for (table, from) in schema.tables.iter().zip(boxes) {
        for key in &table.foreign_keys {
            let target = schema.tables.iter().position(|other| other.name == key.target);
            if let Some(at) = target {
                text.push_str(&line(table, key, *from, &schema.tables[at], boxes[at]));
            }
        }
    }
    for (table, place) in schema.tables.iter().zip(boxes) {
        text.push_str(&entity(schema, table, *place));
    }
    text.push_str("</svg>\n");
    text
}

fn entity(schema: &Schema, table: &Table, place: Frame) -> String {
    let Frame { x, y, width, height } = place;
    let name = escaped(&table.name.to_string());
    let mut text = format!(
        "<g><title>{name}</title>\
         <rect class=\"box\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\"/>\
         <rect class=\"head\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"3\"/>\
         <text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>\n",
        x + 1.0,
        y + 1.0,
        width - 2.0,
        LINE + 4.0,
        x + 8.0,
        y + LINE - 2.0,
    );
    for (at, column) in table.columns.iter().enumerate() {
        let y = middle_of(place, at) + 4.0;
        let optional = if column.nullable { "?" } else { "" };
        text.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{y:.1}\">{}<tspan class=\"type\" dx=\"8\">{}{optional}</tspan></text>",
            x + 8.0,
            escaped(&column.name),
            escaped(&column.ty.sql(schema.dialect)),
        ));
        let marks = marks(table, &column.name).join(" ");
        if !marks.is_empty() {
            let right = x + width - 8.0;
            text.push_str(&format!(
                "<text class=\"mark\" x=\"{right:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{marks}</text>"
            ));
        }
        text.push('\n');
    }
    text.push_str("</g>\n");
    text
}

/// A reference: from the column that holds it to the column that it leads to.
fn line(table: &Table, key: &ForeignKey, from: Frame, target: &Table, to: Frame) -> String {
    let at = |table: &Table, columns: &[String]| {
        let last = columns.last();
        table.columns.iter().position(|column| Some(&column.name) == last).unwrap_or(0)
    };
    let (y1, y2) =
        (middle_of(from, at(table, &key.columns)), middle_of(to, at(target, &key.target_columns)));
    let x1 = from.x;
    // To one that stands right of it, or to itself, around the left side.
    let is_left = to.x + to.width < from.x;
    let (x2, bow) = if is_left { (to.x + to.width, -40.0) } else { (to.x, -30.0) };
    let bend = if is_left { 40.0 } else { -30.0 };
    let dash = if is_optional(table, &key.columns) { " stroke-dasharray=\"4 3\"" } else { "" };
    let end = if is_one_to_one(table, &key.columns) { 3.0 } else { 5.0 };
    format!(
        "<path class=\"line\"{dash} d=\"M{x1:.1} {y1:.1}C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}\
         M{:.1} {:.1}l-{LETTER:.1} {end:.1}l{LETTER:.1} {end:.1}\"><title>{}</title></path>\n",
        x1 + bow,
        x2 + bend,
        x1,
        y1 - end,
        escaped(&format!("{} to {}", table.name, key.target)),
    )
}

/// The height at which a column's name stands.
fn middle_of(place: Frame, column: usize) -> f64 {
    place.y + LINE * (column as f64 + 1.0) + 16.0
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
