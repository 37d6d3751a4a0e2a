package understudy.server.cli.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.client.ClientSettings;
import understudy.client.FakeNode;
import understudy.script.StateMachine;
import understudy.script.command.Batch;
import understudy.script.command.Envelope;
import understudy.script.command.Origin;
import understudy.script.command.Reply;
import understudy.script.store.MemoryStore;
import understudy.server.cli.shell.Paper;
import understudy.server.cli.shell.Scripts;

/** The demo's scenes, with the real state machine behind a node that is none. */
final class DemoScenesTest {
    private final StateMachine machine = new StateMachine(new MemoryStore());
    private long slot;
    private long stampMicros = 1_800_000_000_000_000L;

    @Test
    void eachSceneComesOutAsItMust() {
        StringWriter printed = new StringWriter();
        try (FakeNode node = new FakeNode(this::run);
                Scripts scripts = new Scripts(List.of(node.endpoint()), ClientSettings.DEFAULT)) {
            Performance performance = new Performance(scripts, new Paper(new PrintWriter(printed), false));
            for (Scene scene : Scene.all()) {
                performance.play(scene);
            }
        }
        assertThat(printed.toString(), containsString("== Leaky bucket ="));
        assertThat(printed.toString(), containsString("    set `role/director` \"berta\" cmprev 0"));
        assertThat(printed.toString(), not(containsString("\u001b[")));
    }

    private synchronized String run(List<String> command) {
        List<byte[]> words = new ArrayList<>();
        for (String word : command) {
            words.add(word.getBytes(StandardCharsets.UTF_8));
        }
        slot++;
        stampMicros += 300_000;
        Envelope envelope = new Envelope(new Origin(1, 1, slot), 0, 0, "default", 0, 3, null, words);
        StringBuilder wire = new StringBuilder();
        write(
                machine.apply(slot, stampMicros, Batch.encode(List.of(envelope)))
                        .outcomes()
                        .get(0)
                        .reply(),
                wire);
        return wire.toString();
    }

    private static void write(Reply reply, StringBuilder wire) {
        if (reply instanceof Reply.Pairs pairs) {
            wire.append('%').append(pairs.keysAndValues().size() / 2).append("\r\n");
            pairs.keysAndValues().forEach(part -> write(part, wire));
        } else if (reply instanceof Reply.Bulk bulk) {
            wire.append('$').append(bulk.bytes().length).append("\r\n");
            wire.append(new String(bulk.bytes(), StandardCharsets.UTF_8)).append("\r\n");
        } else if (reply instanceof Reply.Whole whole) {
            wire.append(':').append(whole.value()).append("\r\n");
        } else if (reply instanceof Reply.Truth truth) {
            wire.append(truth.value() ? "#t\r\n" : "#f\r\n");
        } else if (reply instanceof Reply.Status status) {
            wire.append('+').append(status.text()).append("\r\n");
        } else if (reply instanceof Reply.Nil) {
            wire.append("_\r\n");
        } else if (reply instanceof Reply.Failure failure) {
            wire.append('-').append(failure.text()).append("\r\n");
        } else {
            throw new IllegalStateException("no scene answers " + reply);
        }
    }
}
