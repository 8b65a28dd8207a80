//! From an employee record to a person: filters, Employee ID and the field mapping (rules M1, V1-V6, X1-X3).

use jiff::civil::Date;

use super::{
    attribute::{AttributeKey, AttributeRef, AttributeType, AttributeValue, Catalogue, Record, Wanted},
    cross_field,
    field::{Field, Fields},
    filter::{Filter, Judgement},
    formats::{
        self, Canonical, Parsed, bank,
        modulus::{ModulusResult, WeightTable},
        postcode,
    },
    ids::EmployeeId,
    person::{Incoming, NoEmployeeId, Person, Standing},
    problem::{Problem, ProblemCode},
    reason::Reason,
    settings::Settings,
    value::{self, Reading},
};

/// The settings of one tenant, made ready to map many records.
#[derive(Debug)]
pub struct Mapper<'a> {
    catalogue: &'a Catalogue,
    today: Date,
    weights: Option<&'a WeightTable>,
    wanted: Wanted,
    match_at: Option<usize>,
    filters: Vec<(Option<usize>, &'a Filter)>,
    sources: Vec<Mapped>,
}

/// One line of the field mapping.
#[derive(Debug)]
struct Mapped {
    field: Field,
    /// Where a record holds the value.
    at: Option<usize>,
    attribute: AttributeRef,
    /// Whether Personio keeps it as a number, and so without leading zeros.
    numeric: bool,
}

impl<'a> Mapper<'a> {
    /// Prepares `settings`. `today` is the date in London; `weights` is the operator's table for the modulus check of
    /// bank details, where there is one.
    #[must_use]
    pub fn new(
        settings: &'a Settings,
        catalogue: &'a Catalogue,
        today: Date,
        weights: Option<&'a WeightTable>,
    ) -> Self {
        let wanted = settings.wanted();
        let at = |key: &AttributeKey| wanted.position(key.as_str());
        let mapped = |(field, key): (&Field, &AttributeKey)| Mapped {
            field: *field,
            at: at(key),
            attribute: catalogue.refer(key),
            numeric: catalogue
                .get(key)
                .is_some_and(|known| matches!(known.kind, AttributeType::Integer | AttributeType::Decimal)),
        };
        Self {
            catalogue,
            today,
            weights,
            match_at: at(&settings.match_attribute),
            filters: settings.active_filters().iter().map(|filter| (at(&filter.attribute), filter)).collect(),
            sources: settings.mapping.iter().map(mapped).collect(),
            wanted,
        }
    }

    /// What has to be read of each record.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Maps one record; what is not mapped is dropped with it.
    #[must_use]
    pub fn person(&self, record: Record) -> Person {
        let standing = self.standing(&record);
        let employee_id = self.employee_id(&record);
        let (incoming, problems) = match standing {
            Standing::Included => self.incoming(&record),
            Standing::Excluded(_) | Standing::Unjudged(_) => (Incoming::default(), Vec::new()),
        };
        Person { personio_id: record.personio_id, standing, employee_id, incoming, problems }
    }

    /// One matching filter is enough, even when another can't be asked (rule X1).
    fn standing(&self, record: &Record) -> Standing {
        let mut unreadable = None;
        for (at, filter) in &self.filters {
            match filter.judge(value_at(record, *at), self.catalogue) {
                Judgement::Matched => {
                    let description = filter.describe(self.catalogue);
                    return Standing::Excluded(Box::new(Reason::Excluded {
                        filter: (*filter).clone(),
                        description,
                    }));
                }
                Judgement::NotReadable => unreadable = unreadable.or(Some(&filter.attribute)),
                Judgement::NotMatched => {}
            }
        }
        unreadable.map_or(Standing::Included, |key| Standing::Unjudged(self.catalogue.refer(key)))
    }

