//! The source of random bytes, passed in.

/// Where random bytes come from: the operating system in production, a seeded source in tests.
pub trait Entropy: Send + Sync {
    /// Fills the whole slice with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}
