//! The language in which a command speaks, chosen before its command line is parsed, since parsing itself speaks.

use std::ffi::OsString;

use talap_model::Language;

/// `--lang`, else the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`, as `variable` tells them), else English.
pub fn language(args: impl Iterator<Item = OsString>, variable: impl Fn(&str) -> Option<String>) -> Language {
    let args: Vec<String> = args.filter_map(|arg| arg.into_string().ok()).collect();
    // `talap decree outline --lang` names the language of the text, which is a good guess for the interface as well.
    let asked = args.iter().enumerate().find_map(|(index, arg)| match arg.strip_prefix("--lang") {
        Some("") => args.get(index + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    if let Some(language) = asked.and_then(|text| text.parse().ok()) {
        return language;
    }
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .and_then(|value| Language::from_locale(&value))
        .unwrap_or(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(args: &[&str], variables: &[(&str, &str)], expected: Language) {
        let variable =
            |asked: &str| variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned());
        assert_eq!(language(args.iter().map(OsString::from), variable), expected);
    }

    #[test]
    fn the_option_stands_before_the_environment() {
        check(&["x", "--lang", "kk"], &[("LANG", "ru_RU.UTF-8")], Language::Kk);
        check(&["x", "--lang=kk"], &[("LANG", "ru_RU.UTF-8")], Language::Kk);
        check(&["x", "--lang", "unicorn"], &[("LANG", "ru_RU.UTF-8")], Language::Ru);
        check(&["x"], &[("LANG", "ru_RU.UTF-8"), ("LC_MESSAGES", "kk_KZ"), ("LC_ALL", "")], Language::Kk);
        check(&["x"], &[("LANG", "C.UTF-8")], Language::En);
        check(&["x"], &[], Language::En);
    }
}
