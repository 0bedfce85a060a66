package io.skyjobs.quality;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import java.util.Set;

/** The walls between packages. A wall around a package that is still empty stands already. */
final class Walls {
    private static final String[] PURE = {
        "io.skyjobs.core.spec..",
        "io.skyjobs.core.cluster..",
        "io.skyjobs.core.job..",
        "io.skyjobs.core.optimizer..",
        "io.skyjobs.core.recovery..",
        "io.skyjobs.core.bundle..",
        "io.skyjobs.core.webhook.."
    };

    private static final Set<String> IMPURE_TYPES =
            Set.of(
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.Thread",
                    "java.nio.file.Files",
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.ThreadLocalRandom");

    private static final Set<String> ADDRESS_TYPES =
            Set.of("java.net.URI", "java.net.URISyntaxException");

    /** Without arguments, each of these asks the machine for time or chance. */
    private static final Set<String> HIDDEN_INPUTS =
            Set.of(
                    "java.lang.Math.random()",
                    "java.lang.System.currentTimeMillis()",
                    "java.lang.System.nanoTime()",
                    "java.security.SecureRandom.<init>()",
                    "java.time.Clock.systemDefaultZone()",
                    "java.time.Clock.systemUTC()",
                    "java.time.Instant.now()",
                    "java.time.LocalDate.now()",
                    "java.time.LocalDateTime.now()",
                    "java.time.OffsetDateTime.now()",
                    "java.time.ZonedDateTime.now()",
                    "java.util.Date.<init>()",
                    "java.util.Random.<init>()",
                    "java.util.SplittableRandom.<init>()",
                    "java.util.UUID.randomUUID()",
                    "java.util.concurrent.ThreadLocalRandom.current()");

    static final ArchRule PURE_PACKAGES_TOUCH_NOTHING =
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should()
                    .dependOnClassesThat(impure())
                    .because("a decision must give the same answer for the same arguments")
                    .allowEmptyShould(true);

    static final ArchRule PURE_PACKAGES_KNOW_ONLY_THE_JDK_AND_THE_SPI =
            classes()
                    .that()
                    .resideInAnyPackage(PURE)
                    .and()
                    .resideOutsideOfPackage("io.skyjobs.core.spec..")
                    .should()
                    .onlyDependOnClassesThat(known())
                    .allowEmptyShould(true);

    static final ArchRule ONLY_THE_SPEC_PACKAGE_PARSES_YAML =
            classes()
                    .that()
                    .resideInAPackage("io.skyjobs.core.spec..")
                    .should()
                    .onlyDependOnClassesThat(known().or(resideInAPackage("org.snakeyaml.engine..")))
                    .allowEmptyShould(true);

    static final ArchRule ONLY_PERSISTENCE_SPEAKS_SQL =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.skyjobs.core.persistence..",
                            // Measures the bare database to compare the store with.
                            "io.skyjobs.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("org.postgresql..")
                    .allowEmptyShould(true);

    static final ArchRule ONLY_CONTROLLER_AND_CATALOG_CALL_PROVIDERS =
            noClasses()
                    .that()
                    .resideInAPackage("io.skyjobs.core..")
                    .and()
                    .resideOutsideOfPackages(
                            "io.skyjobs.core.controller..", "io.skyjobs.core.catalog..")
                    .should()
                    .accessTargetWhere(providerOrStore())
                    .allowEmptyShould(true);

    static final ArchRule CORE_IS_GIVEN_TIME_AND_CHANCE =
            noClasses()
                    .that()
                    .resideInAPackage("io.skyjobs.core..")
                    .should()
                    .accessTargetWhere(hiddenInput())
                    .because("a simulation must be able to replay every life from its seed")
                    .allowEmptyShould(true);

    static final ArchRule CLI_AND_API_DO_NOT_KNOW_THE_CORE =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.skyjobs.app.cli..", "io.skyjobs.app.api..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.skyjobs.core..", "io.skyjobs.app.server..")
                    .because("a command starts fast and reaches the controller over the API only")
                    .allowEmptyShould(true);

    static final ArchRule ONLY_THE_METRICS_PACKAGE_KNOWS_PROMETHEUS =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.skyjobs.app.server.metrics..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.prometheus..")
                    .because(
                            "what is counted is seen in one place, and the core counts for anybody")
                    .allowEmptyShould(true);

    static final ArchRule ONLY_THE_TRACES_PACKAGE_KNOWS_OPENTELEMETRY =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.skyjobs.app.server.traces..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.opentelemetry..")
                    .because("nothing of it is loaded where nobody wants traces")
                    .allowEmptyShould(true);

    static final ArchRule PROVIDERS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("io.skyjobs.providers.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            alwaysTrue(), resideInAPackage("io.skyjobs.providers.channel.."))
                    .allowEmptyShould(true);

    static final ArchRule STORES_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("io.skyjobs.providers.store.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true);

    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.skyjobs.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    private Walls() {}

    private static DescribedPredicate<JavaClass> impure() {
        return describe(
                "do I/O, start threads or depend on the machine",
                type ->
                        IMPURE_TYPES.contains(type.getName())
                                || within(type, "java.sql")
                                || within(type, "java.nio.channels")
                                || (within(type, "java.net")
                                        && !ADDRESS_TYPES.contains(type.getName())));
    }

    private static boolean within(JavaClass type, String parent) {
        return type.getPackageName().equals(parent)
                || type.getPackageName().startsWith(parent + ".");
    }

    private static DescribedPredicate<JavaClass> known() {
        return resideInAnyPackage("java..", "org.jspecify..", "io.skyjobs.spi..")
                .or(resideInAnyPackage(PURE))
                .or(describe("are primitive", type -> type.getBaseComponentType().isPrimitive()));
    }

    private static DescribedPredicate<JavaAccess<?>> providerOrStore() {
        return describe(
                "the target is a provider or an object store",
                access ->
                        access.getTargetOwner().isAssignableTo("io.skyjobs.spi.ComputeProvider")
                                || access.getTargetOwner()
                                        .isAssignableTo("io.skyjobs.spi.store.ObjectStore"));
    }

    private static DescribedPredicate<JavaAccess<?>> hiddenInput() {
        return describe(
                "the target reads a clock, draws a random number or sleeps",
                access -> {
                    var target = access.getTarget().getFullName();
                    return HIDDEN_INPUTS.contains(target)
                            || target.startsWith("java.lang.Thread.sleep(");
                });
    }
}
