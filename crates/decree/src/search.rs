//! Looking for words in statements, clauses, the glossary and the official texts, in three languages at once.
//!
//! Russian and English words are reduced to their stems. Kazakh has no stemmer that anybody keeps, and its words grow by
//! suffixes: there a word is found by its beginning, and by the trigrams it shares. The last word of a query is taken as
//! a beginning in every language, so that answers come while somebody still types.

use std::sync::Arc;

use talap_model::{ClauseId, Explain, Language, Message, StatementKey};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{
    Language as Stems, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream, WhitespaceTokenizer,
};
use tantivy::{Index, IndexReader, TantivyDocument, Term};
use time::Date;

use crate::catalog::{Catalog, Clause, Statement, Term as GlossaryTerm};
use crate::redactions::Redactions;
use crate::text::OfficialClause;

/// The index could not be made or asked. It is held in memory, so this is a fault of the program or a lack of memory.
#[derive(Debug, thiserror::Error)]
#[error("the search index fails")]
pub struct SearchError(#[from] tantivy::TantivyError);

impl Explain for SearchError {
    fn explain(&self) -> Message {
        Message::new("decree-search-failed").with("cause", self.0.to_string())
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A statement.
    Statement {
        /// Its key.
        key: StatementKey,
        /// Its clause.
        clause: ClauseId,
    },
    /// A clause without statements of its own.
    Clause(ClauseId),
    /// A term of the glossary, by its key.
    Term(String),
    /// A clause of an official text.
    Official {
        /// The language of the text.
        language: Language,
        /// The day of the redaction.
        redaction: Date,
        /// The clause.
        clause: ClauseId,
    },
}

impl Found {
    /// As programs read it: `statement`, `clause`, `term`, `official`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Statement { .. } => "statement",
            Self::Clause(_) => "clause",
            Self::Term(_) => "term",
            Self::Official { .. } => "official",
        }
    }
}

/// The fields that hold one language.
#[derive(Debug, Clone, Copy)]
struct Fields {
    title: Field,
    text: Field,
    /// Words as they are written, for beginnings.
    plain: Field,
    /// Trigrams of the words; only Kazakh has them.
    grams: Field,
}

/// The index, in memory.
pub struct Search {
    reader: IndexReader,
    fields: [Fields; 3],
    place: Field,
    found: Vec<Found>,
    analyzers: [TextAnalyzer; 3],
}

/// The arena of the writer, in bytes: the least that the library takes.
const ARENA: usize = 15_000_000;

/// How much more a hit in the reader's own language weighs.
const OWN_LANGUAGE: f32 = 1.6;

/// How much more a title weighs than a text.
const TITLE: f32 = 2.5;

/// How many trigrams of a word must be shared, in hundredths.
const SHARED_GRAMS: usize = 70;

