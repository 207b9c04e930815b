//! Texts with a `|` where the cursor is, and what is proposed there.

use std::sync::Arc;

use resilint_policy::RuleSet;

use super::{CompletionContext, Proposal, complete_comment, complete_settings, describe_setting};
use crate::judge::KNOWN_COMMENTS;
use crate::settings::{SETTINGS_KEYS, SettingsKey, SettingsKind};

fn addresses() -> Vec<String> {
    ["aws_db_instance.a", "aws_sqs_queue.b[0]", "aws_sqs_queue.c[\"x\"]"]
        .map(str::to_owned)
        .to_vec()
}

fn context(rules: &RuleSet) -> CompletionContext<'_> {
    CompletionContext { rules, today: "2026-12-31".parse().ok(), addresses: &addresses }
}

fn settings_at(text: &str, offset: usize) -> Vec<Proposal> {
    complete_settings(text, offset, &context(&RuleSet::builtin()))
}

fn settings(text: &str) -> Vec<Proposal> {
    let offset = text.find('|').unwrap();
    settings_at(&text.replacen('|', "", 1), offset)
}

fn comment(text: &str) -> Vec<Proposal> {
    let offset = text.find('|').unwrap();
    let text: Arc<[u8]> = text.replacen('|', "", 1).into_bytes().into();
    complete_comment(&text, offset, &context(&RuleSet::builtin()))
}

fn labels(proposals: &[Proposal]) -> Vec<&str> {
    proposals.iter().map(|proposal| proposal.label.as_str()).collect()
}

/// The text after a proposal is taken.
fn taken(text: &str, label: &str) -> String {
    let proposals = settings(text);
    let all = labels(&proposals).join(", ");
    let proposal = proposals
        .iter()
        .find(|proposal| proposal.label == label)
        .unwrap_or_else(|| panic!("`{label}` is not among {all}"));
    let mut result = text.replacen('|', "", 1);
    let range = proposal.replaces.start as usize..proposal.replaces.end as usize;
    let mut written = proposal.text.clone();
    written.insert(proposal.cursor.unwrap_or(written.len()), '|');
    result.replace_range(range, &written);
    result
}

#[test]
fn keys_of_tables() {
    assert_eq!(taken("[objectives]\npro|", "profile"), "[objectives]\nprofile = \"|\"");
    assert_eq!(
        taken("[objectives]\n|\n[rules]\n", "min_zones"),
        "[objectives]\nmin_zones = |\n[rules]\n"
    );
    assert_eq!(taken("[objectives]\nr|o = 1", "rto"), "[objectives]\nrto| = 1");
    assert_eq!(taken("[objectives]\nresid|", "residency"), "[objectives]\nresidency = [\"|\"]");
    let rest = settings("[objectives]\nprofile = \"standard\"\n|\nrto = 5");
    assert!(!labels(&rest).contains(&"profile") && !labels(&rest).contains(&"rto"));
    assert!(labels(&rest).contains(&"rpo"));
    assert_eq!(
        labels(&settings("[[dependency]]\nqu|")),
        ["from", "to", "soft", "quorum", "egress"]
    );
    assert_eq!(
        labels(&settings("[[standby]]\n|")),
        ["primary", "standby", "copy", "lag", "promotion", "takes"]
    );
    assert_eq!(taken("[[standby]]\ncopy = |", "sync"), "[[standby]]\ncopy = \"sync\"|");
}

#[test]
fn keys_in_braces() {
    assert_eq!(
        taken("[[workload]]\nmatch = { paths = [\"a\"], t| }", "tags"),
        "[[workload]]\nmatch = { paths = [\"a\"], tags = { | } }"
    );
    let rest = settings("[[workload]]\nmatch = { paths = [\"a\", \"b\"], | }");
    assert_eq!(labels(&rest), ["tags", "modules"]);
    assert_eq!(
        taken("[rules]\nsingle-az-database = { sev| }", "severity"),
        "[rules]\nsingle-az-database = { severity = \"|\" }"
    );
    assert_eq!(settings("[[workload]]\nmatch = { tags = { | } }"), []);
}

