//! Standard output that never blocks: a client that writes without reading must not bring the server to a halt.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Poll};

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

    /// Writes the answer to something that is no message.
    pub(crate) fn refusal(&self) -> impl Fn() + Send + use<> {
        let (queue, waiting) = (self.queue.clone(), self.waiting.clone());
        move || {
            waiting.0.fetch_add(1, Ordering::AcqRel);
            let body = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"this is not a message of the protocol"}}"#;
            let message = format!("Content-Length: {}\r\n\r\n{body}", body.len());
            // A failed send means that nobody reads any more.
            drop(queue.send(message.into_bytes()));
        }
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
