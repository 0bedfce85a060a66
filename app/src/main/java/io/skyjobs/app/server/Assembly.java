package io.skyjobs.app.server;

import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.server.access.AuditLog;
import io.skyjobs.app.server.access.UserBook;
import io.skyjobs.app.server.files.FileStore;
import io.skyjobs.app.server.files.FileSweep;
import io.skyjobs.app.server.metrics.ServerMetrics;
import io.skyjobs.app.server.traces.LaunchTraces;
import io.skyjobs.app.server.webhooks.HttpMessageSender;
import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.controller.BucketCheck;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControllerSettings;
import io.skyjobs.core.controller.GameDays;
import io.skyjobs.core.controller.HostSurvey;
import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.controller.LeakCheck;
import io.skyjobs.core.controller.LogFiles;
import io.skyjobs.core.controller.NodeMounts;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.controller.OfferPlacement;
import io.skyjobs.core.controller.Parts;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.StoreChoice;
import io.skyjobs.core.controller.StoreSurvey;
import io.skyjobs.core.controller.StoredBackers;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.core.controller.TreeUpload;
import io.skyjobs.core.controller.TreeUploads;
import io.skyjobs.core.controller.Webhooks;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStores;
import io.skyjobs.core.persistence.StoreException;
import io.skyjobs.core.persistence.StoreLocation;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.store.ObjectStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Builds the object graph of the server, and is the only place that does; closing it lets go of
 * everything in the opposite order and leaves whatever runs alone.
 */
