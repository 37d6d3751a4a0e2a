package understudy.wal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** DESIGN section 2: Chronicle Queue is known in one package, and the log knows nothing of its users. */
class BordersTest {
    static {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false); // the names will do
    }

    private final JavaClasses log = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void onlyTheAdaptorsPackageTouchesChronicle() {
        noClasses()
                .that()
                .resideOutsideOfPackage("understudy.wal.chronicle")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.openhft..", "understudy.wal.chronicle..")
                .check(log);
    }

    @Test
    void theLogDependsOnTheJdkAndChronicleAlone() {
        classes()
                .that()
                .resideInAPackage("understudy.wal..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "net.openhft..", "understudy.wal..")
                .check(log);
    }
}
