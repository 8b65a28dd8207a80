//! Whether a tenant has a secret. Its value is never read here.

use shared::{aws::code, domain::ids::TenantId, ports::StoreError};

use crate::stack::Stack;

/// Whether there is one, scheduled for deletion or not.
pub(crate) async fn is_there(stack: &Stack, tenant: &TenantId) -> Result<bool, StoreError> {
    let (client, name) = stack.secret(tenant);
    match client.describe_secret().secret_id(name).send().await {
        Ok(_) => Ok(true),
        Err(error) if code(&error) == "ResourceNotFoundException" => Ok(false),
        Err(error) => Err(StoreError::Unavailable {
            service: "Secrets Manager",
            operation: "look for the secret",
            cause: code(&error),
        }),
    }
}
