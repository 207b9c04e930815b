//! `resilint rules` and `resilint roots`.

use std::path::{Path, PathBuf};

use resilint_policy::Rule;
use resilint_project::shown;
use serde_json::json;

use super::CLEAN;
use crate::args::{InputArgs, ListFormat};
use crate::session::{open, open_anything, options};
use crate::terminal::Terminal;

pub(super) fn rules(
    filter: Option<&str>,
    format: ListFormat,
    config: Option<PathBuf>,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let options = options(&InputArgs { config, ..InputArgs::default() })?;
    let project = open_anything(Path::new("."), &options)?;
    let all = project.rules(project.root());
    let fits = |rule: &&std::sync::Arc<Rule>| {
        let wanted = filter.unwrap_or_default().to_lowercase();
        [&*rule.id, rule.category.as_str(), &rule.title]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    let rules: Vec<_> = all.rules().iter().filter(fits).collect();
    let text = match format {
        ListFormat::Json => serde_json::to_string_pretty(&rules)? + "\n",
        ListFormat::Text => {
            let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
            rules
                .iter()
                .map(|rule| {
                    format!(
                        "{:width$}  {:13}  {:7}  {}\n",
                        rule.id,
                        rule.category.as_str(),
                        rule.severity.as_str(),
                        rule.title
                    )
                })
                .collect()
        }
    };
    terminal.print(&text)?;
    Ok(CLEAN)
}

pub(super) fn roots(
    directory: &Path,
    format: ListFormat,
    config: Option<PathBuf>,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let options = options(&InputArgs { config, ..InputArgs::default() })?;
    let mut text = String::new();
    let mut list = Vec::new();
    for session in open(&[directory.to_owned()], &options)? {
        for module in session.project.found_modules() {
            let folder = shown(&options.base, &module.directory);
            let mark = if module.is_root { "root" } else { "    " };
            text.push_str(&format!("{mark}  {folder}: {}\n", module.because));
            list.push(
                json!({ "directory": folder, "root": module.is_root, "because": module.because }),
            );
        }
    }
    if format == ListFormat::Json {
        text = serde_json::to_string_pretty(&list)? + "\n";
    }
    terminal.print(&text)?;
    Ok(CLEAN)
}
