//! The ratios as bars, in an SVG file.

use super::{Measured, Part};
use std::fmt::Write;

/// The libraries' colors, which people with any kind of sight tell apart (Okabe and Ito, "Color
/// Universal Design", 2008).
const COLORS: [(&str, &str); 5] = [
    ("orm", "#0072b2"),
    ("Diesel", "#e69f00"),
    ("sqlx", "#56b4e9"),
    ("SeaORM", "#009e73"),
    ("Toasty", "#cc79a7"),
];

/// Longer bars end here, with the ratio beside them.
const MOST: f64 = 4.0;

// All lengths are pixels.
const LEFT: f64 = 290.0;
const RATIO: f64 = 130.0;
const BAR: f64 = 10.0;
const GAP: f64 = 12.0;
const HEAD: f64 = 30.0;
const TOP: f64 = 56.0;

/// The plot of all parts, one under the other.
pub fn svg(parts: &[Part]) -> String {
    let mut bars = String::new();
    let mut y = TOP;
    for part in parts {
        let _ = writeln!(
            bars,
            "<text x=\"16\" y=\"{:.0}\" font-size=\"14\" font-weight=\"bold\">{}</text>",
            y + 18.0,
            part.title
        );
        y += HEAD;
        for row in &part.rows {
            y = add_row(&mut bars, part, row, y);
        }
    }
    let (width, height) = (LEFT + MOST * RATIO + 60.0, y + 16.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\" font-size=\"12\" \
         fill=\"#1f2328\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"24\" font-size=\"15\" font-weight=\"bold\">\
         Time as a ratio to the work by hand; shorter is better</text>\n"
    );
    add_legend(&mut svg);
    add_scale(&mut svg, y);
    svg.push_str(&bars);
    svg.push_str("</svg>\n");
    svg
}

fn add_row(bars: &mut String, part: &Part, row: &Measured, top: f64) -> f64 {
    let peers = part.peers.len() - 1;
    let middle = top + peers as f64 * BAR / 2.0 + 4.0;
    let _ = writeln!(
        bars,
        "<text x=\"{:.0}\" y=\"{middle:.0}\" text-anchor=\"end\">{}</text>",
        LEFT - 10.0,
        row.title
    );
    let mut y = top;
    for (peer, ratio) in part.peers[1..].iter().zip(row.ratios()) {
        let color = COLORS.iter().find(|(name, _)| name == peer).map_or("#666666", |it| it.1);
        let (length, label) = match ratio {
            Some(ratio) => (ratio.min(MOST) * RATIO, format!("{ratio:.2}")),
            None => (0.0, "-".to_owned()),
        };
        let _ = writeln!(
            bars,
            "<rect x=\"{LEFT:.0}\" y=\"{y:.0}\" width=\"{length:.1}\" height=\"{:.0}\" \
             fill=\"{color}\"><title>{peer}: {label}</title></rect>\
             <text x=\"{:.1}\" y=\"{:.0}\" font-size=\"9\">{label}</text>",
            BAR - 1.0,
            LEFT + length + 4.0,
            y + 8.0
        );
        y += BAR;
    }
    y + GAP
}

fn add_legend(svg: &mut String) {
    for (at, (name, color)) in COLORS.iter().enumerate() {
        let x = LEFT + at as f64 * 90.0;
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.0}\" y=\"34\" width=\"10\" height=\"10\" fill=\"{color}\"/>\
             <text x=\"{:.0}\" y=\"43\">{name}</text>",
            x + 14.0
        );
    }
}

/// A line at each whole ratio; the one at 1 stands out.
fn add_scale(svg: &mut String, bottom: f64) {
    for ratio in 0..=MOST as u32 {
        let x = LEFT + f64::from(ratio) * RATIO;
        let color = if ratio == 1 { "#cf222e" } else { "#d8dee4" };
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.0}\" y1=\"{:.0}\" x2=\"{x:.0}\" y2=\"{bottom:.0}\" \
             stroke=\"{color}\"/><text x=\"{x:.0}\" y=\"{:.0}\" text-anchor=\"middle\" \
             font-size=\"10\">{ratio}</text>",
            TOP + 16.0,
            TOP + 12.0
        );
    }
}
