use talap_model::{ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};

use super::*;

/// The built-in mappings with one more.
fn with(text: &str) -> Result<Mappings, MappingsError> {
    Mappings::built_in().unwrap().with_texts([("x.vrl".to_owned(), text.to_owned())])
}

fn event(program: &str, message: &str) -> NewEvent {
    NewEvent {
        received_at: Timestamp::from_micros(0),
        occurred_at: None,
        organisation: OrganisationId::new("akimat").unwrap(),
        object: ObjectId::new("portal").unwrap(),
        source: SourceId::new("s").unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 0,
        severity_id: 1,
        host: None,
        program: Some(program.to_owned()).filter(|program| !program.is_empty()),
        user: None,
        address: None,
        message: message.to_owned(),
        attributes: Attributes::new(),
        raw: Vec::new(),
        fault: None,
    }
}

/// What a mapping with this body makes of an event of the program `p`.
fn described(body: &str, data: Option<&str>) -> NewEvent {
    let header =
        "#! id = \"x\"\n#! version = 3\n#! ocsf = \"1.8.0\"\n#! applies = [{ programs = [\"p\", \"sshd\"] }]\n";
    let mut event = event("p", "hello 10.0.0.5");
    event.attributes.insert("status", "odd");
    let said = Said { finding: None, data: data.map(|data| serde_json::from_str(data).unwrap()) };
    with(&format!("{header}{body}")).unwrap().describe(&mut event, Format::Syslog, said);
    event
}

