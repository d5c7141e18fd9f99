//! A body, chunk by chunk, unpacked as it comes: it ends when it is too large, packed or unpacked, and when it only drips.

use std::io;
use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};

use super::decode::{DecodeFault, Decoder};

/// Shortest window: a shorter one would only keep the processor busy.
const SHORTEST_WINDOW: Duration = Duration::from_millis(1);

/// What a body may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyLimits<'a> {
    /// Most bytes, before and after decompression.
    pub(super) max_bytes: u64,
    /// For bodies that may be larger than most; `None` where all may be as large.
    pub(super) room: Option<Room<'a>>,
    /// Fewest bytes a second, on the average of a window; 0 for no limit.
    pub(super) min_bytes_per_second: u64,
    /// The window.
    pub(super) window: Duration,
    /// When it has to be there.
    pub(super) deadline: Instant,
}

/// Room for large bodies: only a few at a time may have it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room<'a> {
    /// Size from which on a body needs a place, in bytes.
    pub(super) above_bytes: u64,
    /// The places.
    pub(super) places: &'a Semaphore,
}

/// Why a body was not read to its end.
#[derive(Debug)]
pub(super) enum BodyFault<E> {
    /// With its beginning: the limit, and a little more.
    TooLarge(Vec<u8>),
    TooSlow,
    /// It did not end in time.
    TooLate,
    Broken(E),
    /// It is not in the coding that it claims.
    Undecodable(io::Error),
}

/// Reads all chunks, unpacks them, and counts in `received` what came before that. Of a body that is too large, no more is read than one
/// chunk past the limit.
pub(super) async fn read_chunks<C: AsRef<[u8]>, E>(
    chunks: impl Stream<Item = Result<C, E>>,
    mut decoder: Decoder,
    limits: BodyLimits<'_>,
    received: &mut u64,
) -> Result<Vec<u8>, BodyFault<E>> {
    let mut chunks = pin!(chunks);
    let mut drip = Drip::begin(limits);
    // One for the whole body: most have come before it would have to be set at all.
    let mut patience = pin!(sleep_until(drip.wakes_at()));
    let mut place = None;
    loop {
        let chunk = tokio::select! {
            biased;
            chunk = chunks.next() => match chunk {
                None => return decoder.finish(*received > 0).map_err(BodyFault::from),
                Some(chunk) => chunk.map_err(BodyFault::Broken)?,
            },
            () = &mut patience => {
                drip.note(0)?;
                patience.as_mut().reset(drip.wakes_at());
                continue;
            }
        };
        let chunk = chunk.as_ref();
        *received += chunk.len() as u64;
        decoder.push(chunk)?;
        if *received > limits.max_bytes {
            return Err(BodyFault::TooLarge(decoder.so_far()));
        }
        let size_bytes = decoder.unpacked_bytes().max(*received);
        if let Some(room) = limits.room.filter(|room| place.is_none() && size_bytes > room.above_bytes) {
            let begun = Instant::now();
            place = room.places.acquire().await.ok();
            // It was not the server that was slow.
            let deadline = drip.limits.deadline + begun.elapsed();
            drip = Drip::begin(BodyLimits { deadline, ..limits });
            patience.as_mut().reset(drip.wakes_at());
        }
        drip.note(chunk.len() as u64)?;
    }
}

impl<E> From<DecodeFault> for BodyFault<E> {
    fn from(fault: DecodeFault) -> Self {
        match fault {
            DecodeFault::TooLarge(beginning) => Self::TooLarge(beginning),
            DecodeFault::Broken(error) => Self::Undecodable(error),
        }
    }
}

/// What came in the running window.
struct Drip<'a> {
    limits: BodyLimits<'a>,
    window_end: Instant,
    received: u64,
}

impl<'a> Drip<'a> {
    fn begin(limits: BodyLimits<'a>) -> Self {
        let limits = BodyLimits { window: limits.window.max(SHORTEST_WINDOW), ..limits };
        Self { limits, window_end: Instant::now() + limits.window, received: 0 }
    }

    /// When there is something to judge although nothing came.
    fn wakes_at(&self) -> Instant {
        self.window_end.min(self.limits.deadline)
    }

    /// Counts what came, and judges the window when it is over.
    fn note<E>(&mut self, bytes: u64) -> Result<(), BodyFault<E>> {
        self.received += bytes;
        let now = Instant::now();
        if now >= self.limits.deadline {
            return Err(BodyFault::TooLate);
        }
        if now < self.window_end {
            return Ok(());
        }
        let enough = u128::from(self.limits.min_bytes_per_second) * self.limits.window.as_millis() / 1000;
        if u128::from(self.received) < enough {
            return Err(BodyFault::TooSlow);
        }
        *self = Self::begin(self.limits);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::stream;
    use tokio::time::sleep;

    use super::*;
    use crate::fetch::decode::Coding;

    /// Limits without a deadline that matters.
    fn limits() -> BodyLimits<'static> {
        let (window, deadline) = (Duration::from_secs(20), Instant::now() + Duration::from_secs(1_000_000));
        BodyLimits { max_bytes: 10_000, room: None, min_bytes_per_second: 100, window, deadline }
    }

