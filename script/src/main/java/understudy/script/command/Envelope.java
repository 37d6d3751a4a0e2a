package understudy.script.command;

import java.util.List;

/**
 * A command as it stands in the log, version 1.
 *
 * @param session id of the session that it is a call of; 0 for none
 * @param sequence the call's number in its session; 0 for none
 * @param principal on whose behalf it runs; today always {@code default}
 * @param database the connection's selected database, 0 to 15
 * @param protocol 2 or 3, since some replies differ
 * @param refused the leader refused it at the door with this text: its number is used up and nothing runs; null otherwise
 */
public record Envelope(
        Origin origin,
        long session,
        long sequence,
        String principal,
        int database,
        int protocol,
        String refused,
        List<byte[]> arguments) {}
