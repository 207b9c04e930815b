//! The identity of a finding: what it is about, not where it stands.

use resilint_graph::{PathStep, path_to_string};
use sha2::{Digest, Sha256};

/// The identity of a finding: rule, root module (relative to the repository), address and attribute. `nth` tells apart findings that agree in all of these.
pub(crate) fn fingerprint(
    rule: &str,
    root: &str,
    address: &str,
    at: &[PathStep],
    nth: usize,
) -> String {
    let mut hash = Sha256::new();
    for part in [rule, root, address, &path_to_string(at), &nth.to_string()] {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
