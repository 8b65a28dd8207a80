//! Our client against the simulated Personio: what is uploaded is stored as it was sent, once, and found again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in the functions it is made of too")]

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream};
use jiff::SignedDuration;
use personio_sim::{Body, Company, Fault, Options, Permission, Route, Simulator, What, contract};
use shared::{
    domain::ids::PersonioId,
    personio::{PersonioClient, PersonioConfig},
    ports::{
        Access, Clock as _, Credentials, Documents as _, ListedDocument, OpenFile, PersonioError,
        StoredDocument, Upload, UploadError,
    },
};
use tests::world::{BEGIN, TestClock};

const UPLOAD: &str = "/v1/company/documents";
const LIST: &str = "/v2/document-management/documents";

/// The simulator's category for payslips.
const PAYSLIPS: &str = "12";

/// One Personio, our client, and a person there.
struct Place {
    personio: Simulator,
    client: PersonioClient,
    clock: TestClock,
    person: PersonioId,
}

impl Place {
    fn new() -> Self {
        let company = Company::generate(7, 20, "2026-11-22".parse().unwrap());
        let person = PersonioId::new(company.people()[3].id.to_string());
        let personio = Simulator::start(company, Options::default()).unwrap();
        let clock = TestClock::at(BEGIN.parse().unwrap());
        Self { client: client(&personio, &clock), personio, clock, person }
    }

    fn access(&self) -> Access {
        let (client_id, secret) = self.personio.credentials();
        let credentials = Credentials { client_id, client_secret: secret.into() };
        Access::new(credentials, self.clock.now() + SignedDuration::from_secs(20))
    }

    fn payslip(&self, comment: &str) -> Upload {
        let chunks = vec![Ok(b"%PDF-1.7 \xff\r\n".to_vec().into()), Ok(b"--payslip".to_vec().into())];
        Upload {
            personio_id: self.person.clone(),
            folder_id: PAYSLIPS.to_owned(),
            title: "Gehaltsmitteilung März 2026".to_owned(),
            date: "2026-10-31".parse().unwrap(),
            comment: comment.to_owned(),
            file_name: "payslip-2026-10-31.pdf".to_owned(),
            file: OpenFile { size: 21, chunks: stream::iter(chunks).boxed() },
        }
    }

    async fn upload(&self, comment: &str) -> Result<StoredDocument, UploadError> {
        self.client.upload(&self.access(), self.payslip(comment)).await
    }

    async fn list(&self) -> Result<Vec<ListedDocument>, PersonioError> {
        self.client.documents(&self.access(), &self.person, PAYSLIPS).await
    }

    async fn comments(&self) -> Vec<String> {
        self.list().await.unwrap().into_iter().filter_map(|document| document.comment).collect()
    }

    fn strike(&self, what: What) {
        self.personio.fault(Fault::once(Route::exact(UPLOAD), what));
    }

    /// How many requests arrived at this path.
    fn count(&self, path: &str) -> usize {
        self.personio.requests().iter().filter(|seen| seen.path == path).count()
    }
}

/// A client that remembers nothing of the others.
fn client(personio: &Simulator, clock: &TestClock) -> PersonioClient {
    let config = PersonioConfig {
        base_url: personio.url().parse().unwrap(),
        partner_id: None,
        app_id: Some("PENTO_PERSONIO".to_owned()),
    };
    PersonioClient::new(config, Arc::new(clock.clone())).unwrap()
}

#[tokio::test]
async fn a_payslip_is_stored_as_it_was_sent_and_found_again() {
    let place = Place::new();
    let stored = place.upload("ledger 1").await.unwrap();
    assert_eq!(
        stored,
        StoredDocument {
            document_id: "991".to_owned(),
            personio_id: Some(place.person.clone()),
            folder_id: Some(PAYSLIPS.to_owned()),
        }
    );
    let documents = place.personio.documents();
    let [document] = &documents[..] else { panic!("{documents:?}") };
    assert_eq!(document.employee_id.to_string(), place.person.as_str());
    assert_eq!(document.category_id.to_string(), PAYSLIPS);
    assert_eq!((&*document.title, &*document.comment), ("Gehaltsmitteilung März 2026", "ledger 1"));
    assert_eq!(document.date.as_deref(), Some("2026-10-31"));
    assert_eq!(document.file_name, "payslip-2026-10-31.pdf");
    assert_eq!(document.content_type.as_deref(), Some("application/pdf"));
    assert_eq!(&document.content[..], b"%PDF-1.7 \xff\r\n--payslip");

    let listed = place.list().await.unwrap();
    let found = ListedDocument { document_id: document.v2_id.clone(), comment: Some("ledger 1".to_owned()) };
    assert_eq!(listed, [found]);
    assert_eq!((place.count("/v1/auth"), place.count("/v2/auth/token")), (1, 1));
    for request in &place.personio.requests() {
        assert_eq!(contract::check_request(request), Ok(()));
        assert!(request.names_app && !request.credentials_in_query, "{}", request.path);
    }
}

