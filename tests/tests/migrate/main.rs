//! Migrations: from models to databases, and back.

mod diagram;
