//! Starts a built-in rule: the policy, its test, its fixtures.

use std::path::Path;

use anyhow::{Context, Result, bail};
use resilint_policy::{Category, RuleSet, scaffold};

use crate::say;

const FIXTURE: &str = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n";

/// Writes the files of a new rule.
pub(crate) fn run(root: &Path, category: &str, id: &str) -> Result<()> {
    let Some(category) = Category::from_name(category) else {
        bail!("`{category}` is no category")
    };
    let folder = format!("policies/{}", category.as_str().replace('-', "_"));
    for file in scaffold(&RuleSet::builtin(), &folder, category, id)? {
        // Built-in rules have the product's name in front.
        let text = file
            .text
            .replace("package custom.", "package resilint.")
            .replace("data.custom.", "data.resilint.");
        write(&root.join(&*file.path), &text)?;
    }
    for kind in ["fail", "pass", "unknown"] {
        write(&root.join(format!("fixtures/rules/{id}/{kind}/main.tf")), FIXTURE)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("`{}` cannot be made", folder.display()))?;
    }
    std::fs::write(path, text)
        .with_context(|| format!("`{}` cannot be written", path.display()))?;
    say(&format!("wrote {}", path.display()));
    Ok(())
}
