//! `cargo xtask fuzz [--cases N] [--seed S]`: random configurations, evaluated by Terraform and by us. What differs is made as small as can be and printed.

mod batch;
mod case;
mod expression;
mod judge;
mod shrink;
mod templates;
mod tree;
mod types;

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use fastrand::Rng;

use crate::{say, terraform};
use batch::{Answer, ask, rendered, write};
use case::{Case, case};
use judge::{judge, ours};

/// Cases in one plan.
const BATCH: usize = 120;

struct Options {
    cases: usize,
    /// The number of the first case: a run can go on where another one ended, or repeat one case of it.
    from: usize,
    seed: u64,
    /// How many differing cases are made small and shown.
    shown: usize,
}

fn options(arguments: &[&str]) -> Result<Options> {
    let mut options = Options { cases: 1_000, from: 0, seed: 1, shown: 10 };
    for pair in arguments.chunks(2) {
        let &[name, value] = pair else { bail!("`{}` has no value", pair.join(" ")) };
        let number: u64 = value.parse().with_context(|| format!("`{value}` is not a number"))?;
        match name {
            "--cases" => options.cases = usize::try_from(number)?,
            "--from" => options.from = usize::try_from(number)?,
            "--seed" => options.seed = number,
            "--show" => options.shown = usize::try_from(number)?,
            _ => bail!("`{name}` is not an option: --cases N, --seed S, --from N, --show N"),
        }
    }
    Ok(options)
}

/// Runs random cases until as many as asked for are judged.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let options = options(arguments)?;
    let directory = terraform::scratch("fuzz")?;
    let (mut done, mut refused, mut early, mut instances) = (0, 0, 0, 0);
    let mut differing = Vec::new();
    while done < options.cases {
        let count = BATCH.min(options.cases - done);
        let first = options.from + done;
        let cases: Vec<Case> = (first..first + count)
            .map(|index| {
                case(&mut Rng::with_seed(options.seed.wrapping_mul(1_000_003) + index as u64))
            })
            .collect();
        let judged = judged(&directory, &cases)?;
        refused += judged.iter().filter(|(answer, _)| answer.is_refused()).count();
        early += judged.iter().filter(|(answer, _)| answer.is_only_early()).count();
        instances += judged.iter().map(|(answer, _)| answer.instances.len()).sum::<usize>();
        for ((index, case), (_, found)) in cases.iter().enumerate().zip(judged) {
            if !found.is_empty() {
                say(&format!("case {}: {}", first + index, found.join("\n")));
                differing.push((case.clone(), found));
            }
        }
        done += count;
        say(&format!(
            "{done} cases ({refused} refused by Terraform, {early} of them only as long as no input is known), {instances} instances, {} differ",
            differing.len()
        ));
    }
    for (case, found) in differing.iter().take(options.shown) {
        let (case, found) = shrink::shrink(&directory, case, found)?;
        show(&case, &found);
    }
    std::fs::remove_dir_all(&directory)?;
    ensure!(differing.is_empty(), "{} of {done} cases differ", differing.len());
    Ok(())
}

/// What Terraform says, and in what we differ, for each case.
fn judged(directory: &Path, cases: &[Case]) -> Result<Vec<(Answer, Vec<String>)>> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let answers = ask(directory, cases)?;
    // Twice: all cases at once would let one that is broken spoil what they share.
    let outside = write(directory, cases, |_| false)?;
    let ours = ours(directory, &outside, cases.len());
    let found: Vec<Vec<String>> =
        ours.iter().zip(&answers).map(|(ours, theirs)| judge(ours, theirs)).collect();
    Ok(answers.into_iter().zip(found).collect())
}

fn show(case: &Case, found: &[String]) {
    let mut text = String::new();
    for (path, content) in rendered(case, "root") {
        if !content.trim().is_empty() {
            text.push_str(&format!("---- {path}\n{}\n", content.trim_end()));
        }
    }
    let mut shared = String::new();
    case.shared.render(&mut shared);
    for (kind, pairs) in [("TF_VAR_", &case.environment), ("-var ", &case.arguments)] {
        for (name, value) in pairs {
            let mut given = String::new();
            value.render(&mut given);
            shared.push_str(&format!("{kind}{name}={given}\n"));
        }
    }
    say(&format!("differs:\n{text}{shared}==> {}\n", found.join("\n==> ")));
}
