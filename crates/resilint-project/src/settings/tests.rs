//! Settings files in memory, and what is read from them.

use std::path::Path;

use resilint_graph::{Profile, Survive};
use resilint_syntax::{Files, Memory, Severity};

use super::{
    SETTINGS_KEYS, Settings, SettingsError, SettingsKey, SettingsKind, SettingsWord, find_settings,
    read_settings,
};

const WHOLE: &str = r#"
[objectives]
profile = "critical"
survive = "region"
availability = "99.99%"
rto = "15m"
rpo = 60
backup_days = 35
retention_years = 7
residency = "eu"

[[workload]]
name = "sandbox"
match = { paths = ["dev/**"], tags = { environment = "dev" }, modules = ["module.sandbox"] }
objectives = { profile = "development" }

[[environment]]
name = "prod"
roots = ["live/*"]
var_files = ["env/prod.tfvars"]
workspace = "prod"

[rules]
no-cross-region-replica = "warning"
single-az-database = { severity = "error", ignorable = false, ignore_types = ["aws_s3_bucket"] }
encryption = "off"

[[suppress]]
rule = "single-az-database"
address = "module.legacy.*"
reason = "decommissioned in March"
until = 2027-03-31

[policies]
paths = ["policies"]
[catalog]
paths = ["resilint-catalog"]
[modules]
map = { "app.terraform.io/acme/vpc/aws" = "./vendor/vpc" }

[[dependency]]
from = "aws_ecs_service.app"
to = "aws_elasticache_replication_group.sessions"
soft = false

[[standby]]
primary = "aws_instance.postgres"
standby = "aws_instance.replica"
copy = "sync"
lag = "5s"
promotion = "automatic"
takes = "30s"

[residency]
place_tags = "acme:place"
personal_tags = ["acme:people", "acme:patients"]

[simulation]
verify = "2m"
"#;

fn read(text: &str) -> Result<Settings, SettingsError> {
    let memory: Memory = [("/w/resilint.toml", text)].into_iter().collect();
    read_settings(&memory, &Files::new(), Path::new("/w/resilint.toml"))
}

