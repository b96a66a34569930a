//! A wrong command line. The words are those of the command whose flags they are.

entry!("E0911", "wrong command line", "`tenon COMMAND --help` lists the flags, `tenon help` the topics");
