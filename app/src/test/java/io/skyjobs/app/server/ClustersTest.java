package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ClustersReply;
import io.skyjobs.app.cli.TestShell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Machines that may exist: a page of them, and what all of them cost. */
class ClustersTest {
    @TempDir Path directory;

    @Test
    void aPageKnowsOfAllWhatTheyCost() throws Exception {
        MemoryPlane plane = new MemoryPlane(directory);
        try (TestServer server = new TestServer(plane)) {
            TestShell shell = new TestShell(directory, server::port, () -> TestServer.TOKEN);
            assertThat(shell.run("jobs", "launch", "-y", "-d", "--num-jobs", "3", "true").code())
                    .isZero();
            for (int job = 1; job <= 3; job++) {
                plane.run(job, 0, 1, job);
            }
            ApiClient client = new ApiClient(server.port(), TestServer.TOKEN);
            ClustersReply all = client.get("/clusters", ClustersReply.class);
            ClustersReply page = client.get("/clusters?limit=2", ClustersReply.class);
            assertThat(all.clusters()).hasSize(3);
            assertThat(page.clusters()).isEqualTo(all.clusters().subList(0, 2));
            assertThat(page.total()).isEqualTo(3);
            double price = MemoryPlane.OFFER.price().dollars().doubleValue();
            assertThat(page.pricePerHour()).isEqualTo((1 + 2 + 3) * price);
        }
    }
}
