//! `resilint check`: the gate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use resilint_policy::Rule;
use resilint_project::{
    Baseline, Cancel, Finding, Level as Severity, Options, Outcome, Report, Watch, no_such_rule,
    resolve, shown,
};
use resilint_syntax::{Disk, FileSystem};

use super::{CLEAN, FINDINGS, INCOMPLETE, fix};
use crate::args::{CheckArgs, Format, Level, ReportScope};
use crate::progress::Progress;
use crate::report::{Sources, Style, View, details, plural, render, summary_line};
use crate::session::{Session, open, options, tell, use_threads};
use crate::terminal::Terminal;

pub(super) fn run(args: &CheckArgs, terminal: &Terminal) -> anyhow::Result<u8> {
    use_threads(&args.inputs);
    if args.inputs.plan.is_some()
        && (args.since.is_some() || args.report_scope == ReportScope::Changed)
    {
        bail!(
            "a plan tells nothing about an earlier revision, so `--plan` cannot be compared with one"
        );
    }
    let options = Options {
        select: args.rules.select.clone(),
        ignore: args.rules.ignore.clone(),
        ..options(&args.inputs)?
    };
    let sessions = open(&args.paths, &options)?;
    check_names(args, &sessions)?;
    tell(terminal, &sessions);
    let mut report = judge(args, &sessions, terminal)?;
    let mut sessions = sessions;
    if args.fix || args.unsafe_fixes || args.diff {
        let edits = fix::edits(&report, args.unsafe_fixes);
        if args.diff {
            terminal.print(&fix::diff(&edits, &options.base)?)?;
        } else if fix::apply(&edits, &options.base, terminal)? > 0 {
            sessions = open(&args.paths, &options)?;
            report = judge(args, &sessions, terminal)?;
        }
    }
    if let Some(file) = &args.baseline {
        let text = Disk
            .read(&resolve(&options.base, file))
            .with_context(|| format!("`{}` cannot be read", file.display()))?;
        Baseline::read(&text)?.apply(&mut report);
    }
    show(args, &options, &sessions, &report, terminal)?;
    Ok(conclude(args, &report, terminal))
}

/// Judges everything that was opened.
pub(super) fn judge(
    args: &CheckArgs,
    sessions: &[Session],
    terminal: &Terminal,
) -> anyhow::Result<Report> {
    let roots = sessions.iter().map(|session| session.roots.len()).sum();
    let progress = Progress::new(roots, terminal);
    let mut reports = Vec::new();
    for session in sessions {
        let listener = |root: &Path, stage: &'static str| progress.stage(root, stage);
        let mut report =
            session.project.check_all(&session.roots, &Cancel::new(), Watch::new(&listener))?;
        narrow(args, session, &mut report)?;
        reports.push(report);
    }
    progress.finish();
    if args.timings {
        for (stage, spent) in progress.timings() {
            terminal.say(&format!("{stage:>10} {:>9.1} ms", spent.as_secs_f64() * 1000.0));
        }
    }
    Ok(Report::merge(reports))
}

/// Leaves only what the change causes, when that is asked for.
fn narrow(args: &CheckArgs, session: &Session, report: &mut Report) -> anyhow::Result<()> {
    let base = &session.project.options().base;
    let named: BTreeSet<String> = session.files.iter().map(|file| shown(base, file)).collect();
    let revision = match (&args.since, args.report_scope) {
        (Some(revision), _) => Some(revision.as_str()),
        (None, ReportScope::Changed) => Some("HEAD"),
        (None, ReportScope::All) => None,
    };
    let Some(revision) = revision else { return Ok(()) };
    let before = match session.project.fingerprints_at(revision, &session.roots, &Cancel::new()) {
        Ok(before) => before,
        // Without a history there is nothing to compare with: what stands in the files counts.
        Err(_) if args.since.is_none() => {
            report.findings.retain(|finding| named.is_empty() || named.contains(&finding.file));
            report.settle();
            return Ok(());
        }
        Err(error) => {
            return Err(anyhow::Error::new(error).context(format!("`--since {revision}`")));
        }
    };
    let stays = |finding: &Finding| {
        !finding.is_known(|fingerprint| before.contains(fingerprint))
            || (args.since.is_none() && named.contains(&finding.file))
    };
    report.findings.retain(stays);
    report.settle();
    Ok(())
}

