//! Long work that waits for nothing: reading a file, planning its rows.

use tokio::runtime::{Handle, RuntimeFlavor};

/// Does work on this thread, and lets others go on with what the thread would have done meanwhile. Where there is only this
/// thread, as in tests, it is simply done.
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}
