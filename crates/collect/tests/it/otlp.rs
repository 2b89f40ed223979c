use std::net::SocketAddr;
use std::sync::Arc;

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_client::LogsServiceClient;
use opentelemetry_proto::tonic::collector::logs::v1::{ExportLogsServiceRequest, ExportLogsServiceResponse};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;
use talap_collect::receive::{Limits, OtlpGrpc};
use talap_model::Timestamp;
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding;
use tonic::{Code, Request};

use crate::http::{Door, gzip, post, start};
use crate::support::{Memory, intake};

fn pair(key: &str, value: &str) -> KeyValue {
    let value = AnyValue { value: Some(Value::StringValue(value.to_owned())) };
    KeyValue { key: key.to_owned(), value: Some(value), ..KeyValue::default() }
}

fn record(text: &str) -> LogRecord {
    LogRecord {
        time_unix_nano: 1_795_383_600_000_000_123,
        severity_number: 17,
        severity_text: "ERROR".to_owned(),
        body: Some(AnyValue { value: Some(Value::StringValue(text.to_owned())) }),
        attributes: vec![pair("user.name", "ivanov"), pair("client.address", "10.0.0.5"), pair("peer", "forged")],
        trace_id: vec![1; 16],
        span_id: vec![2; 8],
        ..LogRecord::default()
    }
}

fn request(texts: &[impl AsRef<str>]) -> ExportLogsServiceRequest {
    let scope = InstrumentationScope { name: "portal.auth".to_owned(), ..InstrumentationScope::default() };
    let logs = ScopeLogs {
        scope: Some(scope),
        log_records: texts.iter().map(|text| record(text.as_ref())).collect(),
        ..ScopeLogs::default()
    };
    let resource = Resource {
        attributes: vec![pair("service.name", "portal"), pair("host.name", "web-01")],
        ..Resource::default()
    };
    let resource_logs = ResourceLogs { resource: Some(resource), scope_logs: vec![logs], ..ResourceLogs::default() };
    ExportLogsServiceRequest { resource_logs: vec![resource_logs] }
}

fn check(event: &talap_model::NewEvent, text: &str, transport: &str) {
    assert_eq!((event.message.as_str(), event.fault.as_deref(), event.severity_id), (text, None, 4));
    assert_eq!(event.occurred_at, Some(Timestamp::from_micros(1_795_383_600_000_000)));
    assert_eq!((event.host.as_deref(), event.program.as_deref()), (Some("web-01"), Some("portal")));
    assert_eq!((event.user.as_deref(), event.address.as_deref()), (Some("ivanov"), Some("10.0.0.5")));
    let named = |name: &str| event.attributes.get(name).unwrap();
    assert_eq!((named("trace_id"), named("span_id")), ("01".repeat(16).as_str(), "02".repeat(8).as_str()));
    assert_eq!((named("severity_number"), named("severity_text")), ("17", "ERROR"));
    assert_eq!((named("scope.name"), named("resource.service.name")), ("portal.auth", "portal"));
    assert_eq!((named("peer"), named("attribute.peer"), named("transport")), ("127.0.0.1", "forged", transport));
}

const PROTOBUF: &str = "Authorization: Bearer talap_good\r\nContent-Type: application/x-protobuf\r\n";
const JSON: &str = "Authorization: Bearer talap_good\r\nContent-Type: application/json\r\n";

/// Sends records; returns the status of the answer.
pub(crate) async fn over_http(address: SocketAddr, texts: &[String]) -> u16 {
    post(address, "/v1/logs", PROTOBUF, &request(texts).encode_to_vec()).await.0
}

pub(crate) async fn over_grpc(address: SocketAddr, texts: &[String]) -> Result<(), tonic::Status> {
    let mut client = LogsServiceClient::connect(format!("http://{address}")).await.unwrap();
    let mut request = Request::new(request(texts));
    request.metadata_mut().insert("authorization", "Bearer talap_good".parse().unwrap());
    client.export(request).await.map(|_answer| ())
}

