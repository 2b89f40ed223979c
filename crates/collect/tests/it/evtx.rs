//! Windows event logs that are written here, record by record: a log of somebody's machine is not ours to keep.

use talap_collect::files::{FormatOptions, ReadError, read_file_events};
use talap_collect::source::Format;
use talap_model::{NewEvent, Timestamp};

use crate::support::{SetClock, mappings, source};

const CHUNK: usize = 65_536;
/// The epoch of Windows' times in seconds before ours.
const EPOCH: u64 = 11_644_473_600;

/// An element: its name, its attributes, its text or its children.
enum Node {
    Text(&'static str, Vec<(&'static str, String)>, String),
    Holds(&'static str, Vec<Node>),
}

fn text(name: &'static str, value: &str) -> Node {
    Node::Text(name, Vec::new(), value.to_owned())
}

fn data(name: &str, value: &str) -> Node {
    Node::Text("Data", vec![("Name", name.to_owned())], value.to_owned())
}

fn utf16(value: &str) -> Vec<u8> {
    value.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Writes binary XML, where `at` is the place in the chunk that the bytes will have.
struct Xml {
    bytes: Vec<u8>,
    at: usize,
}

impl Xml {
    fn name(&mut self, name: &str) {
        let place = u32::try_from(self.at + self.bytes.len() + 4).unwrap();
        self.bytes.extend(place.to_le_bytes());
        let hash = name.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(65_599).wrapping_add(unit.into()));
        self.bytes.extend(0_u32.to_le_bytes());
        self.bytes.extend(u16::try_from(hash & 0xffff).unwrap().to_le_bytes());
        self.bytes.extend(u16::try_from(name.encode_utf16().count()).unwrap().to_le_bytes());
        self.bytes.extend(utf16(name));
        self.bytes.extend([0, 0]);
    }

    fn value(&mut self, value: &str) {
        self.bytes.extend([0x05, 0x01]);
        self.bytes.extend(u16::try_from(value.encode_utf16().count()).unwrap().to_le_bytes());
        self.bytes.extend(utf16(value));
    }

    fn sized(&mut self, write: impl FnOnce(&mut Self)) {
        let place = self.bytes.len();
        self.bytes.extend([0; 4]);
        write(self);
        let size = u32::try_from(self.bytes.len() - place - 4).unwrap();
        self.bytes[place..place + 4].copy_from_slice(&size.to_le_bytes());
    }

    fn element(&mut self, node: &Node) {
        let (name, attributes) = match node {
            Node::Text(name, attributes, _) => (name, attributes.as_slice()),
            Node::Holds(name, _) => (name, [].as_slice()),
        };
        self.bytes.push(if attributes.is_empty() { 0x01 } else { 0x41 });
        self.sized(|xml| {
            xml.name(name);
            if !attributes.is_empty() {
                xml.sized(|xml| {
                    for (place, (name, value)) in attributes.iter().enumerate() {
                        xml.bytes.push(if place + 1 < attributes.len() { 0x46 } else { 0x06 });
                        xml.name(name);
                        xml.value(value);
                    }
                });
            }
            xml.bytes.push(0x02);
            match node {
                Node::Text(_, _, value) => xml.value(value),
                Node::Holds(_, nodes) => nodes.iter().for_each(|node| xml.element(node)),
            }
            xml.bytes.push(0x04);
        });
    }
}

