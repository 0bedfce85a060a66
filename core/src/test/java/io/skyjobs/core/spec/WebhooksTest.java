package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What a file may say of webhooks, and what is said of what it may not (P-50). */
class WebhooksTest {
    private static final String SECRETS = "secrets: {HOOK: 0123456789abcdef, TOKEN: t}\n";

    @Test
    void aWebhookIsReadAndItsKeyIsNotForNodes() {
        ParsedJob parsed =
                TaskFiles.read(
                        SECRETS
                                + """
                                run: x
                                webhooks:
                                  - url: https://hooks.example/a?b=c
                                    secret: HOOK
                                    statuses: [succeeded, FAILED]
                                    name: ops
                                  - {url: "http://localhost:9000/", secret: HOOK}
                                """);
        assertThat(parsed.problems()).isEmpty();
        JobSpec job = parsed.job().orElseThrow();
        assertThat(job.webhooks())
                .containsExactly(
                        new JobWebhook(
                                URI.create("https://hooks.example/a?b=c"),
                                "HOOK",
                                List.of("SUCCEEDED", "FAILED"),
                                Optional.of("ops")),
                        new JobWebhook(
                                URI.create("http://localhost:9000/"),
                                "HOOK",
                                List.of(),
                                Optional.empty()));
        assertThat(job.tasks().getFirst().secrets()).containsExactly("TOKEN");
        assertThat(parsed.secretValues()).containsOnlyKeys("HOOK", "TOKEN");
        assertThat(SpecText.read(SpecText.write(job))).isEqualTo(job);
        assertThat(SpecText.write(job)).doesNotContain("0123456789abcdef");
    }

    @Test
    void ofAPipelineTheyStandBeforeTheTasks() {
        String hook = "webhooks: [{url: \"https://h.example/\", secret: HOOK}]\n";
        JobSpec job = TaskFiles.job("name: p\n" + hook + "---\n" + SECRETS + "run: x\n---\nrun: y");
        assertThat(job.webhooks()).hasSize(1);
        assertThat(job.tasks()).hasSize(2);
        assertThat(TaskFiles.problems("name: p\n---\nrun: x\n---\n" + SECRETS + hook + "run: y"))
                .singleElement()
                .asString()
                .isEqualTo(
                        "t.yaml:6:11: webhooks: Webhooks are of the whole job, not of one of its"
                                + " tasks.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x                                              | 3:11 | is not of type
                    [x]                                            | 3:12 | is not of type
                    [{secret: HOOK}]                               | 3:12 | A webhook needs `url`.
                    [{url: "https://h/"}]                          | 3:12 | A webhook needs `secret`.
                    [{url: "https://h/", secret: HOOK, evnts: x}]  | 3:46 | Invalid task YAML: Found unsupported field 'evnts'.
                    [{url: "http://h/", secret: HOOK}]             | 3:18 | The URL of a webhook must begin with https://, because what is sent could else be read.
                    [{url: "ftp://h/", secret: HOOK}]              | 3:18 | The URL of a webhook must begin with https://.
                    [{url: "https://u:p@h/", secret: HOOK}]        | 3:18 | The URL of a webhook can have neither a user nor a fragment.
                    [{url: "https://", secret: HOOK}]              | 3:18 | The URL of a webhook cannot be read.
                    [{url: "https://h:99999/", secret: HOOK}]      | 3:18 | The URL of a webhook must name a host, and a port only if it is from 1 to 65535.
                    [{url: "https://h/", secret: s3cr3t}]          | 3:40 | The `secret` of a webhook must be the name of one of the job's secrets.
                    [{url: "https://h/", secret: TOKEN}]           | 3:40 | The value of the secret of a webhook must be whsec_
                    [{url: "https://h/", secret: HOOK, statuses: [RUNING]}] | 3:57 | Unknown status
                    [{url: "https://h/", secret: HOOK, statuses: []}] | 3:56 | A webhook needs at least one status
                    [{url: "https://h/", secret: HOOK, name: a b}] | 3:52 | The name of a webhook
                    """)
    void whatIsWrongIsSaidWithItsPlace(String value, String place, String said) {
        List<String> problems =
                TaskFiles.problems(SECRETS + "run: x\nwebhooks: " + value.strip() + "\n");
        assertThat(problems)
                .first()
                .asString()
                .startsWith("t.yaml:" + place + ": webhooks")
                .contains(said);
        assertThat(problems.toString()).doesNotContain("s3cr3t", "0123456789abcdef");
    }
}
