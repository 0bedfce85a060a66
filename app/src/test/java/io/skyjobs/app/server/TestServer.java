package io.skyjobs.app.server;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.files.FileLimits;
import io.skyjobs.app.server.files.FileStore;
import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.StoreChoice;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.HostReport;

import java.nio.file.Path;
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
        this.changes = new Changes(plane);
        this.feed = new ChangeFeed(plane::subscribe);
        this.server =
                new ApiServer(
                        new ApiServer.Address("127.0.0.1", 0),
                        routes(plane, changes, feed, providers),
                        new RequestGuard(TOKEN, sessions()));
        server.start();
    }

    static List<Route> routes(
            ControlPlane plane, Changes changes, ChangeFeed feed, List<ComputeProvider> providers) {
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
                new HealthRoutes(plane, "memory", List.of("config.yaml:1: odd."), () -> {})
                        .routes());
        table.addAll(
                new SubmitRoutes(
                                plane,
                                new TaskPlanning(
                                        book,
                                        new StoreChoice(StoreBook.NONE, Optional.empty(), false),
                                        new SplittableRandom(1)),
                                files,
                                clock)
                        .routes());
        table.addAll(new FileRoutes(files).routes());
        table.addAll(new JobRoutes(plane, changes, clock).routes());
        table.addAll(new CancelRoutes(plane).routes());
        table.addAll(new LogRoutes(plane, changes).routes());
        table.addAll(new EventRoutes(plane, changes, feed, clock).routes());
        table.addAll(
                new SignInRoutes(
                                new SignInCodes(new SplittableRandom(2), clock),
                                sessions(),
                                clock,
                                "alice")
                        .routes());
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
        table.addAll(DescriptionRoutes.routes());
        return table;
    }

    private static Sessions sessions() {
        return new Sessions(TOKEN, InstantSource.fixed(MemoryPlane.NOW));
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
