//! The command line.

use std::{num::NonZeroU32, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use shared::{
    config::variable,
    domain::ids::{InvalidTenantId, TenantId},
};

/// What an operator does beside the HTTP API of pento-personio.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "pento-personio-ops",
    version,
    after_help = "\
Which system: the options of each command, or the same environment variables that the functions have, or a file with
what CloudFormation says of the stack:

  aws cloudformation describe-stacks --stack-name pento-personio-prod > stack.json
  pento-personio-ops --stack-file stack.json tenants list

Credentials and region are found as the AWS CLI finds them, in environment variables and in access keys of profiles.
For a profile that signs in by SSO or by a process, hand its credentials over first:

  eval \"$(aws configure export-credentials --format env)\"

For the system that `cargo run` starts, take `endpoints` of http://127.0.0.1:8080/dev/info as AWS_ENDPOINT_URL_DYNAMODB,
AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS and AWS_ENDPOINT_URL_SECRETS_MANAGER, the region eu-west-2, and `local` as
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

Results are on standard output, and progress is on standard error. Nothing about people is printed.
Exit code: 0 done, or nothing to do; 1 it failed, wholly or in part; 2 it was asked for wrongly, and nothing was done."
)]
pub struct Args {
    /// Where the system is.
    #[command(flatten)]
    pub place: PlaceArgs,

    /// Write nothing, and say what would be done.
    #[arg(long, global = true)]
    pub dry_run: bool,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the system is.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which system")]
pub struct PlaceArgs {
    /// The answer of `aws cloudformation describe-stacks`, which names table, queues, bucket, secrets and region.
    #[arg(long, global = true, value_name = "FILE")]
    pub stack_file: Option<PathBuf>,

    /// The table.
    #[arg(long, global = true, value_name = "NAME", env = variable::TABLE_NAME)]
    pub table: Option<String>,

    /// The region, such as `eu-west-2`; else the one AWS's own settings name.
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,

    /// The bucket with the payslips' files.
    #[arg(long, global = true, value_name = "NAME", env = variable::PAYSLIP_BUCKET)]
    pub bucket: Option<String>,

    /// What the names of the secrets begin with; `pento-personio/` unless given.
    #[arg(long, global = true, value_name = "TEXT", env = variable::SECRET_PREFIX)]
    pub secret_prefix: Option<String>,

    /// The queue of sync requests.
    #[arg(long, global = true, value_name = "URL", env = variable::SYNC_QUEUE_URL)]
    pub sync_queue_url: Option<String>,

    /// The queue of payslips.
    #[arg(long, global = true, value_name = "URL", env = variable::PAYSLIP_QUEUE_URL)]
    pub payslip_queue_url: Option<String>,

    /// The dead letters of the queue of sync requests; else those its redrive policy names.
    #[arg(long, global = true, value_name = "URL")]
    pub sync_dead_letters_url: Option<String>,

