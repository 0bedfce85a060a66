package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HarmReply;
import io.skyjobs.app.api.HarmRequest;
import io.skyjobs.app.api.JsonText;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the commands that do harm to simulated clouds have in common. */
final class SimHarm {
    private SimHarm() {}

    /** The one word of a command, when there is one. */
    static Optional<String> word(Arguments arguments, String label) throws UsageProblem {
        List<String> words = arguments.words();
        if (words.size() > 1) {
            throw new UsageProblem("Got unexpected extra argument (" + words.get(1) + ")");
        }
        Optional<String> word = words.stream().findFirst().map(String::strip);
        if (word.filter(String::isEmpty).isPresent()) {
            throw new UsageProblem("Invalid value for '" + label + "': it is empty.");
        }
        return word;
    }

    /** The length of time that an option holds; zero when it was not given. */
    static Duration length(Arguments arguments, String flag) throws UsageProblem {
        Optional<String> text = arguments.text(flag);
        return text.isEmpty() ? Duration.ZERO : TimeText.parseLength(text.get(), flag);
    }

    /** How long it lasts; zero when that was not said. */
    static Duration lasting(Arguments arguments) throws UsageProblem {
        Duration length = length(arguments, "--for");
        if (arguments.text("--for").isPresent() && length.isZero()) {
            throw new UsageProblem(
                    "Invalid value for '--for': it must be longer than nothing. Leave it out to go on"
                            + " until: sky sim heal");
        }
        return length;
    }

    /** Does harm to a place and says so. */
    static HarmReply to(String path, HarmRequest wish, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server()
                .call(server -> server.post(path, HarmRequest.class, wish, HarmReply.class));
    }

    /** {@code for 10m}, or until when it lasts otherwise. */
    static String lasting(Duration length) {
        return length.isZero()
                ? "until you run: sky sim heal"
                : "for " + TimeText.length(length) + " (sooner with: sky sim heal)";
    }

    /** Where it was done. */
    static String where(HarmReply reply) {
        return reply.subject().isEmpty()
                ? "all of " + reply.cloud()
                : reply.subject() + " of " + reply.cloud();
    }

    /** Shows what was done. */
    static void show(HarmReply reply, OutputForm form, String sentence, Terminal terminal) {
        if (form == OutputForm.JSON) {
            terminal.line(JsonText.pretty(HarmReply.class, reply));
        } else if (form == OutputForm.TABLE) {
            terminal.line(sentence);
        }
    }
}
