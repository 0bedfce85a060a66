package io.skyjobs.app.server;

import io.skyjobs.app.api.JobRequest;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.controller.OfferPlacement;
import io.skyjobs.core.controller.StoreChoice;
import io.skyjobs.core.optimizer.Optimizer;
import io.skyjobs.core.optimizer.Plan;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.ParsedJob;
import io.skyjobs.core.spec.PathLook;
import io.skyjobs.core.spec.Problem;
import io.skyjobs.core.spec.SourceText;
import io.skyjobs.core.spec.SubmitContext;
import io.skyjobs.core.spec.TaskFileReader;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Reads task files and ranks places over what is on offer now. Safe for use from many threads. */
final class TaskPlanning implements Planning {
    private static final int RUN_ID_LENGTH = 8;
    private static final int BASE = 36;
    private static final HexFormat HEX = HexFormat.of();

    private final OfferBook book;
    private final StoreChoice stores;
    private final RandomGenerator random;
    private final boolean webhooksMayUseHttp;
    private final TaskFileReader reader = new TaskFileReader();
    private final Optimizer optimizer = new Optimizer();

    /**
     * @param stores says where buckets are
     * @param random draws a part of generated names
     * @param webhooksMayUseHttp whether a job may be told of without TLS
     */
    TaskPlanning(
            OfferBook book,
            StoreChoice stores,
            RandomGenerator random,
            boolean webhooksMayUseHttp) {
        this.book = book;
        this.stores = stores;
        this.random = random;
        this.webhooksMayUseHttp = webhooksMayUseHttp;
    }

    @Override
    public Prepared prepare(JobRequest request, boolean owner) {
        ToldPaths told = new ToldPaths(request.paths().orElse(JobRequest.Seen.NOTHING));
        PathLook look = owner && request.paths().isEmpty() ? new DiskLook() : told;
        OfferBook.Market market = book.market();
        SourceText source = JobRequests.source(request);
        ParsedJob parsed =
                reader.read(source, JobRequests.overrides(request), context(request, market, look));
        if (!told.untold.isEmpty()) {
            throw pathsNeeded(told.untold);
        }
        if (parsed.job().isEmpty()) {
            throw wrong(parsed.problems());
        }
        StoreChoice.Chosen chosen = stores.addressed(parsed.job().get());
        JobSpec spec = chosen.spec();
        List<Problem> problems = new ArrayList<>(parsed.problems());
        problems.addAll(chosen.problems());
        problems.addAll(NotYet.problems(spec));
        if (problems.stream().anyMatch(it -> it.severity() == Problem.Severity.ERROR)) {
            throw wrong(problems);
        }
        List<Plan> plans = new ArrayList<>();
        spec.tasks()
                .forEach(
                        task ->
                                plans.add(
                                        optimizer.plan(
                                                OfferPlacement.request(task, market)
                                                        .knowingMakers(
                                                                book.catalog().acceleratorMakers())
                                                        .showingDisabled())));
        if (plans.stream().anyMatch(plan -> plan.chosen().isEmpty())) {
            NotYet.needingOwnFiles(spec)
                    .map(why -> NotYet.ignored("file_mounts", why))
                    .ifPresent(problems::add);
        }
        return new Prepared(
                spec,
                parsed.secretValues(),
                JobRequests.workspace(request),
                problems,
                source instanceof SourceText.Command,
                plans);
    }

    @Override
    public JobSpec placed(JobSpec spec, String user, Predicate<String> isFile) {
        StringBuilder runId = new StringBuilder();
        while (runId.length() < RUN_ID_LENGTH) {
            runId.append(Character.forDigit(random.nextInt(BASE), BASE));
        }
        return stores.staged(spec, user, runId.toString(), isFile);
    }

    private SubmitContext context(JobRequest request, OfferBook.Market market, PathLook look) {
        byte[] drawn = new byte[2];
        random.nextBytes(drawn);
        return new SubmitContext(
                request.workingDirectory(),
                request.home(),
                look,
                request.userName(),
                HEX.formatHex(drawn),
                book.catalog()::canonicalAccelerator,
                new TreeSet<>(market.notes().keySet()),
                webhooksMayUseHttp);
    }

    /** One item per path, which stands in its field {@code file}. */
    private static RequestProblem pathsNeeded(Set<String> untold) {
        ProblemReply reply =
                ProblemReply.of(
                        422,
                        ProblemCode.PATHS_NEEDED,
                        "The job names paths of the submitting machine; say in paths whether each"
                                + " is a FILE, a DIRECTORY or MISSING: "
                                + String.join(", ", untold));
        List<ProblemReply.Item> items = new ArrayList<>();
        for (String path : untold) {
            items.add(
                    new ProblemReply.Item(
                            "ERROR",
                            Optional.of(path),
                            0,
                            0,
                            "paths",
                            "What is there is not known.",
                            Optional.empty()));
        }
        return new RequestProblem(reply.listing(items));
    }

    private static RequestProblem wrong(List<Problem> problems) {
        String message =
                problems.stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .findFirst()
                        .map(Problem::toString)
                        .orElse("The task cannot be read.");
        return new RequestProblem(
                ProblemReply.of(422, ProblemCode.BAD_TASK, message)
                        .listing(PlanViews.items(problems)));
    }

    /**
     * What the client said of its machine. P-58: a stranger must not learn which files the server's
     * disk has. Confined to one request.
     */
    private static final class ToldPaths implements PathLook {
        private final Map<String, JobRequest.PathKind> told = new HashMap<>();
        private final Set<String> untold = new TreeSet<>();

        ToldPaths(JobRequest.Seen seen) {
            seen.paths().forEach(one -> told.put(one.path(), one.kind()));
        }

        @Override
        public boolean exists(String path) {
            return kind(path) != JobRequest.PathKind.MISSING;
        }

        @Override
        public boolean isDirectory(String path) {
            return kind(path) == JobRequest.PathKind.DIRECTORY;
        }

        private JobRequest.PathKind kind(String path) {
            JobRequest.PathKind kind = told.get(path);
            if (kind != null) {
                return kind;
            }
            untold.add(path);
            return JobRequest.PathKind.MISSING;
        }
    }

    /** The server runs on the submitting machine, as the submitting user. */
    private static final class DiskLook implements PathLook {
        @Override
        public boolean exists(String path) {
            try {
                return Files.exists(Path.of(path));
            } catch (InvalidPathException | SecurityException cannotLook) {
                return false;
            }
        }

        @Override
        public boolean isDirectory(String path) {
            try {
                return Files.isDirectory(Path.of(path));
            } catch (InvalidPathException | SecurityException cannotLook) {
                return false;
            }
        }
    }
}
