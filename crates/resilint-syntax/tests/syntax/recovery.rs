//! Reading while somebody types: one mistake costs the argument it is in, not the block, not the file.

use std::collections::{BTreeMap, BTreeSet};

use resilint_syntax::{Body, Disk, FileSystem, Item, Tree};

use crate::{dump, fixtures, native, valid, walk};

/// What a block says: its arguments, with the way to each.
type Facts = BTreeSet<String>;

fn facts(body: Body<'_>, way: &str, facts: &mut Facts) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for item in body.items() {
        match item {
            Item::Attribute(attribute) if !attribute.has_error() => {
                facts.insert(format!(
                    "{way}{} = {}",
                    attribute.name(),
                    dump::expression(attribute.value())
                ));
            }
            Item::Block(block) => {
                let count = counts.entry(block.kind().into_owned()).or_default();
                *count += 1;
                self::facts(block.body(), &format!("{way}{}{count}/", block.kind()), facts);
            }
            _ => {}
        }
    }
}

/// The header and the facts of each block of a file.
fn blocks(tree: &Tree) -> Vec<(String, Facts)> {
    let blocks = tree.body().blocks().into_iter().map(|block| {
        let labels =
            block.labels().into_iter().map(|label| format!(" {}", label.text)).collect::<String>();
        let mut found = Facts::new();
        facts(block.body(), "", &mut found);
        (format!("{}{labels}", block.kind()), found)
    });
    blocks.collect()
}

/// What was to be kept over all edits, and what was.
#[derive(Default, Debug)]
struct Score {
    edits: usize,
    others: usize,
    others_kept: usize,
    facts: usize,
    facts_kept: usize,
    invented: usize,
}

impl Score {
    /// Compares the blocks before and after an edit in the block `broken`; `None` if it is in none of them.
    fn add(&mut self, before: &[(String, Facts)], broken: Option<usize>, edited: &str) {
        let (tree, diagnostics) = native(edited);
        if diagnostics.is_empty() {
            return;
        }
        walk::tree(&tree);
        let mut after = blocks(&tree);
        self.edits += 1;
        for (index, block) in before.iter().enumerate() {
            if Some(index) == broken {
                continue;
            }
            self.others += 1;
            if let Some(found) = after.iter().position(|other| other == block) {
                after.remove(found);
                self.others_kept += 1;
            }
        }
        let Some((header, facts)) = broken.map(|index| &before[index]) else { return };
        self.facts += facts.len();
        let kind = |header: &str| header.split(' ').next().map(str::to_owned);
        let candidates = after.iter().filter(|(other, _)| kind(other) == kind(header));
        let best = candidates.max_by_key(|(_, found)| facts.intersection(found).count());
        self.facts_kept += best.map_or(0, |(_, found)| facts.intersection(found).count());
        self.invented += best.map_or(0, |(_, found)| found.difference(facts).count());
    }

    fn assert(&self) {
        assert!(self.edits > 50, "{self:?}");
        assert!(self.others_kept as f64 >= 0.999 * self.others as f64, "{self:?}");
        assert!(self.facts_kept as f64 >= 0.9 * self.facts as f64, "{self:?}");
    }
}

/// The valid files to edit.
fn corpus() -> Vec<String> {
    let paths = Disk.walk(&fixtures().join("recovery"), &|_| true).unwrap();
    assert!(paths.len() >= 3);
    paths.iter().map(|path| String::from_utf8(Disk.read(path).unwrap().to_vec()).unwrap()).collect()
}

#[test]
fn a_bracket_or_quote_that_is_deleted() {
    let mut score = Score::default();
    for deleted in ['}', ']', ')', '{', '[', '('] {
        deletions(deleted, &mut score);
    }
    score.assert();
    // A quote may belong to a label, and a block of another name is no longer the same block.
    let mut quotes = Score::default();
    deletions('"', &mut quotes);
    assert_eq!(quotes.others_kept, quotes.others);
    assert!(quotes.facts_kept as f64 >= 0.8 * quotes.facts as f64, "{quotes:?}");
}

fn deletions(deleted: char, score: &mut Score) {
    for text in corpus() {
        let tree = valid(&text);
        let before = blocks(&tree);
        for (index, block) in tree.body().blocks().iter().enumerate() {
            let range = block.span().range();
            for (at, _) in text.match_indices(deleted).filter(|(at, _)| range.contains(at)) {
                let mut edited = text.clone();
                edited.remove(at);
                score.add(&before, Some(index), &edited);
            }
        }
    }
}

