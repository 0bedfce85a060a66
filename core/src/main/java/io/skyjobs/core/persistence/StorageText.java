package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What jobs have in object stores, as JSON text with stable names: states, events and buckets; see
 * {@link StateText}.
 */
final class StorageText {
    private StorageText() {}

    /** What is written of a state: nothing where there is nothing in stores. */
    static Optional<StorageState> stored(StorageState state) {
        return state instanceof StorageState.None ? Optional.empty() : Optional.of(state);
    }

    static JsonFields write(StorageState state) {
        return switch (state) {
            case StorageState.None none -> JsonFields.part("none");
            case StorageState.Preparing preparing -> {
                JsonFields fields =
                        JsonFields.part("preparing")
                                .put("waiting", PlaceText.write(preparing.waiting()))
                                .put("notBefore", preparing.notBefore())
                                .put("looked", preparing.planned().isPresent());
                yield fields.putAll(
                        "planned", preparing.planned().orElse(List.of()), StorageText::write);
            }
            case StorageState.Ready ready -> JsonFields.part("ready").put("staged", ready.staged());
            case StorageState.Removing removing ->
                    JsonFields.part("removing")
                            .putPart("trouble", removing.trouble(), PlaceText::write);
            case StorageState.Removed removed -> JsonFields.part("removed");
        };
    }

    static StorageState state(JsonFields fields) {
        return switch (fields.kind()) {
            case "none" -> new StorageState.None();
            case "preparing" -> {
                List<StoreUri> planned = fields.parts("planned", StorageText::uri);
                yield new StorageState.Preparing(
                        fields.truth("looked") ? Optional.of(planned) : Optional.empty(),
                        fields.part("waiting", PlaceText::reason),
                        fields.instant("notBefore"));
            }
            case "ready" -> new StorageState.Ready(fields.truth("staged"));
            case "removing" ->
                    new StorageState.Removing(fields.optionalPart("trouble", PlaceText::reason));
            case "removed" -> new StorageState.Removed();
            default -> throw fields.unknownKind();
        };
    }

    static JsonFields put(JsonFields fields, JobEvent.OfStorage event) {
        return switch (event) {
            case JobEvent.BucketsPlanned planned ->
                    fields.putAll("missing", planned.missing(), StorageText::write);
            case JobEvent.StorageReady ready ->
                    fields.put("staged", ready.staged())
                            .put("files", ready.files())
                            .put("bytes", ready.bytes())
                            .put("took", ready.took())
                            .put("note", ready.note());
            case JobEvent.StorageTroubled troubled ->
                    fields.put("reason", PlaceText.write(troubled.reason()))
                            .put("notBefore", troubled.notBefore());
            case JobEvent.StorageUnneeded unneeded -> fields;
            case JobEvent.StorageRemoved removed ->
                    fields.putAll("gone", removed.gone(), StorageText::write);
        };
    }

    /** The event about storage that the fields hold; empty when it is about something else. */
    static Optional<JobEvent> event(JsonFields fields, Instant at) {
        return Optional.ofNullable(
                switch (fields.kind()) {
                    case "buckets_planned" ->
                            new JobEvent.BucketsPlanned(
                                    at, fields.parts("missing", StorageText::uri));
                    case "storage_ready" ->
                            new JobEvent.StorageReady(
                                    at,
                                    fields.truth("staged"),
                                    fields.number("files"),
                                    fields.number("bytes"),
                                    fields.duration("took"),
                                    fields.text("note"));
                    case "storage_troubled" ->
                            new JobEvent.StorageTroubled(
                                    at,
                                    fields.part("reason", PlaceText::reason),
                                    fields.instant("notBefore"));
                    case "storage_unneeded" -> new JobEvent.StorageUnneeded(at);
                    case "storage_removed" ->
                            new JobEvent.StorageRemoved(at, fields.parts("gone", StorageText::uri));
                    default -> null;
                });
    }

    static String write(BucketRecord bucket) {
        return JsonFields.document()
                .put("uri", write(bucket.uri()))
                .put("job", bucket.job())
                .put("persistent", bucket.persistent())
                .put("made", bucket.made())
                .put("state", write(bucket.state()))
                .text();
    }

    static BucketRecord bucket(String text) {
        return JsonFields.read(
                text,
                "bucket",
                fields ->
                        new BucketRecord(
                                fields.part("uri", StorageText::uri),
                                fields.number("job"),
                                fields.truth("persistent"),
                                fields.instant("made"),
                                fields.part("state", StorageText::bucketState)));
    }

    private static JsonFields write(BucketState state) {
        return switch (state) {
            case BucketState.Intended intended -> JsonFields.part("intended");
            case BucketState.Made made -> JsonFields.part("made");
            case BucketState.Removing removing ->
                    JsonFields.part("removing").put("since", removing.since());
            case BucketState.Gone gone -> JsonFields.part("gone").put("at", gone.at());
        };
    }

    private static BucketState bucketState(JsonFields fields) {
        return switch (fields.kind()) {
            case "intended" -> new BucketState.Intended();
            case "made" -> new BucketState.Made();
            case "removing" -> new BucketState.Removing(fields.instant("since"));
            case "gone" -> new BucketState.Gone(fields.instant("at"));
            default -> throw fields.unknownKind();
        };
    }

    private static JsonFields write(StoreUri uri) {
        return JsonFields.part()
                .put("store", uri.store())
                .put("area", uri.area())
                .put("bucket", uri.bucket())
                .put("key", uri.key());
    }

    private static StoreUri uri(JsonFields fields) {
        return new StoreUri(
                fields.text("store"),
                fields.text("area"),
                fields.text("bucket"),
                fields.text("key"));
    }
}
