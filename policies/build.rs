//! Lists the rules for embedding: a rule is found, not registered.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[expect(clippy::disallowed_methods, reason = "a build script has nothing but the disk")]
fn find(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rego") {
            found.push(path);
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to a build script through the environment"
)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let mut found = Vec::new();
    find(&root, &mut found)?;
    found.sort();
    let (tests, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        found.iter().partition(|path| path.to_string_lossy().ends_with("_test.rego"));
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("files.rs"), list(&root, &files)?)?;
    std::fs::write(out.join("tests.rs"), list(&root, &tests)?)?;
    // Instructions to cargo; the folder itself is watched, so that a new file is seen.
    for folder in [
        "lib",
        "spof",
        "multi_az",
        "cross_region",
        "residency",
        "encryption",
        "backup",
        "observability",
        "objectives",
    ] {
        instruct(&format!("cargo::rerun-if-changed={folder}"));
    }
    Ok(())
}

/// This is how a build script speaks to cargo.
fn instruct(line: &str) {
    println!("{line}");
}

fn list(root: &Path, paths: &[&PathBuf]) -> Result<String, Box<dyn std::error::Error>> {
    let mut code = "&[\n".to_owned();
    for path in paths {
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.to_string_lossy())?;
    }
    code.push(']');
    Ok(code)
}
