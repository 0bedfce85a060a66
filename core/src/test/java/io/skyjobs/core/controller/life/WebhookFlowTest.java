package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.WebhookStandings;
import io.skyjobs.core.controller.Webhooks;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.JobWebhook;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Receivers of webhooks that are slow, down, or never there, over hours and days (P-50). */
class WebhookFlowTest {
    private static final String KEY = "for signing only";

    /** What receivers have been told, and which of them answer. */
    private static final class Receivers implements MessageSender {
        private final Map<String, List<Message>> taken = new HashMap<>();
        private int refused;
        private final List<String> keys = new ArrayList<>();
        private Predicate<Endpoint> down = endpoint -> false;
        private Predicate<Message> hated = message -> false;

        @Override
        public Answer send(Endpoint endpoint, Message message) {
            keys.add(endpoint.key());
            if (down.test(endpoint) || hated.test(message)) {
                refused++;
                return new Answer.Refused("The receiver is down.");
            }
            taken.computeIfAbsent(endpoint.name(), name -> new ArrayList<>()).add(message);
            return new Answer.Taken(204);
        }

        List<Message> of(String name, long job) {
            return taken.getOrDefault(name, List.of()).stream()
                    .filter(message -> message.job().id() == job)
                    .toList();
        }

        List<ManagedJobStatus> statuses(String name, long job) {
            return of(name, job).stream().map(message -> message.change().after()).toList();
        }
    }

    private Receivers receivers = new Receivers();

    private Calm calm(Endpoint... endpoints) {
        receivers = new Receivers();
        return new Calm(new Webhooks(List.of(endpoints), receivers));
    }

    private static Endpoint endpoint(String name, ManagedJobStatus... statuses) {
        return new Endpoint(
                EndpointId.ofServer(name),
                name,
                URI.create("https://" + name + ".example/"),
                KEY,
                Set.of(statuses),
                true);
    }

    private static JobSpec spec(String run, JobWebhook... webhooks) {
        return new JobSpec(
                        "one",
                        List.of(Calm.task(run, 1, false)),
                        List.of(List.of()),
                        0,
                        Optional.empty())
                .withWebhooks(List.of(webhooks));
    }

