//! The example `saas` on both databases: nothing of another tenant is got at.

#[path = "examples/program.rs"]
mod program;

use orm_tests::setup;
use program::{printed, program};

fn attempts(database: Option<&str>) -> String {
    let mut command = program("saas");
    command.args(database);
    printed(command)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_breaks_out() {
    let expected = "\
What each has
  acme          POST /invoices, with a number that the other has, too   200  1000
  beta          POST /invoices, with a number that the other has, too   200  99900

What acme tries to get of beta
  acme          GET /invoices                                           200  [1000]
  acme          GET /invoices/(of beta)                                 404  
  acme          DELETE /invoices/(of beta)                              404  
  acme          POST /invoices, to a client of beta                     422  
  acme          POST /invoices, with beta's id in the body              422  
  acme          GET /report                                             403  
  nobody        GET /invoices                                           401  

What is there at the end
  the operator  GET /report                                             200  {\"1\":1000,\"2\":99900}
";
    assert_eq!(attempts(None), expected);
    let server = setup::postgres().await;
    assert_eq!(attempts(Some(&server.url)), expected);
}
