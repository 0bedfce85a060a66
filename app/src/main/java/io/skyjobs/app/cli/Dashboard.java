package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.SignInCodeReply;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.io.IOException;

/**
 * {@code sky dashboard} and {@code sky jobs dashboard}: opens the pages in the browser of this
 * machine, signed in by a code that is good once; prints the address where there is no browser.
 */
final class Dashboard implements Command {
    private static final String NO_BROWSER = "--no-browser";

    private final String page;

    /**
     * @param page which page is shown first, such as {@code jobs}
     */
    Dashboard(String page) {
        this.page = page;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Open the dashboard in a browser, signed in.");
        spec.addOption(
                OptionSpec.builder(NO_BROWSER)
                        .description("Print the address only.")
                        .type(boolean.class)
                        .build());
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        SignInCodeReply code =
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/sign-in/codes",
                                                Nothing.class,
                                                new Nothing(""),
                                                SignInCodeReply.class));
        // What follows # is never sent to a server, and so is in no log.
        String url = shell.server().place().url() + "/dashboard/" + page + "#code=" + code.code();
        Terminal terminal = shell.terminal();
        if (form == OutputForm.JSON) {
            // All of it is letters, digits and signs that JSON takes as they are.
            terminal.line(
                    "{\n  \"url\": \""
                            + url
                            + "\",\n  \"code\": \""
                            + code.code()
                            + "\",\n  \"expires_at\": \""
                            + code.expiresAt()
                            + "\"\n}");
            return 0;
        }
        boolean wanted = form == OutputForm.TABLE && !arguments.has(NO_BROWSER);
        boolean opened =
                wanted
                        && new Browser(shell.environment(), System.getProperty("os.name", ""))
                                .open(url);
        if (opened) {
            terminal.line("The dashboard is open in your browser. Its address for later:");
            terminal.line("  " + shell.server().place().url() + "/dashboard/" + page);
            return 0;
        }
        terminal.line(
                "Open this in a browser"
                        + (shell.server().place().named().isPresent() ? "" : " on this machine")
                        + " (good once, for 5 minutes):");
        terminal.line("  " + url);
        return 0;
    }
}
