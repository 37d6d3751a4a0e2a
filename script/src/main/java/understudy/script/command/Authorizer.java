package understudy.script.command;

import java.util.List;

/**
 * Where access control stands. Every command passes it just before it runs, a script's inner calls too, so
 * that it decides by the state of the command's place in the log. Today there is one principal and it may do
 * all.
 */
public interface Authorizer {
    /** Everybody may do everything. */
    Authorizer ALL = (principal, row, arguments) -> {};

    /** @throws CommandError when the principal may not */
    void authorize(String principal, Row row, List<byte[]> arguments);
}
