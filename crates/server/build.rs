//! Builds the server again when the browser application was built again.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // Only a release carries the files inside; a development build reads them when it starts.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../../web/dist");
    }
}
