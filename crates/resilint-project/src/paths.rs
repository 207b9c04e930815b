//! Paths without asking the disk: joined, tidied, shown.

use std::path::{Component, Path, PathBuf};

/// `path` below `base`, without `.` and with `..` carried out.
#[must_use]
pub fn resolve(base: &Path, path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match resolved.components().next_back() {
                Some(Component::Normal(_)) => {
                    resolved.pop();
                }
                Some(Component::RootDir) => {}
                _ => resolved.push(component),
            },
            other => resolved.push(other),
        }
    }
    resolved
}

/// How a path is shown: relative to `base`, `/` between folders, `.` for `base` itself. Both absolute and tidied.
#[must_use]
pub fn shown(base: &Path, path: &Path) -> String {
    let common =
        base.components().zip(path.components()).take_while(|(left, right)| left == right).count();
    // Nothing in common but the root of the disk: a chain of `..` would help nobody.
    if common <= 1 && base.components().count() > 1 {
        return slashed(path.components());
    }
    let ups = base.components().skip(common).map(|_| Component::ParentDir);
    let shown = slashed(ups.chain(path.components().skip(common)));
    if shown.is_empty() { ".".to_owned() } else { shown }
}

fn slashed<'p>(components: impl Iterator<Item = Component<'p>>) -> String {
    let mut text = String::new();
    for component in components {
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        match component {
            Component::RootDir => text.push('/'),
            other => text.push_str(&other.as_os_str().to_string_lossy()),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{resolve, shown};

    #[test]
    fn paths_are_tidied() {
        for (base, path, whole) in [
            ("/a/b", "../c/./d", "/a/c/d"),
            ("/a", "/b", "/b"),
            ("/", "..", "/"),
            ("a", "../../b", "../b"),
        ] {
            assert_eq!(resolve(Path::new(base), Path::new(path)), Path::new(whole));
        }
    }

    #[test]
    fn paths_are_shown_from_a_folder() {
        for (base, path, text) in [
            ("/a/b", "/a/b/c.tf", "c.tf"),
            ("/a/b", "/a/c/d.tf", "../c/d.tf"),
            ("/a", "/a", "."),
            ("/a/b", "/x/y", "/x/y"),
            ("/", "/x", "x"),
        ] {
            assert_eq!(shown(Path::new(base), Path::new(path)), text);
        }
    }
}
