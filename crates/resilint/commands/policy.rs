//! `resilint policy`: the tools of people who write policies.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use resilint_graph::Facts;
use resilint_policy::{
    Category, PolicyDiagnostic, PolicyFile, RuleSet, TestReport, TestResult, check_policies,
    input_of, input_of_all, query, run_tests, scaffold,
};
use resilint_project::{Cancel, Options, Project, nearest, no_such_resource, resolve, shown};
use resilint_syntax::{Disk, FileSystem, Severity};

use super::check::write;
use super::{CLEAN, FINDINGS, INCOMPLETE};
use crate::args::{InputArgs, PolicyCommand};
use crate::report::plural;
use crate::session::{open_anything, open_root, options};
use crate::terminal::Terminal;

pub(super) fn run(command: &PolicyCommand, terminal: &Terminal) -> anyhow::Result<u8> {
    match command {
        PolicyCommand::New { category, rule, directory } => {
            new(category, rule, directory, terminal)
        }
        PolicyCommand::Check { paths } => check(paths, terminal),
        PolicyCommand::Test { paths, filter, coverage, junit } => {
            test(paths, filter, *coverage, junit.as_deref(), terminal)
        }
        PolicyCommand::Input { address, directory, inputs } => {
            input(address.as_deref(), directory, inputs, terminal)
        }
        PolicyCommand::Eval { query, directory, inputs } => {
            eval(query, directory, inputs, terminal)
        }
    }
}

