//! After an analysis, what the editor shows between the lines may be outdated: it is told so, where it wants to know.

use tokio::runtime::Handle;

use crate::session::Session;

/// What the editor may show just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What the settings ask for.
    Wanted,
    /// Also what they do not ask for any more.
    Anything,
}

/// Tells the client that inlay hints and code lenses may be others now. Nobody waits for its answer.
pub(crate) fn outdated(session: &Session, runtime: &Handle, shown: Shown) {
    let options = session.options();
    let hints = options.settings.inlay_hints;
    let lenses = options.settings.code_lens;
    let client = session.client.clone();
    let all = shown == Shown::Anything;
    let with_hints =
        options.abilities.inlay_hint_refresh && (all || hints.placement || hints.values);
    let with_lenses =
        options.abilities.code_lens_refresh && (all || lenses.dependents || lenses.single_points);
    if with_hints || with_lenses {
        runtime.spawn(async move {
            // An answer that does not come is nobody's loss: the editor asks again at the next edit.
            if with_hints {
                drop(client.inlay_hint_refresh().await);
            }
            if with_lenses {
                drop(client.code_lens_refresh().await);
            }
        });
    }
}
