package understudy.script;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** DESIGN 2: the packages of this module stand in one order, and the languages never meet. */
class PackageOrderTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("understudy.script");

    @Test
    void packagesKnowOnlyThoseBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("understudy.script..")
                .layer("number")
                .definedBy("understudy.script.number..")
                .layer("store")
                .definedBy("understudy.script.store..")
                .layer("keyspace")
                .definedBy("understudy.script.keyspace..")
                .layer("session")
                .definedBy("understudy.script.session..")
                .layer("command")
                .definedBy("understudy.script.command..")
                .layer("engine")
                .definedBy("understudy.script.engine..")
                .layer("kahuna")
                .definedBy("understudy.script.kahuna..")
                .optionalLayer("lua")
                .definedBy("understudy.script.lua..")
                .layer("machine")
                .definedBy("understudy.script")
                .whereLayer("number")
                .mayNotAccessAnyLayer()
                .whereLayer("store")
                .mayOnlyAccessLayers("number")
                .whereLayer("keyspace")
                .mayOnlyAccessLayers("number", "store")
                .whereLayer("session")
                .mayOnlyAccessLayers("number", "store", "keyspace")
                .whereLayer("command")
                .mayOnlyAccessLayers("number", "store", "keyspace", "session")
                .whereLayer("engine")
                .mayOnlyAccessLayers("number", "store", "keyspace", "session", "command")
                .whereLayer("kahuna")
                .mayOnlyAccessLayers("number", "store", "keyspace", "session", "command", "engine")
                .whereLayer("lua")
                .mayOnlyAccessLayers("number", "store", "keyspace", "session", "command", "engine")
                .whereLayer("machine")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void noPackagesKnowEachOtherBothWays() {
        slices().matching("understudy.script.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theModuleKnowsTheJdkAlone() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("understudy.script..", "java..")
                .check(CLASSES);
    }

    @Test
    void nothingHereTouchesThreadsOrTheWorld() {
        // A thread as a place to keep a stack: the file says why no timing can reach a result.
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName("understudy.script.lua.run.Strand")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.net..", "java.nio.file..", "java.nio.channels..")
                .check(CLASSES);
    }
}
