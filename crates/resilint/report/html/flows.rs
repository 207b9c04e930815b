//! Where data goes: the ways that leave, and the picture of all.

use resilint_project::{Finding, Outcome, escape_markup};

use super::markup::{figure, hops, in_code, of_outcome, put};
use crate::report::View;

pub(super) fn flows(text: &mut String, view: &View<'_>) {
    if view.details.iter().all(|one| one.flows.is_none()) {
        return;
    }
    let failing = of_outcome(view, Outcome::Fail);
    let leaving: Vec<&&Finding> =
        failing.iter().filter(|finding| !finding.flow.is_empty()).collect();
    text.push_str("<section id=\"flows\">\n<h2>Where data goes</h2>\n");
    if leaving.is_empty() {
        text.push_str("<p>No data is known to leave the places it may be in.</p>\n");
    }
    for finding in leaving {
        put(
            text,
            format_args!(
                "<details class=\"rule\">\n<summary><span class=\"chip {0}\">{0}</span> {1} <small>{2}</small></summary>\n",
                finding.severity.as_str(),
                in_code(&finding.message),
                escape_markup(&finding.rule_id)
            ),
        );
        hops(text, finding);
        text.push_str("</details>\n");
    }
    for one in view.details {
        if let Some(picture) = &one.flows {
            figure(text, picture, &one.root, view.details.len() == 1);
        }
    }
    text.push_str("</section>\n");
}
