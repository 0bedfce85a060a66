package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.HarmReply;
import io.skyjobs.app.api.HarmRequest;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.PreemptRequest;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SimReply;
import io.skyjobs.app.api.SimTarget;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.GameDays;
import io.skyjobs.core.controller.GameDays.Answer;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.Steerable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Game days: how simulated clouds stand, and harm that is done to them. */
final class SimRoutes {
    private final GameDays days;
    private final SimTargets targets;

    SimRoutes(GameDays days, SimTargets targets) {
        this.days = days;
        this.targets = targets;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/sim", this::status),
                Route.get(Role.VIEWER, "/sim/target", this::target),
                Route.post(Role.ADMIN, "/sim/preempt", this::preempt),
                Route.post(Role.ADMIN, "/sim/outage", this::outage),
                Route.post(Role.ADMIN, "/sim/partition", this::partition),
                Route.post(Role.ADMIN, "/sim/heal", this::heal));
    }

    private void status(ServerRequest request, ServerResponse response) {
        Optional<String> hint = days.any() ? Optional.empty() : Optional.of(GameDays.NO_SIMULATION);
        List<SimReply.Cloud> clouds = days.worlds().stream().map(SimRoutes::cloud).toList();
        Replies.send(response, SimReply.class, new SimReply(clouds, hint));
    }

    private void target(ServerRequest request, ServerResponse response) {
        String word =
                new Parameters(request)
                        .text("name")
                        .orElseThrow(
                                () ->
                                        RequestProblem.badRequest(
                                                "The parameter 'name' must be a cluster, a job id"
                                                        + " or the name of a running job."));
        Replies.send(response, SimTarget.class, targets.of(word));
    }

    private void preempt(ServerRequest request, ServerResponse response) {
        PreemptRequest wish = new Parameters(request).body(PreemptRequest.class);
        AuditTrail.about(request, wish.toString());
        OptionalInt node = wish.node().map(OptionalInt::of).orElse(OptionalInt.empty());
        answer(response, days.preempt(wish.cluster(), node, wish.notice()));
    }

    private void outage(ServerRequest request, ServerResponse response) {
        HarmRequest wish = new Parameters(request).body(HarmRequest.class);
        AuditTrail.about(request, wish.toString());
        String place =
                wish.place()
                        .orElseThrow(
                                () ->
                                        RequestProblem.badRequest(
                                                "The field 'place' must be a region or a zone."));
        answer(response, days.outage(place, length(wish)));
    }

    private void partition(ServerRequest request, ServerResponse response) {
        HarmRequest wish = new Parameters(request).body(HarmRequest.class);
        AuditTrail.about(request, wish.toString());
        answer(response, days.partition(wish.place(), length(wish)));
    }

    private void heal(ServerRequest request, ServerResponse response) {
        // Read strictly, so that nobody believes that a field in it was obeyed.
        new Parameters(request).body(Nothing.class);
        answer(response, days.heal());
    }

    private static Optional<Duration> length(HarmRequest wish) {
        return wish.length().isZero() ? Optional.empty() : Optional.of(wish.length());
    }

    private static void answer(ServerResponse response, Answer answer) {
        switch (answer) {
            case Answer.Done done ->
                    Replies.send(
                            response, HarmReply.class, new HarmReply(done.cloud(), done.subject()));
            case Answer.Refused refused -> throw problem(refused);
        }
    }

    private static RequestProblem problem(Answer.Refused refused) {
        ProblemCode code =
                switch (refused.why()) {
                    case NO_SIMULATION -> ProblemCode.NO_SIMULATION;
                    case NOT_STEERED -> ProblemCode.NOT_STEERED;
                };
        return new RequestProblem(ProblemReply.of(409, code, refused.sentence()));
    }

    private static SimReply.Cloud cloud(GameDays.World world) {
        Optional<Steerable.Report> report = world.report();
        return new SimReply.Cloud(
                world.provider(),
                world.title(),
                report.map(Steerable.Report::source).orElse(""),
                report.map(Steerable.Report::places).orElse(List.of()).stream()
                        .map(SimRoutes::zone)
                        .toList(),
                report.map(Steerable.Report::troubles).orElse(List.of()),
                report.map(Steerable.Report::clusters).orElse(List.of()).stream()
                        .map(SimRoutes::cluster)
                        .toList(),
                world.trouble());
    }

    private static SimReply.Zone zone(Steerable.Place place) {
        return new SimReply.Zone(
                place.region(),
                place.zone(),
                place.machines(),
                place.room().isPresent() ? Optional.of(place.room().getAsInt()) : Optional.empty());
    }

    private static SimReply.Cluster cluster(ClusterView view) {
        return new SimReply.Cluster(
                view.name().value(),
                view.phase().name(),
                LeakRoutes.existing(view),
                view.evidence());
    }
}
