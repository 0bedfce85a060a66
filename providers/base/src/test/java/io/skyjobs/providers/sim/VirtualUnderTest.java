package io.skyjobs.providers.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.testkit.ProviderUnderTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;

/** A calm simulated cloud of virtual machines, under a clock that a test moves on. */
final class VirtualUnderTest implements ProviderUnderTest {
    static final String CALM =
            """
            nodes: virtual
            clouds:
              aws:
                provision: 1s..3s
                terminate: 1s..3s
                instances:
                  m6i.2xlarge: {vcpus: 8, memory: 32, price: 0.384, spot_price: 0.15}
                regions:
                  us-east-1: {zones: [us-east-1a, us-east-1b]}
            """;

    private final Path folder;
    private final SimWorldKit kit;
    private final SimProvider provider;

    VirtualUnderTest() throws IOException {
        this.folder = Files.createTempDirectory("sim-provider");
        this.kit = new SimWorldKit(folder, CALM);
        this.provider = kit.cloud();
    }

    @Override
    public ComputeProvider provider() {
        return provider;
    }

    @Override
    public Optional<ComputeProvider> restarted() {
        return Optional.of(kit.cloud());
    }

    @Override
    public RunRequest request(
            long epoch, Optional<String> setup, Optional<String> run, boolean wait) {
        var files = new HashMap<String, String>();
        setup.ifPresent(script -> files.put(RunRequest.SETUP, script));
        run.ifPresent(script -> files.put(RunRequest.RUN, script));
        return new RunRequest(epoch, files, wait);
    }

    @Override
    public Scripts scripts() {
        return new SimScripts();
    }

    /** The same world, with an interface that always fails halfway. */
    @Override
    public void makeHalf(ClusterSpec spec) {
        try (var failing = kit.cloud(CALM.replace("  aws:\n", "  aws:\n    half_made: 1\n"))) {
            failing.ensure(spec);
            throw new AssertionError("a half-made cluster is an error");
        } catch (ProvisionException asItShouldBe) {
            assertThat(asItShouldBe.code()).isEqualTo("PartialResult");
        } catch (IOException trouble) {
            throw new AssertionError(trouble);
        }
    }

    /** A model has no process that watches over a run. */
    @Override
    public boolean killRunner(ClusterName cluster, int rank, long epoch) {
        return false;
    }

    /** A model has no processes to count. */
    @Override
    public Optional<Integer> count(String mark) {
        return Optional.empty();
    }

    @Override
    public void pass() {
        kit.pass(Duration.ofSeconds(1));
    }

    @Override
    public void close() {
        provider.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException trouble) {
            throw new AssertionError(trouble);
        }
    }

    private static final class SimScripts implements Scripts {
        @Override
        public String prints(String text) {
            return "echo '" + text + "'\n";
        }

        @Override
        public String exitsWith(int code) {
            return "exit " + code + "\n";
        }

        @Override
        public String runsUntilStopped() {
            return "sleep infinity\n";
        }

        @Override
        public Optional<String> printsBytes(byte[] bytes) {
            return Optional.empty();
        }

        @Override
        public Optional<String> diesOf(int signal) {
            return Optional.empty();
        }

        @Override
        public Optional<String> ignoresTheEnd() {
            return Optional.empty();
        }

        @Override
        public Optional<String> stubbornTree(String mark) {
            return Optional.empty();
        }
    }
}
