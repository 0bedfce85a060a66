package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.Webhooks;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender.Answer;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * The receiver of webhooks of one life, and what must hold of what it is told (P-50). Every second
 * life has none. Its own random numbers leave the rest of the life as it would be without it.
 */
final class LifeWebhooks {
    private final SplittableRandom random;
    private final boolean exists;
    private final double refusing;
    private final Map<String, Message> byId = new HashMap<>();
    private final Map<Long, List<Message>> told = new HashMap<>();

    LifeWebhooks(long seed) {
        this.random = new SplittableRandom(seed ^ 0x9E3779B9L);
        this.exists = random.nextBoolean();
        this.refusing = random.nextDouble() * 0.9;
    }

    /**
     * Whom a controller tells, which may be killed before and after each message.
     *
     * @param mayKill kills it, perhaps
     * @param stormy whether things go wrong now
     */
    Webhooks seen(Runnable mayKill, BooleanSupplier stormy) {
        if (!exists) {
            return Webhooks.NONE;
        }
        Endpoint endpoint =
                new Endpoint(
                        EndpointId.ofServer("life"),
                        "life",
                        URI.create("https://life.example/"),
                        "a key for life only",
                        Set.of(),
                        true);
        return new Webhooks(
                List.of(endpoint),
                (to, message) -> {
                    mayKill.run();
                    if (stormy.getAsBoolean() && random.nextDouble() < refusing) {
                        return new Answer.Refused("The receiver does not feel well.");
                    }
                    take(message);
                    mayKill.run();
                    return new Answer.Taken(200);
                });
    }

    private void take(Message message) {
        Message earlier = byId.putIfAbsent(message.id(), message);
        if (earlier != null) {
            require(earlier.equals(message), "one id had two texts: " + earlier + ", " + message);
            return;
        }
        List<Message> before = told.computeIfAbsent(message.job().id(), job -> new ArrayList<>());
        Optional<Message> last =
                before.isEmpty() ? Optional.empty() : Optional.of(before.getLast());
        require(
                last.map(Message::sequence).orElse(0L) < message.sequence(),
                "told out of order: " + message);
        require(
                message.change().before().equals(last.map(it -> it.change().after())),
                "something is missing before " + message);
        before.add(message);
    }

    /** Whether nothing waits to be told. */
    boolean isClear(JobStore store) {
        return store.outbox().lines().isEmpty();
    }

    /** Everybody was told of all that came of these jobs. */
    void check(JobStore store, Collection<Long> jobs) {
        if (!exists) {
            require(told.isEmpty() && isClear(store), "something was to be told to nobody");
            return;
        }
        for (long job : jobs) {
            ManagedJobStatus status = store.job(job).orElseThrow().job().status();
            List<Message> messages = told.getOrDefault(job, List.of());
            require(!messages.isEmpty(), "nothing was told of job " + job);
            require(
                    messages.getLast().change().after() == status,
                    "job " + job + " is " + status + ", and that was not told");
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new BrokenPromise(9, sentence);
        }
    }
}