    fn employee_id(&self, record: &Record) -> Result<EmployeeId, NoEmployeeId> {
        let text = match value_at(record, self.match_at) {
            None => return Err(NoEmployeeId::NotReadable),
            Some(value) if value.is_empty() => return Err(NoEmployeeId::Missing),
            Some(AttributeValue::Text(text)) => text,
            // 17.0 and 1.7e1 are not what somebody typed as an id; which id they mean is not for us to guess.
            Some(AttributeValue::Number(digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => digits,
            Some(_) => return Err(NoEmployeeId::Invalid),
        };
        EmployeeId::parse(text).map_err(|_| NoEmployeeId::Invalid)
    }

    fn incoming(&self, record: &Record) -> (Incoming, Vec<Problem>) {
        let mut building = Building { mapper: self, incoming: Incoming::default(), problems: Vec::new() };
        let reading = |mapped: &Mapped| value::read(value_at(record, mapped.at), mapped.numeric);
        let (mut sort_code, mut account_number, mut postcode) = (None, None, None);
        for mapped in &self.sources {
            match mapped.field {
                Field::BankSortCode => sort_code = Some((mapped, reading(mapped))),
                Field::BankAccountNumber => account_number = Some((mapped, reading(mapped))),
                Field::Postcode => postcode = Some((mapped, reading(mapped))),
                field => {
                    building.put(mapped, reading(mapped), |input| formats::read(field, input, self.today));
                }
            }
        }
        building.bank(sort_code, account_number);
        if let Some((mapped, reading)) = postcode {
            building.postcode(mapped, reading);
        }
        building.finish()
    }
}

fn value_at(record: &Record, at: Option<usize>) -> Option<&AttributeValue> {
    record.values.get(at?)?.as_ref()
}

/// The person under construction.
struct Building<'a> {
    mapper: &'a Mapper<'a>,
    incoming: Incoming,
    problems: Vec<Problem>,
}

impl Building<'_> {
    fn put(
        &mut self,
        mapped: &Mapped,
        reading: Reading,
        parse: impl FnOnce(&super::attribute::Input) -> Parsed,
    ) {
        match reading {
            Reading::NotReadable => self.keep(mapped),
            Reading::Blank => self.incoming.blank.insert(mapped.field),
            Reading::Unusable(code) => self.parsed(mapped, Err(code)),
            Reading::Usable { input, warning } => {
                if let Some(code) = warning {
                    self.problem(mapped, code);
                }
                self.parsed(mapped, parse(&input));
            }
        }
    }

    fn parsed(&mut self, mapped: &Mapped, parsed: Parsed) {
        match parsed {
            Ok(Canonical { text, warnings }) => {
                for code in warnings {
                    self.problem(mapped, code);
                }
                self.incoming.values.set(mapped.field, Some(text.into()));
            }
            Err(code) => {
                self.problem(mapped, code);
                self.incoming.blank.insert(mapped.field);
            }
        }
    }

    fn keep(&mut self, mapped: &Mapped) {
        self.problem(mapped, ProblemCode::AttributeNotReadable);
        self.incoming.kept.insert(mapped.field);
    }

    fn problem(&mut self, mapped: &Mapped, code: ProblemCode) {
        self.problems.push(Problem { code, field: mapped.field, attribute: Some(mapped.attribute.clone()) });
    }

    /// Sort code and account number are read together: either may be an IBAN, and the long account numbers of some
    /// banks can only be converted with the sort code in hand.
    fn bank(&mut self, sort_code: Option<(&Mapped, Reading)>, account_number: Option<(&Mapped, Reading)>) {
        let input = |side: &Option<(&Mapped, Reading)>| match side {
            Some((_, Reading::Usable { input, .. })) => Some((input.text.clone(), input.source)),
            _ => None,
        };
        let (sort_input, account_input) = (input(&sort_code), input(&account_number));
        let borrowed = |side: &Option<(super::private::Private, _)>| {
            side.as_ref().map(|(text, source)| (text.expose().to_owned(), *source))
        };
        let (sort_text, account_text) = (borrowed(&sort_input), borrowed(&account_input));
        let (sort_parsed, account_parsed) = bank::parse_pair(
            sort_text.as_ref().map(|(text, source)| (text.as_str(), *source)),
            account_text.as_ref().map(|(text, source)| (text.as_str(), *source)),
        );
        let suspicious = match (&sort_parsed, &account_parsed, self.mapper.weights) {
            (Some(Ok(sort)), Some(Ok(account)), Some(weights)) => {
                weights.check(&sort.text, &account.text) == ModulusResult::Invalid
            }
            _ => false,
        };
        let sort_unreadable = matches!(sort_code, Some((_, Reading::NotReadable)));
        if let Some((mapped, reading)) = sort_code {
            self.put(mapped, reading, |_| sort_parsed.unwrap_or(Err(ProblemCode::SortCodeInvalid)));
        }
        if let Some((mapped, reading)) = account_number {
            // The stored sort code stays, and so does the account number that belongs to it.
            if sort_unreadable && account_parsed == Some(Err(ProblemCode::AccountNumberNeedsSortCode)) {
                self.incoming.kept.insert(mapped.field);
                return;
            }
            self.put(mapped, reading, |_| account_parsed.unwrap_or(Err(ProblemCode::AccountNumberInvalid)));
            if suspicious {
                self.problem(mapped, ProblemCode::BankDetailsSuspicious);
            }
        }
    }

