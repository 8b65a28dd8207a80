//! A plain HTTP client, without anything a connector would do for itself.

use personio_sim::Simulator;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// A client of one simulator, with the token of its credentials.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    pub(crate) token: String,
}

impl Client {
    /// Signs in.
    pub(crate) async fn new(simulator: &Simulator) -> Self {
        let mut client = Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: simulator.url().to_owned(),
            token: String::new(),
        };
        client.token = client.sign_in(simulator).await;
        client
    }

    /// The token for the present credentials.
    pub(crate) async fn sign_in(&self, simulator: &Simulator) -> String {
        let (client_id, client_secret) = simulator.credentials();
        let body = json!({"client_id": client_id, "client_secret": client_secret});
        let (status, body) =
            read(self.bare(Method::POST, "/v1/auth").json(&body).send().await.unwrap()).await;
        assert_eq!(status, 200, "{body}");
        body["data"]["token"].as_str().unwrap().to_owned()
    }

    /// A request without a token.
    pub(crate) fn bare(&self, method: Method, target: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{target}", self.url))
    }

    /// A GET with the token, its answer whatever it is.
    pub(crate) async fn send(&self, target: &str) -> Result<Response, reqwest::Error> {
        self.bare(Method::GET, target).bearer_auth(&self.token).send().await
    }

    /// A GET with the token: status and JSON.
    pub(crate) async fn get(&self, target: &str) -> (u16, Value) {
        read(self.send(target).await.unwrap()).await
    }
}

/// Status and JSON; a body that is not JSON becomes a JSON string.
pub(crate) async fn read(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// A form body.
pub(crate) fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}
