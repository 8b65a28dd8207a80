//! How fast one core goes from Personio's JSON to a plan, and what its parts cost.
//!
//! `cargo bench -p tests --bench core`; the results are in `infra/measured.md`.

use std::{collections::HashMap, hint::black_box, time::Duration};

use anyhow::{Context as _, ensure};
use criterion::{BenchmarkId, Criterion, Throughput};
use jiff::{Timestamp, civil::Date};
use personio_sim::Company;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use shared::{
    domain::{
        attribute::{AttributeType, AttributeValue, Catalogue, Input, Source},
        employee::{Employee, Index},
        field::Field,
        filter::{Filter, Judgement, Operator},
        formats,
        ids::EmployeeId,
        mapping::Mapper,
        plan::{self, Context, Plan},
        roster::{Next, PageOfPeople, Reading, Roster},
        settings::Settings,
    },
    personio::parse_page,
    ports::Page,
};
use tests::world::World;

/// Enough for a steady mean, few enough to stay in memory: ten pages of a hundred.
const PEOPLE: usize = 1_000;

fn main() -> anyhow::Result<()> {
    let account = tokio::runtime::Runtime::new()?.block_on(Account::read())?;
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    pipeline(&mut criterion, &account)?;
    parsers(&mut criterion, account.today)?;
    filters(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// What a run holds before it plans: settings, catalogue, and the pages as Personio sends them.
struct Account {
    settings: Settings,
    catalogue: Catalogue,
    pages: Vec<Vec<u8>>,
    today: Date,
    now: Timestamp,
}

impl Account {
    /// Invents a company with the usual share of leavers, contractors abroad and bad values, and reads its pages from
    /// the simulator as bytes. Mapped as suggested, with the filter "Country is not United Kingdom".
    async fn read() -> anyhow::Result<Self> {
        let now: Timestamp = tests::world::BEGIN.parse()?;
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let world = World::of(Company::generate(11, PEOPLE, today)).await?;
        let catalogue = world.connect().await?;
        let mut settings = world.suggested().await?;
        settings.filters = vec![world.filter(Field::Country, Operator::IsNot, &["United Kingdom"])?];

        let (client_id, client_secret) = world.personio.credentials();
        let http = reqwest::Client::new();
        let pair = json!({"client_id": client_id, "client_secret": client_secret});
        let auth = http.post(format!("{}/v1/auth", world.personio.url())).json(&pair).send().await?;
        let auth: Value = auth.json().await?;
        let token = auth["data"]["token"].as_str().context("no token")?;
        let mut pages = Vec::new();
        for offset in (0..PEOPLE).step_by(100) {
            let url = format!("{}/v1/company/employees?limit=100&offset={offset}", world.personio.url());
            let page = http.get(url).bearer_auth(token).send().await?.error_for_status()?;
            pages.push(page.bytes().await?.to_vec());
        }
        Ok(Self { settings, catalogue, pages, today, now })
    }

    fn mapper(&self) -> Mapper<'_> {
        Mapper::new(&self.settings, &self.catalogue, self.today, None)
    }

    fn roster(&self) -> anyhow::Result<Roster> {
        let mapper = self.mapper();
        let mut reading = Reading::default();
        while let Next::Ask(offsets) = reading.ask_next() {
            for offset in offsets {
                let json = &self.pages[usize::try_from(offset)? / 100];
                let Page { records, rows, total } = parse_page(json, mapper.wanted())?;
                let people = records.into_iter().map(|record| mapper.person(record)).collect();
                reading.page(PageOfPeople { offset, rows, total, people });
            }
        }
        Ok(reading.finish())
    }

    fn plan(&self, index: &Index, employees: &HashMap<EmployeeId, Employee>) -> anyhow::Result<Plan> {
        let context = Context {
            settings: &self.settings,
            catalogue: &self.catalogue,
            today: self.today,
            now: self.now,
            last_judged_at: None,
        };
        Ok(plan::plan(context, self.roster()?, index, |id| employees.get(id).cloned())?)
    }
}

/// Parse, map, filter, validate, plan: nobody in Pento yet, and everybody in Pento already.
fn pipeline(criterion: &mut Criterion, account: &Account) -> anyhow::Result<()> {
    let nobody = (Index::default(), HashMap::new());
    let first = account.plan(&nobody.0, &nobody.1)?;
    let employees: HashMap<_, _> =
        first.writes().map(|write| (write.employee.employee_id.clone(), write.employee.clone())).collect();
    let index: Index = employees.values().map(Employee::entry).collect();
    let second = account.plan(&index, &employees)?;
    let (first, second) = (first.counts(), second.counts());
    ensure!(first.read == PEOPLE as u64 && first.created > 800, "{first:?}");
    ensure!(second.unchanged == first.created && second.updated == 0, "{second:?}");

    let bytes: usize = account.pages.iter().map(Vec::len).sum();
    let mut group = criterion.benchmark_group(format!("{} bytes a person", bytes / PEOPLE));
    group.throughput(Throughput::Elements(PEOPLE as u64));
    let mapper = account.mapper();
    // The floor: every byte has to be looked at once.
    group.bench_function("JSON checked and thrown away", |bencher| {
        let check = |json: &Vec<u8>| serde_json::from_slice::<IgnoredAny>(json).is_ok();
        bencher.iter(|| account.pages.iter().all(check));
    });
    group.bench_function("parse", |bencher| {
        bencher
            .iter(|| account.pages.iter().map(|json| parse_page(json, mapper.wanted())).collect::<Vec<_>>());
    });
    group.bench_function("parse, map, filter, validate", |bencher| bencher.iter(|| account.roster()));
    group.bench_function("whole pipeline, everybody created", |bencher| {
        bencher.iter(|| account.plan(&nobody.0, &nobody.1));
    });
    group.bench_function("whole pipeline, nobody changed", |bencher| {
        bencher.iter(|| account.plan(&index, &employees));
    });
    group.finish();
    Ok(())
}

/// Spellings as HR types them, valid and not.
const SPELLINGS: &[(Field, &[&str])] = &[
    (
        Field::NationalInsuranceNumber,
        &["AB123456C", "ab 12 34 56 c", "AB-12-34-56-D", "AB123456", "QQ123456C"],
    ),
    (Field::TaxCode, &["1257L", "s1257l", "1257L M1", "K475 W1/M1", "BR", "NONSENSE"]),
    (Field::Postcode, &["LS1 4AP", "ls14ap", " sw1a  1aa ", "GIR 0AA", "12345"]),
    (Field::Country, &["United Kingdom", "GB", "Großbritannien", "Deutschland", "England", "Nowhere"]),
    (Field::LastName, &["Smith", "O\u{2019}Neill", "Núñez-García", "van der Berg", "Łukasiewicz"]),
    (Field::DateOfBirth, &["1990-02-28", "1990-02-28T00:00:00+01:00", "28/02/1990", "1990-13-01"]),
    (Field::BankSortCode, &["20-00-00", "200000", "20 00 00", "11-11-11", "2000"]),
    (Field::Email, &["anna.smith@example.co.uk", "Anna.Smith@Example.co.uk", "nobody"]),
];

fn parsers(criterion: &mut Criterion, today: Date) -> anyhow::Result<()> {
    let mut group = criterion.benchmark_group("parser");
    for (field, spellings) in SPELLINGS {
        let inputs: Vec<_> =
            spellings.iter().map(|text| Input { text: (*text).into(), source: Source::Text }).collect();
        let good = inputs.iter().filter(|input| formats::read(*field, input, today).is_ok()).count();
        ensure!((1..=inputs.len()).contains(&good), "{field}");
        group.throughput(Throughput::Elements(inputs.len() as u64));
        group.bench_function(field.key(), |bencher| {
            bencher.iter(|| {
                for input in &inputs {
                    let _ = black_box(formats::read(*field, black_box(input), today));
                }
            });
        });
    }
    group.finish();
    Ok(())
}

/// One filter over one person's value.
fn filters(criterion: &mut Criterion) -> anyhow::Result<()> {
    let attribute = |key: &str, kind| shared::domain::attribute::Attribute {
        key: key.into(),
        label: key.into(),
        kind,
        universal_id: None,
        options: ["English", "Welsh", "French, spoken"].map(String::from).into(),
        readable: true,
    };
    let catalogue = Catalogue::from(vec![
        attribute("country", AttributeType::List),
        attribute("languages", AttributeType::Tags),
        attribute("hired", AttributeType::Date),
    ]);
    let many: Vec<String> = (0..1_000).map(|n| format!("Cost centre {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let rows: [(&str, &str, Operator, &[&str], &str); 4] = [
        ("is_not, one value", "country", Operator::IsNot, &["United Kingdom"], "united kingdom"),
        ("is_one_of, 1,000 values", "country", Operator::IsOneOf, &many, "Leeds"),
        ("contains, tags", "languages", Operator::Contains, &["german"], "English,French, spoken"),
        ("before, a date", "hired", Operator::Before, &["2020-01-01"], "2024-05-01T00:00:00+02:00"),
    ];
    let mut group = criterion.benchmark_group("filter");
    group.throughput(Throughput::Elements(1));
    for (name, attribute, operator, values, value) in rows {
        let values = values.iter().map(ToString::to_string).collect();
        let filter = Filter { attribute: attribute.into(), operator, values };
        let value = AttributeValue::Text(value.into());
        ensure!(filter.judge(Some(&value), &catalogue) == Judgement::NotMatched, "{name}");
        group.bench_with_input(BenchmarkId::from_parameter(name), &value, |bencher, value| {
            bencher.iter(|| filter.judge(black_box(Some(value)), &catalogue));
        });
    }
    group.finish();
    Ok(())
}
