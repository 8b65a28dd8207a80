//! The demo tenant, or a real account: connect, suggest settings, save them once.

use anyhow::{Context as _, bail};
use jiff::SignedDuration;
use personio_sim::{Company, Options, Simulator};
use shared::{
    domain::{
        attribute::{AttributeKey, Catalogue},
        field::Field,
        filter::{Filter, Operator},
        ids::{RunId, TenantId},
        settings::Settings,
        suggest::{self, SuggestionReason},
    },
    ports::{Clock, Credentials, ReadTenant},
    run::{World, connection, settings},
};

use crate::events::LocalWorld;

/// The tenant of the demo, and of a real account that is tried out.
pub const TENANT: &str = "demo";
/// The demo company is the same on every machine.
const SEED: u64 = 7;

/// Where the demo's payslips go.
const PAYSLIP_FOLDER: &str = "Payslips";

/// How the tenant was set up.
#[derive(Debug)]
pub struct SetUp {
    /// The tenant.
    pub tenant: TenantId,
    /// The run that saving the settings started; none when they were kept from an earlier start.
    pub first_run: Option<RunId>,
    /// What was chosen, in words, one line each.
    pub choices: Vec<String>,
}

/// Starts the simulated Personio with its company of `people`. With a data folder the company stays as it was
/// invented on the first day, or its ages and dates would move between two starts.
///
/// # Errors
/// When the simulator can't listen, or the folder can't be used.
pub fn simulator(people: usize, data_dir: Option<&std::path::Path>) -> anyhow::Result<Simulator> {
    let mut invented_on = shared::domain::day::london_date(crate::clock::now());
    if let Some(folder) = data_dir {
        let file = folder.join("demo-company");
        if let Ok(text) = std::fs::read_to_string(&file) {
            invented_on = text.trim().parse().with_context(|| format!("{} holds no date", file.display()))?;
        } else {
            std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
            std::fs::write(&file, format!("{invented_on}\n"))
                .with_context(|| format!("writing {}", file.display()))?;
        }
    }
    Simulator::start(Company::generate(SEED, people, invented_on), Options::default())
        .context("starting the simulated Personio")
}

/// Connects the tenant, and saves suggested settings unless some are kept from an earlier start. For the demo company
/// the filter *Country is not United Kingdom* is among them; a real account gets no filter that nobody chose.
///
/// # Errors
/// When Personio refuses, or a service does not answer.
pub async fn set_up(world: &LocalWorld, credentials: Credentials, is_demo: bool) -> anyhow::Result<SetUp> {
    let tenant = TenantId::parse(TENANT)?;
    let deadline = world.clock().now() + SignedDuration::from_mins(2);
    let (_, catalogue) =
        connection::connect(world, &tenant, credentials, deadline).await.context("connecting to Personio")?;
    if world.store().settings(&tenant).await?.is_some() {
        return Ok(SetUp {
            tenant,
            first_run: None,
            choices: vec!["Settings are kept from an earlier start.".into()],
        });
    }
    let (mut chosen, mut choices) = suggested(&catalogue, is_demo);
    if is_demo {
        let folders = connection::folders(world, &tenant, deadline).await.context("reading the folders")?;
        if let Some(folder) = folders.into_iter().find(|folder| folder.name == PAYSLIP_FOLDER) {
            choices.push(format!("Payslips: into the folder {}", folder.name));
            chosen.payslips_enabled = true;
            chosen.payslip_folder = Some(folder.id);
        }
    }
    match settings::save(world, &tenant, 0, &chosen).await? {
        settings::Saved::Saved { run_id, .. } => Ok(SetUp { tenant, first_run: Some(run_id), choices }),
        settings::Saved::Conflict => bail!("somebody else saved settings at the same time"),
    }
}

/// Settings made of suggestions, and each of them in words with its reason.
fn suggested(catalogue: &Catalogue, is_demo: bool) -> (Settings, Vec<String>) {
    let (match_attribute, reason) = suggest::suggest_match_attribute(catalogue);
    let mut chosen = Settings { match_attribute, ..Settings::default() };
    let mut choices = vec![said("Employee ID", catalogue, &chosen.match_attribute, reason)];
    for suggestion in suggest::suggest(catalogue) {
        choices.push(said(suggestion.field.label(), catalogue, &suggestion.attribute, suggestion.reason));
        chosen.mapping.insert(suggestion.field, suggestion.attribute);
    }
    let unmapped = Field::ALL.iter().filter(|field| !chosen.mapping.contains_key(field));
    choices.extend(unmapped.map(|field| format!("{}: not mapped (nothing fits)", field.label())));
    if is_demo && let Some(country) = chosen.mapping.get(&Field::Country) {
        let filter = Filter {
            attribute: country.clone(),
            operator: Operator::IsNot,
            values: vec!["United Kingdom".into()],
        };
        choices.push(format!("Excluded: whoever's {}", filter.describe(catalogue)));
        chosen.filters.push(filter);
    }
    (chosen, choices)
}

fn said(what: &str, catalogue: &Catalogue, key: &AttributeKey, reason: SuggestionReason) -> String {
    format!("{what}: {} ({key}), {reason}", catalogue.refer(key).label)
}