/// A file of one chunk with these events.
fn log(events: &[Node]) -> Vec<u8> {
    let mut chunk = vec![0_u8; 512];
    for (number, event) in (1_u64..).zip(events) {
        let start = chunk.len();
        let mut xml = Xml { bytes: vec![0x0f, 0x01, 0x01, 0x00], at: start + 24 };
        xml.element(event);
        xml.bytes.push(0x00);
        let size = u32::try_from(24 + xml.bytes.len() + 4).unwrap();
        chunk.extend(b"**\0\0");
        chunk.extend(size.to_le_bytes());
        chunk.extend(number.to_le_bytes());
        chunk.extend(((1_795_365_600 + EPOCH) * 10_000_000 + number).to_le_bytes());
        chunk.extend(xml.bytes);
        chunk.extend(size.to_le_bytes());
    }
    let free = u32::try_from(chunk.len()).unwrap();
    chunk.resize(CHUNK, 0);
    let count = events.len() as u64;
    chunk[..8].copy_from_slice(b"ElfChnk\0");
    for (place, number) in [(8, 1), (16, count), (24, 1), (32, count)] {
        chunk[place..place + 8].copy_from_slice(&u64::to_le_bytes(number));
    }
    for (place, number) in [(40, 128), (44, 512), (48, free)] {
        chunk[place..place + 4].copy_from_slice(&u32::to_le_bytes(number));
    }
    let mut file = vec![0_u8; 4096];
    file[..8].copy_from_slice(b"ElfFile\0");
    file[24..32].copy_from_slice(&(count + 1).to_le_bytes());
    file[32..36].copy_from_slice(&128_u32.to_le_bytes());
    for (place, number) in [(36, 1_u16), (38, 3), (40, 4096), (42, 1)] {
        file[place..place + 2].copy_from_slice(&number.to_le_bytes());
    }
    // The checksum is not written.
    file[120..124].copy_from_slice(&4_u32.to_le_bytes());
    file.extend(chunk);
    file
}

/// An event of the security log.
fn security(id: u32, keywords: &str, values: &[(&str, &str)]) -> Node {
    let provider = vec![("Name", "Microsoft-Windows-Security-Auditing".to_owned())];
    let system = vec![
        Node::Text("Provider", provider, String::new()),
        text("EventID", &id.to_string()),
        text("Level", "0"),
        text("Keywords", keywords),
        text("EventRecordID", "77"),
        text("Channel", "Security"),
        text("Computer", "dc1.akimat.kz"),
    ];
    let values = values.iter().map(|(name, value)| data(name, value)).collect();
    Node::Holds("Event", vec![Node::Holds("System", system), Node::Holds("EventData", values)])
}

fn read(bytes: &[u8]) -> Vec<Result<NewEvent, ReadError>> {
    let source = source("s", Format::Evtx, None);
    read_file_events(bytes, &source, mappings(), &SetClock, FormatOptions::default()).collect()
}

fn one(event: Node) -> NewEvent {
    let mut events = read(&log(&[event]));
    assert_eq!(events.len(), 1);
    events.remove(0).unwrap()
}

#[test]
fn a_refused_log_on_is_read_whole() {
    let values = [
        ("SubjectUserName", "-"),
        ("TargetUserName", "ivanov"),
        ("TargetDomainName", "АКИМАТ"),
        ("Status", "0xc000006d"),
        ("SubStatus", "0xc000006a"),
        ("LogonType", "3"),
        ("IpAddress", "::ffff:10.0.0.5"),
        ("IpPort", "51234"),
        ("KeyLength", "0"),
    ];
    let event = one(security(4625, "0x8010000000000000", &values));
    assert_eq!(event.fault, None, "{}", event.message);
    assert_eq!(event.occurred_at.unwrap().plus_seconds(0).to_offset().unix_timestamp(), 1_795_365_600);
    assert_eq!((event.class_uid, event.severity_id, event.host.as_deref()), (3002, 1, Some("dc1.akimat.kz")));
    assert_eq!((event.user.as_deref(), event.address.as_deref()), (Some("ivanov"), Some("10.0.0.5")));
    for (name, value) in [
        ("activity", "logon"),
        ("status", "failure"),
        ("logon_type_id", "3"),
        ("user.domain", "АКИМАТ"),
        ("status_detail", "0xc000006a"),
        ("mapping", "windows-security@1"),
        ("event_id", "4625"),
        ("data.KeyLength", "0"),
    ] {
        assert_eq!(event.attributes.get(name), Some(value), "{name}");
    }
    assert!(!event.attributes.contains_key("actor.user.name"), "a hyphen is nobody");
    assert!(event.message.starts_with("Security 4625: "), "{}", event.message);
    assert!(event.message.contains("TargetUserName=ivanov"), "{}", event.message);
    let raw = String::from_utf8(event.raw).unwrap();
    assert!(raw.contains("<EventID>4625</EventID>") && raw.contains("АКИМАТ"), "{raw}");
}

