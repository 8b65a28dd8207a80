//! Whom a list of employees shows.

use jiff::civil::Date;

use super::{
    employee::{Employee, IndexEntry},
    field::{Field, Fields},
    formats::fold,
    private::Private,
    readiness::Status,
};

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    status: Option<Status>,
    /// Folded, with single blanks; never empty.
    text: Option<Private>,
}

impl Search {
    /// Looks for employees of a status, whose ids, names or e-mail address hold a text. Case, accents and the number of
    /// blanks don't matter; a text of nothing but blanks is none.
    #[must_use]
    pub fn new(status: Option<Status>, text: Option<&str>) -> Self {
        let text = text.map(folded).filter(|text| !text.is_empty());
        Self { status, text: text.map(Into::into) }
    }

    /// The status, where nothing else is asked for: then the index alone says who is wanted.
    #[must_use]
    pub fn status_only(&self) -> Option<Status> {
        self.status.filter(|_| self.text.is_none())
    }

    /// Whether everybody is wanted.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.status.is_none() && self.text.is_none()
    }

    /// Whether this employee is wanted; `today` is the date in London.
    #[must_use]
    pub fn finds(&self, employee: &Employee, today: Date) -> bool {
        self.status.is_none_or(|status| employee.status(today) == status)
            && self.text.as_ref().is_none_or(|text| holds(employee, text.expose()))
    }

    /// Whether the index takes the employee for a wanted one. It lags behind the table and knows no names: ask
    /// [`Search::finds`] in the end.
    #[must_use]
    pub fn may_find(&self, entry: &IndexEntry, today: Date) -> bool {
        self.status.is_none_or(|status| entry.status(today) == status)
    }
}

/// Employee ID, first, last and preferred name, first and last name together, and the e-mail address at work.
fn holds(employee: &Employee, text: &str) -> bool {
    const FIELDS: [Field; 4] = [Field::FirstName, Field::LastName, Field::PreferredName, Field::Email];
    let found = |value: &str| folded(value).contains(text);
    found(employee.employee_id.as_str())
        || FIELDS.into_iter().filter_map(|field| employee.fields.text(field)).any(found)
        || full_name(&employee.fields).is_some_and(|name| found(&name))
}

fn full_name(fields: &Fields) -> Option<String> {
    Some(format!("{} {}", fields.text(Field::FirstName)?, fields.text(Field::LastName)?))
}

/// Lower case first: it also reaches the letters that are not Latin, which [`fold::unaccented`] leaves alone.
fn folded(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    fold::unaccented(&words.join(" ").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::EmployeeId;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn employee(fields: &[(Field, &str)]) -> Employee {
        let mut employee = Employee::new(EmployeeId::parse("UK/0017").unwrap());
        employee.fields = fields.iter().map(|(field, text)| (*field, (*text).into())).collect();
        employee
    }

    #[test]
    fn where_a_text_is_looked_for() {
        let zoe = employee(&[
            (Field::FirstName, "Zoë"),
            (Field::MiddleName, "Rose"),
            (Field::LastName, "Straßer-O'Neill"),
            (Field::PreferredName, "Иванка"),
            (Field::Email, "Z.Strasser@Example.co.uk"),
            (Field::PersonalEmail, "private@example.com"),
            (Field::NationalInsuranceNumber, "AB654321C"),
            (Field::City, "Leeds"),
        ]);
        for text in [
            "zoe",
            "ZOË",
            "oë",
            "strasser",
            "STRASSER-o",
            "straßer",
            "o'neill",
            "иван",
            "ИВАНКА",
            "zoe strasser",
            "  zoe \t strasser ",
            "e s",
            "uk/",
            "0017",
            "Uk/0017",
            "@example.co.uk",
            "z.strasser",
        ] {
            assert!(Search::new(None, Some(text)).finds(&zoe, TODAY), "{text}");
        }
        for text in [
            "strasser zoe",
            "rose",
            "zoe rose",
            "leeds",
            "AB654321C",
            "private",
            "zoestrasser",
            "0017 zoe",
            "zoe иванка",
            "*",
            "%",
        ] {
            assert!(!Search::new(None, Some(text)).finds(&zoe, TODAY), "{text}");
        }
    }

    #[test]
    fn a_blank_text_asks_for_everybody() {
        let nobody = employee(&[]);
        for text in [None, Some(""), Some(" \t")] {
            let search = Search::new(None, text);
            assert!(search.is_everybody() && search.finds(&nobody, TODAY));
        }
        assert!(!Search::new(None, Some("x")).is_everybody());
        assert!(!Search::new(None, Some("x")).finds(&nobody, TODAY));
        assert!(!Search::new(None, Some("n n")).finds(&employee(&[(Field::FirstName, "Ann")]), TODAY));
    }

    #[test]
    fn a_status_is_asked_of_employee_and_index_alike() {
        let pending = employee(&[(Field::FirstName, "Ann")]);
        let gone = employee(&[(Field::FirstName, "Ann"), (Field::TerminationDate, "2026-11-21")]);
        for (status, of_pending, of_gone) in [
            (None, true, true),
            (Some(Status::Pending), true, false),
            (Some(Status::Terminated), false, true),
            (Some(Status::Ready), false, false),
        ] {
            let search = Search::new(status, None);
            assert_eq!(search.status_only(), status);
            for (employee, expected) in [(&pending, of_pending), (&gone, of_gone)] {
                assert_eq!(search.finds(employee, TODAY), expected, "{status:?}");
                assert_eq!(search.may_find(&employee.entry(), TODAY), expected, "{status:?}");
            }
            let both = Search::new(status, Some("ann"));
            assert_eq!(both.status_only(), None);
            assert_eq!((both.finds(&pending, TODAY), both.finds(&gone, TODAY)), (of_pending, of_gone));
            assert!(!Search::new(status, Some("bob")).finds(&pending, TODAY));
        }
    }
}
