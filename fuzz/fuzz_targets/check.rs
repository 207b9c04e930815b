//! Any bytes as a root module, in both formats, through the whole pipeline: it ends, and nothing panics.
//! Run with `cargo +nightly fuzz run check`.
#![no_main]

use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use resilint_project::{Cancel, Options, Project, Watch};
use resilint_syntax::Memory;

fuzz_target!(|bytes: &[u8]| {
    let folder = Path::new("/fuzz");
    for name in ["main.tf", "main.tf.json"] {
        let files = Memory::new();
        files.insert(folder.join(name), bytes);
        let project = Project::open_with(folder, Arc::new(files), Options::new(folder)).expect("there are no settings");
        let _ = project.check_all(project.root_modules(), &Cancel::new(), Watch::none());
    }
});
