//! The tenants whose hour has come (rules W1 and G2).

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use shared::{
    domain::{
        connection::{Connection, ConnectionReason, ConnectionStatus, Permissions},
        ids::TenantId,
    },
    ports::{DueTenants, WriteTenant},
};
use tests::fault_proxy::Fault;

use crate::stand::{Stand, at};

fn active() -> Connection {
    Connection::fresh(at(0), Permissions::default(), true)
}

fn named(name: &str) -> TenantId {
    TenantId::parse(name).unwrap()
}

async fn due(stand: &Stand, now: Timestamp) -> Vec<String> {
    let (mut found, mut after) = (vec![], None);
    loop {
        let (tenants, next) = stand.table.due_tenants(now, after).await.unwrap();
        found.extend(tenants.into_iter().map(String::from));
        match next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}

#[tokio::test]
async fn more_tenants_than_a_page_are_found_once_each() {
    let stand = Stand::new().await;
    let names: Vec<_> = (0..620).map(|number| format!("t{number:04}")).collect();
    let puts = names.iter().map(|name| {
        let table = stand.table.clone();
        async move { table.put_connection(&named(name), &active()).await.unwrap() }
    });
    stream::iter(puts).buffer_unordered(16).collect::<Vec<()>>().await;
    assert_eq!(due(&stand, at(0)).await, names);
    assert_eq!(stand.proxy.count("Query"), 2, "500 a page");
    stand.proxy.fail("Query", 2, Fault::THROTTLED);
    assert_eq!(due(&stand, at(0)).await, names);
}

#[tokio::test]
async fn names_that_begin_alike_are_all_found() {
    let stand = Stand::new().await;
    let names = ["a", "a-", "a-b", "a.b", "a0", "aB", "a_", "aa"];
    for name in names {
        stand.table.put_connection(&named(name), &active()).await.unwrap();
    }
    assert_eq!(due(&stand, at(0)).await, names);
    // From each as the last of a page.
    for (position, name) in names.iter().enumerate() {
        let after = Some(format!("000000000000#{name}"));
        let (rest, next) = stand.table.due_tenants(at(0), after).await.unwrap();
        let rest: Vec<_> = rest.into_iter().map(String::from).collect();
        assert_eq!(rest, names[position + 1..], "{name}");
        assert_eq!(next, None);
    }
}

#[tokio::test]
async fn only_those_whose_hour_has_come() {
    let stand = Stand::new().await;
    let disconnected = Connection { status: ConnectionStatus::Disconnected, ..active() };
    let broken = active().broken(ConnectionReason::CredentialsRejected, at(0));
    let again = broken.next_attempt_at.unwrap();
    assert_eq!(again, at(50 * 60));
    let rows = [
        ("active", active()),
        ("awaiting", Connection::fresh(at(0), Permissions::default(), false)),
        ("broken", broken.clone()),
        ("disconnected", disconnected.clone()),
    ];
    for (name, connection) in rows {
        stand.table.put_connection(&named(name), &connection).await.unwrap();
    }
    let second = SignedDuration::from_secs(1);
    assert_eq!(due(&stand, at(0)).await, ["active"]);
    assert_eq!(due(&stand, again - second).await, ["active"]);
    assert_eq!(due(&stand, again).await, ["active", "broken"]);
    assert_eq!(due(&stand, again + second).await, ["active", "broken"]);

    // A connection changes its place, and leaves.
    stand
        .table
        .put_connection(&named("broken"), &broken.working(Permissions::default(), true))
        .await
        .unwrap();
    stand.table.put_connection(&named("active"), &disconnected).await.unwrap();
    assert_eq!(due(&stand, at(0)).await, ["broken"]);
    assert_eq!(due(&stand, again + second).await, ["broken"]);
}
