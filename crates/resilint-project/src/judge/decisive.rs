//! The one input that would decide most of what is undecided.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use resilint_eval::InputArgument;
use resilint_syntax::{Format, parse};

use crate::project::Project;
use crate::report::{Decisive, Finding, Outcome, Report};
use crate::{resolve, shown};

/// Variable files of one root module, as they are given on the command line, with what each defines.
type VarFiles = Vec<(String, BTreeSet<String>)>;

/// What would decide a finding. The order breaks ties.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Remedy {
    VarFile(String),
    Var(String),
    Init(String),
    Region,
    Plan,
}

impl Project {
    /// The one input that decides most; nothing when no input decides more than one finding.
    pub(crate) fn decisive(&self, report: &Report) -> Option<Decisive> {
        let undecided = report.findings.iter().filter(|one| one.outcome == Outcome::Unknown);
        let mut var_files: BTreeMap<&str, VarFiles> = BTreeMap::new();
        let mut votes: BTreeMap<Remedy, usize> = BTreeMap::new();
        for finding in undecided {
            let files = var_files.entry(&finding.root).or_insert_with(|| {
                self.var_files_of(&resolve(&self.options.base, Path::new(&finding.root)))
            });
            // A plan is of one root module.
            let fits = |remedy: &Remedy| *remedy != Remedy::Plan || report.summary.roots == 1;
            for remedy in remedies(finding, files).into_iter().filter(fits) {
                *votes.entry(remedy).or_default() += 1;
            }
        }
        let (remedy, decides) = votes
            .into_iter()
            .max_by(|(left, fewer), (right, more)| fewer.cmp(more).then(right.cmp(left)))?;
        (decides > 1).then(|| Decisive { input: remedy.to_string(), decides })
    }

    /// The variable files below a root module that Terraform does not read by itself.
    fn var_files_of(&self, root: &Path) -> VarFiles {
        let is_var_file = |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_read = path.parent() == Some(root)
                && (name.starts_with("terraform.tfvars") || name.contains(".auto.tfvars"));
            (name.ends_with(".tfvars") || name.ends_with(".tfvars.json")) && !is_read
        };
        let paths = self.fs.walk(root, &is_var_file).unwrap_or_default();
        let given = self.options.arguments.iter().filter_map(|argument| match argument {
            InputArgument::File(file) => Some(resolve(&self.options.base, file)),
            InputArgument::Value(..) => None,
        });
        let given: BTreeSet<_> = given.collect();
        let files = paths.into_iter().filter(|path| !given.contains(path)).filter_map(|path| {
            let text = self.fs.read(&path).ok()?;
            let file = self.files.add(&path, text.clone());
            let (tree, _) = parse(file, &text, Format::of(&path).unwrap_or(Format::Native));
            let names = tree.body().attributes().into_iter().map(|one| one.name().into_owned());
            Some((shown(&self.options.base, &path), names.collect()))
        });
        files.collect()
    }
}

/// Everything that would decide a finding, as its reason tells.
fn remedies(finding: &Finding, files: &VarFiles) -> Vec<Remedy> {
    let reason = finding.help.as_deref().unwrap_or_default();
    let variable = reason.strip_prefix("variable `").and_then(|rest| rest.split_once('`')).filter(
        |(_, why)| {
            [" has no value", " is set by callers of this module, and none is here"].contains(why)
        },
    );
    if let Some((name, _)) = variable {
        let defining = files.iter().filter(|(_, names)| names.contains(name));
        let files = defining.map(|(path, _)| Remedy::VarFile(path.clone()));
        return files.chain([Remedy::Var(name.to_owned())]).collect();
    }
    if reason.ends_with("is not in the workspace") {
        return vec![Remedy::Init(finding.root.clone())];
    }
    if reason.starts_with("the region of ") {
        return vec![Remedy::Region];
    }
    if reason.ends_with("is read by a data source") {
        return vec![Remedy::Plan];
    }
    Vec::new()
}

impl std::fmt::Display for Remedy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::VarFile(path) => write!(f, "`--var-file {path}`"),
            Self::Var(name) => write!(f, "`--var {name}=…`"),
            Self::Init(root) => write!(f, "`terraform init` in `{root}`"),
            Self::Region => f.write_str("a `region` in the provider configuration"),
            Self::Plan => f.write_str("`--plan plan.json`"),
        }
    }
}
