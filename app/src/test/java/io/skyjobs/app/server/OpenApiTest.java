package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.core.job.ManagedJobStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The description of the API says what the routing table says. */
class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    private final ApiDescription description = ApiDescription.load();
    @TempDir Path directory;

    @Test
    void pathsAndMethodsAreThoseOfTheRoutingTable() {
        TreeSet<String> described = new TreeSet<>();
        description.operations().forEach(operation -> described.add(operation.toString()));
        MemoryPlane plane = new MemoryPlane(directory);
        TreeSet<String> routed = new TreeSet<>();
        for (Route route :
                TestServer.routes(
                        plane, new Changes(plane), new ChangeFeed(plane::subscribe), List.of())) {
            routed.add(route.method() + " " + route.path());
        }
        assertThat(described).isEqualTo(routed);
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        for (ApiDescription.Operation operation : description.operations()) {
            List<String> wanted = new ArrayList<>();
            Matcher match = PARAMETER.matcher(operation.path());
            while (match.find()) {
                wanted.add(match.group(1));
            }
            assertThat(
                            description.parameters(operation).stream()
                                    .filter(parameter -> parameter.place().equals("path"))
                                    .map(ApiDescription.Parameter::name))
                    .as("%s", operation.path())
                    .containsExactlyElementsOf(wanted);
        }
    }

    @Test
    void theStatusesAreThoseOfTheCore() {
        assertThat(ApiDescription.map(description.schemas().get("Status")).get("enum"))
                .isEqualTo(
                        Arrays.stream(ManagedJobStatus.values())
                                .map(ManagedJobStatus::name)
                                .toList());
    }

    /** P-46: every error has a stable code, and a name that stands before its sentence. */
    @Test
    void everyCodeHasATitle() {
        assertThat(ProblemCode.values())
                .allSatisfy(code -> assertThat(code.title()).matches("[A-Z][A-Za-z]+Error"));
    }
}
