package understudy.sim.mutations;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Builds mutants: copies of the few sources that a mutation changes, compiled against the running classes into a folder
 * that goes before them on the class path. Nothing of the project is written to.
 */
final class Workshop implements AutoCloseable {
    private final Sources sources;
    private final JavaCompiler compiler;

    /** One for all: it reads the class path once. */
    private final StandardJavaFileManager files;

    private final Path folder;
    private int built;

    /** @throws IllegalArgumentException when this Java has no compiler */
    Workshop(Sources sources) {
        this.sources = sources;
        compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalArgumentException("this Java (" + System.getProperty("java.home")
                    + ") has no compiler, and mutants must be compiled: run with a JDK");
        }
        files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        try {
            folder = Files.createTempDirectory("understudy-mutations");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for the mutants", e);
        }
    }

    /** A mutant does not compile. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what);
        }
    }

    /** What the simulator runs from, mutants aside. */
    static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> part : List.of(
                Workshop.class,
                understudy.replica.Replica.class,
                understudy.consensus.MultiPaxos.class,
                understudy.script.StateMachine.class,
                understudy.wal.Wal.class,
                picocli.CommandLine.class)) {
            places.add(Sources.home(part).toString());
        }
        return String.join(java.io.File.pathSeparator, places);
    }

    /** The changed sources, by the names of their classes. @throws Mutation.Stale when an edit does not fit */
    Map<String, String> plant(List<Mutation.Edit> edits) {
        Map<String, String> changed = new LinkedHashMap<>();
        for (Mutation.Edit edit : edits) {
            String source = changed.containsKey(edit.type()) ? changed.get(edit.type()) : sources.read(edit.type());
            changed.put(edit.type(), edit.apply(source));
        }
        return changed;
    }

    /** The folder with the changed classes. @throws Broken when they do not compile */
    synchronized Path build(Map<String, String> changed) {
        try {
            Path overlay = Files.createDirectory(folder.resolve(Integer.toString(++built)));
            if (!changed.isEmpty()) {
                compile(changed, overlay);
            }
            return overlay;
        } catch (IOException e) {
            throw new UncheckedIOException("the mutants' folder cannot be written to", e);
        }
    }

    private void compile(Map<String, String> changed, Path overlay) throws IOException {
        List<JavaFileObject> texts = new ArrayList<>();
        for (Map.Entry<String, String> file : changed.entrySet()) {
            texts.add(new Text(file.getKey(), file.getValue()));
        }
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(overlay));
        List<String> options =
                List.of("-cp", classPath(), "-proc:none", "-implicit:none", "-nowarn", "-g:source,lines");
        StringWriter complaints = new StringWriter();
        if (!compiler.getTask(complaints, files, null, options, null, texts).call()) {
            throw new Broken(complaints.toString().strip());
        }
    }

    @Override
    public void close() {
        try (files;
                Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the mutants' folder " + folder + " cannot be cleared away", e);
        }
    }

    /** A changed source. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String type, String text) {
            super(URI.create("mutant:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
        }
    }
}
