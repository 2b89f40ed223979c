//! The command speaks the language of whoever runs it.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use talap_wide::keys;

use crate::machines::HERE;

const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

fn command(language: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_talap-wide"));
    command.args(args).env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("RUST_LOG");
    command.env("LANG", format!("{language}_KZ.UTF-8")).stdin(Stdio::null());
    command
}

/// What a command said, and its exit status.
#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let [out, err] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        Self { code: status.code().unwrap(), out, err }
    }
}

#[track_caller]
fn check_language(language: &str, text: &str) {
    let cyrillic = text.chars().any(|c| matches!(c, '\u{400}'..='\u{4ff}'));
    assert_eq!(cyrillic, language != "en", "{language}: {text}");
    let kazakh = text.to_lowercase().chars().any(|c| "әғқңөұүһі".contains(c));
    assert_eq!(kazakh, language == "kk", "{language}: {text}");
    let keys: Vec<&str> = ["wide-", "args-", "help-", "io-"].into_iter().filter(|key| holds(text, key)).collect();
    assert!(keys.is_empty(), "keys without words: {keys:?} in {text}");
}

fn holds(text: &str, key: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || "«»“”():".contains(c)).any(|word| word.starts_with(key))
}

/// Words that stand in Kazakh and Russian texts because they are names: commands, options, formats.
const NAMES: [&str; 29] = [
    "talap-wide",
    "Talap",
    "ledger",
    "wide",
    "keys",
    "scheduler",
    "executor",
    "help",
    "version",
    "lang",
    "kk",
    "ru",
    "en",
    "into",
    "name",
    "bind",
    "archive",
    "work",
    "threads",
    "memory",
    "URL",
    "file",
    "s3",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "tmpfs",
    "RUST_LOG",
];

#[test]
fn help_is_whole_in_each_language() {
    for language in LANGUAGES {
        for args in [&["--help"][..], &["keys", "--help"], &["scheduler", "--help"], &["executor", "--help"]] {
            let said = Said::of(&mut command(language, args));
            assert_eq!((said.code, said.err.as_str()), (0, ""), "{language} {args:?}: {said:?}");
            check_language(language, &said.out);
            let words = said.out.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
            let latin = words.map(|word| word.trim_matches('-')).filter(|word| word.len() > 1);
            let latin = latin.filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()) && !NAMES.contains(word));
            let foreign: Vec<&str> = latin.filter(|_| language != "en").collect();
            assert!(foreign.is_empty(), "English in {language}: {foreign:?}\n{}", said.out);
        }
    }
}

#[test]
fn wrong_use_is_told_in_each_language_and_ends_with_2() {
    let executor = ["executor", "--keys", "x", "--name", "x", "--scheduler", "x:1", "--work", "x", "--archive"];
    let with = |more: &[&'static str]| [&executor[..], more].concat();
    let uses: Vec<Vec<&str>> = vec![
        vec![],
        vec!["unicorn"],
        vec!["--lang", "unicorn"],
        vec!["keys"],
        vec!["keys", "--unicorn"],
        vec!["keys", "--into", "/nothing", "zürich"],
        vec!["scheduler", "--keys", "x", "--name", "x", "--bind", "here"],
        with(&["file:///x", "--threads", "none"]),
        with(&["file:///x", "--threads", "0"]),
        with(&["file:///x", "--memory", "99999999999999"]),
        with(&["ftp://x"]),
        with(&["s3://x/y"]),
    ];
    for language in LANGUAGES {
        for args in &uses {
            let said = Said::of(command(language, args).env_remove("AWS_ENDPOINT_URL"));
            assert_eq!((said.code, said.out.as_str()), (2, ""), "{language} {args:?}: {said:?}");
            check_language(language, &said.err);
            for english in ["error:", "Usage:", "tip:"] {
                assert!(!said.err.contains(english) || language == "en", "{language} {args:?}: {said:?}");
            }
        }
    }
}

#[test]
fn the_option_chooses_the_language_before_the_environment() {
    for (language, expected) in [("kk", "командасы белгісіз"), ("ru", "Неизвестная команда"), ("en", "is not known")]
    {
        for args in [["--lang", language, "unicorn"], ["unicorn", "--lang", language]] {
            let said = Said::of(&mut command("de", &args));
            assert!(said.err.contains(expected), "{args:?}: {said:?}");
        }
    }
}

#[test]
fn what_fails_is_told_in_each_language_and_ends_with_3() {
    let folder = tempfile::tempdir().unwrap();
    keys::make(folder.path(), &[HERE.to_owned()]).unwrap();
    let (made, own) = (folder.path().to_str().unwrap(), folder.path().join(HERE));
    let own = own.to_str().unwrap();
    let taken = TcpListener::bind((HERE, 0)).unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let spoilt = folder.path().join("spoilt");
    std::fs::create_dir(&spoilt).unwrap();
    for file in [keys::AUTHORITY, keys::CERTIFICATE, keys::KEY] {
        std::fs::write(spoilt.join(file), "no key").unwrap();
    }
    let spoilt = spoilt.to_str().unwrap();
    let uses: [(&[&str], [&str; 3]); 4] = [
        (&["keys", "--into", made, HERE], ["бұрыннан бар", "уже существует", "there already"]),
        (&["scheduler", "--keys", "/nothing", "--name", HERE], ["ол жоқ", "не существует", "does not exist"]),
        (
            &["scheduler", "--keys", spoilt, "--name", HERE],
            ["TLS үшін жарамсыз", "непригодны для TLS", "not fit for TLS"],
        ),
        (
            &["scheduler", "--keys", own, "--name", HERE, "--bind", &taken],
            ["басқа бағдарлама", "занят другой программой", "another program"],
        ),
    ];
    for (at, language) in LANGUAGES.into_iter().enumerate() {
        for (args, expected) in &uses {
            let said = Said::of(&mut command(language, args));
            assert_eq!((said.code, said.out.as_str()), (3, ""), "{language} {args:?}: {said:?}");
            check_language(language, &said.err);
            assert!(said.err.contains(expected[at]), "{language} {args:?}: {said:?}");
        }
    }
}

#[test]
fn keys_that_were_made_are_told_in_each_language() {
    for (language, expected) in [("kk", "2 тораптың"), ("ru", "2 узлов"), ("en", "2 machines")] {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().to_str().unwrap();
        let said = Said::of(&mut command(language, &["keys", "--into", into, "a.internal", "b.internal"]));
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
        check_language(language, &said.out);
        assert!(said.out.contains(expected), "{said:?}");
    }
}
