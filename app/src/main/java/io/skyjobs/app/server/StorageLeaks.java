package io.skyjobs.app.server;

import io.skyjobs.app.api.EndLeaksReply;
import io.skyjobs.app.api.LeaksReply;
import io.skyjobs.core.controller.BucketCheck;
import io.skyjobs.core.controller.BucketCheck.Account;
import io.skyjobs.core.controller.BucketCheck.Found;
import io.skyjobs.core.controller.Buckets;
import io.skyjobs.core.controller.ControlPlane.DeleteAnswer;
import io.skyjobs.spi.store.StoreUri;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What object stores have of ours, as the wire has it. Safe for use from many threads. */
final class StorageLeaks {
    private final BucketCheck check;
    private final Buckets book;

    StorageLeaks(BucketCheck check, Buckets book) {
        this.check = check;
        this.book = book;
    }

    List<String> stores() {
        return check.stores();
    }

    String title(String store) {
        return check.title(store);
    }

    /** What one store has; blocks on it. */
    LeaksReply.Store account(String store) {
        Account account = check.account(store);
        return new LeaksReply.Store(
                account.store(),
                account.title(),
                account.found().stream().map(StorageLeaks::view).toList(),
                account.unknown(),
                account.note());
    }

    private static LeaksReply.Storage view(Found found) {
        return new LeaksReply.Storage(
                found.uri().toString(),
                found.standing().name(),
                found.state(),
                found.job().stream().boxed().findFirst(),
                found.since(),
                found.reason(),
                found.installation(),
                found.removable());
    }

    static boolean isClean(LeaksReply.Store store) {
        return store.unknown().isEmpty()
                && store.storages().stream().noneMatch(LeaksReply.Storage::leaked);
    }

    /** Removes what nobody stands behind, after looking again; comes when that is over. */
    CompletableFuture<EndLeaksReply.Removed> end(String address) {
        Optional<StoreUri> uri = StoreUri.parse(address);
        if (uri.isEmpty()) {
            throw RequestProblem.badRequest("'" + address + "' is not an address in a store.");
        }
        CompletableFuture<DeleteAnswer> answer = new CompletableFuture<>();
        book.reclaim(uri.get(), answer::complete);
        return answer.thenApply(it -> removed(address, it));
    }

    private static EndLeaksReply.Removed removed(String address, DeleteAnswer answer) {
        return switch (answer) {
            case DeleteAnswer.Deleted deleted -> new EndLeaksReply.Removed(address, "GONE", "");
            case DeleteAnswer.NotFound none ->
                    new EndLeaksReply.Removed(
                            address, "ABSENT", "It is not in the book of this installation.");
            case DeleteAnswer.InUse use ->
                    new EndLeaksReply.Removed(
                            address,
                            "MATCHED",
                            use.jobs().isEmpty()
                                    ? "A job stands behind it now; it was left alone."
                                    : "Job "
                                            + use.jobs().getFirst()
                                            + " stands behind it now; it was left alone.");
            case DeleteAnswer.Refused refused ->
                    new EndLeaksReply.Removed(address, "FAILED", refused.sentence());
        };
    }
}