fn show(
    args: &CheckArgs,
    options: &Options,
    sessions: &[Session],
    report: &Report,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let sources =
        Sources::new(|file| sessions.iter().find_map(|session| session.project.source(file)));
    let rules = all_rules(sessions);
    let prefix = sessions.first().map(|session| prefix(session, &options.base)).unwrap_or_default();
    let style = Style {
        colour: terminal.colour,
        width: terminal.width,
        show_unknown: args.show_unknown,
        show_suppressed: args.show_suppressed,
    };
    let is_page = args.format == Format::Html
        || args.output.iter().any(|target| target.format == Format::Html);
    let (details, left_out) = if is_page { details(sessions, report)? } else { (Vec::new(), 0) };
    let view = View {
        report,
        sources: &sources,
        rules: &rules,
        prefix: &prefix,
        style,
        details: &details,
        left_out,
    };
    for target in &args.output {
        let plain = View { style: Style { colour: false, ..style }, ..view };
        write(&resolve(&options.base, &target.file), &render(target.format, plain))?;
    }
    let mut text = render(args.format, view);
    if matches!(args.format, Format::Text | Format::Compact) && !terminal.quiet {
        text.push_str(&summary_line(report));
        text.push('\n');
    }
    terminal.print(&text).context("stdout cannot be written")
}

/// The exit code, and on stderr the reason when it is not 0.
fn conclude(args: &CheckArgs, report: &Report, terminal: &Terminal) -> u8 {
    let least = match args.fail_level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Hint,
    };
    let failing = report
        .findings
        .iter()
        .filter(|finding| finding.is_failure() && finding.severity <= least)
        .count();
    if !report.incomplete.is_empty() && !args.allow_partial {
        let first = report
            .incomplete
            .first()
            .map(|one| format!("{}: {}", one.file, one.reason))
            .unwrap_or_default();
        let more = report.incomplete.len() - 1;
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        terminal.say(&format!("resilint: the check is not complete: {first}{more}"));
        return INCOMPLETE;
    }
    if args.exit_zero {
        return CLEAN;
    }
    if failing > 0 {
        let level = least.as_str();
        terminal.say(&format!(
            "resilint: {} at or above the fail level `{level}`",
            plural(failing, "finding")
        ));
        return FINDINGS;
    }
    let unknown =
        report.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown).count();
    if args.fail_on_unknown && unknown > 0 {
        terminal.say(&format!("resilint: {} could not be decided", plural(unknown, "rule result")));
        return FINDINGS;
    }
    CLEAN
}

/// `--select` and `--ignore` must name something.
fn check_names(args: &CheckArgs, sessions: &[Session]) -> anyhow::Result<()> {
    let known: BTreeSet<String> =
        sessions.iter().flat_map(|session| session.project.rule_names()).collect();
    let mut names = args.rules.select.iter().chain(&args.rules.ignore);
    match names.find(|name| !known.contains(*name)) {
        Some(name) => bail!(no_such_rule(name, known.iter().map(String::as_str))),
        None => Ok(()),
    }
}

fn all_rules(sessions: &[Session]) -> Vec<Arc<Rule>> {
    let mut rules: Vec<Arc<Rule>> = Vec::new();
    for session in sessions {
        for root in session.roots.iter().map(PathBuf::as_path).chain([session.project.root()]) {
            rules.extend(session.project.rules(root).rules().iter().cloned());
        }
    }
    rules.sort_by(|left, right| left.id.cmp(&right.id));
    rules.dedup_by(|left, right| left.id == right.id);
    rules
}

/// The working directory as seen from the root of the repository, with a `/` at its end.
fn prefix(session: &Session, base: &Path) -> String {
    let below = base
        .strip_prefix(session.project.workspace())
        .ok()
        .map(|below| below.to_string_lossy().replace('\\', "/"));
    below.filter(|below| !below.is_empty()).map(|below| format!("{below}/")).unwrap_or_default()
}

pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("`{}` cannot be written", path.display()))
}
