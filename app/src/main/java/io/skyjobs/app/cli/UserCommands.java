package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.UserRequest;
import io.skyjobs.app.api.UserTokenReply;
import io.skyjobs.app.api.UsersReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.util.List;

/**
 * {@code sky users add}, {@code list}, {@code rotate} and {@code remove}: who may use the server.
 */
final class UserCommands implements Command {
    private static final String ROLE = "--role";

    private final Verb verb;

    /** What is done. */
    enum Verb {
        ADD("Add a user of the server, and print its token."),
        LIST("Show the users of the server."),
        ROTATE("Give a user another token, and print it."),
        REMOVE("Remove a user; its jobs stay.");

        private final String summary;

        Verb(String summary) {
            this.summary = summary;
        }
    }

    UserCommands(Verb verb) {
        this.verb = verb;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(verb.summary);
        if (verb != Verb.LIST) {
            spec.addPositional(Arguments.words("NAME", "The user."));
        }
        if (verb == Verb.ADD) {
            spec.addOption(Arguments.text("ROLE", "What it may do: viewer, user or admin.", ROLE));
        }
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        switch (verb) {
            case LIST -> list(form, shell);
            case REMOVE -> {
                String name = name(arguments);
                shell.server()
                        .callOnce(
                                server ->
                                        server.post(
                                                "/users/remove",
                                                UserRequest.class,
                                                new UserRequest(name, ""),
                                                Nothing.class),
                                "See: sky users list");
                if (form == OutputForm.JSON) {
                    shell.terminal().line("{\n  \"removed\": \"" + name + "\"\n}");
                } else if (form == OutputForm.TABLE) {
                    shell.terminal().line("User " + name + " is removed; its jobs stay.");
                }
            }
            case ADD -> {
                UserRequest wanted =
                        new UserRequest(name(arguments), arguments.text(ROLE).orElse("user"));
                token(form, shell, "/users", wanted);
            }
            case ROTATE ->
                    token(form, shell, "/users/rotate", new UserRequest(name(arguments), ""));
        }
        return 0;
    }

    private static String name(Arguments arguments) throws UsageProblem {
        if (arguments.words().size() != 1) {
            throw new UsageProblem("Name one user.");
        }
        return arguments.words().getFirst();
    }

    private static void token(OutputForm form, Shell shell, String path, UserRequest wanted)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        UserTokenReply reply =
                shell.server()
                        .callOnce(
                                server ->
                                        server.post(
                                                path,
                                                UserRequest.class,
                                                wanted,
                                                UserTokenReply.class),
                                "'sky users rotate "
                                        + wanted.name()
                                        + "' gives a new token; where it is your own, another"
                                        + " admin must do it.");
        Terminal terminal = shell.terminal();
        if (form == OutputForm.JSON) {
            terminal.line(JsonText.pretty(UserTokenReply.class, reply));
            return;
        }
        if (form == OutputForm.QUIET) {
            // It cannot be had again.
            terminal.line(reply.token());
            return;
        }
        terminal.line(
                "The token of " + reply.name() + " (" + reply.role() + "). It is not shown again:");
        terminal.line("  " + reply.token());
    }

    private static void list(OutputForm form, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        UsersReply reply = shell.server().call(server -> server.get("/users", UsersReply.class));
        Terminal terminal = shell.terminal();
        if (form == OutputForm.JSON) {
            terminal.line(JsonText.pretty(UsersReply.class, reply));
            return;
        }
        if (form == OutputForm.QUIET) {
            return;
        }
        if (reply.users().isEmpty()) {
            terminal.line(
                    "There are no users besides the server's own. Add one: sky users add NAME");
            return;
        }
        Table table = new Table(List.of("NAME", "ROLE", "TOKEN SINCE"));
        reply.users()
                .forEach(
                        user ->
                                table.row(
                                        List.of(
                                                Table.cell(user.name()),
                                                Table.cell(user.role()),
                                                Table.cell(user.since().toString()))));
        table.lines(terminal).forEach(terminal::line);
    }
}
