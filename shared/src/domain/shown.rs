//! An employee with everything about it that is not stored but follows.

use jiff::{Timestamp, civil::Date};

use super::{
    attribute::Catalogue,
    employee::Employee,
    readiness::{Blocker, Status},
    settings::Settings,
};

/// From where employees are looked at: what their state depends on beside themselves.
#[derive(Debug, Clone)]
pub struct Viewpoint {
    /// The tenant's settings; the defaults before the first save.
    pub settings: Settings,
    /// The tenant's attributes, for labels.
    pub catalogue: Catalogue,
    /// The date in London.
    pub today: Date,
    /// When the last whole run judged (rule S3).
    pub last_judged_at: Option<Timestamp>,
}

/// An employee as callers see it, their scope aside ([`super::masking::Sight`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The employee as stored. Its own `last_synced_at` is only the stored part.
    pub employee: Employee,
    /// S1.
    pub status: Status,
    /// S1: what keeps the employee from being ready, in the order of the fields.
    pub blockers: Vec<Blocker>,
    /// S3: when a run last found or made the employee equal to Personio.
    pub last_synced_at: Option<Timestamp>,
}

impl Viewpoint {
    /// The employee, looked at from here.
    #[must_use]
    pub fn show(&self, employee: Employee) -> Shown {
        Shown {
            status: employee.status(self.today),
            blockers: employee.blockers(&self.settings, &self.catalogue),
            last_synced_at: employee.synced_at(self.last_judged_at),
            employee,
        }
    }
}
