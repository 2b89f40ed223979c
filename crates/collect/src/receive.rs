//! Receivers of syslog over UDP and TCP.

mod counters;
mod error;
mod intake;
mod tcp;
mod udp;

pub use counters::{Counters, Counts};
pub use error::BindError;
pub use intake::{Intake, Limits};
pub use tcp::SyslogTcp;
pub use udp::SyslogUdp;
