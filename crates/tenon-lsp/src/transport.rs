//! Between two streams and the service: messages come in on a thread of their own and go out on another one, so that neither
//! a client that does not read nor one that does not write holds up the other direction.
//!
//! `tower-lsp` brings a transport of its own, which ends at the first message that is no JSON, works on four requests at
//! once and leaves changes unseen behind them, and reads identifiers of requests in a way that fails where `serde_json` keeps
//! numbers as they are written. This one takes each message as it comes.

use crate::frame::{self, Frame};
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{BufReader, Read, Write};
use std::sync::mpsc;
use std::time::Duration;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;

/// How long the client may take to read what it was told last.
const FAREWELL: Duration = Duration::from_secs(1);

/// How a conversation ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The client said so.
    Exit,
    /// The client is gone.
    Gone,
}

/// Talks until the client ends it, is gone, or `orphaned` is told.
pub async fn talk<S: LanguageServer>(
    mut service: LspService<S>,
    socket: ClientSocket,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    mut orphaned: UnboundedReceiver<()>,
) -> End {
    let mut frames = reader(input);
    let writer = Writer::new(output);
    let (mut requests, mut responses) = socket.split();
    let mut answers = FuturesUnordered::new();
    let end = loop {
        // What the worker told goes out before what it answered after that. What came in is begun before more is taken, in the
        // order in which it came.
        futures::select_biased! {
            request = requests.select_next_some() => writer.write(&Some(request)),
            answer = answers.select_next_some() => writer.write::<Option<Response>>(&answer),
            frame = frames.next() => match frame.unwrap_or(Frame::End).into() {
                Incoming::Request(request) if request.method() == "exit" => break End::Exit,
                Incoming::Request(request) => {
                    let id = request.id().cloned();
                    answers.push(service.call(request).map(|answer| answered(answer.ok().flatten(), id)));
                }
                // An answer that nobody waits for is none.
                Incoming::Response(response) => drop(responses.send(response).await),
                Incoming::Wrong(response) => writer.write(&Some(response)),
                Incoming::End => break End::Gone,
            },
            _ = orphaned.next() => break End::Gone,
        }
    };
    writer.finish();
    end
}

/// Whoever sent a request hears something, also of methods that may be left out.
fn answered(answer: Option<Response>, id: Option<Id>) -> Option<Response> {
    answer.or_else(|| id.map(|id| Response::from_error(id, Error::method_not_found())))
}

/// What came in.
enum Incoming {
    Request(Request),
    Response(Response),
    /// Neither; this is the answer.
    Wrong(Response),
    End,
}

impl From<Frame> for Incoming {
    fn from(frame: Frame) -> Incoming {
        let value = match frame {
            Frame::Message(value) => value,
            Frame::Garbage => return Incoming::Wrong(Response::from_error(Id::Null, Error::parse_error())),
            Frame::End => return Incoming::End,
        };
        let id = value.get("id").and_then(|id| Id::deserialize(id).ok());
        let read = match value.get("method") {
            Some(Value::String(_)) => Request::deserialize(value).map(Incoming::Request),
            _ => Response::deserialize(value).map(Incoming::Response),
        };
        read.unwrap_or_else(|_| Incoming::Wrong(Response::from_error(id.unwrap_or_default(), Error::invalid_request())))
    }
}

/// Reads on a thread of its own.
fn reader(input: impl Read + Send + 'static) -> UnboundedReceiver<Frame> {
    let (sender, receiver): (UnboundedSender<Frame>, _) = unbounded();
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        loop {
            let frame = frame::read(&mut input);
            let last = frame == Frame::End;
            if sender.unbounded_send(frame).is_err() || last {
                break;
            }
        }
    });
    receiver
}

/// Writes on a thread of its own.
struct Writer {
    messages: mpsc::Sender<Vec<u8>>,
    done: mpsc::Receiver<()>,
}

impl Writer {
    fn new(mut output: impl Write + Send + 'static) -> Writer {
        let (messages, queue) = mpsc::channel::<Vec<u8>>();
        let (finished, done) = mpsc::channel();
        std::thread::spawn(move || {
            // A client that cannot be written to is gone, which shows where it is read from.
            while let Ok(message) = queue.recv()
                && frame::write(&mut output, &message).is_ok()
            {}
            // Nobody may wait for it.
            let _ = finished.send(());
        });
        Writer { messages, done }
    }

    fn write<T: Serialize>(&self, message: &T) {
        // `None` is no message.
        if let Ok(body) = serde_json::to_vec(message)
            && body != b"null"
        {
            // See above.
            let _ = self.messages.send(body);
        }
    }

    /// Waits until all is written, or the client does not read it.
    fn finish(self) {
        drop(self.messages);
        // Either way it is the end.
        let _ = self.done.recv_timeout(FAREWELL);
    }
}
