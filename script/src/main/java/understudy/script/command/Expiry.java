package understudy.script.command;

/**
 * Times as commands give them: seconds or milliseconds, from now or since 1970. The state counts in
 * microseconds, so what lies more than 292,000 years ahead is refused where Redis would take it.
 */
final class Expiry {
    private static final long MAX_MILLIS = Long.MAX_VALUE / 1000;

    private Expiry() {}

    /** When a value given with a command expires, in microseconds; it must be positive and representable. */
    static long ofOption(byte[] text, boolean seconds, boolean relative, Call call, String command) {
        long number = Integers.whole(text);
        if (number <= 0 || seconds && number > Long.MAX_VALUE / 1000) {
            throw invalid(command);
        }
        return micros(seconds ? number * 1000 : number, relative, call, command);
    }

    /** The same for EXPIRE and its kin, which take times gone by: the least is then 1, long past. */
    static long ofCommand(byte[] text, boolean seconds, boolean relative, Call call, String command) {
        long number = Integers.whole(text);
        if (seconds && (number > Long.MAX_VALUE / 1000 || number < Long.MIN_VALUE / 1000)) {
            throw invalid(command);
        }
        return Math.max(1, micros(seconds ? number * 1000 : number, relative, call, command));
    }

    private static long micros(long millis, boolean relative, Call call, String command) {
        long base = relative ? call.nowMillis() : 0;
        if (millis > MAX_MILLIS - base) {
            throw invalid(command);
        }
        return Math.max(millis, -MAX_MILLIS) * 1000 + base * 1000;
    }

    private static CommandError invalid(String command) {
        return new CommandError("ERR invalid expire time in '" + command + "' command");
    }
}
