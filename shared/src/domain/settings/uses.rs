//! What settings need of Personio, and what is missing there.

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::domain::{
    attribute::{AttributeKey, AttributeRef, Catalogue},
    connection::{Permission, Permissions},
    field::Field,
    input::{InputError, InputErrorCode},
};

/// What depends on an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Use {
    /// M1: the Employee ID.
    Match,
    /// A Pento field is mapped to it.
    Field {
        /// The field.
        field: Field,
    },
    /// An exclusion filter asks for it.
    Filter {
        /// Which one, counted from 0.
        filter: usize,
    },
}

impl Use {
    /// What follows while the attribute is not readable, for an admin.
    #[must_use]
    pub fn consequence(&self) -> String {
        match self {
            Self::Match => {
                "Nobody can be told apart without the match attribute, so nobody is synced.".into()
            }
            Self::Field { field } => {
                format!("{} keeps the value that is in Pento and is not updated.", field.label())
            }
            Self::Filter { filter } => format!(
                "Exclusion filter {} can't be judged, so nobody is created or updated unless another filter excludes them.",
                filter + 1
            ),
        }
    }
}

/// An attribute that settings use and the credential may not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The attribute.
    pub attribute: AttributeRef,
    /// Everything that depends on it.
    pub used_by: Vec<Use>,
}

/// Every attribute that the settings use and the catalogue does not show as readable, ordered by key.
#[must_use]
pub fn unreadable(settings: &Settings, catalogue: &Catalogue) -> Vec<Unreadable> {
    let missing = |key: &&AttributeKey| !catalogue.is_readable(key);
    let of =
        |key: &AttributeKey| Unreadable { attribute: catalogue.refer(key), used_by: uses(settings, key) };
    settings.wanted().keys().iter().filter(missing).map(of).collect()
}

fn uses(settings: &Settings, key: &AttributeKey) -> Vec<Use> {
    let matching = (settings.match_attribute == *key).then_some(Use::Match);
    let fields = settings.mapping.iter().filter(|(_, source)| *source == key);
    let filters = settings.active_filters().iter().enumerate().filter(|(_, filter)| filter.attribute == *key);
    matching
        .into_iter()
        .chain(fields.map(|(field, _)| Use::Field { field: *field }))
        .chain(filters.map(|(filter, _)| Use::Filter { filter }))
        .collect()
}

/// Whether Personio has to be asked about the payslip folder before these settings are saved: only where payslips
/// change, so that other settings can be saved while Personio is away.
#[must_use]
pub fn needs_folder(settings: &Settings, in_force: Option<&Settings>) -> bool {
    let payslips = |settings: &Settings| (settings.payslips_enabled, settings.payslip_folder.clone());
    settings.payslips_enabled && in_force.is_none_or(|saved| payslips(saved) != payslips(settings))
}

/// What Personio has to say about the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderAnswer {
    /// The ids of all document categories.
    Folders(Vec<String>),
    /// The credential may not read them.
    Forbidden,
}

/// What is wrong with the payslip folder of settings.
#[must_use]
pub fn folder_errors(
    settings: &Settings,
    permissions: Permissions,
    answer: &FolderAnswer,
) -> Vec<InputError> {
    let mut errors = Vec::new();
    let mut error = |key: &str, code, detail: &str| {
        errors.push(InputError { pointer: format!("/payslips/{key}"), code, detail: detail.into() });
    };
    match answer {
        FolderAnswer::Forbidden => error(
            "folder_id",
            InputErrorCode::DocumentsReadMissing,
            "Payslips need the permission \"Documents: Read\". Tick it in Personio under Settings, Integrations, API credentials, then try again.",
        ),
        FolderAnswer::Folders(ids) => {
            if settings.payslip_folder.as_ref().is_some_and(|chosen| !ids.contains(chosen)) {
                error(
                    "folder_id",
                    InputErrorCode::FolderUnknown,
                    "Personio has no document category with this id. Choose one of the folders offered.",
                );
            }
        }
    }
    if permissions.documents_write == Permission::Missing {
        error(
            "enabled",
            InputErrorCode::DocumentsWriteMissing,
            "Payslips need the permission \"Documents: Write\". Tick it in Personio under Settings, Integrations, API credentials, then check the connection.",
        );
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        attribute::{Attribute, AttributeType},
        filter::{Filter, Operator},
    };

    fn settings() -> Settings {
        let filters = vec![Filter { attribute: "lost".into(), operator: Operator::IsEmpty, values: vec![] }];
        let mapping = [(Field::City, "city".into()), (Field::County, "lost".into())].into();
        Settings { match_attribute: "lost".into(), filters, mapping, ..Settings::default() }
    }

    fn catalogue(lost: Option<bool>) -> Catalogue {
        let of = |key: &str, readable| Attribute {
            key: key.into(),
            label: format!("The {key}").into(),
            kind: AttributeType::Standard,
            universal_id: None,
            options: vec![],
            readable,
        };
        let lost = lost.map(|readable| of("lost", readable));
        Catalogue::from([of("city", true)].into_iter().chain(lost).collect::<Vec<_>>())
    }

    #[test]
    fn an_attribute_that_is_not_readable_is_named_with_all_that_depends_on_it() {
        let found = unreadable(&settings(), &catalogue(Some(false)));
        let used_by = vec![Use::Match, Use::Field { field: Field::County }, Use::Filter { filter: 0 }];
        let attribute = AttributeRef { key: "lost".into(), label: "The lost".into() };
        assert_eq!(found, [Unreadable { attribute, used_by }]);
        assert_eq!(unreadable(&settings(), &catalogue(None)).len(), 1);
        assert_eq!(unreadable(&settings(), &catalogue(Some(true))), []);
    }

    #[test]
    fn the_folder_is_asked_for_only_where_payslips_change() {
        let off = Settings::default();
        let on =
            Settings { payslips_enabled: true, payslip_folder: Some("12".into()), ..Settings::default() };
        let other = Settings { payslip_folder: Some("13".into()), ..on.clone() };
        for (settings, in_force, expected) in [
            (&off, None, false),
            (&on, None, true),
            (&on, Some(&off), true),
            (&on, Some(&on), false),
            (&on, Some(&other), true),
            (&off, Some(&on), false),
        ] {
            assert_eq!(needs_folder(settings, in_force), expected);
        }
    }

    #[test]
    fn what_is_wrong_with_the_folder_is_said_by_its_permission() {
        let settings =
            Settings { payslips_enabled: true, payslip_folder: Some("12".into()), ..Settings::default() };
        let check = |write, answer: &FolderAnswer, expected: &[(&str, InputErrorCode)]| {
            let permissions = Permissions { documents_write: write, ..Permissions::default() };
            let errors = folder_errors(&settings, permissions, answer);
            let found: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
            assert_eq!(found, expected);
        };
        let folders = |ids: &[&str]| FolderAnswer::Folders(ids.iter().map(ToString::to_string).collect());
        let (folder, enabled) = ("/payslips/folder_id", "/payslips/enabled");
        check(Permission::Granted, &folders(&["1", "12"]), &[]);
        check(Permission::Unknown, &folders(&["12"]), &[]);
        check(Permission::Granted, &folders(&["1"]), &[(folder, InputErrorCode::FolderUnknown)]);
        check(
            Permission::Granted,
            &FolderAnswer::Forbidden,
            &[(folder, InputErrorCode::DocumentsReadMissing)],
        );
        check(
            Permission::Missing,
            &folders(&[]),
            &[(folder, InputErrorCode::FolderUnknown), (enabled, InputErrorCode::DocumentsWriteMissing)],
        );
    }
}
