//! A tenant's access to Personio with the credentials at hand, and what a refusal or a success does to its connection.

use std::{
    future::Future,
    sync::{Arc, atomic::Ordering},
};

use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::{
    World, announce,
    read::{self, Look},
};
use crate::{
    domain::{
        connection::{Connection, ConnectionReason, Permission, Permissions},
        ids::TenantId,
        mapping::Mapper,
        roster::Roster,
    },
    metrics,
    ports::{Access, Clock, Credentials, PersonioError, Secrets, StoreError, WriteTenant},
};

/// One tenant's access. Credentials from a warm process's memory may have been rotated elsewhere: refused ones are
/// looked up once more ([`Session::renewed`]).
pub(super) struct Session<'a, W: World> {
    world: &'a W,
    tenant: &'a TenantId,
    /// What Personio is called with.
    pub(super) access: Arc<Access>,
}

impl<'a, W: World> Session<'a, W> {
    /// Looks up the credentials of a connection; `None` when there are none.
    pub(super) async fn open(
        world: &'a W,
        tenant: &'a TenantId,
        connection: &Connection,
        deadline: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        world.secrets().forget_before(tenant, connection.connected_at);
        let credentials = world.secrets().credentials(tenant).await?;
        Ok(credentials.map(|credentials| Self {
            world,
            tenant,
            access: Arc::new(Access::new(credentials, deadline)),
        }))
    }

    /// Calls Personio; once more where the credentials were refused and others are stored now.
    pub(super) async fn ask<T, F>(
        &mut self,
        mut call: impl FnMut(&'a W, Arc<Access>) -> F,
    ) -> Result<Result<T, PersonioError>, StoreError>
    where
        F: Future<Output = Result<T, PersonioError>>,
    {
        let answer = call(self.world, Arc::clone(&self.access)).await;
        let answer = if self.renewed(&answer).await? {
            call(self.world, Arc::clone(&self.access)).await
        } else {
            answer
        };
        Ok(self.counted(answer))
    }

    /// Reads everybody the credential may see, as [`read::roster`] does.
    pub(super) async fn roster(
        &mut self,
        mapper: &Mapper<'_>,
        look: &mut (dyn Look + Send),
    ) -> Result<Result<Roster, PersonioError>, StoreError> {
        let personio = self.world.personio();
        let roster = read::roster(personio, &self.access, mapper, look).await;
        let roster = if self.renewed(&roster).await? {
            read::roster(personio, &self.access, mapper, look).await
        } else {
            roster
        };
        Ok(self.counted(roster))
    }

    /// Counts a failure.
    fn counted<T>(&self, answer: Result<T, PersonioError>) -> Result<T, PersonioError> {
        answer.inspect_err(|error| metrics::personio_failed(self.tenant, error, self.world.clock().now()))
    }

    /// Whether a refused call is worth repeating, because other credentials are stored now.
    async fn renewed<T>(&mut self, answer: &Result<T, PersonioError>) -> Result<bool, StoreError> {
        if !matches!(answer, Err(PersonioError::CredentialsRejected)) {
            return Ok(false);
        }
        self.world.secrets().forget(self.tenant);
        match self.world.secrets().credentials(self.tenant).await? {
            Some(fresh) if !same(&fresh, &self.access.credentials) => {
                let again = Access::new(fresh, self.access.deadline);
                again.requests.store(self.access.request_count(), Ordering::Relaxed);
                self.access = Arc::new(again);
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

fn same(a: &Credentials, b: &Credentials) -> bool {
    a.client_id == b.client_id && a.client_secret.expose_secret() == b.client_secret.expose_secret()
}

/// Guard G2: what Personio's error means for the connection, stored unless an admin was faster.
pub(super) async fn note_failure<W: World>(
    world: &W,
    tenant: &TenantId,
    connection: &Connection,
    error: &PersonioError,
) -> Result<(), StoreError> {
    let now = world.clock().now();
    let noted = match error {
        PersonioError::CredentialsRejected => {
            connection.clone().broken(ConnectionReason::CredentialsRejected, now)
        }
        // A missing right to read documents is no failure of the sync, and noted where it is asked for.
        PersonioError::PermissionMissing { operation: "employees" | "employee" } => {
            let mut noted = connection.clone();
            noted.permissions.employees_read = Permission::Missing;
            noted
        }
        _ => return Ok(()),
    };
    if noted != *connection {
        announce::connection(world, tenant, connection, &noted).await?;
    }
    Ok(())
}

/// The login worked and employees may be read. Answers the connection as it is now.
pub(super) async fn note_success<W: World>(
    world: &W,
    tenant: &TenantId,
    connection: Connection,
    permissions: Permissions,
    has_settings: bool,
) -> Result<Connection, StoreError> {
    let permissions = Permissions { employees_read: Permission::Granted, ..permissions };
    let working = connection.clone().working(permissions, has_settings);
    if working != connection {
        world.store().update_connection(tenant, &working).await?;
    }
    Ok(working)
}
