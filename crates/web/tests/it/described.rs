//! The API held against its own description: Schemathesis sends what the description allows and what it forbids.

use std::process::Command;
use std::sync::Arc;

use talap_access::Role;
use talap_web::serve::Bound;
use tokio_util::sync::CancellationToken;

use crate::place::Place;

/// What is held against the description.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      response_headers_conformance,negative_data_rejection,positive_data_acceptance,ignored_auth,\
                      unsupported_method,missing_required_header";

#[tokio::test(flavor = "multi_thread")]
async fn the_api_does_what_its_description_says() {
    let Some(program) = wanted::file("TALAP_TEST_SCHEMATHESIS", &[]) else { return };
    let place = Place::new().await;
    let client = place.person("program", &Role::ALL, None).await;
    let token = place.token(&client).await;
    let bound = Bound::bind("127.0.0.1:0".parse().unwrap(), None).unwrap();
    let url = format!("http://{}/api/v1/openapi.json", bound.address());
    let stop = CancellationToken::new();
    let served = tokio::spawn(bound.serve(Arc::clone(&place.site), stop.clone()));
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command
        .current_dir(folder.path())
        .args(["--config-file", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemathesis.toml")]);
    command.args(["run", &url, "--seed", "1", "--max-examples", "30", "--no-color", "--no-shrink"]);
    command.args(["--checks", CHECKS, "--header", &format!("Authorization: Bearer {token}")]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    stop.cancel();
    served.await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}
