package io.skyjobs.providers.channel.ssh;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How long a tree takes to an OpenSSH server, to be set beside rsync by hand in the same minutes.
 * Arguments: {@code user@127.0.0.1:port}'s user and port, key file, source, home on the host,
 * times, {@code rsync} or {@code sftp}. Each time the destination is another, and each is placed
 * twice.
 */
final class CourierBench {
    private CourierBench() {}

    public static void main(String[] arguments) throws IOException, ChannelException {
        var target =
                new SshTarget(
                        "127.0.0.1",
                        Optional.of(arguments[0]),
                        Optional.of(Integer.valueOf(arguments[1])),
                        List.of(Path.of(arguments[2])),
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        var home = Files.createTempDirectory("courier-bench-");
        var files = SshFiles.of(home, home.resolve("known_hosts"), Map.of());
        var environment = arguments[6].equals("rsync") ? System.getenv() : Map.<String, String>of();
        var settings = TransferSettings.of(environment);
        try (var connections =
                        new SshConnections(
                                files,
                                SshSettings.usual(),
                                System::nanoTime,
                                new SplittableRandom());
                var connection = connections.connection(target)) {
            var courier = new SshCourier(connection, settings);
            var tree = new FileTree("~/x", Path.of(arguments[3]), 1, 1);
            for (var time = 0; time < Integer.parseInt(arguments[5]); time++) {
                var there = arguments[4] + "/" + time;
                System.out.println(courier.transfer(there, tree));
                System.out.println("again " + courier.transfer(there, tree));
            }
        }
    }
}
