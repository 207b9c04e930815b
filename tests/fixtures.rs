//! Terraform with the answers written beside it: every rule's fixtures, and whole architectures.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_project::{Cancel, Date, Finding, Options, Outcome, Project, Report, Watch};
use resilint_syntax::{Disk, Overlay};

use super::support::{fixture, repository};

/// A rule that judges a line, or cannot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Judgement {
    file: String,
    line: u32,
    pub(crate) rule: String,
    outcome: &'static str,
}

pub(crate) fn check(folder: &Path) -> Report {
    let today: Date = "2026-01-01".parse().unwrap();
    let options = Options { today: Some(today), ..Options::new(folder) };
    let project = Project::open_with(folder, Arc::new(Disk), options).unwrap();
    project.check_all(project.root_modules(), &Cancel::new(), Watch::none()).unwrap()
}

/// The annotations of a file: `# ^^^ rule` and `# ^^^ unknown: rule` speak of the nearest line above that is no annotation.
pub(crate) fn annotations(folder: &Path, path: &Path) -> Vec<Judgement> {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    let mut found = Vec::new();
    let mut blamed = 0;
    for (line, text) in (1..).zip(text.lines()) {
        let Some(said) =
            text.trim().strip_prefix("# ").and_then(|text| text.trim_start().strip_prefix("^^^"))
        else {
            blamed = line;
            continue;
        };
        let said = said.trim_start_matches('^').trim();
        let (outcome, rule) =
            said.strip_prefix("unknown: ").map_or(("fail", said), |rule| ("unknown", rule));
        if !rule.starts_with("fault:") {
            found.push(Judgement {
                file: file.clone(),
                line: blamed,
                rule: rule.to_owned(),
                outcome,
            });
        }
    }
    found
}

/// The lines that a degraded architecture marks as faults.
fn faults(folder: &Path, path: &Path) -> Vec<(String, u32, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    let mut found = Vec::new();
    let mut blamed = 0;
    for (line, text) in (1..).zip(text.lines()) {
        match text.trim().strip_prefix("# ^^^ fault: ") {
            Some(fault) => found.push((file.clone(), blamed, fault.to_owned())),
            None => blamed = line,
        }
    }
    found
}

pub(crate) fn terraform_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                pending.push(entry);
            } else if entry.extension().is_some_and(|extension| {
                ["tf", "tfvars", "toml"].iter().any(|kind| extension == *kind)
            }) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn judged(finding: &Finding) -> Option<Judgement> {
    let outcome = match finding.outcome {
        Outcome::Fail => "fail",
        Outcome::Unknown => "unknown",
        Outcome::Suppressed => return None,
    };
    Some(Judgement {
        file: finding.file.clone(),
        line: finding.range.start.line,
        rule: finding.rule_id.clone(),
        outcome,
    })
}

pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// What is wrong with one fixture of a rule.
fn mistakes(rule: &str, folder: &Path) -> Option<String> {
    let report = check(folder);
    let expected: BTreeSet<Judgement> =
        terraform_files(folder).iter().flat_map(|path| annotations(folder, path)).collect();
    let named: BTreeSet<&str> =
        expected.iter().map(|judgement| judgement.rule.as_str()).chain([rule]).collect();
    let found: BTreeSet<Judgement> = report
        .findings
        .iter()
        .filter_map(judged)
        .filter(|judgement| named.contains(judgement.rule.as_str()))
        .collect();
    let mut text = String::new();
    for missing in expected.difference(&found) {
        writeln!(text, "  expected {missing:?}").unwrap();
    }
    for surplus in found.difference(&expected) {
        writeln!(text, "  found    {surplus:?}").unwrap();
    }
    for incomplete in &report.incomplete {
        writeln!(text, "  incomplete: {}: {}", incomplete.file, incomplete.reason).unwrap();
    }
    (!text.is_empty())
        .then(|| format!("{}\n{text}", folder.strip_prefix(repository()).unwrap().display()))
}

#[test]
fn every_rule_judges_its_fixtures() {
    let mut wrong = Vec::new();
    let rules = folders(&fixture("rules"));
    assert!(!rules.is_empty());
    for folder in &rules {
        let rule = folder.file_name().unwrap().to_string_lossy().into_owned();
        wrong.extend(folders(folder).iter().filter_map(|fixture| mistakes(&rule, fixture)));
    }
    assert!(wrong.is_empty(), "{} fixtures are judged wrongly:\n{}", wrong.len(), wrong.join(""));
}