fn new(category: &str, rule: &str, directory: &Path, terminal: &Terminal) -> anyhow::Result<u8> {
    let options = options(&InputArgs::default())?;
    let Some(known) = Category::from_name(category) else {
        let names = Category::ALL.map(Category::as_str);
        let help = nearest(category, names).map_or_else(
            || format!("one of: {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        bail!("`{category}` is no category; {help}");
    };
    let project = open_anything(Path::new("."), &options)?;
    let folder = resolve(&options.base, directory);
    let files = scaffold(&project.rules(project.root()), &folder.to_string_lossy(), known, rule)?;
    if let Some(taken) = files.iter().find(|file| Disk.read(Path::new(&*file.path)).is_ok()) {
        bail!("`{}` exists already", taken.path);
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("`{}` cannot be made", directory.display()))?;
    let mut text = String::new();
    for file in &files {
        write(Path::new(&*file.path), &file.text)?;
        text.push_str(&format!("wrote {}\n", shown(&options.base, Path::new(&*file.path))));
    }
    text.push_str(&format!("now run `resilint policy test {0}`, and name the folder in resilint.toml: [policies] paths = [\"{0}\"]\n", directory.display()));
    terminal.print(&text)?;
    Ok(CLEAN)
}

fn check(paths: &[PathBuf], terminal: &Terminal) -> anyhow::Result<u8> {
    let options = options(&InputArgs::default())?;
    let files = policies(paths, &options)?;
    let diagnostics = check_policies(&files);
    let lines: String =
        diagnostics.iter().map(|diagnostic| line(diagnostic, &files, &options)).collect();
    terminal.print(&lines)?;
    let errors =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    if errors > 0 {
        terminal.say(&format!(
            "resilint: {} in {}",
            plural(errors, "mistake"),
            plural(files.len(), "policy file")
        ));
        return Ok(FINDINGS);
    }
    if !terminal.quiet {
        terminal.print(&format!("{} checked\n", plural(files.len(), "policy file")))?;
    }
    Ok(CLEAN)
}

fn test(
    paths: &[PathBuf],
    filter: &str,
    coverage: bool,
    junit: Option<&Path>,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let options = options(&InputArgs::default())?;
    let files = policies(paths, &options)?;
    let mut report = run_tests(&with_library(&files), filter);
    report.coverage.retain(|covered| files.iter().any(|file| file.path == covered.path));
    let mut text: String =
        report.diagnostics.iter().map(|diagnostic| line(diagnostic, &files, &options)).collect();
    for result in &report.results {
        text.push_str(&result_text(result, terminal.verbose));
    }
    if coverage {
        text.push_str(&coverage_text(&report, &options));
    }
    if let Some(file) = junit {
        write(&resolve(&options.base, file), &to_junit(&report)?)?;
    }
    let failed = report.results.iter().filter(|result| !result.passed).count();
    text.push_str(&format!("{} passed, {failed} failed\n", report.results.len() - failed));
    terminal.print(&text)?;
    if !report.diagnostics.is_empty() {
        terminal.say("resilint: some policies could not be loaded");
        return Ok(INCOMPLETE);
    }
    if failed > 0 {
        terminal.say(&format!("resilint: {} failed", plural(failed, "test")));
        return Ok(FINDINGS);
    }
    Ok(CLEAN)
}

/// The policies, and the library that they may call, unless it is among them.
fn with_library(files: &[PolicyFile]) -> Vec<PolicyFile> {
    let mut all = files.to_vec();
    let is_library =
        |file: &PolicyFile| file.text.lines().any(|line| line.trim() == "package resilint.lib");
    if !files.iter().any(is_library) {
        let builtin = RuleSet::builtin();
        all.extend(builtin.files().iter().filter(|file| file.path.starts_with("lib/")).cloned());
    }
    all
}

fn result_text(result: &TestResult, verbose: bool) -> String {
    let word = if result.skipped {
        "skip"
    } else if result.passed {
        "ok"
    } else {
        "FAIL"
    };
    if result.passed && !verbose {
        return String::new();
    }
    let mut text = format!("{word} {} ({})\n", result.name, result.path);
    for printed in &result.prints {
        text.push_str(&format!("    {printed}\n"));
    }
    if let Some(error) = &result.error {
        text.push_str(&format!("    {error}\n"));
    }
    text
}

fn coverage_text(report: &TestReport, options: &Options) -> String {
    let mut text = format!("coverage: {:.1} %\n", report.coverage_percent());
    for file in report.coverage.iter().filter(|file| !file.not_covered.is_empty()) {
        let lines: Vec<String> = file.not_covered.iter().map(ToString::to_string).collect();
        text.push_str(&format!(
            "  {}: lines {}\n",
            shown(&options.base, Path::new(&*file.path)),
            lines.join(", ")
        ));
    }
    text
}

fn to_junit(report: &TestReport) -> anyhow::Result<String> {
    let mut suite = TestSuite::new("policies");
    for result in &report.results {
        let status = if result.skipped {
            TestCaseStatus::skipped()
        } else if result.passed {
            TestCaseStatus::success()
        } else {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(
                result.error.clone().unwrap_or_else(|| "the test does not hold".to_owned()),
            );
            status
        };
        suite.add_test_case(TestCase::new(result.name.as_str(), status));
    }
    let mut junit = Junit::new("resilint policy test");
    junit.add_test_suite(suite);
    junit.to_string().context("JUnit XML cannot be written")
}

/// The facts of a root module, with the project they are from.
fn analysed(
    directory: &Path,
    inputs: &InputArgs,
) -> anyhow::Result<(Project, PathBuf, Arc<Facts>)> {
    let (project, root) = open_root(directory, &options(inputs)?)?;
    let facts = project.analyse(&root, &Cancel::new())?.facts;
    Ok((project, root, facts))
}

fn input(
    address: Option<&str>,
    directory: &Path,
    inputs: &InputArgs,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let (_, _, facts) = analysed(directory, inputs)?;
    let value = match address {
        None => input_of_all(&facts),
        Some(address) => input_of(&facts, address).with_context(|| {
            no_such_resource(address, facts.resources.keys().map(|known| &**known))
        })?,
    };
    terminal.print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    Ok(CLEAN)
}

fn eval(
    text: &str,
    directory: &Path,
    inputs: &InputArgs,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let (project, root, facts) = analysed(directory, inputs)?;
    let value = query(&project.rules(&root), &facts, text)
        .map_err(|message| anyhow::anyhow!("the query cannot be evaluated: {message}"))?;
    terminal.print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    Ok(CLEAN)
}

/// The policy files in folders; those that the settings name when there are none.
fn policies(paths: &[PathBuf], options: &Options) -> anyhow::Result<Vec<PolicyFile>> {
    let mut folders: Vec<PathBuf> = paths.iter().map(|path| resolve(&options.base, path)).collect();
    if folders.is_empty() {
        let project = open_anything(Path::new("."), options)?;
        let settings = project.settings(&options.base);
        folders = settings.policy_paths.into_iter().map(|path| path.value).collect();
    }
    if folders.is_empty() {
        bail!(
            "no policies are named, neither here nor in the settings: [policies] paths = [\"policies\"]"
        );
    }
    let is_policy = |path: &Path| path.extension().is_some_and(|extension| extension == "rego");
    let mut files = Vec::new();
    for folder in &folders {
        let found = if is_policy(folder) {
            vec![folder.clone()]
        } else {
            Disk.walk(folder, &is_policy)
                .with_context(|| format!("`{}` cannot be read", folder.display()))?
        };
        for path in found {
            let text =
                Disk.read(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            files.push(PolicyFile::user(
                path.to_string_lossy().into_owned(),
                String::from_utf8_lossy(&text).into_owned(),
            ));
        }
    }
    if files.is_empty() {
        bail!(
            "there are no policies in {}",
            folders
                .iter()
                .map(|folder| format!("`{}`", shown(&options.base, folder)))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    Ok(files)
}

/// `file:line: severity[code] message`
fn line(diagnostic: &PolicyDiagnostic, files: &[PolicyFile], options: &Options) -> String {
    let text = files
        .iter()
        .find(|file| file.path == diagnostic.path)
        .and_then(|file| file.text.get(..diagnostic.range.start));
    let number = text.map_or(1, |before| before.matches('\n').count() + 1);
    let help = diagnostic.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
    let path = shown(&options.base, Path::new(&*diagnostic.path));
    format!(
        "{path}:{number}: {}[{}] {}{help}\n",
        diagnostic.severity, diagnostic.code, diagnostic.message
    )
}
