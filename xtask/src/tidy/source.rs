//! Rust source as text: code with comments and literals blanked out, and the string literals by themselves.

/// A string literal, without its quotes and with escapes as they are written.
#[derive(Debug, PartialEq)]
pub(crate) struct Literal {
    /// Where its text begins, as a byte offset.
    pub(crate) start: usize,
    /// Its text.
    pub(crate) text: String,
}

/// A Rust file taken apart.
pub(crate) struct Source {
    /// The file with comments and the insides of literals replaced by spaces, byte for byte; lines stay where they were.
    pub(crate) code: String,
    /// Its string literals.
    pub(crate) literals: Vec<Literal>,
}

impl Source {
    /// Takes a file apart.
    pub(crate) fn parse(text: &str) -> Self {
        let mut source = Self { code: String::with_capacity(text.len()), literals: Vec::new() };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (length, inside) = token(rest, first, source.code.chars().next_back());
            let (taken, after) = rest.split_at(length.min(rest.len()));
            match inside {
                Inside::Code => source.code.push_str(taken),
                Inside::Comment => blank(&mut source.code, taken),
                Inside::Literal { open, close } => {
                    let body = taken.get(open..taken.len().saturating_sub(close)).unwrap_or_default();
                    source.literals.push(Literal { start: source.code.len() + open, text: body.to_owned() });
                    source.code.push_str(taken.get(..open).unwrap_or_default());
                    blank(&mut source.code, body);
                    source.code.push_str(taken.get(open + body.len()..).unwrap_or_default());
                }
            }
            rest = after;
        }
        source
    }

    /// The line of a byte offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        1 + self.code.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    /// The lines of code, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The line from which on the file holds unit tests: by house style their module stands last.
    pub(crate) fn tests_from(&self) -> usize {
        self.test_modules().find(|(_, code)| code.contains('{')).map_or(usize::MAX, |(line, _)| line)
    }

    /// The names of modules that are compiled for tests only and stand in files of their own.
    pub(crate) fn test_files(&self) -> impl Iterator<Item = &str> {
        self.test_modules().filter_map(|(_, code)| {
            let (_, name) = code.strip_suffix(';')?.rsplit_once("mod ")?;
            Some(name.trim())
        })
    }

    /// The lines that declare modules under `#[cfg(test)]`.
    fn test_modules(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut tested = false;
        self.lines().filter_map(move |(line, code)| {
            let code = code.trim();
            let own = code.strip_prefix("#[cfg(test)]").map(str::trim);
            tested = tested || own.is_some();
            let code = own.unwrap_or(code);
            if code.is_empty() || code.starts_with("#[") {
                return None;
            }
            let module = tested && code.split_whitespace().any(|word| word == "mod");
            tested = false;
            module.then_some((line, code))
        })
    }
}

enum Inside {
    Code,
    Comment,
    Literal { open: usize, close: usize },
}

/// The length of the next token and what it is.
fn token(rest: &str, first: char, before: Option<char>) -> (usize, Inside) {
    let in_word = before.is_some_and(|character| character.is_alphanumeric() || character == '_');
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), Inside::Comment);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), Inside::Comment);
    }
    if first == '"' {
        return (quoted(rest, 1, '"'), Inside::Literal { open: 1, close: 1 });
    }
    if !in_word && let Some((open, close, length)) = raw(rest) {
        return (length, Inside::Literal { open, close });
    }
    if first == '\''
        && let Some(length) = character(rest)
    {
        return (length, Inside::Comment);
    }
    (first.len_utf8(), Inside::Code)
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut previous = ' ';
    for (at, character) in rest.char_indices() {
        match (previous, character) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth = depth.saturating_sub(1),
            _ => {
                previous = character;
                continue;
            }
        }
        previous = ' ';
        if depth == 0 {
            return at + 1;
        }
    }
    rest.len()
}

/// The length of a quoted literal whose text begins at `open`.
fn quoted(rest: &str, open: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip_while(|(at, _)| *at < open) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A raw string: the length of its opening and closing marks and of the whole.
fn raw(rest: &str) -> Option<(usize, usize, usize)> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after.trim_start_matches('#').strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let open = rest.len() - body.len();
    let end = body.find(&close).unwrap_or(body.len());
    Some((open, close.len(), (open + end + close.len()).min(rest.len())))
}

/// The length of a character literal, or nothing where the quote begins a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        return Some(quoted(rest, 1, '\''));
    }
    let (at, second) = characters.next()?;
    (second == '\'').then_some(at + 1)
}

fn blank(code: &mut String, text: &str) {
    code.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str, literals: &[&str]) {
        let source = Source::parse(text);
        assert_eq!(source.code, code);
        assert_eq!(source.literals.iter().map(|literal| literal.text.as_str()).collect::<Vec<_>>(), literals);
        assert_eq!(source.code.len(), text.len());
    }

    #[test]
    fn comments_and_literals_are_told_from_code() {
        check("a // \"b\"\nc", "a       \nc", &[]);
        check("a /* x /* y */ \" */ b", "a                   b", &[]);
        check(r#"f("x\"y", "z")"#, r#"f("    ", " ")"#, &[r#"x\"y"#, "z"]);
        check(r##"f(r#"a"b"#)"##, r##"f(r#"   "#)"##, &["a\"b"]);
        check("match c { '\"' => 'a', '\\'' => b }", "match c {     =>    ,      => b }", &[]);
        check("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}", &[]);
        check("\"қ\"", "\"  \"", &["қ"]);
    }

    #[test]
    fn test_modules_are_told_from_single_test_items() {
        let source = Source::parse(
            "#[cfg(test)]\nmod crash;\n#[cfg(test)]\nuse x;\nmod a;\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n}",
        );
        assert_eq!(source.test_files().collect::<Vec<_>>(), ["crash"]);
        assert_eq!(source.tests_from(), 8);
        assert_eq!(Source::parse("mod a;\nfn f() {}").tests_from(), usize::MAX);
    }

    #[test]
    fn a_literal_knows_its_line() {
        let source = Source::parse("one\ntwo(\"x\")");
        assert_eq!(source.line(source.literals[0].start), 2);
    }
}
