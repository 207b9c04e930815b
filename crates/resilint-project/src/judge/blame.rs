//! Where in the text a finding belongs: the place that decides, as far as the author can change it, and the way the value took.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use resilint_config::ModulePath;
use resilint_eval::{Instance, OriginStep, Origins, PathStep};
use resilint_syntax::{FileId, Files, Span};

/// A place to blame.
#[derive(Debug, Clone)]
pub(crate) struct Blame {
    /// The place.
    pub(crate) span: Span,
    /// The way of the value, nearest to the attribute first; empty when nothing is written.
    pub(crate) origin: Vec<OriginStep>,
    /// Whether the attribute, or what it is missing from, stands in the text of the resource.
    pub(crate) written: bool,
}

/// Finds the places of attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blamer<'a> {
    pub(crate) files: &'a Files,
    pub(crate) origins: &'a Origins,
    pub(crate) workspace: &'a Path,
    /// The plan's file. Nobody changes a plan, so it is blamed only for what no source declares.
    pub(crate) plan: Option<FileId>,
}

impl Blamer<'_> {
    /// The place where an attribute is decided, written or not.
    pub(crate) fn blame(&self, instance: &Instance, at: &[PathStep]) -> Blame {
        self.find(instance, at, |origin| {
            let mut deciding = origin.iter().rev().filter(|step| step.decides);
            deciding.find(|step| self.is_place(instance, step.span)).map(|step| step.span)
        })
    }

    /// The place where an attribute is written, whatever decides it: there it shows what is unknown.
    pub(crate) fn place(&self, instance: &Instance, at: &[PathStep]) -> Blame {
        self.find(instance, at, |origin| {
            origin.iter().find(|step| self.is_place(instance, step.span)).map(|step| step.span)
        })
    }

    fn find(
        &self,
        instance: &Instance,
        at: &[PathStep],
        choose: impl Fn(&[OriginStep]) -> Option<Span>,
    ) -> Blame {
        let mut origin = self.chain(instance, at);
        let written = !origin.is_empty();
        if !written {
            origin = self.chain_of_enclosing(instance, at);
        }
        // A resource that its provider configuration places is blamed itself: there another provider can be chosen.
        let chosen = if is_of_provider(at) { None } else { choose(&origin) };
        let span = chosen.unwrap_or_else(|| self.header(instance));
        Blame { span, origin, written }
    }

    /// The header of the resource, or, when it stands in a downloaded module, of the innermost call of the author's own that leads to it.
    pub(crate) fn header(&self, instance: &Instance) -> Span {
        let own = |span: &&Span| self.is_own(**span);
        let nearest_call = || instance.calls.iter().rev().find(own).copied();
        if self.is_own(instance.header) {
            instance.header
        } else {
            nearest_call().unwrap_or(instance.header)
        }
    }

    fn chain(&self, instance: &Instance, at: &[PathStep]) -> Vec<OriginStep> {
        if is_of_provider(at) {
            return self.chain_of_provider(instance, at.get(1..).unwrap_or_default());
        }
        if is_of_repetition(at) {
            return self.origins.chain(&instance.address.module, instance.repetition);
        }
        let value = (!at.is_empty()).then(|| instance.attributes.at(at)).flatten();
        value.map_or_else(
            || self.chain_inside_text(instance, at),
            |value| self.origins.chain(&instance.address.module, value.origin),
        )
    }

    /// What stands inside a text: the values of a chart, a document. The text was encoded from a value, or is written line by line.
    fn chain_inside_text(&self, instance: &Instance, at: &[PathStep]) -> Vec<OriginStep> {
        let module = &instance.address.module;
        let texts = (1..at.len()).rev().filter_map(|length| at.split_at_checked(length));
        texts
            .filter_map(|(text, inside)| Some((instance.attributes.at(text)?, inside)))
            .map(|(text, inside)| {
                let encoded = self.origins.chain_inside(module, text.origin, inside);
                let written = || self.line_inside(self.origins.chain(module, text.origin), inside);
                if encoded.is_empty() { written() } else { encoded }
            })
            .find(|chain| !chain.is_empty())
            .unwrap_or_default()
    }

    /// The line of a text of several lines that gives a key its value, when only one line does.
    fn line_inside(&self, mut chain: Vec<OriginStep>, inside: &[PathStep]) -> Vec<OriginStep> {
        let key = inside.iter().rev().find_map(|step| match step {
            PathStep::Name(name) => Some(name),
            PathStep::Index(_) => None,
        });
        let (Some(key), Some(first)) = (key, chain.first_mut()) else { return Vec::new() };
        let text = self.files.text(first.span.file);
        let range = first.span.start as usize..first.span.end as usize;
        let written = text.get(range).and_then(|text| std::str::from_utf8(text).ok());
        let Some(line) = written.and_then(|text| line_of(text, key)) else { return Vec::new() };
        let offset = |at: usize| first.span.start + u32::try_from(at).unwrap_or_default();
        let (start, end) = (offset(line.start), offset(line.end));
        first.span = Span::new(first.span.file, start, end);
        chain
    }

    /// The attribute of the provider configuration, or its block: where a resource is placed that does not say so itself.
    fn chain_of_provider(&self, instance: &Instance, at: &[PathStep]) -> Vec<OriginStep> {
        let provider = &instance.provider;
        let place = || PLACES.iter().find_map(|name| provider.attributes.get(name));
        let value = if at.is_empty() { place() } else { provider.attributes.at(at) };
        let chain = value
            .map(|value| self.origins.chain(&ModulePath::root(), value.origin))
            .unwrap_or_default();
        if !chain.is_empty() {
            return chain;
        }
        let block = provider.header.map(|span| OriginStep {
            span,
            note: "the provider configuration".to_owned(),
            decides: true,
        });
        block.into_iter().collect()
    }

    /// The block that an attribute is missing from, when that block is written.
    fn chain_of_enclosing(&self, instance: &Instance, at: &[PathStep]) -> Vec<OriginStep> {
        let enclosing = (1..at.len()).rev().filter_map(|length| at.get(..length));
        enclosing
            .map(|path| self.chain(instance, path))
            .find(|chain| !chain.is_empty())
            .unwrap_or_default()
    }

    /// Whether a place may be blamed for what is wrong with an instance.
    fn is_place(&self, instance: &Instance, span: Span) -> bool {
        let is_planned = Some(span.file) == self.plan && instance.header.file == span.file;
        is_planned || self.is_own(span)
    }

    /// Whether a place is the author's own to change: in the workspace, and not in a downloaded module.
    pub(crate) fn is_own(&self, span: Span) -> bool {
        let path: Arc<Path> = self.files.path(span.file);
        Some(span.file) != self.plan
            && path.starts_with(self.workspace)
            && !path.components().any(|part| part.as_os_str() == ".terraform")
    }
}

/// The line of a YAML text that gives a key its value; `None` when there is none, or more than one.
fn line_of(text: &str, key: &str) -> Option<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let own = line.trim();
        if own.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
            let indent = line.len() - line.trim_start().len();
            found.push(start + indent..start + indent + own.len());
        }
        start += line.len();
    }
    if found.len() == 1 { found.pop() } else { None }
}

/// Whether a path means how often the resource is repeated.
fn is_of_repetition(at: &[PathStep]) -> bool {
    matches!(at, [PathStep::Name(name)] if matches!(&**name, "count" | "for_each"))
}

/// The arguments of provider configurations that place resources.
const PLACES: [&str; 3] = ["region", "location", "zone"];

/// Whether a path leads into the provider configuration instead of the resource.
fn is_of_provider(at: &[PathStep]) -> bool {
    matches!(at, [PathStep::Name(name), ..] if &**name == "provider")
}