fn attributes(event: &NewEvent) -> Vec<String> {
    event.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

const BY: [&str; 2] = ["mapping=x@3", "metadata.version=1.8.0"];

#[test]
fn nothing_passes_for_a_line_of_an_imported_file() {
    let (body, named) = (".ocsf.class_uid = 3002", r#"{"file_sha256":"00","x":1}"#);
    for program in ["p", "other"] {
        let mut event = event(program, "hello");
        let said = Said { finding: None, data: Some(serde_json::from_str(named).unwrap()) };
        let header = "#! id = \"x\"\n#! version = 1\n#! ocsf = \"1.8.0\"\n#! applies = [{ programs = [\"p\"] }]\n";
        with(&format!("{header}{body}")).unwrap().describe(&mut event, Format::JsonLines, said);
        assert_eq!(event.attributes.get("file_sha256"), None, "{program}");
        assert_eq!(event.attributes.get("attribute.file_sha256").unwrap(), "00", "{program}");
    }
}

#[test]
fn what_a_mapping_states_is_in_the_event() {
    let body = r#"
        said = parse_regex!(.message, r'(?P<word>\w+) (?P<ip>\S+)')
        .ocsf.class_uid = 3002
        .ocsf.activity_id = 1
        .ocsf.status_id = 2
        .ocsf.severity_id = 4
        .ocsf.time = 1500
        .ocsf.user.name = said.word
        .ocsf.src_endpoint.ip = said.ip
        .ocsf.colour = "red"
        .host = "h"
    "#;
    let event = described(body, None);
    assert_eq!((event.class_uid, event.severity_id), (3002, 4));
    assert_eq!(event.occurred_at, Some(Timestamp::from_micros(1_500_000)));
    let columns = (event.user.as_deref(), event.address.as_deref(), event.host.as_deref());
    assert_eq!(columns, (Some("hello"), Some("10.0.0.5"), Some("h")));
    let expected = [
        "activity=logon",
        "activity_id=1",
        BY[0],
        BY[1],
        "src_endpoint.ip=10.0.0.5",
        "status=odd",
        "status_id=2",
        "unmapped.colour=red",
        "user.name=hello",
    ];
    assert_eq!(attributes(&event), expected, "what the source itself called status stays");
}

#[test]
fn what_is_left_of_a_structure_stays_as_it_came() {
    let body = ".ocsf.class_uid = 4001\n.ocsf.src_endpoint.ip = del(.data.from)\n.ocsf.status_id = del(.data.ok)";
    let event =
        described(body, Some(r#"{"from":"10.0.0.9","ok":"maybe","status":"new","more":{"a":[1,2]},"none":"-"}"#));
    let expected = [
        BY[0],
        BY[1],
        "more.a=1, 2",
        "src_endpoint.ip=10.0.0.9",
        "status=odd",
        "unmapped.status=new",
        "unmapped.status_id=maybe",
    ];
    assert_eq!(attributes(&event), expected);
    let unread = described(".ocsf.class_uid = 0", Some(r#"{"more":1}"#));
    assert_eq!(attributes(&unread), [BY[0], BY[1], "more=1", "status=odd"], "a mapping that never looks at it");
}

#[test]
fn a_failure_leaves_the_event_as_it_was_and_is_named() {
    for (body, kind) in [
        ("x = parse_regex!(.message, r'never')\n.ocsf.class_uid = x.y", "failed"),
        (".ocsf.status_id = 1", "class"),
        (".ocsf.class_uid = 42", "class"),
        (".ocsf = 5", "root"),
        (". = 5", "root"),
        (
            "for_each(array!(.data.many)) -> |_i, v| { for_each(array!(.data.many)) -> |_j, w| { .x = v } }\n.ocsf.class_uid = 0",
            "too-many-steps",
        ),
    ] {
        let many: Vec<u32> = (0..300).collect();
        let event = described(body, Some(&format!("{{\"many\":{many:?}}}")));
        assert_eq!(
            (event.class_uid, event.attributes.get("mapping_error").unwrap()),
            (0, format!("x@3: {kind}").as_str()),
            "{body}"
        );
        assert!(event.attributes.contains_key("many") && !event.attributes.contains_key("mapping"), "{body}");
    }
    let mappings = with("#! id = \"x\"\n#! version = 1\n#! ocsf = \"1.8.0\"\n#! applies = [{ programs = [\"p\"] }]\n.ocsf.class_uid = 0").unwrap();
    let mut long = event("p", &"x".repeat(LONGEST + 1));
    mappings.describe(&mut long, Format::Syslog, Said::default());
    assert_eq!(attributes(&long), ["mapping_error=x@1: too-long"]);
}

#[test]
fn an_event_that_a_mapping_passes_goes_to_the_families() {
    for body in ["abort", "true", "if .message != \"\" { abort }\n.ocsf.class_uid = 4001"] {
        let header = "#! id = \"x\"\n#! version = 3\n#! ocsf = \"1.8.0\"\n#! applies = [{ programs = [\"sshd\"] }]\n";
        let mut event = event("sshd", "Accepted password for a from 10.0.0.5 port 5 ssh2");
        with(&format!("{header}{body}")).unwrap().describe(&mut event, Format::Syslog, Said::default());
        assert_eq!((event.class_uid, event.attributes.get("mapping").unwrap()), (3002, "sshd@1"), "{body}");
        assert_eq!(event.attributes.get("src_endpoint.ip").unwrap(), "10.0.0.5");
    }
}

#[test]
fn faults_of_a_mapping_are_told_with_their_place() {
    let file = |version: &str, body: &str| {
        with(&format!(
            "#! id = \"x\"\n#! version = 1\n#! ocsf = \"{version}\"\n#! applies = [{{ programs = [\"p\"] }}]\n{body}"
        ))
    };
    let MappingsError::Program { line, cause, .. } = file("1.8.0", "\n.a = nonsense(1)").unwrap_err() else { panic!() };
    assert_eq!((line, cause.contains("undefined function")), (6, true), "{cause}");
    assert!(matches!(file("1.3.0", "true"), Err(MappingsError::Version { .. })));
    assert!(matches!(with("true"), Err(MappingsError::Header { .. })));
    for withheld in ["now()", "random_bool()", "get_hostname!()", "http_request!(\"http://x\")", "log(\"x\")"] {
        assert!(matches!(file("1.8.0", &format!(".a = {withheld}")), Err(MappingsError::Program { .. })), "{withheld}");
    }
    let missing = Mappings::built_in().unwrap().with_folder(Path::new("/nonexistent"));
    assert!(matches!(missing, Err(MappingsError::Read { .. })));
}

#[test]
fn a_mapping_of_the_same_identifier_takes_the_place() {
    let text = "#! id = \"mikrotik\"\n#! version = 9\n#! ocsf = \"1.8.0\"\n#! applies = [{ sources = [\"s\"] }]\n.ocsf.class_uid = 0";
    let mappings = with(text).unwrap();
    assert_eq!(mappings.iter().count(), Mappings::built_in().unwrap().iter().count());
    let mut event = event("anything", "x");
    mappings.describe(&mut event, Format::Plain, Said::default());
    assert_eq!(event.attributes.get("mapping").unwrap(), "mikrotik@9");
}
