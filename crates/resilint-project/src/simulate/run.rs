//! The one call: a root module and a question to a report.

use std::path::Path;
use std::sync::Arc;

use resilint_graph::failure::{
    Level, Model, Scenario, ScenarioError, default_scenarios, parse_lose, parse_partition,
    simulate, single_points,
};
use resilint_graph::{FactValue, Facts, ResourceFacts};
use resilint_syntax::Severity;

use super::convert::Converter;
use super::report::{SimulationReport, UnplacedReport};
use crate::judge::{Analysis, CheckError, Watch};
use crate::project::Project;
use crate::report::{Incomplete, SCHEMA_VERSION, Tool};
use crate::{Cancel, shown};

/// Which failures are simulated. By default every zone and region in use, and every resource that two or more others need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scenarios {
    /// What is lost, all at once: `az:us-east-1a`, `region:us-east-1`, `provider:aws`, an address; or several with commas between.
    pub lose: Vec<String>,
    /// Regions that cannot reach each other, `us-east-1/eu-west-1`; each is a scenario.
    pub partitions: Vec<String>,
}

/// Why there is no simulation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SimulateError {
    /// The configuration could not be looked at.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// What should be lost is not there.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

impl Project {
    /// Simulates failures of a root module, once for each set of inputs.
    ///
    /// # Errors
    /// When the inputs cannot be found, nothing uses what should be lost, or nobody waits for the result any more.
    pub fn simulate(
        &self,
        root: &Path,
        scenarios: &Scenarios,
        cancel: &Cancel,
    ) -> Result<Vec<SimulationReport>, SimulateError> {
        let root = crate::resolve(&self.options.base, root);
        let mut reports = Vec::new();
        for (environment, inputs) in self.inputs_by_environment(&root)? {
            let analysis = self.analyse_with(&root, &inputs, cancel, Watch::none(), None)?;
            let mut report = self.simulate_analysis(&analysis, scenarios)?;
            report.environment = environment;
            reports.push(report);
        }
        Ok(reports)
    }

    /// Simulates failures of what is analysed already.
    ///
    /// # Errors
    /// When nothing uses what should be lost.
    pub fn simulate_analysis(
        &self,
        analysis: &Analysis,
        scenarios: &Scenarios,
    ) -> Result<SimulationReport, SimulateError> {
        let model = &analysis.model;
        let asked = asked(model, scenarios)?;
        let found = simulate(model, &asked, &analysis.promises);
        let converter = Converter {
            graph: &analysis.graph,
            blamer: self.blamer(analysis),
            places: self.places(),
        };
        let all = scenarios == &Scenarios::default();
        let points = if all { single_points(model, Level::Region) } else { Vec::new() };
        let mut report = SimulationReport {
            schema_version: SCHEMA_VERSION,
            tool: Tool::default(),
            root: shown(&self.options.base, &analysis.root),
            environment: None,
            resources: analysis.graph.addresses().count(),
            domains: found.domains,
            unplaced: unplaced(&analysis.facts),
            scenarios: found.scenarios.iter().map(|one| converter.scenario(one)).collect(),
            availability: found.availability.iter().map(Into::into).collect(),
            objectives: found.objectives.iter().map(Into::into).collect(),
            single_points: points.iter().map(|point| converter.single_point(point)).collect(),
            diagnostics: Vec::new(),
            incomplete: Vec::new(),
        };
        self.add_problems(analysis, &mut report);
        Ok(report)
    }

    fn add_problems(&self, analysis: &Analysis, report: &mut SimulationReport) {
        let places = self.places();
        for diagnostic in analysis.diagnostics.iter().chain(&analysis.unit.problems) {
            let shown = places.diagnostic(diagnostic);
            if diagnostic.severity == Severity::Error {
                let (file, reason) = (shown.file.clone(), shown.message.clone());
                report.incomplete.push(Incomplete { file, reason });
            }
            report.diagnostics.push(shown);
        }
    }
}

fn asked(model: &Model, scenarios: &Scenarios) -> Result<Vec<Scenario>, ScenarioError> {
    if scenarios == &Scenarios::default() {
        return Ok(default_scenarios(model));
    }
    let lose: Vec<&str> = scenarios.lose.iter().map(String::as_str).collect();
    let lost = (!lose.is_empty()).then(|| parse_lose(model, &lose));
    let partitions = scenarios.partitions.iter().map(|given| parse_partition(model, given));
    lost.into_iter().chain(partitions).collect()
}

/// The resources whose region is not known, and why the first of them has none.
fn unplaced(facts: &Facts) -> Option<UnplacedReport> {
    let region = |resource: &Arc<ResourceFacts>| match &resource.facts.get("region")?.value {
        FactValue::Unknown(reason) => Some(reason.to_string()),
        FactValue::Known(_) => None,
    };
    let reasons: Vec<String> = facts.resources.values().filter_map(region).collect();
    let reason = reasons.first()?.clone();
    Some(UnplacedReport { resources: reasons.len(), reason })
}
