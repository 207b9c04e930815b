//! Brackets that nest too deeply: the engine's parser needs time exponential in the depth of literals.

use std::ops::Range;

/// The deepest nesting that still parses at once.
pub(crate) const MAX_DEPTH: usize = 12;

/// The bracket that is nested too deeply, if any. Strings and comments do not count.
pub(crate) fn too_deep(text: &str) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut characters = text.char_indices();
    while let Some((offset, character)) = characters.next() {
        match character {
            '(' | '[' | '{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(offset..offset + 1);
                }
            }
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '#' => {
                characters.find(|&(_, character)| character == '\n');
            }
            '`' => {
                characters.find(|&(_, character)| character == '`');
            }
            '"' => skip_string(&mut characters),
            _ => {}
        }
    }
    None
}

fn skip_string(characters: &mut std::str::CharIndices<'_>) {
    while let Some((_, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '"' | '\n' => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_brackets_but_not_in_text() {
        let deep = format!("x := {}1{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
        assert_eq!(too_deep(&deep), Some(5 + MAX_DEPTH..6 + MAX_DEPTH));
        assert_eq!(too_deep(&format!("# {deep}\nx := \"{deep}\\\"{deep}\"\ny := `{deep}`")), None);
        assert_eq!(too_deep(&"f(x)\n".repeat(50)), None);
    }
}
