//! `workspace/executeCommand`: what an editor's own commands are made of. Arguments and answers are JSON; `docs/editors.md` describes them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use resilint_project::{
    PictureForm, PictureOptions, Scenarios, SimulationReport, picture_title, resolve, shown,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::ls_types::{Location, Uri};

use crate::session::{Session, Work};
use crate::workspace::Workspace;
use crate::{configuration, convert, hover, lens};

/// Shows a rule's text.
pub(crate) const EXPLAIN: &str = "resilint.server.explain";
const ROOTS: &str = "resilint.server.roots";
const ENVIRONMENTS: &str = "resilint.server.environments";
const SELECT_ENVIRONMENT: &str = "resilint.server.selectEnvironment";
const DOMAINS: &str = "resilint.server.domains";
const SIMULATE: &str = "resilint.server.simulate";
const GRAPH: &str = "resilint.server.graph";
const LOCATE: &str = "resilint.server.locate";
const RESTART: &str = "resilint.server.restart";

/// All of them.
pub(crate) const COMMANDS: [&str; 9] =
    [EXPLAIN, ROOTS, ENVIRONMENTS, SELECT_ENVIRONMENT, DOMAINS, SIMULATE, GRAPH, LOCATE, RESTART];

/// What most commands are given, all of it optional.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Request {
    /// A file; its root modules are meant. All root modules without.
    uri: Option<Uri>,
    /// One root module, as `roots` names it.
    root: Option<String>,
    /// What is lost: each entry one scenario, with commas between what is lost together.
    lose: Vec<String>,
    /// Regions that cannot reach each other, `us-east-1/eu-west-1`.
    partitions: Vec<String>,
    /// The address that is asked for.
    address: Option<String>,
    /// The form of a picture.
    format: Format,
    /// Only this resource and what is near it.
    focus: Option<String>,
    /// How near, in steps.
    depth: Option<usize>,
    /// Draw where data goes instead of where requests go.
    flows: bool,
}

/// The form of a picture.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Svg,
    Html,
    Mermaid,
    Dot,
}

impl Format {
    const fn form(self) -> PictureForm {
        match self {
            Self::Svg => PictureForm::Svg,
            Self::Html => PictureForm::Html,
            Self::Mermaid => PictureForm::Mermaid,
            Self::Dot => PictureForm::Dot,
        }
    }
}

/// Runs a command, off the event loop. `Err` is a message for the user.
pub(crate) fn run(session: &Session, command: &str, arguments: &[Value]) -> Result<Value, String> {
    let first = arguments.first();
    let text = || first.and_then(Value::as_str).map(str::to_owned);
    match command {
        EXPLAIN => {
            let rule = text().ok_or("name a rule")?;
            let markdown = hover::rule_text(session, &rule);
            let markdown = markdown.ok_or_else(|| format!("there is no rule `{rule}`"))?;
            Ok(json!({ "title": rule, "markdown": markdown }))
        }
        ROOTS => {
            let roots = roots(session, &request(first)?);
            let each = roots.iter().map(|(workspace, root)| name(workspace, root));
            Ok(each.collect::<Vec<_>>().into())
        }
        ENVIRONMENTS => Ok(environments(session).into()),
        SELECT_ENVIRONMENT => {
            configuration::choose_environment(session, text());
            Ok(Value::Null)
        }
        DOMAINS => domains(session, &request(first)?),
        SIMULATE => simulate(session, &request(first)?),
        GRAPH => graph(session, &request(first)?),
        LOCATE => Ok(serde_json::to_value(locate(session, &request(first)?)?).unwrap_or_default()),
        RESTART => {
            session.ask(Work::Everything);
            Ok(Value::Null)
        }
        other => Err(format!("there is no command `{other}`")),
    }
}

/// A table of arguments, or the address of a file alone.
fn request(argument: Option<&Value>) -> Result<Request, String> {
    match argument {
        None | Some(Value::Null) => Ok(Request::default()),
        Some(Value::String(uri)) => {
            let uri = uri.parse().map_err(|_| format!("`{uri}` is no address of a file"))?;
            Ok(Request { uri: Some(uri), ..Request::default() })
        }
        Some(table) => Request::deserialize(table).map_err(|error| error.to_string()),
    }
}

