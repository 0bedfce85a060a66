package io.skyjobs.app.server.webhooks;

import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.WebhookEvent;
import io.skyjobs.core.controller.Timers;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender;
import io.skyjobs.core.webhook.SigningKey;
import io.skyjobs.core.webhook.StatusChange;
import io.skyjobs.spi.Offer;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLSocketFactory;

/**
 * Sends messages as signed JSON over HTTP. Whom jobs name is reached in the public internet only,
 * unless the configuration says otherwise: what was looked up is checked, and nothing else is
 * connected to. Safe for use from many threads.
 */
public final class HttpMessageSender implements MessageSender, AutoCloseable {
    /** How long one try may take, after its host was looked up. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(5);

    private final PinnedPost post;
    private final InstantSource clock;
    private final boolean jobsReachPrivate;
    private final String agent;

    /** Apart, so that hosts that jobs name cannot keep those of the server from being looked up. */
    private final AddressLookup ofServer;

    private final AddressLookup ofJobs;

    /**
     * @param timers ends what takes too long
     * @param clock for the time that is signed
     * @param jobsReachPrivate whether jobs may name addresses that are not public
     */
    public HttpMessageSender(Timers timers, InstantSource clock, boolean jobsReachPrivate) {
        this(
                new PinnedPost((SSLSocketFactory) SSLSocketFactory.getDefault(), timers, LIMIT),
                clock,
                jobsReachPrivate,
                InetAddress::getAllByName);
    }

    HttpMessageSender(
            PinnedPost post,
            InstantSource clock,
            boolean jobsReachPrivate,
            AddressLookup.Resolver resolver) {
        this.post = post;
        this.clock = clock;
        this.jobsReachPrivate = jobsReachPrivate;
        this.agent = "Skyjobs/" + Release.current().version();
        this.ofServer = new AddressLookup(resolver);
        this.ofJobs = new AddressLookup(resolver);
    }

    @Override
    public Answer send(Endpoint endpoint, Message message) {
        return send(endpoint, message, WebhookEvent.STATUS_CHANGED);
    }

    /** Sends it as a sample, which receivers do not take for something that happened. */
    public Answer test(Endpoint endpoint, Message message) {
        return send(endpoint, message, WebhookEvent.TEST);
    }

    private Answer send(Endpoint endpoint, Message message, String type) {
        Optional<byte[]> key = SigningKey.bytes(endpoint.key());
        if (key.isEmpty()) {
            return new Answer.Refused("The key to sign with is not there any more.");
        }
        byte[] body = JsonText.write(WebhookEvent.class, event(message, type));
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", agent);
        headers.put("webhook-id", message.id());
        headers.put("webhook-timestamp", timestamp);
        headers.put(
                "webhook-signature", WebhookSignature.of(key.get(), message.id(), timestamp, body));
        try {
            return answer(post.send(endpoint.url(), addresses(endpoint), headers, body));
        } catch (UnreachableException unreached) {
            return new Answer.Refused(unreached.sentence());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Answer.Refused("The server is stopping.");
        }
    }

    private List<InetAddress> addresses(Endpoint endpoint)
            throws UnreachableException, InterruptedException {
        String host = PinnedPost.host(endpoint.url());
        List<InetAddress> addresses =
                (endpoint.trusted() ? ofServer : ofJobs).of(host, LOOKUP_LIMIT);
        boolean anywhere = endpoint.trusted() || jobsReachPrivate;
        if (!anywhere && !addresses.stream().allMatch(PublicAddress::is)) {
            throw new UnreachableException(
                    "Its address is not public, and webhooks of jobs may reach nothing else here.");
        }
        return addresses;
    }

    private static Answer answer(int status) {
        if (status >= 200 && status < 300) {
            return new Answer.Taken(status);
        }
        return new Answer.Refused(
                "It answered with status "
                        + status
                        + (status < 400 ? ", and redirects are not followed." : "."));
    }

    private static WebhookEvent event(Message message, String type) {
        StatusChange change = message.change();
        Message.Job job = message.job();
        return new WebhookEvent(
                type,
                WebhookEvent.VERSION,
                change.at(),
                new WebhookEvent.Data(
                        job.id(),
                        job.name(),
                        job.user(),
                        job.workspace(),
                        message.sequence(),
                        change.before().map(Enum::name),
                        change.after().name(),
                        change.task(),
                        job.taskName(),
                        change.attempt(),
                        change.offer().map(HttpMessageSender::place),
                        change.reason().code().name(),
                        change.reason().sentence(),
                        BigDecimal.valueOf(message.costMicros(), 6).doubleValue()));
    }

    private static WebhookEvent.Place place(Offer offer) {
        return new WebhookEvent.Place(
                offer.provider(),
                offer.region(),
                offer.zone(),
                offer.shape().instanceType(),
                offer.spot());
    }

    @Override
    public void close() {
        ofServer.close();
        ofJobs.close();
    }
}
