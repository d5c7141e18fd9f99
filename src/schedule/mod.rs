//! When a source is polled next and where, when a page is tried again, given how it went and what was learned of it, and when an article is looked at again. No network, no disk, no clock.

mod moved;
mod next_poll;
mod recheck;
mod retry;
mod rhythm;
mod spread;
#[cfg(test)]
mod test_sources;

pub use moved::{Arrival, is_https_upgrade, settle_address};
pub use next_poll::{
    Because, LONGEST_LEARNED, LONGEST_WAIT, NextPoll, PollEnd, WHEN_CUT_OFF, next_poll, provisional_poll,
};
pub use recheck::{age_begins, next_recheck};
pub use retry::{Retry, next_attempt_at};
pub use rhythm::{Habits, habits, learn};
pub use spread::{OVERDUE_AFTER, spread_backlog};
