package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.DeleteStorageReply;
import io.skyjobs.app.api.DeleteStorageRequest;
import io.skyjobs.app.api.StoragesReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControlPlane.DeleteAnswer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Buckets that this installation made, and their removal. */
final class StorageRoutes {
    private static final long LIMIT_SECONDS = 50;

    private final ControlPlane plane;

    StorageRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/storages", this::list),
                Route.post(Role.ADMIN, "/storages/delete", this::delete));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Replies.send(
                response,
                StoragesReply.class,
                new StoragesReply(
                        plane.buckets().storages().stream().map(StorageRoutes::view).toList()));
    }

    private static StoragesReply.StorageView view(ControlPlane.Storage storage) {
        return new StoragesReply.StorageView(
                storage.bucket().uri().bucket(),
                storage.bucket().uri().store(),
                storage.bucket().uri().toString(),
                storage.bucket().made(),
                storage.bucket().job(),
                storage.bucket().persistent(),
                switch (storage.bucket().state()) {
                    case BucketState.Intended intended -> "INIT";
                    case BucketState.Made made -> "READY";
                    case BucketState.Removing removing -> "DELETING";
                    case BucketState.Gone gone -> "GONE";
                },
                storage.users());
    }

    private void delete(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        DeleteStorageRequest wish = new Parameters(request).body(DeleteStorageRequest.class);
        if (wish.names().size() > Wire.MAX_JOBS) {
            throw RequestProblem.badRequest(
                    "At most " + Wire.MAX_JOBS + " storages can be deleted at once.");
        }
        AuditTrail.about(request, "storages " + String.join(" ", wish.names()));
        List<Asked> asked = new ArrayList<>();
        for (String name : wish.names()) {
            List<ControlPlane.Storage> found =
                    plane.buckets().storages().stream().filter(it -> named(it, name)).toList();
            CompletableFuture<DeleteAnswer> answer = new CompletableFuture<>();
            if (found.isEmpty()) {
                answer.complete(new DeleteAnswer.NotFound());
            } else if (found.size() > 1) {
                answer.complete(
                        new DeleteAnswer.Refused(
                                "Storages in several stores are called '"
                                        + name
                                        + "'; give the address, such as "
                                        + found.getFirst().bucket().uri()
                                        + "."));
            } else {
                plane.buckets().delete(found.getFirst().bucket().uri(), answer::complete);
            }
            asked.add(new Asked(name, answer));
        }
        List<DeleteStorageReply.Deleted> came = new ArrayList<>();
        // One time for all of them: a store that hangs must not hold the request for each.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        for (Asked each : asked) {
            came.add(outcome(each, Math.max(0, end - System.nanoTime())));
        }
        Replies.send(response, DeleteStorageReply.class, new DeleteStorageReply(came));
    }

    private record Asked(String name, CompletableFuture<DeleteAnswer> answer) {}

    private static boolean named(ControlPlane.Storage storage, String name) {
        return storage.bucket().uri().bucket().equals(name)
                || storage.bucket().uri().toString().equals(name);
    }

    private static DeleteStorageReply.Deleted outcome(Asked asked, long nanos)
            throws InterruptedException {
        try {
            return switch (asked.answer().get(nanos, TimeUnit.NANOSECONDS)) {
                case DeleteAnswer.Deleted deleted ->
                        new DeleteStorageReply.Deleted(asked.name(), "DELETED", "");
                case DeleteAnswer.NotFound none ->
                        new DeleteStorageReply.Deleted(
                                asked.name(),
                                "NOT_FOUND",
                                "Storage name '" + asked.name() + "' not found.");
                case DeleteAnswer.InUse use ->
                        new DeleteStorageReply.Deleted(
                                asked.name(),
                                "IN_USE",
                                "Storage '"
                                        + asked.name()
                                        + "' is used by managed jobs "
                                        + use.jobs()
                                        + ". Cancel them, or wait until they are over.");
                case DeleteAnswer.Refused refused ->
                        new DeleteStorageReply.Deleted(asked.name(), "FAILED", refused.sentence());
            };
        } catch (TimeoutException slow) {
            return new DeleteStorageReply.Deleted(
                    asked.name(), "FAILED", "It is still being removed. See: sky storage ls");
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a removal was answered with a failure", broken);
        }
    }
}
