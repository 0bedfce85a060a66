package io.skyjobs.app.server;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.access.AuditLog;
import io.skyjobs.app.server.access.UserBook;
import io.skyjobs.app.server.files.FileLimits;
import io.skyjobs.app.server.files.FileStore;
import io.skyjobs.app.server.metrics.ServerMetrics;
import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.StoreChoice;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.HostReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;

/** The real HTTP server on a free port, over a control plane of the test's choice. */
public final class TestServer implements AutoCloseable {
    /** The token that it wants. */
    public static final String TOKEN = "0123456789abcdef";

    private final ApiServer server;
    private final Changes changes;
    private final ChangeFeed feed;

    /** Listens at once. */
    public TestServer(ControlPlane plane) {
        this(plane, List.of());
    }

    /** As above, with providers that can be asked what they have. */
    public TestServer(ControlPlane plane, List<ComputeProvider> providers) {
        this(plane, providers, ListenConfig.LOOPBACK);
    }

    /** As the first, with names and TLS. */
    TestServer(ControlPlane plane, ListenConfig listen) {
        this(plane, List.of(), listen);
    }

    private TestServer(ControlPlane plane, List<ComputeProvider> providers, ListenConfig listen) {
        this.changes = new Changes(plane);
        this.feed = new ChangeFeed(plane::subscribe);
        Access access = access(plane, listen);
        this.server =
                new ApiServer(
                        new ApiServer.Address("127.0.0.1", 0, listen.tls()),
                        routes(plane, changes, feed, providers, access),
                        access.gate(),
                        new ServerMetrics("test", InstantSource.fixed(MemoryPlane.NOW)));
        server.start();
    }

    static List<Route> routes(
            ControlPlane plane, Changes changes, ChangeFeed feed, List<ComputeProvider> providers) {
        return routes(plane, changes, feed, providers, access(plane, ListenConfig.LOOPBACK));
    }

    private static List<Route> routes(
            ControlPlane plane,
            Changes changes,
            ChangeFeed feed,
            List<ComputeProvider> providers,
            Access access) {
        InstantSource clock = InstantSource.fixed(MemoryPlane.NOW);
        List<ComputeProvider> offering = new ArrayList<>(List.of(new OneMachine()));
        providers.stream().filter(HostReport.class::isInstance).forEach(offering::add);
        OfferBook book = new OfferBook(offering, new Catalog(), clock);
        FileStore files =
                new FileStore(
                        plane instanceof MemoryPlane memory ? memory.blobs() : Path.of("blobs"),
                        FileLimits.STANDARD,
                        clock);
        List<Route> table = new ArrayList<>();
        table.addAll(
                new HealthRoutes(plane, "memory", () -> List.of("config.yaml:1: odd."), () -> {})
                        .routes());
        table.addAll(submits(plane, book, files, clock));
        table.addAll(new FileRoutes(files).routes());
        table.addAll(new JobRoutes(plane, changes, clock).routes());
        table.addAll(new CancelRoutes(plane).routes());
        table.addAll(new LogRoutes(plane, changes).routes());
        table.addAll(new EventRoutes(plane, changes, feed, clock).routes());
        table.addAll(access.routes());
        table.addAll(Assembly.offers(offering, plane, book, StoreBook.NONE, clock));
        table.addAll(
                Assembly.kept(
                        providers,
                        plane,
                        plane instanceof MemoryPlane memory
                                ? memory.buckets().storeBook()
                                : StoreBook.NONE,
                        new LeakRoutes.Asker(
                                "abcdef", Executors.newVirtualThreadPerTaskExecutor())));
        table.addAll(HandWebhooks.routes(clock));
        table.addAll(DescriptionRoutes.routes());
        return table;
    }

    /** Jobs of all users run here where a file says so. */
    private static List<Route> submits(
            ControlPlane plane, OfferBook book, FileStore files, InstantSource clock) {
        StoreChoice stores = new StoreChoice(StoreBook.NONE, Optional.empty(), false);
        TaskPlanning planning = new TaskPlanning(book, stores, new SplittableRandom(1), false);
        boolean open =
                plane instanceof MemoryPlane memory && Files.exists(memory.blobs().resolve("open"));
        return new SubmitRoutes(plane, planning, files, clock, open).routes();
    }

    private static Access access(ControlPlane plane, ListenConfig listen) {
        Path home = plane instanceof MemoryPlane memory ? memory.blobs() : Path.of("blobs");
        try {
            Files.createDirectories(home);
            return Access.of(
                    new Access.Owner(TOKEN, "alice", listen),
                    new UserBook(home.resolve("users"), new SecureRandom()),
                    new AuditLog(home.resolve("audit.log")),
                    new SplittableRandom(2),
                    InstantSource.fixed(MemoryPlane.NOW));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** The port on which it listens. */
    public int port() {
        return server.port();
    }

    /** Ends what goes on until its reader leaves. */
    void endFeeds() {
        changes.close();
        feed.close();
    }

    @Override
    public void close() {
        changes.close();
        feed.close();
        server.close();
    }
}
