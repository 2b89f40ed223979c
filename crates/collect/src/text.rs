//! From bytes to text: UTF-8, or windows-1251 where the bytes look like Russian written on Windows, or what can be shown.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1251;

/// How bytes were read as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// They are UTF-8.
    Utf8,
    /// They are not UTF-8 and look like windows-1251.
    Windows1251,
    /// Neither; what is not UTF-8 is shown as U+FFFD.
    Lossy,
}

impl Encoding {
    /// The encoding as the attribute `encoding` names it, where that is worth saying.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Windows1251 => Some("windows-1251"),
            Self::Lossy => Some("unknown"),
        }
    }
}

/// Reads bytes as text, without a byte order mark.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) if looks_like_windows_1251(bytes) => {
            (WINDOWS_1251.decode_without_bom_handling(bytes).0, Encoding::Windows1251)
        }
        Err(_) => (String::from_utf8_lossy(bytes), Encoding::Lossy),
    }
}

/// Whether most bytes beyond ASCII are windows-1251's Russian letters. UTF-8 that was cut or damaged is not: half of its
/// bytes are continuation bytes, which windows-1251 gives to punctuation and rare letters. Nor is binary data, which
/// has control bytes.
fn looks_like_windows_1251(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\t' | b'\r' | b'\n') || *byte == 0x7f;
    if bytes.iter().any(is_control) {
        return false;
    }
    let is_letter = |byte: &&u8| matches!(**byte, 0xc0..=0xff | 0xa8 | 0xb8);
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let letters = bytes.iter().filter(is_letter).count();
    let in_a_row = bytes.windows(2).any(|pair| pair.iter().all(|byte| is_letter(&byte)));
    in_a_row && letters * 4 >= high * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn windows_1251_is_recognised() {
        let (bytes, _, _) = WINDOWS_1251.encode("Вход в систему: «ошибка», № 5 — ёлка");
        let (text, encoding) = decode(&bytes);
        assert_eq!((text.as_ref(), encoding), ("Вход в систему: «ошибка», № 5 — ёлка", Encoding::Windows1251));
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_windows_1251() {
        for whole in ["Қате: кіру мүмкін емес", "Ошибка входа в систему"] {
            let bytes = whole.as_bytes();
            let (text, encoding) = decode(&bytes[..bytes.len() - 1]);
            assert_eq!(encoding, Encoding::Lossy, "{text}");
            assert!(text.ends_with('\u{fffd}'), "{text}");
        }
    }

    #[test]
    fn binary_is_shown_as_far_as_it_goes() {
        let (text, encoding) = decode(b"\x00\xff\xfeok\x01");
        assert_eq!((text.as_ref(), encoding), ("\0\u{fffd}\u{fffd}ok\x01", Encoding::Lossy));
        assert_eq!(decode(b"\xef\xbb\xbfok").0, "ok");
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (_, encoding) = decode(&bytes);
            prop_assert_eq!(encoding == Encoding::Utf8, std::str::from_utf8(&bytes).is_ok());
        }
    }
}
