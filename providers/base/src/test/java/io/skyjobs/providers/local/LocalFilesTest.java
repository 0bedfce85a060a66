package io.skyjobs.providers.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.Resources;
import io.skyjobs.testkit.NodeFilesContract;
import io.skyjobs.testkit.ProviderUnderTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files on nodes of this machine. */
class LocalFilesTest extends NodeFilesContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new LocalUnderTest(ConfinementChoice.SCAN);
    }

    @Test
    void anInterruptEndsIt(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        try (var under = new LocalUnderTest(ConfinementChoice.SCAN)) {
            var provider = under.provider();
            var name = new ClusterName("stop-1-0-1-aaaaaa");
            provider.ensure(
                    new ClusterSpec(
                            name, "aaaaaa", 1, 1, provider.offers().getFirst(), Resources.ANY));
            var node = provider.channel(name, 0);
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> node.place(new FileTree("~/file", file, 1, 1)))
                        .isInstanceOf(ChannelException.class)
                        .hasMessageContaining("interrupted");
            } finally {
                Thread.interrupted();
            }
        }
    }
}
