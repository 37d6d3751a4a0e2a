package understudy.script.lua.run;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import understudy.script.keyspace.Budget;
import understudy.script.lua.value.LuaError;
import understudy.script.lua.value.LuaString;
import understudy.script.lua.value.LuaTable;

/** Runs Lua with a {@code print} that is kept: what tests and measurements see. */
final class LuaRun {
    private final StringBuilder output = new StringBuilder();
    private final LuaTable globals = Globals.fresh();
    private final Budget budget;

    LuaRun(Budget budget) {
        this.budget = budget;
        Primitive.add(globals, "print", (frame, arguments) -> {
            for (int i = 0; i < arguments.length; i++) {
                output.append(i == 0 ? "" : "\t").append(frame.tostring(arguments[i]));
            }
            output.append('\n');
            return Node.NOTHING;
        });
    }

    LuaRun() {
        this(new Budget(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2));
    }

    LuaTable globals() {
        return globals;
    }

    String output() {
        return output.toString();
    }

    Object[] run(byte[] source, String chunkName) {
        return run(Chunks.compile(source, chunkName));
    }

    Object[] run(Prototype chunk) {
        return new Machine(budget, 1_780_000_000_000_000L, 0x330E, globals).run(chunk);
    }

    /** What a program prints, its error as the last line. */
    static String outputOf(String source) {
        LuaRun run = new LuaRun();
        try {
            run.run(LuaString.of(source).bytes(), "@test");
        } catch (LuaError e) {
            return run.output() + "error: " + (e.getMessage()) + "\n";
        } catch (understudy.script.lua.syntax.LuaSyntaxError e) {
            return run.output() + "error: " + e.getMessage() + "\n";
        }
        return run.output();
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        byte[] source = Files.readAllBytes(Path.of(arguments[0]));
        int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        for (int i = 0; i < times; i++) {
            LuaRun run = new LuaRun();
            long begin = System.nanoTime();
            try {
                run.run(source, "@" + Path.of(arguments[0]).getFileName());
            } catch (LuaError e) {
                run.output.append("error: ").append(e.getMessage()).append('\n');
            } catch (understudy.script.lua.syntax.LuaSyntaxError e) {
                run.output.append("error: ").append(e.getMessage()).append('\n');
            }
            long micros = (System.nanoTime() - begin) / 1000;
            if (i == 0) {
                out.print(run.output());
            }
            if (times > 1) {
                out.println(micros + " us");
            }
        }
    }
}
