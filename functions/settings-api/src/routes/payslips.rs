//! Payslips of finalised payrolls.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    domain::{
        ids::EmployeeId,
        payslip::{PayrollId, PayslipKey},
    },
    ports::Ledger,
    run::{
        World,
        payslips::{self, Retried},
    },
};

use super::Routes;
use crate::{
    caller::{Reader, Scope, Syncer},
    input::{Id, PAGE, Params, cursor},
    problem::{Answer, Code, Problem},
    refusals::{Always, OfOne, WithQuery},
    views::{
        Page,
        payslip::{PayrollView, PayslipView, PayslipsView, RetriedView, counts},
    },
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_list_payrolls, _, _>(list_payrolls::<W>)
        .with::<__path_list_payslips, _, _>(list_payslips::<W>)
        .with::<__path_retry_payslips, _, _>(retry_payslips::<W>)
}

/// Payrolls that were finalised, the latest first.
#[utoipa::path(get, path = "/v1/payrolls", tag = "Payslips",
    responses((status = 200, description = "All of them.", body = Page<PayrollView>), Always))]
async fn list_payrolls<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
) -> Answer<Json<Page<PayrollView>>> {
    let payrolls = world.store().payrolls(&caller.tenant).await?;
    Ok(Json(Page::whole(payrolls.into_iter().map(PayrollView::from).collect())))
}

/// How far the payslips of a payroll are, person by person.
#[utoipa::path(get, path = "/v1/payrolls/{payroll_id}/payslips", tag = "Payslips",
    params(("payroll_id" = String, Path, description = "The payroll."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 500, description = "1 to 500; 50 unless given."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before.")),
    responses((status = 200, description = "One page.", body = PayslipsView), OfOne, WithQuery, Always))]
async fn list_payslips<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    Id(id): Id,
    mut params: Params,
) -> Answer<Json<PayslipsView>> {
    let payroll = known(&id)?;
    let limit = params.limit(PAGE);
    let after = params.cursor("payslips", |place| read_place(&payroll, place));
    params.finish()?;
    let list = payslips::list(&*world, &caller.tenant, &payroll, after.as_ref(), limit).await?;
    let list = list.ok_or_else(nothing)?;
    Ok(Json(PayslipsView {
        payroll: list.payroll.into(),
        counts: counts(&list.counts),
        items: list.payslips.into_iter().map(PayslipView::from).collect(),
        next_cursor: list.next.map(|key| cursor("payslips", &write_place(&key))),
    }))
}

/// Takes up again what failed, was skipped or needs a check. What may have arrived is looked for before it is sent.
/// After a document was filed wrongly an admin has to do it.
#[utoipa::path(post, path = "/v1/payrolls/{payroll_id}/payslips/retry", tag = "Payslips",
    params(("payroll_id" = String, Path, description = "The payroll.")),
    responses((status = 202, description = "Asked for.", body = RetriedView), OfOne, Always))]
async fn retry_payslips<W: World>(
    Syncer(caller): Syncer,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<(StatusCode, Json<RetriedView>)> {
    let is_admin = caller.scope >= Scope::Admin;
    match payslips::retry(&*world, &caller.tenant, &known(&id)?, is_admin).await? {
        Retried::Taken(retried) => Ok((StatusCode::ACCEPTED, Json(RetriedView { retried }))),
        Retried::Unknown => Err(nothing()),
        Retried::Stopped => Err(Problem::new(
            Code::ScopeMissing,
            "Payslips are stopped, because Personio filed one under another person or folder. Retrying lets them go on, \
             and needs the scope \"personio:admin\": an admin has to look at that document first.",
        )),
    }
}

/// What can't be a payroll's id is no payroll.
fn known(id: &str) -> Answer<PayrollId> {
    PayrollId::parse(id).ok_or_else(nothing)
}

fn nothing() -> Problem {
    Problem::not_found("payroll")
}

/// `<payroll> <revision> <Employee ID>`, so that a cursor of one payroll is none of another.
fn write_place(key: &PayslipKey) -> String {
    format!("{} {} {}", key.payroll_id, key.revision, key.employee_id)
}

fn read_place(payroll: &PayrollId, text: &str) -> Option<PayslipKey> {
    let rest = text.strip_prefix(payroll.as_str())?.strip_prefix(' ')?;
    let (revision, employee_id) = rest.split_once(' ')?;
    Some(PayslipKey {
        payroll_id: payroll.clone(),
        employee_id: EmployeeId::parse(employee_id).ok()?,
        revision: revision.parse().ok()?,
    })
}
