//! Inlay hints, for those who ask for them: where a resource is placed, and the values behind expressions.

use resilint_project::HintKind;
use tower_lsp::ls_types::{
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, InlayHintTooltip,
};

use crate::convert;
use crate::session::Session;

pub(crate) fn inlay_hints(session: &Session, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let settings = session.options().settings.inlay_hints;
    let mut wanted = Vec::new();
    if settings.placement {
        wanted.push(HintKind::Placement);
    }
    if settings.values {
        wanted.push(HintKind::Value);
    }
    if wanted.is_empty() {
        return Some(Vec::new());
    }
    let path = convert::path(&params.text_document.uri)?;
    let workspaces = session.settled();
    let workspace = workspaces.iter().find(|workspace| workspace.holds(&path))?;
    let analyses = workspace.analyses_of(&path);
    let project = workspace.project();
    let lines = project.files().line_index(project.files().find(&path)?);
    let encoding = session.encoding();
    let asked = convert::offset(&lines, params.range.start, encoding)
        ..=convert::offset(&lines, params.range.end, encoding);
    let hints = project.hints(analyses.iter().map(|analysis| &**analysis), &path, &wanted);
    let shown = hints.into_iter().filter(|hint| asked.contains(&hint.offset));
    let hints = shown.map(|hint| InlayHint {
        position: convert::position(&lines, hint.offset, encoding),
        label: InlayHintLabel::String(hint.text),
        kind: Some(InlayHintKind::TYPE).filter(|_| hint.kind == HintKind::Placement),
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String(
            match hint.kind {
                HintKind::Placement => "region and zones, as resilint sees them",
                HintKind::Value => "the value, as resilint evaluates it",
            }
            .to_owned(),
        )),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    Some(hints.collect())
}