impl Search {
    /// Indexes the catalogue, and the latest official text of each language.
    ///
    /// # Errors
    ///
    /// [`SearchError`].
    pub fn new(catalog: &Catalog, texts: &Redactions) -> Result<Self, SearchError> {
        let mut schema = Schema::builder();
        let place = schema.add_u64_field("place", STORED);
        let options = |analyzer: &str| {
            let indexing =
                TextFieldIndexing::default().set_tokenizer(analyzer).set_index_option(IndexRecordOption::WithFreqs);
            TextOptions::default().set_indexing_options(indexing)
        };
        let fields = Language::ALL.map(|language| {
            let code = language.code();
            Fields {
                title: schema.add_text_field(&format!("title_{code}"), options(code)),
                text: schema.add_text_field(&format!("text_{code}"), options(code)),
                plain: schema.add_text_field(&format!("plain_{code}"), options("plain")),
                grams: schema.add_text_field(&format!("grams_{code}"), options("grams")),
            }
        });
        let index = Index::create_in_ram(schema.build());
        let analyzers = Language::ALL.map(analyzer);
        for (language, analyzer) in Language::ALL.into_iter().zip(&analyzers) {
            index.tokenizers().register(language.code(), analyzer.clone());
        }
        index.tokenizers().register("plain", plain());
        index.tokenizers().register("grams", TextAnalyzer::builder(WhitespaceTokenizer::default()).build());
        let mut filling = Filling { fields, place, found: Vec::new(), documents: Vec::new() };
        filling.catalogue(catalog);
        for language in Language::ALL {
            if let Some((redaction, text)) = texts.latest(language) {
                text.clauses.iter().for_each(|clause| filling.official(language, redaction, clause));
            }
        }
        let Filling { found, documents, .. } = filling;
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, ARENA)?;
        for document in documents {
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Self { reader: index.reader()?, fields, place, found, analyzers })
    }

    /// What has all the words, the best first. A query that is the beginning of a clause's identifier finds that clause
    /// and its parts first.
    ///
    /// # Errors
    ///
    /// [`SearchError`].
    pub fn find(&self, query: &str, reader: Language, most: usize) -> Result<Vec<Found>, SearchError> {
        let mut hits = self.by_identifier(query.trim());
        hits.truncate(most);
        if let Some(query) = self.query(query, reader) {
            let searcher = self.reader.searcher();
            let collector = TopDocs::with_limit(most.max(1)).order_by_score();
            for (_, address) in searcher.search(&query, &collector)? {
                let document: TantivyDocument = searcher.doc(address)?;
                let place = document.get_first(self.place).and_then(|value| value.as_u64());
                let found = place.and_then(|place| self.found.get(usize::try_from(place).ok()?));
                if let Some(found) = found.filter(|found| !hits.contains(found)) {
                    hits.push(found.clone());
                }
            }
        }
        hits.truncate(most);
        Ok(hits)
    }

    /// The words of a text, each with whether the query asked for it. Spaces and marks go with the word before them.
    pub fn marked(&self, query: &str, text: &str, language: Language) -> Vec<(bool, String)> {
        let sought = words(query);
        let stems: Vec<String> = sought.iter().map(|word| self.stem(word, language)).collect();
        let mut pieces: Vec<(bool, String)> = Vec::new();
        for run in runs(text) {
            let lower = run.to_lowercase();
            let is_word = lower.starts_with(char::is_alphanumeric);
            let hit = is_word
                && (stems.contains(&self.stem(&lower, language))
                    || sought.iter().any(|word| word.chars().count() > 1 && lower.starts_with(word.as_str())));
            match pieces.last_mut() {
                Some((marked, before)) if *marked == hit => before.push_str(run),
                _ => pieces.push((hit, run.to_owned())),
            }
        }
        pieces
    }

    fn by_identifier(&self, query: &str) -> Vec<Found> {
        if !query.starts_with(|c: char| c.is_ascii_digit()) {
            return Vec::new();
        }
        let under = format!("{query}.");
        let mut hits: Vec<Found> = Vec::new();
        for found in &self.found {
            let id = match found {
                Found::Statement { clause, .. } | Found::Clause(clause) => clause.as_str(),
                Found::Term(_) | Found::Official { .. } => continue,
            };
            if id == query || id.starts_with(&under) {
                hits.push(found.clone());
            }
        }
        hits
    }

    /// Every word must be there, in some language and form.
    fn query(&self, query: &str, reader: Language) -> Option<BooleanQuery> {
        let words = words(query);
        let last = words.len().checked_sub(1)?;
        let musts = words.iter().enumerate().map(|(at, word)| {
            let forms = Language::ALL.into_iter().zip(self.fields).flat_map(|(language, fields)| {
                let boost = if language == reader { OWN_LANGUAGE } else { 1.0 };
                self.forms(word, language, fields, at == last).into_iter().map(move |query| boosted(query, boost))
            });
            let any: Vec<_> = forms.map(|query| (Occur::Should, query)).collect();
            (Occur::Must, Box::new(BooleanQuery::new(any)) as Box<dyn Query>)
        });
        Some(BooleanQuery::new(musts.collect()))
    }

    fn forms(&self, word: &str, language: Language, fields: Fields, beginning: bool) -> Vec<Box<dyn Query>> {
        let stem = self.stem(word, language);
        let term = |field: Field, text: &str| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
        };
        let mut forms = vec![boosted(term(fields.title, &stem), TITLE), term(fields.text, &stem)];
        if (beginning || language == Language::Kk) && word.chars().count() > 1 {
            forms.push(Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(fields.plain, word), 0, true)));
        }
        if language == Language::Kk {
            let grams = trigrams(word);
            // A short word shares its trigrams with too many others.
            if grams.len() >= 3 {
                let shared = (grams.len() * SHARED_GRAMS).div_ceil(100);
                let any: Vec<_> = grams.iter().map(|gram| (Occur::Should, term(fields.grams, gram))).collect();
                forms.push(boosted(Box::new(BooleanQuery::with_minimum_required_clauses(any, shared)), 0.3));
            }
        }
        forms
    }

    fn stem(&self, word: &str, language: Language) -> String {
        let analyzer = Language::ALL.iter().position(|found| *found == language).and_then(|at| self.analyzers.get(at));
        let Some(mut analyzer) = analyzer.cloned() else { return word.to_owned() };
        let mut tokens = analyzer.token_stream(word);
        if tokens.advance() { tokens.token().text.clone() } else { word.to_owned() }
    }
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

