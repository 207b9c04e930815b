//! Google Cloud data sources that their arguments and the provider configuration decide.

use super::results::{Results, unknown_text};
use crate::value::{Reason, Value};

/// Every region of Google Cloud has at least three zones.
const LEAST_ZONES: u64 = 3;

/// Adds the results of a Google Cloud data source.
pub(super) fn decide(results: &mut Results<'_>) {
    match results.type_name() {
        "google_compute_zones" => {
            let names = results.symbolic_list("names", LEAST_ZONES);
            results.set("names", names);
            let region = setting(results, "region");
            results.set("region", region);
            project(results, "project");
        }
        "google_compute_regions" => {
            let names = results.symbolic_list("names", 1);
            results.set("names", names);
            project(results, "project");
        }
        "google_project" => project(results, "project_id"),
        "google_client_config" => {
            for name in ["region", "zone"] {
                let value = setting(results, name);
                results.set(name, value);
            }
            project(results, "project");
        }
        _ => {}
    }
}

fn project(results: &mut Results<'_>, name: &str) {
    let project = results.given(name).unwrap_or_else(|| setting(results, "project"));
    results.set(name, project);
}

/// A setting of the provider configuration.
fn setting(results: &Results<'_>, name: &str) -> Value {
    results.of_provider(name).unwrap_or_else(|| {
        let what = format!("the {name} of the Google provider");
        unknown_text(Reason::Environment(what.into()))
    })
}
