//! Employees: the list, one of them, adding and editing by hand, and the change log.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::{
    domain::{ids::EmployeeId, masking::Sight, shown::Shown},
    run::{
        World,
        employees::{self, Added, Edited, ListQuery, Place},
    },
};

use super::Routes;
use crate::{
    caller::{Admin, Reader},
    input::{Document, Id, PAGE, PageSize, Params, changed_meanwhile, cursor, etag, if_match},
    problem::{Answer, Code, Problem},
    refusals::{Always, MayConflict, OfOne, WithBody, WithQuery, WithVersion},
    views::{
        Page,
        employee::{EditView, EmployeeView, LoggedView, NewEmployeeView, STATUSES, StatusWord},
    },
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_list_employees, _, _>(list_employees::<W>)
        .with::<__path_add_employee, _, _>(add_employee::<W>)
        .with::<__path_show_employee, _, _>(show_employee::<W>)
        .with::<__path_edit_employee, _, _>(edit_employee::<W>)
        .with::<__path_list_changes, _, _>(list_changes::<W>)
}

/// An employee has up to 37 fields of some 60 bytes, and as many problems of some 350 bytes: 200 of them are 3 MB at the
/// worst, of the 6 MB that an answer may have.
const SIZE: PageSize = PageSize { most: 200, ..PAGE };

/// Longest text that is looked for: no name, e-mail address or Employee ID is longer.
const MOST_OF_A_SEARCH: usize = 255;

/// Employees, ordered by Employee ID.
#[utoipa::path(get, path = "/v1/employees", tag = "Employees",
    params(("status" = inline(Option<StatusWord>), Query, description = "Only these."),
        ("q" = Option<String>, Query, max_length = 255, description = "A part of Employee ID, name or e-mail address."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "1 to 200; 50 unless given."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before.")),
    responses((status = 200, description = "One page.", body = Page<EmployeeView>), WithQuery, Always))]
async fn list_employees<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    mut params: Params,
) -> Answer<Json<Page<EmployeeView>>> {
    let status = params.one_of("status", &STATUSES);
    let text = params.get("q").map(ToOwned::to_owned);
    if text.as_ref().is_some_and(|text| text.chars().count() > MOST_OF_A_SEARCH) {
        let detail = format!("\"q\" has {MOST_OF_A_SEARCH} characters at most.");
        params.wrong("q", shared::domain::input::InputErrorCode::TextInvalid, detail);
    }
    let limit = params.limit(SIZE);
    let after = params.cursor("employees", |id| EmployeeId::parse(id).ok());
    params.finish()?;
    let query = ListQuery { status, text, after, limit };
    let list = employees::list(&*world, &caller.tenant, &query).await?;
    let items = list.employees.into_iter().map(|shown| EmployeeView::of(shown, caller.sight())).collect();
    let next_cursor = list.next.map(|id| cursor("employees", id.as_str()));
    Ok(Json(Page { items, next_cursor }))
}

/// Adds an employee directly in Pento. The next sync links it to the person with this Employee ID.
#[utoipa::path(post, path = "/v1/employees", tag = "Employees", request_body = NewEmployeeView,
    responses((status = 201, description = "Added.", body = EmployeeView,
        headers(("ETag" = String, description = "For If-Match."))), WithBody, MayConflict, Always))]
async fn add_employee<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
    Document(document): Document,
) -> Answer<Response> {
    match employees::add(&*world, &caller.tenant, &caller.user, &document).await? {
        Added::Added(shown) => Ok((StatusCode::CREATED, tagged(*shown, caller.sight())).into_response()),
        Added::IdTaken => Err(Problem::new(
            Code::EmployeeIdTaken,
            "Another employee, active or terminated, has this Employee ID. Choose a new one.",
        )),
        Added::Invalid(errors) => Err(Problem::invalid(errors)),
    }
}

/// One employee.
#[utoipa::path(get, path = "/v1/employees/{employee_id}", tag = "Employees",
    params(("employee_id" = String, Path, description = "Pento's id.")),
    responses((status = 200, description = "The employee.", body = EmployeeView,
        headers(("ETag" = String, description = "For If-Match."))), OfOne, Always))]
async fn show_employee<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<Response> {
    let shown = employees::get(&*world, &caller.tenant, &known(&id)?).await?;
    Ok(tagged(shown.ok_or_else(nobody)?, caller.sight()))
}

/// Edits an employee in Pento. The next sync overwrites what is mapped.
#[utoipa::path(patch, path = "/v1/employees/{employee_id}", tag = "Employees",
    params(("employee_id" = String, Path, description = "Pento's id."),
        ("If-Match" = String, Header, description = "The ETag of the employee that was read.")),
    request_body = EditView,
    responses((status = 200, description = "As it is now.", body = EmployeeView,
        headers(("ETag" = String, description = "For If-Match."))), WithBody, WithVersion, OfOne, Always))]
async fn edit_employee<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
    Id(id): Id,
    headers: HeaderMap,
    Document(document): Document,
) -> Answer<Response> {
    let id = known(&id)?;
    let expected = if_match(&headers)?;
    match employees::edit(&*world, &caller.tenant, &id, expected, &caller.user, &document).await? {
        Edited::Edited(shown) => Ok(tagged(*shown, caller.sight())),
        Edited::NotFound => Err(nobody()),
        Edited::Conflict => Err(changed_meanwhile()),
        Edited::Invalid(errors) => Err(Problem::invalid(errors)),
    }
}

/// What changed of an employee: when, by which run or whom, from what to what; latest first.
#[utoipa::path(get, path = "/v1/employees/{employee_id}/changes", tag = "Employees",
    params(("employee_id" = String, Path, description = "Pento's id."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 500, description = "1 to 500; 50 unless given."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before.")),
    responses((status = 200, description = "One page.", body = Page<LoggedView>), OfOne, WithQuery, Always))]
async fn list_changes<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    Id(id): Id,
    mut params: Params,
) -> Answer<Json<Page<LoggedView>>> {
    let limit = params.limit(PAGE);
    let after = params.cursor("changes", read_place);
    params.finish()?;
    let page =
        employees::changes(&*world, &caller.tenant, &known(&id)?, after, limit).await?.ok_or_else(nobody)?;
    let items = page.changes.iter().map(|logged| LoggedView::of(logged, caller.sight())).collect();
    let next_cursor =
        page.next.map(|place| cursor("changes", &format!("{}.{}", place.version, place.position)));
    Ok(Json(Page { items, next_cursor }))
}

fn read_place(text: &str) -> Option<Place> {
    let (version, position) = text.split_once('.')?;
    Some(Place { version: version.parse().ok()?, position: position.parse().ok()? })
}

/// What can't be an Employee ID is nobody's.
fn known(id: &str) -> Answer<EmployeeId> {
    EmployeeId::parse(id).map_err(|_| nobody())
}

fn nobody() -> Problem {
    Problem::not_found("employee")
}

fn tagged(shown: Shown, sight: Sight) -> Response {
    let version = shown.employee.version;
    ([(header::ETAG, etag(version))], Json(EmployeeView::of(shown, sight))).into_response()
}
