//! The texts that a report points into, as strings whose byte offsets are those of the files.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use resilint_project::without_secrets;
use resilint_syntax::LineIndex;

type Lookup<'s> = dyn Fn(&str) -> Option<Arc<[u8]>> + 's;

/// Texts by the path that the report gives them.
pub(crate) struct Sources<'s> {
    lookup: Box<Lookup<'s>>,
    read: RefCell<HashMap<String, Option<Text>>>,
}

/// The text of a file, and where its lines are.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) text: Arc<str>,
    pub(crate) lines: Arc<LineIndex>,
}

impl<'s> Sources<'s> {
    pub(crate) fn new(lookup: impl Fn(&str) -> Option<Arc<[u8]>> + 's) -> Self {
        Self { lookup: Box::new(lookup), read: RefCell::default() }
    }

    /// The text of a file, with its secrets starred; bytes that are not UTF-8 are shown as `?`, one for one, so that offsets hold.
    pub(crate) fn text(&self, file: &str) -> Option<Text> {
        if let Some(known) = self.read.borrow().get(file) {
            return known.clone();
        }
        let text = (self.lookup)(file).map(|bytes| {
            let text = decode(&bytes);
            let text: Arc<str> = match without_secrets(Path::new(file), &text) {
                Cow::Borrowed(_) => text,
                Cow::Owned(starred) => starred.into(),
            };
            Text { lines: Arc::new(LineIndex::new(Arc::clone(&text).into())), text }
        });
        self.read.borrow_mut().insert(file.to_owned(), text.clone());
        text
    }
}

impl fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("read", &self.read.borrow().len()).finish_non_exhaustive()
    }
}

fn decode(bytes: &[u8]) -> Arc<str> {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn offsets_hold_in_text_that_is_not_utf8() {
        assert_eq!(&*decode(b"a\xff\xfe\xc3\xa9b"), "a??\u{e9}b");
    }
}