    @Test
    void everyChangeIsToldOnceInOrder() {
        Calm calm = calm(endpoint("ops"), endpoint("ends", ManagedJobStatus.SUCCEEDED));
        long job = calm.submit("sleep 60");
        calm.pass(Duration.ofMinutes(30));

        assertThat(receivers.statuses("ops", job))
                .containsExactly(
                        ManagedJobStatus.PENDING,
                        ManagedJobStatus.STARTING,
                        ManagedJobStatus.RUNNING,
                        ManagedJobStatus.SUCCEEDED);
        assertThat(receivers.statuses("ends", job)).containsExactly(ManagedJobStatus.SUCCEEDED);
        List<Message> told = receivers.of("ops", job);
        assertThat(told).extracting(Message::sequence).isSorted().doesNotHaveDuplicates();
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i).change().before()).contains(told.get(i - 1).change().after());
        }
        Message last = told.getLast();
        assertThat(last.id()).isEqualTo("msg_calm01_" + job + "_" + last.sequence());
        assertThat(last.change().attempt()).isEqualTo(1);
        assertThat(last.change().offer()).isPresent();
        assertThat(last.change().reason().sentence())
                .isEqualTo(
                        calm.controller()
                                .explain(job)
                                .orElseThrow()
                                .tasks()
                                .getFirst()
                                .cause()
                                .sentence())
                .doesNotContain("logs");
        assertThat(last.costMicros()).isPositive();
        assertThat(told.getFirst().costMicros()).isZero();
        assertThat(calm.store().outbox().lines()).isEmpty();
    }

    @Test
    void aCancelledJobIsToldToItsEnd() {
        Calm calm = calm(endpoint("ops"));
        long job = calm.submit("sleep 100000");
        calm.pass(Duration.ofMinutes(10));
        calm.cancel(job);
        calm.pass(Duration.ofMinutes(10));
        assertThat(receivers.statuses("ops", job))
                .endsWith(
                        ManagedJobStatus.RUNNING,
                        ManagedJobStatus.CANCELLING,
                        ManagedJobStatus.CANCELLED);
    }

    /** P-50: down for an hour, with kills of the server; all arrive, in order, each once by id. */
    @Test
    void allArriveAfterAnHourWithoutAReceiver() {
        Calm calm = calm(endpoint("ops"), endpoint("up"));
        receivers.down = endpoint -> endpoint.name().equals("ops");
        List<Long> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(calm.submit("sleep 60"));
            calm.pass(Duration.ofMinutes(3));
            if (i % 5 == 4) {
                calm.restart();
            }
        }
        assertThat(receivers.taken).doesNotContainKey("ops");
        assertThat(receivers.statuses("up", jobs.getFirst())).hasSize(4);
        calm.pass(Duration.ofSeconds(10));
        WebhookStandings.Standing ops = calm.controller().webhooks().standings().getFirst();
        assertThat(ops.waiting()).isGreaterThanOrEqualTo(70);
        assertThat(ops.trouble())
                .map(WebhookStandings.Trouble::sentence)
                .contains("The receiver is down.");
        // One message at a time, ever more seldom: not every job's for itself.
        assertThat(receivers.refused).isLessThan(200);

        receivers.down = endpoint -> false;
        calm.pass(Duration.ofMinutes(30));
        for (long job : jobs) {
            assertThat(receivers.statuses("ops", job))
                    .containsExactly(
                            ManagedJobStatus.PENDING,
                            ManagedJobStatus.STARTING,
                            ManagedJobStatus.RUNNING,
                            ManagedJobStatus.SUCCEEDED);
        }
        assertThat(receivers.taken.getOrDefault("ops", List.of()))
                .extracting(Message::id)
                .doesNotHaveDuplicates();
        assertThat(calm.controller().webhooks().standings().getFirst().trouble()).isEmpty();
    }

    /**
     * A kill between the receiver's answer and the note of it: again, with the same id and text.
     */
    @Test
    void whatWasNotNotedComesAgainAsTheSame() {
        for (int steps = 0; steps < 40; steps++) {
            Calm calm = calm(endpoint("ops"));
            long job = calm.submit("sleep 60");
            calm.steps(steps);
            calm.restart();
            calm.pass(Duration.ofMinutes(30));
            List<Message> told = receivers.of("ops", job);
            assertThat(told.stream().distinct().map(message -> message.change().after()))
                    .as("killed after %d steps", steps)
                    .containsExactly(
                            ManagedJobStatus.PENDING,
                            ManagedJobStatus.STARTING,
                            ManagedJobStatus.RUNNING,
                            ManagedJobStatus.SUCCEEDED);
            assertThat(told.stream().map(Message::id).distinct())
                    .hasSameSizeAs(told.stream().distinct().toList());
        }
    }

    /** P-50: after a day it is given up, counted, and what is younger goes on being tried. */
    @Test
    void afterADayItIsGivenUpAndCounted() {
        Calm calm = calm(endpoint("ops"));
        receivers.down = endpoint -> true;
        calm.submit("sleep 60");
        calm.pass(Duration.ofHours(23));
        long young = calm.submit("sleep 60");
        calm.pass(Duration.ofMinutes(50));
        assertThat(calm.controller().webhooks().standings().getFirst().waiting()).isEqualTo(8);

        calm.pass(Duration.ofHours(1));
        WebhookStandings.Standing ops = calm.controller().webhooks().standings().getFirst();
        assertThat(ops.waiting()).isEqualTo(4);
        assertThat(ops.lapse()).map(lapse -> lapse.messages()).contains(4L);

        receivers.down = endpoint -> false;
        calm.pass(Duration.ofMinutes(15));
        assertThat(receivers.taken.getOrDefault("ops", List.of()))
                .extracting(message -> message.job().id())
                .containsOnly(young)
                .hasSize(4);
    }

    /** A server that was away for two days tries what it finds before it gives anything up. */
    @Test
    void whatIsFoundAtAStartIsTriedFirst() {
        Calm calm = calm(endpoint("ops"));
        receivers.down = endpoint -> true;
        long job = calm.submit("sleep 60");
        calm.pass(Duration.ofMinutes(30));
        calm.standStill(Duration.ofDays(2));
        receivers.down = endpoint -> false;
        calm.restart();
        calm.pass(Duration.ofMinutes(30));
        assertThat(receivers.statuses("ops", job)).hasSize(4);
    }

    /** One message that its receiver never takes holds back its own job only. */
    @Test
    void aMessageThatIsNeverTakenHoldsBackItsOwnJobOnly() {
        Calm calm = calm(endpoint("ops"));
        receivers.hated = message -> message.job().id() == 1;
        long poison = calm.submit("sleep 60");
        calm.pass(Duration.ofHours(1));
        long good = calm.submit("sleep 60");
        calm.pass(Duration.ofMinutes(15));
        assertThat(receivers.statuses("ops", good)).hasSize(4);
        assertThat(receivers.statuses("ops", poison)).isEmpty();
    }

    @Test
    void aJobsOwnWebhookIsSignedWithItsOwnKeyAndTheKeyIsForgotten() {
        Calm calm = calm();
        JobWebhook own =
                new JobWebhook(
                        URI.create("https://hooks.example/a"),
                        "TOKEN",
                        List.of("PENDING", "SUCCEEDED"),
                        Optional.of("mine"));
        receivers.down = endpoint -> true;
        long job = calm.submit(spec("sleep 60", own));
        calm.pass(Duration.ofMinutes(30));
        assertThat(calm.controller().job(job).orElseThrow().job().ended()).isTrue();
        assertThat(calm.store().outbox().keys(job)).containsOnlyKeys("TOKEN");

        calm.restart();
        receivers.down = endpoint -> false;
        calm.pass(Duration.ofMinutes(10));
        assertThat(receivers.statuses("mine", job))
                .containsExactly(ManagedJobStatus.PENDING, ManagedJobStatus.SUCCEEDED);
        assertThat(receivers.keys).containsOnly("secret");
        assertThat(calm.store().outbox().holdsKeys()).isFalse();
    }

    /** A server without webhooks does nothing more than before: no timer, no row, no key. */
    @Test
    void whereNobodyIsToldNothingIsDone() {
        Calm with = calm(endpoint("ops"));
        with.submit("sleep 60");
        with.pass(Duration.ofMinutes(30));
        Calm without = calm();
        without.submit("sleep 60");
        without.pass(Duration.ofMinutes(30));
        assertThat(receivers.keys).isEmpty();
        assertThat(without.store().outbox().waiting()).isEmpty();
        assertThat(without.timersSet()).isLessThan(with.timersSet());
        assertThat(Stream.of(with, without))
                .allMatch(calm -> calm.controller().health().live() == 0);
    }
}
