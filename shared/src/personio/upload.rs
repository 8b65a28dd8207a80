//! Uploading one document, once: Personio has no idempotency key, so that whatever may have arrived is not sent again.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    caller::{Caller, Try},
    failure::Failure,
    http::{Answer, Exchange},
    retry::SHORTEST_SLOW_DOWN,
    sending::{Stage, watch},
    sessions::Session,
    stored::parse_stored,
    target::Api,
    token::{Need, Token},
};
use crate::ports::{Access, PersonioError, StoredDocument, Upload, UploadError};

/// What errors call it.
const OPERATION: &str = "documents";

/// Method and path for logs.
const TEMPLATE: (&str, &str) = ("POST", "/v1/company/documents");

/// 30 MB in 120 s are 2 Mbit/s, which a Lambda has many times over; the rest is for Personio to store it.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(2);

impl<E: Exchange> Caller<E> {
    /// Uploads one document.
    ///
    /// | what happens | outcome |
    /// | --- | --- |
    /// | no token; no turn or no time before the deadline; no connection | `NotSent` |
    /// | 2xx with a document's id | the document |
    /// | 2xx with anything else, `success: false` too | `Unclear` |
    /// | 401 | the token is renewed: `NotSent`; 401 again: `Refused`, credentials rejected |
    /// | 403 | the token is renewed, once: `Refused`, permission missing |
    /// | 401 or 403, and the login is refused | `Refused`, credentials rejected |
    /// | 401 or 403, and signing in fails otherwise | `NotSent` |
    /// | 429 | `Refused`, rate limited; the credential's other uploads are held back as well |
    /// | other 4xx but 408 | `Refused` with the status |
    /// | 3xx, 408, 5xx; time-out, reset, an answer cut off, once sending began | `Unclear` |
    /// | the file breaks, or is not as long as it was said to be; no answer | `FileBroken` |
    ///
    /// # Errors
    /// As the table says.
    pub(super) async fn upload(
        &self,
        access: &Access,
        upload: Upload,
    ) -> Result<StoredDocument, UploadError> {
        let session = self.sessions.of(&access.credentials);
        let token = self.upload_token(access, &session, Need::Any).await.map_err(UploadError::NotSent)?;
        self.turn(access, &session.uploads)
            .await
            .map_err(|failure| UploadError::NotSent(failure.into_error(OPERATION, false)))?;
        // From here on, whoever drops this future stops the file on its way.
        let (file, start, sending) = watch(upload.file);
        let exchange = self.exchange.upload(Upload { file, ..upload }, start, &token.text);
        let once = Try { template: TEMPLATE, number: 1, at_most: UPLOAD_TIMEOUT };
        let (retry_after, outcome) = self.try_once(access, &once, exchange, judge).await;
        let stage = sending.stop();
        match outcome {
            Err(failure @ (Failure::Unauthorised | Failure::Forbidden)) => {
                Err(self.refused(access, &session, &token, failure).await)
            }
            Err(Failure::SlowDown) => {
                let wait = retry_after.unwrap_or_default().max(SHORTEST_SLOW_DOWN);
                session.uploads.hold_until(Instant::now() + wait);
                Err(conclude(Failure::SlowDown, stage))
            }
            other => {
                if matches!(other, Ok(_) | Err(Failure::Refused(_))) {
                    // The token was good for that.
                    session.upload_token.store(0, Ordering::Relaxed);
                }
                other.map_err(|failure| conclude(failure, stage))
            }
        }
    }

    /// What 401 and 403 mean. One refused token proves nothing: Personio answers both for a dead one. A second one that
    /// was fetched because of the first settles it, over two uploads, as nothing is sent twice here.
    async fn refused(
        &self,
        access: &Access,
        session: &Session,
        token: &Token,
        failure: Failure,
    ) -> UploadError {
        let renewed = session.upload_token.load(Ordering::Relaxed);
        if renewed != 0 && token.number >= renewed {
            if failure == Failure::Unauthorised {
                session.side(Api::V1).token.refuse_twice(token.number);
                session.upload_token.store(0, Ordering::Relaxed);
            }
            return UploadError::Refused(failure.into_error(OPERATION, false));
        }
        match self.upload_token(access, session, Need::After(token.number)).await {
            Ok(new) => {
                session.upload_token.store(new.number, Ordering::Relaxed);
                match failure {
                    Failure::Unauthorised => {
                        UploadError::NotSent(Failure::Transient(401).into_error(OPERATION, false))
                    }
                    _ => UploadError::Refused(failure.into_error(OPERATION, false)),
                }
            }
            Err(rejected @ PersonioError::CredentialsRejected) => UploadError::Refused(rejected),
            Err(error) => UploadError::NotSent(error),
        }
    }

    async fn upload_token(
        &self,
        access: &Access,
        session: &Session,
        need: Need,
    ) -> Result<Arc<Token>, PersonioError> {
        self.token(access, session.side(Api::V1), Api::V1, need).await
    }
}

/// The document, or why there is none.
fn judge(answer: Answer) -> Result<StoredDocument, Failure> {
    let status = answer.status;
    match Failure::of(answer) {
        Ok(body) => parse_stored(&body),
        // For a read it matters whose 404 it is. Here nothing was stored either way.
        Err(_) if status == 404 => Err(Failure::Refused(status)),
        // A redirect is what many applications answer to a form that was stored.
        Err(Failure::Refused(_)) if !(400..=499).contains(&status) => Err(Failure::Transient(status)),
        Err(failure) => Err(failure),
    }
}

/// What the caller may do after a failure.
fn conclude(failure: Failure, stage: Stage) -> UploadError {
    match (failure, stage) {
        (Failure::Connect | Failure::Broken | Failure::TimedOut, Stage::Waiting) => {
            UploadError::NotSent(failure.into_error(OPERATION, false))
        }
        (Failure::Connect | Failure::Broken | Failure::TimedOut, Stage::Broken) => UploadError::FileBroken,
        (
            Failure::Connect
            | Failure::Broken
            | Failure::TimedOut
            | Failure::TooLarge
            | Failure::Transient(_)
            | Failure::Unusable(_)
            | Failure::NotSuccessful,
            _,
        ) => UploadError::Unclear,
        (
            Failure::SlowDown
            | Failure::Unauthorised
            | Failure::LoginRefused
            | Failure::Forbidden
            | Failure::NoScope
            | Failure::NotFound
            | Failure::Refused(_),
            _,
        ) => UploadError::Refused(failure.into_error(OPERATION, false)),
    }
}
