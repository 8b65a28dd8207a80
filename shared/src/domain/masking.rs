//! What of a value people get to see (section 6 of the design): the same everywhere, in an employee, in the change log
//! and in a preview.

use super::{
    employee::Change,
    field::{Field, FieldValue, Fields},
    person::FieldSet,
    settings::Settings,
};

/// How many characters stay.
const LEFT: usize = 2;

/// How much a caller may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Every value: the scope `personio:admin`.
    Whole,
    /// Identity numbers, dates of birth and bank details without all but their end: every other scope.
    Masked,
}

impl Sight {
    /// A value as this caller may see it.
    #[must_use]
    pub fn shows(self, field: Field, value: &FieldValue) -> FieldValue {
        match self {
            Self::Whole => value.clone(),
            Self::Masked => masked(field, value),
        }
    }

    /// All values of an employee.
    #[must_use]
    pub fn fields(self, fields: &Fields) -> Fields {
        fields.iter().map(|(field, value)| (field, self.shows(field, value))).collect()
    }

    /// Both sides of a change.
    #[must_use]
    pub fn change(self, change: &Change) -> Change {
        let Change { field, old, new } = change;
        let shown = |value: &Option<FieldValue>| value.as_ref().map(|value| self.shows(*field, value));
        Change { field: *field, old: shown(old), new: shown(new) }
    }
}

/// A value of a field with [`Field::is_masked`] as `*` for each character but the last two: `*******1C`. Of one or two
/// characters none stays, for they would be all of it. Other fields' values are answered as they are.
#[must_use]
pub fn masked(field: Field, value: &FieldValue) -> FieldValue {
    if !field.is_masked() {
        return value.clone();
    }
    let text = value.expose();
    let hidden = match text.chars().count() {
        short @ ..=LEFT => short,
        length => length - LEFT,
    };
    let shown = text.chars().enumerate().map(|(at, c)| if at < hidden { '*' } else { c });
    shown.collect::<String>().into()
}

/// What a caller gets to see of a preview. Whoever previews chooses the candidate settings, and with them which attribute
/// of Personio stands in which field, names people, or sorts them: below an admin nobody may read by that what the
/// saved settings don't already show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewSight {
    sight: Sight,
    /// Fields whose candidate source is the saved one.
    as_saved: FieldSet,
    /// Whether it may be said who is excluded, created and so on: match attribute and filters are the saved ones.
    names_people: bool,
}

impl PreviewSight {
    /// For a caller who sees so much of employees, and candidate settings beside those in force.
    #[must_use]
    pub fn new(sight: Sight, candidate: &Settings, in_force: Option<&Settings>) -> Self {
        let same_source = |field: &Field| {
            in_force.is_some_and(|saved| saved.mapping.get(field) == candidate.mapping.get(field))
        };
        let same_people = in_force.is_some_and(|saved| {
            saved.match_attribute == candidate.match_attribute
                && saved.active_filters() == candidate.active_filters()
        });
        Self {
            sight,
            as_saved: Field::ALL.iter().copied().filter(same_source).collect(),
            names_people: sight == Sight::Whole || same_people,
        }
    }

    /// Whether people may be named; otherwise only how many they are.
    #[must_use]
    pub const fn names_people(&self) -> bool {
        self.names_people
    }

    /// Both sides of a change; a new value from another source than the saved one as stars alone.
    #[must_use]
    pub fn change(&self, change: &Change) -> Change {
        let shown = self.sight.change(change);
        if self.sight == Sight::Whole || self.as_saved.contains(change.field) {
            return shown;
        }
        Change { new: shown.new.map(|_| HIDDEN.into()), ..shown }
    }
}

