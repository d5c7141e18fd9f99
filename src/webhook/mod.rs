//! Webhooks: others are told of new and revised articles, each once they answer, however long that takes. What is to be told waits in the store.

mod deliver;
mod signature;

pub use deliver::{Messenger, Webhook};
