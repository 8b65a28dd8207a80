//! What every call goes through: token, turn, request, and again where it helps, all before the deadline of the access.

use std::{future::Future, sync::Arc, time::Duration};

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::time::{Instant, sleep, timeout};

use super::{
    failure::Failure,
    http::{Answer, Exchange},
    jitter::Jitter,
    limiter::{Limiter, TooLate},
    retry::{Attempt, Decision, Kind, conclude, decide, parse_retry_after},
    sessions::{Sessions, Side},
    target::{Api, Target},
    token::{Need, Token},
    v2,
    wire::{SignIn, parse_sign_in},
};
use crate::ports::{Access, Clock, PersonioError};

/// No single try waits longer than this for its whole answer.
const TRY_TIMEOUT: Duration = Duration::from_secs(30);

/// Deadlines further off are as good as this one; timers need an end.
const FAR: Duration = Duration::from_hours(24);

/// The calls over any [`Exchange`].
pub(super) struct Caller<E> {
    pub(super) exchange: E,
    clock: Arc<dyn Clock>,
    pub(super) sessions: Sessions,
    process: Limiter,
    jitter: Jitter,
}

/// What a call has used up so far.
#[derive(Default)]
struct Tries {
    made: u32,
    renewed: bool,
}

/// One request that is about to be sent.
pub(super) struct Try {
    /// Method and path for logs; no person's id stands in it.
    pub(super) template: (&'static str, &'static str),
    /// Counts from 1.
    pub(super) number: u32,
    /// How long it may take, if the deadline allows.
    pub(super) at_most: Duration,
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

    /// Reads with a token, and once more with another one when the first is refused. `None` is Personio's own 404.
    pub(super) async fn read<T: Send>(
        &self,
        access: &Access,
        target: &Target<'_>,
        parse: impl Fn(&[u8]) -> Result<T, Failure> + Send + Sync,
    ) -> Result<Option<T>, PersonioError> {
        let session = self.sessions.of(&access.credentials);
        let (api, side) = (target.api(), session.side(target.api()));
        let mut tries = Tries::default();
        let mut token = self.token(access, side, api, Need::Any).await?;
        loop {
            match self.persist(access, side, target, Some(&token.text), &mut tries, &parse).await {
                Ok(value) => return Ok(Some(value)),
                Err(Stop::NewToken) => {
                    tries.renewed = true;
                    token = self.token(access, side, api, Need::After(token.number)).await?;
                }
                Err(Stop::Failed(Failure::NotFound)) => return Ok(None),
                Err(Stop::Failed(failure)) => {
                    let failure = match (failure, api) {
                        // V2 is reported to answer 401 where the scope is missing. The login has just worked, so that
                        // the credentials are fine.
                        (Failure::Unauthorised, Api::V2) => Failure::Forbidden,
                        (Failure::Unauthorised, Api::V1) => {
                            side.token.refuse_twice(token.number);
                            failure
                        }
                        _ => failure,
                    };
                    return Err(failure.into_error(target.operation(), false));
                }
            }
        }
    }

    /// A token of one API to serve the need.
    pub(super) async fn token(
        &self,
        access: &Access,
        side: &Side,
        api: Api,
        need: Need,
    ) -> Result<Arc<Token>, PersonioError> {
        let until = Instant::now() + self.time_left(access);
        side.token.get(access, &*self.clock, until, need, self.sign_in(access, side, api)).await
    }

    async fn sign_in(&self, access: &Access, side: &Side, api: Api) -> Result<SignIn, PersonioError> {
        let target = Target::SignIn(api, &access.credentials);
        let parse = match api {
            Api::V1 => parse_sign_in,
            Api::V2 => v2::parse_sign_in,
        };
        let signed_in = self.persist(access, side, &target, None, &mut Tries::default(), &parse).await;
        signed_in.map_err(|stop| match stop {
            Stop::Failed(failure) => failure.into_error(target.operation(), true),
            Stop::NewToken => PersonioError::CredentialsRejected,
        })
    }

    /// Sends the same request until it is answered, refused, or not worth another try.
    async fn persist<T: Send>(
        &self,
        access: &Access,
        side: &Side,
        target: &Target<'_>,
        bearer: Option<&SecretString>,
        tries: &mut Tries,
        parse: &(impl Fn(&[u8]) -> Result<T, Failure> + Send + Sync),
    ) -> Result<T, Stop> {
        loop {
            self.turn(access, &side.limiter).await.map_err(Stop::Failed)?;
            tries.made += 1;
            let this = Try { template: target.template(), number: tries.made, at_most: TRY_TIMEOUT };
            let exchange = self.exchange.exchange(target, bearer);
            let read = |answer| target.judge(answer).and_then(|body| parse(&body));
            let (retry_after, outcome) = self.try_once(access, &this, exchange, read).await;
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
                        side.limiter.hold_until(Instant::now() + wait);
                    }
                    sleep(wait).await;
                }
            }
        }
    }

    /// Waits until both limits allow a request. When the process limit holds back many, those of one credential may
    /// leave closer together than its own limit allows; Personio's 429 then spreads them.
    pub(super) async fn turn(&self, access: &Access, limiter: &Limiter) -> Result<(), Failure> {
        let left = self.time_left(access);
        if left.is_zero() {
            return Err(Failure::TimedOut);
        }
        let deadline = Instant::now() + left;
        limiter.turn(deadline).await.map_err(|TooLate| Failure::SlowDown)?;
        self.process.turn(deadline).await.map_err(|TooLate| Failure::SlowDown)
    }

    /// Sends one request, reads its answer, and logs what may be logged.
    pub(super) async fn try_once<T>(
        &self,
        access: &Access,
        this: &Try,
        exchange: impl Future<Output = Result<Answer, Failure>> + Send,
        read: impl FnOnce(Answer) -> Result<T, Failure> + Send,
    ) -> (Option<Duration>, Result<T, Failure>) {
        let started = Instant::now();
        let allowed = this.at_most.min(self.time_left(access));
        access.count_request();
        let answer = timeout(allowed, exchange).await.unwrap_or(Err(Failure::TimedOut));
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (retry_after, outcome) = match answer {
            Ok(answer) => (self.retry_after(&answer), read(answer)),
            Err(failure) => (None, Err(failure)),
        };
        let failure = outcome.as_ref().err().map(tracing::field::display);
        let ((method, path), attempt) = (this.template, this.number);
        tracing::debug!(method, path, status, attempt, ms, failure, "personio request");
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
