//! A wrong command line.

entry!("E0911", "wrong command line", "`tenon COMMAND --help` lists the flags, `tenon help` the topics");
