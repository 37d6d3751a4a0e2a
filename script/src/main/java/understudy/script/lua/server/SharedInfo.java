package understudy.script.lua.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.Reply;

/**
 * What INFO says in a script: that part of a node's INFO which is the same on every node at every time. Scripts ask it
 * for the version and the memory policy; figures of one node have no place in a replicated run.
 */
final class SharedInfo {
    private record Section(String title, String lines) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("Server", "redis_version:" + ServerLibrary.REDIS_VERSION + "\r\nredis_mode:standalone\r\n"),
            new Section("Memory", "maxmemory:0\r\nmaxmemory_policy:noeviction\r\n"),
            new Section("Persistence", "loading:0\r\n"),
            new Section("Replication", "role:master\r\nconnected_slaves:0\r\n"));

    private SharedInfo() {}

    /** @param words INFO's name, then the sections asked for; none for all */
    static Reply reply(List<byte[]> words) {
        List<String> wanted = new ArrayList<>();
        for (byte[] word : words.subList(1, words.size())) {
            wanted.add(lower(new String(word, StandardCharsets.ISO_8859_1)));
        }
        boolean all = wanted.isEmpty()
                || wanted.contains("default")
                || wanted.contains("all")
                || wanted.contains("everything");
        StringBuilder text = new StringBuilder();
        for (Section section : SECTIONS) {
            if (all || wanted.contains(lower(section.title))) {
                text.append(text.length() == 0 ? "" : "\r\n");
                text.append("# ").append(section.title).append("\r\n").append(section.lines);
            }
        }
        return new Reply.Verbatim("txt", text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    static String lower(String word) {
        StringBuilder lower = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c));
        }
        return lower.toString();
    }
}
