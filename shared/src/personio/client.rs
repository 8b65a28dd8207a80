//! The calls: token, turn, request, and again where it helps, all before the deadline of the access.

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::time::{Instant, sleep, timeout};

use super::{
    config::{ConfigError, PersonioConfig},
    failure::Failure,
    http::{Answer, Exchange, Http, Target},
    jitter::Jitter,
    limiter::{Limiter, TooLate},
    retry::{Attempt, Decision, Kind, conclude, decide, parse_retry_after},
    row::is_usable_id,
    sessions::{Session, Sessions},
    token::{Need, Token},
    wire::{
        SignIn, parse_attributes, parse_attributes_of_people, parse_folders, parse_page, parse_person,
        parse_sign_in,
    },
};
use crate::{
    domain::{
        attribute::{Catalogue, Record, Wanted},
        ids::PersonioId,
    },
    ports::{Access, Clock, Folder, Page, PersonioError, ReadPersonio},
};

/// No single try waits longer than this for its whole answer.
const TRY_TIMEOUT: Duration = Duration::from_secs(30);

/// Deadlines further off are as good as this one; timers need an end.
const FAR: Duration = Duration::from_hours(24);

/// Personio over HTTP, for all tenants of the process: tokens and paces are kept per credential, connections shared.
pub struct PersonioClient(Caller<Http>);

impl PersonioClient {
    /// Builds the client; nothing is sent yet.
    ///
    /// # Errors
    /// [`ConfigError`] for a base URL that is neither https nor loopback, or a value that can't be a header.
    #[expect(clippy::needless_pass_by_value, reason = "a configuration is made for its one client")]
    pub fn new(config: PersonioConfig, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        Ok(Self(Caller::new(Http::new(&config)?, clock)))
    }
}

impl fmt::Debug for PersonioClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonioClient")
    }
}

impl ReadPersonio for PersonioClient {
    async fn employees(&self, access: &Access, wanted: &Wanted, offset: u64) -> Result<Page, PersonioError> {
        self.0.employees(access, wanted, offset).await
    }

    async fn employee(
        &self,
        access: &Access,
        wanted: &Wanted,
        id: &PersonioId,
    ) -> Result<Option<Record>, PersonioError> {
        self.0.employee(access, wanted, id).await
    }

    async fn attributes(&self, access: &Access) -> Result<Catalogue, PersonioError> {
        self.0.attributes(access).await
    }

    async fn folders(&self, access: &Access) -> Result<Vec<Folder>, PersonioError> {
        self.0.folders(access).await
    }

    async fn scopes(&self, access: &Access) -> Result<Option<Vec<String>>, PersonioError> {
        self.0.scopes(access).await
    }
}

/// The calls over any [`Exchange`].
pub(super) struct Caller<E> {
    exchange: E,
    clock: Arc<dyn Clock>,
    sessions: Sessions,
    process: Limiter,
    jitter: Jitter,
}

/// What a call has used up so far.
#[derive(Default)]
struct Tries {
    made: u32,
    renewed: bool,
}

/// Why [`Caller::persist`] stopped without an answer.
enum Stop {
    NewToken,
    Failed(Failure),
}

impl<E: Exchange> Caller<E> {
    pub(super) fn new(exchange: E, clock: Arc<dyn Clock>) -> Self {
        Self {
            exchange,
            clock,
            sessions: Sessions::default(),
            process: Limiter::per_process(),
            jitter: Jitter::new(),
        }
    }

    pub(super) async fn employees(
        &self,
        access: &Access,
        wanted: &Wanted,
        offset: u64,
    ) -> Result<Page, PersonioError> {
        let target = Target::Employees(offset);
        let page = self.read(access, &target, |json| parse_page(json, wanted)).await?;
        page.ok_or_else(|| Failure::NotFound.into_error(target.operation(), false))
    }

    pub(super) async fn employee(
        &self,
        access: &Access,
        wanted: &Wanted,
        id: &PersonioId,
    ) -> Result<Option<Record>, PersonioError> {
        if !is_usable_id(id.as_str()) {
            // No record ever has such an id, and in a path it might ask for something else.
            return Ok(None);
        }
        self.read(access, &Target::Employee(id), |json| parse_person(json, wanted, id)).await
    }

    pub(super) async fn attributes(&self, access: &Access) -> Result<Catalogue, PersonioError> {
        let target = Target::Attributes;
        let catalogue = match self.read(access, &target, parse_attributes).await {
            // Some accounts refuse this list although employees may be read: then what people have has to do.
            Err(PersonioError::PermissionMissing { .. }) => {
                self.read(access, &Target::Employees(0), parse_attributes_of_people).await?
            }
            other => other?,
        };
        catalogue.ok_or_else(|| Failure::NotFound.into_error(target.operation(), false))
    }

    pub(super) async fn folders(&self, access: &Access) -> Result<Vec<Folder>, PersonioError> {
        let target = Target::Folders;
        let folders = self.read(access, &target, parse_folders).await?;
        folders.ok_or_else(|| Failure::NotFound.into_error(target.operation(), false))
    }

    pub(super) async fn scopes(&self, access: &Access) -> Result<Option<Vec<String>>, PersonioError> {
        let session = self.sessions.of(&access.credentials);
        let token = self.token(access, &session, Need::New).await?;
        Ok(token.scope.as_ref().map(|scope| scope.split_whitespace().map(str::to_owned).collect()))
    }