#[test]
fn words_get_the_quotes_they_need() {
    assert_eq!(
        taken("[objectives]\nprofile = |", "critical"),
        "[objectives]\nprofile = \"critical\"|"
    );
    assert_eq!(
        taken("[objectives]\nprofile = \"cr|\"", "critical"),
        "[objectives]\nprofile = \"critical|\""
    );
    assert_eq!(
        taken("[objectives]\nprofile = \"cr|\nrto = 1", "critical"),
        "[objectives]\nprofile = \"critical\"|\nrto = 1"
    );
    assert_eq!(
        taken("[objectives]\nresidency = [\"us\", \"|\"]", "eea"),
        "[objectives]\nresidency = [\"us\", \"eea|\"]"
    );
    assert_eq!(taken("[objectives]\nencryption = t|", "true"), "[objectives]\nencryption = true|");
    assert_eq!(
        labels(&settings("[[workload]]\nname = \"x\"\nobjectives = { survive = \"|\" }")),
        ["none", "instance", "az", "region"]
    );
}

#[test]
fn rules_and_their_levels() {
    assert_eq!(
        taken("[rules]\nsingle-az-d|", "single-az-database"),
        "[rules]\nsingle-az-database = \"|\""
    );
    assert_eq!(taken("[rules]\nencr|", "encryption"), "[rules]\nencryption = \"|\"");
    assert_eq!(
        labels(&settings("[rules]\nno-backups = \"|\"")),
        ["off", "error", "warning", "info", "hint"]
    );
    assert_eq!(
        labels(&settings("[rules.no-backups]\nseverity = \"|\"")),
        ["off", "error", "warning", "info", "hint"]
    );
    assert_eq!(taken("[rules.no-ba|]", "no-backups"), "[rules.no-backups]|");
    assert_eq!(
        taken("[[suppress]]\nrule = \"no-|\"", "no-backups"),
        "[[suppress]]\nrule = \"no-backups|\""
    );
    let twice = settings("[rules]\nno-backups = \"off\"\nno-|");
    assert!(!labels(&twice).contains(&"no-backups"));
}

#[test]
fn addresses_of_what_there_is() {
    assert_eq!(
        taken("[[dependency]]\nfrom = \"aws_db|\"", "aws_db_instance.a"),
        "[[dependency]]\nfrom = \"aws_db_instance.a|\""
    );
    assert_eq!(
        taken("[[suppress]]\naddress = |", "aws_sqs_queue.b[0]"),
        "[[suppress]]\naddress = \"aws_sqs_queue.b[0]\"|"
    );
    let quoted = "aws_sqs_queue.c[\"x\"]";
    assert_eq!(
        taken("[[suppress]]\naddress = \"|\"", quoted),
        "[[suppress]]\naddress = \"aws_sqs_queue.c[\\\"x\\\"]|\""
    );
    assert_eq!(
        taken("[[suppress]]\naddress = '|'", quoted),
        "[[suppress]]\naddress = 'aws_sqs_queue.c[\"x\"]|'"
    );
}

#[test]
fn headers() {
    assert_eq!(taken("[obj|]", "[objectives]"), "[objectives]|");
    assert_eq!(taken("[rules]\n\n[[wor|", "[[workload]]"), "[rules]\n\n[[workload]]|");
    assert_eq!(taken("[wor|]", "[[workload]]"), "[[workload]]|");
    assert_eq!(labels(&settings("[workload.|]")), ["[workload.match]", "[workload.objectives]"]);
    assert_eq!(taken("obj|", "objectives"), "[objectives]|");
    assert_eq!(taken("ext|", "extends"), "extends = [\"|\"]");
}

#[test]
fn what_is_half_typed_above_does_not_hide_what_is_below() {
    let broken = "[objectives]\nresidency = [\"eu\",\n[rules]\nno-backups = \"|\"";
    assert_eq!(labels(&settings(broken))[0], "off");
    assert_eq!(settings("# [objectives] |"), []);
    assert_eq!(settings("[objectives]\nrto = \"15m\" # pro|"), []);
    assert_eq!(settings("[unknown]\n|"), []);
    for text in ["|", "=|", "[|", "[[|", "]|", "a.|", "a = {|", "\"|", "a = \"\\|", "é = é|"] {
        let at = text.find('|').unwrap_or(text.len());
        for proposal in settings_at(&text.replacen('|', "", 1), at) {
            assert!(proposal.replaces.end as usize <= text.len(), "{proposal:?} in {text}");
        }
    }
}