final class Assembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final int LARGEST_BATCH = 1000;

    /** How long a port that is taken is waited for. */
    private static final Duration PORT_WAIT = Duration.ofSeconds(3);

    private static final Duration PORT_PAUSE = Duration.ofMillis(100);

    /** Of the losses of a day; older ones of a fleet that loses more matter little. */
    private static final int MOST_LOSSES = 10_000;

    private final Deque<AutoCloseable> built = new ArrayDeque<>();
    private final InstantSource clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final SecureRandom random = new SecureRandom();
    private final ServerMetrics metrics = new ServerMetrics(Release.current().version(), clock);
    private final SkyHome home;
    private final ServerConfig config;
    private final Runnable stop;

    /**
     * @param stop begins the end of the process and returns at once
     */
    Assembly(SkyHome home, ServerConfig config, Runnable stop) {
        this.home = home;
        this.config = config;
        this.stop = stop;
    }

    /**
     * Builds everything, takes up all live jobs, and listens.
     *
     * @param distribution where the distribution is; empty when there is none
     * @return the server, which listens
     */
    ApiServer start(Optional<Path> distribution) throws StartProblem {
        try {
            return built(distribution);
        } catch (StoreException refused) {
            throw new StartProblem(
                    StartProblem.FAILURE, String.valueOf(refused.getMessage()), refused);
        }
    }

    private ApiServer built(Optional<Path> distribution) throws StartProblem {
        StoreLocation location =
                config.storeUrl()
                        .map(StoreLocation::of)
                        .orElseGet(() -> new StoreLocation.SqliteFile(home.database()));
        JobStore store = keep(JobStores.open(location, new StoredSpecs(), random));
        ExecutorService actions = Executors.newVirtualThreadPerTaskExecutor();
        built.push(actions::shutdownNow);
        WallTimers timers = keep(new WallTimers(actions));
        StoreLease lease = keep(StoreLease.take(store, home, clock));
        lease.renewBy(timers, stop);
        PluginFolders plugins = new PluginFolders(distribution);
        List<ComputeProvider> providers = new ProviderLoader(home, config, clock).load(plugins);
        providers.forEach(built::push);
        OfferBook book = new OfferBook(providers, new Catalog(), clock);
        ExecutorService committer =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name("committer").factory());
        // Its end waits for the transaction under way.
        built.push(committer);
        FileStore files = new FileStore(home.blobs(), config.files(), clock);
        files.clear();
        StoreBook stores = stores(plugins, new TreeUpload(files, actions));
        Parts parts =
                new Parts(
                        store,
                        commits(store, lease, committer),
                        providers,
                        new OfferPlacement(book, losses(store, clock.instant())),
                        new NodeBundles(new NodeMounts(stores, files)),
                        files,
                        stores,
                        metrics.counting(new LogFiles(home.logs())),
                        actions,
                        timers,
                        clock,
                        random,
                        ControllerSettings.standard(Runtime.getRuntime().availableProcessors())
                                .withLimits(config.maxLaunching(), config.maxRunning())
                                .withUnreachableLimit(config.unreachableLimit()));
        HttpMessageSender sender = keep(sender(timers));
        JobController controller = started(traced(parts), sender);
        sweep(files, controller, timers);
        List<Route> more = new ArrayList<>();
        more.addAll(submits(controller, planning(book, stores), files));
        more.addAll(new FileRoutes(files).routes());
        more.addAll(offers(providers, controller, book, stores, clock));
        var asker = new LeakRoutes.Asker(store.installation(), actions);
        more.addAll(kept(providers, controller, stores, asker));
        return listening(controller, location, webhooks(controller, sender), more);
    }

    private WebhookRoutes webhooks(JobController controller, HttpMessageSender sender) {
        return new WebhookRoutes(controller.webhooks(), sender, config.webhooks(), clock);
    }

    private HttpMessageSender sender(WallTimers timers) {
        return new HttpMessageSender(timers, clock, config.webhooks().jobsMayReachPrivate());
    }

    private JobController started(Parts parts, HttpMessageSender sender) {
        Webhooks told = new Webhooks(config.webhooks().endpoints(), metrics.counting(sender));
        JobController controller = keep(new JobController(parts, told));
        controller.start();
        metrics.waitingMessages(controller.webhooks()::waiting);
        return controller;
    }

    /** Whoever counts is told what happens, and who sends traces too if anybody wants them. */
    private Parts traced(Parts parts) throws StartProblem {
        Optional<LaunchTraces> traces = TraceStart.of(config.traces(), home, parts);
        traces.ifPresent(built::push);
        Telemetry counting = metrics.telemetry();
        return parts.telling(traces.map(it -> it.beside(counting)).orElse(counting));
    }

    private GroupCommit commits(JobStore store, StoreLease lease, ExecutorService committer) {
        GroupCommit commits =
                new GroupCommit(
                        store, lease.lease(), committer, LARGEST_BATCH, metrics.transactions());
        metrics.queued(commits::queued);
        return commits;
    }

    private StoreBook stores(PluginFolders plugins, TreeUploads uploads) throws StartProblem {
        List<ObjectStore> stores =
                new StoreLoader(home, config, clock).load(plugins, System.getenv());
        stores.forEach(built::push);
        return new StoreBook(stores, uploads, config.bucket());
    }

    private List<Route> submits(ControlPlane plane, TaskPlanning planning, FileStore files) {
        return new SubmitRoutes(plane, planning, files, clock, config.openToUsers()).routes();
    }

    private TaskPlanning planning(OfferBook book, StoreBook stores) {
        return new TaskPlanning(
                book,
                new StoreChoice(stores, config.bucket(), config.bucketsOff()),
                random,
                config.webhooks().jobsMayUseHttp());
    }

    private void sweep(FileStore files, ControlPlane plane, WallTimers timers) {
        AtomicBoolean sweeping = new AtomicBoolean(true);
        built.push(() -> sweeping.set(false));
        new FileSweep(files, plane::trees).every(timers, sweeping::get);
    }

    /** What asks the simulated providers themselves. */
    private static List<Route> worlds(List<ComputeProvider> providers, ControlPlane plane) {
        GameDays days = new GameDays(providers);
        return new SimRoutes(days, new SimTargets(days, plane)).routes();
    }

    /** What there is of ours with the providers and in the stores. */
    static List<Route> kept(
            List<ComputeProvider> providers,
            ControlPlane plane,
            StoreBook stores,
            LeakRoutes.Asker asker) {
        String installation = asker.installation();
        LeakCheck clusters =
                new LeakCheck(providers, installation, new StoredBackers(plane, installation));
        StorageLeaks storages =
                new StorageLeaks(
                        new BucketCheck(stores, installation, plane.buckets()), plane.buckets());
        List<Route> table = new ArrayList<>(new LeakRoutes(clusters, storages, asker).routes());
        table.addAll(new StorageRoutes(plane).routes());
        table.addAll(worlds(providers, plane));
        return table;
    }

    /** What there is to run on. */
    static List<Route> offers(
            List<ComputeProvider> providers,
            ControlPlane plane,
            OfferBook book,
            StoreBook stores,
            InstantSource clock) {
        HostSurvey survey = new HostSurvey(providers);
        List<Route> table =
                new ArrayList<>(
                        new InfraRoutes(plane, book, survey, new StoreSurvey(stores)).routes());
        table.addAll(new GpuRoutes(book, survey).routes());
        table.addAll(new OverviewRoutes(plane, book, clock).routes());
        return table;
    }

    /** What is worth saying of the configuration, and of whom it names. */
    private List<String> warnings(WebhookRoutes webhooks) {
        return Stream.concat(config.warnings().stream(), webhooks.warnings().stream()).toList();
    }

    private ApiServer listening(
            ControlPlane plane, StoreLocation location, WebhookRoutes webhooks, List<Route> more)
            throws StartProblem {
        Changes changes = new Changes(plane);
        ChangeFeed feed = new ChangeFeed(plane::subscribe);
        List<Route> table = new ArrayList<>();
        table.addAll(
                new HealthRoutes(plane, location.toString(), () -> warnings(webhooks), stop)
                        .routes());
        table.addAll(new JobRoutes(plane, changes, clock).routes());
        table.addAll(new CancelRoutes(plane).routes());
        table.addAll(new LogRoutes(plane, changes).routes());
        table.addAll(new EventRoutes(plane, changes, feed, clock).routes());
        Access access = access();
        table.addAll(access.routes());
        table.addAll(webhooks.routes());
        table.addAll(more);
        table.addAll(DescriptionRoutes.routes());
        ListenConfig listen = config.listen();
        // The commands of this machine find their port in the home, whatever others use.
        int port = listen.apart() ? 0 : config.port();
        ApiServer server =
                keep(
                        new ApiServer(
                                ApiServer.Address.loopback(port), table, access.gate(), metrics));
        Optional<ApiServer> shared = Optional.empty();
        if (listen.apart()) {
            var address = new ApiServer.Address(listen.host(), config.port(), listen.tls());
            shared = Optional.of(keep(new ApiServer(address, table, access.gate(), metrics)));
        }
        // Closed first: whoever waits goes home, so that the server can end in good order.
        keep(changes);
        keep(feed);
        checkFree();
        server.start();
        shared.ifPresent(ApiServer::start);
        shared.ifPresent(it -> LOG.info("for other machines: {}", listen.shown(it.port())));
        if (server.port() < 0 || shared.map(ApiServer::port).orElse(0) < 0) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "The server cannot listen at " + listen.host() + ":" + config.port() + ".");
        }
        return server;
    }

    private Access access() throws StartProblem {
        try {
            return Access.of(
                    new Access.Owner(
                            ServerToken.of(home, random),
                            System.getProperty("user.name", ""),
                            config.listen()),
                    new UserBook(home.users(), random),
                    new AuditLog(home.audit()),
                    random,
                    clock);
        } catch (IOException trouble) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "Cannot use "
                            + home.show(home.server())
                            + ", where the token and the users are: "
                            + trouble.getMessage()
                            + ".",
                    trouble);
        }
    }

    /** What earlier processes lost and where, so that a restart goes on avoiding it. */
    private static LossHistory losses(JobStore store, Instant now) {
        return LossHistory.of(store.losses(now.minus(LossHistory.WINDOW), MOST_LOSSES));
    }

    /** The HTTP server only logs that it cannot listen; this says why. */
    private void checkFree() throws StartProblem {
        Instant limit = clock.instant().plus(PORT_WAIT);
        Optional<IOException> taken = probe();
        // A connection that goes out may have the port for a moment, or a server that is ending.
        while (taken.isPresent() && clock.instant().isBefore(limit)) {
            LockSupport.parkNanos(PORT_PAUSE.toNanos());
            taken = probe();
        }
        if (taken.isPresent()) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "Port "
                            + config.port()
                            + " of this machine is taken by another program. Choose another port: set"
                            + " api.port in "
                            + home.show(home.config())
                            + ", or SKY_API_PORT.",
                    taken.get());
        }
    }

    private Optional<IOException> probe() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(
                    new InetSocketAddress(
                            InetAddress.ofLiteral(config.listen().host()), config.port()));
            return Optional.empty();
        } catch (IOException taken) {
            return Optional.of(taken);
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        built.push(part);
        return part;
    }

    /** Lets go of everything; what fails to close does not keep the rest from it. */
    @Override
    public void close() {
        while (!built.isEmpty()) {
            AutoCloseable part = built.pop();
            try {
                part.close();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (Exception trouble) {
                LOG.warn(
                        "{} did not close: {}",
                        part.getClass().getSimpleName(),
                        trouble.toString());
            }
        }
    }
}
