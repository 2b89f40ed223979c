//! Receivers: syslog over UDP, TCP and TLS, RELP, HTTP and OTLP.

mod counters;
mod door;
mod error;
mod grpc;
mod http;
mod intake;
mod listening;
mod otlp;
#[cfg(fuzzing)]
pub mod relp;
#[cfg(not(fuzzing))]
mod relp;
mod renewal;
mod stream;
mod syslog_tls;
mod tcp;
mod tls;
mod udp;

pub use counters::{Counters, Counts, Refusal};
pub use door::{CannotTell, Doorkeeper};
pub use error::BindError;
pub use grpc::OtlpGrpc;
pub use http::EventsHttp;
#[cfg(fuzzing)]
pub use http::read_for_fuzzing as read_json_line_for_fuzzing;
pub use intake::{Intake, Limits};
#[cfg(fuzzing)]
pub use otlp::read_for_fuzzing as read_otlp_for_fuzzing;
pub use relp::Relp;
pub use renewal::Renewal;
pub use syslog_tls::SyslogTls;
pub use tcp::SyslogTcp;
#[cfg(fuzzing)]
pub use tls::certificate_for_fuzzing;
pub use tls::{Tls, TlsError, TlsFiles, fingerprint};
pub use udp::SyslogUdp;

/// The most bytes that a connection gathers before they are handed over, however few messages they are.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
