//! Errors of the API.
