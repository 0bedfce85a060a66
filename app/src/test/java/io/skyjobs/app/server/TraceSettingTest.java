package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.app.server.traces.TraceConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where launches are traced: the configuration, and the standard variables before it. */
class TraceSettingTest {
    @TempDir Path directory;

    private TraceConfig read(String text) throws IOException, StartProblem {
        return TlsServer.read(directory, text).config().traces();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    traces: 5 | config.yaml:1: traces must be a mapping of keys to values.
                    traces: {sampler: always_on} | config.yaml:1: traces needs endpoint, where traces are sent.
                    traces: {endpoint: localhost:4318} | config.yaml:1: traces.endpoint must be the address of a receiver of OTLP over HTTP, such as http://localhost:4318.
                    traces: {endpoint: 'http://a:b@c'} | config.yaml:1: traces.endpoint must be the address of a receiver of OTLP over HTTP, such as http://localhost:4318.
                    traces: {endpoint: 'http://c', sampler: often} | config.yaml:1: traces.sampler must be always_on, always_off or traceidratio, or one of these after parentbased_.
                    traces: {endpoint: 'http://c', sampler_arg: 2} | config.yaml:1: traces.sampler_arg must be a number from 0 to 1.
                    traces: {endpoint: 'http://c', headers: {'a b': hidden}} | config.yaml:1: a header of traces.headers cannot be sent so.
                    traces: {endpoint: 'http://c', header: {}} | config.yaml:1: 'traces.header' is not a setting: use endpoint, headers, service_name, sampler, sampler_arg; did you mean 'traces.headers'?
                    """)
    void aMistakeIsOneSentenceWithItsPlace(String text, String sentence) {
        StartProblem problem = catchThrowableOfType(StartProblem.class, () -> read(text + "\n"));
        assertThat(problem).hasMessage(sentence);
        assertThat(problem.exitCode()).isEqualTo(StartProblem.MISTAKE);
        assertThat(problem.getMessage()).doesNotContain("hidden");
    }

    private static ServerConfig with(Map<String, String> variables, ServerConfig config) {
        return new TraceEnvironment(variables).applied(config);
    }

    private static String url(ServerConfig config) {
        return config.traces().receiver().map(it -> it.url().toString()).orElse("none");
    }

    /** Where each signal goes: the OTLP exporter specification. */
    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://c:4318, http://c:4318/v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://c:4318/otlp/, http://c:4318/otlp/v1/traces",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://c/here, http://c/here",
        "OTEL_SERVICE_NAME, jobs, none"
    })
    void theVariablesNameAReceiver(String name, String value, String url) {
        assertThat(url(with(Map.of(name, value), ServerConfig.standard(2)))).isEqualTo(url);
    }

    @Test
    void headersOfTheFileGoToNoOtherReceiver() throws IOException, StartProblem {
        ServerConfig file =
                TlsServer.read(
                                directory,
                                "traces: {endpoint: 'http://file:1', headers: {X-Token: mine}}\n")
                        .config();
        assertThat(url(with(Map.of(), file))).isEqualTo("http://file:1/v1/traces");
        ServerConfig both = with(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://other:2"), file);
        assertThat(url(both)).isEqualTo("http://other:2/v1/traces");
        assertThat(both.traces().receiver().orElseThrow().headers()).isEmpty();
        assertThat(url(with(Map.of("OTEL_SDK_DISABLED", "true"), file))).isEqualTo("none");
        assertThat(url(with(Map.of("OTEL_TRACES_EXPORTER", "none"), file))).isEqualTo("none");
    }

    /** They are often meant for other programs: a server starts all the same. */
    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4317",
        "OTEL_EXPORTER_OTLP_TIMEOUT, soon",
        "OTEL_TRACES_SAMPLER, sometimes",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
        "OTEL_EXPORTER_OTLP_HEADERS, hidden"
    })
    void whatIsWrongInAVariableIsAWarning(String name, String value) {
        Map<String, String> variables =
                name.endsWith("ENDPOINT")
                        ? Map.of(name, value)
                        : Map.of(name, value, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c/x");
        ServerConfig config = with(variables, ServerConfig.standard(2));
        assertThat(config.warnings())
                .singleElement()
                .asString()
                .startsWith("The variable " + name + " ")
                .doesNotContain("hidden");
    }
}
