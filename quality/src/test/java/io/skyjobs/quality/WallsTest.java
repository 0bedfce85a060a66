package io.skyjobs.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/** Each wall is hit on purpose: a rule that cannot fail holds nothing. */
class WallsTest {
    static Stream<Arguments> violations() {
        return Stream.concat(violationsInCore(), violationsAroundCore());
    }

    private static Stream<Arguments> violationsInCore() {
        return Stream.of(
                arguments(
                        Walls.PURE_PACKAGES_TOUCH_NOTHING,
                        "core.job.broken",
                        List.of(
                                "java.sql.Connection",
                                "java.net.URL",
                                "java.nio.file.Files",
                                "java.lang.Thread")),
                arguments(
                        Walls.PURE_PACKAGES_KNOW_ONLY_THE_JDK_AND_THE_SPI,
                        "core.job.broken",
                        List.of("org.slf4j.Logger")),
                arguments(
                        Walls.ONLY_THE_SPEC_PACKAGE_PARSES_YAML,
                        "core.spec.broken",
                        List.of("org.slf4j.Logger")),
                arguments(
                        Walls.ONLY_PERSISTENCE_SPEAKS_SQL,
                        "core.controller.broken",
                        List.of("java.sql.Connection")),
                arguments(
                        Walls.ONLY_CONTROLLER_AND_CATALOG_CALL_PROVIDERS,
                        "core.persistence.broken",
                        List.of("ComputeProvider.name()")),
                arguments(
                        Walls.CORE_IS_GIVEN_TIME_AND_CHANCE,
                        "core.controller.broken",
                        List.of(
                                "Random.<init>()",
                                "references method <java.lang.System.nanoTime()>",
                                "references method <java.time.Instant.now()>",
                                "calls method <java.time.Instant.now()>",
                                "Thread.sleep(long)",
                                "System.currentTimeMillis()",
                                "UUID.randomUUID()",
                                "Math.random()")));
    }

    private static Stream<Arguments> violationsAroundCore() {
        return Stream.of(
                arguments(
                        Walls.CLI_AND_API_DO_NOT_KNOW_THE_CORE,
                        "app.cli.broken",
                        List.of("core.job.ManagedJobStatus")),
                arguments(
                        Walls.ONLY_THE_METRICS_PACKAGE_KNOWS_PROMETHEUS,
                        "app.server.broken",
                        List.of("io.prometheus.metrics.core.metrics.Counter")),
                arguments(
                        Walls.ONLY_THE_TRACES_PACKAGE_KNOWS_OPENTELEMETRY,
                        "app.server.broken",
                        List.of("io.opentelemetry.api.trace.Span")),
                arguments(
                        Walls.PROVIDERS_DO_NOT_KNOW_EACH_OTHER,
                        "providers",
                        List.of("left.broken.LeftProvider", "right.broken.RightProvider")),
                arguments(
                        Walls.STORES_DO_NOT_KNOW_EACH_OTHER,
                        "providers.store",
                        List.of("left.broken.LeftStore", "right.broken.RightStore")),
                arguments(Walls.PACKAGES_FORM_NO_CYCLE, "providers", List.of("Cycle detected")));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void theRuleIsBroken(ArchRule rule, String where, List<String> complaints) {
        var result = rule.evaluate(brokenClasses(where));

        var report = String.join("\n", result.getFailureReport().getDetails());
        assertThat(report).contains(complaints);
        assertThat(report).doesNotContain("java.net.URI>", "java.time.Clock)>", "snakeyaml");
    }

    private static JavaClasses brokenClasses(String where) {
        return new ClassFileImporter()
                .withImportOption(location -> location.contains("/broken/"))
                .importPackages("io.skyjobs." + where);
    }
}
