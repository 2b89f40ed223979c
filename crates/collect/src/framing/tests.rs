use super::*;
use proptest::prelude::*;

/// Feeds the stream in the given pieces and returns the frames, the discarded bytes and the fullest the buffer was.
fn decode_pieces<'a>(max: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Frame>, u64, usize) {
    decode_with(SyslogDecoder::new(max, true), pieces)
}

fn decode_with<'a>(mut decoder: SyslogDecoder, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Frame>, u64, usize) {
    let (mut buffer, mut frames, mut fullest) = (BytesMut::new(), Vec::new(), 0);
    for piece in pieces {
        buffer.extend_from_slice(piece);
        while let Some(frame) = decoder.decode(&mut buffer).unwrap() {
            frames.push(frame);
        }
        fullest = fullest.max(buffer.len());
    }
    while let Some(frame) = decoder.decode_eof(&mut buffer).unwrap() {
        frames.push(frame);
    }
    (frames, decoder.discarded(), fullest)
}

fn check(max: usize, stream: &str, expected: &[(&str, Option<FrameFault>)]) {
    let (frames, _, _) = decode_pieces(max, [stream.as_bytes()]);
    let frames: Vec<_> = frames.iter().map(|f| (std::str::from_utf8(&f.bytes).unwrap(), f.fault)).collect();
    assert_eq!(frames, expected, "{stream:?}");
}

#[test]
fn both_framings_mix() {
    check(
        99,
        "5 <1>ab3 <1>\n<2>line\r\n\n4 <3>x",
        &[("<1>ab", None), ("<1>", None), ("<2>line\r", None), ("<3>x", None)],
    );
    check(99, "6 <1>a\nb<2>c\n", &[("<1>a\nb", None), ("<2>c", None)]);
}

#[test]
fn a_line_that_begins_with_a_number_is_a_line() {
    for line in ["12 monkeys", "2026-11-22 x", "5", "0 <1>", "99999999999 <1>x", "5 "] {
        check(99, &format!("{line}\n<1>b\n"), &[(line, None), ("<1>b", None)]);
    }
}

#[test]
fn overlong_frames_are_cut_and_counted() {
    check(4, "<1>abcdef\n<2>\n", &[("<1>a", Some(FrameFault::TooLong)), ("<2>", None)]);
    check(4, "<1>a\n<2>\n", &[("<1>a", None), ("<2>", None)]);
    check(4, "9 <1>abcdef3 <2>", &[("<1>a", Some(FrameFault::TooLong)), ("<2>", None)]);
    assert_eq!(decode_pieces(4, [b"<1>abcdef\n9 <1>abcdef".as_slice()]).1, 10);
}

#[test]
fn an_end_within_a_frame_is_told() {
    check(99, "<1>a\n<2>b", &[("<1>a", None), ("<2>b", Some(FrameFault::Incomplete))]);
    check(99, "9 <1>a", &[("<1>a", Some(FrameFault::Incomplete))]);
    check(99, "12", &[("12", Some(FrameFault::Incomplete))]);
    check(4, "<1>abcdef", &[("<1>a", Some(FrameFault::TooLong))]);
}

const TRACE: &str = "<11>java.lang.Error: no\n\tat kz.App.main(App.java:1)\r\n\n  ... 3 more";

#[test]
fn lines_without_a_priority_belong_to_the_message_before() {
    check(99, &format!("{TRACE}\n<12>next\n"), &[(TRACE, None), ("<12>next", None)]);
    check(99, &format!("<12>before\n{TRACE}\n\r\n\n"), &[("<12>before", None), (TRACE, None)]);
    check(99, &format!("{TRACE}\n8 <1>a\nb\nc"), &[(TRACE, None), ("<1>a\nb\nc", None)]);
    for further in [
        "<192>x",
        "<>x",
        "<1x>",
        "<1234>",
        "< 1>",
        " <1>x",
        "12 monkeys",
        "12 <b>",
        "0 <1>",
        "12345678901 <1>x",
        "\u{feff}x",
    ] {
        let whole = format!("<1>a\n{further}");
        check(99, &format!("{whole}\n<2>b\n"), &[(whole.as_str(), None), ("<2>b", None)]);
    }
    for next in ["<0>", "<191>x", "<013>x", "\u{feff}<13>x"] {
        check(99, &format!("<1>a\n{next}\n"), &[("<1>a", None), (next, None)]);
    }
}

