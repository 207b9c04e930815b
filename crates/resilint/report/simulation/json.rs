//! Version 1 of the JSON format: one object for one root module, a list of them for several.

use resilint_project::SimulationReport;

pub(super) fn render(reports: &[SimulationReport]) -> String {
    let text = match reports {
        [only] => serde_json::to_string_pretty(only),
        several => serde_json::to_string_pretty(several),
    };
    text.expect("a simulation has only strings for keys") + "\n"
}
