//! What becomes of an upload, for every kind of answer and of silence; and that it is never sent twice.

use std::{io, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::{
    access,
    script::{Reply, Script, ok, status, token},
};
use crate::{
    domain::ids::PersonioId,
    personio::failure::Failure,
    ports::{OpenFile, PersonioError, StoredDocument, Upload, UploadError},
};

pub(super) const HOUR: Duration = Duration::from_hours(1);
pub(super) const HTML: &str = "<html>MARK</html>";
pub(super) const STORED: &str = r#"{"success":true,"data":{"id":991,"type":"Document","attributes":{"title":"MARK-title","employee":{"type":"Employee","attributes":{"id":{"value":424242}}},"category":{"id":12}}}}"#;

/// A payslip whose file comes in these pieces.
pub(super) fn payslip(size: u64, chunks: Vec<io::Result<Bytes>>) -> Upload {
    Upload {
        personio_id: PersonioId::new("424242"),
        folder_id: "12".to_owned(),
        title: "MARK-title Gehaltsmitteilung Übermaß 給与".to_owned(),
        date: "2026-10-31".parse().unwrap(),
        comment: "MARK-ledger 1".to_owned(),
        file_name: "payslip-2026-10-31.pdf".to_owned(),
        file: OpenFile { size, chunks: stream::iter(chunks).boxed() },
    }
}

pub(super) fn whole() -> Upload {
    payslip(8, vec![Ok(Bytes::from_static(b"%PDF")), Ok(Bytes::from_static(b"-1.7"))])
}

pub(super) fn stored() -> StoredDocument {
    StoredDocument {
        document_id: "991".to_owned(),
        personio_id: Some(PersonioId::new("424242")),
        folder_id: Some("12".to_owned()),
    }
}

fn refused(status: u16) -> UploadError {
    UploadError::Refused(PersonioError::Refused { operation: "documents", status })
}

pub(super) fn not_sent(last: &str) -> UploadError {
    UploadError::NotSent(PersonioError::Unavailable { operation: "documents", last: last.to_owned() })
}

fn forbidden() -> UploadError {
    UploadError::Refused(PersonioError::PermissionMissing { operation: "documents" })
}

#[tokio::test(start_paused = true)]
async fn every_answer_is_one_outcome_and_nothing_is_sent_twice() {
    let personio_404 =
        r#"{"success":false,"error":{"code":0,"message":"No query results for model [DocumentCategory] 1"}}"#;
    let answer = |status, body: &str| Reply::Answer(status, None, body.to_owned());
    let wordy = r#"{"success":false,"error":{"message":"Es ist ein Problem aufgetreten "}}"#;
    for (row, reply, expected) in [
        ("201", answer(201, STORED), Ok(stored())),
        ("200", ok(STORED), Ok(stored())),
        ("201 in HTML", answer(201, HTML), Err(UploadError::Unclear)),
        ("201, empty", answer(201, ""), Err(UploadError::Unclear)),
        ("201, cut off", answer(201, &STORED[..90]), Err(UploadError::Unclear)),
        ("201 without id", answer(201, r#"{"success":true,"data":{}}"#), Err(UploadError::Unclear)),
        ("204", status(204), Err(UploadError::Unclear)),
        // It says that nothing was stored, under a status that says the opposite.
        ("success: false", ok(wordy), Err(UploadError::Unclear)),
        ("302", status(302), Err(UploadError::Unclear)),
        ("303", status(303), Err(UploadError::Unclear)),
        ("400", answer(400, wordy), Err(refused(400))),
        ("404", answer(404, personio_404), Err(refused(404))),
        ("404 in HTML", answer(404, HTML), Err(refused(404))),
        ("409", status(409), Err(refused(409))),
        ("413", answer(413, HTML), Err(refused(413))),
        ("422", answer(422, wordy), Err(refused(422))),
        ("431", status(431), Err(refused(431))),
        ("429", status(429), Err(UploadError::Refused(PersonioError::RateLimited))),
        ("408", status(408), Err(UploadError::Unclear)),
        ("500", answer(500, wordy), Err(UploadError::Unclear)),
        ("502", answer(502, HTML), Err(UploadError::Unclear)),
        ("503", status(503), Err(UploadError::Unclear)),
        ("504", status(504), Err(UploadError::Unclear)),
        ("600", status(600), Err(UploadError::Unclear)),
        ("no connection", Reply::Fail(Failure::Connect), Err(not_sent("no connection"))),
        ("reset", Reply::Fail(Failure::Broken), Err(UploadError::Unclear)),
        ("answer too large", Reply::Fail(Failure::TooLarge), Err(UploadError::Unclear)),
        ("silence", Reply::Hang, Err(UploadError::Unclear)),
        ("silence before the file", Reply::Unsent, Err(not_sent("time-out"))),
    ] {
        let script = Script::new(&[token(86_400)], &[reply]);
        let (caller, access) = (script.caller(), access(HOUR));
        assert_eq!(caller.upload(&access, whole()).await, expected, "{row}");
        assert_eq!(script.operations(), ["sign-in", "documents"], "{row}");
        assert_eq!(access.request_count(), 2, "{row}");
    }
}

#[tokio::test(start_paused = true)]
async fn refused_tokens() {
    let rejected = || Err(UploadError::Refused(PersonioError::CredentialsRejected));
    let unclear_401 = || Err(not_sent("status 401"));
    let sign_in_400 = || UploadError::NotSent(PersonioError::Refused { operation: "sign-in", status: 400 });
    let created = || ok(STORED);
    let fine = || vec![token(86_400)];
    let (sent, renewed) = (["sign-in", "documents"], ["documents", "sign-in"]);
    for (row, sign_ins, replies, expected, operations) in [
        (
            "401, fine",
            fine(),
            vec![status(401), created()],
            vec![unclear_401(), Ok(stored())],
            [&sent[..], &renewed[1..], &sent[1..]].concat(),
        ),
        (
            "401 twice, then anew",
            fine(),
            vec![status(401), status(401), created()],
            vec![unclear_401(), rejected(), Ok(stored())],
            [&sent[..], &renewed[1..], &sent[1..], &sent[..]].concat(),
        ),
        (
            "401, fine, 401",
            fine(),
            vec![status(401), created(), status(401), created()],
            vec![unclear_401(), Ok(stored()), unclear_401(), Ok(stored())],
            [&sent[..1], &renewed[..], &renewed[..1], &renewed[..], &sent[1..]].concat(),
        ),
        (
            "401, 422, 401",
            fine(),
            vec![status(401), status(422), status(401)],
            vec![unclear_401(), Err(refused(422)), unclear_401()],
            [&sent[..1], &renewed[..], &renewed[..1], &renewed[..]].concat(),
        ),
        (
            "401, 403",
            fine(),
            vec![status(401), status(403)],
            vec![unclear_401(), Err(forbidden()), Err(forbidden())],
            [&sent[..1], &renewed[..], &sent[1..], &sent[1..]].concat(),
        ),
        (
            "403 for ever",
            fine(),
            vec![status(403)],
            vec![Err(forbidden()), Err(forbidden()), Err(forbidden())],
            [&sent[..1], &renewed[..], &sent[1..], &sent[1..]].concat(),
        ),
        (
            "403, 401",
            fine(),
            vec![status(403), status(401)],
            vec![Err(forbidden()), rejected()],
            [&sent[..1], &renewed[..], &sent[1..]].concat(),
        ),
        (
            "401, login refused",
            vec![token(86_400), status(403)],
            vec![status(401)],
            vec![rejected()],
            [&sent[..], &renewed[1..]].concat(),
        ),
        (
            "403, login refused",
            vec![token(86_400), status(403)],
            vec![status(403)],
            vec![rejected()],
            [&sent[..], &renewed[1..]].concat(),
        ),
        (
            "401, no login",
            vec![token(86_400), status(400)],
            vec![status(401)],
            vec![Err(sign_in_400())],
            [&sent[..], &renewed[1..]].concat(),
        ),
        (
            "403, no login",
            vec![token(86_400), status(400)],
            vec![status(403)],
            vec![Err(sign_in_400())],
            [&sent[..], &renewed[1..]].concat(),
        ),
        (
            "login refused from the start",
            vec![status(403)],
            vec![created()],
            vec![Err(UploadError::NotSent(PersonioError::CredentialsRejected))],
            vec!["sign-in"],
        ),
    ] {
        let script = Script::new(&sign_ins, &replies);
        let (caller, access) = (script.caller(), access(HOUR));
        for expected in expected {
            assert_eq!(caller.upload(&access, whole()).await, expected, "{row}");
        }
        assert_eq!(script.operations(), operations, "{row}");
        assert_eq!(usize::try_from(access.request_count()).unwrap(), operations.len(), "{row}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_broken_file_breaks_the_upload_off() {
    let error = || Err(io::Error::other("MARK-key"));
    let chunk = || Ok(Bytes::from_static(b"%PDF"));
    for (row, file) in [
        ("at once", payslip(8, vec![error()])),
        ("in the middle", payslip(8, vec![chunk(), error()])),
        ("at the end", payslip(4, vec![chunk(), error()])),
        ("too short", payslip(8, vec![chunk()])),
        ("too long", payslip(4, vec![chunk(), chunk()])),
    ] {
        let script = Script::new(&[token(86_400)], &[ok(STORED)]);
        let result = script.caller().upload(&access(HOUR), file).await;
        assert_eq!(result, Err(UploadError::FileBroken), "{row}");
        assert_eq!(script.operations(), ["sign-in", "documents"], "{row}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_begun_after_the_deadline_and_nothing_goes_beyond_it() {
    let late = access(Duration::ZERO);
    let script = Script::new(&[token(86_400)], &[ok(STORED)]);
    let caller = script.caller();
    let no_token = PersonioError::Unavailable { operation: "sign-in", last: "time-out".to_owned() };
    assert_eq!(caller.upload(&late, whole()).await, Err(UploadError::NotSent(no_token)));
    assert!(script.sent().is_empty());
    // The same with a token at hand.
    caller.upload(&access(HOUR), whole()).await.unwrap();
    assert_eq!(caller.upload(&late, whole()).await, Err(not_sent("time-out")));
    assert_eq!(script.operations(), ["sign-in", "documents"]);
    assert_eq!(late.request_count(), 0);

    for (deadline, ended) in [(7, 7), (119, 119), (121, 120), (3_600, 120)] {
        let script = Script::new(&[token(86_400)], &[Reply::Hang]);
        let start = Instant::now();
        let result = script.caller().upload(&access(Duration::from_secs(deadline)), whole()).await;
        assert_eq!(result, Err(UploadError::Unclear), "{deadline} s");
        let (took, ended) = (start.elapsed(), Duration::from_secs(ended));
        assert!(took >= ended && took < ended + Duration::from_millis(5), "{deadline} s: {took:?}");
    }
}
