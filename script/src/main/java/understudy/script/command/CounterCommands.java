package understudy.script.command;

import java.util.Map;
import understudy.script.keyspace.Entry;

/** INCR and its kin. A missing key counts as 0; the expiry stays. */
final class CounterCommands {
    private CounterCommands() {}

    static void into(Map<String, Handler> handlers) {
        handlers.put("incr", call -> add(call, 1));
        handlers.put("decr", call -> add(call, -1));
        handlers.put("incrby", call -> add(call, Integers.whole(call.argument(2))));
        handlers.put("decrby", CounterCommands::subtract);
        handlers.put("incrbyfloat", CounterCommands::addFloat);
    }

    private static Reply subtract(Call call) {
        long number = Integers.whole(call.argument(2));
        if (number == Long.MIN_VALUE) {
            throw new CommandError("ERR decrement would overflow");
        }
        return add(call, -number);
    }

    private static Reply add(Call call, long increment) {
        Entry entry = call.find(call.argument(1));
        long value = entry == null ? 0 : Integers.whole(entry.value());
        long sum = value + increment;
        if (((value ^ sum) & (increment ^ sum)) < 0) {
            throw new CommandError("ERR increment or decrement would overflow");
        }
        call.put(call.argument(1), Ascii.bytes(Long.toString(sum)), entry == null ? 0 : entry.expiresAtMicros());
        return new Reply.Whole(sum);
    }

    private static Reply addFloat(Call call) {
        Entry entry = call.find(call.argument(1));
        byte[] value = entry == null ? new byte[] {'0'} : entry.value();
        // Exact arithmetic on numbers of thousands of digits is no single step.
        call.budget().step(1 + (value.length + call.argument(2).length) / 8);
        byte[] sum = Ascii.bytes(LongDouble.add(value, call.argument(2)));
        call.put(call.argument(1), sum, entry == null ? 0 : entry.expiresAtMicros());
        return call.bulk(sum);
    }
}
