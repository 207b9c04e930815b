//! What the page shows besides the report: a picture of each root module, and what failures do to it.

use resilint_project::{
    Cancel, PictureForm, PictureOptions, Report, Scenarios, SimulationReport, shown,
};

use crate::session::Session;

/// Root modules beyond this number are listed without picture and simulation: a page has to stay a page.
const MOST_ROOTS: usize = 20;

/// What is known about one root module.
#[derive(Debug)]
pub(crate) struct Details {
    /// The root module, as the report names it.
    pub(super) root: String,
    /// Its picture.
    pub(super) picture: String,
    /// Where its data goes, when anything is asked about that.
    pub(super) flows: Option<String>,
    /// What failures do to it.
    pub(super) simulation: Option<SimulationReport>,
}

/// The details of the root modules of some sessions, and how many were left out.
pub(crate) fn details(
    sessions: &[Session],
    report: &Report,
) -> anyhow::Result<(Vec<Details>, usize)> {
    let mut found = Vec::new();
    let mut left_out = 0;
    for session in sessions {
        for root in &session.roots {
            if found.len() == MOST_ROOTS {
                left_out += 1;
                continue;
            }
            found.push(of_root(session, root, report, found.len())?);
        }
    }
    Ok((found, left_out))
}

fn of_root(
    session: &Session,
    root: &std::path::Path,
    report: &Report,
    number: usize,
) -> anyhow::Result<Details> {
    let project = &session.project;
    let analysis = project.analyse(root, &Cancel::new())?;
    let name = shown(&project.options().base, root);
    let findings = || report.findings.iter().filter(|finding| finding.root == name);
    let options = PictureOptions {
        form: PictureForm::Svg,
        title: name.clone(),
        id_prefix: format!("picture{number}"),
        ..PictureOptions::default()
    };
    let picture = project.picture(&analysis, findings(), &[], &options)?;
    let asked = analysis
        .facts
        .flows
        .iter()
        .filter_map(|flow| analysis.facts.resources.get(&flow.from))
        .any(|source| source.objectives.residency.is_some());
    let of_flows = PictureOptions {
        title: format!("Where the data of {name} goes"),
        id_prefix: format!("flows{number}"),
        flows: true,
        ..options
    };
    let flows =
        asked.then(|| project.picture(&analysis, findings(), &[], &of_flows)).transpose()?;
    let simulation = project.simulate_analysis(&analysis, &Scenarios::default()).ok();
    Ok(Details { root: name, picture, flows, simulation })
}
