//! What is measured, and what must hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::process;
use super::terraform::{self, SWITCH};
use crate::say;

/// How long [`yardstick`] takes on the machine that the targets are meant for, alone. A slower or busier machine gets more time, in proportion.
const YARDSTICK: Duration = Duration::from_millis(20);

/// Measures and compares with the targets. `binary` is the program; without one it is built.
pub(crate) fn run(root: &Path, binary: Option<&str>) -> Result<()> {
    let binary = match binary {
        Some(binary) => PathBuf::from(binary),
        None => build(root)?,
    };
    let folder = std::env::temp_dir().join(format!("resilint-latency-{}", std::process::id()));
    let slowness = (yardstick().as_secs_f64() / YARDSTICK.as_secs_f64()).max(1.0);
    say(&format!("this machine takes {slowness:.2} times as long as the targets assume"));
    let mut verdicts = Verdicts { slowness, missed: 0 };
    let measured = measure(&binary, &folder, &mut verdicts);
    std::fs::remove_dir_all(&folder)?;
    measured?;
    ensure!(verdicts.missed == 0, "{} targets are missed", verdicts.missed);
    Ok(())
}

fn build(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--package", "resilint", "--message-format", "json"])
        .current_dir(root)
        .output()
        .context("cargo cannot be run")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let built = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back();
    built.context("cargo names no program")
}

/// Some work of the kind that the server does, for comparing machines: small allocations, sorted maps, text.
fn yardstick() -> Duration {
    let once = || {
        let begin = Instant::now();
        let mut map: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for number in 0..40_000_usize {
            let key = format!("resource.{}", number.wrapping_mul(7919) % 4096);
            map.entry(key).or_default().push(number);
        }
        assert_eq!(map.len(), 4096, "every key is used");
        begin.elapsed()
    };
    (0..15).map(|_| once()).min().unwrap_or_default()
}

struct Verdicts {
    slowness: f64,
    missed: usize,
}

impl Verdicts {
    /// The time until the changed document had its diagnostics, and its target in milliseconds; the time until everything was judged is told.
    fn answers(&mut self, what: &str, answers: &[Answer], target: f64) {
        let mut everything: Vec<Duration> =
            answers.iter().map(|answer| answer.everything).collect();
        let mut document: Vec<Duration> = answers.iter().map(|answer| answer.document).collect();
        self.time(what, &mut document, target);
        say(&format!("all that it concerns: {}", percentiles(&mut everything).0));
    }

    /// A time and its target in milliseconds.
    fn time(&mut self, what: &str, times: &mut [Duration], target: f64) {
        let (text, value) = percentiles(times);
        self.verdict(&format!("{what}: {text}"), value, target * self.slowness, "ms");
    }

    fn verdict(&mut self, what: &str, value: f64, target: f64, unit: &str) {
        let kept = value <= target;
        self.missed += usize::from(!kept);
        say(&format!(
            "{} {what} (target {target:.0} {unit})",
            if kept { "ok    " } else { "MISSED" }
        ));
    }
}

/// The median and the 95th percentile, and the latter in milliseconds.
fn percentiles(times: &mut [Duration]) -> (String, f64) {
    times.sort_unstable();
    let at = |part: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short list"
        )]
        let index = ((times.len() as f64 - 1.0) * part).round() as usize;
        times.get(index).map_or(f64::INFINITY, |time| time.as_secs_f64() * 1000.0)
    };
    (format!("p50 {:.1} ms, p95 {:.1} ms", at(0.5), at(0.95)), at(0.95))
}

fn measure(binary: &Path, folder: &Path, verdicts: &mut Verdicts) -> Result<()> {
    let one = folder.join("one");
    terraform::one_root(&one, 130_000)?;
    let answers = edits(binary, &one, "main.tf", 120)?;
    verdicts.answers("a keystroke in a root module of 130 KB", &answers, 20.0);

    let shared = folder.join("shared");
    terraform::repository(&shared, 100, 20)?;
    let answers = edits(binary, &shared, "modules/m0/main.tf", 60)?;
    let what = "a keystroke in a module that 100 root modules of 500 files call";
    verdicts.answers(what, &answers, 50.0);

    let large = folder.join("large");
    terraform::repository(&large, 900, 80)?;
    opening(binary, &large, verdicts)
}

/// Types into an open file: a value that switches a finding on and off, and lines that move everything below.
fn edits(binary: &Path, folder: &Path, file: &str, count: i64) -> Result<Vec<Answer>> {
    let file = folder.join(file);
    let text = terraform::read(&file)?;
    let line = text.lines().position(|line| line.trim() == SWITCH).context("a switch")?;
    let line = text
        .lines()
        .enumerate()
        .skip(text.lines().count() / 2)
        .find_map(|(number, line)| (line.trim() == SWITCH).then_some(number))
        .unwrap_or(line);
    let column = 2 + SWITCH.len() - "false".len();
    let mut client = Client::start(binary, folder)?;
    client.open(&file, &text)?;
    client.settle()?;
    let mut answers = Vec::new();
    let mut moved = 0;
    let before = process::ticks(client.process());
    for version in 1..=count {
        let change = match version % 4 {
            1 | 3 => {
                let (old, new) =
                    if version % 4 == 1 { ("false", "true") } else { ("true", "false") };
                replace(line + moved, column, old.len(), new)
            }
            _ => {
                moved += 1;
                replace(0, 0, 0, "# a line more\n")
            }
        };
        answers.push(client.change(&file, version, &change)?);
    }
    if let (Some(before), Some(after)) = (before, process::ticks(client.process())) {
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let each = (after - before) as f64 * 1000.0 / process::TICKS_PER_SECOND / count as f64;
        say(&format!(
            "the next takes {each:.1} ms of processor time, whatever else the machine does"
        ));
    }
    client.stop()?;
    Ok(answers)
}

fn replace(line: usize, column: usize, length: usize, text: &str) -> Value {
    let start = json!({ "line": line, "character": column });
    let end = json!({ "line": line, "character": column + length });
    json!({ "range": { "start": start, "end": end }, "text": text })
}

/// Opens a repository of 4,000 files: how long until the open file has its diagnostics, what the server needs then, and that it rests.
fn opening(binary: &Path, folder: &Path, verdicts: &mut Verdicts) -> Result<()> {
    let file = folder.join("live/r450/service.tf");
    let text = terraform::read(&file)?;
    let mut times = Vec::new();
    for round in 0..5 {
        let mut client = Client::start(binary, folder)?;
        times.push(client.open(&file, &text)?);
        if round == 4 {
            let begin = Instant::now();
            client.settle()?;
            say(&format!("all of it is judged {:.1} s later", begin.elapsed().as_secs_f64()));
            at_rest(&client, verdicts)?;
        }
        client.stop()?;
    }
    verdicts.time("first diagnostics after opening a repository of 4,000 files", &mut times, 300.0);
    Ok(())
}

fn at_rest(client: &Client, verdicts: &mut Verdicts) -> Result<()> {
    let Some(memory) = process::memory(client.process()) else {
        say("this system does not tell memory and processor time");
        return Ok(());
    };
    verdicts.verdict(&format!("memory {memory:.0} MB"), memory, 200.0, "MB");
    let ticks = || process::ticks(client.process());
    let before = ticks().context("the server runs")?;
    std::thread::sleep(Duration::from_secs(3));
    let Some(after) = ticks() else { bail!("the server ended") };
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let used = (after - before) as f64;
    verdicts.verdict(&format!("clock ticks in 3 s at rest: {used}"), used, 0.0, "ticks");
    Ok(())
}
