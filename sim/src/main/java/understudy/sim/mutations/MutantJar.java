package understudy.sim.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of the packaged jar with defects planted in it: for suites that run the product as users do, and must show that
 * they would find them.
 */
public final class MutantJar {
    private final List<Mutation.Edit> edits = new ArrayList<>();

    /** Plants a defect of the catalogue, with the product's own assertions about it taken out. */
    public MutantJar plant(String name) {
        Mutation mutation = Catalogue.load().find(name);
        if (mutation == null) {
            throw new IllegalArgumentException("the catalogue has no mutation " + name);
        }
        edits.addAll(mutation.edits());
        edits.addAll(mutation.assertions());
        return this;
    }

    /**
     * Plants a defect of one's own.
     *
     * @param type the fully qualified name of the class whose source is changed
     * @param anchor stands in it exactly once
     */
    public MutantJar replace(String type, String anchor, String replacement) {
        edits.add(new Mutation.Edit(type, anchor, replacement));
        return this;
    }

    /**
     * Compiles the changed sources of this build and writes the jar with them in the place of the old ones.
     *
     * @throws RuntimeException when an edit does not fit its source, or what comes of it does not compile
     */
    public void write(Path original, Path target) {
        try (Workshop workshop = new Workshop(Sources.ofThisBuild())) {
            Path overlay = workshop.build(workshop.plant(edits));
            Files.copy(original, target, StandardCopyOption.REPLACE_EXISTING);
            try (FileSystem jar = FileSystems.newFileSystem(target);
                    Stream<Path> classes = Files.walk(overlay)) {
                for (Path type : classes.filter(Files::isRegularFile).toList()) {
                    Path place = jar.getPath(overlay.relativize(type).toString());
                    Files.copy(type, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the mutant " + target + " cannot be written", e);
        }
    }
}
