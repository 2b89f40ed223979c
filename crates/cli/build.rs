//! Rebuilds the crate when a file of the example comes or goes: the embedding itself only notices changes of known files.

fn main() {
    println!("cargo:rerun-if-changed=../../examples/akimat");
}