#[test]
fn every_rule_has_its_fixtures() {
    let rules = resilint_policy::RuleSet::builtin();
    let missing: Vec<String> = rules
        .rules()
        .iter()
        .flat_map(|rule| ["fail", "pass"].map(|kind| format!("rules/{}/{kind}", rule.id)))
        .filter(|path| terraform_files_or_none(&fixture(path)).is_empty())
        .collect();
    assert!(missing.is_empty(), "without Terraform: {missing:?}");
}

/// Names, permissions, certificates and what controls them hold no data of users: no rule about places has anything to say of them, objective or not.
#[test]
fn global_services_are_no_matter_of_residency() {
    let report = check(&fixture("rules/data-outside-residency/global-services"));
    let about_places: Vec<_> =
        report.findings.iter().filter(|finding| finding.category == "residency").collect();
    assert!(about_places.is_empty(), "{about_places:?}");
    assert!(report.summary.resources > 3, "the fixture was read");
}

fn terraform_files_or_none(folder: &Path) -> Vec<PathBuf> {
    if folder.is_dir() { terraform_files(folder) } else { Vec::new() }
}

/// A whole architecture: everything found, and the marked faults that nothing was found for.
fn snapshot(name: &str) {
    let folder = fixture(&format!("architectures/{name}"));
    let report = check(&folder);
    let mut text = String::new();
    for finding in &report.findings {
        let (line, outcome) =
            (finding.range.start.line, format!("{:?}", finding.outcome).to_lowercase());
        writeln!(
            text,
            "{}:{line} {outcome} {} {}\n    {}",
            finding.file, finding.rule_id, finding.address, finding.message
        )
        .unwrap();
    }
    for diagnostic in &report.diagnostics {
        writeln!(
            text,
            "{}:{} {}: {}",
            diagnostic.file, diagnostic.range.start.line, diagnostic.code, diagnostic.message
        )
        .unwrap();
    }
    let blamed: BTreeSet<(&str, u32)> = report
        .findings
        .iter()
        .map(|finding| (finding.file.as_str(), finding.range.start.line))
        .collect();
    let marked =
        terraform_files(&folder).iter().flat_map(|path| faults(&folder, path)).collect::<Vec<_>>();
    for (file, line, fault) in
        marked.iter().filter(|(file, line, _)| !blamed.contains(&(file.as_str(), *line)))
    {
        writeln!(text, "{file}:{line} nothing found on the line of the fault: {fault}").unwrap();
    }
    insta::assert_snapshot!(name.replace('/', "-"), text);
}

#[test]
fn architectures_are_judged_as_recorded() {
    for name in ["ha-web-app", "multi-region-dr", "scalable-banking", "eks-platform"] {
        snapshot(&format!("{name}/as-described"));
        snapshot(&format!("{name}/degraded"));
    }
    for folder in folders(&fixture("architectures/worked-examples")) {
        snapshot(&format!("worked-examples/{}", folder.file_name().unwrap().to_string_lossy()));
    }
}

/// Where the documents behind the architectures contradict themselves: the file, the line as it is written, and the rule that says so.
const CONTRADICTIONS: &[(&str, &str, &str, &str)] = &[
    // European data stays in the Union, and the only writer is in America.
    (
        "multi-region-dr",
        "modules/global-database/main.tf",
        "global_cluster_identifier",
        "writer-outside-residency",
    ),
    // "Near-zero (synchronous replication)", of a replica in another region.
    (
        "ha-web-app",
        "database.tf",
        "replicate_source_db     = aws_db_instance.primary.arn",
        "replica-too-slow-for-rpo",
    ),
    // An hour to recover, and 52.56 minutes a year.
    ("ha-web-app", "resilint.toml", "rto = \"1h\"", "objectives-contradict"),
    ("scalable-banking", "resilint.toml", "rto = \"1h\"", "objectives-contradict"),
    // 99.99 %, of what is promised at 99.9 %.
    (
        "ha-web-app",
        "edge.tf",
        "resource \"aws_cloudfront_distribution\" \"app\" {",
        "availability-out-of-reach",
    ),
    // "Failover in < 1 minute", with three checks of 30 seconds and a minute of caching.
    ("multi-region-dr", "dns.tf", "request_interval", "slow-dns-failover"),
    // "0 seconds" when a zone is lost, with one master in that zone.
    (
        "scalable-banking",
        "modules/postgres-node/main.tf",
        "resource \"aws_instance\" \"this\" {",
        "data-on-single-instance",
    ),
    (
        "scalable-banking",
        "modules/server-group/main.tf",
        "resource \"aws_autoscaling_group\" \"this\" {",
        "entry-fails-with-zone",
    ),
];

