//! What the system does: read, plan, apply, record, report. It awaits, and holds no rule of payroll: those are in
//! [`crate::domain`].

mod announce;
mod apply;
pub mod connection;
pub mod dispatch;
pub mod employee_sync;
pub mod employees;
pub mod payslips;
mod planning;
pub mod preview;
mod read;
pub mod runs;
mod session;
pub mod settings;
pub mod sync_now;

use std::sync::Arc;

use jiff::SignedDuration;

use crate::{
    domain::formats::modulus::WeightTable,
    ports::{
        Announce, Clock, Documents, Ledger, NewIds, ReadEmployees, ReadPersonio, ReadTenant, Secrets,
        SendPayslips, SendRequests, Waits, WriteEmployees, WriteRuns, WriteTenant,
    },
};

/// Everything of the store that a run uses.
pub trait Store: ReadTenant + WriteTenant + ReadEmployees + WriteEmployees + WriteRuns + Ledger {}

impl<T: ReadTenant + WriteTenant + ReadEmployees + WriteEmployees + WriteRuns + Ledger> Store for T {}

/// The outside as a run sees it. Built once per process.
#[derive(Debug)]
pub struct Outside<P, S, K, Q, B, C> {
    /// Personio.
    pub personio: P,
    /// The table.
    pub store: S,
    /// The credentials.
    pub secrets: K,
    /// The queues of sync requests and payslips.
    pub queue: Q,
    /// The event bus.
    pub bus: B,
    /// The time, its passing, and ids made of it.
    pub clock: C,
    /// The operator's table for the modulus check of bank details, where there is one.
    pub weights: Option<WeightTable>,
}

/// Stands for all the bounds of an [`Outside`].
pub trait World: Send + Sync {
    /// Personio.
    type Personio: ReadPersonio + Documents;
    /// The table.
    type Store: Store;
    /// The credentials.
    type Secrets: Secrets;
    /// The queues.
    type Queue: SendRequests + SendPayslips;
    /// The event bus.
    type Bus: Announce;
    /// The time.
    type Clock: Clock + NewIds + Waits;

    /// Personio.
    fn personio(&self) -> &Self::Personio;
    /// The table.
    fn store(&self) -> &Self::Store;
    /// The credentials.
    fn secrets(&self) -> &Self::Secrets;
    /// The queues.
    fn queue(&self) -> &Self::Queue;
    /// The event bus.
    fn bus(&self) -> &Self::Bus;
    /// The time.
    fn clock(&self) -> &Self::Clock;
    /// The modulus check's table.
    fn weights(&self) -> Option<&WeightTable>;
}

impl<P, S, K, Q, B, C> World for Outside<P, S, K, Q, B, C>
where
    P: ReadPersonio + Documents,
    S: Store,
    K: Secrets,
    Q: SendRequests + SendPayslips,
    B: Announce,
    C: Clock + NewIds + Waits,
{
    type Personio = P;
    type Store = S;
    type Secrets = K;
    type Queue = Q;
    type Bus = B;
    type Clock = C;

    fn personio(&self) -> &P {
        &self.personio
    }

    fn store(&self) -> &S {
        &self.store
    }

    fn secrets(&self) -> &K {
        &self.secrets
    }

    fn queue(&self) -> &Q {
        &self.queue
    }

    fn bus(&self) -> &B {
        &self.bus
    }

    fn clock(&self) -> &C {
        &self.clock
    }

    fn weights(&self) -> Option<&WeightTable> {
        self.weights.as_ref()
    }
}

/// One world may serve several functions of a process.
impl<T: World> World for Arc<T> {
    type Personio = T::Personio;
    type Store = T::Store;
    type Secrets = T::Secrets;
    type Queue = T::Queue;
    type Bus = T::Bus;
    type Clock = T::Clock;

    fn personio(&self) -> &T::Personio {
        (**self).personio()
    }

    fn store(&self) -> &T::Store {
        (**self).store()
    }

    fn secrets(&self) -> &T::Secrets {
        (**self).secrets()
    }

    fn queue(&self) -> &T::Queue {
        (**self).queue()
    }

    fn bus(&self) -> &T::Bus {
        (**self).bus()
    }

    fn clock(&self) -> &T::Clock {
        (**self).clock()
    }

    fn weights(&self) -> Option<&WeightTable> {
        (**self).weights()
    }
}

/// What stays of a process's life for handing over and writing the end: a wave of writes takes a second or two even
/// when DynamoDB throttles, and the queue and the lease a few calls more.
const HANDOVER_MARGIN: SignedDuration = SignedDuration::from_secs(20);
