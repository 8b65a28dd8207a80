//! The routes. Each is one function with its description beside it; [`Routes`] takes both at once, so that the router
//! and the `OpenAPI` document can't differ.

pub(crate) mod catalogue;
pub(crate) mod connection;
pub(crate) mod employees;
pub(crate) mod payslips;
pub(crate) mod preview;
pub(crate) mod runs;
pub(crate) mod settings;
pub(crate) mod sync;

use std::sync::Arc;

use axum::{Router, handler::Handler, http::Method, routing::MethodFilter};
use jiff::{SignedDuration, Timestamp};
use shared::{ports::Clock, run::World};
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path,
    openapi::{HttpMethod, Paths, RefOr, Schema},
};

/// How long a request may wait for Personio. API Gateway gives up after 30 s; the rest is for our own services.
const PERSONIO_WAIT: SignedDuration = SignedDuration::from_secs(24);

/// Until when a request that begins now may wait for Personio.
pub(crate) fn deadline<W: World>(world: &W) -> Timestamp {
    let now = world.clock().now();
    now.saturating_add(PERSONIO_WAIT).unwrap_or(now)
}

/// The shapes of a document, by name.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// Adds the description of one route to a document.
pub(crate) type Describe = fn(&mut Paths, &mut Schemas);

/// The routes so far: as a router, and as they are described. Describing them takes several times as long as everything
/// else at a start, and few ask for the document, so it is left for later.
pub(crate) struct Routes<W: World> {
    pub(crate) router: Router<Arc<W>>,
    pub(crate) descriptions: Vec<Describe>,
}

impl<W: World + 'static> Routes<W> {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), descriptions: Vec::new() }
    }

    /// One more: `P` describes what `handler` does.
    pub(crate) fn with<P, H, T>(mut self, handler: H) -> Self
    where
        P: Path + SchemaReferences + for<'t> Tags<'t>,
        H: Handler<T, Arc<W>>,
        T: 'static,
    {
        if let Some(filter) = P::methods().iter().map(filter).reduce(MethodFilter::or) {
            self.router = self.router.route(&P::path(), axum::routing::on(filter, handler));
        }
        self.descriptions.push(describe::<P>);
        self
    }
}

fn describe<P: Path + SchemaReferences + for<'t> Tags<'t>>(paths: &mut Paths, schemas: &mut Schemas) {
    P::schemas(schemas);
    let mut operation = P::operation();
    operation.tags = Some(P::tags().into_iter().map(ToOwned::to_owned).collect());
    paths.add_path_operation(P::path(), P::methods(), operation);
}

fn filter(method: &HttpMethod) -> MethodFilter {
    let method = match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Post => Method::POST,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    };
    MethodFilter::try_from(method).unwrap_or(MethodFilter::TRACE)
}

/// All routes of section 6 of the design that this function serves.
pub(crate) fn all<W: World + 'static>() -> Routes<W> {
    let routes = Routes::new();
    let routes = connection::add(routes);
    let routes = catalogue::add(routes);
    let routes = settings::add(routes);
    let routes = preview::add(routes);
    let routes = runs::add(routes);
    let routes = employees::add(routes);
    let routes = payslips::add(routes);
    sync::add(routes)
}
