//! Reads the roster: pages side by side, each parsed, mapped and dropped.

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::{
    domain::{
        attribute::Record,
        mapping::Mapper,
        person::Person,
        roster::{Next, PageOfPeople, Reading, Roster},
        settings::warnings::Lookout,
    },
    ports::{Access, PersonioError, ReadPersonio},
};

/// Pages under way at once. Personio allows 15 requests a second; at its usual 100-300 ms an answer a few are enough
/// to use that up, and each holds one page of 100 people in memory.
const PAGES_AT_ONCE: usize = 8;

/// Reads everybody the credential may see. A page that can't be had leaves the roster incomplete; when not a single
/// page came, that page's error is the answer. `look` maps the
/// records.
pub(super) async fn roster<P: ReadPersonio>(
    personio: &P,
    access: &Access,
    mapper: &Mapper<'_>,
    look: &mut (dyn Look + Send),
) -> Result<Roster, PersonioError> {
    let mut reading = Reading::default();
    while let Next::Ask(offsets) = reading.ask_next() {
        let ask =
            |offset: u64| async move { (offset, personio.employees(access, mapper.wanted(), offset).await) };
        let mut waiting = offsets.into_iter();
        let mut under_way: FuturesUnordered<_> = waiting.by_ref().take(PAGES_AT_ONCE).map(ask).collect();
        while let Some((offset, answer)) = under_way.next().await {
            match answer {
                Ok(page) => reading.page(PageOfPeople {
                    offset,
                    rows: page.rows,
                    total: page.total,
                    people: page.records.into_iter().map(|record| look.person(mapper, record)).collect(),
                }),
                Err(error) if reading.seen() == 0 || !may_be_missing(&error) => return Err(error),
                Err(error) => {
                    tracing::warn!(offset, %error, "a page of the roster is missing");
                    reading.page_failed(offset);
                }
            }
            under_way.extend(waiting.next().map(ask));
        }
    }
    Ok(reading.finish())
}

/// Maps records, and may look at them before they are dropped.
pub(super) trait Look {
    /// The person of one record.
    fn person(&mut self, mapper: &Mapper<'_>, record: Record) -> Person;
}

/// Maps and looks at nothing.
pub(super) struct OnlyMap;

impl Look for OnlyMap {
    fn person(&mut self, mapper: &Mapper<'_>, record: Record) -> Person {
        mapper.person(record)
    }
}

impl Look for Lookout<'_> {
    fn person(&mut self, mapper: &Mapper<'_>, record: Record) -> Person {
        self.record(&record);
        mapper.person(record)
    }
}

/// Whether a run can go on without the page. A refusal is not about one page.
fn may_be_missing(error: &PersonioError) -> bool {
    matches!(error, PersonioError::Unavailable { .. } | PersonioError::RateLimited)
}
