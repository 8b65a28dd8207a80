//! The simulator's handle: start, look, change, break.

use std::{collections::BTreeSet, fmt, io, net::Ipv4Addr, time::Duration};

use tokio::{net::TcpListener, runtime::Handle, task::JoinHandle};

use crate::{
    Company, Document, Fault, Options, Permission, Seen,
    fault::Faults,
    http,
    limits::Limits,
    state::{Shared, State},
    tokens::Tokens,
};

/// One Personio account on loopback. Stops when dropped.
pub struct Simulator {
    shared: Shared,
    url: String,
    server: JoinHandle<()>,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // The server task owns the tasks of its connections; they end with it.
        self.server.abort();
    }
}

impl Simulator {
    /// Starts to serve the company on 127.0.0.1, as tasks of the present tokio runtime.
    ///
    /// With `options.limits` these are enforced: `POST /v1/auth` 60 a minute, then 60 s of 429; everything under
    /// `/v1/company/employees` 300 a minute and 15 a second together; `POST /v1/company/documents` 60 a minute;
    /// `POST /v2/auth/token` 150 a minute.
    ///
    /// # Errors
    ///
    /// The port is taken, or there is no tokio runtime.
    pub fn start(company: Company, options: Options) -> io::Result<Self> {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let listener = TcpListener::from_std(listener)?;
        // Credentials differ between accounts: a request that reaches the wrong one shows.
        let tokens = Tokens::new(u64::from(port));
        let shared = Shared::new(State {
            company,
            options,
            unticked: BTreeSet::new(),
            tokens,
            limits: Limits::new(),
            faults: Faults::default(),
            seen: Vec::new(),
            documents: Vec::new(),
        });
        let server = runtime.spawn(http::serve(listener, shared.clone()));
        Ok(Self { shared, url: format!("http://127.0.0.1:{port}"), server })
    }

    /// The base address, such as `http://127.0.0.1:40123`: the place of `https://api.personio.de`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Client id and client secret, invented.
    #[must_use]
    pub fn credentials(&self) -> (String, String) {
        let state = self.shared.lock();
        (state.tokens.client_id.clone(), state.tokens.client_secret.clone())
    }

    /// Makes a new pair of credentials, as an admin does: the old pair is refused, its tokens are dead. Answers the
    /// new pair.
    #[expect(
        clippy::must_use_candidate,
        reason = "who only wants the old pair refused may ignore the new one"
    )]
    pub fn rotate_credentials(&self) -> (String, String) {
        self.shared.lock().tokens.rotate();
        self.credentials()
    }

    /// Lets every token die: 401 until a new one is asked for.
    pub fn expire_tokens(&self) {
        self.shared.lock().tokens.expire();
    }

    /// Changes the company; the next answer shows it.
    pub fn edit<T>(&self, change: impl FnOnce(&mut Company) -> T) -> T {
        change(&mut self.shared.lock().company)
    }

    /// A copy of the company as it is now.
    #[must_use]
    pub fn company(&self) -> Company {
        self.shared.lock().company.clone()
    }

    /// Changes the options (the port is fixed).
    pub fn configure(&self, change: impl FnOnce(&mut Options)) {
        change(&mut self.shared.lock().options);
    }

    /// Every answer takes at least this long from now on.
    pub fn set_latency(&self, latency: Duration) {
        self.configure(|options| options.latency = latency);
    }

    /// Orders a fault.
    pub fn fault(&self, fault: Fault) {
        self.shared.lock().faults.add(fault);
    }

    /// Cancels all faults.
    pub fn clear_faults(&self) {
        self.shared.lock().faults.clear();
    }

    /// Every request that arrived, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.lock().seen.clone()
    }

    /// How many requests arrived, those of `/auth` included.
    #[must_use]
    pub fn request_count(&self) -> usize {
        self.shared.lock().seen.len()
    }

    /// Forgets the requests seen so far.
    pub fn forget_requests(&self) {
        self.shared.lock().seen.clear();
    }

    /// Takes an attribute off the credential's readable ones: it vanishes from records and catalogue.
    pub fn untick(&self, key: &str) {
        self.shared.lock().unticked.insert(key.to_owned());
    }

    /// Makes an attribute readable again.
    pub fn tick(&self, key: &str) {
        self.shared.lock().unticked.remove(key);
    }

    /// Whether the credential may read this attribute.
    #[must_use]
    pub fn is_ticked(&self, key: &str) -> bool {
        !self.shared.lock().unticked.contains(key)
    }

    /// Takes a permission away: 403 at once, tokens in use included.
    pub fn revoke(&self, permission: Permission) {
        self.shared.lock().options.permissions.remove(&permission);
    }

    /// Gives a permission.
    pub fn grant(&self, permission: Permission) {
        self.shared.lock().options.permissions.insert(permission);
    }

    /// Everything that was uploaded, in order.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        self.shared.lock().documents.clone()
    }
}
