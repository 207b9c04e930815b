//! The same work on many things, on all processors when it is worth their while.

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// Fewer are done sooner than they are handed out.
const MANY: usize = 96;

/// What the work makes of each item and its number, in their order.
pub fn map<'a, T, R>(items: &'a [T], work: impl Fn((usize, &'a T)) -> R + Sync + Send) -> Vec<R>
where
    T: Sync,
    R: Send,
{
    if items.len() < MANY {
        return items.iter().enumerate().map(work).collect();
    }
    items.into_par_iter().enumerate().with_min_len(MANY / 4).map(work).collect()
}

#[cfg(test)]
mod tests {
    use super::{MANY, map};

    #[test]
    fn keeps_the_order() {
        for many in [3, 10 * MANY] {
            let numbers: Vec<usize> = (0..many).collect();
            let expected: Vec<usize> = (0..many).map(|number| 3 * number).collect();
            assert_eq!(map(&numbers, |(at, number)| at + 2 * number), expected);
        }
    }
}
