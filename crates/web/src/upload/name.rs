//! The name of a file as it came from somebody's machine, made harmless: it is shown on pages and proposed to other
//! people's machines.

/// The longest name, in characters.
const LONGEST: usize = 120;
/// What a file is called whose name says nothing.
const NAMELESS: &str = "file";
/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The last part of the path, without what acts on a terminal, a reading direction or a file system, and not too long.
pub(crate) fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.chars().filter(|c| !is_unseen(*c));
    let plain: String =
        shown.map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = shortened(trimmed(&plain));
    let (stem, ending) = plain.rsplit_once('.').map_or((plain.as_str(), ""), |(stem, ending)| (trimmed(stem), ending));
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    let first = stem.split('.').next().unwrap_or_default().trim_end();
    let mark = if is_device(first) { "_" } else { "" };
    if ending.is_empty() { format!("{mark}{stem}") } else { format!("{mark}{stem}.{ending}") }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c == '.' || c.is_whitespace())
}

/// Control characters, and those that nobody sees: marks of direction and joiners (Unicode category Cf), line separators.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// The name cut in its stem, so that the ending stays, with room for a mark before it.
fn shortened(name: &str) -> String {
    let most = LONGEST - 1;
    let length = name.chars().count();
    if length <= most {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').filter(|(_, ending)| ending.chars().count() <= 10).unwrap_or((name, ""));
    let room = most - ending.chars().count() - 1;
    let stem: String = stem.chars().take(room).collect();
    let stem = trimmed(&stem);
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_lowercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|rest| {
            let mut digits = rest.chars();
            matches!(digits.next(), Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}')) && digits.next().is_none()
        })
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_names_are_made_harmless() {
        for (given, kept) in [
            ("Акт приёма №5.pdf", "Акт приёма №5.pdf"),
            ("..\\..\\windows\\act.pdf", "act.pdf"),
            ("/etc/passwd", "passwd"),
            ("act\u{202e}fdp.exe", "actfdp.exe"),
            ("a\r\nb\0.pdf", "ab.pdf"),
            ("  .act . .pdf. ", "act.pdf"),
            ("con.pdf", "_con.pdf"),
            ("LPT1", "_LPT1"),
            ("con.tar.pdf", "_con.tar.pdf"),
            ("a<b>:\"|?*.pdf", "a_b______.pdf"),
            (".pdf", "pdf"),
            ("", "file"),
            ("...", "file"),
        ] {
            assert_eq!(harmless(given), kept, "{given:?}");
        }
        let long = harmless(&format!("{}.pdf", "ә".repeat(300)));
        assert_eq!(long.chars().count(), LONGEST - 1);
        assert!(long.ends_with("ә.pdf"));
    }

    proptest! {
        #[test]
        fn every_name_is_harmless(given in "\\PC{0,200}|[./\\\\ a\u{202e}\u{200b}:\r\n]{0,40}(con|pdf)?") {
            let name = harmless(&given);
            prop_assert!(!name.is_empty() && name.chars().count() <= LONGEST, "{name:?}");
            prop_assert!(!name.chars().any(|c| is_unseen(c) || "/\\<>:\"|?*".contains(c)), "{name:?}");
            prop_assert!(!name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']), "{name:?}");
            prop_assert!(!is_device(name.split('.').next().unwrap()), "{name:?}");
            prop_assert_eq!(&harmless(&name), &name);
        }
    }
}
