//! Plans of small differences.
