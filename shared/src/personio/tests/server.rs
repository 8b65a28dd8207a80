//! A server by hand: it writes what it is told, byte by byte, and breaks off where it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
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
    requests: Arc<Mutex<Vec<String>>>,
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
                    stream.readable().await.unwrap();
                    continue;
                }
                let request = read_request(&mut stream).await;
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
        self.requests.lock().unwrap().clone()
    }
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            return text.into_owned();
        }
    }
}
