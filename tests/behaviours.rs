//! What must hold whatever the rules: `fixtures/behaviours`, and that the order in which things are written changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::Rng;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use resilint_project::{Cancel, Options, Project, Report, Watch};
use resilint_syntax::{FileId, Format, Memory, parse};

use super::fixtures::{Judgement, annotations, check, folders, judged, terraform_files};
use super::support::{DATABASE, fixture, run, workspace};

#[test]
fn behaviours_are_as_marked() {
    let all = folders(&fixture("behaviours"));
    let marked: BTreeMap<&PathBuf, BTreeSet<Judgement>> = all
        .iter()
        .map(|folder| {
            let files = terraform_files(folder);
            (folder, files.iter().flat_map(|path| annotations(folder, path)).collect())
        })
        .collect();
    let named: BTreeSet<&str> =
        marked.values().flatten().map(|judgement| judgement.rule.as_str()).collect();
    assert!(all.len() >= 12 && named.len() >= 5, "{} folders, {named:?}", all.len());
    let mut wrong = String::new();
    for (folder, expected) in &marked {
        let report = check(folder);
        let found: BTreeSet<Judgement> = report
            .findings
            .iter()
            .filter_map(judged)
            .filter(|judgement| named.contains(judgement.rule.as_str()))
            .collect();
        if found != *expected || !report.incomplete.is_empty() {
            writeln!(wrong, "{}", folder.display()).unwrap();
            for missing in expected.difference(&found) {
                writeln!(wrong, "  expected {missing:?}").unwrap();
            }
            for surplus in found.difference(expected) {
                writeln!(wrong, "  found    {surplus:?}").unwrap();
            }
            for incomplete in &report.incomplete {
                writeln!(wrong, "  incomplete {incomplete:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What a finding says, without where its file is and in which line.
type Said = BTreeSet<(String, String, String, String, String)>;

fn said(report: &Report, texts: &BTreeMap<PathBuf, String>) -> Said {
    let said = report.findings.iter().map(|finding| {
        let text = texts.get(&Path::new("/w").join(&finding.file));
        let nth = usize::try_from(finding.range.start.line).unwrap() - 1;
        let line = text.and_then(|text| text.lines().nth(nth));
        (
            finding.rule_id.clone(),
            with_first_names(&finding.address),
            format!("{:?}", finding.outcome),
            with_first_names(&finding.message),
            with_first_names(line.unwrap_or_default().trim()),
        )
    });
    said.collect()
}

/// Between what is put before the name of a module call and the name.
const RENAMED: &str = "_renamed_";

/// The same configuration with other names of its module calls, in another alphabetic order.
fn renamed(texts: &BTreeMap<PathBuf, String>, random: &mut TestRng) -> BTreeMap<PathBuf, String> {
    let mut before: BTreeMap<String, char> = BTreeMap::new();
    let mut rename = |text: &str| {
        let mut pieces = text.split_inclusive("module");
        let mut changed = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let lead = [".", " \""].into_iter().find(|lead| piece.starts_with(lead));
            let Some((lead, rest)) = lead.map(|lead| piece.split_at(lead.len())) else {
                changed.push_str(piece);
                continue;
            };
            let is_name = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
            let name = &rest[..rest.find(|char| !is_name(char)).unwrap_or(rest.len())];
            let letter = before.entry(name.to_owned()).or_insert_with(|| {
                char::from(b'a' + u8::try_from(random.next_u64() % 26).unwrap())
            });
            changed.extend([lead, &letter.to_string(), RENAMED, rest]);
        }
        changed
    };
    texts.iter().map(|(path, text)| (path.clone(), rename(text))).collect()
}

/// What is said with the names that module calls had before they were renamed.
fn with_first_names(said: &str) -> String {
    let pieces: Vec<&str> = said.split(RENAMED).collect();
    let (last, before) = pieces.split_last().unwrap();
    let kept: String = before.iter().map(|piece| &piece[..piece.len() - 1]).collect();
    kept + last
}

/// Every text file of a folder, as if it were at the root of a disk.
fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(directory) = pending.pop() {
        for entry in std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                pending.push(entry);
            } else if let Ok(text) = std::fs::read_to_string(&entry) {
                found.insert(Path::new("/w").join(entry.strip_prefix(folder).unwrap()), text);
            }
        }
    }
    found
}

fn judge(texts: &BTreeMap<PathBuf, String>) -> Report {
    let memory = Memory::new();
    for (path, text) in texts {
        memory.insert(path, Arc::from(text.as_bytes()));
    }
    let root = Path::new("/w");
    let project = Project::open_with(root, Arc::new(memory), Options::new(root)).unwrap();
    project.check_all(project.root_modules(), &Cancel::new(), Watch::none()).unwrap()
}

/// The top-level blocks of a file, each with the comments above it.
fn blocks(text: &str) -> Vec<String> {
    let (tree, _) = parse(FileId::default(), &Arc::from(text.as_bytes()), Format::Native);
    let ends = tree.body().blocks().into_iter().map(|block| block.span().end as usize);
    let mut start = 0;
    let mut pieces: Vec<String> = ends
        .map(|end| {
            let piece = text[start..end].to_owned();
            start = end;
            piece
        })
        .collect();
    pieces.push(text[start..].to_owned());
    pieces
}

fn shuffle<T>(random: &mut TestRng, items: &mut [T]) {
    for index in (1..items.len()).rev() {
        items.swap(index, usize::try_from(random.next_u64() % (index as u64 + 1)).unwrap());
    }
}

/// The same configuration with its blocks in another order, in other files of other names.
fn permuted(texts: &BTreeMap<PathBuf, String>, random: &mut TestRng) -> BTreeMap<PathBuf, String> {
    let is_plain = |path: &&PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.ends_with(".tf") && !name.ends_with("override.tf")
    };
    let mut changed: BTreeMap<PathBuf, String> = texts
        .iter()
        .filter(|(path, _)| !is_plain(path))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let mut by_directory: BTreeMap<&Path, Vec<String>> = BTreeMap::new();
    for path in texts.keys().filter(is_plain) {
        by_directory.entry(path.parent().unwrap()).or_default().extend(blocks(&texts[path]));
    }
    for (directory, mut pieces) in by_directory {
        shuffle(random, &mut pieces);
        let files = random.next_u64() % 3 + 1;
        for piece in pieces {
            let name = format!("{}-file.tf", random.next_u64() % files);
            let text = changed.entry(directory.join(name)).or_default();
            text.push('\n');
            text.push_str(&piece);
            text.push('\n');
        }
    }
    changed
}

