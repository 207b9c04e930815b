//! Addresses read from text, as plans, state and settings write them.

use std::sync::Arc;

use crate::address::{Address, InstanceKey, Mode, ModulePath, ResourceRef};

/// A name with the key behind it.
type Step = (Arc<str>, Option<InstanceKey>);

/// The steps of a reference such as `module.app["eu"].subnets` or `aws_subnet.a[0].id`: names, each with the key behind it. `None` when it is none.
#[must_use]
pub fn reference_steps(text: &str) -> Option<Vec<Step>> {
    // Of several keys in a row only the first can be that of an instance.
    steps(
        text.split_once("][")
            .map_or(text, |(before, _)| text.get(..=before.len()).unwrap_or(before)),
    )
}

impl Address {
    /// Reads `module.app["eu"].aws_instance.web[0]`, with `data.` and `ephemeral.` before the type. `None` when it is no address of a resource instance.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let steps = steps(text)?;
        let mut rest = steps.as_slice();
        let module = calls(&mut rest)?;
        let mode = match rest.first()?.0.as_ref() {
            "data" => Mode::Data,
            "ephemeral" => Mode::Ephemeral,
            _ => Mode::Managed,
        };
        let [(type_name, None), (name, key)] =
            (if mode == Mode::Managed { rest } else { rest.get(1..)? })
        else {
            return None;
        };
        let resource =
            ResourceRef { mode, type_name: Arc::clone(type_name), name: Arc::clone(name) };
        Some(Self { module, resource, key: key.clone() })
    }
}

impl ModulePath {
    /// Reads `module.app["eu"].module.network`; nothing at all is the root module. `None` when it is no path of module calls.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::root());
        }
        let steps = steps(text)?;
        let mut rest = steps.as_slice();
        let path = calls(&mut rest)?;
        rest.is_empty().then_some(path)
    }

    /// The module calls that a reference begins with, and what is left of it: `module.app["eu"].subnets[0]` is `subnets[0]` of `module.app["eu"]`.
    #[must_use]
    pub fn split(text: &str) -> (Self, &str) {
        let (mut path, mut rest) = (Self::root(), text);
        while let Some((name, key, below)) = call(rest) {
            path = path.child(&Arc::from(name), key);
            rest = below;
        }
        (path, rest)
    }
}

/// The module call that a reference begins with: its name, its key, what follows.
fn call(text: &str) -> Option<(&str, Option<InstanceKey>, &str)> {
    let (name, key, after) = step(text.strip_prefix("module.")?)?;
    let below = if after.is_empty() { after } else { after.strip_prefix('.')? };
    Some((name, key, below))
}

/// Takes the module calls that a path begins with.
fn calls(rest: &mut &[Step]) -> Option<ModulePath> {
    let mut path = ModulePath::root();
    while let [(word, None), (name, key), below @ ..] = *rest
        && &**word == "module"
    {
        path = path.child(name, key.clone());
        *rest = below;
    }
    Some(path)
}

fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let (name, key, after) = step(rest)?;
        steps.push((Arc::from(name), key));
        match after.strip_prefix('.') {
            Some(after) => rest = after,
            None if after.is_empty() => return Some(steps),
            None => return None,
        }
    }
}

/// A name, the key behind it, and what follows.
fn step(text: &str) -> Option<(&str, Option<InstanceKey>, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    let Some(inside) = after.strip_prefix('[') else { return Some((name, None, after)) };
    let (key, after) = key(inside)?;
    Some((name, Some(key), after))
}

/// What stands between brackets, and what follows them.
fn key(inside: &str) -> Option<(InstanceKey, &str)> {
    let Some(quoted) = inside.strip_prefix('"') else {
        let (index, after) = inside.split_once(']')?;
        let key =
            if index == "*" { InstanceKey::Any } else { InstanceKey::Index(index.parse().ok()?) };
        return Some((key, after));
    };
    let mut name = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => {
                let after = quoted.get(at + 1..)?.strip_prefix(']')?;
                return Some((InstanceKey::Key(Arc::from(name)), after));
            }
            '\\' => name.push(match characters.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let code = (0..4).map(|_| characters.next().map(|(_, digit)| digit));
                    let code = code.collect::<Option<String>>()?;
                    char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
                }
                other => other,
            }),
            '$' | '%' if escapes_template(character, quoted.get(at..)?) => {
                characters.next();
                name.push(character);
            }
            other => name.push(other),
        }
    }
    None
}

/// Whether a text begins with `$${` or `%%{`, by which a key holds `${` or `%{`.
fn escapes_template(sign: char, text: &str) -> bool {
    text.strip_prefix([sign])
        .and_then(|rest| rest.strip_prefix([sign]))
        .is_some_and(|rest| rest.starts_with('{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read() {
        for text in [
            "aws_instance.web",
            "aws_instance.web[0]",
            "data.aws_ami.linux",
            "module.app.aws_instance.web[\"a.b\"]",
            "module.app[\"e]u\"].module.inner[3].data.aws_ami.linux[\"a\\\"b\"]",
            "module.app[*].aws_instance.web[*]",
            "aws_instance.web[\"$${a} %%{b} $c\\t\\u0007\"]",
        ] {
            let address = Address::parse(text);
            assert_eq!(address.map(|address| address.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_reference_is_of_a_module() {
        for (text, module, rest) in [
            ("local.a", "", "local.a"),
            ("module.app", "module.app", ""),
            ("module.app.id", "module.app", "id"),
            (
                "module.a[\"b.c\"].module.d[0].var.e[\"f\"].g",
                "module.a[\"b.c\"].module.d[0]",
                "var.e[\"f\"].g",
            ),
            ("module.app[*].id", "module.app[*]", "id"),
            ("module.app[0][\"id\"]", "", "module.app[0][\"id\"]"),
            ("module.", "", "module."),
        ] {
            let (path, left) = ModulePath::split(text);
            assert_eq!((path.to_string().as_str(), left), (module, rest), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in
            ["", "module.app", "aws_instance", "a.b.c", "a.b[", "a.b[x]", "a.b[\"x]", "a..b"]
        {
            assert_eq!(Address::parse(text), None, "{text}");
        }
        assert_eq!(ModulePath::parse("module.app.aws_instance.web"), None);
        assert_eq!(ModulePath::parse(""), Some(ModulePath::root()));
    }
}
