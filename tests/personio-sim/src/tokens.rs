//! Credentials and tokens. All of them are invented and open nothing.

use std::{collections::HashSet, time::Duration};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::Instant;

/// The two families of the API. Whether a token of one serves the other is not documented, so here it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    V1,
    V2,
}

/// How a token is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    Good,
    /// Issued once, dead now.
    Expired,
    /// Never issued for this family.
    Unknown,
}

struct Token {
    text: String,
    issued: Instant,
}

/// The credential pair of the account and the tokens issued for it.
pub(crate) struct Tokens {
    rng: ChaCha8Rng,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    v1: Option<Token>,
    v2: Option<Token>,
    dead: HashSet<String>,
}

impl Tokens {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (client_id, client_secret) = pair(&mut rng);
        Self { rng, client_id, client_secret, v1: None, v2: None, dead: HashSet::new() }
    }

    /// A new pair; the old one and its tokens are dead.
    pub(crate) fn rotate(&mut self) {
        self.expire();
        (self.client_id, self.client_secret) = pair(&mut self.rng);
    }

    pub(crate) fn are_ours(&self, client_id: &str, client_secret: &str) -> bool {
        self.client_id == client_id && self.client_secret == client_secret
    }

    /// Every token is dead from now on.
    pub(crate) fn expire(&mut self) {
        for token in [self.v1.take(), self.v2.take()].into_iter().flatten() {
            self.dead.insert(token.text);
        }
    }

    /// The token of the family, the same one until its life is over, and how long that still is.
    pub(crate) fn issue(&mut self, family: Family, now: Instant, lifetime: Duration) -> (String, Duration) {
        let fresh = format!("papi-{}", random(&mut self.rng, 48));
        let slot = match family {
            Family::V1 => &mut self.v1,
            Family::V2 => &mut self.v2,
        };
        if let Some(old) = slot.take_if(|token| now.duration_since(token.issued) >= lifetime) {
            self.dead.insert(old.text);
        }
        let token = slot.get_or_insert(Token { text: fresh, issued: now });
        (token.text.clone(), lifetime.saturating_sub(now.duration_since(token.issued)))
    }

    pub(crate) fn judge(&self, family: Family, text: &str, now: Instant, lifetime: Duration) -> Judgement {
        let slot = match family {
            Family::V1 => &self.v1,
            Family::V2 => &self.v2,
        };
        match slot {
            Some(token) if token.text == text && now.duration_since(token.issued) < lifetime => {
                Judgement::Good
            }
            Some(token) if token.text == text => Judgement::Expired,
            _ if self.dead.contains(text) => Judgement::Expired,
            _ => Judgement::Unknown,
        }
    }
}

fn pair(rng: &mut ChaCha8Rng) -> (String, String) {
    (format!("papi-sim-{}", random(rng, 24)), format!("papi-sim-secret-{}", random(rng, 40)))
}

fn random(rng: &mut ChaCha8Rng, length: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    (0..length).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}
