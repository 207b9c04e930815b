//! A progress bar on stderr, when somebody looks and it takes long; and the time that each stage took.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::Terminal;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_millis(500);

/// Hears of stages.
#[derive(Debug)]
pub(crate) struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_shown: bool,
    done: u64,
    running: HashMap<PathBuf, (&'static str, Instant)>,
    spent: BTreeMap<&'static str, Duration>,
}

impl Progress {
    /// For so many root modules.
    pub(crate) fn new(roots: usize, terminal: &Terminal) -> Self {
        let is_wanted = terminal.is_watched && !terminal.quiet;
        let bar = is_wanted.then(|| {
            let bar = ProgressBar::with_draw_target(
                u64::try_from(roots).ok(),
                ProgressDrawTarget::hidden(),
            );
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        Self { start: Instant::now(), bar, state: Mutex::default() }
    }

    /// A stage begins; the empty name ends a root module.
    pub(crate) fn stage(&self, root: &Path, stage: &'static str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let before = if stage.is_empty() {
            state.running.remove(root)
        } else {
            state.running.insert(root.to_owned(), (stage, now))
        };
        if let Some((before, since)) = before {
            *state.spent.entry(before).or_default() += now - since;
        }
        if stage.is_empty() {
            state.done += 1;
        }
        let Some(bar) = &self.bar else { return };
        if !state.is_shown && now - self.start > PATIENCE {
            state.is_shown = true;
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_position(state.done);
        bar.set_message(
            root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        );
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// How long each stage took, all threads together, and the whole.
    pub(crate) fn timings(&self) -> Vec<(String, Duration)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let stages = state.spent.iter().map(|(stage, spent)| ((*stage).to_owned(), *spent));
        stages.chain([("elapsed".to_owned(), self.start.elapsed())]).collect()
    }
}
