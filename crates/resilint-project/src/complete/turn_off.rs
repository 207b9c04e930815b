//! The smallest change of a settings file that turns a rule off. Comments and layout stay.

use std::ops::Range;

use super::outline::outline;

/// What to replace, and by what, so that a rule is off; `None` when it is off already, or the file has its rules in a form that is better changed by hand.
#[must_use]
pub fn turn_off(text: &str, rule: &str) -> Option<(Range<u32>, String)> {
    let outline = outline(text);
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let top = outline.sections.first()?;
    let by_hand = top.statements.iter().any(|statement| statement.key[0] == "rules")
        || outline.sections.iter().any(|section| section.path == ["rules", rule]);
    if by_hand {
        return None;
    }
    let Some(rules) = outline.sections.iter().find(|section| section.path == ["rules"]) else {
        let gap = match text {
            "" => "",
            _ if text.ends_with('\n') => line_end,
            _ => &format!("{line_end}{line_end}"),
        };
        let end = text.len();
        return Some((
            narrow(end..end),
            format!("{gap}[rules]{line_end}{rule} = \"off\"{line_end}"),
        ));
    };
    if let Some(known) = rules.statements.iter().find(|statement| statement.key == [rule]) {
        let value = known.value?;
        let written = text.get(value..known.end)?;
        let content = written.split('#').next().unwrap_or_default();
        let start = value + content.len() - content.trim_start().len();
        let end = value + content.trim_end().len();
        let is_word = content.trim().starts_with('"') && content.trim() != "\"off\"";
        return is_word.then(|| (narrow(start..end), "\"off\"".to_owned()));
    }
    let end = rules.header.end;
    let end = if text.get(..end)?.ends_with('\r') { end - 1 } else { end };
    Some((narrow(end..end), format!("{line_end}{rule} = \"off\"")))
}

fn narrow(range: Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(range.start)..narrow(range.end)
}

#[cfg(test)]
mod tests {
    use super::turn_off;

    fn after(text: &str) -> Option<String> {
        let (range, new) = turn_off(text, "no-backups")?;
        let mut text = text.to_owned();
        text.replace_range(range.start as usize..range.end as usize, &new);
        Some(text)
    }

    #[test]
    fn the_rule_is_added_where_rules_are() {
        let cases = [
            ("", "[rules]\nno-backups = \"off\"\n"),
            ("[objectives]\nrto = 1", "[objectives]\nrto = 1\n\n[rules]\nno-backups = \"off\"\n"),
            (
                "[rules] # ours\nx = \"off\"\n",
                "[rules] # ours\nno-backups = \"off\"\nx = \"off\"\n",
            ),
            ("[rules]\r\nx = \"off\"\r\n", "[rules]\r\nno-backups = \"off\"\r\nx = \"off\"\r\n"),
            ("[rules]", "[rules]\nno-backups = \"off\""),
            ("[rules]\nno-backups = \"info\" # why\n", "[rules]\nno-backups = \"off\" # why\n"),
        ];
        for (before, wanted) in cases {
            assert_eq!(after(before).as_deref(), Some(wanted), "{before}");
        }
    }

    #[test]
    fn what_is_better_changed_by_hand_is_left_alone() {
        for text in [
            "rules.x = \"off\"",
            "rules = { x = \"off\" }",
            "[rules]\nno-backups = \"off\"",
            "[rules]\nno-backups = { severity = \"info\" }",
            "[rules.no-backups]\nseverity = \"info\"",
        ] {
            assert_eq!(after(text), None, "{text}");
        }
    }
}
