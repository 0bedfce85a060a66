package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.core.job.ManagedJobStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The description of the API says what the routing table says. */
class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    @TempDir Path directory;

    @Test
    void pathsAndMethodsAreThoseOfTheRoutingTable() throws IOException {
        TreeSet<String> described = new TreeSet<>();
        for (Map.Entry<?, ?> path : map(document().get("paths")).entrySet()) {
            for (Object method : map(path.getValue()).keySet()) {
                described.add(
                        String.valueOf(method).toUpperCase(Locale.ROOT) + " " + path.getKey());
            }
        }
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
    void everyParameterOfAPathIsDescribed() throws IOException {
        Map<?, ?> shared = map(map(document().get("components")).get("parameters"));
        for (Map.Entry<?, ?> path : map(document().get("paths")).entrySet()) {
            List<String> wanted = new ArrayList<>();
            Matcher match = PARAMETER.matcher(String.valueOf(path.getKey()));
            while (match.find()) {
                wanted.add(match.group(1));
            }
            for (Object method : map(path.getValue()).values()) {
                List<String> names = new ArrayList<>();
                if (map(method).get("parameters") instanceof List<?> parameters) {
                    for (Object parameter : parameters) {
                        Object reference = map(parameter).get("$ref");
                        Map<?, ?> described =
                                reference == null
                                        ? map(parameter)
                                        : map(
                                                shared.get(
                                                        String.valueOf(reference)
                                                                .replaceFirst(".*/", "")));
                        if ("path".equals(described.get("in"))) {
                            names.add(String.valueOf(described.get("name")));
                        }
                    }
                }
                assertThat(names).as("%s", path.getKey()).isEqualTo(wanted);
            }
        }
    }

    @Test
    void theStatusesAreThoseOfTheCore() throws IOException {
        Map<?, ?> schemas = map(map(document().get("components")).get("schemas"));
        assertThat(map(schemas.get("Status")).get("enum"))
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

    private static Map<?, ?> document() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(
                        OpenApiTest.class.getResourceAsStream("/io/skyjobs/app/openapi.yaml"))) {
            return map(
                    Objects.requireNonNull(
                            new Load(LoadSettings.builder().build()).loadFromInputStream(stream)));
        }
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
