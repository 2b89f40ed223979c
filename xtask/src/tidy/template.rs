//! Templates as text: the page with template code and comments blanked out, and the string literals of the code by
//! themselves.

use super::source::Source;

/// A string literal in template code.
#[derive(Debug, PartialEq)]
pub(crate) struct Literal {
    /// Its line, from 1.
    pub(crate) line: usize,
    /// Its text.
    pub(crate) text: String,
    /// The method that it is the first argument of, as `text` in `t.text("key")`; empty where it is none's.
    pub(crate) method: String,
}

/// A template taken apart.
pub(crate) struct Template {
    /// The page, line for line as long as the template: `{% %}`, `{# #}` and HTML comments are spaces, and `{{ }}`, which
    /// will be something, is zeros.
    pub(crate) page: String,
    /// The literals of its code.
    pub(crate) literals: Vec<Literal>,
}

impl Template {
    /// Takes a template apart.
    pub(crate) fn parse(text: &str) -> Self {
        let mut template = Self { page: String::with_capacity(text.len()), literals: Vec::new() };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (length, fill) = match rest.get(..2) {
                Some("{#") => (comment(rest), ' '),
                Some("{{") => (code(rest, "}}"), '0'),
                Some("{%") => (code(rest, "%}"), ' '),
                _ if rest.starts_with("<!--") => (rest.find("-->").map_or(rest.len(), |at| at + 3), ' '),
                _ => {
                    template.page.push(first);
                    rest = rest.get(first.len_utf8()..).unwrap_or_default();
                    continue;
                }
            };
            let (taken, after) = rest.split_at(length.min(rest.len()));
            if !taken.starts_with("{#") && !taken.starts_with('<') {
                let line = 1 + template.page.matches('\n').count();
                template.literals.extend(literals(taken, line));
            }
            template.page.extend(taken.chars().map(|character| if character == '\n' { '\n' } else { fill }));
            rest = after;
        }
        template
    }
}

/// The length of a comment, which may hold others.
fn comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(after) = rest.get(at..).filter(|after| !after.is_empty()) {
        if after.starts_with("{#") {
            depth += 1;
            at += 2;
        } else if after.starts_with("#}") {
            depth -= 1;
            at += 2;
        } else {
            at += after.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The length of template code up to its end, which does not count inside a string.
fn code(rest: &str, end: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in rest.char_indices().skip(2) {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted && rest.get(at..).is_some_and(|after| after.starts_with(end)) => return at + end.len(),
            _ => {}
        }
    }
    rest.len()
}

fn literals(code: &str, first_line: usize) -> Vec<Literal> {
    let source = Source::parse(code);
    let literal = |found: &super::source::Literal| {
        let before = source.code.get(..found.start.saturating_sub(1)).unwrap_or_default().trim_end();
        let method = before.strip_suffix('(').map_or("", |call| {
            let begins = call.rfind(|character: char| !character.is_ascii_alphanumeric() && character != '_');
            begins
                .filter(|at| call.get(*at..).is_some_and(|tail| tail.starts_with('.')))
                .and_then(|at| call.get(at + 1..))
                .unwrap_or("")
        });
        Literal { line: first_line + source.line(found.start) - 1, text: found.text.clone(), method: method.to_owned() }
    };
    source.literals.iter().map(literal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, page: &str, literals: &[(usize, &str, &str)]) {
        let template = Template::parse(text);
        assert_eq!(template.page, page);
        let found: Vec<_> = template
            .literals
            .iter()
            .map(|literal| (literal.line, literal.method.as_str(), literal.text.as_str()))
            .collect();
        assert_eq!(found, literals);
    }

    #[test]
    fn code_and_comments_are_told_from_the_page() {
        check("<p>{{ x }}</p>", "<p>0000000</p>", &[]);
        check("a{% if x -%}b{# c {# d #} e #}f<!-- g -->h", "a           b                 f          h", &[]);
        check("{{ \"}}\" }}a", "0000000000a", &[(1, "", "}}")]);
        check("{# {{ t.text(\"x\") }} #}қ", "                       қ", &[]);
    }

    #[test]
    fn a_literal_knows_its_line_and_what_it_is_given_to() {
        check("\n{{ t.text(\"a\") }}", "\n00000000000000000", &[(2, "text", "a")]);
        let template =
            Template::parse("{{ t.count(\n  \"a\", n) }}{% if kind == \"b\" %}{{ f(\"c\") }}{{ t.text(g(\"d\")) }}");
        let found: Vec<_> = template
            .literals
            .iter()
            .map(|literal| (literal.line, literal.method.as_str(), literal.text.as_str()))
            .collect();
        assert_eq!(found, [(2, "count", "a"), (2, "", "b"), (2, "", "c"), (2, "", "d")]);
    }
}
