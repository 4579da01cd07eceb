//! The picture of a schema: `ORM_TEST_BLESS=1` writes the files anew.

use orm::Dialect;
use orm_migrate::schema::Schema;
use orm_tests::models::SHOP;
use std::path::Path;

#[test]
fn a_shop_is_drawn() {
    let schema = Schema::of_models(Dialect::Postgres, SHOP);
    compare("shop.mmd", &schema.mermaid());
    compare("shop.svg", &schema.svg());
}

fn compare(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate/snapshots").join(file);
    if std::env::var_os("ORM_TEST_BLESS").is_some() {
        std::fs::write(&path, text).expect("the folder is there");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, kept, "{file} differs: see the first line of this file");
}
