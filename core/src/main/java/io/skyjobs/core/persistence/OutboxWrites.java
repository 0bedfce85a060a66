package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.StatusChange;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** What one transaction changes of the outbox; nothing where nobody is to be told. */
final class OutboxWrites {
    private static final String INSERT =
            "insert into outbox (endpoint, job, sequence, at, json) values (?, ?, ?, ?, ?)";

    private static final String INSERT_KEY =
            "insert into webhook_key (job, name, value) values (?, ?, ?)";

    private static final String DELETE =
            "delete from outbox where endpoint = ? and job = ? and sequence = ?";

    private static final String COUNT_LAPSES =
            "insert into webhook_lapse (endpoint, messages, last_at)"
                    + " select case when endpoint like '"
                    + EndpointId.JOB
                    + "%' then '"
                    + EndpointId.JOB
                    + "' else endpoint end as told, count(*), cast(? as bigint)"
                    + " from outbox where at < ? group by told"
                    + " on conflict (endpoint) do update set"
                    + " messages = webhook_lapse.messages + excluded.messages,"
                    + " last_at = excluded.last_at";

    private static final String DELETE_LAPSED = "delete from outbox where at < ?";

    private static final String DELETE_KEYS =
            "delete from webhook_key where not exists"
                    + " (select 1 from outbox o where o.job = webhook_key.job and o.endpoint like '"
                    + EndpointId.JOB
                    + "%') and not exists"
                    + " (select 1 from job j where j.id = webhook_key.job and j.live = 1)";

    private static final String DELETE_KEYS_OF_JOB = DELETE_KEYS + " and job = ?";

    private final List<List<Object>> fresh = new ArrayList<>();
    private final List<List<Object>> keys = new ArrayList<>();
    private final List<StoreWrite.OfOutbox> changes = new ArrayList<>();

    /** The secrets that are not for webhooks alone. */
    static Map<String, String> without(Map<String, String> secrets, Set<String> names) {
        if (names.isEmpty()) {
            return secrets;
        }
        Map<String, String> others = new TreeMap<>(secrets);
        others.keySet().removeAll(names);
        return others;
    }

    void submitted(ManagedJob job, StoreWrite.Submit submit) {
        for (String name : submit.spec().webhookKeys()) {
            Optional.ofNullable(submit.secrets().get(name))
                    .ifPresent(value -> keys.add(List.of(job.id(), name, value)));
        }
        StatusChange accepted = accepted(submit.at());
        submit.endpoints().forEach(it -> tell(job, new StoreWrite.Told(it, accepted)));
    }

    /** The first change of every job. */
    static StatusChange accepted(Instant at) {
        return new StatusChange(
                Optional.empty(),
                ManagedJobStatus.PENDING,
                at,
                0,
                0,
                Optional.empty(),
                Reason.of(ReasonCode.SUBMITTED));
    }

    void tell(ManagedJob next, StoreWrite.Told told) {
        fresh.add(
                List.of(
                        told.endpoint(),
                        next.id(),
                        next.version(),
                        InstantText.nanos(told.change().at()),
                        ChangeText.write(told.change())));
    }

    void put(StoreWrite.OfOutbox change) {
        changes.add(change);
    }

    /** Writes all of it, after the rows of the jobs. */
    void carryOut(Session session) throws SQLException {
        session.batch(INSERT, fresh);
        session.batch(INSERT_KEY, keys);
        List<List<Object>> delivered = new ArrayList<>();
        for (StoreWrite.OfOutbox change : changes) {
            if (change instanceof StoreWrite.Delivered(Outbox.Line line, long sequence)) {
                delivered.add(List.of(line.endpoint(), line.job(), sequence));
            }
        }
        session.batch(DELETE, delivered);
        for (StoreWrite.OfOutbox change : changes) {
            switch (change) {
                case StoreWrite.Delivered done -> {}
                case StoreWrite.Lapsed(Instant before, Instant at) -> {
                    long limit = InstantText.nanos(before);
                    session.update(COUNT_LAPSES, List.of(InstantText.nanos(at), limit));
                    session.update(DELETE_LAPSED, List.of(limit));
                }
                case StoreWrite.KeysUnneeded(OptionalLong job) -> {
                    if (job.isPresent()) {
                        session.update(DELETE_KEYS_OF_JOB, List.of(job.getAsLong()));
                    } else {
                        session.update(DELETE_KEYS, List.of());
                    }
                }
            }
        }
    }
}
