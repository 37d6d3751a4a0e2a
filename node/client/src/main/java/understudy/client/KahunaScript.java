package understudy.client;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Kahuna script and the values of its {@code @name} parameters, to be run as one atomic step. */
public record KahunaScript(String source, Map<String, String> parameters) {
    public KahunaScript(String source) {
        this(source, Map.of());
    }

    /** The command that runs it and brings the full result. */
    public Command command() {
        List<byte[]> words = new ArrayList<>();
        words.add("KAHUNA.EVAL".getBytes(StandardCharsets.UTF_8));
        words.add(source.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            words.add(parameter.getKey().getBytes(StandardCharsets.UTF_8));
            words.add(parameter.getValue().getBytes(StandardCharsets.UTF_8));
        }
        return Command.ofBytes(words);
    }

    /** Runs it once at most; fails with an {@link UnderstudyFailure}. */
    public Future<KahunaResult> run(UnderstudyClient client) {
        return client.call(command()).map(KahunaResult::of);
    }
}
