//! Findings by rule, with their source; then the same by file; then what could not be decided.

use std::collections::BTreeMap;

use resilint_project::{Finding, Level, Outcome, escape_markup};

use super::markup::{hops, in_code, of_outcome, place, put};
use super::source::excerpt;
use crate::report::{View, plural};

/// The check boxes: class, words, how many findings.
pub(super) fn filters(view: &View<'_>) -> Vec<(String, String, usize)> {
    let failing = of_outcome(view, Outcome::Fail);
    let mut levels: BTreeMap<Level, usize> = BTreeMap::new();
    let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in failing {
        *levels.entry(finding.severity).or_default() += 1;
        *categories.entry(&finding.category).or_default() += 1;
    }
    let levels = levels
        .into_iter()
        .map(|(level, count)| (level.as_str().to_owned(), level.as_str().to_owned(), count));
    let categories =
        categories.into_iter().map(|(name, count)| (class_of(name), name.to_owned(), count));
    levels.chain(categories).collect()
}

/// A category as a class of its own: `error` is a severity, and might be somebody's category.
fn class_of(category: &str) -> String {
    let plain: String =
        category.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '-' }).collect();
    format!("of-{plain}")
}

pub(super) fn render(text: &mut String, view: &View<'_>) {
    let failing = of_outcome(view, Outcome::Fail);
    text.push_str("<section id=\"findings\">\n<h2>Findings</h2>\n");
    if failing.is_empty() {
        text.push_str("<p>Nothing was found.</p>\n");
    } else {
        boxes(text, view);
        by_rule(text, view, &failing);
    }
    text.push_str("</section>\n");
    if !failing.is_empty() {
        by_file(text, &failing);
    }
    undecided(text, view);
    suppressed(text, view);
}

fn boxes(text: &mut String, view: &View<'_>) {
    text.push_str("<fieldset class=\"filters\">\n<legend>Show</legend>\n");
    for (class, words, count) in filters(view) {
        put(
            text,
            format_args!(
                "<label><input type=\"checkbox\" id=\"show-{class}\" checked> {} <small>{count}</small></label>\n",
                escape_markup(&words)
            ),
        );
    }
    text.push_str("</fieldset>\n");
}