#[tokio::test]
async fn other_people_and_other_folders_are_not_listed() {
    let place = Place::new();
    let other = place.personio.edit(|company| company.people()[4].id.to_string());
    let access = place.access();
    let payslip = Upload { personio_id: PersonioId::new(other), ..place.payslip("another's") };
    place.client.upload(&access, payslip).await.unwrap();
    let elsewhere = Upload { folder_id: "1".to_owned(), ..place.payslip("another folder's") };
    place.client.upload(&access, elsewhere).await.unwrap();
    place.upload("ours").await.unwrap();
    assert_eq!(place.comments().await, ["ours"]);
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end() {
    let place = Place::new();
    place.personio.configure(|options| options.limits = false);
    // One client leaves 50 uploads a minute to Personio.
    for round in 0..5 {
        let client = client(&place.personio, &place.clock);
        for number in 0..41 {
            let payslip = place.payslip(&format!("{round}-{number}"));
            client.upload(&place.access(), payslip).await.unwrap();
        }
    }
    let comments = place.comments().await;
    assert_eq!(comments.len(), 205);
    assert_eq!((comments[0].as_str(), comments[204].as_str()), ("0-0", "4-40"));
    assert_eq!(place.count(LIST), 2);
    for request in place.personio.requests().iter().filter(|seen| seen.path == LIST) {
        assert_eq!(contract::check_request(request), Ok(()));
    }
}

#[tokio::test]
async fn whatever_happens_to_the_answer_nothing_is_sent_twice() {
    let refused =
        |status| Err(UploadError::Refused(PersonioError::Refused { operation: "documents", status }));
    let limited = || Err(UploadError::Refused(PersonioError::RateLimited));
    for (what, expected, stored) in [
        (What::LostAnswer, Err(UploadError::Unclear), 1),
        (What::Truncated, Err(UploadError::Unclear), 1),
        (What::EffectThenStatus(504, Body::Html), Err(UploadError::Unclear), 1),
        (What::EffectThenStatus(500, Body::Error), Err(UploadError::Unclear), 1),
        (What::EffectThenStatus(408, Body::Empty), Err(UploadError::Unclear), 1),
        (What::Reset, Err(UploadError::Unclear), 0),
        (What::Status(504, Body::Html), Err(UploadError::Unclear), 0),
        (What::NotSuccess, Err(UploadError::Unclear), 0),
        (What::WrongJson, Err(UploadError::Unclear), 0),
        (What::Status(200, Body::Html), Err(UploadError::Unclear), 0),
        (What::Status(400, Body::Error), refused(400), 0),
        (What::Status(404, Body::Error), refused(404), 0),
        (What::Status(413, Body::Html), refused(413), 0),
        (What::Status(422, Body::Error), refused(422), 0),
        (What::TooMany("7".to_owned()), limited(), 0),
    ] {
        let place = Place::new();
        place.strike(what.clone());
        assert_eq!(place.upload("ledger 1").await, expected, "{what:?}");
        assert_eq!(place.count(UPLOAD), 1, "{what:?}");
        assert_eq!(place.personio.documents().len(), stored, "{what:?}");
        // What nobody could say then, the list says.
        assert_eq!(place.comments().await, vec!["ledger 1"; stored], "{what:?}");
    }
}

#[tokio::test]
async fn a_new_document_shows_up_late() {
    let place = Place::new();
    place.personio.configure(|options| options.visible_after = Duration::from_hours(1));
    place.upload("ledger 1").await.unwrap();
    assert_eq!(place.list().await, Ok(Vec::new()));
    place.personio.configure(|options| options.visible_after = Duration::ZERO);
    assert_eq!(place.comments().await, ["ledger 1"]);
}

#[tokio::test]
async fn unknown_people_and_folders_and_long_titles_are_refused() {
    let place = Place::new();
    let payslip = || place.payslip("ledger 1");
    for (upload, status) in [
        (Upload { folder_id: "1000".to_owned(), ..payslip() }, 404),
        (Upload { personio_id: PersonioId::new("5"), ..payslip() }, 404),
        (Upload { title: "ä".repeat(256), ..payslip() }, 422),
        (Upload { file_name: "payslip".to_owned(), ..payslip() }, 422),
    ] {
        let error = PersonioError::Refused { operation: "documents", status };
        assert_eq!(place.client.upload(&place.access(), upload).await, Err(UploadError::Refused(error)));
    }
    let longest = Upload { title: "ä".repeat(255), ..payslip() };
    place.client.upload(&place.access(), longest).await.unwrap();
    assert_eq!(place.personio.documents().len(), 1);
}

#[tokio::test]
async fn permissions_count_each_for_itself() {
    let place = Place::new();
    let missing = |operation| PersonioError::PermissionMissing { operation };
    place.personio.revoke(Permission::DocumentsRead);
    place.upload("ledger 1").await.unwrap();
    assert_eq!(place.list().await, Err(missing("document list")));

    place.personio.grant(Permission::DocumentsRead);
    place.personio.revoke(Permission::DocumentsWrite);
    for _ in 0..3 {
        assert_eq!(place.upload("ledger 2").await, Err(UploadError::Refused(missing("documents"))));
    }
    // One look whether it was the token, not one for every payslip.
    assert_eq!(place.count("/v1/auth"), 2);
    assert_eq!(place.comments().await, ["ledger 1"]);

    place.personio.grant(Permission::DocumentsWrite);
    place.upload("ledger 2").await.unwrap();
    assert_eq!(place.comments().await, ["ledger 1", "ledger 2"]);
}

#[tokio::test]
async fn a_dead_token_is_replaced_and_dead_credentials_are_told() {
    let place = Place::new();
    place.upload("ledger 1").await.unwrap();
    assert_eq!(place.comments().await, ["ledger 1"]);
    place.personio.expire_tokens();
    let last = "status 401".to_owned();
    let error = PersonioError::Unavailable { operation: "documents", last };
    assert_eq!(place.upload("ledger 2").await, Err(UploadError::NotSent(error)));
    place.upload("ledger 2").await.unwrap();
    assert_eq!(place.comments().await, ["ledger 1", "ledger 2"]);

    let old = place.access();
    place.personio.rotate_credentials();
    let rejected = || PersonioError::CredentialsRejected;
    let result = place.client.upload(&old, place.payslip("ledger 3")).await;
    assert_eq!(result, Err(UploadError::Refused(rejected())));
    let result = place.client.upload(&old, place.payslip("ledger 3")).await;
    assert_eq!(result, Err(UploadError::NotSent(rejected())));
    let result = place.client.documents(&old, &place.person, PAYSLIPS).await;
    assert_eq!(result, Err(rejected()));
    place.upload("ledger 3").await.unwrap();
    assert_eq!(place.personio.documents().len(), 3);
}

#[tokio::test]
async fn a_broken_file_stores_nothing() {
    let place = Place::new();
    let error = || Err(std::io::Error::other("gone"));
    for chunks in [vec![error()], vec![Ok(b"%PDF-1.7".to_vec().into()), error()], vec![]] {
        let file = OpenFile { size: 21, chunks: stream::iter(chunks).boxed() };
        let upload = Upload { file, ..place.payslip("ledger 1") };
        assert_eq!(place.client.upload(&place.access(), upload).await, Err(UploadError::FileBroken));
    }
    assert_eq!(place.personio.documents().len(), 0);
}

#[tokio::test]
async fn the_largest_file_goes_through() {
    const CHUNKS: u8 = 120;
    let place = Place::new();
    let chunks = stream::iter(0..CHUNKS).map(|number| Ok(vec![number; 256 * 1024].into()));
    let file = OpenFile { size: 30 * 1024 * 1024, chunks: chunks.boxed() };
    let upload = Upload { file, ..place.payslip("ledger 1") };
    place.client.upload(&place.access(), upload).await.unwrap();
    let documents = place.personio.documents();
    assert_eq!(documents[0].content.len(), 30 * 1024 * 1024);
    assert!(
        documents[0]
            .content
            .chunks(256 * 1024)
            .zip(0..CHUNKS)
            .all(|(chunk, number)| { chunk.iter().all(|byte| *byte == number) })
    );
}