#[test]
fn contradictions_are_found_on_the_lines_that_make_them() {
    for (architecture, file, line, rule) in CONTRADICTIONS {
        let folder = fixture(&format!("architectures/{architecture}/as-described"));
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let blamed: Vec<&str> = check(&folder)
            .findings
            .iter()
            .filter(|finding| finding.file == *file && finding.rule_id == *rule)
            .filter_map(|finding| text.lines().nth(finding.range.start.line as usize - 1))
            .collect();
        assert!(
            blamed.iter().any(|blamed| blamed.trim().starts_with(line)),
            "{architecture}: {rule} blames {blamed:?} in {file}"
        );
    }
}

/// The fixtures of a rule that consist of one file: their texts.
fn single_files(rule: &Path) -> Vec<Arc<[u8]>> {
    let alone = |folder: &PathBuf| std::fs::read_dir(folder).unwrap().count() == 1;
    let mains = folders(rule).into_iter().filter(alone).map(|folder| folder.join("main.tf"));
    mains.filter_map(|main| std::fs::read(main).ok()).map(Arc::from).collect()
}

/// A text with one of its flags or numbers changed, for each of them.
fn with_one_change(text: &[u8]) -> Vec<Vec<u8>> {
    let text = std::str::from_utf8(text).unwrap();
    let mut changed = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let other = match line.split_once("= ").map(|(_, value)| value.trim()) {
            Some("true") => Some("false"),
            Some("false") => Some("true"),
            Some(number) if number.parse::<u32>().is_ok() => Some("1"),
            _ => None,
        };
        if let (Some(other), Some((name, _))) = (other, line.split_once("= ")) {
            let (before, after) = (&text[..offset], &text[offset + line.len()..]);
            changed.push(format!("{before}{name}= {other}\n{after}").into_bytes());
        }
        offset += line.len();
    }
    changed
}

/// In an editor, only what changed is judged again: that comes to the same as judging anew, whatever the text becomes.
#[test]
fn a_text_judged_again_is_judged_as_if_it_were_new() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let main = root.join("main.tf");
    std::fs::write(&main, "").unwrap();
    let mut editor = Editor::open(&root);
    for rule in folders(&fixture("rules")) {
        for text in single_files(&rule) {
            editor.judge(&main, &text);
            for changed in with_one_change(&text).iter().take(1) {
                editor.judge(&main, changed);
            }
        }
    }
    assert!(editor.judged > 600, "{}", editor.judged);
}

/// The same among many resources, of which one changes.
#[test]
fn an_architecture_judged_again_is_judged_as_if_it_were_new() {
    for architecture in folders(&fixture("architectures")) {
        let Ok(root) = architecture.join("as-described").canonicalize() else { continue };
        let mut editor = Editor::open(&root);
        for file in terraform_files(&root) {
            let text = std::fs::read(&file).unwrap();
            for changed in with_one_change(&text).iter().take(1) {
                editor.judge(&file, changed);
            }
            editor.buffers.set(&file, &text);
            editor.project.edited(&[file]);
        }
        assert!(editor.judged > 0, "{}", root.display());
    }
}

/// A root module under the hands of somebody.
struct Editor {
    root: PathBuf,
    buffers: Arc<Overlay<Disk>>,
    project: Project,
    /// How many findings were compared.
    judged: usize,
}

impl Editor {
    fn open(root: &Path) -> Self {
        let buffers = Arc::new(Overlay::new(Disk));
        let project = Project::open_with(root, buffers.clone(), Options::new(root)).unwrap();
        Self { root: root.to_owned(), buffers, project, judged: 0 }
    }

    /// Judges after an edit, and compares with somebody who sees the text for the first time.
    fn judge(&mut self, file: &Path, text: &[u8]) {
        self.buffers.set(file, text);
        self.project.edited(&[file.to_owned()]);
        let again = self.project.judge_again(&self.root, &Cancel::new()).unwrap();
        let stranger =
            Project::open_with(&self.root, self.buffers.clone(), Options::new(&self.root)).unwrap();
        let anew = stranger.judge_one(&self.root, &Cancel::new()).unwrap();
        assert_eq!(
            again.report(),
            anew.report(),
            "{}: {}",
            file.display(),
            String::from_utf8_lossy(text)
        );
        self.judged += anew.report().findings.len();
    }
}
