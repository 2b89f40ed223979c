//! Questions in SQL on the page and in the API: what they reach, how they are answered and refused, and that the ledger hears of them.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use talap_access::Role;

use crate::place::{Answer, Client, Place, event};

async fn furnished() -> (Place, Client) {
    let place = Place::new().await;
    place.append(vec![event("mine", "portal", "own <b>"), event("other", "mail", "=1+1 of others")]).await;
    let client = place.person("officer", &Role::ALL, None).await;
    (place, client)
}

fn page(sql: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", sql).finish();
    format!("/events/sql?{query}")
}

async fn ask(client: &Client, token: &str, form: &str, sql: &str) -> Answer {
    let path = format!("/api/v1/query{form}");
    client.api(Method::POST, &path, Some(token), &json!({"sql": sql}).to_string()).await
}

const OF_SSHD: &str = "SELECT seq, message FROM events WHERE program = 'sshd' ORDER BY seq";

#[tokio::test]
async fn an_answer_is_a_table_that_leads_to_its_events() {
    let (place, client) = furnished().await;
    let answer = client.get(&page(OF_SSHD)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let link = answer.text.split("<a href=\"/events/").find(|part| part.chars().next().unwrap().is_ascii_digit());
    let seq = link.unwrap().split('"').next().unwrap();
    for part in ["<th scope=\"col\">message</th>", "own &#60;b&#62;", "2 rows in 0", "format=csv", "format=parquet"] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    let event = client.get(&format!("/events/{seq}")).await;
    assert!(event.text.contains("/proof"), "{}", event.text);
    let cut = client.get(&page("SELECT value FROM generate_series(1, 1500)")).await;
    assert!(cut.text.contains("The first 1000 rows in"), "{}", cut.text);
    assert!(!cut.text.contains("<td class=\"number\">1001</td>"));
    let none = client.get(&page("SELECT seq FROM events WHERE seq > 9999999")).await;
    assert!(none.text.contains("Nothing found") && none.text.contains("0 rows"), "{}", none.text);
    assert_eq!(place.told("query.run").await, 3);
}

#[tokio::test]
async fn whoever_has_asked_nothing_yet_sees_what_there_is_to_ask() {
    let (place, client) = furnished().await;
    for language in ["kk", "ru", "en"] {
        let empty = client.get(&format!("/events/sql?lang={language}")).await;
        assert_eq!(empty.status, StatusCode::OK);
        for part in ["<code>events</code>", "<code>people</code>", "<code>seq</code>", "<code>is_responsible</code>"] {
            assert!(empty.text.contains(part), "{part} in {language}");
        }
    }
    let empty = client.get("/events/sql").await;
    let links: Vec<&str> =
        empty.text.split("<h3><a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(links.len(), 3);
    for link in links {
        let example = client.get(&link.replace("&amp;", "&").replace("&#38;", "&")).await;
        assert_eq!(example.status, StatusCode::OK, "{link}: {}", example.text);
    }
    assert_eq!(place.told("query.run").await, 3, "looking at the empty page reads nothing");
    let registrar = place.person("registrar", &[Role::Registrar], None).await;
    let without = registrar.get("/events/sql").await;
    assert!(without.text.contains("<code>people</code>") && !without.text.contains("<code>events</code>"));
    let links: Vec<&str> =
        without.text.split("<h3><a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(!links.is_empty() && links.iter().all(|link| !link.contains("+events")), "{links:?}");
}

#[tokio::test]
async fn the_head_of_a_column_stands_as_its_cells_do() {
    let (_place, client) = furnished().await;
    let answer = client.get(&page("SELECT program, count(*) AS n FROM events WHERE program = 'sshd' GROUP BY 1")).await;
    for part in
        ["<th scope=\"col\">program</th><th scope=\"col\" class=\"number\">n</th>", "<td class=\"number\">2</td>"]
    {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_column_of_faults_says_what_it_holds() {
    let (_place, client) = furnished().await;
    for (language, part) in [
        ("en", "</dt><dd>Why the event could not be understood, or is not whole"),
        ("ru", "</dt><dd>Почему событие не распознано или получено не полностью"),
        ("kk", "</dt><dd>Оқиға неге танылмады немесе неге толық қабылданбады"),
    ] {
        let empty = client.get(&format!("/events/sql?lang={language}")).await;
        let about = empty.text.split("<code>fault</code>").nth(1).unwrap().split("</div>").next().unwrap();
        assert!(about.contains(part), "{about}");
    }
}

#[tokio::test]
async fn nobody_sees_what_their_rights_do_not_reach() {
    let (place, _) = furnished().await;
    let narrow = place.person("narrow", &[Role::IsOfficer], Some("mine")).await;
    let token = place.token(&narrow).await;
    for sql in [
        OF_SSHD.to_owned(),
        format!("SELECT * FROM ({OF_SSHD}) UNION ALL SELECT seq, message FROM events WHERE org = 'other'"),
        "SELECT key, org_id, name_en FROM objects".to_owned(),
        "SELECT DISTINCT org FROM events".to_owned(),
        "SELECT key FROM organisations".to_owned(),
        "WITH a AS (SELECT * FROM objects) SELECT o.* FROM a o JOIN a p ON o.org_id = p.org_id".to_owned(),
    ] {
        let csv = page(&sql) + "&format=csv";
        for answer in [narrow.get(&page(&sql)).await, narrow.get(&csv).await, ask(&narrow, &token, "", &sql).await] {
            assert_eq!(answer.status, StatusCode::OK, "{sql}: {}", answer.text);
            // What was asked stands on the page as it was typed.
            let shown = answer.text.split("<section class=\"card\">").last().unwrap();
            let shown = shown.split("<section class=\"asides\"").next().unwrap();
            // The address of the file holds the question.
            let shown = shown.replace("%27other%27", "");
            for part in
                ["of others", ">other<", ",other", "\nother", "\"other\"", ">mail<", "\"mail\"", ",mail,", "\nmail,"]
            {
                assert!(!shown.contains(part), "{sql}: {part}: {shown}");
            }
        }
    }
    // A register of personal data is not there for whoever may not read these, and events are not for a registrar.
    let analyst = place.person("analyst", &[Role::Analyst], None).await;
    let personal = analyst.get(&page("SELECT * FROM people")).await;
    assert!(personal.status == StatusCode::UNPROCESSABLE_ENTITY && personal.text.contains("no table “people”"));
    let registrar = place.person("registrar", &[Role::Registrar], None).await;
    let events = registrar.get(&page("SELECT * FROM events")).await;
    assert!(events.status == StatusCode::UNPROCESSABLE_ENTITY && events.text.contains("no table “events”"));
    let csv = registrar.get(&(page("SELECT * FROM events") + "&format=csv")).await;
    assert_eq!(csv.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_no_question_is_said_with_its_place_and_changes_nothing() {
    let (place, client) = furnished().await;
    let token = place.token(&client).await;
    for (language, part) in [
        ("en", "line 2, character 5 says “events”"),
        ("ru", "в строке 2, начиная со знака 5, стоит «events»"),
        ("kk", "2-жолдың 5-таңбасында «events»"),
    ] {
        let wrong = client.get(&format!("{}&lang={language}", page("SELECT seq\nFRM events"))).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("id=\"sql-wrong\"") && wrong.text.contains(part), "{}", wrong.text);
    }
    let wrong = client.get(&page("SELEC <1>")).await;
    assert!(wrong.text.contains("SELEC &#60;1&#62;</textarea>"), "what was typed stays: {}", wrong.text);
    let before = place.site.ledger.stats().events;
    for sql in [
        "SELECT 1; DROP TABLE events",
        "DROP TABLE events",
        "DELETE FROM events",
        "COPY events TO '/tmp/stolen.csv'",
        "CREATE EXTERNAL TABLE passwd STORED AS CSV LOCATION '/etc/passwd'",
        "SET datafusion.execution.target_partitions = 1",
        "SELECT * FROM '/etc/passwd'",
        "SELECT message::bigint FROM events",
    ] {
        let refused = client.get(&page(sql)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sql}: {}", refused.text);
        for form in ["", "?format=csv", "?format=parquet"] {
            let refused = ask(&client, &token, form, sql).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sql}: {}", refused.text);
            assert_eq!(refused.kind, "application/problem+json");
        }
    }
    let large = "SELECT repeat('x', 20000) FROM generate_series(1, 20000)";
    let large = ask(&client, &token, "?format=csv", large).await;
    assert!(large.status == StatusCode::UNPROCESSABLE_ENTITY && large.text.contains("64 MiB"), "{}", large.text);
    assert!(!std::path::Path::new("/tmp/stolen.csv").exists());
    let list = client.get(&page("SELECT count(*) AS n FROM events WHERE program = 'sshd'")).await;
    assert!(list.text.contains("<td class=\"number\">2</td>"), "{}", list.text);
    assert!(
        place.site.ledger.stats().events > before,
        "a sentence of the engine may hold words of a row, so a failure is told"
    );
}

#[tokio::test]
async fn an_answer_is_given_as_a_file_and_each_file_is_told() {
    let (place, client) = furnished().await;
    let csv = client.get(&(page(OF_SSHD) + "&format=csv")).await;
    assert_eq!((csv.status, csv.kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let lines: Vec<&str> = csv.text.split("\r\n").collect();
    assert_eq!((lines[0], lines.len()), ("\u{feff}seq,message", 4), "{lines:?}");
    assert!(lines[1].ends_with(",own <b>") && lines[2].ends_with(",'=1+1 of others"), "{lines:?}");
    assert!(csv.headers["content-disposition"].to_str().unwrap().contains("answer-2026-11-"));
    let parquet = client.get(&(page(OF_SSHD) + "&format=parquet")).await;
    assert!(parquet.is_parquet(), "{:?}", parquet.status);
    assert_eq!(parquet.kind, "application/vnd.apache.parquet");
    let json = client.get(&(page(OF_SSHD) + "&format=json")).await;
    let rows: Vec<Value> = json.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 2);
    let empty = client.get(&(page("SELECT seq FROM events WHERE seq > 9999999") + "&format=csv")).await;
    assert_eq!(empty.text, "\u{feff}seq\r\n");
    client.get(&(page(OF_SSHD) + "&format=csv")).await;
    assert_eq!(place.told("query.run").await, 5, "each file is an act");
    assert_eq!(client.get(&(page(OF_SSHD) + "&format=exe")).await.status, StatusCode::NOT_FOUND);
    let long = client.get(&(page("SELECT value FROM generate_series(1, 1000001)") + "&format=csv")).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.text.contains("more than 1,000,000 rows"), "{}", long.text);
}

#[tokio::test]
async fn what_would_take_the_memory_of_all_is_refused_in_every_language() {
    let (place, client) = furnished().await;
    let token = place.token(&client).await;
    let tables: Vec<String> = (0..60).map(|n| format!("events t{n}")).collect();
    let together = format!("SELECT 1 FROM {}", tables.join(", "));
    let large = "SELECT repeat('x', 2000000000)";
    for (sql, language, part) in [
        (large, "en", "“repeat” would make more than 1 MiB"),
        (large, "ru", "«repeat»"),
        (large, "kk", "«repeat»"),
        (together.as_str(), "en", "more than 50 tables"),
        (together.as_str(), "ru", "больше 50 таблиц"),
        (together.as_str(), "kk", "50 кестеден көп"),
    ] {
        let refused = client.get(&format!("{}&lang={language}", page(sql))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sql}: {}", refused.text);
        assert!(refused.text.contains("id=\"sql-wrong\"") && refused.text.contains(part), "{part}: {}", refused.text);
    }
    for sql in [large, together.as_str(), "SELECT version()", "SELECT raw || raw FROM events"] {
        let refused = ask(&client, &token, "", sql).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sql}: {}", refused.text);
    }
    assert_eq!(ask(&client, &token, "", OF_SSHD).await.status, StatusCode::OK, "it goes on");
}

/// What a link of such a site leads to.
async fn led(client: &Client, site: &str, path: &str) -> Answer {
    let request = client.request(Method::GET, path).header("sec-fetch-site", site);
    client.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_link_of_another_site_asks_nothing_in_the_readers_name() {
    let (place, client) = furnished().await;
    for site in ["cross-site", "same-site"] {
        for path in [page(OF_SSHD), page(OF_SSHD) + "&format=csv", page("SELECT 1 +")] {
            let shown = led(&client, site, &path).await;
            assert_eq!((shown.status, shown.kind.as_str()), (StatusCode::OK, "text/html; charset=utf-8"), "{path}");
            assert!(shown.text.contains("has not been asked yet") && shown.text.contains("</textarea>"), "{path}");
            assert!(!shown.text.contains("class=\"answer\"") && !shown.text.contains("own &#60;b&#62;"), "{path}");
            assert!(shown.text.contains("held=1"), "another language does not ask it either");
        }
        for (language, part) in [
            ("ru", "Запрос ещё не выполнен"),
            ("kk", "Сұрау салу әлі орындалған жоқ"),
            ("en", "has not been asked yet"),
        ] {
            let shown = led(&client, site, &format!("{}&lang={language}", page(OF_SSHD))).await;
            assert!(shown.text.contains(part), "{part}: {}", shown.text);
        }
    }
    assert_eq!(place.told("query.run").await, 0);
    let sent = led(&place.stranger(), "cross-site", &page(OF_SSHD)).await;
    assert!(sent.location.starts_with("/sign-in?next=") && sent.location.ends_with("%26held%3D1"), "{}", sent.location);
    assert!(!led(&client, "cross-site", "/events/sql").await.text.contains("has not been asked"), "it asks nothing");
    for site in ["same-origin", "none"] {
        assert!(led(&client, site, &page(OF_SSHD)).await.text.contains("own &#60;b&#62;"), "{site}");
    }
    assert_eq!(place.told("query.run").await, 1);
}

#[tokio::test]
async fn a_question_is_told_once_with_who_asked_and_how_far_they_reach() {
    let (place, _) = furnished().await;
    let narrow = place.person("narrow", &[Role::IsOfficer], Some("mine")).await;
    narrow.get(&page(OF_SSHD)).await;
    narrow.get(&(page(OF_SSHD) + "&lang=ru")).await;
    assert_eq!(place.told("query.run").await, 1, "reloading is the same act");
    place.wait(11);
    narrow.get(&page(OF_SSHD)).await;
    assert_eq!(place.told("query.run").await, 2);
    narrow.get(&page("SELECT 1 +")).await;
    let root = place.person("root", &Role::ALL, None).await;
    let token = place.token(&root).await;
    let sql = "SELECT user_name, attributes FROM events WHERE message = 'query.run' ORDER BY seq";
    let answer = ask(&root, &token, "", sql).await;
    let told: Value = serde_json::from_str(&answer.text).unwrap();
    let details =
        |row: usize| -> Value { serde_json::from_str(told["rows"][row]["attributes"].as_str().unwrap()).unwrap() };
    assert_eq!(told["rows"][0]["user_name"], "user:narrow");
    assert_eq!(details(0), json!({"reach": "mine", "rows": "1", "sql": OF_SSHD}));
    assert_eq!(details(2), json!({"reach": "mine", "failed": "assess-query-cut-short", "sql": "SELECT 1 +"}));
}

#[tokio::test]
async fn a_register_of_personal_data_is_told_as_read() {
    let (place, client) = furnished().await;
    let told = async || place.told("personal-data.read").await;
    let before = told().await;
    client.get(&page("SELECT 'people' AS people, key FROM objects")).await;
    client.get(&page("SELECT no_such_column FROM people")).await;
    assert_eq!(told().await, before, "nothing of it was read");
    let people = "WITH p AS (SELECT key FROM people) SELECT count(*) AS n FROM p";
    assert_eq!(client.get(&page(people)).await.status, StatusCode::OK);
    assert_eq!(told().await, before + 1);
    client.get(&page(people)).await;
    assert_eq!(told().await, before + 1, "it is the same act");
    let token = place.token(&client).await;
    for form in ["", "?format=csv"] {
        assert_eq!(ask(&client, &token, form, people).await.status, StatusCode::OK);
    }
    assert_eq!(told().await, before + 2, "a program reads for itself");
}

#[tokio::test]
async fn the_api_answers_in_three_forms() {
    let (place, client) = furnished().await;
    let token = place.token(&client).await;
    let rows = ask(&client, &token, "", OF_SSHD).await;
    let value: Value = serde_json::from_str(&rows.text).unwrap();
    assert_eq!((&value["columns"], &value["cut"]), (&json!(["seq", "message"]), &json!(false)), "{value}");
    assert_eq!(value["rows"][1]["message"], "=1+1 of others");
    let many = ask(&client, &token, "?format=json", "SELECT value FROM generate_series(1, 10001)").await;
    let many: Value = serde_json::from_str(&many.text).unwrap();
    assert_eq!((many["rows"].as_array().unwrap().len(), &many["cut"]), (10_000, &json!(true)));
    let csv = ask(&client, &token, "?format=csv", OF_SSHD).await;
    assert!(csv.kind == "text/csv; charset=utf-8" && csv.text.starts_with("seq,message\r\n"), "{}", csv.text);
    let parquet = ask(&client, &token, "?format=parquet", OF_SSHD).await;
    assert!(parquet.is_parquet());
    for (form, body) in [
        ("", "{}"),
        ("", "{\"sql\":1}"),
        ("?format=exe", "{\"sql\":\"SELECT 1\"}"),
        ("", "{\"sql\":\"SELECT 1\",\"x\":1}"),
    ] {
        let bad = client.api(Method::POST, &format!("/api/v1/query{form}"), Some(&token), body).await;
        assert_eq!(bad.status, StatusCode::BAD_REQUEST, "{form} {body}: {}", bad.text);
    }
}

/// The identifier of the only question that a page lists.
fn kept_on(page: &Answer) -> String {
    page.text.split("href=\"/events/sql/saved/").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_question_is_kept_opened_deleted_and_brought_back() {
    let (place, client) = furnished().await;
    let saved = client.post("/events/sql/saved", &[("q", OF_SSHD), ("name", "Кірулер")]).await;
    assert_eq!(saved.location, format!("{}&told=search-saved", page(OF_SSHD)), "{}", saved.text);
    assert!(client.get(&saved.location).await.text.contains("action=\"/events/sql/saved\""), "as another, too");
    let empty = client.get("/events/sql").await;
    for part in [">Кірулер</a>", "Saved searches in SQL: 1", "<code>SELECT seq, message FROM events WHERE"] {
        assert!(empty.text.contains(part), "{part}: {}", empty.text);
    }
    assert!(!empty.text.contains("name=\"name\""), "nothing was asked that could be kept");
    let words = client.get("/events").await;
    assert!(words.text.contains("Saved searches: 0") && !words.text.contains("Кірулер"), "{}", words.text);
    let id = kept_on(&empty);
    let one = format!("/events/sql/saved/{id}");
    let opened = client.get(&one).await;
    assert_eq!((opened.status, opened.location), (StatusCode::SEE_OTHER, page(OF_SSHD)));
    // Under the same name another is kept in its place.
    client.post("/events/sql/saved", &[("q", "SELECT 7 AS n"), ("name", "Кірулер")]).await;
    assert_eq!(client.get(&one).await.location, page("SELECT 7 AS n"));
    let another = place.person("another", &Role::ALL, None).await;
    assert!(!another.get("/events/sql").await.text.contains("Кірулер"));
    assert_eq!(another.get(&one).await.status, StatusCode::NOT_FOUND);
    for (path, of) in [(format!("{one}/delete"), &another), (format!("/events/saved/{id}/delete"), &client)] {
        assert_eq!(of.post(&path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let deleted = client.post(&format!("{one}/delete"), &[("q", "SELECT 1")]).await;
    assert_eq!(deleted.location, format!("{}&deleted={id}", page("SELECT 1")));
    let after = client.get(&deleted.location).await;
    for part in [format!("action=\"{one}/restore\""), "Undo".to_owned(), "Saved searches in SQL: 0".to_owned()] {
        assert!(after.text.contains(&part), "{part}: {}", after.text);
    }
    assert_eq!(client.get(&one).await.status, StatusCode::NOT_FOUND);
    let restored = client.post(&format!("{one}/restore"), &[("q", "")]).await;
    assert_eq!(restored.location, "/events/sql?told=search-restored");
    assert!(client.get("/events/sql").await.text.contains(">Кірулер</a>"));
}

#[tokio::test]
async fn a_long_question_that_is_kept_does_not_make_its_page_long() {
    let (_place, client) = furnished().await;
    let long = format!("SELECT '<{}>' AS x", "ә".repeat(9_000));
    let saved = client.post("/events/sql/saved", &[("q", long.as_str()), ("name", "<long>")]).await;
    assert!(saved.location.ends_with("&told=search-saved"), "{}", saved.text);
    let listed = client.get("/events/sql").await;
    assert!(listed.text.contains("<code>SELECT &#39;&#60;әәә") && listed.text.contains(">&#60;long&#62;</a>"));
    assert!(listed.text.matches('ә').count() < 1_000, "only how it begins");
    assert_eq!(client.get(&format!("/events/sql/saved/{}", kept_on(&listed))).await.location, page(&long));
}

#[tokio::test]
async fn a_question_too_long_for_an_address_is_answered_kept_and_opened_without() {
    let (place, client) = furnished().await;
    let (short, long) = ("SELECT 7 AS n", format!("SELECT '{}' AS x, 7 AS n", "ә".repeat(15_000)));
    assert_eq!(client.post("/events/sql", &[("q", short)]).await.location, page(short));
    let csv = client.post("/events/sql", &[("q", short), ("format", "csv")]).await;
    assert_eq!(csv.location, page(short) + "&format=csv");
    let interrupted = client.post("/events/sql", &[("q", short), ("_again", "1")]).await;
    assert_eq!(interrupted.location, page(short) + "&held=1");
    let interrupted = client.post("/events/sql", &[("q", long.as_str()), ("_again", "1")]).await;
    assert!(interrupted.status == StatusCode::OK && !interrupted.text.contains("class=\"answer\""));
    assert_eq!(place.told("query.run").await, 0, "shown again, not asked");
    let shown = client.post("/events/sql", &[("q", long.as_str())]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    for part in ["<td class=\"number\">7</td>", "name=\"format\" value=\"csv\""] {
        assert!(shown.text.contains(part), "{part}");
    }
    let csv = client.post("/events/sql", &[("q", long.as_str()), ("format", "csv")]).await;
    assert_eq!((csv.status, csv.kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let wrong = client.post("/events/sql", &[("q", &format!("{long} FRM"))]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("id=\"sql-wrong\""));
    let saved = client.post("/events/sql/saved", &[("q", long.as_str()), ("name", "long")]).await;
    assert_eq!(saved.location, "/events/sql?told=search-saved", "{}", saved.text);
    let listed = client.get("/events/sql").await;
    let opened = client.get(&format!("/events/sql/saved/{}", kept_on(&listed))).await;
    assert!(opened.status == StatusCode::OK && opened.text.contains("<td class=\"number\">7</td>"));
}

#[tokio::test]
async fn a_question_that_cannot_be_kept_is_said_in_each_language() {
    let (place, client) = furnished().await;
    client.post("/events/saved", &[("q", "failed"), ("name", "a")]).await;
    client.post("/events/sql/saved", &[("q", "SELECT 1"), ("name", "b")]).await;
    let (endless, long) = ("x".repeat(81), format!("SELECT '{}'", "x".repeat(20_000)));
    let (names, texts) = (["", endless.as_str()], [long.as_str(), "SELEC 1", "SELECT 1; SELECT 2", ""]);
    let mut wrong: Vec<_> = names.map(|name| ("/events/sql/saved", name, "SELECT 1")).into();
    wrong.extend(texts.map(|text| ("/events/sql/saved", "c", text)));
    wrong.extend([("/events/sql/saved", "a", "SELECT 1"), ("/events/saved", "b", "failed")]);
    for (path, name, q) in wrong {
        let refused = client.post(path, &[("q", q), ("name", name)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {q}: {}", refused.text);
    }
    for (language, [unnamed, too_long, taken, taken_by_sql]) in [
        (
            "en",
            ["name of 1 to 80 characters", "longer than 20,000 characters", "on the tab “In plain words”", "tab SQL"],
        ),
        ("ru", ["длиной от 1 до 80 знаков", "длиннее 20", "на вкладке «Обычными словами»", "на вкладке SQL"]),
        ("kk", ["80 таңбаға дейінгі атау", "таңбадан ұзын", "«Жай сөзбен» қойындысында", "SQL қойындысында"]),
    ] {
        for (path, name, q, part) in [
            ("/events/sql/saved", "", "SELECT 1", unnamed),
            ("/events/sql/saved", "c", long.as_str(), too_long),
            ("/events/sql/saved", "a", "SELECT 1", taken),
            ("/events/saved", "b", "failed", taken_by_sql),
        ] {
            let refused = client.post(&format!("{path}?lang={language}"), &[("q", q), ("name", name)]).await;
            assert!(refused.text.contains(part), "{part}: {}", refused.text);
        }
    }
    // Nothing was lost by it, and nothing added.
    assert!(client.get("/events?lang=en").await.text.contains("Saved searches: 1"));
    assert!(client.get("/events/sql").await.text.contains("Saved searches in SQL: 1"));
    // A registrar, who may not see events, keeps questions as well.
    let registrar = place.person("registrar", &[Role::Registrar], None).await;
    let kept = registrar.post("/events/sql/saved", &[("q", "SELECT key FROM people"), ("name", "a")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert!(registrar.get("/events/sql").await.text.contains(">a</a> <code>SELECT key FROM people</code>"));
}

#[tokio::test]
async fn a_place_among_those_who_make_files_is_free_again() {
    let (_place, client) = furnished().await;
    let long = page("SELECT value FROM generate_series(1, 100)") + "&format=csv";
    // More than there are places for at once.
    for _ in 0..6 {
        assert_eq!(client.get(&long).await.status, StatusCode::OK);
    }
}
