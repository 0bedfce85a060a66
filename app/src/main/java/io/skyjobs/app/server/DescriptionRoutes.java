package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.server.access.Role;

import java.util.List;

/** What the API says about itself, as OpenAPI. */
final class DescriptionRoutes {
    private static final String RESOURCE = "/io/skyjobs/app/openapi.yaml";

    private DescriptionRoutes() {}

    static List<Route> routes() {
        return List.of(Route.get(Role.VIEWER, "/openapi.yaml", DescriptionRoutes::description));
    }

    private static void description(ServerRequest request, ServerResponse response) {
        response.header("Content-Type", "application/yaml");
        response.send(Packaged.bytes(RESOURCE));
    }
}
