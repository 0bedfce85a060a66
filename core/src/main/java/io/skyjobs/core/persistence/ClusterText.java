package io.skyjobs.core.persistence;

import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.spi.ClusterName;

/** Clusters as JSON text with stable names; see {@link StateText}. */
final class ClusterText {
    private ClusterText() {}

    static String write(ClusterRecord cluster) {
        return JsonFields.document()
                .put("name", cluster.name().value())
                .put("owner", write(cluster.owner()))
                .put("offer", PlaceText.write(cluster.offer()))
                .put("nodes", cluster.nodes())
                .put("requested", cluster.requested())
                .put("state", write(cluster.state()))
                .text();
    }

    static ClusterRecord read(String text) {
        return JsonFields.read(
                text,
                "cluster",
                fields ->
                        new ClusterRecord(
                                new ClusterName(fields.text("name")),
                                fields.part("owner", ClusterText::owner),
                                fields.part("offer", PlaceText::offer),
                                fields.whole("nodes"),
                                fields.instant("requested"),
                                fields.part("state", ClusterText::state)));
    }

    private static JsonFields write(ClusterOwner owner) {
        return switch (owner) {
            case ClusterOwner.OfAttempt of ->
                    JsonFields.part("attempt")
                            .put("job", of.job())
                            .put("task", of.task())
                            .put("attempt", of.attempt());
            case ClusterOwner.OfPerson of -> JsonFields.part("person").put("user", of.user());
            case ClusterOwner.OfController of -> JsonFields.part("controller");
        };
    }

    private static ClusterOwner owner(JsonFields fields) {
        return switch (fields.kind()) {
            case "attempt" ->
                    new ClusterOwner.OfAttempt(
                            fields.number("job"), fields.whole("task"), fields.whole("attempt"));
            case "person" -> new ClusterOwner.OfPerson(fields.text("user"));
            case "controller" -> new ClusterOwner.OfController();
            default -> throw fields.unknownKind();
        };
    }

    private static JsonFields write(ClusterState state) {
        return switch (state) {
            case ClusterState.Requested requested -> JsonFields.part("requested");
            case ClusterState.Up up -> JsonFields.part("up").put("since", up.since());
            case ClusterState.Terminating going ->
                    JsonFields.part("terminating").put("since", going.since());
            case ClusterState.Gone gone ->
                    JsonFields.part("gone").put("at", gone.at()).put("evidence", gone.evidence());
        };
    }

    private static ClusterState state(JsonFields fields) {
        return switch (fields.kind()) {
            case "requested" -> new ClusterState.Requested();
            case "up" -> new ClusterState.Up(fields.instant("since"));
            case "terminating" -> new ClusterState.Terminating(fields.instant("since"));
            case "gone" -> new ClusterState.Gone(fields.instant("at"), fields.text("evidence"));
            default -> throw fields.unknownKind();
        };
    }
}
