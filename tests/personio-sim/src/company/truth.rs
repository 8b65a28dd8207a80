//! What is wrong with people, told by the one who did it.

/// One thing that is wrong or unusual about a person. Fields are named by their Pento key, problems by their code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trouble {
    /// A contractor outside the United Kingdom, for a filter on the country to exclude. Has no NI number, which is
    /// told as a second trouble.
    Abroad,
    /// The termination date has passed, since the last 6 April.
    LeaverThisTaxYear,
    /// The termination date lies before the last 6 April.
    LeaverEarlierTaxYear,
    /// Personio's status is `onboarding`: the start date is in the future.
    FutureStarter,
    /// The attribute of a required field is present and empty.
    Missing(&'static str),
    /// The value cannot be used: field, problem code.
    Invalid(&'static str, &'static str),
    /// The value can be used, with a warning: field, problem code.
    Warned(&'static str, &'static str),
}

/// A trouble and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Truth {
    /// Personio's id of the person.
    pub person: u64,
    /// What is wrong.
    pub trouble: Trouble,
}
