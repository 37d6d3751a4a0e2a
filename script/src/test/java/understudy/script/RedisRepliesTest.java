package understudy.script;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every reply of a long conversation with Redis 7.0.15 is the same here, byte for byte. */
class RedisRepliesTest {
    @TestFactory
    Stream<DynamicTest> repliesAreThoseOfRedis() {
        Map<String, List<Transcript.Exchange>> sections = new LinkedHashMap<>();
        for (Transcript.Exchange exchange : Transcript.load(Transcript.REDIS)) {
            sections.computeIfAbsent(exchange.section(), s -> new ArrayList<>()).add(exchange);
        }
        return sections.entrySet().stream()
                .map(section -> DynamicTest.dynamicTest(section.getKey(), () -> replay(section.getValue())));
    }

    private static void replay(List<Transcript.Exchange> exchanges) {
        Node node = new Node();
        List<String> differences = new ArrayList<>();
        for (Transcript.Exchange exchange : exchanges) {
            String reply = node.run(exchange.command());
            if (!reply.equals(exchange.reply()) && !exchange.command().startsWith("hello")) {
                differences.add("line " + exchange.line() + ": " + exchange.command() + "\n  Redis " + exchange.reply()
                        + "\n  here  " + reply);
            }
        }
        assertThat(String.join("\n", differences), is(""));
    }
}