fn plain() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build()
}

fn analyzer(language: Language) -> TextAnalyzer {
    let words = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser);
    match language {
        Language::Kk => words.build(),
        Language::Ru => words.filter(Stemmer::new(Stems::Russian)).build(),
        Language::En => words.filter(Stemmer::new(Stems::English)).build(),
    }
}

/// The words of a query, in lower case.
fn words(query: &str) -> Vec<String> {
    let words = query.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// A text cut into words and what stands between them.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(run);
        rest = after;
    }
    runs
}

fn trigrams(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(3).map(|window| window.iter().collect()).collect()
}

/// Documents on their way into the index.
struct Filling {
    fields: [Fields; 3],
    place: Field,
    found: Vec<Found>,
    documents: Vec<TantivyDocument>,
}

impl Filling {
    fn catalogue(&mut self, catalog: &Catalog) {
        for clause in catalog.clauses() {
            if clause.statements.is_empty() {
                self.clause(clause);
            }
            clause.statements.iter().for_each(|statement| self.statement(clause, statement));
        }
        catalog.glossary.iter().for_each(|term| self.term(term));
    }

    fn clause(&mut self, clause: &Clause) {
        let texts = Language::ALL.map(|language| (language, clause.title.get(language).to_owned(), String::new()));
        self.add(Found::Clause(clause.id.clone()), &texts);
    }

    fn statement(&mut self, clause: &Clause, statement: &Statement) {
        let found = Found::Statement { key: statement.key.clone(), clause: clause.id.clone() };
        let texts = Language::ALL.map(|language| {
            let title = format!("{} {}", clause.title.get(language), statement.title.get(language));
            (language, title, statement.text.get(language).to_owned())
        });
        self.add(found, &texts);
    }

    fn term(&mut self, term: &GlossaryTerm) {
        let short = term.abbreviation.clone().unwrap_or_default();
        let texts = Language::ALL.map(|language| {
            let abbreviation = match language {
                Language::Kk => short.kk.as_deref(),
                Language::Ru => short.ru.as_deref(),
                Language::En => short.en.as_deref(),
            };
            let title = format!("{} {}", term.term.get(language), abbreviation.unwrap_or_default());
            // The translation's variants are English words.
            let variants = if language == Language::En { term.variants.join(" ") } else { String::new() };
            (language, title, variants)
        });
        self.add(Found::Term(term.key.clone()), &texts);
    }

    fn official(&mut self, language: Language, redaction: Date, clause: &OfficialClause) {
        let found = Found::Official { language, redaction, clause: clause.id.clone() };
        self.add(found, &[(language, String::new(), clause.text.clone())]);
    }

    fn add(&mut self, found: Found, texts: &[(Language, String, String)]) {
        let mut document = TantivyDocument::new();
        document.add_u64(self.place, self.found.len() as u64);
        for (language, title, text) in texts {
            let at = Language::ALL.iter().position(|found| found == language).unwrap_or_default();
            let Some(fields) = self.fields.get(at) else { continue };
            document.add_text(fields.title, title);
            document.add_text(fields.text, text);
            document.add_text(fields.plain, format!("{title} {text}"));
            if *language == Language::Kk {
                let grams: Vec<_> = words(&format!("{title} {text}")).iter().flat_map(|word| trigrams(word)).collect();
                document.add_text(fields.grams, grams.join(" "));
            }
        }
        self.found.push(found);
        self.documents.push(document);
    }
}

/// An index that is made when it is first asked for, and made anew after something was imported.
#[derive(Default)]
pub struct LazySearch(std::sync::Mutex<Option<Arc<Search>>>);

impl LazySearch {
    /// The index; made now if it is not there. This takes some tenths of a second.
    ///
    /// # Errors
    ///
    /// [`SearchError`].
    pub fn get(&self, catalog: &Catalog, texts: &Redactions) -> Result<Arc<Search>, SearchError> {
        let mut held = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(search) = held.as_ref() {
            return Ok(Arc::clone(search));
        }
        let search = Arc::new(Search::new(catalog, texts)?);
        *held = Some(Arc::clone(&search));
        Ok(search)
    }

    /// Forgets the index: what it was made of has changed.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }
}
