//! A SOCKS5 proxy (RFC 1928) that asks for no login: enough of one to tell what it was asked for.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Ends with the test process.
pub(crate) struct SocksProxy {
    address: SocketAddr,
    targets: Arc<Mutex<Vec<String>>>,
}

/// Where connections to ports of names really go: to the same port of this machine unless it stands here.
type Routes = Vec<(u16, u16)>;

impl SocksProxy {
    pub(crate) fn start() -> Self {
        Self::with_routes(&[])
    }

    /// Names are reached at other ports than they are asked for at: each of these pairs is one port and the other.
    pub(crate) fn with_routes(routes: &[(u16, u16)]) -> Self {
        let routes: Arc<Routes> = Arc::new(routes.to_vec());
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let targets = Arc::new(Mutex::new(Vec::new()));
        let for_thread = Arc::clone(&targets);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (targets, routes) = (Arc::clone(&for_thread), Arc::clone(&routes));
                std::thread::spawn(move || serve(stream, &targets, &routes));
            }
        });
        Self { address, targets }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was asked to connect to: addresses and names, with their ports.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.targets.lock().unwrap().clone()
    }
}

fn serve(mut client: TcpStream, targets: &Mutex<Vec<String>>, routes: &Routes) -> io::Result<()> {
    let mut greeting = [0; 2];
    client.read_exact(&mut greeting)?;
    client.read_exact(&mut vec![0; usize::from(greeting[1])])?;
    client.write_all(&[5, 0])?;
    let mut request = [0; 4];
    client.read_exact(&mut request)?;
    let host = match request[3] {
        1 => {
            let mut address = [0; 4];
            client.read_exact(&mut address)?;
            Ipv4Addr::from(address).to_string()
        }
        _ => {
            let mut length = [0];
            client.read_exact(&mut length)?;
            let mut name = vec![0; usize::from(length[0])];
            client.read_exact(&mut name)?;
            String::from_utf8_lossy(&name).into_owned()
        }
    };
    let mut port = [0; 2];
    client.read_exact(&mut port)?;
    let port = u16::from_be_bytes(port);
    targets.lock().unwrap().push(format!("{host}:{port}"));
    // Names lead to this machine, as nothing in a test leads elsewhere.
    let (host, port) = match host.parse::<Ipv4Addr>() {
        Ok(_) => (host, port),
        Err(_) => {
            let route = routes.iter().find(|(asked, _)| *asked == port);
            ("127.0.0.1".to_owned(), route.map_or(port, |(_, real)| *real))
        }
    };
    let mut server = TcpStream::connect((host.as_str(), port))?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || io::copy(&mut from_client, &mut to_server));
    io::copy(&mut server, &mut client).map(drop)
}
