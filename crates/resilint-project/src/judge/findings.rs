//! From what policies find to what a report says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use resilint_eval::{Instance, PathStep};
use resilint_graph::{ResourceFacts, fits_wildcard, parallel, path_to_string};
use resilint_policy::{Category, Rule};
use resilint_syntax::Span;

use super::analysis::Analysis;
use super::blame::{Blame, Blamer};
use super::convert::Places;
use super::hops::told as told_of;
use super::moved::earlier_addresses;
use crate::fingerprint::fingerprint;
use crate::fix::Fixes;
use crate::project::Project;
use crate::report::{Edit, Finding, Fix, Outcome, RelatedPlace};
use crate::suppress::{Subject, Suppressions};
use crate::{Options, shown};

/// A finding, and what it is about.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    rule: &'a Rule,
    found: &'a resilint_policy::Finding,
    instance: &'a Instance,
    /// What decides the attribute, if it is another resource.
    decider: &'a Instance,
    /// The statement in the settings that is blamed.
    stated: Option<Span>,
    /// Which of those that agree in rule, address and attribute it is.
    nth: usize,
}

/// A finding as reported, but for suppressions.
#[derive(Debug)]
struct Reported {
    finding: Finding,
    blamed: Span,
    /// Addresses that the resource had before.
    earlier: Vec<String>,
}

/// Turns the findings of one root module into those of its report.
#[derive(Debug)]
pub(crate) struct Reporter<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) blamer: Blamer<'a>,
    pub(super) places: Places<'a>,
    options: &'a Options,
    fixes: &'a Fixes,
    /// The root module: as shown, and as it goes into fingerprints.
    root: String,
    identity: String,
    /// How many findings agree in rule, address and attribute.
    seen: BTreeMap<(String, String, String), usize>,
    /// The statements in the settings that each rule has blamed.
    stated: BTreeSet<(String, Span)>,
}

impl<'a> Reporter<'a> {
    pub(crate) fn new(project: &'a Project, analysis: &'a Analysis) -> Self {
        let base: &Path = &project.options.base;
        Self {
            analysis,
            blamer: project.blamer(analysis),
            places: Places { files: &project.files, base },
            options: &project.options,
            fixes: &project.fixes,
            root: shown(base, &analysis.root),
            identity: shown(&project.workspace, &analysis.root),
            seen: BTreeMap::new(),
            stated: BTreeSet::new(),
        }
    }

    /// The findings as reported, without those of resource types that the settings leave out.
    pub(crate) fn report(
        mut self,
        found: impl Iterator<Item = (&'a Rule, &'a resilint_policy::Finding)>,
        suppressions: &mut Suppressions,
    ) -> Vec<Finding> {
        let subjects: Vec<Told<'a>> =
            found.filter_map(|(rule, found)| self.subject(rule, found)).collect();
        let reported = parallel::map(&subjects, |(_, told)| self.told(told));
        let pairs = subjects.iter().zip(reported);
        pairs.map(|(told, reported)| self.suppressed(told, reported, suppressions)).collect()
    }

