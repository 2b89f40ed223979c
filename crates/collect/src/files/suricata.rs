//! Lines of Suricata's `eve.json`. Their meaning is read by the mapping `suricata`; here they get a time and a text.

use serde_json::Value;

use super::{Context, Line, json};
use crate::normalise::flat;
use crate::normalise::mapping::Said;

pub(super) fn read(text: &str, context: Context) -> Option<Line> {
    let Ok(mut value @ Value::Object(_)) = serde_json::from_str::<Value>(text) else { return None };
    let kind = value.get("event_type")?.as_str()?.to_owned();
    let occurred_at = json::time(value.get("timestamp")?, context)?;
    let message = message(&kind, &value);
    let host = value.get("host").and_then(flat::text);
    let fields = value.as_object_mut()?;
    fields.remove("timestamp");
    fields.remove("host");
    Some(Line {
        occurred_at: Some(occurred_at),
        host,
        program: Some("suricata".to_owned()),
        address: fields.get("src_ip").and_then(flat::text),
        message,
        said: Said { finding: None, data: Some(value) },
        ..Line::default()
    })
}

/// A sentence to read and to search: `alert: SIGNATURE, TCP 10.0.0.5:51234 -> 10.0.0.9:80`.
fn message(kind: &str, value: &Value) -> String {
    let text = |path: &str| value.pointer(path).and_then(flat::text);
    let about = [
        "/alert/signature",
        "/dns/rrname",
        "/dns/queries/0/rrname",
        "/tls/sni",
        "/fileinfo/filename",
        "/anomaly/event",
    ];
    let about = about.iter().find_map(|path| text(path));
    let request = || Some(format!("{} {}{}", text("/http/http_method")?, text("/http/hostname")?, text("/http/url")?));
    let end = |address: &str, port: &str| {
        let address = text(address)?;
        Some(text(port).map_or_else(|| address.clone(), |port| format!("{address}:{port}")))
    };
    let way = end("/src_ip", "/src_port").zip(end("/dest_ip", "/dest_port"));
    let way = way.map(|(from, to)| format!("{} {from} -> {to}", text("/proto").unwrap_or_default()).trim().to_owned());
    let parts: Vec<String> = [about.or_else(request), way].into_iter().flatten().collect();
    format!("{kind}: {}", parts.join(", "))
}
