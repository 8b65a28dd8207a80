//! From what was entered to canonical values, by the parsers that Personio's values go through. Fields that depend on
//! another one are read as the employee will be after the edit.

use std::collections::BTreeMap;

use super::{Context, Edit, detail, document::Draft};
use crate::domain::{
    attribute::Input,
    field::{Field, FieldValue, Fields},
    formats::{self, Canonical, Parsed, postcode},
    input::{InputErrorCode, Reader},
    mapping::settle_postcode,
    person::FieldSet,
    problem::ProblemCode,
    value::Reading,
};

/// Parses everything entered; what can't be used is an error of the reader.
pub(super) fn read(draft: Draft, stored: &Fields, context: &Context<'_>, reader: &mut Reader) -> Edit {
    let mut entering = Entering {
        context,
        reader,
        after: stored.clone(),
        entered: BTreeMap::new(),
        failed: FieldSet::default(),
        remarks: Vec::new(),
    };
    let (mut sort_code, mut account_number, mut home) = (None, None, None);
    for (field, reading) in draft.fields {
        let input = match reading {
            Some(Reading::Usable { input, .. }) => input,
            Some(Reading::Unusable(code)) => {
                entering.refuse(field, code);
                continue;
            }
            Some(Reading::Blank | Reading::NotReadable) => {
                entering.take(field, None);
                continue;
            }
            None => {
                entering.failed.insert(field);
                continue;
            }
        };
        match field {
            Field::BankSortCode => sort_code = Some(input),
            Field::BankAccountNumber => account_number = Some(input),
            Field::Postcode => home = Some(input),
            field => entering.parsed(field, formats::read(field, &input, context.today)),
        }
    }
    entering.bank(sort_code, account_number);
    match home {
        Some(input) => entering.postcode(&input),
        None => entering.stored_postcode(stored),
    }
    let Entering { entered, remarks, .. } = entering;
    Edit { entered, remarks, holiday_pay: draft.holiday_pay }
}

/// An edit on its way.
pub(super) struct Entering<'a> {
    pub(super) context: &'a Context<'a>,
    reader: &'a mut Reader,
    /// The employee's values after the edit, as far as it is read.
    pub(super) after: Fields,
    entered: BTreeMap<Field, Option<FieldValue>>,
    /// Named, and refused.
    failed: FieldSet,
    remarks: Vec<(ProblemCode, Field)>,
}

impl Entering<'_> {
    /// The stored value of a field that the edit leaves alone.
    pub(super) fn left_alone(&self, field: Field) -> Option<&FieldValue> {
        let named = self.entered.contains_key(&field) || self.failed.contains(field);
        self.after.get(field).filter(|_| !named)
    }

    fn take(&mut self, field: Field, value: Option<FieldValue>) {
        self.after.set(field, value.clone());
        self.entered.insert(field, value);
    }

    fn refuse(&mut self, field: Field, code: ProblemCode) {
        self.refuse_with(field, code, detail::of(field, code));
    }

    pub(super) fn refuse_with(&mut self, field: Field, code: ProblemCode, detail: String) {
        self.failed.insert(field);
        self.reader.error(format!("/fields/{field}"), InputErrorCode::Value(code), detail);
    }

    pub(super) fn remark(&mut self, field: Field, codes: impl IntoIterator<Item = ProblemCode>) {
        self.remarks.extend(codes.into_iter().map(|code| (code, field)));
    }

    pub(super) fn parsed(&mut self, field: Field, parsed: Parsed) {
        match parsed {
            Ok(Canonical { text, warnings }) => {
                self.remark(field, warnings);
                self.take(field, Some(text.into()));
            }
            Err(code) => self.refuse(field, code),
        }
    }

    /// By the country that the employee will have. While that one is in doubt, only what no country takes is wrong.
    fn postcode(&mut self, input: &Input) {
        let raw = input.text.expose();
        if self.failed.contains(Field::Country) {
            if let Err(code) = postcode::parse_abroad(raw) {
                self.refuse(Field::Postcode, code);
            }
            return;
        }
        match settle_postcode(raw, &self.after) {
            (Some(value), remark) => {
                self.remark(Field::Postcode, remark);
                self.take(Field::Postcode, Some(value));
            }
            (None, code) => self.refuse(Field::Postcode, code.unwrap_or(ProblemCode::PostcodeInvalid)),
        }
    }

    /// A new country must not turn the stored postcode into none, or into another.
    fn stored_postcode(&mut self, stored: &Fields) {
        let moved = self.after.get(Field::Country) != stored.get(Field::Country);
        let Some(raw) = self.left_alone(Field::Postcode).filter(|_| moved) else { return };
        if settle_postcode(raw.expose(), &self.after).0.as_ref() != Some(raw) {
            let detail = format!("{}: {}", Field::Country.label(), detail::CHANGES_POSTCODE);
            self.refuse_with(Field::Country, ProblemCode::PostcodeInvalid, detail);
        }
    }
}