fn by_rule(text: &mut String, view: &View<'_>, failing: &[&Finding]) {
    let mut rules: BTreeMap<(Level, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in failing {
        rules.entry((finding.severity, &finding.rule_id)).or_default().push(finding);
    }
    for ((level, rule), findings) in rules {
        let class = findings.first().map(|finding| class_of(&finding.category)).unwrap_or_default();
        let title =
            view.rules.iter().find(|known| &*known.id == rule).map_or("", |known| &known.title);
        let open = if level == Level::Error { " open" } else { "" };
        let level = level.as_str();
        put(
            text,
            format_args!(
                "<details class=\"rule finding {level} {class}\"{open}>\n<summary><span class=\"chip {level}\">{level}</span> <strong>{}</strong> {} <small>{}</small></summary>\n",
                escape_markup(rule),
                escape_markup(title),
                findings.len()
            ),
        );
        if let Some(help) = findings.iter().find_map(|finding| finding.help.as_ref()) {
            put(text, format_args!("<p class=\"help\">{}</p>\n", in_code(help)));
        }
        for finding in findings {
            one(text, view, finding);
        }
        text.push_str("</details>\n");
    }
}

fn one(text: &mut String, view: &View<'_>, finding: &Finding) {
    put(
        text,
        format_args!(
            "<article id=\"{}\">\n<h3>{}</h3>\n",
            anchor(finding),
            in_code(&finding.message)
        ),
    );
    put(
        text,
        format_args!(
            "<p class=\"place\">{} · <code>{}</code>",
            place(&finding.file, finding.range),
            escape_markup(&finding.address)
        ),
    );
    if let Some(objective) = &finding.objective {
        put(text, format_args!(" · objective: {}", in_code(objective)));
    }
    text.push_str("</p>\n");
    text.push_str(&excerpt(view, &finding.file, finding.range));
    if finding.origin.len() > 1 {
        text.push_str("<details class=\"way\"><summary>How the value comes here</summary><ol>\n");
        for step in finding.origin.iter().rev() {
            put(
                text,
                format_args!(
                    "<li>{} {}</li>\n",
                    place(&step.file, step.range),
                    in_code(&step.note)
                ),
            );
        }
        text.push_str("</ol></details>\n");
    }
    hops(text, finding);
    text.push_str("</article>\n");
}

/// Fingerprints are hexadecimal; anything else would not be an anchor.
fn anchor(finding: &Finding) -> String {
    let plain: String = finding.fingerprint.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("f{plain}")
}

fn by_file(text: &mut String, failing: &[&Finding]) {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in failing {
        files.entry(&finding.file).or_default().push(finding);
    }
    text.push_str("<section id=\"files\">\n<h2>By file</h2>\n");
    for (file, findings) in files {
        put(
            text,
            format_args!(
                "<details>\n<summary><code>{}</code> <small>{}</small></summary>\n<ul>\n",
                escape_markup(file),
                findings.len()
            ),
        );
        for finding in findings {
            let level = finding.severity.as_str();
            put(
                text,
                format_args!(
                    "<li class=\"finding {level} {}\"><span class=\"chip {level}\">{level}</span> line {}: <a href=\"#{}\">{}</a></li>\n",
                    class_of(&finding.category),
                    finding.range.start.line,
                    anchor(finding),
                    in_code(&finding.message)
                ),
            );
        }
        text.push_str("</ul>\n</details>\n");
    }
    text.push_str("</section>\n");
}

/// By what would decide it: one value often decides many.
fn undecided(text: &mut String, view: &View<'_>) {
    let unknown = of_outcome(view, Outcome::Unknown);
    if unknown.is_empty() {
        return;
    }
    let mut reasons: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &unknown {
        let reason = finding.help.as_deref().unwrap_or(&finding.message);
        reasons.entry(reason).or_default().push(finding);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    put(
        text,
        format_args!(
            "<section id=\"undecided\">\n<h2>Not evaluable</h2>\n<p>{} could not be decided from the text.</p>\n",
            plural(unknown.len(), "judgement")
        ),
    );
    for (reason, findings) in reasons {
        put(
            text,
            format_args!(
                "<details>\n<summary>{} <small>{}</small></summary>\n<ul>\n",
                in_code(reason),
                findings.len()
            ),
        );
        for finding in findings {
            put(
                text,
                format_args!(
                    "<li><strong>{}</strong> <code>{}</code> <small>{}</small></li>\n",
                    escape_markup(&finding.rule_id),
                    escape_markup(&finding.address),
                    place(&finding.file, finding.range)
                ),
            );
        }
        text.push_str("</ul>\n</details>\n");
    }
    text.push_str("</section>\n");
}

fn suppressed(text: &mut String, view: &View<'_>) {
    let suppressed = of_outcome(view, Outcome::Suppressed);
    if suppressed.is_empty() {
        return;
    }
    put(
        text,
        format_args!(
            "<section id=\"suppressed\">\n<h2>Suppressed</h2>\n<details>\n<summary>{}</summary>\n<ul>\n",
            plural(suppressed.len(), "finding")
        ),
    );
    for finding in suppressed {
        let reason = finding
            .suppression
            .as_ref()
            .and_then(|one| one.reason.as_deref())
            .unwrap_or("no reason given");
        put(
            text,
            format_args!(
                "<li><strong>{}</strong> {} <small>{}</small></li>\n",
                escape_markup(&finding.rule_id),
                in_code(&finding.message),
                escape_markup(reason)
            ),
        );
    }
    text.push_str("</ul>\n</details>\n</section>\n");
}
