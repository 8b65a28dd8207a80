//! Faults that a test orders: where, how often, what.

use std::time::Duration;

use axum::http::Method;

/// Which requests a fault meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    method: Option<Method>,
    path: String,
    below: bool,
    offset: Option<u64>,
    skip: u32,
}

impl Route {
    /// Exactly this path, such as `/v1/company/employees`.
    #[must_use]
    pub fn exact(path: impl Into<String>) -> Self {
        Self { method: None, path: path.into(), below: false, offset: None, skip: 0 }
    }

    /// Every path that begins like this.
    #[must_use]
    pub fn under(prefix: impl Into<String>) -> Self {
        Self { below: true, ..Self::exact(prefix) }
    }

    /// Every request.
    #[must_use]
    pub fn everywhere() -> Self {
        Self::under("/")
    }

    /// Only requests of this method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Only requests whose query has this `offset` (none = 0).
    #[must_use]
    pub const fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Beginning with the n-th of these requests after the fault was ordered, counted from 1.
    #[must_use]
    pub const fn nth(mut self, n: u32) -> Self {
        self.skip = n.saturating_sub(1);
        self
    }

    fn matches(&self, method: &Method, path: &str, offset: u64) -> bool {
        let there = if self.below { path.starts_with(&self.path) } else { path == self.path };
        there
            && self.method.as_ref().is_none_or(|wanted| wanted == method)
            && self.offset.is_none_or(|wanted| wanted == offset)
    }
}

/// How often a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Once.
    Once,
    /// So many times.
    Count(u32),
    /// Until faults are cleared.
    Always,
}

/// The body of a faulty answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Personio's JSON envelope for errors (v2: problem+json).
    Error,
    /// A gateway's page, `text/html`.
    Html,
    /// Nothing.
    Empty,
    /// This text, as `application/json`.
    Text(String),
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// This status and body instead of the answer; the request has no effect.
    Status(u16, Body),
    /// Status 429 with this `Retry-After` text (seconds, or an HTTP date); the request has no effect.
    TooMany(String),
    /// Status 200 with `success: false`; the request has no effect.
    NotSuccess,
    /// Status 200 with JSON of another shape; the request has no effect.
    WrongJson,
    /// The connection is closed without an answer; the request has no effect.
    Reset,
    /// The request has its effect; then the connection is closed without an answer.
    LostAnswer,
    /// The request has its effect; then this status and body are answered, as by a gateway that gave up waiting.
    EffectThenStatus(u16, Body),
    /// The request has its effect; the body of the answer breaks off in the middle.
    Truncated,
    /// The answer takes this much longer.
    Slow(Duration),
    /// `total_elements` says so many people more, or fewer.
    TotalMoved(i64),
    /// The list has moved back by one since the page before: that page's last person is sent again, and this page's
    /// last one is not. The first page sends its first person twice.
    DuplicateRow,
    /// The list has moved on by one since the page before: the first person of this page is not sent, and it is filled
    /// up from behind.
    RowDropped,
    /// The answer has no `metadata`.
    NoMetadata,
    /// Every token issued so far is dead from this request on: 401. The next one asked for is a new one.
    TokenExpired,
}

/// An order: where, how often, what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which requests.
    pub on: Route,
    /// How many of them.
    pub times: Times,
    /// What happens to them.
    pub what: What,
}

impl Fault {
    /// Strikes once.
    #[must_use]
    pub const fn once(on: Route, what: What) -> Self {
        Self { on, times: Times::Once, what }
    }

    /// Strikes until faults are cleared.
    #[must_use]
    pub const fn always(on: Route, what: What) -> Self {
        Self { on, times: Times::Always, what }
    }
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to this request, in the order the faults were ordered; used-up faults go.
    pub(crate) fn strike(&mut self, method: &Method, path: &str, offset: u64) -> Vec<What> {
        let mut struck = Vec::new();
        self.0.retain_mut(|fault| {
            if !fault.on.matches(method, path, offset) {
                return true;
            }
            if fault.on.skip > 0 {
                fault.on.skip -= 1;
                return true;
            }
            let left = match fault.times {
                Times::Always => Times::Always,
                Times::Once => Times::Count(0),
                Times::Count(n) => Times::Count(n.saturating_sub(1)),
            };
            if fault.times != Times::Count(0) {
                struck.push(fault.what.clone());
            }
            fault.times = left;
            left != Times::Count(0)
        });
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_meets_what_it_names() {
        let list = "/v1/company/employees";
        let rows = [
            (Route::exact(list), Method::GET, list, 0, true),
            (Route::exact(list), Method::GET, "/v1/company/employees/attributes", 0, false),
            (Route::under(list), Method::GET, "/v1/company/employees/attributes", 0, true),
            (Route::under(list), Method::GET, "/v1/company/documents", 0, false),
            (Route::everywhere(), Method::POST, "/v1/auth", 0, true),
            (Route::exact(list).method(Method::POST), Method::GET, list, 0, false),
            (Route::exact(list).method(Method::GET), Method::GET, list, 0, true),
            (Route::exact(list).offset(100), Method::GET, list, 100, true),
            (Route::exact(list).offset(100), Method::GET, list, 0, false),
        ];
        for (route, method, path, offset, expected) in rows {
            assert_eq!(route.matches(&method, path, offset), expected, "{route:?} {method} {path} {offset}");
        }
    }

    #[test]
    fn a_fault_strikes_as_often_as_ordered() {
        let strikes = |on: Route, times: Times| -> Vec<bool> {
            let mut faults = Faults::default();
            faults.add(Fault { on, times, what: What::Reset });
            (0..5).map(|_| !faults.strike(&Method::GET, "/a", 0).is_empty()).collect()
        };
        assert_eq!(strikes(Route::exact("/a"), Times::Once), [true, false, false, false, false]);
        assert_eq!(strikes(Route::exact("/a").nth(3), Times::Once), [false, false, true, false, false]);
        assert_eq!(strikes(Route::exact("/a").nth(2), Times::Count(2)), [false, true, true, false, false]);
        assert_eq!(strikes(Route::exact("/a"), Times::Always), [true; 5]);
        assert_eq!(strikes(Route::exact("/a"), Times::Count(0)), [false; 5]);
    }
}