/// The root modules that are asked for.
pub(crate) fn roots(session: &Session, request: &Request) -> Vec<(Arc<Workspace>, PathBuf)> {
    let path = request.uri.as_ref().and_then(convert::path);
    let mut found = Vec::new();
    for workspace in session.settled() {
        let roots = {
            let project = workspace.project();
            match &path {
                Some(path) => project.affected_by(path),
                None => project.root_modules().to_vec(),
            }
        };
        let wanted = |root: &PathBuf| {
            request
                .root
                .as_ref()
                .is_none_or(|wanted| resolve(&workspace.folder, wanted.as_ref()) == *root)
        };
        found.extend(roots.into_iter().filter(wanted).map(|root| (Arc::clone(&workspace), root)));
    }
    found
}

fn some_roots(
    session: &Session,
    request: &Request,
) -> Result<Vec<(Arc<Workspace>, PathBuf)>, String> {
    let roots = roots(session, request);
    if roots.is_empty() { Err("this file belongs to no root module".to_owned()) } else { Ok(roots) }
}

fn name(workspace: &Workspace, root: &std::path::Path) -> Value {
    json!({ "root": root, "name": shown(&workspace.folder, root) })
}

fn environments(session: &Session) -> Vec<String> {
    let mut names = BTreeSet::new();
    for workspace in session.settled() {
        let project = workspace.project();
        for root in project.root_modules() {
            let settings = project.settings(root);
            names.extend(settings.environments.into_iter().map(|environment| environment.name));
        }
    }
    names.into_iter().collect()
}

/// The zones and regions in use, and the entries: what can be lost.
fn domains(session: &Session, request: &Request) -> Result<Value, String> {
    let mut domains = BTreeSet::new();
    let mut entries = BTreeSet::new();
    for report in simulations(session, request, &Scenarios::default())? {
        domains.extend(report.domains);
        entries.extend(report.availability.into_iter().map(|entry| entry.address));
    }
    Ok(json!({ "domains": domains, "entries": entries }))
}

fn simulate(session: &Session, request: &Request) -> Result<Value, String> {
    let scenarios =
        Scenarios { lose: request.lose.clone(), partitions: request.partitions.clone() };
    let reports = simulations(session, request, &scenarios)?;
    let markdown = (session.pages.simulation)(&reports);
    Ok(json!({ "title": "resilint simulate", "markdown": markdown, "reports": reports }))
}

/// The simulations of all root modules that are meant; an error only where no root module can be simulated.
fn simulations(
    session: &Session,
    request: &Request,
    scenarios: &Scenarios,
) -> Result<Vec<SimulationReport>, String> {
    let mut reports = Vec::new();
    let mut problem = None;
    for (workspace, root) in some_roots(session, request)? {
        let Some(analysis) = workspace.analysis(&root) else { continue };
        match workspace.project().simulate_analysis(&analysis, scenarios) {
            Ok(report) => reports.push(report),
            Err(error) => problem = Some(error.to_string()),
        }
    }
    match problem {
        Some(problem) if reports.is_empty() => Err(problem),
        _ => Ok(reports),
    }
}

/// A picture of the first root module that is meant, with what its check found marked in it.
fn graph(session: &Session, request: &Request) -> Result<Value, String> {
    let (workspace, root) =
        some_roots(session, request)?.into_iter().next().ok_or("there is no root module")?;
    let analysis = workspace.analysis(&root).ok_or("this root module cannot be evaluated")?;
    let judgement = workspace.judgement(&root);
    let findings = judgement.iter().flat_map(|judgement| &judgement.report().findings);
    let lose: Vec<&str> = request.lose.iter().map(String::as_str).collect();
    let name = match shown(&workspace.folder, &root) {
        here if here == "." || here.is_empty() => {
            root.file_name().unwrap_or_default().to_string_lossy().into_owned()
        }
        name => name,
    };
    let title = picture_title(&name, request.focus.as_deref(), request.flows, &lose);
    let usual = PictureOptions::default();
    let options = PictureOptions {
        form: request.format.form(),
        title: title.clone(),
        focus: request.focus.clone(),
        depth: request.depth.unwrap_or(usual.depth),
        flows: request.flows,
        ..usual
    };
    let text = workspace
        .project()
        .picture(&analysis, findings, &lose, &options)
        .map_err(|error| error.to_string())?;
    Ok(json!({ "title": title, "text": text }))
}

/// Where an address is declared.
fn locate(session: &Session, request: &Request) -> Result<Location, String> {
    let address = request.address.as_deref().ok_or("name an address")?;
    for (workspace, root) in some_roots(session, request)? {
        let analysis: Vec<_> = workspace.analysis(&root).into_iter().collect();
        if let Some(place) = lens::place(session, &workspace, &analysis, address) {
            return Ok(place);
        }
    }
    Err(format!("there is no resource `{address}`"))
}
