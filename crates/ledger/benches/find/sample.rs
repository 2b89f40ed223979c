//! Events as a middling organisation sends them: lines of syslog of some 300 bytes from a web server, a firewall, a database,
//! an application and a few log-ons. Written for this benchmark; the same number always gives the same event.

use std::collections::HashMap;

use talap_model::time::format_date;
use talap_model::{NewEvent, SourceKind, Timestamp};

/// 2026-11-22T00:00:00Z in microseconds.
const MIDNIGHT: i64 = 1_795_305_600_000_000;

/// How many rare words and how many rare addresses there are.
pub(crate) const RARE: u64 = 64;

/// In how many events each of them is.
const TIMES: u64 = 2;

const SYLLABLES: [&str; 32] = [
    "ai", "ber", "da", "gul", "er", "zhan", "ka", "len", "ma", "nur", "ol", "pet", "ra", "sau", "ta", "us", "vi", "ya",
    "sh", "kul", "bek", "tol", "men", "sa", "di", "ar", "in", "on", "mir", "as", "el", "kyz",
];

const SERVICES: [&str; 12] = [
    "applications",
    "certificates",
    "registry",
    "payments",
    "notifications",
    "documents",
    "complaints",
    "licences",
    "land",
    "education",
    "health",
    "transport",
];

const AGENTS: [&str; 6] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile",
    "Mozilla/5.0 (Linux; Android 16; SM-S936B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "okhttp/5.2.1",
];

/// Numbers that look random and always come the same (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut state = self.0;
        state = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ state >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^ state >> 31
    }
    fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }
    fn of<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
    /// One of so many, small numbers far more often: the busiest tenth has nearly half of all.
    fn skewed(&mut self, bound: u64) -> u64 {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (share.powi(3) * bound as f64) as u64
    }
}

fn word(number: u64, syllables: u64) -> String {
    let mut numbers = Numbers(number.wrapping_mul(77_777));
    (0..syllables).map(|_| numbers.of(&SYLLABLES)).collect()
}

fn user(numbers: &mut Numbers) -> String {
    let number = numbers.skewed(5000);
    format!("{}.{}", &word(number, 1)[..1], word(number + 9_000_000, 3))
}

/// An address of one of 200,000 clients, none of them of the ranges for documentation.
fn client(numbers: &mut Numbers) -> String {
    let mut digits = Numbers(numbers.skewed(200_000) ^ 0xabcd_ef00);
    format!("{}.{}.{}.{}", 5 + digits.below(180), digits.below(256), digits.below(256), 1 + digits.below(254))
}

fn inside(numbers: &mut Numbers) -> String {
    format!("10.{}.{}.{}", 20 + numbers.below(4), numbers.below(32), 1 + numbers.below(254))
}

/// What is looked for.
pub(crate) fn rare_word(number: u64) -> String {
    format!("{}q{}", word(number + 40_000_000, 2), word(number + 50_000_000, 2))
}

/// What is looked for, among addresses.
pub(crate) fn rare_address(number: u64) -> String {
    format!("203.0.113.{}", 100 + number)
}

/// Makes events; knows in which of them something rare is.
pub(crate) struct Sample {
    rare: HashMap<u64, u64>,
}

struct Said {
    program: &'static str,
    user: Option<String>,
    address: Option<String>,
    message: String,
    attributes: Vec<(&'static str, String)>,
    class_uid: u32,
}

impl Sample {
    /// For so many events.
    pub(crate) fn new(events: u64) -> Self {
        let place = |of: u64| Numbers(of.wrapping_mul(31) + 17).below(events);
        Self { rare: (0..RARE * 2 * TIMES).map(|of| (place(of), of % (RARE * 2))).collect() }
    }

