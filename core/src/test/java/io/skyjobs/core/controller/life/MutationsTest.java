package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Bugs planted on purpose: the lives must object to each. All of them are tried, and {@code
 * docs/mutations.md} written, with {@code -Dskyjobs.mutations=LIVES}; a build only looks that each
 * still has its place in the sources, and tries two.
 */
class MutationsTest {
    private static final Path CORE = Path.of("").toAbsolutePath();
    private static final List<String> ALWAYS_TRIED =
            List.of("unreachable-counts-as-lost", "acts-before-the-commit");

    @TempDir private Path scratch;

    @Test
    void everyMutationStillHasItsPlace() {
        List<Mutation> all = Mutation.all(CORE);
        assertThat(all).hasSizeGreaterThanOrEqualTo(25);
        assertThat(all)
                .allSatisfy(
                        mutation -> {
                            assertThat(mutation.occurrences(CORE))
                                    .as("places of %s in %s", mutation.name(), mutation.file())
                                    .isEqualTo(1);
                            assertThat(mutation.replacement()).isNotEqualTo(mutation.text());
                        });
    }

    @Test
    void theLivesObjectToTwoOfThem() throws Exception {
        for (Mutation mutation : Mutation.all(CORE)) {
            if (ALWAYS_TRIED.contains(mutation.name())) {
                MutationTrial.Finding found = trial().of(mutation, 200);
                assertThat(found.life()).as("%s: %s", mutation.name(), found.how()).isPresent();
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "skyjobs.mutations", matches = "\\d+")
    void theLivesObjectToAllOfThem() throws Exception {
        int lives = Integer.getInteger("skyjobs.mutations");
        String only = System.getProperty("skyjobs.mutation", "");
        List<MutationTrial.Finding> findings = new ArrayList<>();
        for (Mutation mutation : Mutation.all(CORE)) {
            if (mutation.name().contains(only)) {
                MutationTrial.Finding found = trial().of(mutation, lives);
                System.out.println(MutationTable.row(found));
                findings.add(found);
            }
        }
        if (only.isEmpty()) {
            MutationTable.write(
                    CORE.resolveSibling("docs").resolve("mutations.md"), findings, lives);
        }
        assertThat(findings).filteredOn(found -> found.life().isEmpty()).isEmpty();
    }

    private MutationTrial trial() {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return new MutationTrial(CORE, scratch, classPath);
    }
}
