//! A malformed regular expression behind `=~` or `!~`. What is wrong with it is said by the crate that reads it.

entry!(
    "E0311",
    "malformed regular expression",
    "write it between #\"…\"#, where backslashes need no escape; lookarounds and back references do not exist"
);