    /// Reads with a token, and once more with another one when the first is refused. `None` is Personio's own 404.
    async fn read<T: Send>(
        &self,
        access: &Access,
        target: &Target<'_>,
        parse: impl Fn(&[u8]) -> Result<T, Failure> + Send + Sync,
    ) -> Result<Option<T>, PersonioError> {
        let session = self.sessions.of(&access.credentials);
        let mut tries = Tries::default();
        let mut token = self.token(access, &session, Need::Any).await?;
        loop {
            match self.persist(access, &session, target, Some(&token.text), &mut tries, &parse).await {
                Ok(value) => return Ok(Some(value)),
                Err(Stop::NewToken) => {
                    tries.renewed = true;
                    token = self.token(access, &session, Need::After(token.number)).await?;
                }
                Err(Stop::Failed(Failure::NotFound)) => return Ok(None),
                Err(Stop::Failed(failure)) => {
                    if failure == Failure::Unauthorised {
                        session.token.refuse_twice(token.number);
                    }
                    return Err(failure.into_error(target.operation(), false));
                }
            }
        }
    }

    async fn token(
        &self,
        access: &Access,
        session: &Session,
        need: Need,
    ) -> Result<Arc<Token>, PersonioError> {
        let until = Instant::now() + self.time_left(access);
        session.token.get(access, &*self.clock, until, need, self.sign_in(access, session)).await
    }

    async fn sign_in(&self, access: &Access, session: &Session) -> Result<SignIn, PersonioError> {
        let target = Target::SignIn(&access.credentials);
        let signed_in =
            self.persist(access, session, &target, None, &mut Tries::default(), &parse_sign_in).await;
        signed_in.map_err(|stop| match stop {
            Stop::Failed(failure) => failure.into_error(target.operation(), true),
            Stop::NewToken => PersonioError::CredentialsRejected,
        })
    }

    /// Sends the same request until it is answered, refused, or not worth another try.
    async fn persist<T: Send>(
        &self,
        access: &Access,
        session: &Session,
        target: &Target<'_>,
        bearer: Option<&SecretString>,
        tries: &mut Tries,
        parse: &(impl Fn(&[u8]) -> Result<T, Failure> + Send + Sync),
    ) -> Result<T, Stop> {
        loop {
            self.turn(access, session).await.map_err(Stop::Failed)?;
            tries.made += 1;
            let (retry_after, outcome) = self.try_once(access, target, bearer, tries.made, parse).await;
            let failure = match outcome {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let attempt = Attempt {
                kind: target.kind(),
                tries_made: tries.made,
                renewed: tries.renewed,
                retry_after,
                time_left: self.time_left(access),
                jitter: self.jitter.next(),
            };
            match decide(failure, &attempt) {
                Decision::GiveUp => return Err(Stop::Failed(conclude(failure, &attempt))),
                Decision::NewToken => return Err(Stop::NewToken),
                Decision::RetryAfter(wait) => {
                    if failure == Failure::SlowDown && attempt.kind == Kind::Read {
                        // The other calls of the credential would only be told the same.
                        session.limiter.hold_until(Instant::now() + wait);
                    }
                    sleep(wait).await;
                }
            }
        }
    }

    /// Waits until both limits allow a request. When the process limit holds back many, those of one credential may
    /// leave closer together than its own limit allows; Personio's 429 then spreads them.
    async fn turn(&self, access: &Access, session: &Session) -> Result<(), Failure> {
        let left = self.time_left(access);
        if left.is_zero() {
            return Err(Failure::TimedOut);
        }
        let deadline = Instant::now() + left;
        session.limiter.turn(deadline).await.map_err(|TooLate| Failure::SlowDown)?;
        self.process.turn(deadline).await.map_err(|TooLate| Failure::SlowDown)
    }

    /// Sends one request, reads its answer, and logs what may be logged.
    async fn try_once<T>(
        &self,
        access: &Access,
        target: &Target<'_>,
        bearer: Option<&SecretString>,
        number: u32,
        parse: &impl Fn(&[u8]) -> Result<T, Failure>,
    ) -> (Option<Duration>, Result<T, Failure>) {
        let started = Instant::now();
        let allowed = TRY_TIMEOUT.min(self.time_left(access));
        access.count_request();
        let answer = timeout(allowed, self.exchange.exchange(target, bearer)).await;
        let answer = answer.unwrap_or(Err(Failure::TimedOut));
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (retry_after, outcome) = match answer {
            Ok(answer) => (self.retry_after(&answer), Failure::of(answer).and_then(|body| parse(&body))),
            Err(failure) => (None, Err(failure)),
        };
        let failure = outcome.as_ref().err().map(tracing::field::display);
        let (method, path) = target.template();
        tracing::debug!(method, path, status, attempt = number, ms, failure, "personio request");
        (retry_after, outcome)
    }

    fn retry_after(&self, answer: &Answer) -> Option<Duration> {
        parse_retry_after(answer.retry_after.as_deref()?, self.clock.now())
    }

    fn time_left(&self, access: &Access) -> Duration {
        let now: Timestamp = self.clock.now();
        Duration::try_from(now.duration_until(access.deadline)).unwrap_or_default().min(FAR)
    }
}