#[test]
fn events_of_the_security_log_are_of_their_classes() {
    let subject = ("SubjectUserName", "admin");
    let target = ("TargetUserName", "bolat");
    for (id, class, activity, values, user, target_user) in [
        (4624, 3002, "1", vec![subject, target], "bolat", None),
        (4634, 3002, "2", vec![target], "bolat", None),
        (4648, 3002, "7", vec![subject, target], "admin", Some("bolat")),
        (4672, 3003, "1", vec![subject, ("PrivilegeList", "SeDebug\n\t\tSeBackup")], "admin", None),
        (
            4688,
            1007,
            "1",
            vec![subject, ("NewProcessName", r"C:\Windows\cmd.exe"), ("NewProcessId", "0x1f4")],
            "admin",
            None,
        ),
        (4720, 3001, "1", vec![subject, target], "admin", Some("bolat")),
        (4726, 3001, "6", vec![subject, target], "admin", Some("bolat")),
        (
            4732,
            3006,
            "3",
            vec![subject, ("TargetUserName", "Administrators"), ("MemberName", "CN=bolat")],
            "admin",
            Some("CN=bolat"),
        ),
        (4719, 1008, "99", vec![subject], "admin", None),
        (4698, 1006, "1", vec![subject, ("TaskName", r"\x")], "admin", None),
    ] {
        let event = one(security(id, "0x8020000000000000", &values));
        assert_eq!((event.class_uid, event.attributes.get("activity_id").unwrap()), (class, activity), "{id}");
        assert_eq!(event.user.as_deref(), Some(user), "{id}");
        assert_eq!(event.attributes.get("target_user"), target_user, "{id}");
        assert_eq!(event.attributes.get("status").unwrap(), "success", "{id}");
        let unmapped: Vec<_> =
            event.attributes.iter().map(|(name, _)| name).filter(|name| name.starts_with("unmapped.")).collect();
        assert!(unmapped.is_empty(), "{id}: {unmapped:?}");
    }
    let event = one(security(4688, "", &[("NewProcessName", r"C:\Windows\cmd.exe"), ("NewProcessId", "0x1f4")]));
    assert_eq!(
        (event.attributes.get("process.name").unwrap(), event.attributes.get("process.pid").unwrap()),
        ("cmd.exe", "500")
    );
}

#[test]
fn what_no_mapping_knows_stays_as_it_came() {
    let event = one(security(5379, "0x8020000000000000", &[("TargetName", "x"), ("Type", "0")]));
    assert_eq!((event.class_uid, event.fault.as_deref()), (0, None));
    assert_eq!(
        (event.attributes.get("data.TargetName").unwrap(), event.attributes.get("channel").unwrap()),
        ("x", "Security")
    );
    assert_eq!(event.occurred_at.map(Timestamp::micros), Some(1_795_365_600_000_000));
}

#[test]
fn a_damaged_record_is_told_and_the_others_are_kept() {
    let events: Vec<Node> = (0..3).map(|id| security(4624 + id, "0", &[("TargetUserName", "a")])).collect();
    let mut bytes = log(&events);
    // The second record's first token after its fragment header.
    let second =
        4096 + 512 + usize::try_from(u32::from_le_bytes(bytes[4096 + 516..4096 + 520].try_into().unwrap())).unwrap();
    bytes[second + 28] = 0x3f;
    let found: Vec<NewEvent> = read(&bytes).into_iter().map(Result::unwrap).collect();
    let faults: Vec<_> = found.iter().map(|event| event.fault.as_deref()).collect();
    assert_eq!(faults, [None, Some("collect-record-damaged"), None]);
}

#[test]
fn a_file_that_is_no_event_log_is_refused() {
    for bytes in [b"".as_slice(), b"Nov 22 21:40:00 web a: b\n", &[0; 5000]] {
        let results = read(bytes);
        assert!(
            matches!(results.as_slice(), [Err(ReadError::OtherFormat { format: Format::Evtx, .. })]),
            "{results:?}"
        );
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_damage_makes_it_panic(place in 0_usize..2000, with: u8) {
        let mut bytes = log(&[security(4624, "0", &[("TargetUserName", "a"), ("IpAddress", "10.0.0.5")])]);
        bytes[4096 + place] = with;
        read(&bytes);
    }
}
