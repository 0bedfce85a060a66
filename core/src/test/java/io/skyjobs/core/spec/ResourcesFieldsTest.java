package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fields of {@code resources}, each on its own. */
class ResourcesFieldsTest {
    static final List<Arguments> WRONG =
            List.of(
                    arguments(
                            "cpus: many",
                            "cpus: The \"cpus\" field should be either a number or a string \"<number>+\". Found: 'many'"),
                    arguments(
                            "cpus: 4-",
                            "cpus: The \"cpus\" field should be either a number or a string \"<number>+\". Found: '4-'"),
                    arguments(
                            "cpus: [4]",
                            "cpus: The \"cpus\" field should be either a number or a string \"<number>+\". Found: [...]"),
                    arguments("cpus: 0", "cpus: The \"cpus\" field should be positive. Found: 0"),
                    arguments(
                            "cpus: '-2+'",
                            "cpus: The \"cpus\" field should be positive. Found: -2+"),
                    arguments(
                            "cpus: 1e200",
                            "cpus: The \"cpus\" field is larger than any machine. Found: 1e200"),
                    arguments("memory: lots", memory("memory", "lots")),
                    arguments("memory: 1500MB", memory("memory", "1500MB")),
                    arguments("memory: 4x", memory("memory", "4x")),
                    arguments("memory: 16XB", memory("memory", "16XB")),
                    arguments(
                            "memory: 0",
                            "memory: The \"memory\" field should be positive. Found: 0"),
                    arguments(
                            "disk_size: big",
                            "disk_size: \"disk_size\" field should be a number (e.g. \"16\") or \"<number><unit>\" where unit is one of KB/MB/GB/TB/PB (e.g. \"16GB\"), and be a whole number of GB. Got: big"),
                    arguments(
                            "disk_size: 10.5",
                            "disk_size: \"disk_size\" must be a positive integer (in GB). Got: 10.5"),
                    arguments(
                            "disk_size: 0",
                            "disk_size: \"disk_size\" must be a positive integer (in GB). Got: 0"),
                    arguments(
                            "disk_size: -5",
                            "disk_size: \"disk_size\" must be a positive integer (in GB). Got: -5"),
                    arguments(
                            "disk_size: 9999999PB",
                            "disk_size: \"disk_size\" must be a positive integer (in GB). Got: 9999999PB"),
                    arguments(
                            "disk_tier: fast",
                            "disk_tier: Invalid disk_tier 'fast'. Disk tier must be one of low, medium, high, ultra, best, none."),
                    arguments(
                            "network_tier: fast",
                            "network_tier: Invalid network_tier 'fast'. Network tier must be one of standard, best."),
                    arguments(
                            "local_disk: nvme:big", "local_disk: Invalid local_disk: 'nvme:big'."),
                    arguments(
                            "max_hourly_cost: 0",
                            "max_hourly_cost: max_hourly_cost must be a positive number, got 0"),
                    arguments(
                            "max_hourly_cost: cheap",
                            "max_hourly_cost: max_hourly_cost must be a positive number, got cheap"),
                    arguments(
                            "max_hourly_cost: 1e-9",
                            "max_hourly_cost: max_hourly_cost must be a positive number, got 1e-9"),
                    arguments(
                            "max_hourly_cost: 1e999",
                            "max_hourly_cost: max_hourly_cost must be a positive number, got 1e999"),
                    arguments(
                            "use_spot: sometimes",
                            "use_spot: Invalid task YAML: 'sometimes' is not of type 'boolean'. Check problematic field(s): $.resources.use_spot"),
                    arguments(
                            "use_spot: 'true'",
                            "use_spot: Invalid task YAML: 'true' is not of type 'boolean'. Check problematic field(s): $.resources.use_spot"),
                    arguments(
                            "ports: 0",
                            "ports: Invalid port 0. Please use a port number between 1 and 65535."),
                    arguments(
                            "ports: 70000",
                            "ports: Invalid port 70000. Please use a port number between 1 and 65535."),
                    arguments(
                            "ports: http",
                            "ports: Invalid port http. Please use a port number between 1 and 65535."),
                    arguments(
                            "ports: 20-10",
                            "ports: Invalid port range 20-10. Please use the format \"from-to\", in which from <= to. e.g. \"1-3\"."),
                    arguments(
                            "ports: [1, {}]",
                            "ports[1]: Invalid task YAML: {} is not of type 'string'. Check problematic field(s): $.resources.ports[1]"),
                    arguments(
                            "image_id: 5",
                            "image_id: Invalid task YAML: 5 is not of type 'string'. Check problematic field(s): $.resources.image_id"),
                    arguments(
                            "infra: aws\n  image_id: ami-12",
                            "image_id: image_id is only supported for AWS in a specific region, please explicitly specify the region."),
                    arguments(
                            "infra: aws/us-east-1\n  image_id: {us-west-2: ami-1}",
                            "image_id: image_id {us-west-2=ami-1} should contain the image for the specified region us-east-1."),
                    arguments(
                            "labels: {a: [1]}",
                            "labels.a: Invalid task YAML: [...] is not of type 'string'. Check problematic field(s): $.resources.labels.a"),
                    arguments(
                            "ports: [" + "1, ".repeat(1_001) + "]",
                            "ports: `ports` can have at most 1000 items."),
                    arguments(
                            "labels: {" + labels(257) + "}",
                            "labels: This field can have at most 256 entries."),
                    arguments(
                            "priority: 1001",
                            "priority: Priority must be between -1000 and 1000. Found: 1001"),
                    arguments(
                            "priority: -2147483648",
                            "priority: Priority must be between -1000 and 1000. Found: -2147483648"),
                    arguments(
                            "priority: high",
                            "priority: Priority must be between -1000 and 1000. Found: 'high'"),
                    arguments(
                            "autostop: [1]",
                            "autostop: `autostop` should be true, false, a number of minutes or a time such as 10m. Got: [...]"),
                    arguments(
                            "job_recovery: SOMETIMES",
                            "job_recovery: Unknown job recovery strategy 'SOMETIMES'. Valid strategies: EAGER_NEXT_REGION, FAILOVER, NONE."),
                    arguments(
                            "job_recovery: {strateg: FAILOVER}",
                            "job_recovery.strateg: Invalid task YAML: Instead of 'strateg', did you mean 'strategy'?"),
                    arguments(
                            "job_recovery: {max_restarts_on_errors: -1}",
                            "job_recovery.max_restarts_on_errors: max_restarts_on_errors must be a whole number that is 0 or more. Got: -1"),
                    arguments(
                            "job_recovery: {recover_on_exit_codes: 256}",
                            "job_recovery.recover_on_exit_codes: An exit code must be a whole number from 0 to 255. Got: 256"),
                    arguments(
                            "job_recovery: {recover_on_exit_codes: [1, 1]}",
                            "job_recovery.recover_on_exit_codes[1]: Exit code 1 is listed twice."),
                    arguments(
                            "job_recovery: {strategy: none, max_restarts_on_errors: 1}",
                            "job_recovery: Strategy NONE means that there is never a second attempt, so it cannot stand with max_restarts_on_errors or recover_on_exit_codes."),
                    arguments("infra: aws/a/b/c", "infra: Invalid infra 'aws/a/b/c'."),
                    arguments("infra: aws//a", "infra: Invalid infra 'aws//a'."),
                    arguments("infra: ssh/a/b", "infra: Invalid infra 'ssh/a/b'."),
                    arguments("infra: awz", "infra: Cloud 'awz' is not known."),
                    arguments("cloud: awz", "cloud: Cloud 'awz' is not known."),
                    arguments(
                            "infra: aws\n  region: us-east-1",
                            "infra: Cannot specify both `infra` and `cloud`, `region`, or `zone` parameters. Got: infra='aws', region='us-east-1'"),
                    arguments(
                            "gpus: A100\n  accelerators: A100",
                            "gpus: Cannot specify both `gpus` and `accelerators`."),
                    arguments(
                            "gpu: A100",
                            "gpu: Invalid task YAML: Instead of 'gpu', did you mean 'gpus'?"));

