//! A site over TLS that speaks HTTP/2 and nothing else, with a certificate that no authority vouches for.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Url;

/// Serves one document at every path, on the runtime of the test.
pub(crate) struct TlsServer {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<http::Request<()>>>,
}

impl TlsServer {
    /// A server with a short page.
    pub(crate) async fn start() -> Self {
        Self::serving("text/html", "<p>text</p>").await
    }

    /// A server with a document of this type.
    pub(crate) async fn serving(content_type: &'static str, body: &str) -> Self {
        let body = body.to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls_config()));
        let seen = Arc::new(Seen::default());
        let for_task = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let document = (content_type, body.clone());
                tokio::spawn(serve(stream, acceptor.clone(), document, Arc::clone(&for_task)));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("https://{}{path}", self.address)).unwrap()
    }

    /// Connections over which anything was asked.
    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<http::Request<()>> {
        let requests = self.seen.requests.lock().unwrap();
        requests.iter().map(copy_of).collect()
    }
}

/// The certificate of the server, which is its own authority.
pub(crate) fn certificate_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/tls/server.pem")
}

fn tls_config() -> ServerConfig {
    let path = certificate_path();
    let certificate = CertificateDer::from_pem_file(&path).unwrap();
    let key = PrivateKeyDer::from_pem_file(path.with_extension("key.pem")).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

/// A client that breaks off is its own business.
async fn serve(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    (content_type, document): (&'static str, String),
    seen: Arc<Seen>,
) -> Option<()> {
    let stream = acceptor.accept(stream).await.ok()?;
    let mut connection = h2::server::handshake(stream).await.ok()?;
    let mut is_first = true;
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        if std::mem::take(&mut is_first) {
            seen.connections.fetch_add(1, SeqCst);
        }
        seen.requests.lock().unwrap().push(copy_of(&request));
        let response = http::Response::builder().header("content-type", content_type).body(()).unwrap();
        let mut body = respond.send_response(response, false).ok()?;
        body.send_data(document.clone().into(), true).ok()?;
    }
    Some(())
}

fn copy_of<T>(request: &http::Request<T>) -> http::Request<()> {
    let mut copy = http::Request::new(());
    *copy.uri_mut() = request.uri().clone();
    *copy.version_mut() = request.version();
    *copy.headers_mut() = request.headers().clone();
    copy
}
