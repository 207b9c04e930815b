//! SARIF 2.1.0, as GitHub's code scanning takes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_policy::Rule;
use resilint_project::{Finding, Level, Outcome, Range, TextDiagnostic};
use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, CodeFlow, Invocation, Location, LogicalLocation, Message,
    MultiformatMessageString, Notification, PhysicalLocation, Region, ReportingConfiguration,
    ReportingDescriptor, Result as SarifResult, ResultKind, ResultLevel, Run, RunAutomationDetails,
    Sarif, Suppression, ThreadFlow, ThreadFlowLocation, Tool, ToolComponent,
};

use super::View;

/// GitHub takes no more results in a run.
const MOST_RESULTS: usize = 25_000;

/// GitHub takes no more runs in a file: beyond it all root modules share one.
const MOST_RUNS: usize = 20;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(view: View<'_>) -> String {
    let roots: BTreeSet<&str> =
        view.report.findings.iter().map(|finding| finding.root.as_str()).collect();
    let runs = if (2..=MOST_RUNS).contains(&roots.len()) {
        roots.iter().enumerate().map(|(index, root)| run(&view, Some(root), index == 0)).collect()
    } else {
        vec![run(&view, roots.first().copied().filter(|_| roots.len() == 1), true)]
    };
    let sarif =
        Sarif::builder().schema(SCHEMA.to_owned()).version(json!("2.1.0")).runs(runs).build();
    let mut text = serde_json::to_string_pretty(&sarif).expect("SARIF has only strings for keys");
    text.push('\n');
    text
}

/// The run of one root module, or of all of them. What is wrong with the text belongs to the first.
fn run(view: &View<'_>, root: Option<&str>, first: bool) -> Run {
    let of_run = |finding: &&Finding| root.is_none_or(|root| finding.root == root);
    let findings: Vec<&Finding> =
        view.report.findings.iter().filter(of_run).take(MOST_RESULTS).collect();
    let used: BTreeSet<&str> = findings.iter().map(|finding| finding.rule_id.as_str()).collect();
    let rules: Vec<&str> = used.iter().copied().collect();
    let descriptors = rules.iter().map(|id| descriptor(id, view.rules)).collect::<Vec<_>>();
    let driver = ToolComponent::builder()
        .name("resilint".to_owned())
        .version(view.report.tool.version.clone())
        .semantic_version(view.report.tool.version.clone())
        .information_uri(env!("CARGO_PKG_REPOSITORY").to_owned())
        .rules(descriptors)
        .build();
    let notifications = if first { notifications(view) } else { Vec::new() };
    let invocation = Invocation::builder()
        .execution_successful(view.report.incomplete.is_empty())
        .tool_execution_notifications(notifications)
        .build();
    let results = findings.iter().map(|finding| result(view, finding, &rules)).collect::<Vec<_>>();
    let id = root.map_or_else(
        || "resilint/".to_owned(),
        |root| format!("resilint/{}/", view.repository_path(root)),
    );
    Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(RunAutomationDetails::builder().id(id).build())
        .column_kind(json!("unicodeCodePoints"))
        .invocations(vec![invocation])
        .results(results)
        .build()
}

fn descriptor(id: &str, rules: &[Arc<Rule>]) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text.to_owned()).build();
    let Some(rule) = rules.iter().find(|rule| &*rule.id == id) else {
        return ReportingDescriptor::builder()
            .id(id.to_owned())
            .short_description(text(id))
            .build();
    };
    let level = Level::from(rule.severity);
    let help = rule.remediation.as_deref().unwrap_or(&rule.title);
    let mut properties = BTreeMap::new();
    properties.insert("tags".to_owned(), json!([rule.category.as_str()]));
    let properties = serde_json::from_value(json!(properties)).ok();
    let mut descriptor = ReportingDescriptor::builder()
        .id(id.to_owned())
        .name(pascal(id))
        .short_description(text(&rule.title))
        .full_description(text(if rule.description.is_empty() {
            &rule.title
        } else {
            &rule.description
        }))
        .help(text(help))
        .default_configuration(
            ReportingConfiguration::builder().level(json!(level_name(level))).build(),
        )
        .build();
    descriptor.properties = properties;
    descriptor.help_uri = resilint_project::rule_page_uri(rule);
    descriptor
}