#[test]
fn of_a_sender_without_priorities_and_after_a_counted_frame_each_line_is_a_message() {
    check(99, "a\n\tat b\n<192>c\n\td\n", &[("a", None), ("\tat b", None), ("<192>c", None), ("\td", None)]);
    check(99, "4 <1>a\tat b\n\tat c\n", &[("<1>a", None), ("\tat b", None), ("\tat c", None)]);
    let lines = decode_with(SyslogDecoder::new(99, false), [b"<1>a\n\tat b\n<2>c\n".as_slice()]).0;
    assert_eq!(
        lines.iter().map(|frame| frame.bytes.as_slice()).collect::<Vec<_>>(),
        [b"<1>a".as_slice(), b"\tat b", b"<2>c"]
    );
}

#[test]
fn a_message_that_its_lines_make_overlong_is_cut_and_counted() {
    let (cut, whole) = (Some(FrameFault::TooLong), None);
    check(8, "<1>abc\nde\nf\n<2>g\n", &[("<1>abc\nd", cut), ("<2>g", whole)]);
    check(8, "<1>abc\nd\n<2>g\n", &[("<1>abc\nd", whole), ("<2>g", whole)]);
    check(8, "<1>abc\nde\nf\n4 <2>g", &[("<1>abc\nd", cut), ("<2>g", whole)]);
    // Where there is no room for a further line, it is kept as one of its own.
    check(8, "<1>abcd\ne\nf\n", &[("<1>abcd", whole), ("e", whole), ("f", whole)]);
    // So is what follows a line that is overlong by itself.
    check(8, "<1>abcdef\n\tg\n", &[("<1>abcde", cut), ("\tg", whole)]);
    assert_eq!(decode_pieces(8, [b"<1>abc\nde\nf\n\nghi\n<2>".as_slice()]).1, 1 + 1 + 3);
}

#[test]
fn an_end_within_a_further_line_is_told() {
    check(99, "<1>a\n\tat b", &[("<1>a\n\tat b", Some(FrameFault::Incomplete))]);
    // What may be the beginning of another message does not spoil the one before.
    check(99, "<1>a\n<1", &[("<1>a", None), ("<1", Some(FrameFault::Incomplete))]);
    check(99, "<1>a\n12 ", &[("<1>a", None), ("12 ", Some(FrameFault::Incomplete))]);
}

#[test]
fn a_message_is_held_until_it_is_let_go_or_another_begins() {
    let (mut decoder, mut buffer) = (SyslogDecoder::new(99, true), BytesMut::new());
    let feed = |decoder: &mut SyslogDecoder, buffer: &mut BytesMut, text: &str| {
        buffer.extend_from_slice(text.as_bytes());
        let frame = decoder.decode(buffer).unwrap().map(|frame| String::from_utf8(frame.bytes).unwrap());
        (frame, decoder.holds(buffer))
    };
    assert_eq!(feed(&mut decoder, &mut buffer, "<1>a"), (None, false));
    assert_eq!(decoder.let_go(&mut buffer), None, "a line that has not ended is waited for");
    assert_eq!(feed(&mut decoder, &mut buffer, "\n"), (None, true));
    assert_eq!(feed(&mut decoder, &mut buffer, "\tat"), (None, false));
    assert_eq!(decoder.let_go(&mut buffer), None, "so is a further line");
    assert_eq!(feed(&mut decoder, &mut buffer, " b\n\n<"), (None, true));
    assert_eq!(decoder.let_go(&mut buffer).unwrap().bytes, b"<1>a\n\tat b");
    assert_eq!((&buffer[..], decoder.holds(&buffer)), (&b"<"[..], false));
    assert_eq!(feed(&mut decoder, &mut buffer, "2>c\n"), (None, true));
    assert_eq!(feed(&mut decoder, &mut buffer, "<3>"), (Some("<2>c".to_owned()), false));
    assert_eq!(feed(&mut decoder, &mut buffer, "\n"), (None, true));
    assert_eq!(decoder.let_go(&mut buffer).unwrap().bytes, b"<3>");
    assert_eq!(feed(&mut decoder, &mut buffer, "\tlate\n"), (Some("\tlate".to_owned()), false));
    assert!(buffer.is_empty());
}