/// What is wrong with a settings file: the text that is marked, the message and the help.
fn problems(text: &str) -> Vec<(String, String, String)> {
    let error = read(text).expect_err("the settings are wrong");
    let marked = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
    error
        .problems
        .into_iter()
        .map(|p| {
            (
                marked(p.span.start as usize..p.span.end as usize),
                p.message,
                p.help.unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn everything_that_is_documented_is_read() {
    let settings = read(WHOLE).unwrap();
    assert_eq!(settings.objectives.profile, Some(Profile::Critical));
    assert_eq!(settings.objectives.survive, Some(Survive::Region));
    assert_eq!(settings.objectives.availability, Some(0.9999));
    assert_eq!((settings.objectives.rto, settings.objectives.rpo), (Some(900), Some(60)));
    assert_eq!(settings.objectives.residency, Some(vec!["eu".to_owned()]));
    assert_eq!(settings.workloads[0].matches.tags["environment"], "dev");
    assert_eq!(settings.environments[0].workspace.as_deref(), Some("prod"));
    assert_eq!(settings.rules["no-cross-region-replica"].severity, Some(Severity::Warning));
    assert!(!settings.rules["single-az-database"].ignorable);
    assert!(!settings.rules["encryption"].enabled);
    assert_eq!(settings.suppressions[0].until.unwrap().to_string(), "2027-03-31");
    assert_eq!(settings.policy_paths[0].value, Path::new("/w/policies"));
    assert_eq!(settings.module_map["app.terraform.io/acme/vpc/aws"], Path::new("/w/vendor/vpc"));
    assert_eq!(settings.dependencies[0].soft, Some(false));
    assert_eq!(settings.simulation["verify"], 120);
    let standby = &settings.standbys[0].value;
    assert_eq!(
        (standby.primary.as_str(), standby.standby.as_str()),
        ("aws_instance.postgres", "aws_instance.replica")
    );
    assert!(standby.synchronous && standby.automatic);
    assert_eq!((standby.lag_seconds, standby.takes_seconds), (Some(5), Some(30)));
    assert_eq!(settings.residency_tags.place, ["acme:place"]);
    assert_eq!(settings.residency_tags.personal, ["acme:people", "acme:patients"]);
}

#[test]
fn an_objective_is_stated_where_it_is_decided() {
    let base = "[objectives]\nprofile = \"regulated\"\nrto = \"1h\"\n\n[[workload]]\nname = \"shop\"\nmatch = { modules = [\"module.shop\"] }\nobjectives = { rpo = \"1m\" }\n";
    let own = "extends = \"base.toml\"\n[objectives]\navailability = \"99.99%\"\n\n[[workload]]\nname = \"lab\"\nmatch = { modules = [\"module.lab\"] }\nobjectives = { profile = \"development\" }\n";
    let files = Files::new();
    let memory: Memory = [("/w/resilint.toml", own), ("/w/base.toml", base)].into_iter().collect();
    let settings = read_settings(&memory, &files, Path::new("/w/resilint.toml")).unwrap();
    let stated = |workload: Option<&str>, key: &str| {
        let span = settings.stated(workload, key)?;
        let text = files.text(span.file);
        let text = text.get(span.start as usize..span.end as usize)?;
        Some(String::from_utf8_lossy(text).into_owned())
    };
    for (workload, key, expected) in [
        (None, "availability", "availability = \"99.99%\""),
        (None, "rto", "rto = \"1h\""),
        // Nobody writes it: the profile has it.
        (None, "rpo", "profile = \"regulated\""),
        (Some("shop"), "rpo", "rpo = \"1m\""),
        (Some("shop"), "rto", "rto = \"1h\""),
        // A profile of its own replaces everything below.
        (Some("lab"), "rto", "profile = \"development\""),
    ] {
        assert_eq!(stated(workload, key).as_deref(), Some(expected), "{workload:?} {key}");
    }
    assert_eq!(read("").unwrap().stated(None, "rto"), None);
}

#[test]
fn a_misspelt_key_is_marked_and_the_right_one_named() {
    let found = problems("[objectives]\nbackup_day = 7\n[objectivs]\n");
    let expected = [
        (
            "backup_day",
            "unknown setting `backup_day` in [objectives]",
            "did you mean `backup_days`?",
        ),
        ("objectivs", "unknown setting `objectivs`", "did you mean `objectives`?"),
    ];
    let expected = expected
        .map(|(text, message, help)| (text.to_owned(), message.to_owned(), help.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn every_mistake_is_reported() {
    let cases = [
        ("[objectives]\nrto = \"soon\"", "\"soon\"", "`rto` must be a duration"),
        ("[objectives]\navailability = 99.9", "99.9", "`availability` must be a share"),
        (
            "[objectives]\nprofile = \"critcal\"",
            "\"critcal\"",
            "`critcal` is not a value of `profile`",
        ),
        ("[objectives]\nbackup_days = -1", "-1", "`backup_days` must be a whole number"),
        ("[rules]\nx = \"fatal\"", "\"fatal\"", "`fatal` is not a value of `severity`"),
        ("[rules]\nx = 3", "3", "`x` must be a severity, `off` or a table"),
        ("[[suppress]]\nrule = \"x\"", "[[suppress]]", "[[suppress]] needs `reason`"),
        ("[[suppress]]\nrule = \"x\"\nreason = \"y\"\nuntil = 2027-02-30", "", "invalid"),
        ("rules = 1", "1", "`rules` must be a table"),
        ("[[dependency]]\nfrom = \"a\"", "[[dependency]]", "[[dependency]] needs `to`"),
        ("[simulation]\nverfy = 1", "verfy", "unknown setting `verfy` in [simulation]"),
        ("[objectives", "", "unclosed"),
    ];
    for (text, marked, message) in cases {
        let found = problems(text);
        let fits = |p: &(String, String, String)| {
            p.1.contains(message) && (marked.is_empty() || p.0.starts_with(marked))
        };
        assert!(found.iter().any(fits), "{text}: {found:?}");
    }
}

#[test]
fn imported_suppressions_and_entries_together() {
    let settings =
        read("[suppress]\nimport = true\n[[suppress.entry]]\nrule = \"x\"\nreason = \"y\"\n")
            .unwrap();
    assert!(settings.import_suppressions);
    assert_eq!(settings.suppressions.len(), 1);
}

#[test]
fn the_nearest_file_up_to_the_repository_holds() {
    let memory: Memory = [
        ("/resilint.toml", ""),
        ("/repo/.git/HEAD", ""),
        ("/repo/.resilint.toml", ""),
        ("/repo/a/resilint.toml", ""),
        ("/repo/a/b/main.tf", ""),
        ("/repo/c/main.tf", ""),
        ("/bare/.git/HEAD", ""),
    ]
    .into_iter()
    .collect();
    let found = |folder: &str| {
        find_settings(&memory, Path::new(folder)).map(|path| path.display().to_string())
    };
    assert_eq!(found("/repo/a/b").as_deref(), Some("/repo/a/resilint.toml"));
    assert_eq!(found("/repo/c").as_deref(), Some("/repo/.resilint.toml"));
    assert_eq!(found("/bare"), None);
}

#[test]
fn a_file_extends_another_key_by_key() {
    let memory: Memory = [
        (
            "/w/base.toml",
            "[objectives]\nbackup_days = 14\nrto = \"1h\"\n[rules]\na = \"off\"\nb = \"off\"\n",
        ),
        (
            "/w/app/resilint.toml",
            "extends = \"../base.toml\"\n[objectives]\nrto = \"5m\"\n[rules]\na = \"error\"\n",
        ),
    ]
    .into_iter()
    .collect();
    let settings =
        read_settings(&memory, &Files::new(), Path::new("/w/app/resilint.toml")).unwrap();
    assert_eq!((settings.objectives.backup_days, settings.objectives.rto), (Some(14), Some(300)));
    assert!(settings.rules["a"].enabled && !settings.rules["b"].enabled);
    assert_eq!(settings.files.len(), 2);
}

#[test]
fn a_file_that_extends_itself_or_nothing_is_a_mistake() {
    assert_eq!(
        problems("extends = \"resilint.toml\"")[0].1,
        "a settings file cannot extend itself"
    );
    assert!(problems("extends = \"gone.toml\"")[0].1.starts_with("cannot read the settings file"));
}

#[test]
fn every_time_of_the_failure_model_is_a_setting() {
    let names: Vec<&str> = super::keys::SIMULATION.iter().map(|key| key.name).collect();
    assert_eq!(names, resilint_graph::failure::Times::NAMES);
}

/// A file with every key and every word that is described: nothing is promised that the reader does not know.
#[test]
fn every_key_that_is_described_is_read() {
    fn value(kind: SettingsKind, word: usize) -> String {
        let nth = |words: &[SettingsWord]| format!("\"{}\"", words[word % words.len()].name);
        match kind {
            SettingsKind::Text
            | SettingsKind::Texts
            | SettingsKind::Rule
            | SettingsKind::Address => "\"no-backups\"".to_owned(),
            SettingsKind::Flag => "true".to_owned(),
            SettingsKind::Count => "3".to_owned(),
            SettingsKind::Duration => "\"15m\"".to_owned(),
            SettingsKind::Share => "\"99.9%\"".to_owned(),
            SettingsKind::Date => "2027-03-31".to_owned(),
            SettingsKind::Word(words) | SettingsKind::Words(words) => nth(words),
            SettingsKind::Table(keys) => table(keys, word),
            SettingsKind::Tables(keys) => format!("[{}]", table(keys, word)),
            SettingsKind::TablesOrTable(_, keys) => table(keys, word),
            SettingsKind::ByRule(words, keys) => {
                format!("{{ a = {}, b = {} }}", nth(words), table(keys, word))
            }
            SettingsKind::Named => "{ any = \"x\" }".to_owned(),
        }
    }
    fn table(keys: &[SettingsKey], word: usize) -> String {
        let entries: Vec<String> =
            keys.iter().map(|key| format!("{} = {}", key.name, value(key.kind, word))).collect();
        format!("{{ {} }}", entries.join(", "))
    }
    for word in 0..5 {
        let lines: String = SETTINGS_KEYS
            .iter()
            .filter(|key| key.name != "extends")
            .map(|key| format!("{} = {}\n", key.name, value(key.kind, word)))
            .collect();
        let problems = read(&lines).err().map(|error| error.problems);
        assert!(problems.is_none(), "{lines}\n{problems:#?}");
    }
}
