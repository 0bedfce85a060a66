package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.HandPools;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.spi.HostReport.Figures;
import io.skyjobs.spi.HostReport.Gpus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What people see of the hosts of their pools. */
class PoolCommandsTest {
    private static final String REFUSED =
            "ann@gpu-2 refuses the key ~/.ssh/id_ed25519: add its public half to"
                    + " ~/.ssh/authorized_keys of ann on gpu-2.";

    @TempDir Path directory;
    private HandPools pools;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        pools =
                new HandPools()
                        .host("cpus", "box", 8, 31.3)
                        .host(
                                "gpus",
                                "gpu-1.local",
                                new Figures(
                                        96,
                                        90,
                                        1000,
                                        900.5,
                                        2000,
                                        List.of(new Gpus("A100-80GB", 8, 5.5, 80))))
                        .silent("gpus", "gpu-2", REFUSED);
        server = new TestServer(new MemoryPlane(directory.resolve("logs")), List.of(pools));
        shell = new TestShell(directory, server::port);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void checkShowsTheHostsOfEachPool() {
        Outcome check = shell.run("check", "ssh");
        assertThat(check)
                .isEqualTo(
                        new Outcome(
                                0,
                                """
                                Checking credentials to enable infra for Skyjobs.
                                  SSH: enabled [compute]

                                SSH pool 'cpus': 1 of 1 host can be used.
                                HOST  CPUS  MEMORY  GPUS  DISK   FREE          STATE
                                box   8     31GB    -     900GB  4 CPUs, 15GB  ok

                                SSH pool 'gpus': 1 of 2 hosts can be used.
                                HOST         CPUS  MEMORY  GPUS         DISK    FREE STATE
                                gpu-1.local  96    1000GB  A100-80GB:8  2000GB  90 CPUs, 900GB, A100-80GB:5.5  ok
                                gpu-2        -     -       -            -       ---%s

                                🎉 Enabled infra 🎉
                                  SSH
                                """
                                        .formatted(REFUSED)
                                        .replace("FREE S", "FREE" + " ".repeat(27) + "S")
                                        .replace("---", "-" + " ".repeat(30)),
                                ""));
    }

    /** P-46: who must act is said in full, also where the screen is narrow. */
    @Test
    void aNarrowScreenHasTheSentenceBeneath() {
        String out = shell.with("COLUMNS", "80").run("check", "ssh/gpus").out();
        assertThat(out.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 80);
        assertThat(out)
                .contains(
                        """
                        SSH pool 'gpus': 1 of 2 hosts can be used.
                        HOST         CPUS  MEMORY  GPUS         DISK    STATE
                        gpu-1.local  96    1000GB  A100-80GB:8  2000GB  ok
                            free: 90 CPUs, 900GB, A100-80GB:5.5
                        gpu-2        -     -       -            -       not ok
                            ann@gpu-2 refuses the key ~/.ssh/id_ed25519: add its public half to
                            ~/.ssh/authorized_keys of ann on gpu-2.
                        """)
                .doesNotContain("cpus");
        assertThat(shell.with("COLUMNS", "200").run("check", "ssh/gpus").out())
                .contains("  -                              ann@gpu-2 refuses the key");
    }

    @Test
    void aPlainCheckAsksNoHostAndAVerboseOneDoes() {
        assertThat(shell.run("check").out()).contains("  SSH: enabled").doesNotContain("gpu-1");
        assertThat(shell.run("check", "-v").out())
                .contains("gpu-1.local")
                .contains("AWS: disabled");
    }

