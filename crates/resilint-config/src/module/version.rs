//! What `required_version` says about versions of Terraform.

use super::Module;

impl Module {
    /// Whether `required_version` rules out this version and every later one.
    #[must_use]
    pub fn is_older_than(&self, major: u64, minor: u64) -> bool {
        let required = self.required_version.as_deref().unwrap_or_default();
        required.split(',').any(|constraint| ends_before(constraint.trim(), [major, minor, 0]))
    }
}

/// Whether a constraint allows no version from this one on.
fn ends_before(constraint: &str, version: [u64; 3]) -> bool {
    let digits = constraint.find(|character: char| character.is_ascii_digit());
    let (operator, text) = constraint.split_at(digits.unwrap_or(constraint.len()));
    let parts: Vec<u64> = text
        .split('.')
        .map_while(|part| part.split(['-', '+']).next().and_then(|number| number.parse().ok()))
        .collect();
    let at = |index: usize| parts.get(index).copied().unwrap_or(0);
    let named = [at(0), at(1), at(2)];
    match (operator.trim(), parts.len()) {
        (_, 0) => false,
        ("" | "=" | "<=", _) => named < version,
        ("<", _) => named <= version,
        // The last part named may grow, the one before may not.
        ("~>", 3) => [at(0), at(1) + 1, 0] <= version,
        ("~>", _) => [at(0) + 1, 0, 0] <= version,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_end_where_terraform_ends_them() {
        let before = ["< 1.12", "~> 1.11.0", "1.11.4", "= 1.9", "<= 1.11.9", "~> 0.14", "<1.12.0"];
        let open = ["", ">= 1.0", "~> 1.9", "~> 1.0", "1.12.0", "<= 1.12", "!= 1.5.0", "< 2", "x"];
        for (constraints, expected) in [(&before[..], true), (&open[..], false)] {
            for constraint in constraints {
                assert_eq!(ends_before(constraint, [1, 12, 0]), expected, "{constraint}");
            }
        }
    }
}
