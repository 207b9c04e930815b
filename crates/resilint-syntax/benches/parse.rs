//! How fast a file is read, compared in the same run with hcl-edit and with only looking at the bytes. An absolute
//! time depends on the machine; the ratios are what must hold.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints its result and has no one to tell of errors"
)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use resilint_syntax::{Disk, FileId, FileSystem, Format, parse};

/// How long each reader is measured.
const TIME: Duration = Duration::from_secs(2);

fn main() {
    let texts = corpus();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let scan = measure(&texts, |text| {
        black_box(
            text.iter().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte))),
        );
    });
    let ours = measure(&texts, |text| {
        black_box(parse(FileId::new(0), text, Format::Native));
    });
    let theirs = measure(&texts, |text| {
        let text = std::str::from_utf8(text).expect("the fixtures are UTF-8");
        black_box(text.parse::<hcl_edit::structure::Body>().expect("the fixtures are valid"));
    });
    let memory: usize =
        texts.iter().map(|text| parse(FileId::new(0), text, Format::Native).0.memory()).sum();
    let large = sized(&texts, 46_000);
    let once = measure(std::slice::from_ref(&large), |text| {
        black_box(parse(FileId::new(0), text, Format::Native));
    });
    let broken: Arc<[u8]> =
        large.iter().copied().chain(*b"resource \"a\" \"b\" {\n  x = \n").collect();
    let recovered = measure(std::slice::from_ref(&broken), |text| {
        black_box(parse(FileId::new(0), text, Format::Native));
    });
    println!("corpus                 {} files, {bytes} bytes", texts.len());
    println!("byte scan              {scan:8.1} MB/s");
    println!("resilint-syntax        {ours:8.1} MB/s");
    println!("hcl-edit               {theirs:8.1} MB/s");
    println!("ratio to hcl-edit      {:8.1} (wanted: at least 6)", ours / theirs);
    println!("tree memory / source   {:8.2} (wanted: at most 2)", memory as f64 / bytes as f64);
    println!(
        "{} bytes           {:8.3} ms (wanted: at most 0.3)",
        large.len(),
        large.len() as f64 / once / 1000.0
    );
    println!("the same, broken       {:8.3} ms", broken.len() as f64 / recovered / 1000.0);
}

/// The configuration files among the fixtures that hcl-edit accepts too.
fn corpus() -> Vec<Arc<[u8]>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let paths = Disk
        .walk(&fixtures, &|path| Format::of(path) == Some(Format::Native))
        .expect("there are fixtures");
    let texts = paths.iter().map(|path| Disk.read(path).expect("fixtures can be read"));
    let is_valid = |text: &Arc<[u8]>| {
        std::str::from_utf8(text)
            .is_ok_and(|text| text.parse::<hcl_edit::structure::Body>().is_ok())
    };
    texts.filter(is_valid).collect()
}

/// One text of about this size, made of the others.
fn sized(texts: &[Arc<[u8]>], size: usize) -> Arc<[u8]> {
    let blocks = texts.iter().filter(|text| !text.starts_with(b"{")).cycle();
    let mut all = Vec::new();
    for text in blocks {
        all.extend_from_slice(text);
        all.push(b'\n');
        if all.len() >= size {
            break;
        }
    }
    Arc::from(all)
}

/// The megabytes a second at which all texts are read, the best of several rounds.
fn measure(texts: &[Arc<[u8]>], read: impl Fn(&Arc<[u8]>)) -> f64 {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let rounds = (200_000 / bytes).max(1);
    let begin = Instant::now();
    let mut best = f64::INFINITY;
    while begin.elapsed() < TIME {
        let start = Instant::now();
        for _ in 0..rounds {
            texts.iter().for_each(&read);
        }
        best = best.min(start.elapsed().as_secs_f64() / rounds as f64);
    }
    bytes as f64 / 1e6 / best
}