/// A value that is there, and says not even how long it is.
const HIDDEN: &str = "******";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_masked_field_keeps_its_last_two_characters() {
        let table = [
            (Field::DateOfBirth, "********23"),
            (Field::NationalInsuranceNumber, "*******1C"),
            (Field::BankSortCode, "****59"),
            (Field::BankAccountNumber, "******72"),
            (Field::BankAccountName, "********KE"),
            (Field::BuildingSocietyRollNumber, "********/7"),
            (Field::PassportNumber, "*******72"),
        ];
        let fields: Vec<_> = Field::ALL.iter().copied().filter(|field| field.is_masked()).collect();
        assert_eq!(table.map(|(field, _)| field).to_vec(), fields);
        for (field, expected) in table {
            let value = FieldValue::from(field.example());
            assert_eq!(masked(field, &value).expose(), expected, "{field}");
            assert_eq!(Sight::Masked.shows(field, &value).expose(), expected, "{field}");
            assert_eq!(Sight::Whole.shows(field, &value), value, "{field}");
        }
    }

    #[test]
    fn the_other_fields_are_shown_to_everybody() {
        for field in Field::ALL.iter().filter(|field| !field.is_masked()) {
            let value = FieldValue::from(field.example());
            assert_eq!(masked(*field, &value), value, "{field}");
        }
    }

    #[test]
    fn characters_are_counted_not_bytes_and_short_values_are_hidden_whole() {
        for (text, expected) in
            [("", ""), ("7", "*"), ("é7", "**"), ("123", "*23"), ("ZOË ŁĘ", "****ŁĘ"), ("ŁĘÄÖ", "**ÄÖ")]
        {
            assert_eq!(masked(Field::BankAccountName, &text.into()).expose(), expected, "{text}");
        }
    }

    #[test]
    fn both_sides_of_a_change_and_all_fields_of_an_employee_are_masked() {
        let (old, new) = (Some("202959".into()), Some("089999".into()));
        let change = Change { field: Field::BankSortCode, old, new };
        let masked = Sight::Masked.change(&change);
        assert_eq!(
            masked,
            Change { field: Field::BankSortCode, old: Some("****59".into()), new: Some("****99".into()) }
        );
        assert_eq!(Sight::Whole.change(&change), change);
        let blanked = Change { new: None, ..change };
        assert_eq!(Sight::Masked.change(&blanked).new, None);

        let fields: Fields = [(Field::City, "Leeds".into()), (Field::PassportNumber, "533401372".into())]
            .into_iter()
            .collect();
        let shown = Sight::Masked.fields(&fields);
        assert_eq!(shown.text(Field::City), Some("Leeds"));
        assert_eq!(shown.text(Field::PassportNumber), Some("*******72"));
        assert_eq!(Sight::Whole.fields(&fields), fields);
    }

    #[test]
    fn a_preview_shows_below_an_admin_only_what_saved_settings_show() {
        let saved = Settings {
            mapping: [(Field::City, "city".into()), (Field::JobTitle, "position".into())].into(),
            ..Settings::default()
        };
        let mut candidate = saved.clone();
        candidate.mapping.insert(Field::JobTitle, "iban".into());
        let new = |sight: &PreviewSight, field| {
            let change = Change { field, old: Some("before".into()), new: Some("Leeds 7".into()) };
            let Change { old, new, .. } = sight.change(&change);
            (old.unwrap().expose().to_owned(), new.unwrap().expose().to_owned())
        };
        let shown = |text: &str| ("before".to_owned(), text.to_owned());
        let masked = PreviewSight::new(Sight::Masked, &candidate, Some(&saved));
        assert_eq!(new(&masked, Field::City), shown("Leeds 7"));
        assert_eq!(new(&masked, Field::JobTitle), shown("******"));
        assert!(masked.names_people());
        let admin = PreviewSight::new(Sight::Whole, &candidate, Some(&saved));
        assert_eq!(new(&admin, Field::JobTitle), shown("Leeds 7"));

        let other_match = Settings { match_attribute: "fix_salary".into(), ..saved.clone() };
        let filters = vec![crate::domain::filter::Filter {
            attribute: "fix_salary".into(),
            operator: crate::domain::filter::Operator::LessThan,
            values: vec!["50000".into()],
        }];
        let other_filters = Settings { filters, ..saved.clone() };
        for (candidate, in_force, expected) in [
            (&saved, Some(&saved), true),
            (&other_match, Some(&saved), false),
            (&other_filters, Some(&saved), false),
            (&saved, None, false),
        ] {
            assert_eq!(PreviewSight::new(Sight::Masked, candidate, in_force).names_people(), expected);
            assert!(PreviewSight::new(Sight::Whole, candidate, in_force).names_people());
        }
    }
}
