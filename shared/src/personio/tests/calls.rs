//! What is sent when, and what the caller is told, for every kind of answer.

use std::time::Duration;

use super::{
    access,
    script::{NO_PAGE, Reply, Script, empty_page, ok, status, token},
    wanted,
};
use crate::{
    domain::ids::PersonioId,
    personio::failure::Failure,
    ports::{Page, PersonioError},
};

const HOUR: Duration = Duration::from_hours(1);
const HTML: &str = "<html>MARK</html>";

fn unavailable(last: &str) -> PersonioError {
    PersonioError::Unavailable { operation: "employees", last: last.to_owned() }
}

/// One call of `employees`, a fresh client, an hour's time.
async fn employees(sign_ins: &[Reply], reads: &[Reply]) -> (Result<Page, PersonioError>, Script) {
    let script = Script::new(sign_ins, reads);
    let access = access(HOUR);
    let result = script.caller().employees(&access, &wanted(&[]), 0).await;
    assert_eq!(usize::try_from(access.request_count()).unwrap(), script.sent().len());
    (result, script)
}

/// Asserts the waits between one operation and its next: each at least as long as said, and a quarter longer at most.
fn assert_waits(script: &Script, operation: &str, expected_ms: &[u64], row: &str) {
    let at: Vec<_> =
        script.sent().into_iter().filter(|sent| sent.1 == operation).map(|sent| sent.0).collect();
    let waits: Vec<_> = at.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    assert_eq!(waits.len(), expected_ms.len(), "{row}: {waits:?}");
    for (wait, ms) in waits.iter().zip(expected_ms) {
        let least = Duration::from_millis(*ms);
        assert!(
            *wait >= least && *wait <= least.mul_f64(1.25) + Duration::from_millis(3),
            "{row}: {waits:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn transient_answers_are_tried_five_times() {
    let cut = r#"{"success":true,"data":[{"attributes":{"id":1"#;
    let no_json = "an answer that is not Personio's JSON";
    let refused = PersonioError::Refused { operation: "employees", status: 200 };
    for (row, reply, error) in [
        ("500", status(500), unavailable("status 500")),
        ("502 in HTML", Reply::Answer(502, None, HTML.to_owned()), unavailable("status 502")),
        ("503", status(503), unavailable("status 503")),
        ("408", status(408), unavailable("status 408")),
        ("no connection", Reply::Fail(Failure::Connect), unavailable("no connection")),
        ("reset", Reply::Fail(Failure::Broken), unavailable("connection broken off")),
        ("HTML", ok(HTML), unavailable(no_json)),
        ("nothing", ok(""), unavailable(no_json)),
        ("204", status(204), unavailable(no_json)),
        ("cut off", ok(cut), unavailable(no_json)),
        ("no list", ok(r#"{"success":true,"data":{}}"#), unavailable("an answer without list")),
        (
            "404 in HTML",
            Reply::Answer(404, None, HTML.to_owned()),
            unavailable("status 404 without Personio's error"),
        ),
        ("success: false", ok(r#"{"success":false,"error":{"code":0,"message":"MARK"}}"#), refused),
    ] {
        let (result, script) = employees(&[token(86_400)], std::slice::from_ref(&reply)).await;
        assert_eq!(result, Err(error), "{row}");
        assert_eq!(
            script.operations(),
            ["sign-in", "employees", "employees", "employees", "employees", "employees"]
        );
        assert_waits(&script, "employees", &[500, 1_000, 2_000, 4_000], row);

        let healed = [reply.clone(), reply.clone(), reply.clone(), reply, empty_page()];
        let (result, script) = employees(&[token(86_400)], &healed).await;
        assert_eq!(result, Ok(NO_PAGE), "{row}, then fine");
        assert_eq!(script.operations().len(), 6, "{row}, then fine");
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_are_told_at_once() {
    let employees_refused = |status| PersonioError::Refused { operation: "employees", status };
    let personio_404 = Reply::Answer(404, None, r#"{"success":false,"error":{"code":404}}"#.to_owned());
    for (reply, error) in [
        (status(400), employees_refused(400)),
        (status(422), employees_refused(422)),
        (status(302), employees_refused(302)),
        (status(413), employees_refused(413)),
        (status(431), employees_refused(431)),
        (personio_404, employees_refused(404)),
        (Reply::Fail(Failure::TooLarge), unavailable("answer too large")),
    ] {
        let (result, script) = employees(&[token(86_400)], &[reply]).await;
        assert_eq!(result, Err(error.clone()));
        assert_eq!(script.operations(), ["sign-in", "employees"], "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once() {
    let permission = PersonioError::PermissionMissing { operation: "employees" };
    let twice = ["sign-in", "employees", "sign-in", "employees"];
    for (row, reads, expected) in [
        ("401, fine", [status(401), empty_page()], Ok(NO_PAGE)),
        ("401 twice", [status(401), status(401)], Err(PersonioError::CredentialsRejected)),
        ("403, fine", [status(403), empty_page()], Ok(NO_PAGE)),
        ("403 twice", [status(403), status(403)], Err(permission.clone())),
        ("401, 403", [status(401), status(403)], Err(permission)),
        ("403, 401", [status(403), status(401)], Err(PersonioError::CredentialsRejected)),
    ] {
        let (result, script) = employees(&[token(86_400)], &reads).await;
        assert_eq!(result, expected, "{row}");
        assert_eq!(script.operations(), twice, "{row}");
        assert!(script.sent().iter().all(|sent| sent.0 < Duration::from_millis(10)), "{row}");
    }
}

#[tokio::test(start_paused = true)]
async fn tries_go_on_counting_after_a_new_token() {
    let reads = [status(502), status(502), status(401), status(502)];
    let (result, script) = employees(&[token(86_400)], &reads).await;
    assert_eq!(result, Err(unavailable("status 502")));
    assert_eq!(script.operations().iter().filter(|operation| **operation == "employees").count(), 5);
}

#[tokio::test(start_paused = true)]
async fn sign_ins_that_fail() {
    let sign_in = |last: &str| PersonioError::Unavailable { operation: "sign-in", last: last.to_owned() };
    let refused = |status| PersonioError::Refused { operation: "sign-in", status };
    let rejected = PersonioError::CredentialsRejected;
    let wrong =
        Reply::Answer(403, None, r#"{"success":false,"error":{"code":0,"message":"Wrong"}}"#.to_owned());
    for (row, reply, waits, error) in [
        ("403", wrong, &[][..], rejected.clone()),
        ("401", status(401), &[500], rejected),
        ("400", status(400), &[], refused(400)),
        ("502", status(502), &[500, 1_000, 2_000, 4_000], sign_in("status 502")),
        ("HTML", ok(HTML), &[500, 1_000, 2_000, 4_000], sign_in("an answer that is not Personio's JSON")),
        ("no token", ok(r#"{"data":{}}"#), &[500, 1_000, 2_000, 4_000], sign_in("an answer without token")),
        ("false", ok(r#"{"success":false}"#), &[500, 1_000, 2_000, 4_000], refused(200)),
        ("429", status(429), &[60_000; 4], PersonioError::RateLimited),
    ] {
        let (result, script) = employees(&[reply], &[empty_page()]).await;
        assert_eq!(result, Err(error), "{row}");
        assert!(script.operations().iter().all(|operation| *operation == "sign-in"), "{row}");
        assert_waits(&script, "sign-in", waits, row);
    }
    let (result, script) = employees(&[status(429), token(86_400)], &[empty_page()]).await;
    assert_eq!(result, Ok(NO_PAGE));
    assert_waits(&script, "sign-in", &[60_000], "429 once");
}

#[tokio::test(start_paused = true)]
async fn slowing_down() {
    let asked = |header| Reply::Answer(429, Some(header), HTML.to_owned());
    for (row, reply, wait) in [
        ("no header", status(429), 1_000),
        ("seconds", asked("7"), 7_000),
        ("no wait", asked("0"), 1_000),
        ("date", asked("Sun, 22 Nov 2026 10:00:30 GMT"), 30_000),
        ("nonsense", asked("soon"), 1_000),
    ] {
        let (result, script) = employees(&[token(86_400)], &[reply, empty_page()]).await;
        assert_eq!(result, Ok(NO_PAGE), "{row}");
        assert_waits(&script, "employees", &[wait], row);
    }
    let (result, script) = employees(&[token(86_400)], &[status(429)]).await;
    assert_eq!(result, Err(PersonioError::RateLimited));
    assert_waits(&script, "employees", &[1_000, 2_000, 4_000, 8_000], "for ever");
}

#[tokio::test(start_paused = true)]
async fn nothing_goes_beyond_the_deadline() {
    let asked = Reply::Answer(429, Some("20"), String::new());
    let slow_down = PersonioError::RateLimited;
    let sign_in = |last: &str| PersonioError::Unavailable { operation: "sign-in", last: last.to_owned() };
    let fine = || vec![token(86_400)];
    for (row, seconds, sign_ins, reads, ended_ms, error) in [
        ("Retry-After too long", 20, fine(), vec![asked], 0..5, slow_down.clone()),
        ("cool-down too long", 60, vec![status(429)], vec![empty_page()], 0..5, slow_down),
        ("last wait too long", 3, fine(), vec![status(502)], 1_500..1_880, unavailable("status 502")),
        ("try cut short", 10, fine(), vec![Reply::Hang], 10_000..10_005, unavailable("time-out")),
        ("sign-in cut short", 10, vec![Reply::Hang], vec![empty_page()], 10_000..10_005, sign_in("time-out")),
        ("tries cut short", 40, fine(), vec![Reply::Hang], 40_000..40_005, unavailable("time-out")),
        ("no time at all", 0, fine(), vec![empty_page()], 0..1, sign_in("time-out")),
    ] {
        let script = Script::new(&sign_ins, &reads);
        let start = tokio::time::Instant::now();
        let result = script.caller().employees(&access(Duration::from_secs(seconds)), &wanted(&[]), 0).await;
        assert_eq!(result, Err(error), "{row}");
        let ended = u64::try_from(start.elapsed().as_millis()).unwrap();
        assert!(ended_ms.contains(&ended), "{row}: {ended} ms");
    }
    let script = Script::new(&fine(), &[Reply::Hang]);
    assert_eq!(script.caller().employees(&access(HOUR), &wanted(&[]), 0).await, Err(unavailable("time-out")));
    assert_waits(&script, "employees", &[30_500, 31_000, 32_000, 34_000], "each try has 30 s");
}

#[tokio::test(start_paused = true)]
async fn one_refusal_at_the_deadline_is_no_verdict() {
    let latency = Duration::from_secs(6);
    for refusal in [401, 403] {
        let calls = async |time| {
            let script = Script::slow(latency, &[token(86_400)], &[status(refusal)]);
            let result = script.caller().employees(&access(time), &wanted(&[]), 0).await;
            (result, script.sent())
        };
        let (_, sent) = calls(HOUR).await;
        // The answer comes at the very deadline, so that no second look is possible.
        let (result, sent) = calls(sent[1].0 + latency).await;
        assert_eq!(result, Err(unavailable(&format!("status {refusal}"))));
        assert_eq!(sent.len(), 2);
        // Now there is time for a look that can't be finished.
        let (result, _) = calls(sent[1].0 + latency + Duration::from_millis(50)).await;
        let last = "time-out".to_owned();
        assert_eq!(result, Err(PersonioError::Unavailable { operation: "sign-in", last }));
    }
}

#[tokio::test(start_paused = true)]
async fn one_person() {
    let personio_404 = r#"{"success":false,"error":{"code":0,"message":"Es ist ein Problem aufgetreten "}}"#;
    let lee =
        r#"{"success":true,"data":{"type":"Employee","attributes":{"id":{"value":42},"a":{"value":"Lee"}}}}"#;
    let failed =
        |last: &str| Err(PersonioError::Unavailable { operation: "employee", last: last.to_owned() });
    for (row, id, reply, expected) in [
        ("found", "42", ok(lee), Ok(true)),
        ("nobody", "42", Reply::Answer(404, None, personio_404.to_owned()), Ok(false)),
        (
            "a proxy's 404",
            "42",
            Reply::Answer(404, None, HTML.to_owned()),
            failed("status 404 without Personio's error"),
        ),
        ("somebody else", "43", ok(lee), failed("an answer about another person")),
        ("a list", "42", ok(r#"{"success":true,"data":[]}"#), failed("an answer without person")),
    ] {
        let script = Script::new(&[token(86_400)], &[reply]);
        let found = script.caller().employee(&access(HOUR), &wanted(&["a"]), &PersonioId::new(id)).await;
        assert_eq!(found.map(|record| record.is_some()), expected, "{row}");
    }
    let long = "1".repeat(65);
    let nobody =
        ["", ".", "..", "1/2", "1?x", "1%2f", "ä", "042", "00", "attributes", "custom-attributes", &long];
    for id in nobody {
        let script = Script::new(&[], &[]);
        let found = script.caller().employee(&access(HOUR), &wanted(&["a"]), &PersonioId::new(id)).await;
        assert_eq!(found, Ok(None), "{id}");
        assert!(script.sent().is_empty(), "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn attributes_may_be_forbidden_although_employees_are_not() {
    let people =
        ok(r#"{"success":true,"data":[{"attributes":{"a":{"label":"A","value":"x","type":"text"}}}]}"#);
    let script = Script::new(&[token(86_400)], &[status(403), status(403), people, status(403)]);
    let (caller, access) = (script.caller(), access(HOUR));
    let catalogue = caller.attributes(&access).await.unwrap();
    let keys: Vec<_> = catalogue.iter().map(|attribute| attribute.key.as_str()).collect();
    assert_eq!(keys, ["a"]);
    assert_eq!(script.operations(), ["sign-in", "attributes", "sign-in", "attributes", "employees"]);
    // Where nobody may be read either, the refusal is that of the people.
    let forbidden = PersonioError::PermissionMissing { operation: "employees" };
    assert_eq!(caller.attributes(&access).await, Err(forbidden));
}

#[tokio::test(start_paused = true)]
async fn scopes_are_asked_anew_and_leave_the_token_for_others() {
    let old = ok(r#"{"success":true,"data":{"token":"papi-MARK"}}"#);
    let script = Script::new(&[token(86_400), old], &[empty_page()]);
    let (caller, access) = (script.caller(), access(HOUR));
    let named = vec!["employees:read".to_owned(), "documents:read".to_owned()];
    assert_eq!(caller.scopes(&access).await, Ok(Some(named)));
    caller.employees(&access, &wanted(&[]), 0).await.unwrap();
    assert_eq!(caller.scopes(&access).await, Ok(None));
    assert_eq!(script.operations(), ["sign-in", "employees", "sign-in"]);
}

#[tokio::test(start_paused = true)]
async fn a_failing_look_at_the_scopes_keeps_a_working_token() {
    let script = Script::new(&[token(86_400), status(400)], &[empty_page()]);
    let (caller, access) = (script.caller(), access(HOUR));
    caller.employees(&access, &wanted(&[]), 0).await.unwrap();
    caller.scopes(&access).await.unwrap_err();
    caller.employees(&access, &wanted(&[]), 0).await.unwrap();
    assert_eq!(script.operations(), ["sign-in", "employees", "sign-in", "employees"]);
}
