//! Standard input, message by message. The protocol library ends at the first message that it cannot read; here such a message is answered and left out.

use std::io::{self, BufRead, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::{Request, Response};

/// A message beyond this is no message.
const MAX_LENGTH: usize = 256 << 20;

/// The messages of a stream that are messages; a thread of its own reads them.
#[derive(Debug)]
pub(crate) struct CheckedInput {
    messages: UnboundedReceiver<Vec<u8>>,
    current: Vec<u8>,
    read: usize,
}

impl CheckedInput {
    /// Reads `source`; what is no message is handed to `refuse`.
    pub(crate) fn new(
        source: impl BufRead + Send + 'static,
        refuse: impl Fn() + Send + 'static,
    ) -> Self {
        let (sender, messages) = unbounded_channel();
        std::thread::spawn(move || pump(source, &sender, &refuse));
        Self { messages, current: Vec::new(), read: 0 }
    }
}

impl AsyncRead for CheckedInput {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read == self.current.len() {
            match self.messages.poll_recv(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(message)) => {
                    self.current = message;
                    self.read = 0;
                }
            }
        }
        let end = self.current.len().min(self.read + buffer.remaining());
        buffer.put_slice(&self.current[self.read..end]);
        self.read = end;
        Poll::Ready(Ok(()))
    }
}

fn pump(mut source: impl BufRead, messages: &UnboundedSender<Vec<u8>>, refuse: &dyn Fn()) {
    while let Ok(Some(length)) = header(&mut source) {
        let mut body = Vec::new();
        match (&mut source).take(length as u64).read_to_end(&mut body) {
            Ok(read) if read == length => {}
            _ => return,
        }
        let is_message = serde_json::from_slice::<Request>(&body).is_ok()
            || serde_json::from_slice::<Response>(&body).is_ok();
        if !is_message {
            refuse();
            continue;
        }
        let mut message = format!("Content-Length: {length}\r\n\r\n").into_bytes();
        message.append(&mut body);
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// The length of the next message; `None` at the end. Lines that are no header are passed over.
fn header(source: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if source.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            if let Some(length) = length {
                return Ok(Some(length));
            }
        } else if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok().filter(|length| *length <= MAX_LENGTH);
        }
    }
}
