package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ClustersReply;
import io.skyjobs.app.api.ClustersReply.ClusterView;
import io.skyjobs.app.api.GpusReply;
import io.skyjobs.app.api.InfraReply;
import io.skyjobs.app.api.InfraReply.InfraView;
import io.skyjobs.core.catalog.AcceleratorTable;
import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.optimizer.ProviderNote;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.UsdPerHour;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Clusters, kinds of places, and accelerators on offer. */
final class InfraRoutes {
    private final ControlPlane plane;
    private final OfferBook book;

    InfraRoutes(ControlPlane plane, OfferBook book) {
        this.plane = plane;
        this.book = book;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/clusters", this::clusters),
                Route.get("/infra", this::infra),
                Route.get("/gpus", this::gpus));
    }

    private void clusters(ServerRequest request, ServerResponse response) {
        List<ClusterView> views =
                plane.clusters().stream()
                        .sorted(Comparator.comparing(ClusterRecord::requested).reversed())
                        .map(InfraRoutes::view)
                        .toList();
        Replies.send(response, ClustersReply.class, new ClustersReply(views));
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
                cluster.offer().price().times(cluster.nodes()).dollars().doubleValue());
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
        OfferBook.Market market = book.market();
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
                            List.of("compute")));
        }
        views.sort(Comparator.comparing(InfraView::name));
        Replies.send(response, InfraReply.class, new InfraReply(views));
    }

    private void gpus(ServerRequest request, ServerResponse response) {
        Parameters parameters = new Parameters(request);
        Optional<String> infra =
                parameters.text("infra").map(text -> text.toLowerCase(Locale.ROOT));
        AcceleratorTable table = book.catalog().acceleratorTable();
        List<GpusReply.Quantities> quantities =
                table.quantities().stream()
                        .map(it -> new GpusReply.Quantities(it.name(), it.common(), it.counts()))
                        .toList();
        List<GpusReply.Machine> machines =
                parameters
                        .text("name")
                        .map(
                                name ->
                                        table
                                                .rowsOf(
                                                        name,
                                                        count(parameters),
                                                        infra.isPresent()
                                                                || parameters.flag(
                                                                        "all_regions", false))
                                                .stream()
                                                .filter(row -> admits(infra, row))
                                                .map(InfraRoutes::machine)
                                                .toList())
                        .orElse(List.of());
        Replies.send(response, GpusReply.class, new GpusReply(quantities, machines));
    }

    private static Optional<Double> count(Parameters parameters) {
        Optional<String> text = parameters.text("count");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Double.parseDouble(text.get()));
        } catch (NumberFormatException notOne) {
            throw RequestProblem.badRequest("The parameter 'count' must be a number.");
        }
    }

    private static boolean admits(Optional<String> infra, AcceleratorTable.Row row) {
        if (infra.isEmpty()) {
            return true;
        }
        String[] parts = infra.get().split("/", -1);
        boolean cloud = parts[0].equals("*") || parts[0].equals(row.provider());
        return cloud && (parts.length < 2 || parts[1].equals("*") || parts[1].equals(row.region()));
    }

    private static GpusReply.Machine machine(AcceleratorTable.Row row) {
        return new GpusReply.Machine(
                row.accelerator().name(),
                row.accelerator().count(),
                row.cloud(),
                row.shape().instanceType(),
                row.shape().acceleratorMemoryGib(),
                row.shape().vcpus(),
                row.shape().memoryGib(),
                row.onDemand().map(InfraRoutes::dollars),
                row.spot().map(InfraRoutes::dollars),
                row.region());
    }

    private static double dollars(UsdPerHour price) {
        return price.dollars().doubleValue();
    }
}