    /// Reads `count` chunks that come `apart` seconds from each other: the length of the body, and the seconds it took.
    async fn read(
        (count, bytes, apart): (usize, usize, u64),
        limits: BodyLimits<'_>,
    ) -> (Result<usize, Told<()>>, u64) {
        let chunks = stream::iter(0..count).then(|_| async move {
            sleep(Duration::from_secs(apart)).await;
            Ok(vec![b'x'; bytes])
        });
        let begun = Instant::now();
        let result = read_plain(chunks, limits).await;
        (result.map(|body| body.len()), begun.elapsed().as_secs())
    }

    async fn read_plain<E>(
        chunks: impl Stream<Item = Result<Vec<u8>, E>>,
        limits: BodyLimits<'_>,
    ) -> Result<Vec<u8>, Told<E>> {
        let decoder = Decoder::new(Coding::Identity, limits.max_bytes as usize, 0).unwrap();
        let mut received = 0;
        read_chunks(chunks, decoder, limits, &mut received).await.map_err(|fault| match fault {
            BodyFault::TooLarge(beginning) => Told::TooLarge(beginning.len()),
            BodyFault::TooSlow => Told::TooSlow,
            BodyFault::TooLate => Told::TooLate,
            BodyFault::Broken(error) => Told::Broken(error),
            BodyFault::Undecodable(error) => panic!("{error}"),
        })
    }

    /// A fault that can be compared.
    #[derive(Debug, PartialEq)]
    enum Told<E> {
        TooLarge(usize),
        TooSlow,
        TooLate,
        Broken(E),
    }

    #[tokio::test(start_paused = true)]
    async fn body_that_drips_ends_after_a_window() {
        assert_eq!(read((60, 99, 1), limits()).await, (Err(Told::TooSlow), 20));
        assert_eq!(read((5, 1, 3600), limits()).await, (Err(Told::TooSlow), 20), "silence is slow, too");
        assert_eq!(read((60, 101, 1), limits()).await, (Ok(6060), 60));
        assert_eq!(read((4, 2000, 19), limits()).await, (Ok(8000), 76), "only the average counts");
        assert_eq!(read((3, 1, 5), limits()).await, (Ok(3), 15), "what is over soon is not slow");
    }

    #[tokio::test(start_paused = true)]
    async fn later_windows_are_judged_as_the_first() {
        let chunks = stream::iter(0..60).then(|number| async move {
            sleep(Duration::from_secs(1)).await;
            Ok::<_, ()>(vec![b'x'; if number < 30 { 300 } else { 10 }])
        });
        let begun = Instant::now();
        assert_eq!(read_plain(chunks, limits()).await, Err(Told::TooSlow));
        assert_eq!(begun.elapsed().as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn body_that_is_not_there_in_time_is_given_up() {
        let limits = BodyLimits { deadline: Instant::now() + Duration::from_secs(30), ..limits() };
        assert_eq!(read((60, 200, 1), limits).await, (Err(Told::TooLate), 30));
        let silent = BodyLimits { min_bytes_per_second: 0, deadline: limits.deadline, ..limits };
        assert_eq!(read((2, 1, 3600), silent).await, (Err(Told::TooLate), 0), "the time is over already");
    }

    #[tokio::test(start_paused = true)]
    async fn no_minimum_means_no_limit() {
        let limits = BodyLimits { min_bytes_per_second: 0, ..limits() };
        assert_eq!(read((5, 1, 3600), limits).await, (Ok(5), 5 * 3600));
        let limits = BodyLimits { window: Duration::ZERO, ..limits };
        assert_eq!(read((3, 1, 1), limits).await, (Ok(3), 3));
    }

    #[tokio::test(start_paused = true)]
    async fn only_as_many_bodies_grow_large_as_there_are_places() {
        let places = Semaphore::new(1);
        let room = Some(Room { above_bytes: 2_000, places: &places });
        let limits = BodyLimits { room, ..limits() };
        let small = read((2, 1_000, 1), limits);
        let (large, next) = (read((4, 1_000, 10), limits), read((4, 1_000, 10), limits));
        let (small, large, next) = tokio::join!(small, large, next);
        assert_eq!(small, (Ok(2_000), 2));
        assert_eq!((large.0, next.0), (Ok(4_000), Ok(4_000)));
        // Both needed the place after 30 s. One got it at 40 s, and waiting was no slowness of its server.
        assert_eq!((large.1.min(next.1), large.1.max(next.1)), (40, 50));
    }

    #[tokio::test]
    async fn nothing_is_read_past_the_limit() {
        let asked = Cell::new(0);
        let endless = stream::repeat_with(|| {
            asked.set(asked.get() + 1);
            Ok::<_, ()>(vec![b'x'; 3000])
        });
        assert_eq!(read_plain(endless, limits()).await, Err(Told::TooLarge(12_000)));
        assert_eq!(asked.get(), 4);
        assert_eq!(read((10, 1000, 0), limits()).await.0, Ok(10_000));
        let broken = stream::iter([Ok(vec![1]), Err("cut")]);
        assert_eq!(read_plain(broken, limits()).await, Err(Told::Broken("cut")));
    }
}
