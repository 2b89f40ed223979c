//! The archive in a bucket, where `TALAP_TEST_MOTO` names a server with S3's interface.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use talap_ledger::ArchivePlace;

use crate::answers::WIDE;
use crate::machines::{self, Machines, free};
use crate::world::{World, ask, everybody, plan};

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Server {
    fn start() -> Option<Self> {
        let program = wanted::file("TALAP_TEST_MOTO", &[])?;
        let address = free();
        let port = address.rsplit_once(':').unwrap().1;
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", port]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.any(|line| line.contains("Running on")), "the server ended");
        std::thread::spawn(move || said.for_each(drop));
        let server = Self { child, address };
        let made = server.ask("PUT", "/bucket", "x-amz-bucket-object-lock-enabled: true\r\n", "");
        assert!(made.starts_with("HTTP/1.1 200"), "{made}");
        Some(server)
    }

    fn ask(&self, method: &str, target: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let who =
            "AWS4-HMAC-SHA256 Credential=admin/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
        let (host, length) = (&self.address, body.len());
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nhost: {host}\r\nauthorization: {who}\r\nx-amz-date: 20261122T000000Z\r\n\
             content-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_archived_is_read_and_not_what_was_put_over_it() {
    let Some(server) = Server::start() else { return };
    let endpoint = format!("http://{}", server.address);
    let variables = [
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "reader"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    let find = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let place = ArchivePlace::parse("s3://bucket/logs", find).unwrap();
    let world = World::over(tempfile::tempdir().unwrap(), place, 2, 10).await;
    let machines = Machines::start("s3://bucket/logs", &variables, 2);
    let cluster = machines.cluster(world.archive.reading(), 4);
    let wide = world.wide(&everybody(), &cluster);
    machines::at_work(&wide, &cluster).await;
    let sql = "SELECT source, count(*), sum(seq), max(message) FROM events GROUP BY source";
    let expected = ask(&world.alone(&everybody()), sql).await.unwrap();
    let plan = plan(&wide, sql).await;
    assert!(plan.contains("HandedOver"), "{plan}");
    assert_eq!(ask(&wide, sql).await.unwrap(), expected, "{}", machines.said());
    assert!(cluster.done() > 0, "it ran here");
    // A file of another size under the same key.
    let listed = server.ask("GET", "/bucket?list-type=2", "", "");
    let mut keys = listed.split("<Key>").filter_map(|text| text.split_once("</Key>")).map(|(key, _)| key);
    let key = keys.find(|key| key.ends_with(".parquet")).unwrap().replace('=', "%3D");
    let put = server.ask("PUT", &format!("/bucket/{key}"), "", "not what was archived");
    assert!(put.starts_with("HTTP/1.1 200"), "{put}");
    for sql in WIDE {
        assert_eq!(ask(&wide, sql).await.unwrap(), ask(&world.alone(&everybody()), sql).await.unwrap(), "{sql}");
    }
}
