//! Differences of small schemas.
