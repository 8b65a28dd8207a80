//! Reading a request's body.

use axum::body::Body;
use futures_util::StreamExt as _;

use super::refusal::Refusal;

/// The longest body API Gateway takes: 10 MB = 10 x 2^20 bytes.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>
const MOST_BYTES: usize = 10 * 1024 * 1024;

/// The whole body. One that is too long is read to its end and thrown away, lest its sender meets a closed connection
/// instead of the answer.
pub(super) async fn read(body: Body) -> Result<Vec<u8>, Refusal> {
    let mut pieces = body.into_data_stream();
    let mut whole = Vec::new();
    let mut is_too_large = false;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Refusal::Unreadable)?;
        is_too_large = is_too_large || whole.len() + piece.len() > MOST_BYTES;
        if is_too_large {
            whole = Vec::new();
        } else {
            whole.extend_from_slice(&piece);
        }
    }
    if is_too_large { Err(Refusal::TooLarge) } else { Ok(whole) }
}
