//! `tenants list`: how every tenant stands, in one line each.

use comfy_table::{Table, presets::NOTHING};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;
use shared::{
    domain::{
        connection::{ConnectionReason, ConnectionStatus},
        ids::TenantId,
    },
    ports::operator::OperateTenants as _,
};

use crate::{
    Failure,
    look::{LastRun, Pause, because, look},
    screen::{progress, show, show_json},
    stack::Stack,
};

/// Tenants that are looked at at a time.
const AT_ONCE: usize = 8;

/// One tenant.
#[derive(Debug, Serialize)]
struct Row {
    tenant: TenantId,
    connection: Option<ConnectionStatus>,
    connection_reason: Option<&'static str>,
    settings_version: Option<u64>,
    pause: Pause,
    last_run: Option<LastRun>,
    payslips_stopped: bool,
}

#[derive(Serialize)]
struct Items {
    items: Vec<Row>,
}

/// Prints all tenants.
pub(crate) async fn list(stack: &Stack, json: bool) -> Result<(), Failure> {
    let tenants = stack.store()?.tenants_in_table().await?;
    progress(&format!("{} tenants have items in the table", tenants.len()));
    let rows = stream::iter(tenants).map(|tenant| row(stack, tenant)).buffered(AT_ONCE);
    let rows: Vec<_> = rows.try_collect().await?;
    if json {
        return show_json(&Items { items: rows });
    }
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["tenant", "connection", "settings", "paused", "last run", "payslips"]);
    for row in &rows {
        table.add_row(cells(row));
    }
    show(&table.trim_fmt())
}

async fn row(stack: &Stack, tenant: TenantId) -> Result<Row, Failure> {
    let look = look(stack, &tenant, 1).await?;
    let link = look.connection.as_ref();
    Ok(Row {
        connection: link.map(|link| link.status),
        connection_reason: link.and_then(|link| link.reason).map(ConnectionReason::code),
        settings_version: look.settings_version,
        pause: look.pause,
        last_run: look.runs.first().map(LastRun::from),
        payslips_stopped: look.payslips_stopped,
        tenant,
    })
}

fn cells(row: &Row) -> [String; 6] {
    let dash = || "-".to_owned();
    [
        row.tenant.to_string(),
        row.connection.map_or_else(dash, |status| because(&status, row.connection_reason)),
        row.settings_version.map_or_else(dash, |version| format!("version {version}")),
        match row.pause {
            Pause::None => dash(),
            Pause::Paused => "paused".into(),
            Pause::PausedWithAll => "paused with all".into(),
        },
        row.last_run.as_ref().map_or_else(dash, LastRun::short),
        if row.payslips_stopped { "stopped".into() } else { dash() },
    ]
}
