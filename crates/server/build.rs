//! Builds anew when the browser application was built, the first time included.

use std::{fs, path::Path};

fn main() {
    let dist = Path::new("../../web/dist");
    // A folder that is not there would count as changed at every build.
    let _ = fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={}", dist.display());
}
