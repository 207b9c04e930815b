//! Files: numbers, lines and columns, folders.

use std::path::Path;
use std::sync::Arc;

use resilint_syntax::{
    Disk, Encoding, EntryKind, FileSystem, Files, Format, LineIndex, Memory, Overlay, Position,
};

fn bytes(text: &str) -> Arc<[u8]> {
    Arc::from(text.as_bytes())
}

#[test]
fn the_same_text_is_the_same_file() {
    let files = Files::new();
    let first = files.add(Path::new("a.tf"), bytes("a = 1"));
    assert_eq!(files.add(Path::new("a.tf"), bytes("a = 1")), first);
    let second = files.add(Path::new("a.tf"), bytes("a = 2"));
    assert_ne!(first, second);
    assert_eq!(files.find(Path::new("a.tf")), Some(second));
    assert_eq!(files.add(Path::new("a.tf"), bytes("a = 1")), first);
    assert_eq!(files.find(Path::new("a.tf")), Some(first));
    assert_ne!(files.add(Path::new("b.tf"), bytes("a = 1")), first);
    files.forget_older(Path::new("a.tf"));
    assert_eq!(&*files.text(second), b"");
    assert_eq!(&*files.text(first), b"a = 1");
    assert_eq!(&*files.path(second), Path::new("a.tf"));
}

#[test]
fn columns_are_counted_as_editors_count() {
    let index = LineIndex::new(bytes("aé😀b\r\nx\n"));
    let columns = |offset| {
        [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]
            .map(|encoding| index.position(offset, encoding).column)
    };
    assert_eq!(columns(7), [7, 4, 3]);
    for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
        for offset in [0, 1, 3, 7, 8, 10, 11, 12] {
            let position = index.position(offset, encoding);
            assert_eq!(index.offset(position, encoding), offset, "{position:?}");
        }
    }
    // Inside a character, behind the line's end, behind the last line.
    assert_eq!(index.offset(Position { line: 0, column: 3 }, Encoding::Utf16), 3);
    assert_eq!(index.offset(Position { line: 0, column: 99 }, Encoding::Utf16), 8);
    assert_eq!(index.offset(Position { line: 9, column: 0 }, Encoding::Utf16), 12);
    assert_eq!(index.line_count(), 3);
    assert_eq!(index.line_text(0), "aé😀b");
    let broken = LineIndex::new(Arc::from(&b"\xff\xffa"[..]));
    assert_eq!(broken.position(2, Encoding::Utf16).column, 2);
}

#[test]
fn formats_are_known_by_name() {
    for (name, format) in [
        ("a.tf", Some(Format::Native)),
        ("a.tofu", Some(Format::Native)),
        ("a.auto.tfvars", Some(Format::Native)),
        ("a.tf.json", Some(Format::Json)),
        ("a.tofu.json", Some(Format::Json)),
        ("a.tfvars.json", Some(Format::Json)),
        ("a.json", None),
        ("a.tftest.hcl", None),
        ("a.tf.bak", None),
    ] {
        assert_eq!(Format::of(&Path::new("x").join(name)), format, "{name}");
    }
}

#[test]
fn buffers_hide_what_is_below() {
    let below: Memory = [("m/a.tf", "1"), ("m/b.tf", "2"), ("m/c/d.tf", "3")].into_iter().collect();
    let overlay = Overlay::new(below);
    let before = overlay.stamp(Path::new("m/a.tf")).unwrap();
    overlay.set("m/a.tf", "buffer");
    overlay.set("m/new.tf", "new");
    assert_eq!(&*overlay.read(Path::new("m/a.tf")).unwrap(), b"buffer");
    assert_ne!(overlay.stamp(Path::new("m/a.tf")).unwrap(), before);
    let names = |entries: Vec<resilint_syntax::Entry>| {
        entries
            .into_iter()
            .map(|entry| (entry.path.to_str().unwrap().to_owned(), entry.kind))
            .collect::<Vec<_>>()
    };
    let expected = [
        ("m/a.tf", EntryKind::File),
        ("m/b.tf", EntryKind::File),
        ("m/c", EntryKind::Directory),
        ("m/new.tf", EntryKind::File),
    ];
    let listed = names(overlay.list(Path::new("m")).unwrap());
    assert_eq!(listed, expected.map(|(path, kind)| (path.to_owned(), kind)));
    overlay.close(Path::new("m/a.tf"));
    assert_eq!(&*overlay.read(Path::new("m/a.tf")).unwrap(), b"1");
    assert!(overlay.read(Path::new("m/none.tf")).is_err());
    assert_eq!(overlay.walk(Path::new("m"), &|_| true).unwrap().len(), 4);
    assert!(overlay.list(Path::new("none")).is_err());
}

#[test]
fn a_walk_honours_gitignore_and_skips_copies() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for (path, text) in [
        (".gitignore", "ignored/\n*.bak.tf\n"),
        ("main.tf", ""),
        ("old.bak.tf", ""),
        ("ignored/a.tf", ""),
        ("modules/.gitignore", "!old.bak.tf\n"),
        ("modules/a.tf", ""),
        ("modules/old.bak.tf", ""),
        (".terraform/modules/m/a.tf", ""),
        ("x/.terragrunt-cache/a.tf", ""),
        ("node_modules/a.tf", ""),
        (".git/a.tf", ""),
        (".github/a.tf", ""),
        ("note.txt", ""),
    ] {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let walked = Disk.walk(root, &|path| Format::of(path).is_some()).unwrap();
    let walked: Vec<_> =
        walked.iter().map(|path| path.strip_prefix(root).unwrap().to_str().unwrap()).collect();
    assert_eq!(walked, [".github/a.tf", "main.tf", "modules/a.tf", "modules/old.bak.tf"]);
    assert!(Disk.walk(&root.join("none"), &|_| true).is_err());
    let listed = Disk.list(&root.join("modules")).unwrap();
    assert_eq!(listed.len(), 3);
    assert!(Disk.is_directory(root) && !Disk.is_directory(&root.join("main.tf")));
    let before = Disk.stamp(&root.join("main.tf")).unwrap();
    std::fs::write(root.join("main.tf"), "a = 1").unwrap();
    assert_ne!(Disk.stamp(&root.join("main.tf")).unwrap(), before);
}

#[test]
fn columns_of_long_lines_are_counted_by_character() {
    // Wide characters here and there, also over the borders of the stretches that are looked at together.
    let mut text = "x\n".to_owned();
    for number in 0..9_000_u32 {
        let wide = number % 4_095 < 3 || (6_000..6_700).contains(&number);
        text.push_str(if wide { "😀é" } else { "ab" });
    }
    let index = LineIndex::new(bytes(&text));
    let offsets = text.char_indices().map(|(at, _)| at).filter(|at| *at >= 2);
    for at in offsets.step_by(13) {
        let before = text.get(2..at).unwrap();
        let columns = [
            (Encoding::Utf8, before.len()),
            (Encoding::Utf16, before.encode_utf16().count()),
            (Encoding::Utf32, before.chars().count()),
        ];
        for (encoding, column) in columns {
            let found = index.position(u32::try_from(at).unwrap(), encoding);
            assert_eq!((found.line, found.column as usize), (1, column), "{encoding:?} at {at}");
        }
    }
}
