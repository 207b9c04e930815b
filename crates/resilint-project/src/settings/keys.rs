//! Every key that a settings file can have: the reader knows no others, completion and hover offer these.

/// A key of a table, or a word that a value can be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettingsKey {
    /// The key.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) kind: SettingsKind,
    /// What it means, in Markdown.
    pub(crate) about: &'static str,
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SettingsKind {
    /// Any string.
    Text,
    /// A list of strings, or one.
    Texts,
    /// The id of a rule.
    Rule,
    /// The address of a resource.
    Address,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// A duration, `"15m"`.
    Duration,
    /// A share of the time, `"99.99%"`.
    Share,
    /// A date, `2027-03-31`.
    Date,
    /// One of a few words.
    Word(&'static [SettingsWord]),
    /// A list of strings, of which some words have a meaning of their own.
    Words(&'static [SettingsWord]),
    /// A table.
    Table(&'static [SettingsKey]),
    /// Tables, each `[[key]]`.
    Tables(&'static [SettingsKey]),
    /// Tables, each `[[key]]`; or one table, in which there is room for more.
    TablesOrTable(&'static [SettingsKey], &'static [SettingsKey]),
    /// A table by rule id or category: each takes a word, or a table.
    ByRule(&'static [SettingsWord], &'static [SettingsKey]),
    /// A table whose keys are the user's own, with strings as values.
    Named,
}

/// A word that a value can be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettingsWord {
    /// The word.
    pub(crate) name: &'static str,
    /// What it means, in Markdown.
    pub(crate) about: &'static str,
}

use SettingsKind::{
    Address, ByRule, Count, Date, Duration, Flag, Named, Rule, Share, Table, Tables, TablesOrTable,
    Text, Texts, Word, Words,
};

const fn key(name: &'static str, kind: SettingsKind, about: &'static str) -> SettingsKey {
    SettingsKey { name, kind, about }
}

const fn means(name: &'static str, about: &'static str) -> SettingsWord {
    SettingsWord { name, about }
}

/// The keys of a settings file.
pub(crate) static SETTINGS_KEYS: &[SettingsKey] = &[
    key("extends", Texts, "A settings file to build on, or several; relative to this one."),
    key(
        "objectives",
        Table(OBJECTIVES),
        "What the architecture promises, unless a workload has objectives of its own.",
    ),
    key(
        "workload",
        Tables(WORKLOAD),
        "Resources with objectives of their own; the first workload that matches a resource wins.",
    ),
    key(
        "environment",
        Tables(ENVIRONMENT),
        "Inputs under a name: `resilint check --env NAME`, or the editor's setting `environment`.",
    ),
    key("rules", ByRule(RULE_LEVELS, RULE), "How rules are run, by rule id or category."),
    key(
        "suppress",
        TablesOrTable(SUPPRESSION, SUPPRESSIONS),
        "A finding that does not count, with the reason.",
    ),
    key("policies", Table(POLICIES), "Rego of your own."),
    key("catalog", Table(CATALOG), "Resource types and modules of your own."),
    key("modules", Table(MODULES), "Where the sources of modules can be read."),
    key(
        "dependency",
        Tables(DEPENDENCY),
        "A dependency that the text does not show, or one that it shows wrongly.",
    ),
    key(
        "standby",
        Tables(STANDBY),
        "What takes the place of a store that nobody but you runs: a database on instances.",
    ),
    key("residency", Table(RESIDENCY_TAGS), "How tags tell where data may be."),
    key("simulation", Table(SIMULATION), "Times that the failure model assumes."),
];

pub(super) static OBJECTIVES: &[SettingsKey] = &[
    key(
        "profile",
        Word(PROFILES),
        "A set of objectives under one name; every key here can be set over it.",
    ),
    key("survive", Word(SURVIVE), "What may be lost without an outage."),
    key(
        "availability",
        Share,
        "The share of the time in which the entries answer: `\"99.95%\"`, or `0.9995`.",
    ),
    key(
        "rto",
        Duration,
        "Back within this time after a loss: `\"1h30m\"`, or a number of seconds.",
    ),
    key(
        "rpo",
        Duration,
        "The data of at most this time may be lost: `\"15m\"`, or a number of seconds.",
    ),
    key("backup_days", Count, "How many days backups have to reach back."),
    key("retention_years", Count, "How many years records have to be kept."),
    key(
        "residency",
        Words(RESIDENCY),
        "Where data may be: `eu`, `eea`, `gdpr-adequate`, countries or regions.",
    ),
    key("min_zones", Count, "Over how many zones a network and what runs in it has to be spread."),
    key("encryption", Flag, "Whether data has to be encrypted, at rest and in transit."),
];

pub(super) static PROFILES: &[SettingsWord] = &[
    means("standard", "Survives a zone; two zones; encrypted; backups of 7 days."),
    means(
        "critical",
        "Survives a region; three zones; 99.99 %; back within 15 minutes with at most 1 minute of data lost; backups of 35 days.",
    ),
    means(
        "regulated",
        "Survives a region; three zones; 99.95 %; back within 1 hour; backups of 35 days; records kept for 7 years.",
    ),
    means("development", "May fail with a zone; encrypted."),
];

pub(super) static SURVIVE: &[SettingsWord] = &[
    means("none", "Nothing."),
    means("instance", "One instance: a machine, a node, a task."),
    means("az", "An availability zone."),
    means("region", "A whole region."),
];

static RESIDENCY: &[SettingsWord] = &[
    means("eu", "The member states of the European Union."),
    means("eea", "The European Economic Area: the EU, Iceland, Liechtenstein, Norway."),
    means(
        "gdpr-adequate",
        "The EEA, and the countries that the European Commission has found adequate.",
    ),
];

pub(super) static WORKLOAD: &[SettingsKey] = &[
    key("name", Text, "The workload's name, for reports."),
    key(
        "match",
        Table(WORKLOAD_MATCH),
        "Which resources it is made of: every key that is given has to match.",
    ),
    key("objectives", Table(OBJECTIVES), "Its objectives."),
];

pub(super) static WORKLOAD_MATCH: &[SettingsKey] = &[
    key("paths", Texts, "Globs over files, relative to the settings file; any will do."),
    key("tags", Named, "Tags with their values, `default_tags` merged; `*` matches any text."),
    key("modules", Texts, "Module calls with everything below: `module.sandbox`; any will do."),
];

pub(super) static ENVIRONMENT: &[SettingsKey] = &[
    key("name", Text, "The environment's name."),
    key(
        "roots",
        Texts,
        "Globs over root modules, relative to the settings file; all of them when left out.",
    ),
    key("var_files", Texts, "Variable files, beside the root module or beside the settings file."),
    key("workspace", Text, "The value of `terraform.workspace`."),
];

pub(super) static RULE_LEVELS: &[SettingsWord] = &[
    means("off", "It is not run."),
    means("error", "A finding fails the check."),
    means("warning", "A finding is shown; it fails a check with `--fail-level warning`."),
    means("info", "A finding is shown."),
    means("hint", "A finding is shown in editors, quietly."),
];

pub(super) static RULE: &[SettingsKey] = &[
    key("severity", Word(RULE_LEVELS), "How bad a finding is, or `off`."),
    key("ignorable", Flag, "Whether suppressions of it count."),
    key("ignore_types", Texts, "Resource types that it does not judge, with `*`."),
];

pub(super) static SUPPRESSION: &[SettingsKey] = &[
    key("rule", Rule, "The rule's id; `*` stands for anything."),
    key("address", Address, "The addresses, with `*`: `module.legacy.*`; any when left out."),
    key("paths", Texts, "Globs over files, relative to the settings file."),
    key("reason", Text, "Why it does not count. Required."),
    key("until", Date, "The last day on which the suppression counts: `2027-03-31`."),
];

pub(super) static SUPPRESSIONS: &[SettingsKey] = &[
    key(
        "import",
        Flag,
        "Whether other linters' comments count: `checkov:skip=`, `trivy:ignore:`, `tfsec:ignore:`.",
    ),
    key("entry", Tables(SUPPRESSION), "A finding that does not count, with the reason."),
];

pub(super) static POLICIES: &[SettingsKey] =
    &[key("paths", Texts, "Folders of `.rego` files, relative to the settings file.")];

pub(super) static CATALOG: &[SettingsKey] =
    &[key("paths", Texts, "Folders of catalog entries, relative to the settings file.")];

pub(super) static MODULES: &[SettingsKey] =
    &[key("map", Named, "Module sources, and the folder where each can be read.")];

pub(super) static DEPENDENCY: &[SettingsKey] = &[
    key("from", Address, "The address of what depends; `*` stands for anything."),
    key("to", Address, "The address it depends on."),
    key("soft", Flag, "Whether it goes on, degraded, without it."),
    key("quorum", Count, "How many of the instances at `to` it needs."),
    key("egress", Word(EGRESS), "Whether it needs a way to the internet."),
];

pub(super) static EGRESS: &[SettingsWord] =
    &[means("required", "It fails without."), means("none", "It never uses it.")];

pub(super) static STANDBY: &[SettingsKey] = &[
    key("primary", Address, "The address of what is in use; `*` stands for anything."),
    key("standby", Address, "The address of what takes its place."),
    key("copy", Word(COPIES), "How data comes to the standby."),
    key("lag", Duration, "How far an asynchronous copy lags behind: that much data is lost."),
    key("promotion", Word(PROMOTIONS), "Who makes the standby the primary."),
    key("takes", Duration, "How long that takes."),
];

pub(super) static COPIES: &[SettingsWord] = &[
    means("sync", "A write is acknowledged when the standby has it: nothing is lost."),
    means("async", "The standby follows: what it does not have yet is lost."),
];

pub(super) static PROMOTIONS: &[SettingsWord] = &[
    means("automatic", "The cluster itself, as Patroni or repmgr do."),
    means("runbook", "People."),
];

pub(super) static RESIDENCY_TAGS: &[SettingsKey] = &[
    key(
        "place_tags",
        Texts,
        "Tags, besides `data_residency`, whose value names the place where data may be.",
    ),
    key("personal_tags", Texts, "Tags, besides `pii`, that say that data is personal."),
];

pub(super) static SIMULATION: &[SettingsKey] = &[
    key("verify", Duration, "Until people see that the service works again."),
    key("manual_detect", Duration, "Until people notice, where no health check does."),
    key("scale", Duration, "To scale out."),
    key("reroute", Duration, "To change a route by hand."),
    key("promote", Duration, "To promote a database replica in another region."),
    key(
        "promote_global",
        Duration,
        "To make another member of a global database or cache the writer.",
    ),
    key("restore", Duration, "To restore a backup."),
];