    private static String labels(int count) {
        return IntStream.range(0, count)
                .mapToObj("l%d: x"::formatted)
                .collect(Collectors.joining(", "));
    }

    private static String memory(String field, String got) {
        return ("%s: \"%s\" field should be a number (e.g. \"16\") or \"<number><unit>\" where unit is one of"
                        + " KB/MB/GB/TB/PB (e.g. \"16GB\"), with an optional \"+\", and be a whole number of GB. Got: %s")
                .formatted(field, field, got);
    }

    @ParameterizedTest
    @FieldSource("WRONG")
    void isRefusedWithItsField(String fields, String problem) {
        assertThat(TaskFiles.problems("resources:\n  " + fields + "\nrun: x"))
                .singleElement()
                .asString()
                .matches("t\\.yaml:[23]:\\d+: resources\\..*")
                .endsWith(": resources." + problem);
    }

    static Resources one(String fields) {
        return TaskFiles.task("resources: {" + fields + "}\nrun: x")
                .resources()
                .options()
                .getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "4, 4, false",
        "'\"4\"', 4, false",
        "4+, 4, true",
        "'\"0.5+\"', 0.5, true",
        "1_0, 10, false",
        "010, 8, false",
        "2.50, 2.5, false"
    })
    void cpus(String written, double value, boolean orMore) {
        assertThat(one("cpus: " + written).cpus()).contains(new Amount(value, orMore));
    }

    @ParameterizedTest
    @CsvSource({
        "16, 16, false",
        "16+, 16, true",
        "16GB, 16, false",
        "16gi, 16, false",
        "2TB+, 2048, true",
        "2048MB, 2, false",
        "1048576KI, 1, false",
        "1PB, 1048576, false",
        "0.5, 0.5, false",
        "1.5TB, 1536, false",
        "'\"8 GB\"', 8, false"
    })
    void memory(String written, double value, boolean orMore) {
        assertThat(one("memory: " + written).memoryGib()).contains(new Amount(value, orMore));
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "1TB, 1024", "10240MB, 10", "'\"50\"', 50", "1_000, 1000"})
    void diskSize(String written, int gib) {
        assertThat(one("disk_size: " + written).diskGib()).isEqualTo(gib);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "yes, true", "On, true", "FALSE, false", "no, false", "OFF, false"})
    void booleansInEachOfTheirForms(String written, boolean meant) {
        assertThat(one("use_spot: " + written).spot()).isEqualTo(meant);
    }

    static Stream<Arguments> places() {
        return Stream.of(
                arguments("infra: aws", infra("aws", "", "")),
                arguments(
                        "infra: AWS/us-east-1/us-east-1a", infra("aws", "us-east-1", "us-east-1a")),
                arguments("infra: '*/us-east-1'", infra("", "us-east-1", "")),
                arguments("infra: 'aws/*/us-east-1a'", infra("aws", "", "us-east-1a")),
                arguments("infra: '*'", Infra.ANY),
                arguments("infra: k8s", infra("kubernetes", "", "")),
                arguments(
                        "infra: k8s/arn:aws:eks:us-east-1:1:cluster/prod",
                        infra("kubernetes", "arn:aws:eks:us-east-1:1:cluster/prod", "")),
                arguments("infra: kubernetes/*", infra("kubernetes", "", "")),
                arguments("infra: ssh/pool-a", infra("ssh", "pool-a", "")),
                arguments("infra: slurm/c1/gpu", infra("slurm", "c1", "gpu")),
                arguments("infra: local", infra("local", "", "")),
                arguments(
                        "cloud: GCP, region: us-central1, zone: us-central1-a",
                        infra("gcp", "us-central1", "us-central1-a")),
                arguments("region: us-east-1", infra("", "us-east-1", "")));
    }

    private static Infra infra(String cloud, String region, String zone) {
        return new Infra(part(cloud), part(region), part(zone));
    }

    private static Optional<String> part(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("places")
    void places(String fields, Infra meant) {
        assertThat(one(fields).infra()).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8080 | [8080]",
                "'8000-8010' | [8000-8010]",
                "[8080, 8081, '9000-9010', 9005, 22] | [22, 8080-8081, 9000-9010]",
                "['1-3', 4, '2'] | [1-4]",
                "[65535] | [65535]"
            })
    void portsAreMerged(String written, String meant) {
        assertThat(one("ports: " + written).ports()).hasToString(meant);
    }

    @Test
    void images() {
        assertThat(one("image_id: docker:ubuntu:22.04").imageId())
                .containsExactly(Map.entry("*", "docker:ubuntu:22.04"));
        assertThat(one("image_id: {docker: 'ubuntu:22.04'}").imageId())
                .containsExactly(Map.entry("*", "docker:ubuntu:22.04"));
        assertThat(
                        one("image_id: {us-east-1: ami-1, us-west-2: ami-2}, region: us-west-2")
                                .imageId())
                .hasSize(2);
        assertThat(one("infra: aws/us-east-1, image_id: ami-1").imageId())
                .containsEntry("*", "ami-1");
        assertThat(one("image_id: null").imageId()).isEmpty();
    }

    @Test
    void theRest() {
        Resources all =
                one(
                        "instance_type: m6i.large, disk_tier: Best, network_tier: best, local_disk: 'nvme:300+',"
                                + " max_hourly_cost: 2.5, labels: {team: ml, n: 1}");

        assertThat(all.instanceType()).contains("m6i.large");
        assertThat(all.diskTier()).contains("best");
        assertThat(all.networkTier()).contains("best");
        assertThat(all.localDisk()).contains("nvme:300+");
        assertThat(all.maxHourlyCost()).contains(new UsdPerHour(2_500_000));
        assertThat(all.labels()).containsOnly(Map.entry("team", "ml"), Map.entry("n", "1"));
        assertThat(one("disk_tier: none").diskTier()).contains("none");
    }
}
