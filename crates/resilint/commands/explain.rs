//! `resilint explain`: a rule, or everything known about a resource, a module or a value, and where it comes from.

use std::collections::BTreeMap;

use resilint_policy::Rule;
use resilint_project::{
    AttributeExplanation, Cancel, Explanation, ModuleExplanation, Options, Project, Subject,
};
use serde_json::Value;

use super::CLEAN;
use crate::args::{ExplainArgs, ExplainFormat};
use crate::session::{open_anything, open_root, options};
use crate::terminal::Terminal;

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> anyhow::Result<u8> {
    let options = options(&args.inputs)?;
    if let Some(directory) = &args.all {
        let (project, root) = open_root(directory, &options)?;
        let all = project.explain(&root, |_| true, &Cancel::new())?;
        let all: Vec<Subject> =
            all.into_iter().map(|one| Subject::Resource(Box::new(one))).collect();
        terminal.print(&shown(&all, args.format, true)?)?;
        return Ok(CLEAN);
    }
    let subject = args.subject.as_deref().unwrap_or_default();
    if let Some(text) = rule(subject, args.format, &open_anything(&args.directory, &options)?)? {
        terminal.print(&text)?;
        return Ok(CLEAN);
    }
    address(subject, args, &options, terminal)
}

fn address(
    subject: &str,
    args: &ExplainArgs,
    options: &Options,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let (project, root) = open_root(&args.directory, options)?;
    let found = project.explain_subject(&root, subject, &Cancel::new())?;
    if found.is_empty() {
        let known = project.subjects(&root, &Cancel::new())?;
        let rules = project.rules(&root);
        let names =
            known.iter().map(String::as_str).chain(rules.rules().iter().map(|rule| &*rule.id));
        let near = resilint_project::nearest(subject, names)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        anyhow::bail!("there is no rule, no resource and no value `{subject}`{near}");
    }
    terminal.print(&shown(&found, args.format, false)?)?;
    Ok(CLEAN)
}

fn rule(id: &str, format: ExplainFormat, project: &Project) -> anyhow::Result<Option<String>> {
    let rules = project.rules(project.root());
    let Some(rule) = rules.rule(id) else { return Ok(None) };
    Ok(Some(match format {
        ExplainFormat::Json => serde_json::to_string_pretty(rule)? + "\n",
        ExplainFormat::Text => rule_text(rule),
    }))
}

fn rule_text(rule: &Rule) -> String {
    let mut text = format!("{} ({}, {})\n{}\n", rule.id, rule.category, rule.severity, rule.title);
    if !rule.description.is_empty() {
        text.push_str(&format!("\n{}\n", rule.description.trim()));
    }
    if let Some(remediation) = &rule.remediation {
        text.push_str(&format!("\nremedy: {remediation}\n"));
    }
    for (types, remedy) in &rule.remedies {
        text.push_str(&format!("remedy for {types}: {remedy}\n"));
    }
    let lists = [
        ("judges", &rule.roles),
        ("types", &rule.resource_types),
        ("objectives", &rule.objectives),
        ("same as", &rule.equivalents),
        ("see", &rule.related_resources),
    ];
    for (what, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        text.push_str(&format!(
            "{what}: {}\n",
            list.iter().map(|item| &**item).collect::<Vec<_>>().join(", ")
        ));
    }
    text
}

fn shown(subjects: &[Subject], format: ExplainFormat, list: bool) -> anyhow::Result<String> {
    Ok(match (format, subjects) {
        (ExplainFormat::Json, [only]) if !list => serde_json::to_string_pretty(only)? + "\n",
        (ExplainFormat::Json, all) => serde_json::to_string_pretty(all)? + "\n",
        (ExplainFormat::Text, all) => all.iter().map(text).collect::<Vec<_>>().join("\n"),
    })
}

fn text(subject: &Subject) -> String {
    match subject {
        Subject::Resource(explanation) => resource_text(explanation),
        Subject::Module(explanation) => module_text(explanation),
        Subject::Value(explanation) => {
            header(&explanation.address, &explanation.root)
                + &attribute_text("value", &explanation.value)
        }
    }
}

fn header(address: &str, root: &str) -> String {
    format!("{address} (root module {root})\n\n")
}

fn module_text(explanation: &ModuleExplanation) -> String {
    let mut text = header(&explanation.address, &explanation.root);
    text.push_str(&attributes_text("variables", &explanation.variables));
    text.push('\n');
    text.push_str(&attributes_text("outputs", &explanation.outputs));
    text
}

fn attributes_text(title: &str, all: &BTreeMap<String, AttributeExplanation>) -> String {
    let each = all.iter().map(|(name, attribute)| attribute_text(name, attribute));
    format!("{title}\n{}", each.collect::<String>())
}

fn attribute_text(name: &str, attribute: &AttributeExplanation) -> String {
    let (value, origin) = match attribute {
        AttributeExplanation::Known { value, origin } => (compact(value), origin),
        AttributeExplanation::Unknown { unknown, origin } => {
            (format!("unknown: {unknown}"), origin)
        }
    };
    let mut lines = vec![format!("  {name} = {value}\n")];
    lines.extend(origin.iter().map(|step| {
        let start = step.range.start;
        format!("      {}:{}:{} {}\n", step.file, start.line, start.column, step.note)
    }));
    // What is selected from something begins where that begins.
    lines.dedup();
    lines.concat()
}

fn resource_text(explanation: &Explanation) -> String {
    let mut text = header(&explanation.address, &explanation.root);
    text.push_str(&attributes_text("attributes", &explanation.attributes));
    text.push_str("\nfacts\n");
    for (name, fact) in &explanation.facts {
        let value = match (fact.get("value"), fact.get("unknown")) {
            (Some(value), _) => compact(value),
            (None, Some(reason)) => {
                format!("{}: {}", limits(fact), reason.as_str().unwrap_or_default())
            }
            (None, None) => compact(fact),
        };
        text.push_str(&format!("  {name} = {value}\n"));
    }
    if !explanation.findings.is_empty() {
        text.push_str("\nfindings\n");
    }
    for finding in &explanation.findings {
        text.push_str(&format!(
            "  {} {}: {}\n",
            finding.severity.as_str(),
            finding.rule_id,
            finding.message
        ));
    }
    text
}

/// What a fact is where it is unknown: `unknown`, `2 to 3`, `at least 2`.
fn limits(fact: &Value) -> String {
    match (fact.get("at_least"), fact.get("at_most")) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "unknown".to_owned(),
    }
}

fn compact(value: &Value) -> String {
    const LONGEST: usize = 160;
    resilint_project::shortened(&value.to_string(), LONGEST)
}
