//! Patterns in which `*` stands for any text, for rule ids, addresses and names of resources.

/// Whether the whole text fits the pattern.
#[must_use]
pub fn fits_wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits_wildcard;

    #[test]
    fn stars_stand_for_any_text() {
        let yes = [
            ("a", "a"),
            ("module.legacy.*", "module.legacy.aws_x.y"),
            ("*", ""),
            ("a*c*e", "abcde"),
            ("*[\"x\"]", "aws_a.b[\"x\"]"),
            ("a**b", "ab"),
        ];
        let no = [
            ("a", "ab"),
            ("module.legacy.*", "module.legacy"),
            ("a*b", "abc"),
            ("ab*ba", "aba"),
            ("", "a"),
        ];
        assert!(yes.iter().all(|(pattern, text)| fits_wildcard(pattern, text)));
        assert!(!no.iter().any(|(pattern, text)| fits_wildcard(pattern, text)));
    }
}
