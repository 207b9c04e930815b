//! `resilint config show`: the settings in force.

use std::path::{Path, PathBuf};

use resilint_project::{DeclaredStandby, resolve, shown};
use resilint_syntax::{Disk, FileSystem};
use serde_json::json;

use super::CLEAN;
use crate::args::InputArgs;
use crate::session::{open_anything, options};
use crate::terminal::Terminal;

pub(super) fn show(
    file: &Path,
    config: Option<PathBuf>,
    terminal: &Terminal,
) -> anyhow::Result<u8> {
    let options = options(&InputArgs { config, ..InputArgs::default() })?;
    let absolute = resolve(&options.base, file);
    let folder = if Disk.is_directory(&absolute) {
        absolute
    } else {
        absolute.parent().unwrap_or(&absolute).to_owned()
    };
    let project = open_anything(&folder, &options)?;
    let settings = project.settings(&folder);
    let objectives = project.objectives(&folder);
    let files: Vec<String> = settings.files.iter().map(|file| shown(&options.base, file)).collect();
    let rules: serde_json::Map<String, serde_json::Value> = settings
        .rules
        .iter()
        .map(|(id, rule)| {
            let severity = rule.severity.map(|severity| severity.as_str());
            (id.clone(), json!({ "enabled": rule.enabled, "severity": severity, "ignorable": rule.ignorable, "ignore_types": rule.ignore_types }))
        })
        .collect();
    let value = json!({
        "files": files,
        "objectives": objectives,
        "workloads": settings.workloads.iter().map(|workload| json!({ "name": workload.name, "paths": workload.matches.paths, "tags": workload.matches.tags, "modules": workload.matches.modules })).collect::<Vec<_>>(),
        "environments": settings.environments.iter().map(|environment| json!({ "name": environment.name, "roots": environment.roots, "var_files": environment.var_files, "workspace": environment.workspace })).collect::<Vec<_>>(),
        "rules": rules,
        "suppressions": settings.suppressions.iter().map(|entry| json!({ "rule": entry.rule, "address": entry.address, "paths": entry.paths, "reason": entry.reason, "until": entry.until })).collect::<Vec<_>>(),
        "import_suppressions": settings.import_suppressions,
        "policies": settings.policy_paths.iter().map(|path| shown(&options.base, &path.value)).collect::<Vec<_>>(),
        "catalog": settings.catalog_paths.iter().map(|path| shown(&options.base, &path.value)).collect::<Vec<_>>(),
        "modules": settings.module_map.iter().map(|(source, folder)| (source.clone(), json!(shown(&options.base, folder)))).collect::<serde_json::Map<_, _>>(),
        "dependencies": settings.dependencies.iter().map(|one| json!({ "from": one.from, "to": one.to, "soft": one.soft, "quorum": one.quorum, "egress": one.egress })).collect::<Vec<_>>(),
        "standbys": settings.standbys.iter().map(|one| standby(&one.value)).collect::<Vec<_>>(),
        "residency": { "place_tags": settings.residency_tags.place, "personal_tags": settings.residency_tags.personal },
        "simulation": settings.simulation,
    });
    let problems = project.settings_problems(&folder);
    terminal.print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    for problem in &problems {
        terminal.say(&format!("resilint: {problem}"));
    }
    Ok(if problems.is_empty() { CLEAN } else { super::INCOMPLETE })
}

/// A standby, as the settings write it.
fn standby(standby: &DeclaredStandby) -> serde_json::Value {
    json!({
        "primary": standby.primary,
        "standby": standby.standby,
        "copy": if standby.synchronous { "sync" } else { "async" },
        "lag": standby.lag_seconds,
        "promotion": if standby.automatic { "automatic" } else { "runbook" },
        "takes": standby.takes_seconds,
    })
}
