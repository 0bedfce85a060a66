package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.webhook.Endpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** {@code webhooks} of the configuration (P-50). */
class WebhookSettingTest {
    @TempDir Path directory;

    private WebhookConfig read(String text) throws IOException, StartProblem {
        Path sky = Files.createDirectories(directory.resolve(".sky"));
        Files.writeString(sky.resolve("config.yaml"), text);
        Files.writeString(sky.resolve("near.key"), "0123456789abcdef-near\n");
        Files.writeString(directory.resolve("home.key"), "0123456789abcdef-home");
        return new ConfigFile("config.yaml")
                .read(sky.resolve("config.yaml"), ServerConfig.standard(2))
                .config()
                .webhooks();
    }

    @Test
    void endpointsAreReadWithTheirKeys() throws IOException, StartProblem {
        WebhookConfig config =
                read(
                        """
                        webhooks:
                          - name: ops
                            url: https://hooks.example/a
                            secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                            statuses: [failed, SUCCEEDED]
                          - {name: near, url: "http://10.0.0.1/", secret_file: near.key, allow_http: true}
                          - {name: home, url: "http://localhost/", secret_file: ~/home.key}
                        jobs: {webhooks_allow_private: yes}
                        """);
        assertThat(config.endpoints())
                .containsExactly(
                        new Endpoint(
                                "server/ops",
                                "ops",
                                URI.create("https://hooks.example/a"),
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                Set.of(ManagedJobStatus.FAILED, ManagedJobStatus.SUCCEEDED),
                                true),
                        new Endpoint(
                                "server/near",
                                "near",
                                URI.create("http://10.0.0.1/"),
                                "0123456789abcdef-near",
                                Set.of(),
                                true),
                        new Endpoint(
                                "server/home",
                                "home",
                                URI.create("http://localhost/"),
                                "0123456789abcdef-home",
                                Set.of(),
                                true));
        assertThat(config.jobsMayReachPrivate()).isTrue();
        assertThat(config.jobsMayUseHttp()).isFalse();
        assertThat(config.toString()).doesNotContain("0123456789abcdef", "MfKQ9r8");
        assertThat(read("")).isEqualTo(WebhookConfig.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x                                             | webhooks must be a list.
                    [x]                                           | a webhook must be a mapping of keys to values.
                    [{name: a, url: "https://h/"}]                | webhook 'a' must have either secret or secret_file.
                    [{name: a, url: "https://h/", secret: tooshort}] | the secret of webhook 'a' must be whsec_
                    [{name: a, url: "https://h/", secret_file: none}] | none cannot be read.
                    [{url: "https://h/", secret: 0123456789abcdef}] | a webhook needs name.
                    [{name: a, secret: 0123456789abcdef}]         | a webhook needs url.
                    [{name: a, url: "http://h/", secret: 0123456789abcdef}] | the url of webhook 'a' must begin with https://, because what is sent could else be read, unless it has allow_http: true.
                    [{name: a, url: "https://h/", secret: 0123456789abcdef, event: x}] | a webhook has no key 'event'
                    [{name: a, url: "https://h/", secret: 0123456789abcdef, statuses: [DONE]}] | statuses of a webhook must be of
                    [{name: a, url: "https://h/", secret: 0123456789abcdef}, {name: a, url: "https://h/", secret: 0123456789abcdef}] | two webhooks are called 'a'.
                    """)
    void whatIsWrongIsSaidWithItsLine(String value, String said) {
        StartProblem problem =
                catchThrowableOfType(
                        StartProblem.class, () -> read("jobs: {}\nwebhooks: " + value + "\n"));
        assertThat(problem).hasMessageStartingWith("config.yaml:2: " + said);
        assertThat(problem.getMessage()).doesNotContain("0123456789abcdef", "tooshort");
    }
}
