package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.lab.LabHosts;
import io.skyjobs.spi.ChannelException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections to real OpenSSH servers while hosts and networks fail. */
@Tag("peer")
final class LabTroubleTest {
    private static final int HOST = 5;
    private static final int FIRST_OF_MANY = 5;
    private static final int MANY = 500;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** Silence is noticed within 3 s, and a host that is back within 2 s. */
    private static final SshSettings HASTY =
            new SshSettings(
                    SshLimits.usual(),
                    new SshPatience(
                            Duration.ofSeconds(1),
                            2,
                            Duration.ofMillis(100),
                            Duration.ofSeconds(2)),
                    10,
                    32);

    @TempDir Path home;
    private Optional<LabLink> opened = Optional.empty();

    @BeforeEach
    void open() {
        opened = Optional.of(new LabLink(home, HASTY, Optional.empty()));
    }

    @AfterEach
    void close() {
        link().hosts.tell("mend", HOST);
        opened.ifPresent(LabLink::close);
    }

    private LabLink link() {
        return opened.orElseThrow();
    }

    private static String bootId(SshConnection connection) throws ChannelException {
        return LabLink.say(connection, "cat /proc/sys/kernel/random/boot_id").output();
    }

    private static boolean answers(SshConnection connection) {
        try {
            return LabLink.say(connection, "hostname").output().equals("h5\n");
        } catch (ChannelException notYet) {
            return false;
        }
    }

    @Test
    void aRebootEndsWhatRanAndTheHostIsUsedAgain() throws Exception {
        var connection = link().to(HOST);
        var losses = new AtomicInteger();
        connection.onLost(losses::incrementAndGet);
        var before = bootId(connection);
        try (var process = connection.start("echo begun; sleep 1000")) {
            assertThat(process.output().readNBytes(6)).asString().isEqualTo("begun\n");

            link().hosts.tell("reboot", HOST);

            LabHosts.until("the loss is told", LIMIT, () -> losses.get() > 0);
            assertThat(process.await(LIMIT)).isEmpty();
        }
        LabHosts.until("the host answers", LIMIT, () -> answers(connection));
        assertThat(bootId(connection)).isNotEqualTo(before);
    }

    @Test
    void silenceIsALossAndNobodyWaitsForEver() throws Exception {
        var connection = link().to(HOST);
        var losses = new AtomicInteger();
        connection.onLost(losses::incrementAndGet);
        try (var process = connection.start("cat")) {
            link().hosts.tell("mute", HOST);

            LabHosts.until("the loss is told", LIMIT, () -> losses.get() > 0);
            assertThat(process.await(LIMIT)).isEmpty();
        }
        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("10.88.1.5");

        link().hosts.tell("mend", HOST);
        LabHosts.until("the host answers", LIMIT, () -> answers(connection));
        assertThat(connection.trouble()).isEmpty();
    }

    @Test
    void aShortCutOfTheNetworkEndsNothing() throws Exception {
        var patient = new LabLink(home, SshSettings.usual(), Optional.empty());
        try (patient;
                var process =
                        patient.to(HOST).start("for i in 1 2 3 4 5 6; do echo $i; sleep 1; done")) {
            assertThat(process.output().readNBytes(2)).asString().isEqualTo("1\n");
            link().hosts.tell("cut", HOST);
            link().hosts.run(List.of("sleep", "3"));
            link().hosts.tell("mend", HOST);

            assertThat(new String(process.output().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("2\n3\n4\n5\n6\n");
            assertThat(process.await(LIMIT)).hasValue(0);
        }
    }

    @Test
    void aSlowAndLossyLineIsSlowAndNothingElse() throws Exception {
        link().hosts.tell("slow", HOST, 200, 1);
        var patient = new LabLink(home, SshSettings.usual(), Optional.empty());
        try (patient) {
            var connection = patient.to(HOST);
            assertThat(LabLink.say(connection, "hostname").output()).isEqualTo("h5\n");
            try (var process = connection.start("seq 1 100000")) {
                assertThat(process.output().readAllBytes()).hasSize(588_895);
            }
        }
    }

    @Test
    void aHostThatIsAwayIsSaidWithinTheLimit() {
        link().hosts.tell("cut", HOST);
        var connection = link().to(HOST);
        var began = System.nanoTime();

        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("10.88.1.5");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(HASTY.limits().whole().plusSeconds(1));
    }

    /** Every host of the lab is many to us: it answers at 254 addresses. */
    @Test
    void fiveHundredConnectionsAtOnceAreAllMade() throws Exception {
        var patient = new LabLink(home, SshSettings.usual(), Optional.empty());
        try (patient;
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var key = patient.hosts.files().resolve("key");
            var tasks = new ArrayList<Callable<String>>();
            for (var one = 0; one < MANY; one++) {
                var address = patient.hosts.alias(FIRST_OF_MANY + one % 4, 1 + one / 4);
                var connection =
                        patient.connections.connection(LabLink.target(address, List.of(key)));
                tasks.add(() -> untilSaid(connection));
            }
            var began = System.nanoTime();
            for (var said : threads.invokeAll(tasks)) {
                assertThat(said.get()).matches("h[5-8]\n");
            }
            var made = Duration.ofNanos(System.nanoTime() - began);
            var again = System.nanoTime();
            for (var said : threads.invokeAll(tasks)) {
                assertThat(said.get()).matches("h[5-8]\n");
            }
            System.out.printf(
                    "figure: %d connections made and used in %d ms, used again in %d ms%n",
                    MANY, made.toMillis(), Duration.ofNanos(System.nanoTime() - again).toMillis());
        }
    }

    /** As a caller does: who is told that it goes on asks again. */
    private static String untilSaid(SshConnection connection) {
        var last = new ArrayList<String>();
        LabHosts.until(
                connection.title() + " answers",
                Duration.ofMinutes(2),
                () -> {
                    try {
                        last.add(LabLink.say(connection, "hostname").output());
                        return true;
                    } catch (ChannelException notYet) {
                        return false;
                    }
                });
        return last.getLast();
    }
}
