//! Module source addresses, brought into one spelling.

use std::fmt;
use std::path::{Component, Path, PathBuf};

/// Where a module call says its module is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModuleSource {
    /// A directory, relative to the calling module: `./modules/vpc`.
    Local(String),
    /// A registry, a repository or an archive.
    Remote {
        /// In one spelling: `terraform-aws-modules/rds/aws`, `app.terraform.io/acme/vpc/aws`, `github.com/acme/terraform-rds`.
        package: String,
        /// The directory within the package, after `//`.
        directory: Option<String>,
    },
}

impl ModuleSource {
    /// Reads a source as written in a module call or in `modules.json`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if text == "."
            || text == ".."
            || text.starts_with("./")
            || text.starts_with("../")
            || text.starts_with(".\\")
            || text.starts_with("..\\")
        {
            return Self::Local(text.replace('\\', "/"));
        }
        let without_query = text.split_once('?').map_or(text, |(before, _)| before);
        let getter = without_query.split_once("::").map_or(without_query, |(_, after)| after);
        let (address, is_url) = strip_scheme(getter);
        let (package, directory) = match address.split_once("//") {
            Some((package, directory)) => (package, Some(directory.trim_matches('/').to_owned())),
            None => (address, None),
        };
        let mut package = package.to_owned();
        if let Some((host, path)) = package.split_once(':')
            && !is_url
            && !host.contains('/')
        {
            package = format!("{host}/{path}");
        }
        if let Some((user, rest)) = package.split_once('@')
            && !user.contains('/')
        {
            package = rest.to_owned();
        }
        let trimmed = package.trim_end_matches('/');
        let package = trimmed.strip_suffix(".git").unwrap_or(trimmed);
        let package = package
            .strip_prefix("registry.terraform.io/")
            .or_else(|| package.strip_prefix("registry.opentofu.org/"))
            .unwrap_or(package);
        Self::Remote {
            package: package.to_owned(),
            directory: directory.filter(|directory| !directory.is_empty()),
        }
    }

    /// Whether the source names a directory of this workspace.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }
}

impl fmt::Display for ModuleSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(path) => f.write_str(path),
            Self::Remote { package, directory: None } => f.write_str(package),
            Self::Remote { package, directory: Some(directory) } => {
                write!(f, "{package}//{directory}")
            }
        }
    }
}

fn strip_scheme(text: &str) -> (&str, bool) {
    let schemes = ["https://", "http://", "ssh://", "git://", "file://"];
    schemes
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .map_or((text, false), |rest| (rest, true))
}

/// A path without `.` and with `..` resolved by name, not by link.
#[must_use]
pub fn normalize_path(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                let below_a_name =
                    matches!(out.components().next_back(), Some(Component::Normal(_)));
                let at_the_top = matches!(
                    out.components().next_back(),
                    Some(Component::RootDir | Component::Prefix(_))
                );
                if below_a_name {
                    out.pop();
                } else if !at_the_top {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_source_are_one() {
        let cases = [
            ("terraform-aws-modules/vpc/aws", "terraform-aws-modules/vpc/aws"),
            (
                "registry.terraform.io/terraform-aws-modules/vpc/aws",
                "terraform-aws-modules/vpc/aws",
            ),
            (
                "terraform-aws-modules/iam/aws//modules/iam-role",
                "terraform-aws-modules/iam/aws//modules/iam-role",
            ),
            ("app.terraform.io/acme/vpc/aws", "app.terraform.io/acme/vpc/aws"),
            ("github.com/acme/net", "github.com/acme/net"),
            ("git::https://github.com/acme/net.git?ref=v1.2.0", "github.com/acme/net"),
            ("git@github.com:acme/net.git//modules/a?ref=v1", "github.com/acme/net//modules/a"),
            ("git::ssh://git@github.com/acme/net.git", "github.com/acme/net"),
            ("https://example.com/vpc.zip", "example.com/vpc.zip"),
            ("./x", "./x"),
            ("../x/y", "../x/y"),
        ];
        for (written, expected) in cases {
            assert_eq!(ModuleSource::parse(written).to_string(), expected, "{written}");
        }
    }

    #[test]
    fn paths_lose_their_dots() {
        for (path, expected) in [
            ("/a/./b/../c", "/a/c"),
            ("a/../..", ".."),
            ("./", "."),
            ("/..", "/"),
            ("../../x", "../../x"),
        ] {
            assert_eq!(normalize_path(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
