//! The link to Personio.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use shared::{
    domain::{
        connection::{Connection, ConnectionReason, ConnectionStatus, Permissions},
        settings::uses::Unreadable,
    },
    run::connection::{Checked, Shown},
};
use utoipa::ToSchema;

use super::{AttributeRefView, ReasonView, run::RunView};

/// One integration of the tenant.
#[derive(Serialize, ToSchema)]
#[schema(as = Integration)]
pub(crate) struct IntegrationView {
    /// Always `personio`.
    #[schema(value_type = String)]
    provider: &'static str,
    /// How it stands.
    #[schema(value_type = String, schema_with = status_schema)]
    status: ConnectionStatus,
    /// Why it is broken.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// When the credentials were stored.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    connected_at: Option<Timestamp>,
    /// The latest run of everybody.
    #[schema(required = true)]
    last_run: Option<RunView>,
}

/// The link to Personio. The secret is never returned.
#[derive(Serialize, ToSchema)]
#[schema(as = Connection)]
pub(crate) struct ConnectionView {
    /// How it stands.
    #[schema(value_type = String, schema_with = status_schema)]
    status: ConnectionStatus,
    /// Why it is broken.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// When the credentials were stored.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    connected_at: Option<Timestamp>,
    /// What the credential may do.
    #[schema(value_type = PermissionsView)]
    permissions: Permissions,
    /// The latest run of everybody.
    #[schema(required = true)]
    last_run: Option<RunView>,
}

fn status_schema() -> utoipa::openapi::schema::Object {
    super::words(&["disconnected", "awaiting_settings", "active", "broken"], "How the link stands.")
}

fn permission_schema() -> utoipa::openapi::schema::Object {
    super::words(
        &["granted", "missing", "unknown"],
        "`unknown`: nobody has tried, and Personio does not say.",
    )
}

/// What the credential may do in Personio.
#[derive(ToSchema)]
#[schema(as = Permissions)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct PermissionsView {
    /// Employees: Read.
    #[schema(schema_with = permission_schema)]
    employees_read: String,
    /// Documents: Read.
    #[schema(schema_with = permission_schema)]
    documents_read: String,
    /// Documents: Write.
    #[schema(schema_with = permission_schema)]
    documents_write: String,
}

fn reason(reason: ConnectionReason) -> Value {
    super::coded(&reason, reason.sentence().to_owned())
}

impl From<Shown> for ConnectionView {
    fn from(shown: Shown) -> Self {
        let last_run = shown.last_run.map(RunView::from);
        let Some(Connection { status, reason: why, connected_at, permissions, .. }) = shown.connection else {
            return Self {
                status: ConnectionStatus::Disconnected,
                reason: None,
                connected_at: None,
                permissions: Permissions::default(),
                last_run,
            };
        };
        Self { status, reason: why.map(reason), connected_at, permissions, last_run }
    }
}

impl From<Shown> for IntegrationView {
    fn from(shown: Shown) -> Self {
        let ConnectionView { status, reason, connected_at, permissions: _, last_run } = shown.into();
        Self { provider: "personio", status, reason, connected_at, last_run }
    }
}

/// What a check of the connection found.
#[derive(Serialize, ToSchema)]
#[schema(as = ConnectionCheck)]
pub(crate) struct CheckView {
    /// How the link stands now.
    #[schema(value_type = String, schema_with = status_schema)]
    status: ConnectionStatus,
    /// Why it is broken.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// When the credentials were stored.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    connected_at: Option<Timestamp>,
    /// What the credential may do now.
    #[schema(value_type = PermissionsView)]
    permissions: Permissions,
    /// The latest run of everybody.
    #[schema(required = true)]
    last_run: Option<RunView>,
    /// What the settings use and the credential may not read.
    unreadable: Vec<UnreadableView>,
}

/// An attribute that the settings use and the credential may not read.
#[derive(Serialize, ToSchema)]
#[schema(as = UnreadableAttribute)]
pub(crate) struct UnreadableView {
    /// The attribute.
    #[schema(value_type = AttributeRefView)]
    attribute: Value,
    /// Everything that depends on it.
    used_by: Vec<UseView>,
    /// What to do.
    #[schema(value_type = String)]
    hint: &'static str,
}

/// What depends on an attribute.
#[derive(Serialize, ToSchema)]
#[schema(as = AttributeUse)]
pub(crate) struct UseView {
    /// `match`, `field` or `filter`.
    kind: String,
    /// Of kind `field`: the Pento field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    field: Option<String>,
    /// Of kind `filter`: which one, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    filter: Option<usize>,
    /// What follows while it is not readable.
    consequence: String,
}

impl From<Checked> for CheckView {
    fn from(checked: Checked) -> Self {
        let ConnectionView { status, reason, connected_at, permissions, last_run } = checked.shown.into();
        Self {
            status,
            reason,
            connected_at,
            permissions,
            last_run,
            unreadable: checked.unreadable.into_iter().map(UnreadableView::from).collect(),
        }
    }
}

impl From<Unreadable> for UnreadableView {
    fn from(unreadable: Unreadable) -> Self {
        use shared::domain::settings::uses::Use;
        let used = |used: &Use| UseView {
            kind: match used {
                Use::Match => "match",
                Use::Field { .. } => "field",
                Use::Filter { .. } => "filter",
            }
            .to_owned(),
            field: if let Use::Field { field } = used { Some(field.key().to_owned()) } else { None },
            filter: if let Use::Filter { filter } = used { Some(*filter) } else { None },
            consequence: used.consequence(),
        };
        Self {
            attribute: serde_json::to_value(&unreadable.attribute).unwrap_or_default(),
            used_by: unreadable.used_by.iter().map(used).collect(),
            hint: "Tick it under \"Readable employee attributes\" of the credential in Personio (Settings, Integrations, API credentials), or choose another attribute.",
        }
    }
}