#[test]
fn an_argument_that_is_half_typed() {
    for typed in [
        "multi_az = ",
        "multi_az =",
        "multi_a",
        "x = <<EOT",
        "x = <<-EOF",
        "x = \"${var.fo",
        "x = \"abc",
        "x = max(1, ",
        "x = var.",
        "x = aws_x.y[",
        "x = [1, ",
        "x = {",
        "x = {\n    a = ",
        "x = var.a ? ",
        "x = 1 +",
        "ingress {",
        "ingress {\n    from_port = 1",
        "dynamic \"x\" ",
        "x = [for a in ",
        "}",
    ] {
        let mut score = Score::default();
        for text in corpus() {
            let tree = valid(&text);
            let before = blocks(&tree);
            for (index, block) in tree.body().blocks().iter().enumerate() {
                for item in block.body().items() {
                    let span = match item {
                        Item::Attribute(attribute) => attribute.span(),
                        Item::Block(nested) => nested.span(),
                        Item::Error(span) => span,
                    };
                    let mut edited = text.clone();
                    edited.insert_str(span.end as usize, &format!("\n  {typed}"));
                    score.add(&before, Some(index), &edited);
                }
            }
        }
        if typed == "}" {
            // One brace too many ends the block: what follows it is lost, the other blocks are not.
            assert!(score.others_kept as f64 >= 0.999 * score.others as f64, "{score:?}");
        } else {
            score.assert();
        }
    }
}

#[test]
fn a_block_that_is_half_typed() {
    let mut score = Score::default();
    for typed in [
        "resource",
        "resource \"aws_",
        "resource \"aws_db_instance\" \"x\"",
        "resource \"aws_db_instance\" \"x\" {",
        "resource \"aws_db_instance\" \"x\" {\n  multi_az = ",
        "resource aws",
        "=",
        "\"",
        "${",
        "}",
        "/*",
        "<<EOT",
        "\u{1}",
    ] {
        for text in corpus() {
            let tree = valid(&text);
            let before = blocks(&tree);
            for block in tree.body().blocks() {
                let mut edited = text.clone();
                edited.insert_str(block.span().start as usize, &format!("{typed}\n\n"));
                score.add(&before, None, &edited);
            }
        }
    }
    assert_eq!(score.others_kept, score.others, "{score:?}");
}

#[test]
fn a_text_cut_off_anywhere_keeps_what_is_before() {
    for text in corpus() {
        let tree = valid(&text);
        let before = blocks(&tree);
        let ends: Vec<_> =
            tree.body().blocks().iter().map(|block| block.span().end as usize).collect();
        for at in 0..text.len() {
            let cut = &text.as_bytes()[..at];
            let tree = native(cut).0;
            walk::tree(&tree);
            let complete = ends.iter().filter(|end| **end <= at).count();
            let cut = String::from_utf8_lossy(cut);
            assert_eq!(blocks(&tree)[..complete], before[..complete], "{cut}");
        }
    }
}

#[test]
fn an_error_is_said_once() {
    for (text, count) in [
        ("a {\n  b = \n  c = 1\n}\n", 1),
        ("a {\n  b = \"x\n  c = 1\n}\n", 1),
        ("a {\n  b = [1, 2\n  c = 1\n}\n", 1),
        ("a {\n  b = f(\n  c = 1\n}\n", 1),
        ("a {\n  b {\n  c = 1\n}\nd {\n}\n", 1),
        ("resource \"a\n\nb {\n}\n", 1),
    ] {
        let (tree, diagnostics) = native(text);
        walk::tree(&tree);
        assert_eq!(diagnostics.len(), count, "{text}\n{diagnostics:#?}");
    }
}

#[test]
fn errors_stay_in_the_tree() {
    let (tree, _) = native("a {\n  b = [1, x\n  c = 1\n}\nd {\n  e = 1\n}\n");
    assert!(tree.has_errors());
    let [broken, intact] = tree.body().blocks()[..] else { panic!("two blocks") };
    assert!(broken.has_error() && !intact.has_error());
    assert!(broken.body().attribute("b").unwrap().value().contains_error());
    assert!(!broken.body().attribute("c").unwrap().value().contains_error());
}