fn result(view: &View<'_>, finding: &Finding, rules: &[&str]) -> SarifResult {
    let index = rules.binary_search(&finding.rule_id.as_str()).unwrap_or_default();
    let is_open = finding.outcome == Outcome::Unknown;
    let kind = if is_open { ResultKind::Open } else { ResultKind::Fail };
    let mut place = location(view, &finding.file, finding.range, None);
    let logical = LogicalLocation::builder()
        .fully_qualified_name(finding.address.clone())
        .kind("resource".to_owned())
        .build();
    place.logical_locations = Some(vec![logical]);
    let mut fingerprints = BTreeMap::new();
    fingerprints.insert("resilint/v1".to_owned(), finding.fingerprint.clone());
    let mut result = SarifResult::builder()
        .rule_id(finding.rule_id.clone())
        .rule_index(i64::try_from(index).unwrap_or_default())
        .kind(kind)
        .message(message(&format!("{} ({})", finding.message, finding.address)))
        .locations(vec![place])
        .partial_fingerprints(fingerprints)
        .build();
    // A result that is not a failure has no level.
    result.level = Some(if is_open { ResultLevel::None } else { level(finding.severity) });
    let related: Vec<Location> = finding
        .related
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let mut location = location(view, &place.file, place.range, Some(&place.message));
            location.id = i64::try_from(index + 1).ok();
            location
        })
        .collect();
    result.related_locations = (!related.is_empty()).then_some(related);
    let flows: Vec<CodeFlow> =
        data_flow(view, finding).into_iter().chain(code_flow(view, finding)).collect();
    result.code_flows = (!flows.is_empty()).then_some(flows);
    result.suppressions = finding.suppression.as_ref().map(|suppression| {
        let kind = if suppression.kind == "inline" || suppression.kind == "imported" {
            "inSource"
        } else {
            "external"
        };
        let mut entry = Suppression::builder().kind(json!(kind)).build();
        entry.justification.clone_from(&suppression.reason);
        vec![entry]
    });
    result
}

/// How the deciding value came to the attribute: from where it is decided to where it is used.
fn code_flow(view: &View<'_>, finding: &Finding) -> Option<CodeFlow> {
    if finding.origin.len() < 2 {
        return None;
    }
    let steps = finding.origin.iter().rev().map(|step| {
        let location = location(view, &step.file, step.range, Some(&step.note));
        ThreadFlowLocation::builder().location(location).build()
    });
    let flow = ThreadFlow::builder().locations(steps.collect::<Vec<_>>()).build();
    Some(CodeFlow::builder().thread_flows(vec![flow]).build())
}

/// The way of data, hop by hop.
fn data_flow(view: &View<'_>, finding: &Finding) -> Option<CodeFlow> {
    if finding.flow.is_empty() {
        return None;
    }
    let steps = finding.flow.iter().map(|hop| {
        let mut location = location(view, &hop.file, hop.range, Some(&hop.message));
        let resource = LogicalLocation::builder()
            .fully_qualified_name(hop.address.clone())
            .kind("resource".to_owned())
            .build();
        location.logical_locations = Some(vec![resource]);
        ThreadFlowLocation::builder().location(location).kinds(vec![hop.kind.clone()]).build()
    });
    let flow = ThreadFlow::builder().locations(steps.collect::<Vec<_>>()).build();
    let words = message("the way of the data");
    Some(CodeFlow::builder().thread_flows(vec![flow]).message(words).build())
}

fn notifications(view: &View<'_>) -> Vec<Notification> {
    let diagnostics =
        view.report.diagnostics.iter().map(|diagnostic| notification(view, diagnostic));
    let incomplete = view.report.incomplete.iter().map(|incomplete| {
        let text = format!("not checked: {}: {}", incomplete.file, incomplete.reason);
        Notification::builder().level(json!("error")).message(message(&text)).build()
    });
    diagnostics.chain(incomplete).collect()
}

fn notification(view: &View<'_>, diagnostic: &TextDiagnostic) -> Notification {
    Notification::builder()
        .level(json!(level_name(diagnostic.severity)))
        .message(message(&diagnostic.message))
        .locations(vec![location(view, &diagnostic.file, diagnostic.range, None)])
        .build()
}

fn location(view: &View<'_>, file: &str, range: Range, note: Option<&str>) -> Location {
    let artifact = ArtifactLocation::builder()
        .uri(encode(&view.repository_path(file)))
        .uri_base_id("%SRCROOT%".to_owned())
        .build();
    let region = Region::builder()
        .start_line(i64::from(range.start.line.max(1)))
        .start_column(i64::from(range.start.column.max(1)))
        .end_line(i64::from(range.end.line.max(1)))
        .end_column(i64::from(range.end.column.max(1)))
        .build();
    let physical = PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    let mut location = Location::builder().physical_location(physical).build();
    location.message = note.map(message);
    location
}

fn message(text: &str) -> Message {
    Message::builder().text(text.to_owned()).build()
}

fn level(level: Level) -> ResultLevel {
    match level {
        Level::Error => ResultLevel::Error,
        Level::Warning => ResultLevel::Warning,
        Level::Info | Level::Hint => ResultLevel::Note,
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "note",
    }
}

/// A path as a relative URI: everything but unreserved characters and `/` percent-encoded.
fn encode(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// `single-az-database` as `SingleAzDatabase`.
fn pascal(id: &str) -> String {
    id.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}