    /// UK rules for the UK, and for a blank or invalid country (rule S1). A country that only the stored employee
    /// knows is asked later, by [`settle_postcode`].
    fn postcode(&mut self, mapped: &Mapped, reading: Reading) {
        let country_known = self.incoming.values.get(Field::Country).is_some()
            || self.incoming.blank.contains(Field::Country);
        if let (false, Reading::Usable { input, warning }) = (country_known, &reading) {
            if let Some(code) = warning {
                self.problem(mapped, *code);
            }
            self.incoming.postcode = Some(input.text.clone());
            return;
        }
        let in_uk = is_uk(self.incoming.values.text(Field::Country));
        self.put(mapped, reading, |input| parse_postcode(input.text.expose(), in_uk));
    }

    /// Whether a finding says that something is missing which the employee may well have: a value that is kept (rule
    /// V4), or not ours to read (rule V5).
    fn rests_on_the_unknown(&self, code: ProblemCode) -> bool {
        let Incoming { values, blank, kept, .. } = &self.incoming;
        match code {
            ProblemCode::AddressLineMissing => {
                is_uk(values.text(Field::Country)) && !blank.contains(Field::NationalInsuranceNumber)
            }
            ProblemCode::NiCategoryNeedsWorkplacePostcode => kept.contains(Field::WorkplacePostcode),
            _ => false,
        }
    }

    fn finish(mut self) -> (Incoming, Vec<Problem>) {
        for (code, field) in cross_field::check(&self.incoming.values, self.mapper.today) {
            let Some(mapped) = self.mapper.sources.iter().find(|mapped| mapped.field == field) else {
                continue;
            };
            if !self.incoming.kept.contains(field) && !self.rests_on_the_unknown(code) {
                self.problem(mapped, code);
            }
        }
        self.problems.sort_by_key(|problem| (problem.field, problem.code));
        self.problems.dedup();
        (self.incoming, self.problems)
    }
}

/// Whether UK rules apply: in the UK, and where the country is blank.
#[must_use]
pub fn is_uk(country: Option<&str>) -> bool {
    country.is_none_or(|country| country == "GB")
}

fn parse_postcode(text: &str, in_uk: bool) -> Parsed {
    if in_uk { postcode::parse(text) } else { postcode::parse_abroad(text) }
}

/// Whether a postcode gives rise to no problem in any country.
#[must_use]
pub fn is_postcode_everywhere(raw: &str) -> bool {
    [true, false]
        .into_iter()
        .all(|in_uk| parse_postcode(raw, in_uk).is_ok_and(|canonical| canonical.warnings.is_empty()))
}

/// Parses a postcode whose country only the stored employee knows; `fields` are the employee's, all else applied.
/// Answers the value to store and the problem, if there is one.
#[must_use]
pub fn settle_postcode(
    raw: &str,
    fields: &Fields,
) -> (Option<super::field::FieldValue>, Option<ProblemCode>) {
    match parse_postcode(raw, is_uk(fields.text(Field::Country))) {
        Ok(canonical) => (Some(canonical.text.into()), canonical.warnings.first().copied()),
        Err(code) => (None, Some(code)),
    }
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
