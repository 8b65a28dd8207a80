//! `tenant pause` and `tenant resume`: new settings that differ by the pause, and no run.

use shared::{
    domain::{ids::TenantId, settings::Settings},
    dynamo::Table,
    ports::{ReadTenant as _, WriteTenant as _, Written, operator::OperateTenants as _},
};

use crate::{
    Failure,
    args::Whose,
    look::of_tenant,
    screen::{progress, show},
    stack::Stack,
};

/// Somebody may save at the same moment; more often than this in a row is hardly possible.
const TRIES: u32 = 5;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Syncing shall rest.
    Pause,
    /// It shall go on.
    Resume,
}

impl Turn {
    const fn done(self) -> &'static str {
        match self {
            Self::Pause => "paused",
            Self::Resume => "resumed",
        }
    }

    const fn planned(self) -> &'static str {
        match self {
            Self::Pause => "would pause",
            Self::Resume => "would resume",
        }
    }

    const fn needless(self) -> &'static str {
        match self {
            Self::Pause => "paused already",
            Self::Resume => "not paused",
        }
    }
}

/// What became of one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turned {
    /// Saved as this version, or it would be.
    Saved(u64),
    /// Nothing to do.
    Needless,
    /// Paused by somebody else than `pause --all`, so `resume --all` leaves it.
    PausedByOthers,
    /// Settings were never saved: nothing is synced anyway.
    NoSettings,
}

/// Pauses or resumes whoever is meant.
pub(crate) async fn turn(stack: &Stack, whose: Whose, turn: Turn) -> Result<(), Failure> {
    let store = stack.store()?;
    let Some(tenant) = whose.tenant else { return turn_all(stack, &store, turn).await };
    match turn_one(stack, &store, &tenant, turn, false).await? {
        Turned::Saved(version) => told(stack, &tenant, turn, version),
        Turned::Needless | Turned::PausedByOthers => show(&format!("{tenant}: {}", turn.needless())),
        Turned::NoSettings => Err(Failure::new(
            format!("tenant {tenant} has no settings"),
            "Nothing is synced before settings are saved, so there is nothing to pause. Is the name right?",
        )),
    }
}

fn told(stack: &Stack, tenant: &TenantId, turn: Turn, version: u64) -> Result<(), Failure> {
    if stack.dry_run {
        show(&format!("{tenant}: {} by settings version {version}", turn.planned()))
    } else {
        show(&format!("{tenant}: {} by settings version {version}", turn.done()))
    }
}

/// One tenant's failure does not keep the others from being paused.
async fn turn_all(stack: &Stack, store: &Table, turn: Turn) -> Result<(), Failure> {
    let tenants = store.tenants_in_table().await?;
    let (mut saved, mut failed) = (0_u32, None);
    let mut failures = 0_u32;
    for tenant in &tenants {
        match turn_one(stack, store, tenant, turn, true).await {
            Ok(Turned::Saved(version)) => {
                saved += 1;
                told(stack, tenant, turn, version)?;
            }
            Ok(Turned::Needless) => progress(&format!("{tenant}: {}", turn.needless())),
            Ok(Turned::NoSettings) => progress(&format!("{tenant}: left, for it has no settings")),
            Ok(Turned::PausedByOthers) => {
                show(&format!(
                    "{tenant}: stays paused, for `tenant pause --all` was not the last to save it so"
                ))?;
            }
            Err(failure) => {
                progress(&format!("error: {}", failure.what));
                failures += 1;
                failed = failed.or(Some(failure));
            }
        }
    }
    let verb = if stack.dry_run { turn.planned() } else { turn.done() };
    progress(&format!("{verb}: {saved} of {} tenants", tenants.len()));
    match failed {
        None => Ok(()),
        Some(first) => Err(Failure::new(
            format!("{failures} of {} tenants were not {}", tenants.len(), turn.done()),
            format!("They are named above. {} Then run the same command again.", first.to_do),
        )),
    }
}

async fn turn_one(
    stack: &Stack,
    store: &Table,
    tenant: &TenantId,
    turn: Turn,
    with_all: bool,
) -> Result<Turned, Failure> {
    let of_this = |error| of_tenant(tenant, error);
    let wanted = turn == Turn::Pause;
    for _ in 0..TRIES {
        let Some(saved) = store.settings(tenant).await.map_err(of_this)? else {
            return Ok(Turned::NoSettings);
        };
        if saved.settings.paused == wanted {
            return Ok(Turned::Needless);
        }
        if turn == Turn::Resume && with_all {
            let noted = store.paused_with_all(tenant).await.map_err(of_this)?;
            if noted != Some(saved.version) {
                return Ok(Turned::PausedByOthers);
            }
        }
        let next = saved.version + 1;
        if stack.dry_run {
            return Ok(Turned::Saved(next));
        }
        let settings = Settings { paused: wanted, ..saved.settings };
        if store.put_settings(tenant, saved.version, &settings).await.map_err(of_this)? == Written::Done {
            // Afterwards: cut off in between, it is a pause by others, which stays until it is lifted by name.
            if turn == Turn::Pause && with_all {
                store.note_paused_with_all(tenant, next).await.map_err(of_this)?;
            }
            return Ok(Turned::Saved(next));
        }
    }
    Err(Failure::new(
        format!("tenant {tenant}: somebody else saved the settings each time"),
        "Try again in a moment.",
    ))
}