#[test]
fn every_prefix_of_a_file_can_be_completed() {
    let text = "[objectives]\nresidency = [\"eu\", 'ü']\n[[workload]]\nmatch = { tags = { a = \"\"\"x\ny\"\"\" }, paths = [\n\"a\", # c\n] }\n[rules.x]\nseverity = \"off\"\n";
    for (offset, _) in text.char_indices() {
        for text in [text.split_at(offset).0, text] {
            for proposal in settings_at(text, offset) {
                let replaces = proposal.replaces.start as usize..=proposal.replaces.end as usize;
                assert!(replaces.contains(&offset), "{proposal:?} at {offset}");
                assert!(text.get(*replaces.start()..*replaces.end()).is_some(), "{proposal:?}");
            }
            assert!(describe_setting(text, offset).is_none_or(|about| !about.is_empty()));
        }
    }
}

#[test]
fn keys_are_described() {
    let text = "[objectives]\nprofile = \"critical\"\n[rules]\nx = \"off\"\n";
    assert!(describe_setting(text, 3).unwrap().contains("What the architecture promises"));
    assert!(describe_setting(text, 15).unwrap().contains("under one name"));
    assert!(describe_setting(text, 26).unwrap().contains("99.99"));
    assert_eq!(describe_setting("nonsense = 1", 2), None);
}

#[test]
fn every_key_has_a_text() {
    fn check(keys: &[SettingsKey]) {
        for key in keys {
            assert!(key.about.ends_with(['.', '`']), "{}", key.name);
            match key.kind {
                SettingsKind::Table(inner) | SettingsKind::Tables(inner) => check(inner),
                _ => {}
            }
        }
    }
    check(SETTINGS_KEYS);
}

#[test]
fn comments() {
    assert_eq!(
        labels(&comment("# re|")),
        ["resilint:ignore", "resilint:depends-on", "resilint:egress"]
    );
    assert_eq!(labels(&comment("resource \"a\" \"b\" {\n  # resilint:|\n}")), KNOWN_COMMENTS);
    assert_eq!(labels(&comment("x = 1 // resilint:ig|")), KNOWN_COMMENTS);
    assert_eq!(comment("# |"), []);
    assert_eq!(comment("x = \"# resilint:|\""), []);
    assert_eq!(comment("resi|"), []);
    assert_eq!(comment("# something else resilint|"), []);
    let rules = comment("# resilint:ignore single-az|");
    assert!(labels(&rules).contains(&"single-az-database"));
    assert!(!labels(&rules).contains(&"reason="));
    let database = rules.iter().find(|rule| rule.label == "single-az-database").unwrap();
    assert_eq!(database.replaces, 18..27);
    assert!(database.detail.starts_with("multi-az: "));
    assert!(!database.documentation.is_empty());
}

#[test]
fn what_follows_the_rule() {
    let second = comment("# resilint:ignore no-backups,no-|");
    assert!(!labels(&second).contains(&"no-backups") && labels(&second).contains(&"no-alarms"));
    assert_eq!(&labels(&comment("# resilint:ignore no-backups |"))[..2], ["reason=", "until="]);
    let reason = &comment("# resilint:ignore no-backups r|")[0];
    assert_eq!((reason.text.as_str(), reason.cursor), ("reason=\"\"", Some(8)));
    assert_eq!(labels(&comment("# resilint:ignore no-backups reason=\"x\" |"))[0], "until=");
    assert_eq!(comment("# resilint:ignore no-backups reason=\"the |\""), []);
    assert_eq!(
        labels(&comment("# resilint:ignore no-backups until=|")),
        ["2027-01-31", "2027-03-31", "2027-12-31"]
    );
}

#[test]
fn dependencies() {
    assert_eq!(labels(&comment("# resilint:depends-on |")), addresses());
    assert_eq!(
        labels(&comment("# resilint:depends-on aws_db_instance.a |")),
        ["soft", "quorum=", "aws_sqs_queue.b[0]", "aws_sqs_queue.c[\"x\"]"]
    );
    assert_eq!(comment("# resilint:depends-on aws_db|")[0].replaces, 22..28);
    assert_eq!(labels(&comment("# resilint:egress=|")), ["required", "none"]);
    assert_eq!(comment("# resilint:nothing |"), []);
}
