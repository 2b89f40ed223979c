//! Rebuilds the crate when a check comes or goes: the embedding itself only notices changes of known files.

fn main() {
    println!("cargo:rerun-if-changed=../../checks");
}
