//! The command line of migrations, for the tests of its commands for tenants: they need no models.

orm_migrate::main!();
