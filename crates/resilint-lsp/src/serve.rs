//! The server's beginning and end: runtime, streams, exit code.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use resilint_project::{Options, SimulationReport};
use tower_lsp::{LspService, Server};

use crate::guard::{Ending, Guard};
use crate::input::CheckedInput;
use crate::server::Backend;
use crate::session::{Session, Work};
use crate::transport::{QueuedWriter, Waiting};

/// How many requests may be under way: a slow one must not hold up the others, nor the notification that cancels it.
const CONCURRENCY: usize = 256;

/// How whole documents are written: as the command line writes them.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// Simulations, in Markdown.
    pub simulation: fn(&[SimulationReport]) -> String,
}

/// Speaks the protocol on standard input and output until the client ends it; answers the process's exit code.
///
/// # Errors
/// When no runtime can be started.
pub fn serve(options: &Options, pages: Pages) -> io::Result<u8> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (output, waiting) = QueuedWriter::new(io::stdout());
    let ending = Ending::default();
    let outlet = output.outlet();
    runtime.block_on(async {
        let mut session: Option<Arc<Session>> = None;
        let (service, socket) = LspService::new(|client| {
            let started = Arc::new(Session::new(client, outlet.clone(), options.clone(), pages));
            session = Some(Arc::clone(&started));
            Backend { session: started }
        });
        let refusing = outlet.clone();
        let refuse = move || refusing.refuse();
        let input = CheckedInput::new(io::BufReader::new(io::stdin()), refuse);
        let guarded = Guard::new(service, ending.clone());
        Server::new(input, output, socket).concurrency_level(CONCURRENCY).serve(guarded).await;
        if let Some(session) = session {
            session.ask(Work::Stop);
        }
    });
    runtime.shutdown_background();
    wait_a_little(&waiting);
    Ok(ending.exit_code())
}

/// What is said last should still arrive; but a client that does not read must not keep the process alive.
fn wait_a_little(waiting: &Waiting) {
    let until = Instant::now() + Duration::from_millis(500);
    while !waiting.is_over() && Instant::now() < until {
        std::thread::park_timeout(Duration::from_millis(2));
    }
}
