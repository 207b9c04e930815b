//! `cargo xtask compare-modules --plugins DIR --modules DIR [--provider NAME] EXAMPLE…`: what Terraform plans for examples of real modules, with a mocked
//! provider, beside what we say: every instance and every value that both know. `--modules` is a folder with checkouts by their names in the registry, of
//! which an `EXAMPLE` is a path below, such as `vpc/examples/complete`. Nothing of them is kept.

#![expect(clippy::disallowed_methods, reason = "a chore reads its own files")]

mod lenient;
mod rewrite;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use regex::Regex;
use resilint_config::{LoadOptions, Mode, Modules, load};
use resilint_eval::{Inputs, Instance, evaluate};
use resilint_syntax::{Disk, Files};
use serde_json::Value as Json;

use crate::record::{mocked_plan, own_plan};
use crate::{say, terraform};
use rewrite::{AtHand, rewrite_all};

/// What data sources say in a mocked plan.
const MOCKS: &str = r#"
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"], zone_ids = ["euw1-az1", "euw1-az2", "euw1-az3"] }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}", minified_json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012", arn = "arn:aws:iam::123456789012:user/x" }
  }
  mock_data "aws_iam_session_context" {
    defaults = { issuer_arn = "arn:aws:iam::123456789012:role/x" }
  }
"#;

/// What came of one comparison.
#[derive(Debug, Default)]
struct Compared {
    instances: usize,
    values: usize,
    differences: Vec<String>,
}

/// Compares every example.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (mut plugins, mut modules, mut provider, mut examples) =
        (None, None, Some("aws"), Vec::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "--plugins" => plugins = words.next().map(PathBuf::from),
            "--modules" => modules = words.next().map(PathBuf::from),
            "--provider" => provider = words.next().copied().filter(|name| *name != "none"),
            example => examples.push(example),
        }
    }
    let modules = modules.context("`--modules DIR` says where the modules are")?;
    ensure!(!examples.is_empty(), "no example is given");
    let scratch = terraform::scratch("modules")?;
    let (mut instances, mut values, mut wrong, mut failed) = (0, 0, 0, 0);
    for example in examples {
        match compared(&scratch, &modules, example, plugins.as_deref(), provider) {
            Ok(result) => {
                say(&format!(
                    "{example}: {} instances, {} values, {} wrong",
                    result.instances,
                    result.values,
                    result.differences.len()
                ));
                result.differences.iter().for_each(|difference| say(difference));
                instances += result.instances;
                values += result.values;
                wrong += result.differences.len();
            }
            Err(error) => {
                failed += 1;
                say(&format!("{example}: {error:#}"));
            }
        }
    }
    say(&format!("{instances} instances, {values} values, {wrong} wrong"));
    fs::remove_dir_all(&scratch)?;
    if failed > 0 || wrong > 0 {
        bail!("{failed} could not be compared, {wrong} values are wrong");
    }
    Ok(())
}

fn compared(
    scratch: &Path,
    modules: &Path,
    example: &str,
    plugins: Option<&Path>,
    provider: Option<&str>,
) -> Result<Compared> {
    if scratch.exists() {
        fs::remove_dir_all(scratch)?;
    }
    terraform::copy(modules, scratch)?;
    let scratch = scratch.canonicalize()?;
    let directory = scratch.join(example);
    ensure!(directory.is_dir(), "there is no such folder");
    rewrite_all(&scratch, &directory, &AtHand { provider, modules: &scratch })?;
    let plan = match (provider, plugins) {
        (Some(provider), Some(plugins)) => {
            mocked_plan(&directory, plugins, &mocks(&directory, provider)?)?
        }
        (Some(_), None) => bail!("`--plugins DIR` says where the provider is"),
        (None, _) => own_plan(&directory, None)?,
    };
    Ok(compare(&directory, &scratch, &plan))
}

/// The provider's mock, and one for each of its aliases.
fn mocks(directory: &Path, provider: &str) -> Result<String> {
    let alias = Regex::new(r#"alias\s*=\s*"(\w+)""#)?;
    let mut aliases = BTreeSet::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "tf") {
            let text = fs::read_to_string(path)?;
            aliases.extend(alias.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }
    let named = aliases.iter().map(|alias| format!("  alias = \"{alias}\"\n"));
    let all = std::iter::once(String::new()).chain(named);
    Ok(all.map(|alias| format!("mock_provider \"{provider}\" {{\n{alias}{MOCKS}}}\n")).collect())
}

fn compare(directory: &Path, workspace: &Path, plan: &Json) -> Compared {
    let (files, modules) = (Files::new(), Modules::new());
    let options = LoadOptions::new(workspace);
    let (configuration, _) = load(&files, &Disk, directory, &options, &modules);
    let inputs = Inputs { workspace: Some("default".to_owned()), ..Inputs::default() };
    let evaluation = evaluate(&configuration, &files, &Disk, &inputs);
    let managed = evaluation
        .instances
        .iter()
        .filter(|instance| instance.address.resource.mode == Mode::Managed);
    let ours: BTreeMap<String, &Instance> =
        managed.map(|instance| (instance.address.to_string(), instance)).collect();
    let symbolic: Vec<&String> = ours.keys().filter(|address| address.contains("[*]")).collect();
    let mut result = Compared::default();
    let mut theirs = BTreeSet::new();
    for change in plan["resource_changes"].as_array().into_iter().flatten() {
        let Some(address) = change["address"].as_str() else { continue };
        if change["mode"] != "managed" {
            continue;
        }
        theirs.insert(address.to_owned());
        let Some(instance) = ours.get(address) else {
            if !symbolic.iter().any(|symbolic| covers(symbolic, address)) {
                result.differences.push(format!("{address} is missing"));
            }
            continue;
        };
        result.instances += 1;
        let (after, unknown) = (&change["change"]["after"], &change["change"]["after_unknown"]);
        result.values += lenient::known_values(&instance.attributes, unknown);
        lenient::wrong(&instance.attributes, after, unknown, address, &mut result.differences);
    }
    for (address, instance) in &ours {
        let is_certain = instance.maybe_absent.is_none() && !address.contains("[*]");
        if is_certain && !theirs.contains(address) {
            result.differences.push(format!("{address} is not there for Terraform"));
        }
    }
    result
}

/// Whether an address with `[*]` in it stands for another.
fn covers(symbolic: &str, address: &str) -> bool {
    let any = r"(\[[^\]]*\])?";
    let pattern = regex::escape(symbolic).replace(&regex::escape("[*]"), any);
    Regex::new(&format!("^{pattern}$")).is_ok_and(|pattern| pattern.is_match(address))
}
