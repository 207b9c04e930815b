//! Code lenses, for those who ask for them: what depends on a resource, and what goes down with it alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_project::{Analysis, resolve};
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Command, Location, Position, Uri};

use crate::convert;
use crate::session::Session;
use crate::texts::Texts;
use crate::workspace::Workspace;

/// The command of the client that shows places: the address of a file, a position, the places.
const SHOW_REFERENCES: &str = "resilint.showReferences";
/// So many entries are named in a title.
const NAMED: usize = 2;

/// What a lens is about, until its places are asked for.
#[derive(Debug, Serialize, Deserialize)]
struct Subject {
    uri: Uri,
    position: Position,
    kind: Kind,
    addresses: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Kind {
    Dependents,
    SinglePoint,
}

pub(crate) fn code_lenses(session: &Session, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let settings = session.options().settings.code_lens;
    if !settings.dependents && !settings.single_points {
        return Some(Vec::new());
    }
    let uri = &params.text_document.uri;
    let path = convert::path(uri)?;
    let workspaces = session.settled();
    let workspace = workspaces.iter().find(|workspace| workspace.holds(&path))?;
    let analyses = workspace.analyses_of(&path);
    let project = workspace.project();
    let lines = project.files().line_index(project.files().find(&path)?);
    let mut blocks: BTreeMap<(u32, u32), [BTreeSet<String>; 2]> = BTreeMap::new();
    for relations in analyses.iter().flat_map(|analysis| project.relations_in(analysis, &path)) {
        let place = (relations.header.start.offset, relations.header.end.offset);
        let [dependents, entries] = blocks.entry(place).or_default();
        dependents.extend(relations.dependents);
        entries.extend(relations.takes_down);
    }
    let mut lenses = Vec::new();
    for ((start, end), [dependents, entries]) in blocks {
        let range = convert::range(&lines, start..end, session.encoding());
        let mut lens = |kind: Kind, addresses: BTreeSet<String>| {
            let subject = Subject { uri: uri.clone(), position: range.start, kind, addresses };
            let data = serde_json::to_value(subject).ok();
            lenses.push(CodeLens { range, command: None, data });
        };
        if settings.dependents && !dependents.is_empty() {
            lens(Kind::Dependents, dependents);
        }
        if settings.single_points && !entries.is_empty() {
            lens(Kind::SinglePoint, entries);
        }
    }
    Some(lenses)
}

/// The lens with its title and the places that it leads to.
pub(crate) fn resolve_lens(session: &Session, lens: CodeLens) -> CodeLens {
    let subject = lens.data.clone().and_then(|data| serde_json::from_value::<Subject>(data).ok());
    let Some(subject) = subject else { return lens };
    let title = title(&subject);
    let places = places(session, &subject);
    let arguments = serde_json::to_value((&subject.uri, subject.position, places)).ok();
    let arguments = arguments.and_then(|arguments| arguments.as_array().cloned());
    CodeLens {
        command: Some(Command { title, command: SHOW_REFERENCES.to_owned(), arguments }),
        ..lens
    }
}

fn title(subject: &Subject) -> String {
    let count = subject.addresses.len();
    match subject.kind {
        Kind::Dependents if count == 1 => "1 resource depends on this".to_owned(),
        Kind::Dependents => format!("{count} resources depend on this"),
        Kind::SinglePoint => {
            let named: Vec<&str> =
                subject.addresses.iter().take(NAMED).map(String::as_str).collect();
            let more = count.saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("single point of failure for {}{more}", named.join(", "))
        }
    }
}

fn places(session: &Session, subject: &Subject) -> Vec<Location> {
    let Some(path) = convert::path(&subject.uri) else { return Vec::new() };
    let workspaces = session.settled();
    let Some(workspace) = workspaces.iter().find(|workspace| workspace.holds(&path)) else {
        return Vec::new();
    };
    let analyses = workspace.analyses_of(&path);
    let of = |address: &String| place(session, workspace, &analyses, address);
    let mut places: Vec<Location> = subject.addresses.iter().filter_map(of).collect();
    // Instances of one block are one place.
    places.dedup();
    places
}

/// Where a resource is declared.
pub(crate) fn place(
    session: &Session,
    workspace: &Workspace,
    analyses: &[Arc<Analysis>],
    address: &str,
) -> Option<Location> {
    let project = workspace.project();
    let texts = Texts { files: project.files(), documents: &session.documents };
    let (file, range) = analyses.iter().find_map(|analysis| project.place_of(analysis, address))?;
    let path: PathBuf = resolve(&workspace.folder, Path::new(&file));
    let lines = texts.lines(&path)?;
    let range = convert::range(&lines, range.start.offset..range.end.offset, session.encoding());
    Some(Location { uri: texts.uri(&path)?, range })
}
