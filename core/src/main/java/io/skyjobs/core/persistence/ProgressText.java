package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Progress;

import java.util.Optional;

/** What a task has behind it, as stored fields. */
final class ProgressText {
    private ProgressText() {}

    static JsonFields write(Progress progress) {
        return JsonFields.part()
                .put("attempts", progress.attempts())
                .put("userErrors", progress.userErrors())
                .put("preemptions", progress.preemptions())
                .put("infrastructure", progress.infrastructure())
                .put("capacity", progress.capacity())
                .put("recoveries", progress.recoveries())
                .putInstant("firstStarting", progress.firstStarting())
                .putInstant("firstRunning", progress.firstRunning())
                .put("ran", progress.ran())
                .putAll("blocked", progress.blocked(), ProgressText::write)
                .putPart("past", past(progress), ProgressText::write);
    }

    static Progress progress(JsonFields fields) {
        return new Progress(
                fields.whole("attempts"),
                fields.whole("userErrors"),
                fields.whole("preemptions"),
                fields.whole("infrastructure"),
                fields.whole("capacity"),
                fields.whole("recoveries"),
                fields.optionalInstant("firstStarting"),
                fields.optionalInstant("firstRunning"),
                fields.duration("ran"),
                fields.parts("blocked", ProgressText::block),
                fields.optionalPart("past", ProgressText::past).orElse(Progress.Past.NONE));
    }

    /** Most tasks have none, and their rows stay narrow. */
    private static Optional<Progress.Past> past(Progress progress) {
        return Optional.of(progress.past()).filter(past -> !past.equals(Progress.Past.NONE));
    }

    private static JsonFields write(Progress.Past past) {
        JsonFields fields =
                JsonFields.part()
                        .put("recoverableExits", past.recoverableExits())
                        .put("quickDeaths", past.quickDeaths())
                        .putPart("lost", past.lost(), PlaceText::write)
                        .put("ranOnDemand", past.ranOnDemand());
        past.lastExit().ifPresent(code -> fields.put("lastExit", code));
        return fields;
    }

    private static Progress.Past past(JsonFields fields) {
        return new Progress.Past(
                fields.whole("recoverableExits"),
                fields.whole("quickDeaths"),
                fields.optionalWhole("lastExit"),
                fields.optionalPart("lost", PlaceText::offer),
                fields.truth("ranOnDemand"));
    }

    static JsonFields write(Progress.Block block) {
        JsonFields fields =
                JsonFields.part()
                        .put("provider", block.provider())
                        .putText("region", block.region())
                        .putText("zone", block.zone())
                        .putText("type", block.instanceType())
                        .put("until", block.until())
                        .put("reason", PlaceText.write(block.reason()));
        block.spot().ifPresent(spot -> fields.putTruth("spot", spot));
        return fields;
    }

    static Progress.Block block(JsonFields fields) {
        return new Progress.Block(
                fields.text("provider"),
                fields.optionalText("region"),
                fields.optionalText("zone"),
                fields.optionalText("type"),
                fields.optionalTruth("spot"),
                fields.instant("until"),
                fields.part("reason", PlaceText::reason));
    }
}
