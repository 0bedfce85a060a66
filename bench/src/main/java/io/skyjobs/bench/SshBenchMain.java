package io.skyjobs.bench;

import static java.io.OutputStream.nullOutputStream;

import io.skyjobs.providers.ssh.SshProviderFactory;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Entry of the benchmark of machines over SSH, for {@code bench/ssh}, which makes the hosts.
 * Arguments: name of the lab, directory for all that is written, jobs, numbers of connections with
 * commas between, small files, MiB of the large file, turns, and a file for the figures as JSON.
 */
public final class SshBenchMain {
    private SshBenchMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = Arrays.asList(arguments);
        SshLab lab = SshLab.of(given.get(0));
        Path directory = Path.of(given.get(1));
        // The first connection loads what all share, which is no cost of a connection.
        new SshMemoryMeasurement(lab, directory, new Report(new PrintStream(nullOutputStream())))
                .run(2);
        Report report = new Report(System.out);
        report.head();
        for (String count : given.get(3).split(",", -1)) {
            new SshMemoryMeasurement(lab, directory, report).run(Integer.parseInt(count));
        }
        ProviderContext context =
                new ProviderContext(
                        directory.resolve("provider"), lab.pool(directory), InstantSource.system());
        try (ComputeProvider provider = new SshProviderFactory().create(context).getFirst()) {
            new SshLatencyMeasurement(lab, provider, directory, report)
                    .run(Integer.parseInt(given.get(2)));
            new SshUploadMeasurement(lab, provider, directory, report)
                    .run(
                            Integer.parseInt(given.get(4)),
                            Integer.parseInt(given.get(5)),
                            Integer.parseInt(given.get(6)));
        }
        Optional<Path> output = given.stream().skip(7).findFirst().map(Path::of);
        if (output.isPresent()) {
            Files.writeString(output.get(), report.json(), StandardCharsets.UTF_8);
        }
    }
}
