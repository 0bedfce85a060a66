package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ClustersReply;
import io.skyjobs.app.api.ClustersReply.ClusterView;
import io.skyjobs.app.api.HostView;
import io.skyjobs.app.api.InfraReply;
import io.skyjobs.app.api.InfraReply.InfraView;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.HostSurvey;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.controller.StoreSurvey;
import io.skyjobs.core.optimizer.ProviderNote;
import io.skyjobs.spi.Readiness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clusters and kinds of places. */
final class InfraRoutes {
    private static final long MOST_CLUSTERS = 10_000;

    private final ControlPlane plane;
    private final OfferBook book;
    private final HostSurvey survey;
    private final StoreSurvey stores;

    InfraRoutes(ControlPlane plane, OfferBook book, HostSurvey survey, StoreSurvey stores) {
        this.stores = stores;
        this.plane = plane;
        this.book = book;
        this.survey = survey;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/clusters", this::clusters),
                Route.get(Role.VIEWER, "/infra", this::infra));
    }

    private void clusters(ServerRequest request, ServerResponse response) {
        long limit = new Parameters(request).number("limit", Integer.MAX_VALUE, 1, MOST_CLUSTERS);
        List<ClusterRecord> clusters = plane.clusters();
        List<ClusterView> views =
                clusters.stream()
                        .sorted(Comparator.comparing(ClusterRecord::requested).reversed())
                        .limit(limit)
                        .map(InfraRoutes::view)
                        .toList();
        double price = clusters.stream().mapToDouble(InfraRoutes::price).sum();
        Replies.send(
                response, ClustersReply.class, new ClustersReply(views, clusters.size(), price));
    }

    private static ClusterView view(ClusterRecord cluster) {
        return new ClusterView(
                cluster.name().value(),
                ResourceText.place(cluster.offer()),
                ResourceText.shape(cluster.nodes(), cluster.offer()),
                cluster.nodes(),
                status(cluster.state()),
                cluster.requested(),
                owner(cluster.owner()),
                cluster.owner() instanceof ClusterOwner.OfAttempt attempt ? attempt.job() : 0,
                price(cluster));
    }

    private static double price(ClusterRecord cluster) {
        return cluster.offer().price().times(cluster.nodes()).dollars().doubleValue();
    }

    private static String status(ClusterState state) {
        return switch (state) {
            case ClusterState.Requested requested -> "INIT";
            case ClusterState.Up up -> "UP";
            case ClusterState.Terminating terminating -> "TERMINATING";
            case ClusterState.Gone gone -> "GONE";
        };
    }

    private static String owner(ClusterOwner owner) {
        return switch (owner) {
            case ClusterOwner.OfAttempt attempt ->
                    "managed job "
                            + attempt.job()
                            + ", task "
                            + attempt.task()
                            + ", attempt "
                            + attempt.attempt();
            case ClusterOwner.OfPerson person -> person.user();
            case ClusterOwner.OfController controller -> "jobs controller";
        };
    }

    private void infra(ServerRequest request, ServerResponse response) {
        boolean hosts = new Parameters(request).flag("hosts", false);
        OfferBook.Market market = book.renewed();
        List<InfraView> views = new ArrayList<>();
        for (Map.Entry<String, Readiness> standing : market.standings().entrySet()) {
            Readiness readiness = standing.getValue();
            String title =
                    Optional.ofNullable(market.notes().get(standing.getKey()))
                            .map(ProviderNote::title)
                            .orElse(standing.getKey());
            views.add(
                    new InfraView(
                            standing.getKey(),
                            title,
                            readiness.enabled(),
                            readiness.account(),
                            readiness.hint(),
                            List.of("compute"),
                            hosts ? hosts(standing.getKey()) : List.of()));
        }
        views.sort(Comparator.comparing(InfraView::name));
        for (StoreSurvey.Standing store : stores.standings()) {
            views.add(
                    new InfraView(
                            store.name(),
                            store.title(),
                            store.readiness().enabled(),
                            store.readiness().account(),
                            store.readiness().hint(),
                            List.of("storage"),
                            List.of()));
        }
        Replies.send(response, InfraReply.class, new InfraReply(views));
    }

    private List<HostView> hosts(String provider) {
        return survey.hosts(Optional.of(provider)).stream()
                .map(surveyed -> HostViews.of(surveyed.host()))
                .toList();
    }
}
