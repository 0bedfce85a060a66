package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.GpusReply;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.catalog.AcceleratorTable;
import io.skyjobs.core.controller.HostSurvey;
import io.skyjobs.core.controller.HostSurvey.Surveyed;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.optimizer.Places;
import io.skyjobs.core.optimizer.ProviderNote;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.UsdPerHour;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Accelerators on offer: of every provider that is loaded, simulated ones included, by the list
 * prices of other clouds, and of machines that people know one by one.
 */
final class GpuRoutes {
    private final OfferBook book;
    private final HostSurvey survey;

    GpuRoutes(OfferBook book, HostSurvey survey) {
        this.book = book;
        this.survey = survey;
    }

    List<Route> routes() {
        return List.of(Route.get(Role.VIEWER, "/gpus", this::gpus));
    }

    private void gpus(ServerRequest request, ServerResponse response) {
        Parameters parameters = new Parameters(request);
        OfferBook.Market market = book.market();
        Infra infra = parameters.text("infra").map(text -> known(text, market)).orElse(Infra.ANY);
        AcceleratorTable table =
                AcceleratorTable.of(
                        market.offers().stream().filter(infra::admits).toList(),
                        book.catalog().accelerators(),
                        provider -> title(provider, market));
        boolean everywhere = infra.cloud().isPresent() || parameters.flag("all_regions", false);
        Optional<String> name = parameters.text("name");
        Optional<Double> count = count(parameters);
        Replies.send(
                response,
                GpusReply.class,
                new GpusReply(
                        table.quantities().stream().map(GpuRoutes::quantities).toList(),
                        name
                                .map(it -> table.rowsOf(it, count, everywhere))
                                .orElse(List.of())
                                .stream()
                                .map(GpuRoutes::machine)
                                .toList(),
                        HostViews.pools(surveyed(infra))));
    }

    private List<Surveyed> surveyed(Infra infra) {
        return survey.hosts(infra.cloud()).stream()
                .filter(it -> infra.region().map(it.host().pool()::equals).orElse(true))
                .toList();
    }

    /** The infra that a text means; a name that does not exist is answered with the nearest one. */
    private static Infra known(String text, OfferBook.Market market) {
        String[] parts = text.strip().split("/", 3);
        Optional<String> cloud =
                part(parts, 0)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .map(name -> name.equals("k8s") ? "kubernetes" : name);
        Infra asked = new Infra(cloud, part(parts, 1), part(parts, 2));
        return switch (Places.of(market.offers()).resolve(asked, market.notes())) {
            case Places.Resolution.Found found -> found.infra();
            case Places.Resolution.Wrong wrong -> throw RequestProblem.badRequest(wrong.message());
        };
    }

    private static Optional<String> part(String[] parts, int index) {
        return index < parts.length && !parts[index].isBlank() && !parts[index].equals("*")
                ? Optional.of(parts[index].strip())
                : Optional.empty();
    }

    private static String title(String provider, OfferBook.Market market) {
        return Optional.ofNullable(market.notes().get(provider))
                .map(ProviderNote::title)
                .orElse(provider);
    }

    private static Optional<Double> count(Parameters parameters) {
        Optional<String> text = parameters.text("count");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            double count = Double.parseDouble(text.get());
            if (count > 0 && Double.isFinite(count)) {
                return Optional.of(count);
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw RequestProblem.badRequest("The parameter 'count' must be a number above 0.");
    }

    private static GpusReply.Quantities quantities(AcceleratorTable.Quantities quantities) {
        return new GpusReply.Quantities(
                quantities.name(), quantities.common(), quantities.counts());
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
                row.onDemand().map(GpuRoutes::dollars),
                row.spot().map(GpuRoutes::dollars),
                row.region());
    }

    private static double dollars(UsdPerHour price) {
        return price.dollars().doubleValue();
    }
}