    /// The dead letters of the queue of payslips; else those its redrive policy names.
    #[arg(long, global = true, value_name = "URL")]
    pub payslip_dead_letters_url: Option<String>,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Look over all tenants.
    Tenants {
        /// What.
        #[command(subcommand)]
        command: TenantsCommand,
    },
    /// Look at one tenant, pause it, hand out or delete what is held of it.
    Tenant {
        /// What.
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// Let a tenant's payslips go on.
    Payslips {
        /// What.
        #[command(subcommand)]
        command: PayslipsCommand,
    },
    /// Move what was given up back to its queue.
    DeadLetters {
        /// What.
        #[command(subcommand)]
        command: DeadLettersCommand,
    },
}

/// About all tenants.
#[derive(Debug, Clone, Subcommand)]
pub enum TenantsCommand {
    /// List everybody who has anything in the table: connection, pause, last run, payslips.
    List {
        /// Print `{"items": [...]}` instead of a table.
        #[arg(long)]
        json: bool,
    },
}

/// About one tenant.
#[derive(Debug, Clone, Subcommand)]
pub enum TenantCommand {
    /// Show how a tenant stands: connection, settings, employees by status, last run, held run, payslips.
    Show {
        /// Which tenant.
        #[arg(value_parser = tenant)]
        tenant: TenantId,
        /// Print JSON instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Pause syncing for one tenant or for all.
    ///
    /// Saves the settings with `paused` as a new version, and starts no run. A run in flight stops before its next write.
    /// *Sync now* and payslips go on. Who never saved settings has nothing to pause. With `--all` it is noted whom this
    /// has paused, for `tenant resume --all`.
    #[command(verbatim_doc_comment)]
    Pause(Whose),
    /// Take the pause back for one tenant or for all that `tenant pause --all` has paused.
    ///
    /// Saves the settings without `paused` as a new version, and starts no run: the next hour does. With `--all` only
    /// those are resumed whom `tenant pause --all` has paused and whose settings nobody has saved since. Whoever was
    /// paused before, by an admin of the customer or by name, stays paused and is named.
    #[command(verbatim_doc_comment)]
    Resume(Whose),
    /// Write everything the table holds of a tenant into a file, as JSON Lines.
    ///
    /// The first line says what it is, the last one how many items there are; in between each line is one item, with its
    /// kind. The file has people's data in clear: only its owner may read it, and a file that is there already is not
    /// overwritten. The secret with the credentials is never exported, and the payslips' files are not either. It is no
    /// snapshot: what changes meanwhile may be in it before or after the change.
    #[command(verbatim_doc_comment)]
    Export {
        /// Which tenant.
        #[arg(value_parser = tenant)]
        tenant: TenantId,
        /// The file to write; it must not exist.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Delete everything held of a tenant: its secret, its items in the table and, with `--files`, its payslips' files.
    ///
    /// Shows first how much there is. The secret and the connection go first, so that nothing begins any more. When it is
    /// cut off, the same command goes on. A request that is on a queue, or a call of the customer, may still write
    /// something afterwards: disconnect first, and run it once more the day after.
    ///
    /// It does not touch backups of the table, log lines, dead letters, and the documents in the customer's Personio. In
    /// a bucket with versioning, which the template does not switch on, older versions of the files stay.
    #[command(verbatim_doc_comment)]
    Delete {
        /// Which tenant.
        #[arg(value_parser = tenant)]
        tenant: TenantId,
        /// The same tenant once more, for there is no way back.
        #[arg(long, value_name = "TENANT", value_parser = tenant, required_unless_present = "dry_run")]
        confirm: Option<TenantId>,
        /// Delete the files under `<tenant>/` in the bucket too; without it they are counted.
        #[arg(long)]
        files: bool,
    },
}

/// One tenant or all.
#[derive(Debug, Clone, clap::Args)]
pub struct Whose {
    /// Which tenant.
    #[arg(value_parser = tenant, required_unless_present = "all", conflicts_with = "all")]
    pub tenant: Option<TenantId>,
    /// All tenants.
    #[arg(long)]
    pub all: bool,
}

/// About payslips.
#[derive(Debug, Clone, Subcommand)]
pub enum PayslipsCommand {
    /// Lift the stop that a wrongly filed payslip has left, once it is known what happened.
    ///
    /// Sends nothing by itself. Payslips that ended as `failed: stopped` need a retry of their payroll.
    #[command(verbatim_doc_comment)]
    Resume {
        /// Which tenant.
        #[arg(value_parser = tenant)]
        tenant: TenantId,
    },
}

/// About dead letters.
#[derive(Debug, Clone, Subcommand)]
pub enum DeadLettersCommand {
    /// Move dead letters back to their queue, in their order, each in its tenant's group.
    ///
    /// Each one is sent, then deleted. When it is cut off in between and run again within five minutes, the queue drops the
    /// second one; later, it is a repeated request, which is harmless. A letter that is no request is left where it is,
    /// and so may those of its group behind it be. What comes back while it runs is left too.
    ///
    /// With `--dry-run` the letters are looked at and stay: the first ten of each tenant, for SQS shows no more of a group
    /// at a time. They can't be received by anybody else for a minute at most.
    #[command(verbatim_doc_comment)]
    Redrive {
        /// Which queue.
        queue: WhichQueue,
        /// How many letters at most; all unless given.
        #[arg(long, value_name = "N")]
        max: Option<NonZeroU32>,
        /// Print `{"items": [...]}` instead of lines.
        #[arg(long)]
        json: bool,
    },
}

/// Which queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhichQueue {
    /// Sync requests.
    Sync,
    /// Payslip requests.
    Payslips,
}

fn tenant(text: &str) -> Result<TenantId, InvalidTenantId> {
    TenantId::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_does_not_contradict_itself() {
        Args::command().debug_assert();
    }
}
