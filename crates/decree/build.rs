//! The catalogue is built into the binary; a file added to its folder must rebuild this crate, which the embedding macro
//! alone does not notice.

fn main() {
    println!("cargo:rerun-if-changed=../../catalog");
}
