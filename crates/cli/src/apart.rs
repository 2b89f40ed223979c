//! The record store once more, on a runtime and connections of its own: what must answer in time, whatever else the process does.

use talap_model::{Argument, Message};
use talap_store::Store;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::failure::{Failure, io_cause};

/// The store, and the runtime that alone works for it.
pub(crate) struct Apart {
    runtime: Background,
    store: Store,
}

/// A runtime whose end nobody waits for: the last handle may go on a thread that must not, and so may an attempt that is given up.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Apart {
    /// Connects to the record store at `url` once more.
    ///
    /// # Errors
    ///
    /// [`Failure`] when there is no thread for it, or the store cannot be opened.
    pub(crate) async fn open(url: &str, thread: &str) -> Result<Self, Failure> {
        let cannot_start = |cause: Argument| Failure::failed(Message::new("runtime-cannot-start").with("cause", cause));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name(thread)
            .enable_all()
            .build()
            .map_err(|error| cannot_start(io_cause(&error).into()))?;
        let url = url.to_owned();
        let opening = runtime.spawn(async move { Store::open(&url).await });
        let runtime = Background(Some(runtime));
        let store = opening.await.map_err(|error| cannot_start(error.to_string().into()))??;
        Ok(Self { runtime, store })
    }

    /// The store, for work that is begun here: a connection belongs to the runtime that it was made on.
    pub(crate) fn store(&self) -> Store {
        self.store.clone()
    }

    /// Begins work there; none where the runtime has ended.
    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        Some(self.runtime.0.as_ref()?.spawn(work))
    }
}
