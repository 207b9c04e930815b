//! What is known of root modules that are judged again and again, as in an editor.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use resilint_policy::Memory;

use super::analysis::Analysis;

/// A memory for each root module and each set of inputs.
#[derive(Debug, Default)]
pub(crate) struct Memories(Mutex<BTreeMap<PathBuf, Vec<Arc<Mutex<Remembered>>>>>);

/// What is remembered of one judgement.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// What was judged.
    pub(crate) analysis: Option<Box<Analysis>>,
    /// What the rules found.
    pub(crate) findings: Memory,
}

impl Memories {
    /// Works with the memory of a root module's `nth` set of inputs.
    pub(crate) fn with<T>(
        &self,
        root: &Path,
        nth: usize,
        work: impl FnOnce(&mut Remembered) -> T,
    ) -> T {
        let memory = {
            let mut all = self.lock();
            let memories = all.entry(root.to_owned()).or_default();
            while memories.len() <= nth {
                memories.push(Arc::default());
            }
            Arc::clone(&memories[nth])
        };
        let mut memory = memory.lock().unwrap_or_else(|poisoned| {
            // A rule's evaluation panicked half-way: nothing to build on.
            let mut memory = poisoned.into_inner();
            *memory = Remembered::default();
            memory
        });
        work(&mut memory)
    }

    /// Forgets all root modules but these.
    pub(crate) fn keep(&self, roots: &BTreeSet<PathBuf>) {
        self.lock().retain(|root, _| roots.contains(root));
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<Arc<Mutex<Remembered>>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
