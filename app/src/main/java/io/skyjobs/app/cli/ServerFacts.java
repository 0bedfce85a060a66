package io.skyjobs.app.cli;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.api.Wire;

/** Where the server of this user is. */
final class ServerFacts {
    private ServerFacts() {}

    /** Its address, or where it would be. */
    static String url(Shell shell) {
        int port = shell.home().lastServer().map(SkyHome.Address::port).orElse(Wire.DEFAULT_PORT);
        return "http://127.0.0.1:" + port;
    }
}
