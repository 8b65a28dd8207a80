//! Serving a router on a free loopback port, to programs of this machine only.

use std::net::Ipv4Addr;

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// Serves `router` until `stopped` says so (or its sender is gone); answers the address, `http://127.0.0.1:<port>`.
pub(super) async fn serve(
    router: Router,
    tasks: &mut JoinSet<()>,
    stopped: watch::Receiver<bool>,
) -> anyhow::Result<String> {
    let (listener, address) = listen().await?;
    let server = axum::serve(listener, router.layer(middleware::from_fn(refuse_browsers)))
        .with_graceful_shutdown(until(stopped));
    tasks.spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "an AWS stand-in stopped");
        }
    });
    Ok(address)
}

/// A listener on a free port, and its address.
pub(super) async fn listen() -> anyhow::Result<(TcpListener, String)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    Ok((listener, address))
}

/// The same on an address of the loopback range that nobody can guess, where the system has the whole range (Linux);
/// elsewhere on the usual one. For a service that can't be taught to refuse browsers: a page would have to find one of
/// 2^24 addresses first.
pub(super) async fn listen_hidden() -> anyhow::Result<(TcpListener, String)> {
    let [a, b, c, ..] = *uuid::Uuid::new_v4().as_bytes();
    let Ok(listener) = TcpListener::bind((Ipv4Addr::new(127, a, b, c.clamp(1, 254)), 0)).await else {
        return listen().await;
    };
    let address = format!("http://{}", listener.local_addr()?);
    Ok((listener, address))
}

/// Waits until the stand-ins are to stop.
pub(super) async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// A web page that guesses the port could read everything, because keys are public and signatures unchecked.
/// Browsers name the page in `Origin`, or, after rebinding a name to loopback, that name in `Host`.
async fn refuse_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) || !is_loopback(request.headers()) {
        return (StatusCode::FORBIDDEN, "for programs of this machine only").into_response();
    }
    next.run(request).await
}

fn is_loopback(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "127.0.0.1" || name == "localhost"
}
