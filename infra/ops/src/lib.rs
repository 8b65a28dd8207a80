//! What an operator does beside the HTTP API: looks over all tenants, pauses them, hands out or deletes everything held
//! of one, lifts the stop of payslips, moves dead letters back.
//!
//! It works on the same table by the same ports as the functions, with the credentials of whoever runs it. Nothing
//! about people is printed: what is known of them goes into the file of an export, and nowhere else.

pub mod args;
mod dead_letters;
mod delete;
mod export;
mod failure;
mod files;
mod list;
mod look;
mod pause;
mod payslips;
mod queues;
mod screen;
mod secret;
mod show;
mod stack;
mod stack_file;

pub use self::failure::Failure;
use self::{
    args::{Args, Command, DeadLettersCommand, PayslipsCommand, TenantCommand, TenantsCommand},
    pause::Turn,
    stack::Stack,
};

/// Does what the command line says.
///
/// # Errors
/// [`Failure`]: what is wrong and what to do about it. What was done before stays done.
pub async fn run(args: Args) -> Result<(), Failure> {
    let stack = Stack::open(args.place, args.dry_run).await?;
    match args.command {
        Command::Tenants { command: TenantsCommand::List { json } } => list::list(&stack, json).await,
        Command::Tenant { command } => match command {
            TenantCommand::Show { tenant, json } => show::show(&stack, &tenant, json).await,
            TenantCommand::Pause(whose) => pause::turn(&stack, whose, Turn::Pause).await,
            TenantCommand::Resume(whose) => pause::turn(&stack, whose, Turn::Resume).await,
            TenantCommand::Export { tenant, out } => export::export(&stack, &tenant, &out).await,
            TenantCommand::Delete { tenant, confirm, files } => {
                delete::delete(&stack, &tenant, confirm.as_ref(), files).await
            }
        },
        Command::Payslips { command: PayslipsCommand::Resume { tenant } } => {
            payslips::resume(&stack, &tenant).await
        }
        Command::DeadLetters { command: DeadLettersCommand::Redrive { queue, max, json } } => {
            dead_letters::redrive(&stack, queue, max, json).await
        }
    }
}
