//! What a command says when it gives up for a reason that has no place in a file. The words are the command's own.

entry!("E0910", "command failed", "");
