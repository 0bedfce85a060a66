package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.webhook.StatusChange;

/** Changes of status as stored fields. */
final class ChangeText {
    private ChangeText() {}

    static String write(StatusChange change) {
        JsonFields fields =
                JsonFields.document()
                        .put("after", change.after().name())
                        .put("at", change.at())
                        .put("task", change.task())
                        .put("attempt", change.attempt())
                        .put("reason", PlaceText.write(change.reason()));
        change.before().ifPresent(before -> fields.put("before", before.name()));
        change.offer().ifPresent(offer -> fields.put("offer", PlaceText.write(offer)));
        return fields.text();
    }

    static StatusChange read(String text) {
        return JsonFields.read(
                text,
                "message of a webhook",
                fields ->
                        new StatusChange(
                                fields.optionalText("before")
                                        .map(it -> fields.oneOf("before", ManagedJobStatus.class)),
                                fields.oneOf("after", ManagedJobStatus.class),
                                fields.instant("at"),
                                fields.whole("task"),
                                fields.whole("attempt"),
                                fields.optionalPart("offer", PlaceText::offer),
                                fields.part("reason", PlaceText::reason)));
    }
}
