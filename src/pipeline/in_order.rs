//! The same work on many items, on all cores, with the results in the order of the items and a bounded number of them in memory.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Items in work or done and not yet taken, for each core. One slow item lets the others get so far ahead.
const AHEAD: usize = 16;

/// Maps items on all cores and hands each result to `take`, in the order of the items. Items are drawn one at a time, by
/// whichever worker is free.
///
/// # Errors
/// The first error of `take`; no further item is drawn then.
///
/// # Panics
/// When `work` does, after the others have ended.
pub fn map_in_order<T, R, E>(
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
{
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let belt = Belt { state: Mutex::new(State::new(items)), changed: Condvar::new(), ahead: workers * AHEAD };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| belt.work(&work));
        }
        let mut result = Ok(());
        while let Some(done) = belt.next_result() {
            result = take(done);
            if result.is_err() {
                break;
            }
        }
        belt.stop();
        result
    })
}

struct Belt<I, R> {
    state: Mutex<State<I, R>>,
    changed: Condvar,
    ahead: usize,
}

struct State<I, R> {
    /// `None` once exhausted or stopped.
    items: Option<I>,
    drawn: usize,
    taken: usize,
    in_work: usize,
    /// `None` for an item whose work panicked.
    done: BTreeMap<usize, Option<R>>,
}

impl<I, R> State<I, R> {
    fn new(items: I) -> Self {
        Self { items: Some(items), drawn: 0, taken: 0, in_work: 0, done: BTreeMap::new() }
    }
}

impl<I: Iterator, R> Belt<I, R> {
    fn lock(&self) -> MutexGuard<'_, State<I, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, work: &impl Fn(I::Item) -> R) {
        while let Some((index, item)) = self.draw() {
            // Dropped in any case, so that nobody waits for a result that will never come.
            let mut slot = Slot { belt: self, index, result: None };
            slot.result = Some(work(item));
        }
    }

    fn draw(&self) -> Option<(usize, I::Item)> {
        let is_far_ahead =
            |state: &mut State<I, R>| state.items.is_some() && state.drawn - state.taken >= self.ahead;
        let mut state =
            self.changed.wait_while(self.lock(), is_far_ahead).unwrap_or_else(PoisonError::into_inner);
        let item = state.items.as_mut()?.next();
        let Some(item) = item else {
            state.items = None;
            self.changed.notify_all();
            return None;
        };
        state.drawn += 1;
        state.in_work += 1;
        Some((state.drawn - 1, item))
    }

    /// The next result in order; `None` when all were taken.
    fn next_result(&self) -> Option<R> {
        loop {
            let is_pending = |state: &mut State<I, R>| {
                !state.done.contains_key(&state.taken) && (state.items.is_some() || state.in_work > 0)
            };
            let mut state =
                self.changed.wait_while(self.lock(), is_pending).unwrap_or_else(PoisonError::into_inner);
            let index = state.taken;
            let result = state.done.remove(&index)?;
            state.taken += 1;
            self.changed.notify_all();
            if result.is_some() {
                return result;
            }
        }
    }

    fn stop(&self) {
        self.lock().items = None;
        self.changed.notify_all();
    }
}

/// The place of a result on the belt.
struct Slot<'a, I: Iterator, R> {
    belt: &'a Belt<I, R>,
    index: usize,
    result: Option<R>,
}

impl<I: Iterator, R> Drop for Slot<'_, I, R> {
    fn drop(&mut self) {
        let mut state = self.belt.lock();
        if std::thread::panicking() {
            // This worker is gone; the scope ends all of it with the same panic.
            state.items = None;
        }
        state.in_work -= 1;
        state.done.insert(self.index, self.result.take());
        self.belt.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let mut taken = Vec::new();
        let work = |number: u64| (0..(number % 7) * 10_000).fold(number, |sum, _| std::hint::black_box(sum));
        let result: Result<(), ()> = map_in_order(0..500, work, |number| {
            taken.push(number);
            Ok(())
        });
        assert!(result.is_ok());
        assert_eq!(taken, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn first_error_of_the_taker_ends_the_drawing() {
        let drawn = AtomicUsize::new(0);
        let items = (0..1_000_000).inspect(|_| {
            drawn.fetch_add(1, Ordering::Relaxed);
        });
        let result =
            map_in_order(items, |number| number, |number| if number == 5 { Err("full") } else { Ok(()) });
        assert_eq!(result, Err("full"));
        assert!(drawn.load(Ordering::Relaxed) < 10_000);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(map_in_order(0..0, |number: u8| number, |_| Err("taken")), Ok(()));
    }
}