#[test]
fn the_rest_of_an_overlong_message_ends_when_it_is_let_go() {
    let (mut decoder, mut buffer) = (SyslogDecoder::new(8, true), BytesMut::from("<1>abc\nde\nf\n"));
    assert_eq!(decoder.decode(&mut buffer).unwrap().unwrap().fault, Some(FrameFault::TooLong));
    assert_eq!((decoder.decode(&mut buffer).unwrap(), decoder.holds(&buffer)), (None, true));
    assert_eq!(decoder.let_go(&mut buffer), None);
    buffer.extend_from_slice(b"\tlate\n");
    assert_eq!(decoder.decode(&mut buffer).unwrap().unwrap().bytes, b"\tlate");
    assert_eq!(decoder.discarded(), 2);
}

#[test]
fn ten_megabytes_of_further_lines() {
    const MAX: usize = 64 * 1024;
    let mut stream = b"<11>error\n".to_vec();
    let line = b"\tat kz.App.main(App.java:1)\n";
    let lines = (10 << 20) / line.len();
    stream.extend(line.repeat(lines));
    stream.extend_from_slice(b"<12>after\n");
    let (frames, discarded, fullest) = decode_pieces(MAX, stream.chunks(4096));
    let said: Vec<_> = frames.iter().map(|frame| (frame.bytes.len(), frame.fault)).collect();
    assert_eq!(said, [(MAX, Some(FrameFault::TooLong)), (9, None)]);
    assert!(fullest <= MAX + 4096, "{fullest}");
    // All but what was kept and the line feeds between the lines that were not.
    let beyond = stream.len() - b"<12>after\n".len() - MAX;
    let feeds = memchr::memchr_iter(b'\n', &stream[MAX..]).count() - 1;
    assert_eq!(discarded, (beyond - feeds) as u64);
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..12),
        "[0-9]{1,11} <1>[a-z]{0,12}".prop_map(String::into_bytes),
        "<1>[a-z]{0,12}\r?\n".prop_map(String::into_bytes),
        "(\t[a-z]{0,9}|<2[0-9]?|[0-9]{1,3} <?)?\r?\n".prop_map(String::into_bytes),
        "[a-z]{1,9}".prop_map(|text| format!("{} <1>{text}", text.len() + 3).into_bytes()),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_split_gives_the_same_frames(stream in stream(), max in 1_usize..20, cuts in proptest::collection::vec(1_usize..9, 0..80)) {
        let whole = decode_pieces(max, [stream.as_slice()]);
        let mut rest = stream.as_slice();
        let mut pieces = Vec::new();
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
        let split = decode_pieces(max, pieces);
        prop_assert_eq!((&whole.0, whole.1), (&split.0, split.1));
    }

    /// What lines come to as one reads them: a line with a priority and all up to the next one, but for blank lines at its end.
    #[test]
    fn lines_join_as_they_read(lines in proptest::collection::vec("(<1[0-8]?[0-9]?>)?[\t a-z]{0,5}", 0..20)) {
        let mut expected: Vec<String> = Vec::new();
        let (mut joins, mut blank) = (false, 0);
        for line in &lines {
            if line.is_empty() {
                blank += 1;
                continue;
            }
            let begins = line.starts_with('<');
            match expected.last_mut().filter(|_| joins && !begins) {
                Some(message) => message.push_str(&("\n".repeat(blank + 1) + line)),
                None => expected.push(line.clone()),
            }
            (joins, blank) = (joins || begins, 0);
        }
        let stream: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        let (frames, discarded, _) = decode_pieces(9999, stream.as_bytes().chunks(7));
        let said: Vec<_> = frames.into_iter().map(|frame| String::from_utf8(frame.bytes).unwrap()).collect();
        prop_assert_eq!((said, discarded), (expected, 0));
    }

    #[test]
    fn memory_is_bounded_byte_by_byte(stream in stream(), max in 1_usize..20) {
        let (frames, _, fullest) = decode_pieces(max, stream.chunks(1));
        // A count of up to ten digits waits in the buffer whole.
        prop_assert!(fullest <= max.max(MOST_DIGITS + 1), "{}", fullest);
        for frame in frames.iter().filter(|frame| frame.fault != Some(FrameFault::Incomplete)) {
            prop_assert!(frame.bytes.len() <= max);
        }
    }
}
