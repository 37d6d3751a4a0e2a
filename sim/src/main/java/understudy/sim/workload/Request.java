package understudy.sim.workload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import understudy.script.command.ScriptName;
import understudy.sim.check.Intent;

/** A command that a client is to send, and what it is for. */
public record Request(List<byte[]> arguments, Intent intent) {
    public static Request of(Intent intent, String... words) {
        List<byte[]> arguments = new ArrayList<>(words.length);
        for (String word : words) {
            arguments.add(bytes(word));
        }
        return new Request(arguments, intent);
    }

    /** @param parameters names and values in turn */
    static Request script(String source, Intent intent, String... parameters) {
        List<byte[]> arguments = new ArrayList<>(parameters.length + 3);
        arguments.add(bytes("EVAL"));
        arguments.add(bytes(source));
        arguments.add(bytes("0"));
        for (String parameter : parameters) {
            arguments.add(bytes(parameter));
        }
        return new Request(arguments, intent);
    }

    /** The same script by KAHUNA.EVAL, which answers its full result. */
    Request inFull() {
        List<byte[]> full = new ArrayList<>(arguments);
        full.set(0, bytes("KAHUNA.EVAL"));
        full.remove(2);
        return new Request(full, intent);
    }

    /** The same script, EVAL, EVAL_RO or KAHUNA.EVAL, by the SHA-1 of its source. */
    Request byDigest() {
        List<byte[]> named = new ArrayList<>(arguments);
        String name = new String(arguments.get(0), StandardCharsets.US_ASCII);
        named.set(0, bytes(name.replace("EVAL", "EVALSHA")));
        named.set(1, bytes(ScriptName.hexOf(arguments.get(1))));
        return new Request(named, intent);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
