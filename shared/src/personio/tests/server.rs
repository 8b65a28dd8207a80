//! A server by hand: it writes what it is told, byte by byte, and breaks off where it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use url::Url;

/// What happens on one connection.
pub(super) enum Act {
    /// These bytes, then the connection is closed.
    Write(Vec<u8>),
    /// Closed before the request was read.
    Reset,
    /// The request is read, and nothing ever written.
    Hang,
    /// Only the head of the request is read, and nothing ever written.
    Deaf,
    /// These bytes as soon as the request begins to arrive; then it is read.
    Early(Vec<u8>),
}

/// An HTTP/1.1 answer with JSON.
pub(super) fn answer(status: u16, headers: &str, body: &[u8]) -> Act {
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    Act::Write([head.as_bytes(), body].concat())
}

/// Personio's answer to a sign-in, the old header included that nobody may use.
pub(super) fn token() -> Act {
    answer(200, "Authorization: Bearer one-time\r\n", br#"{"success":true,"data":{"token":"papi-MARK"}}"#)
}

/// A server on loopback, one act per connection.
pub(super) struct Server {
    pub(super) url: Url,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A request as it was read.
#[derive(Clone)]
pub(super) struct Request {
    /// Head and body.
    pub(super) bytes: Vec<u8>,
    /// Whether the body came to its end.
    pub(super) whole: bool,
}

impl Server {
    pub(super) async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            let mut open = Vec::new();
            for act in VecDeque::from(acts) {
                let (mut stream, _) = listener.accept().await.unwrap();
                if matches!(act, Act::Reset) {
                    // Unread bytes make the kernel answer the close with a reset.
                    stream.peek(&mut [0]).await.unwrap();
                    continue;
                }
                if let Act::Early(bytes) = &act {
                    stream.peek(&mut [0]).await.unwrap();
                    stream.write_all(bytes).await.unwrap();
                }
                let request = read_request(&mut stream, matches!(act, Act::Deaf)).await;
                seen.lock().unwrap().push(request);
                if let Act::Write(bytes) = act {
                    // A client that has read enough may be gone.
                    let _ = stream.write_all(&bytes).await;
                    let _ = stream.shutdown().await;
                }
                open.push(stream);
            }
            std::future::pending::<()>().await;
        });
        Self { url, requests }
    }

    /// The requests read so far, head and body.
    pub(super) fn requests(&self) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests.iter().map(|request| String::from_utf8_lossy(&request.bytes).into_owned()).collect()
    }

    /// The same as they are, as soon as there are so many of them.
    pub(super) async fn wait_for(&self, count: usize) -> Vec<Request> {
        loop {
            let requests = self.requests.lock().unwrap().clone();
            if requests.len() >= count {
                return requests;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Reads a request until it is whole, or the client has gone, or its head is read if that is enough.
async fn read_request(stream: &mut TcpStream, head_only: bool) -> Request {
    let mut bytes = Vec::new();
    // How long it will be as a whole.
    let mut length = None;
    loop {
        if length.is_none()
            && let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let body = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            length = Some(end + 4 + body.map_or(0, |length| length.parse::<usize>().unwrap()));
        }
        let whole = length.is_some_and(|length| bytes.len() >= length);
        if whole || head_only && length.is_some() || stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return Request { bytes, whole };
        }
    }
}
