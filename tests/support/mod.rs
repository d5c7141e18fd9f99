//! A scripted news server on the loopback address: pages and feeds whose answers can be changed, delayed, cut off and dropped
//! at any moment, and a record of every request that came.
//!
//! Plain threads and blocking sockets, so that blocking tests, async tests and the demo can all use it.

pub(crate) mod attacks;
mod exchange;
pub(crate) mod operator;
mod response;
pub(crate) mod socks;
pub(crate) mod tls;
pub(crate) mod world;

use std::collections::{HashMap, VecDeque};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;

pub(crate) use exchange::Request;
pub(crate) use response::Response;

/// Longest wait for something that a test expects; reached only when the test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// One site. Ends when dropped.
pub(crate) struct NewsServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// Sees each request as it comes, before it is answered.
type Watch = dyn Fn(&Request) + Send + Sync;

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    watch: Option<Box<Watch>>,
}

#[derive(Default)]
struct State {
    scripts: HashMap<String, Script>,
    requests: Vec<Request>,
    connections: usize,
    closed: bool,
}

/// What a path answers.
enum Script {
    /// One after the other; the last one stays.
    Responses(VecDeque<Response>),
    /// Nothing yet: requests wait until another script takes this one's place.
    Hanging,
}

impl NewsServer {
    /// A server on a free port. Every path answers 404 until told otherwise.
    pub(crate) fn start() -> Self {
        Self::start_at("127.0.0.1")
    }

    /// A server on a free port of this loopback address.
    pub(crate) fn start_at(address: &str) -> Self {
        Self::start_shared(address, Shared::default())
    }

    /// The same; `watch` is told of each request, before it is answered.
    pub(crate) fn start_watched(address: &str, watch: impl Fn(&Request) + Send + Sync + 'static) -> Self {
        Self::start_shared(address, Shared { watch: Some(Box::new(watch)), ..Shared::default() })
    }

    fn start_shared(address: &str, shared: Shared) -> Self {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(shared);
        let for_thread = Arc::clone(&shared);
        std::thread::spawn(move || accept_until_closed(&listener, &for_thread));
        Self { address, shared }
    }

    /// The address of a path (which may have a query).
    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    /// The path answers with this HTML from now on.
    pub(crate) fn page(&self, path: &str, html: &str) {
        self.respond(path, Response::html(html));
    }

    /// The path answers with this from now on.
    pub(crate) fn respond(&self, path: &str, response: Response) {
        self.respond_in_turn(path, [response]);
    }

    /// The path answers with these, one a request; the last one stays.
    pub(crate) fn respond_in_turn(&self, path: &str, responses: impl IntoIterator<Item = Response>) {
        self.script(path, Script::Responses(responses.into_iter().collect()));
    }

    /// The path keeps requests waiting until [`NewsServer::respond`] says what to answer, or the server is dropped.
    pub(crate) fn hang(&self, path: &str) {
        self.script(path, Script::Hanging);
    }

    /// All requests for a path so far, in the order in which they came.
    pub(crate) fn requests(&self, path: &str) -> Vec<Request> {
        let state = self.shared.lock();
        state.requests.iter().filter(|request| request.path == path).cloned().collect()
    }

    /// All requests so far, in the order in which they came.
    pub(crate) fn all_requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// Whether anybody asked for anything.
    pub(crate) fn was_asked(&self) -> bool {
        !self.shared.lock().requests.is_empty()
    }

    /// Connections that were made so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    /// What the path answers now.
    pub(crate) fn scripted(&self, path: &str) -> Option<Response> {
        match self.shared.lock().scripts.get(path)? {
            Script::Responses(responses) => responses.front().cloned(),
            Script::Hanging => None,
        }
    }

    /// Blocks until a path was asked for `count` times. Fails the test when that does not happen.
    pub(crate) fn wait_for_requests(&self, path: &str, count: usize) {
        self.waiter().wait_for_requests(path, count);
    }

    /// Waits for requests, on whatever thread.
    pub(crate) fn waiter(&self) -> Waiter {
        Waiter(Arc::clone(&self.shared))
    }

    fn script(&self, path: &str, script: Script) {
        self.shared.lock().scripts.insert(path.to_owned(), script);
        self.shared.changed.notify_all();
    }
}

/// Waits for requests to a server.
pub(crate) struct Waiter(Arc<Shared>);

impl Waiter {
    /// Blocks until a path was asked for `count` times. Fails the test when that does not happen.
    pub(crate) fn wait_for_requests(&self, path: &str, count: usize) {
        let came = |state: &State| state.requests.iter().filter(|request| request.path == path).count();
        let state = self.0.lock();
        let (state, waited) =
            self.0.changed.wait_timeout_while(state, PATIENCE, |state| came(state) < count).unwrap();
        assert!(!waited.timed_out(), "{path} was asked for {} times, not {count}", came(&state));
    }
}

impl Drop for NewsServer {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_all();
        // Wakes the thread that accepts, so that it sees the end.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, request: Request) {
        if let Some(watch) = &self.watch {
            watch(&request);
        }
        self.lock().requests.push(request);
        self.changed.notify_all();
    }

    /// The answer to a request for this path; waits while the path hangs. `None` when the server closes.
    fn answer(&self, path: &str) -> Option<Response> {
        let hangs =
            |state: &mut State| !state.closed && matches!(state.scripts.get(path), Some(Script::Hanging));
        let mut state = self.changed.wait_while(self.lock(), hangs).unwrap();
        if state.closed {
            return None;
        }
        match state.scripts.get_mut(path) {
            Some(Script::Responses(responses)) if responses.len() > 1 => responses.pop_front(),
            Some(Script::Responses(responses)) => responses.front().cloned(),
            Some(Script::Hanging) | None => Some(Response::status(404)),
        }
    }
}

fn accept_until_closed(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.lock().closed {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        shared.lock().connections += 1;
        std::thread::spawn(move || {
            // A client that breaks off is its own business.
            let _ = exchange::serve(&stream, |request| {
                let path = request.path.clone();
                shared.note(request);
                shared.answer(&path)
            });
        });
    }
}
