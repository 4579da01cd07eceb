//! The example `saas` on both databases, wherever tenants are: nothing of another one is got at.

#[path = "examples/program.rs"]
mod program;

use orm::sql;
use orm_tests::setup;
use program::{printed, program};
use std::path::Path;
use std::process::Command;

const EXPECTED: &str = "\
What each has
  acme          POST /invoices, 2026-1 for ada@example.com              200  1000
  beta          POST /invoices, 2026-1 for ada@example.com              200  99900
  beta          POST /invoices, 2026-2 for eve@example.com              200  100

What acme tries to get of beta
  acme          GET /invoices                                           200  [1000]
  acme          GET /invoices/(of beta)                                 404  
  acme          DELETE /invoices/(of beta)                              404  
  acme          POST /invoices, to a client of beta                     422  
  acme          POST /invoices, with beta's id in the body              422  
  acme          GET /report                                             403  
  nobody        GET /invoices                                           401  

What happens when beta does not pay
  the operator  POST /suspend, with beta's id in the body               204  
  beta          GET /invoices                                           403  
  acme          GET /invoices                                           200  [1000]

What is there at the end
  the operator  GET /report                                             200  {\"1\":1000,\"2\":100000}
";

fn saas(places: Option<&str>, database: Option<&str>) -> Command {
    let mut command = program("saas");
    command.env_remove("SAAS_TENANTS").args(database);
    command.envs(places.map(|places| ("SAAS_TENANTS", places)));
    command
}

/// Each run finds what the one before it left, elsewhere or in the same place; the first one finds nothing, of
/// another version least of all.
#[test]
fn nobody_breaks_out_of_a_file() {
    let beside = Path::new(saas(None, None).get_program()).with_file_name("");
    for file in std::fs::read_dir(beside).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("saas") && name.contains(".db") {
            std::fs::remove_file(&file).unwrap();
        }
    }
    for places in [None, Some("databases"), Some("databases"), Some("rows")] {
        assert_eq!(printed(saas(places, None)), EXPECTED, "{places:?}");
    }
    let refused = [("schemas", "SQLite has no schemas"), ("tables", "SAAS_TENANTS is")];
    for (places, why) in refused {
        let output = saas(Some(places), None).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(why), "{told}");
    }
}

#[tokio::test]
async fn nobody_breaks_out_of_a_server() {
    let server = setup::postgres().await;
    // Whether there is a table that tenants share, and which schemas and databases there are.
    let shared_table =
        "SELECT count(*) FROM pg_class WHERE oid = to_regclass('public.saas_invoices')";
    let own = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'saas%' UNION ALL \
               SELECT datname || ' database' FROM pg_database WHERE datname LIKE 'saas%' ORDER BY 1";
    let schemas = &["saas_acme", "saas_beta"];
    let databases = &["saas_acme database", "saas_beta database"];
    let runs: [(&str, i64, &[&str]); 5] = [
        ("rows", 1, &[]),
        ("schemas", 0, schemas),
        ("schemas", 0, schemas),
        ("databases", 0, databases),
        ("rows", 1, &[]),
    ];
    for (places, shared, apart) in runs {
        assert_eq!(printed(saas(Some(places), Some(&server.url))), EXPECTED, "{places}");
        assert_eq!(sql::<i64>(shared_table).one(&server.db).await.unwrap(), shared, "{places}");
        assert_eq!(sql::<String>(own).all(&server.db).await.unwrap(), apart, "{places}");
    }
}
