//! What a run learned about a connection never overwrites an admin's word (guard G2).

use jiff::{SignedDuration, Timestamp};
use shared::{
    domain::connection::{Connection, ConnectionReason, ConnectionStatus, Permissions},
    ports::{ReadTenant, WriteTenant, Written},
};

use crate::stand::{Stand, tenant};

fn connected(at: Timestamp) -> Connection {
    Connection::fresh(at, Permissions::default(), true)
}

#[tokio::test]
async fn a_run_updates_the_connection_it_knows_and_no_other() {
    let stand = Stand::new().await;
    let (table, tenant) = (&stand.table, tenant());
    let first: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let known = connected(first);
    let broken = known.clone().broken(ConnectionReason::CredentialsRejected, first);
    assert_eq!(table.update_connection(&tenant, &broken).await, Ok(Written::Conflict), "nobody is connected");
    assert_eq!(table.connection(&tenant).await, Ok(None));

    table.put_connection(&tenant, &known).await.unwrap();
    assert_eq!(table.update_connection(&tenant, &broken).await, Ok(Written::Done));
    assert_eq!(table.connection(&tenant).await, Ok(Some(broken.clone())));

    let reconnected = connected(first + SignedDuration::from_mins(1));
    table.put_connection(&tenant, &reconnected).await.unwrap();
    assert_eq!(table.update_connection(&tenant, &broken).await, Ok(Written::Conflict), "new credentials");
    assert_eq!(table.connection(&tenant).await, Ok(Some(reconnected.clone())));

    let gone = Connection { status: ConnectionStatus::Disconnected, ..reconnected.clone() };
    table.put_connection(&tenant, &gone).await.unwrap();
    assert_eq!(table.update_connection(&tenant, &reconnected).await, Ok(Written::Conflict), "disconnected");
    assert_eq!(table.connection(&tenant).await, Ok(Some(gone)));
}
