//! Standard output that never blocks: a client that writes without reading must not bring the server to a halt.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Poll};

use serde::Serialize;
use tokio::io::AsyncWrite;

/// Writes to an unbounded queue that a thread of its own drains.
#[derive(Debug)]
pub(crate) struct QueuedWriter {
    queue: Sender<Vec<u8>>,
    waiting: Waiting,
}

/// How many writes are not done yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    /// Whether everything is written.
    pub(crate) fn is_over(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

impl QueuedWriter {
    /// A writer to `sink`, and what is still to be written; a thread of its own drains the queue until the sink fails.
    pub(crate) fn new(mut sink: impl Write + Send + 'static) -> (Self, Waiting) {
        let waiting = Waiting::default();
        let left = waiting.clone();
        let (queue, messages) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            for message in messages {
                if sink.write_all(&message).and_then(|()| sink.flush()).is_err() {
                    left.0.store(0, Ordering::Release);
                    break;
                }
                left.0.fetch_sub(1, Ordering::AcqRel);
            }
        });
        (Self { queue, waiting: waiting.clone() }, waiting)
    }

    /// A way to the queue beside the protocol library.
    pub(crate) fn outlet(&self) -> Outlet {
        Outlet { queue: self.queue.clone(), waiting: self.waiting.clone() }
    }
}

/// Writes whole messages: the answer to what is no message, and what is too long to be copied by the protocol library several times. A write of the
/// library holds whole messages as well, so the two never mix.
#[derive(Debug, Clone)]
pub(crate) struct Outlet {
    queue: Sender<Vec<u8>>,
    waiting: Waiting,
}

/// A notification as the protocol has it.
#[derive(Debug, Serialize)]
struct Message<P> {
    jsonrpc: &'static str,
    method: &'static str,
    params: P,
}

impl Outlet {
    /// Sends a notification.
    pub(crate) fn notify(&self, method: &'static str, params: impl Serialize) {
        let message = Message { jsonrpc: "2.0", method, params };
        // What the protocol's types hold can always be written.
        if let Ok(body) = serde_json::to_vec(&message) {
            self.send(&body);
        }
    }

    /// Answers something that is no message.
    pub(crate) fn refuse(&self) {
        self.send(br#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"this is not a message of the protocol"}}"#);
    }

    fn send(&self, body: &[u8]) {
        let mut message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        message.extend_from_slice(body);
        self.waiting.0.fetch_add(1, Ordering::AcqRel);
        // A failed send means that nobody reads any more.
        drop(self.queue.send(message));
    }
}

impl AsyncWrite for QueuedWriter {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.waiting.0.fetch_add(1, Ordering::AcqRel);
        let sent = self.queue.send(bytes.to_vec());
        Poll::Ready(
            sent.map(|()| bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe)),
        )
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
