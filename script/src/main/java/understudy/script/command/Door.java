package understudy.script.command;

import java.util.List;

public final class Door {
    private Door() {}

    public record Verdict(Kind kind, Reply refusal) {}

    public static Verdict admit(List<byte[]> arguments) {
        throw new UnsupportedOperationException();
    }
}
