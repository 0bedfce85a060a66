package io.skyjobs.quality;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What is shipped keeps to the walls; {@link WallsTest} proves that each wall can be hit. */
@AnalyzeClasses(packages = "io.skyjobs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest static final ArchRule pureTouch = Walls.PURE_PACKAGES_TOUCH_NOTHING;

    @ArchTest static final ArchRule pureKnow = Walls.PURE_PACKAGES_KNOW_ONLY_THE_JDK_AND_THE_SPI;

    @ArchTest static final ArchRule yaml = Walls.ONLY_THE_SPEC_PACKAGE_PARSES_YAML;

    @ArchTest static final ArchRule sql = Walls.ONLY_PERSISTENCE_SPEAKS_SQL;

    @ArchTest
    static final ArchRule providerCalls = Walls.ONLY_CONTROLLER_AND_CATALOG_CALL_PROVIDERS;

    @ArchTest static final ArchRule timeAndChance = Walls.CORE_IS_GIVEN_TIME_AND_CHANCE;

    @ArchTest static final ArchRule cli = Walls.CLI_AND_API_DO_NOT_KNOW_THE_CORE;

    @ArchTest static final ArchRule traces = Walls.ONLY_THE_TRACES_PACKAGE_KNOWS_OPENTELEMETRY;

    @ArchTest static final ArchRule metrics = Walls.ONLY_THE_METRICS_PACKAGE_KNOWS_PROMETHEUS;

    @ArchTest static final ArchRule providers = Walls.PROVIDERS_DO_NOT_KNOW_EACH_OTHER;

    @ArchTest static final ArchRule stores = Walls.STORES_DO_NOT_KNOW_EACH_OTHER;

    @ArchTest static final ArchRule cycles = Walls.PACKAGES_FORM_NO_CYCLE;
}