    /// What a finding is about; `None` when it is not reported.
    fn subject(&mut self, rule: &'a Rule, found: &'a resilint_policy::Finding) -> Option<Told<'a>> {
        let instance = self.analysis.graph.instance(&found.address)?;
        let settings = self.analysis.unit.rule_settings(rule);
        let type_name = &instance.address.resource.type_name;
        if settings.is_some_and(|settings| {
            settings.ignore_types.iter().any(|pattern| fits_wildcard(pattern, type_name))
        }) {
            return None;
        }
        let decider =
            found.of.as_deref().and_then(|of| self.analysis.graph.instance(of)).unwrap_or(instance);
        let stated = found.setting.as_deref().and_then(|key| self.stated(&found.address, key));
        // Many resources share a statement: what is wrong with it is said once.
        if stated.is_some_and(|place| !self.stated.insert((rule.id.to_string(), place))) {
            return None;
        }
        let key = (rule.id.to_string(), found.address.to_string(), path_to_string(&found.at));
        let seen = self.seen.entry(key).or_default();
        let nth = *seen;
        *seen += 1;
        Some(Told { rule, found, instance, decider, stated, nth })
    }

    fn told(&self, told: &Told<'_>) -> Reported {
        let Told { rule, found, instance, decider, stated, .. } = *told;
        let is_unknown = found.outcome == resilint_policy::Outcome::Unknown;
        let blame = match stated {
            Some(span) => Blame { span, origin: Vec::new(), written: true },
            None if is_unknown => self.blamer.place(decider, &found.at),
            None => self.blamer.blame(decider, &found.at),
        };
        let mut finding = self.finding(told, &blame);
        let earlier = earlier_addresses(&self.analysis.configuration, &instance.address);
        finding.earlier_fingerprints = earlier
            .iter()
            .map(|address| fingerprint(&rule.id, &self.identity, address, &found.at, 0))
            .collect();
        finding.related = self.related(found, instance, decider, &blame);
        if rule.category == Category::Residency {
            finding.flow = self.hops(found);
            finding.related.extend(finding.flow.iter().map(told_of));
            finding.related.dedup();
        }
        if !is_unknown {
            finding.fix = found.fix.as_ref().and_then(|fix| {
                self.fix_of_argument(fix, blame.span).or_else(|| self.fix(fix, decider))
            });
        }
        Reported { finding, blamed: blame.span, earlier }
    }

    /// The finding, with the suppression that covers it.
    fn suppressed(
        &self,
        told: &Told<'_>,
        reported: Reported,
        suppressions: &mut Suppressions,
    ) -> Finding {
        let Reported { mut finding, blamed, earlier } = reported;
        if finding.outcome != Outcome::Fail {
            return finding;
        }
        let places: Vec<Span> = [blamed, told.instance.header, told.decider.header]
            .into_iter()
            .chain(told.instance.calls.iter().copied())
            .collect();
        let settings = self.analysis.unit.rule_settings(told.rule);
        let subject = Subject {
            rule: told.rule,
            address: &told.found.address,
            earlier: &earlier,
            places: &places,
            file: &self.places.files.path(blamed.file),
            ignorable: settings.is_none_or(|settings| settings.ignorable),
        };
        if let Some(suppression) = suppressions.find(&subject, self.options.today) {
            finding.outcome = Outcome::Suppressed;
            finding.suppression = Some(suppression);
        }
        finding
    }

    fn finding(&self, told: &Told<'_>, blame: &Blame) -> Finding {
        let Told { rule, found, .. } = *told;
        let unknown = found.outcome == resilint_policy::Outcome::Unknown;
        let facts = self.analysis.facts.resources.get(&found.address);
        Finding {
            rule_id: rule.id.to_string(),
            category: rule.category.to_string(),
            severity: self.analysis.unit.severity(rule, self.options).into(),
            outcome: if unknown { Outcome::Unknown } else { Outcome::Fail },
            message: found.message.clone(),
            address: found.address.to_string(),
            root: self.root.clone(),
            file: self.places.file(blame.span),
            range: self.places.range(blame.span),
            origin: blame.origin.iter().map(|step| self.places.origin(step)).collect(),
            related: Vec::new(),
            flow: Vec::new(),
            objective: found
                .objective
                .as_deref()
                .map(|objective| objective_in_words(objective, facts.map(|facts| &**facts))),
            help: if unknown {
                found.unknown.as_deref().map(str::to_owned)
            } else {
                found.help.clone()
            },
            help_uri: rule_page_uri(rule),
            fingerprint: fingerprint(&rule.id, &self.identity, &found.address, &found.at, told.nth),
            fix: None,
            suppression: None,
            environments: Vec::new(),
            earlier_fingerprints: Vec::new(),
        }
    }

    /// The change where a module call or a variables' file gives the value by a literal, under the name that the attribute has: nobody else's value changes then.
    fn fix_of_argument(&self, fix: &resilint_policy::Fix, blamed: Span) -> Option<Fix> {
        let resilint_policy::Fix::SetAttribute { path, value, safe } = fix;
        let [PathStep::Name(name)] = path.as_slice() else { return None };
        let text = self.places.files.text(blamed.file);
        let (argument, literal) = argument_at(&text, blamed)?;
        let value = value.to_string();
        let fits = argument == &**name && ["true", "false"].contains(&value.as_str());
        fits.then(|| Fix {
            description: format!("set `{name} = {value}`"),
            safe: *safe,
            edits: vec![Edit {
                file: self.places.file(literal),
                range: self.places.range(literal),
                new_text: value,
            }],
        })
    }

    /// The change that removes the finding. In a module it changes what others call too, so it is not safe there.
    fn fix(&self, fix: &resilint_policy::Fix, instance: &Instance) -> Option<Fix> {
        let resilint_policy::Fix::SetAttribute { path, value, safe } = fix;
        if !self.blamer.is_own(instance.header) {
            return None;
        }
        let edit = self.fixes.set_attribute(self.places.files, instance, path, value)?;
        let safe = *safe && !edit.replaces_expression && instance.address.module.is_root();
        let file = self.places.file(edit.span);
        let range = self.places.range(edit.span);
        Some(Fix {
            description: format!("set `{} = {value}`", path_to_string(path)),
            safe,
            edits: vec![Edit { file, range, new_text: edit.new_text }],
        })
    }

    /// The resource itself, when something else is blamed; the calls that lead to it; what the policy names.
    fn related(
        &self,
        found: &resilint_policy::Finding,
        instance: &Instance,
        decider: &Instance,
        blame: &Blame,
    ) -> Vec<RelatedPlace> {
        let mut related = Vec::new();
        let own = self.blamer.header(instance);
        if own != blame.span {
            let address: &str = &found.address;
            related.push(self.places.related(Some(address), own, format!("`{address}`")));
        }
        if decider.header != instance.header && decider.header != blame.span && !blame.written {
            let address = decider.address.to_string();
            related.push(self.places.related(
                Some(&address),
                self.blamer.header(decider),
                format!("decided by `{address}`"),
            ));
        }
        let calls = decider.calls.iter().rev().filter(|_| found.setting.is_none());
        for call in calls.filter(|call| **call != blame.span && **call != own) {
            related.push(self.places.related(None, *call, "called from here".to_owned()));
        }
        for place in &found.related {
            if let Some(key) = &place.setting {
                let stated = self.stated(&place.address, key).filter(|span| *span != blame.span);
                let told = |span| self.places.related(None, span, place.message.clone());
                related.extend(stated.map(told));
                continue;
            }
            let Some(other) = self.analysis.graph.instance(&place.address) else { continue };
            let span = self.span(other, &place.at);
            related.push(self.places.related(Some(&place.address), span, place.message.clone()));
        }
        related.dedup();
        related
    }

    /// The line of the settings that states an objective of a resource.
    fn stated(&self, address: &str, key: &str) -> Option<Span> {
        let workload = self.analysis.facts.resources.get(address)?.workload.as_deref();
        self.analysis.unit.settings.stated(workload, key)
    }

    pub(super) fn span(&self, instance: &Instance, at: &[PathStep]) -> Span {
        if at.is_empty() {
            self.blamer.header(instance)
        } else {
            self.blamer.blame(instance, at).span
        }
    }
}

