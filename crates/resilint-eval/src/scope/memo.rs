//! Values that are computed once, when first asked for.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

/// A memo. Asking for a value while it is being computed is a cycle.
pub(super) struct Memo<K, V> {
    slots: RefCell<HashMap<K, Slot<V>>>,
}

enum Slot<V> {
    Busy,
    Done(V),
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { slots: RefCell::default() }
    }
}

impl<K, V> fmt::Debug for Memo<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The value of a key; `None` while it is being computed.
    pub(super) fn get<Q>(&self, key: &Q, compute: impl FnOnce() -> V) -> Option<V>
    where
        K: Borrow<Q> + for<'q> From<&'q Q>,
        Q: Eq + Hash + ?Sized,
    {
        match self.slots.borrow().get(key) {
            Some(Slot::Done(value)) => return Some(value.clone()),
            Some(Slot::Busy) => return None,
            None => {}
        }
        self.slots.borrow_mut().insert(K::from(key), Slot::Busy);
        let value = compute();
        self.slots.borrow_mut().insert(K::from(key), Slot::Done(value.clone()));
        Some(value)
    }
}
