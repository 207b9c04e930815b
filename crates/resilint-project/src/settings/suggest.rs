//! "Did you mean": the known word nearest to a misspelt one.

/// The candidate nearest to `word`, when it is near enough to be meant.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(word, candidate);
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    let (distance, candidate) = best?;
    let longest = word.chars().count().max(candidate.chars().count());
    (distance * 3 <= longest.max(3)).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_near_words_are_suggested() {
        let known = ["objectives", "workload", "rules", "rto"];
        assert_eq!(nearest("objectivs", known), Some("objectives"));
        assert_eq!(nearest("rot", known), Some("rto"));
        assert_eq!(nearest("catalog", known), None);
    }
}
