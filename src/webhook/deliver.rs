//! Deliveries: queued from what was stored, sent, tried again, given up.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt as _, stream};
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::sleep;
use url::Url;

use super::signature::signature;
use crate::clock::Clock;
use crate::store::{ArticleKey, Delivery, Store, StoreError, StoredArticle};

/// How often a service looks for what is to be told.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Pause after the store failed.
const STORE_PAUSE: Duration = Duration::from_secs(10);
/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Deliveries that are under way at a time.
const AT_ONCE: usize = 4;
/// Deliveries that are taken at a time.
const TAKEN: usize = 64;
/// First wait before another attempt; doubles with each.
const FIRST_RETRY: TimeDelta = TimeDelta::seconds(30);
/// Longest wait before another attempt.
const LONGEST_RETRY: TimeDelta = TimeDelta::hours(6);
/// Attempts, over a day and a half, after which a delivery is given up.
const MOST_ATTEMPTS: u32 = 15;

/// Who is told.
#[derive(Clone)]
pub struct Webhook {
    /// What the user calls it.
    pub name: String,
    /// Where messages are posted.
    pub url: Url,
    /// What messages are signed with; `None`: they are not.
    pub secret: Option<String>,
}

/// Tells webhooks of every revision that was stored, new articles included.
#[derive(Clone)]
pub struct Messenger {
    client: Client,
    webhooks: Arc<Vec<Webhook>>,
    store: Store,
    clock: Clock,
}

/// What is posted.
#[derive(Serialize)]
struct Message<'a> {
    /// `new` or `revised`.
    event: &'static str,
    /// The same in every attempt: receivers can tell repetitions by it.
    delivery: i64,
    webhook: &'a str,
    article: &'a StoredArticle,
}

impl Messenger {
    /// A messenger to these webhooks. `user_agent` is what it calls itself.
    ///
    /// # Errors
    /// When the TLS library does not work out.
    pub fn new(
        webhooks: Vec<Webhook>,
        user_agent: &str,
        (store, clock): (Store, Clock),
    ) -> Result<Self, reqwest::Error> {
        // What is signed for one address is not handed on to another.
        let client = Client::builder().user_agent(user_agent).redirect(Policy::none()).timeout(PATIENCE);
        Ok(Self { client: client.build()?, webhooks: Arc::new(webhooks), store, clock })
    }

    /// Makes the webhooks known, so that they are told of what is stored from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(&self) -> Result<(), StoreError> {
        if self.webhooks.is_empty() {
            return Ok(());
        }
        self.store.queue_deliveries(self.names(), self.clock.now()).await.map(drop)
    }

    fn names(&self) -> Vec<String> {
        self.webhooks.iter().map(|webhook| webhook.name.clone()).collect()
    }

    /// Tells until the stop signal turns true. What fails is logged, and tried again.
    pub async fn tell_until_stopped(self, mut stop: watch::Receiver<bool>) {
        if self.webhooks.is_empty() {
            return;
        }
        loop {
            let told = tokio::select! {
                told = self.tell_what_is_due() => told,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let pause = match told {
                Ok(()) => LOOK_EVERY,
                Err(error) => {
                    tracing::error!(%error, "the store failed: webhooks are told later");
                    STORE_PAUSE
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Tells all that is due now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tell_what_is_due(&self) -> Result<(), StoreError> {
        let names = self.names();
        loop {
            let now = self.clock.now();
            if names.is_empty() || !self.store.has_deliveries(names.clone(), now).await? {
                return Ok(());
            }
            let queued = self.store.queue_deliveries(names.clone(), now).await?;
            let taken = self.store.take_deliveries((names.clone(), TAKEN), now, retry_at).await?;
            if queued == 0 && taken.is_empty() {
                return Ok(());
            }
            let mut telling =
                stream::iter(taken).map(|delivery| self.tell(delivery)).buffer_unordered(AT_ONCE);
            while let Some(told) = telling.next().await {
                told?;
            }
        }
    }

    async fn tell(&self, delivery: Delivery) -> Result<(), StoreError> {
        let Some(webhook) = self.webhooks.iter().find(|webhook| webhook.name == delivery.webhook) else {
            return Ok(());
        };
        let key = ArticleKey::Id(delivery.article);
        let Some(article) = self.store.find_article(key, Some(delivery.revision)).await? else {
            return self.store.delivered(delivery.id).await;
        };
        match self.post(webhook, &delivery, &article).await {
            Ok(()) => self.store.delivered(delivery.id).await,
            Err(reason) => {
                let is_last = delivery.attempts >= MOST_ATTEMPTS;
                let (webhook, article) = (webhook.name.as_str(), delivery.article.0);
                let again = if is_last { "given up" } else { "tried again later" };
                tracing::warn!(
                    webhook,
                    article,
                    attempts = delivery.attempts,
                    "not delivered ({reason}): {again}"
                );
                self.store.delivery_failed(delivery.id, reason, is_last).await
            }
        }
    }

    /// The error says why it was not taken.
    async fn post(
        &self,
        webhook: &Webhook,
        delivery: &Delivery,
        article: &StoredArticle,
    ) -> Result<(), String> {
        let event = if delivery.revision == 1 { "new" } else { "revised" };
        let message = Message { event, delivery: delivery.id, webhook: &webhook.name, article };
        let body = serde_json::to_vec(&message).map_err(|error| error.to_string())?;
        let mut post = self.client.post(webhook.url.clone()).header(CONTENT_TYPE, "application/json");
        post = post.header("X-Gleaner-Event", event).header("X-Gleaner-Delivery", delivery.id.to_string());
        if let Some(secret) = &webhook.secret {
            post = post.header("X-Gleaner-Signature", signature(secret, &body));
        }
        // The address may hold a secret of its own.
        let answer = post.body(body).send().await.map_err(|error| whole_story(&error.without_url()))?;
        if answer.status().is_success() { Ok(()) } else { Err(format!("it answered {}", answer.status())) }
    }
}

/// The error with its causes.
fn whole_story(error: &reqwest::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |&cause| cause.source());
    causes.fold(error.to_string(), |story, cause| format!("{story}: {cause}"))
}

fn retry_at(now: DateTime<Utc>, attempts: u32) -> DateTime<Utc> {
    let doublings = attempts.saturating_sub(1).min(20);
    now + (FIRST_RETRY * (1 << doublings)).min(LONGEST_RETRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_come_less_and_less_often_over_a_day_and_a_half() {
        let begun = DateTime::<Utc>::UNIX_EPOCH;
        assert_eq!(retry_at(begun, 1) - begun, FIRST_RETRY);
        assert_eq!(retry_at(begun, 3) - begun, TimeDelta::minutes(2));
        let last = (1..MOST_ATTEMPTS).fold(begun, retry_at);
        assert!((30..40).contains(&(last - begun).num_hours()), "{last}");
    }
}
