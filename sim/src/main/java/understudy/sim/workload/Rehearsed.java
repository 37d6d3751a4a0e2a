package understudy.sim.workload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import understudy.script.engine.ScriptError;
import understudy.script.kahuna.KahunaEngine;
import understudy.sim.check.Intent;
import understudy.sim.check.Operation;
import understudy.sim.world.Prng;

/**
 * A user's own Kahuna script as the workload, and another as the invariant that must hold whenever anybody asks.
 *
 * <p>Both are given {@code @client} (from 1 on), {@code @request} (the client's requests are numbered), {@code @unique} (a
 * text that no other request gets) and {@code @random} (0 to 999). About one request in eight asks for the invariant. It
 * holds unless it throws or answers false, null or 0.
 *
 * @param script the workload's source
 * @param invariant its source
 */
public record Rehearsed(String script, String invariant) implements Workload {
    private static final String ENGINE_LINE = "#!kahuna\n";
    private static final int INVARIANT_PER_MILLION = 125_000;

    /** @throws ScriptError when a source is no Kahuna script; with line and column */
    public Rehearsed {
        for (String source : List.of(script, invariant)) {
            new KahunaEngine().compile(source.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean looksInTheEnd() {
        return true;
    }

    @Override
    public Requests of(Prng world, int client, int registers) {
        Prng own = world.split(client);
        return new Requests() {
            @Override
            public List<Request> next(long number) {
                boolean asks = own.split(number).chance(INVARIANT_PER_MILLION);
                return List.of(asks ? look(number) : element(number));
            }

            @Override
            public Request element(long number) {
                return request(script, Intent.OTHER, number);
            }

            @Override
            public Request look(long number) {
                return request(invariant, new Intent.Invariant(), number);
            }

            private Request request(String source, Intent intent, long number) {
                return Request.script(
                        ENGINE_LINE + source,
                        intent,
                        "client",
                        Integer.toString(client),
                        "request",
                        Long.toString(number),
                        "unique",
                        client + "-" + number,
                        "random",
                        Integer.toString(own.split(number).split("random").below(1_000)));
            }

            @Override
            public void answered(Operation operation) {}

            @Override
            public void lost() {}
        };
    }
}
