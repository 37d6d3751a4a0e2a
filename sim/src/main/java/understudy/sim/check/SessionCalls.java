package understudy.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a client sent again and again through a session, as the one operation that it is: called when it was first
 * sent, answered when it was first answered, refused when it was refused each time.
 */
final class SessionCalls {
    private SessionCalls() {}

    /** The history with each call of a session in the place of its first sending. */
    static List<Operation> merged(List<Operation> history) {
        List<Operation> merged = new ArrayList<>();
        TreeMap<String, Operation> calls = new TreeMap<>();
        for (Operation operation : history) {
            if (!operation.isSessionCall()) {
                merged.add(operation);
                continue;
            }
            String name = text(operation.arguments.get(2)) + "/" + text(operation.arguments.get(3));
            Operation call = calls.get(name);
            if (call == null) {
                call = copy(operation);
                calls.put(name, call);
                merged.add(call);
            } else if (!call.acknowledged() && !operation.refused() && (call.refused() || operation.acknowledged())) {
                call.outcome = operation.outcome;
                call.returnMicros = operation.returnMicros;
                call.reply = operation.reply;
            }
        }
        return merged;
    }

    private static Operation copy(Operation operation) {
        Operation copy = new Operation(
                operation.id,
                operation.client,
                operation.node,
                operation.connection,
                operation.arguments,
                operation.intent,
                operation.callMicros);
        copy.database = operation.database;
        copy.protocol = operation.protocol;
        copy.outcome = operation.outcome;
        copy.returnMicros = operation.returnMicros;
        copy.reply = operation.reply;
        return copy;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
