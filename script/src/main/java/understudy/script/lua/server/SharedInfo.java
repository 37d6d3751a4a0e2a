package understudy.script.lua.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Ascii;
import understudy.script.command.Reply;

/**
 * What INFO says in a script: that part of a node's INFO which is the same on every node at every time. Scripts ask it
 * for the version and the memory policy; figures of one node have no place in a replicated run.
 */
final class SharedInfo {
    private record Section(String name, String title, String lines) {}

    private static final List<Section> SECTIONS = List.of(
            new Section(
                    "server",
                    "Server",
                    "redis_version:" + ServerLibrary.REDIS_VERSION + "\r\nredis_mode:standalone\r\n"),
            new Section("memory", "Memory", "maxmemory:0\r\nmaxmemory_policy:noeviction\r\n"),
            new Section("persistence", "Persistence", "loading:0\r\n"),
            new Section("replication", "Replication", "role:master\r\nconnected_slaves:0\r\n"));

    private SharedInfo() {}

    /** @param words INFO's name, then the sections asked for; none for all */
    static Reply reply(List<byte[]> words) {
        List<String> wanted = new ArrayList<>();
        for (byte[] word : words.subList(1, words.size())) {
            wanted.add(Ascii.lower(word));
        }
        boolean all = wanted.isEmpty()
                || wanted.contains("default")
                || wanted.contains("all")
                || wanted.contains("everything");
        StringBuilder text = new StringBuilder();
        for (Section section : SECTIONS) {
            if (all || wanted.contains(section.name)) {
                text.append(text.length() == 0 ? "" : "\r\n");
                text.append("# ").append(section.title).append("\r\n").append(section.lines);
            }
        }
        return new Reply.Verbatim("txt", text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