    /// The event of a number.
    pub(crate) fn event(&self, number: u64) -> NewEvent {
        let mut numbers = Numbers(number.wrapping_mul(0x1234_5678_9abc_def1));
        let received = MIDNIGHT + i64::try_from(number * 800 + numbers.below(700)).unwrap();
        let occurred = (received - i64::try_from(numbers.below(200_000)).unwrap()).div_euclid(1000) * 1000;
        let rare = self.rare.get(&number).copied();
        let rare_client = rare.filter(|rare| *rare >= RARE).map(|rare| rare_address(rare - RARE));
        let mut said = say(&mut numbers, occurred, rare_client);
        if let Some(rare) = rare.filter(|rare| *rare < RARE) {
            said.message.push_str(&format!(" tag={}", rare_word(rare)));
        }
        let host = format!("srv-{}-{:02}", &said.program[..2], numbers.skewed(60));
        let process = 300 + numbers.skewed(40_000);
        let stamp = stamp(occurred);
        let head = format!("<134>1 {stamp} {host} {} {process} - - ", said.program);
        said.attributes.extend([("facility", "local0".to_owned()), ("proc_id", process.to_string())]);
        NewEvent {
            received_at: Timestamp::from_micros(received),
            occurred_at: Some(Timestamp::from_micros(occurred)),
            organisation: "akimat".parse().unwrap(),
            object: "portal".parse().unwrap(),
            source: "syslog".parse().unwrap(),
            kind: SourceKind::OperatingSystem,
            class_uid: said.class_uid,
            severity_id: 1,
            host: Some(host),
            program: Some(said.program.to_owned()),
            user: said.user,
            address: said.address,
            raw: format!("{head}{}", said.message).into_bytes(),
            message: said.message,
            attributes: said.attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            fault: None,
        }
    }
}

fn stamp(micros: i64) -> String {
    let day = format_date(Timestamp::from_micros(micros).day());
    let of_day = micros.rem_euclid(86_400_000_000);
    let (seconds, millis) = (of_day / 1_000_000, of_day / 1000 % 1000);
    format!("{day}T{:02}:{:02}:{:02}.{millis:03}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn say(numbers: &mut Numbers, moment: i64, rare_client: Option<String>) -> Said {
    let address = rare_client.unwrap_or_else(|| client(numbers));
    match numbers.below(100) {
        0..35 => {
            let (service, agent) = (numbers.of(&SERVICES), numbers.of(&AGENTS));
            let (status, bytes) = (numbers.of(&["200", "200", "200", "302", "404", "500"]), numbers.skewed(90_000));
            let (page, took) = (numbers.skewed(4000), numbers.skewed(2000));
            let message = format!(
                "{address} - - [{}] \"GET /kk/services/{service}/view?page={page}&lang=kk HTTP/1.1\" {status} {bytes} \
                 \"https://portal.gov.example/kk/services\" \"{agent}\" rt=0.{took:03}",
                stamp(moment)
            );
            let attributes = vec![("status", status.to_owned()), ("method", "GET".to_owned())];
            Said { program: "nginx", user: None, address: Some(address), message, attributes, class_uid: 4002 }
        }
        35..60 => {
            let (inner, from, to) =
                (inside(numbers), 1024 + numbers.below(64_000), numbers.of(&["443", "80", "22", "53"]));
            let (id, verdict) = (numbers.below(65_536), numbers.of(&["ACCEPT", "ACCEPT", "DROP"]));
            let message = format!(
                "fw-edge {verdict} IN=eth1 OUT=eth0 MAC=00:1a:4b:16:01:59:00:1b:21:3c:9d:f8:08:00 SRC={address} DST={inner} \
                 LEN=60 TOS=0x00 PREC=0x00 TTL=54 ID={id} DF PROTO=TCP SPT={from} DPT={to} WINDOW=64240 RES=0x00 SYN URGP=0"
            );
            let attributes = vec![("dst_ip", inner), ("dst_port", to.to_owned()), ("src_port", from.to_string())];
            Said { program: "kernel", user: None, address: Some(address), message, attributes, class_uid: 4001 }
        }
        60..75 => {
            let (user, took, person) =
                (user(numbers), numbers.skewed(90_000), 600_000_000_000 + numbers.below(399_999_999));
            let message = format!(
                "{} [{}] {user}@registry LOG:  duration: {}.{:03} ms  statement: SELECT id, status, created_at FROM \
                 applications WHERE iin = '{person}' AND status IN ('new', 'in_work') ORDER BY created_at DESC LIMIT 50",
                stamp(moment),
                300 + numbers.skewed(40_000),
                took / 1000,
                took % 1000
            );
            Said {
                program: "postgres",
                user: Some(user),
                address: None,
                message,
                attributes: Vec::new(),
                class_uid: 6005,
            }
        }
        75..90 => {
            let (user, service) = (user(numbers), numbers.of(&SERVICES));
            let (one, other, item) = (numbers.next(), numbers.next(), numbers.below(9_000_000));
            let message = format!(
                "level=info msg=\"request handled\" request_id={one:016x}{other:016x} user={user} service={service} \
                 duration_ms={} path=/api/v2/{service}/{item}/history client={address} status=200 cache=miss region=astana",
                numbers.skewed(5000)
            );
            let attributes = vec![("service", service.to_owned()), ("status", "200".to_owned())];
            Said { program: "gateway", user: Some(user), address: Some(address), message, attributes, class_uid: 4002 }
        }
        _ => {
            let (user, port) = (user(numbers), 1024 + numbers.below(64_000));
            let what =
                numbers.of(&["Failed password for", "Failed password for invalid user", "Accepted publickey for"]);
            let message = format!("{what} {user} from {address} port {port} ssh2");
            let attributes = vec![("activity", "logon".to_owned()), ("port", port.to_string())];
            Said { program: "sshd", user: Some(user), address: Some(address), message, attributes, class_uid: 3002 }
        }
    }
}
