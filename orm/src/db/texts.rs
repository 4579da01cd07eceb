//! The texts of statements that depend on a model and a call alone: each is written once.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How many texts are kept. An insert has one for each set of columns that it leaves out, which may come
/// from somebody's input.
const MOST_KEPT: usize = 1024;

/// The texts of one database, in its dialect.
#[derive(Default)]
pub(crate) struct Texts {
    kept: RwLock<HashMap<(TypeId, Call), Arc<str>>>,
}

/// A statement of a model whose values are bound in an order that is known without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    /// The row with a key.
    Find,
    /// A new row that is returned, in whose columns with these bits there are values.
    Insert(u64),
}

impl Texts {
    /// The text, if it was written before.
    pub(crate) fn get<M: 'static>(&self, call: Call) -> Option<Arc<str>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&(TypeId::of::<M>(), call)).cloned()
    }

    /// Keeps a text, if there is room.
    pub(crate) fn keep<M: 'static>(&self, call: Call, sql: &Arc<str>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.insert((TypeId::of::<M>(), call), Arc::clone(sql));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_for_its_model_and_call() {
        let texts = Texts::default();
        texts.keep::<u8>(Call::Find, &Arc::from("one"));
        texts.keep::<u8>(Call::Insert(1), &Arc::from("two"));
        assert_eq!(texts.get::<u8>(Call::Find).as_deref(), Some("one"));
        assert_eq!(texts.get::<u8>(Call::Insert(1)).as_deref(), Some("two"));
        assert_eq!(texts.get::<u8>(Call::Insert(3)), None);
        assert_eq!(texts.get::<u16>(Call::Find), None);
    }

    #[test]
    fn memory_is_bounded() {
        let texts = Texts::default();
        (0..=MOST_KEPT as u64).for_each(|set| texts.keep::<u8>(Call::Insert(set), &Arc::from("")));
        assert!(texts.get::<u8>(Call::Insert(0)).is_some());
        assert!(texts.get::<u8>(Call::Insert(MOST_KEPT as u64)).is_none());
    }
}
