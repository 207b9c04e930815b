//! What stands between the protocol library and the handlers: the right exit code, and a panic that costs one request instead of the process.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use futures_util::FutureExt;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Request, Response};

/// How far the session has come towards its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ending(Arc<AtomicU8>);

const RUNNING: u8 = 0;
const SHUT_DOWN: u8 = 1;

impl Ending {
    fn shut_down(&self) {
        self.0.store(SHUT_DOWN, Ordering::Release);
    }

    /// The process's exit code when the session ends now: 0 after a `shutdown` request, else 1, as the protocol has it.
    pub(crate) fn exit_code(&self) -> u8 {
        u8::from(self.0.load(Ordering::Acquire) == RUNNING)
    }
}

/// A service around the language service.
#[derive(Debug)]
pub(crate) struct Guard<S> {
    service: S,
    ending: Ending,
}

impl<S> Guard<S> {
    pub(crate) const fn new(service: S, ending: Ending) -> Self {
        Self { service, ending }
    }
}

impl<S> Service<Request> for Guard<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == "shutdown" {
            self.ending.shut_down();
        }
        let id = request.id().cloned();
        let method = request.method().to_owned();
        let handler = AssertUnwindSafe(self.service.call(request)).catch_unwind();
        Box::pin(async move {
            handler.await.unwrap_or_else(|_| {
                let mut error = Error::internal_error();
                error.message =
                    format!("the handler of `{method}` panicked; this is a defect of resilint")
                        .into();
                Ok(id.map(|id| Response::from_error(id, error)))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use tower::Service;
    use tower_lsp::jsonrpc::{Id, Request, Response};

    use super::{Ending, Guard};

    /// A service whose handlers panic, but for `shutdown`.
    #[derive(Debug)]
    struct Fragile;

    impl Service<Request> for Fragile {
        type Response = Option<Response>;
        type Error = Infallible;
        type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            Box::pin(async move {
                assert!(request.method() == "shutdown", "broken");
                Ok(None)
            })
        }
    }

    fn call(guard: &mut Guard<Fragile>, request: Request) -> Option<Response> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(guard.call(request)).unwrap()
    }

    #[test]
    fn a_panicking_handler_costs_one_request() {
        let mut guard = Guard::new(Fragile, Ending::default());
        let response = call(&mut guard, Request::build("x/y").id(7).finish()).unwrap();
        assert_eq!(response.id(), &Id::Number(7));
        let error = response.error().unwrap();
        assert_eq!(error.code.code(), -32603);
        assert!(error.message.contains("`x/y`"), "{}", error.message);
        // A notification has no answer.
        assert!(call(&mut guard, Request::build("x/y").finish()).is_none());
    }

    #[test]
    fn the_exit_code_tells_whether_the_session_was_shut_down() {
        let ending = Ending::default();
        let mut guard = Guard::new(Fragile, ending.clone());
        call(&mut guard, Request::build("x/y").finish());
        assert_eq!(ending.exit_code(), 1);
        call(&mut guard, Request::build("shutdown").id(1).finish());
        assert_eq!(ending.exit_code(), 0);
    }
}