    @Test
    void whatWasAskedForByNameMustBeUsable() {
        assertThat(shell.run("check", "ssh/gpus").code()).isZero();
        pools.silent("dead", "gone", "gone does not answer at port 22: start it.");
        assertThat(shell.run("check", "ssh").code()).isZero();
        assertThat(shell.run("check", "ssh/dead").code()).isEqualTo(1);
        assertThat(shell.run("check", "ssh", "aws").code()).isEqualTo(1);
        pools.missing("Write ~/.sky/ssh_node_pools.yaml.");
        Outcome missing = shell.run("check", "ssh");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.out())
                .contains("    Reason [compute]: Write ~/.sky/ssh_node_pools.yaml.");
    }

    @Test
    void whatIsSaidOfOneIsNotSaidOfTheOthers() {
        Outcome one = shell.run("check", "aws");
        assertThat(one.code()).isEqualTo(1);
        assertThat(one.out())
                .contains("\nAWS is not enabled.\n")
                .doesNotContain("No infra is enabled");
    }

    @Test
    void aPoolThatDoesNotExistIsNamedWithTheNearest() {
        Outcome wrong = shell.run("check", "ssh/gpu");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("SSH has no pool 'gpu'. Pools: cpus, gpus. Did you mean 'gpus'?");
        assertThat(shell.run("check", "ssg").err()).contains("Did you mean 'ssh'?");
    }

    @Test
    void checkForScriptsIsJsonAndNothingElse() {
        assertThat(shell.run("check", "ssh/gpus", "-o", "json").out())
                .startsWith("[")
                .contains(
                        "\"name\": \"ssh\"",
                        "\"pool\": \"gpus\"",
                        "\"answers\": false",
                        "\"note\": \"" + REFUSED,
                        "\"free_memory_gb\": 900.5",
                        "\"free\": 5.5")
                .doesNotContain("\"box\"");
        assertThat(shell.run("check", "ssh", "-o", "quiet").out()).isEmpty();
    }

    @Test
    void gpusOfPoolsAreCounted() {
        String table =
                """
                SSH (gpus) GPUs
                GPU        REQUESTABLE_QTY_PER_NODE  TOTAL_GPUS  TOTAL_FREE_GPUS
                A100-80GB  1, 2, 4, 8                8           5.5

                POOL      HOST         GPU        TOTAL_GPUS  FREE_GPUS
                ssh/gpus  gpu-1.local  A100-80GB  8           5.5
                gpu-2: %s
                """
                        .formatted(REFUSED);
        assertThat(shell.run("show-gpus", "--infra", "ssh/gpus"))
                .isEqualTo(new Outcome(0, table, ""));
        assertThat(shell.run("gpus", "list", "--cloud", "ssh").out()).isEqualTo(table);
        assertThat(shell.run("show-gpus").out()).startsWith(table).contains("\nCOMMON_GPU");
        String narrow = shell.with("COLUMNS", "80").run("show-gpus", "--infra", "ssh").out();
        assertThat(narrow.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aKindOfGpuIsFoundInPoolsAndOnClouds() {
        Outcome both = shell.run("show-gpus", "a100-80gb:2");
        assertThat(both.code()).isZero();
        assertThat(both.out())
                .startsWith("SSH (gpus) GPUs\n")
                .containsPattern(
                        "A100-80GB +8 +SSH +96CPU--1000GB +80GB +96 +1000GB +\\$ 0.000 +- +gpus");
        assertThat(shell.run("show-gpus", "A100-80GB", "--infra", "ssh/cpus").code()).isEqualTo(1);
        assertThat(shell.run("show-gpus", "A100-80GB", "--infra", "gcp").out())
                .contains("a2-ultragpu")
                .doesNotContain("SSH");
    }

    @Test
    void infraWithoutAcceleratorsSaysSo() {
        assertThat(shell.run("show-gpus", "--infra", "local"))
                .isEqualTo(new Outcome(0, "No accelerators on local.\n", ""));
        assertThat(shell.run("show-gpus", "--infra", "ssh/cpus").out())
                .isEqualTo("No accelerators on ssh/cpus.\n");
        pools.silent("cpus", "box-2", "is off");
        assertThat(shell.run("show-gpus", "--infra", "ssh/cpus").out())
                .isEqualTo("box-2: is off\nNo accelerators on ssh/cpus.\n");
        Outcome wrong = shell.run("show-gpus", "--infra", "ssh/gpu");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("'gpu'").contains("Did you mean 'gpus'?");
        assertThat(shell.run("show-gpus", "--infra", "mars").err()).contains("'mars'");
    }

    @Test
    void aJobIsPlannedOnAPool() {
        for (String[] words :
                new String[][] {
                    {"--infra", "ssh/cpus", "--cpus", "4+"}, {"--cloud", "ssh", "--cpus", "4"}
                }) {
            List<String> line = new ArrayList<>(List.of("jobs", "launch", "-d"));
            line.addAll(List.of(words));
            line.add("true");
            Outcome launch = shell.typing("y\n").run(line.toArray(String[]::new));
            assertThat(launch.code()).as(launch.err()).isZero();
            assertThat(launch.out())
                    .containsPattern("SSH \\(cpus\\) +8CPU--31GB +4 +31.3 +- +0.00 +✔");
        }
        Outcome gpu =
                shell.run("jobs", "launch", "-d", "--infra", "ssh", "--gpus", "A100-80GB:0.5", "x");
        assertThat(gpu.out()).containsPattern("SSH \\(gpus\\) .*A100-80GB:0.5 +0.00 +✔");
    }

    @Test
    void anyOfTakesPoolsAsOneOfManyPlaces() {
        shell.file(
                "any.yaml",
                """
                resources:
                  cpus: 64+
                  any_of:
                    - infra: local
                    - infra: aws
                    - infra: ssh/gpus
                run: x
                """);
        assertThat(shell.typing("y\n").run("jobs", "launch", "-d", "any.yaml").out())
                .containsPattern("SSH \\(gpus\\) +96CPU--1000GB .* ✔\n")
                .containsPattern("AWS \\(.*\\) \\[not enabled]");
    }

    @Test
    void aPlanNamesThePoolThatDoesNotExistOrIsTooSmall() {
        Outcome none = shell.run("jobs", "launch", "-y", "-d", "--infra", "ssh/gpu", "x");
        assertThat(none.code()).isNotZero();
        assertThat(none.err())
                .contains(
                        "Invalid pool 'gpu' for SSH. Did you mean 'gpus'? If it is a new pool, see"
                                + " whether a host of it answers: sky check ssh/gpu");
        Outcome small =
                shell.run("jobs", "launch", "-y", "-d", "--infra", "ssh/cpus", "--cpus", "16", "x");
        assertThat(small.code()).isNotZero();
        assertThat(small.err()).contains("SSH (cpus) has 8 vCPUs, and 16 vCPUs are asked for.");
        Outcome spot = shell.run("jobs", "launch", "-y", "--infra", "ssh", "--use-spot", "x");
        assertThat(spot.err()).contains("SSH has no spot machines.");
    }
}