/// The page of a built-in rule.
#[must_use]
pub fn rule_page_uri(rule: &Rule) -> Option<String> {
    rule.builtin
        .then(|| format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.id))
}

fn objective_in_words(objective: &str, facts: Option<&ResourceFacts>) -> String {
    let Some(facts) = facts else { return objective.to_owned() };
    let profile = format!("{:?}", facts.objectives.profile).to_lowercase();
    match &facts.workload {
        Some(workload) => format!("{objective}, workload `{workload}` (profile {profile})"),
        None => format!("{objective} (profile {profile})"),
    }
}

/// No argument's name stands further from its value.
const MAX_ARGUMENT: usize = 1_024;

/// The argument that is set to `true` or `false` at a place, which is the literal or the whole argument; and the literal's place.
fn argument_at(text: &[u8], at: Span) -> Option<(&str, Span)> {
    let is_literal = |text: &str| text == "true" || text == "false";
    // A plan is one line, and a long one.
    let from = (at.start as usize).saturating_sub(MAX_ARGUMENT);
    let line = text.get(from..at.start as usize)?.rsplit(|byte| *byte == b'\n').next()?;
    let before = std::str::from_utf8(line).ok()?;
    let here = std::str::from_utf8(text.get(at.start as usize..at.end as usize)?).ok()?;
    if is_literal(here) {
        let argument = before.trim().strip_suffix('=')?.trim_end();
        return Some((argument, at));
    }
    let (argument, value) = here.split_once('=')?;
    let literal = value.trim();
    let length = u32::try_from(value.trim_start().len()).ok()?;
    let start = at.end - length;
    let end = start + u32::try_from(literal.len()).ok()?;
    is_literal(literal).then(|| (argument.trim(), Span::new(at.file, start, end)))
}
