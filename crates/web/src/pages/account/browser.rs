//! The name that a person knows a browser by.

/// What a browser calls itself, and its name; those that call themselves several things stand first.
const BROWSERS: [(&str, &str); 8] = [
    ("YaBrowser/", "Yandex Browser"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 6] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// The longest beginning that is shown of what is not known, in characters.
const LONGEST: usize = 40;

/// The browser and its system by their names, or how it calls itself.
pub(super) fn name(agent: &str) -> String {
    let known =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => agent.chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_go_by_their_own_names() {
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36";
        for (agent, expected) in [
            (format!("{windows} {chrome}"), "Chrome · Windows"),
            (format!("{windows} {chrome} Edg/131.0"), "Edge · Windows"),
            (format!("{windows} {chrome} YaBrowser/25.1"), "Yandex Browser · Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into(), "Firefox · Linux"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1".into(), "Safari · iOS"),
            ("curl/8.5.0".into(), "curl/8.5.0"),
            (String::new(), ""),
        ] {
            assert_eq!(name(&agent), expected, "{agent}");
        }
        assert_eq!(name(&"ә".repeat(100)).chars().count(), LONGEST);
    }
}