fn check_permutations(folder: &Path, times: usize) {
    let original = texts(folder);
    let expected = said(&judge(&original), &original);
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    for _ in 0..times {
        let mut random = runner.new_rng();
        let changed = permuted(&renamed(&original, &mut random), &mut random);
        let found = said(&judge(&changed), &changed);
        let gone: Vec<_> = expected.difference(&found).collect();
        let new: Vec<_> = found.difference(&expected).collect();
        assert!(
            gone.is_empty() && new.is_empty(),
            "{}: gone {gone:#?}, new {new:#?}",
            folder.display()
        );
    }
}

#[test]
fn order_and_names_of_files_and_modules_change_nothing() {
    for folder in folders(&fixture("behaviours")) {
        check_permutations(&folder, 4);
    }
    for folder in folders(&fixture("architectures/worked-examples")) {
        check_permutations(&folder, 2);
    }
    for name in ["ha-web-app", "scalable-banking", "multi-region-dr", "eks-platform"] {
        check_permutations(&fixture("architectures").join(name).join("degraded"), 6);
    }
}

#[test]
fn a_file_that_does_not_parse_takes_no_defaults_along() {
    let main = DATABASE.replace("multi_az                    = false", "multi_az = var.multi_az");
    let folder = workspace(&[
        ("main.tf", &main),
        (
            "variables.tf",
            "variable \"multi_az\" {\n  default = false\n}\n\nvariable \"broken\" {\n  default = \n}\n",
        ),
    ]);
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()), "{}", run.stdout);
    assert_eq!(run.code, 2);
}

#[test]
fn an_unclosed_interpolation_ends_with_its_line() {
    let broken =
        "locals {\n  name = \"${var.name\n}\n\nvariable \"name\" {\n  default = \"a\"\n}\n";
    let folder = workspace(&[("main.tf", DATABASE), ("broken.tf", broken)]);
    let run = run(folder.path(), &["check", "--format", "json"]);
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()), "{}", run.stdout);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn a_single_file_keeps_the_variables_of_its_neighbours() {
    let main = DATABASE.replace("multi_az                    = false", "multi_az = var.multi_az");
    let folder = workspace(&[
        ("main.tf", &main),
        ("variables.tf", "variable \"multi_az\" {\n  type = bool\n}\n"),
        ("terraform.tfvars", "multi_az = false\n"),
    ]);
    let run = run(folder.path(), &["check", "main.tf", "--format", "json"]);
    assert!(run.rules("fail").contains(&"single-az-database".to_owned()), "{}", run.stdout);
    assert_eq!(run.json()["summary"]["unknown"], 0, "{}", run.stdout);
}
