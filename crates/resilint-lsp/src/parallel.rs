//! The same work on many things, on all processors.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What the work makes of each item, in their order. Few items need no thread of their own; an item whose work panics is left out.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = threads.min(items.len());
    let safely = |item: &T| catch_unwind(AssertUnwindSafe(|| work(item))).ok();
    if threads <= 1 {
        return items.iter().filter_map(safely).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.extend(safely(item).map(|result| (at, result)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(share)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn keeps_the_order() {
        let many: Vec<usize> = (0..1000).collect();
        assert_eq!(map(&many, |number| number * 2), (0..2000).step_by(2).collect::<Vec<_>>());
        assert_eq!(map(&[7], |number| *number), [7]);
        assert!(map(&[], |number: &u8| *number).is_empty());
    }

    #[test]
    fn a_panic_costs_one_item() {
        let work = |number: &usize| {
            assert_ne!(number % 10, 3, "this is what the test is about");
            *number
        };
        let many: Vec<usize> = (0..20).collect();
        let kept: Vec<usize> = many.iter().copied().filter(|number| number % 10 != 3).collect();
        assert_eq!(map(&many, work), kept);
        assert!(map(&[3], work).is_empty());
    }
}
