//! Lists of cases that hold for any implementation of a service.

use std::{pin::Pin, sync::Arc};

use super::stack::Aws;

/// A case under way.
type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One case. It makes what it needs under names of its own.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Arc<Aws>) -> Running,
    /// What moto 5.2.5 is known to do otherwise than AWS; the case must fail there.
    pub(crate) moto_differs: Option<&'static str>,
}

/// The one reason of a case, if it has one.
pub(crate) const fn reason(given: &[&'static str]) -> Option<&'static str> {
    match given {
        [reason] => Some(reason),
        _ => None,
    }
}

/// Makes a list of cases out of functions; `function: "what moto does otherwise"`.
macro_rules! cases {
    ($($case:path $(: $moto:literal)?,)*) => {
        &[$(crate::contract::Case {
            name: stringify!($case),
            run: |aws| Box::pin(async move { $case(&aws).await }),
            moto_differs: $crate::contract::reason(&[$($moto)?]),
        },)*]
    };
}
pub(crate) use cases;

/// Runs each case against stand-ins of its own.
pub(crate) async fn holds_for_the_stand_ins(cases: &'static [Case]) {
    let mut failed = Vec::new();
    for case in cases {
        let aws = Arc::new(Aws::embedded().await);
        if tokio::spawn((case.run)(aws)).await.is_err() {
            failed.push(case.name);
        }
    }
    assert_eq!(failed, Vec::<&str>::new());
}

/// Runs each case against the implementation that the environment names, if it names one.
pub(crate) async fn holds_elsewhere(cases: &'static [Case]) {
    #[expect(clippy::disallowed_methods, reason = "a switch of this test alone")]
    let Ok(url) = std::env::var("AWS_ENDPOINT_URL_CONTRACT") else { return };
    let mut unexpected = Vec::new();
    for case in cases {
        let passed = tokio::spawn((case.run)(Arc::new(Aws::at(&url)))).await.is_ok();
        match (passed, case.moto_differs) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => unexpected.push((case.name, "fails")),
            (true, Some(_)) => unexpected.push((case.name, "passes, though it is known to differ")),
        }
    }
    assert_eq!(unexpected, Vec::<(&str, &str)>::new());
}
