package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.controller.ProviderDesk.Answer;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.ClusterName;

import java.util.Optional;
import java.util.function.Consumer;

/** Whether a cluster whose end was asked for is gone: only when its provider says so twice. */
final class Endings {
    private Endings() {}

    /** Asks a second time when the provider says that it is gone. */
    static void confirm(
            Part part,
            ProviderDesk desk,
            Input.TerminateAnswered asked,
            Answer once,
            Consumer<Input> answer) {
        ClusterName name = part.attempt().cluster();
        if (saysGone(once, name)) {
            desk.inspect(name, twice -> answer.accept(terminated(part, twice, asked.trouble())));
        } else {
            answer.accept(terminated(part, once, asked.trouble()));
        }
    }

    private static Input terminated(Part part, Answer said, Optional<Reason> trouble) {
        String evidence =
                switch (said) {
                    case Answer.Seen seen -> seen.inspection().evidence();
                    case Answer.Unknown unknown -> unknown.sentence();
                };
        Optional<Reason> obstacle =
                trouble.or(
                        () ->
                                said instanceof Answer.Unknown unknown
                                        ? Optional.of(
                                                Reason.of(
                                                        ReasonCode.INFRASTRUCTURE,
                                                        unknown.sentence()))
                                        : Optional.empty());
        return new Input.TerminateAnswered(
                part.task(),
                part.attempt().number(),
                saysGone(said, part.attempt().cluster()),
                evidence,
                obstacle);
    }

    private static boolean saysGone(Answer said, ClusterName name) {
        return said instanceof Answer.Seen seen && seen.inspection().saysGone(name);
    }
}
