package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.WarningsReply;

import java.io.IOException;

/** Shows what the server has to say of its own configuration. */
final class ServerWarnings {
    private ServerWarnings() {}

    /** Shows it beside the output; a server that is older says nothing. */
    static void show(Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        WarningsReply reply;
        try {
            reply =
                    shell.server()
                            .call(server -> server.get("/server/warnings", WarningsReply.class));
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.NOT_FOUND)) {
                return;
            }
            throw refused;
        }
        Terminal terminal = shell.terminal();
        for (String warning : reply.warnings()) {
            terminal.error(terminal.styled(Terminal.Style.YELLOW, "Warning: ") + warning);
        }
    }
}
