//! `tenon lsp`

use crate::cli::Lsp;
use crate::failure::{Failure, print_error};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use tenon::load::OsWorld;

/// Serves one editor until it ends the conversation.
///
/// # Errors
///
/// There is nobody at the address, or the editor went away without taking its leave.
pub fn run(flags: &Lsp) -> Result<(), Failure> {
    if let Some(address) = &flags.socket {
        let addresses = addresses("socket", address)?;
        let stream = TcpStream::connect(&*addresses);
        return over(stream.map_err(|e| Failure::Message(format!("cannot connect to {address}: {e}")))?);
    }
    if let Some(address) = &flags.listen {
        let addresses = addresses("listen", address)?;
        let failed = |e| Failure::Message(format!("cannot listen at {address}: {e}"));
        let listener = TcpListener::bind(&*addresses).map_err(failed)?;
        print_error(&format!("listening at {}\n", listener.local_addr().map_err(failed)?));
        return over(listener.accept().map_err(failed)?.0);
    }
    serve(std::io::stdin(), std::io::stdout())
}

fn over(stream: TcpStream) -> Result<(), Failure> {
    // Messages are small, and each is waited for.
    let halves = stream.set_nodelay(true).and_then(|()| stream.try_clone());
    serve(halves.map_err(|e| Failure::Message(format!("cannot talk over the socket: {e}")))?, stream)
}

fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> Result<(), Failure> {
    match tenon_lsp::serve(Arc::new(OsWorld), input, output) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::Reported),
        Err(e) => Err(Failure::Message(format!("cannot start: {e}"))),
    }
}

/// What an address means: a port of this machine, or host and port.
fn addresses(flag: &str, text: &str) -> Result<Vec<SocketAddr>, Failure> {
    if let Ok(port) = text.parse::<u16>() {
        return Ok(vec![(Ipv4Addr::LOCALHOST, port).into()]);
    }
    if text.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err()) {
        return Err(Failure::Usage(format!(
            "invalid argument {text:?} for \"--{flag}\" flag: neither port nor host:port"
        )));
    }
    let found = text.to_socket_addrs().map_err(|e| Failure::Message(format!("cannot find {text}: {e}")))?;
    Ok(found.collect())
}
