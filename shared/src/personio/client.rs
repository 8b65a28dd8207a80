//! The client, and how it reads people, attributes and categories.

use std::{fmt, sync::Arc};

use super::{
    caller::Caller,
    config::{ConfigError, PersonioConfig},
    failure::Failure,
    http::{Exchange, Http},
    row::can_be_asked_for,
    target::{Api, Target},
    token::Need,
    wire::{parse_attributes, parse_attributes_of_people, parse_folders, parse_page, parse_person},
};
use crate::{
    domain::{
        attribute::{Catalogue, Record, Wanted},
        ids::PersonioId,
    },
    ports::{
        Access, Clock, Documents, Folder, ListedDocument, Page, PersonioError, ReadPersonio, StoredDocument,
        Upload, UploadError,
    },
};

/// Personio over HTTP, for all tenants of the process: tokens and paces are kept per credential, connections shared.
pub struct PersonioClient(Caller<Http>);

impl PersonioClient {
    /// Builds the client; nothing is sent yet.
    ///
    /// # Errors
    /// [`ConfigError`] for a base URL that is neither https nor loopback, or a value that can't be a header.
    #[expect(clippy::needless_pass_by_value, reason = "a configuration is made for its one client")]
    pub fn new(config: PersonioConfig, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        Ok(Self(Caller::new(Http::new(&config)?, clock)))
    }
}

impl fmt::Debug for PersonioClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonioClient")
    }
}

impl ReadPersonio for PersonioClient {
    async fn employees(&self, access: &Access, wanted: &Wanted, offset: u64) -> Result<Page, PersonioError> {
        self.0.employees(access, wanted, offset).await
    }

    async fn employee(
        &self,
        access: &Access,
        wanted: &Wanted,
        id: &PersonioId,
    ) -> Result<Option<Record>, PersonioError> {
        self.0.employee(access, wanted, id).await
    }

    async fn attributes(&self, access: &Access) -> Result<Catalogue, PersonioError> {
        self.0.attributes(access).await
    }

    async fn folders(&self, access: &Access) -> Result<Vec<Folder>, PersonioError> {
        self.0.folders(access).await
    }

    async fn scopes(&self, access: &Access) -> Result<Option<Vec<String>>, PersonioError> {
        self.0.scopes(access).await
    }
}

impl Documents for PersonioClient {
    async fn upload(&self, access: &Access, upload: Upload) -> Result<StoredDocument, UploadError> {
        self.0.upload(access, upload).await
    }

    async fn documents(
        &self,
        access: &Access,
        owner: &PersonioId,
        folder_id: &str,
    ) -> Result<Vec<ListedDocument>, PersonioError> {
        self.0.documents(access, owner, folder_id).await
    }
}

impl<E: Exchange> Caller<E> {
    pub(super) async fn employees(
        &self,
        access: &Access,
        wanted: &Wanted,
        offset: u64,
    ) -> Result<Page, PersonioError> {
        let target = Target::Employees(offset);
        let page = self.read(access, &target, |json| parse_page(json, wanted)).await?;
        page.ok_or_else(|| Failure::NotFound.into_error(target.operation(), false))
    }

    pub(super) async fn employee(
        &self,
        access: &Access,
        wanted: &Wanted,
        id: &PersonioId,
    ) -> Result<Option<Record>, PersonioError> {
        if !can_be_asked_for(id.as_str()) {
            // No record ever has such an id, and in a path it might ask for something else.
            return Ok(None);
        }
        self.read(access, &Target::Employee(id), |json| parse_person(json, wanted, id)).await
    }

    pub(super) async fn attributes(&self, access: &Access) -> Result<Catalogue, PersonioError> {
        let target = Target::Attributes;
        let catalogue = match self.read(access, &target, parse_attributes).await {
            // Some accounts refuse this list although employees may be read: then what people have has to do.
            Err(PersonioError::PermissionMissing { .. }) => {
                self.read(access, &Target::Employees(0), parse_attributes_of_people).await?
            }
            other => other?,
        };
        catalogue.ok_or_else(|| Failure::NotFound.into_error(target.operation(), false))
    }

    pub(super) async fn folders(&self, access: &Access) -> Result<Vec<Folder>, PersonioError> {
        let target = Target::Folders;
        let folders = self.read(access, &target, parse_folders).await?;
        folders.ok_or_else(|| Failure::NotFound.into_error(target.operation(), false))
    }

    pub(super) async fn scopes(&self, access: &Access) -> Result<Option<Vec<String>>, PersonioError> {
        let session = self.sessions.of(&access.credentials);
        let token = self.token(access, session.side(Api::V1), Api::V1, Need::New).await?;
        Ok(token.scope.as_ref().map(|scope| scope.split_whitespace().map(str::to_owned).collect()))
    }
}