#[tokio::test]
async fn logs_over_http_in_both_forms() {
    let running = start(Limits::default(), false).await;
    let export = request(&["one", "two"]);
    let (status, said) = post(running.address, "/v1/logs", PROTOBUF, &export.encode_to_vec()).await;
    assert_eq!(status, 200);
    assert_eq!(ExportLogsServiceResponse::decode(said.as_slice()).unwrap(), ExportLogsServiceResponse::default());
    let packed = gzip(&serde_json::to_vec(&export).unwrap());
    let (status, said) = post(running.address, "/v1/logs", &format!("{JSON}Content-Encoding: gzip\r\n"), &packed).await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&said));
    let events = running.sink.wait_for(4).await;
    for (event, text) in events.iter().zip(["one", "two", "one", "two"]) {
        check(event, text, "otlp/http");
    }
    assert_eq!(LogRecord::decode(events[1].raw.as_slice()).unwrap(), record("two"));
    assert_eq!(serde_json::from_slice::<LogRecord>(&events[3].raw).unwrap(), record("two"));
    assert_eq!(events[0].attributes.get("raw_form").unwrap(), "otlp-protobuf");
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn records_that_cannot_be_read_are_kept_and_told() {
    let running = start(Limits::default(), false).await;
    let body = br#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"good"}},{"timeUnixNano":"soon"}]}]}]}"#;
    let (status, said) = post(running.address, "/v1/logs", JSON, body).await;
    let answer: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(status, 200);
    assert!(answer["partialSuccess"]["errorMessage"].as_str().unwrap().contains("kept as they came"), "{answer}");
    let events = running.sink.wait_for(2).await;
    assert_eq!((events[0].message.as_str(), events[0].fault.as_deref()), ("good", None));
    assert_eq!(
        (events[1].raw.as_slice(), events[1].fault.as_deref()),
        (br#"{"timeUnixNano":"soon"}"#.as_slice(), Some("collect-line-unparsed"))
    );

    let (status, said) = post(running.address, "/v1/logs", PROTOBUF, b"\xff\xff no protobuf").await;
    assert_eq!(status, 200);
    let answer = ExportLogsServiceResponse::decode(said.as_slice()).unwrap().partial_success.unwrap();
    assert_eq!(answer.rejected_log_records, 0);
    assert_eq!(running.sink.wait_for(3).await[2].raw, b"\xff\xff no protobuf");

    let (status, said) = post(running.address, "/v1/logs", "Content-Type: application/x-protobuf\r\n", b"").await;
    assert_eq!(status, 401);
    assert!(String::from_utf8_lossy(&said).contains("collect-http-token-missing"));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn logs_over_grpc() {
    let receiver = OtlpGrpc::bind("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let (address, counters) = (receiver.local_addr(), receiver.counters());
    let (sink, stop) = (Memory::new(false), CancellationToken::new());
    let limits = Limits { max_events: 3, ..Limits::default() };
    let task = tokio::spawn(receiver.run(intake(&sink, limits), Arc::new(Door), stop.clone()));
    let client = LogsServiceClient::connect(format!("http://{address}")).await.unwrap();
    let mut client = client.send_compressed(CompressionEncoding::Gzip).accept_compressed(CompressionEncoding::Gzip);
    let with_token = |texts: &[&str], token: &str| {
        let mut request = Request::new(request(texts));
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        request
    };
    let answer = client.export(with_token(&["one", "two"], "talap_good")).await.unwrap().into_inner();
    assert_eq!(answer, ExportLogsServiceResponse::default());
    let events = sink.wait_for(2).await;
    check(&events[0], "one", "otlp/grpc");
    assert_eq!(LogRecord::decode(events[1].raw.as_slice()).unwrap(), record("two"));

    let refused = |status: tonic::Status| (status.code(), status.message().to_owned());
    let (code, said) = refused(client.export(with_token(&["x"], "talap_false")).await.unwrap_err());
    assert_eq!((code, said.as_str()), (Code::Unauthenticated, "en: collect-http-token-false"));
    let (code, _) = refused(client.export(Request::new(request(&["x"]))).await.unwrap_err());
    assert_eq!(code, Code::Unauthenticated);
    let (code, said) = refused(client.export(with_token(&["1", "2", "3", "4"], "talap_good")).await.unwrap_err());
    assert_eq!((code, said.as_str()), (Code::InvalidArgument, "en: collect-http-too-many"));
    let counts = counters.read();
    assert_eq!((counts.denied, counts.turned_away, counts.received), (2, 1, 2));
    stop.cancel();
    task.await.unwrap();
}

/// An empty message is two bytes on the wire and a hundred in memory: four million of them are no request of a sender.
#[tokio::test]
async fn a_request_of_more_values_than_there_is_room_for_is_refused_before_it_is_read() {
    // Room for what is read of a hundred values.
    let limits = Limits { bodies: 12_800, max_body: 10_000, ..Limits::default() };
    let running = start(limits, false).await;
    // Empty members of the request, in both forms.
    let protobuf = |count: usize| [0x0a_u8, 0].repeat(count);
    let json = |count: usize| format!("{{\"resourceLogs\":[{}]}}", vec!["{}"; count].join(","));
    let refused = |status: u16, said: &[u8]| {
        assert_eq!(status, 413);
        let said = String::from_utf8_lossy(said).into_owned();
        assert!(said.contains("collect-http-too-many-values"), "{said}");
    };
    let (status, said) = post(running.address, "/v1/logs", PROTOBUF, &protobuf(101)).await;
    refused(status, &said);
    let (status, said) = post(running.address, "/v1/logs", JSON, json(99).as_bytes()).await;
    refused(status, &said);
    assert_eq!(running.counters.read().turned_away, 2);
    assert_eq!(post(running.address, "/v1/logs", PROTOBUF, &protobuf(100)).await.0, 200);
    assert_eq!(post(running.address, "/v1/logs", JSON, json(98).as_bytes()).await.0, 200);
    running.stop.cancel();
    running.task.await.unwrap();

    let receiver = OtlpGrpc::bind("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let (address, sink, stop) = (receiver.local_addr(), Memory::new(false), CancellationToken::new());
    let task = tokio::spawn(receiver.run(intake(&sink, limits), Arc::new(Door), stop.clone()));
    let mut client = LogsServiceClient::connect(format!("http://{address}")).await.unwrap();
    let mut of = async |count: usize| {
        let resource_logs = vec![ResourceLogs::default(); count];
        let mut request = Request::new(ExportLogsServiceRequest { resource_logs });
        request.metadata_mut().insert("authorization", "Bearer talap_good".parse().unwrap());
        client.export(request).await
    };
    let status = of(101).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::InvalidArgument, "en: collect-http-too-many-values"));
    assert!(of(100).await.is_ok());
    stop.cancel();
    task.await.unwrap();
}

/// A resource is said once and kept with every record: eight megabytes of it with twenty thousand empty records would be many
/// gigabytes.
#[tokio::test]
async fn a_request_that_unfolds_beyond_the_bound_is_refused_and_a_part_of_it_taken() {
    let running = start(Limits { bodies: 1_000_000, ..Limits::default() }, false).await;
    let of = |records: usize| {
        let mut export = request(&vec!["x"; records]);
        let resource = export.resource_logs[0].resource.as_mut().unwrap();
        resource.attributes.extend((0..10).map(|n| pair(&format!("big.{n}"), &"v".repeat(10_000))));
        export.encode_to_vec()
    };
    let (status, said) = post(running.address, "/v1/logs", PROTOBUF, &of(10)).await;
    assert_eq!(status, 413, "{}", String::from_utf8_lossy(&said));
    let (status, _) = post(running.address, "/v1/logs", PROTOBUF, &of(9)).await;
    assert_eq!(status, 200);
    assert_eq!(running.sink.wait_for(9).await.len(), 9);
    // Thousands of empty attributes are little text.
    let of = |records: usize| {
        let mut export = request(&vec!["x"; records]);
        let resource = export.resource_logs[0].resource.as_mut().unwrap();
        resource.attributes.extend((0..2000).map(|n| pair(&format!("{n}"), "")));
        export.encode_to_vec()
    };
    let (status, said) = post(running.address, "/v1/logs", PROTOBUF, &of(5)).await;
    assert_eq!(status, 413, "{}", String::from_utf8_lossy(&said));
    let (status, _) = post(running.address, "/v1/logs", PROTOBUF, &of(4)).await;
    assert_eq!(status, 200);
    running.stop.cancel();
    running.task.await.unwrap();
}
