//! Counts what goes to and from DynamoDB, as a proxy on loopback: the worker stays as it is on AWS.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use tokio::net::TcpListener;

/// Items and their bytes as DynamoDB counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) items: u64,
    pub(crate) bytes: u64,
}

/// Everything counted since the last [`Meter::take`]. Kinds are what sort keys begin with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) calls: BTreeMap<String, u64>,
    pub(crate) read: BTreeMap<String, Amount>,
    pub(crate) written: BTreeMap<String, Amount>,
}

/// The proxy.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    pub(crate) url: String,
    tally: Arc<Mutex<Tally>>,
}

#[derive(Clone)]
struct Proxy {
    to: String,
    http: reqwest::Client,
    tally: Arc<Mutex<Tally>>,
}

impl Meter {
    /// Stands before the DynamoDB at `to`.
    pub(crate) async fn start(to: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let tally = Arc::new(Mutex::new(Tally::default()));
        let proxy = Proxy { to: to.to_owned(), http: reqwest::Client::new(), tally: Arc::clone(&tally) };
        let router = Router::new().fallback(forward).with_state(proxy);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, tally })
    }

    /// What was counted, and begins anew.
    pub(crate) fn take(&self) -> Tally {
        std::mem::take(&mut *self.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn forward(State(proxy): State<Proxy>, method: Method, headers: HeaderMap, body: Bytes) -> Response {
    let operation = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = operation.rsplit('.').next().unwrap_or_default().to_owned();
    let mut passed = headers;
    for own in [header::HOST, header::CONTENT_LENGTH, header::ACCEPT_ENCODING] {
        passed.remove(own);
    }
    let sent = proxy.http.request(method, &proxy.to).headers(passed).body(body.clone()).send().await;
    let Ok(answer) = sent else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, mut answered) = (answer.status(), answer.headers().clone());
    let Ok(answer) = answer.bytes().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
    let mut tally = proxy.tally.lock().unwrap_or_else(PoisonError::into_inner);
    *tally.calls.entry(operation.clone()).or_default() += 1;
    if status.is_success() {
        tally.count(&operation, &json(&body), &json(&answer));
    }
    drop(tally);
    for own in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
        answered.remove(own);
    }
    (status, answered, answer).into_response()
}

impl Tally {
    fn count(&mut self, operation: &str, asked: &Value, answered: &Value) {
        match operation {
            "GetItem" => add(&mut self.read, &answered["Item"]),
            "Query" | "Scan" => {
                let projected = asked["IndexName"].as_str().map(|index| format!("index {index}"));
                for item in list(&answered["Items"]) {
                    let kind = projected.clone().unwrap_or_else(|| kind(item));
                    add_as(&mut self.read, kind, item);
                }
            }
            "BatchGetItem" => {
                let tables = answered["Responses"].as_object().into_iter().flatten();
                tables.flat_map(|(_, items)| list(items)).for_each(|item| add(&mut self.read, item));
            }
            "PutItem" => add(&mut self.written, &asked["Item"]),
            "UpdateItem" | "DeleteItem" => add(&mut self.written, &asked["Key"]),
            "BatchWriteItem" => {
                let tables = asked["RequestItems"].as_object().into_iter().flatten();
                for request in tables.flat_map(|(_, requests)| list(requests)) {
                    add(&mut self.written, &request["PutRequest"]["Item"]);
                }
            }
            "TransactWriteItems" => {
                for part in list(&asked["TransactItems"]) {
                    add(&mut self.written, &part["Put"]["Item"]);
                    add(&mut self.written, &part["Update"]["Key"]);
                }
            }
            _ => {}
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn add(amounts: &mut BTreeMap<String, Amount>, item: &Value) {
    if item.is_object() {
        add_as(amounts, kind(item), item);
    }
}

fn add_as(amounts: &mut BTreeMap<String, Amount>, kind: String, item: &Value) {
    let amount = amounts.entry(kind).or_default();
    amount.items += 1;
    amount.bytes += entries(item);
}

/// `EMPLOYEE#17` is an employee.
fn kind(item: &Value) -> String {
    let Some(key) = item["sk"]["S"].as_str() else { return "one attribute of an item".into() };
    key.split('#').next().unwrap_or_default().to_lowercase()
}

/// The bytes of attributes with their names, by DynamoDB's rules: text as UTF-8, numbers half a byte a digit and one
/// more, lists and maps three bytes and one for each element.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
fn entries(attributes: &Value) -> u64 {
    let attributes = attributes.as_object().into_iter().flatten();
    attributes.map(|(name, value)| name.len() as u64 + size(value)).sum()
}

fn size(value: &Value) -> u64 {
    let Some((kind, value)) = value.as_object().and_then(|object| object.iter().next()) else { return 0 };
    match kind.as_str() {
        "S" | "B" => value.as_str().map_or(0, |text| text.len() as u64),
        "N" => value.as_str().map_or(0, |digits| digits.len().div_ceil(2) as u64 + 1),
        "L" => 3 + list(value).iter().map(|item| 1 + size(item)).sum::<u64>(),
        "M" => 3 + entries(value) + value.as_object().map_or(0, |map| map.len() as u64),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_are_counted_by_kind_and_sized_as_dynamodb_does() {
        let mut tally = Tally::default();
        // pk 2+3, sk 2+11, n 1+(2+1), l 1+(3+(1+1)+(1+1)), m 1+(3+1+(1+2)): 5+13+4+8+8 in all.
        let item = json!({"pk": {"S": "abc"}, "sk": {"S": "EMPLOYEE#17"}, "n": {"N": "123"},
            "l": {"L": [{"S": "x"}, {"BOOL": true}]}, "m": {"M": {"k": {"S": "ab"}}}});
        let asked =
            json!({"TransactItems": [{"Put": {"Item": item}}, {"Update": {"Key": {"sk": {"S": "LEASE"}}}}]});
        tally.count("TransactWriteItems", &asked, &json!({}));
        tally.count(
            "Query",
            &json!({"IndexName": "planner"}),
            &json!({"Items": [{"sk": {"S": "EMPLOYEE#17"}}]}),
        );
        tally.count("GetItem", &json!({}), &json!({}));
        assert_eq!(tally.written["employee"], Amount { items: 1, bytes: 38 });
        assert_eq!(tally.written["lease"], Amount { items: 1, bytes: 7 });
        assert_eq!(tally.read["index planner"], Amount { items: 1, bytes: 13 });
        assert_eq!(tally.read.len(), 1);
    }
}
