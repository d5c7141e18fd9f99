//! The `gleaner` command: everything is in the library; see `gleaner::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gleaner::cli::main()
}
