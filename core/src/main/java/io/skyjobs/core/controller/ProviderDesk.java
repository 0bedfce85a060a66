package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.ProvisionException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The one way to a provider: bounds how many calls are under way, lets those that a job waits for
 * go before those that only keep us informed, and asks for many clusters with one call. Safe for
 * use from many threads; callers never block.
 */
final class ProviderDesk {
    /** An answer to a question about one cluster. */
    sealed interface Answer {
        /** The provider answered. */
        record Seen(Inspection inspection) implements Answer {}

        /** The provider could not answer. */
        record Unknown(String sentence) implements Answer {}
    }

    /**
     * While both kinds of calls wait, one of so many begun is one that can wait. Ours: enough that
     * logs go on to be read during a storm of recoveries, and little of what those need.
     */
    private static final int PATIENT_SHARE = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final ComputeProvider provider;
    private final Executor executor;
    private final int limit;
    private final Telemetry telemetry;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private final ArrayDeque<Runnable> patient = new ArrayDeque<>();
    private final Map<ClusterName, List<Consumer<Answer>>> asked = new HashMap<>();
    private int underWay;
    private int passedOver;
    private boolean inspecting;

    ProviderDesk(ComputeProvider provider, Executor executor, int limit) {
        this(provider, executor, limit, Telemetry.NONE);
    }

    ProviderDesk(ComputeProvider provider, Executor executor, int limit, Telemetry telemetry) {
        this.provider = provider;
        this.executor = executor;
        this.limit = limit;
        this.telemetry = telemetry;
    }

    /** Something that a provider is asked. */
    interface Question<T> {
        T to(ComputeProvider provider) throws ProvisionException;
    }

    /** Asks the provider at once, and tells how long it took and what came of it. */
    <T> T ask(Telemetry.Operation operation, Question<T> question) throws ProvisionException {
        Telemetry.Call call = telemetry.calling(provider.name(), operation);
        T answer;
        try {
            answer = question.to(provider);
        } catch (ProvisionException trouble) {
            call.refused(trouble);
            throw trouble;
        } catch (RuntimeException | Error bug) {
            call.broke();
            throw bug;
        }
        call.answered();
        return answer;
    }

    /** Asks for the end of a cluster. */
    void terminate(ClusterName name) throws ProvisionException {
        ask(
                Telemetry.Operation.TERMINATE,
                it -> {
                    it.terminate(name);
                    return name;
                });
    }

    ComputeProvider provider() {
        return provider;
    }

    /** Runs a call to the provider when its turn comes. */
    void run(Runnable call) {
        put(queue, call);
    }

    /** The same for a call that can wait: others go before it, though never all of them. */
    void runPatiently(Runnable call) {
        put(patient, call);
    }

    private void put(ArrayDeque<Runnable> line, Runnable call) {
        lock.lock();
        try {
            line.add(call);
        } finally {
            lock.unlock();
        }
        next();
    }

    /** The call whose turn it is, of at least one that waits. Under the lock. */
    private Runnable first() {
        boolean isPatient =
                queue.isEmpty() || (!patient.isEmpty() && passedOver >= PATIENT_SHARE - 1);
        passedOver = isPatient || patient.isEmpty() ? 0 : passedOver + 1;
        return isPatient ? patient.remove() : queue.remove();
    }

    /** Asks how a cluster is; questions that come meanwhile share the next call. */
    void inspect(ClusterName name, Consumer<Answer> answer) {
        boolean first;
        lock.lock();
        try {
            asked.computeIfAbsent(name, key -> new ArrayList<>(1)).add(answer);
            first = !inspecting;
            inspecting = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            run(this::inspectAll);
        }
    }

    private void inspectAll() {
        Map<ClusterName, List<Consumer<Answer>>> batch;
        lock.lock();
        try {
            batch = new HashMap<>(asked);
            asked.clear();
            inspecting = false;
        } finally {
            lock.unlock();
        }
        Answer answer;
        try {
            answer =
                    new Answer.Seen(
                            ask(Telemetry.Operation.INSPECT, it -> it.inspect(batch.keySet())));
        } catch (ProvisionException trouble) {
            answer = new Answer.Unknown(trouble.sentence());
        } catch (RuntimeException | LinkageError | StackOverflowError bug) {
            answer = new Answer.Unknown(provider.title() + " could not be asked: " + bug);
        }
        for (List<Consumer<Answer>> consumers : batch.values()) {
            for (Consumer<Answer> consumer : consumers) {
                consumer.accept(answer);
            }
        }
    }

    private void next() {
        while (true) {
            Runnable call;
            lock.lock();
            try {
                if (underWay >= limit || (queue.isEmpty() && patient.isEmpty())) {
                    return;
                }
                call = first();
                underWay++;
            } finally {
                lock.unlock();
            }
            try {
                executor.execute(() -> done(call));
            } catch (RejectedExecutionException ending) {
                // The process goes down; what waits here is taken up by the next one.
                return;
            }
        }
    }

    private void done(Runnable call) {
        try {
            call.run();
        } finally {
            lock.lock();
            try {
                underWay--;
            } finally {
                lock.unlock();
            }
            next();
        }
    }
}
