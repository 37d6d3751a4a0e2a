package understudy.server.cli.shell;

/** How a result is printed where no person reads it. */
enum Format {
    text,
    json
}
