package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.WebhookTestReply;
import io.skyjobs.app.api.WebhookTestRequest;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * {@code sky jobs webhook test}: sends a signed sample and says what the receiver answered. Exit
 * code 1 when it did not take it.
 */
final class JobsWebhookTest implements Command {
    private static final int KEY_BYTES = 32;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description("Send a signed sample to a webhook, and show what it answers.");
        spec.addOption(text("NAME", "A webhook of the server's configuration.", "--name"));
        spec.addOption(
                text("URL", "Any other receiver, under the rules for webhooks of jobs.", "--url"));
        spec.addOption(
                text(
                        "PATH",
                        "File with the key to sign with, for --url; else one is made and shown.",
                        "--secret-file"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        Optional<String> name = arguments.text("--name");
        Optional<String> url = arguments.text("--url");
        Optional<String> file = arguments.text("--secret-file");
        if (name.isPresent() == url.isPresent()) {
            throw new UsageProblem(
                    "Either --name or --url must be specified. See: sky jobs webhook list");
        }
        if (name.isPresent() && file.isPresent()) {
            throw new UsageProblem(
                    "--secret-file is for --url: the server has the keys of its own webhooks.");
        }
        Terminal terminal = shell.terminal();
        Optional<String> secret = Optional.empty();
        if (url.isPresent()) {
            secret = Optional.of(file.isPresent() ? read(file.get()) : made());
            if (file.isEmpty() && form == OutputForm.TABLE) {
                terminal.line("Signed with " + secret.get());
            }
        }
        WebhookTestRequest wish = new WebhookTestRequest(name, url, secret);
        WebhookTestReply reply =
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/webhooks/test",
                                                WebhookTestRequest.class,
                                                wish,
                                                WebhookTestReply.class));
        show(reply, form, terminal);
        return reply.delivered() ? 0 : 1;
    }

    private static void show(WebhookTestReply reply, OutputForm form, Terminal terminal) {
        if (form == OutputForm.JSON) {
            terminal.line(JsonText.pretty(WebhookTestReply.class, reply));
            return;
        }
        if (form == OutputForm.TABLE) {
            terminal.line(
                    "Sent "
                            + reply.id()
                            + " to "
                            + reply.url()
                            + " in "
                            + reply.tookMillis()
                            + " ms.");
        }
        if (reply.delivered()) {
            terminal.line(reply.sentence());
        } else {
            terminal.error("It was not taken. " + reply.sentence());
        }
    }

    private static String read(String file) throws CommandFailure, IOException {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (NoSuchFileException missing) {
            throw new CommandFailure("There is no file " + file + ".");
        }
    }

    /** A key for this one sample, which is of no use for anything else. */
    private static String made() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }
}
