package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.EndLeaksReply;
import io.skyjobs.app.api.EndLeaksRequest;
import io.skyjobs.app.api.LeaksReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.Backer;
import io.skyjobs.core.controller.LeakCheck;
import io.skyjobs.core.controller.LeakCheck.Account;
import io.skyjobs.core.controller.LeakCheck.Ended;
import io.skyjobs.core.controller.LeakCheck.Ending;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What providers and object stores have of ours, and the end of what nobody stands behind. */
final class LeakRoutes {
    /** Shorter than a client waits, so that one that hangs does not hide the others. */
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private final LeakCheck check;
    private final StorageLeaks storages;
    private final String installation;
    private final Executor executor;

    /**
     * Who asks.
     *
     * @param executor asks the providers and the stores side by side; tasks may block
     */
    record Asker(String installation, Executor executor) {}

    LeakRoutes(LeakCheck check, StorageLeaks storages, Asker asker) {
        this.check = check;
        this.storages = storages;
        this.installation = asker.installation();
        this.executor = asker.executor();
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/leaks", this::leaks),
                Route.post(Role.ADMIN, "/leaks/terminate", this::terminate));
    }

    private void leaks(ServerRequest request, ServerResponse response) throws InterruptedException {
        List<CompletableFuture<Account>> asked =
                check.providers().stream().map(name -> started(() -> check.account(name))).toList();
        List<String> names = storages.stores();
        List<CompletableFuture<LeaksReply.Store>> stores =
                names.stream().map(name -> started(() -> storages.account(name))).toList();
        Patience patience = new Patience();
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String name = check.providers().get(i);
            String title = check.title(name);
            accounts.add(
                    patience.await(
                            asked.get(i),
                            new Account(name, title, List.of(), title + hangs(), "")));
        }
        List<LeaksReply.Store> kept = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
            String title = storages.title(names.get(i));
            kept.add(
                    patience.await(
                            stores.get(i),
                            new LeaksReply.Store(
                                    names.get(i), title, List.of(), title + hangs(), "")));
        }
        Replies.send(
                response,
                LeaksReply.class,
                new LeaksReply(
                        installation,
                        accounts.stream().allMatch(Account::clean)
                                && kept.stream().allMatch(StorageLeaks::isClean),
                        accounts.stream().map(LeakRoutes::view).toList(),
                        kept));
    }

    private void terminate(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        EndLeaksRequest wish = new Parameters(request).body(EndLeaksRequest.class);
        if (wish.clusters().size() + wish.storages().size() > Wire.MAX_JOBS) {
            throw RequestProblem.badRequest(
                    "At most " + Wire.MAX_JOBS + " clusters and buckets can be ended at once.");
        }
        AuditTrail.about(request, "leaks " + wish.clusters() + " " + wish.storages());
        List<CompletableFuture<Ended>> asked = new ArrayList<>();
        for (EndLeaksRequest.Target target : wish.clusters()) {
            ClusterName cluster = name(target.cluster());
            asked.add(started(() -> check.end(target.provider(), cluster)));
        }
        List<CompletableFuture<EndLeaksReply.Removed>> going =
                wish.storages().stream().map(storages::end).toList();
        Patience patience = new Patience();
        List<EndLeaksReply.Ended> ended = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            EndLeaksRequest.Target target = wish.clusters().get(i);
            Ended came =
                    patience.await(
                            asked.get(i),
                            new Ended(Ending.FAILED, check.title(target.provider()) + hangs()));
            ended.add(
                    new EndLeaksReply.Ended(
                            target.provider(),
                            target.cluster(),
                            came.ending().name(),
                            came.sentence()));
        }
        List<EndLeaksReply.Removed> removed = new ArrayList<>();
        for (int i = 0; i < going.size(); i++) {
            removed.add(
                    patience.await(
                            going.get(i),
                            new EndLeaksReply.Removed(
                                    wish.storages().get(i),
                                    "FAILED",
                                    "It is still being removed.")));
        }
        Replies.send(response, EndLeaksReply.class, new EndLeaksReply(ended, removed));
    }

    private <T> CompletableFuture<T> started(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, executor);
    }

    /** Waits for many answers, no longer in all than the limit. */
    private static final class Patience {
        private final long end = System.nanoTime() + LIMIT.toNanos();

        <T> T await(CompletableFuture<T> answer, T otherwise) throws InterruptedException {
            try {
                return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException slow) {
                return otherwise;
            } catch (ExecutionException broken) {
                throw new IllegalStateException("a provider was not asked", broken);
            }
        }
    }

    private static String hangs() {
        return " did not answer within " + LIMIT.toSeconds() + " seconds.";
    }

    private static ClusterName name(String text) {
        try {
            return new ClusterName(text);
        } catch (IllegalArgumentException notOne) {
            throw RequestProblem.badRequest("'" + text + "' cannot be the name of a cluster.");
        }
    }

    /** How many machines of a cluster exist. */
    static int existing(ClusterView view) {
        return (int)
                view.nodes().stream()
                        .filter(node -> node.phase() != ClusterView.Phase.GONE)
                        .count();
    }

    private static LeaksReply.Account view(Account account) {
        return new LeaksReply.Account(
                account.provider(),
                account.title(),
                account.resources().stream().map(LeakRoutes::view).toList(),
                account.unknown(),
                account.note());
    }

    private static LeaksReply.Resource view(LeakCheck.Resource resource) {
        return new LeaksReply.Resource(
                resource.view().name().value(),
                resource.standing().name(),
                resource.view().phase().name(),
                existing(resource.view()),
                resource.installation(),
                resource.backer().map(LeakRoutes::view));
    }

    private static LeaksReply.Backer view(Backer backer) {
        return new LeaksReply.Backer(
                backer.job(),
                backer.task(),
                backer.attempt(),
                backer.status().name(),
                backer.requested(),
                backer.price().dollars().doubleValue());
    }
}
