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
    private final Part part;
    private final ProviderDesk desk;
    private final Input.TerminateAnswered asked;
    private final Consumer<Input> answer;

    /**
     * @param asked what came of asking for the end
     */
    Endings(Part part, ProviderDesk desk, Input.TerminateAnswered asked, Consumer<Input> answer) {
        this.part = part;
        this.desk = desk;
        this.asked = asked;
        this.answer = answer;
    }

    /**
     * What is to be done of an ending.
     *
     * @param ask whether to ask for the end
     * @param goneOnce whether the provider said already that it is gone
     */
    record Step(boolean ask, boolean goneOnce) {}

    /** The end was asked for, and nothing is known of what came of it. */
    static Input.TerminateAnswered asked(Part part, Optional<Reason> trouble) {
        return new Input.TerminateAnswered(
                part.task(), part.attempt().number(), false, false, trouble.isEmpty(), "", trouble);
    }

    /** Takes a word of the provider; asks for a second one if it is the first "gone". */
    void on(Answer said, boolean goneOnce) {
        ClusterName name = part.attempt().cluster();
        boolean gone = saysGone(said, name);
        if (gone && !goneOnce) {
            desk.inspect(name, twice -> on(twice, true));
            return;
        }
        // Who cannot be asked does not take its word back.
        boolean keepsWord = goneOnce && said instanceof Answer.Unknown;
        String evidence =
                switch (said) {
                    case Answer.Seen seen -> seen.inspection().evidence();
                    case Answer.Unknown unknown -> unknown.sentence();
                };
        answer.accept(
                new Input.TerminateAnswered(
                        part.task(),
                        part.attempt().number(),
                        gone,
                        keepsWord,
                        asked.taken(),
                        evidence,
                        obstacle(said)));
    }

    private Optional<Reason> obstacle(Answer said) {
        return asked.trouble()
                .or(
                        () ->
                                said instanceof Answer.Unknown unknown
                                        ? Optional.of(
                                                Reason.of(
                                                        ReasonCode.INFRASTRUCTURE,
                                                        unknown.sentence()))
                                        : Optional.empty());
    }

    private static boolean saysGone(Answer said, ClusterName name) {
        return said instanceof Answer.Seen seen && seen.inspection().saysGone(name);
    }
}
