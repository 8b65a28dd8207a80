//! The folder that holds the state of the stand-ins: secrets, payslips and people's data.

use std::{
    fs::DirBuilder,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tempfile::TempDir;

/// Where the stand-ins keep their state.
#[derive(Debug)]
pub(super) struct Folder {
    kept: Option<PathBuf>,
    s3: PathBuf,
    _temporary: Option<TempDir>,
}

impl Folder {
    /// `data_dir/aws`, made if missing and closed to other users; without a `data_dir` a temporary folder for S3
    /// only, which goes away with the value.
    pub(super) fn open(data_dir: Option<&Path>) -> anyhow::Result<Self> {
        let Some(data_dir) = data_dir else {
            let temporary = tempfile::Builder::new().prefix("pento-personio-s3-").tempdir()?;
            let s3 = temporary.path().to_owned();
            return Ok(Self { kept: None, s3, _temporary: Some(temporary) });
        };
        let kept = data_dir.join("aws");
        let s3 = kept.join("s3");
        private_folder(&kept)?;
        private_folder(&s3)?;
        Ok(Self { kept: Some(kept), s3, _temporary: None })
    }

    /// The path of a database file; `None` when state is in memory.
    pub(super) fn file(&self, name: &str) -> Option<PathBuf> {
        self.kept.as_ref().map(|kept| kept.join(name))
    }

    /// The folder whose subfolders are buckets.
    pub(super) fn s3(&self) -> &Path {
        &self.s3
    }
}

fn private_folder(path: &Path) -> anyhow::Result<()> {
    DirBuilder::new().recursive(true).create(path).with_context(|| format!("making {}", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
            .with_context(|| format!("closing {} to other users", path.display()))?;
    }
    Ok(())
}
