package understudy.replica;

import java.util.ArrayList;
import java.util.List;
import understudy.script.keyspace.Figures;

/** What INFO says: sections of lines, {@code name:value}. Names are Redis's where Redis has the thing. */
final class InfoText {
    private final List<String> wanted = new ArrayList<>();
    private final boolean standard;
    private final boolean all;
    private final StringBuilder text = new StringBuilder();

    /** @param sections as asked for; none for the standard ones */
    InfoText(List<String> sections) {
        for (String section : sections) {
            wanted.add(Texts.lower(section));
        }
        all = wanted.contains("all") || wanted.contains("everything");
        standard = all || wanted.isEmpty() || wanted.contains("default");
    }

    /** Whether something is asked for that the state alone knows. */
    boolean needsFigures() {
        return standard
                || wanted.contains("memory")
                || wanted.contains("scripts")
                || wanted.contains("keyspace")
                || wanted.contains("stats");
    }

    private boolean begins(String title, boolean isStandard) {
        if (!(isStandard ? standard : all) && !wanted.contains(Texts.lower(title))) {
            return false;
        }
        if (text.length() > 0) {
            text.append("\r\n");
        }
        text.append("# ").append(title).append("\r\n");
        return true;
    }

    private void line(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    private void line(String name, boolean value) {
        line(name, value ? 1 : 0);
    }

    String of(Now now, LocalCommands.Vitals vitals, Connections connections, Figures figures) {
        Status status = vitals.status();
        if (begins("Server", true)) {
            line("redis_version", LocalCommands.REDIS_VERSION);
            line("understudy_version", vitals.version());
            line("redis_mode", "standalone");
            line("cluster_id", vitals.cluster());
            line("node_id", status.node());
            line("tcp_port", vitals.settings().clientPort());
            line("uptime_in_seconds", vitals.uptimeMicros(now) / 1_000_000);
        }
        if (begins("Clients", true)) {
            line("connected_clients", connections.all().size());
            // There is no command that blocks.
            line("blocked_clients", 0);
        }
        if (begins("Memory", true)) {
            line("used_memory", vitals.usedHeapBytes());
            line("maxmemory", 0);
            line("maxmemory_policy", "noeviction");
            // A script's interpreter ends with it.
            line("used_memory_lua", 0);
            line("used_memory_scripts_eval", figures.scriptBytes());
            line("number_of_cached_scripts", figures.scripts());
            line("number_of_functions", figures.functions());
            line("number_of_libraries", figures.libraries());
        }
        if (begins("Scripts", true)) {
            line("budget_steps", figures.budgetSteps());
            line("budget_bytes", figures.budgetBytes());
        }
        if (begins("Persistence", true)) {
            line("loading", !status.repairing().isEmpty());
        }
        if (begins("Stats", true)) {
            line("total_connections_received", connections.accepted());
            line("total_commands_processed", connections.commandsTaken());
            line("expired_keys", figures.expiredKeys());
            line("total_error_replies", connections.statistics().errorReplies());
        }
        if (begins("Replication", true)) {
            // Every node takes writes, so a client that looks for the master has found it.
            line("role", "master");
            line("connected_slaves", 0);
        }
        if (begins("Commandstats", false)) {
            connections.statistics().commandLines(text);
        }
        if (begins("Errorstats", true)) {
            connections.statistics().errorLines(text);
        }
        if (begins("Understudy", true)) {
            own(status);
        }
        if (begins("Keyspace", true)) {
            for (Figures.Database database : figures.databases()) {
                line(
                        "db" + database.number(),
                        "keys=" + database.keys() + ",expires=" + database.expiring() + ",avg_ttl="
                                + database.averageTtlMillis());
            }
        }
        return text.toString();
    }

    private void own(Status status) {
        line("role", status.role());
        line("ballot", status.ballot());
        line("leader", status.leader());
        line("serving", status.serving());
        line("repairing", !status.repairing().isEmpty());
        line("chosen_slot", status.chosenSlot());
        line("applied_slot", status.appliedSlot());
        line("committed_slot", status.committedSlot());
        line("floor_slot", status.floorSlot());
        line("member", status.member());
        line("voter", status.voter());
        line("impaired", status.repair().impaired());
        line("repair_slot", status.repair().slot());
        line("digest", status.digest());
    }
}
