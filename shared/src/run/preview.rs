//! What settings would do: the plan of a run, made in the same way and thrown away.

use futures_util::future::try_join3;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    World,
    connection::{ConnectError, connected},
    planning,
    read::Look,
    session::{self, Session},
};
use crate::{
    domain::{
        approval::{GuardVerdict, guard},
        attribute::{AttributeRef, Catalogue},
        connection::Connection,
        day::london_date,
        employee::Index,
        ids::TenantId,
        input::InputError,
        mapping::Mapper,
        masking::{PreviewSight, Sight},
        plan::{Context, Plan},
        roster::Roster,
        settings::{
            Settings,
            warnings::{Lookout, SettingsWarning},
        },
    },
    ports::{Clock, ReadEmployees, ReadTenant, StoreError},
};

/// What came of a look ahead.
#[derive(Debug)]
pub enum Preview {
    /// The settings can't be saved.
    Invalid(Vec<InputError>),
    /// Rule M2: nobody's record holds the match attribute, so a run would fail and touch nobody.
    MatchAttributeNotReadable(AttributeRef),
    /// What a run would do.
    Planned {
        /// The plan; nothing of it is written.
        plan: Box<Plan>,
        /// Guard G1: an approval covers exactly the held effects, so that a run would not be held by them.
        is_approved: bool,
        /// What is suspicious about the settings (rules X4 and M7).
        warnings: Vec<SettingsWarning>,
        /// What the caller gets to see of it.
        sight: PreviewSight,
    },
}

/// Plans a run under candidate settings, for a caller who sees so much of employees. Nothing is written.
///
/// # Errors
/// [`ConnectError`] when the tenant is not connected, or Personio or a service of ours gives no usable answer.
pub async fn preview<W: World>(
    world: &W,
    tenant: &TenantId,
    document: &Value,
    sight: Sight,
    deadline: Timestamp,
) -> Result<Preview, ConnectError> {
    let store = world.store();
    let (connection, saved, catalogue) =
        try_join3(store.connection(tenant), store.settings(tenant), store.catalogue(tenant)).await?;
    let settings = match Settings::from_json(document, &catalogue) {
        Ok(settings) => settings,
        Err(errors) => return Ok(Preview::Invalid(errors)),
    };
    let connection = connected(connection)?;
    let now = world.clock().now();
    let mapper = Mapper::new(&settings, &catalogue, london_date(now), world.weights());
    let in_force = saved.as_ref().map(|saved| &saved.settings);
    let mut lookout = Lookout::new(&settings, in_force, &catalogue, mapper.wanted());
    let (roster, index) = read_both(world, tenant, &connection, &mapper, &mut lookout, deadline).await?;
    let (progress, held_run) =
        futures_util::future::try_join(store.progress(tenant), store.held_run(tenant)).await?;
    let warnings = lookout.warnings(&roster, &index);
    let context = Context {
        settings: &settings,
        catalogue: &catalogue,
        today: london_date(now),
        now,
        last_judged_at: progress.last_judged_at,
    };
    let Some(plan) = planning::make(store, tenant, context, roster, &index).await? else {
        return Ok(Preview::MatchAttributeNotReadable(catalogue.refer(&settings.match_attribute)));
    };
    let is_approved =
        plan.held.is_some() && guard(plan.held.as_ref(), held_run.as_ref(), now) == GuardVerdict::Proceed;
    let sight = PreviewSight::new(sight, &settings, in_force);
    Ok(Preview::Planned { plan: Box::new(plan), is_approved, warnings, sight })
}

/// Reads the roster and the index side by side.
async fn read_both<W: World>(
    world: &W,
    tenant: &TenantId,
    connection: &Connection,
    mapper: &Mapper<'_>,
    look: &mut (dyn Look + Send),
    deadline: Timestamp,
) -> Result<(Roster, Index), ConnectError> {
    let reading = async {
        let session = Session::open(world, tenant, connection, deadline).await?;
        let mut session = session.ok_or(ConnectError::NotConnected)?;
        let roster = session.roster(mapper, look).await?;
        if let Err(error) = &roster {
            session::note_failure(world, tenant, connection, error).await?;
        }
        Ok::<_, ConnectError>(roster?)
    };
    let index = async { Ok(world.store().index(tenant).await?) };
    futures_util::future::try_join(reading, index).await
}

/// How long saving settings may wait for warnings: long enough for some thousand people, short for an admin.
const WARNINGS_WAIT: SignedDuration = SignedDuration::from_secs(8);

/// What is suspicious about settings that were saved over those in force. Only filtered attributes and the match
/// attribute are read, and nothing where neither has changed. Warnings refuse nothing, so where Personio does not answer
/// in time there are none.
pub(super) async fn warnings<W: World>(
    world: &W,
    tenant: &TenantId,
    connection: &Connection,
    settings: &Settings,
    in_force: Option<&Settings>,
    catalogue: &Catalogue,
) -> Result<Vec<SettingsWarning>, StoreError> {
    let unmapped = Settings { mapping: std::collections::BTreeMap::new(), ..settings.clone() };
    let now = world.clock().now();
    let mapper = Mapper::new(&unmapped, catalogue, london_date(now), world.weights());
    let mut lookout = Lookout::new(&unmapped, in_force, catalogue, mapper.wanted());
    let asked_before = in_force.is_some_and(|saved| {
        saved.active_filters() == settings.active_filters()
            && saved.match_attribute == settings.match_attribute
    });
    if asked_before || !lookout.has_work() {
        return Ok(Vec::new());
    }
    let deadline = now.saturating_add(WARNINGS_WAIT).unwrap_or(now);
    match read_both(world, tenant, connection, &mapper, &mut lookout, deadline).await {
        Ok((roster, index)) => Ok(lookout.warnings(&roster, &index)),
        Err(ConnectError::Store(error)) => Err(error),
        Err(ConnectError::Personio(error)) => {
            tracing::warn!(%error, "settings are saved without a look at the people");
            Ok(Vec::new())
        }
        Err(ConnectError::NotConnected) => Ok(Vec::new()),
    }
}
