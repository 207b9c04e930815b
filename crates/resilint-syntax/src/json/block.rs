//! Blocks and arguments in JSON: found when asked for, because only who reads knows which objects are blocks.

use std::borrow::Cow;

use crate::NodeId;
use crate::decoded::Decoded;
use crate::json::escape::decode;
use crate::tree::{Kind, Tree};

/// How many labels a block can have.
const MAX_LABELS: usize = 3;

/// A block in JSON: the keys that make its header, and its body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JsonBlock {
    pub(crate) kind: NodeId,
    labels: [NodeId; 3],
    count: u8,
    pub(crate) value: NodeId,
}

impl JsonBlock {
    pub(crate) fn labels(&self) -> &[NodeId] {
        &self.labels[..usize::from(self.count)]
    }

    fn with_value(mut self, value: NodeId) -> Self {
        self.value = value;
        self
    }

    fn with_label(mut self, key: NodeId) -> Self {
        if usize::from(self.count) < MAX_LABELS {
            self.labels[usize::from(self.count)] = key;
            self.count += 1;
        }
        self
    }
}

/// The keys and values of a body, without comments.
pub(crate) fn properties(tree: &Tree, id: NodeId) -> Vec<(NodeId, NodeId)> {
    let mut properties = Vec::new();
    collect_properties(tree, id, &mut properties);
    properties
}

fn collect_properties(tree: &Tree, id: NodeId, properties: &mut Vec<(NodeId, NodeId)>) {
    match tree.node(id).kind {
        Kind::Object => {
            let children = tree.children(id);
            let pairs = children.chunks_exact(2).map(|pair| (pair[0], pair[1]));
            properties.extend(pairs.filter(|(key, _)| is_key(tree, *key)));
        }
        Kind::Body | Kind::Tuple => {
            for child in tree.children(id) {
                if tree.node(child).kind == Kind::Object || tree.node(id).kind == Kind::Body {
                    collect_properties(tree, child, properties);
                }
            }
        }
        _ => {}
    }
}

fn is_key(tree: &Tree, key: NodeId) -> bool {
    tree.node(key).kind != Kind::Error && key_text(tree, key) != "//"
}

/// The blocks of a kind in a body.
pub(crate) fn blocks_of(tree: &Tree, id: NodeId, kind: &str, labels: usize) -> Vec<JsonBlock> {
    let mut blocks = Vec::new();
    for (key, value) in properties(tree, id) {
        if key_text(tree, key) == kind {
            let block = JsonBlock { kind: key, labels: [key; 3], count: 0, value };
            collect_blocks(tree, block, labels.min(MAX_LABELS), &mut blocks);
        }
    }
    blocks
}

fn collect_blocks(tree: &Tree, block: JsonBlock, labels: usize, blocks: &mut Vec<JsonBlock>) {
    if labels > 0 {
        for (key, value) in properties(tree, block.value) {
            collect_blocks(tree, block.with_label(key).with_value(value), labels - 1, blocks);
        }
        return;
    }
    match tree.node(block.value).kind {
        Kind::Object => blocks.push(block),
        Kind::Tuple => {
            let elements = tree.children(block.value).into_iter();
            let objects = elements.filter(|element| tree.node(*element).kind == Kind::Object);
            blocks.extend(objects.map(|value| block.with_value(value)));
        }
        _ => {}
    }
}

/// The block whose body has this id: all keys on the way to it are its header.
pub(crate) fn block_of_id(tree: &Tree, id: NodeId) -> JsonBlock {
    let mut block = JsonBlock { kind: id, labels: [id; 3], count: 0, value: id };
    let mut has_kind = false;
    let mut around = tree.root();
    while around != id {
        let children = tree.children(around);
        let Some(at) = children.iter().position(|child| {
            let first = child.0 + 1 - tree.node(*child).size;
            (first..=child.0).contains(&id.0)
        }) else {
            break;
        };
        if tree.node(around).kind == Kind::Object && at % 2 == 1 {
            let key = children[at - 1];
            if has_kind {
                block = block.with_label(key);
            } else {
                block.kind = key;
                has_kind = true;
            }
        }
        around = children[at];
    }
    block
}

/// The text of a key, JSON's escapes resolved. Templates mean nothing here.
pub(crate) fn key_text(tree: &Tree, key: NodeId) -> Cow<'_, str> {
    let node = tree.node(key);
    let bytes = tree.bytes(node.start, node.end);
    let bytes = bytes.strip_prefix(b"\"").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\"").unwrap_or(bytes);
    if memchr::memchr(b'\\', bytes).is_none() {
        return String::from_utf8_lossy(bytes);
    }
    let mut decoded = Decoded::new(0);
    decode(bytes, 0, &mut decoded);
    Cow::Owned(String::from_utf8_lossy(decoded.bytes(0, decoded.end() as usize - 1)).into_owned())
}
